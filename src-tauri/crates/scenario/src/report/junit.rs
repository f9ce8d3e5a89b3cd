//! The report for build servers: JUnit's XML, a suite a scenario, a case a step.

use super::{Report, StepReport};

/// The reports as one XML document.
pub fn junit(reports: &[Report]) -> String {
    let mut xml = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n");
    for report in reports {
        let failed = report.steps.iter().filter(|step| !step.passed).count();
        let errors = usize::from(report.problem.is_some());
        let tests = report.steps.len().saturating_add(report.not_done).saturating_add(errors);
        let name = escaped(&format!("{} against {}", report.scenario, report.target));
        xml.push_str(&format!(
            "  <testsuite name=\"{name}\" tests=\"{tests}\" failures=\"{failed}\" errors=\"{errors}\" skipped=\"{}\">\n",
            report.not_done
        ));
        if let Some(problem) = &report.problem {
            let problem = escaped(problem);
            xml.push_str(&format!("    <testcase name=\"start\"><error message=\"{problem}\"/></testcase>\n"));
        }
        let class = escaped(&report.scenario);
        report.steps.iter().for_each(|step| xml.push_str(&case(&class, step)));
        for _ in 0..report.not_done {
            xml.push_str(&format!("    <testcase classname=\"{class}\" name=\"not done\"><skipped/></testcase>\n"));
        }
        xml.push_str("  </testsuite>\n");
    }
    xml.push_str("</testsuites>\n");
    xml
}

fn case(class: &str, step: &StepReport) -> String {
    let name = escaped(&format!("{} {} {}", step.number, step.who, step.action));
    let place = step.place.as_ref().map(|place| format!(" file=\"{}\" line=\"{}\"", escaped(&place.file), place.line));
    let place = place.unwrap_or_default();
    if step.passed {
        return format!("    <testcase classname=\"{class}\" name=\"{name}\"{place}/>\n");
    }
    let message = escaped(&format!("expected {}, got {}", step.expected, step.got));
    let text = escaped(&step.to_string());
    format!(
        "    <testcase classname=\"{class}\" name=\"{name}\"{place}>\
         <failure message=\"{message}\">{text}</failure></testcase>\n"
    )
}

/// As XML 1.0 wants it; characters it cannot hold are left out.
fn escaped(text: &str) -> String {
    let mut escaped = String::new();
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\n' | '\t' => escaped.push(character),
            character if character.is_control() || ('\u{fffe}'..='\u{ffff}').contains(&character) => {}
            character => escaped.push(character),
        }
    }
    escaped
}

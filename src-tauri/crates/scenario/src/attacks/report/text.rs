//! The report for a terminal of 80 columns.

use crate::attacks::verdict::{Finding, Report, Verdict};

/// Columns of a terminal.
const WIDTH: usize = 80;

/// One line of progress: the verdict and the name.
pub fn line(finding: &Finding) -> String {
    format!("{:<14}  {}", finding.verdict.name(), finding.attack.name)
}

/// The report: what is broken first, with its evidence and how to mend it; of the rest why.
pub fn text(report: &Report) -> String {
    let mut page = String::new();
    let address = report.url.as_ref().map(|url| format!(" ({url})")).unwrap_or_default();
    let mut add = |line: &str| {
        page.push_str(line.trim_end());
        page.push('\n');
    };
    add(&format!("{}{address}: {} attacks, {} requests", report.target, report.findings.len(), report.requests));
    for verdict in Verdict::ALL {
        let some: Vec<&Finding> = report.findings.iter().filter(|finding| finding.verdict == verdict).collect();
        if some.is_empty() {
            continue;
        }
        add("");
        add(&format!("{} ({})", verdict.name().to_uppercase(), some.len()));
        for finding in some {
            of(finding).iter().for_each(|line| add(line));
        }
    }
    add("");
    let counts = Verdict::ALL.map(|verdict| format!("{} {}", report.count(verdict), verdict.name()));
    add(&counts.join(", "));
    page
}

fn of(finding: &Finding) -> Vec<String> {
    let attack = finding.attack;
    let mut lines = vec![format!("  {}", attack.name)];
    lines.extend(wrapped(&finding.why, 4));
    if !matches!(finding.verdict, Verdict::Broken | Verdict::Inconclusive) {
        return lines;
    }
    for deed in &finding.deeds {
        lines.extend(wrapped(&format!("- {}: {}", deed.what, deed.outcome), 6));
    }
    if finding.verdict == Verdict::Broken {
        lines.extend(wrapped(&format!("mend: {}", attack.mend), 4));
        lines.extend(wrapped(&format!("see:  {}", attack.standards.join("; ")), 4));
        if let Some(case) = attack.case {
            lines.extend(wrapped(&format!("case: {}", case.name), 4));
        }
    }
    lines
}

/// The words in lines that fit, each after so many blanks. A word that is longer than a line is cut.
fn wrapped(text: &str, indent: usize) -> Vec<String> {
    let room = WIDTH.saturating_sub(indent);
    let blanks = " ".repeat(indent);
    let mut lines: Vec<String> = Vec::new();
    let mut line = String::new();
    for word in text.split_whitespace().flat_map(|word| pieces(word, room)) {
        let length = line.chars().count().saturating_add(word.chars().count()).saturating_add(1);
        if !line.is_empty() && length > room {
            lines.push(format!("{blanks}{line}"));
            line.clear();
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(&word);
    }
    if !line.is_empty() {
        lines.push(format!("{blanks}{line}"));
    }
    lines
}

fn pieces(word: &str, room: usize) -> Vec<String> {
    let letters: Vec<char> = word.chars().collect();
    letters.chunks(room.max(1)).map(|piece| piece.iter().collect()).collect()
}

//! The report as a table for a page of documentation.

use crate::attacks::verdict::{Finding, Report, Verdict};

/// The counts, and a row for each attack in the order of reports. Without the address: it is another one in every run.
pub fn markdown(report: &Report) -> String {
    let counts = Verdict::ALL.map(|verdict| format!("{} {}", report.count(verdict), verdict.name()));
    let rows: String = report.findings.iter().map(row).collect();
    let (attacks, requests) = (report.findings.len(), report.requests);
    format!(
        "{attacks} attacks, {requests} requests: {}.\n\n| attack | verdict | why |\n|---|---|---|\n{rows}",
        counts.join(", ")
    )
}

fn row(finding: &Finding) -> String {
    let verdict = match finding.verdict {
        Verdict::Broken | Verdict::Inconclusive => format!("**{}**", finding.verdict.name()),
        quiet => quiet.name().to_owned(),
    };
    format!("| `{}` | {verdict} | {} |\n", finding.attack.name, in_a_cell(&finding.why))
}

/// As one line that neither ends the cell nor begins something else.
fn in_a_cell(text: &str) -> String {
    let mut cell = String::with_capacity(text.len());
    for letter in text.split_whitespace().collect::<Vec<_>>().join(" ").chars() {
        match letter {
            '|' => cell.push_str("\\|"),
            '<' => cell.push_str("&lt;"),
            '&' => cell.push_str("&amp;"),
            letter => cell.push(letter),
        }
    }
    cell
}

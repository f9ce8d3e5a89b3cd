//! The report for programs.

use serde::Serialize;

use crate::attacks::verdict::{Deed, Report, Verdict};

#[derive(Serialize)]
struct ReportView<'r> {
    target: &'r str,
    url: Option<&'r str>,
    requests: u64,
    broken: usize,
    inconclusive: usize,
    chosen: usize,
    held: usize,
    #[serde(rename = "notApplicable")]
    not_applicable: usize,
    attacks: Vec<FindingView<'r>>,
}

#[derive(Serialize)]
struct FindingView<'r> {
    name: &'r str,
    does: &'r str,
    verdict: Verdict,
    why: &'r str,
    standards: &'r [&'r str],
    case: Option<crate::attacks::Case>,
    mend: &'r str,
    evidence: &'r [Deed],
}

/// The report as JSON: fields in camelCase, verdicts such as `not-applicable`, the evidence of every attack.
pub fn json(report: &Report) -> serde_json::Value {
    let attacks = report.findings.iter().map(|finding| FindingView {
        name: finding.attack.name,
        does: finding.attack.does,
        verdict: finding.verdict,
        why: &finding.why,
        standards: finding.attack.standards,
        case: finding.attack.case,
        mend: finding.attack.mend,
        evidence: &finding.deeds,
    });
    let view = ReportView {
        target: &report.target,
        url: report.url.as_deref(),
        requests: report.requests,
        broken: report.count(Verdict::Broken),
        inconclusive: report.count(Verdict::Inconclusive),
        chosen: report.count(Verdict::Chosen),
        held: report.count(Verdict::Held),
        not_applicable: report.count(Verdict::NotApplicable),
        attacks: attacks.collect(),
    };
    serde_json::to_value(view).unwrap_or_default()
}

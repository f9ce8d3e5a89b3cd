//! The attacks against a small server, right and with each of its bugs.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking, its helpers too")]

mod bug;
mod double;
mod matrix;
mod permission;
mod reports;
mod server;
mod table;
mod trouble;

use scenario::Target;
use scenario::attacks::{Attack, Finding, Report, Verdict, all, named, run};

use bug::Bug;
use double::Double;

/// Every attack on this target.
async fn every(target: &dyn Target) -> Report {
    let attacks: Vec<&'static Attack> = all().iter().collect();
    run(target, &attacks, |_| {}).await
}

/// One attack on this target.
async fn one(target: &dyn Target, name: &str) -> Finding {
    let attack = named(name).unwrap();
    run(target, &[attack], |_| {}).await.findings.remove(0)
}

/// The attacks that ended so, each with why.
fn ended(report: &Report, verdict: Verdict) -> Vec<String> {
    let found = report.findings.iter().filter(|finding| finding.verdict == verdict);
    found.map(|finding| format!("{}: {}", finding.attack.name, finding.why)).collect()
}

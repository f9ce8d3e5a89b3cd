//! The known bugs of our own server by the attacks: each is found by the attack meant for it.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking, its helpers too")]

#[path = "../../../../../tests/common/page.rs"]
mod page;

use std::collections::BTreeSet;

use host::relying_party::Bug;
use host::scenario::{InProcess, policy};
use scenario::PolicyChoice;
use scenario::attacks::{Attack, Report, Verdict, all, named, run};

const PAGE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../docs/ATTACKS.md");
const MARKS: (&str, &str) = ("<!-- known bugs: begin -->\n", "<!-- known bugs: end -->");

/// These attacks on our own server with this bug.
async fn attacked(bugs: &[Bug], attacks: &[&'static Attack]) -> Report {
    let (profile, policy) = policy(&PolicyChoice::default()).unwrap();
    let target = InProcess::start_with_bugs(profile, policy, bugs.iter().copied()).await.unwrap();
    let report = run(&target, attacks, |_| {}).await;
    target.stop().await;
    report
}

fn broken(report: &Report) -> Vec<&'static str> {
    let found = report.findings.iter().filter(|finding| finding.verdict == Verdict::Broken);
    found.map(|finding| finding.attack.name).collect()
}

#[test]
fn each_attack_our_server_can_fall_to_has_a_bug() {
    let bugs: BTreeSet<&str> = Bug::ALL.iter().map(|bug| bug.attack()).collect();
    let attacks: BTreeSet<&str> = all().iter().map(|attack| attack.name).collect();
    let without: Vec<&&str> = attacks.difference(&bugs).collect();
    assert_eq!(without, [&"trust-of-another"], "our server trusts no browser");
    assert!(bugs.is_subset(&attacks), "each is meant for an attack");
}

#[tokio::test(flavor = "multi_thread")]
async fn each_bug_is_found_by_the_attack_meant_for_it() {
    let mut missed = Vec::new();
    for bug in Bug::ALL {
        let report = attacked(&[*bug], &[named(bug.attack()).unwrap()]).await;
        let found = report.findings.iter().filter(|finding| finding.verdict != Verdict::Broken);
        missed.extend(found.map(|finding| format!("{bug:?}: {}: {}", finding.verdict.name(), finding.why)));
    }
    assert!(missed.is_empty(), "{missed:#?}");
}

/// Every bug against every attack. `COUNTERSIGN_WRITE_DOCS=1` writes the page instead of comparing it.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "turned on by `cargo xtask attacks`, or by: cargo test -p countersign-cli --test known_bugs -- --ignored; it takes minutes"]
async fn the_page_says_which_attacks_find_which_bug_of_our_own_server() {
    let attacks: Vec<&'static Attack> = all().iter().collect();
    let mut table = "\n| `--bug` | what is wrong | found by |\n|---|---|---|\n".to_owned();
    for bug in Bug::ALL {
        let names: Vec<String> =
            broken(&attacked(&[*bug], &attacks).await).iter().map(|name| format!("`{name}`")).collect();
        table.push_str(&format!("| `{}` | {} | {} |\n", bug.name(), bug.about(), names.join(", ")));
    }
    table.push('\n');
    page::holds_between(PAGE, MARKS, &table, "with COUNTERSIGN_WRITE_DOCS=1 this test writes it");
}

#[test]
fn the_page_has_a_row_for_every_bug_with_the_attack_meant_for_it() {
    let page = std::fs::read_to_string(PAGE).unwrap();
    for bug in Bug::ALL {
        let start = format!("| `{}` | {} | ", bug.name(), bug.about());
        let found_by = page.lines().find_map(|line| line.strip_prefix(&start)).unwrap_or_default();
        assert!(found_by.contains(&format!("`{}`", bug.attack())), "docs/ATTACKS.md lacks a row that begins: {start}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_bug_nothing_is_broken() {
    let attacks: Vec<&'static Attack> = all().iter().collect();
    assert_eq!(broken(&attacked(&[], &attacks).await), [""; 0]);
}

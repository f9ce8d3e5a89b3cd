//! The table of attacks itself.

use std::collections::BTreeSet;

use scenario::ClockControl;
use scenario::attacks::{Attack, Verdict, all, longest_wait};

use crate::{Bug, Double, every};
use scenario::Target;

#[test]
fn there_are_28_attacks_or_more_each_with_all_it_needs() {
    assert!(all().len() >= 28);
    let names: BTreeSet<&str> = all().iter().map(|attack| attack.name).collect();
    assert_eq!(names.len(), all().len(), "names are used once");
    for attack in all() {
        assert!(!attack.standards.is_empty() && attack.mend.ends_with('.'), "{}", attack.name);
        assert!(attack.case.is_none_or(|case| case.url.starts_with("https://")), "{}", attack.name);
        assert!(!attack.does.ends_with('.'), "{}", attack.name);
    }
}

#[test]
fn each_attack_has_a_bug_and_each_bug_an_attack() {
    let of_bugs: BTreeSet<&str> = Bug::ALL.iter().map(|bug| bug.attack()).collect();
    let names: BTreeSet<&str> = all().iter().map(|attack| attack.name).collect();
    assert_eq!(of_bugs, names);
}

#[test]
fn the_page_has_the_row_of_every_attack() {
    let page = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../docs/ATTACKS.md");
    let page = std::fs::read_to_string(page).unwrap();
    for attack in all() {
        let case = attack.case.map_or_else(|| "–".to_owned(), |case| format!("[{}]({})", case.name, case.url));
        let row = format!("| `{}` | {} | {} | {case} |", attack.name, attack.does, attack.standards.join(", "));
        assert!(page.contains(&row), "docs/ATTACKS.md lacks: {row}");
    }
}

#[test]
fn waiting_takes_minutes_at_most_and_nothing_where_the_clock_moves() {
    let attacks: Vec<&Attack> = all().iter().collect();
    assert_eq!(longest_wait(Double::new(&[]).description(), &attacks), 0);
    let slow = Double::new(&[]).described(|description| description.clock = ClockControl::None);
    let seconds = longest_wait(slow.description(), &attacks);
    assert!((60..=300).contains(&seconds), "{seconds}");
}

/// Each bug, and every attack that finds it.
#[tokio::test]
async fn the_page_says_which_attacks_find_which_bug() {
    let page = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../docs/ATTACKS.md");
    let page = std::fs::read_to_string(page).unwrap();
    let mut rows = String::new();
    for bug in Bug::ALL {
        let report = every(&Double::new(&[bug])).await;
        let found = report.findings.iter().filter(|finding| finding.verdict == Verdict::Broken);
        let names: Vec<String> = found.map(|finding| format!("`{}`", finding.attack.name)).collect();
        rows.push_str(&format!("| {} | {} |\n", bug.name(), names.join(", ")));
    }
    assert!(page.contains(&rows), "docs/ATTACKS.md should have these rows:\n{rows}");
}

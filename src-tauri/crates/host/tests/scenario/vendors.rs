//! The policies of well-known servers: what the page says of them.

#[path = "../../../../../tests/common/page.rs"]
mod page;

use host::scenario::{InProcess, policy};
use relying_party::policy::{Profile, ThrottleKind};
use scenario::PolicyChoice;
use scenario::attacks::{Report, Verdict, all, run};

const PAGE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../docs/vendor-profiles.md");
const MARKS: (&str, &str) = ("<!-- attacks: begin -->\n", "<!-- attacks: end -->");

async fn attacked(profile: Profile) -> Report {
    let choice = PolicyChoice { profile: Some(profile.name().to_owned()), ..PolicyChoice::default() };
    let (profile, policy) = policy(&choice).unwrap();
    let target = InProcess::start(profile, policy).await.unwrap();
    let attacks: Vec<_> = all().iter().collect();
    let report = run(&target, &attacks, |_| {}).await;
    target.stop().await;
    report
}

fn ended(report: &Report, verdict: Verdict) -> String {
    let found = report.findings.iter().filter(|finding| finding.verdict == verdict);
    let names: Vec<String> = found.map(|finding| format!("`{}`", finding.attack.name)).collect();
    if names.is_empty() { "–".to_owned() } else { names.join(", ") }
}

/// `COUNTERSIGN_WRITE_DOCS=1` writes the page instead of comparing it.
#[tokio::test(flavor = "multi_thread")]
async fn the_page_says_which_attacks_get_through_with_which_policy() {
    let mut table = "\n| `--profile` | broken | chosen | inconclusive |\n|---|---|---|---|\n".to_owned();
    for profile in Profile::ALL.into_iter().filter(|profile| profile.is_of_another_server()) {
        let report = attacked(profile).await;
        let [broken, chosen, inconclusive] =
            [Verdict::Broken, Verdict::Chosen, Verdict::Inconclusive].map(|verdict| ended(&report, verdict));
        table.push_str(&format!("| `{}` | {broken} | {chosen} | {inconclusive} |\n", profile.name()));
    }
    table.push('\n');
    let how = "COUNTERSIGN_WRITE_DOCS=1 cargo test -p host --test scenario vendors writes it";
    page::holds_between(PAGE, MARKS, &table, how);
}

#[test]
fn the_page_tells_of_every_policy_of_another_server() {
    let page = std::fs::read_to_string(PAGE).unwrap();
    for profile in Profile::ALL.into_iter().filter(|profile| profile.is_of_another_server()) {
        assert!(page.contains(&format!("\n## `{}`\n", profile.name())), "{}", profile.name());
        assert!(profile.policy().out_of_bounds().is_none(), "{}", profile.name());
    }
}

#[test]
fn a_throttle_is_switched_off_by_a_policy_of_another_server_only() {
    let change = serde_json::json!({ "throttle": { "kind": "off" } });
    let change = change.as_object().unwrap().clone();
    let choice = |profile: &str| PolicyChoice { profile: Some(profile.to_owned()), change: change.clone() };
    assert!(policy(&choice("rfc")).is_err());
    assert_eq!(policy(&choice("kratos")).unwrap().1.throttle.kind, ThrottleKind::Off);
    let sources = serde_json::json!({ "source_throttle": { "kind": "off" } });
    let choice = PolicyChoice { profile: None, change: sources.as_object().unwrap().clone() };
    assert!(policy(&choice).is_err());
}

//! The attack suite against our own relying party: nothing gets through.

use host::scenario::{InProcess, policy};
use scenario::PolicyChoice;
use scenario::attacks::{Report, Verdict, all, run};

async fn attacked(profile: &str) -> Report {
    let choice = PolicyChoice { profile: Some(profile.to_owned()), ..PolicyChoice::default() };
    let (profile, policy) = policy(&choice).unwrap();
    let target = InProcess::start(profile, policy).await.unwrap();
    let attacks: Vec<_> = all().iter().collect();
    let report = run(&target, &attacks, |_| {}).await;
    target.stop().await;
    report
}

fn ended(report: &Report, verdict: Verdict) -> Vec<String> {
    let found = report.findings.iter().filter(|finding| finding.verdict == verdict);
    found.map(|finding| format!("{}: {}", finding.attack.name, finding.why)).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn no_attack_gets_through_our_own_server_with_any_policy() {
    for profile in ["strict", "rfc", "lenient"] {
        let report = attacked(profile).await;
        assert_eq!(ended(&report, Verdict::Broken), [""; 0], "{profile}");
        assert_eq!(ended(&report, Verdict::Inconclusive), [""; 0], "{profile}");
        assert!(report.count(Verdict::Held) >= 28, "{profile}: {:#?}", ended(&report, Verdict::NotApplicable));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_late_codes_of_lenient_are_told_to_be_chosen() {
    let report = attacked("lenient").await;
    let chosen = ended(&report, Verdict::Chosen);
    assert!(chosen.len() == 1 && chosen[0].starts_with("wide-window: "), "{chosen:?}");
}

//! Targets that do not do what they should: a verdict, never a crash.

use scenario::attacks::Verdict;
use scenario::{ClockControl, Target};

use crate::double::Odd;
use crate::{Double, ended, every};

#[tokio::test]
async fn a_target_that_fails_or_is_silent_ends_in_verdicts() {
    for status in [Some(500), Some(200), None] {
        let report = every(&Odd(Double::new(&[]), status)).await;
        assert_eq!(ended(&report, Verdict::Broken), [""; 0]);
        assert_eq!(ended(&report, Verdict::Held), [""; 0]);
        let why = ended(&report, Verdict::Inconclusive);
        assert!(why.iter().all(|why| why.contains("register")), "{why:#?}");
    }
}

#[tokio::test]
async fn the_limit_of_requests_is_kept() {
    for clock in [ClockControl::Full, ClockControl::None] {
        let double = Double::new(&[]).described(|description| {
            description.most_requests = 60;
            description.clock = clock;
        });
        let report = every(&double).await;
        let stopped = ended(&report, Verdict::Inconclusive);
        assert!(stopped.iter().any(|why| why.contains("that is the limit")), "{stopped:#?}");
        assert_eq!(ended(&report, Verdict::Broken), [""; 0]);
        assert!(double.requests() < 200, "each attack gives up at its next request");
    }
}

#[tokio::test]
async fn a_target_that_offers_nothing_has_nothing_to_break() {
    let double = Double::new(&[]).described(|description| description.actions.clear());
    let report = every(&double).await;
    assert_eq!(report.count(Verdict::Broken) + report.count(Verdict::Held), 0);
}

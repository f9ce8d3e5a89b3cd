//! Runs attacks on a target.

use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;

use super::attack::Attack;
use super::trial::{Shared, Trial};
use super::verdict::{Deed, Finding, Report, Stop, Verdict};
use crate::{ClockControl, Description, Target};

/// So many deeds are kept at either end of an attack; what is between is counted only.
const KEPT: usize = 20;

/// How long is waited at most, in seconds, because nobody can move the target's clock.
pub fn longest_wait(description: &Description, attacks: &[&Attack]) -> u64 {
    if description.clock != ClockControl::None {
        return 0;
    }
    let period = description.device.period().map_or(30, |period| u64::from(period.seconds()));
    let longest = |loud: bool| attacks.iter().filter(|attack| attack.loud == loud).map(|attack| attack.steps).max();
    let steps = longest(false).unwrap_or_default().saturating_add(longest(true).unwrap_or_default());
    u64::from(steps).saturating_mul(period)
}

/// Tries each attack, and says what became of it as soon as that is known.
///
/// Where somebody can move the target's clock, one after another; where time passes by waiting, those that send little
/// at the same time, then those that send much.
pub async fn run(target: &dyn Target, attacks: &[&'static Attack], mut each: impl FnMut(&Finding)) -> Report {
    let (shared, description) = (Shared::default(), target.description());
    let mut findings = Vec::new();
    if description.clock == ClockControl::None {
        for loud in [false, true] {
            let some = attacks.iter().filter(|attack| attack.loud == loud);
            let mut running: FuturesUnordered<_> = some.map(|attack| find(target, attack, &shared)).collect();
            while let Some(finding) = running.next().await {
                each(&finding);
                findings.push(finding);
            }
        }
    } else {
        for attack in attacks {
            let finding = find(target, attack, &shared).await;
            each(&finding);
            findings.push(finding);
        }
    }
    let place = |finding: &Finding| attacks.iter().position(|attack| attack.name == finding.attack.name);
    findings.sort_by_key(place);
    Report { target: description.name.clone(), url: description.url.clone(), requests: target.requests(), findings }
}

async fn find(target: &dyn Target, attack: &'static Attack, shared: &Shared) -> Finding {
    let mut trial = Trial::new(target, shared);
    let judgement = (attack.attempt)(&mut trial).await.unwrap_or_else(Stop::judged);
    let (mut verdict, mut why) = (judgement.verdict, judgement.why);
    if let Some(reason) = target.description().chosen.get(attack.name).filter(|_| verdict == Verdict::Broken) {
        verdict = Verdict::Chosen;
        why = format!("{why}; chosen: {reason}");
    }
    Finding { attack, verdict, why, deeds: shortened(trial.deeds) }
}

/// The beginning and the end of what was done.
fn shortened(mut deeds: Vec<Deed>) -> Vec<Deed> {
    let between = deeds.len().saturating_sub(KEPT.saturating_mul(2));
    if between == 0 {
        return deeds;
    }
    let end = deeds.split_off(deeds.len().saturating_sub(KEPT));
    deeds.truncate(KEPT);
    let (what, outcome) = (format!("… and {between} requests like these"), "left out here".to_owned());
    deeds.push(Deed { what, outcome, exchanges: Vec::new() });
    deeds.extend(end);
    deeds
}

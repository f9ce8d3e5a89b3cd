//! Inputs and times that a server may not have thought of.

use otp::UnixSeconds;

use crate::attacks::attack::Attack;
use crate::attacks::prelude::Enrolled;
use crate::attacks::trial::Trial;
use crate::attacks::verdict::{Judged, Stop, broken, held, inconclusive};
use crate::{Answer, ClockControl};

pub(super) const BOUNDARY_CRASH: Attack = Attack {
    name: "boundary-crash",
    does: "sends very long, negative, non-ASCII and control characters for a code, and, where the clock can be set, codes near 1970, 2038 and 2106",
    standards: &["ASVS 5.0 16.5.3", "ASVS 5.0 16.5.4", "RFC 6238 §4.2"],
    case: None,
    mend: "Check length and letters before anything is computed; count steps in 64 bits, and never below zero.",
    steps: 1,
    loud: false,
    attempt: |trial| Box::pin(boundary_crash(trial)),
};

/// So many are tried on one person, so that none is throttled.
const EACH: usize = 3;

/// Moments at which counts of seconds or steps turn over.
const TURNS: [(u64, &str); 4] = [
    (15, "in the first step of 1970"),
    (2_147_483_650, "in 2038"),
    (4_294_967_300, "in 2106"),
    (99_999_999_999, "in 5138"),
];

async fn boundary_crash(trial: &mut Trial<'_>) -> Judged {
    let mut people = Vec::new();
    for _ in 0..3 {
        people.push(trial.enrolled().await?);
    }
    let inputs = [
        ("10,000 digits", "9".repeat(10_000)),
        ("a negative number", "-12345".to_owned()),
        ("a number of 40 digits", "1234567890".repeat(4)),
        ("digits of another script", "١٢٣٤٥٦".to_owned()),
        ("a picture letter", "🔑🔑🔑".to_owned()),
        ("control characters", "12\u{0}34\r\n56".to_owned()),
        ("an exponent", "1e9999".to_owned()),
        ("no number", "NaN".to_owned()),
        ("a format", "%s%s%n{{7*7}}".to_owned()),
    ];
    for (ada, some) in people.iter().zip(inputs.chunks(EACH)) {
        for (what, input) in some {
            let answer = trial.guess(&format!("send {what}"), &ada.person, input, &[]).await?;
            if let Some(crash) = crash(&answer) {
                return broken(format!("{what} for a code: {crash}"));
            }
        }
    }
    let Some(ada) = people.last_mut() else { return inconclusive("there is nobody") };
    trial.sign_in(ada).await?;
    if trial.description().clock != ClockControl::Full {
        return held("strange inputs are refused, and the honest login works after them");
    }
    let now = trial.now().await?;
    let crashed = at_turns(trial, ada).await;
    trial.target.set_clock(now).await?;
    match crashed? {
        Some(crash) => broken(crash),
        None => held("strange inputs and strange times crash nothing"),
    }
}

async fn at_turns(trial: &mut Trial<'_>, ada: &Enrolled) -> Result<Option<String>, Stop> {
    for (moment, when) in TURNS {
        trial.target.set_clock(UnixSeconds(moment)).await?;
        let code = ada.device.code(ada.device.step(UnixSeconds(moment)))?;
        let answer = trial.guess(&format!("log in {when}"), &ada.person, &code, &[]).await?;
        if let Some(crash) = crash(&answer) {
            return Ok(Some(format!("a login {when}: {crash}")));
        }
    }
    Ok(None)
}

/// What is wrong with an answer that is no answer.
fn crash(answer: &Answer) -> Option<String> {
    let last = answer.exchanges.last()?;
    match &last.response {
        None => Some("no answer came".to_owned()),
        Some(response) if response.status >= 500 => Some(format!("the server answers with {}", response.status)),
        Some(_) => None,
    }
}

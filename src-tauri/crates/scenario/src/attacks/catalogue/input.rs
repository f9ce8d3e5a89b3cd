//! Codes that are none.

use otp::UnixSeconds;

use crate::attacks::attack::{Attack, Case};
use crate::attacks::prelude::Enrolled;
use crate::attacks::trial::Trial;
use crate::attacks::verdict::{Judged, Stop, broken, held, inconclusive};
use crate::{Answer, ClockControl, Outcome};

pub(super) const LENIENT_PARSING: Attack = Attack {
    name: "lenient-parsing",
    does: "sends what is no code (nothing, `null`, `*`, a part of the code) and the right code with something more around it",
    standards: &["ASVS 5.0 2.2.1", "ASVS 5.0 15.3.5"],
    case: Some(Case {
        name: "CVE-2022-45174 (LIVEBOX Collaboration vDesk)",
        url: "https://raw.githubusercontent.com/CVEProject/cvelistV5/main/cves/2022/45xxx/CVE-2022-45174.json",
    }),
    mend: "Allow blanks between digits at most; refuse whatever is not exactly so many digits, and compare texts.",
    steps: 2,
    loud: false,
    attempt: |trial| Box::pin(lenient_parsing(trial)),
};

/// So many are tried on one person, so that none is throttled.
const EACH: usize = 3;

async fn lenient_parsing(trial: &mut Trial<'_>) -> Judged {
    let mut people = Vec::new();
    for _ in 0..5 {
        people.push(trial.enrolled().await?);
    }
    let mut tried: usize = 0;
    for (number, ada) in people.iter_mut().enumerate() {
        let code = trial.fresh_code(&mut ada.device).await?;
        let inputs = inputs(&code);
        for (what, input) in inputs.iter().skip(number.saturating_mul(EACH)).take(EACH) {
            let answer = trial.guess(&format!("send {what}"), &ada.person, input, &[]).await?;
            match answer.outcome {
                Outcome::Accepted => return broken(format!("{what} is accepted for a code")),
                Outcome::Throttled { .. } => break,
                _ => tried = tried.saturating_add(1),
            }
        }
    }
    if let Some(ada) = people.last_mut() {
        trial.sign_in(ada).await?;
    }
    match tried {
        0 => inconclusive("none of the inputs was looked at"),
        tried => held(format!("{tried} inputs that are no code are refused, and a code works after them")),
    }
}

/// What is sent instead of a code. Blanks alone around or within it are left out: apps show it so.
fn inputs(code: &str) -> [(&'static str, String); 15] {
    let part = code.get(..code.len().saturating_sub(1)).unwrap_or_default();
    let half = code.get(..code.len().div_euclid(2)).unwrap_or_default();
    [
        ("nothing", String::new()),
        ("a blank", " ".to_owned()),
        ("`null`", "null".to_owned()),
        ("`undefined`", "undefined".to_owned()),
        ("`true`", "true".to_owned()),
        ("`0`", "0".to_owned()),
        ("`*`", "*".to_owned()),
        ("`%`", "%".to_owned()),
        ("`______`", "______".to_owned()),
        ("the code without its last digit", part.to_owned()),
        ("the first half of the code", half.to_owned()),
        ("the code with a digit more", format!("{code}0")),
        ("the code with letters after it", format!("{code}abc")),
        ("the code among others", format!("000000,{code},999999")),
        ("the code at the end of others", format!("000000{code}")),
    ]
}

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

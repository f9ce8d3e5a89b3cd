//! Codes compared as numbers. Where lengths are checked, too, only a code that begins with 0 shows it.

use otp::Kind as DeviceKind;

use crate::Outcome;
use crate::attacks::prelude::Enrolled;
use crate::attacks::trial::Trial;
use crate::attacks::verdict::Stop;

/// Where time can be moved, a code that begins with 0 is looked for in so many steps: 0.9²⁰⁰ is nothing.
const SEARCHED: u64 = 200;

/// Where it cannot, so many steps are waited for, …
const WAITED: u64 = 3;

/// … with so many people, each of whom has other codes: one begins with 0 in 98 of 100 runs.
const PEOPLE: usize = 12;

/// So many codes that begin with 0 are tried at most, where one was not looked at.
const TRIES: usize = 3;

/// Whether codes are compared as numbers.
pub(super) enum Numbers {
    /// This was accepted for a code that begins with 0.
    TakenFor(&'static str),
    /// Nothing but the code itself was accepted.
    Refused,
    /// The codes of this target have letters.
    AreNone,
    /// No code could be tried, and why.
    NotTried(String),
}

pub(super) async fn as_numbers(trial: &mut Trial<'_>, mut people: Vec<Enrolled>) -> Result<Numbers, Stop> {
    if people.iter().any(|ada| ada.device.parameters().kind() == DeviceKind::Steam) {
        return Ok(Numbers::AreNone);
    }
    if trial.moves_time() {
        return by_moving(trial, &mut people).await;
    }
    while trial.offers(crate::Kind::Register) && people.len() < PEOPLE {
        people.push(trial.enrolled().await?);
    }
    by_waiting(trial, &mut people).await
}

async fn by_moving(trial: &mut Trial<'_>, people: &mut [Enrolled]) -> Result<Numbers, Stop> {
    for ada in people.iter_mut().take(TRIES) {
        let Some(wanted) = next_with_zero(trial, ada).await? else { continue };
        let step = trial.until_step(&ada.device, wanted).await?;
        ada.device.spent = step;
        if step == wanted
            && let Some(known) = written_as_number(trial, ada).await?
        {
            return Ok(known);
        }
    }
    Ok(Numbers::NotTried("no code that begins with 0 was accepted as it is".to_owned()))
}

/// The next step whose code begins with 0.
async fn next_with_zero(trial: &Trial<'_>, ada: &Enrolled) -> Result<Option<u64>, Stop> {
    let first = trial.step(&ada.device).await?.max(ada.device.spent).saturating_add(1);
    for step in first..first.saturating_add(SEARCHED) {
        if ada.device.code(step)?.starts_with('0') {
            return Ok(Some(step));
        }
    }
    Ok(None)
}

async fn by_waiting(trial: &mut Trial<'_>, people: &mut [Enrolled]) -> Result<Numbers, Stop> {
    let (mut seen, mut tried): (usize, usize) = (0, 0);
    for _ in 0..WAITED {
        let Some(first) = people.first() else { break };
        let next = trial.step(&first.device).await?.saturating_add(1);
        trial.until_step(&first.device, next).await?;
        for ada in people.iter_mut() {
            let step = trial.step(&ada.device).await?;
            if step <= ada.device.spent {
                continue;
            }
            seen = seen.saturating_add(1);
            if !ada.device.code(step)?.starts_with('0') || tried >= TRIES {
                continue;
            }
            (ada.device.spent, tried) = (step, tried.saturating_add(1));
            if let Some(known) = written_as_number(trial, ada).await? {
                return Ok(known);
            }
        }
    }
    Ok(Numbers::NotTried(match tried {
        0 => format!("of the {seen} codes there were within the time it may wait, none begins with 0"),
        _ => "no code that begins with 0 was accepted as it is".to_owned(),
    }))
}

/// Sends the code of the device's step, which begins with 0, as a number; none where not even the code itself was
/// accepted after that, so that the refusals mean nothing.
async fn written_as_number(trial: &mut Trial<'_>, ada: &Enrolled) -> Result<Option<Numbers>, Stop> {
    let code = ada.device.code(ada.device.spent)?;
    for (what, input) in spellings(&code) {
        let what_is_done = format!("for a code that begins with 0, send {what}");
        match trial.guess_patiently(&what_is_done, &ada.person, &input).await?.outcome {
            Outcome::Accepted => return Ok(Some(Numbers::TakenFor(what))),
            Outcome::Rejected | Outcome::SecondFactorRequired => {}
            _ => return Ok(None),
        }
    }
    let itself = trial.guess_patiently("send that code as it is", &ada.person, &code).await?;
    Ok(itself.is_accepted().then_some(Numbers::Refused))
}

/// A code that begins with 0, as those write it who take it for a number. Few: servers throttle after five.
fn spellings(code: &str) -> [(&'static str, String); 4] {
    let rest = code.get(1..).unwrap_or_default();
    [
        ("it with a plus in the place of the 0", format!("+{rest}")),
        ("it with a blank in the place of the 0", format!(" {rest}")),
        ("it without the 0", rest.to_owned()),
        ("it without the 0, and with `.0` after it", format!("{rest}.0")),
    ]
}

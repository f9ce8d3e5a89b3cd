//! Codes that are none.

use super::numbers::{Numbers, as_numbers};
use crate::Outcome;
use crate::attacks::attack::{Attack, Case};
use crate::attacks::prelude::Enrolled;
use crate::attacks::trial::Trial;
use crate::attacks::verdict::{Judged, Stop, broken, held, inconclusive};

pub(super) const LENIENT_PARSING: Attack = Attack {
    name: "lenient-parsing",
    does: "sends what is no code (nothing, `null`, `*`, a part of the code), the right code with something more around it, and a code that begins with 0 written as a number",
    standards: &["ASVS 5.0 2.2.1", "ASVS 5.0 15.3.5"],
    case: Some(Case {
        name: "CVE-2022-45174 (LIVEBOX Collaboration vDesk)",
        url: "https://raw.githubusercontent.com/CVEProject/cvelistV5/main/cves/2022/45xxx/CVE-2022-45174.json",
    }),
    mend: "Allow blanks between digits at most; refuse whatever is not exactly so many digits, and compare texts.",
    steps: 5,
    loud: false,
    attempt: |trial| Box::pin(lenient_parsing(trial)),
};

/// So many are tried on one person, so that none is throttled.
const EACH: usize = 3;

async fn lenient_parsing(trial: &mut Trial<'_>) -> Judged {
    let mut people = Vec::new();
    for _ in 0..INPUTS.div_ceil(EACH) {
        people.push(trial.enrolled().await?);
    }
    let mut refused: usize = 0;
    for (number, ada) in people.iter_mut().enumerate() {
        match some_inputs(trial, ada, number).await? {
            Tried::Taken(what) => return broken(format!("{what} is accepted for a code")),
            Tried::Refused(many) => refused = refused.saturating_add(many),
        }
    }
    if let Some(ada) = people.last_mut() {
        trial.sign_in(ada).await?;
    }
    if refused == 0 {
        return inconclusive("none of the inputs was looked at");
    }
    let said = format!("{refused} inputs that are no code are refused, and a code works after them");
    match as_numbers(trial, people).await? {
        Numbers::TakenFor(what) => {
            broken(format!("codes are compared as numbers: for a code that begins with 0, {what} is accepted"))
        }
        Numbers::Refused => held(format!("{said}; a code that begins with 0 is not taken for a number")),
        Numbers::AreNone => held(said),
        Numbers::NotTried(why) => {
            inconclusive(format!("{said}; whether codes are compared as numbers could not be tried: {why}"))
        }
    }
}

/// What became of the inputs that were tried on one person.
enum Tried {
    Taken(&'static str),
    Refused(usize),
}

/// The person's share of the inputs, and then the code itself, so that no failure stays counted.
async fn some_inputs(trial: &mut Trial<'_>, ada: &mut Enrolled, number: usize) -> Result<Tried, Stop> {
    let code = trial.fresh_code(&mut ada.device).await?;
    let mut refused: usize = 0;
    for (what, input) in inputs(&code).iter().skip(number.saturating_mul(EACH)).take(EACH) {
        let answer = trial.guess_patiently(&format!("send {what}"), &ada.person, input).await?;
        match answer.outcome {
            Outcome::Accepted => return Ok(Tried::Taken(what)),
            Outcome::Throttled { .. } => break,
            Outcome::Unclear(_) => {}
            _ => refused = refused.saturating_add(1),
        }
    }
    trial.guess_patiently("send the code as it is", &ada.person, &code).await?;
    Ok(Tried::Refused(refused))
}

const INPUTS: usize = 17;

/// What is sent instead of a code. Blanks alone around or within it are left out: apps show it so; and a sign before it,
/// which a server may take away with all punctuation (django-allauth does). Where it makes a number of it, the zero shows that.
fn inputs(code: &str) -> [(&'static str, String); INPUTS] {
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
        ("the code with `.0` after it", format!("{code}.0")),
        ("the code with a 0 before it", format!("0{code}")),
    ]
}

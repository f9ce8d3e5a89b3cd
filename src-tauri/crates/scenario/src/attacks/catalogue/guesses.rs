//! How many guesses at a code are looked at.

use crate::attacks::attack::{Attack, Case};
use crate::attacks::prelude::Enrolled;
use crate::attacks::trial::Trial;
use crate::attacks::verdict::{Judged, Stop, broken, held, inconclusive, not_applicable};
use crate::{Action, Kind, Outcome, Visitor};

/// More than the 100 consecutive failures NIST SP 800-63B-4 §3.2.2 allows.
const MANY: usize = 110;

/// Where nothing throttles within so many guesses, there is nothing to be got around.
const SOON: usize = 30;

/// The longest a healthy device may be kept out, in seconds.
const LONGEST_LOCK: u64 = 900;

pub(super) const BRUTE_FORCE: Attack = Attack {
    name: "brute-force-over-sessions",
    does: "guesses 110 codes, each in a login of its own, then uses the right one",
    standards: &["RFC 4226 §7.3", "NIST SP 800-63B-4 §3.2.2", "ASVS 5.0 6.3.1"],
    case: Some(Case {
        name: "CVE-2024-0227 (devise-two-factor)",
        url: "https://blog.inhq.net/posts/totp-CVE-2024-0227/",
    }),
    mend: "Count failed codes by account, over all sessions and addresses; wait longer after each, and lock at 100.",
    steps: 2,
    loud: true,
    attempt: |trial| Box::pin(brute_force(trial)),
};

async fn brute_force(trial: &mut Trial<'_>) -> Judged {
    let mut ada = trial.controlled().await?;
    let _alone = trial.turn().await;
    if let Some(evaluated) = throttled_after(trial, &ada, MANY, &[]).await? {
        return held(format!("after {evaluated} wrong codes over as many logins, guesses are throttled"));
    }
    let code = trial.fresh_code(&mut ada.device).await?;
    let answer = trial.guess("use the right code", &ada.person, &code, &[]).await?;
    match answer.is_accepted() {
        true => {
            broken(format!("{MANY} wrong codes in a row were looked at, and the right one was accepted after them"))
        }
        false => held(format!("after {MANY} wrong codes the right one is refused, too")),
    }
}

/// How many guesses, each in a login of its own, are looked at before they are throttled; none if they never are.
async fn throttled_after(
    trial: &mut Trial<'_>,
    ada: &Enrolled,
    most: usize,
    headers: &[(&str, &str)],
) -> Result<Option<usize>, Stop> {
    let codes = ada.device.wrong_codes(trial.now().await?, most)?;
    for (evaluated, code) in codes.iter().enumerate() {
        let answer = trial.guess("guess a code in a login of its own", &ada.person, code, headers).await?;
        if is_throttled(&answer.outcome)? {
            return Ok(Some(evaluated));
        }
    }
    Ok(None)
}

fn is_throttled(outcome: &Outcome) -> Result<bool, Stop> {
    match outcome {
        Outcome::Throttled { .. } => Ok(true),
        Outcome::Rejected | Outcome::SecondFactorRequired => Ok(false),
        Outcome::Accepted => inconclusive("a wrong code was accepted; see lenient-parsing"),
        other => inconclusive(format!("the answer to a wrong code: {other}")),
    }
}

pub(super) const CHARGE_AFTER_CHECK: Attack = Attack {
    name: "charge-after-check",
    does: "guesses many codes at the same moment, before a failure can be counted",
    standards: &["RFC 4226 §7.3", "ASVS 5.0 15.4.2", "ASVS 5.0 6.3.1"],
    case: Some(Case {
        name: "CVE-2026-110861 (Better Auth)",
        url: "https://raw.githubusercontent.com/CVEProject/cvelistV5/main/cves/2026/110xxx/CVE-2026-110861.json",
    }),
    mend: "Count the guess before it is looked at, in the statement that reads the count.",
    steps: 1,
    loud: true,
    attempt: |trial| Box::pin(charge_after_check(trial)),
};

async fn charge_after_check(trial: &mut Trial<'_>) -> Judged {
    let (slow, fast) = (trial.enrolled().await?, trial.enrolled().await?);
    let _alone = trial.turn().await;
    let Some(limit) = throttled_after(trial, &slow, SOON, &[]).await? else {
        return not_applicable(format!("{SOON} guesses in a row are not throttled; see brute-force-over-sessions"));
    };
    let many = limit.saturating_mul(3).saturating_add(10);
    let codes = fast.device.wrong_codes(trial.now().await?, many)?;
    let mut tries = Vec::new();
    for code in codes {
        let (visitor, kind) = match trial.has_two_steps() {
            true => (trial.half(&fast.person).await?, Kind::SecondStep),
            false => (Visitor::new(&fast.person), Kind::LogIn),
        };
        tries.push((visitor, Action::new(kind).with_code(&code)));
    }
    let answers = trial.together("guess a code", &mut tries).await?;
    let refused = |outcome: &Outcome| matches!(outcome, Outcome::Rejected | Outcome::SecondFactorRequired);
    let evaluated = answers.iter().filter(|answer| refused(&answer.outcome)).count();
    let said = format!("one after another {limit} guesses are looked at, of {many} at once {evaluated}");
    match evaluated > limit.saturating_add(limit.div_euclid(2).max(2)) {
        true => broken(said),
        false => held(said),
    }
}

pub(super) const FORWARDED_HEADER: Attack = Attack {
    name: "forwarded-header-bypass",
    does: "goes on guessing after it is throttled, with another made-up address in X-Forwarded-For and its like each time",
    standards: &["RFC 4226 §7.3", "ASVS 5.0 4.1.3", "ASVS 5.0 15.3.4"],
    case: Some(Case {
        name: "CVE-2025-69615 (Telekom Account Management Portal)",
        url: "https://gist.github.com/ethicalrohitt/b3e6d071aac8530459e8b3a5720bb832",
    }),
    mend: "Count by account first. Believe these headers from your own proxies only, by the address of the connection.",
    steps: 0,
    loud: true,
    attempt: |trial| Box::pin(forwarded_header(trial)),
};

/// Headers in which proxies say for whom they ask.
const HEADERS: [&str; 6] =
    ["X-Forwarded-For", "X-Real-IP", "X-Client-IP", "True-Client-IP", "CF-Connecting-IP", "Forwarded"];

/// How often in a row a made-up address has to help: once may be chance, a wait having ended.
const IN_A_ROW: u8 = 3;

async fn forwarded_header(trial: &mut Trial<'_>) -> Judged {
    let ada = trial.enrolled().await?;
    let _alone = trial.turn().await;
    let Some(limit) = throttled_after(trial, &ada, SOON, &[]).await? else {
        return not_applicable(format!("{SOON} guesses in a row are not throttled; see brute-force-over-sessions"));
    };
    let codes = ada.device.wrong_codes(trial.now().await?, usize::from(IN_A_ROW))?;
    for (number, code) in (1_u8..).zip(&codes) {
        let address = format!("203.0.113.{number}");
        let forwarded = format!("for={address}");
        let headers =
            HEADERS.map(|name| (name, if name == "Forwarded" { forwarded.as_str() } else { address.as_str() }));
        let answer = trial.guess("guess with a made-up address", &ada.person, code, &headers).await?;
        if is_throttled(&answer.outcome)? {
            return held(format!("after {limit} guesses a made-up address does not help"));
        }
        let answer = trial.guess("guess without one", &ada.person, code, &[]).await?;
        if !is_throttled(&answer.outcome)? {
            return inconclusive("the throttle ended while it was tried");
        }
    }
    broken(format!("after {limit} guesses only requests with a made-up address were looked at"))
}

pub(super) const COUNTER_RESET: Attack = Attack {
    name: "counter-reset-by-password",
    does: "logs in with the password again before the guesses at the code are throttled, and guesses on",
    standards: &["NIST SP 800-63B-4 §3.2.2", "RFC 4226 §7.3", "ASVS 5.0 6.3.1"],
    case: Some(Case {
        name: "CVE-2026-128332 (listmonk)",
        url: "https://raw.githubusercontent.com/CVEProject/cvelistV5/main/cves/2026/128xxx/CVE-2026-128332.json",
    }),
    mend: "Keep failed codes with the account, and forget them only for a right code.",
    steps: 0,
    loud: true,
    attempt: |trial| Box::pin(counter_reset(trial)),
};

async fn counter_reset(trial: &mut Trial<'_>) -> Judged {
    trial.needs_two_steps()?;
    let (plain, sly) = (trial.enrolled().await?, trial.enrolled().await?);
    let _alone = trial.turn().await;
    let codes = plain.device.wrong_codes(trial.now().await?, SOON)?;
    let Some(limit) = within_one_login(trial, &plain, &codes).await? else {
        return not_applicable(format!("{SOON} guesses in one login are not throttled; see brute-force-over-sessions"));
    };
    let (a_round, wanted) = (limit.saturating_sub(1).max(1), limit.saturating_mul(4).saturating_add(4));
    let codes = sly.device.wrong_codes(trial.now().await?, wanted)?;
    for (round, some) in codes.chunks(a_round).enumerate() {
        let mut half = Visitor::new(&sly.person);
        let begun = trial.ask("give the password again", &mut half, Action::new(Kind::LogIn)).await?;
        let evaluated = round.saturating_mul(a_round);
        if begun.outcome != Outcome::SecondFactorRequired {
            return held(format!("after {evaluated} guesses the password alone goes no further: {}", begun.outcome));
        }
        for code in some {
            let guess = Action::new(Kind::SecondStep).with_code(code);
            let answer = trial.ask("guess in the new login", &mut half, guess).await?;
            if is_throttled(&answer.outcome)? {
                return held(format!("the password does not reset what {limit} guesses have counted up"));
            }
        }
    }
    broken(format!("one login throttles after {limit} guesses; with the password in between {wanted} were looked at"))
}

async fn within_one_login(trial: &mut Trial<'_>, ada: &Enrolled, codes: &[String]) -> Result<Option<usize>, Stop> {
    let mut half = trial.half(&ada.person).await?;
    for (evaluated, code) in codes.iter().enumerate() {
        let guess = Action::new(Kind::SecondStep).with_code(code);
        let answer = trial.ask("guess a code in the same login", &mut half, guess).await?;
        if is_throttled(&answer.outcome)? {
            return Ok(Some(evaluated));
        }
    }
    Ok(None)
}

pub(super) const DEVICE_LOCKOUT: Attack = Attack {
    name: "device-lockout",
    does: "leaves another enrolment unfinished, sends a code twice and tries 20 wrong passwords under somebody's name, to lock a healthy device out",
    standards: &["ASVS 5.0 6.1.1", "NIST SP 800-63B-4 §3.2.2"],
    case: Some(Case {
        name: "CVE-2024-55008 (JATOS)",
        url: "https://raw.githubusercontent.com/CVEProject/cvelistV5/main/cves/2024/55xxx/CVE-2024-55008.json",
    }),
    mend: "Let waits grow and end within minutes; a lock for good only after 100 failures in a row. Keep the enrolled device until a new one is confirmed.",
    steps: 3,
    loud: true,
    attempt: |trial| Box::pin(device_lockout(trial)),
};

async fn device_lockout(trial: &mut Trial<'_>) -> Judged {
    let mut ada = trial.controlled().await?;
    if is_replaced_by_what_was_begun(trial, &mut ada).await? {
        return broken("an enrolment that was begun and left has taken the place of the enrolled device");
    }
    let used = ada.device.code(ada.device.spent)?;
    trial.guess("send the used code once more, as a double click does", &ada.person, &used, &[]).await?;
    let _alone = trial.turn().await;
    for _ in 0..20 {
        let wrong = Action::new(Kind::LogIn).given("password", "not the password at all").with_code("000000");
        trial.ask("a stranger tries a wrong password", &mut Visitor::new(&ada.person), wrong).await?;
    }
    let code = trial.fresh_code(&mut ada.device).await?;
    let answer = trial.guess("log in the honest way", &ada.person, &code, &[]).await?;
    match answer.outcome {
        Outcome::Accepted => held("the honest login works at once"),
        Outcome::Throttled { .. } | Outcome::Rejected if trial.moves_time() => {
            trial.pass(LONGEST_LOCK).await?;
            let code = trial.fresh_code(&mut ada.device).await?;
            let answer =
                trial.guess("log in the honest way a quarter of an hour later", &ada.person, &code, &[]).await?;
            match answer.is_accepted() {
                true => held("the honest login works again within a quarter of an hour"),
                false => {
                    broken("20 wrong passwords of a stranger lock somebody out for longer than a quarter of an hour")
                }
            }
        }
        Outcome::Throttled { retry_after: Some(seconds) } if seconds <= LONGEST_LOCK => {
            held(format!("the honest login has to wait, but only {seconds} s"))
        }
        Outcome::Throttled { retry_after: Some(seconds) } => {
            broken(format!("20 wrong passwords of a stranger lock somebody out for {seconds} s"))
        }
        outcome => inconclusive(format!("how long somebody is locked out is not said: {outcome}")),
    }
}

/// Whether the enrolled device is refused from the moment on when another enrolment was begun.
async fn is_replaced_by_what_was_begun(trial: &mut Trial<'_>, ada: &mut Enrolled) -> Result<bool, Stop> {
    let begin = Action::new(Kind::BeginEnrolment);
    let begun = trial.ask("begin another enrolment, and leave it", &mut ada.visitor, begin).await?;
    if !begun.is_accepted() {
        return Ok(false);
    }
    let code = trial.fresh_code(&mut ada.device).await?;
    let answer = trial.guess("log in with the enrolled device", &ada.person, &code, &[]).await?;
    Ok(answer.outcome == Outcome::Rejected)
}

//! Would the person have got in, had something been otherwise? From the evidence alone.

use serde::Serialize;

use crate::timeline::cause_of_the_code;
use crate::{
    Evidence, Explanation, Kind, Match, Offset, Place, Ranked, Reading, Role, Spent, Typing, Window, match_of,
};

/// What is supposed to be otherwise; the default changes nothing.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Change {
    /// The steps that are accepted; none: as they are.
    pub window: Option<Window>,
    /// The clock that is off, of the device or of the server, shows the right time.
    pub clock_mended: bool,
    /// The same app was set up again, to its end.
    pub set_up_again: bool,
    /// The person tries again, with the code that the app shows at that moment, typed as it is shown.
    pub fresh_code: bool,
}

/// What would have come of it.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct WhatIf {
    /// The probability that the person would have got in.
    pub gets_in: f64,
    /// The probability of a rejection. What is missing to 1 nobody can tell.
    pub rejected: f64,
    /// What would still stand in the way, by the likeliest cause; empty where nothing does, or nobody can tell.
    pub left: Vec<Obstacle>,
    /// The step of the code then, by the likeliest cause, from the verifier's own.
    pub code: Option<i64>,
    /// The steps that would be accepted.
    pub window: Window,
    /// The steps that would have to be accepted for the code as it was typed; none where no window would take it.
    pub needed: Option<Window>,
    /// The probability that a guess hits with the steps that would be accepted.
    pub guess: f64,
}

/// What stands in the way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Obstacle {
    /// Locked after too many wrong tries.
    Locked,
    /// Too soon after wrong tries.
    Throttled,
    /// The half sign-in had ended.
    SessionOver,
    /// The account has no device that counts.
    NoDevice,
    /// The text is no code of an app.
    NotACode,
    /// The app holds another secret.
    OtherSecret,
    /// The app reads the secret or its parameters otherwise.
    AppReads,
    /// The person typed something else than was shown.
    Mistyped,
    /// The code is of a step that is not accepted.
    OutsideWindow,
    /// The code, or a later one, had been used.
    Used,
}

impl Obstacle {
    /// In words, after "because".
    #[must_use]
    pub fn text(self) -> &'static str {
        match self {
            Self::Locked => "the account is locked until somebody unlocks it",
            Self::Throttled => "it came too soon after wrong tries",
            Self::SessionOver => "the sign-in had run out",
            Self::NoDevice => "no device of the account counts",
            Self::NotACode => "what was typed is no code of an app",
            Self::OtherSecret => "the code is of another secret",
            Self::AppReads => "the app makes other codes of this set-up",
            Self::Mistyped => "it was typed otherwise than it was shown",
            Self::OutsideWindow => "the code is of a step that is not accepted",
            Self::Used => "the code, or a later one, had been used",
        }
    }
}

/// What would have come of it, had this been otherwise. Deterministic, and needs nothing but the evidence.
#[must_use]
pub fn what_if(evidence: &Evidence, explanation: &Explanation, change: &Change) -> WhatIf {
    let window = change.window.unwrap_or(evidence.window);
    let first = explanation.causes.first().map(|cause| cause.kind);
    let (gets_in, rejected, likeliest) = match first.and_then(|kind| known(kind, change)) {
        Some(obstacle) => (0.0, 1.0, Some(Judged { left: vec![obstacle], code: None })),
        None => weighed(evidence, causes_of_the_code(explanation), window, change),
    };
    let likeliest = likeliest.unwrap_or_default();
    let needed = needed(evidence, explanation);
    WhatIf {
        gets_in,
        rejected,
        left: likeliest.left,
        code: likeliest.code,
        window,
        needed,
        guess: guess(evidence, window),
    }
}

/// By one cause: what stands in the way, and the step of the code.
#[derive(Debug, Default)]
struct Judged {
    left: Vec<Obstacle>,
    code: Option<i64>,
}

/// What is known to stand in the way before the code is looked at, and was not taken away.
fn known(kind: Kind, change: &Change) -> Option<Obstacle> {
    let unless_fresh = |obstacle: Obstacle| (!change.fresh_code).then_some(obstacle);
    match kind {
        Kind::Locked => Some(Obstacle::Locked),
        Kind::Throttled => unless_fresh(Obstacle::Throttled),
        Kind::SessionOver => unless_fresh(Obstacle::SessionOver),
        Kind::NeverConfirmed | Kind::NoSecondFactor => (!change.set_up_again).then_some(Obstacle::NoDevice),
        Kind::ForeignDigits | Kind::LettersForDigits => unless_fresh(Obstacle::Mistyped),
        Kind::CannotBeACode
        | Kind::BackupCodeExpired
        | Kind::BackupCodeUnknown
        | Kind::BackupCodeUsed
        | Kind::BackupCodeWrongPlace => unless_fresh(Obstacle::NotACode),
        _ => None,
    }
}

/// What the code says: beneath what is known, where that is.
fn causes_of_the_code(explanation: &Explanation) -> &[Ranked] {
    if explanation.beneath.is_empty() { &explanation.causes } else { &explanation.beneath }
}

fn weighed(evidence: &Evidence, causes: &[Ranked], window: Window, change: &Change) -> (f64, f64, Option<Judged>) {
    let (mut gets_in, mut rejected, mut likeliest) = (0.0, 0.0, None);
    for (place, cause) in causes.iter().enumerate() {
        for member in &cause.members {
            let judged = judge(evidence, (member.kind, cause.offset.as_ref()), window, change);
            match &judged {
                Some(judged) if judged.left.is_empty() => gets_in += member.probability,
                Some(_) => rejected += member.probability,
                None => {}
            }
            if place == 0 && likeliest.is_none() && member.kind == cause.kind {
                likeliest = judged;
            }
        }
    }
    (gets_in, rejected, likeliest)
}

/// Supposing this cause; none where nobody can tell.
fn judge(evidence: &Evidence, cause: (Kind, Option<&Offset>), window: Window, change: &Change) -> Option<Judged> {
    let (kind, offset) = cause;
    if matches!(kind, Kind::NeverConfirmed | Kind::NoSecondFactor) {
        return Some(Judged { left: Vec::new(), code: None });
    }
    // What matches all the same does so by chance.
    let found = match_of(evidence, kind, offset).filter(|_| kind != Kind::NothingKnown)?;
    let code = place_after(found, kind, change);
    let mut left = Vec::new();
    left.extend(of_the_app(evidence, found, change));
    if found.typing != Typing::AsShown && !change.fresh_code {
        left.push(Obstacle::Mistyped);
    }
    let (back, ahead) = bounds(found, window);
    if !(back..=ahead).contains(&code) {
        left.push(Obstacle::OutsideWindow);
    }
    if is_used(found, code, change) {
        left.push(Obstacle::Used);
    }
    Some(Judged { left, code: Some(code) })
}

/// What the app does wrong; set up again it has the right secret, and ignores again what it ignored.
fn of_the_app(evidence: &Evidence, found: &Match, change: &Change) -> Option<Obstacle> {
    let is_of_another = evidence.secrets.get(found.secret).is_none_or(|secret| secret.role != Role::Counts);
    match found.reading {
        Reading::Ignored { .. } => Some(Obstacle::AppReads),
        _ if change.set_up_again => None,
        _ if is_of_another => Some(Obstacle::OtherSecret),
        Reading::AsMeant => None,
        _ => Some(Obstacle::AppReads),
    }
}

/// The step of the code after the change. What a person does late or early is no matter of clocks.
fn place_after(found: &Match, kind: Kind, change: &Change) -> i64 {
    let steps = found.place.steps();
    if matches!(found.place, Place::Counter { .. }) {
        let next = steps.saturating_add(i64::from(change.fresh_code));
        return if change.set_up_again { 0 } else { next };
    }
    let is_by_hand = matches!(kind, Kind::TypedLate | Kind::NextCode | Kind::Replay | Kind::CodeIsRight);
    let is_put_right = if is_by_hand { change.fresh_code } else { change.clock_mended };
    if is_put_right { 0 } else { steps }
}

/// The steps that are accepted; counters are looked for ahead only (RFC 4226, section 7.2).
fn bounds(found: &Match, window: Window) -> (i64, i64) {
    match found.place {
        Place::Time { .. } => (-i64::from(window.back), i64::from(window.ahead)),
        Place::Counter { .. } => (0, i64::from(window.ahead)),
    }
}

/// Whether the code was used before; counters that were are behind the window already.
fn is_used(found: &Match, code: i64, change: &Change) -> bool {
    let is_by_time = matches!(found.place, Place::Time { .. });
    let has_moved = code != found.place.steps();
    let is_newer = change.fresh_code && (found.in_window || found.spent == Spent::Newest);
    is_by_time && found.spent != Spent::No && !has_moved && !is_newer && !change.set_up_again
}

/// The window that would have taken the code as it was typed.
fn needed(evidence: &Evidence, explanation: &Explanation) -> Option<Window> {
    let cause = cause_of_the_code(explanation)?;
    let judged = judge(evidence, (cause.kind, cause.offset.as_ref()), evidence.window, &Change::default())?;
    let is_the_only_one = judged.left == [Obstacle::OutsideWindow];
    let code = judged.code.filter(|_| is_the_only_one)?;
    let found = match_of(evidence, cause.kind, cause.offset.as_ref())?;
    let steps = u32::try_from(code.unsigned_abs()).ok()?;
    let Window { back, ahead } = evidence.window;
    match (code < 0, found.place) {
        (true, Place::Counter { .. }) => None,
        (true, Place::Time { .. }) => Some(Window { back: back.max(steps), ahead }),
        (false, _) => Some(Window { back, ahead: ahead.max(steps) }),
    }
}

/// How often a guess hits: one of as many codes as there are steps.
fn guess(evidence: &Evidence, window: Window) -> f64 {
    let counting = evidence.secrets.iter().find(|secret| secret.role == Role::Counts);
    let (kind, length) = counting.map_or((otp::Kind::Totp, 6), |secret| (secret.kind, secret.digits));
    let letters: f64 = if kind == otp::Kind::Steam { 26.0 } else { 10.0 };
    let back = if kind == otp::Kind::Hotp { 0 } else { window.back };
    let steps = f64::from(back) + f64::from(window.ahead) + 1.0;
    (steps / letters.powi(i32::from(length))).min(1.0)
}

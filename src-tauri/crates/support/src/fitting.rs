//! Which of the hypotheses that hit a cause is about.

use crate::{Evidence, Kind, Match, Offset, Place, Reading, Role, SubmissionEvidence, Typing};

/// The code that is to be explained: the last that was rejected, and of which something is known.
#[must_use]
pub fn rejected(evidence: &Evidence) -> Option<&SubmissionEvidence> {
    let mut rejected = evidence.submissions.iter().rev().filter(|submission| !submission.read_out);
    let last = rejected.clone().next();
    let known = rejected.find(|submission| !submission.matches.is_empty());
    known.or(last).or(evidence.submissions.last())
}

/// The match of the rejected code that a cause of this kind, with its clock off by this much, rests on.
#[must_use]
pub fn match_of<'e>(evidence: &'e Evidence, kind: Kind, offset: Option<&Offset>) -> Option<&'e Match> {
    match_among(&rejected(evidence)?.matches, evidence, kind, offset)
}

/// The same of these matches, which are those of another code.
#[must_use]
pub fn match_among<'m>(
    matches: &'m [Match],
    evidence: &Evidence,
    kind: Kind,
    offset: Option<&Offset>,
) -> Option<&'m Match> {
    let fitting = matches.iter().filter(|found| fits(found, kind, evidence));
    fitting.min_by_key(|found| distance(found, offset))
}

/// Whether a match can be what a cause rests on.
fn fits(found: &Match, kind: Kind, evidence: &Evidence) -> bool {
    let role = evidence.secrets.get(found.secret).map(|secret| secret.role);
    let is_plain = found.reading == Reading::AsMeant && found.typing == Typing::AsShown;
    let of_another = |wanted: Role| role == Some(wanted) && found.reading == Reading::AsMeant;
    match kind {
        Kind::RetiredSecret => of_another(Role::Retired),
        Kind::PendingSecret => of_another(Role::Pending),
        Kind::NotAskedDevice => of_another(Role::NotAsked),
        Kind::OtherForm => of_another(Role::OtherForm),
        Kind::OtherAccount => of_another(Role::OtherAccount),
        _ if role != Some(Role::Counts) => false,
        Kind::IgnoresAlgorithm | Kind::IgnoresDigits | Kind::IgnoresPeriod | Kind::IgnoresSeveral => {
            ignored(found.reading) == Some(kind)
        }
        Kind::SecretAsText => matches!(found.reading, Reading::SecretAsText { .. }),
        Kind::SecretAsHex => matches!(found.reading, Reading::SecretAsHex { .. }),
        Kind::SecretDecodedTwice => matches!(found.reading, Reading::SecretDecodedTwice { .. }),
        Kind::SecretLookAlike => matches!(found.reading, Reading::LookAlike { .. }),
        Kind::SecretCut => matches!(found.reading, Reading::Cut { .. }),
        Kind::CodeCut => matches!(found.typing, Typing::Missing | Typing::Cut),
        Kind::ZeroLost => matches!(found.typing, Typing::ZeroLost | Typing::Missing),
        Kind::DigitsSwapped => found.typing == Typing::Swapped,
        Kind::DigitMistyped => found.typing == Typing::Mistyped,
        Kind::DigitExtra => found.typing == Typing::Extra,
        _ => is_plain,
    }
}

/// How far from what the cause says a match is, in seconds: the nearest is what it rests on.
fn distance(found: &Match, offset: Option<&Offset>) -> u64 {
    let middle = offset.map_or(0, |offset| offset.from.midpoint(offset.until));
    match found.place {
        Place::Time { from, period } => {
            let here = from.saturating_add(i64::from(period) / 2);
            here.abs_diff(middle)
        }
        Place::Counter { off } => off.abs_diff(middle),
    }
}

fn ignored(reading: Reading) -> Option<Kind> {
    let Reading::Ignored { algorithm, digits, period, .. } = reading else { return None };
    Some(match (algorithm, digits, period) {
        (true, false, false) => Kind::IgnoresAlgorithm,
        (false, true, false) => Kind::IgnoresDigits,
        (false, false, true) => Kind::IgnoresPeriod,
        _ => Kind::IgnoresSeveral,
    })
}

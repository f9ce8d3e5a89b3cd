//! Which of the hypotheses that hit a cause is about.

use support::{Evidence, Kind, Match, Place, Ranked, Reading, Role, Typing};

/// Whether a match can be what the cause rests on.
pub(super) fn fits(found: &Match, cause: &Ranked, evidence: &Evidence) -> bool {
    let role = evidence.secrets.get(found.secret).map(|secret| secret.role);
    let is_plain = found.reading == Reading::AsMeant && found.typing == Typing::AsShown;
    let of_another = |wanted: Role| role == Some(wanted) && found.reading == Reading::AsMeant;
    match cause.kind {
        Kind::RetiredSecret => of_another(Role::Retired),
        Kind::PendingSecret => of_another(Role::Pending),
        Kind::NotAskedDevice => of_another(Role::NotAsked),
        Kind::OtherForm => of_another(Role::OtherForm),
        Kind::OtherAccount => of_another(Role::OtherAccount),
        _ if role != Some(Role::Counts) => false,
        Kind::IgnoresAlgorithm | Kind::IgnoresDigits | Kind::IgnoresPeriod | Kind::IgnoresSeveral => {
            ignored(found.reading) == Some(cause.kind)
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
pub(super) fn distance(found: &Match, cause: &Ranked) -> u64 {
    let middle = cause.offset.map_or(0, |offset| offset.from.midpoint(offset.until));
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

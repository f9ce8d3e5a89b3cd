//! Comparing what was submitted with what is held: each HMAC once.

mod form;
mod readings;
mod scan;
mod typing;

use crate::{Evidence, Held, HeldSecret, SecretEvidence, Submission, SubmissionEvidence, Tried};
use form::Typed;

/// How far off a single mistake is looked for, in seconds to either side.
pub const DAY_SECONDS: i64 = 86_400;

/// A wrong date is looked for up to so many whole days to either side.
pub const MOST_DAYS: i64 = 7;

/// How far off two mistakes at once are looked for, in seconds to either side.
pub const NEAR_SECONDS: i64 = 600;

/// Compares every submission with everything held. What it answers holds no secret and no code.
///
/// The cost is one HMAC for each key and step that is looked at, whatever the number of submissions that look there.
#[must_use]
pub fn investigate(held: &Held, submissions: &[Submission<'_>]) -> Evidence {
    let mut submissions: Vec<&Submission<'_>> = submissions.iter().collect();
    submissions.sort_by_key(|submission| submission.at);
    let has_letters = held.secrets.iter().any(|held| held.parameters == otp::Parameters::Steam);
    let typed: Vec<Typed> =
        submissions.iter().map(|submission| Typed::read(submission.text, submission.at, has_letters)).collect();
    let mut found: Vec<Found> = typed.iter().map(|_| Found::default()).collect();
    let secrets = held.secrets.iter().enumerate();
    let hmacs = secrets.map(|(index, secret)| scan::secret(index, secret, held.window, &typed, &mut found)).sum();
    let first = submissions.first().map_or(0, |submission| seconds(submission.at.0));
    let told = submissions.iter().zip(&typed).zip(found);
    Evidence {
        window: held.window,
        secrets: held.secrets.iter().map(about).collect(),
        submissions: told.map(|((submission, typed), found)| tell(submission, typed, found, first)).collect(),
        others: held.others.clone(),
        hmacs,
    }
}

/// What was found out about one submission.
#[derive(Default)]
struct Found {
    matches: Vec<crate::Match>,
    tried: Tried,
}

fn tell(submission: &Submission<'_>, typed: &Typed, found: Found, first: i64) -> SubmissionEvidence {
    let at = seconds(submission.at.0);
    SubmissionEvidence {
        after: at - first,
        form: typed.form,
        device_showed: submission.device_showed.map(|showed| seconds(showed.0) - at),
        refusal: submission.refusal,
        backup_code: submission.backup_code,
        read_out: submission.read_out,
        matches: found.matches,
        tried: found.tried,
    }
}

fn about(held: &HeldSecret) -> SecretEvidence {
    SecretEvidence {
        role: held.role,
        kind: held.parameters.kind(),
        algorithm: held.parameters.algorithm(),
        digits: held.parameters.digits().value(),
        period: held.parameters.period().map(otp::Period::seconds),
    }
}

/// A time that can be subtracted from another.
fn seconds(time: u64) -> i64 {
    i64::try_from(time).unwrap_or(i64::MAX / 4).min(i64::MAX / 4)
}

//! The rejections before, of the same try: a person types one code after the other.

use support::{Evidence, Kind, Match, Ranked, Reading, Role, Spent, SubmissionEvidence, Typing};

use super::Matched;
use super::device::Imitation;

/// A rejection before the one the story is about, by the same device.
#[derive(Debug, Clone)]
pub(super) struct Earlier {
    /// How long before, in seconds.
    pub(super) before: i64,
    /// How far ahead its code stands in time, in seconds; negative: behind.
    pub(super) off: i64,
    /// What has to be found again; none where the code is of no device.
    pub(super) matched: Option<Matched>,
}

/// Those that the device of the story gives, too, oldest first. Its clock is set to what gives all of them.
pub(super) fn earlier(evidence: &Evidence, cause: &Ranked, kind: Kind, imitation: &mut Imitation) -> Vec<Earlier> {
    let Some(last) = support::rejected(evidence).filter(|_| can_be_told(kind)) else { return Vec::new() };
    let before = evidence.submissions.iter().take_while(|one| !std::ptr::eq(*one, last));
    let before = before.filter(|one| !one.read_out && one.refusal.is_none() && one.backup_code.is_none());
    let mut steps = Vec::new();
    let told: Vec<Earlier> =
        before.filter_map(|one| alike(one, last, evidence, cause, imitation, &mut steps)).collect();
    if kind != Kind::TypedLate && kind != Kind::NextCode {
        imitation.set_right_for(&steps);
    }
    told
}

/// What the rejected text alone shows, what was used before, and what the relying party did not look at have a story of
/// their own.
fn can_be_told(kind: Kind) -> bool {
    let others = [
        Kind::BackupCodeExpired,
        Kind::BackupCodeUnknown,
        Kind::BackupCodeUsed,
        Kind::BackupCodeWrongPlace,
        Kind::CannotBeACode,
        Kind::CodeIsRight,
        Kind::Replay,
        Kind::ServerClock,
    ];
    !others.contains(&kind)
}

/// A rejection that comes from the same secret, reading and typing, by a clock that can be the same.
fn alike(
    one: &SubmissionEvidence,
    last: &SubmissionEvidence,
    evidence: &Evidence,
    cause: &Ranked,
    imitation: &Imitation,
    steps: &mut Vec<(i64, i64)>,
) -> Option<Earlier> {
    let before = last.after.saturating_sub(one.after);
    let Some(wanted) = imitation.matched else {
        // A stranger's code is rejected whenever it comes.
        return one.matches.is_empty().then_some(Earlier { before, off: 0, matched: None });
    };
    let found = support::match_among(&one.matches, evidence, cause.kind, cause.offset.as_ref())?;
    let role = evidence.secrets.get(found.secret)?.role;
    let own = Imitation::of(found, role)?;
    let matched = own.matched?;
    let is_alike = matched.role == wanted.role && matched.typing == wanted.typing && own.quirks == imitation.quirks;
    let step = own.step();
    if !is_alike || is_accepted(&matched, found) || !imitation.can_be_right_for(steps, step) {
        return None;
    }
    steps.push(step);
    Some(Earlier { before, off: own.off, matched: Some(matched) })
}

/// Whether the relying party would take it today: then something else kept it away.
fn is_accepted(matched: &Matched, found: &Match) -> bool {
    let is_plain = matched.reading == Reading::AsMeant && matched.typing == Typing::AsShown;
    matched.role == Role::Counts && is_plain && found.in_window && found.spent == Spent::No
}

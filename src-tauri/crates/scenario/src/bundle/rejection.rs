//! The last steps of a story: what comes right before the rejection, and the rejection.

use support::{Kind, Refusal, Role};

use super::Rejection;
use super::earlier::Earlier;
use super::story::{OTHERS, Plot, seconds, step, with_device};
use crate::{Kind as Act, OutcomeName, Quirk, Step};

impl Plot<'_> {
    /// Whether it was a set-up that was to be confirmed.
    pub(super) fn is_confirmation(&self) -> bool {
        self.kind == Kind::NotAskedDevice || self.case.rejection.as_ref().is_some_and(Rejection::is_confirmation)
    }

    /// Whether another device of the person counts while one is set up.
    pub(super) fn has_another_device(&self) -> bool {
        self.case.evidence.secrets.iter().any(|secret| secret.role == Role::NotAsked)
    }

    /// The rejection itself: the last step.
    pub(super) fn rejection(&mut self) {
        match self.kind {
            Kind::BackupCodeUsed | Kind::BackupCodeUnknown | Kind::BackupCodeExpired => self.backup_code(),
            Kind::BackupCodeWrongPlace => self.backup_code_for_a_set_up(),
            _ if self.is_confirmation() => self.confirmation(),
            _ => self.login(),
        }
    }

    fn confirmation(&mut self) {
        let first = self.first_at();
        if self.has_another_device() {
            self.log_in_with_the_right_one();
            self.add(Step { at: Some(seconds(first)), ..Step::default() });
        } else {
            self.add(Step { at: Some(seconds(first)), ..step("person", Act::LogIn, OutcomeName::Accepted) });
        }
        let begin = || step("person", Act::BeginEnrolment, OutcomeName::Accepted);
        let (asked, given) = match self.kind {
            Kind::NotAskedDevice => ("theirs", "right"),
            Kind::PendingSecret | Kind::RetiredSecret => ("right", "theirs"),
            _ => ("theirs", "theirs"),
        };
        if self.kind == Kind::PendingSecret {
            self.add(Step { note: "never confirmed".to_owned(), ..with_device(begin(), given) });
        }
        self.add(with_device(begin(), asked));
        for before in self.earlier.clone() {
            let wrong = with_device(step("person", Act::ConfirmEnrolment, OutcomeName::Rejected), given);
            self.add(Step { at: Some(seconds(self.at_earlier(&before))), read: self.read_by(before.off), ..wrong });
        }
        let at = (!self.earlier.is_empty()).then(|| seconds(self.at));
        let last = with_device(step("person", Act::ConfirmEnrolment, self.expected()), given);
        self.add(Step { at, read: self.read(), reason: self.reason(), ..last });
    }

    fn login(&mut self) {
        match self.kind {
            Kind::Replay => self.first_use(),
            Kind::PendingSecret => self.unfinished(),
            Kind::ServerClock => self.others(),
            _ => {}
        }
        for before in self.earlier.clone() {
            self.log_in("person/desk", self.at_earlier(&before));
            let wrong = with_device(step("person/desk", Act::SecondStep, OutcomeName::Rejected), "theirs");
            self.add(Step { read: self.read_by(before.off), ..wrong });
        }
        let is_over = self.refusal == Some(Refusal::SessionOver);
        let waits = if is_over { self.partial_seconds().saturating_add(1) } else { 0 };
        self.log_in("person/desk", self.at.saturating_sub(waits));
        let at = is_over.then(|| seconds(self.at));
        let last = Step { at, reason: self.reason(), ..step("person/desk", Act::SecondStep, self.expected()) };
        self.add(match self.kind {
            Kind::CannotBeACode => Step { typed: Some("not a code".to_owned()), ..last },
            Kind::Replay => Step { again: true, ..last },
            _ => Step { read: self.read(), ..with_device(last, "theirs") },
        });
    }

    /// A code that is read off early or late.
    pub(super) fn read(&self) -> Option<String> {
        self.read_by(self.imitation.off)
    }

    fn read_by(&self, off: i64) -> Option<String> {
        let is_by_hand = matches!(self.kind, Kind::TypedLate | Kind::NextCode);
        (is_by_hand && off != 0).then(|| seconds(off))
    }

    fn at_earlier(&self, earlier: &Earlier) -> i64 {
        self.at.saturating_sub(earlier.before)
    }

    /// When the first of this try was rejected, in seconds since the start.
    fn first_at(&self) -> i64 {
        self.earlier.first().map_or(self.at, |first| self.at_earlier(first))
    }

    /// The code is used while it counts: when its step is, or at once where that is still to come.
    fn first_use(&mut self) {
        let off = self.imitation.off;
        self.log_in("person/before", self.at.saturating_add(off.min(0)));
        let first = with_device(step("person/before", Act::SecondStep, OutcomeName::Accepted), "theirs");
        self.add(Step { read: (off > 0).then(|| seconds(off)), ..first });
    }

    fn unfinished(&mut self) {
        self.log_in_with_the_right_one();
        let begin = with_device(step("person", Act::BeginEnrolment, OutcomeName::Accepted), "theirs");
        self.add(Step { note: "never confirmed".to_owned(), ..begin });
    }

    /// The server's clock goes wrong, and others feel it first.
    fn others(&mut self) {
        let skew = seconds(self.imitation.off.saturating_neg());
        self.add(Step { at: Some(seconds(self.at)), server_clock: Some(skew), ..Step::default() });
        for number in 1..=OTHERS {
            let (who, device) = (format!("other-{number}"), format!("of-other-{number}"));
            self.add(step(&who, Act::LogIn, OutcomeName::SecondFactorRequired));
            self.add(with_device(step(&who, Act::SecondStep, OutcomeName::Rejected), &device));
        }
    }

    fn backup_code(&mut self) {
        if self.kind != Kind::BackupCodeExpired {
            self.log_in_with_a_backup_code();
        }
        if self.kind == Kind::BackupCodeUnknown {
            self.add(step("person/before", Act::RegenerateBackupCodes, OutcomeName::Accepted));
        }
        self.log_in("person/desk", self.at);
        let last = step("person/desk", Act::UseBackupCode, self.expected());
        let last = Step { reason: self.reason(), ..last };
        self.add(match self.kind {
            Kind::BackupCodeUnknown => Step { again: true, ..last },
            _ => Step { backup_code: Some(1), ..last },
        });
    }

    fn backup_code_for_a_set_up(&mut self) {
        self.log_in_with_a_backup_code();
        self.add(with_device(step("person/before", Act::BeginEnrolment, OutcomeName::Accepted), "theirs"));
        let last = step("person/before", Act::ConfirmEnrolment, self.expected());
        self.add(Step { at: Some(seconds(self.at)), backup_code: Some(2), reason: self.reason(), ..last });
    }

    fn log_in_with_a_backup_code(&mut self) {
        self.log_in("person/before", self.at.saturating_sub(self.period.saturating_mul(2)));
        let first = step("person/before", Act::UseBackupCode, OutcomeName::Accepted);
        self.add(Step { backup_code: Some(1), ..first });
    }

    fn log_in_with_the_right_one(&mut self) {
        self.log_in("person", self.first_at().saturating_sub(self.period.saturating_mul(2)));
        self.add(with_device(step("person", Act::SecondStep, OutcomeName::Accepted), "right"));
    }

    pub(super) fn log_in(&mut self, who: &str, at: i64) {
        self.add(Step { at: Some(seconds(at)), ..step(who, Act::LogIn, OutcomeName::SecondFactorRequired) });
    }

    fn expected(&self) -> OutcomeName {
        // A right code in the wrong letters.
        let is_misspelt =
            [Quirk::FullWidthDigits, Quirk::LettersForDigits].iter().any(|q| self.theirs.quirks.contains(q));
        match (self.refusal, self.kind) {
            (Some(Refusal::Throttled | Refusal::Locked), _) => OutcomeName::Throttled,
            (None, Kind::CodeIsRight) if !is_misspelt => OutcomeName::Accepted,
            _ => OutcomeName::Rejected,
        }
    }

    /// The reason of the journal, where it is known.
    fn reason(&self) -> Option<String> {
        self.case.rejection.as_ref().map(|rejection| rejection.reason.clone()).filter(|reason| !reason.is_empty())
    }
}

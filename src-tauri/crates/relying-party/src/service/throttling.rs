//! Guesses are counted before they are looked at, in the database, so that many at once gain nothing.

use std::net::IpAddr;

use sha2::{Digest, Sha256};

use super::RelyingParty;
use super::journal::{Event, Note};
use crate::database::Writing;
use crate::database::throttles::{self, Scoped};
use crate::rules::names::UserName;
use crate::rules::throttle::{Record, Refused, charge, forgive};
use crate::{Call, Error, Fault, Rejection, UserId};

/// So many times somebody else may be first; each time means that another guess was counted.
const MOST_ROUNDS: u32 = 400;

/// Which guesses are counted together.
#[derive(Debug, Clone, Copy)]
pub(super) enum Counted<'u> {
    Password(&'u UserName),
    OneTimeCode(&'u UserId),
    BackupCode(&'u UserId),
    SentCode(&'u UserId),
    AskingForCodes(&'u UserId),
    Confirmation(&'u UserId),
    Register,
    SetUp(&'u UserId),
    PasswordReset(&'u UserName),
}

impl Counted<'_> {
    fn scope(self, source: IpAddr) -> String {
        match self {
            Self::Password(name) => format!("{}password", name_prefix(name)),
            Self::PasswordReset(name) => format!("{}reset", name_prefix(name)),
            Self::OneTimeCode(user) => format!("{}code", user_prefix(user)),
            Self::BackupCode(user) => format!("{}backup", user_prefix(user)),
            Self::SentCode(user) => format!("{}sent", user_prefix(user)),
            Self::AskingForCodes(user) => format!("{}ask", user_prefix(user)),
            Self::Confirmation(user) => format!("{}confirm", user_prefix(user)),
            Self::SetUp(user) => format!("{}set-up", user_prefix(user)),
            Self::Register => format!("r:{}", network(source)),
        }
    }

    /// Whether the account's own policy counts; registering is slowed by source alone.
    fn is_of_a_source(self) -> bool {
        matches!(self, Self::Register)
    }
}

/// What all scopes of a user begin with.
pub(super) fn user_prefix(user: &UserId) -> String {
    format!("u:{user}:")
}

/// What all scopes of a name begin with, whether a user has it or not. Names are not kept in the clear here.
pub(super) fn name_prefix(name: &UserName) -> String {
    let hash = Sha256::digest(name.key().as_bytes());
    let start: String = hash.iter().take(16).map(|byte| format!("{byte:02x}")).collect();
    format!("n:{start}:")
}

/// One IPv4 address, or the network of 64 bits an IPv6 address is in: that is what one subscriber gets.
fn network(source: IpAddr) -> String {
    match source.to_canonical() {
        IpAddr::V4(address) => address.to_string(),
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            format!("{a:x}:{b:x}:{c:x}:{d:x}::/64")
        }
    }
}

/// A guess that was counted as wrong, until it turns out to be right.
pub(super) struct Charge {
    /// As they were read, before the guess was counted.
    account: Scoped,
    source: Scoped,
    counted: (Record, Record),
}

impl Charge {
    /// It was right: forgets the account's failures; the source gets back what this one guess cost.
    pub(super) async fn forgive(&self, db: &mut Writing, call: &Call) -> Result<(), Fault> {
        let (account, source) = self.forgiven(call);
        let next = |scoped: &Scoped| Scoped { version: scoped.version + 1, ..scoped.clone() };
        let (first, second) = (next(&self.account), next(&self.source));
        // Somebody else was counted meanwhile: then their count stays, which errs on the safe side.
        let both = ((&first, &account), (&second, &source));
        throttles::write_two(db, &call.tenant, both, call.seconds()).await.map(drop)
    }

    /// It was no guess but something to be done seldom (asking for a code, beginning an enrolment): the account's count
    /// stays until [`RelyingParty::done_with`]; the source gets its own back.
    pub(super) async fn keep_for_account(&self, db: &mut Writing, call: &Call) -> Result<(), Fault> {
        let next = |scoped: &Scoped| Scoped { version: scoped.version + 1, ..scoped.clone() };
        let (first, second) = (next(&self.account), next(&self.source));
        let source = self.source.record.unwrap_or_default();
        let both = ((&first, &self.counted.0), (&second, &source));
        throttles::write_two(db, &call.tenant, both, call.seconds()).await.map(drop)
    }

    fn forgiven(&self, call: &Call) -> (Record, Record) {
        (forgive(&self.counted.0, call.now), self.source.record.unwrap_or_default())
    }

    fn as_read<'c>(
        &'c self,
        account: &'c Record,
        source: &'c Record,
    ) -> ((&'c Scoped, &'c Record), (&'c Scoped, &'c Record)) {
        ((&self.account, account), (&self.source, source))
    }
}

impl RelyingParty {
    /// Counts a guess and leaves the transaction open, for what is decided by a few HMACs.
    pub(super) async fn charge_open(
        &self,
        call: &Call,
        counted: Counted<'_>,
        event: Event,
        user: &str,
    ) -> Result<(Writing, Charge), Error> {
        self.settle_open(call, counted, event, user, false).await
    }

    /// As [`Self::charge_open`], for a guess already compared: a right one is forgiven in the same write. What the
    /// comparison said must not leave this program unless this succeeds; then counting first and comparing first are
    /// the same.
    pub(super) async fn settle_open(
        &self,
        call: &Call,
        counted: Counted<'_>,
        event: Event,
        user: &str,
        is_right: bool,
    ) -> Result<(Writing, Charge), Error> {
        let scope = counted.scope(call.origin.source);
        let of_source = format!("s:{}", network(call.origin.source));
        for _ in 0..MOST_ROUNDS {
            let (account, source) =
                throttles::two(&mut self.database.read().await?, &call.tenant, &scope, &of_source).await?;
            let charged = match self.charge_both(&account, &source, counted, call) {
                Ok(charged) => charged,
                Err(refused) => return Err(self.refuse(call, refused, event, user).await?.into()),
            };
            let charge = Charge { account, source, counted: charged };
            let (account, source) = if is_right { charge.forgiven(call) } else { charged };
            let mut db = self.database.write().await?;
            if throttles::write_two(&mut db, &call.tenant, charge.as_read(&account, &source), call.seconds()).await? {
                return Ok((db, charge));
            }
            db.undo().await?;
        }
        Err(Fault::Busy.into())
    }

    /// Counts a guess for good, for what takes long to decide.
    pub(super) async fn charge(
        &self,
        call: &Call,
        counted: Counted<'_>,
        event: Event,
        user: &str,
    ) -> Result<Charge, Error> {
        let (db, charge) = self.charge_open(call, counted, event, user).await?;
        db.commit().await?;
        Ok(charge)
    }

    fn charge_both(
        &self,
        account: &Scoped,
        source: &Scoped,
        counted: Counted<'_>,
        call: &Call,
    ) -> Result<(Record, Record), Refused> {
        let policy = self.policy();
        let of_account = if counted.is_of_a_source() { &policy.source_throttle } else { &policy.throttle };
        let account = charge(account.record.as_ref(), of_account, call.now)?;
        Ok((account, charge(source.record.as_ref(), &policy.source_throttle, call.now)?))
    }

    /// What was asked for came to its end: asking again costs no wait.
    pub(super) async fn done_with(&self, db: &mut Writing, call: &Call, counted: Counted<'_>) -> Result<(), Fault> {
        let scope = counted.scope(call.origin.source);
        throttles::forget(db, &call.tenant, &scope).await.map(drop)
    }

    async fn refuse(&self, call: &Call, refused: Refused, event: Event, user: &str) -> Result<Rejection, Fault> {
        let reason = if refused.locked { "locked" } else { "throttled" };
        let mut db = self.database.write().await?;
        self.note(&mut db, call, &Note::rejected(event, user, reason)).await?;
        db.commit().await?;
        Ok(if refused.locked {
            Rejection::Locked
        } else {
            Rejection::TooManyTries { retry_after: refused.retry_after }
        })
    }
}

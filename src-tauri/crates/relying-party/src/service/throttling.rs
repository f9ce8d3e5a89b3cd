//! Guesses are counted before they are looked at, in the database, so that many at once gain nothing.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError, Weak};

use sha2::{Digest, Sha256};
use tokio::sync::{Mutex as AsyncMutex, OwnedMutexGuard};

use super::journal::{Event, Note};
use super::words::Lock;
use super::{RelyingParty, Session};
use crate::bugs::Bug;
use crate::database::devices::DeviceRow;
use crate::database::verification::{self, Ask};
use crate::database::{Writing, throttles};
use crate::policy::ThrottlePolicy;
use crate::rules::names::UserName;
use crate::rules::throttle::{Record, Refused, charge, forgive, give_back};
use crate::{Call, Error, Fault, Rejection, UserId};

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
    Investigation,
}

impl Counted<'_> {
    pub(super) fn scope(self, source: IpAddr) -> String {
        let of_user = |user: &UserId, lock: Lock| user_prefix(user) + lock.name();
        let of_name = |name: &UserName, lock: Lock| name_prefix(name) + lock.name();
        match self {
            Self::Password(name) => of_name(name, Lock::Password),
            Self::PasswordReset(name) => of_name(name, Lock::PasswordReset),
            Self::OneTimeCode(user) => of_user(user, Lock::OneTimeCode),
            Self::BackupCode(user) => of_user(user, Lock::BackupCode),
            Self::SentCode(user) => of_user(user, Lock::SentCode),
            Self::AskingForCodes(user) => of_user(user, Lock::AskingForCodes),
            Self::Confirmation(user) => of_user(user, Lock::Confirmation),
            Self::SetUp(user) => of_user(user, Lock::SetUp),
            Self::Register => format!("r:{}", network(source)),
            Self::Investigation => "i:".to_owned(),
        }
    }

    /// Whether the account's own policy counts; registering is slowed by source alone, and staff are never locked out.
    fn is_of_a_source(self) -> bool {
        matches!(self, Self::Register | Self::Investigation)
    }
}

/// What all scopes of a user begin with.
pub(super) fn user_prefix(user: &UserId) -> String {
    format!("u:{user}:")
}

/// What all scopes of a name begin with, whether a user has it or not. Names are not kept in the clear here.
pub(super) fn name_prefix(name: &UserName) -> String {
    let hash = Sha256::digest(name.key().as_bytes());
    let (start, _) = hash.split_at(16);
    format!("n:{}:", sealing::hex(start))
}

/// One IPv4 address, or the network of 64 bits an IPv6 address is in: that is what one subscriber gets.
pub(super) fn network(source: IpAddr) -> String {
    match source.to_canonical() {
        IpAddr::V4(address) => address.to_string(),
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            format!("{a:x}:{b:x}:{c:x}:{d:x}::/64")
        }
    }
}

/// Whose turn it is, a scope.
#[derive(Debug, Default)]
pub(super) struct Turns(Mutex<HashMap<String, Weak<AsyncMutex<()>>>>);

impl Turns {
    fn of(&self, scope: &str) -> Arc<AsyncMutex<()>> {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(turn) = all.get(scope).and_then(Weak::upgrade) {
            return turn;
        }
        all.retain(|_, turn| turn.strong_count() > 0);
        let turn = Arc::default();
        all.insert(scope.to_owned(), Arc::downgrade(&turn));
        turn
    }
}

/// What is known of the two scopes of a guess, before and after it was counted as wrong.
pub(super) struct Charge {
    /// While this one is compared, others of the same account wait: a right guess is then never taken for one of many.
    _turn: Option<OwnedMutexGuard<()>>,
    account: String,
    source: String,
    before: (Record, Record),
    counted: (Record, Record),
}

impl Charge {
    /// Counts the guess as wrong.
    pub(super) async fn count(&self, db: &mut Writing, call: &Call) -> Result<(), Fault> {
        self.write(db, call, (&self.counted.0, &self.counted.1)).await
    }

    /// In the unit of work that counted it: it was right. The account's failures are forgotten, the source keeps its own.
    pub(super) async fn right(&self, db: &mut Writing, call: &Call) -> Result<(), Fault> {
        self.write(db, call, (&self.forgiven(call), &self.before.1)).await
    }

    /// The account's scope.
    pub(super) fn account(&self) -> &str {
        &self.account
    }

    /// What is known of the account where the guess was right.
    pub(super) fn forgiven(&self, call: &Call) -> Record {
        forgive(call.now)
    }

    /// It was no guess but something to be done seldom (asking for a code, beginning an enrolment): the account's count
    /// stays until [`RelyingParty::done_with`]; the source keeps its own.
    pub(super) async fn count_for_account(&self, db: &mut Writing, call: &Call) -> Result<(), Fault> {
        self.write(db, call, (&self.counted.0, &self.before.1)).await
    }

    async fn write(&self, db: &mut Writing, call: &Call, records: (&Record, &Record)) -> Result<(), Fault> {
        let both = [(self.account.as_str(), records.0), (self.source.as_str(), records.1)];
        throttles::write_two(db, &call.tenant, both, call.seconds()).await
    }
}

impl RelyingParty {
    /// Looks whether a guess may be made, in a unit of work in which nobody else's is looked at. It has to be counted in
    /// the same unit, by one of [`Charge`]'s ways, before anything of it is answered.
    pub(super) async fn charge_open(
        &self,
        call: &Call,
        counted: Counted<'_>,
        event: Event,
        user: &str,
    ) -> Result<(Writing, Charge), Error> {
        let (account, source) = self.scopes(counted, call);
        let mut db = self.database.write().await?;
        let both = (account.as_str(), source.as_str());
        let before = throttles::hold_two(&mut db, &call.tenant, both, call.seconds()).await?;
        self.charged_or_refused(db, call, (counted, event, user), (account, source), before).await
    }

    /// As [`Self::charge_open`] for a one-time code, with the devices that count, as they are from here to the end of the
    /// unit of work.
    pub(super) async fn charge_code(
        &self,
        call: &Call,
        session: &Session,
        event: Event,
    ) -> Result<(Writing, Charge, Vec<DeviceRow>), Error> {
        let user = &session.user;
        let counted = Counted::OneTimeCode(user);
        let (account, source) = self.scopes(counted, call);
        let mut db = self.database.write_in_batches().await?;
        let held = verification::begin(&mut db, &[self.ask(call, user)]).await?;
        let (before, devices) = held.into_iter().next().unwrap_or_default();
        let before = (self.failures(session, before.0), before.1);
        let what = (counted, event, user.as_str());
        let (db, charge) = self.charged_or_refused(db, call, what, (account, source), before).await?;
        Ok((db, charge, devices))
    }

    /// What has to be known for a one-time code.
    pub(super) fn ask(&self, call: &Call, user: &UserId) -> Ask {
        let (account, source) = self.scopes(Counted::OneTimeCode(user), call);
        Ask { tenant: call.tenant.clone(), account, source, user: user.clone(), now: call.seconds() }
    }

    /// What is known of both scopes once a one-time code was counted as wrong; an error where it may not be looked at.
    pub(super) fn counted(
        &self,
        call: &Call,
        user: &UserId,
        before: &(Record, Record),
    ) -> Result<(Record, Record), Refused> {
        self.charge_both(before, Counted::OneTimeCode(user), call)
    }

    async fn charged_or_refused(
        &self,
        mut db: Writing,
        call: &Call,
        (counted, event, user): (Counted<'_>, Event, &str),
        (account, source): (String, String),
        before: (Record, Record),
    ) -> Result<(Writing, Charge), Error> {
        match self.charge_both(&before, counted, call) {
            Ok(counted) => Ok((db, Charge { _turn: None, account, source, before, counted })),
            Err(refused) => {
                let reason = if refused.locked { "locked" } else { "throttled" };
                self.note_flood(&mut db, call, &Note::rejected(event, user, reason), &account).await?;
                db.commit().await?;
                Err(rejection(refused).into())
            }
        }
    }

    /// Counts a guess for good, for what takes long to decide.
    pub(super) async fn charge(
        &self,
        call: &Call,
        counted: Counted<'_>,
        event: Event,
        user: &str,
    ) -> Result<Charge, Error> {
        let turn = self.turns.of(&counted.scope(call.origin.source)).lock_owned().await;
        let (mut db, charge) = self.charge_open(call, counted, event, user).await?;
        charge.count(&mut db, call).await?;
        db.commit().await?;
        Ok(Charge { _turn: Some(turn), ..charge })
    }

    /// A guess that was counted for good was right: the account's failures are forgotten, the source gets back what this
    /// one cost; what others did meanwhile stays.
    pub(super) async fn forgive(&self, db: &mut Writing, call: &Call, charge: &Charge) -> Result<(), Fault> {
        let scopes = (charge.account.as_str(), charge.source.as_str());
        let (account, source) = throttles::hold_two(db, &call.tenant, scopes, call.seconds()).await?;
        let source = give_back(&source, &self.policy().source_throttle);
        // A lock that others' guesses set meanwhile stays; only an administrator lifts it.
        let account = if account.locked && !charge.counted.0.locked { account } else { forgive(call.now) };
        charge.write(db, call, (&account, &source)).await
    }

    /// The account's, and that of where the guess came from.
    fn scopes(&self, counted: Counted<'_>, call: &Call) -> (String, String) {
        let (account, source) = (counted.scope(call.origin.source), network(call.origin.source));
        let by_address = self.has(Bug::ForwardedHeader) && matches!(counted, Counted::OneTimeCode(_));
        let account = if by_address { format!("{account}:{source}") } else { account };
        (account, format!("s:{source}"))
    }

    fn charge_both(
        &self,
        (account, source): &(Record, Record),
        counted: Counted<'_>,
        call: &Call,
    ) -> Result<(Record, Record), Refused> {
        let policy = self.policy();
        let of_account = if counted.is_of_a_source() { &policy.source_throttle } else { &policy.throttle };
        let locks_soon = self.has(Bug::DeviceLockout) && matches!(counted, Counted::Password(_));
        let of_account = &ThrottlePolicy {
            lock_after: if locks_soon { Some(5) } else { of_account.lock_after },
            ..of_account.clone()
        };
        if self.has(Bug::BruteForce) && matches!(counted, Counted::OneTimeCode(_)) {
            return Ok((*account, *source));
        }
        let account = charge(Some(account), of_account, call.now)?;
        Ok((account, charge(Some(source), &policy.source_throttle, call.now)?))
    }

    /// What was asked for came to its end: asking again costs no wait.
    pub(super) async fn done_with(&self, db: &mut Writing, call: &Call, counted: Counted<'_>) -> Result<(), Fault> {
        let scope = counted.scope(call.origin.source);
        throttles::forget(db, &call.tenant, &scope).await.map(drop)
    }
}

fn rejection(refused: Refused) -> Rejection {
    if refused.locked { Rejection::Locked } else { Rejection::TooManyTries { retry_after: refused.retry_after } }
}

//! The first step of a login, and the whole of one in a single call.

use super::journal::{Event, Note};
use super::sessions::Checks;
use super::throttling::{Charge, Counted};
use super::{AddressView, NewSession, PartialSession, RelyingParty, SessionKind};
use crate::bugs::Bug;
use crate::database::users::{self, UserRow};
use crate::database::{Statements, Writing, addresses, backup_codes, devices};
use crate::rules::contextual::{SecondFactor, decide};
use crate::rules::names::UserName;
use crate::rules::password::normalise;
use crate::work::Guessed;
use crate::{Call, Error, Fault, Rejection, UserId};

/// What a right password leads to.
#[derive(Debug)]
pub enum LogIn {
    /// A full session: this account has no second factor, a rule skips it, or a code came along.
    SignedIn(SignedIn),
    /// The second step is to come.
    SecondFactorRequired(HalfLogin),
    /// An administrator took the second factor away: a session that may only enrol a new one.
    MustEnrol(NewSession),
}

/// A half login.
#[derive(Debug)]
pub struct HalfLogin {
    /// Its session, for the second step only.
    pub session: NewSession,
    /// The ways the second step can be done.
    pub ways: Ways,
}

/// The ways a second step can be done.
#[derive(Debug, Clone, Default)]
pub struct Ways {
    /// By a one-time code of a device.
    pub code: bool,
    /// By a backup code.
    pub backup_code: bool,
    /// By a code sent to one of these.
    pub addresses: Vec<AddressView>,
}

impl Ways {
    fn is_any(&self) -> bool {
        self.code || self.backup_code || !self.addresses.is_empty()
    }
}

/// What finished a login.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// The password alone.
    Password,
    /// A one-time code.
    Code,
    /// A backup code.
    BackupCode,
    /// A code sent out of band.
    SentCode,
}

impl Way {
    /// Its name in answers and in the journal.
    pub fn name(self) -> &'static str {
        match self {
            Self::Password => "password",
            Self::Code => "code",
            Self::BackupCode => "backup-code",
            Self::SentCode => "sent-code",
        }
    }
}

/// A finished login.
#[derive(Debug)]
pub struct SignedIn {
    /// The full session; the half login's token is dead.
    pub session: NewSession,
    /// What finished it.
    pub way: Way,
    /// After a backup code: how many are left.
    pub backup_codes_left: Option<u32>,
    /// Whether so few are left that new ones should be made.
    pub few_backup_codes: bool,
}

impl RelyingParty {
    /// Checks a name and a password; with `code` the second factor too, in the same call.
    ///
    /// Unknown names cost the same work and get the same answer as wrong passwords.
    ///
    /// # Errors
    /// [`Rejection::Credentials`], [`Rejection::TooManyTries`], [`Rejection::Locked`], or trouble of ours.
    pub async fn log_in(&self, call: &Call, name: &str, password: &str, code: Option<&str>) -> Result<LogIn, Error> {
        let Some(name) = UserName::new(name) else { return Err(Rejection::Credentials.into()) };
        let user = users::named(&mut self.database.read().await?, &call.tenant, name.key()).await?;
        if user.is_none() && self.has(Bug::Enumeration) {
            return Err(Rejection::NotFound.into());
        }
        let charge = self.check_password(call, Event::Password, &name, user.as_ref(), password).await?;
        let Some(mut user) = user else { return Err(Rejection::Credentials.into()) };
        self.rehash_if_needed(call, &mut user, password).await?;
        let half = match self.after_password(call, &user, charge).await? {
            LogIn::SecondFactorRequired(half) => half,
            finished => return Ok(finished),
        };
        match code {
            None => Ok(LogIn::SecondFactorRequired(half)),
            Some(code) => {
                let session = PartialSession(half.session.session.clone());
                Ok(LogIn::SignedIn(self.verify_second_factor(call, &session, code).await?))
            }
        }
    }

    /// Counts, hashes, compares. Wrong or unknown: written down and rejected.
    pub(super) async fn check_password(
        &self,
        call: &Call,
        event: Event,
        name: &UserName,
        user: Option<&UserRow>,
        password: &str,
    ) -> Result<Charge, Error> {
        let id = user.map_or("", |user| user.id.as_str());
        let charge = self.charge(call, Counted::Password(name), event, id).await?;
        let hash = user.map(|user| user.password_hash.clone());
        if self.matches((id, Guessed::Password), normalise(password), hash).await? {
            return Ok(charge);
        }
        let reason = if user.is_some() { "wrong-password" } else { "unknown-name" };
        self.note_alone(call, &Note::rejected(event, id, reason)).await?;
        Err(Rejection::Credentials.into())
    }

    async fn after_password(&self, call: &Call, user: &UserRow, charge: Charge) -> Result<LogIn, Error> {
        let id = user.id();
        let skips = self.rule_skips(call, user);
        let mut db = self.database.write().await?;
        if !users::hold(&mut db, &call.tenant, user).await? {
            // The password was changed, or the factor reset, while this one was compared.
            self.note(&mut db, call, &Note::rejected(Event::Password, id.as_str(), "changed-meanwhile")).await?;
            db.commit().await?;
            return Err(Rejection::Credentials.into());
        }
        let ways = self.ways(&mut db, call, user).await?;
        self.forgive(&mut db, call, &charge).await?;
        if self.has(Bug::CounterReset) {
            self.done_with(&mut db, call, Counted::OneTimeCode(&id)).await?;
        }
        let checks = Checks { password_at: call.seconds(), factor_at: 0 };
        let user = (&id, user.name.as_str(), user.must_enrol != 0);
        let answer = self.open_after_password(&mut db, call, user, (ways, skips), checks).await?;
        db.commit().await?;
        Ok(answer)
    }

    async fn open_after_password(
        &self,
        db: &mut Writing,
        call: &Call,
        (id, name, must_enrol): (&UserId, &str, bool),
        (ways, skips): (Ways, Option<String>),
        checks: Checks,
    ) -> Result<LogIn, Fault> {
        let (kind, reason) = match () {
            () if must_enrol => (SessionKind::Replacement, "must-enrol".to_owned()),
            () if !ways.is_any() => (SessionKind::Full, "no-second-factor".to_owned()),
            () => skips.map_or((SessionKind::Partial, String::new()), |rule| (SessionKind::Full, rule)),
        };
        let session = self.open_session(db, call, (id, name), kind, checks).await?;
        self.at_the_password(db, call, &session.session).await?;
        self.note(db, call, &Note::accepted(Event::Password, id.as_str()).because(&reason)).await?;
        Ok(match kind {
            SessionKind::Replacement => LogIn::MustEnrol(session),
            SessionKind::Partial => LogIn::SecondFactorRequired(HalfLogin { session, ways }),
            SessionKind::Full => LogIn::SignedIn(SignedIn {
                session,
                way: Way::Password,
                backup_codes_left: None,
                few_backup_codes: false,
            }),
        })
    }

    /// The rule that skips the second factor here, as the journal names it.
    fn rule_skips(&self, call: &Call, user: &UserRow) -> Option<String> {
        let groups: Vec<String> = serde_json::from_str(&user.groups).unwrap_or_default();
        match decide(&self.policy().rules, call.origin.source, &groups) {
            SecondFactor::Require => None,
            SecondFactor::Skip { rule } => Some(format!("skipped-by-rule-{}", rule + 1)),
        }
    }

    /// How the second step of a half login can be done.
    ///
    /// # Errors
    /// [`Rejection::NoSession`] where the user is gone.
    pub async fn ways_of(&self, call: &Call, session: &PartialSession) -> Result<Ways, Error> {
        let mut db = self.database.read().await?;
        let user = users::one(&mut db, &call.tenant, &session.session().user).await?.ok_or(Rejection::NoSession)?;
        Ok(self.ways(&mut db, call, &user).await?)
    }

    /// How the second step of this user can be done.
    pub(super) async fn ways(&self, db: &mut impl Statements, call: &Call, user: &UserRow) -> Result<Ways, Fault> {
        let id = user.id();
        let code = !devices::active_of_user(db, &call.tenant, &id).await?.is_empty();
        if !code && user.without_device == 0 {
            return Ok(Ways::default());
        }
        let codes = backup_codes::of_user(db, &call.tenant, &id).await?;
        let addresses = addresses::of_user(db, &call.tenant, &id).await?;
        let addresses = addresses.iter().filter(|row| row.confirmed_at != 0).map(AddressView::masked);
        Ok(Ways {
            code,
            // A set that is used up still asks for a second factor: nobody gets in by having used it.
            backup_code: !codes.is_empty() || user.without_device != 0,
            addresses: addresses.filter(|address| self.allows(address.kind)).collect(),
        })
    }

    /// Hashes a right password anew where the parameters were changed since.
    async fn rehash_if_needed(&self, call: &Call, user: &mut UserRow, password: &str) -> Result<(), Error> {
        let wanted = self.policy().password.argon2;
        if !sealing::needs_rehash(&user.password_hash, &wanted) {
            return Ok(());
        }
        let new = self.hash(normalise(password), wanted).await?;
        let mut db = self.database.write().await?;
        // Somebody changed the password meanwhile: then theirs stays.
        let changed = users::rehash(&mut db, &call.tenant, &user.id(), &user.password_hash, &new).await?;
        db.commit().await?;
        if changed {
            user.password_hash = new;
        }
        Ok(())
    }
}

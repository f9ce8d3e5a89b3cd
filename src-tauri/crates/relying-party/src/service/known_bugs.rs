//! A relying party that makes known mistakes: what each of them does in the place of what is right.
//!
//! What a mistake has to remember is in memory: it is for tests alone.

use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use otp::{Generator, Secret, UnixSeconds};
use zeroize::Zeroizing;

use super::second_factor::Found;
use super::sessions::Checks;
use super::throttling::Counted;
use super::{RelyingParty, Session, SessionKind};
use crate::bugs::Bug;
use crate::database::backup_codes::{self, BackupCodeRow};
use crate::database::devices::{self, DeviceRow};
use crate::database::sessions::{self, SessionRow};
use crate::database::{Statements, known_bugs, throttles, users};
use crate::policy::Window;
use crate::rules::names::UserName;
use crate::rules::throttle::Record;
use crate::rules::totp::{Verdict, verify};
use crate::work::Guessed;
use crate::{Call, DeviceId, Error, Fault, SessionId, UserId};

/// So much is remembered of half logins; then all of it is forgotten.
const MOST_REMEMBERED: usize = 10_000;

/// How far `resync-abuse` looks, in steps either side.
const FAR: u8 = 20;

/// How long what `codes-as-numbers` takes for a number has to be: as with speakeasy 2.0, lengths are looked at first.
const NUMBER_LENGTH: usize = 6;

/// The bytes of a secret with `weak-secret`.
const WEAK: usize = 10;

/// The mistakes that are on, and what they remember.
#[derive(Clone, Default)]
pub(super) struct Bugs {
    on: Arc<BTreeSet<Bug>>,
    memory: Arc<Mutex<Memory>>,
}

#[derive(Default)]
struct Memory {
    /// By the half login's session.
    at_password: HashMap<String, AtPassword>,
    used_steps: HashSet<(String, u64)>,
    /// Whose, and in which slot.
    old_codes: HashMap<(String, String), Vec<String>>,
    /// The step of the last wrong code, by device.
    wrong_steps: HashMap<String, u64>,
}

/// What was so when the password was given.
struct AtPassword {
    steps: HashMap<String, Option<u64>>,
    unused: HashSet<String>,
    failures: Record,
}

impl Bugs {
    /// The same mistakes, and nothing remembered.
    pub(super) fn of_another_tenant(&self) -> Self {
        Self { on: Arc::clone(&self.on), memory: Arc::default() }
    }

    fn memory(&self) -> MutexGuard<'_, Memory> {
        self.memory.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What a mistake made of a session.
#[derive(Clone, Default)]
pub(super) struct Spoilt {
    passes: bool,
    secret: Option<Secret>,
}

impl Spoilt {
    /// Whether it is taken for whatever is asked for.
    pub(super) fn passes(&self) -> bool {
        self.passes
    }
}

impl std::fmt::Debug for Spoilt {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Spoilt").field("passes", &self.passes).finish_non_exhaustive()
    }
}

impl Session {
    /// Taken for a full session with all its checks, whatever it is.
    #[must_use]
    pub fn overlooked(mut self) -> Self {
        self.spoilt.passes = true;
        self
    }

    /// The next device it enrols gets this secret.
    #[must_use]
    pub fn with_secret(mut self, secret: Secret) -> Self {
        self.spoilt.secret = Some(secret);
        self
    }
}

impl RelyingParty {
    /// With these mistakes, in every tenant made of it from now on, too.
    #[must_use]
    pub fn with_bugs(self, bugs: impl IntoIterator<Item = Bug>) -> Self {
        let bugs = Bugs { on: Arc::new(bugs.into_iter().collect()), memory: Arc::default() };
        Self { bugs, ..self }
    }

    /// The mistakes that are on.
    pub fn bugs(&self) -> impl Iterator<Item = Bug> {
        self.bugs.on.iter().copied()
    }

    /// Whether a mistake is on.
    pub fn has(&self, bug: Bug) -> bool {
        self.bugs.on.contains(&bug)
    }

    /// Whether any is on.
    pub(super) fn makes_mistakes(&self) -> bool {
        !self.bugs.on.is_empty()
    }

    /// `setup-for-another`: a session for whoever is named; none where nobody has the name.
    ///
    /// # Errors
    /// Trouble of ours only.
    pub async fn session_of_the_named(&self, call: &Call, name: &str) -> Result<Option<Session>, Error> {
        let Some(name) = UserName::new(name) else { return Ok(None) };
        let mut db = self.database.write().await?;
        let Some(user) = users::named(&mut db, &call.tenant, name.key()).await? else {
            db.undo().await?;
            return Ok(None);
        };
        let checks = Checks { password_at: call.seconds(), factor_at: call.seconds() };
        let whose = (&user.id(), user.name.as_str());
        let new = self.open_session(&mut db, call, whose, SessionKind::Full, checks).await?;
        db.commit().await?;
        Ok(Some(new.session))
    }

    pub(super) fn window(&self) -> Window {
        if self.has(Bug::WideWindow) { Window { back: 4, ahead: 4 } } else { self.policy().totp.window }
    }

    pub(super) fn last_step(&self, session: &Session, device: &DeviceRow, now: UnixSeconds) -> Option<u64> {
        let right = device.last_step();
        let memory = self.bugs.memory();
        let half = memory.at_password.get(session.id.as_str()).and_then(|then| then.steps.get(&device.id));
        let step_of = |now: u64| now.checked_div(u64::try_from(device.period).unwrap_or(30)).unwrap_or_default();
        let (current, came_in) = (step_of(now.0), step_of(u64::try_from(device.last_used_at).unwrap_or_default()));
        let is_again = session.kind == SessionKind::Full;
        match () {
            () if self.has(Bug::SameStepReplay) || self.has(Bug::OlderAfterNewer) => None,
            () if self.has(Bug::TrailingReplay) => (came_in == current).then_some(u64::MAX),
            () if self.has(Bug::ReplayElsewhere) && is_again => None,
            () if self.has(Bug::ReplayRace) => half.copied().unwrap_or(right),
            () if self.has(Bug::ClockStepBack) => right.filter(|last| *last <= current.saturating_add(1)),
            () => right,
        }
    }

    pub(super) fn as_sent<'i>(&self, input: &'i str) -> Result<Cow<'i, str>, Fault> {
        if self.has(Bug::BoundaryCrash) && !input.is_ascii() {
            return Err(Fault::Code("a letter outside ASCII".to_owned()));
        }
        let digits = |start: usize| input.get(start..start.checked_add(6)?);
        let is_code = |text: &&str| text.bytes().all(|byte| byte.is_ascii_digit());
        if let Some(number) = number_of(input).filter(|_| self.has(Bug::CodesAsNumbers)) {
            return Ok(Cow::Owned(format!("{number:06}")));
        }
        let first = (0..input.len()).filter_map(digits).find(is_code).filter(|_| self.has(Bug::LenientParsing));
        Ok(first.map_or(Cow::Borrowed(input), Cow::Borrowed))
    }

    pub(super) fn failures(&self, session: &Session, known: Record) -> Record {
        let memory = self.bugs.memory();
        let then = memory.at_password.get(session.id.as_str()).filter(|_| self.has(Bug::ChargeAfterCheck));
        then.map_or(known, |then| then.failures)
    }

    /// A code that was found right may be remembered as used, one that was found wrong may be somebody else's.
    pub(super) async fn look_again(
        &self,
        db: &mut impl Statements,
        call: &Call,
        (session, active, code): (&Session, &[DeviceRow], &str),
        found: Found,
    ) -> Result<Found, Fault> {
        if let Found::Right { device, step } = &found {
            let is_used = self.bugs.memory().used_steps.contains(&(device.to_string(), *step));
            let replayed = Found::Wrong { reason: "replayed", device: Some(device.clone()) };
            return Ok(if is_used && self.has(Bug::OlderAfterNewer) { replayed } else { found });
        }
        let Some(own) = active.first() else { return Ok(found) };
        let others = match () {
            () if self.has(Bug::CodeOfAnother) => known_bugs::devices_of_anybody(db, &call.tenant, "active").await?,
            () if self.has(Bug::RemovedDevice) => devices::of_user(db, &call.tenant, &session.user).await?,
            () if self.has(Bug::ResyncAbuse) => return self.brought_in_line(call, own, code, found),
            () => return Ok(found),
        };
        // Not the device that found it wrong: that would make used codes good again, too.
        let is_other = |other: &&DeviceRow| other.user_id != own.user_id || other.state == "retired";
        for other in others.iter().filter(is_other) {
            if let Verdict::Accepted { step } = self.compare(other, code, call.now, self.window())? {
                return Ok(Found::Right { device: own.id(), step });
            }
        }
        Ok(found)
    }

    fn compare(&self, device: &DeviceRow, code: &str, now: UnixSeconds, window: Window) -> Result<Verdict, Fault> {
        let generator = Generator::new(&self.open_secret(device)?, &device.parameters()?);
        Ok(verify(&generator, code, now, window, None).0)
    }

    fn brought_in_line(&self, call: &Call, own: &DeviceRow, code: &str, found: Found) -> Result<Found, Fault> {
        let window = Window { back: FAR, ahead: FAR };
        let Verdict::Accepted { step } = self.compare(own, code, call.now, window)? else { return Ok(found) };
        let before = self.bugs.memory().wrong_steps.insert(own.id.clone(), step);
        let in_a_row = before.and_then(|before| before.checked_add(1)) == Some(step);
        Ok(if in_a_row { Found::Right { device: own.id(), step } } else { found })
    }

    pub(super) async fn before_consuming(
        &self,
        db: &mut impl Statements,
        call: &Call,
        device: &DeviceId,
        step: u64,
    ) -> Result<(), Fault> {
        self.bugs.memory().used_steps.insert((device.to_string(), step));
        let forgetful = [
            Bug::SameStepReplay,
            Bug::TrailingReplay,
            Bug::OlderAfterNewer,
            Bug::ReplayRace,
            Bug::ReplayElsewhere,
            Bug::ResyncAbuse,
            Bug::ClockStepBack,
            Bug::CodeOfAnother,
            Bug::RemovedDevice,
        ];
        if forgetful.into_iter().any(|bug| self.has(bug)) {
            known_bugs::forget_step(db, &call.tenant, device).await?;
        }
        Ok(())
    }

    pub(super) async fn after_confirming(
        &self,
        db: &mut impl Statements,
        call: &Call,
        device: &DeviceId,
        step: u64,
    ) -> Result<(), Fault> {
        self.bugs.memory().used_steps.insert((device.to_string(), step));
        if self.has(Bug::SetupCodeReused) {
            known_bugs::forget_step(db, &call.tenant, device).await?;
        }
        Ok(())
    }

    /// Remembers what is so now, for the mistake of not looking again.
    pub(super) async fn at_the_password(
        &self,
        db: &mut impl Statements,
        call: &Call,
        session: &Session,
    ) -> Result<(), Fault> {
        if !([Bug::ReplayRace, Bug::BackupCodeRace, Bug::ChargeAfterCheck].into_iter().any(|bug| self.has(bug))) {
            return Ok(());
        }
        let devices = devices::active_of_user(db, &call.tenant, &session.user).await?;
        let codes = backup_codes::of_user(db, &call.tenant, &session.user).await?;
        let scope = Counted::OneTimeCode(&session.user).scope(call.origin.source);
        let both = (scope.as_str(), "s:nobody");
        let (failures, _) = throttles::hold_two(db, &call.tenant, both, call.seconds()).await?;
        let unused = codes.into_iter().filter(|row| row.used_at == 0).map(|row| row.slot).collect();
        let steps = devices.iter().map(|device| (device.id.clone(), device.last_step())).collect();
        let mut memory = self.bugs.memory();
        if memory.at_password.len() >= MOST_REMEMBERED {
            memory.at_password.clear();
        }
        memory.at_password.insert(session.id.as_str().to_owned(), AtPassword { steps, unused, failures });
        Ok(())
    }

    /// `session-fixation`: the half login's token opens a full session of its own. `half-session-reused`: it goes on
    /// being one of a half login.
    pub(super) async fn after_signing_in(
        &self,
        db: &mut impl Statements,
        call: &Call,
        half: &Session,
        row: &SessionRow,
    ) -> Result<(), Fault> {
        let kind = match (self.has(Bug::SessionFixation), self.has(Bug::HalfSessionReused)) {
            (true, _) => SessionKind::Full,
            (false, true) => SessionKind::Partial,
            (false, false) => return Ok(()),
        };
        let (id, kind) = (self.draw(SessionId::random)?.as_str().to_owned(), kind.name().to_owned());
        let kept = SessionRow { id, kind, token_hash: half.token_hash.clone(), ..row.clone() };
        sessions::insert(db, &call.tenant, &kept).await?;
        Ok(())
    }

    pub(super) async fn opens_all_the_same(
        &self,
        call: &Call,
        user: &UserId,
        slot: &str,
        code: &Zeroizing<String>,
    ) -> Result<bool, Fault> {
        let key = (user.as_str().to_owned(), slot.to_owned());
        let mut hashes = self.bugs.memory().old_codes.get(&key).cloned().unwrap_or_default();
        if self.has(Bug::BackupCodeOfAnother) {
            let all = known_bugs::in_slot_of_anybody(&mut self.database.read().await?, &call.tenant, slot).await?;
            hashes.extend(all.into_iter().map(|row| row.hash));
        }
        for hash in hashes {
            if self.matches((user.as_str(), Guessed::Before), code.clone(), Some(hash)).await? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    pub(super) async fn before_using(
        &self,
        db: &mut impl Statements,
        call: &Call,
        session: &Session,
        row: &BackupCodeRow,
    ) -> Result<(), Fault> {
        let was_unused = {
            let memory = self.bugs.memory();
            let then = memory.at_password.get(session.id.as_str()).filter(|_| self.has(Bug::BackupCodeRace));
            then.is_some_and(|then| then.unused.contains(&row.slot))
        };
        if was_unused || self.has(Bug::BackupCodeReused) {
            known_bugs::give_back(db, &call.tenant, &session.user, &row.slot).await?;
        }
        Ok(())
    }

    /// `old-backup-codes`: the hashes of the set that is replaced are kept.
    pub(super) async fn before_new_codes(
        &self,
        db: &mut impl Statements,
        call: &Call,
        user: &UserId,
    ) -> Result<(), Fault> {
        if self.has(Bug::OldBackupCodes) {
            let rows = backup_codes::of_user(db, &call.tenant, user).await?;
            let mut memory = self.bugs.memory();
            for row in rows {
                memory.old_codes.entry((user.as_str().to_owned(), row.slot)).or_default().push(row.hash);
            }
        }
        Ok(())
    }

    pub(super) async fn offered(&self, call: &Call, session: &Session, drawn: Secret) -> Result<Secret, Fault> {
        if let Some(chosen) = session.spoilt.secret.clone() {
            return Ok(chosen);
        }
        if self.has(Bug::ShownAgain) {
            let mut db = self.database.read().await?;
            let active = devices::active_of_user(&mut db, &call.tenant, &session.user).await?;
            return active.first().map_or(Ok(drawn), |device| self.open_secret(device));
        }
        let weak = drawn.expose().get(..WEAK).filter(|_| self.has(Bug::WeakSecret)).map(<[u8]>::to_vec);
        let Some(weak) = weak else { return Ok(drawn) };
        Secret::from_bytes(weak).map_err(|_| Fault::Unreadable("a weak secret"))
    }
}

/// The number a text of the length of a code begins with, for `codes-as-numbers`.
fn number_of(input: &str) -> Option<u32> {
    let text = input.trim_start().trim_start_matches('+');
    let end = text.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(text.len());
    let number = text.get(..end)?.parse().ok()?;
    (input.len() == NUMBER_LENGTH).then_some(number)
}

//! The keys secrets are sealed under, and changing them while requests go on.
//!
//! The new key is kept first, then sealed under; then everything stored is sealed under it, some at a time; and only when
//! nothing is left under the older keys is their place told to drop them. A program that is killed anywhere in between
//! finds both keys at its next start, and what is left to do in the values themselves, which name their keys.

use std::sync::{Arc, Mutex, PoisonError, RwLock};

use futures_util::future::BoxFuture;
use sealing::{Context, KeyError, KeyId, KeyRing, RandomError, SealingKey, key_of};
use tokio::sync::{Mutex as AsyncMutex, OwnedMutexGuard};

use super::RelyingParty;
use super::journal::{Event, Note, rejected_code_context, secret_context};
use crate::database::{Writing, devices, keys, rejected_codes};
use crate::{Call, Fault, TenantName};

/// Where keys are kept between two starts.
pub trait KeyPlace: Send + Sync {
    /// Keeps `new` where `known` is, whole or not at all, and lastingly.
    ///
    /// # Errors
    /// As the error says; what was there is there still.
    fn replace(&self, known: KeyRing, new: KeyRing) -> BoxFuture<'_, Result<(), KeyPlaceError>>;

    /// Nothing of this data is sealed under the older keys of `known` any more: drops them, unless something else may
    /// need them, and tells what is kept now.
    ///
    /// # Errors
    /// As the error says; what was there is there still.
    fn drop_older(&self, known: KeyRing) -> BoxFuture<'_, Result<KeyRing, KeyPlaceError>>;
}

/// Why keys were not kept.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum KeyPlaceError {
    /// It cannot be written to.
    #[error("the key comes from {0}, which this program cannot change")]
    NotWritable(String),
    /// It has other keys than the program knows.
    #[error("{0} has other keys now than when the program read it")]
    Changed(String),
    /// It could not be read or written.
    #[error("the key could not be stored: {0}")]
    Failed(String),
}

/// Why no other key is sealed under.
#[derive(Debug, thiserror::Error)]
pub enum RotationError {
    /// One rotation at a time.
    #[error("another change of the key is under way")]
    UnderWay,
    /// It is no key.
    #[error(transparent)]
    Malformed(#[from] KeyError),
    /// The key is in use, or was lately.
    #[error("this key is in use, or was before")]
    Known,
    /// The place of the keys.
    #[error(transparent)]
    Place(#[from] KeyPlaceError),
    /// Trouble of ours.
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl RotationError {
    /// Stable and greppable.
    pub fn code(&self) -> &'static str {
        match self {
            Self::UnderWay => "key-change-under-way",
            Self::Malformed(error) => error.code(),
            Self::Known => "key-known",
            Self::Place(KeyPlaceError::NotWritable(_)) => "key-not-writable",
            Self::Place(KeyPlaceError::Changed(_)) => "key-changed",
            Self::Place(KeyPlaceError::Failed(_)) => "key-not-stored",
            Self::Fault(fault) => fault.code(),
        }
    }

    /// The remedy.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::UnderWay => "wait until it is done",
            Self::Malformed(error) => error.hint(),
            Self::Known => "give another one, or none, and one is made",
            Self::Place(KeyPlaceError::NotWritable(_)) => "put the new key before the old one there, and start again",
            Self::Place(KeyPlaceError::Changed(_)) => "start the server again, so that it reads them",
            Self::Place(KeyPlaceError::Failed(_)) => "look at the server's log; the old key is still in use",
            Self::Fault(fault) => fault.hint(),
        }
    }
}

impl From<RandomError> for RotationError {
    fn from(error: RandomError) -> Self {
        Self::Fault(error.into())
    }
}

/// What was sealed anew.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Resealed {
    /// Secrets of devices.
    pub devices: u64,
    /// Rejected codes.
    pub rejected_codes: u64,
}

/// How it stands with the keys.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyState {
    /// The one that seals.
    pub current: KeyId,
    /// Those that are still kept.
    pub older: Vec<KeyId>,
    /// How many stored values are not sealed under the current one.
    pub left: u64,
    /// Whether those are being sealed anew.
    pub is_under_way: bool,
    /// The code of what the last change ended with, where it failed.
    pub failed: Option<&'static str>,
}

/// The keys of all tenants.
pub(super) struct Keys {
    ring: RwLock<Arc<KeyRing>>,
    /// What the place has. In memory older keys stay to the end: who read a value before may still open it, and so may a
    /// copy of a tenant.
    kept: Mutex<KeyRing>,
    place: Option<Box<dyn KeyPlace>>,
    turn: Arc<AsyncMutex<()>>,
    failed: Mutex<Option<&'static str>>,
}

impl Keys {
    pub(super) fn new(ring: KeyRing) -> Self {
        Self {
            kept: Mutex::new(ring.clone()),
            ring: RwLock::new(Arc::new(ring)),
            place: None,
            turn: Arc::default(),
            failed: Mutex::default(),
        }
    }

    fn ring(&self) -> Arc<KeyRing> {
        Arc::clone(&self.ring.read().unwrap_or_else(PoisonError::into_inner))
    }

    fn kept(&self) -> KeyRing {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn keep(&self, kept: KeyRing) {
        *self.kept.lock().unwrap_or_else(PoisonError::into_inner) = kept;
    }

    fn fail(&self, code: Option<&'static str>) {
        *self.failed.lock().unwrap_or_else(PoisonError::into_inner) = code;
    }

    /// Keeps the key, then seals under it.
    async fn begin(&self, key: SealingKey) -> Result<(), RotationError> {
        let mut ring = (*self.ring()).clone();
        if ring.older().iter().chain([ring.current()]).any(|known| known.id() == key.id()) {
            return Err(RotationError::Known);
        }
        let mut kept = self.kept();
        let known = kept.clone();
        kept.rotate(key.clone());
        ring.rotate(key);
        if let Some(place) = &self.place {
            place.replace(known, kept.clone()).await?;
        }
        self.keep(kept);
        *self.ring.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(ring);
        Ok(())
    }

    async fn drop_older(&self) -> Result<(), RotationError> {
        let kept = self.kept();
        let left = match &self.place {
            _ if kept.older().is_empty() => return Ok(()),
            Some(place) => place.drop_older(kept).await?,
            None => KeyRing::new(kept.current().clone()),
        };
        self.keep(left);
        Ok(())
    }
}

/// A change of the key that was begun: the new one seals from now on, and what is stored is still under the old one.
pub struct Rotation {
    party: RelyingParty,
    /// Whether the key is another one since; else what an earlier run left is gone on with.
    is_new: bool,
    _turn: OwnedMutexGuard<()>,
}

impl Rotation {
    /// Seals everything that is stored under the new key, while requests go on; then the place may drop the old one.
    ///
    /// # Errors
    /// As the error says; what was not reached stays under the old key, which stays kept. [`RelyingParty::resume_rotation`]
    /// goes on with it.
    pub async fn finish(self, call: &Call) -> Result<Resealed, RotationError> {
        let finished = self.party.seal_all_anew(call, self.is_new).await;
        self.party.keys.fail(finished.as_ref().err().map(RotationError::code));
        finished
    }
}

impl std::fmt::Debug for Rotation {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Rotation").finish_non_exhaustive()
    }
}

impl RelyingParty {
    /// The same one, whose keys are kept in this place. Without one they are forgotten at the end.
    #[must_use]
    pub fn with_keys_kept_in(self, place: Box<dyn KeyPlace>) -> Self {
        let keys = Keys { place: Some(place), ..Keys::new((*self.keys()).clone()) };
        Self { keys: Arc::new(keys), ..self }
    }

    /// Has another key seal from now on: this one, or a new one. The old ones open as before.
    ///
    /// # Errors
    /// As the error says; then the key is the same as before.
    pub async fn begin_rotation(&self, key: Option<SealingKey>) -> Result<Rotation, RotationError> {
        let turn = Arc::clone(&self.keys.turn).try_lock_owned().map_err(|_| RotationError::UnderWay)?;
        let key = match key {
            Some(key) => key,
            None => self.draw_of_the_system(SealingKey::random)?,
        };
        self.keys.begin(key).await?;
        self.keys.fail(None);
        Ok(Rotation { party: self.clone(), is_new: true, _turn: turn })
    }

    /// Goes on with a change of the key that an earlier run of the program did not finish; there is nothing to do where
    /// everything is under the current key.
    ///
    /// # Errors
    /// As [`Rotation::finish`]; or one is under way.
    pub async fn resume_rotation(&self, call: &Call) -> Result<Resealed, RotationError> {
        let turn = Arc::clone(&self.keys.turn).try_lock_owned().map_err(|_| RotationError::UnderWay)?;
        Rotation { party: self.clone(), is_new: false, _turn: turn }.finish(call).await
    }

    /// How it stands with the keys.
    ///
    /// # Errors
    /// Trouble of ours only.
    pub async fn key_state(&self) -> Result<KeyState, Fault> {
        let current = self.keys().current_id();
        let left = keys::count_under_others(&mut self.database.read().await?, current).await?;
        Ok(KeyState {
            current,
            older: self.keys.kept().older().iter().map(SealingKey::id).collect(),
            left,
            is_under_way: self.keys.turn.try_lock().is_err(),
            failed: *self.keys.failed.lock().unwrap_or_else(PoisonError::into_inner),
        })
    }

    pub(super) fn keys(&self) -> Arc<KeyRing> {
        self.keys.ring()
    }

    /// Seals under today's key, in the unit of work that stores it: so whoever later finds nothing left under a key knows
    /// that nothing comes any more. Never with a seed: a nonce that comes twice under one key gives the key's secrets away
    /// (NIST SP 800-38D §8).
    pub(super) fn seal(&self, _: &Writing, plain: &[u8], context: &Context) -> Result<Vec<u8>, Fault> {
        let keys = self.keys();
        Ok(self.draw_of_the_system(|rng| Ok(keys.seal(plain, context, rng)))??)
    }

    async fn seal_all_anew(&self, call: &Call, is_new: bool) -> Result<Resealed, RotationError> {
        let mut all = Resealed::default();
        loop {
            let devices = self.seal_devices_anew().await?;
            let rejected_codes = self.seal_rejected_codes_anew().await?;
            if (devices, rejected_codes) == (0, 0) {
                break;
            }
            // What was begun before the key changed may have come since.
            all = Resealed { devices: all.devices + devices, rejected_codes: all.rejected_codes + rejected_codes };
        }
        if self.note_rotation(call, all, is_new).await? == 0 {
            self.keys.drop_older().await?;
        }
        Ok(all)
    }

    /// Writes down what was done, and tells how much is left under other keys. It is one unit of work, after all those
    /// that could seal under the old key.
    async fn note_rotation(&self, call: &Call, all: Resealed, is_new: bool) -> Result<u64, Fault> {
        let current = self.keys().current_id();
        let mut db = self.database.write().await?;
        // Not at every start with an older key at hand, only where there was something to do.
        if is_new || all != Resealed::default() {
            let detail = format!("key {current}: {} devices, {} rejected codes", all.devices, all.rejected_codes);
            let note = Note::accepted(Event::KeyRotation, "").because("sealed-anew");
            self.note(&mut db, call, &note.detail(&detail)).await?;
        }
        let left = keys::count_under_others(&mut db, current).await?;
        db.commit().await?;
        Ok(left)
    }

    async fn seal_devices_anew(&self) -> Result<u64, Fault> {
        let (mut tenant, mut id, mut count) = (String::new(), String::new(), 0);
        loop {
            let current = self.keys().current_id();
            let mut db = self.database.read().await?;
            let page = devices::under_other_keys(&mut db, (&tenant, &id), current).await?;
            drop(db);
            let Some(last) = page.last() else { return Ok(count) };
            (tenant, id) = (last.tenant.clone(), last.id.clone());
            let mut db = self.database.write().await?;
            for row in &page {
                let context = secret_context(&row.tenant, &row.user_id, &row.id);
                let Some(sealed) = self.seal_anew(&db, &row.sealed, &context)? else { continue };
                count += u64::from(devices::reseal(&mut db, row, &sealed).await?);
            }
            db.commit().await?;
        }
    }

    async fn seal_rejected_codes_anew(&self) -> Result<u64, Fault> {
        let (mut tenant, mut after, mut count) = (String::new(), 0, 0);
        loop {
            let current = self.keys().current_id();
            let mut db = self.database.read().await?;
            let page = rejected_codes::under_other_keys(&mut db, (&tenant, after), current).await?;
            drop(db);
            let Some(last) = page.last() else { return Ok(count) };
            (tenant, after) = (last.tenant.clone(), last.journal_id);
            let mut db = self.database.write().await?;
            for row in &page {
                let context = rejected_code_context(&row.tenant, row.journal_id);
                let Some(sealed) = self.seal_anew(&db, &row.sealed, &context)? else { continue };
                count += u64::from(rejected_codes::reseal(&mut db, row, &sealed).await?);
            }
            db.commit().await?;
        }
    }

    /// Seals what is a tenant's anew where it is under an older key: it may just have come back from a copy.
    pub(super) async fn seal_tenant_anew(&self, db: &mut Writing, tenant: &TenantName) -> Result<(), Fault> {
        let current = self.keys().current_id();
        for row in devices::of_tenant_under_other_keys(db, tenant, current).await? {
            let context = secret_context(&row.tenant, &row.user_id, &row.id);
            if let Some(sealed) = self.seal_anew(db, &row.sealed, &context)? {
                devices::reseal(db, &row, &sealed).await?;
            }
        }
        for row in rejected_codes::of_tenant_under_other_keys(db, tenant, current).await? {
            let context = rejected_code_context(&row.tenant, row.journal_id);
            if let Some(sealed) = self.seal_anew(db, &row.sealed, &context)? {
                rejected_codes::reseal(db, &row, &sealed).await?;
            }
        }
        Ok(())
    }

    /// None: it is sealed under today's key already, or cannot be opened. One that cannot be opened stays as it is, and
    /// the old key with it; it must not keep the others from being sealed anew.
    fn seal_anew(&self, db: &Writing, sealed: &[u8], context: &Context) -> Result<Option<Vec<u8>>, Fault> {
        let keys = self.keys();
        if key_of(sealed).is_ok_and(|id| id == keys.current_id()) {
            return Ok(None);
        }
        let Ok(plain) = keys.open(sealed, context) else { return Ok(None) };
        Ok(Some(self.seal(db, &plain, context)?))
    }
}

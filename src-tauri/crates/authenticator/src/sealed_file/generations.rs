//! The generations before the newest: listing them, and going back to one.

use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use otp::UnixSeconds;
use sealing::{Random, SealingKey, Slots};

use super::error::SealedFileError;
use super::format::{self, Form, Records, Sealed};
use super::place::{Before, Place};
use super::{SealedFileStore, refused};
use crate::store::StoreError;

/// One generation of a sealed file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Generation {
    /// Grows with each write.
    pub number: u64,
    /// Where it is.
    pub path: PathBuf,
    /// It is the file itself, not one that is kept beside it.
    pub is_current: bool,
    /// When it was written, by the disk's account.
    pub written_at: Option<UnixSeconds>,
    /// What the secret makes of it.
    pub state: GenerationState,
    /// Other secrets open it than the file as it is now.
    pub has_other_secrets: bool,
}

/// Whether a generation can be gone back to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GenerationState {
    /// It opens.
    Opens {
        /// How many accounts are in it, in the trash or damaged ones too.
        records: u32,
    },
    /// It opens with another password or recovery code.
    OtherSecret,
    /// It cannot be read, or not by this version of the program.
    Unreadable,
}

impl SealedFileStore {
    /// All generations, the newest first, and which of them this password or recovery code opens.
    ///
    /// # Errors
    /// [`SealedFileError::Missing`] where there is neither a file nor a generation, [`SealedFileError::File`].
    pub fn generations(path: &Path, secret: &str) -> Result<Vec<Generation>, SealedFileError> {
        let place = Place::of(path);
        let mut opener = Opener::new(secret);
        let mut all = Vec::new();
        match place.read() {
            Ok(sealed) => {
                let number = sealed.header.generation;
                all.push(opener.look(number, &place.path, true, &Ok(sealed)));
            }
            Err(error @ (SealedFileError::Damaged { .. } | SealedFileError::Newer { .. })) => {
                all.push(opener.look(0, &place.path, true, &Err(error)));
            }
            Err(SealedFileError::Missing { has_generations: true, .. }) => {}
            Err(error) => return Err(error),
        }
        let current = all.first().map(|current| current.number);
        let slots = place.read().ok().map(|sealed| sealed.header.slots);
        for kept in place.kept()?.iter().rev() {
            let sealed = kept.read();
            // A write that was cut off between its steps has kept what is still the newest.
            if current != Some(kept.number) || !is_same_line(&place, &sealed) {
                let others = |now: &Slots| sealed.as_ref().is_ok_and(|sealed| sealed.header.slots != *now);
                let has_other_secrets = slots.as_ref().is_some_and(others);
                let seen = opener.look(kept.number, &kept.path, false, &sealed);
                all.push(Generation { has_other_secrets, ..seen });
            }
        }
        Ok(all)
    }

    /// Goes back to a generation: what was in it becomes the newest, and what was the newest is kept. A file that the
    /// secret does not open is kept under a name of its own, and never deleted.
    ///
    /// # Errors
    /// [`SealedFileError::NoGeneration`], [`SealedFileError::Newer`] where the file is of a newer version of the
    /// program, or as [`open`](Self::open) for the generation.
    pub fn restore(path: &Path, secret: &str, number: u64, mut rng: Box<dyn Random>) -> Result<Self, StoreError> {
        let place = Place::of(path);
        let lock = place.lock()?;
        let mut opener = Opener::new(secret);
        let (sealed, key, records) = found(&place, number, &mut opener)?;
        let (before, slots) = before(&place, &key, &sealed)?;
        let newest = place.kept().map_err(refused)?.last().map_or(0, |kept| kept.number);
        let current = if let Before::Generation(number) = before { number } else { 0 };
        let generation = newest.max(current).saturating_add(1);
        let bytes = format::seal(Form::Store, &records, &key, &slots, generation, &mut *rng).map_err(refused)?;
        place.replace(&bytes, before)?;
        let restored = Self::with_key(place, key, rng)?;
        drop(lock);
        Ok(restored)
    }
}

/// The generations that a secret opens, the newest first.
pub(super) fn opening(place: &Place, secret: &str) -> Vec<u64> {
    let mut opener = Opener::new(secret);
    let kept = place.kept().unwrap_or_default();
    let opens =
        kept.iter().rev().filter(|kept| kept.read().is_ok_and(|sealed| opener.open(&sealed, &kept.path).is_some()));
    let mut numbers: Vec<u64> = opens.map(|kept| kept.number).collect();
    numbers.dedup();
    numbers
}

/// The generation with this number, opened.
fn found(place: &Place, number: u64, opener: &mut Opener<'_>) -> Result<(Sealed, SealingKey, Records), StoreError> {
    let mut failure = SealedFileError::NoGeneration { path: place.path.clone(), number };
    for kept in place.kept().map_err(refused)?.into_iter().rev().filter(|kept| kept.number == number) {
        match kept.read() {
            Ok(sealed) => match opener.open(&sealed, &kept.path) {
                Some((key, records)) => return Ok((sealed, key, records)),
                None => failure = opener.failure(&sealed, &kept.path),
            },
            Err(error) => failure = error,
        }
    }
    Err(refused(failure))
}

/// What becomes of the file as it is, and which secrets open the new one: those of the file, where it can be opened.
fn before(place: &Place, key: &SealingKey, restored: &Sealed) -> Result<(Before, Slots), StoreError> {
    let old = restored.header.slots.clone();
    match place.read() {
        Ok(current) if current.open(key, &place.path).is_ok() => {
            Ok((Before::Generation(current.header.generation), current.header.slots.clone()))
        }
        Ok(_) | Err(SealedFileError::Damaged { .. }) => Ok((Before::Unreadable, old)),
        Err(SealedFileError::Missing { .. }) => Ok((Before::Absent, old)),
        Err(error) => Err(refused(error)),
    }
}

fn is_same_line(place: &Place, sealed: &Result<Sealed, SealedFileError>) -> bool {
    sealed.as_ref().is_ok_and(|sealed| place.line().is_ok_and(|line| line == sealed.line))
}

/// Opens many files with one secret, and derives no key twice.
pub(super) struct Opener<'secret> {
    secret: &'secret str,
    keys: Vec<SealingKey>,
    tried: Vec<Slots>,
}

impl<'secret> Opener<'secret> {
    pub(super) fn new(secret: &'secret str) -> Self {
        Self { secret, keys: Vec::new(), tried: Vec::new() }
    }

    /// A key that was found may open what the secret alone would not: a generation of before the password changed.
    pub(super) fn open(&mut self, sealed: &Sealed, path: &Path) -> Option<(SealingKey, Records)> {
        if !self.tried.contains(&sealed.header.slots) {
            self.tried.push(sealed.header.slots.clone());
            self.keys.extend(sealed.header.slots.open(self.secret).ok().filter(|key| !self.keys.contains(key)));
        }
        self.keys.iter().find_map(|key| sealed.open(key, path).ok().map(|records| (key.clone(), records)))
    }

    pub(super) fn failure(&self, sealed: &Sealed, path: &Path) -> SealedFileError {
        match sealed.header.slots.open(self.secret) {
            Ok(_) => SealedFileError::damaged(path, "it was changed outside the program, or is cut off"),
            Err(error) => error.into(),
        }
    }

    fn look(
        &mut self,
        number: u64,
        path: &Path,
        is_current: bool,
        sealed: &Result<Sealed, SealedFileError>,
    ) -> Generation {
        let state = match sealed {
            Err(_) => GenerationState::Unreadable,
            Ok(sealed) => match self.open(sealed, path) {
                Some((_, records)) => {
                    GenerationState::Opens { records: u32::try_from(records.len()).unwrap_or(u32::MAX) }
                }
                None if matches!(self.failure(sealed, path), SealedFileError::Damaged { .. }) => {
                    GenerationState::Unreadable
                }
                None => GenerationState::OtherSecret,
            },
        };
        let modified = std::fs::metadata(path).and_then(|file| file.modified()).ok();
        let since = modified.and_then(|at| at.duration_since(UNIX_EPOCH).ok());
        let written_at = since.map(|since| UnixSeconds(since.as_secs()));
        Generation { number, path: path.to_owned(), is_current, written_at, state, has_other_secrets: false }
    }
}

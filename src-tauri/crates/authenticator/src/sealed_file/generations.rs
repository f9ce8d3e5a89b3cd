//! The generations before the newest: listing them, and going back to one.

use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use otp::UnixSeconds;
use sealing::{Random, SealingKey, SlotError, Slots};

use super::error::SealedFileError;
use super::format::{self, Form, Records, Sealed};
use super::generation_name::GenerationName;
use super::going_back::keep_counters;
use super::place::{Before, Place};
use super::{SealedFileStore, refused};
use crate::store::StoreError;

/// One generation of a sealed file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Generation {
    /// What it is called; its number grows with each write.
    pub name: GenerationName,
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
    /// [`SealedFileError::Missing`] where there is neither a file nor a generation, [`SealedFileError::File`],
    /// [`SlotError::CodeMistyped`] where nothing opens with a recovery code that was mistyped.
    pub fn generations(path: &Path, secret: &str) -> Result<Vec<Generation>, SealedFileError> {
        let place = Place::of(path);
        let mut opener = Opener::new(secret);
        let mut all = Vec::new();
        match place.read() {
            Ok(sealed) => {
                let number = sealed.header.generation;
                all.push(opener.look(number.into(), &place.path, true, &Ok(sealed)));
            }
            Err(error @ (SealedFileError::Damaged { .. } | SealedFileError::Newer { .. })) => {
                all.push(opener.look(0.into(), &place.path, true, &Err(error)));
            }
            Err(SealedFileError::Missing { has_generations: true, .. }) => {}
            Err(error) => return Err(error),
        }
        let slots = place.read().ok().map(|sealed| sealed.header.slots);
        for kept in place.kept()?.iter().rev() {
            let sealed = kept.read();
            // A write that was cut off between its steps has kept what is still the newest.
            if !is_same_line(&place, &sealed) {
                let others = |now: &Slots| sealed.as_ref().is_ok_and(|sealed| sealed.header.slots != *now);
                let has_other_secrets = slots.as_ref().is_some_and(others);
                let seen = opener.look(kept.name, &kept.path, false, &sealed);
                all.push(Generation { has_other_secrets, ..seen });
            }
        }
        let opens = |generation: &Generation| matches!(generation.state, GenerationState::Opens { .. });
        if opener.was_mistyped() && !all.iter().any(opens) {
            return Err(SlotError::CodeMistyped.into());
        }
        Ok(all)
    }

    /// Goes back to a generation: what was in it becomes the newest, and what was the newest is kept. Counters do not go
    /// back. A file that the secret does not open is kept under a name of its own, and never deleted.
    ///
    /// # Errors
    /// [`SealedFileError::NoGeneration`], [`SealedFileError::Newer`] where the file is of a newer version of the
    /// program, or as [`open`](Self::open) for the generation.
    pub fn restore(
        path: &Path,
        secret: &str,
        name: impl Into<GenerationName>,
        mut rng: Box<dyn Random>,
    ) -> Result<Self, StoreError> {
        let place = Place::of(path);
        let lock = place.lock()?;
        let mut opener = Opener::new(secret);
        let (sealed, key, mut records) = found(&place, name.into(), &mut opener)?;
        let replaced = replaced(&place, &key, &sealed)?;
        keep_counters(&mut records, &replaced.records);
        // The key of the backups is of now, not of then.
        if !replaced.records.own.is_empty() {
            records.own.clone_from(&replaced.records.own);
        }
        let Replaced { slots, next, .. } = &replaced;
        let bytes = format::seal(Form::Store, &records, &key, slots, *next, &mut *rng).map_err(refused)?;
        place.replace(&bytes, replaced.before)?;
        let restored = Self::with_key(place, key, rng)?;
        drop(lock);
        Ok(restored)
    }
}

/// The generations that a secret opens, the newest first.
pub(super) fn opening(place: &Place, secret: &str) -> Vec<GenerationName> {
    opening_with(place, &mut Opener::new(secret))
}

fn opening_with(place: &Place, opener: &mut Opener<'_>) -> Vec<GenerationName> {
    let kept = place.kept().unwrap_or_default();
    let opens =
        kept.iter().rev().filter(|kept| kept.read().is_ok_and(|sealed| opener.open(&sealed, &kept.path).is_some()));
    opens.map(|kept| kept.name).collect()
}

/// The generations that a secret opens which does not open the file, where that is the file's fault: none of the keys
/// they were sealed under opens what is in it. The old password after a change of it is wrong, and nothing else.
pub(super) fn opening_instead(place: &Place, secret: &str) -> Vec<GenerationName> {
    let Ok(current) = place.read() else { return Vec::new() };
    let mut opener = Opener::new(secret);
    let opening = opening_with(place, &mut opener);
    if opener.open(&current, &place.path).is_some() { Vec::new() } else { opening }
}

/// The generation of this name, opened.
pub(super) fn found(
    place: &Place,
    name: GenerationName,
    opener: &mut Opener<'_>,
) -> Result<(Sealed, SealingKey, Records), StoreError> {
    let mut failure = SealedFileError::NoGeneration { path: place.path.clone(), name };
    // The password of now opens what an older one sealed, as in the list: its key is the same.
    if let Ok(current) = place.read() {
        let _not_of_this_file = opener.try_slots(&current.header.slots);
    }
    for kept in place.kept().map_err(refused)?.into_iter().filter(|kept| kept.name == name) {
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

/// The file that a generation takes the place of.
struct Replaced {
    before: Before,
    /// Those of the file, where it can be opened.
    slots: Slots,
    /// The number of the new one.
    next: u64,
    /// None where it cannot be opened.
    records: Records,
}

fn replaced(place: &Place, key: &SealingKey, restored: &Sealed) -> Result<Replaced, StoreError> {
    let gone = |before| -> Result<Replaced, StoreError> {
        let (slots, next) = (restored.header.slots.clone(), place.numbers(0).map_err(refused)?.1);
        Ok(Replaced { before, slots, next, records: Records::new() })
    };
    let current = match place.read() {
        Ok(current) => current,
        Err(SealedFileError::Damaged { .. }) => return gone(Before::Unreadable),
        Err(SealedFileError::Missing { .. }) => return gone(Before::Absent),
        Err(error) => return Err(refused(error)),
    };
    let Ok(records) = current.open(key, &place.path) else { return gone(Before::Unreadable) };
    let (number, next) = place.numbers(current.header.generation).map_err(refused)?;
    Ok(Replaced { before: Before::Generation(number), slots: current.header.slots, next, records })
}

fn is_same_line(place: &Place, sealed: &Result<Sealed, SealedFileError>) -> bool {
    sealed.as_ref().is_ok_and(|sealed| place.line().is_ok_and(|line| line == sealed.line))
}

/// Opens many files with one secret, and derives no key twice.
pub(super) struct Opener<'secret> {
    secret: &'secret str,
    keys: Vec<SealingKey>,
    /// With what came of it: a hash takes as long to be wrong as to be right.
    tried: Vec<(Slots, Result<(), SlotError>)>,
}

impl<'secret> Opener<'secret> {
    pub(super) fn new(secret: &'secret str) -> Self {
        Self { secret, keys: Vec::new(), tried: Vec::new() }
    }

    /// A key that was found may open what the secret alone would not: a generation of before the password changed.
    pub(super) fn open(&mut self, sealed: &Sealed, path: &Path) -> Option<(SealingKey, Records)> {
        let _wrong = self.try_slots(&sealed.header.slots);
        self.keys.iter().find_map(|key| sealed.open(key, path).ok().map(|records| (key.clone(), records)))
    }

    fn try_slots(&mut self, slots: &Slots) -> Result<(), SlotError> {
        if let Some((_, outcome)) = self.tried.iter().find(|(tried, _)| tried == slots) {
            return *outcome;
        }
        let outcome = slots.open(self.secret).map(|key| {
            if !self.keys.contains(&key) {
                self.keys.push(key);
            }
        });
        self.tried.push((slots.clone(), outcome));
        outcome
    }

    /// What it found, without what it was found with.
    pub(super) fn into_keys(self) -> Vec<SealingKey> {
        self.keys
    }

    /// A recovery code with letters that do not belong together was tried.
    pub(super) fn was_mistyped(&self) -> bool {
        self.tried.iter().any(|(_, outcome)| matches!(outcome, Err(SlotError::CodeMistyped)))
    }

    pub(super) fn failure(&mut self, sealed: &Sealed, path: &Path) -> SealedFileError {
        match self.try_slots(&sealed.header.slots) {
            Ok(()) => SealedFileError::damaged(path, "it was changed outside the program, or is cut off"),
            Err(error) => error.into(),
        }
    }

    fn look(
        &mut self,
        name: GenerationName,
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
        Generation { name, path: path.to_owned(), is_current, written_at, state, has_other_secrets: false }
    }
}

//! One data key, wrapped for several secrets.

use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;
use zeroize::Zeroizing;

use crate::beside::{Nonce, open_beside, seal_beside};
use crate::encoding::HexBytes;
use crate::{
    Argon2Parameters, Context, KdfError, Random, RandomError, RecoveryCode, RecoveryCodeError, SealError, SealingKey,
    derive_key,
};

/// Letters of the shortest password a slot is made for.
const SHORTEST_PASSWORD: usize = 8;

/// What a slot may ask of whoever opens it: 512 MiB, and 4 GiB written over all passes, some seconds. There is one slot of
/// a kind at most, so all together ask for no more than twice that.
const MOST_MEMORY_KIB: u32 = 512 * 1024;
const MOST_WORK_KIB: u64 = 4 * 1024 * 1024;

/// What a slot opens with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SlotKind {
    /// A password somebody chose.
    Password,
    /// A [`RecoveryCode`].
    RecoveryCode,
}

impl SlotKind {
    fn name(self) -> &'static str {
        match self {
            Self::Password => "password",
            Self::RecoveryCode => "recovery-code",
        }
    }
}

/// Why a slot was not made, or none opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SlotError {
    /// No slot opens with it. Nothing more is known: neither which slot it was meant for, nor how near it came.
    #[error("the password or recovery code is wrong")]
    Wrong,
    /// No slot opens with it, and it looks like a recovery code whose last letters do not belong to the others.
    #[error("this is not the password; if it is meant to be the recovery code, it was mistyped: its checksum is wrong")]
    CodeMistyped,
    /// Fewer than 8 characters.
    #[error("the password is shorter than 8 characters")]
    TooShort,
    /// Less than 64 MiB or 3 passes.
    #[error("a slot is made with 64 MiB and 3 passes at least")]
    TooWeak,
    /// No slot, two of one kind, or one that asks for more than 512 MiB or 4 GiB over all passes.
    #[error("the slots of the key are not ones that this program opens")]
    OutOfBounds,
    /// The hash could not be computed.
    #[error(transparent)]
    Kdf(#[from] KdfError),
    /// The key could not be wrapped.
    #[error(transparent)]
    Seal(#[from] SealError),
    /// No randomness.
    #[error(transparent)]
    Random(#[from] RandomError),
}

impl SlotError {
    /// Stable and greppable.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Wrong => "password-wrong",
            Self::CodeMistyped => "recovery-code-mistyped",
            Self::TooShort => "password-too-short",
            Self::TooWeak => "slot-too-weak",
            Self::OutOfBounds => "slots-out-of-bounds",
            Self::Kdf(error) => error.code(),
            Self::Seal(error) => error.code(),
            Self::Random(error) => error.code(),
        }
    }

    /// The remedy.
    #[must_use]
    pub fn hint(&self) -> &'static str {
        match self {
            Self::Wrong => "try again, and mind the keyboard's layout and caps lock; the recovery code opens it too",
            Self::CodeMistyped => "compare it with what was written down, letter by letter, and type it again",
            Self::TooShort => "choose a longer one: some words in a row are easy to type and hard to guess",
            Self::TooWeak => "use the default parameters",
            Self::OutOfBounds => "restore the file from a copy; it was changed outside the program",
            Self::Kdf(error) => error.hint(),
            Self::Seal(error) => error.hint(),
            Self::Random(error) => error.hint(),
        }
    }
}

/// The data key, wrapped once for each secret that opens it; public, as the header of a file.
///
/// Each slot is AES-256-GCM of the key, under a key derived from its secret by Argon2id, bound to the kind of the slot.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Vec<Slot>", into = "Vec<Slot>")]
pub struct Slots {
    slots: Vec<Slot>,
}

/// One of them, as it is written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Slot {
    kind: SlotKind,
    argon2id: Argon2Parameters,
    salt: HexBytes<16>,
    nonce: Nonce,
    /// The data key and its tag.
    wrapped: HexBytes<48>,
}

impl Slots {
    /// The least work a slot is made with, and the default: 64 MiB, three passes, one lane.
    pub const LEAST: Argon2Parameters = Argon2Parameters { memory_kib: 64 * 1024, passes: 3, lanes: 1 };

    /// Wraps `key` for a password and for a recovery code.
    ///
    /// # Errors
    /// [`SlotError`], but for [`SlotError::Wrong`].
    pub fn new(
        key: &SealingKey,
        password: &str,
        code: &RecoveryCode,
        parameters: &Argon2Parameters,
        rng: &mut dyn Random,
    ) -> Result<Self, SlotError> {
        let mut slots = Self { slots: Vec::new() };
        slots.set_password(key, password, parameters, rng)?;
        slots.set_recovery_code(key, code, parameters, rng)?;
        Ok(slots)
    }

    /// Wraps `key` for a password alone.
    ///
    /// # Errors
    /// As [`new`](Self::new).
    pub fn of_password(
        key: &SealingKey,
        password: &str,
        parameters: &Argon2Parameters,
        rng: &mut dyn Random,
    ) -> Result<Self, SlotError> {
        let mut slots = Self { slots: Vec::new() };
        slots.set_password(key, password, parameters, rng)?;
        Ok(slots)
    }

    /// From now on this password opens, and no other; what is sealed under the key stays as it is.
    ///
    /// # Errors
    /// [`SlotError::TooShort`], [`SlotError::TooWeak`], or as named.
    pub fn set_password(
        &mut self,
        key: &SealingKey,
        password: &str,
        parameters: &Argon2Parameters,
        rng: &mut dyn Random,
    ) -> Result<(), SlotError> {
        let password = normalised(password);
        if password.chars().count() < SHORTEST_PASSWORD {
            return Err(SlotError::TooShort);
        }
        self.set(Slot::new(SlotKind::Password, key, password.as_bytes(), parameters, rng)?);
        Ok(())
    }

    /// From now on this recovery code opens, and no other.
    ///
    /// # Errors
    /// [`SlotError::TooWeak`], or as named.
    pub fn set_recovery_code(
        &mut self,
        key: &SealingKey,
        code: &RecoveryCode,
        parameters: &Argon2Parameters,
        rng: &mut dyn Random,
    ) -> Result<(), SlotError> {
        self.set(Slot::new(SlotKind::RecoveryCode, key, code.letters(), parameters, rng)?);
        Ok(())
    }

    /// Takes away what opens by this kind. The last slot stays: without any, nothing would ever open.
    ///
    /// # Errors
    /// [`SlotError::OutOfBounds`] when no other slot would be left.
    pub fn remove(&mut self, kind: SlotKind) -> Result<(), SlotError> {
        if self.slots.iter().all(|slot| slot.kind == kind) {
            return Err(SlotError::OutOfBounds);
        }
        self.slots.retain(|slot| slot.kind != kind);
        Ok(())
    }

    /// What there is to open with.
    pub fn kinds(&self) -> impl Iterator<Item = SlotKind> {
        self.slots.iter().map(|slot| slot.kind)
    }

    /// The data key, from a password or a recovery code: which of them it is, its checksum tells.
    ///
    /// # Errors
    /// [`SlotError::Wrong`], [`SlotError::CodeMistyped`], or [`SlotError::Kdf`] where there is not enough memory.
    pub fn open(&self, typed: &str) -> Result<SealingKey, SlotError> {
        let code = RecoveryCode::parse(typed);
        if let Ok(code) = &code
            && let Some(key) = self.open_kind(SlotKind::RecoveryCode, code.letters())?
        {
            return Ok(key);
        }
        let opened = self.open_kind(SlotKind::Password, normalised(typed).as_bytes())?;
        let is_mistyped = matches!(code, Err(RecoveryCodeError::Checksum));
        opened.ok_or(if is_mistyped { SlotError::CodeMistyped } else { SlotError::Wrong })
    }

    fn open_kind(&self, kind: SlotKind, secret: &[u8]) -> Result<Option<SealingKey>, SlotError> {
        for slot in self.slots.iter().filter(|slot| slot.kind == kind) {
            if let Some(key) = slot.open(secret)? {
                return Ok(Some(key));
            }
        }
        Ok(None)
    }

    fn set(&mut self, new: Slot) {
        self.slots.retain(|slot| slot.kind != new.kind);
        self.slots.push(new);
    }
}

impl Slot {
    fn new(
        kind: SlotKind,
        key: &SealingKey,
        secret: &[u8],
        parameters: &Argon2Parameters,
        rng: &mut dyn Random,
    ) -> Result<Self, SlotError> {
        if parameters.memory_kib < Slots::LEAST.memory_kib || parameters.passes < Slots::LEAST.passes {
            return Err(SlotError::TooWeak);
        }
        let (salt, nonce) = (HexBytes::random(rng)?, Nonce::random(rng)?);
        let wrapping = wrapping_key(secret, &salt, parameters)?;
        let wrapped = seal_beside(&wrapping, &nonce, context(kind).bytes(), key.expose())?;
        let wrapped = HexBytes::copied(&wrapped).ok_or(SealError::TooLong)?;
        let slot = Self { kind, argon2id: *parameters, salt, nonce, wrapped };
        if slot.is_within_bounds() { Ok(slot) } else { Err(SlotError::OutOfBounds) }
    }

    fn open(&self, secret: &[u8]) -> Result<Option<SealingKey>, SlotError> {
        let wrapping = wrapping_key(secret, &self.salt, &self.argon2id)?;
        let opened = open_beside(&wrapping, &self.nonce, context(self.kind).bytes(), self.wrapped.bytes());
        let bytes = opened.ok().and_then(|bytes| <[u8; SealingKey::BYTES]>::try_from(bytes.as_slice()).ok());
        Ok(bytes.map(Zeroizing::new).map(|bytes| SealingKey::from_bytes(*bytes)))
    }

    /// A hostile header asks for no more than an honest one could.
    fn is_within_bounds(&self) -> bool {
        let Argon2Parameters { memory_kib, passes, .. } = self.argon2id;
        memory_kib <= MOST_MEMORY_KIB && u64::from(memory_kib) * u64::from(passes) <= MOST_WORK_KIB
    }
}

impl TryFrom<Vec<Slot>> for Slots {
    type Error = SlotError;

    fn try_from(slots: Vec<Slot>) -> Result<Self, SlotError> {
        let is_alone = |slot: &Slot| slots.iter().filter(|other| other.kind == slot.kind).count() == 1;
        let is_sound = !slots.is_empty() && slots.iter().all(|slot| is_alone(slot) && slot.is_within_bounds());
        if is_sound { Ok(Self { slots }) } else { Err(SlotError::OutOfBounds) }
    }
}

impl From<Slots> for Vec<Slot> {
    fn from(slots: Slots) -> Self {
        slots.slots
    }
}

fn wrapping_key(secret: &[u8], salt: &HexBytes<16>, parameters: &Argon2Parameters) -> Result<SealingKey, KdfError> {
    derive_key(secret, salt.bytes(), parameters).map(|bytes| SealingKey::from_bytes(*bytes))
}

fn context(kind: SlotKind) -> Context {
    Context::new("data-key").with("slot", kind.name())
}

/// NFC (Unicode annex 15): keyboards differ in how they compose an ä.
fn normalised(password: &str) -> Zeroizing<String> {
    // NFC is at most three times as long in UTF-8, so no outgrown copy is left behind in memory.
    let mut text = Zeroizing::new(String::with_capacity(password.len().saturating_mul(3)));
    text.extend(password.nfc());
    text
}

//! Sealing and opening.

use std::fmt;

use aes_gcm::{AeadInOut, Aes256Gcm, KeyInit};
use zeroize::Zeroizing;

use crate::random::{Random, random_bytes};
use crate::{Context, KeyId, OpenError, SealError, SealingKey};

/// The version of the format: version 1 | key id 8 | nonce 12 | ciphertext | tag 16, in bytes.
const VERSION: u8 = 1;
const NONCE: usize = 12;
const TAG: usize = 16;
const HEADER: usize = 1 + KeyId::BYTES + NONCE;

/// NIST SP 800-38D §5.2.1.1, in bytes.
const LONGEST: u64 = (1 << 36) - 32;

/// The key that seals, and older ones that still open.
///
/// Nonces are random: rotate long before a key has sealed 2^32 values (NIST SP 800-38D §8.3).
#[derive(Clone)]
pub struct KeyRing {
    current: SealingKey,
    older: Vec<SealingKey>,
}

impl KeyRing {
    /// A ring of one key.
    #[must_use]
    pub fn new(current: SealingKey) -> Self {
        Self { current, older: Vec::new() }
    }

    /// The same ring with one more key that opens.
    #[must_use]
    pub fn with_older(mut self, key: SealingKey) -> Self {
        if self.key(key.id()).is_none() {
            self.older.push(key);
        }
        self
    }

    /// From now on `new` seals; the one that did so far still opens.
    pub fn rotate(&mut self, new: SealingKey) {
        let id = new.id();
        self.older.retain(|key| key.id() != id);
        let previous = std::mem::replace(&mut self.current, new);
        if previous.id() != id {
            self.older.push(previous);
        }
    }

    /// The name of the key that seals.
    #[must_use]
    pub fn current_id(&self) -> KeyId {
        self.current.id()
    }

    /// The key that seals, for the place it is kept in.
    #[must_use]
    pub fn current(&self) -> &SealingKey {
        &self.current
    }

    /// The keys that only open.
    #[must_use]
    pub fn older(&self) -> &[SealingKey] {
        &self.older
    }

    /// Encrypts and authenticates `plain` for `context`, under the current key and a random nonce.
    ///
    /// # Errors
    /// [`SealError::Random`] without randomness, [`SealError::TooLong`] past 64 GiB.
    pub fn seal(&self, plain: &[u8], context: &Context, rng: &mut dyn Random) -> Result<Vec<u8>, SealError> {
        if plain.len() as u64 > LONGEST {
            return Err(SealError::TooLong);
        }
        let nonce = random_bytes::<NONCE>(rng)?;
        // As long as it will get: what is encrypted in place leaves no copy behind.
        let mut sealed = Vec::with_capacity(HEADER + plain.len() + TAG);
        sealed.push(VERSION);
        sealed.extend_from_slice(&self.current.id().bytes());
        sealed.extend_from_slice(nonce.as_slice());
        let associated = associated(&sealed, context);
        sealed.extend_from_slice(plain);
        let body = sealed.get_mut(HEADER..).unwrap_or_default();
        let cipher = cipher(&self.current);
        let tag = cipher.encrypt_inout_detached(&(*nonce).into(), &associated, body.into());
        sealed.extend_from_slice(&tag.map_err(|_| SealError::TooLong)?);
        Ok(sealed)
    }

    /// Opens what was sealed for `context` under any key of the ring.
    ///
    /// # Errors
    /// [`OpenError::Refused`] for a changed value or another context; the rest as named.
    pub fn open(&self, sealed: &[u8], context: &Context) -> Result<Zeroizing<Vec<u8>>, OpenError> {
        let parts = Parts::of(sealed)?;
        let key = self.key(parts.key).ok_or(OpenError::UnknownKey(parts.key))?;
        let associated = associated(parts.header, context);
        let mut plain = Zeroizing::new(parts.body.to_vec());
        let nonce = parts.nonce.into();
        let opened = cipher(key).decrypt_in_place(&nonce, &associated, &mut *plain);
        opened.map_err(|_| OpenError::Refused)?;
        Ok(plain)
    }

    fn key(&self, id: KeyId) -> Option<&SealingKey> {
        std::iter::once(&self.current).chain(&self.older).find(|key| key.id() == id)
    }
}

impl fmt::Debug for KeyRing {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let older: Vec<KeyId> = self.older.iter().map(SealingKey::id).collect();
        formatter.debug_struct("KeyRing").field("current", &self.current_id()).field("older", &older).finish()
    }
}

/// The name of the key a value was sealed under. Not yet authenticated: nothing but a look-up may go by it.
///
/// # Errors
/// [`OpenError::TooShort`] or [`OpenError::UnknownVersion`].
pub fn key_of(sealed: &[u8]) -> Result<KeyId, OpenError> {
    Parts::of(sealed).map(|parts| parts.key)
}

struct Parts<'a> {
    key: KeyId,
    nonce: [u8; NONCE],
    header: &'a [u8],
    /// Ciphertext and tag.
    body: &'a [u8],
}

impl<'a> Parts<'a> {
    fn of(sealed: &'a [u8]) -> Result<Self, OpenError> {
        match sealed.first() {
            None => return Err(OpenError::TooShort),
            Some(&VERSION) => {}
            Some(&version) => return Err(OpenError::UnknownVersion(version)),
        }
        let (header, body) = sealed.split_at_checked(HEADER).ok_or(OpenError::TooShort)?;
        if body.len() < TAG {
            return Err(OpenError::TooShort);
        }
        let (key, nonce) = header.get(1..).and_then(<[u8]>::split_first_chunk).ok_or(OpenError::TooShort)?;
        let nonce = nonce.try_into().map_err(|_| OpenError::TooShort)?;
        Ok(Self { key: KeyId::from_bytes(*key), nonce, header, body })
    }
}

fn cipher(key: &SealingKey) -> Aes256Gcm {
    Aes256Gcm::new(key.expose().into())
}

/// What is authenticated besides the value itself: the header, and the context.
fn associated(header: &[u8], context: &Context) -> Vec<u8> {
    [header, context.bytes()].concat()
}

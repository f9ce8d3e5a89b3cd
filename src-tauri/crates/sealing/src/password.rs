//! Passwords: hashes of them, and keys from them.

use argon2::{Algorithm, Argon2, Block, Params, PasswordHash, PasswordHasher, Version};
use serde::{Deserialize, Serialize};
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use crate::KdfError;

/// How much work an Argon2id hash is. Bounded wherever it is read from, and once more where it is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "Unchecked", into = "Unchecked")]
pub struct Argon2Parameters {
    /// Memory, in KiB.
    pub memory_kib: u32,
    /// Passes over that memory.
    pub passes: u32,
    /// Lanes that could be computed at the same time.
    pub lanes: u32,
}

impl Argon2Parameters {
    /// The least work there is: for tests, never for people's passwords.
    pub const LEAST: Self = Self { memory_kib: 8, passes: 1, lanes: 1 };

    /// Checks once, so nobody has to again.
    ///
    /// # Errors
    /// [`KdfError::Memory`] outside 8 (a lane) to 1,048,576 KiB, [`KdfError::Passes`] outside 1 to 16,
    /// [`KdfError::Lanes`] outside 1 to 8.
    pub fn new(memory_kib: u32, passes: u32, lanes: u32) -> Result<Self, KdfError> {
        if !(1..=8).contains(&lanes) {
            return Err(KdfError::Lanes);
        }
        if !(1..=16).contains(&passes) {
            return Err(KdfError::Passes);
        }
        if !(8 * lanes..=1_048_576).contains(&memory_kib) {
            return Err(KdfError::Memory);
        }
        Ok(Self { memory_kib, passes, lanes })
    }

    fn argon2(self, output_bytes: usize) -> Result<Argon2<'static>, KdfError> {
        let Self { memory_kib, passes, lanes } = Self::new(self.memory_kib, self.passes, self.lanes)?;
        let parameters = Params::new(memory_kib, passes, lanes, Some(output_bytes));
        Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, parameters.map_err(fault)?))
    }
}

impl Default for Argon2Parameters {
    /// OWASP's Password Storage Cheat Sheet: 19 MiB, two passes, one lane.
    fn default() -> Self {
        Self { memory_kib: 19_456, passes: 2, lanes: 1 }
    }
}

/// As a file holds them.
#[derive(Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Unchecked {
    memory_kib: u32,
    passes: u32,
    lanes: u32,
}

impl Default for Unchecked {
    fn default() -> Self {
        Argon2Parameters::default().into()
    }
}

impl From<Argon2Parameters> for Unchecked {
    fn from(checked: Argon2Parameters) -> Self {
        Self { memory_kib: checked.memory_kib, passes: checked.passes, lanes: checked.lanes }
    }
}

impl TryFrom<Unchecked> for Argon2Parameters {
    type Error = KdfError;

    fn try_from(unchecked: Unchecked) -> Result<Self, KdfError> {
        Self::new(unchecked.memory_kib, unchecked.passes, unchecked.lanes)
    }
}

/// Hashes a password: Argon2id (RFC 9106), 256 bits, as a PHC string.
///
/// # Errors
/// [`KdfError::OutOfMemory`], [`KdfError::TooLong`].
pub fn hash_password(password: &[u8], salt: &[u8; 16], parameters: &Argon2Parameters) -> Result<String, KdfError> {
    // The salt is the caller's: the other way of calling draws one from the system.
    let hash = parameters.argon2(32)?.hash_password_with_salt(password, salt);
    hash.map(|hash| hash.to_string()).map_err(|_| KdfError::OutOfMemory)
}

/// Whether `password` is the one that was hashed; compared in constant time.
///
/// # Errors
/// [`KdfError::Unreadable`] where `phc` is no Argon2id hash with a salt and 16 to 64 bytes of output, and what
/// [`Argon2Parameters::new`] says where it asks for more work than that allows.
pub fn verify_password(password: &[u8], phc: &str) -> Result<bool, KdfError> {
    let hash = PasswordHash::new(phc).map_err(|_| KdfError::Unreadable)?;
    let (Some(salt), Some(wanted)) = (hash.salt, hash.hash) else { return Err(KdfError::Unreadable) };
    if !(16..=64).contains(&wanted.len()) {
        return Err(KdfError::Unreadable);
    }
    let mut output = Zeroizing::new([0; 64]);
    let output = output.get_mut(..wanted.len()).unwrap_or_default();
    let argon2 = parameters_of(&hash)?.argon2(wanted.len())?;
    argon2.hash_password_into(password, salt.as_ref(), output).map_err(fault)?;
    Ok(output.ct_eq(wanted.as_ref()).into())
}

/// Whether a password should be hashed anew, now that it is known: its hash was made with other parameters.
#[must_use]
pub fn needs_rehash(phc: &str, wanted: &Argon2Parameters) -> bool {
    let used = PasswordHash::new(phc).ok().and_then(|hash| parameters_of(&hash).ok());
    used.as_ref() != Some(wanted)
}

/// A key of 256 bits from a password: Argon2id (RFC 9106).
///
/// # Errors
/// [`KdfError::Salt`] outside 8 to 64 bytes, [`KdfError::OutOfMemory`], [`KdfError::TooLong`].
pub fn derive_key(
    password: &[u8],
    salt: &[u8],
    parameters: &Argon2Parameters,
) -> Result<Zeroizing<[u8; 32]>, KdfError> {
    if !(8..=64).contains(&salt.len()) {
        return Err(KdfError::Salt);
    }
    let (mut key, argon2) = (Zeroizing::new([0; 32]), parameters.argon2(32)?);
    let mut memory = working_memory(argon2.params().block_count())?;
    let derived = argon2.hash_password_into_with_memory(password, salt, key.as_mut_slice(), memory.as_mut_slice());
    derived.map_err(fault)?;
    Ok(key)
}

/// Wiped when dropped: its last blocks are as good as the key.
fn working_memory(blocks: usize) -> Result<Zeroizing<Vec<Block>>, KdfError> {
    let mut memory = Vec::new();
    memory.try_reserve_exact(blocks).map_err(|_| KdfError::OutOfMemory)?;
    memory.resize(blocks, Block::new());
    Ok(Zeroizing::new(memory))
}

/// The parameters of a hash of ours: Argon2id, version 19, nothing keyed.
fn parameters_of(hash: &PasswordHash) -> Result<Argon2Parameters, KdfError> {
    let is_ours = hash.algorithm.as_str() == "argon2id" && hash.version == Some(Version::V0x13.into());
    let read = Params::try_from(hash).map_err(|_| KdfError::Unreadable)?;
    if !is_ours || !read.keyid().is_empty() || !read.data().is_empty() {
        return Err(KdfError::Unreadable);
    }
    Argon2Parameters::new(read.m_cost(), read.t_cost(), read.p_cost())
}

fn fault(error: argon2::Error) -> KdfError {
    match error {
        argon2::Error::PwdTooLong => KdfError::TooLong,
        argon2::Error::SaltTooShort | argon2::Error::SaltTooLong => KdfError::Salt,
        argon2::Error::MemoryTooLittle => KdfError::Memory,
        argon2::Error::TimeTooSmall => KdfError::Passes,
        argon2::Error::ThreadsTooFew | argon2::Error::ThreadsTooMany => KdfError::Lanes,
        _ => KdfError::OutOfMemory,
    }
}

//! AES-256-GCM under one key, for a form that keeps the nonce beside the value.

use aes_gcm::{AeadInOut, Aes256Gcm, KeyInit};
use zeroize::Zeroizing;

use crate::encoding::HexBytes;
use crate::{OpenError, SealError, SealingKey};

/// What makes two values under one key differ: drawn anew for each, never used twice.
pub type Nonce = HexBytes<12>;

/// NIST SP 800-38D §5.2.1.1, in bytes.
const LONGEST: u64 = (1 << 36) - 32;
const TAG: usize = 16;

/// Encrypts and authenticates `plain`, and authenticates `associated`: ciphertext, then 16 bytes of tag.
///
/// # Errors
/// [`SealError::TooLong`] past 64 GiB.
pub fn seal_beside(key: &SealingKey, nonce: &Nonce, associated: &[u8], plain: &[u8]) -> Result<Vec<u8>, SealError> {
    if plain.len() as u64 > LONGEST {
        return Err(SealError::TooLong);
    }
    // As long as it will get: what is encrypted in place leaves no copy behind.
    let mut sealed = Vec::with_capacity(plain.len() + TAG);
    sealed.extend_from_slice(plain);
    let tag = cipher(key).encrypt_inout_detached(&(*nonce.bytes()).into(), associated, sealed.as_mut_slice().into());
    sealed.extend_from_slice(&tag.map_err(|_| SealError::TooLong)?);
    Ok(sealed)
}

/// Opens what [`seal_beside`] made under the same key and nonce, with the same `associated`.
///
/// # Errors
/// [`OpenError::TooShort`], or [`OpenError::Refused`] where anything of it was changed.
pub fn open_beside(
    key: &SealingKey,
    nonce: &Nonce,
    associated: &[u8],
    sealed: &[u8],
) -> Result<Zeroizing<Vec<u8>>, OpenError> {
    if sealed.len() < TAG {
        return Err(OpenError::TooShort);
    }
    let mut plain = Zeroizing::new(sealed.to_vec());
    let opened = cipher(key).decrypt_in_place(&(*nonce.bytes()).into(), associated, &mut *plain);
    opened.map_err(|_| OpenError::Refused)?;
    Ok(plain)
}

fn cipher(key: &SealingKey) -> Aes256Gcm {
    Aes256Gcm::new(key.expose().into())
}

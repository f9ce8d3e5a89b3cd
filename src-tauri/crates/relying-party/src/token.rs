//! The bearer token of a session.

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sealing::{Random, RandomError, hex, random_bytes};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

/// 256 random bits. The database holds only its hash, so whoever reads the database cannot use a session.
#[derive(Clone)]
pub struct Token(Zeroizing<String>);

impl Token {
    /// A new one.
    ///
    /// # Errors
    /// There is no randomness to be had.
    pub fn random(rng: &mut dyn Random) -> Result<Self, RandomError> {
        Ok(Self(Zeroizing::new(URL_SAFE_NO_PAD.encode(*random_bytes::<32>(rng)?))))
    }

    /// What a caller sent as one; none where it cannot be one.
    pub fn claimed(text: &str) -> Option<Self> {
        let fits = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
        (text.len() == 43 && text.bytes().all(fits)).then(|| Self(Zeroizing::new(text.to_owned())))
    }

    /// The text, for the one who may have it.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// What the database knows it by.
    pub(crate) fn hash(&self) -> String {
        hex(&Sha256::digest(self.0.as_bytes()))
    }

    /// A value only the holder of this token can know, for forms (OWASP: signed double submit).
    pub fn form_token(&self) -> String {
        hex(&Sha256::new().chain_update(b"countersign form token").chain_update(self.0.as_bytes()).finalize())
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Token(hidden)")
    }
}

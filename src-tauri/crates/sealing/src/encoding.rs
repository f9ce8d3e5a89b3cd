//! Hexadecimal numbers and base64 of fixed length.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::random::{Random, RandomError, random_bytes};

/// Lower-case hexadecimal digits.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    const DIGITS: [char; 16] = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'];
    let mut text = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        text.extend([byte >> 4, byte & 15].iter().filter_map(|digit| DIGITS.get(usize::from(*digit))));
    }
    text
}

/// Exactly `N` bytes of hexadecimal digits in either case.
pub(crate) fn parse_hex<const N: usize>(text: &str) -> Option<Zeroizing<[u8; N]>> {
    if text.len() != N * 2 || !text.is_ascii() {
        return None;
    }
    let mut bytes = Zeroizing::new([0; N]);
    let mut digits = text.chars().map(|digit| digit.to_digit(16).and_then(|value| u8::try_from(value).ok()));
    for byte in bytes.iter_mut() {
        *byte = (digits.next()?? << 4) | digits.next()??;
    }
    Some(bytes)
}

/// Exactly 32 bytes of base64 in either alphabet, with or without padding.
pub(crate) fn parse_base64(text: &str) -> Option<Zeroizing<[u8; 32]>> {
    let engine = match (text.ends_with('='), text.contains(['-', '_'])) {
        (true, true) => &URL_SAFE,
        (true, false) => &STANDARD,
        (false, true) => &URL_SAFE_NO_PAD,
        (false, false) => &STANDARD_NO_PAD,
    };
    let mut decoded = Zeroizing::new([0; 33]);
    if engine.decode_slice(text, decoded.as_mut_slice()).ok()? != 32 {
        return None;
    }
    let mut bytes = Zeroizing::new([0; 32]);
    bytes.copy_from_slice(decoded.get(..32)?);
    Some(bytes)
}

/// `N` bytes that anybody may see, written as lower-case hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct HexBytes<const N: usize>([u8; N]);

/// Not the hexadecimal digits that belong here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("these are not as many hexadecimal digits as belong here")]
pub struct NotHex;

impl<const N: usize> HexBytes<N> {
    /// New ones, drawn.
    ///
    /// # Errors
    /// [`RandomError`] when there is no randomness to be had.
    pub fn random(rng: &mut dyn Random) -> Result<Self, RandomError> {
        Ok(Self(*random_bytes(rng)?))
    }

    /// Those of a slice of just this length.
    #[must_use]
    pub fn copied(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self)
    }

    /// They themselves.
    #[must_use]
    pub fn bytes(&self) -> &[u8; N] {
        &self.0
    }
}

impl<const N: usize> std::fmt::Debug for HexBytes<N> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(&hex(&self.0))
    }
}

impl<const N: usize> From<HexBytes<N>> for String {
    fn from(bytes: HexBytes<N>) -> Self {
        hex(&bytes.0)
    }
}

impl<const N: usize> TryFrom<String> for HexBytes<N> {
    type Error = NotHex;

    fn try_from(text: String) -> Result<Self, NotHex> {
        parse_hex(&text).map(|bytes| Self(*bytes)).ok_or(NotHex)
    }
}

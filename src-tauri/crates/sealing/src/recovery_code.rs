//! A code on paper that opens what a forgotten password no longer does.

use std::fmt;

use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use crate::random::{Random, RandomError, random_bytes};

/// Crockford's alphabet: no I, L, O or U.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// 128 bits of secret and 22 of checksum, 5 a letter.
const LETTERS: usize = 30;
const SECRET_BYTES: usize = 16;
const GROUP: usize = 5;

/// 128 random bits with a checksum: 30 letters and digits in groups of five, to be printed or written down.
///
/// `Debug` shows nothing of it; wiped when dropped.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct RecoveryCode {
    /// Without hyphens.
    letters: String,
}

/// A text that is no recovery code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum RecoveryCodeError {
    /// Not 30 letters and digits of the alphabet.
    #[error("a recovery code has 30 letters and digits")]
    Shape,
    /// The last letters do not belong to the others.
    #[error("the recovery code was mistyped: its checksum is wrong")]
    Checksum,
}

impl RecoveryCode {
    /// A new one.
    ///
    /// # Errors
    /// [`RandomError`] when there is no randomness to be had.
    pub fn random(rng: &mut dyn Random) -> Result<Self, RandomError> {
        Ok(Self::of(&*random_bytes(rng)?))
    }

    /// Reads one in any letter case and grouping, with whatever dashes; O is read as 0, I and L as 1.
    ///
    /// # Errors
    /// [`RecoveryCodeError`].
    pub fn parse(text: &str) -> Result<Self, RecoveryCodeError> {
        let mut bits = Zeroizing::new([0_u8; LETTERS]);
        let mut typed = text.chars().filter(|letter| !letter.is_whitespace() && !is_dash(*letter));
        for value in bits.iter_mut() {
            *value = typed.next().and_then(value_of).ok_or(RecoveryCodeError::Shape)?;
        }
        if typed.next().is_some() {
            return Err(RecoveryCodeError::Shape);
        }
        let code = Self::of(&secret_of(&bits));
        let letters: Zeroizing<Vec<u8>> = Zeroizing::new(bits.iter().map(|value| letter_of(*value)).collect());
        let is_same: bool = code.letters.as_bytes().ct_eq(&letters).into();
        if is_same { Ok(code) } else { Err(RecoveryCodeError::Checksum) }
    }

    /// As it is printed: six groups of five letters, a dash between them.
    #[must_use]
    pub fn to_text(&self) -> Zeroizing<String> {
        let mut text = Zeroizing::new(String::with_capacity(2 * LETTERS));
        for (place, letter) in self.letters.chars().enumerate() {
            if place > 0 && place % GROUP == 0 {
                text.push('-');
            }
            text.push(letter);
        }
        text
    }

    /// The 30 letters a key is derived from.
    pub(crate) fn letters(&self) -> &[u8] {
        self.letters.as_bytes()
    }

    fn of(secret: &[u8; SECRET_BYTES]) -> Self {
        let hash = Sha256::new().chain_update(b"countersign recovery code").chain_update(secret).finalize();
        let mut letters = String::with_capacity(LETTERS);
        let (mut held, mut bits) = (0_u32, 0_u32);
        for byte in secret.iter().chain(hash.iter()) {
            held = (held << 8) | u32::from(*byte);
            bits += 8;
            while bits >= 5 && letters.len() < LETTERS {
                bits -= 5;
                letters.push(char::from(letter_of(u8::try_from((held >> bits) & 31).unwrap_or_default())));
            }
            if letters.len() == LETTERS {
                break;
            }
        }
        Self { letters }
    }
}

impl fmt::Debug for RecoveryCode {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("RecoveryCode(hidden)")
    }
}

/// The first 128 bits.
fn secret_of(values: &[u8; LETTERS]) -> Zeroizing<[u8; SECRET_BYTES]> {
    let mut secret = Zeroizing::new([0; SECRET_BYTES]);
    let (mut held, mut bits) = (0_u32, 0_u32);
    let mut values = values.iter();
    for byte in secret.iter_mut() {
        while bits < 8 {
            held = (held << 5) | values.next().copied().map_or(0, u32::from);
            bits += 5;
        }
        bits -= 8;
        *byte = u8::try_from((held >> bits) & 255).unwrap_or_default();
    }
    secret
}

/// What programs make of a hyphen: Unicode's dashes (its category Pd), the minus sign, and hyphens that are not seen.
fn is_dash(letter: char) -> bool {
    matches!(
        letter,
        '-' | '\u{ad}' | '\u{58a}' | '\u{5be}' | '\u{1400}' | '\u{1806}' | '\u{2010}'
            ..='\u{2015}'
                | '\u{2043}'
                | '\u{2212}'
                | '\u{2e17}'
                | '\u{2e1a}'
                | '\u{2e3a}'
                | '\u{2e3b}'
                | '\u{2e40}'
                | '\u{2e5d}'
                | '\u{301c}'
                | '\u{3030}'
                | '\u{30a0}'
                | '\u{fe31}'
                | '\u{fe32}'
                | '\u{fe58}'
                | '\u{fe63}'
                | '\u{ff0d}'
                | '\u{10d6e}'
                | '\u{10ead}'
    )
}

fn letter_of(value: u8) -> u8 {
    ALPHABET.get(usize::from(value)).copied().unwrap_or(b'0')
}

fn value_of(letter: char) -> Option<u8> {
    let letter = match letter.to_ascii_uppercase() {
        'O' => '0',
        'I' | 'L' => '1',
        other => other,
    };
    ALPHABET.iter().zip(0_u8..).find(|(known, _)| char::from(**known) == letter).map(|(_, value)| value)
}

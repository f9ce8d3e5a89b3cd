//! Backup codes (look-up secrets, NIST SP 800-63B-4 §3.1.2).

use std::fmt;

use sealing::{Random, RandomError, random_bytes};
use zeroize::Zeroizing;

/// No two of these look alike: of 0 O, 1 I L, 2 Z, 5 S, 8 B the digit is here.
const ALPHABET: [char; 30] = [
    'A', 'C', 'D', 'E', 'F', 'G', 'H', 'J', 'K', 'M', 'N', 'P', 'Q', 'R', 'T', 'U', 'V', 'W', 'X', 'Y', '0', '1', '2',
    '3', '4', '5', '6', '7', '8', '9',
];

/// The secret characters of a code: 68 random bits.
const SECRET: usize = 14;

/// Characters of a group, as people see it.
const GROUP: usize = 5;

/// The longest text that is looked at, in bytes.
const LONGEST: usize = 64;

/// The most codes of one set: each has a slot of its own.
pub const MOST: usize = ALPHABET.len();

/// A new backup code.
pub struct BackupCode {
    /// Which of the set it is: selects the row, and is not secret.
    pub slot: char,
    /// As people see it, the slot first: `A7K2M-9XR4T-Q8WDE`.
    pub text: Zeroizing<String>,
    /// The secret part, as it is hashed.
    pub canonical: Zeroizing<String>,
}

impl fmt::Debug for BackupCode {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "BackupCode({:?}, hidden)", self.slot)
    }
}

/// Makes a set of `count` codes, at most [`MOST`]; no two are the same.
///
/// # Errors
/// [`RandomError`] when there is no randomness to be had.
pub fn generate(count: usize, rng: &mut dyn Random) -> Result<Vec<BackupCode>, RandomError> {
    ALPHABET.iter().take(count).map(|slot| new_code(*slot, rng)).collect()
}

fn new_code(slot: char, rng: &mut dyn Random) -> Result<BackupCode, RandomError> {
    // 128 bits for 68: how much likelier one character is than another is less than 2^-59.
    let mut rest = Zeroizing::new(u128::from_be_bytes(*random_bytes::<16>(rng)?));
    let mut canonical = Zeroizing::new(String::with_capacity(SECRET));
    let symbols = ALPHABET.len() as u128;
    for _ in 0..SECRET {
        let at = usize::try_from(*rest % symbols).unwrap_or_default();
        canonical.extend(ALPHABET.get(at));
        *rest /= symbols;
    }
    Ok(BackupCode { slot, text: grouped(slot, &canonical), canonical })
}

fn grouped(slot: char, canonical: &str) -> Zeroizing<String> {
    let mut text = Zeroizing::new(String::with_capacity(SECRET + 1 + SECRET / GROUP));
    for (at, character) in std::iter::once(slot).chain(canonical.chars()).enumerate() {
        if at > 0 && at % GROUP == 0 {
            text.push('-');
        }
        text.push(character);
    }
    text
}

/// The slot and the secret part of what a person typed; case, spaces, dashes and look-alikes are forgiven.
/// None where it cannot be a backup code.
pub fn canonical(text: &str) -> Option<(char, Zeroizing<String>)> {
    if text.len() > LONGEST {
        return None;
    }
    let mut characters = text.chars().filter(|character| !is_separator(*character));
    let slot = characters.next().and_then(symbol)?;
    let mut secret = Zeroizing::new(String::with_capacity(LONGEST));
    for character in characters {
        secret.push(symbol(character)?);
    }
    (secret.len() == SECRET).then_some((slot, secret))
}

/// Spaces, and all that word processors make of a dash.
fn is_separator(character: char) -> bool {
    character.is_whitespace() || matches!(character, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}')
}

/// The character of the alphabet that was meant.
fn symbol(character: char) -> Option<char> {
    let meant = match character.to_ascii_uppercase() {
        'O' => '0',
        'I' | 'L' => '1',
        'Z' => '2',
        'S' => '5',
        'B' => '8',
        other => other,
    };
    ALPHABET.contains(&meant).then_some(meant)
}

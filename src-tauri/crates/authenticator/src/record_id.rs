//! The name of a record.

use std::fmt;
use std::str::FromStr;

use crate::random::{Random, RandomError};

/// Crockford's alphabet in lower case: no `i`, `l`, `o` or `u`, so an id read aloud is typed back right.
const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

/// 26 letters of 5 bits hold 128 bits; the first one carries 3 of them.
const LENGTH: usize = 26;

/// The id of a record: 128 random bits, shown as 26 letters and digits. It says nothing about the account.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RecordId(u128);

impl RecordId {
    /// Draws a new id.
    ///
    /// # Errors
    /// [`RandomError`] when `rng` gives nothing.
    pub fn random(rng: &mut dyn Random) -> Result<Self, RandomError> {
        let mut bytes = [0; 16];
        rng.fill(&mut bytes)?;
        Ok(Self(u128::from_be_bytes(bytes)))
    }
}

impl fmt::Display for RecordId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for place in (0..LENGTH).rev() {
            let value = (self.0 >> (5 * place)) & 31;
            let letter = ALPHABET.iter().zip(0_u128..).find(|(_, at)| *at == value);
            write!(formatter, "{}", letter.map_or('0', |(letter, _)| char::from(*letter)))?;
        }
        Ok(())
    }
}

impl fmt::Debug for RecordId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "RecordId({self})")
    }
}

/// A text that is no record id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("this is not a record id: an id is 26 letters and digits")]
pub struct RecordIdError;

impl RecordIdError {
    /// Stable and greppable.
    #[must_use]
    pub fn code(&self) -> &'static str {
        "record-id-invalid"
    }

    /// The remedy.
    #[must_use]
    pub fn hint(&self) -> &'static str {
        "copy the id as `countersign list` shows it"
    }
}

impl FromStr for RecordId {
    type Err = RecordIdError;

    /// Reads an id as [`Display`](fmt::Display) writes it; exactly one text stands for each id.
    fn from_str(text: &str) -> Result<Self, RecordIdError> {
        if text.len() != LENGTH || !text.starts_with(|first| ('0'..='7').contains(&first)) {
            return Err(RecordIdError);
        }
        text.bytes().try_fold(Self(0), |id, letter| {
            let value = ALPHABET.iter().zip(0_u128..).find(|(candidate, _)| **candidate == letter);
            value.map(|(_, value)| Self((id.0 << 5) | value)).ok_or(RecordIdError)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_26_letters_and_comes_back_from_its_text() {
        for number in [0, 1, 31, 32, u128::MAX, 0x0123_4567_89ab_cdef_0123_4567_89ab_cdef] {
            let id = RecordId(number);
            assert_eq!(id.to_string().len(), 26);
            assert_eq!(id.to_string().parse(), Ok(id));
        }
    }

    #[test]
    fn a_text_that_no_id_has_is_refused() {
        let texts = ["", "0", "8zzzzzzzzzzzzzzzzzzzzzzzzz", "0000000000000000000000000l", "0000000000000000000000000A"];
        for text in texts {
            assert_eq!(text.parse::<RecordId>(), Err(RecordIdError), "{text}");
        }
    }
}

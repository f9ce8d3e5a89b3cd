//! What a generation is called: its number, and which of several with that number it is.

use std::fmt;
use std::str::FromStr;

/// The name of a generation, such as `12`, or `12-2` for the second of two that got one number.
///
/// Two programs on two machines that share a folder can each make a generation 12; both are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct GenerationName {
    /// Grows with each write.
    pub number: u64,
    /// 1, but for the second and the third of a number.
    pub which: u64,
}

/// A text that names no generation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a generation is a number such as 12, or 12-2 for the second of two")]
pub struct GenerationNameError;

impl From<u64> for GenerationName {
    fn from(number: u64) -> Self {
        Self { number, which: 1 }
    }
}

impl fmt::Display for GenerationName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.which {
            1 => write!(formatter, "{}", self.number),
            which => write!(formatter, "{}-{which}", self.number),
        }
    }
}

impl FromStr for GenerationName {
    type Err = GenerationNameError;

    fn from_str(text: &str) -> Result<Self, GenerationNameError> {
        let (number, which) = text.split_once('-').unwrap_or((text, "1"));
        let whole = |digits: &str| -> Result<u64, GenerationNameError> {
            if digits.starts_with('+') {
                Err(GenerationNameError)
            } else {
                digits.parse().map_err(|_| GenerationNameError)
            }
        };
        match whole(which)? {
            0 => Err(GenerationNameError),
            which => Ok(Self { number: whole(number)?, which }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_read_as_it_is_shown() {
        for (text, number, which) in [("12", 12, 1), ("12-2", 12, 2), ("0", 0, 1)] {
            let name = GenerationName { number, which };
            assert_eq!((name.to_string().as_str(), text.parse()), (text, Ok(name)));
        }
        assert_eq!("0000000012-02".parse(), Ok(GenerationName { number: 12, which: 2 }));
        for text in ["", "-", "12-", "-2", "12-0", "+12", "12-+2", "12-2-2", "newest"] {
            assert_eq!(text.parse::<GenerationName>(), Err(GenerationNameError), "{text}");
        }
    }
}

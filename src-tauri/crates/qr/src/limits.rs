//! How much one picture may cost.

use std::ffi::OsString;
use std::time::Duration;

/// What reading one picture may cost at most. Bytes and pixels are checked before anything is decoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Wall time from the start of the child to its end; then it is killed.
    pub budget: Duration,
    /// Size of the picture's file, in bytes.
    pub max_bytes: u64,
    /// Width times height.
    pub max_pixels: u64,
    /// Memory the child may use, in bytes; half of it may go into the decoded picture.
    pub memory: u64,
}

impl Default for Limits {
    /// Two seconds, 64 MiB, 64 megapixels (an 8K screen has 33, most telephones 12 to 50), 1 GiB.
    fn default() -> Self {
        Limits { budget: Duration::from_secs(2), max_bytes: 64 << 20, max_pixels: 64_000_000, memory: 1 << 30 }
    }
}

impl Limits {
    /// The limits as the child's arguments; [`Limits::from_arguments`] reads them.
    pub(crate) fn to_arguments(self) -> [String; 4] {
        let budget = u64::try_from(self.budget.as_millis()).unwrap_or(u64::MAX);
        [budget, self.max_bytes, self.max_pixels, self.memory].map(|number| number.to_string())
    }

    /// Reads what [`Limits::to_arguments`] wrote; `None` when an argument is missing or not a number.
    pub(crate) fn from_arguments(mut arguments: impl Iterator<Item = OsString>) -> Option<Self> {
        let mut number = || arguments.next()?.to_str()?.parse::<u64>().ok();
        Some(Limits {
            budget: Duration::from_millis(number()?),
            max_bytes: number()?,
            max_pixels: number()?,
            memory: number()?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_survive_the_way_to_the_child() {
        let limits = Limits::default();
        let arguments = limits.to_arguments().map(OsString::from).into_iter();
        assert_eq!(Limits::from_arguments(arguments), Some(limits));
    }

    #[test]
    fn missing_limits_are_not_guessed() {
        let arguments = ["2000", "5"].map(OsString::from).into_iter();
        assert_eq!(Limits::from_arguments(arguments), None);
    }
}

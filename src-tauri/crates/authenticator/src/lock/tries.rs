//! Wrong passwords make the next try wait. They are counted beside the records, so that a new process counts on.

use otp::UnixSeconds;
use serde::{Deserialize, Serialize};

use super::error::LockError;

/// In the data folder.
pub(super) const FILE: &str = "lock-tries.json";

/// Of the file, in bytes.
pub(super) const LONGEST: u64 = 1024;

/// Typing errors cost nothing.
const FREE: u32 = 3;

/// In seconds.
const LONGEST_WAIT: u64 = 60;

/// What was tried since it last opened.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Tries {
    failed: u32,
    /// Unix seconds.
    last: u64,
}

impl Tries {
    /// What cannot be read counts as none: it keeps nobody out.
    pub(super) fn parse(bytes: &[u8]) -> Self {
        serde_json::from_slice(bytes).unwrap_or_default()
    }

    pub(super) fn print(self) -> Vec<u8> {
        serde_json::to_vec(&self).expect("numbers are always JSON")
    }

    /// With one more, before it is known whether it opens: so that none goes uncounted.
    ///
    /// # Errors
    /// [`LockError::TooSoon`]. A clock that went back makes nobody wait.
    pub(super) fn one_more(self, now: UnixSeconds) -> Result<Self, LockError> {
        let wait = self.wait();
        match now.0.checked_sub(self.last) {
            Some(passed) if passed < wait => Err(LockError::TooSoon { seconds: wait - passed }),
            _ => Ok(Self { failed: self.failed.saturating_add(1), last: now.0 }),
        }
    }

    /// 1, 2, 4 … 60 seconds from the third on.
    fn wait(self) -> u64 {
        match self.failed.checked_sub(FREE) {
            None => 0,
            Some(more) => 1_u64.checked_shl(more).unwrap_or(LONGEST_WAIT).min(LONGEST_WAIT),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_tries_are_free_and_each_further_one_waits_twice_as_long_up_to_a_minute() {
        let (mut tries, mut now, mut waits) = (Tries::default(), UnixSeconds(1_000), Vec::new());
        for _ in 0..11 {
            if let Err(LockError::TooSoon { seconds }) = tries.one_more(now) {
                waits.push(seconds);
                assert_eq!(tries.one_more(UnixSeconds(now.0 + seconds - 1)), Err(LockError::TooSoon { seconds: 1 }));
                now.0 += seconds;
            }
            tries = tries.one_more(now).unwrap();
        }
        assert_eq!(waits, [1, 2, 4, 8, 16, 32, 60, 60]);
        let many = Tries { failed: u32::MAX, last: 5 };
        assert_eq!(many.one_more(UnixSeconds(5)), Err(LockError::TooSoon { seconds: 60 }));
        assert!(many.one_more(UnixSeconds(65)).is_ok());
    }

    #[test]
    fn a_clock_that_went_back_and_a_damaged_file_keep_nobody_out() {
        let many = Tries { failed: 40, last: 2_000_000_000 };
        assert!(many.one_more(UnixSeconds(1_000_000_000)).is_ok());
        assert_eq!(Tries::parse(&many.print()), many);
        for bytes in [b"".as_slice(), b"{", b"[1]", b"{\"failed\":-1}"] {
            assert_eq!(Tries::parse(bytes), Tries::default());
        }
    }
}

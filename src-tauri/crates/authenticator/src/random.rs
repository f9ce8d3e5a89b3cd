//! Randomness as an argument.

/// A source of random bytes; the program's is the operating system's, a test's is a counter.
pub trait Random {
    /// Fills `bytes` with bytes nobody can guess.
    ///
    /// # Errors
    /// [`RandomError`] when the source gives none; `bytes` is then not to be used.
    fn fill(&mut self, bytes: &mut [u8]) -> Result<(), RandomError>;
}

/// The system gave no random bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the system gave no random numbers")]
pub struct RandomError;

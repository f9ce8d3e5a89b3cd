//! Randomness as an argument.

use zeroize::Zeroizing;

/// A source of random bytes; the program's is the operating system's, a test's is a counter.
pub trait Random: Send {
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

impl RandomError {
    /// Stable and greppable.
    #[must_use]
    pub fn code(&self) -> &'static str {
        "random-failed"
    }

    /// The remedy.
    #[must_use]
    pub fn hint(&self) -> &'static str {
        "try again; if it stays so, the system has a problem that Countersign cannot solve"
    }
}

/// So many random bytes, wiped when dropped.
///
/// # Errors
/// [`RandomError`] when the source gives none.
pub fn random_bytes<const N: usize>(rng: &mut dyn Random) -> Result<Zeroizing<[u8; N]>, RandomError> {
    let mut bytes = Zeroizing::new([0; N]);
    rng.fill(bytes.as_mut_slice())?;
    Ok(bytes)
}

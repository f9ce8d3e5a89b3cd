//! Random bytes that are none: the same ones at every run.

use authenticator::{Random, RandomError};

/// A linear congruence, begun at a seed.
pub(crate) struct Counting(pub(crate) u64);

impl Random for Counting {
    fn fill(&mut self, bytes: &mut [u8]) -> Result<(), RandomError> {
        for byte in bytes {
            self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            *byte = self.0.to_be_bytes().first().copied().unwrap_or_default();
        }
        Ok(())
    }
}

//! Where randomness comes from: the system's, or a seed where a tenant's enrolments are to be reproducible.

use std::sync::{Arc, Mutex, PoisonError};

use sealing::{Random, RandomError};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use super::RelyingParty;

/// One source for all tenants, and a seed of one tenant before it.
#[derive(Clone)]
pub(super) struct Randomness {
    system: Arc<Mutex<Box<dyn Random>>>,
    seeded: Arc<Mutex<Option<Seeded>>>,
}

/// The hashes of a seed and a counter. Whoever knows the seed knows them all.
struct Seeded {
    seed: Zeroizing<Vec<u8>>,
    blocks: u64,
}

impl Randomness {
    pub(super) fn new(system: Box<dyn Random>) -> Self {
        Self { system: Arc::new(Mutex::new(system)), seeded: Arc::default() }
    }

    /// The same source, without the seed.
    pub(super) fn of_another_tenant(&self) -> Self {
        Self { system: Arc::clone(&self.system), seeded: Arc::default() }
    }
}

impl Random for Seeded {
    fn fill(&mut self, bytes: &mut [u8]) -> Result<(), RandomError> {
        for part in bytes.chunks_mut(32) {
            self.blocks = self.blocks.checked_add(1).ok_or(RandomError)?;
            let block = Sha256::new().chain_update(b"countersign seeded randomness");
            let block = block.chain_update(self.blocks.to_be_bytes()).chain_update(&*self.seed).finalize();
            for (byte, drawn) in part.iter_mut().zip(block) {
                *byte = drawn;
            }
        }
        Ok(())
    }
}

impl RelyingParty {
    /// Draws secrets, codes, tokens and names of things from a seed from now on, so that they are the same each time;
    /// none: from the system again. Whoever knows the seed knows every secret that is made of it.
    pub fn seed_randomness(&self, seed: Option<&str>) {
        let seeded = seed.map(|seed| Seeded { seed: Zeroizing::new(seed.as_bytes().to_vec()), blocks: 0 });
        *self.randomness.seeded.lock().unwrap_or_else(PoisonError::into_inner) = seeded;
    }

    /// Draws something random.
    pub(super) fn draw<T>(
        &self,
        draw: impl FnOnce(&mut dyn Random) -> Result<T, RandomError>,
    ) -> Result<T, RandomError> {
        if let Some(seeded) = &mut *self.randomness.seeded.lock().unwrap_or_else(PoisonError::into_inner) {
            return draw(seeded);
        }
        self.draw_of_the_system(draw)
    }

    /// Draws something random, never from a seed.
    pub(super) fn draw_of_the_system<T>(
        &self,
        draw: impl FnOnce(&mut dyn Random) -> Result<T, RandomError>,
    ) -> Result<T, RandomError> {
        draw(&mut **self.randomness.system.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

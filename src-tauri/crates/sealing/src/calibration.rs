//! How much work a password is worth on the machine it is typed on.

use std::time::Duration;

use crate::{Argon2Parameters, Slots};

/// How long opening is to take.
const WANTED: Duration = Duration::from_millis(500);

/// Where memory stops growing, in KiB: what a small machine can spare for a moment.
const MOST_MEMORY_KIB: u32 = 256 * 1024;

const MOST_PASSES: u32 = 16;

impl Slots {
    /// The parameters that take about half a second here, by what `measure` says of some: the least of what a slot is
    /// made with on a slow machine, and never more than is read.
    ///
    /// First more memory, which costs a guesser most, and then more passes.
    pub fn calibrate(mut measure: impl FnMut(&Argon2Parameters) -> Duration) -> Argon2Parameters {
        let mut parameters = Self::LEAST;
        let mut took = measure(&parameters);
        while took <= WANTED / 2 && parameters.memory_kib < MOST_MEMORY_KIB {
            parameters.memory_kib *= 2;
            took = measure(&parameters);
        }
        if took > WANTED + WANTED / 4 && parameters.memory_kib > Self::LEAST.memory_kib {
            parameters.memory_kib /= 2;
            return parameters;
        }
        let one_pass = took.max(Duration::from_millis(1)) / parameters.passes;
        let affordable = WANTED.as_nanos() / one_pass.as_nanos().max(1);
        parameters.passes = u32::try_from(affordable).unwrap_or(MOST_PASSES).clamp(Self::LEAST.passes, MOST_PASSES);
        parameters
    }
}

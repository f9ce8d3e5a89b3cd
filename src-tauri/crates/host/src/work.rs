//! How much work a password is worth on this machine.

use std::time::Duration;

use sealing::{Argon2Parameters, Slots, derive_key};

use crate::os::Stopwatch;

/// The parameters of Argon2id that take about half a second here. Finding them takes about a second.
#[must_use]
pub fn work_of_a_password() -> Argon2Parameters {
    Slots::calibrate(|parameters| {
        let stopwatch = Stopwatch::start();
        // Where the memory is not there, it is as if it took for ever.
        derive_key(b"a password", &[0; 16], parameters).map_or(Duration::MAX, |_| stopwatch.elapsed())
    })
}

//! Any bytes as an image file: looking at them never panics, and what is read lies near the picture.

#![no_main]

use libfuzzer_sys::fuzz_target;
use qr::Limits;
use qr::inspect::{quiet_panics_of_others, read_here};

fuzz_target!(init: quiet_panics_of_others(), |bytes: &[u8]| {
    // Small limits: the fuzzer looks for wrong steps, not for large pictures.
    let limits = Limits { max_pixels: 40_000, memory: 64 << 20, ..Limits::default() };
    let Some(reading) = read_here(bytes.to_vec(), &limits, |_| {}) else {
        return;
    };
    assert!(reading.width > 0 && reading.height > 0);
    for code in &reading.codes {
        assert!(!code.payload.is_empty());
        assert!(code.corners.iter().all(|(x, y)| x.is_finite() && y.is_finite()));
        let _ = code.text();
    }
});

//! Any shades of gray as a decoded picture: the search never panics, and always comes to its end.
//!
//! The first byte is the width. Of the others each is eight pixels in black and white, or one in gray, as the second
//! byte's lowest bit says; so the fuzzer can draw a code.

#![no_main]

use libfuzzer_sys::fuzz_target;
use qr::inspect::{quiet_panics_of_others, read_shades};

fuzz_target!(init: quiet_panics_of_others(), |bytes: &[u8]| {
    let [width, kind, rest @ ..] = bytes else {
        return;
    };
    let width = usize::from(*width).max(1);
    let shades: Vec<u8> = if kind & 1 == 0 {
        let bit = |byte: &u8, bit: u8| if byte >> bit & 1 == 1 { 0 } else { 255 };
        rest.iter().flat_map(|byte| (0..8).map(move |index| bit(byte, index))).collect()
    } else {
        rest.to_vec()
    };
    let height = shades.len() / width;
    let Some(reading) = read_shades(width, height, shades[..width * height].to_vec()) else {
        return;
    };
    assert_eq!(reading.incomplete, None);
    assert_eq!((reading.width as usize, reading.height as usize), (width, height));
});

//! The answers that are kept apart, and pictures and children that mean harm.

use crate::common::{
    PAYLOAD, child_program, code, damaged_code, desktop, encode, page, patient, place, png, read, read_within, rgb,
};
use image::{ImageFormat, Luma};
use qr::{Incomplete, Limits, ReadError, Reader};
use std::path::PathBuf;
use std::time::Duration;

#[test]
fn a_picture_without_a_code_is_no_error() {
    for picture in [page(400, 300, 255), page(1, 1, 0), page(1, 3000, 128), desktop(1280, 800)] {
        let reading = read(&png(picture)).expect("the picture is looked at");
        assert_eq!((reading.codes.len(), reading.damaged, reading.incomplete), (0, 0, None));
    }
}

#[test]
fn a_damaged_code_is_seen_and_counted() {
    let reading = read(&png(damaged_code())).expect("the picture is looked at");
    assert_eq!((reading.codes.len(), reading.damaged, reading.incomplete), (0, 1, None));
}

#[test]
fn a_damaged_code_does_not_hide_a_good_one() {
    let mut screen = page(1000, 500, 255);
    place(&mut screen, &damaged_code(), 20, 20);
    place(&mut screen, &code("good", 6), 600, 100);
    let reading = read(&png(screen)).expect("the picture is looked at");
    assert_eq!(crate::common::texts(&reading), ["good"]);
    assert_eq!((reading.damaged, reading.incomplete), (1, None));
    let [place] = reading.damaged_at.as_slice() else { panic!("one place: {reading:?}") };
    let side = damaged_code().width() as f32;
    let inside = |(x, y): &(f32, f32)| (20.0..20.0 + side).contains(x) && (20.0..20.0 + side).contains(y);
    assert!(place.iter().all(inside), "{place:?}");
}

#[test]
fn a_sketch_shows_the_picture_and_none_of_its_codes() {
    let mut screen = page(1000, 500, 255);
    place(&mut screen, &damaged_code(), 20, 20);
    place(&mut screen, &code("good", 6), 600, 100);
    place(&mut screen, &page(100, 100, 7), 880, 380);
    let reader = Reader::new(child_program(), patient()).with_sketches();
    let reading = reader.read(&png(screen)).expect("the picture is looked at");
    let sketch = image::load_from_memory(&reading.sketch.expect("a sketch").to_png()).expect("a PNG").into_luma8();
    assert_eq!(sketch.dimensions(), (500, 250));
    assert_eq!(sketch.get_pixel(460, 210).0, [7], "what is no code is shown");
    let dark = sketch.enumerate_pixels().filter(|(x, y, pixel)| pixel.0[0] < 150 && !(*x >= 440 && *y >= 190));
    assert_eq!(dark.count(), 0, "nothing of the codes is");
    assert_eq!(read(&png(code("good", 6))).expect("the picture is looked at").sketch, None, "not asked for");
}

#[test]
fn what_is_no_picture_says_so() {
    assert_eq!(read(b""), Err(ReadError::EmptyFile));
    for file in [&b"otpauth://totp/a?secret=b"[..], b"%PDF-1.7", b"\0", &[0xff; 100]] {
        assert_eq!(read(file), Err(ReadError::UnknownFormat));
    }
    // Formats that have a name but no decoder here.
    assert_eq!(read(b"II*\0\x08\0\0\0"), Err(ReadError::UnknownFormat));
}

#[test]
fn a_truncated_picture_is_broken() {
    let whole = rgb(&code(PAYLOAD, 4));
    for format in [ImageFormat::Png, ImageFormat::WebP, ImageFormat::Gif, ImageFormat::Bmp] {
        let bytes = encode(whole.clone(), format);
        assert_eq!(read(&bytes[..bytes.len() / 2]), Err(ReadError::Broken), "{format:?}");
        assert_eq!(read(&bytes[..16]), Err(ReadError::Broken), "{format:?}");
    }
}

#[test]
fn of_a_truncated_jpeg_the_rest_is_looked_at() {
    let mut screen = page(600, 900, 255);
    place(&mut screen, &code(PAYLOAD, 4), 20, 20);
    place(&mut screen, &code("cut off", 8), 20, 600);
    let bytes = encode(rgb(&screen), ImageFormat::Jpeg);
    let reading = read(&bytes[..bytes.len() * 3 / 4]).expect("the picture is looked at");
    assert_eq!(crate::common::texts(&reading), [PAYLOAD]);
    assert_eq!(read(&bytes[..100]), Err(ReadError::Broken));
}

#[test]
fn a_picture_that_claims_to_be_huge_is_not_decoded() {
    let bomb = png_header(60_000, 60_000);
    let refused = ReadError::TooManyPixels { width: 60_000, height: 60_000, most: Limits::default().max_pixels };
    assert_eq!(read(&bomb), Err(refused));
}

/// A PNG that promises a picture and holds none.
fn png_header(width: u32, height: u32) -> Vec<u8> {
    let mut header = b"IHDR".to_vec();
    header.extend([width.to_be_bytes(), height.to_be_bytes()].concat());
    header.extend([8, 2, 0, 0, 0]);
    let mut file = b"\x89PNG\r\n\x1a\n".to_vec();
    for body in [header.as_slice(), b"IDAT", b"IEND"] {
        let length = u32::try_from(body.len() - 4).expect("a short chunk");
        file.extend(length.to_be_bytes());
        file.extend(body);
        file.extend(crc32(body).to_be_bytes());
    }
    file
}

/// The checksum of a PNG chunk (PNG specification, annex D).
fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| if crc & 1 == 1 { (crc >> 1) ^ 0xedb8_8320 } else { crc >> 1 })
    })
}

#[test]
fn a_picture_full_of_finder_patterns_is_gone_through() {
    // More than four thousand patterns, every three of which might be a code's corners.
    let mut wall = page(1300, 1300, 255);
    for (x, y) in (0..1300_u32).flat_map(|y| (0..1300_u32).map(move |x| (x, y))) {
        let (column, row) = (x % 20 / 2, y % 20 / 2);
        let ring = column.abs_diff(3).max(row.abs_diff(3));
        let inside = column < 7 && row < 7;
        wall.put_pixel(x, y, Luma([if inside && ring != 2 { 0 } else { 255 }]));
    }
    let reading = read(&png(wall)).expect("the picture is looked at");
    assert_eq!((reading.codes.len(), reading.incomplete), (0, None));
}

#[test]
fn stripes_as_long_as_the_picture_are_gone_through() {
    // Each row shows finder patterns, and each column never ends.
    let mut stripes = page(3000, 3000, 255);
    for (x, _, pixel) in stripes.enumerate_pixels_mut() {
        pixel.0[0] = if matches!(x % 8, 0 | 2..=4 | 6) { 0 } else { 255 };
    }
    let reading = read(&png(stripes)).expect("the picture is looked at");
    assert_eq!((reading.codes.len(), reading.incomplete), (0, None));
}

#[test]
fn pictures_of_extreme_sizes_are_answered() {
    for (width, height) in [(1, 100_000), (100_000, 1), (3, 60_000), (8_000, 8_000)] {
        let picture = png(page(width, height, 255));
        let reading = read(&picture).expect("the picture is looked at");
        assert_eq!((reading.codes.len(), reading.damaged, reading.incomplete), (0, 0, None), "{width} x {height}");
        assert_eq!((reading.width, reading.height), (width, height));
    }
    let hundred_megapixels = png(page(10_000, 10_000, 255));
    let refused = ReadError::TooManyPixels { width: 10_000, height: 10_000, most: Limits::default().max_pixels };
    assert_eq!(read(&hundred_megapixels), Err(refused));
}

#[test]
fn limits_are_kept() {
    let picture = png(rgb(&page(1000, 1000, 255)));
    let bytes = u64::try_from(picture.len()).expect("a small file");
    let few_bytes = Limits { max_bytes: bytes - 1, ..patient() };
    assert_eq!(read_within(&picture, few_bytes), Err(ReadError::TooManyBytes { bytes, most: bytes - 1 }));
    let few_pixels = Limits { max_pixels: 999_999, ..patient() };
    let refused = ReadError::TooManyPixels { width: 1000, height: 1000, most: 999_999 };
    assert_eq!(read_within(&picture, few_pixels), Err(refused));
    let little_memory = Limits { memory: 5_000_000, ..patient() };
    assert_eq!(read_within(&picture, little_memory), Err(ReadError::TooMuchMemory));
    let exactly = Limits { max_bytes: bytes, max_pixels: 1_000_000, ..patient() };
    assert_eq!(read_within(&picture, exactly).map(|reading| reading.incomplete), Ok(None));
}

#[test]
fn a_picture_that_takes_too_long_times_out() {
    let slow = png(rgb(&desktop(3840, 2160)));
    let reading = read_within(&slow, Limits { budget: Duration::ZERO, ..Limits::default() });
    assert_eq!(reading.map(|reading| reading.incomplete), Ok(Some(Incomplete::TimeOut)));
}

#[cfg(unix)]
#[test]
fn a_child_that_hangs_is_killed() {
    let folder = tempfile::tempdir().expect("a folder");
    let program = script(folder.path(), "exec sleep 1000");
    let limits = Limits { budget: Duration::from_millis(50), ..Limits::default() };
    let reading = Reader::new(program, limits).read(b"anything");
    assert_eq!(reading.map(|reading| reading.incomplete), Ok(Some(Incomplete::TimeOut)));
}

#[cfg(unix)]
#[test]
fn a_child_that_crashes_or_talks_nonsense_is_reported() {
    let folder = tempfile::tempdir().expect("a folder");
    for line in ["exit 1", "exit 0", "kill -SEGV $$", "exec yes", "head -c 100 /dev/zero"] {
        let program = script(folder.path(), line);
        let reading = Reader::new(program, patient()).read(b"anything").expect("the child started");
        assert_eq!((reading.incomplete, reading.codes.len()), (Some(Incomplete::Crashed), 0), "{line}");
    }
}

#[cfg(unix)]
#[test]
fn what_was_found_before_a_crash_is_kept() {
    let folder = tempfile::tempdir().expect("a folder");
    // A size, a code at (0, 0) with the payload "abc", and the end of the child.
    let size = r"s\010\000\000\000\007\000\000\000\011\000\000\000";
    let code = format!(r"c\043\000\000\000{}abc", r"\000".repeat(32));
    let program = script(folder.path(), &format!("printf '{size}{code}'; exit 3"));
    let reading = Reader::new(program, patient()).read(b"anything").expect("the child started");
    assert_eq!(crate::common::texts(&reading), ["abc"]);
    assert_eq!((reading.width, reading.height, reading.incomplete), (7, 9, Some(Incomplete::Crashed)));
}

/// A program that does not look at what it is given.
#[cfg(unix)]
fn script(folder: &std::path::Path, line: &str) -> PathBuf {
    use std::os::unix::fs::PermissionsExt;
    let name = line.bytes().fold(0_u64, |sum, byte| sum.wrapping_mul(31).wrapping_add(byte.into()));
    let path = folder.join(format!("child-{name}"));
    let text = format!("#!/bin/sh\nPATH=/usr/bin:/bin\n{line}\n");
    std::fs::write(&path, text).expect("the folder takes a file");
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o700)).expect("our own file");
    path
}

#[test]
fn a_missing_program_is_an_error() {
    let reading = Reader::new(PathBuf::from("/nowhere/child"), Limits::default()).read(b"anything");
    assert!(matches!(reading, Err(ReadError::CouldNotStart { .. })), "{reading:?}");
}

#[test]
fn a_program_that_is_no_child_goes_on() {
    // Without the argument the child program does its own work, which is to fail.
    let status = std::process::Command::new(child_program()).status().expect("the program starts");
    assert_eq!(status.code(), Some(1));
}

#[cfg(unix)]
#[test]
fn the_child_cannot_use_more_memory_than_it_has() {
    // Enough for the header's arithmetic, not for the file's bytes: the allocator gives up, the child dies.
    let picture = encode(rgb(&desktop(1600, 1000)), ImageFormat::Bmp);
    let limits = Limits { memory: 2 << 20, ..patient() };
    let reading = read_within(&picture, limits);
    assert_eq!(reading.map(|reading| reading.incomplete), Ok(Some(Incomplete::Crashed)));
}

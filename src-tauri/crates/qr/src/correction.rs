//! How sure a reading is: what the errors in a code leave of its redundancy.
//!
//! A decoder that corrects as much as Reed-Solomon codes can makes a text of noise now and then. This counts the wrong
//! codewords before anything is decoded, so that what might be noise is refused, and so that the decoder is only asked
//! for what it can correct.

use crate::layout::data_modules;

/// Codewords for error correction in each block, by level (as its two bits count: M, L, H, Q) and version (ISO/IEC
/// 18004:2015, table 9).
const CHECK_CODEWORDS: [[u8; 40]; 4] = [
    [
        10, 16, 26, 18, 24, 16, 18, 22, 22, 26, 30, 22, 22, 24, 24, 28, 28, 26, 26, 26, 26, 28, 28, 28, 28, 28, 28, 28,
        28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28,
    ],
    [
        7, 10, 15, 20, 26, 18, 20, 24, 30, 18, 20, 24, 26, 30, 22, 24, 28, 30, 28, 28, 28, 28, 30, 30, 26, 28, 30, 30,
        30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30,
    ],
    [
        17, 28, 22, 16, 22, 28, 26, 26, 24, 28, 24, 28, 22, 24, 24, 30, 28, 28, 26, 28, 30, 24, 30, 30, 30, 30, 30, 30,
        30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30,
    ],
    [
        13, 22, 18, 26, 18, 24, 18, 22, 20, 24, 28, 26, 24, 20, 30, 24, 28, 28, 26, 30, 28, 30, 30, 30, 30, 28, 30, 30,
        30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30,
    ],
];

/// Blocks, as [`CHECK_CODEWORDS`] (the same table).
const BLOCKS: [[u8; 40]; 4] = [
    [
        1, 1, 1, 2, 2, 4, 4, 4, 5, 5, 5, 8, 9, 9, 10, 10, 11, 13, 14, 16, 17, 17, 18, 20, 21, 23, 25, 26, 28, 29, 31,
        33, 35, 37, 38, 40, 43, 45, 47, 49,
    ],
    [
        1, 1, 1, 1, 1, 2, 2, 2, 2, 4, 4, 4, 4, 4, 6, 6, 6, 6, 7, 8, 8, 9, 9, 10, 12, 12, 12, 13, 14, 15, 16, 17, 18,
        19, 19, 20, 21, 22, 24, 25,
    ],
    [
        1, 1, 2, 4, 4, 4, 5, 6, 8, 8, 11, 11, 16, 16, 18, 16, 19, 21, 25, 25, 25, 34, 30, 32, 35, 37, 40, 42, 45, 48,
        51, 54, 57, 60, 63, 66, 70, 74, 77, 81,
    ],
    [
        1, 1, 2, 2, 4, 4, 6, 6, 8, 8, 8, 10, 12, 16, 12, 17, 16, 18, 21, 20, 23, 23, 25, 27, 29, 34, 34, 35, 38, 40,
        43, 45, 48, 51, 53, 56, 59, 62, 65, 68,
    ],
];

/// What every format is masked with (ISO/IEC 18004:2015, 7.9.1).
const FORMAT_MASK: u16 = 0x5412;

/// Level and mask of a code.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Format {
    level: usize,
    mask: u8,
}

/// A code whose errors can be corrected.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct Correctable {
    pub(crate) format: Format,
    /// Codewords that are wrong.
    pub(crate) wrong: usize,
    /// Of random modules one in 2 to the power of this looks like a code with as few errors in each block.
    pub(crate) sure_bits: f64,
}

impl Format {
    /// The format's 15 bits as they are printed.
    pub(crate) fn word(self) -> u16 {
        let data = u16::try_from(self.level).unwrap_or_default() << 3 | u16::from(self.mask);
        printed(data)
    }
}

/// Whether the modules of a code of `size` modules an edge can be corrected, and how sure that makes it. `None` when
/// they cannot.
pub(crate) fn check(size: usize, is_dark: impl Fn(usize, usize) -> bool) -> Option<Correctable> {
    if !(21..=177).contains(&size) || size % 4 != 1 {
        return None;
    }
    let mut formats = read_formats(size, &is_dark);
    formats.dedup();
    formats.into_iter().find_map(|format| check_blocks(size, format, &is_dark))
}

/// What both places of the format say, each corrected (ISO/IEC 18004:2015, 7.9.1).
fn read_formats(size: usize, is_dark: &impl Fn(usize, usize) -> bool) -> Vec<Format> {
    let beside_top_left = (0..15).map(format_module);
    let elsewhere = (0..15).map(|bit| if bit < 8 { (size - 1 - bit, 8) } else { (8, size + bit - 15) });
    let word = |places: &mut dyn Iterator<Item = (usize, usize)>| {
        places.zip(0..).fold(0_u16, |word, ((x, y), bit)| word | u16::from(is_dark(x, y)) << bit)
    };
    let words = [word(&mut beside_top_left.into_iter()), word(&mut elsewhere.into_iter())];
    words.into_iter().filter_map(nearest_format).collect()
}

/// Where a bit of the format lies around the top left finder pattern, bit 0 first.
pub(crate) fn format_module(bit: usize) -> (usize, usize) {
    match bit {
        0..=5 => (8, bit),
        6 => (8, 7),
        7 => (8, 8),
        8 => (7, 8),
        _ => (14_usize.saturating_sub(bit), 8),
    }
}

fn nearest_format(word: u16) -> Option<Format> {
    let wrong = |data: u16| (printed(data) ^ word).count_ones();
    let data = (0..32).find(|data| wrong(*data) <= 3)?;
    Some(Format { level: usize::from(data >> 3), mask: (data & 7) as u8 })
}

/// Five bits of format with their ten check bits, masked.
fn printed(data: u16) -> u16 {
    let rest =
        (0..5).rev().fold(data << 10, |rest, bit| if rest >> (bit + 10) & 1 == 1 { rest ^ 0x537 << bit } else { rest });
    (data << 10 | rest) ^ FORMAT_MASK
}

/// Whether a mask turns the module in a column and row (ISO/IEC 18004:2015, table 10).
fn masks(mask: u8, x: usize, y: usize) -> bool {
    match mask {
        0 => (x + y).is_multiple_of(2),
        1 => y.is_multiple_of(2),
        2 => x.is_multiple_of(3),
        3 => (x + y).is_multiple_of(3),
        4 => (x / 3 + y / 2).is_multiple_of(2),
        5 => x * y % 2 + x * y % 3 == 0,
        6 => (x * y % 2 + x * y % 3).is_multiple_of(2),
        _ => ((x + y) % 2 + x * y % 3).is_multiple_of(2),
    }
}

fn check_blocks(size: usize, format: Format, is_dark: &impl Fn(usize, usize) -> bool) -> Option<Correctable> {
    let words = read_codewords(size, format.mask, is_dark);
    let table = |table: &[[u8; 40]; 4]| table.get(format.level)?.get((size - 21) / 4).map(|value| usize::from(*value));
    let (checks, blocks) = (table(&CHECK_CODEWORDS)?, table(&BLOCKS)?);
    let mut sum = Correctable { format, wrong: 0, sure_bits: 0.0 };
    for block in 0..blocks {
        let codewords = block_of(&words, block, blocks, checks);
        let wrong = count_wrong(&codewords, checks)?;
        sum.wrong += wrong;
        sum.sure_bits += 8.0 * (checks - wrong) as f64 - choices(codewords.len(), wrong).log2();
    }
    Some(sum)
}

/// In how many ways `few` of `many` can be wrong.
fn choices(many: usize, few: usize) -> f64 {
    (0..few).fold(1.0, |ways, taken| ways * (many - taken) as f64 / (taken + 1) as f64)
}

fn read_codewords(size: usize, mask: u8, is_dark: &impl Fn(usize, usize) -> bool) -> Vec<u8> {
    let bit = |(x, y): &(u8, u8)| {
        let (x, y) = (usize::from(*x), usize::from(*y));
        u8::from(is_dark(x, y) != masks(mask, x, y))
    };
    let byte = |places: &[(u8, u8)]| places.iter().fold(0, |byte, place| byte << 1 | bit(place));
    data_modules(size).chunks_exact(8).map(byte).collect()
}

/// The codewords of one block, which are woven into those of the others (ISO/IEC 18004:2015, 7.6).
fn block_of(words: &[u8], block: usize, blocks: usize, checks: usize) -> Vec<u8> {
    let short = words.len() / blocks - checks;
    let short_blocks = blocks - words.len() % blocks;
    let data = words.len() - blocks * checks;
    let woven = (0..short).map(|index| index * blocks + block);
    let longer = (block >= short_blocks).then(|| short * blocks + block - short_blocks);
    let check = (0..checks).map(|index| data + index * blocks + block);
    woven.chain(longer).chain(check).filter_map(|index| words.get(index).copied()).collect()
}

/// How many codewords of a block are wrong; `None` when there are too many to tell.
fn count_wrong(block: &[u8], checks: usize) -> Option<usize> {
    let syndromes: Vec<u8> =
        (0..checks).map(|power| block.iter().fold(0, |sum, word| times_power(sum, power) ^ word)).collect();
    if syndromes.iter().all(|syndrome| *syndrome == 0) {
        return Some(0);
    }
    let (locator, wrong) = error_locator(&syndromes);
    if 2 * wrong > checks {
        return None;
    }
    let is_root = |place: &usize| {
        let value = locator.iter().rev().fold(0, |sum, term| times_power(sum, 255 - place) ^ term);
        value == 0
    };
    ((0..block.len()).filter(is_root).count() == wrong).then_some(wrong)
}

/// The shortest recurrence of the syndromes, by Berlekamp and Massey, and its length.
fn error_locator(syndromes: &[u8]) -> (Vec<u8>, usize) {
    let mut locator = vec![0_u8; syndromes.len() + 1];
    if let Some(first) = locator.first_mut() {
        *first = 1;
    }
    let (mut before, mut length, mut since, mut gap) = (locator.clone(), 0, 1, 1_u8);
    for (index, syndrome) in syndromes.iter().enumerate() {
        let earlier = syndromes.iter().take(index).rev();
        let terms = locator.iter().skip(1).take(length);
        let off = terms.zip(earlier).fold(*syndrome, |sum, (term, earlier)| sum ^ times(*term, *earlier));
        if off == 0 {
            since += 1;
            continue;
        }
        let last = locator.clone();
        let by = times(off, inverse(gap));
        for (term, old) in locator.iter_mut().skip(since).zip(&before) {
            *term ^= times(by, *old);
        }
        if 2 * length <= index {
            (length, before, gap, since) = (index + 1 - length, last, off, 1);
        } else {
            since += 1;
        }
    }
    (locator, length)
}

/// Powers of two in the field of 256 elements that QR codes count in (ISO/IEC 18004:2015, 7.5.2), twice over, and
/// their exponents.
static FIELD: ([u8; 512], [u8; 256]) = field();

#[expect(clippy::indexing_slicing, reason = "evaluated when it is compiled")]
const fn field() -> ([u8; 512], [u8; 256]) {
    let (mut powers, mut exponents) = ([0; 512], [0; 256]);
    let (mut value, mut exponent) = (1_u16, 0);
    while exponent < 255 {
        powers[exponent] = value as u8;
        powers[exponent + 255] = value as u8;
        exponents[value as usize] = exponent as u8;
        value <<= 1;
        if value > 255 {
            value ^= 0x11d;
        }
        exponent += 1;
    }
    (powers, exponents)
}

fn exponent(value: u8) -> usize {
    FIELD.1.get(usize::from(value)).copied().map_or(0, usize::from)
}

/// `value` times two to the power of `power` (at most 255).
fn times_power(value: u8, power: usize) -> u8 {
    if value == 0 { 0 } else { FIELD.0.get(exponent(value) + power).copied().unwrap_or_default() }
}

fn times(one: u8, other: u8) -> u8 {
    if other == 0 { 0 } else { times_power(one, exponent(other)) }
}

/// Of zero, zero.
fn inverse(value: u8) -> u8 {
    if value == 0 { 0 } else { times_power(1, 255 - exponent(value)) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use qrcode::{Color, EcLevel, QrCode, Version};

    const LEVELS: [EcLevel; 4] = [EcLevel::M, EcLevel::L, EcLevel::H, EcLevel::Q];

    fn code(version: i16, level: EcLevel) -> (usize, Vec<bool>) {
        let code = QrCode::with_version(b"12345", Version::Normal(version), level).expect("five digits fit anywhere");
        (code.width(), code.to_colors().iter().map(|color| *color == Color::Dark).collect())
    }

    #[test]
    fn codes_of_every_version_and_level_have_no_errors() {
        for (version, (level, ec_level)) in
            (1..=40).flat_map(|version| (0..).zip(LEVELS).map(move |level| (version, level)))
        {
            let (size, modules) = code(version, ec_level);
            let checked = check(size, |x, y| modules[y * size + x]).expect("it can be corrected");
            assert_eq!((checked.wrong, checked.format.level), (0, level), "version {version}");
            assert!(checked.sure_bits >= 56.0);
        }
    }

    #[test]
    fn wrong_codewords_are_counted_up_to_what_can_be_corrected() {
        // Version 1, level M: ten check codewords, so five can be corrected.
        let (size, modules) = code(1, EcLevel::M);
        for wrong in 0..=9 {
            // The first module of each codeword, from the code's lower right corner on.
            let turned: Vec<(u8, u8)> = data_modules(size).iter().step_by(8).take(wrong).copied().collect();
            let is_dark = |x: usize, y: usize| {
                let is_turned = turned.contains(&(u8::try_from(x).unwrap(), u8::try_from(y).unwrap()));
                modules[y * size + x] != is_turned
            };
            let counted = check(size, is_dark).map(|checked| checked.wrong);
            assert_eq!(counted, (wrong <= 5).then_some(wrong), "{wrong}");
        }
    }

    #[test]
    fn each_error_makes_a_reading_less_sure() {
        assert_eq!(choices(26, 0), 1.0);
        assert_eq!(choices(26, 3), 2_600.0);
    }

    #[test]
    fn formats_are_those_of_the_standard() {
        // ISO/IEC 18004:2015, table C.1: data bits and the masked word.
        for (data, word) in [(0, 0x5412), (1, 0x5125), (8, 0x77c4), (16, 0x1689), (24, 0x355f), (31, 0x2bed)] {
            assert_eq!(printed(data), word);
            let with_errors = nearest_format(word ^ 0b100_0010_0000_0001);
            assert_eq!(with_errors.map(Format::word), Some(word));
        }
    }

    #[test]
    fn every_element_but_zero_has_an_inverse() {
        for value in 1..=255 {
            assert_eq!(times(value, inverse(value)), 1, "{value}");
        }
        assert_eq!(times(0x53, 0xca), 0x8f);
    }
}

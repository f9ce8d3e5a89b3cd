//! Base32 of RFC 4648, section 6, as people and sites write it.

use zeroize::Zeroizing;

const ALPHABET: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/// What [`decode`] makes of a text.
pub(crate) struct Decoded {
    pub(crate) bytes: Zeroizing<Vec<u8>>,
    /// The number of letters is one that no whole number of bytes gives (1, 3 or 6 more than a multiple of 8).
    pub(crate) odd_length: bool,
}

/// Reads base32 in either case, with spaces, dashes and any padding.
///
/// Bits left over after the last whole byte are dropped, whatever they are, as the common
/// authenticators do. The error is the place of the first wrong character, counted from 1.
pub(crate) fn decode(text: &str) -> Result<Decoded, usize> {
    // Room for every bit there can be: a vector that grows would leave copies behind.
    let mut bytes = Zeroizing::new(Vec::with_capacity(text.len()));
    let mut pending = Pending::default();
    let mut letters = 0_usize;
    let mut padded = false;
    for (place, character) in text.chars().enumerate() {
        if is_separator(character) {
            continue;
        }
        if character == '=' {
            padded = true;
            continue;
        }
        let value = value_of(character).filter(|_| !padded).ok_or(place + 1)?;
        letters += 1;
        bytes.extend(pending.push(value));
    }
    Ok(Decoded { bytes, odd_length: matches!(letters % 8, 1 | 3 | 6) })
}

/// Writes upper-case base32 without padding.
pub(crate) fn encode(bytes: &[u8]) -> Zeroizing<String> {
    let mut text = Zeroizing::new(String::with_capacity(bytes.len() * 8 / 5 + 2));
    let (mut buffer, mut bits) = (0_u32, 0_u32);
    for byte in bytes {
        buffer = (buffer << 8) | u32::from(*byte);
        bits += 8;
        while bits >= 5 {
            bits -= 5;
            text.push(letter_of(buffer >> bits));
        }
        buffer &= 0x1F;
    }
    if bits > 0 {
        text.push(letter_of(buffer << (5 - bits)));
    }
    text
}

/// Up to 12 bits on their way from letters of 5 to bytes of 8.
#[derive(Default)]
struct Pending {
    buffer: u16,
    bits: u8,
}

impl Pending {
    fn push(&mut self, value: u8) -> Option<u8> {
        self.buffer = (self.buffer << 5) | u16::from(value);
        self.bits += 5;
        let kept = self.bits.checked_sub(8)?;
        self.bits = kept;
        let [_, byte] = (self.buffer >> kept).to_be_bytes();
        self.buffer &= (1 << kept) - 1;
        Some(byte)
    }
}

/// Spaces of every kind, the dashes of every keyboard and word processor, and invisible joiners.
fn is_separator(character: char) -> bool {
    character.is_whitespace()
        || matches!(character, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{200B}'..='\u{200D}' | '\u{2060}' | '\u{FEFF}')
}

fn value_of(character: char) -> Option<u8> {
    let letter = u8::try_from(character).ok()?;
    match letter.to_ascii_uppercase() {
        upper @ b'A'..=b'Z' => Some(upper - b'A'),
        digit @ b'2'..=b'7' => Some(digit - b'2' + 26),
        _ => None,
    }
}

fn letter_of(bits: u32) -> char {
    let index = usize::try_from(bits & 0x1F).unwrap_or_default();
    ALPHABET.get(index).copied().map_or('A', char::from)
}

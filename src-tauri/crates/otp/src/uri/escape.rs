//! Percent escapes (RFC 3986, section 2.1), and text made fit to be shown.

use zeroize::Zeroizing;

use super::UriWarning;

/// What a plain `+` stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Plus {
    /// Itself, as in paths and in `alice+shop@example.com`.
    Itself,
    /// A space, as in queries written by forms.
    Space,
    /// A space where it stands between two other characters: not in `Disney+`, nor in `Notepad++`.
    SpaceBetween,
}

/// Decodes escapes; what is no escape stands for itself. Says in `warnings` what was odd.
pub(crate) fn unescape(text: &str, plus: Plus, warnings: &mut Vec<UriWarning>) -> Zeroizing<String> {
    let source = text.as_bytes();
    let mut bytes = Zeroizing::new(Vec::with_capacity(source.len()));
    let mut place = 0;
    while let Some(&byte) = source.get(place) {
        match (byte, escaped_byte(source, place)) {
            (b'%', Some(value)) => {
                bytes.push(value);
                place += 2;
            }
            (b'%', None) => {
                UriWarning::BadEscape.note(warnings);
                bytes.push(byte);
            }
            (b'+', _) => bytes.push(if is_space(plus, source, place) { b' ' } else { b'+' }),
            _ => bytes.push(byte),
        }
        place += 1;
    }
    if std::str::from_utf8(&bytes).is_err() {
        UriWarning::NotUtf8.note(warnings);
    }
    latin1_fallback(&bytes)
}

/// Reads UTF-8, and every byte that is none as Latin-1: a wrong letter in a name must not cost the account.
pub(crate) fn latin1_fallback(bytes: &[u8]) -> Zeroizing<String> {
    // A byte grows to two at most.
    let mut text = Zeroizing::new(String::with_capacity(bytes.len() * 2));
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        text.extend(chunk.invalid().iter().map(|byte| char::from(*byte)));
    }
    text
}

/// Escapes all but letters, digits, `-._~` and `@`, so the text means the same in a path and in a query.
pub(crate) fn escape_into(out: &mut String, text: &str) {
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~@".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push('%');
            out.extend([byte >> 4, byte & 0xF].map(hex_digit));
        }
    }
}

/// Text as it may be shown in one line; its ends are trimmed.
pub(crate) fn tidy(text: &str) -> String {
    trim(&in_one_line(text)).to_owned()
}

/// The text in one line: what breaks or moves within a line becomes a space, other control characters are left out.
#[must_use]
pub fn in_one_line(text: &str) -> String {
    let seen = text.chars().filter(|letter| letter.is_whitespace() || !is_control(*letter));
    seen.map(|letter| if is_control(letter) { ' ' } else { letter }).collect()
}

/// Trims space, line ends, and the byte order mark that some editors put in front.
pub(crate) fn trim(text: &str) -> &str {
    text.trim_matches(|character: char| character.is_whitespace() || character == '\u{FEFF}' || character == '\0')
}

/// Control characters and the line breaks of Unicode.
pub(crate) fn is_control(character: char) -> bool {
    character.is_control() || matches!(character, '\u{2028}' | '\u{2029}')
}

fn escaped_byte(source: &[u8], place: usize) -> Option<u8> {
    let high = hex_value(*source.get(place + 1)?)?;
    let low = hex_value(*source.get(place + 2)?)?;
    Some(high << 4 | low)
}

fn hex_value(digit: u8) -> Option<u8> {
    char::from(digit).to_digit(16).and_then(|value| u8::try_from(value).ok())
}

fn hex_digit(value: u8) -> char {
    char::from_digit(u32::from(value), 16).map_or('0', |digit| digit.to_ascii_uppercase())
}

fn is_space(plus: Plus, source: &[u8], place: usize) -> bool {
    let neighbour = |at: Option<usize>| at.and_then(|at| source.get(at)).is_some_and(|byte| *byte != b'+');
    match plus {
        Plus::Itself => false,
        Plus::Space => true,
        Plus::SpaceBetween => neighbour(place.checked_sub(1)) && neighbour(place.checked_add(1)),
    }
}

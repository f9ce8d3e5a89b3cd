//! The addresses in a text.

use super::error::IntakeError;

/// The longest text looked at, in bytes: some ten thousand addresses.
const MAX_TEXT_BYTES: usize = 4 * 1024 * 1024;

const SCHEMES: [&str; 3] = ["otpauth://", "otpauth-migration://", "steam://"];

/// What a text holds.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Lines<'text> {
    /// Addresses of accounts or exports.
    pub(super) addresses: Vec<Address<'text>>,
    /// Lines without one.
    pub(super) foreign: Vec<&'text str>,
}

/// An address of an account or an export.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Address<'text> {
    /// The line of the text that it begins in, from 1.
    pub(super) line: usize,
    pub(super) text: &'text str,
}

/// Splits a text at line ends, and a line before each address in it.
///
/// A line that goes on in the next is kept with it and refused as broken: cut off in the middle of a secret, it would
/// make wrong codes.
pub(super) fn split(text: &str) -> Result<Lines<'_>, IntakeError> {
    if text.len() > MAX_TEXT_BYTES {
        return Err(IntakeError::TextTooLong { most: MAX_TEXT_BYTES });
    }
    let mut lines = Lines::default();
    let mut rest = text;
    let mut number = 1;
    while !rest.is_empty() {
        let line = rest.get(..end_of_piece(rest)).unwrap_or(rest);
        rest = rest.get(line.len()..).unwrap_or_default();
        lines.take(number, line);
        number += line.matches('\n').count();
    }
    if lines.addresses.is_empty() && lines.foreign.is_empty() { Err(IntakeError::Empty) } else { Ok(lines) }
}

impl<'text> Lines<'text> {
    /// What stands before the first address of a line is its description, and not looked at.
    fn take(&mut self, number: usize, line: &'text str) {
        let starts = address_starts(line);
        if starts.is_empty() {
            return self.foreign.extend(Some(line.trim()).filter(|line| !line.is_empty()));
        }
        let ends = starts.iter().skip(1).copied().chain([line.len()]);
        let texts = starts.iter().zip(ends).filter_map(|(start, end)| line.get(*start..end)).map(unquote);
        self.addresses.extend(texts.map(|text| Address { line: number, text }));
    }
}

/// One line, or several when the first holds an address that goes on in the next.
fn end_of_piece(text: &str) -> usize {
    let mut lines = text.split_inclusive('\n');
    let first = lines.next().unwrap_or_default();
    if address_starts(first).is_empty() {
        return first.len();
    }
    first.len() + lines.take_while(|line| goes_on(line)).map(str::len).sum::<usize>()
}

/// One word of an address's letters that begins no address itself may be the rest of the one before.
fn goes_on(line: &str) -> bool {
    let line = line.trim();
    let of_an_address = |letter: char| letter.is_ascii_alphanumeric() || "%&=-._~+:/?@".contains(letter);
    line.contains(|letter: char| letter.is_ascii_alphanumeric())
        && line.chars().all(of_an_address)
        && !line.contains("://")
        && address_starts(line).is_empty()
}

/// Where addresses begin: at the start of the line or after something that is no letter, so that `apple-otpauth` and a
/// quoted address are found, too. A line that begins like one and is mistyped is one that is refused.
pub(crate) fn address_starts(line: &str) -> Vec<usize> {
    let lower = line.to_ascii_lowercase();
    let mut starts: Vec<usize> =
        SCHEMES.iter().flat_map(|scheme| lower.match_indices(scheme)).map(|(at, _)| at).collect();
    starts.retain(|at| !lower.get(..*at).unwrap_or_default().ends_with(|before: char| before.is_alphanumeric()));
    starts.sort_unstable();
    if starts.is_empty() && begins_mistyped(&lower) { vec![0] } else { starts }
}

/// `otpauth:/totp/…`, `otpauth:totp/…`.
fn begins_mistyped(lower: &str) -> bool {
    lower.trim_start().starts_with("otpauth:")
}

/// Without the quotes or brackets that stood around it.
pub(crate) fn unquote(address: &str) -> &str {
    address.trim().trim_end_matches(['"', '\'', '>', '<', '`', ',', ';'])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbered<'text>(lines: &Lines<'text>) -> Vec<(usize, &'text str)> {
        lines.addresses.iter().map(|address| (address.line, address.text)).collect()
    }

    #[test]
    fn each_line_is_an_address_and_the_rest_is_foreign() {
        let lines =
            split("my codes:\n\n  otpauth://a b\r\nOTPAUTH://c\n\"otpauth-migration://d\", otpauth://e\n").unwrap();
        assert_eq!(
            numbered(&lines),
            [(3, "otpauth://a b"), (4, "OTPAUTH://c"), (5, "otpauth-migration://d"), (5, "otpauth://e")]
        );
        assert_eq!(lines.foreign, ["my codes:"]);
    }

    #[test]
    fn an_address_that_goes_on_in_the_next_line_is_kept_whole() {
        let lines = split("otpauth://totp/a?secret=GEZD\nGNBV&issuer=b\nhttps://example.com\notpauth://c").unwrap();
        assert_eq!(numbered(&lines), [(1, "otpauth://totp/a?secret=GEZD\nGNBV&issuer=b"), (4, "otpauth://c")]);
        assert_eq!(lines.foreign, ["https://example.com"]);
    }

    #[test]
    fn a_line_that_cannot_be_the_rest_of_an_address_is_none() {
        let lines = split("otpauth://a\n-----\nsteam://B\n\nmy bank:\n").unwrap();
        assert_eq!(numbered(&lines), [(1, "otpauth://a"), (3, "steam://B")]);
        assert_eq!(lines.foreign, ["-----", "my bank:"]);
    }

    #[test]
    fn a_mistyped_address_is_one_of_its_own_and_not_the_rest_of_the_one_before() {
        let lines = split("otpauth://totp/a?secret=GEZD\notpauth:/totp/b?secret=GNBV\nthe otpauth: kind\n").unwrap();
        let expected = [(1, "otpauth://totp/a?secret=GEZD"), (2, "otpauth:/totp/b?secret=GNBV")];
        assert_eq!(numbered(&lines), expected);
        assert_eq!(lines.foreign, ["the otpauth: kind"]);
    }

    #[test]
    fn nothing_but_space_is_said_to_be_empty() {
        assert_eq!(split(" \n\t\n"), Err(IntakeError::Empty));
    }
}

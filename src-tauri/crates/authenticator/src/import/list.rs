//! A plain list: addresses, one a line.

use otp::migration::Batch;
use otp::{KeyUri, UnmadeUri};
use zeroize::Zeroizing;

use super::{Import, ImportError, ImportRefusal, ImportRow, Incoming, IncomingAccount, MAX_ROWS};
use crate::account::KeptAddress;
use crate::intake::{Exports, IntakeError, Payload, address_starts, new_account, parse_payload, unquote};
use crate::seen::only_what_is_seen;

/// The longest list looked at, in bytes.
const MAX_LIST_BYTES: usize = 4 * 1024 * 1024;

/// Beginnings of a line that is a comment.
const COMMENTS: [&str; 2] = ["#", "//"];

impl Import {
    /// Reads a list of addresses: UTF-8, or UTF-16 that says so by a byte order mark. Empty lines and comments (`#`, `//`)
    /// are none of its rows; everything else is one.
    ///
    /// # Errors
    /// [`ImportError::Empty`], [`ImportError::TooLong`], [`ImportError::TooManyRows`], [`ImportError::NotText`] where a line
    /// is no text and none has an address. Where one has, a bad line is a row that is refused, and hides no other.
    pub fn of_list(bytes: &[u8]) -> Result<Self, ImportError> {
        if bytes.len() > MAX_LIST_BYTES {
            return Err(ImportError::TooLong { most: MAX_LIST_BYTES });
        }
        let utf16 = of_utf16(bytes);
        let bytes = utf16.as_ref().map_or(bytes, |text| text.as_bytes());
        let mut reading = Reading::default();
        let mut lines = (1..).zip(bytes.split(|byte| *byte == b'\n')).peekable();
        while let Some((number, bytes)) = lines.next() {
            reading.demand_room()?;
            let Some(line) = text_of(bytes) else {
                if !is_comment(bytes.trim_ascii_start()) {
                    reading.no_text(number);
                }
                continue;
            };
            if line.is_empty() || is_comment(line.as_bytes()) {
                continue;
            }
            let begins = !address_starts(line).is_empty() || is_motp(line);
            let mut is_broken = false;
            while begins && lines.next_if(|(_, next)| text_of(next).is_some_and(goes_on)).is_some() {
                is_broken = true;
            }
            reading.line(number, line, is_broken);
        }
        reading.demand_room()?;
        let has_address = bytes.windows(3).any(|part| part == b"://");
        reading.finish(has_address)
    }
}

fn is_comment(line: &[u8]) -> bool {
    COMMENTS.iter().any(|comment| line.starts_with(comment.as_bytes()))
}

/// What a line says, without what stands around it; none where it is no text.
fn text_of(line: &[u8]) -> Option<&str> {
    let around = |letter: char| letter.is_whitespace() || matches!(letter, '\u{feff}' | '\0');
    std::str::from_utf8(line).ok().map(|line| line.trim_matches(around)).filter(|line| !line.contains('\0'))
}

/// A list that says by its byte order mark that it is UTF-16, as some editors save one.
fn of_utf16(bytes: &[u8]) -> Option<Zeroizing<String>> {
    let unit: fn([u8; 2]) -> u16 = match bytes {
        [0xff, 0xfe, ..] => u16::from_le_bytes,
        [0xfe, 0xff, ..] => u16::from_be_bytes,
        _ => return None,
    };
    let units = bytes.chunks_exact(2).filter_map(|pair| Some(unit(pair.try_into().ok()?)));
    // Room for all of it, so that no outgrown copy is left behind in memory.
    let mut text = Zeroizing::new(String::with_capacity(bytes.len().saturating_mul(2)));
    text.extend(char::decode_utf16(units).map(|letter| letter.unwrap_or(char::REPLACEMENT_CHARACTER)));
    Some(text)
}

fn is_motp(line: &str) -> bool {
    line.get(..7).is_some_and(|begin| begin.eq_ignore_ascii_case("motp://"))
}

/// The rest of an address that was broken over lines, as mail programs do: taken for an address of its own it would be
/// one line too many, and the one before, cut off in its secret, would make wrong codes.
fn goes_on(line: &str) -> bool {
    let of_an_address = |letter: char| letter.is_ascii_alphanumeric() || "%&=-._~+:/?@".contains(letter);
    let base32 = |letter: char| matches!(letter, 'A'..='Z' | '2'..='7' | '=');
    !line.is_empty()
        && !line.contains("://")
        && line.chars().all(of_an_address)
        && !is_comment(line.as_bytes())
        && (line.contains(['&', '=', '%']) || line.chars().all(base32))
}

#[derive(Default)]
struct Reading {
    import: Import,
    exports: Exports,
}

impl Reading {
    fn line(&mut self, number: usize, line: &str, is_broken: bool) {
        let starts = if is_motp(line) { vec![0] } else { address_starts(line) };
        if starts.is_empty() {
            return self.text(number, line);
        }
        let ends = starts.iter().skip(1).copied().chain([line.len()]);
        let addresses: Vec<&str> = starts.iter().zip(ends).filter_map(|(start, end)| line.get(*start..end)).collect();
        let last = addresses.len().saturating_sub(1);
        for (place, address) in addresses.iter().map(|address| unquote(address)).enumerate() {
            if is_broken && place == last {
                self.refuse(number, IntakeError::Uri(otp::UriError::LineBreak));
            } else {
                self.text(number, address);
            }
        }
    }

    fn text(&mut self, number: usize, text: &str) {
        match parse_payload(text) {
            Payload::Account(parsed) => {
                self.found(number, Incoming::Account(IncomingAccount::New(new_account(parsed.uri))))
            }
            Payload::Export(batch) => self.export(number, batch),
            Payload::Problem(error) => match UnmadeUri::read(text) {
                Some(unmade) => self.found(number, kept(unmade)),
                None => self.refuse(number, error),
            },
        }
    }

    fn export(&mut self, number: usize, batch: Batch) {
        // One that stands twice is counted as often as it stands: its accounts are here already the second time.
        let _taken = self.exports.take(&batch);
        for account in batch.accounts {
            match account {
                Ok(uri) => self.found(number, of_export(uri)),
                Err(error) => self.refuse(number, IntakeError::MigrationAccount(error)),
            }
        }
    }

    fn found(&mut self, number: usize, incoming: Incoming) {
        self.import.rows.push(ImportRow { number, label: incoming.label(), found: Ok(incoming) });
    }

    fn refuse(&mut self, number: usize, error: IntakeError) {
        let found = Err(ImportRefusal::Line(error));
        self.import.rows.push(ImportRow { number, label: String::new(), found });
    }

    fn demand_room(&self) -> Result<(), ImportError> {
        let has_room = self.import.rows.len() <= MAX_ROWS;
        if has_room { Ok(()) } else { Err(ImportError::TooManyRows { most: MAX_ROWS }) }
    }

    fn no_text(&mut self, number: usize) {
        self.import.rows.push(ImportRow { number, label: String::new(), found: Err(ImportRefusal::NotText) });
    }

    fn finish(mut self, has_address: bool) -> Result<Import, ImportError> {
        let missing: usize = self.exports.progress().iter().map(|progress| progress.missing.len()).sum();
        self.import.missing_pictures = u32::try_from(missing).unwrap_or(u32::MAX);
        let rows = &self.import.rows;
        let is_no_text = rows.iter().any(|row| matches!(row.found, Err(ImportRefusal::NotText)));
        match () {
            () if rows.is_empty() => Err(ImportError::Empty),
            () if is_no_text && !has_address => Err(ImportError::NotText),
            () => Ok(self.import),
        }
    }
}

fn of_export(uri: KeyUri) -> Incoming {
    Incoming::Account(IncomingAccount::New(new_account(uri)))
}

fn kept(unmade: UnmadeUri) -> Incoming {
    let UnmadeUri { text, issuer, name, reason } = unmade;
    let issuer = only_what_is_seen(&issuer.unwrap_or_default());
    let kept = KeptAddress { address: text, reason };
    Incoming::Account(IncomingAccount::Kept { issuer, name: only_what_is_seen(&name), kept })
}

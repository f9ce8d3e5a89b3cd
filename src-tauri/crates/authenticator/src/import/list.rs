//! A plain list: addresses, one a line.

use otp::migration::Batch;
use otp::{KeyUri, UnmadeUri};

use super::{Import, ImportError, ImportRefusal, ImportRow, Incoming, IncomingAccount, MAX_ROWS};
use crate::account::{KeptAddress, only_what_is_seen};
use crate::intake::{Exports, IntakeError, Payload, address_starts, new_account, parse_payload, unquote};

/// The longest list looked at, in bytes.
const MAX_LIST_BYTES: usize = 4 * 1024 * 1024;

/// Beginnings of a line that is a comment.
const COMMENTS: [&str; 2] = ["#", "//"];

impl Import {
    /// Reads a list of addresses. Empty lines and comments (`#`, `//`) are none of its rows; everything else is one.
    ///
    /// # Errors
    /// [`ImportError::Empty`], [`ImportError::TooLong`], [`ImportError::TooManyRows`]. A bad line is a row that is refused,
    /// and hides no other.
    pub fn of_list(text: &str) -> Result<Self, ImportError> {
        if text.len() > MAX_LIST_BYTES {
            return Err(ImportError::TooLong { most: MAX_LIST_BYTES });
        }
        let mut reading = Reading::default();
        let mut lines = (1..).zip(text.lines()).map(|(number, line)| (number, trimmed(line))).peekable();
        while let Some((number, line)) = lines.next() {
            if line.is_empty() || COMMENTS.iter().any(|comment| line.starts_with(comment)) {
                continue;
            }
            let begins = !address_starts(line).is_empty() || is_motp(line);
            let mut is_broken = false;
            while begins && lines.next_if(|(_, next)| goes_on(next)).is_some() {
                is_broken = true;
            }
            reading.line(number, line, is_broken);
            if reading.import.rows.len() > MAX_ROWS {
                return Err(ImportError::TooManyRows { most: MAX_ROWS });
            }
        }
        reading.finish()
    }
}

fn trimmed(line: &str) -> &str {
    line.trim_matches(|letter: char| letter.is_whitespace() || matches!(letter, '\u{feff}' | '\0'))
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
        && !COMMENTS.iter().any(|comment| line.starts_with(comment))
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

    fn finish(mut self) -> Result<Import, ImportError> {
        let missing: usize = self.exports.progress().iter().map(|progress| progress.missing.len()).sum();
        self.import.missing_pictures = u32::try_from(missing).unwrap_or(u32::MAX);
        if self.import.rows.is_empty() { Err(ImportError::Empty) } else { Ok(self.import) }
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

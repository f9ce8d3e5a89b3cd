//! From pictures, texts and typing to a draft of accounts. Nothing is stored here.

mod duplicate;
mod error;
mod exports;
mod foreign;
mod lines;
mod payload;
mod typed;

use otp::migration::{Batch, Progress};
use otp::{KeyUri, Parameters, Secret};
use qr::{Incomplete, Obstacle, ReadError, Reading};

use crate::account::{NewAccount, only_what_is_seen};
pub use duplicate::Duplicate;
pub use error::{IntakeError, TypedError};
use exports::{Exports, Taken};
pub use foreign::Foreign;
use payload::Payload;
pub use typed::TypedAccount;

/// How many accounts pictures and texts may bring into one draft: more than anybody has, and few enough to show and to
/// compare at once. What a person types one by one is always taken.
pub const MAX_ITEMS: usize = 1_000;

/// How many problems one draft lists: nobody reads more.
pub const MAX_PROBLEMS: usize = 200;

/// How many of Google's exports may be put together in one draft.
pub const MAX_EXPORTS: usize = 20;

/// Everything found so far in pictures and texts, before anything is stored.
#[derive(Debug, Default)]
pub struct Draft {
    items: Vec<DraftItem>,
    problems: Vec<DraftProblem>,
    exports: Exports,
    next_item: u32,
}

/// One account found.
#[derive(Debug, Clone, PartialEq)]
pub struct DraftItem {
    /// Its number in the draft; never used again for another one.
    pub item: u32,
    /// Where it was found, such as a file's name.
    pub source: String,
    /// The account.
    pub account: NewAccount,
    /// Things worth knowing.
    pub warnings: Vec<DraftWarning>,
}

/// Worth knowing about an item; stops nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DraftWarning {
    /// Stable, such as `secret-short`.
    pub code: &'static str,
    /// The fact, with what to do about it.
    pub message: String,
}

/// A source, or a part of one, that gave no account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DraftProblem {
    /// Where, such as a file's name.
    pub source: String,
    /// Why.
    pub error: IntakeError,
}

/// An item that the person ticked, with issuer and name as corrected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pick {
    /// Its number in the draft.
    pub item: u32,
    /// Who asks for the code.
    pub issuer: String,
    /// Whose account it is.
    pub name: String,
}

impl Draft {
    /// An empty one.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes in what reading a picture came to.
    pub fn add_picture(&mut self, source: &str, reading: &Result<Reading, ReadError>) {
        match reading {
            Ok(reading) => self.add_reading(source, reading),
            Err(error) => self.problem(source, IntakeError::Picture(error.clone())),
        }
    }

    /// Takes in a text: addresses of accounts, one a line, with anything around them.
    pub fn add_text(&mut self, source: &str, text: &str) {
        match lines::split(text) {
            Ok(lines) => self.add_lines(source, lines),
            Err(error) => self.problem(source, error),
        }
    }

    /// Takes in an account that was typed, and gives its number.
    ///
    /// # Errors
    /// [`TypedError`]; the draft is then as it was.
    pub fn add_typed(&mut self, source: &str, typed: &TypedAccount) -> Result<u32, TypedError> {
        let (account, warnings) = typed.check()?;
        let warnings = warnings.iter().map(|warning| DraftWarning { code: warning.code(), message: warning.message() });
        Ok(self.item(source, account, warnings.collect()))
    }

    /// Takes in an account to try the program with, and gives its number.
    pub fn add_example(&mut self, source: &str) -> u32 {
        self.item(source, example(), Vec::new())
    }

    /// The accounts found, in order.
    #[must_use]
    pub fn items(&self) -> &[DraftItem] {
        &self.items
    }

    /// What gave no account, in order.
    #[must_use]
    pub fn problems(&self) -> &[DraftProblem] {
        &self.problems
    }

    /// How much is here of each of Google's exports of several pictures.
    #[must_use]
    pub fn batches(&self) -> Vec<Progress> {
        self.exports.progress()
    }

    /// The accounts of these picks with their numbers, in the order of the picks; each once, unknown numbers left out.
    #[must_use]
    pub fn picked(&self, picks: &[Pick]) -> Vec<(u32, NewAccount)> {
        let mut picked: Vec<(u32, NewAccount)> = Vec::new();
        for pick in picks {
            let item = self.items.iter().find(|item| item.item == pick.item);
            if let Some(item) = item.filter(|item| picked.iter().all(|(number, _)| *number != item.item)) {
                picked.push((item.item, corrected(&item.account, pick)));
            }
        }
        picked
    }

    /// Takes an item out, once it is stored.
    pub fn remove(&mut self, item: u32) {
        self.items.retain(|other| other.item != item);
    }

    fn add_reading(&mut self, source: &str, reading: &Reading) {
        for code in &reading.codes {
            self.add_payload(source, &code.text());
        }
        match reading.incomplete {
            Some(Incomplete::TimeOut) => self.problem(source, IntakeError::TimeOut),
            Some(Incomplete::Crashed) => self.problem(source, IntakeError::Crashed),
            None => {}
        }
        let with_remedy = |obstacle: &&Obstacle| !matches!(obstacle, Obstacle::Unreadable { .. });
        let told: Vec<&Obstacle> = reading.obstacles.iter().filter(with_remedy).collect();
        for obstacle in &told {
            self.problem(source, IntakeError::Obstacle(**obstacle));
        }
        let count = reading.damaged.saturating_sub(u32::try_from(told.len()).unwrap_or(u32::MAX));
        if count > 0 {
            self.problem(source, IntakeError::DamagedCode { count });
        } else if told.is_empty() && reading.codes.is_empty() && reading.incomplete.is_none() {
            self.problem(source, IntakeError::NoCode);
        }
    }

    fn add_lines(&mut self, source: &str, lines: lines::Lines<'_>) {
        for address in &lines.addresses {
            self.add_payload(source, address);
        }
        match lines.foreign.as_slice() {
            [] => {}
            [only] => self.add_payload(source, only),
            several => self.problem(source, IntakeError::OtherLines { lines: several.len() }),
        }
    }

    fn add_payload(&mut self, source: &str, text: &str) {
        match payload::parse(text) {
            Payload::Account(parsed) => {
                if !self.has_room_for(1) {
                    return self.full(source, "accounts", MAX_ITEMS);
                }
                let warnings = parsed
                    .warnings
                    .iter()
                    .map(|warning| DraftWarning { code: warning.code(), message: warning.message() });
                let warnings = warnings.collect();
                self.item(source, new_account(parsed.uri), warnings);
            }
            Payload::Export(batch) => self.add_batch(source, batch),
            Payload::Problem(error) => self.problem(source, error),
        }
    }

    fn add_batch(&mut self, source: &str, batch: Batch) {
        // A picture of which only a part fits is left out as a whole, so that it can be read again later.
        if !self.has_room_for(batch.accounts.len()) {
            return self.full(source, "accounts", MAX_ITEMS);
        }
        match self.exports.take(&batch) {
            Taken::New => {}
            Taken::Repeated => return,
            Taken::Full => return self.full(source, "exports", MAX_EXPORTS),
        }
        for account in batch.accounts {
            match account {
                Ok(uri) => {
                    let warnings = short_warning(&uri.secret);
                    self.item(source, new_account(uri), warnings);
                }
                Err(error) => self.problem(source, IntakeError::MigrationAccount(error)),
            }
        }
    }

    fn item(&mut self, source: &str, account: NewAccount, warnings: Vec<DraftWarning>) -> u32 {
        let item = self.next_item;
        self.next_item = self.next_item.saturating_add(1);
        self.items.push(DraftItem { item, source: source.to_owned(), account, warnings });
        item
    }

    fn has_room_for(&self, more: usize) -> bool {
        self.items.len().saturating_add(more) <= MAX_ITEMS
    }

    fn problem(&mut self, source: &str, error: IntakeError) {
        if self.problems.len() >= MAX_PROBLEMS {
            return self.full(source, "problems", MAX_PROBLEMS);
        }
        self.problems.push(DraftProblem { source: source.to_owned(), error });
    }

    /// Says that the draft is full, once for each limit.
    fn full(&mut self, source: &str, what: &'static str, most: usize) {
        let error = IntakeError::DraftFull { what, most };
        if self.problems.iter().rev().all(|problem| problem.error != error) {
            self.problems.push(DraftProblem { source: source.to_owned(), error });
        }
    }
}

fn short_warning(secret: &Secret) -> Vec<DraftWarning> {
    let warning = secret.short_warning();
    warning.iter().map(|warning| DraftWarning { code: warning.code(), message: warning.message() }).collect()
}

fn new_account(uri: KeyUri) -> NewAccount {
    let KeyUri { issuer, label_issuer, name, secret, parameters, extra } = uri;
    let issuer = only_what_is_seen(&issuer.unwrap_or_default());
    NewAccount { label_issuer, extra, ..NewAccount::new(issuer, only_what_is_seen(&name), secret, parameters) }
}

fn corrected(account: &NewAccount, pick: &Pick) -> NewAccount {
    let mut account = account.clone();
    let issuer = only_what_is_seen(&pick.issuer);
    if issuer != account.issuer {
        account.label_issuer = None;
    }
    account.issuer = issuer;
    account.name = only_what_is_seen(&pick.name);
    account
}

/// The secret that RFC 6238, appendix B, computes its examples with: known to everybody.
const EXAMPLE_SECRET: &[u8] = b"12345678901234567890";

/// The account a person may try the program with.
fn example() -> NewAccount {
    let secret = Secret::from_bytes(EXAMPLE_SECRET.to_vec()).expect("20 bytes are a secret");
    let note =
        "An example to try Countersign with. Its secret is public (RFC 6238, appendix B): protect nothing with it.";
    let account = NewAccount::new("Example".to_owned(), "alice@example.com".to_owned(), secret, Parameters::default());
    NewAccount { note: note.to_owned(), ..account }
}

#[cfg(test)]
mod tests;

//! From pictures, texts and typing to a draft of accounts. Nothing is stored here.

mod duplicate;
mod error;
mod exports;
mod foreign;
mod lines;
mod payload;
mod places;
mod typed;

use otp::migration::{Batch, Progress};
use otp::{KeyUri, Parameters, Secret};
use qr::{Incomplete, ReadError, Reading};

use crate::account::NewAccount;
use crate::seen::only_what_is_seen;
pub use duplicate::Duplicate;
pub use error::{IntakeError, TypedError};
pub(crate) use exports::Exports;
use exports::Taken;
pub use foreign::Foreign;
pub(crate) use lines::{address_starts, unquote};
pub(crate) use payload::{Payload, parse as parse_payload};
use places::At;
pub use places::{DraftPicture, DraftPlace, DraftSource};
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
    sources: Vec<DraftSource>,
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
    /// The number of that source in the draft.
    pub source_number: usize,
    /// The number of its QR code among the places of the source's picture.
    pub place: Option<usize>,
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
    /// The number of that source in the draft.
    pub source_number: usize,
    /// The numbers of the QR codes that it is about among the places of the source's picture.
    pub places: Vec<usize>,
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

    /// Takes in what reading a picture came to, and gives the number of the source.
    pub fn add_picture(&mut self, source: &str, reading: &Result<Reading, ReadError>) -> usize {
        let at = self.begin(source);
        match reading {
            Ok(reading) => self.add_reading(at, reading),
            Err(error) => self.problem(at, IntakeError::Picture(error.clone())),
        }
        at.source
    }

    /// Takes in a text: addresses of accounts, one a line, with anything around them. Gives the number of the source.
    pub fn add_text(&mut self, source: &str, text: &str) -> usize {
        let at = self.begin(source);
        match lines::split(text) {
            Ok(lines) => self.add_lines(at, lines),
            Err(error) => self.problem(at, error),
        }
        at.source
    }

    /// Takes in an account that was typed, and gives its number.
    ///
    /// # Errors
    /// [`TypedError`]; the draft is then as it was.
    pub fn add_typed(&mut self, source: &str, typed: &TypedAccount) -> Result<u32, TypedError> {
        let (account, warnings) = typed.check()?;
        let warnings = warnings.iter().map(|warning| DraftWarning { code: warning.code(), message: warning.message() });
        let at = self.begin(source);
        Ok(self.item(at, account, warnings.collect()))
    }

    /// Takes in an account to try the program with, and gives its number.
    pub fn add_example(&mut self, source: &str) -> u32 {
        let at = self.begin(source);
        self.item(at, example(), Vec::new())
    }

    /// What was looked through, by number.
    #[must_use]
    pub fn sources(&self) -> &[DraftSource] {
        &self.sources
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

    fn begin<'name>(&mut self, name: &'name str) -> At<'name> {
        self.sources.push(DraftSource { name: name.to_owned(), picture: None });
        At { name, source: self.sources.len() - 1, place: None }
    }

    fn add_reading(&mut self, at: At<'_>, reading: &Reading) {
        let order = places::in_reading_order(reading);
        self.keep_picture(at, places::picture(reading, &order, self.sketched()));
        for (place, (_, code)) in order.iter().enumerate() {
            if let Some(code) = code {
                self.add_payload(At { place: Some(place), ..at }, &code.text());
            }
        }
        match reading.incomplete {
            Some(Incomplete::TimeOut) => self.problem(at, IntakeError::TimeOut),
            Some(Incomplete::Crashed) => self.problem(at, IntakeError::Crashed),
            None => {}
        }
        let told = places::obstacles(reading, &order);
        for (places, obstacle) in &told {
            self.problem_at(at, places.clone(), IntakeError::Obstacle(*obstacle));
        }
        let is_told = |place: &usize| told.iter().any(|(places, _)| places.contains(place));
        let damaged = order.iter().enumerate().filter(|(_, (_, code))| code.is_none()).map(|(place, _)| place);
        let damaged: Vec<usize> = damaged.filter(|place| !is_told(place)).collect();
        let count = reading.damaged.saturating_sub(u32::try_from(told.len()).unwrap_or(u32::MAX));
        if count > 0 {
            self.problem_at(at, damaged, IntakeError::DamagedCode { count });
        } else if told.is_empty() && reading.codes.is_empty() && reading.incomplete.is_none() {
            self.problem(at, IntakeError::NoCode);
        }
    }

    fn keep_picture(&mut self, at: At<'_>, picture: DraftPicture) {
        if let Some(source) = self.sources.get_mut(at.source) {
            source.picture = Some(picture);
        }
    }

    fn sketched(&self) -> usize {
        let pictures = self.sources.iter().filter_map(|source| source.picture.as_ref());
        pictures.filter(|picture| picture.sketch.is_some()).count()
    }

    fn add_lines(&mut self, at: At<'_>, lines: lines::Lines<'_>) {
        let several = lines.addresses.len() + lines.foreign.len() > 1;
        for address in &lines.addresses {
            let name = if several { format!("{}, line {}", at.name, address.line) } else { at.name.to_owned() };
            self.add_payload(At { name: &name, ..at }, address.text);
        }
        match lines.foreign.as_slice() {
            [] => {}
            [only] => self.add_payload(at, only),
            several => self.problem(at, IntakeError::OtherLines { lines: several.len() }),
        }
    }

    fn add_payload(&mut self, at: At<'_>, text: &str) {
        match payload::parse(text) {
            Payload::Account(parsed) => {
                if !self.has_room_for(1) {
                    return self.full(at, "accounts", MAX_ITEMS);
                }
                let warnings = parsed
                    .warnings
                    .iter()
                    .map(|warning| DraftWarning { code: warning.code(), message: warning.message() });
                let warnings = warnings.collect();
                self.item(at, new_account(parsed.uri), warnings);
            }
            Payload::Export(batch) => self.add_batch(at, batch),
            Payload::Problem(error) => self.problem(at, error),
        }
    }

    fn add_batch(&mut self, at: At<'_>, batch: Batch) {
        // A picture of which only a part fits is left out as a whole, so that it can be read again later.
        if !self.has_room_for(batch.accounts.len()) {
            return self.full(at, "accounts", MAX_ITEMS);
        }
        match self.exports.take(&batch) {
            Taken::New => {}
            Taken::Repeated => return,
            Taken::Full => return self.full(at, "exports", MAX_EXPORTS),
        }
        for account in batch.accounts {
            match account {
                Ok(uri) => {
                    let warnings = short_warning(&uri.secret);
                    self.item(at, new_account(uri), warnings);
                }
                Err(error) => self.problem(at, IntakeError::MigrationAccount(error)),
            }
        }
    }

    fn item(&mut self, at: At<'_>, account: NewAccount, warnings: Vec<DraftWarning>) -> u32 {
        let item = self.next_item;
        self.next_item = self.next_item.saturating_add(1);
        let At { name, source, place } = at;
        self.items.push(DraftItem { item, source: name.to_owned(), source_number: source, place, account, warnings });
        item
    }

    fn has_room_for(&self, more: usize) -> bool {
        self.items.len().saturating_add(more) <= MAX_ITEMS
    }

    fn problem(&mut self, at: At<'_>, error: IntakeError) {
        self.problem_at(at, at.place.into_iter().collect(), error);
    }

    fn problem_at(&mut self, at: At<'_>, places: Vec<usize>, error: IntakeError) {
        if self.problems.len() >= MAX_PROBLEMS {
            return self.full(at, "problems", MAX_PROBLEMS);
        }
        self.problems.push(DraftProblem { source: at.name.to_owned(), source_number: at.source, places, error });
    }

    /// Says that the draft is full, once for each limit.
    fn full(&mut self, at: At<'_>, what: &'static str, most: usize) {
        let error = IntakeError::DraftFull { what, most };
        if self.problems.iter().rev().all(|problem| problem.error != error) {
            let places = at.place.into_iter().collect();
            self.problems.push(DraftProblem { source: at.name.to_owned(), source_number: at.source, places, error });
        }
    }
}

fn short_warning(secret: &Secret) -> Vec<DraftWarning> {
    let warning = secret.short_warning();
    warning.iter().map(|warning| DraftWarning { code: warning.code(), message: warning.message() }).collect()
}

pub(crate) fn new_account(uri: KeyUri) -> NewAccount {
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

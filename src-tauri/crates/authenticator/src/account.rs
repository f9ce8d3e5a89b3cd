//! Accounts, and records that are none.

use std::fmt;

use otp::{Counter, Parameters, Secret, UnixSeconds, UriError};
use zeroize::Zeroizing;

use crate::record::{RecordError, UnknownFields};
use crate::record_id::RecordId;
use crate::seen::{only_what_is_seen, only_what_is_seen_of_lines};
use crate::store::{RawRecord, StoreError};

/// One account. It holds the secret, which is wiped when it is dropped; `Debug` hides it.
#[derive(Clone, PartialEq)]
pub struct Account {
    /// The record's id; never changes.
    pub id: RecordId,
    /// Changes with each write. Only compared for equality.
    pub revision: u32,
    /// Who asks for the code; may be empty.
    pub issuer: String,
    /// Whose account it is; may be empty.
    pub name: String,
    /// What the codes are made from.
    pub codes: Codes,
    /// The person's own words for grouping.
    pub tags: Vec<String>,
    /// Shown first.
    pub pinned: bool,
    /// The person's note.
    pub note: String,
    /// The name of an icon.
    pub icon: Option<String>,
    /// The place in the list; lower is higher up.
    pub rank: i64,
    /// When it was added.
    pub created_at: UnixSeconds,
    /// When it was last written.
    pub changed_at: UnixSeconds,
    /// When it was put into the trash, while it is there.
    pub trashed_at: Option<UnixSeconds>,
    /// The issuer in the label of its otpauth address, where that was another one.
    pub label_issuer: Option<String>,
    /// Parameters of its otpauth address that Countersign does not know.
    pub extra: Vec<(String, String)>,
    /// Fields that a newer version wrote.
    pub unknown: UnknownFields,
}

impl Account {
    /// Issuer and name as one text, as messages call the account.
    #[must_use]
    pub fn label(&self) -> String {
        label(&self.issuer, &self.name)
    }

    /// Sorts accounts as the list shows them: pinned first, the trash last, then by rank, then by age.
    #[must_use]
    pub fn display_order(&self) -> DisplayOrder {
        DisplayOrder(self.trashed_at.is_some(), !self.pinned, self.rank, self.created_at, self.id)
    }

    /// The account as an otpauth address: of what is kept, to the letter the one that it came as.
    #[must_use]
    pub fn address(&self) -> Zeroizing<String> {
        let (secret, parameters) = match &self.codes {
            Codes::Made { secret, parameters } => (secret.clone(), *parameters),
            Codes::Kept(kept) => return kept.address.clone(),
        };
        let uri = otp::KeyUri {
            issuer: (!self.issuer.is_empty()).then(|| self.issuer.clone()),
            label_issuer: self.label_issuer.clone(),
            name: self.name.clone(),
            secret,
            parameters,
            extra: self.extra.clone(),
        };
        uri.print()
    }
}

/// What the codes of an account are made from.
#[derive(Debug, Clone, PartialEq)]
pub enum Codes {
    /// A secret, and how.
    Made {
        /// The secret.
        secret: Secret,
        /// How the codes are made; for HOTP with the counter of the next code.
        parameters: Parameters,
    },
    /// Nothing that this version makes codes of: the address as it came, for a program that does.
    Kept(KeptAddress),
}

/// The address of an account that this version makes no codes for. It holds the secret; `Debug` hides it.
#[derive(Clone, PartialEq)]
pub struct KeptAddress {
    /// The address, to the letter.
    pub address: Zeroizing<String>,
    /// Why there are no codes.
    pub reason: UriError,
}

impl Codes {
    /// Secret and parameters, where codes are made.
    #[must_use]
    pub fn made(&self) -> Option<(&Secret, &Parameters)> {
        match self {
            Self::Made { secret, parameters } => Some((secret, parameters)),
            Self::Kept(_) => None,
        }
    }

    /// How codes are made, where they are.
    #[must_use]
    pub fn parameters(&self) -> Option<&Parameters> {
        self.made().map(|(_, parameters)| parameters)
    }

    /// The counter of the next code; only for HOTP.
    #[must_use]
    pub fn counter(&self) -> Option<Counter> {
        self.parameters().and_then(Parameters::counter)
    }

    pub(crate) fn counter_mut(&mut self) -> Option<&mut Counter> {
        match self {
            Self::Made { parameters: Parameters::Hotp { counter, .. }, .. } => Some(counter),
            Self::Made { .. } | Self::Kept(_) => None,
        }
    }

    /// Secret and parameters.
    ///
    /// # Errors
    /// [`StoreError::NotMadeYet`] for an account that this version makes no codes for.
    pub fn needed(&self) -> Result<(&Secret, &Parameters), StoreError> {
        match self {
            Self::Made { secret, parameters } => Ok((secret, parameters)),
            Self::Kept(kept) => Err(StoreError::NotMadeYet { reason: kept.reason }),
        }
    }

    /// Both make the same codes, or are the same address to the letter.
    pub(crate) fn are_alike(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Made { secret, parameters }, Self::Made { secret: others, parameters: with }) => {
                makes_same_codes((secret, parameters), (others, with))
            }
            (Self::Kept(kept), Self::Kept(other)) => kept.address == other.address,
            _ => false,
        }
    }
}

impl fmt::Debug for KeptAddress {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("KeptAddress").field("reason", &self.reason).finish_non_exhaustive()
    }
}

/// A place in the list; see [`Account::display_order`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct DisplayOrder(bool, bool, i64, UnixSeconds, RecordId);

/// `issuer: name`, or the one that is not empty.
pub(crate) fn label(issuer: &str, name: &str) -> String {
    match (issuer, name) {
        ("", "") => "an account without a name".to_owned(),
        ("", only) | (only, "") => only.to_owned(),
        (issuer, name) => format!("{issuer}: {name}"),
    }
}

/// Both make the same codes. A HOTP counter does not tell accounts apart: adding one again with another counter would
/// put the site and this program out of step.
#[must_use]
pub fn makes_same_codes(left: (&Secret, &Parameters), right: (&Secret, &Parameters)) -> bool {
    let kind =
        |parameters: &Parameters| (parameters.kind(), parameters.algorithm(), parameters.digits(), parameters.period());
    left.0 == right.0 && kind(left.1) == kind(right.1)
}

/// An account that is not stored yet.
#[derive(Clone, PartialEq)]
pub struct NewAccount {
    /// Who asks for the code; may be empty.
    pub issuer: String,
    /// Whose account it is; may be empty.
    pub name: String,
    /// What the codes are made from.
    pub secret: Secret,
    /// How the codes are made.
    pub parameters: Parameters,
    /// The person's own words for grouping.
    pub tags: Vec<String>,
    /// Shown first.
    pub pinned: bool,
    /// The person's note.
    pub note: String,
    /// The name of an icon.
    pub icon: Option<String>,
    /// The issuer in the label of its otpauth address, where that was another one.
    pub label_issuer: Option<String>,
    /// Parameters of its otpauth address that Countersign does not know.
    pub extra: Vec<(String, String)>,
}

impl NewAccount {
    /// An account with nothing but what codes need.
    #[must_use]
    pub fn new(issuer: String, name: String, secret: Secret, parameters: Parameters) -> Self {
        Self {
            issuer,
            name,
            secret,
            parameters,
            tags: Vec::new(),
            pinned: false,
            note: String::new(),
            icon: None,
            label_issuer: None,
            extra: Vec::new(),
        }
    }
}

/// What a person changes of an account; `None` leaves it as it is. Secret and parameters never change.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AccountChange {
    /// Who asks for the code.
    pub issuer: Option<String>,
    /// Whose account it is.
    pub name: Option<String>,
    /// The person's note.
    pub note: Option<String>,
    /// The person's own words for grouping.
    pub tags: Option<Vec<String>>,
    /// Shown first.
    pub pinned: Option<bool>,
    /// The name of an icon; `Some(None)` takes it away.
    pub icon: Option<Option<String>>,
    /// The place in the list.
    pub rank: Option<i64>,
}

impl AccountChange {
    pub(crate) fn apply(self, account: &mut Account) {
        let issuer = self.issuer.map(|issuer| only_what_is_seen(&issuer));
        if issuer.as_ref().is_some_and(|issuer| *issuer != account.issuer) {
            account.label_issuer = None;
        }
        set(&mut account.issuer, issuer);
        set(&mut account.name, self.name.map(|name| only_what_is_seen(&name)));
        set(&mut account.note, self.note.map(|note| only_what_is_seen_of_lines(&note)));
        set(&mut account.tags, self.tags.map(|tags| seen_tags(&tags)));
        set(&mut account.pinned, self.pinned);
        set(&mut account.icon, self.icon);
        set(&mut account.rank, self.rank);
    }
}

/// A tag of which nothing is seen is none.
fn seen_tags(tags: &[String]) -> Vec<String> {
    tags.iter().map(|tag| only_what_is_seen(tag)).filter(|tag| !tag.is_empty()).collect()
}

fn set<T>(place: &mut T, value: Option<T>) {
    if let Some(value) = value {
        *place = value;
    }
}

/// What is kept under one id.
#[derive(Debug, Clone, PartialEq)]
#[expect(clippy::large_enum_variant, reason = "nearly every entry is an account")]
pub enum Entry {
    /// An account.
    Account(Account),
    /// A record that cannot be read, kept as it is.
    Damaged(DamagedRecord),
}

impl Entry {
    /// The id it is kept under.
    #[must_use]
    pub fn id(&self) -> RecordId {
        match self {
            Self::Account(account) => account.id,
            Self::Damaged(damaged) => damaged.id,
        }
    }
}

/// A record that cannot be read, kept as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DamagedRecord {
    /// The id it is kept under.
    pub id: RecordId,
    /// What is wrong with it.
    pub reason: RecordError,
    /// All of it; may hold the secret.
    pub raw: RawRecord,
}

impl fmt::Debug for Account {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            id,
            revision,
            issuer,
            name,
            codes,
            tags,
            pinned,
            note,
            icon,
            rank,
            created_at,
            changed_at,
            trashed_at,
            label_issuer,
            extra,
            unknown,
        } = self;
        let mut shown = formatter.debug_struct("Account");
        shown.field("id", id);
        shown.field("revision", revision);
        shown.field("issuer", issuer);
        shown.field("name", name);
        shown.field("codes", codes);
        shown.field("tags", tags);
        shown.field("pinned", pinned);
        shown.field("note", note);
        shown.field("icon", icon);
        shown.field("rank", rank);
        shown.field("created_at", created_at);
        shown.field("changed_at", changed_at);
        shown.field("trashed_at", trashed_at);
        shown.field("label_issuer", label_issuer);
        shown.field("extra", &Names(extra));
        shown.field("unknown", unknown);
        shown.finish()
    }
}

impl fmt::Debug for NewAccount {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { issuer, name, secret, parameters, tags, pinned, note, icon, label_issuer, extra } = self;
        let mut shown = formatter.debug_struct("NewAccount");
        shown.field("issuer", issuer);
        shown.field("name", name);
        shown.field("secret", secret);
        shown.field("parameters", parameters);
        shown.field("tags", tags);
        shown.field("pinned", pinned);
        shown.field("note", note);
        shown.field("icon", icon);
        shown.field("label_issuer", label_issuer);
        shown.field("extra", &Names(extra));
        shown.finish()
    }
}

/// Parameters that nobody knows by name only: a value may be a second secret.
struct Names<'all>(&'all [(String, String)]);

impl fmt::Debug for Names<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_map().entries(self.0.iter().map(|(name, _)| (name, format_args!("…")))).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_shows_neither_the_secret_nor_the_values_of_unknown_parameters() {
        let secret = Secret::from_bytes(b"12345678901234567890".to_vec()).expect("20 bytes are a secret");
        let mut account = NewAccount::new("Site".to_owned(), "a".to_owned(), secret, Parameters::default());
        account.extra = vec![("pin".to_owned(), "hidden".to_owned())];
        let shown = format!("{account:?}");
        assert!(shown.contains(r#"{"pin": …}"#), "{shown}");
        assert!(!shown.contains("hidden") && !shown.contains("GEZD") && !shown.contains("1234"), "{shown}");
    }
}

//! What is told about rows. No view holds a secret, a code or a hash.

use std::borrow::Cow;

use otp::{Algorithm, Digits, Period};
use serde::Serialize;

use super::words::{Event, of_reason};
use crate::database::addresses::AddressRow;
use crate::database::backup_codes::BackupCodeRow;
use crate::database::devices::DeviceRow;
use crate::database::journal::JournalRow;
use crate::database::outbox::MessageRow;
use crate::database::sessions::SessionRow;
use crate::database::users::UserRow;
use crate::{AddressId, DeviceId, SessionId, UserId};

/// A user, for the administrator.
#[derive(Debug, Clone, Serialize)]
pub struct UserView {
    /// The number.
    pub id: UserId,
    /// The name.
    pub name: String,
    /// In Unix seconds.
    pub created_at: i64,
    /// When the password was last set, in Unix seconds.
    pub password_changed_at: i64,
    /// The groups contextual rules look at.
    pub groups: Vec<String>,
    /// What there is beside the password.
    pub second_factor: SecondFactor,
    /// Whether the next login has to enrol a device.
    pub must_enrol: bool,
    /// Whether this user lives without a device for good.
    pub without_device: bool,
    /// The devices, also those that are gone but still kept for diagnosis.
    pub devices: Vec<DeviceView>,
    /// The sessions.
    pub sessions: Vec<SessionView>,
    /// The backup codes.
    pub backup_codes: BackupCodesView,
    /// The addresses, masked.
    pub addresses: Vec<AddressView>,
    /// The ways of signing in that are locked: `code`, `backup`, `sent`, `password` and so on.
    pub locked: Vec<String>,
    /// The same for people.
    pub locked_words: Vec<String>,
}

/// What a user has beside the password.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum SecondFactor {
    /// Nothing: the password alone signs in.
    None,
    /// At least one device that counts.
    Devices,
    /// Backup codes and codes that are sent, for good.
    WithoutDevice,
    /// Nothing any more: an administrator took it away, and the next login has to enrol a device.
    MustEnrol,
}

impl SecondFactor {
    pub(super) fn of(row: &UserRow, devices: &[DeviceRow]) -> Self {
        match () {
            () if row.must_enrol != 0 => Self::MustEnrol,
            () if row.without_device != 0 => Self::WithoutDevice,
            () if devices.iter().any(DeviceRow::is_active) => Self::Devices,
            () => Self::None,
        }
    }
}

/// What a device is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum DeviceState {
    /// It waits for its first code.
    Pending,
    /// Its codes count.
    Active,
    /// It was replaced or removed.
    Retired,
    /// It was never confirmed in time.
    Expired,
}

/// A device.
#[derive(Debug, Clone, Serialize)]
pub struct DeviceView {
    /// The number.
    pub id: DeviceId,
    /// The name its user gave it.
    pub name: String,
    /// What it is.
    pub state: DeviceState,
    /// Its hash.
    pub algorithm: Option<Algorithm>,
    /// Its digits.
    pub digits: Option<Digits>,
    /// Its step, in seconds.
    pub period: Option<Period>,
    /// In Unix seconds.
    pub created_at: i64,
    /// In Unix seconds.
    pub confirmed_at: Option<i64>,
    /// When a code of it was last accepted, in Unix seconds.
    pub last_used_at: Option<i64>,
    /// The step of that code.
    pub last_step: Option<u64>,
}

fn set(time: i64) -> Option<i64> {
    (time != 0).then_some(time)
}

impl DeviceState {
    pub(super) fn of(row: &DeviceRow, now: i64) -> Self {
        match row.state.as_str() {
            "active" => Self::Active,
            "pending" if row.is_pending(now) => Self::Pending,
            "retired" => Self::Retired,
            _ => Self::Expired,
        }
    }
}

impl DeviceView {
    pub(super) fn of(row: &DeviceRow, now: i64) -> Self {
        let state = DeviceState::of(row, now);
        let parameters = row.parameters().ok();
        Self {
            id: row.id(),
            name: row.name.clone(),
            state,
            algorithm: parameters.map(|parameters| parameters.algorithm()),
            digits: u32::try_from(row.digits).ok().and_then(|digits| Digits::new(digits).ok()),
            period: parameters.and_then(|parameters| parameters.period()),
            created_at: row.created_at,
            confirmed_at: set(row.confirmed_at),
            last_used_at: set(row.last_used_at),
            last_step: row.last_step(),
        }
    }

    /// None for one that is gone.
    pub(super) fn present(row: &DeviceRow, now: i64) -> Option<Self> {
        let view = Self::of(row, now);
        matches!(view.state, DeviceState::Active | DeviceState::Pending).then_some(view)
    }
}

/// A session.
#[derive(Debug, Clone, Serialize)]
pub struct SessionView {
    /// The number.
    pub id: SessionId,
    /// `partial`, `full` or `replacement`.
    pub kind: String,
    /// Whether it is the one that asks.
    pub is_this: bool,
    /// In Unix seconds.
    pub created_at: i64,
    /// When it was last used, in Unix seconds, half a minute out at most.
    pub seen_at: i64,
    /// In Unix seconds.
    pub expires_at: i64,
    /// Where it was begun.
    pub source: String,
    /// What it was begun with.
    pub agent: String,
}

impl SessionView {
    pub(super) fn of(row: SessionRow, this: &str) -> Self {
        Self {
            is_this: row.id == this,
            id: SessionId::claimed(&row.id),
            kind: row.kind,
            created_at: row.created_at,
            seen_at: row.seen_at,
            expires_at: row.expires_at,
            source: row.source,
            agent: row.agent,
        }
    }
}

/// How many backup codes there are.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct BackupCodesView {
    /// How many the set had.
    pub total: u32,
    /// How many can still be used.
    pub left: u32,
    /// Whether so few are left that new ones should be made.
    pub few: bool,
    /// In Unix seconds.
    pub issued_at: Option<i64>,
    /// In Unix seconds; none: never.
    pub expires_at: Option<i64>,
}

impl BackupCodesView {
    pub(super) fn of(rows: &[BackupCodeRow], now: i64, warn_at: u8) -> Self {
        let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        let left = count(rows.iter().filter(|row| row.is_left(now)).count());
        Self {
            total: count(rows.len()),
            left,
            few: !rows.is_empty() && left <= u32::from(warn_at),
            issued_at: rows.first().map(|row| row.issued_at),
            expires_at: rows.first().and_then(|row| set(row.expires_at)),
        }
    }
}

/// The kind of an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AddressKind {
    /// A telephone number.
    Sms,
    /// An e-mail address.
    Email,
}

impl AddressKind {
    /// Its name in the database.
    pub fn name(self) -> &'static str {
        match self {
            Self::Sms => "sms",
            Self::Email => "email",
        }
    }
}

/// An address codes are sent to.
#[derive(Debug, Clone, Serialize)]
pub struct AddressView {
    /// The number.
    pub id: AddressId,
    /// Its kind.
    pub kind: AddressKind,
    /// The address; masked before the second factor was given.
    pub address: String,
    /// Whether a code sent to it was confirmed. Before that it counts for nothing.
    pub is_confirmed: bool,
}

impl AddressView {
    pub(super) fn of(row: &AddressRow) -> Self {
        Self {
            id: AddressId::claimed(&row.id),
            kind: if row.kind == "sms" { AddressKind::Sms } else { AddressKind::Email },
            address: row.address.clone(),
            is_confirmed: row.confirmed_at != 0,
        }
    }

    /// As much of the address as its owner knows it by.
    pub(super) fn masked(row: &AddressRow) -> Self {
        let view = Self::of(row);
        let address = match (view.kind, view.address.split_once('@')) {
            (AddressKind::Email, Some((name, host))) => {
                format!("{}…@{host}", name.chars().next().map(String::from).unwrap_or_default())
            }
            _ => {
                let letters: Vec<char> = view.address.chars().collect();
                format!("…{}", letters.iter().skip(letters.len().saturating_sub(3)).collect::<String>())
            }
        };
        Self { address, ..view }
    }
}

/// A decision.
#[derive(Debug, Clone, Serialize)]
pub struct JournalView {
    /// The number; later ones are higher.
    pub id: i64,
    /// In Unix seconds.
    pub at: i64,
    /// Whose account it was, where it was somebody's.
    pub user: Option<UserId>,
    /// What was decided on.
    pub event: String,
    /// The same for people.
    pub event_words: String,
    /// `accepted` or `rejected`.
    pub outcome: String,
    /// Why; empty where there is nothing to say.
    pub reason: String,
    /// The same for people.
    pub reason_words: String,
    /// The device it was about.
    pub device: Option<DeviceId>,
    /// More of it.
    pub detail: String,
    /// Where the request came from.
    pub source: String,
    /// The number of the request in the log.
    pub request_id: String,
}

impl JournalView {
    pub(super) fn of(row: JournalRow) -> Self {
        Self {
            id: row.id,
            at: row.at,
            user: (!row.user_id.is_empty()).then(|| UserId::claimed(&row.user_id)),
            event_words: Event::words_of(&row.event).to_owned(),
            event: row.event,
            outcome: row.outcome,
            reason_words: of_reason(&row.reason).map_or_else(|| row.reason.clone(), Cow::into_owned),
            reason: row.reason,
            device: (!row.device_id.is_empty()).then(|| DeviceId::claimed(&row.device_id)),
            detail: row.detail,
            source: row.source,
            request_id: row.request_id,
        }
    }

    /// As its user sees it.
    pub(super) fn without_reason(mut self) -> Self {
        if self.outcome == "rejected" {
            self.reason.clear();
            self.reason_words.clear();
            self.detail.clear();
        }
        self
    }
}

/// A message in the outbox.
#[derive(Debug, Clone, Serialize)]
pub struct MessageView {
    /// The number; later ones are higher.
    pub id: i64,
    /// Whose it is.
    pub user: UserId,
    /// `sms`, `email`, `password-reset` or `notice`.
    pub kind: String,
    /// Where it would go.
    pub recipient: String,
    /// The subject.
    pub subject: String,
    /// The text. It may hold a code: that is what the outbox is for.
    pub body: String,
    /// In Unix seconds.
    pub created_at: i64,
}

impl MessageView {
    pub(super) fn of(row: MessageRow) -> Self {
        Self {
            id: row.id,
            user: UserId::claimed(&row.user_id),
            kind: row.kind,
            recipient: row.recipient,
            subject: row.subject,
            body: row.body,
            created_at: row.created_at,
        }
    }
}

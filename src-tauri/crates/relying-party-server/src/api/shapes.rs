//! What the API tells about things, as JSON.

use relying_party::{
    AddressKind, AddressView, BackupCodesView, DeviceState, DeviceView, JournalView, MessageView, SecondFactor,
    Session, SessionView, UserView,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The kind of an address.
#[derive(Clone, Copy, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Kind {
    /// A telephone number.
    Sms,
    /// An e-mail address.
    Email,
}

impl From<Kind> for AddressKind {
    fn from(kind: Kind) -> Self {
        match kind {
            Kind::Sms => Self::Sms,
            Kind::Email => Self::Email,
        }
    }
}

impl From<AddressKind> for Kind {
    fn from(kind: AddressKind) -> Self {
        match kind {
            AddressKind::Sms => Self::Sms,
            AddressKind::Email => Self::Email,
        }
    }
}

/// An address codes are sent to.
#[derive(Serialize, ToSchema)]
pub(super) struct Address {
    id: String,
    kind: Kind,
    /// Masked before the second factor was given.
    address: String,
    /// Before a code sent to it was confirmed it counts for nothing.
    is_confirmed: bool,
}

impl From<AddressView> for Address {
    fn from(view: AddressView) -> Self {
        let AddressView { id, kind, address, is_confirmed } = view;
        Self { id: id.to_string(), kind: kind.into(), address, is_confirmed }
    }
}

/// The state of a device.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
enum State {
    Pending,
    Active,
    Retired,
    Expired,
}

/// A device that makes one-time codes.
#[derive(Serialize, ToSchema)]
pub(super) struct Device {
    id: String,
    name: String,
    state: State,
    /// `SHA1`, `SHA256` or `SHA512`.
    algorithm: Option<String>,
    digits: Option<u8>,
    /// The step, in seconds.
    period: Option<u32>,
    /// In Unix seconds, as all times here.
    created_at: i64,
    confirmed_at: Option<i64>,
    last_used_at: Option<i64>,
}

impl From<DeviceView> for Device {
    fn from(view: DeviceView) -> Self {
        Self {
            id: view.id.to_string(),
            name: view.name,
            state: match view.state {
                DeviceState::Pending => State::Pending,
                DeviceState::Active => State::Active,
                DeviceState::Retired => State::Retired,
                DeviceState::Expired => State::Expired,
            },
            algorithm: view.algorithm.map(|algorithm| algorithm.to_string()),
            digits: view.digits.map(|digits| digits.value()),
            period: view.period.map(|period| period.seconds()),
            created_at: view.created_at,
            confirmed_at: view.confirmed_at,
            last_used_at: view.last_used_at,
        }
    }
}

/// A session in a list.
#[derive(Serialize, ToSchema)]
pub(super) struct ListedSession {
    id: String,
    /// `partial`, `full` or `replacement`.
    kind: String,
    /// Whether it is the one that asks.
    is_this: bool,
    created_at: i64,
    /// When it was last used, half a minute out at most.
    seen_at: i64,
    expires_at: i64,
    /// Where it was begun.
    source: String,
    /// What it was begun with.
    agent: String,
}

impl From<SessionView> for ListedSession {
    fn from(view: SessionView) -> Self {
        let SessionView { id, kind, is_this, created_at, seen_at, expires_at, source, agent } = view;
        Self { id: id.to_string(), kind, is_this, created_at, seen_at, expires_at, source, agent }
    }
}

/// The session that asks.
#[derive(Serialize, ToSchema)]
pub(super) struct OwnSession {
    id: String,
    user_id: String,
    username: String,
    /// `partial`, `full` or `replacement`.
    kind: &'static str,
    expires_at: i64,
    password_checked_at: i64,
    /// None where there was no check in this session.
    second_factor_checked_at: Option<i64>,
}

impl From<Session> for OwnSession {
    fn from(session: Session) -> Self {
        Self {
            id: session.id.to_string(),
            user_id: session.user.to_string(),
            username: session.user_name,
            kind: session.kind.name(),
            expires_at: session.expires_at,
            password_checked_at: session.password_checked_at,
            second_factor_checked_at: (session.factor_checked_at != 0).then_some(session.factor_checked_at),
        }
    }
}

/// How many backup codes there are.
#[derive(Serialize, ToSchema)]
pub(super) struct BackupCodes {
    total: u32,
    left: u32,
    /// Whether so few are left that new ones should be made.
    few: bool,
    issued_at: Option<i64>,
    /// None: never.
    expires_at: Option<i64>,
}

impl From<BackupCodesView> for BackupCodes {
    fn from(view: BackupCodesView) -> Self {
        let BackupCodesView { total, left, few, issued_at, expires_at } = view;
        Self { total, left, few, issued_at, expires_at }
    }
}

/// What a user has beside the password.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
enum Factor {
    None,
    Devices,
    WithoutDevice,
    MustEnrol,
}

impl From<SecondFactor> for Factor {
    fn from(factor: SecondFactor) -> Self {
        match factor {
            SecondFactor::None => Self::None,
            SecondFactor::Devices => Self::Devices,
            SecondFactor::WithoutDevice => Self::WithoutDevice,
            SecondFactor::MustEnrol => Self::MustEnrol,
        }
    }
}

/// A user, for the administrator.
#[derive(Serialize, ToSchema)]
pub(super) struct User {
    id: String,
    username: String,
    created_at: i64,
    /// When the password was last set.
    password_changed_at: i64,
    groups: Vec<String>,
    second_factor: Factor,
    /// Whether the next login has to enrol a device.
    must_enrol: bool,
    /// Whether this user lives without a device for good.
    without_device: bool,
    devices: Vec<Device>,
    sessions: Vec<ListedSession>,
    backup_codes: BackupCodes,
    addresses: Vec<Address>,
    /// The ways of signing in that are locked.
    locked: Vec<String>,
    /// The same for people.
    locked_words: Vec<String>,
}

impl From<UserView> for User {
    fn from(view: UserView) -> Self {
        Self {
            id: view.id.to_string(),
            username: view.name,
            created_at: view.created_at,
            password_changed_at: view.password_changed_at,
            groups: view.groups,
            second_factor: view.second_factor.into(),
            must_enrol: view.must_enrol,
            without_device: view.without_device,
            devices: all(view.devices),
            sessions: all(view.sessions),
            backup_codes: view.backup_codes.into(),
            addresses: all(view.addresses),
            locked: view.locked,
            locked_words: view.locked_words,
        }
    }
}

/// A decision.
#[derive(Serialize, ToSchema)]
pub(super) struct Entry {
    /// Later ones are higher.
    pub(super) id: i64,
    at: i64,
    user: Option<String>,
    event: String,
    /// The same for people.
    event_words: String,
    /// `accepted` or `rejected`.
    outcome: String,
    /// Empty where there is nothing to say.
    reason: String,
    /// The same for people.
    reason_words: String,
    device: Option<String>,
    detail: String,
    source: String,
    request_id: String,
}

impl From<JournalView> for Entry {
    fn from(view: JournalView) -> Self {
        Self {
            id: view.id,
            at: view.at,
            user: view.user.map(|id| id.to_string()),
            event: view.event,
            event_words: view.event_words,
            outcome: view.outcome,
            reason: view.reason,
            reason_words: view.reason_words,
            device: view.device.map(|id| id.to_string()),
            detail: view.detail,
            source: view.source,
            request_id: view.request_id,
        }
    }
}

/// A message in the outbox.
#[derive(Serialize, ToSchema)]
pub(super) struct Message {
    /// Later ones are higher.
    id: i64,
    user: String,
    /// `sms`, `email`, `password-reset` or `notice`.
    kind: String,
    recipient: String,
    subject: String,
    body: String,
    created_at: i64,
}

impl From<MessageView> for Message {
    fn from(view: MessageView) -> Self {
        let MessageView { id, user, kind, recipient, subject, body, created_at } = view;
        Self { id, user: user.to_string(), kind, recipient, subject, body, created_at }
    }
}

/// All of a list.
pub(super) fn all<V, T: From<V>>(views: Vec<V>) -> Vec<T> {
    views.into_iter().map(T::from).collect()
}

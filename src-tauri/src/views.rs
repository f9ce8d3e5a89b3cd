//! From the crates' types to what the window shows.

use authenticator::{Account, DamagedRecord, Entry, LockError, RecordId, SealedFileError, StoreError};
use otp::{CodeWindow, Parameters, UnixSeconds};

use crate::api::{AccountView, AccountsView, CodeView, ErrorView, Kind, StoreState};

/// The store's state as the window tells it apart.
pub(crate) fn store_state(error: StoreError) -> StoreState {
    let shown = ErrorView::from(error.clone());
    match error {
        // Unlocking makes the keyring that is not there yet; the page tells the two apart by the error's code.
        StoreError::Locked { provider } | StoreError::NoDefaultKeyring { provider } => {
            StoreState::Locked { provider, error: shown }
        }
        StoreError::Lock(LockError::Locked) => StoreState::Sealed { file: None, error: shown },
        StoreError::SealedFile(SealedFileError::Closed { path }) => {
            StoreState::Sealed { file: Some(path.display().to_string()), error: shown }
        }
        StoreError::NoService { .. } => StoreState::NoService { error: shown },
        StoreError::ItemsMissing { provider, previous_provider, expected, found } => {
            StoreState::ItemsMissing { provider, previous_provider, expected, found, error: shown }
        }
        _ => StoreState::Failed { error: shown },
    }
}

/// The state to show when a change failed because the store was away; none when the change itself was at fault.
pub(crate) fn lost_store(error: &StoreError) -> Option<StoreState> {
    let cause = error.cause();
    let away = matches!(cause, StoreError::Locked { .. } | StoreError::NoService { .. } | StoreError::NoAnswer);
    (away || cause.wants_password()).then(|| store_state(cause.clone()))
}

/// The ids of the first accounts that have a row with a code.
pub(crate) fn first_listed(view: &AccountsView, count: usize) -> Vec<RecordId> {
    let listed = view.accounts.iter().filter(|account| account.trashed_at.is_none() && account.damaged.is_none());
    listed.take(count).filter_map(|account| account.id.parse().ok()).collect()
}

/// A row of the list.
pub(crate) fn entry(entry: &Entry) -> AccountView {
    match entry {
        Entry::Account(held) => account(held),
        Entry::Damaged(record) => damaged(record),
    }
}

/// An account, without its secret.
pub(crate) fn account(account: &Account) -> AccountView {
    // Of what makes no codes, nobody looks at them.
    let parameters = account.codes.parameters().copied().unwrap_or_default();
    AccountView {
        id: account.id.to_string(),
        revision: account.revision,
        issuer: account.issuer.clone(),
        name: account.name.clone(),
        kind: kind(&parameters),
        algorithm: parameters.algorithm().to_string(),
        digits: parameters.digits().value().into(),
        period: period(&parameters),
        tags: account.tags.clone(),
        pinned: account.pinned,
        note: account.note.clone(),
        created_at: seconds(account.created_at),
        trashed_at: account.trashed_at.map(seconds),
        kept: account.codes.needed().err().map(Into::into),
        damaged: None,
    }
}

fn damaged(record: &DamagedRecord) -> AccountView {
    AccountView {
        id: record.id.to_string(),
        revision: 0,
        issuer: String::new(),
        name: String::new(),
        kind: Kind::Totp,
        algorithm: String::new(),
        digits: 0,
        period: 0,
        tags: Vec::new(),
        pinned: false,
        note: String::new(),
        created_at: 0,
        trashed_at: None,
        kept: None,
        damaged: Some(StoreError::Damaged { id: record.id, reason: record.reason.clone() }.into()),
    }
}

/// The kind of code.
pub(crate) fn kind(parameters: &Parameters) -> Kind {
    match parameters.kind() {
        otp::Kind::Totp => Kind::Totp,
        otp::Kind::Hotp => Kind::Hotp,
        otp::Kind::Steam => Kind::Steam,
    }
}

/// Seconds a code lives; 0 for HOTP.
pub(crate) fn period(parameters: &Parameters) -> u32 {
    parameters.period().map_or(0, otp::Period::seconds)
}

/// A code by time.
pub(crate) fn code(id: String, window: &CodeWindow) -> CodeView {
    CodeView {
        id,
        code: Some(window.code.as_str().to_owned()),
        next: Some(window.next.as_str().to_owned()),
        valid_from: number(window.valid_from.0),
        valid_until: number(window.valid_until.0),
        counter: None,
        error: None,
    }
}

/// A code by counter, or the place where one will be.
pub(crate) fn counted(id: String, shown: Option<(&otp::Code, u64)>) -> CodeView {
    CodeView {
        id,
        code: shown.map(|(code, _)| code.as_str().to_owned()),
        next: None,
        valid_from: 0.0,
        valid_until: 0.0,
        counter: shown.map(|(_, counter)| number(counter)),
        error: None,
    }
}

/// No code can be made.
pub(crate) fn no_code(id: String, error: ErrorView) -> CodeView {
    CodeView { id, code: None, next: None, valid_from: 0.0, valid_until: 0.0, counter: None, error: Some(error) }
}

fn seconds(time: UnixSeconds) -> u32 {
    u32::try_from(time.0).unwrap_or(u32::MAX)
}

/// As JavaScript counts; exact up to 2^53.
#[expect(clippy::cast_precision_loss, reason = "times and counters beyond 2^53 are shown rounded, never used")]
pub(crate) fn number(value: u64) -> f64 {
    value as f64
}

//! What steps lead to, as JSON. Tokens and codes are in here, once.

use relying_party::{BackupCodeSet, HalfLogin, LogIn, NewSession, SignedIn, Ways};
use serde::Serialize;
use utoipa::ToSchema;

use super::shapes::{Address, all};

/// A session that was just made.
#[derive(Serialize, ToSchema)]
pub(super) struct MadeSession {
    /// For `Authorization: Bearer`. It is told once.
    #[schema(min_length = 43, max_length = 43)]
    token: String,
    /// `partial`, `full` or `replacement`.
    kind: &'static str,
    /// In Unix seconds.
    expires_at: i64,
}

impl From<NewSession> for MadeSession {
    fn from(new: NewSession) -> Self {
        Self { token: new.token.expose().to_owned(), kind: new.session.kind.name(), expires_at: new.session.expires_at }
    }
}

/// A session, alone.
#[derive(Serialize, ToSchema)]
pub(super) struct JustSession {
    pub(super) session: MadeSession,
}

impl From<NewSession> for JustSession {
    fn from(new: NewSession) -> Self {
        Self { session: new.into() }
    }
}

/// Where a login stands.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
enum Status {
    SignedIn,
    SecondFactorRequired,
    MustEnrol,
}

/// The ways the second step can be done.
#[derive(Serialize, ToSchema)]
pub(super) struct PossibleWays {
    code: bool,
    backup_code: bool,
    addresses: Vec<Address>,
}

impl From<Ways> for PossibleWays {
    fn from(ways: Ways) -> Self {
        Self { code: ways.code, backup_code: ways.backup_code, addresses: all(ways.addresses) }
    }
}

/// Where a login stands, and the session that goes on with it.
#[derive(Serialize, ToSchema)]
pub(super) struct Login {
    status: Status,
    session: MadeSession,
    /// With `second-factor-required`: the ways the second step can be done.
    #[serde(skip_serializing_if = "Option::is_none")]
    ways: Option<PossibleWays>,
    /// With `signed-in`: what finished it: `password`, `code`, `backup-code` or `sent-code`.
    #[serde(skip_serializing_if = "Option::is_none")]
    way: Option<&'static str>,
    /// After a backup code: how many are left.
    #[serde(skip_serializing_if = "Option::is_none")]
    backup_codes_left: Option<u32>,
    /// Whether so few are left that new ones should be made.
    #[serde(skip_serializing_if = "Option::is_none")]
    few_backup_codes: Option<bool>,
}

impl Login {
    fn bare(status: Status, session: NewSession) -> Self {
        let session = session.into();
        Self { status, session, ways: None, way: None, backup_codes_left: None, few_backup_codes: None }
    }
}

impl From<SignedIn> for Login {
    fn from(done: SignedIn) -> Self {
        Self {
            way: Some(done.way.name()),
            backup_codes_left: done.backup_codes_left,
            few_backup_codes: done.backup_codes_left.map(|_| done.few_backup_codes),
            ..Self::bare(Status::SignedIn, done.session)
        }
    }
}

impl From<LogIn> for Login {
    fn from(login: LogIn) -> Self {
        match login {
            LogIn::SignedIn(done) => done.into(),
            LogIn::MustEnrol(session) => Self::bare(Status::MustEnrol, session),
            LogIn::SecondFactorRequired(HalfLogin { session, ways }) => {
                Self { ways: Some(ways.into()), ..Self::bare(Status::SecondFactorRequired, session) }
            }
        }
    }
}

/// New backup codes. They are told once.
#[derive(Serialize, ToSchema)]
pub(super) struct NewBackupCodes {
    codes: Vec<String>,
    /// In Unix seconds; none: never.
    expires_at: Option<i64>,
}

impl From<BackupCodeSet> for NewBackupCodes {
    fn from(set: BackupCodeSet) -> Self {
        Self { codes: set.codes.iter().map(|code| code.to_string()).collect(), expires_at: set.expires_at }
    }
}

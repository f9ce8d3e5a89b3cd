//! What a program reads with `--json`: camelCase, times in Unix seconds, described in docs/cli.md.

use authenticator::{Account, Codes};
use otp::{Algorithm, Kind, Parameters, UnixSeconds, UriError};
use serde::Serialize;

use super::one_line;

/// What, besides the secret, decides a code.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ParametersView {
    kind: Option<Kind>,
    algorithm: Option<Algorithm>,
    digits: Option<u8>,
    period: Option<u32>,
    counter: Option<u64>,
}

impl From<&Parameters> for ParametersView {
    fn from(parameters: &Parameters) -> Self {
        Self {
            kind: Some(parameters.kind()),
            algorithm: Some(parameters.algorithm()),
            digits: Some(parameters.digits().value()),
            period: parameters.period().map(otp::Period::seconds),
            counter: parameters.counter().map(otp::Counter::value),
        }
    }
}

impl From<&Codes> for ParametersView {
    fn from(codes: &Codes) -> Self {
        let none = Self { kind: None, algorithm: None, digits: None, period: None, counter: None };
        codes.parameters().map_or(none, Into::into)
    }
}

/// Why an account has no codes: it is kept as it is for a program that knows it.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct KeptView {
    code: &'static str,
    message: String,
}

impl KeptView {
    pub(crate) fn of(reason: UriError) -> Self {
        Self { code: reason.code(), message: reason.to_string() }
    }
}

/// One account; no secret and no code.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct AccountView {
    pub(crate) id: String,
    pub(crate) issuer: String,
    pub(crate) name: String,
    #[serde(flatten)]
    pub(crate) parameters: ParametersView,
    pub(crate) secret_bits: Option<u32>,
    /// Only of an account that this version makes no codes for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) kept: Option<KeptView>,
    pub(crate) tags: Vec<String>,
    pub(crate) pinned: bool,
    pub(crate) note: String,
    pub(crate) created_at: UnixSeconds,
    pub(crate) changed_at: UnixSeconds,
    pub(crate) trashed_at: Option<UnixSeconds>,
}

impl From<&Account> for AccountView {
    fn from(account: &Account) -> Self {
        Self {
            id: account.id.to_string(),
            issuer: account.issuer.clone(),
            name: account.name.clone(),
            parameters: (&account.codes).into(),
            secret_bits: account.codes.made().map(|(secret, _)| secret.bits()),
            kept: match &account.codes {
                Codes::Made { .. } => None,
                Codes::Kept(kept) => Some(KeptView::of(kept.reason)),
            },
            tags: account.tags.clone(),
            pinned: account.pinned,
            note: account.note.clone(),
            created_at: account.created_at,
            changed_at: account.changed_at,
            trashed_at: account.trashed_at,
        }
    }
}

/// Something worth knowing that stops nothing.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct WarningView {
    pub(crate) code: &'static str,
    pub(crate) message: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) hint: Option<String>,
}

/// Everything that decides a code.
pub(crate) fn parameters_in_words(parameters: &Parameters) -> String {
    let (algorithm, digits) = (parameters.algorithm(), parameters.digits().value());
    match parameters {
        Parameters::Totp { period, .. } => {
            format!("by time (TOTP), {algorithm}, {digits} digits, every {} s", period.seconds())
        }
        Parameters::Hotp { counter, .. } => {
            format!("by counter (HOTP), {algorithm}, {digits} digits, counter {}", counter.value())
        }
        Parameters::Steam => "Steam, 5 letters, every 30 s".to_owned(),
    }
}

/// What the codes of an account are made from, or why there are none.
pub(crate) fn codes_in_words(codes: &Codes) -> String {
    match codes {
        Codes::Made { parameters, .. } => parameters_in_words(parameters),
        Codes::Kept(kept) => format!("cannot be shown yet, kept unchanged: {}", kept.reason),
    }
}

/// The same, only what is not as usual.
pub(crate) fn codes_in_short(codes: &Codes) -> String {
    codes.parameters().map_or_else(|| "kept, no codes yet".to_owned(), parameters_in_short)
}

/// Only what is not as usual.
fn parameters_in_short(parameters: &Parameters) -> String {
    let usual = Parameters::default();
    let mut words = vec![parameters.kind().to_string()];
    if parameters.algorithm() != usual.algorithm() {
        words.push(parameters.algorithm().to_string());
    }
    if parameters.digits() != usual.digits() && parameters.kind() != Kind::Steam {
        words.push(format!("{} digits", parameters.digits().value()));
    }
    if let Some(period) = parameters.period().filter(|period| Some(*period) != usual.period()) {
        words.push(format!("{} s", period.seconds()));
    }
    words.join(" ")
}

/// Issuer and name as one text for a message.
pub(crate) fn label(issuer: &str, name: &str) -> String {
    match (issuer, name) {
        ("", "") => "an account without a name".to_owned(),
        ("", only) | (only, "") => one_line(only),
        (issuer, name) => one_line(&format!("{issuer}: {name}")),
    }
}

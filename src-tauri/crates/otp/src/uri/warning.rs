//! What is worth knowing about an address that was read.

use thiserror::Error;

use crate::SecretWarning;

/// Something worth knowing about an address that stops nothing.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum UriWarning {
    /// Label and parameter name different issuers; the parameter is used, the label's is kept.
    #[error("this address names two issuers, “{label}” and “{parameter}”; the second is used")]
    IssuerMismatch {
        /// The label's first part.
        label: String,
        /// The `issuer` parameter.
        parameter: String,
    },
    /// A time-based address of Steam's, which says nothing of Steam's letters.
    #[error("this is read as an account of Steam, whose codes are five letters and digits")]
    ReadAsSteam,
    /// A parameter that Steam's codes do not have; kept, but without effect.
    #[error("this address gives {name}, which has no effect on Steam's codes")]
    NoEffect {
        /// The parameter.
        name: &'static str,
    },
    /// A parameter given twice: the same value, or (for the issuer) another one, which is kept aside.
    #[error("this address gives {name} more than once; the first one is used")]
    Repeated {
        /// The parameter.
        name: &'static str,
    },
    /// A `%` that begins no escape; read as itself.
    #[error("this address has a percent sign that means nothing; check issuer and name")]
    BadEscape,
    /// Escapes that are no UTF-8; read as Latin-1.
    #[error("this address has letters in an old encoding; check issuer and name")]
    NotUtf8,
    /// About the secret.
    #[error(transparent)]
    Secret(SecretWarning),
}

impl UriWarning {
    /// Stable and greppable.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            UriWarning::IssuerMismatch { .. } => "uri-issuer-mismatch",
            UriWarning::ReadAsSteam => "uri-read-as-steam",
            UriWarning::NoEffect { .. } => "uri-no-effect",
            UriWarning::Repeated { .. } => "uri-repeated-parameter",
            UriWarning::BadEscape => "uri-bad-escape",
            UriWarning::NotUtf8 => "uri-not-utf8",
            UriWarning::Secret(warning) => warning.code(),
        }
    }

    /// The fact, with what to do about it.
    #[must_use]
    pub fn message(&self) -> String {
        self.to_string()
    }

    /// Adds `self` unless it is there already.
    pub(super) fn note(self, warnings: &mut Vec<UriWarning>) {
        if !warnings.contains(&self) {
            warnings.push(self);
        }
    }
}

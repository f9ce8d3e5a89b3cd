//! A rejection that is looked into, as the window and the command line do it: of an account and codes at hand, of a
//! relying party that runs, or of a bundle; and the bundle that is made of it.

use std::path::{Path, PathBuf};

use ::scenario::Scenario;
use ::scenario::bundle::{BundleError, Carried, Case, Rejection, bundle};
use otp::{Parameters, Secret, UnixSeconds};
use serde_json::{Map, Value};
use support::{Evidence, Explanation, Held, Submission, explain, investigate};
use zeroize::Zeroizing;

use crate::files;
use crate::relying_party::{Administration, AdministrationError, Investigation};

/// What was found, and what a bundle tells of it. Holds no secret and no code.
#[derive(Debug, Clone)]
pub struct Found {
    /// The causes.
    pub explanation: Explanation,
    /// What they rest on.
    pub evidence: Evidence,
    /// What the relying party said.
    pub rejection: Option<Rejection>,
    /// What it decides by, where that is known.
    pub policy: Map<String, Value>,
    /// Whose account it is.
    pub names: Names,
}

/// Whose account it is, as far as that is known.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Names {
    /// The site.
    pub issuer: Option<String>,
    /// The person there.
    pub account: Option<String>,
}

impl Names {
    /// Both in one line; none where neither is known.
    pub fn line(&self) -> Option<String> {
        let known: Vec<&str> = [&self.issuer, &self.account].into_iter().flatten().map(String::as_str).collect();
        (!known.is_empty()).then(|| known.join(": "))
    }
}

/// An account that a text names.
#[derive(Debug, Clone)]
pub struct NamedAccount {
    /// Its secret.
    pub secret: Secret,
    /// What else decides its codes.
    pub parameters: Parameters,
    /// Whose it is, where the text says it.
    pub names: Names,
}

/// A code as it was given, and when.
#[derive(Clone)]
pub struct Given {
    /// As it was typed.
    pub text: Zeroizing<String>,
    /// By the verifier's clock.
    pub at: UnixSeconds,
}

/// Everything that is compared, where no relying party holds it.
#[derive(Clone)]
pub struct Material {
    /// What the verifier holds.
    pub held: Held,
    /// Whose account it is.
    pub names: Names,
    /// The rejected code, then those that were read out since.
    pub given: Vec<Given>,
    /// What the device's own clock showed at the first.
    pub device_showed: Option<UnixSeconds>,
}

/// Why a text names no account, or a bundle could not be written.
#[derive(Debug, thiserror::Error)]
pub enum DiagnosisError {
    /// Neither an address nor a secret.
    #[error("this is no account: {0}")]
    NotAnAccount(String),
    /// There is no story to tell.
    #[error(transparent)]
    Bundle(#[from] BundleError),
    /// The story has no form as a file.
    #[error("the bundle has no form as a file: {0}")]
    NoForm(String),
    /// The file is not there afterwards.
    #[error("{} could not be written: {error}", path.display())]
    NotWritten {
        /// The file.
        path: PathBuf,
        /// What the system says.
        error: std::io::Error,
    },
}

impl DiagnosisError {
    /// Stable and greppable.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotAnAccount(_) => "diagnose-not-an-account",
            Self::Bundle(error) => error.code(),
            Self::NoForm(_) => "bundle-no-form",
            Self::NotWritten { .. } => "bundle-not-written",
        }
    }

    /// What to do.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::NotAnAccount(_) => "give an otpauth:// address or a secret in base32",
            Self::Bundle(error) => error.hint(),
            Self::NoForm(_) => "report it; `countersign diagnose --json` has the evidence, too",
            Self::NotWritten { .. } => "name a file that is not there yet, in a folder you may write to",
        }
    }
}

/// Reads an otpauth:// address, or a secret in base32 whose codes are made with `parameters`.
///
/// # Errors
/// It is neither. Never with a part of the text: it may be a secret.
pub fn named_account(text: &str, parameters: Parameters) -> Result<NamedAccount, DiagnosisError> {
    let refused = |why: String| DiagnosisError::NotAnAccount(why);
    if text.contains("://") {
        let uri = otp::parse_uri(text).map_err(|error| refused(error.to_string()))?.uri;
        let names = Names { issuer: uri.issuer, account: Some(uri.name).filter(|name| !name.is_empty()) };
        return Ok(NamedAccount { secret: uri.secret, parameters: uri.parameters, names });
    }
    let secret = Secret::parse_base32(text).map_err(|error| refused(error.to_string()))?;
    Ok(NamedAccount { secret, parameters, names: Names::default() })
}

impl Material {
    /// Compares the codes with what is held.
    pub fn look_into(&self) -> Found {
        let evidence = investigate(&self.held, &self.submissions());
        Found { names: self.names.clone(), ..Found::of(evidence) }
    }

    /// As they are compared: the first is the rejected one, and what the device showed belongs to it.
    pub fn submissions(&self) -> Vec<Submission<'_>> {
        let mut submissions: Vec<Submission<'_>> =
            self.given.iter().map(|given| Submission::read_out(&given.text, given.at)).collect();
        if let Some(first) = submissions.first_mut() {
            (first.device_showed, first.read_out) = (self.device_showed, false);
        }
        submissions
    }
}

impl Found {
    /// From nothing but evidence.
    pub fn of(evidence: Evidence) -> Self {
        let explanation = explain(&evidence);
        Self { explanation, evidence, rejection: None, policy: Map::new(), names: Names::default() }
    }

    /// What a bundle carries along. Its policy is the one it is replayed with.
    pub fn carried(scenario: &Scenario, carried: Carried) -> Self {
        let about = scenario.people.get("person").map(|person| person.about.clone()).filter(|name| !name.is_empty());
        Self {
            rejection: carried.rejection,
            policy: scenario.policy.change.clone(),
            names: Names { issuer: None, account: about },
            ..Self::of(carried.found)
        }
    }

    /// Has a relying party look into a rejection of its own. `known`: codes read out since, and the time the device
    /// showed; `names`: whose account it is.
    ///
    /// # Errors
    /// As the relying party says.
    pub async fn of_server(
        server: &Administration,
        rejection: i64,
        known: Value,
        names: Names,
    ) -> Result<Self, AdministrationError> {
        let found = server.investigate(rejection, known).await?;
        let policy = match server.get("/policy").await? {
            Value::Object(policy) => policy,
            _ => Map::new(),
        };
        let Investigation { explanation, evidence, rejection } = found;
        Ok(Self { explanation, evidence, rejection: Some(rejection), policy, names })
    }

    /// The bundle as a file's text, with these words about the person, or none. `made_by`: the program and its version.
    ///
    /// # Errors
    /// There is no story that a relying party of ours could replay.
    pub fn bundle(&self, person: Option<String>, made_by: &str) -> Result<String, DiagnosisError> {
        let case = Case {
            evidence: &self.evidence,
            explanation: &self.explanation,
            policy: self.policy.clone(),
            rejection: self.rejection.clone(),
            person,
            made_by: made_by.to_owned(),
        };
        bundle(&case)?.to_toml().map_err(|error| DiagnosisError::NoForm(error.to_string()))
    }
}

/// Writes a bundle to a file that was not there before: whole, or not at all.
///
/// # Errors
/// The file is there already, or the system refuses it.
pub fn write_bundle(path: &Path, text: &str) -> Result<(), DiagnosisError> {
    files::create(path, text.as_bytes()).map_err(|error| DiagnosisError::NotWritten { path: path.to_owned(), error })
}

/// A file in this folder that is not there yet, for a bundle about this cause.
pub fn free_file(folder: &Path, found: &Found) -> PathBuf {
    let cause = found.explanation.causes.first().map_or("case", |cause| cause.kind.name());
    let names = (2_u32..1_000).map(|number| format!("countersign-{cause}-{number}.toml"));
    let all = std::iter::once(format!("countersign-{cause}.toml")).chain(names);
    let mut paths = all.map(|name| folder.join(name));
    paths.find(|path| !path.exists()).unwrap_or_else(|| folder.join("countersign.toml"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const ADDRESS: &str = "otpauth://totp/Harbour:ada?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=Harbour&digits=8";

    #[test]
    fn an_address_says_whose_account_it_is_and_a_secret_does_not() {
        let named = named_account(ADDRESS, Parameters::default()).unwrap();
        assert_eq!(named.names.line().as_deref(), Some("Harbour: ada"));
        assert_eq!(named.parameters.digits().value(), 8);
        let named = named_account(" JBSW Y3DP EHPK 3PXP ", Parameters::default()).unwrap();
        assert_eq!((named.names.line(), named.parameters), (None, Parameters::default()));
    }

    #[test]
    fn what_is_no_account_is_not_repeated() {
        for text in ["not!base32", "otpauth://totp/x?secret=not!base32", "https://example.org/not!base32"] {
            let error = named_account(text, Parameters::default()).unwrap_err();
            assert_eq!(error.code(), "diagnose-not-an-account");
            assert!(!error.to_string().contains("base32"), "{error}");
        }
    }

    #[test]
    fn a_bundle_is_written_whole_and_over_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("case.toml");
        write_bundle(&path, "format = 1\n").unwrap();
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "format = 1\n");
        assert_eq!(write_bundle(&path, "mine").unwrap_err().code(), "bundle-not-written");
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "format = 1\n");
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
        assert!(write_bundle(&folder.path().join("none/case.toml"), "").is_err());
    }
}

//! Whether a target may be attacked: one on this machine, or one that serves a file to say so.

use std::fmt;

use crate::{Action, Person, RawRequest, Target, TargetError, Visitor};

/// Where a target that is not on this machine has to serve its word, below its base address.
pub const OWNERSHIP_PATH: &str = "/.well-known/countersign-attack.txt";

/// The word a target serves to say that it may be attacked: eight groups of four hexadecimal digits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ownership(String);

impl Ownership {
    /// A new word, of 128 random bits.
    pub fn new(random: [u8; 16]) -> Self {
        let groups: Vec<String> =
            random.chunks(2).map(|pair| pair.iter().map(|byte| format!("{byte:02x}")).collect()).collect();
        Self(groups.join(" "))
    }

    /// The word as somebody typed it.
    pub fn parse(text: &str) -> Option<Self> {
        let groups: Vec<&str> = text.split([' ', '-', '\n', '\r']).filter(|group| !group.is_empty()).collect();
        let fits = |group: &&str| group.len() == 4 && group.bytes().all(|byte| byte.is_ascii_hexdigit());
        (groups.len() == 8 && groups.iter().all(fits)).then(|| Self(groups.join(" ").to_ascii_lowercase()))
    }
}

impl fmt::Display for Ownership {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// Why a target is not attacked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PermissionError {
    /// It is not on this machine, and no word was given.
    #[error("{0} is not on this machine, and nothing says that it may be attacked")]
    NotAsked(String),
    /// It does not serve the word.
    #[error("the target does not serve the word at {OWNERSHIP_PATH}")]
    NotServed,
    /// It cannot be asked.
    #[error(transparent)]
    Target(#[from] TargetError),
}

impl PermissionError {
    /// Stable and greppable.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotAsked(_) => "attack-not-permitted",
            Self::NotServed => "attack-word-not-served",
            Self::Target(error) => error.code(),
        }
    }

    /// The remedy.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::NotAsked(_) => "attack a server on this machine, or prove that this one is yours with --ownership",
            Self::NotServed => "serve a text file there that holds the word and nothing else",
            Self::Target(error) => error.hint(),
        }
    }
}

/// Whether the target may be attacked: it is on this machine, or it serves this word.
///
/// # Errors
/// It may not be, or it cannot be asked.
pub async fn check_permission(target: &dyn Target, word: Option<&Ownership>) -> Result<(), PermissionError> {
    let description = target.description();
    if description.is_loopback {
        return Ok(());
    }
    let address = description.url.clone().unwrap_or_else(|| description.name.clone());
    let word = word.ok_or(PermissionError::NotAsked(address))?;
    let (method, path) = ("GET".to_owned(), OWNERSHIP_PATH.to_owned());
    let request = RawRequest { method, path, headers: Vec::new(), body: None };
    let nobody = Person { username: String::new(), password: zeroize::Zeroizing::default(), email: String::new() };
    let answer = target.perform(&mut Visitor::new(&nobody), &Action::raw(request)).await?;
    let served = answer.exchanges.last().and_then(|last| last.response.as_ref());
    match served.filter(|served| served.status == 200).map(|served| served.body.trim()) {
        Some(body) if Ownership::parse(body).as_ref() == Some(word) => Ok(()),
        _ => Err(PermissionError::NotServed),
    }
}

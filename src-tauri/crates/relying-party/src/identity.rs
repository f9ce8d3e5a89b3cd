//! The names of things in the database.

use std::fmt;

use sealing::{Random, RandomError, random_bytes};
use serde::{Deserialize, Serialize};

/// A world of its own: users, policy, journal. One character to forty of `a` to `z`, `0` to `9` and `-`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct TenantName(String);

impl TenantName {
    /// The one that is always there.
    pub fn main() -> Self {
        Self("main".to_owned())
    }

    /// Takes `text` as a name; none where it cannot be one.
    pub fn new(text: &str) -> Option<Self> {
        let fits = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        ((1..=40).contains(&text.len()) && text.bytes().all(fits)).then(|| Self(text.to_owned()))
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for TenantName {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::new(&text).ok_or("a tenant's name is 1 to 40 of a-z, 0-9 and -")
    }
}

impl From<TenantName> for String {
    fn from(name: TenantName) -> Self {
        name.0
    }
}

/// 128 random bits as 26 letters and digits.
fn random_text(rng: &mut dyn Random) -> Result<String, RandomError> {
    const LETTERS: [char; 32] = [
        'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'j', 'k', 'm', 'n', 'p', 'q', 'r', 's', 't', 'v', 'w', 'x', 'y', 'z',
        '0', '1', '2', '3', '4', '5', '6', '7', '8', '9',
    ];
    let mut rest = u128::from_le_bytes(*random_bytes::<16>(rng)?);
    let letter = |_| {
        let letter = LETTERS.get((rest & 31) as usize).copied().unwrap_or('0');
        rest >>= 5;
        letter
    };
    Ok((0..26).map(letter).collect())
}

macro_rules! identity {
    ($name:ident, $what:literal) => {
        #[doc = $what]
        #[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            /// A new one, of 128 random bits.
            ///
            /// # Errors
            /// There is no randomness to be had.
            pub fn random(rng: &mut dyn Random) -> Result<Self, RandomError> {
                random_text(rng).map(Self)
            }

            /// What a caller says it is; nothing has to exist under it.
            pub fn claimed(text: &str) -> Self {
                Self(text.to_owned())
            }

            /// The text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str(&self.0)
            }
        }
    };
}

identity!(UserId, "A user.");
identity!(DeviceId, "A device that makes one-time codes.");
identity!(SessionId, "A session, as lists show it; not its token.");
identity!(AddressId, "An address codes are sent to.");

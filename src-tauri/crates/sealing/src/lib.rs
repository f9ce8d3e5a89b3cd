//! Secrets at rest.
//!
//! - [`KeyRing`] seals a value with AES-256-GCM (NIST SP 800-38D) to a [`Context`]: what it is and whose. A value moved
//!   to another row does not open there;
//! - [`hash_password`] and [`derive_key`] are Argon2id (RFC 9106);
//! - [`Random`] is where random bytes come from: an argument, never the system behind the caller's back.
//!
//! Nothing here reads a clock, a file or the system's source of randomness.

mod context;
mod encoding;
mod error;
mod key;
mod password;
mod random;
mod ring;

pub use context::Context;
pub use encoding::hex;
pub use error::{KdfError, KeyError, OpenError, SealError};
pub use key::{KeyId, SealingKey};
pub use password::{Argon2Parameters, derive_key, hash_password, needs_rehash, verify_password};
pub use random::{Random, RandomError, random_bytes};
pub use ring::{KeyRing, key_of};

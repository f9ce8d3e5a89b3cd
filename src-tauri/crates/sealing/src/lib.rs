//! Secrets at rest.
//!
//! - [`KeyRing`] seals a value with AES-256-GCM (NIST SP 800-38D) to a [`Context`]: what it is and whose. A value moved
//!   to another row does not open there;
//! - [`Slots`] wrap one random data key for several secrets, each a password or a [`RecoveryCode`]: changing one of them
//!   touches nothing that is sealed under the key;
//! - [`hash_password`] and [`derive_key`] are Argon2id (RFC 9106);
//! - [`Random`] is where random bytes come from: an argument, never the system behind the caller's back.
//!
//! Nothing here reads a clock, a file or the system's source of randomness.

mod beside;
mod calibration;
mod context;
mod encoding;
mod error;
mod key;
mod password;
mod random;
mod recovery_code;
mod ring;
mod slots;

pub use beside::{Nonce, open_beside, seal_beside};
pub use context::Context;
pub use encoding::{HexBytes, NotHex, hex};
pub use error::{KdfError, KeyError, OpenError, SealError};
pub use key::{KeyId, SealingKey};
pub use password::{Argon2Parameters, derive_key, hash_password, needs_rehash, verify_password};
pub use random::{Random, RandomError, random_bytes};
pub use recovery_code::{RecoveryCode, RecoveryCodeError};
pub use ring::{KeyRing, key_of};
pub use slots::{SlotError, SlotKind, Slots};

//! One-time codes, and the addresses their secrets travel in.
//!
//! Pure: no input or output, no clock and no source of randomness. Time is an argument
//! ([`UnixSeconds`]); nothing here panics on any input, and no error, warning or `Debug` text holds
//! a secret or a code.
//!
//! - [`parse_uri`] and [`KeyUri::print`]: `otpauth://` addresses, tolerant about spelling and strict
//!   about meaning;
//! - [`migration`]: the `otpauth-migration://` addresses of Google's export;
//! - [`code_at`], [`window_at`] and, for many codes, [`Generator`].

mod base32;
mod code;
pub mod migration;
mod parameters;
mod secret;
mod time;
mod uri;

pub use code::{Code, CodeError, CodeWindow, Generator, code_at, window_at};
pub use parameters::{Algorithm, Counter, Digits, Kind, ParameterError, Parameters, Period};
pub use secret::{ParsedSecret, Secret, SecretError, SecretWarning, parse_secret};
pub use time::UnixSeconds;
pub use uri::{KeyUri, MAX_URI_BYTES, ParsedUri, UriError, UriWarning, parse_uri};

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

mod algorithm;
mod base32;
mod code;
mod generator;
pub mod migration;
mod numbers;
mod parameters;
mod secret;
mod time;
mod uri;

pub use algorithm::Algorithm;
pub use code::{Code, CodeError};
pub use generator::{CodeWindow, Generator, code_at, window_at};
pub use numbers::{Counter, Digits, ParameterError, Period};
pub use parameters::{Kind, Parameters};
pub use secret::{ParsedSecret, Secret, SecretError, SecretWarning, parse_secret};
pub use time::UnixSeconds;
pub use uri::{KeyUri, MAX_URI_BYTES, ParsedUri, UnmadeUri, UriError, UriWarning, in_one_line, parse_uri};

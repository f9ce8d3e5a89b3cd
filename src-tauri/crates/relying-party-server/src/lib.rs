//! The relying party behind HTTP: a JSON API, pages without scripts, administration.
//!
//! - [`start`] binds, and answers when it returns; [`Running::stop`] answers what was accepted, then closes the database;
//! - `guard`: what every request goes through, whatever its path: Host, forged requests, limits, headers, the log;
//! - `api`: the JSON API under `/api/v1`, its OpenAPI document made from the same code;
//! - `pages`: the same for people, as forms.
//!
//! No clock and no source of randomness: whoever starts it brings them.

mod admin;
mod api;
mod caller;
mod cookie;
mod guard;
mod journal_stream;
#[cfg(feature = "known-bugs")]
mod known_bugs;
mod pages;
mod problem;
mod public_url;
mod server;
mod settings;
mod state;
mod watch;
mod world;

pub use admin::{AdminToken, AdminTokenError};
pub use api::openapi_json;
pub use public_url::{PublicUrl, PublicUrlError};
pub use server::{Running, StartError, start};
pub use settings::{Control, Settings};

/// Where the time comes from: the program's is the system's, a test's is set by hand.
pub trait Clock: Send + Sync {
    /// The time.
    fn now(&self) -> otp::UnixSeconds;
}

//! The relying party: the half of two-factor sign-in that checks.
//!
//! - [`policy`]: what it demands, as values;
//! - [`rules`]: what it decides by, plain functions over values, `now` and `rng` last;
//! - [`RelyingParty`]: the service that loads, lets a rule decide, and writes only where what was decided on still holds,
//!   so that a code works once even with several servers on one database.
//!
//! No HTTP, no clock and no source of randomness: the server brings them.

mod answer;
mod bugs;
mod call;
mod database;
mod identity;
pub mod policy;
pub mod rules;
mod service;
mod token;
mod work;

pub use answer::{Error, Fault, Rejection};
pub use bugs::Bug;
pub use call::{Call, Origin};
pub use database::{Database, DatabaseFault, Location};
pub use identity::{AddressId, DeviceId, SessionId, TenantName, UserId};
pub use service::*;
pub use token::Token;
pub use work::{Amount, Evaluated, Work};

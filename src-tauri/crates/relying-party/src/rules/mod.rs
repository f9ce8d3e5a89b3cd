//! What a relying party decides by: plain functions over values, without a database, a clock or a source of randomness.

pub mod backup;
pub mod contextual;
pub mod input;
pub mod names;
pub mod password;
pub mod session;
pub mod throttle;
pub mod totp;

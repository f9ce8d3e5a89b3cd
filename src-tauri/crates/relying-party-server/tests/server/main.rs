//! The server over HTTP: a real socket, a database in memory, a clock that is set by hand.
#![expect(clippy::panic, clippy::indexing_slicing, reason = "a test fails by panicking, its helpers too")]

mod administration;
mod client;
mod enumeration;
mod flow;
mod forgery;
mod half_login;
mod harness;
mod health;
mod investigation;
mod keys;
mod limits;
mod names;
mod public_name;
mod sessions;
mod sources;

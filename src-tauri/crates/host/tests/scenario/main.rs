//! Scenarios against our own relying party.
#![expect(clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking, its helpers too")]

mod attacks;
mod controlled;
mod gallery;
mod http;
mod stories;
mod vendors;

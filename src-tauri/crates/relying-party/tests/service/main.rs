//! The service as its callers meet it, on a real database in memory.
#![expect(clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

mod administration;
mod attacks;
mod ended_sessions;
mod enrolment;
mod journal;
mod journal_limits;
mod keys;
mod login;
mod parallel;
mod plans;
mod recovery;
mod tenants;
mod throttling;
mod world;

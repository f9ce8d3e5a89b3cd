//! What tests may do with a server that was started to be controlled: over HTTP, as they would.
#![expect(clippy::panic, clippy::indexing_slicing, reason = "a test fails by panicking, its helpers too")]

#[path = "../server/client.rs"]
#[expect(dead_code, reason = "the tests of the API use more of it")]
mod client;
mod clock;
mod events;
mod faults;
mod guards;
#[path = "../server/harness.rs"]
#[expect(dead_code, reason = "the tests of the API use more of it")]
mod harness;
mod outbox;
mod tenant;
mod tenants;
mod worlds;

//! The pages as a browser without scripts uses them: forms, cookies, redirects.

#![expect(clippy::indexing_slicing, clippy::panic, reason = "a test may fail in its helpers too")]

mod account;
mod administration;
mod browser;
#[path = "../server/client.rs"]
#[expect(dead_code, reason = "the tests of the API use more of it")]
mod client;
mod forms;
#[path = "../server/harness.rs"]
#[expect(dead_code, reason = "the tests of the API use more of it")]
mod harness;
mod sign_in;

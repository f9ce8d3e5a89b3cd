//! The real window: under its own display, with a real keyring, driven through its controls.
#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test that cannot go on fails")]

mod bare;
#[path = "../common/mod.rs"]
mod common;

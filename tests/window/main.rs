//! The real window: on a desktop of its own, with a real keyring, driven through its controls.
#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test that cannot go on fails")]

#[path = "../common/mod.rs"]
mod common;

mod accessibility;
mod adding;
mod backups;
mod confinement;
mod exchange;
mod failures;
mod keeping;
mod keyring_states;
mod living;
mod lock;
mod many;
mod memory;
mod picture_to_code;
mod places;
mod relying_party;
mod resting;
mod rows;
mod screen;
mod screenshots;
mod session;
mod starting;
mod support;
mod tour;

//! The app: maps the window's requests to the crates below and their answers to views. No rule lives here.

pub mod api;
#[cfg(feature = "desktop")]
mod app;
#[cfg(feature = "desktop")]
mod backups;
#[cfg(feature = "desktop")]
mod boot;
#[cfg(feature = "desktop")]
mod commands;
#[cfg(feature = "desktop")]
mod drafts;
#[cfg(feature = "desktop")]
mod exchange;
#[cfg(feature = "desktop")]
mod failure;
#[cfg(feature = "desktop")]
mod first_frame;
#[cfg(feature = "desktop")]
mod keeping;
#[cfg(feature = "desktop")]
mod lock;
#[cfg(feature = "desktop")]
mod relying_party;
#[cfg(feature = "desktop")]
mod shelf;
#[cfg(feature = "desktop")]
mod support;
#[cfg(feature = "desktop")]
mod views;
#[cfg(feature = "desktop")]
mod watch;
#[cfg(feature = "desktop")]
mod window;

#[cfg(feature = "desktop")]
pub use window::run;

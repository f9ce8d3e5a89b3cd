//! The app: maps the window's requests to `host` and its answers to views. No rule lives here.

pub mod api;
#[cfg(feature = "desktop")]
mod window;

#[cfg(feature = "desktop")]
pub use window::run;

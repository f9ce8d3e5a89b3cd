//! The keyring store against a real gnome-keyring on a bus of its own.
#![cfg(target_os = "linux")]
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "helpers of tests may fail as tests do, and clippy knows them only inside test functions"
)]

mod child;
mod counters;
mod fake;
mod providers;
mod session;
mod states;
mod storing;

/// Two ids that were drawn by lot.
pub(crate) const FIRST: &str = "3h0q8zt5v2wkd4n7r9xm6yb1ca";
pub(crate) const SECOND: &str = "5c2mt9rw4x7e1n8k0vq3zh6jyd";

/// The secret of RFC 6238, appendix B.
pub(crate) const PUBLIC_SECRET: &str = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

//! Named attacks on the second factor of a [`Target`](crate::Target).
//!
//! Each is a value of [`all`]: what it does, which standard speaks of it, how to mend the hole, and the function that
//! tries it. It looks first whether the honest way works, so that "held" cannot come from a broken set-up.
//!
//! No clock and no randomness: the target tells the time and lets it pass.

mod attack;
mod catalogue;
mod device;
mod permission;
mod prelude;
pub mod report;
mod run;
mod trial;
mod verdict;

pub use attack::{Attack, Case};
pub use catalogue::{all, named};
pub use permission::{OWNERSHIP_PATH, Ownership, PermissionError, check_permission};
pub use run::{longest_wait, run};
pub use verdict::{Deed, Finding, Report, Verdict};

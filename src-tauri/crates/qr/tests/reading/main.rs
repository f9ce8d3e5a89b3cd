//! Pictures go into a real child process, and what comes back is compared with what was drawn.

#![expect(clippy::indexing_slicing, clippy::panic, reason = "a test may fail on what it does not expect")]

mod adversaries;
mod answers;
mod common;
mod drawing;
mod obstacles;
mod outside;
mod pictures;
mod shared;

//! Pictures go into a real child process, and what comes back is compared with what was drawn.

mod answers;
mod common;
mod drawing;
mod pictures;
mod shared;

//! Randomness as an argument: the same one that seals secrets.

pub use sealing::{Random, RandomError};

//! What a program gives back of its memory is wiped first.

use std::alloc::System;

use zeroizing_alloc::ZeroAlloc;

/// The system's allocator, wiping whatever is freed: also what a library freed, and what a growing text left behind.
pub type Wiping = ZeroAlloc<System>;

/// For `#[global_allocator]` in every program of ours.
pub const WIPING: Wiping = ZeroAlloc(System);

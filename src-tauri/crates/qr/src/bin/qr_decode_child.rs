//! The smallest program that can be a [`qr::Reader`]'s child; the tests of this crate use it.

use std::process::ExitCode;

fn main() -> ExitCode {
    qr::run_child_if_asked().unwrap_or(ExitCode::FAILURE)
}

//! The window: `countersign-desktop`.
#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

use std::process::ExitCode;

/// Nothing secret is left in memory that was given back.
#[global_allocator]
static ALLOCATOR: host::Wiping = host::WIPING;

fn main() -> ExitCode {
    // The same program decodes pictures and touches the clipboard, as a child that may be killed.
    if let Some(code) = host::run_child_if_asked() {
        return code;
    }
    countersign_desktop::run()
}

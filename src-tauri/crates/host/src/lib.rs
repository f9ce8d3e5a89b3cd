//! What the window and the command line share: the system's clock, randomness, folders, clipboard and screen, the ways
//! in for pictures and texts, and the composition of the crates below.

mod allocator;
mod automatic_backups;
pub mod clipboard;
pub mod clock;
mod desk;
pub mod diagnosis;
pub mod entrance;
pub mod exchange;
mod files;
mod moving;
pub mod os;
mod paths;
pub mod relying_party;
pub mod scenario;
pub mod screen;
pub mod session;
pub mod settings;
pub mod time_server;
#[cfg(feature = "web-time")]
pub mod web_time;
mod work;

use std::process::ExitCode;

pub use allocator::{WIPING, Wiping};
pub use automatic_backups::{ASKED_AGAIN_AFTER, AutomaticBackupError, AutomaticBackups};
pub use desk::{Desk, OpenError, StoreChoice, UnknownStore};
pub use moving::{MoveError, move_accounts};
pub use paths::{Folders, NoFolder};
pub use work::work_of_a_password;

/// Does the work of one of our children, if this process was started as one. Every program calls this first.
///
/// From here on this process, and every one it starts, asks for no core dump: it would hold secrets.
pub fn run_child_if_asked() -> Option<ExitCode> {
    ask_for_no_core_dump();
    if let Some(code) = qr::run_child_if_asked() {
        return Some(code);
    }
    let mut arguments = std::env::args_os().skip(1);
    let first = arguments.next()?;
    if first == clipboard::READ_ARGUMENT {
        qr::close_inherited();
        return Some(clipboard::read());
    }
    if first == clipboard::HOLD_ARGUMENT {
        qr::close_inherited();
        let seconds = arguments.next().and_then(|seconds| seconds.to_str()?.parse().ok());
        return Some(seconds.map_or(ExitCode::FAILURE, clipboard::hold));
    }
    None
}

#[cfg(unix)]
fn ask_for_no_core_dump() {
    use rustix::process::{Resource, Rlimit, setrlimit};
    // A system that refuses leaves things as they were; there is nobody to tell yet.
    let _ = setrlimit(Resource::Core, Rlimit { current: Some(0), maximum: Some(0) });
}

#[cfg(not(unix))]
fn ask_for_no_core_dump() {}

//! Programs killed in the middle of what they do to a keyring and to a sealed file, and disks that are full or read-only:
//! every account that was said to be there is there, once, and can be read.
//!
//! `COUNTERSIGN_KILLS` says how many kills (24 unless told). No test harness: the killed program is this one, started again
//! on a bus with a gnome-keyring of its own.
#![cfg_attr(
    target_os = "linux",
    expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking, its helpers too")
)]

#[cfg(target_os = "linux")]
mod disk;
#[cfg(target_os = "linux")]
mod guarding;
#[cfg(target_os = "linux")]
mod killing;
#[cfg(target_os = "linux")]
mod ledger;
#[cfg(target_os = "linux")]
mod program;
#[cfg(target_os = "linux")]
#[path = "../keyring/session.rs"]
#[expect(dead_code, reason = "the tests of the keyring use more of it")]
mod session;
#[cfg(target_os = "linux")]
mod stores;

#[cfg(target_os = "linux")]
fn main() {
    match std::env::var(stores::ROLE).as_deref() {
        Ok("killed") => program::work_until_killed(),
        Ok("killing") => killing::kill_again_and_again(),
        Ok("disk") => disk::work_on_bad_disks(),
        Ok("with a disk") => assert!(on_a_desktop("disk"), "see above"),
        _ => {
            println!("\nrunning 2 tests");
            let kills = on_a_desktop("killing");
            let disk = disk::with_a_disk_of_its_own();
            let ignored = usize::from(disk.is_none());
            assert!(kills && disk != Some(false), "an account was lost, unreadable or doubled: see above");
            println!(
                "\ntest result: ok. {} passed; 0 failed; {ignored} ignored; 0 measured; 0 filtered out\n",
                2 - ignored
            );
        }
    }
}

#[cfg(not(target_os = "linux"))]
fn main() {
    println!("\nrunning 0 tests\n\ntest result: ok. 0 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out\n");
}

/// Starts this program again, where only it uses the keyring; whether all was well.
#[cfg(target_os = "linux")]
fn on_a_desktop(role: &str) -> bool {
    let (session, _keyring) = session::Session::with_keyring();
    let mut command = std::process::Command::new(std::env::current_exe().unwrap());
    session.set_environment(&mut command);
    let told = ["COUNTERSIGN_KILLS", "COUNTERSIGN_KILL_SEED"];
    command.envs(told.into_iter().filter_map(|name| Some((name, std::env::var_os(name)?))));
    command.env(stores::ROLE, role).env(stores::FOLDER, session.path("data"));
    command.status().unwrap().success()
}

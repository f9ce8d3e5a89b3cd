//! The command line as a shell sees it: arguments in; standard output, standard error and an exit code out.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test that cannot go on fails")]

#[cfg(unix)]
mod backups;
mod bundles;
mod diagnosing;
mod doctor;
#[cfg(unix)]
mod exchange;
#[cfg(unix)]
mod given_passwords;
#[cfg(target_os = "linux")]
mod moved_meanwhile;
mod pictures;
mod program;
mod scanning;
mod scenarios;
#[cfg(unix)]
mod sealed;
mod serving;
mod unasked;
mod usage;

#[cfg(target_os = "linux")]
mod desktop;

mod addresses;

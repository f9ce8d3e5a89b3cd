//! What is asked for a password, and what is not waited for, where a sealed file is the store.

use tempfile::tempdir;

use crate::pictures::{SECRET, address, write_codes};
use crate::program::{run, run_with};

const PASSWORD: &[u8] = b"correct horse battery staple\n";

#[test]
fn what_needs_no_store_asks_for_no_password() {
    let folder = tempdir().unwrap();
    write_codes(folder.path(), "ada.png", &[&address("GitHub", "ada", SECRET)]);
    let created = ["store", "create", "file:codes", "--password-fd", "0"];
    run_with(folder.path(), &created, PASSWORD).exits(0);
    let uri = ["code", "--uri", "-", "--store", "file:codes"];
    let uri = run_with(folder.path(), &uri, address("GitHub", "ada", SECRET).as_bytes());
    assert_eq!(uri.exits(0).hides(SECRET).stdout.trim().len(), 6);
    let scanned = run(folder.path(), &["scan", "ada.png", "--store", "file:codes"]);
    assert!(scanned.exits(0).hides(SECRET).stdout.contains("GitHub"));
}

#[cfg(unix)]
#[test]
fn a_pipe_in_the_place_of_the_file_is_refused_and_not_waited_for() {
    let folder = tempdir().unwrap();
    let made = std::process::Command::new("mkfifo").arg(folder.path().join("pipe")).status().unwrap();
    assert!(made.success());
    let refused = run_with(folder.path(), &["list", "--store", "file:pipe", "--password-fd", "0"], PASSWORD);
    assert!(refused.stderr.contains("no regular file"), "{refused:?}");
}

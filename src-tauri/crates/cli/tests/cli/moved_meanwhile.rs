//! A command that waits while another program has the accounts kept elsewhere.

use std::fs::{self, File};
use std::io::Write;
use std::path::Path;
use std::process::{Child, Stdio};

use tempfile::tempdir;

use crate::pictures::{SECRET, address, write_codes};
use crate::program::{Answer, command, run_with};

const PASSWORD: &[u8] = b"correct horse battery staple\n";

fn choose(home: &Path, name: &str) {
    let folder = home.join(".config/countersign");
    fs::create_dir_all(&folder).unwrap();
    let settings = serde_json::json!({ "store": { "file": home.join(name) } });
    fs::write(folder.join("settings.json"), settings.to_string()).unwrap();
}

/// Whether it stands before a lock that somebody else holds.
fn waits(child: &mut Child) -> bool {
    assert!(child.try_wait().unwrap().is_none(), "it did not wait");
    let id = child.id().to_string();
    let locks = fs::read_to_string("/proc/locks").unwrap();
    locks.lines().any(|line| line.contains("->") && line.split(' ').any(|word| word == id))
}

#[test]
fn what_is_added_does_not_go_where_nobody_looks_any_more() {
    let home = tempdir().unwrap();
    write_codes(home.path(), "ada.png", &[&address("GitHub", "ada", SECRET)]);
    run_with(home.path(), &["store", "create", "file:codes", "--password-fd", "0"], PASSWORD).exits(0);
    choose(home.path(), "codes");
    let lock = File::options().read(true).write(true).open(home.path().join("codes.d/countersign.lock")).unwrap();
    lock.lock().unwrap();

    let mut add = command(home.path());
    add.env_remove("COUNTERSIGN_STORE").args(["add", "ada.png", "--yes", "--password-fd", "0", "--json"]);
    let mut add = add.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    add.stdin.take().unwrap().write_all(PASSWORD).unwrap();
    while !waits(&mut add) {
        std::thread::yield_now();
    }
    choose(home.path(), "elsewhere");
    lock.unlock().unwrap();

    let refused: Answer = add.wait_with_output().unwrap().into();
    let error = refused.exits(1).error();
    assert_eq!(error["code"], "store-chosen-elsewhere", "{error}");
    assert!(error["message"].as_str().unwrap().contains("elsewhere"), "{error}");
    let list = ["list", "--store", "file:codes", "--password-fd", "0", "--json"];
    assert_eq!(run_with(home.path(), &list, PASSWORD).exits(0).json()["accounts"], serde_json::json!([]));
    // Whoever says where is taken by the word.
    let add = ["add", "ada.png", "--yes", "--store", "file:codes", "--password-fd", "0"];
    run_with(home.path(), &add, PASSWORD).exits(0);
}

//! `--ready-file`.

use std::os::unix::fs::{PermissionsExt, symlink};

use serde_json::Value;
use tempfile::tempdir;

use super::Server;
#[cfg(target_os = "linux")]
use crate::program::command_of_a_terminal;
use crate::program::run;

#[test]
fn it_opens_the_administration_for_its_owner_and_goes_with_the_server() {
    let folder = tempdir().unwrap();
    let path = folder.path().join("ready.json");
    for signal in ["TERM", "INT"] {
        let server = Server::start(folder.path(), "serve --ready-file ready.json");
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        let ready: Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
        assert_eq!((&ready["url"], &ready["pid"]), (&server.url().into(), &server.child.id().into()));
        let admin = server.client().with_token(ready["admin_token"].as_str().unwrap());
        admin.get("/admin/users", 200);
        server.signal(signal);
        server.end().exits(0);
        assert!(!path.exists());
    }
}

#[test]
fn one_that_a_killed_server_left_is_replaced() {
    let folder = tempdir().unwrap();
    let read = || std::fs::read(folder.path().join("ready.json")).unwrap();
    Server::start(folder.path(), "serve --ready-file ready.json").kill();
    let left = read();
    let server = Server::start(folder.path(), "serve --ready-file ready.json");
    assert_ne!(read(), left);
    server.stop();
}

#[test]
fn that_of_a_server_that_still_runs_is_left_alone() {
    let folder = tempdir().unwrap();
    let first = Server::start(folder.path(), "serve --ready-file ready.json");
    let content = std::fs::read(folder.path().join("ready.json")).unwrap();
    let answer = run(folder.path(), &["serve", "--ready-file", "ready.json", "--json"]).exits(1);
    assert_eq!(answer.error()["code"], "ready-file-in-use");
    assert_eq!(std::fs::read(folder.path().join("ready.json")).unwrap(), content);
    first.stop();
}

#[cfg(target_os = "linux")]
#[test]
fn a_hang_up_stops_the_server_as_well() {
    let folder = tempdir().unwrap();
    let mut command = command_of_a_terminal(folder.path());
    let server = Server::of(command.args(["serve", "--ready-file", "ready.json"]));
    server.signal("HUP");
    server.end().exits(0);
    assert!(!folder.path().join("ready.json").exists());
}

#[test]
fn a_link_is_not_followed() {
    let folder = tempdir().unwrap();
    std::fs::write(folder.path().join("target"), "mine").unwrap();
    symlink("target", folder.path().join("ready.json")).unwrap();
    let answer = run(folder.path(), &["serve", "--ready-file", "ready.json", "--json"]).exits(1);
    assert_eq!(answer.error()["code"], "ready-file-not-a-file");
    assert_eq!(std::fs::read(folder.path().join("target")).unwrap(), b"mine");
}

#[test]
fn a_place_that_cannot_be_written_to_stops_the_start() {
    let folder = tempdir().unwrap();
    let answer = run(folder.path(), &["serve", "--ready-file", "absent/ready.json", "--json"]).exits(1);
    assert_eq!(answer.error()["code"], "ready-file-not-written");
    assert_eq!(answer.stdout, "");
}

//! What stays: `--data` and `--key`.

use std::fs::Permissions;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use serde_json::json;
use tempfile::tempdir;

use super::whole_path::{PASSWORD, code, confirm, enrol};
use super::{Client, Server};
use crate::program::run;

const LINE: &str = "serve --data data --key file:key";

/// A server with a user and a device; her token, her device's address and her backup codes.
fn with_user(folder: &Path) -> (Server, String, String, Vec<String>) {
    let server = Server::start(folder, LINE);
    let mut client = server.client();
    let device = enrol(&mut client);
    let uri = device["uri"].as_str().unwrap().to_owned();
    let backup_codes = confirm(&mut client, &device, &code(folder, &uri, false));
    (server, client.token.unwrap(), uri, backup_codes)
}

fn log_in(client: &Client, code: &str, status: u16) {
    client.post("/login", json!({ "username": "ada", "password": PASSWORD, "code": code }), status);
}

#[test]
fn sessions_devices_and_backup_codes_outlive_the_server() {
    let folder = tempdir().unwrap();
    let (server, token, uri, backup_codes) = with_user(folder.path());
    server.stop();
    let server = Server::start(folder.path(), LINE);
    let client = server.client().with_token(&token);
    assert_eq!(client.get("/devices", 200)[0]["name"], "telephone");
    log_in(&server.client(), &code(folder.path(), &uri, true), 200);
    log_in(&server.client(), &backup_codes[0], 200);
    server.stop();
}

#[test]
fn what_was_accepted_outlives_a_kill_and_is_not_accepted_twice() {
    let folder = tempdir().unwrap();
    let (server, token, uri, backup_codes) = with_user(folder.path());
    let next = code(folder.path(), &uri, true);
    log_in(&server.client(), &next, 200);
    log_in(&server.client(), &backup_codes[0], 200);
    server.kill();
    let server = Server::start(folder.path(), LINE);
    server.client().with_token(&token).get("/session", 200);
    log_in(&server.client(), &next, 401);
    log_in(&server.client(), &backup_codes[0], 401);
    log_in(&server.client(), &backup_codes[1], 200);
    server.stop();
}

#[test]
fn a_key_that_stays_is_not_made_for_data_that_does_not() {
    let folder = tempdir().unwrap();
    for key in ["file:key", "keyring"] {
        let answer = run(folder.path(), &["serve", "--key", key, "--json"]).exits(16);
        assert_eq!(answer.error()["code"], "key-without-data", "{key}");
    }
    assert!(!folder.path().join("key").exists());
}

#[test]
fn a_folder_has_one_server_at_a_time() {
    let folder = tempdir().unwrap();
    let server = Server::start(folder.path(), LINE);
    let arguments: Vec<&str> = LINE.split(' ').chain(["--json"]).collect();
    assert_eq!(run(folder.path(), &arguments).exits(15).error()["code"], "data-folder-in-use");
    server.stop();
    Server::start(folder.path(), LINE).stop();
}

#[test]
fn another_key_is_refused_and_nothing_overwritten() {
    let folder = tempdir().unwrap();
    let (server, token, ..) = with_user(folder.path());
    server.stop();
    let database = folder.path().join("data/relying-party.sqlite");
    let stored = std::fs::read(&database).unwrap();
    let refused = |key: &str| {
        let answer = run(folder.path(), &["serve", "--data", "data", "--key", key, "--json"]).exits(16);
        assert!(std::fs::read(&database).unwrap() == stored, "{key}: the database was written to");
        answer.error()["code"].as_str().unwrap().to_owned()
    };
    assert_eq!(refused("file:absent"), "key-missing");
    assert!(!folder.path().join("absent").exists(), "no key is made for data that has one");
    let write = |name: &str, text: &str, mode| {
        std::fs::write(folder.path().join(name), text).unwrap();
        std::fs::set_permissions(folder.path().join(name), Permissions::from_mode(mode)).unwrap();
    };
    write("other", &"11".repeat(32), 0o600);
    assert_eq!(refused("file:other"), "key-wrong");
    write("torn", "1111", 0o600);
    assert_eq!(refused("file:torn"), "key-malformed");
    write("open", &"11".repeat(32), 0o644);
    assert_eq!(refused("file:open"), "key-open-to-others");
    // The right one still opens everything.
    let server = Server::start(folder.path(), LINE);
    server.client().with_token(&token).get("/session", 200);
    server.stop();
}

#[test]
fn a_new_key_before_the_old_one_takes_over() {
    let folder = tempdir().unwrap();
    let (server, _, uri, _) = with_user(folder.path());
    server.stop();
    let key = folder.path().join("key");
    let old = std::fs::read_to_string(&key).unwrap();
    std::fs::write(&key, format!("# since today\n{}\n{old}", "11".repeat(32))).unwrap();
    let mut server = crate::program::command(folder.path());
    let server = Server::of(server.args(LINE.split(' ')).env("COUNTERSIGN_ADMIN_TOKEN", "t".repeat(32)));
    log_in(&server.client(), &code(folder.path(), &uri, true), 200);
    // Sealing anew is journalled when it is done; a fresh look each time, no waiting.
    let journal = || server.client().with_token(&"t".repeat(32)).get("/admin/journal", 200).to_string();
    assert!((0..10_000).any(|_| journal().contains("keys.rotate")), "{}", journal());
    server.stop();
    std::fs::write(&key, "11".repeat(32)).unwrap();
    Server::start(folder.path(), LINE).stop();
}

#[test]
fn an_administrator_changes_the_key_while_it_serves_and_the_old_one_goes() {
    let folder = tempdir().unwrap();
    let (server, _, uri, backup_codes) = with_user(folder.path());
    server.stop();
    let key = || std::fs::read_to_string(folder.path().join("key")).unwrap();
    let (old, token) = (key(), "t".repeat(32));
    let mut server = crate::program::command(folder.path());
    let server = Server::of(server.args(LINE.split(' ')).env("COUNTERSIGN_ADMIN_TOKEN", &token));
    let admin = server.client().with_token(&token);
    assert_eq!(admin.post("/admin/keys/rotate", json!({"key": "12"}), 422)["code"], "key-malformed");
    assert_eq!(key(), old);
    admin.post("/admin/keys/rotate", json!({"key": "22".repeat(32)}), 202);
    // A fresh look each time, no waiting.
    assert!((0..10_000).any(|_| admin.get("/admin/keys", 200)["is_under_way"] == false));
    assert_eq!(key(), format!("{}\n", "22".repeat(32)), "kept, and the old one dropped");
    assert_eq!(mode_of(&folder.path().join("key")), 0o600);
    log_in(&server.client(), &backup_codes[0], 200);
    std::fs::write(folder.path().join("key"), "33".repeat(32)).unwrap();
    assert_eq!(admin.post("/admin/keys/rotate", json!({}), 409)["code"], "key-changed");
    assert_eq!(key(), "33".repeat(32), "what somebody else put there is not written over");
    server.stop();
    std::fs::write(folder.path().join("key"), "22".repeat(32)).unwrap();
    let server = Server::start(folder.path(), LINE);
    log_in(&server.client(), &code(folder.path(), &uri, true), 200);
    server.stop();
}

#[test]
fn a_key_of_the_environment_cannot_be_changed_by_the_server() {
    let folder = tempdir().unwrap();
    let token = "t".repeat(32);
    let mut server = crate::program::command(folder.path());
    let server = server.args(["serve", "--data", "data", "--key", "env:KEY"]).env("KEY", "11".repeat(32));
    let server = Server::of(server.env("COUNTERSIGN_ADMIN_TOKEN", &token));
    let refused = server.client().with_token(&token).post("/admin/keys/rotate", json!({}), 409);
    assert_eq!(refused["code"], "key-not-writable");
    server.stop();
}

fn mode_of(path: &Path) -> u32 {
    std::fs::metadata(path).unwrap().permissions().mode() & 0o777
}

#[test]
fn only_the_owner_can_read_what_is_made() {
    let folder = tempdir().unwrap();
    let server = Server::start(folder.path(), LINE);
    let mode = |name: &str| std::fs::metadata(folder.path().join(name)).unwrap().permissions().mode() & 0o777;
    assert_eq!((mode("data"), mode("key")), (0o700, 0o600));
    for file in std::fs::read_dir(folder.path().join("data")).unwrap() {
        let file = file.unwrap();
        assert_eq!(file.metadata().unwrap().permissions().mode() & 0o777, 0o600, "{file:?}");
    }
    server.stop();
}

#[test]
fn a_folder_that_cannot_be_made_is_told() {
    let folder = tempdir().unwrap();
    std::fs::write(folder.path().join("data"), "a file").unwrap();
    let arguments: Vec<&str> = LINE.split(' ').chain(["--json"]).collect();
    assert_eq!(run(folder.path(), &arguments).exits(15).error()["code"], "data-folder-unusable");
}

#[test]
fn without_a_keyring_the_default_key_is_not_to_be_had() {
    let folder = tempdir().unwrap();
    let answer = run(folder.path(), &["serve", "--data", "data", "--json"]).exits(9);
    assert_eq!(answer.error()["code"], "store-no-service");
    assert!(answer.error()["hint"].as_str().unwrap().contains("--key file:PATH"), "{answer:?}");
}

//! From registering to a used-up code, through the command line alone.

use std::path::Path;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use tempfile::tempdir;

use super::{Client, Server};
use crate::program::{run, run_with};

pub(crate) const PASSWORD: &str = "correct horse battery";

/// The code of the address a server gave, or the one after it.
pub(crate) fn code(folder: &Path, uri: &str, next: bool) -> String {
    let arguments: &[&str] = if next { &["code", "--uri", "-", "--next"] } else { &["code", "--uri", "-"] };
    run_with(folder, arguments, uri.as_bytes()).exits(0).stdout.trim().to_owned()
}

/// Registers Ada, and begins to enrol a device of hers.
pub(crate) fn enrol(client: &mut Client) -> Value {
    let registered = client.post("/register", json!({ "username": "ada", "password": PASSWORD }), 201);
    client.take(&registered);
    client.post("/devices", json!({ "name": "telephone" }), 201)
}

/// Confirms a device; Ada's backup codes.
pub(crate) fn confirm(client: &mut Client, device: &Value, code: &str) -> Vec<String> {
    let path = format!("/devices/{}/confirm", device["id"].as_str().unwrap());
    let confirmed = client.post(&path, json!({ "code": code }), 200);
    client.take(&confirmed);
    let codes = confirmed["backup_codes"]["codes"].as_array().unwrap();
    codes.iter().map(|code| code.as_str().unwrap().to_owned()).collect()
}

/// Gives Ada's password; the half login that is left to do.
fn half_login(url: &str) -> Client {
    let mut client = Client::new(url);
    let half = client.post("/login", json!({ "username": "ada", "password": PASSWORD }), 200);
    assert_eq!(half["status"], "second-factor-required");
    client.take(&half);
    client
}

fn walk(folder: &Path, url: &str) {
    let mut client = Client::new(url);
    let device = enrol(&mut client);
    let uri = device["uri"].as_str().unwrap();

    // The picture holds what the address says.
    let png = STANDARD.decode(device["qr_png"].as_str().unwrap()).unwrap();
    let found = run_with(folder, &["scan", "-", "--json"], &png).exits(0).json();
    assert_eq!(found["sources"][0]["finds"][0]["accounts"][0]["name"], "ada");
    assert_eq!(run_with(folder, &["add", "-"], &png).exits(0).stdout, "added: Countersign: ada\n");

    let backup_codes = confirm(&mut client, &device, &code(folder, uri, false));
    assert_eq!(backup_codes.len(), 10);

    let next = code(folder, uri, true);
    assert_eq!(half_login(url).post("/login/verify", json!({ "code": next }), 200)["status"], "signed-in");
    let again = half_login(url).post("/login/verify", json!({ "code": next }), 401);
    assert_eq!(again["code"], "credentials-refused");

    let backup = json!({ "code": backup_codes[0] });
    let signed_in = half_login(url).post("/login/verify", backup.clone(), 200);
    assert_eq!(signed_in["backup_codes_left"], 9);
    // What is used up is refused as anything wrong is.
    let used = half_login(url).post("/login/verify", backup, 401);
    assert_eq!((&used["code"], &used["detail"]), (&again["code"], &again["detail"]));
}

#[test]
fn with_serve() {
    let folder = tempdir().unwrap();
    let server = Server::start(folder.path(), "serve");
    walk(folder.path(), &server.url());
    server.kill();
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0, "no file was made");
}

#[cfg(unix)]
#[test]
fn with_exec() {
    let folder = tempdir().unwrap();
    let mut exec = crate::program::command(folder.path());
    // The command tells where the server is, and ends when its input does.
    exec.args(["exec", "--", "sh", "-c", "echo $COUNTERSIGN_URL; cat; exit 7"]);
    let server = Server::of(&mut exec);
    walk(folder.path(), &server.url());
    server.end().exits(7);
}

#[test]
fn the_pages_of_help_tell_of_it() {
    let folder = tempdir().unwrap();
    for (command, word) in [("serve", "--ready-file"), ("exec", "COUNTERSIGN_URL")] {
        assert!(run(folder.path(), &["man", command]).exits(0).stdout.replace('\\', "").contains(word), "{command}");
    }
}

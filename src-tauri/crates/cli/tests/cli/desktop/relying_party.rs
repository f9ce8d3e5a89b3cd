//! Both halves: the relying party's key and the account's secret are in the same keyring.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::Desk;
use crate::program::answer;
use crate::serving::whole_path::{PASSWORD, confirm, enrol};
use crate::serving::{Client, Server};

fn code(desk: &Desk, line: &str) -> String {
    desk.run(line).exits(0).stdout.trim().to_owned()
}

fn log_in(url: &str, code: &str, status: u16) {
    let credentials = json!({ "username": "ada", "password": PASSWORD, "code": code });
    Client::new(url).post("/login", credentials, status);
}

#[test]
fn a_scanned_account_signs_in_before_and_after_a_restart() {
    let desk = Desk::start();
    let serve = || Server::of(&mut desk.command(&["serve", "--data", "data"]));
    let server = serve();
    let mut client = server.client();
    let device = enrol(&mut client);
    let png = STANDARD.decode(device["qr_png"].as_str().unwrap()).unwrap();
    assert_eq!(desk.run_with("add -", &png).exits(0).stdout, "added: Countersign: ada\n");
    let backup_codes = confirm(&mut client, &device, &code(&desk, "code ada"));
    let next = code(&desk, "code ada --next");
    log_in(&server.url(), &next, 200);
    log_in(&server.url(), &next, 401);
    server.stop();

    let server = serve();
    log_in(&server.url(), &next, 401);
    log_in(&server.url(), &backup_codes[0], 200);
    log_in(&server.url(), &backup_codes[0], 401);
    server.stop();
    // The key is none of the accounts.
    assert_eq!(desk.accounts().len(), 1);
}

#[test]
fn a_key_that_is_gone_is_not_made_again() {
    let desk = Desk::start();
    Server::of(&mut desk.command(&["serve", "--data", "data"])).stop();
    let other = Desk::start();
    let data = desk.folder().join("data");
    let mut serve = other.command(&["serve", "--json", "--data"]);
    assert_eq!(answer(serve.arg(data), b"").exits(16).error()["code"], "key-missing");
    // A folder that is new gets a key, and the old data stays refused.
    Server::of(&mut other.command(&["serve", "--data", "data"])).stop();
}

#[test]
fn a_key_in_the_keyring_is_changed_while_the_server_serves_and_opens_everything_after_a_restart() {
    let desk = Desk::start();
    let token = "t".repeat(32);
    let serve = || {
        Server::of(
            desk.command(&["serve", "--data", "data", "--key", "keyring"]).env("COUNTERSIGN_ADMIN_TOKEN", &token),
        )
    };
    let server = serve();
    let mut client = server.client();
    let device = enrol(&mut client);
    desk.add(device["uri"].as_str().unwrap());
    let backup_codes = confirm(&mut client, &device, &code(&desk, "code ada"));
    let kept = || {
        let mut tool = desk.desktop.command("secret-tool");
        answer(tool.args(["lookup", "service", "countersign relying-party", "username", "key"]), b"").exits(0).stdout
    };
    let admin = server.client().with_token(&token);
    let old: Value = serde_json::from_str(&kept()).unwrap();
    admin.post("/admin/keys/rotate", json!({}), 202);
    // A fresh look each time, no waiting.
    assert!((0..10_000).any(|_| admin.get("/admin/keys", 200)["is_under_way"] == false));
    let new: Value = serde_json::from_str(&kept()).unwrap();
    assert_ne!(new["current"], old["current"]);
    // The data of another folder may need it still.
    assert_eq!(new["older"], json!([old["current"]]));
    log_in(&server.url(), &backup_codes[0], 200);
    server.stop();

    let server = serve();
    log_in(&server.url(), &code(&desk, "code ada --next"), 200);
    log_in(&server.url(), &backup_codes[0], 401);
    server.stop();
}

//! What the log tells, at its most talkative: nothing that lets anybody in.

use serde_json::{Value, json};
use tempfile::tempdir;

use super::whole_path::{PASSWORD, code, confirm, enrol};
use super::{Client, Server};

const WRONG: &str = "a-password-that-is-wrong";
const ADMIN: &str = "an-admin-token-nobody-else-ever-chose";

/// What a person and an administrator do on a day, right and wrong; everything of it that is secret.
fn day(folder: &std::path::Path, url: &str) -> Vec<String> {
    let mut secrets = vec![PASSWORD.to_owned(), WRONG.to_owned(), ADMIN.to_owned()];
    let (mut client, admin) = (Client::new(url), Client::new(url).with_token(ADMIN));
    let device = enrol(&mut client);
    secrets.extend(client.token.clone());
    let uri = device["uri"].as_str().unwrap();
    secrets.extend([uri.to_owned(), device["manual_key"].as_str().unwrap().to_owned()]);
    secrets.extend(uri.split(['=', '&']).find(|part| part.len() == 32).map(str::to_owned));
    let first = code(folder, uri, false);
    let backup_codes = confirm(&mut client, &device, &first);
    secrets.extend(client.token.clone());
    secrets.extend(sent_codes(&client, &admin));
    let next = code(folder, uri, true);
    for (password, code, status) in
        [(WRONG, &next, 401), (PASSWORD, &first, 401), (PASSWORD, &next, 200), (PASSWORD, &backup_codes[0], 200)]
    {
        let answer =
            Client::new(url).post("/login", json!({ "username": "ada", "password": password, "code": code }), status);
        secrets.extend(answer["session"]["token"].as_str().map(str::to_owned));
    }
    let unreadable = Client::new(url).send("POST", "/api/v1/login", Some(json!({ WRONG: PASSWORD })));
    assert_eq!(unreadable.0, 422);
    assert_eq!(admin.send("GET", &format!("/api/v1/admin/users?after={WRONG}&token={ADMIN}"), None).0, 400);
    secrets.extend([first, next]);
    secrets.extend(backup_codes);
    secrets
}

/// A code that confirms an address, and a word for a new password.
fn sent_codes(client: &Client, admin: &Client) -> Vec<String> {
    let last = || admin.get("/admin/outbox?most=1", 200)[0]["body"].as_str().unwrap().to_owned();
    let address = client.post("/addresses", json!({ "kind": "email", "address": "ada@example.org" }), 201);
    let code: String = last().chars().filter(char::is_ascii_digit).take(6).collect();
    let path = format!("/addresses/{}/confirm", address["id"].as_str().unwrap());
    assert_eq!(client.post(&path, json!({ "code": code }), 204), Value::Null);
    client.post("/password/reset-request", json!({ "username": "ada" }), 202);
    vec![code, last().lines().last().unwrap().to_owned()]
}

#[test]
fn no_password_code_token_or_key_is_in_the_log_of_a_whole_day() {
    let folder = tempdir().unwrap();
    let mut command = crate::program::command(folder.path());
    let line = "serve --log trace --data data --key file:key";
    let server = Server::of(command.args(line.split(' ')).env("COUNTERSIGN_ADMIN_TOKEN", ADMIN));
    let mut secrets = day(folder.path(), &server.url());
    secrets.push(std::fs::read_to_string(folder.path().join("key")).unwrap().trim().to_owned());
    server.signal("TERM");
    let log = server.end().exits(0).stderr;
    // The time at the start of a line is digits that may look like a code.
    let log: Vec<&str> = log.lines().filter_map(|line| line.split_once(' ')).map(|(_, rest)| rest).collect();
    assert!(log.iter().any(|line| line.contains("/api/v1/login") && line.contains("200")), "{log:#?}");
    for secret in secrets {
        assert!(secret.len() >= 6 && !log.iter().any(|line| line.contains(&secret)), "{secret}: {log:#?}");
    }
}

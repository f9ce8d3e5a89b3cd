//! What `serve` is told, right and wrong.

use std::net::TcpListener;

use serde_json::{Value, json};
use tempfile::tempdir;

use super::Server;
use crate::program::{answer, command, run};

const TOKEN: &str = "0123456789abcdef0123456789abcdef";

fn admin(server: &Server, token: &str) -> u16 {
    server.client().with_token(token).send("GET", "/api/v1/admin/users", None).0
}

#[test]
fn the_first_line_is_the_address_and_no_token() {
    let folder = tempdir().unwrap();
    let server = Server::start(folder.path(), "serve");
    assert!(server.first.starts_with("http://127.0.0.1:"), "{}", server.first);
    assert_eq!(server.client().send("GET", "/readyz", None).0, 200);
    server.kill();
}

#[test]
fn json_says_the_same_and_the_token_only_when_asked() {
    let folder = tempdir().unwrap();
    let server = Server::start(folder.path(), "serve --json");
    let view: Value = serde_json::from_str(&server.first).unwrap();
    assert_eq!(view["pid"], server.child.id());
    assert_eq!((&view["version"], &view["adminToken"]), (&json!(env!("CARGO_PKG_VERSION")), &Value::Null));
    server.kill();
    let server = Server::start(folder.path(), "serve --json --show-admin-token");
    let view: Value = serde_json::from_str(&server.first).unwrap();
    assert_eq!(admin(&server, view["adminToken"].as_str().unwrap()), 200);
    server.kill();
}

#[test]
fn the_admin_token_is_the_second_line_or_chosen() {
    let folder = tempdir().unwrap();
    let mut server = Server::start(folder.path(), "serve --show-admin-token");
    let token = server.line();
    assert_eq!((admin(&server, &token), admin(&server, TOKEN)), (200, 401));
    server.kill();
    let server = Server::of(command(folder.path()).env("COUNTERSIGN_ADMIN_TOKEN", TOKEN).arg("serve"));
    assert_eq!(admin(&server, TOKEN), 200);
    server.kill();
    for short in ["", "short"] {
        let mut wrong = command(folder.path());
        wrong.env("COUNTERSIGN_ADMIN_TOKEN", short).args(["serve", "--json"]);
        assert_eq!(answer(&mut wrong, b"").exits(2).error()["code"], "admin-token-refused");
    }
}

#[cfg(unix)]
#[test]
fn the_admin_token_comes_by_an_open_file() {
    let folder = tempdir().unwrap();
    std::fs::write(folder.path().join("token"), format!("{TOKEN}\n")).unwrap();
    let line = format!("exec {} serve --admin-token-fd 3 3<token", crate::program::PROGRAM);
    let mut shell = std::process::Command::new("sh");
    let server = Server::of(shell.args(["-c", &line]).current_dir(folder.path()));
    assert_eq!(admin(&server, TOKEN), 200);
    server.kill();
    let answer = run(folder.path(), &["serve", "--admin-token-fd", "99", "--json"]).exits(2);
    assert_eq!(answer.error()["code"], "admin-token-unreadable");
}

#[test]
fn a_port_that_is_taken_is_told_apart() {
    let folder = tempdir().unwrap();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let answer = run(folder.path(), &["serve", "--json", "--port", &port]).exits(14);
    assert_eq!(answer.error()["code"], "server-address");
    drop(taken);
    let server = Server::start(folder.path(), &format!("serve --port {port}"));
    assert_eq!(server.url(), format!("http://127.0.0.1:{port}"));
    server.kill();
}

#[test]
fn others_are_let_in_only_on_purpose_and_with_a_warning() {
    let folder = tempdir().unwrap();
    let answer = run(folder.path(), &["serve", "--address", "0.0.0.0", "--json"]).exits(2);
    assert_eq!(answer.error()["code"], "expose-needed");
    let mut server = Server::start(folder.path(), "serve --address 0.0.0.0 --expose --json");
    assert_eq!(server.client().send("GET", "/livez", None).0, 200);
    server.child.kill().unwrap();
    let answer = server.child.wait_with_output().unwrap();
    assert!(String::from_utf8(answer.stderr).unwrap().starts_with(r#"{"warning":{"code":"exposed""#));
}

#[test]
fn profiles_and_configuration_decide_the_policy() {
    let folder = tempdir().unwrap();
    std::fs::write(folder.path().join("c.toml"), "profile = \"lenient\"\n[policy]\nissuer = \"Acme\"\n").unwrap();
    for (line, back, issuer) in [
        ("serve", 1, "Countersign"),
        ("serve --profile strict", 0, "Countersign"),
        ("serve --config c.toml", 2, "Acme"),
        ("serve --config c.toml --profile strict", 0, "Acme"),
    ] {
        let mut server = command(folder.path());
        let server = Server::of(server.env("COUNTERSIGN_ADMIN_TOKEN", TOKEN).args(line.split(' ')));
        let policy = server.client().with_token(TOKEN).get("/admin/policy", 200);
        let found = (&policy["totp"]["window"]["back"], &policy["issuer"]);
        assert_eq!(found, (&json!(back), &json!(issuer)), "{line}: {policy}");
        server.kill();
    }
}

#[test]
fn a_wrong_configuration_is_told_with_its_line() {
    let folder = tempdir().unwrap();
    std::fs::write(folder.path().join("c.toml"), "[policy.totp]\ndigits = 6\nwidnow = 1\n").unwrap();
    let error = run(folder.path(), &["serve", "--config", "c.toml", "--json"]).exits(17).error();
    assert_eq!(error["code"], "config-refused");
    assert!(error["message"].as_str().unwrap().starts_with("c.toml, line 3: unknown field `widnow`"), "{error}");
    let error = run(folder.path(), &["serve", "--config", "absent.toml", "--json"]).exits(17).error();
    assert_eq!(error["code"], "config-unreadable");
}

#[test]
fn a_key_is_named_by_its_place_and_never_repeated() {
    let folder = tempdir().unwrap();
    let key = "5ca1ab1e".repeat(8);
    let answer = run(folder.path(), &["serve", "--key", &key, "--json"]).exits(2).hides(&key);
    assert_eq!(answer.error()["code"], "key-source-unknown");
    let answer = run(folder.path(), &["serve", "--key", "random", "--data", "d", "--json"]).exits(16);
    assert_eq!(answer.error()["code"], "key-forgotten");
    let answer = run(folder.path(), &["serve", "--key", "env:ABSENT", "--data", "d", "--json"]).exits(16);
    assert_eq!(answer.error()["code"], "key-not-set");
    let mut wrong = command(folder.path());
    wrong.env("KEY", "no key").args(["serve", "--key", "env:KEY", "--json"]);
    assert_eq!(answer_of(&mut wrong), "key-malformed");
}

fn answer_of(command: &mut std::process::Command) -> Value {
    answer(command, b"").exits(16).error()["code"].clone()
}

#[cfg(target_os = "linux")]
#[test]
fn requests_are_logged_when_asked_for_and_no_secret_ever() {
    let folder = tempdir().unwrap();
    let server = Server::start(folder.path(), "serve --log trace");
    let registration = json!({ "username": "ada", "password": super::whole_path::PASSWORD });
    let registered = server.client().post("/register", registration, 201);
    server.signal("TERM");
    let answer = server.end().exits(0).hides(super::whole_path::PASSWORD);
    assert!(answer.stderr.contains("/register"), "{answer:?}");
    answer.hides(registered["session"]["token"].as_str().unwrap());
}

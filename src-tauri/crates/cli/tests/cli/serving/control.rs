//! A server that tests control, and one that they do not.

use serde_json::json;
use tempfile::tempdir;

use super::{Client, Server};
use crate::program::{run, run_with};

const MANUAL: &str = include_str!("../../../../../../docs/control.md");

/// The seed file the manual shows.
fn seed() -> &'static str {
    let (_, rest) = MANUAL.split_once("```toml\n").unwrap();
    rest.split_once("```").unwrap().0
}

fn admin(server: &mut Server) -> Client {
    let token = server.line();
    server.client().with_token(&token)
}

#[test]
fn the_seed_of_the_manual_signs_in_and_its_clock_stands_still() {
    let folder = tempdir().unwrap();
    std::fs::write(folder.path().join("seed.toml"), seed()).unwrap();
    let mut server = Server::start(folder.path(), "serve --control --show-admin-token --seed seed.toml");
    let admin = admin(&mut server);
    let clock = "/api/v1/control/clock";
    let set = admin.send("PUT", clock, Some(json!({ "time": 2_000_000_010, "frozen": true })));
    assert_eq!((set.0, &set.1["now"]), (200, &json!(2_000_000_010)));
    let uri = "otpauth://totp/Ada?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP";
    let code = run_with(folder.path(), &["code", "--uri", "-", "--at", "2000000010"], uri.as_bytes()).exits(0).stdout;
    let login = json!({ "username": "ada", "password": "correct horse battery", "code": code.trim() });
    assert_eq!(server.client().post("/login", login, 200)["status"], "signed-in");
    let tenant = server.client().send("GET", "/t/one/api/v1/session", None);
    assert_eq!((tenant.0, &tenant.1["code"]), (401, &json!("session-needed")));
    server.kill();
}

#[test]
fn without_control_there_is_neither_clock_nor_tenant_nor_seed() {
    let folder = tempdir().unwrap();
    let mut server = Server::start(folder.path(), "serve --show-admin-token");
    let admin = admin(&mut server);
    for path in ["/api/v1/control/clock", "/t/one/api/v1/session", "/t/one/"] {
        assert_eq!(admin.send("GET", path, None).0, 404, "{path}");
    }
    server.kill();
    for option in [&["serve", "--explain"][..], &["serve", "--seed", "seed.toml"]] {
        run(folder.path(), option).exits(2);
    }
}

#[cfg(unix)]
#[test]
fn a_known_bug_is_on_only_where_it_is_named_and_says_so_everywhere() {
    let folder = tempdir().unwrap();
    let mut server = Server::start(folder.path(), "serve --control --bug trailing-replay --bug weak-secret");
    assert_eq!(server.line().trim_end(), "KNOWN BUGS ON: trailing-replay, weak-secret");
    let meta = server.client().send("GET", "/api/v1/meta", None).1;
    assert_eq!(meta["known_bugs"], json!(["trailing-replay", "weak-secret"]));
    server.signal("TERM");
    let said = server.end().exits(0).stderr;
    assert!(said.contains("warning: KNOWN BUG ON: trailing-replay: "), "{said}");
    let server = Server::start(folder.path(), "serve --control");
    let meta = server.client().send("GET", "/api/v1/meta", None).1;
    assert_eq!((&meta["known_bugs"], &meta["controlled"]), (&json!([]), &json!(true)));
    server.kill();
    run(folder.path(), &["serve", "--bug", "weak-secret"]).exits(2);
    run(folder.path(), &["serve", "--control", "--bug", "no-such-bug"]).exits(2);
}

#[test]
fn a_wrong_seed_keeps_the_server_from_starting_and_tells_no_secret() {
    let folder = tempdir().unwrap();
    for (text, code) in [
        ("[[users]]\nusername = \"ada\"\npassword = \"hunter2\"\n", "password-refused"),
        ("[[users]]\nusername = \"ada\"\npassword = hunter2\n", "seed-refused"),
    ] {
        std::fs::write(folder.path().join("seed.toml"), text).unwrap();
        let ended = run(folder.path(), &["serve", "--control", "--seed", "seed.toml", "--json"]).exits(17);
        assert_eq!(ended.error()["code"], code);
        assert!(!ended.error().to_string().contains("hunter2"));
    }
    let ended = run(folder.path(), &["serve", "--control", "--seed", "nothing.toml", "--json"]).exits(17);
    assert_eq!(ended.error()["code"], "seed-unreadable");
}

//! The administrator's API.

use relying_party_server::AdminToken;
use serde_json::json;

use crate::harness::{ADMIN, PASSWORD, Server, text};

#[tokio::test]
async fn an_administrator_looks_adds_resets_unlocks_and_removes() {
    let server = Server::start().await;
    let new = json!({"username": "bob", "password": PASSWORD, "groups": ["staff"]});
    let added = server.post("/admin/users", ADMIN, new.clone()).await;
    assert_eq!((added.status, &added.json()["groups"]), (201, &json!(["staff"])));
    assert_eq!(server.post("/admin/users", ADMIN, new).await.code(), "name-taken");
    let ada = server.enrolled("ada").await;
    let users = server.ask("/admin/users?most=10", ADMIN).await.json();
    let names: Vec<String> = users.as_array().expect("users").iter().map(|user| text(&user["username"])).collect();
    assert_eq!(names, ["ada", "bob"]);

    let path = format!("/admin/users/{}", text(&users[0]["id"]));
    assert_eq!(server.ask(&path, ADMIN).await.json()["devices"][0]["state"], "active");
    assert_eq!(server.api("POST", &format!("{path}/unlock")).bearer(ADMIN).send().await.status, 204);
    let reset = server.api("POST", &format!("{path}/reset-second-factor")).bearer(ADMIN).send().await;
    assert_eq!(reset.status, 204);
    assert_eq!(server.ask("/session", &ada.token).await.status, 401, "sessions ended");
    assert_eq!(server.log_in("ada").await.json()["status"], "must-enrol");
    assert_eq!(server.post(&format!("{path}/password"), ADMIN, json!({"password": "short"})).await.status, 422);
    assert_eq!(server.api("DELETE", &path).bearer(ADMIN).send().await.status, 204);
    assert_eq!(server.ask(&path, ADMIN).await.status, 404);
}

#[tokio::test]
async fn an_administrator_finds_out_why_a_code_was_refused() {
    let server = Server::start().await;
    let person = server.enrolled("ada").await;
    let late = server.code(&person);
    server.wait(300);
    let half = server.half(&person).await;
    let refused = server.post("/login/verify", &half, json!({"code": late})).await;
    assert_eq!(refused.code(), "credentials-refused");
    let journal = server.ask("/admin/journal?most=1", ADMIN).await.json();
    assert_eq!(journal[0]["outcome"], "rejected");
    let path = format!("/admin/journal/{}/true-reason", journal[0]["id"]);
    let reason = server.ask(&path, ADMIN).await.json();
    assert_eq!((&reason["reason"], &reason["steps_off"]), (&json!("of-a-step"), &json!(-10)), "{reason}");
}

#[tokio::test]
async fn policy_outbox_and_cleaning_answer() {
    let server = Server::start().await;
    server.enrolled("ada").await;
    assert_eq!(server.ask("/admin/policy", ADMIN).await.json()["totp"]["window"]["back"], 1);
    assert_eq!(server.api("POST", "/admin/clean").bearer(ADMIN).send().await.status, 200);
    let outbox = server.ask("/admin/outbox", ADMIN).await.json();
    assert!(!outbox.as_array().expect("messages").is_empty());
    let cleared = server.api("DELETE", "/admin/outbox").bearer(ADMIN).send().await.json();
    assert_eq!(cleared["cleared"], outbox.as_array().expect("messages").len());
}

#[tokio::test]
async fn a_ticket_is_made_for_the_holder_of_the_token_only() {
    let server = Server::start().await;
    assert_eq!(server.api("POST", "/admin/tickets").send().await.status, 401);
    let first = server.api("POST", "/admin/tickets").bearer(ADMIN).send().await;
    let second = server.api("POST", "/admin/tickets").bearer(ADMIN).send().await;
    assert_eq!((first.status, &first.json()["expires_in"]), (201, &json!(60)));
    assert_ne!(first.json()["ticket"], second.json()["ticket"]);
}

#[tokio::test]
async fn an_almost_right_admin_token_is_wrong() {
    let server = Server::start().await;
    let (shorter, longer) = (&ADMIN[..ADMIN.len() - 1], format!("{ADMIN}x"));
    for token in [shorter, longer.as_str(), &ADMIN.to_uppercase(), ""] {
        assert_eq!(server.ask("/admin/users", token).await.code(), "admin-token-needed", "{token}");
    }
    let basic = server.api("GET", "/admin/users").header("Authorization", &format!("Basic {ADMIN}")).send().await;
    assert_eq!(basic.status, 401);
    let twice = server.api("GET", "/admin/users").bearer(ADMIN).bearer(ADMIN).send().await;
    assert_eq!(twice.status, 401);
}

#[test]
fn an_admin_token_is_long_and_tells_nothing_of_itself() {
    assert!(AdminToken::parse("short").is_err());
    let token = AdminToken::parse(ADMIN).expect("it is long enough");
    assert_eq!(format!("{token:?}"), "AdminToken(hidden)");
}

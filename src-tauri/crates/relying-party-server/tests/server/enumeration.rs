//! From outside, all bad credentials look alike.

use serde_json::{Value, json};

use crate::client::Response;
use crate::harness::{ADMIN, PASSWORD, Server};

/// All of an answer but the request's number.
fn without_number(answer: &Response) -> (u16, Vec<String>, Value) {
    let mut body = answer.json();
    body["request_id"] = Value::Null;
    let headers = answer.headers.iter().filter(|(name, _)| !["x-request-id", "date"].contains(&name.as_str()));
    // The length differs with the digits of the number alone.
    let names =
        headers.map(|(name, value)| if name == "content-length" { name.clone() } else { format!("{name}: {value}") });
    (answer.status, names.collect(), body)
}

#[tokio::test]
async fn a_bad_credential_is_answered_alike_whatever_is_bad() {
    let server = Server::start().await;
    let person = server.enrolled("ada").await;
    let used = person.backup_codes[0].clone();
    let half = server.half(&person).await;
    server.post("/login/verify", &half, json!({"code": used})).await;
    let right = server.code(&person);
    let once = json!({"username": "ada", "password": PASSWORD, "code": right});
    assert_eq!(server.post("/login", "", once.clone()).await.status, 200);

    let bad = [
        json!({"username": "nobody", "password": PASSWORD}),
        json!({"username": "nobody", "password": PASSWORD, "code": "123456"}),
        json!({"username": "\u{7}", "password": PASSWORD}),
        json!({"username": "", "password": ""}),
        json!({"username": "ada", "password": "not the password"}),
        json!({"username": "ada", "password": PASSWORD, "code": "000000"}),
        json!({"username": "ada", "password": PASSWORD, "code": "nonsense"}),
        json!({"username": "ada", "password": PASSWORD, "code": used}),
        once,
    ];
    let mut answers = Vec::new();
    for body in &bad {
        answers.push(without_number(&server.post("/login", "", body.clone()).await));
        server.wait(1_000);
    }
    assert_eq!(answers[0].0, 401);
    for (body, answer) in bad.iter().zip(&answers) {
        assert_eq!(answer, &answers[0], "{body}");
    }
}

#[tokio::test]
async fn asking_for_a_new_password_tells_nobody_who_is_there() {
    let server = Server::start().await;
    let ada = server.register("ada").await;
    server.confirmed_address(&ada).await;
    let known = server.post("/password/reset-request", "", json!({"username": "ada"})).await;
    let unknown = server.post("/password/reset-request", "", json!({"username": "nobody"})).await;
    assert_eq!((known.status, &known.body), (202, &unknown.body));
    assert_eq!(known.status, unknown.status);
    let outbox = server.ask("/admin/outbox", ADMIN).await.json();
    assert_eq!(outbox[0]["kind"], "password-reset", "something was sent to the one of them");
    let reset = |name: &str| json!({"username": name, "token": "x", "password": PASSWORD});
    let known = without_number(&server.post("/password/reset", "", reset("ada")).await);
    let unknown = without_number(&server.post("/password/reset", "", reset("nobody")).await);
    assert_eq!(known, unknown);
}

#[tokio::test]
async fn known_and_unknown_names_cost_the_same_work() {
    let server = Server::start().await;
    server.enrolled("ada").await;
    let mut amounts = Vec::new();
    for name in ["ada", "nobody"] {
        let before = server.party.work();
        server.post("/login", "", json!({"username": name, "password": "not the password"})).await;
        amounts.push(server.party.work() - before);
    }
    assert_eq!(amounts[0], amounts[1]);
    assert_eq!(amounts[0].kdfs, 1);
}

//! Tokens: new at every step, dead when they end, never in a URL, never another's.

use serde_json::json;

use crate::harness::{PASSWORD, Server, text, token_of};

#[tokio::test]
async fn the_token_changes_at_every_step_and_the_old_one_dies() {
    let server = Server::start().await;
    let mut person = server.register("ada").await;
    let registered = person.token.clone();
    let offer = server.post("/devices", &person.token, json!({"name": "Phone"})).await.json();
    person.uri = text(&offer["uri"]);
    let path = format!("/devices/{}/confirm", text(&offer["id"]));
    let done = server.post(&path, &person.token, json!({"code": server.code(&person)})).await;
    assert_ne!(token_of(&done), registered);
    assert_eq!(server.ask("/session", &registered).await.status, 401, "dead after the enrolment");

    server.wait(60);
    let half = server.half(&person).await;
    let done = server.post("/login/verify", &half, json!({"code": server.code(&person)})).await;
    assert_ne!(token_of(&done), half);
    assert_eq!(server.ask("/session", &half).await.status, 401, "dead after the second step");
}

#[tokio::test]
async fn a_token_that_was_chosen_elsewhere_is_nobodys() {
    let server = Server::start().await;
    let chosen = "C".repeat(43);
    let body = json!({"username": "ada", "password": PASSWORD});
    let answer = server.api("POST", "/register").bearer(&chosen).json(&body).send().await;
    assert_eq!(answer.status, 201);
    assert_ne!(token_of(&answer), chosen);
    assert_eq!(server.ask("/session", &chosen).await.status, 401);
}

#[tokio::test]
async fn a_session_that_logged_out_is_over() {
    let server = Server::start().await;
    let person = server.register("ada").await;
    assert_eq!(server.api("POST", "/logout").bearer(&person.token).send().await.status, 204);
    assert_eq!(server.ask("/session", &person.token).await.status, 401);
}

#[tokio::test]
async fn a_token_in_a_url_is_not_looked_at() {
    let server = Server::start().await;
    let person = server.register("ada").await;
    for name in ["token", "access_token", "session", "authorization", "bearer"] {
        let path = format!("/session?{name}={}", person.token);
        assert_eq!(server.api("GET", &path).send().await.status, 401, "{name}");
    }
    let path = format!("/admin/users?token={}", crate::harness::ADMIN);
    assert_eq!(server.api("GET", &path).send().await.status, 401);
}

#[tokio::test]
async fn other_peoples_things_are_not_there() {
    let server = Server::start().await;
    let ada = server.enrolled("ada").await;
    let eve = server.enrolled("eve").await;
    let device = text(&server.ask("/devices", &ada.token).await.json()[0]["id"]);
    let session = text(&server.ask("/sessions", &ada.token).await.json()[0]["id"]);
    let added = server.post("/addresses", &ada.token, json!({"kind": "sms", "address": "+49 151 1234567"})).await;
    let address = text(&added.json()["id"]);

    let requests = [
        server.api("DELETE", &format!("/devices/{device}")),
        server.api("PATCH", &format!("/devices/{device}")).json(&json!({"name": "Mine"})),
        server.api("POST", &format!("/devices/{device}/confirm")).json(&json!({"code": "123456"})),
        server.api("DELETE", &format!("/sessions/{session}")),
        server.api("DELETE", &format!("/addresses/{address}")),
    ];
    for request in requests {
        let answer = request.bearer(&eve.token).send().await;
        assert_eq!((answer.status, answer.code().as_str()), (404, "not-found"), "{answer:?}");
    }
    let answer = server.post(&format!("/addresses/{address}/confirm"), &eve.token, json!({"code": "123456"})).await;
    assert_eq!(answer.status, 401);
    assert_eq!(server.ask("/devices", &ada.token).await.json()[0]["name"], "Phone", "nothing changed");
    assert_eq!(server.ask("/session", &ada.token).await.status, 200);
}

#[tokio::test]
async fn many_log_in_at_once_and_each_gets_a_token_of_their_own() {
    let server = Server::start().await;
    server.register("ada").await;
    let body = json!({"username": "ada", "password": PASSWORD});
    let logins: Vec<_> = (0..20).map(|_| tokio::spawn(server.api("POST", "/login").json(&body).send())).collect();
    let mut tokens = std::collections::BTreeSet::new();
    for login in logins {
        let answer = login.await.expect("an answer");
        assert_eq!(answer.status, 200, "{answer:?}");
        assert!(tokens.insert(token_of(&answer)));
    }
}

#[tokio::test]
async fn of_fifty_uses_of_one_code_at_once_one_gets_in() {
    let mut policy = crate::harness::cheap_policy();
    policy.throttle.free_failures = 1_000;
    policy.source_throttle.free_failures = 1_000;
    let server = Server::start_with(policy, relying_party_server::Settings::default()).await;
    let person = server.enrolled("ada").await;
    let body = json!({"username": "ada", "password": PASSWORD, "code": server.code(&person)});
    let logins: Vec<_> = (0..50).map(|_| tokio::spawn(server.api("POST", "/login").json(&body).send())).collect();
    let mut statuses = Vec::new();
    for login in logins {
        statuses.push(login.await.expect("an answer").status);
    }
    assert_eq!(statuses.iter().filter(|status| **status == 200).count(), 1, "{statuses:?}");
}

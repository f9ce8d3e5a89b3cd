//! Who may reach what: every operation of the OpenAPI document, with nothing, a half login, or the wrong token.

use serde_json::json;

use crate::client::Response;
use crate::harness::{ADMIN, Server, needs, operations};

/// What a half login is for.
const SECOND_STEP: [&str; 6] = [
    "/api/v1/login/verify",
    "/api/v1/login/send-code",
    "/api/v1/login/verify-sent-code",
    "/api/v1/recovery",
    "/api/v1/recovery/sent-code",
    "/api/v1/logout",
];

async fn ask(server: &Server, method: &str, path: &str, token: &str) -> Response {
    let body = json!({"code": "1", "name": "x", "password": "x", "old": "x", "new": "x"});
    let request = server.request(method, path).json(&body);
    if token.is_empty() { request.send().await } else { request.bearer(token).send().await }
}

#[tokio::test]
async fn a_half_login_reaches_nothing_but_the_second_step() {
    let server = Server::controlled().await;
    let person = server.enrolled("ada").await;
    let half = server.half(&person).await;
    let mut walked = 0;
    for (method, path, operation) in operations(&server).await {
        if SECOND_STEP.contains(&path.as_str()) || !needs(&operation, "session") {
            continue;
        }
        let answer = ask(&server, &method, &path, &half).await;
        if path == "/api/v1/session" {
            assert_eq!(answer.json()["kind"], "partial", "it may know what it is");
            continue;
        }
        // A body is only looked at once the session may be here; the password's own check asks the service.
        let is_password = path == "/api/v1/session/password";
        assert!(answer.status == 403 || (is_password && answer.status == 422), "{method} {path}: {answer:?}");
        walked += 1;
    }
    assert!(walked >= 19, "{walked} operations");
    let answer = server.post("/session/password", &half, json!({"password": "x"})).await;
    assert_eq!((answer.status, answer.code().as_str()), (403, "session-may-not"));
}

#[tokio::test]
async fn a_full_session_cannot_take_the_second_step_again() {
    let server = Server::controlled().await;
    let person = server.enrolled("ada").await;
    for path in SECOND_STEP.iter().filter(|path| !path.ends_with("logout")) {
        assert_eq!(ask(&server, "POST", path, &person.token).await.status, 403, "{path}");
    }
}

#[tokio::test]
async fn without_a_session_nothing_of_a_person_is_reached() {
    let server = Server::controlled().await;
    for (method, path, operation) in operations(&server).await {
        if !needs(&operation, "session") && !needs(&operation, "admin") {
            continue;
        }
        for token in ["", "not-a-token", &"A".repeat(43)] {
            let answer = ask(&server, &method, &path, token).await;
            assert_eq!(answer.status, 401, "{method} {path}: {answer:?}");
            assert_eq!(answer.header("www-authenticate"), Some("Bearer"));
        }
    }
}

#[tokio::test]
async fn a_session_is_no_administrator_and_an_administrator_no_session() {
    let server = Server::controlled().await;
    let person = server.enrolled("ada").await;
    for (method, path, operation) in operations(&server).await {
        let token = if needs(&operation, "admin") { person.token.as_str() } else { ADMIN };
        if !needs(&operation, "session") && !needs(&operation, "admin") {
            continue;
        }
        assert_eq!(ask(&server, &method, &path, token).await.status, 401, "{method} {path}");
    }
}

#[tokio::test]
async fn every_operation_documents_its_errors() {
    let server = Server::controlled().await;
    for (method, path, operation) in operations(&server).await {
        let responses = operation["responses"].as_object().expect("responses");
        for (status, response) in responses.iter().filter(|(status, _)| status.starts_with(['4', '5'])) {
            let body = &response["content"]["application/problem+json"];
            assert!(body.is_object(), "{method} {path} {status}");
        }
        for status in ["413", "421", "500", "503"] {
            assert!(responses.contains_key(status), "{method} {path} lacks {status}");
        }
    }
}

//! Requests another page makes a browser send (CSRF), and scripts of other origins (CORS).

use relying_party_server::Settings;
use serde_json::json;

use crate::client::Request;
use crate::harness::{Server, cheap_policy};

/// The name of the session cookie: what the sign-in page would set. Told by the request number, which begins with it.
async fn cookie(server: &Server, token: &str) -> String {
    let answer = server.request("GET", "/livez").send().await;
    let id = answer.header("x-request-id").expect("a number").to_owned();
    let instance = id.split('-').next().expect("an instance");
    format!("countersign-{instance}-main={token}")
}

async fn change(server: &Server, token: &str) -> Request {
    server.api("DELETE", "/sessions").header("Cookie", &cookie(server, token).await)
}

#[tokio::test]
async fn a_cookie_reads_but_changes_nothing_from_elsewhere() {
    let server = Server::start().await;
    let person = server.register("ada").await;
    let cookie = cookie(&server, &person.token).await;
    let read = server.api("GET", "/session").header("Cookie", &cookie).send().await;
    assert_eq!(read.status, 200, "{read:?}");

    let json = |request: Request| request.header("Content-Type", "application/json");
    let here = format!("http://{}", server.address());
    let elsewhere: Vec<Vec<(&str, &str)>> = vec![
        vec![],
        vec![("Origin", "https://evil.example")],
        vec![("Origin", "null")],
        vec![("Origin", "http://127.0.0.1:1")],
        vec![("Sec-Fetch-Site", "cross-site")],
        vec![("Sec-Fetch-Site", "same-site")],
        vec![("Sec-Fetch-Site", "none")],
        vec![("Sec-Fetch-Site", "cross-site"), ("Origin", &here)],
        vec![("Sec-Fetch-Site", "same-origin"), ("Origin", "https://evil.example")],
    ];
    for headers in elsewhere {
        let mut request = json(change(&server, &person.token).await);
        for (name, value) in &headers {
            request = request.header(name, value);
        }
        let answer = request.send().await;
        assert_eq!((answer.status, answer.code().as_str()), (403, "foreign-origin"), "{headers:?}");
    }
    for headers in [vec![("Origin", here.as_str())], vec![("Sec-Fetch-Site", "same-origin"), ("Origin", "null")]] {
        let mut request = json(change(&server, &person.token).await);
        for (name, value) in &headers {
            request = request.header(name, value);
        }
        assert_eq!(request.send().await.status, 200, "{headers:?}");
    }
}

#[tokio::test]
async fn a_cookie_with_a_form_changes_nothing() {
    let server = Server::start().await;
    let person = server.register("ada").await;
    for kind in ["application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/plain", ""] {
        let request = change(&server, &person.token).await.header("Sec-Fetch-Site", "same-origin");
        let answer = request.header("Content-Type", kind).raw(b"a=b").send().await;
        assert_eq!((answer.status, answer.code().as_str()), (415, "json-needed"), "{kind}");
    }
}

#[tokio::test]
async fn a_bearer_token_needs_no_origin_and_outranks_the_cookie() {
    let server = Server::start().await;
    let person = server.register("ada").await;
    let cookie = cookie(&server, &person.token).await;
    let wrong = server.api("DELETE", "/sessions").header("Cookie", &cookie).bearer("nonsense").send().await;
    assert_eq!(wrong.status, 401, "the cookie does not stand in for a wrong token");
    let right = server.api("DELETE", "/sessions").bearer(&person.token).send().await;
    assert_eq!(right.status, 200);
}

#[tokio::test]
async fn a_cookie_that_is_there_twice_is_none() {
    let server = Server::start().await;
    let person = server.register("ada").await;
    let cookie = cookie(&server, &person.token).await;
    let twice = server.api("GET", "/session").header("Cookie", &format!("{cookie}; {cookie}")).send().await;
    assert_eq!(twice.status, 401);
}

#[tokio::test]
async fn a_body_that_is_no_json_by_name_is_refused() {
    let server = Server::start().await;
    let body = json!({"username": "ada", "password": "x"}).to_string();
    for kind in ["text/plain", "application/x-www-form-urlencoded"] {
        let answer = server.api("POST", "/register").header("Content-Type", kind).raw(body.as_bytes()).send().await;
        assert_eq!(answer.status, 415, "{kind}");
    }
}

#[tokio::test]
async fn no_other_origin_may_read_an_answer_unless_it_is_named() {
    let server = Server::start().await;
    let asked = server.request("GET", "/livez").header("Origin", "https://app.example").send().await;
    assert_eq!(asked.header("access-control-allow-origin"), None);
    let before = server.api("OPTIONS", "/login").header("Origin", "https://app.example");
    let before = before.header("Access-Control-Request-Method", "POST").send().await;
    assert_eq!((before.status, before.header("access-control-allow-origin")), (405, None));

    let settings = Settings { allowed_origins: vec!["https://app.example".to_owned()], ..Settings::default() };
    let server = Server::start_with(cheap_policy(), settings).await;
    let before = server.api("OPTIONS", "/login").header("Origin", "https://app.example");
    let before = before.header("Access-Control-Request-Method", "POST").send().await;
    assert_eq!((before.status, before.header("access-control-allow-origin")), (204, Some("https://app.example")));
    assert_eq!(before.header("access-control-allow-credentials"), None, "never with cookies");
    let other = server.api("GET", "/session").header("Origin", "https://evil.example").send().await;
    assert_eq!(other.header("access-control-allow-origin"), None);
}

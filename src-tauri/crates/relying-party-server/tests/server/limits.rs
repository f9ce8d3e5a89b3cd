//! What is not readable, too large, or not there.

use relying_party_server::Settings;
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use crate::client::Response;
use crate::harness::{PASSWORD, Server, cheap_policy};

#[tokio::test]
async fn a_body_that_is_too_large_is_refused_unread() {
    let server = Server::start().await;
    let body = json!({"username": "ada", "password": "x".repeat(70_000)});
    let answer = server.post("/login", "", body).await;
    assert_eq!((answer.status, answer.code().as_str()), (413, "body-too-large"));
}

#[tokio::test]
async fn a_body_that_does_not_say_how_long_it_is_is_cut_off() {
    let server = Server::start().await;
    let mut stream = tokio::net::TcpStream::connect(server.address()).await.expect("it listens");
    let head = format!(
        "POST /api/v1/login HTTP/1.1\r\nHost: {}\r\nConnection: close\r\nContent-Type: application/json\r\n\
         Transfer-Encoding: chunked\r\n\r\n",
        server.address()
    );
    stream.write_all(head.as_bytes()).await.expect("it reads");
    let chunk = format!("2000\r\n{}\r\n", " ".repeat(0x2000));
    for _ in 0..10 {
        let _ = stream.write_all(chunk.as_bytes()).await;
    }
    let mut bytes = Vec::new();
    let _ = stream.read_to_end(&mut bytes).await;
    assert_eq!(Response::read(&bytes).code(), "body-too-large");
}

#[tokio::test]
async fn what_is_no_http_ends_the_connection_with_an_empty_answer() {
    let server = Server::start().await;
    let (long, many) = (format!("GET /{} HTTP/1.1\r\n\r\n", "x".repeat(70_000)), "X: y\r\n".repeat(200));
    let many = format!("GET /livez HTTP/1.1\r\n{many}\r\n");
    for (request, status) in [("neither\x01this nor that\r\n\r\n", 400), (&long, 414), (&many, 431)] {
        let mut stream = tokio::net::TcpStream::connect(server.address()).await.expect("it listens");
        // It may be answered, and ended, before it is all there.
        let _ = stream.write_all(request.as_bytes()).await;
        let mut bytes = Vec::new();
        let _ = stream.read_to_end(&mut bytes).await;
        let answer = Response::read(&bytes);
        assert_eq!((answer.status, answer.body.as_str()), (status, ""), "as the OpenAPI document says");
    }
    assert_eq!(server.request("GET", "/livez").send().await.status, 200);
}

#[tokio::test]
async fn a_request_that_takes_too_long_is_given_up() {
    // No time at all: whatever is not there at once is too late.
    let server = Server::start_with(cheap_policy(), Settings { request_seconds: 0, ..Settings::default() }).await;
    let mut stream = tokio::net::TcpStream::connect(server.address()).await.expect("it listens");
    let head = format!(
        "POST /api/v1/login HTTP/1.1\r\nHost: {}\r\nConnection: close\r\nContent-Type: application/json\r\n\
         Content-Length: 40\r\n\r\n{{",
        server.address()
    );
    stream.write_all(head.as_bytes()).await.expect("it reads");
    let mut bytes = Vec::new();
    let _ = stream.read_to_end(&mut bytes).await;
    let answer = Response::read(&bytes);
    assert_eq!((answer.status, answer.code().as_str()), (503, "timed-out"));
}

#[tokio::test]
async fn what_cannot_be_read_is_a_problem_that_repeats_nothing() {
    let server = Server::start().await;
    let cases: [(&[u8], u16, &str); 6] = [
        (b"", 400, "body-not-json"),
        (b"{\"username\": \"s3cret", 400, "body-not-json"),
        (b"{\"username\": \"\xff\"}", 400, "body-not-json"),
        (b"[]", 422, "body-refused"),
        (b"{\"username\": \"ada\"}", 422, "body-refused"),
        (b"{\"username\": {\"s3cret\": 1}, \"password\": \"x\"}", 422, "body-refused"),
    ];
    for (body, status, code) in cases {
        let request = server.api("POST", "/login").header("Content-Type", "application/json");
        let answer = request.raw(body).send().await;
        assert_eq!((answer.status, answer.code().as_str()), (status, code), "{answer:?}");
        assert!(!answer.body.contains("s3cret"));
    }
    let long = json!({"username": "a".repeat(257), "password": PASSWORD});
    assert_eq!(server.post("/register", "", long).await.status, 422);
}

#[tokio::test]
async fn what_is_wrong_with_a_body_is_told_by_its_field() {
    let server = Server::start().await;
    let cases = [
        (json!({"username": "ada"}), "the field `password` is missing"),
        (
            json!({"username": 7, "password": "s3cret"}),
            "the field `username` has to be a text of at most 256 characters",
        ),
        (json!({"username": "a".repeat(257), "password": ""}), "`username` has to be a text of at most 256 characters"),
        (json!({"s3cret": 1}), "a field that this does not know; it knows one of `username`, `password`, `code`"),
        (json!({"username": {"s3cret, expected s3cret": 1}}), "the field `username` has to be a text"),
        (json!("s3cret"), "it has to be an object"),
    ];
    for (body, told) in cases {
        let answer = server.post("/login", "", body).await;
        assert_eq!(answer.code(), "body-refused");
        let detail = answer.json()["detail"].as_str().expect("a detail").to_owned();
        assert!(detail.contains(told), "{detail}");
        assert!(!answer.body.contains("s3cret"), "{}", answer.body);
    }
}

#[tokio::test]
async fn a_path_a_method_and_a_query_that_are_not_there_are_problems() {
    let server = Server::start().await;
    let nothing = server.request("GET", "/api/v1/nothing").send().await;
    assert_eq!((nothing.status, nothing.code().as_str()), (404, "no-such-path"));
    for method in ["PUT", "TRACE", "OPTIONS", "GET"] {
        let answer = server.api(method, "/login").send().await;
        assert_eq!((answer.status, answer.code().as_str()), (405, "no-such-method"), "{method}");
        assert_eq!(answer.header("allow"), Some("POST"), "{method}");
    }
    let path = "/admin/journal?most=many";
    assert_eq!(server.ask(path, crate::harness::ADMIN).await.code(), "query-refused");
    assert_eq!(server.ask("/admin/users?most=501", crate::harness::ADMIN).await.code(), "query-refused");
    assert_eq!(server.ask("/admin/users?token=x", crate::harness::ADMIN).await.code(), "query-refused");
    assert_eq!(server.ask("/admin/journal/x/true-reason", crate::harness::ADMIN).await.status, 404);
    assert_eq!(server.ask("/admin/users/%ff", crate::harness::ADMIN).await.status, 404);
}

#[tokio::test]
async fn every_answer_carries_a_number_and_the_headers_that_keep_browsers_safe() {
    let server = Server::start().await;
    let mut numbers = std::collections::BTreeSet::new();
    for path in ["/livez", "/nothing", "/api/v1/session", "/openapi.json"] {
        let answer = server.request("GET", path).header("X-Request-Id", "chosen-elsewhere").send().await;
        let policy = answer.header("content-security-policy").expect("a policy");
        assert!(policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"));
        assert_eq!(answer.header("x-content-type-options"), Some("nosniff"));
        assert_eq!(answer.header("referrer-policy"), Some("same-origin"));
        assert_eq!(answer.header("cache-control"), Some("no-store"));
        assert_eq!(answer.header("cross-origin-opener-policy"), Some("same-origin"));
        assert_eq!(answer.header("cross-origin-resource-policy"), Some("same-origin"));
        let number = answer.header("x-request-id").expect("a number").to_owned();
        assert_ne!(number, "chosen-elsewhere");
        if answer.status >= 400 {
            assert_eq!(answer.json()["request_id"], number.as_str());
        }
        assert!(numbers.insert(number));
    }
}

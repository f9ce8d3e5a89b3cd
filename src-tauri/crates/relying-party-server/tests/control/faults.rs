//! Faults on purpose.

use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::harness::{ADMIN, PASSWORD, Server};
use crate::tenant::Tenant;

async fn fault(tenant: &Tenant<'_>, body: Value) -> Value {
    let answer = tenant.control("POST", "/faults", body).await;
    assert_eq!(answer.status, 201, "{answer:?}");
    answer.json()
}

#[tokio::test]
async fn the_next_requests_of_a_route_get_the_status_that_was_asked_for() {
    let server = Server::controlled().await;
    let one = server.tenant("one");
    one.register("ada").await;
    let body = json!({"kind": "status", "method": "post", "path": "/api/v1/login", "status": 503, "retry_after": 7,
        "times": 2});
    let made = fault(&one, body).await;
    for _ in 0..2 {
        let answer = one.log_in("ada", None).await;
        assert_eq!((answer.status, answer.code().as_str()), (503, "fault-injected"));
        assert_eq!(answer.header("retry-after"), Some("7"));
        assert_eq!(answer.header("countersign-fault"), Some(made["id"].to_string().as_str()));
    }
    assert_eq!(one.log_in("ada", None).await.status, 200);
    assert_eq!(one.get("/faults").await[0]["struck"], 2);
    assert_eq!(server.tenant("two").log_in("ada", None).await.status, 401, "another tenant is not struck");
}

#[tokio::test]
async fn a_dropped_connection_has_no_answer_and_nothing_was_done() {
    let server = Server::controlled().await;
    let one = server.tenant("one");
    fault(&one, json!({"kind": "drop", "path": "/api/v1/*", "times": 1})).await;
    let mut stream = TcpStream::connect(server.address()).await.expect("it listens");
    let body = json!({"username": "ada", "password": PASSWORD}).to_string();
    let request = format!(
        "POST /t/one/api/v1/register HTTP/1.1\r\nHost: {}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
        server.address(),
        body.len()
    );
    stream.write_all(request.as_bytes()).await.expect("it reads");
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer).await;
    assert!(answer.is_empty(), "{}", String::from_utf8_lossy(&answer));
    assert_eq!(one.ask("/admin/users", ADMIN).await.json(), json!([]));
    one.register("ada").await;
}

#[tokio::test]
async fn a_database_that_fails_accepts_nothing_and_says_so() {
    let server = Server::controlled().await;
    let one = server.tenant("one");
    for (kind, code) in [("database", "database-failed"), ("database-commit", "database-not-committed")] {
        let made = fault(&one, json!({"kind": kind, "path": "/api/v1/register"})).await;
        let answer = one.post("/register", "", json!({"username": "ada", "password": PASSWORD})).await;
        assert_eq!((answer.status, answer.code().as_str()), (500, code));
        assert_eq!(one.ask("/admin/users", ADMIN).await.json(), json!([]), "{kind}");
        assert_eq!(one.control("DELETE", &format!("/faults/{}", made["id"]), Value::Null).await.status, 204);
    }
    one.register("ada").await;
    fault(&one, json!({"kind": "database", "path": "/readyz"})).await;
    assert_eq!(one.request("GET", "/readyz").send().await.status, 503);
    assert_eq!(server.tenant("").request("GET", "/readyz").send().await.status, 200);
}

#[tokio::test]
async fn a_late_answer_is_the_same_answer() {
    let server = Server::controlled().await;
    let one = server.tenant("one");
    fault(&one, json!({"kind": "latency", "milliseconds": 1})).await;
    one.register("ada").await;
    assert_eq!(one.get("/faults").await[0]["struck"], 1);
}

#[tokio::test]
async fn what_can_never_happen_does_not_and_control_is_never_struck() {
    let server = Server::controlled().await;
    let one = server.tenant("one");
    fault(&one, json!({"kind": "drop", "probability": 0})).await;
    one.register("ada").await;
    fault(&one, json!({"kind": "status", "status": 500})).await;
    assert_eq!(one.log_in("ada", None).await.status, 500);
    assert_eq!(one.control("DELETE", "/faults", Value::Null).await.status, 204);
    assert_eq!(one.log_in("ada", None).await.status, 200);
}

#[tokio::test]
async fn a_fault_that_cannot_be_is_refused() {
    let server = Server::controlled().await;
    let one = server.tenant("one");
    for body in [
        json!({"kind": "status"}),
        json!({"kind": "status", "status": 200}),
        json!({"kind": "latency"}),
        json!({"kind": "latency", "milliseconds": 600_001}),
        json!({"kind": "drop", "status": 500}),
        json!({"kind": "drop", "probability": 1.1}),
        json!({"kind": "drop", "probability": -0.1}),
        json!({"kind": "drop", "tims": 1}),
        json!({"kind": "explosion"}),
    ] {
        let answer = one.control("POST", "/faults", body.clone()).await;
        assert_eq!(answer.status, 422, "{body}");
    }
    assert_eq!(one.control("DELETE", "/faults/7", Value::Null).await.status, 404);
    assert_eq!(one.control("DELETE", "/faults/x", Value::Null).await.status, 404);
}

//! The clock of a tenant: everything its verifier decides by time follows it.

use serde_json::{Value, json};

use crate::harness::{ADMIN, Server, token_of};
use crate::tenant::{cheap_hashes, code};

#[tokio::test]
async fn a_frozen_clock_makes_the_boundary_of_a_step_exact() {
    let server = Server::controlled().await;
    let one = server.tenant("one");
    one.control("PUT", "/policy", json!({"profile": "strict", "policy": {"password": cheap_hashes()}})).await;
    let boundary = 2_000_000_010;
    one.control("PUT", "/clock", json!({"time": boundary - 300, "frozen": true})).await;
    let uri = one.enrol("ada").await;
    let right = code(&uri, boundary);
    one.control("PUT", "/clock", json!({"time": boundary - 1})).await;
    assert_eq!(one.log_in("ada", Some(&right)).await.status, 401, "a second too early");
    one.control("POST", "/clock/advance", json!({"seconds": 1})).await;
    assert_eq!(one.log_in("ada", Some(&right)).await.status, 200);
}

#[tokio::test]
async fn a_clock_that_steps_back_makes_no_used_code_good_again() {
    let server = Server::controlled().await;
    let one = server.tenant("one");
    one.control("PUT", "/clock", json!({"frozen": true})).await;
    let uri = one.enrol("ada").await;
    let later =
        one.control("POST", "/clock/advance", json!({"seconds": 300})).await.json()["now"].as_u64().expect("a time");
    assert_eq!(one.log_in("ada", Some(&code(&uri, later))).await.status, 200);
    one.control("POST", "/clock/advance", json!({"seconds": -120})).await;
    assert_eq!(one.log_in("ada", Some(&code(&uri, later))).await.status, 401);
    assert_eq!(one.log_in("ada", Some(&code(&uri, later - 120))).await.status, 401, "older than the last one");
    one.control("POST", "/clock/advance", json!({"seconds": 150})).await;
    assert_eq!(one.log_in("ada", Some(&code(&uri, later + 30))).await.status, 200);
}

#[tokio::test]
async fn a_skewed_verifier_refuses_devices_that_are_right() {
    let server = Server::controlled().await;
    let one = server.tenant("one");
    let uri = one.enrol("ada").await;
    server.wait(120);
    let shown = one.control("PUT", "/clock", json!({"skew": 90})).await.json();
    let device = shown["device_time"].as_u64().expect("a time");
    assert_eq!((shown["now"].as_u64(), &shown["skew"]), (Some(device + 90), &json!(90)));
    assert_eq!(one.log_in("ada", Some(&code(&uri, device))).await.status, 401);
    one.control("PUT", "/clock", json!({"skew": 20})).await;
    assert_eq!(one.log_in("ada", Some(&code(&uri, device))).await.status, 200);
}

#[tokio::test]
async fn sessions_waits_and_messages_follow_the_clock_of_their_tenant_alone() {
    let server = Server::controlled().await;
    let (one, two) = (server.tenant("one"), server.tenant("two"));
    let (token, other) = (one.register("ada").await, two.register("ada").await);
    one.control("POST", "/clock/advance", json!({"seconds": 1_801})).await;
    assert_eq!(one.ask("/session", &token).await.status, 401, "idle for too long");
    assert_eq!(two.ask("/session", &other).await.status, 200);

    let wrong = json!({"username": "ada", "password": "not the password"});
    for _ in 0..5 {
        one.post("/login", "", wrong.clone()).await;
    }
    assert_eq!(one.log_in("ada", None).await.status, 429);
    one.control("POST", "/clock/advance", json!({"seconds": 60})).await;
    let again = one.log_in("ada", None).await;
    assert_eq!(again.status, 200, "{again:?}");

    let now = one.get("/clock").await["now"].clone();
    let added = one.post("/addresses", &token_of(&again), json!({"kind": "sms", "address": "+49 151 1234567"})).await;
    assert_eq!(added.status, 201, "{added:?}");
    assert_eq!(one.ask("/admin/outbox", ADMIN).await.json()[0]["created_at"], now);
    assert_eq!(one.ask("/admin/journal?most=1", ADMIN).await.json()[0]["at"], now);
}

#[tokio::test]
async fn the_clock_goes_on_with_the_servers_until_it_is_frozen() {
    let server = Server::controlled().await;
    let one = server.tenant("one");
    let start = one.get("/clock").await["now"].as_u64().expect("a time");
    one.control("POST", "/clock/advance", json!({"seconds": 1_000})).await;
    server.wait(10);
    assert_eq!(one.get("/clock").await["now"].as_u64(), Some(start + 1_010));
    one.control("PUT", "/clock", json!({"frozen": true})).await;
    server.wait(10);
    assert_eq!(one.get("/clock").await["now"].as_u64(), Some(start + 1_010));
    assert_eq!(one.control("DELETE", "/clock", Value::Null).await.json()["now"].as_u64(), Some(start + 20));
}

#[tokio::test]
async fn a_time_that_does_not_exist_is_refused() {
    let server = Server::controlled().await;
    let one = server.tenant("one");
    for (method, path, body) in [
        ("PUT", "/clock", json!({"time": 253_402_300_800_u64})),
        ("PUT", "/clock", json!({"time": 10, "skew": -11})),
        ("POST", "/clock/advance", json!({"seconds": i64::MIN})),
        ("POST", "/clock/advance", json!({"seconds": i64::MAX})),
    ] {
        let answer = one.control(method, path, body).await;
        assert_eq!((answer.status, answer.code().as_str()), (422, "time-refused"));
    }
    for body in [json!({"time": -1}), json!({"time": "now"}), json!({"tme": 1})] {
        assert_eq!(one.control("PUT", "/clock", body).await.status, 422);
    }
    assert_eq!(one.register("ada").await.len(), 43, "it works as before");
}

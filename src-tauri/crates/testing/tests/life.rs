//! A server and devices, as a test in Rust uses them.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use countersign_testing::{Bug, Device, Options, RelyingParty, ScanError};
use serde_json::{Value, json};

const PASSWORD: &str = "seven unrelated green kettles";

/// The status and the answer, as JSON.
fn post(server: &RelyingParty, path: &str, token: &str, body: Value) -> (u16, Value) {
    let agent: ureq::Agent = ureq::Agent::config_builder().http_status_as_error(false).build().into();
    let request = agent.post(format!("{}/api/v1{path}", server.url()));
    let request = if token.is_empty() { request } else { request.header("Authorization", format!("Bearer {token}")) };
    let mut answer = request.send_json(body).unwrap();
    (answer.status().as_u16(), answer.body_mut().read_json().unwrap_or_default())
}

fn log_in(server: &RelyingParty, code: &str) -> (u16, Value) {
    post(server, "/login", "", json!({ "username": "ada", "password": PASSWORD, "code": code }))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_code_works_once_and_the_next_one_half_a_minute_later() {
    let server = RelyingParty::start().await.unwrap();
    let (phone, clock) = (server.add_user("ada", PASSWORD).await.unwrap(), server.clock());
    let code = phone.code(&clock).unwrap();
    assert_eq!(log_in(&server, &code).0, 200);
    assert_eq!(log_in(&server, &code).0, 401);
    clock.advance(30);
    assert_eq!(log_in(&server, &phone.code(&clock).unwrap()).0, 200);
    assert_eq!(server.evaluated("ada").await.unwrap().codes, 3);
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_device_scans_the_picture_the_server_draws() {
    let server = RelyingParty::start().await.unwrap();
    let (_, session) = post(&server, "/register", "", json!({ "username": "ada", "password": PASSWORD }));
    let token = session["session"]["token"].as_str().unwrap();
    let (_, offer) = post(&server, "/devices", token, json!({ "name": "Phone" }));
    let picture = STANDARD.decode(offer["qr_png"].as_str().unwrap()).unwrap();
    let (scanned, typed) = (Device::scan(&picture).unwrap(), Device::scan(offer["uri"].as_str().unwrap()).unwrap());
    assert_eq!(scanned.code(&server.clock()).unwrap(), typed.code(&server.clock()).unwrap());
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_test_can_be_seen_to_fail() {
    let options = Options { bugs: vec![Bug::SameStepReplay], ..Options::default() };
    let server = RelyingParty::start_with(options).await.unwrap();
    let phone = server.add_user("ada", PASSWORD).await.unwrap();
    let code = phone.code(&server.clock()).unwrap();
    assert_eq!((log_in(&server, &code).0, log_in(&server, &code).0), (200, 200), "the bug is on");
    server.stop().await;
}

#[test]
fn what_is_no_key_is_refused() {
    assert!(matches!(Device::scan("otpauth://totp/Ada"), Err(ScanError::Uri(_))));
    assert!(matches!(Device::scan(b"neither"), Err(ScanError::Picture(_))));
}

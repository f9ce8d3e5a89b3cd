//! Users with known secrets, snapshots, and randomness of a seed.

use serde_json::{Value, json};

use crate::harness::{ADMIN, PASSWORD, Server, text, token_of};
use crate::tenant::{Tenant, code};

const SECRET: &str = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP";
const URI: &str = "otpauth://totp/x?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP";

fn ada() -> Value {
    json!({
        "username": "ada", "password": PASSWORD, "groups": ["staff"],
        "devices": [{"name": "Phone", "secret": SECRET}],
        "backup_codes": ["A7K2M-9XR4T-Q8WDE", "C7K2M-9XR4T-Q8WDE"],
        "addresses": [{"kind": "email", "address": "ada@example.org"}]
    })
}

async fn now(tenant: &Tenant<'_>) -> u64 {
    tenant.get("/clock").await["now"].as_u64().expect("a time")
}

#[tokio::test]
async fn a_seeded_user_signs_in_with_the_secrets_of_the_seed() {
    let server = Server::controlled().await;
    let one = server.tenant("one");
    let added = one.control("POST", "/users", json!({"users": [ada()]})).await;
    assert_eq!(added.status, 201, "{added:?}");
    let user = &added.json()[0];
    assert_eq!((&user["groups"], &user["backup_codes"]["left"]), (&json!(["staff"]), &json!(2)));
    assert!(!added.body.contains(SECRET));
    let time = now(&one).await;
    assert_eq!(one.log_in("ada", Some(&code(URI, time))).await.status, 200);
    assert_eq!(one.log_in("ada", Some("a7k2m 9xr4t q8wde")).await.json()["backup_codes_left"], 1);
    assert_eq!(one.log_in("ada", Some("A7K2M-9XR4T-Q8WDE")).await.status, 401, "used");
    let half = one.log_in("ada", None).await;
    let address = text(&half.json()["ways"]["addresses"][0]["id"]);
    let sent = one.post("/login/send-code", &token_of(&half), json!({"address": address})).await;
    assert_eq!(sent.status, 204, "{sent:?}");
    assert_eq!(one.get("/outbox?user=ada&kind=email").await[0]["recipient"], "ada@example.org");
}

#[tokio::test]
async fn a_device_may_come_as_a_key_uri() {
    let server = Server::controlled().await;
    let one = server.tenant("one");
    let uri = format!("{URI}&algorithm=SHA256&digits=8&period=60");
    let user = json!({"username": "ada", "password": PASSWORD, "devices": [{"uri": uri}]});
    assert_eq!(one.control("POST", "/users", json!({"users": [user]})).await.status, 201);
    let time = now(&one).await;
    assert_eq!(one.log_in("ada", Some(&code(&uri, time))).await.status, 200);
}

#[tokio::test]
async fn a_seed_with_one_wrong_user_adds_none_and_names_it() {
    let server = Server::controlled().await;
    let one = server.tenant("one");
    let with = |key: &str, value: Value| {
        let mut user = ada();
        user[key] = value;
        user
    };
    for (wrong, status, code) in [
        (with("password", json!("short")), 422, "password-refused"),
        (with("username", json!("")), 422, "name-refused"),
        (with("username", json!("eve")), 409, "name-taken"),
        (with("devices", json!([{"secret": "1"}])), 422, "seed-refused"),
        (with("devices", json!([{"name": "x"}])), 422, "seed-refused"),
        (with("devices", json!([{"uri": "otpauth://hotp/x?secret=JBSWY3DP&counter=1"}])), 422, "seed-refused"),
        (with("backup_codes", json!(["A7K2M-9XR4T-Q8WDE", "A1111-11111-11111"])), 422, "seed-refused"),
        (with("backup_codes", json!(["123456"])), 422, "seed-refused"),
        (with("addresses", json!([{"kind": "sms", "address": "nonsense"}])), 422, "address-refused"),
    ] {
        let eve = json!({"username": "eve", "password": PASSWORD});
        let answer = one.control("POST", "/users", json!({"users": [eve, wrong]})).await;
        assert_eq!((answer.status, answer.code().as_str()), (status, code), "{answer:?}");
        assert!(answer.body.contains("user 2 of the seed") && !answer.body.contains(PASSWORD), "{answer:?}");
        assert_eq!(one.ask("/admin/users", ADMIN).await.json(), json!([]));
    }
}

#[tokio::test]
async fn a_restored_tenant_is_what_it_was() {
    let server = Server::controlled().await;
    let one = server.tenant("one");
    one.control("PUT", "/clock", json!({"frozen": true})).await;
    one.control(
        "PUT",
        "/policy",
        json!({"policy": {"issuer": "Before", "password":
        {"argon2": {"memory_kib": 8, "passes": 1, "lanes": 1}}}}),
    )
    .await;
    let added = one.control("POST", "/users", json!({"users": [ada()]})).await;
    assert_eq!(added.status, 201, "{added:?}");
    let time = now(&one).await;
    let token = token_of(&one.log_in("ada", Some(&code(URI, time))).await);
    one.log_in("ada", Some(&code(URI, time))).await;
    let journal = one.ask("/admin/journal", ADMIN).await.json();
    assert_eq!(one.control("PUT", "/snapshots/signed-in", Value::Null).await.status, 204);

    assert_eq!(one.control("POST", "/reset", Value::Null).await.status, 204);
    assert_eq!(one.ask("/session", &token).await.status, 401);
    one.register("eve").await;
    assert_eq!(one.get("/snapshots").await, json!([{"name": "signed-in", "taken_at": time}]));
    assert_eq!(one.control("POST", "/snapshots/signed-in/restore", Value::Null).await.status, 204);

    assert_eq!(one.ask("/session", &token).await.status, 200);
    assert_eq!(one.ask("/admin/journal", ADMIN).await.json(), journal);
    assert_eq!(one.ask("/admin/users", ADMIN).await.json().as_array().map(Vec::len), Some(1));
    assert_eq!(one.ask("/admin/policy", ADMIN).await.json()["issuer"], "Before");
    assert_eq!(now(&one).await, time);
    assert_eq!(one.log_in("ada", Some(&code(URI, time))).await.status, 401, "used before the snapshot");
    let reason = format!("/admin/journal/{}/true-reason", journal[0]["id"]);
    assert_eq!(one.ask(&reason, ADMIN).await.json()["reason"], "of-a-step", "rejected codes are there too");
    one.control("POST", "/clock/advance", json!({"seconds": 30})).await;
    assert_eq!(one.log_in("ada", Some(&code(URI, time + 30))).await.status, 200);
}

#[tokio::test]
async fn snapshots_have_names_and_a_number() {
    let server = Server::controlled().await;
    let one = server.tenant("one");
    for number in 0..20 {
        assert_eq!(one.control("PUT", &format!("/snapshots/s{number}"), Value::Null).await.status, 204);
    }
    assert_eq!(one.control("PUT", "/snapshots/one-more", Value::Null).await.code(), "too-many");
    assert_eq!(one.control("PUT", "/snapshots/s0", Value::Null).await.status, 204, "one is replaced");
    assert_eq!(one.control("DELETE", "/snapshots/s0", Value::Null).await.status, 204);
    assert_eq!(one.control("DELETE", "/snapshots/s0", Value::Null).await.status, 404);
    assert_eq!(one.control("POST", "/snapshots/s0/restore", Value::Null).await.status, 404);
    assert_eq!(one.control("PUT", "/snapshots/A%20b", Value::Null).await.code(), "snapshot-refused");
    assert_eq!(server.tenant("two").get("/snapshots").await, json!([]));
    assert_eq!(server.tenant("two").control("POST", "/snapshots/s1/restore", Value::Null).await.status, 404);
}

async fn enrolment(tenant: &Tenant<'_>) -> (String, String) {
    let token = tenant.register("ada").await;
    let offer = tenant.post("/devices", &token, json!({"name": "Phone"})).await.json();
    (text(&offer["uri"]), token)
}

#[tokio::test]
async fn the_same_seed_makes_the_same_enrolment_until_it_is_taken_away() {
    let server = Server::controlled().await;
    let one = server.tenant("one");
    let mut enrolments = Vec::new();
    for seed in ["a", "a", "b"] {
        assert_eq!(one.control("POST", "/reset", Value::Null).await.status, 204);
        assert_eq!(one.control("PUT", "/randomness", json!({"seed": seed})).await.status, 204);
        enrolments.push(enrolment(&one).await);
    }
    assert_eq!(enrolments[0], enrolments[1]);
    assert!(enrolments[0].0 != enrolments[2].0 && enrolments[0].1 != enrolments[2].1);
    let two = server.tenant("two");
    assert_eq!(two.control("PUT", "/randomness", json!({"seed": "a"})).await.status, 204);
    assert_eq!(two.control("DELETE", "/randomness", Value::Null).await.status, 204);
    assert_ne!(enrolment(&two).await, enrolments[0]);
}

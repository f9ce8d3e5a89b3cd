//! An administrator has rejections investigated.

use serde_json::{Value, json};

use crate::harness::{ADMIN, Person, Server};

/// The number of the newest rejection.
async fn last_rejection(server: &Server) -> i64 {
    let journal = server.ask("/admin/journal?most=20", ADMIN).await.json();
    let rejected = journal.as_array().expect("entries").iter().find(|entry| entry["outcome"] == "rejected");
    rejected.and_then(|entry| entry["id"].as_i64()).expect("something was rejected")
}

async fn investigate(server: &Server, known: Value) -> Value {
    let path = format!("/admin/journal/{}/investigation", last_rejection(server).await);
    let found = server.post(&path, ADMIN, known).await;
    assert_eq!(found.status, 200, "{found:?}");
    found.json()
}

async fn rejected(server: &Server, person: &Person, code: &str) {
    let half = server.half(person).await;
    let answer = server.post("/login/verify", &half, json!({"code": code})).await;
    assert!([401, 429].contains(&answer.status), "{answer:?}");
}

#[tokio::test]
async fn a_slow_clock_is_named_and_neither_secret_nor_code_leaves() {
    let server = Server::start().await;
    let person = server.enrolled("ada").await;
    let late = server.code(&person);
    server.wait(3_000);
    rejected(&server, &person, &late).await;
    let found = investigate(&server, json!({})).await;
    assert_eq!(found["causes"][0]["kind"], "device-clock", "{found}");
    assert_eq!(found["evidence"]["submissions"][0]["matches"][0]["inWindow"], false);
    let secret = person.uri.split("secret=").nth(1).and_then(|rest| rest.split('&').next()).expect("a secret");
    let text = found.to_string();
    assert!(!text.contains(&late) && !text.contains(secret) && !text.contains("ada"), "{text}");
}

#[tokio::test]
async fn the_next_code_read_out_makes_it_surer() {
    let server = Server::start().await;
    let person = server.enrolled("ada").await;
    let first = server.code(&person);
    server.wait(40);
    let next = server.code(&person);
    server.wait(50_000);
    rejected(&server, &person, &first).await;
    let alone = investigate(&server, json!({})).await;
    let at = server.now() + 40;
    let both = investigate(&server, json!({"codes": [{"code": next, "at": at}]})).await;
    let sure = |found: &Value| found["causes"][0]["probability"].as_f64().expect("a probability");
    assert_eq!(both["causes"][0]["kind"], "device-clock", "{both}");
    assert!(sure(&both) > sure(&alone), "{} and {}", sure(&both), sure(&alone));
}

#[tokio::test]
async fn a_clock_of_the_server_is_known_by_others() {
    let server = Server::start().await;
    let people = [server.enrolled("ada").await, server.enrolled("bob").await, server.enrolled("cyd").await];
    let codes: Vec<String> = people.iter().map(|person| server.code(person)).collect();
    server.wait(5_000);
    for (person, code) in people.iter().zip(&codes) {
        rejected(&server, person, code).await;
    }
    let found = investigate(&server, json!({})).await;
    assert_eq!(found["causes"][0]["kind"], "server-clock", "{found}");
}

#[tokio::test]
async fn a_lock_is_told_with_what_led_to_it() {
    let server = Server::start().await;
    let person = server.enrolled("ada").await;
    let late = server.code(&person);
    server.wait(3_000);
    for _ in 0..6 {
        rejected(&server, &person, &late).await;
    }
    let found = investigate(&server, json!({})).await;
    assert_eq!(found["causes"][0]["kind"], "throttled", "{found}");
    assert_eq!(found["beneath"][0]["kind"], "device-clock", "{found}");
}

#[tokio::test]
async fn a_code_after_the_half_sign_in_ended_is_told_as_that() {
    let server = Server::start().await;
    let person = server.enrolled("ada").await;
    let half = server.half(&person).await;
    server.wait(301);
    let code = server.code(&person);
    assert_eq!(server.post("/login/verify", &half, json!({"code": code})).await.status, 401);
    let found = investigate(&server, json!({})).await;
    assert_eq!(found["causes"][0]["kind"], "session-over", "{found}");
    assert_eq!(found["rejection"]["event"], "session.use");
}

#[tokio::test]
async fn it_stands_in_the_journal_and_is_slowed() {
    let server = Server::start().await;
    let person = server.enrolled("ada").await;
    // Too long to be kept, so that nothing is computed.
    rejected(&server, &person, &"0".repeat(70)).await;
    let path = format!("/admin/journal/{}/investigation", last_rejection(&server).await);
    let mut answered = 0;
    while server.post(&path, ADMIN, json!({})).await.status == 200 {
        answered += 1;
        assert!(answered < 400, "it is never slowed");
    }
    assert!(answered >= 100, "{answered}");
    let refused = server.post(&path, ADMIN, json!({})).await;
    assert_eq!((refused.status, refused.code().as_str()), (429, "too-many-tries"), "{refused:?}");
    let journal = server.ask("/admin/journal?most=500", ADMIN).await.json();
    let looked_into =
        journal.as_array().expect("entries").iter().filter(|entry| entry["detail"] == "investigated a rejection");
    assert_eq!(looked_into.count(), answered);
    server.wait(3_600);
    assert_eq!(server.post(&path, ADMIN, json!({})).await.status, 200);
}

#[tokio::test]
async fn what_is_no_rejection_of_a_code_is_not_found() {
    let server = Server::start().await;
    server.enrolled("ada").await;
    let journal = server.ask("/admin/journal?most=1", ADMIN).await.json();
    for id in [journal[0]["id"].to_string(), "999999".to_owned(), "x".to_owned()] {
        assert_eq!(
            server.post(&format!("/admin/journal/{id}/investigation"), ADMIN, json!({})).await.status,
            404,
            "{id}"
        );
    }
}

#[tokio::test]
async fn nobody_but_staff_learns_of_it() {
    let server = Server::start().await;
    let person = server.enrolled("ada").await;
    let late = server.code(&person);
    server.wait(3_000);
    rejected(&server, &person, &late).await;
    let path = format!("/admin/journal/{}/investigation", last_rejection(&server).await);
    let half = server.half(&person).await;
    for token in ["", half.as_str(), "a token that is none"] {
        let refused = server.post(&path, token, json!({})).await;
        assert!([401, 403].contains(&refused.status), "{refused:?}");
        assert!(!refused.json().to_string().contains("clock"), "{refused:?}");
    }
}

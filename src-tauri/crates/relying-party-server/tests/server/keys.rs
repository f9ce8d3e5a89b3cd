//! Another key, by the administrator.

use serde_json::{Value, json};

use crate::harness::{ADMIN, Server, text};

/// Asks until nothing is under way any more.
async fn settled(server: &Server) -> Value {
    loop {
        let state = server.ask("/admin/keys", ADMIN).await.json();
        if state["is_under_way"] == false {
            return state;
        }
    }
}

#[tokio::test]
async fn an_administrator_changes_the_key_and_everybody_signs_in_as_before() {
    let server = Server::start().await;
    let ada = server.enrolled("ada").await;
    let before = text(&server.ask("/admin/keys", ADMIN).await.json()["current"]);
    let asked = server.post("/admin/keys/rotate", ADMIN, json!({})).await;
    assert_eq!(asked.status, 202, "{asked:?}");
    let after = text(&asked.json()["current"]);
    assert_ne!(before, after);
    let state = settled(&server).await;
    assert_eq!((&state["current"], &state["left"], &state["older"]), (&json!(after), &json!(0), &json!([])));
    assert_eq!(state["failed"], Value::Null);
    let half = server.half(&ada).await;
    assert_eq!(server.post("/login/verify", &half, json!({"code": server.code(&ada)})).await.status, 200);
    let journal = server.ask("/admin/journal", ADMIN).await.json();
    let noted = journal.as_array().expect("entries").iter().find(|entry| entry["event"] == "keys.rotate");
    assert!(text(&noted.expect("an entry")["detail"]).starts_with(&format!("key {after}: 1 devices")));
}

#[tokio::test]
async fn a_key_can_be_brought_but_no_wrong_one_and_none_twice() {
    let server = Server::start().await;
    for wrong in ["", "short", &"g".repeat(64), &"1".repeat(63)] {
        let refused = server.post("/admin/keys/rotate", ADMIN, json!({"key": wrong})).await;
        assert_eq!((refused.status, refused.code().as_str()), (422, "key-malformed"), "{wrong}");
        assert!(wrong.is_empty() || !refused.body.contains(wrong), "it is not repeated");
    }
    let key = json!({"key": "11".repeat(32)});
    assert_eq!(server.post("/admin/keys/rotate", ADMIN, key.clone()).await.status, 202);
    settled(&server).await;
    let twice = server.post("/admin/keys/rotate", ADMIN, key).await;
    assert_eq!((twice.status, twice.code().as_str()), (409, "key-known"));
}

#[tokio::test]
async fn keys_are_the_administrators() {
    let server = Server::start().await;
    let ada = server.enrolled("ada").await;
    for token in ["", ada.token.as_str()] {
        assert_eq!(server.post("/admin/keys/rotate", token, json!({})).await.status, 401);
    }
    assert_eq!(server.ask("/admin/keys", &ada.token).await.status, 401);
}

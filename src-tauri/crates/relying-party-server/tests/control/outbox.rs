//! The outbox: searched, waited for, cleared.

use serde_json::{Value, json};

use crate::harness::{Server, text};
use crate::tenant::Tenant;

/// Two messages by SMS for Ada, one by e-mail for Eve.
async fn messages(tenant: &Tenant<'_>) -> (String, String) {
    let (ada, eve) = (tenant.register("ada").await, tenant.register("eve").await);
    for (token, kind, address) in
        [(&ada, "sms", "+49 151 1111111"), (&ada, "sms", "+49 151 2222222"), (&eve, "email", "eve@example.org")]
    {
        let added = tenant.post("/addresses", token, json!({"kind": kind, "address": address})).await;
        assert_eq!(added.status, 201, "{added:?}");
    }
    (ada, eve)
}

fn recipients(found: &Value) -> Vec<String> {
    found.as_array().expect("a list").iter().map(|message| text(&message["recipient"])).collect()
}

#[tokio::test]
async fn messages_are_found_by_user_kind_and_number_oldest_first() {
    let server = Server::controlled().await;
    let one = server.tenant("one");
    let (ada, _) = messages(&one).await;
    let all = one.get("/outbox").await;
    assert_eq!(recipients(&all), ["+491511111111", "+491512222222", "eve@example.org"]);
    assert_eq!(recipients(&one.get("/outbox?user=ada").await), ["+491511111111", "+491512222222"]);
    let id = text(&one.ask("/session", &ada).await.json()["user_id"]);
    assert_eq!(one.get(&format!("/outbox?user={id}")).await, one.get("/outbox?user=ada").await);
    assert_eq!(recipients(&one.get("/outbox?kind=email").await), ["eve@example.org"]);
    let after = format!("/outbox?user=ada&after={}", all[0]["id"]);
    assert_eq!(recipients(&one.get(&after).await), ["+491512222222"]);
    assert_eq!(recipients(&one.get("/outbox?most=1").await), ["+491511111111"]);
    assert_eq!(one.get("/outbox?user=nobody").await, json!([]));
    assert_eq!(server.tenant("two").get("/outbox").await, json!([]));
}

#[tokio::test]
async fn who_waits_is_answered_by_the_message_itself() {
    let server = Server::controlled().await;
    let one = server.tenant("one");
    let token = one.register("ada").await;
    // A whole request's time would not be enough for this test if the message did not end the wait.
    let (found, added) = tokio::join!(
        one.get("/outbox?user=ada&kind=sms&wait=28s"),
        one.post("/addresses", &token, json!({"kind": "sms", "address": "+49 151 1234567"})),
    );
    assert_eq!(added.status, 201);
    assert_eq!(recipients(&found), ["+491511234567"]);
}

#[tokio::test]
async fn who_waits_for_nothing_gets_an_empty_list() {
    let server = Server::controlled().await;
    for wait in ["1ms", "0", "0s"] {
        assert_eq!(server.tenant("one").get(&format!("/outbox?wait={wait}")).await, json!([]), "{wait}");
    }
}

#[tokio::test]
async fn who_waits_in_a_tenant_that_is_dropped_is_answered() {
    let server = Server::controlled().await;
    let one = server.tenant("one");
    let waiting = one.api("GET", "/control/outbox?wait=28s").bearer(crate::harness::ADMIN);
    let (found, dropped) = tokio::join!(waiting.send(), one.control("DELETE", "/tenant", Value::Null));
    assert_eq!((found.status, dropped.status), (200, 204));
}

#[tokio::test]
async fn the_outbox_is_cleared_of_one_user_or_of_all() {
    let server = Server::controlled().await;
    let one = server.tenant("one");
    messages(&one).await;
    assert_eq!(one.control("DELETE", "/outbox?user=ada", Value::Null).await.json()["cleared"], 2);
    assert_eq!(recipients(&one.get("/outbox").await), ["eve@example.org"]);
    assert_eq!(one.control("DELETE", "/outbox", Value::Null).await.json()["cleared"], 1);
    assert_eq!(one.control("DELETE", "/outbox?user=nobody", Value::Null).await.json()["cleared"], 0);
}

#[tokio::test]
async fn what_cannot_be_asked_for_is_a_problem() {
    let server = Server::controlled().await;
    for query in ["wait=soon", "wait=-1", "wait=5m", "most=501", "after=x", "token=x"] {
        let answer = server.tenant("one").control("GET", &format!("/outbox?{query}"), Value::Null).await;
        assert_eq!((answer.status, answer.code().as_str()), (400, "query-refused"), "{query}");
    }
}

//! The journal as it is written, what was evaluated, and reasons in headers.

use relying_party_server::{Control, Settings};
use serde_json::{Value, json};

use crate::harness::{ADMIN, PASSWORD, Server, cheap_policy, token_of};
use crate::tenant::{Tenant, code};

/// The cookie of an administrator's pages.
async fn admin_cookie(tenant: &Tenant<'_>) -> String {
    let ticket = tenant.api("POST", "/admin/tickets").bearer(ADMIN).send().await.json();
    let page = tenant.request("GET", "/admin/sign-in").send().await;
    let form = page.header("set-cookie").expect("a cookie").split(';').next().expect("a pair").to_owned();
    let (_, word) = form.split_once('=').expect("a value");
    let body = format!("form={word}&ticket={}", ticket["ticket"].as_str().expect("a ticket"));
    let sent = tenant.request("POST", "/admin/sign-in").header("Cookie", &form);
    let sent = sent.header("Content-Type", "application/x-www-form-urlencoded").header("Sec-Fetch-Site", "same-origin");
    let signed_in = sent.raw(body.as_bytes()).send().await;
    assert_eq!(signed_in.status, 303, "{signed_in:?}");
    signed_in.header("set-cookie").expect("a cookie").split(';').next().expect("a pair").to_owned()
}

#[tokio::test]
async fn the_stream_tells_each_entry_of_its_tenant_as_it_is_written() {
    let server = Server::controlled().await;
    let (one, two) = (server.tenant("one"), server.tenant("two"));
    one.register("before").await;
    let bearer = format!("Bearer {ADMIN}");
    let mut stream = one.listen("/api/v1/control/events", ("Authorization", &bearer)).await;
    stream.until("\r\n\r\n").await;
    assert!(stream.text.contains("content-type: text/event-stream"), "{}", stream.text);
    two.register("eve").await;
    one.register("ada").await;
    stream.until("\"event\":\"register\"").await;
    assert!(stream.text.contains("event: journal\nid: "), "{}", stream.text);
    assert_eq!(stream.text.matches("\"event\":\"register\"").count(), 1, "neither earlier ones nor another tenant's");
    one.log_in("nobody", None).await;
    stream.until("\"reason\":\"unknown-name\"").await;
}

#[tokio::test]
async fn a_stream_goes_on_where_it_was_broken_off() {
    let server = Server::controlled().await;
    let one = server.tenant("one");
    for name in ["ada", "bob", "eve"] {
        one.register(name).await;
    }
    let entries = one.ask("/admin/journal", ADMIN).await.json();
    let second = entries[1]["id"].to_string();
    let cookie = admin_cookie(&one).await;
    let header = format!("{cookie}\r\nLast-Event-ID: {second}");
    let mut stream = one.listen("/api/v1/control/events", ("Cookie", &header)).await;
    stream.until(&format!("id: {}\n", entries[0]["id"])).await;
    assert!(!stream.text.contains(&format!("id: {second}\n")));
    let mut all = one.listen("/api/v1/control/events?after=0", ("Cookie", &cookie)).await;
    all.until(&format!("id: {}\n", entries[0]["id"])).await;
    assert!(all.text.contains(&format!("id: {second}\n")));
}

#[tokio::test]
async fn a_stream_ends_with_its_tenant_and_with_the_server() {
    let server = Server::controlled().await;
    let one = server.tenant("one");
    let bearer = format!("Bearer {ADMIN}");
    let mut of_tenant = one.listen("/api/v1/control/events", ("Authorization", &bearer)).await;
    let mut of_server = server.tenant("").listen("/api/v1/control/events", ("Authorization", &bearer)).await;
    of_tenant.until("\r\n\r\n").await;
    of_server.until("\r\n\r\n").await;
    assert_eq!(one.control("DELETE", "/tenant", Value::Null).await.status, 204);
    of_tenant.until("\r\n0\r\n").await;
    let Server { running, .. } = server;
    running.stop().await;
    of_server.until_it_ends().await;
}

#[tokio::test]
async fn the_stream_is_for_administrators_of_this_server_only() {
    let server = Server::controlled().await;
    let one = server.tenant("one");
    let token = one.register("ada").await;
    let cookie = admin_cookie(&one).await;
    let ask = |name: &'static str, value: String| one.api("GET", "/control/events").header(name, &value).send();
    assert_eq!(ask("X-Nothing", String::new()).await.status, 401);
    assert_eq!(ask("Authorization", format!("Bearer {token}")).await.status, 401);
    for name in ["token", "access_token", "after"] {
        assert_eq!(one.api("GET", &format!("/control/events?{name}={ADMIN}")).send().await.status, 401, "{name}");
    }
    // A wrong header is not made good by a cookie; a page of another port is the same site, and gets nothing.
    let both = one.api("GET", "/control/events").header("Cookie", &cookie).bearer("wrong").send().await;
    assert_eq!(both.status, 401);
    let foreign = one.api("GET", "/control/events").header("Cookie", &cookie).header("Sec-Fetch-Site", "same-site");
    assert_eq!(foreign.send().await.status, 401);
}

#[tokio::test]
async fn the_live_page_grows_while_it_is_looked_at() {
    let server = Server::controlled().await;
    let one = server.tenant("one");
    one.register("<b>ada</b>").await;
    let cookie = admin_cookie(&one).await;
    let mut page = one.listen("/admin/live", ("Cookie", &cookie)).await;
    page.until("&#60;b&#62;ada&#60;/b&#62;").await;
    assert!(!page.text.contains("<script") && !page.text.contains("<b>ada"));
    assert!(page.text.contains("href=\"/t/one/admin/journal/"), "{}", page.text);
    one.log_in("nobody", None).await;
    page.until("There is no such user").await;
    assert_eq!(one.control("DELETE", "/tenant", Value::Null).await.status, 204);
    page.until("</html>").await;
    let anybody = one.request("GET", "/admin/live").send().await;
    assert_eq!((anybody.status, anybody.header("location")), (303, Some("/t/one/admin/sign-in")));
}

#[tokio::test]
async fn of_many_guesses_the_evaluated_ones_are_counted() {
    let server = std::sync::Arc::new(Server::controlled().await);
    server.tenant("one").enrol("ada").await;
    let half = token_of(&server.tenant("one").log_in("ada", None).await);
    let before = server.tenant("one").get("/evaluated?user=ada").await;
    let guesses: Vec<_> = (0..200)
        .map(|guess| {
            let (server, half) = (std::sync::Arc::clone(&server), half.clone());
            let body = json!({"code": format!("{guess:06}")});
            tokio::spawn(async move { server.tenant("one").post("/login/verify", &half, body).await.status })
        })
        .collect();
    for guess in guesses {
        assert!(matches!(guess.await.expect("an answer"), 401 | 429));
    }
    let after = server.tenant("one").get("/evaluated?user=ada").await;
    let grown = |name: &str| after[name].as_u64().expect("a number") - before[name].as_u64().expect("a number");
    assert_eq!((grown("codes"), grown("total"), grown("passwords")), (5, 5, 0));
    let nobody = server.tenant("one").control("GET", "/evaluated?user=nobody", Value::Null).await;
    assert_eq!(nobody.status, 404);
}

async fn explaining(explains: bool) -> Server {
    let control = Some(Control { explains, ..Control::default() });
    Server::start_with(cheap_policy(), Settings { control, ..Settings::default() }).await
}

#[tokio::test]
async fn a_rejection_says_its_true_reason_in_a_header() {
    let server = explaining(true).await;
    let one = server.tenant("one");
    one.control("PUT", "/clock", json!({"frozen": true})).await;
    let uri = one.enrol("ada").await;
    let now = one.control("POST", "/clock/advance", json!({"seconds": 3_000})).await.json()["now"].as_u64();
    let now = now.expect("a time");
    let reason = |answer: &crate::client::Response| answer.header("countersign-reason").map(str::to_owned);
    let old = one.log_in("ada", Some(&code(&uri, now - 90))).await;
    assert_eq!(old.status, 401);
    let words = "wrong-code; of-a-step; steps-off=-3; seconds-off=-90; was-used=false; device=active";
    assert_eq!(reason(&old).as_deref(), Some(words));
    let right = one.log_in("ada", Some(&code(&uri, now))).await;
    assert_eq!((right.status, reason(&right)), (200, None));
    let again = one.log_in("ada", Some(&code(&uri, now))).await;
    assert!(reason(&again).expect("a reason").starts_with("replayed; of-a-step; steps-off=0;"), "{again:?}");
    let wrong = json!({"username": "ada", "password": "not the password"});
    assert_eq!(reason(&one.post("/login", "", wrong).await).as_deref(), Some("wrong-password"));
    assert_eq!(reason(&one.log_in("nobody", None).await).as_deref(), Some("unknown-name"));
    assert_eq!(reason(&one.ask("/session", "").await).as_deref(), Some("session-needed"));
    let looked = one.ask("/admin/journal", ADMIN).await.json().to_string();
    assert!(!looked.contains("admin.reason"), "asking after every request is not written down");
}

#[tokio::test]
async fn without_being_asked_to_explain_a_server_does_not() {
    let server = explaining(false).await;
    let body = json!({"username": "nobody", "password": PASSWORD});
    let answer = server.tenant("").post("/login", "", body).await;
    assert_eq!((answer.status, answer.header("countersign-reason")), (401, None));
}

//! Tenants: made on first use, apart from one another, dropped.

use relying_party_server::{Control, Settings};
use serde_json::{Value, json};

use crate::harness::{ADMIN, PASSWORD, Server, cheap_policy};
use crate::tenant::cheap_hashes;

async fn names(server: &Server) -> Vec<String> {
    let all = server.tenant("").get("/tenants").await;
    all.as_array().expect("a list").iter().map(|one| one["name"].as_str().expect("a name").to_owned()).collect()
}

#[tokio::test]
async fn a_tenant_is_made_by_its_first_use_and_apart_from_all_others() {
    let server = Server::controlled().await;
    let (one, two, main) = (server.tenant("one"), server.tenant("two"), server.tenant(""));
    let token = one.register("ada").await;
    assert_eq!(names(&server).await, ["main", "one"]);
    assert_eq!(one.ask("/session", &token).await.status, 200);
    assert_eq!(two.ask("/session", &token).await.status, 401);
    assert_eq!(main.ask("/session", &token).await.status, 401);
    two.register("ada").await;
    assert_eq!(main.log_in("ada", None).await.status, 401);
    assert_eq!(one.ask("/admin/users", ADMIN).await.json().as_array().map(Vec::len), Some(1));
    assert_eq!(main.ask("/admin/journal", ADMIN).await.json()[0]["reason"], "unknown-name");
    assert_eq!(one.ask("/admin/journal", ADMIN).await.json()[0]["event"], "register");
}

#[tokio::test]
async fn the_segment_of_the_main_tenant_leads_to_it() {
    let server = Server::controlled().await;
    let token = server.tenant("main").register("ada").await;
    assert_eq!(server.tenant("").ask("/session", &token).await.status, 200);
}

#[tokio::test]
async fn a_dropped_tenant_leaves_nothing_and_its_name_makes_a_new_one() {
    let server = Server::controlled().await;
    let (one, two) = (server.tenant("one"), server.tenant("two"));
    let token = one.register("ada").await;
    let kept = two.register("ada").await;
    one.control("PUT", "/clock", json!({"time": 59, "frozen": true})).await;
    assert_eq!(one.control("DELETE", "/tenant", Value::Null).await.status, 204);
    assert_eq!(names(&server).await, ["main", "two"]);
    assert_eq!(one.ask("/session", &token).await.status, 401);
    assert_eq!(one.get("/clock").await["frozen"], false);
    one.register("ada").await;
    assert_eq!(two.ask("/session", &kept).await.status, 200);
}

#[tokio::test]
async fn a_reset_makes_a_tenant_as_new_also_the_main_one() {
    let server = Server::controlled().await;
    for name in ["", "one"] {
        let tenant = server.tenant(name);
        tenant.register("ada").await;
        tenant.control("PUT", "/policy", json!({"profile": "strict"})).await;
        tenant.control("PUT", "/clock", json!({"skew": 5})).await;
        assert_eq!(tenant.control("POST", "/reset", Value::Null).await.status, 204);
        assert_eq!(tenant.ask("/admin/journal", ADMIN).await.json(), json!([]));
        assert_eq!(tenant.ask("/admin/policy", ADMIN).await.json()["totp"]["window"], json!({"back": 1, "ahead": 1}));
        assert_eq!(tenant.get("/clock").await["skew"], 0);
        tenant.register("ada").await;
    }
}

#[tokio::test]
async fn a_tenant_nobody_uses_is_dropped_and_the_main_one_never() {
    let control = Some(Control { idle_seconds: 600, ..Control::default() });
    let server = Server::start_with(cheap_policy(), Settings { control, ..Settings::default() }).await;
    let (one, two) = (server.tenant("one"), server.tenant("two"));
    let token = one.register("ada").await;
    let main = server.tenant("").register("ada").await;
    server.wait(500);
    two.register("ada").await;
    server.wait(200);
    let cleaned = server.tenant("").api("POST", "/admin/clean").bearer(ADMIN).send().await;
    assert_eq!(cleaned.status, 200, "{cleaned:?}");
    assert_eq!(names(&server).await, ["main", "two"]);
    assert_eq!(one.ask("/session", &token).await.status, 401);
    assert_eq!(server.tenant("").ask("/session", &main).await.status, 200);
}

#[tokio::test]
async fn a_tenant_decides_by_its_own_policy() {
    let server = Server::controlled().await;
    let (one, two) = (server.tenant("one"), server.tenant("two"));
    let policy = json!({"totp": {"digits": 8}, "password": cheap_hashes()});
    let said = json!({"profile": "lenient", "throttle": "five-in-15-minutes", "policy": policy});
    let whole = one.control("PUT", "/policy", said).await;
    assert_eq!(whole.status, 200, "{whole:?}");
    assert_eq!(whole.json()["totp"]["window"], json!({"back": 2, "ahead": 2}));
    assert_eq!(whole.json()["throttle"]["kind"], "five-in-fifteen-minutes");
    assert_eq!(one.ask("/admin/policy", ADMIN).await.json(), whole.json());
    assert_eq!(two.ask("/admin/policy", ADMIN).await.json()["totp"]["digits"], 6);
    let token = one.register("ada").await;
    assert_eq!(one.post("/devices", &token, json!({"name": "x"})).await.json()["digits"], 8);
    assert_eq!(one.control("DELETE", "/policy", Value::Null).await.json()["totp"]["digits"], 6);
}

#[tokio::test]
async fn a_policy_that_cannot_be_says_what_is_wrong_and_changes_nothing() {
    let server = Server::controlled().await;
    let one = server.tenant("one");
    let before = one.ask("/admin/policy", ADMIN).await.json();
    for (said, word) in [
        (json!({"policy": {"totp": {"digits": 9}}}), "policy.totp.digits"),
        (json!({"policy": {"totp": {"didgits": 6}}}), "didgits"),
        (json!({"policy": {"throttle": {"longest_wait_seconds": 901}}}), "1 to 900"),
        (json!({"policy": {"password": {"argon2": {"memory_kib": 1, "passes": 1, "lanes": 1}}}}), "memory"),
    ] {
        let answer = one.control("PUT", "/policy", said).await;
        assert_eq!((answer.status, answer.code().as_str()), (422, "policy-refused"), "{answer:?}");
        assert!(answer.body.contains(word), "{word}: {answer:?}");
    }
    for said in [json!({"profile": "loose"}), json!({"polcy": {}}), json!("strict")] {
        assert_eq!(one.control("PUT", "/policy", said).await.status, 422);
    }
    assert_eq!(one.ask("/admin/policy", ADMIN).await.json(), before);
}

#[tokio::test]
async fn pages_of_a_tenant_lead_into_it_and_its_cookies_stay_there() {
    let server = Server::controlled().await;
    let one = server.tenant("one");
    let page = one.request("GET", "/sign-in").header("Accept", "text/html").send().await;
    assert_eq!(page.status, 200, "{page:?}");
    assert!(page.body.contains("action=\"/t/one/sign-in\"") && page.body.contains("href=\"/t/one/assets/"), "{page:?}");
    assert!(!page.body.contains("href=\"/sign") && !page.body.contains("action=\"/sign"));
    let cookie = page.header("set-cookie").expect("a cookie for forms").to_owned();
    assert!(cookie.contains("-one=") && cookie.contains("; Path=/t/one;"), "{cookie}");
    let word = page.body.split_once("name=\"form\" value=\"").expect("a token").1.split('"').next().expect("an end");
    let form = format!("form={word}&name=ada&password={}", PASSWORD.replace(' ', "+"));
    let sent = one.request("POST", "/register").header("Cookie", cookie.split(';').next().expect("a pair"));
    let sent = sent.header("Content-Type", "application/x-www-form-urlencoded").header("Sec-Fetch-Site", "same-origin");
    let sent = sent.raw(form.as_bytes()).send().await;
    assert_eq!((sent.status, sent.header("location")), (303, Some("/t/one/account")), "{sent:?}");
    let lost = one.request("GET", "/nothing").header("Accept", "text/html").send().await;
    assert!(lost.status == 404 && lost.body.contains("href=\"/t/one/\""), "{lost:?}");
}

#[tokio::test]
async fn many_tenants_at_once_are_each_their_own() {
    let server = std::sync::Arc::new(Server::controlled().await);
    let work = (0..50).map(|number| {
        let server = std::sync::Arc::clone(&server);
        tokio::spawn(async move {
            let name = format!("tenant-{number}");
            let tenant = server.tenant(&name);
            let uri = tenant.enrol("ada").await;
            let now = tenant.get("/clock").await["now"].as_u64().expect("a time");
            tenant.log_in("ada", Some(&crate::tenant::code(&uri, now + 30))).await.status
        })
    });
    for done in work.collect::<Vec<_>>() {
        assert_eq!(done.await.expect("an answer"), 200);
    }
    assert_eq!(names(&server).await.len(), 51);
}

//! Who may control a server: nobody where it was not started for it, and then the holder of the admin token alone.

use serde_json::{Value, json};

use crate::harness::{ADMIN, Server, operations, token_of};

/// Method and path of every operation that controls.
async fn control_operations(server: &Server) -> Vec<(String, String)> {
    let all = operations(server).await.into_iter().filter(|(_, path, _)| path.contains("/control/"));
    let all: Vec<_> = all.map(|(method, path, _)| (method, path)).collect();
    assert!(all.len() >= 24, "{} operations control", all.len());
    all
}

#[tokio::test]
async fn a_server_that_is_not_controlled_has_no_path_for_it() {
    let controlled = Server::controlled().await;
    let server = Server::start().await;
    for (method, path) in control_operations(&controlled).await {
        let answer = server.request(&method, &path).bearer(ADMIN).json(&json!({})).send().await;
        assert_eq!((answer.status, answer.code().as_str()), (404, "no-such-path"), "{method} {path}");
    }
    for path in ["/t/one/", "/t/one/api/v1/session", "/t/main/livez"] {
        assert_eq!(server.request("GET", path).bearer(ADMIN).send().await.status, 404, "{path}");
    }
    let document = server.request("GET", "/openapi.json").send().await;
    assert!(!document.body.contains("/control/"));
}

#[tokio::test]
async fn the_live_page_is_not_there_either() {
    let server = Server::start().await;
    let answer = server.request("GET", "/admin/live").send().await;
    assert_eq!(
        (answer.status, answer.header("location")),
        (303, Some("/admin/sign-in")),
        "as every page of an administrator"
    );
}

#[tokio::test]
async fn every_control_operation_needs_the_admin_token_in_every_tenant() {
    let server = Server::controlled().await;
    for name in ["", "one"] {
        let tenant = server.tenant(name);
        tenant.enrol("ada").await;
        let half = token_of(&tenant.log_in("ada", None).await);
        let full = tenant.register("eve").await;
        let base = if name.is_empty() { String::new() } else { format!("/t/{name}") };
        for (method, path) in control_operations(&server).await {
            for token in ["", "not-a-token", &half, &full] {
                let request = server.request(&method, &format!("{base}{path}")).json(&json!({"seconds": 1}));
                let request = if token.is_empty() { request } else { request.bearer(token) };
                let answer = request.send().await;
                assert_eq!((answer.status, answer.code().as_str()), (401, "admin-token-needed"), "{method} {path}");
            }
        }
        assert_eq!(tenant.ask("/session", &full).await.status, 200, "nothing was reset or dropped");
    }
}

#[tokio::test]
async fn no_control_operation_takes_another_kind_of_body() {
    let server = Server::controlled().await;
    for (method, path) in [
        ("PUT", "/clock"),
        ("POST", "/clock/advance"),
        ("PUT", "/policy"),
        ("POST", "/users"),
        ("POST", "/faults"),
        ("PUT", "/randomness"),
    ] {
        let request = server.api(method, &format!("/control{path}")).bearer(ADMIN);
        let answer = request.clone().header("Content-Type", "text/plain").raw(b"{}").send().await;
        assert_eq!(answer.status, 415, "{method} {path}");
        let answer = request.header("Content-Type", "application/json").raw(b"{\"s3cret").send().await;
        assert_eq!((answer.status, answer.body.contains("s3cret")), (400, false), "{method} {path}");
    }
}

#[tokio::test]
async fn an_administrators_cookie_controls_nothing() {
    let server = Server::controlled().await;
    let id = server.request("GET", "/livez").send().await.header("x-request-id").expect("a number").to_owned();
    let instance = id.split('-').next().expect("an instance");
    let cookie = format!("countersign-admin-{instance}=anything");
    let request =
        server.api("POST", "/control/reset").header("Cookie", &cookie).header("Sec-Fetch-Site", "same-origin");
    let answer = request.header("Content-Type", "application/json").send().await;
    assert_eq!(answer.status, 401, "{answer:?}");
}

#[tokio::test]
async fn a_name_that_cannot_be_a_tenants_is_a_path_that_is_not_there() {
    let server = Server::controlled().await;
    let long = format!("/t/{}/livez", "a".repeat(41));
    for path in ["/t/A/livez", "/t//livez", "/t/a_b/livez", "/t/%61/livez", &long, "/t", "/t/a/t/b/livez"] {
        let answer = server.request("GET", path).send().await;
        assert_eq!((answer.status, answer.code().as_str()), (404, "no-such-path"), "{path}");
    }
    let tenants = server.tenant("").control("GET", "/tenants", Value::Null).await.json();
    assert_eq!(tenants.as_array().map(Vec::len), Some(2), "only the one whose name could be one: {tenants}");
}

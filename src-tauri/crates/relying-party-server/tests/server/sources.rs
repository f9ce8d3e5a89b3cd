//! Where a request came from: forwarding headers count from configured proxies only.

use relying_party_server::Settings;
use serde_json::json;

use crate::harness::{ADMIN, Server, cheap_policy};

/// The source the journal names after a request with these headers.
async fn source(server: &Server, headers: &[(&str, &str)]) -> String {
    let mut request = server.api("POST", "/login").json(&json!({"username": "nobody", "password": "x"}));
    for (name, value) in headers {
        request = request.header(name, value);
    }
    assert_eq!(request.send().await.status, 401);
    let journal = server.ask("/admin/journal?most=1", ADMIN).await.json();
    journal[0]["source"].as_str().expect("a source").to_owned()
}

#[tokio::test]
async fn a_forwarding_header_from_anybody_counts_for_nothing() {
    let server = Server::start().await;
    for name in ["X-Forwarded-For", "Forwarded", "X-Real-IP", "True-Client-IP", "CF-Connecting-IP"] {
        assert_eq!(source(&server, &[(name, "203.0.113.9")]).await, "127.0.0.1", "{name}");
        server.wait(2_000);
    }
}

#[tokio::test]
async fn of_a_trusted_proxy_the_nearest_address_that_is_no_proxy_counts() {
    let trusted = vec!["127.0.0.0/8".parse().expect("a network"), "10.0.0.0/8".parse().expect("a network")];
    let settings = Settings { trusted_proxies: trusted, ..Settings::default() };
    let mut policy = cheap_policy();
    policy.throttle.free_failures = 100;
    let server = Server::start_with(policy, settings).await;
    let name = "X-Forwarded-For";
    assert_eq!(source(&server, &[]).await, "127.0.0.1");
    assert_eq!(source(&server, &[(name, "203.0.113.9")]).await, "203.0.113.9");
    assert_eq!(source(&server, &[(name, "1.1.1.1, 203.0.113.9, 10.0.0.7")]).await, "203.0.113.9");
    assert_eq!(source(&server, &[(name, "1.1.1.1"), (name, "203.0.113.9")]).await, "203.0.113.9");
    assert_eq!(source(&server, &[(name, "203.0.113.9, nonsense, 10.0.0.7")]).await, "10.0.0.7");
    assert_eq!(source(&server, &[(name, "[2001:db8::1]:4711")]).await, "2001:db8::1");
    assert_eq!(source(&server, &[("X-Real-IP", "203.0.113.9")]).await, "127.0.0.1");
}

#[tokio::test]
async fn made_up_addresses_gain_no_more_guesses() {
    let server = Server::start().await;
    server.register("ada").await;
    let mut refused = 0;
    for guess in 0..10 {
        let body = json!({"username": "ada", "password": format!("wrong guess {guess}")});
        let request = server.api("POST", "/login").header("X-Forwarded-For", &format!("203.0.113.{guess}"));
        let answer = request.json(&body).send().await;
        if answer.status == 429 {
            assert!(answer.header("retry-after").is_some_and(|seconds| seconds.parse::<u64>().is_ok()));
            refused += 1;
        }
    }
    assert_eq!(refused, 5, "the fifth failure is the last before a wait");
}

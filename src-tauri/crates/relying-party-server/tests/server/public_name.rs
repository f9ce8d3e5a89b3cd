//! A name outside, behind a proxy that speaks TLS.

use relying_party_server::Settings;

use crate::client::Response;
use crate::harness::{Server, cheap_policy};

const NAME: &str = "mfa.example.test";

async fn behind_a_proxy() -> Server {
    let public_url = Some("https://mfa.example.test".parse().expect("an address"));
    Server::start_with(cheap_policy(), Settings { public_url, ..Settings::default() }).await
}

async fn form(server: &Server, host: &str, origin: &str) -> Response {
    let request = server.request("POST", "/sign-in").without("Host").header("Host", host).header("Origin", origin);
    request.header("Content-Type", "application/x-www-form-urlencoded").raw(b"username=a&password=b").send().await
}

#[tokio::test]
async fn requests_may_name_it_and_the_bound_address_still() {
    let server = behind_a_proxy().await;
    let alive =
        async |host: &str| server.request("GET", "/livez").without("Host").header("Host", host).send().await.status;
    for host in [NAME, "MFA.example.test", "mfa.example.test:443", &server.address().to_string()] {
        assert_eq!(alive(host).await, 200, "{host}");
    }
    for host in ["example.test", "mfa.example.test:8443", "mfa.example.test.evil.example", "evil.example"] {
        assert_eq!(alive(host).await, 421, "{host}");
    }
    let plain = Server::start().await;
    let answer = plain.request("GET", "/livez").without("Host").header("Host", NAME).send().await;
    assert_eq!(answer.status, 421, "without being told of it the server has no such name");
}

#[tokio::test]
async fn forms_are_taken_from_its_pages_only() {
    let server = behind_a_proxy().await;
    for origin in ["http://mfa.example.test", "https://evil.example", "https://mfa.example.test:8443"] {
        let answer = form(&server, NAME, origin).await;
        assert!(answer.status == 403 && answer.body.contains("foreign-origin"), "{origin}: {answer:?}");
    }
    let own = form(&server, NAME, "https://mfa.example.test").await;
    assert!(!own.body.contains("foreign-origin"), "{own:?}");
    let bound = server.address().to_string();
    let outside = form(&server, &bound, "https://mfa.example.test").await;
    assert!(outside.body.contains("foreign-origin"), "under another name it is another origin");
}

#[tokio::test]
async fn cookies_go_over_tls_only() {
    let cookie = async |server: &Server| {
        let page = server.request("GET", "/sign-in").send().await;
        page.header("set-cookie").expect("a page with a form sets a cookie").to_owned()
    };
    assert!(cookie(&behind_a_proxy().await).await.ends_with("; Secure"));
    assert!(!cookie(&Server::start().await).await.contains("Secure"));
}

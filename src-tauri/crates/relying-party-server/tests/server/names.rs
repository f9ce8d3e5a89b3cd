//! DNS rebinding: only our own names are answered, on every route.

use crate::harness::{Server, operations};

#[tokio::test]
async fn another_name_is_answered_on_no_route() {
    let server = Server::controlled().await;
    let mut paths: Vec<(String, String)> =
        operations(&server).await.into_iter().map(|(method, path, _)| (method, path)).collect();
    for path in
        ["/", "/sign-in", "/account", "/admin", "/openapi.json", "/nothing-here", "/t/a/api/v1/session", "/t/a/"]
    {
        paths.push(("GET".to_owned(), path.to_owned()));
    }
    for (method, path) in paths {
        let answer = server.request(&method, &path).without("Host").header("Host", "evil.example").send().await;
        assert_eq!((answer.status, answer.code().as_str()), (421, "host-refused"), "{method} {path}");
    }
}

#[tokio::test]
async fn our_own_names_need_the_port() {
    let server = Server::start().await;
    let port = server.address().port();
    let alive = |host: String| server.request("GET", "/livez").without("Host").header("Host", &host).send();
    for name in ["127.0.0.1", "localhost", "LOCALHOST", "[::1]"] {
        assert_eq!(alive(format!("{name}:{port}")).await.status, 200, "{name}");
        assert_eq!(alive(name.to_owned()).await.status, 421, "{name} without a port");
        assert_eq!(alive(format!("{name}:1")).await.status, 421, "{name} with another port");
    }
    for host in ["127.0.0.1.evil.example", "evil.example", "localhost.evil.example", "127.1", "0.0.0.0", "[::]", ""] {
        assert_eq!(alive(format!("{host}:{port}")).await.status, 421, "{host}");
    }
}

#[tokio::test]
async fn no_name_two_names_and_a_name_in_the_request_line_are_refused() {
    let server = Server::start().await;
    let address = server.address().to_string();
    assert_eq!(server.request("GET", "/livez").without("Host").send().await.status, 421);
    assert_eq!(server.request("GET", "/livez").header("Host", "evil.example").send().await.status, 421);
    assert_eq!(server.request("GET", "http://evil.example/livez").send().await.status, 421);
    assert_eq!(server.request("GET", &format!("http://{address}/livez")).send().await.status, 200);
    let forwarded = server.request("GET", "/livez").header("X-Forwarded-Host", "evil.example").send().await;
    assert_eq!(forwarded.status, 200, "what a proxy says of the name is not looked at");
}

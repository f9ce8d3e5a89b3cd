//! Alive and ready.

use crate::harness::Server;

#[tokio::test]
async fn a_server_is_alive_and_ready_until_its_database_is_gone() {
    let server = Server::start().await;
    assert_eq!(server.request("GET", "/livez").send().await.json()["status"], "alive");
    assert_eq!(server.request("GET", "/readyz").send().await.json()["status"], "ready");
    server.party.close().await;
    assert_eq!(server.request("GET", "/livez").send().await.status, 200);
    let ready = server.request("GET", "/readyz").send().await;
    assert_eq!(ready.status, 503, "{ready:?}");
    assert!(!ready.body.contains("pool"), "what exactly failed is for the log");
}

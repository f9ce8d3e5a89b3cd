//! The whole way of a person.

use serde_json::json;

use crate::harness::{PASSWORD, Server, text, token_of};

#[tokio::test]
async fn a_person_registers_enrols_and_signs_in_by_a_code() {
    let server = Server::start().await;
    let person = server.enrolled("ada").await;
    assert_eq!(person.backup_codes.len(), 10);

    let half = server.half(&person).await;
    let done = server.post("/login/verify", &half, json!({"code": server.code(&person)})).await;
    assert_eq!(done.status, 200, "{done:?}");
    assert_eq!(done.json()["status"], "signed-in");
    assert_eq!(done.json()["way"], "code");
    let session = server.ask("/session", &token_of(&done)).await;
    assert_eq!(session.json()["username"], "ada");
    assert_eq!(session.json()["kind"], "full");
}

#[tokio::test]
async fn the_same_code_is_refused_the_second_time() {
    let server = Server::start().await;
    let person = server.enrolled("ada").await;
    let code = json!({"code": server.code(&person)});
    let first = server.half(&person).await;
    let second = server.half(&person).await;
    assert_eq!(server.post("/login/verify", &first, code.clone()).await.status, 200);
    let again = server.post("/login/verify", &second, code).await;
    assert_eq!((again.status, again.code().as_str()), (401, "credentials-refused"));
}

#[tokio::test]
async fn everything_can_be_given_in_one_call() {
    let server = Server::start().await;
    let person = server.enrolled("ada").await;
    let body = json!({"username": "ada", "password": PASSWORD, "code": server.code(&person)});
    assert_eq!(server.post("/login", "", body).await.json()["status"], "signed-in");
}

#[tokio::test]
async fn a_backup_code_signs_in_once_and_says_how_many_are_left() {
    let server = Server::start().await;
    let person = server.enrolled("ada").await;
    let code = json!({"code": person.backup_codes[0]});
    let half = server.half(&person).await;
    let done = server.post("/login/verify", &half, code.clone()).await;
    assert_eq!(done.json()["way"], "backup-code", "{done:?}");
    assert_eq!(done.json()["backup_codes_left"], 9);
    let half = server.half(&person).await;
    assert_eq!(server.post("/login/verify", &half, code).await.status, 401);
}

#[tokio::test]
async fn an_address_counts_once_its_code_came_back_and_then_signs_in() {
    let server = Server::start().await;
    let person = server.enrolled("ada").await;
    let id = server.confirmed_address(&person).await;
    let half = server.half(&person).await;
    assert_eq!(server.post("/login/send-code", &half, json!({"address": id})).await.status, 204);
    let code = server.sent_code().await;
    let done = server.post("/login/verify-sent-code", &half, json!({"code": code})).await;
    assert_eq!(done.json()["way"], "sent-code", "{done:?}");
}

#[tokio::test]
async fn a_recovery_leads_to_a_new_device_and_nothing_else() {
    let server = Server::start().await;
    let person = server.enrolled("ada").await;
    let half = server.half(&person).await;
    let recovered = server.post("/recovery", &half, json!({"code": person.backup_codes[1]})).await;
    assert_eq!(recovered.json()["session"]["kind"], "replacement", "{recovered:?}");
    let token = token_of(&recovered);
    assert_eq!(server.ask("/devices", &token).await.status, 403);
    assert_eq!(server.post("/devices", &token, json!({"name": "New phone"})).await.status, 201);
}

#[tokio::test]
async fn what_an_authenticator_needs_comes_with_pictures() {
    let server = Server::start().await;
    let person = server.register("ada").await;
    let offer = server.post("/devices", &person.token, json!({"name": "Phone"})).await.json();
    assert!(text(&offer["uri"]).starts_with("otpauth://totp/"));
    assert!(text(&offer["qr_svg"]).contains("<svg"));
    assert!(text(&offer["qr_png"]).starts_with("iVBOR"), "a PNG in base64");
    assert_eq!((&offer["algorithm"], &offer["digits"], &offer["period"]), (&json!("SHA1"), &json!(6), &json!(30)));
}

#[tokio::test]
async fn nobody_chooses_their_secret() {
    let server = Server::start().await;
    let person = server.register("ada").await;
    for field in ["secret", "key", "manual_key", "uri", "algorithm", "digits", "period", "user", "username"] {
        let answer = server.post("/devices", &person.token, json!({"name": "Phone", field: "JBSWY3DPEHPK3PXP"})).await;
        assert_eq!((answer.status, answer.code().as_str()), (422, "body-refused"), "{field}");
        assert!(!answer.body.contains("JBSWY3DP"), "what was sent is not repeated");
    }
}

#[tokio::test]
async fn the_second_factor_is_not_turned_off_without_one() {
    let server = Server::start().await;
    let person = server.enrolled("ada").await;
    let devices = server.ask("/devices", &person.token).await.json();
    let path = format!("/devices/{}", text(&devices[0]["id"]));
    server.wait(600);
    let refused = server.api("DELETE", &path).bearer(&person.token).send().await;
    assert_eq!((refused.status, refused.code().as_str()), (403, "second-factor-needed"));
    let code = json!({"code": server.code(&person)});
    assert_eq!(server.post("/session/second-factor", &person.token, code).await.status, 204);
    assert_eq!(server.api("DELETE", &path).bearer(&person.token).send().await.status, 204);
}

#[tokio::test]
async fn a_server_that_stops_answers_what_it_accepted() {
    let server = Server::start().await;
    let address = server.address();
    let body = json!({"username": "ada", "password": PASSWORD});
    let asked = tokio::spawn(server.api("POST", "/register").json(&body).send());
    let mut looks = 0;
    while server.party.work().kdfs == 0 && looks < 10_000_000 {
        looks += 1;
        tokio::task::yield_now().await;
    }
    assert_ne!(server.party.work().kdfs, 0, "the request was accepted");
    server.running.stop().await;
    assert_eq!(asked.await.expect("an answer").status, 201);
    assert!(tokio::net::TcpStream::connect(address).await.is_err(), "nobody listens any more");
}

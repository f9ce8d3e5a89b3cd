//! A target that hangs, resets, answers something else: always an answer or an error, with the evidence.

use scenario::{Action, Answer, Kind, Outcome, Target, TargetError, Visitor};

use crate::server::{Does, Server, answer};
use crate::{profile, target};

const LOG_IN: &str = r#"
limits = { requests = 3, seconds = 1, bytes = 1000 }
[[outcomes]]
is = "accepted"
json = { "/ok" = true }
[[outcomes]]
is = "throttled"
status = [429]
[[actions.log-in.requests]]
method = "POST"
path = "/login"
json = { name = "{username}", password = "{password}", code = "{code?}" }
take.token = { json = "/token" }
[[actions.log-out.requests]]
method = "POST"
path = "/logout"
json = { token = "{token}" }
"#;

async fn log_in(does: Does) -> Result<Answer, TargetError> {
    let server = Server::start(vec![does]).await;
    let target = target(profile(LOG_IN), &server.url);
    let mut visitor = Visitor::new(&target.new_person().unwrap());
    target.perform(&mut visitor, &Action::new(Kind::LogIn)).await
}

fn why(answer: &Answer) -> &str {
    match &answer.outcome {
        Outcome::Unclear(why) => why,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn html_for_json_and_a_500_are_unclear_with_their_evidence() {
    for (status, body) in [("200 OK", "<html>Hello</html>"), ("500 Internal Server Error", "oops")] {
        let answered = log_in(answer(status, "", body)).await.unwrap();
        assert_eq!(why(&answered), format!("no rule fits the answer, status {}", &status[..3]));
        assert_eq!(answered.exchanges[0].response.as_ref().unwrap().body, body);
    }
}

#[tokio::test]
async fn a_server_that_hangs_is_given_up() {
    let answered = log_in(Does::Nothing).await.unwrap();
    assert_eq!(why(&answered), "no answer within 1 s (POST /login)");
    assert!(answered.exchanges[0].response.is_none());
}

#[tokio::test]
async fn a_connection_that_is_closed_is_told() {
    let answered = log_in(Does::Close).await.unwrap();
    assert!(why(&answered).starts_with("no answer: "), "{answered:?}");
}

#[tokio::test]
async fn an_answer_that_is_no_http_is_told() {
    let answered = log_in(Does::Answer("SSH-2.0-OpenSSH\r\n\r\n".to_owned())).await.unwrap();
    assert!(why(&answered).starts_with("no answer: "), "{answered:?}");
}

#[tokio::test]
async fn a_body_that_is_too_long_or_breaks_off_is_told() {
    let long = log_in(answer("200 OK", "", &"x".repeat(2000))).await.unwrap();
    assert!(why(&long).starts_with("the body is longer than 1000 bytes"), "{long:?}");
    let broken = log_in(Does::Answer("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nx".to_owned()));
    let server_stays = tokio::time::timeout(std::time::Duration::from_secs(5), broken).await.unwrap().unwrap();
    assert!(matches!(server_stays.outcome, Outcome::Unclear(_)), "{server_stays:?}");
}

#[tokio::test]
async fn nobody_there_is_an_error() {
    let target = target(profile(LOG_IN), "http://127.0.0.1:9");
    let mut visitor = Visitor::new(&target.new_person().unwrap());
    let error = target.perform(&mut visitor, &Action::new(Kind::LogIn)).await.unwrap_err();
    assert_eq!(error.code(), "target-unreachable");
}

#[tokio::test]
async fn a_run_ends_at_its_number_of_requests() {
    let server = Server::start(vec![answer("200 OK", "", "{\"ok\":true}"); 4]).await;
    let target = target(profile(LOG_IN), &server.url);
    let mut visitor = Visitor::new(&target.new_person().unwrap());
    for _ in 0..3 {
        assert!(target.perform(&mut visitor, &Action::new(Kind::LogIn)).await.unwrap().is_accepted());
    }
    let error = target.perform(&mut visitor, &Action::new(Kind::LogIn)).await.unwrap_err();
    assert_eq!(error, TargetError::TooManyRequests { most: 3 });
    assert_eq!(target.requests(), 3);
}

#[tokio::test]
async fn a_value_no_answer_gave_is_named() {
    let target = target(profile(LOG_IN), "http://127.0.0.1:9");
    let mut visitor = Visitor::new(&target.new_person().unwrap());
    let answered = target.perform(&mut visitor, &Action::new(Kind::LogOut)).await.unwrap();
    assert_eq!(why(&answered), "`{token}` has no value: no answer before gave one");
    assert_eq!(target.requests(), 0);
}

#[tokio::test]
async fn what_is_not_offered_is_not_asked() {
    let target = target(profile(LOG_IN), "http://127.0.0.1:9");
    let mut visitor = Visitor::new(&target.new_person().unwrap());
    let answered = target.perform(&mut visitor, &Action::new(Kind::ShowSecret)).await.unwrap();
    assert_eq!(answered.outcome, Outcome::NotOffered);
    assert_eq!(target.set_clock(otp::UnixSeconds(0)).await, Err(TargetError::NoClock));
    assert_eq!(target.reset().await, Err(TargetError::NoReset));
    assert_eq!(target.new_person().err(), Some(TargetError::NoMorePeople));
}

#[tokio::test]
async fn how_long_to_wait_is_told() {
    let answered = log_in(answer("429 Too Many Requests", "Retry-After: 30\r\n", "{}")).await.unwrap();
    assert_eq!(answered.outcome, Outcome::Throttled { retry_after: Some(30) });
}

#[tokio::test]
async fn evidence_holds_no_secret() {
    let uri = "otpauth://totp/x?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP";
    let body = format!("{{\"token\":\"tok-1234567\",\"other\":\"{uri}\",\"svg\":\"<svg>secret</svg>\"}}");
    let server = Server::start(vec![answer("500 x", "Set-Cookie: sid=verysecret; Path=/\r\n", &body)]).await;
    let target = target(profile(LOG_IN), &server.url);
    let mut visitor = Visitor::new(&target.new_person().unwrap());
    let answered = target.perform(&mut visitor, &Action::new(Kind::LogIn).with_code("123456")).await.unwrap();
    let sent = server.request(0);
    assert!(sent.contains("123456") && sent.contains("a password"), "{sent}");
    let evidence = format!("{answered:?}{visitor:?}");
    for secret in ["123456", "a password", "tok-1234567", "verysecret", "JBSWY3DPEHPK3PXP", "<svg"] {
        assert!(!evidence.contains(secret), "{secret} in {evidence}");
    }
    assert!(answered.exchanges[0].request.body.contains("\"code\":\"<code>\""), "{evidence}");
    assert_eq!(visitor.value("token"), Some("tok-1234567"));
    assert_eq!(visitor.cookies.value("sid"), Some("verysecret"));
}

//! Forms: a CSRF token, cookies, redirects, values in pages; and what an attack puts in.

use scenario::{Action, Kind, Outcome, RawRequest, Target, Visitor};

use crate::server::{Server, answer};
use crate::{profile, target};

const FORMS: &str = r#"
values = { id = "nine" }
[headers]
Origin = "{origin}"
X-Kind = "profile"
[[outcomes]]
is = "rejected"
status = ["4xx"]
[[actions.log-in.requests]]
method = "GET"
path = "/login"
take.csrf = { field = "_csrf" }
outcomes = [{ is = "throttled", status = [429] }]
[[actions.log-in.requests]]
method = "POST"
path = "/login"
form = { _csrf = "{csrf}", name = "{username}", password = "{password}", code = "{code?}" }
outcomes = [
    { is = "second-factor-required", status = [302], location_contains = "/code" },
    { is = "accepted", status = [302] },
]
[[actions.confirm-enrolment.requests]]
method = "POST"
path = "/enrol/{id}"
form = { code = "{code}" }
redirects = 1
take.backup_codes = { between = ["<code>", "</code>"], all = true }
take.uri = { between = ["data-uri=\"", "\""], decode = "html" }
outcomes = [{ is = "accepted", status = [200] }]
"#;

const FORM: &str = "<form><input type=hidden name='_csrf' value=\"a&amp;b c\"><input name=name></form>";

#[tokio::test]
async fn a_form_is_fetched_filled_in_and_sent_with_its_cookies() {
    let form = answer("200 OK", "Set-Cookie: sid=one; Path=/; HttpOnly\r\n", FORM);
    let server = Server::start(vec![form, answer("302 Found", "Location: /login/code\r\n", "")]).await;
    let target = target(profile(FORMS), &server.url);
    let mut visitor = Visitor::new(&target.new_person().unwrap());
    let answered = target.perform(&mut visitor, &Action::new(Kind::LogIn)).await.unwrap();
    assert_eq!(answered.outcome, Outcome::SecondFactorRequired);
    let sent = server.request(1);
    assert!(sent.contains("cookie: sid=one\r\n"), "{sent}");
    assert!(sent.to_lowercase().contains(&format!("origin: {}\r\n", server.url)), "{sent}");
    assert!(sent.ends_with("_csrf=a%26b+c&name=ada&password=a+password"), "{sent}");
}

#[tokio::test]
async fn a_rule_of_an_earlier_request_ends_the_action() {
    let server = Server::start(vec![answer("429 Slow", "", "")]).await;
    let target = target(profile(FORMS), &server.url);
    let mut visitor = Visitor::new(&target.new_person().unwrap());
    let answered = target.perform(&mut visitor, &Action::new(Kind::LogIn)).await.unwrap();
    assert_eq!(answered.outcome, Outcome::Throttled { retry_after: None });
    assert_eq!(answered.exchanges.len(), 1);
}

#[tokio::test]
async fn a_redirect_is_followed_on_the_same_host_and_nowhere_else() {
    let page = "<code>aa-bb</code> <code>cc-dd</code> <p data-uri=\"otpauth://totp/x?a=1&amp;b=2\">";
    let there = answer("303 See Other", "Location: done\r\n", "");
    let server = Server::start(vec![there, answer("200 OK", "", page)]).await;
    let target_here = target(profile(FORMS), &server.url);
    let mut visitor = Visitor::new(&target_here.new_person().unwrap());
    let confirm = Action::new(Kind::ConfirmEnrolment).with_code("123456").given("id", "a/b");
    let answered = target_here.perform(&mut visitor, &confirm).await.unwrap();
    assert!(answered.is_accepted(), "{answered:?}");
    let codes: Vec<&str> = answered.granted.backup_codes.iter().map(|code| code.as_str()).collect();
    assert_eq!(codes, ["aa-bb", "cc-dd"]);
    assert_eq!(answered.granted.uri.unwrap().as_str(), "otpauth://totp/x?a=1&b=2");
    assert!(server.request(0).starts_with("POST /enrol/a%2Fb "), "{}", server.request(0));
    assert!(server.request(1).starts_with("GET /enrol/done "), "{}", server.request(1));
    let away = Server::start(vec![answer("302 Found", "Location: http://192.0.2.1/\r\n", "")]).await;
    let target_away = target(profile(FORMS), &away.url);
    let answered = target_away.perform(&mut visitor, &confirm).await.unwrap();
    assert!(matches!(&answered.outcome, Outcome::Unclear(why) if why.contains("another host")), "{answered:?}");
}

#[tokio::test]
async fn an_action_brings_its_own_headers_fields_and_values() {
    let server = Server::start(vec![answer("200 OK", "", FORM), answer("302 Found", "Location: /\r\n", "")]).await;
    let target = target(profile(FORMS), &server.url);
    let mut visitor = Visitor::new(&target.new_person().unwrap());
    let attack = Action::new(Kind::LogIn)
        .given("username", "eve")
        .header("X-Kind", "attack")
        .header("X-Forwarded-For", "192.0.2.7")
        .field("secret", "MINE");
    target.perform(&mut visitor, &attack).await.unwrap();
    let sent = server.request(1);
    assert!(sent.contains("x-kind: attack") && !sent.contains("x-kind: profile"), "{sent}");
    assert!(sent.contains("x-forwarded-for: 192.0.2.7"), "{sent}");
    assert!(sent.contains("name=eve") && sent.ends_with("&secret=MINE"), "{sent}");
    assert!(!server.request(0).contains("MINE"));
}

#[tokio::test]
async fn a_raw_request_is_sent_as_it_is() {
    let server = Server::start(vec![answer("403 No", "", "")]).await;
    let target = target(profile(FORMS), &server.url);
    let visitor = Visitor::new(&target.new_person().unwrap());
    let mut fork = visitor.clone();
    fork.cookies.set("sid", "stolen");
    let raw = RawRequest {
        method: "PUT".to_owned(),
        path: "/x?name={username}".to_owned(),
        headers: vec![("Content-Type".to_owned(), "text/plain".to_owned())],
        body: Some("hello {username}".to_owned().into()),
    };
    let answered = target.perform(&mut fork, &Action::raw(raw)).await.unwrap();
    assert_eq!(answered.outcome, Outcome::Rejected);
    let sent = server.request(0);
    assert!(sent.starts_with("PUT /x?name=ada ") && sent.ends_with("hello ada"), "{sent}");
    assert!(sent.contains("cookie: sid=stolen"), "{sent}");
    assert!(visitor.cookies.value("sid").is_none());
}

#[tokio::test]
async fn together_the_forms_are_fetched_before_the_first_is_sent() {
    let form = answer("200 OK", "", FORM);
    let done = answer("302 Found", "Location: /\r\n", "");
    let server = Server::start(vec![form.clone(), form, done.clone(), done]).await;
    let target = target(profile(FORMS), &server.url);
    let visitor = Visitor::new(&target.new_person().unwrap());
    let mut tries = vec![(visitor.clone(), Action::new(Kind::LogIn)), (visitor, Action::new(Kind::LogIn))];
    let answers = target.perform_together(&mut tries).await;
    assert!(answers.iter().all(|answer| answer.as_ref().unwrap().is_accepted()), "{answers:?}");
    let methods: Vec<String> = (0..4).map(|index| server.request(index)[..4].trim().to_owned()).collect();
    assert_eq!(methods, ["GET", "GET", "POST", "POST"]);
}

#[tokio::test]
async fn what_an_attack_moves_into_the_address_is_in_no_body() {
    let both = format!(
        "{FORMS}[[actions.second-step.requests]]\nmethod = \"POST\"\npath = \"/code?a=1\"\n\
         json = {{ token = \"{{id}}\", code = \"{{code}}\" }}\n"
    );
    let no = || answer("400 No", "", "");
    let server = Server::start(vec![answer("200 OK", "", FORM), no(), no()]).await;
    let target = target(profile(&both), &server.url);
    let mut visitor = Visitor::new(&target.new_person().unwrap());
    for kind in [Kind::LogIn, Kind::SecondStep] {
        let moved = Action::new(kind).with_code("12 456").in_address("code");
        target.perform(&mut visitor, &moved).await.unwrap();
    }
    let (form, json) = (server.request(1), server.request(2));
    assert!(form.starts_with("POST /login?code=12+456 "), "{form}");
    assert!(form.ends_with("_csrf=a%26b+c&name=ada&password=a+password"), "{form}");
    assert!(json.starts_with("POST /code?a=1&code=12+456 "), "{json}");
    assert!(json.ends_with("{\"token\":\"nine\"}"), "{json}");
}

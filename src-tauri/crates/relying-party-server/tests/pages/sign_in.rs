//! Registering, enrolling, signing in.

use crate::browser::Browser;
use crate::harness::{PASSWORD, Server};

const WRONG_CODE: &str = "This code is not right.";

#[tokio::test]
async fn a_person_registers_enrols_logs_out_and_signs_in_with_a_code() {
    let server = Server::start().await;
    let mut browser = Browser::new(&server);
    browser.register("ada").await;
    assert!(browser.has("Only your password protects this account."));
    let (uri, codes) = browser.enrol().await;
    assert_eq!(codes.len(), 10);
    assert!(codes.iter().all(|code| browser.has(&format!("<li>{code}</li>"))));

    browser.open("/account").await;
    browser.send("/sign-out", &[]).await;
    assert!(browser.has("You are signed out.") && browser.cookie("-main").is_none());
    browser.begin_sign_in("ada").await;
    assert_eq!(browser.path, "/sign-in/second-step");
    browser.send("/sign-in/second-step", &[("code", &server.code_of(&uri))]).await;
    assert_eq!((browser.page.status, browser.path.as_str()), (200, "/account"));
    assert!(browser.has("Phone") && browser.has("<strong>10</strong> of 10 left"));
}

#[tokio::test]
async fn a_backup_code_signs_in_once_and_the_page_says_how_many_are_left() {
    let server = Server::start().await;
    let mut first = Browser::new(&server);
    first.register("ada").await;
    let (_, codes) = first.enrol().await;
    let mut browser = Browser::new(&server);
    browser.begin_sign_in("ada").await;
    browser.send("/sign-in/second-step", &[("code", &codes[0])]).await;
    assert_eq!(browser.path, "/account");
    assert!(browser.has("You used a backup code. Left: 9."));
    assert!(!browser.open("/account").await.contains("You used a backup code."), "it is said once");
}

#[tokio::test]
async fn wrong_and_used_codes_are_refused_in_the_same_words() {
    let server = Server::start().await;
    let mut first = Browser::new(&server);
    first.register("ada").await;
    let (uri, codes) = first.enrol().await;
    let used = server.code_of(&uri);
    for code in [used.as_str(), codes[0].as_str()] {
        let mut browser = Browser::new(&server);
        browser.begin_sign_in("ada").await;
        browser.send("/sign-in/second-step", &[("code", code)]).await;
        assert_eq!(browser.path, "/account", "the first time it is right");
    }
    let wrong = if used == "000000" { "000001" } else { "000000" };
    for code in [used.as_str(), codes[0].as_str(), wrong, "nonsense"] {
        let mut browser = Browser::new(&server);
        browser.begin_sign_in("ada").await;
        browser.send("/sign-in/second-step", &[("code", code)]).await;
        assert_eq!(browser.page.status, 401);
        let said = browser.between("id=\"form-error\" role=\"alert\">", "</p>");
        assert!(said.starts_with(WRONG_CODE), "{said}");
        assert!(!browser.has(&format!("value=\"{code}\"")), "a code is not given back");
    }
}

#[tokio::test]
async fn a_wrong_password_and_an_unknown_name_look_the_same_and_the_name_is_kept() {
    let server = Server::start().await;
    let mut browser = Browser::new(&server);
    browser.register("ada").await;
    let mut pages = Vec::new();
    for name in ["ada", "eve"] {
        let mut browser = Browser::new(&server);
        browser.open("/sign-in").await;
        browser.send("/sign-in", &[("name", name), ("password", "not this one at all")]).await;
        assert_eq!(browser.page.status, 401);
        assert!(browser.has(&format!("value=\"{name}\"")) && !browser.has("not this one at all"));
        pages.push(browser.page.body.replace(name, "").replace(&browser.token(), ""));
    }
    assert_eq!(pages[0], pages[1]);
}

#[tokio::test]
async fn a_lost_device_is_replaced_by_way_of_a_backup_code() {
    let server = Server::start().await;
    let mut first = Browser::new(&server);
    first.register("ada").await;
    let (old, codes) = first.enrol().await;
    let mut browser = Browser::new(&server);
    browser.begin_sign_in("ada").await;
    assert!(browser.has("I lost my device"));
    browser.open("/sign-in/recover").await;
    browser.send("/sign-in/recover", &[("code", &codes[3])]).await;
    assert_eq!(browser.path, "/account/devices/new");
    assert_eq!(browser.open("/account").await.is_empty(), browser.path == "/account", "nothing else can be done");
    let (new, fresh) = browser.enrol().await;
    assert_eq!(fresh.len(), 10);
    assert_ne!(old, new);
    assert!(browser.open("/account").await.contains("Your account"));
    let mut again = Browser::new(&server);
    again.begin_sign_in("ada").await;
    again.send("/sign-in/second-step", &[("code", &server.code_of(&old))]).await;
    assert_eq!(again.page.status, 401);
}

#[tokio::test]
async fn a_forgotten_password_is_set_anew_by_the_word_that_was_sent() {
    let server = Server::start().await;
    let mut browser = Browser::new(&server);
    browser.register("ada").await;
    browser.open("/account/addresses/new").await;
    browser.send("/account/addresses/new", &[("kind", "email"), ("address", "ada@example.org")]).await;
    let confirm = browser.path.clone();
    let code = newest_message(&server, "Your code is ", ".").await;
    browser.send(&confirm, &[("code", &code)]).await;
    assert_eq!(browser.path, "/account");
    assert!(browser.has("ada@example.org") && !browser.has("not confirmed"));

    let mut other = Browser::new(&server);
    other.open("/sign-in/forgot").await;
    other.send("/sign-in/forgot", &[("name", "ada")]).await;
    let word = newest_message(&server, "asked for it:\n\n", "\"").await;
    let new = "another set of unrelated words";
    other.send("/sign-in/new-password", &[("name", "ada"), ("word", &word), ("password", new)]).await;
    assert_eq!(other.path, "/sign-in", "{:?}", other.page);
    other.send("/sign-in", &[("name", "ada"), ("password", PASSWORD)]).await;
    assert_eq!(other.page.status, 401);
    other.send("/sign-in", &[("name", "ada"), ("password", new)]).await;
    assert_eq!(other.path, "/account");
}

/// What is in the newest message that has it.
async fn newest_message(server: &Server, before: &str, after: &str) -> String {
    let all = server.ask("/admin/outbox", crate::harness::ADMIN).await.json();
    let bodies = all.as_array().expect("messages").iter().map(crate::sign_in::body);
    let found = bodies.filter_map(|body| body.split_once(before).map(|(_, rest)| rest.to_owned())).next();
    found.expect("a message").split(after).next().expect("its end").to_owned()
}

fn body(message: &serde_json::Value) -> String {
    message["body"].as_str().expect("a text").to_owned()
}

//! What a person does with their account.

use crate::browser::Browser;
use crate::harness::{PASSWORD, Server};

#[tokio::test]
async fn what_is_shown_once_is_on_no_other_page() {
    let server = Server::start().await;
    let mut browser = Browser::new(&server);
    browser.register("ada").await;
    let (uri, codes) = browser.enrol().await;
    let secret = uri.split("secret=").nth(1).and_then(|rest| rest.split('&').next()).expect("a secret").to_owned();
    let pages = [
        "/",
        "/account",
        "/account/activity",
        "/account/sessions",
        "/account/backup-codes/new",
        "/account/devices/new",
    ];
    for path in pages {
        let page = browser.open(path).await;
        assert!(!page.contains(&secret) && !codes.iter().any(|code| page.contains(code)), "{path}");
        assert_eq!(browser.page.header("cache-control"), Some("no-store"));
    }
}

#[tokio::test]
async fn a_wrong_first_code_keeps_the_enrolment_but_does_not_show_the_key_again() {
    let server = Server::start().await;
    let mut browser = Browser::new(&server);
    browser.register("ada").await;
    browser.open("/account/devices/new").await;
    browser.send("/account/devices/new", &[("name", "Phone")]).await;
    let uri = format!("otpauth{}", browser.between("<a href=\"otpauth", "\""));
    let confirm = format!("/account/devices/{}", browser.between("action=\"/account/devices/", "\""));
    browser.send(&confirm, &[("code", "12")]).await;
    assert_eq!(browser.page.status, 401);
    assert!(browser.has("Begin again") && !browser.has("otpauth") && !browser.has("data:image"));
    browser.send(&confirm, &[("code", &server.code_of(&uri))]).await;
    assert!(browser.has("Keep these backup codes"));
}

#[tokio::test]
async fn the_codes_can_be_kept_as_a_file_without_being_in_an_address() {
    let server = Server::start().await;
    let mut browser = Browser::new(&server);
    browser.register("ada").await;
    let (_, codes) = browser.enrol().await;
    let list = format!("{},not%a<code>,", codes.join(","));
    let file = browser.send("/account/backup-codes/download", &[("codes", &list)]).await;
    assert!(codes.iter().all(|code| file.contains(code)) && !file.contains('<'), "{file}");
    assert!(browser.page.header("content-disposition").expect("a file").starts_with("attachment"));
}

#[tokio::test]
async fn the_warning_stays_until_a_device_is_confirmed() {
    let server = Server::start().await;
    let mut browser = Browser::new(&server);
    browser.register("ada").await;
    assert!(browser.has("Only your password protects this account."));
    browser.open("/account/devices/new").await;
    browser.send("/account/devices/new", &[("name", "Phone")]).await;
    browser.open("/account").await;
    assert!(browser.has("not confirmed") && browser.has("Only your password protects this account."));
    browser.enrol().await;
    browser.open("/account").await;
    assert!(!browser.has("Only your password protects this account."));
}

#[tokio::test]
async fn what_needs_the_password_again_asks_for_it_and_goes_on() {
    let server = Server::start().await;
    let mut browser = Browser::new(&server);
    browser.register("ada").await;
    server.wait(301);
    browser.open("/account/devices/new").await;
    browser.send("/account/devices/new", &[("name", "Phone")]).await;
    assert!(browser.path.starts_with("/account/check-password?then=/account/devices/new"), "{}", browser.path);
    let then = [("then", "/account/devices/new"), ("password", "a wrong one")];
    browser.send("/account/check-password", &then).await;
    assert_eq!(browser.page.status, 401);
    assert!(browser.has("The password is not right.") && browser.has("name=\"then\" value=\"/account/devices/new\""));
    let then = [("then", "/account/devices/new"), ("password", PASSWORD)];
    browser.send("/account/check-password", &then).await;
    assert_eq!(browser.path, "/account/devices/new");
}

#[tokio::test]
async fn removing_a_device_needs_a_fresh_code() {
    let server = Server::start().await;
    let mut browser = Browser::new(&server);
    browser.register("ada").await;
    let (uri, _) = browser.enrol().await;
    server.wait(301);
    browser.open("/account").await;
    let id = browser.between("href=\"/account/devices/", "/rename").replace("new\">", "");
    let id = id.rsplit('/').next().expect("an id").to_owned();
    let path = format!("/account/devices/{id}/remove");
    browser.open(&path).await;
    browser.send(&path, &[]).await;
    assert!(browser.path.starts_with("/account/check-code?then=/account/devices/"), "{}", browser.path);
    browser.send("/account/check-code", &[("then", &path), ("code", &server.code_of(&uri))]).await;
    assert_eq!(browser.path, path);
    browser.send(&path, &[]).await;
    assert!(browser.path == "/account" && browser.has("The authenticator was removed."));
}

#[tokio::test]
async fn sessions_are_listed_and_ended() {
    let server = Server::start().await;
    let mut first = Browser::new(&server);
    first.register("ada").await;
    let mut second = Browser::new(&server);
    second.begin_sign_in("ada").await;
    second.open("/account/sessions").await;
    assert!(second.has("this one") && second.has("End all others"));
    second.send("/account/sessions/end-others", &[]).await;
    assert!(second.has("All other sessions were ended: 1."));
    first.open("/account").await;
    assert_eq!(first.path, "/sign-in");
}

#[tokio::test]
async fn somebody_without_a_smartphone_gets_backup_codes_once_an_address_is_confirmed() {
    let server = Server::start().await;
    let mut browser = Browser::new(&server);
    browser.register("ada").await;
    browser.open("/account/without-device").await;
    browser.send("/account/without-device", &[]).await;
    assert_eq!(browser.page.status, 403);
    assert!(browser.has("Add an address and confirm it first"));
    browser.open("/account/addresses/new").await;
    browser.send("/account/addresses/new", &[("kind", "email"), ("address", "ada@example.org")]).await;
    let confirm = browser.path.clone();
    browser.send(&confirm, &[("code", &server.sent_code().await)]).await;
    assert!(browser.path == "/account" && browser.has("Only your password protects this account."));
    browser.open("/account/without-device").await;
    browser.send("/account/without-device", &[]).await;
    let codes = browser.between("name=\"codes\" value=\"", "\"");
    browser.open("/account").await;
    assert!(!browser.has("Only your password protects this account."));

    let mut other = Browser::new(&server);
    other.begin_sign_in("ada").await;
    let code = codes.split(',').next().expect("a backup code");
    other.send("/sign-in/second-step", &[("code", code)]).await;
    assert_eq!(other.path, "/account", "{:?}", other.page);
}

#[tokio::test]
async fn somebody_without_a_smartphone_is_asked_for_a_code_that_is_sent() {
    let server = Server::start().await;
    let mut browser = Browser::new(&server);
    browser.register("ada").await;
    browser.open("/account/addresses/new").await;
    browser.send("/account/addresses/new", &[("kind", "email"), ("address", "ada@example.org")]).await;
    let confirm = browser.path.clone();
    browser.send(&confirm, &[("code", &server.sent_code().await)]).await;
    browser.open("/account/without-device").await;
    browser.send("/account/without-device", &[]).await;
    server.wait(600);
    browser.open("/account/backup-codes/new").await;
    browser.send("/account/backup-codes/new", &[]).await;
    if browser.path.starts_with("/account/check-password") {
        browser.send("/account/check-password", &[("then", "/account/backup-codes/new"), ("password", PASSWORD)]).await;
        browser.send("/account/backup-codes/new", &[]).await;
    }
    assert_eq!(browser.path.split('?').next(), Some("/account/check-code"), "{:?}", browser.page);
    let address = browser.between("name=\"address\" value=\"", "\"");
    let then = ("then", "/account/backup-codes/new");
    browser.send("/account/check-code/send", &[then, ("address", &address)]).await;
    assert!(browser.has("Enter the code we sent"), "{:?}", browser.page);
    browser.send("/account/check-code/sent", &[then, ("code", "000000")]).await;
    assert_eq!(browser.page.status, 401);
    browser.send("/account/check-code/sent", &[then, ("code", &server.sent_code().await)]).await;
    assert_eq!(browser.path, "/account/backup-codes/new");
}

#[tokio::test]
async fn who_has_a_device_is_sent_no_code_for_a_fresh_check() {
    let server = Server::start().await;
    let mut browser = Browser::new(&server);
    browser.register("ada").await;
    browser.enrol().await;
    browser.open("/account/addresses/new").await;
    browser.send("/account/addresses/new", &[("kind", "email"), ("address", "ada@example.org")]).await;
    let confirm = browser.path.clone();
    browser.send(&confirm, &[("code", &server.sent_code().await)]).await;
    let page = browser.open("/account/check-code?then=/account/devices/new").await;
    assert!(page.contains("One-time code or backup code") && !page.contains("Have a code sent to you"), "{page}");
}

#[tokio::test]
async fn a_name_of_markup_is_shown_as_text_everywhere() {
    let server = Server::start().await;
    let name = "<script>alert(1)</script>";
    let mut browser = Browser::new(&server);
    browser.register(name).await;
    browser.open("/account/devices/new").await;
    browser.send("/account/devices/new", &[("name", "\"><img src=x>")]).await;
    let pages = ["/account", "/account/sessions", "/account/activity", "/account/password"];
    for path in pages {
        let page = browser.open(path).await;
        assert!(!page.contains("<script") && !page.contains("<img src=x"), "{path}: {page}");
    }
    let mut admin = Browser::new(&server);
    admin.becomes_admin().await;
    for path in ["/admin/users", "/admin/journal", "/admin/outbox"] {
        assert!(!admin.open(path).await.contains("<script"), "{path}");
    }
}

//! Forms that are not ours, and pages that are not there.

use crate::browser::Browser;
use crate::harness::{PASSWORD, Server};

#[tokio::test]
async fn a_form_without_its_token_or_with_another_does_nothing() {
    let server = Server::start().await;
    let mut browser = Browser::new(&server);
    browser.register("ada").await;
    let mut other = Browser::new(&server);
    other.open("/sign-in").await;
    let foreign = other.token();
    for fields in [vec![], vec![("form", "")], vec![("form", foreign.as_str())]] {
        browser.send_exactly("/sign-out", &fields).await;
        assert_eq!(browser.page.status, 403);
        assert!(browser.has("form-token-refused"), "{:?}", browser.page);
    }
    assert!(browser.open("/account").await.contains("Your account"), "the session is as it was");
}

#[tokio::test]
async fn a_form_without_a_session_needs_the_cookie_of_its_page() {
    let server = Server::start().await;
    let mut other = Browser::new(&server);
    other.open("/sign-in").await;
    let token = other.token();
    let mut browser = Browser::new(&server);
    let fields = [("form", token.as_str()), ("name", "ada"), ("password", PASSWORD)];
    browser.send_exactly("/register", &fields).await;
    assert_eq!(browser.page.status, 403);
}

#[tokio::test]
async fn a_problem_is_a_page_with_a_way_out() {
    let server = Server::start().await;
    let mut browser = Browser::new(&server);
    browser.open("/no-such-page").await;
    assert_eq!(browser.page.status, 404);
    assert!(browser.has("There is nothing here") && browser.has("href=\"/\""));
}

#[tokio::test]
async fn every_page_has_a_title_a_language_a_heading_and_no_script() {
    let server = Server::start().await;
    let mut browser = Browser::new(&server);
    let pages = ["/", "/register", "/sign-in", "/sign-in/forgot", "/sign-in/new-password", "/admin/sign-in"];
    for path in pages {
        let page = browser.open(path).await.to_owned();
        assert_eq!(browser.page.status, 200, "{path}");
        assert!(page.contains("<html lang=\"en\">") && page.matches("<h1").count() == 1, "{path}");
        assert!(page.contains("<title>") && !page.contains("<title> ·") && !page.contains("<script"), "{path}");
        assert_eq!(page.matches("style=").count(), 0, "{path}: the policy would refuse it");
    }
    let style = browser.between("<link rel=\"stylesheet\" href=\"", "\"");
    assert!(browser.open(&style).await.contains("prefers-color-scheme: dark"));
    assert_eq!(browser.page.header("content-type"), Some("text/css; charset=utf-8"));
}

#[tokio::test]
async fn a_taken_name_and_a_weak_password_are_said_at_their_fields() {
    let server = Server::start().await;
    let mut first = Browser::new(&server);
    first.register("ada").await;
    let mut browser = Browser::new(&server);
    browser.open("/register").await;
    browser.send("/register", &[("name", "ada"), ("password", PASSWORD)]).await;
    assert_eq!(browser.page.status, 409);
    assert!(browser.has("aria-describedby=\"name-error\"") && browser.has("This name is taken."));
    browser.send("/register", &[("name", "bob"), ("password", "short")]).await;
    assert_eq!(browser.page.status, 422);
    assert!(browser.has("id=\"password-error\"") && browser.has("value=\"bob\"") && !browser.has("value=\"short\""));
}

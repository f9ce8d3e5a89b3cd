//! The administrator's pages.

use crate::browser::Browser;
use crate::harness::Server;

#[tokio::test]
async fn nobody_sees_them_without_the_cookie_of_a_ticket() {
    let server = Server::start().await;
    let mut browser = Browser::new(&server);
    browser.register("ada").await;
    for path in ["/admin", "/admin/users", "/admin/users/new", "/admin/journal", "/admin/journal/1", "/admin/outbox"] {
        browser.open(path).await;
        assert_eq!(browser.path, "/admin/sign-in", "{path}");
    }
    browser.send("/admin/outbox/clear", &[]).await;
    assert_eq!(browser.path, "/admin/sign-in");
}

#[tokio::test]
async fn a_ticket_works_once() {
    let server = Server::start().await;
    let ticket = server.api("POST", "/admin/tickets").bearer(crate::harness::ADMIN).send().await.json();
    let ticket = ticket["ticket"].as_str().expect("a ticket");
    let mut first = Browser::new(&server);
    first.open("/admin/sign-in").await;
    first.send("/admin/sign-in", &[("ticket", ticket)]).await;
    assert_eq!(first.path, "/admin/users");
    let mut second = Browser::new(&server);
    second.open("/admin/sign-in").await;
    second.send("/admin/sign-in", &[("ticket", ticket)]).await;
    assert_eq!(second.page.status, 401);
    first.send("/admin/sign-out", &[]).await;
    first.open("/admin/users").await;
    assert_eq!(first.path, "/admin/sign-in");
}

#[tokio::test]
async fn a_user_is_found_by_the_beginning_of_the_name() {
    let server = Server::start().await;
    for name in ["Ada", "adam", "bob"] {
        server.register(name).await;
    }
    let mut admin = Browser::new(&server);
    admin.becomes_admin().await;
    assert!(admin.has("Ada</a>") && admin.has("adam</a>") && admin.has("bob</a>"));
    admin.open("/admin/users?name=ADA").await;
    assert!(admin.has("Ada</a>") && admin.has("adam</a>") && !admin.has("bob</a>"));
    admin.open("/admin/users?name=x").await;
    assert!(admin.has("No name begins with"));
}

#[tokio::test]
async fn names_are_found_in_every_script() {
    let server = Server::start().await;
    // Before the small „а“ comes the capital „Я“, and „анн5“ comes between „анн“ and „анна“.
    for name in ["Анна", "анн5", "антон", "Борис", "ßahar", "ssam"] {
        server.register(name).await;
    }
    let mut admin = Browser::new(&server);
    admin.becomes_admin().await;
    admin.open("/admin/users?name=%D0%B0%D0%BD").await;
    assert!(admin.has("Анна</a>") && admin.has("антон</a>") && !admin.has("Борис</a>"));
    admin.open("/admin/users?name=%D0%90%D0%9D%D0%A2").await;
    assert!(!admin.has("Анна</a>") && admin.has("антон</a>"));
    admin.open("/admin/users?name=SSA").await;
    assert!(admin.has("ßahar</a>") && admin.has("ssam</a>"));
    admin.open("/admin/journal?name=%D0%B0%D0%BD%D0%BD%D0%B0").await;
    assert!(admin.has("Анна") && !admin.has("There is no user"));
}

#[tokio::test]
async fn the_true_reason_of_a_rejection_is_told_on_demand() {
    let server = Server::start().await;
    let person = server.enrolled("ada").await;
    let late = server.code(&person);
    server.wait(300);
    let mut browser = Browser::new(&server);
    browser.begin_sign_in("ada").await;
    browser.send("/sign-in/second-step", &[("code", &late)]).await;
    assert_eq!(browser.page.status, 401);

    let mut admin = Browser::new(&server);
    admin.becomes_admin().await;
    admin.open("/admin/journal?name=ada").await;
    let first = admin.between("href=\"/admin/journal/", "\">Why?");
    let entry = format!("/admin/journal/{}", first.rsplit('/').next().expect("a number"));
    admin.open(&entry).await;
    assert!(admin.has("No code of a device now") && !admin.has(&late));
    admin.send(&format!("{entry}/reason"), &[]).await;
    assert!(admin.has("It is a code of “Phone”.") && admin.has("10 steps (5 minutes) behind"), "{:?}", admin.page);
    assert!(!admin.has(&late));
}

#[tokio::test]
async fn a_second_factor_is_reset_and_the_user_has_to_enrol() {
    let server = Server::start().await;
    let person = server.enrolled("ada").await;
    let mut admin = Browser::new(&server);
    admin.becomes_admin().await;
    let id = admin.between("href=\"/admin/users/", "\">ada").rsplit('/').next().expect("a number").to_owned();
    let path = format!("/admin/users/{id}");
    for action in ["unlock", "reset-second-factor"] {
        admin.open(&path).await;
        admin.send(&format!("{path}/{action}"), &[]).await;
        assert_eq!((admin.page.status, admin.path.as_str()), (200, path.as_str()), "{action}");
    }
    assert!(admin.has("has to enrol"));
    let mut browser = Browser::new(&server);
    browser.begin_sign_in(&person.name).await;
    assert!(browser.path == "/account/devices/new" && browser.has("Set up a new authenticator"));

    admin.send(&format!("{path}/delete"), &[]).await;
    assert!(admin.path == "/admin/users" && admin.has("There are no users yet."));
}

#[tokio::test]
async fn the_outbox_shows_messages_and_is_cleared() {
    let server = Server::start().await;
    server.enrolled("ada").await;
    let mut admin = Browser::new(&server);
    admin.becomes_admin().await;
    assert!(admin.open("/admin/outbox").await.contains("A device was added"));
    admin.send("/admin/outbox/clear", &[]).await;
    assert!(admin.has("The outbox was cleared. Messages thrown away: 1.") && admin.has("Nothing was sent yet."));
}

//! The pages in a real Chromium: somebody registers, scans the QR code from a picture of the screen, and signs in; and
//! every page is looked at for what keeps people out.
//!
//! A program of its own, not libtest's: the QR reader starts the program it is in once more to look at a picture.
#![expect(clippy::indexing_slicing, clippy::panic, reason = "a test fails by panicking, its helpers too")]

mod chromium;
#[path = "../server/client.rs"]
#[expect(dead_code, reason = "the tests of the API use more of it")]
mod client;
mod every_page;
#[path = "../server/harness.rs"]
#[expect(dead_code, reason = "the tests of the API use more of it")]
mod harness;

use std::process::ExitCode;

use chromium::Chromium;
use harness::{PASSWORD, Person, Server};

/// Of the screen, until its QR code is read.
const MOST_PICTURES: u32 = 20;
const NAME: &str = "somebody_registers_enrols_by_the_picture_of_the_screen_and_signs_in_in_a_real_chromium";

#[tokio::main]
async fn main() -> ExitCode {
    if let Some(exit) = qr::run_child_if_asked() {
        return exit;
    }
    println!("\nrunning 2 tests");
    let (said, passed) = match Chromium::start().await {
        None => ("ignored, chromium and chromedriver are not installed: cargo xtask setup", 0),
        Some(browser) => {
            walk(&browser).await;
            browser.end().await;
            let browser = Chromium::start().await.expect("it started before");
            every_page::look(&browser).await;
            browser.end().await;
            ("ok", 2)
        }
    };
    println!("test {NAME} ... {said}\ntest {} ... {said}\n", every_page::NAME);
    println!("test result: ok. {passed} passed; 0 failed; {} ignored; 0 measured; 0 filtered out\n", 2 - passed);
    ExitCode::SUCCESS
}

async fn walk(browser: &Chromium) {
    let server = Server::start().await;
    let uri = registers_and_enrols(browser, &server).await;
    let codes = backup_codes(browser).await;
    assert_eq!(codes.len(), 10);
    browser.click("a.primary").await;
    signs_out(browser).await;

    server.wait(60);
    let code = server.code(&person(&uri));
    assert!(gives_code(browser, &server, &code).await, "a rolling code signs in");
    signs_out(browser).await;
    assert!(!gives_code(browser, &server, &code).await, "the same code is refused");
    signs_out(browser).await;
    assert!(gives_code(browser, &server, &codes[0]).await, "a backup code signs in");
    assert!(browser.page().await.contains("You used a backup code. Left: 9."));
    signs_out(browser).await;
    assert!(!gives_code(browser, &server, &codes[0]).await, "a used backup code is refused");
    assert!(browser.page().await.contains("This code is not right."));
}

/// The key URI, read from the screen.
async fn registers_and_enrols(browser: &Chromium, server: &Server) -> String {
    browser.open(&format!("{}/register", server.running.url())).await;
    browser.enter("#name", "ada").await;
    browser.enter("#password", PASSWORD).await;
    browser.click("main button").await;
    browser.click("a.primary").await;
    browser.enter("#name", "Phone").await;
    browser.click("main button").await;
    let uri = code_on_the_screen(browser).await;
    assert!(uri.starts_with("otpauth://totp/"), "the QR code is a key");
    browser.enter("#code", &server.code(&person(&uri))).await;
    browser.click("main button").await;
    uri
}

/// What the QR code on the screen says: a page that is loaded may not be painted yet.
async fn code_on_the_screen(browser: &Chromium) -> String {
    let reader = qr::Reader::for_this_program().expect("the reader starts");
    let mut read = None;
    for _ in 0..MOST_PICTURES {
        let reading = reader.read(&browser.picture().await).unwrap_or_else(|error| panic!("{error}"));
        if let Some(code) = reading.codes.first() {
            return code.text().to_string();
        }
        read = Some((reading.width, reading.height, reading.damaged, reading.incomplete));
    }
    panic!("no QR code is on the screen; width, height, damaged places and whether it ended early: {read:?}");
}

async fn backup_codes(browser: &Chromium) -> Vec<String> {
    let page = browser.page().await;
    let items = page.split("<li>").skip(1).filter_map(|item| item.split_once("</li>"));
    items.map(|(code, _)| code.to_owned()).collect()
}

async fn signs_out(browser: &Chromium) {
    browser.click("header button").await;
}

/// Whether a code (after name and password) leads into the account.
async fn gives_code(browser: &Chromium, server: &Server, code: &str) -> bool {
    browser.open(&format!("{}/sign-in", server.running.url())).await;
    browser.enter("#name", "ada").await;
    browser.enter("#password", PASSWORD).await;
    browser.click("main button").await;
    browser.enter("#code", code).await;
    browser.click("main button").await;
    browser.address().await.ends_with("/account")
}

pub(crate) fn person(uri: &str) -> Person {
    Person { name: "ada".to_owned(), token: String::new(), uri: uri.to_owned(), backup_codes: Vec::new() }
}

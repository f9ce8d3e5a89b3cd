//! Every page: what a machine can judge of accessibility (axe-core), and whether it fits a telephone.

use std::collections::{BTreeSet, VecDeque};
use std::path::Path;

use serde_json::{Value, json};

use crate::chromium::Chromium;
use crate::harness::{ADMIN, PASSWORD, Server, text, token_of};
use crate::person;

pub(crate) const NAME: &str = "every_page_is_accessible_in_both_themes_and_fits_a_telephone";

/// The narrowest screen, in CSS pixels.
const NARROWEST: u32 = 360;
/// The fewest kinds of pages there are; fewer means that the way to some was not found.
const FEWEST: usize = 30;

/// Pages that were looked at, by their kind, and what was found wrong.
#[derive(Default)]
struct Looked {
    kinds: BTreeSet<String>,
    wrong: Vec<String>,
}

/// Goes everywhere: signed out, half signed in, signed in, as administrator.
pub(crate) async fn look(browser: &Chromium) {
    let server = Server::start().await;
    let mut looked = Looked::default();
    signed_out(browser, &server, &mut looked).await;
    let uri = enrols(browser, &server, &mut looked).await;
    looked.everywhere(browser, &server, "/account").await;
    for path in ["/account/check-password", "/account/check-code", "/account/check-code/sent"] {
        looked.at(browser, &server, path).await;
    }
    gets_an_address(&server, &uri).await;
    half_signed_in(browser, &server, &uri, &mut looked).await;
    looked.everywhere(browser, &server, "/account").await;
    administers(browser, &server, &mut looked).await;
    assert!(looked.wrong.is_empty(), "{:#?}", looked.wrong);
    assert!(looked.kinds.len() >= FEWEST, "{:#?}", looked.kinds);
}

async fn signed_out(browser: &Chromium, server: &Server, looked: &mut Looked) {
    looked.everywhere(browser, server, "/").await;
    for path in ["/sign-in/new-password", "/there-is-nothing-here", "/admin/sign-in"] {
        looked.at(browser, server, path).await;
    }
    browser.open(&format!("{}/sign-in", server.running.url())).await;
    browser.enter("#name", "nobody").await;
    browser.enter("#password", "a wrong password").await;
    browser.click("main button").await;
    looked.now(browser, "/sign-in refused").await;
}

/// The key URI of Ada's device.
async fn enrols(browser: &Chromium, server: &Server, looked: &mut Looked) -> String {
    browser.open(&format!("{}/register", server.running.url())).await;
    browser.enter("#name", "ada").await;
    browser.enter("#password", PASSWORD).await;
    browser.click("main button").await;
    looked.now(browser, "/account without a device").await;
    browser.click("a.primary").await;
    browser.enter("#name", "Phone").await;
    browser.click("main button").await;
    looked.now(browser, "/account/devices/{} shown").await;
    let uri = text(&browser.run("return document.querySelector('a[href^=otpauth]').href").await);
    browser.enter("#code", "000000").await;
    browser.click("main button").await;
    looked.now(browser, "/account/devices/{} refused").await;
    browser.enter("#code", &server.code(&person(&uri))).await;
    browser.click("main button").await;
    looked.now(browser, "/account/backup-codes shown").await;
    only_the_codes_are_printed(browser, looked).await;
    server.wait(60);
    uri
}

/// On paper there are the codes and whose they are, and nothing that is to be clicked.
async fn only_the_codes_are_printed(browser: &Chromium, looked: &mut Looked) {
    browser.show_as("print", "dark").await;
    picture(browser, "backup-codes on paper").await;
    let shown = browser
        .run(
            "const seen = (what) => [...document.querySelectorAll(what)].filter((one) => one.checkVisibility()).length;
              const ink = getComputedStyle(document.querySelector('.codes li')).color;
              return [seen('.codes li'), seen('header, footer, form, button, nav'), ink]",
        )
        .await;
    if shown != json!([10, 0, "rgb(0, 0, 0)"]) {
        looked.wrong.push(format!("printed: codes, other things, ink of the codes: {shown}"));
    }
    browser.show_as("screen", "light").await;
}

/// An address codes can be sent to, by the API; Ada's other sessions end.
async fn gets_an_address(server: &Server, uri: &str) {
    let code = server.code(&person(uri));
    let signed_in = server.post("/login", "", json!({"username": "ada", "password": PASSWORD, "code": code})).await;
    let token = token_of(&signed_in);
    let address = json!({"kind": "email", "address": "ada.with.a.rather.long.name@mail.example.org"});
    let added = server.post("/addresses", &token, address).await.json();
    let message = server.ask("/admin/outbox?most=1", ADMIN).await.json();
    let code: String = text(&message[0]["body"]).chars().filter(char::is_ascii_digit).take(6).collect();
    let path = format!("/addresses/{}/confirm", text(&added["id"]));
    assert_eq!(server.post(&path, &token, json!({"code": code})).await.status, 204);
    server.wait(60);
}

async fn half_signed_in(browser: &Chromium, server: &Server, uri: &str, looked: &mut Looked) {
    browser.open(&format!("{}/sign-in", server.running.url())).await;
    browser.enter("#name", "ada").await;
    browser.enter("#password", PASSWORD).await;
    browser.click("main button").await;
    looked.everywhere(browser, server, "/sign-in/second-step").await;
    looked.at(browser, server, "/sign-in/recover").await;
    browser.click("button[name=address]").await;
    looked.now(browser, "/sign-in/recover/sent-code").await;
    browser.open(&format!("{}/sign-in/second-step", server.running.url())).await;
    browser.enter("#code", &server.code(&person(uri))).await;
    browser.click("main button").await;
}

async fn administers(browser: &Chromium, server: &Server, looked: &mut Looked) {
    let ticket = server.api("POST", "/admin/tickets").bearer(ADMIN).send().await.json();
    browser.open(&format!("{}/admin/sign-in", server.running.url())).await;
    browser.enter("#ticket", &text(&ticket["ticket"])).await;
    browser.click("main button").await;
    looked.everywhere(browser, server, "/admin/users").await;
}

impl Looked {
    /// Looks at this page and at every one that its links lead to.
    async fn everywhere(&mut self, browser: &Chromium, server: &Server, start: &str) {
        // The start is looked at once more: what it shows may be new.
        self.kinds.remove(&kind(start));
        let mut ahead = VecDeque::from([start.to_owned()]);
        while let Some(path) = ahead.pop_front() {
            if self.kinds.contains(&kind(&path)) {
                continue;
            }
            self.at(browser, server, &path).await;
            let links = browser
                .run("return [...document.querySelectorAll('a[href^=\"/\"]')].map((link) => link.getAttribute('href'))")
                .await;
            // The OpenAPI document is no page.
            ahead.extend(links.as_array().into_iter().flatten().map(text).filter(|path| !path.ends_with(".json")));
        }
    }

    async fn at(&mut self, browser: &Chromium, server: &Server, path: &str) {
        browser.open(&format!("{}{path}", server.running.url())).await;
        self.now(browser, &kind(path)).await;
    }

    /// Looks at what is shown now: as wide as a desk's screen and as a telephone's, in light and in dark.
    async fn now(&mut self, browser: &Chromium, kind: &str) {
        self.kinds.insert(kind.to_owned());
        for width in [None, Some(NARROWEST)] {
            browser.narrow(width).await;
            for colours in ["light", "dark"] {
                browser.show_as("screen", colours).await;
                let place = format!("{kind}, {}{colours}", width.map_or("", |_| "narrow, "));
                let found = violations(browser).await;
                self.wrong.extend(found.into_iter().map(|what| format!("{place}: {what}")));
                picture(browser, &place).await;
            }
        }
        let width = browser.run("return document.documentElement.scrollWidth").await;
        if width.as_u64().is_none_or(|width| width > NARROWEST.into()) {
            self.wrong.push(format!("{kind}: {width} wide on a screen of {NARROWEST}"));
        }
        browser.narrow(None).await;
        browser.show_as("screen", "light").await;
    }
}

/// A path without what differs from one user or entry to the next.
fn kind(path: &str) -> String {
    let path = path.split('?').next().unwrap_or_default();
    let part =
        |part: &str| if part.bytes().any(|byte| byte.is_ascii_digit()) { "{}".to_owned() } else { part.to_owned() };
    path.split('/').map(part).collect::<Vec<_>>().join("/")
}

async fn violations(browser: &Chromium) -> Vec<String> {
    let library = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../ui/node_modules/axe-core/axe.min.js");
    let source = std::fs::read_to_string(&library)
        .unwrap_or_else(|error| panic!("{}: {error}; run `npm ci` in ui/", library.display()));
    browser.run(&format!("if (!window.axe) {{ {source}; }} return true")).await;
    let found = browser
        .run_later(
            "const done = arguments[arguments.length - 1];
             axe.run(document, { resultTypes: ['violations'] }).then(
               (result) => done(result.violations.map((rule) => `${rule.id}: ${rule.help}: ` +
                 rule.nodes.map((node) => `${node.html} (${node.failureSummary})`).join(' | '))),
               (error) => done([`axe-core failed: ${error}`]))",
        )
        .await;
    found.as_array().into_iter().flatten().map(Value::to_string).collect()
}

/// Keeps a picture, where COUNTERSIGN_PICTURES names a folder for them.
async fn picture(browser: &Chromium, kind: &str) {
    if let Some(folder) = std::env::var_os("COUNTERSIGN_PICTURES") {
        let name = kind.replace(['/', '{', '}', ' ', ','], "-");
        std::fs::write(Path::new(&folder).join(format!("page{name}.png")), browser.picture().await)
            .expect("the folder is there");
    }
}

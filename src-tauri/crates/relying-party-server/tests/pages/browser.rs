//! A browser without scripts: it keeps cookies, sends the token of the page it is on, and follows redirects.

use crate::client::Response;
use crate::harness::{ADMIN, PASSWORD, Server};

/// One browser.
pub(crate) struct Browser<'s> {
    server: &'s Server,
    cookies: Vec<(String, String)>,
    /// The page it is on.
    pub(crate) page: Response,
    /// Where it is.
    pub(crate) path: String,
}

impl<'s> Browser<'s> {
    pub(crate) fn new(server: &'s Server) -> Self {
        let page = Response { status: 0, headers: Vec::new(), body: String::new() };
        Self { server, cookies: Vec::new(), page, path: String::new() }
    }

    /// Opens a page.
    pub(crate) async fn open(&mut self, path: &str) -> &str {
        self.take("GET", path, None).await;
        while matches!(self.page.status, 301..=308) {
            let next = self.page.header("location").expect("a redirect leads somewhere").to_owned();
            self.take("GET", &next, None).await;
        }
        &self.page.body
    }

    /// Sends a form of the page it is on, and goes where that leads.
    pub(crate) async fn send(&mut self, path: &str, fields: &[(&str, &str)]) -> &str {
        let token = self.token();
        let mut all = vec![("form", token.as_str())];
        all.extend_from_slice(fields);
        self.send_exactly(path, &all).await
    }

    /// Sends these fields and no others.
    pub(crate) async fn send_exactly(&mut self, path: &str, fields: &[(&str, &str)]) -> &str {
        let pairs: Vec<String> = fields.iter().map(|(name, value)| format!("{name}={}", encoded(value))).collect();
        self.take("POST", path, Some(pairs.join("&"))).await;
        if self.page.status == 303 {
            let next = self.page.header("location").expect("a redirect leads somewhere").to_owned();
            self.open(&next).await;
        }
        &self.page.body
    }

    /// The token in the forms of the page.
    pub(crate) fn token(&self) -> String {
        self.between("name=\"form\" value=\"", "\"")
    }

    /// What is on the page between two texts, unescaped as far as our pages need it.
    pub(crate) fn between(&self, before: &str, after: &str) -> String {
        let (_, rest) = self.page.body.split_once(before).unwrap_or_else(|| panic!("no {before}: {:?}", self.page));
        let (found, _) = rest.split_once(after).expect("the text ends");
        found.replace("&#38;", "&").replace("&amp;", "&")
    }

    pub(crate) fn cookie(&self, part: &str) -> Option<&str> {
        self.cookies.iter().find(|(name, _)| name.contains(part)).map(|(_, value)| value.as_str())
    }

    pub(crate) fn has(&self, text: &str) -> bool {
        self.page.body.contains(text)
    }

    async fn take(&mut self, method: &str, path: &str, body: Option<String>) {
        let pairs: Vec<String> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let mut request = self.server.request(method, path).header("Accept", "text/html,*/*");
        if !pairs.is_empty() {
            request = request.header("Cookie", &pairs.join("; "));
        }
        if let Some(body) = body {
            let kind = "application/x-www-form-urlencoded";
            request = request.header("Content-Type", kind).header("Sec-Fetch-Site", "same-origin").raw(body.as_bytes());
        }
        self.page = request.send().await;
        path.clone_into(&mut self.path);
        let set: Vec<String> =
            self.page.headers.iter().filter(|(name, _)| name == "set-cookie").map(|(_, value)| value.clone()).collect();
        for cookie in set {
            self.keep(&cookie);
        }
    }

    fn keep(&mut self, cookie: &str) {
        assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite="), "{cookie}");
        let (name, value) = cookie.split(';').next().and_then(|pair| pair.split_once('=')).expect("a cookie is a pair");
        self.cookies.retain(|(known, _)| known != name);
        if !cookie.contains("Max-Age=0") {
            self.cookies.push((name.to_owned(), value.to_owned()));
        }
    }

    /// Makes an account by the form.
    pub(crate) async fn register(&mut self, name: &str) {
        self.open("/register").await;
        self.send("/register", &[("name", name), ("password", PASSWORD)]).await;
        assert_eq!((self.page.status, self.path.as_str()), (200, "/account"), "{:?}", self.page);
    }

    /// Adds a device by the forms; the key URI and the backup codes that were shown.
    pub(crate) async fn enrol(&mut self) -> (String, Vec<String>) {
        self.open("/account/devices/new").await;
        self.send("/account/devices/new", &[("name", "Phone")]).await;
        let uri = self.between("<a href=\"otpauth", "\"");
        let uri = format!("otpauth{uri}");
        let action = self.between("action=\"/account/devices/", "\"");
        let code = self.server.code_of(&uri);
        self.send(&format!("/account/devices/{action}"), &[("code", &code)]).await;
        let list =
            if self.has("name=\"codes\"") { self.between("name=\"codes\" value=\"", "\"") } else { String::new() };
        self.server.wait(60);
        (uri, list.split(',').filter(|code| !code.is_empty()).map(str::to_owned).collect())
    }

    /// Gives name and password.
    pub(crate) async fn begin_sign_in(&mut self, name: &str) {
        self.open("/sign-in").await;
        self.send("/sign-in", &[("name", name), ("password", PASSWORD)]).await;
    }

    /// Opens the administrator's pages with a ticket.
    pub(crate) async fn becomes_admin(&mut self) {
        let ticket = self.server.api("POST", "/admin/tickets").bearer(ADMIN).send().await.json();
        let ticket = ticket["ticket"].as_str().expect("a ticket").to_owned();
        self.open("/admin/sign-in").await;
        self.send("/admin/sign-in", &[("ticket", &ticket)]).await;
        assert_eq!(self.path, "/admin/users", "{:?}", self.page);
    }
}

impl Server {
    /// The code of a key URI now.
    pub(crate) fn code_of(&self, uri: &str) -> String {
        let person = crate::harness::Person {
            name: String::new(),
            token: String::new(),
            uri: uri.to_owned(),
            backup_codes: Vec::new(),
        };
        self.code(&person)
    }
}

fn encoded(text: &str) -> String {
    text.bytes()
        .map(|byte| if byte.is_ascii_alphanumeric() { char::from(byte).to_string() } else { format!("%{byte:02X}") })
        .collect()
}

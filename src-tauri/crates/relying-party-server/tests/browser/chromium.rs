//! The little of WebDriver (W3C) these tests need, spoken with chromedriver.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{Ipv4Addr, SocketAddr};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufStream};
use tokio::net::TcpStream;

/// The key under which WebDriver answers with an element.
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";
/// Between two looks at whether a page is there, and the most of them: a busy machine takes its time.
const PAUSE: Duration = Duration::from_millis(50);
const MOST_LOOKS: u32 = 1_200;
const ARGUMENTS: [&str; 9] = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--window-size=1280,1000",
];

/// A browser, with a profile of its own that goes with it.
pub(crate) struct Chromium {
    driver: Child,
    address: SocketAddr,
    session: String,
}

impl Chromium {
    /// Starts one; none where there is no chromedriver.
    pub(crate) async fn start() -> Option<Self> {
        let driver = Command::new("chromedriver").arg("--port=0").stdout(Stdio::piped()).stderr(Stdio::null()).spawn();
        let mut driver = driver.ok()?;
        let lines = BufReader::new(driver.stdout.take().expect("it is piped")).lines();
        let port = lines.map_while(Result::ok).find_map(|line| {
            let (_, port) = line.split_once("started successfully on port ")?;
            port.trim_end_matches('.').parse().ok()
        });
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port.expect("the driver tells its port")));
        let mut browser = Self { driver, address, session: "/session".to_owned() };
        let options = json!({"browserName": "chrome", "goog:chromeOptions": {"args": ARGUMENTS}});
        let answer = browser.post("", json!({"capabilities": {"alwaysMatch": options}})).await;
        browser.session = format!("/session/{}", answer["sessionId"].as_str().expect("a session"));
        Some(browser)
    }

    /// Ends it.
    pub(crate) async fn end(mut self) {
        self.call("DELETE", "", None).await;
        // It is gone already, or goes now.
        let _ = self.driver.kill();
        let _ = self.driver.wait();
    }

    async fn try_call(&self, method: &str, what: &str, body: Option<Value>) -> Result<Value, Value> {
        let body = body.map(|body| body.to_string()).unwrap_or_default();
        let head = format!("{method} {}{what} HTTP/1.1\r\nHost: {}\r\n", self.session, self.address);
        let kind = "Content-Type: application/json\r\nConnection: close\r\n";
        let request = format!("{head}{kind}Content-Length: {}\r\n\r\n{body}", body.len());
        let mut stream = BufStream::new(TcpStream::connect(self.address).await.expect("the driver listens"));
        stream.write_all(request.as_bytes()).await.expect("the driver reads");
        stream.flush().await.expect("the driver reads");
        let answer = answer(&mut stream).await;
        let value = answer["value"].clone();
        if value["error"].is_null() { Ok(value) } else { Err(value) }
    }

    async fn call(&self, method: &str, what: &str, body: Option<Value>) -> Value {
        let answer = self.try_call(method, what, body).await;
        answer.unwrap_or_else(|error| panic!("{method} {what}: {error}"))
    }

    async fn post(&self, what: &str, body: Value) -> Value {
        self.call("POST", what, Some(body)).await
    }

    async fn text(&self, what: &str) -> String {
        self.call("GET", what, None).await.as_str().expect("a text").to_owned()
    }

    async fn element(&self, selector: &str) -> String {
        let found = self.post("/element", json!({"using": "css selector", "value": selector})).await;
        format!("/element/{}", found[ELEMENT].as_str().expect("an element"))
    }

    /// Opens an address.
    pub(crate) async fn open(&self, url: &str) {
        self.post("/url", json!({"url": url})).await;
    }

    /// Types into a field that is empty.
    pub(crate) async fn enter(&self, selector: &str, text: &str) {
        let element = self.element(selector).await;
        self.post(&format!("{element}/value"), json!({"text": text})).await;
    }

    /// Clicks on what leads to another page, and waits until that is there.
    pub(crate) async fn click(&self, selector: &str) {
        let old = self.element("html").await;
        let element = self.element(selector).await;
        self.post(&format!("{element}/click"), json!({})).await;
        let ready = json!({"script": "return document.readyState === 'complete'", "args": []});
        for _ in 0..MOST_LOOKS {
            let is_gone = self.try_call("GET", &format!("{old}/name"), None).await.is_err();
            if is_gone && self.try_call("POST", "/execute/sync", Some(ready.clone())).await == Ok(Value::Bool(true)) {
                return;
            }
            tokio::time::sleep(PAUSE).await;
        }
        panic!("the click on {selector} led nowhere: {}", self.page().await);
    }

    pub(crate) async fn page(&self) -> String {
        self.text("/source").await
    }

    pub(crate) async fn address(&self) -> String {
        self.text("/url").await
    }

    /// What is on the screen, as PNG.
    pub(crate) async fn picture(&self) -> Vec<u8> {
        STANDARD.decode(self.text("/screenshot").await).expect("base64")
    }

    /// What a script answers.
    pub(crate) async fn run(&self, script: &str) -> Value {
        self.post("/execute/sync", json!({"script": script, "args": []})).await
    }

    /// What a script answers through the function that is its last argument.
    pub(crate) async fn run_later(&self, script: &str) -> Value {
        self.post("/execute/async", json!({"script": script, "args": []})).await
    }

    /// A command of the browser's own protocol (CDP).
    pub(crate) async fn command(&self, name: &str, parameters: Value) {
        self.post("/goog/cdp/execute", json!({"cmd": name, "params": parameters})).await;
    }

    /// Shows the page as wide as a telephone, or as it was.
    pub(crate) async fn narrow(&self, width: Option<u32>) {
        match width {
            Some(width) => {
                let size = json!({"width": width, "height": 740, "deviceScaleFactor": 2, "mobile": true});
                self.command("Emulation.setDeviceMetricsOverride", size).await;
            }
            None => self.command("Emulation.clearDeviceMetricsOverride", json!({})).await,
        }
    }

    /// Shows the page as on paper (`print`) or on a screen, in light or dark colours.
    pub(crate) async fn show_as(&self, media: &str, colours: &str) {
        let features = json!([{"name": "prefers-color-scheme", "value": colours}]);
        self.command("Emulation.setEmulatedMedia", json!({"media": media, "features": features})).await;
    }
}

impl Drop for Chromium {
    fn drop(&mut self) {
        // After a failed test the browser would outlive its driver; after `end` there is nothing left to end.
        if let Ok(mut stream) = std::net::TcpStream::connect(self.address) {
            let request = format!("DELETE {} HTTP/1.1\r\nHost: {}\r\n\r\n", self.session, self.address);
            let _ = stream.write_all(request.as_bytes());
            let _ = stream.read(&mut [0]);
        }
        let _ = self.driver.kill();
        let _ = self.driver.wait();
    }
}

/// An answer of the driver, which tells its length and leaves the connection open.
async fn answer(stream: &mut BufStream<TcpStream>) -> Value {
    let mut length = 0;
    loop {
        let mut line = String::new();
        stream.read_line(&mut line).await.expect("the driver answers");
        match line.trim_end().split_once(':') {
            Some((name, value)) if name.eq_ignore_ascii_case("content-length") => {
                length = value.trim().parse().expect("a length");
            }
            _ if line.trim_end().is_empty() => break,
            _ => {}
        }
    }
    let mut body = vec![0; length];
    stream.read_exact(&mut body).await.expect("the driver answers to the end");
    serde_json::from_slice(&body).expect("the driver answers with JSON")
}

//! The little of WebDriver (W3C) that these tests need, spoken with WebKitWebDriver.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::Stdio;
use std::sync::atomic::{AtomicU16, Ordering};
use std::time::Duration;

use host::os::{Stopwatch, sleep};
use private_desktop::{Desktop, Process};
use serde_json::{Value, json};

/// How long anything may take, even on a machine busy with other tests.
pub(crate) const PATIENCE: Duration = Duration::from_secs(180);
/// Between two looks at something that is awaited.
pub(crate) const PAUSE: Duration = Duration::from_millis(50);

/// The key under which WebDriver answers with an element.
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

/// Keys that are no characters (WebDriver, section 17.4.2).
pub(crate) mod key {
    pub(crate) const TAB: char = '\u{E004}';
    pub(crate) const ENTER: char = '\u{E007}';
    pub(crate) const CONTROL: char = '\u{E009}';
    pub(crate) const ESCAPE: char = '\u{E00C}';
    pub(crate) const END: char = '\u{E010}';
    pub(crate) const RIGHT: char = '\u{E014}';
    pub(crate) const DOWN: char = '\u{E015}';
    pub(crate) const DELETE: char = '\u{E017}';
    pub(crate) const F2: char = '\u{E032}';
}

/// An element of the page; it goes stale when the page replaces it.
#[derive(Debug, Clone)]
pub(crate) struct Element(String);

/// A session with one program; the program ends with it.
pub(crate) struct Session {
    port: u16,
    path: String,
    driver: Process,
}

/// What the driver refused, in its words.
pub(crate) type Refused = String;

impl Session {
    /// Starts `program` on a private desktop.
    pub(crate) fn start(desktop: &Desktop, program: &Path) -> Session {
        let (driver, port) = start_driver(desktop);
        let browser = json!({ "webkitgtk:browserOptions": { "binary": program, "args": [] } });
        let wanted = json!({ "capabilities": { "alwaysMatch": browser } });
        let answer = call(port, "POST", "/session", &wanted).unwrap_or_else(|error| panic!("{program:?}: {error}"));
        let id = answer["sessionId"].as_str().expect("a session has an id").to_owned();
        Session { port, path: format!("/session/{id}"), driver }
    }

    /// Ends the program.
    pub(crate) fn end(self) {
        self.delete("").expect("the driver ends the program");
        drop(self.driver);
    }

    fn post(&self, what: &str, body: &Value) -> Result<Value, Refused> {
        call(self.port, "POST", &format!("{}{what}", self.path), body)
    }

    fn delete(&self, what: &str) -> Result<Value, Refused> {
        call(self.port, "DELETE", &format!("{}{what}", self.path), &Value::Null)
    }

    /// The elements that a CSS selector finds now.
    pub(crate) fn find_all(&self, selector: &str) -> Result<Vec<Element>, Refused> {
        let found = self.post("/elements", &json!({ "using": "css selector", "value": selector }))?;
        let elements = found.as_array().into_iter().flatten();
        Ok(elements.filter_map(|element| element[ELEMENT].as_str()).map(|id| Element(id.to_owned())).collect())
    }

    pub(crate) fn click(&self, element: &Element) -> Result<(), Refused> {
        self.post(&format!("/element/{}/click", element.0), &json!({})).map(drop)
    }

    pub(crate) fn clear(&self, element: &Element) -> Result<(), Refused> {
        self.post(&format!("/element/{}/clear", element.0), &json!({})).map(drop)
    }

    pub(crate) fn send_keys(&self, element: &Element, text: &str) -> Result<(), Refused> {
        self.post(&format!("/element/{}/value", element.0), &json!({ "text": text })).map(drop)
    }

    /// Runs a function's body in the page, and returns what it returns.
    pub(crate) fn execute(&self, script: &str, arguments: &[Value]) -> Result<Value, Refused> {
        self.post("/execute/sync", &json!({ "script": script, "args": arguments }))
    }

    /// As [`Session::execute`], for a body that calls its last argument with the answer.
    pub(crate) fn execute_async(&self, script: &str) -> Result<Value, Refused> {
        self.post("/execute/async", &json!({ "script": script, "args": [] }))
    }

    /// Presses and releases keys: each word is held together and released backwards.
    pub(crate) fn keys<'w>(&self, words: impl IntoIterator<Item = &'w [char]>) -> Result<(), Refused> {
        let action = |kind: &str, key: &char| json!({ "type": kind, "value": key });
        let word = |word: &[char]| -> Vec<Value> {
            let down = word.iter().map(|key| action("keyDown", key));
            down.chain(word.iter().rev().map(|key| action("keyUp", key))).collect()
        };
        let actions: Vec<Value> = words.into_iter().flat_map(word).collect();
        self.post("/actions", &json!({ "actions": [{ "type": "key", "id": "keyboard", "actions": actions }] }))
            .map(drop)
    }

    /// Lets every key go.
    pub(crate) fn let_go(&self) -> Result<(), Refused> {
        self.delete("/actions").map(drop)
    }

    /// Moves the pointer to a place of the window, in pixels, on a way that passes beside it: the driver sends
    /// nothing for a pointer that it believes to be there already.
    pub(crate) fn point(&self, x: u32, y: u32) -> Result<(), Refused> {
        let to = |x, y| json!({ "type": "pointerMove", "duration": 0, "x": x, "y": y });
        let moves = [to(x + 1, y + 1), to(x, y)];
        let pointer =
            json!({ "type": "pointer", "id": "mouse", "parameters": { "pointerType": "mouse" }, "actions": moves });
        self.post("/actions", &json!({ "actions": [pointer] })).map(drop)
    }

    /// Turns the wheel, so many pixels, over a place of the window.
    pub(crate) fn turn_wheel(&self, (x, y): (u32, u32), pixels: i32) -> Result<(), Refused> {
        let turn = json!({ "type": "scroll", "x": x, "y": y, "deltaX": 0, "deltaY": pixels, "duration": 0 });
        self.post("/actions", &json!({ "actions": [{ "type": "wheel", "id": "wheel", "actions": [turn] }] })).map(drop)
    }

    /// Goes over to the window that is there, where the one before was taken away.
    pub(crate) fn follow(&self) -> Result<(), Refused> {
        let handles = call(self.port, "GET", &format!("{}/window/handles", self.path), &Value::Null)?;
        let last = handles.as_array().and_then(|handles| handles.last()).ok_or("there is no window")?;
        self.post("/window", &json!({ "handle": last })).map(drop)
    }

    pub(crate) fn resize(&self, width: u32, height: u32) -> Result<(), Refused> {
        self.post("/window/rect", &json!({ "width": width, "height": height })).map(drop)
    }
}

fn start_driver(desktop: &Desktop) -> (Process, u16) {
    let port = port_of_its_own();
    let mut command = desktop.command("WebKitWebDriver");
    command.arg(format!("--port={port}")).arg("--host=127.0.0.1");
    // Without this variable a Tauri program takes no session.
    command.env("TAURI_WEBVIEW_AUTOMATION", "true");
    command.stdin(Stdio::null()).stdout(Stdio::null());
    let driver = Process::spawn(&mut command, "webkit2gtk-driver").unwrap_or_else(|error| panic!("{error}"));
    (driver, port)
}

/// A port that nobody else is given: below those that the system gives to whoever asks for any, which it might give away
/// again before the driver listens.
fn port_of_its_own() -> u16 {
    static GIVEN: AtomicU16 = AtomicU16::new(0);
    const FIRST: u16 = 20_000;
    const MANY: u16 = 12_000;
    let first = u16::try_from(std::process::id() % u32::from(MANY)).expect("so few fit");
    let is_free = |port: &u16| TcpListener::bind(("127.0.0.1", *port)).is_ok();
    let mut next = std::iter::repeat_with(|| GIVEN.fetch_add(1, Ordering::Relaxed));
    next.by_ref()
        .take(MANY.into())
        .map(|given| FIRST + first.wrapping_add(given) % MANY)
        .find(is_free)
        .expect("a free port")
}

fn call(port: u16, method: &str, path: &str, body: &Value) -> Result<Value, Refused> {
    let answer = exchange(port, method, path, body).map_err(|error| format!("{method} {path}: {error}"))?;
    let (head, body) = answer.split_once("\r\n\r\n").ok_or_else(|| format!("no HTTP answer: {answer:?}"))?;
    let mut answer: Value = serde_json::from_str(body).map_err(|error| format!("{error}: {body:?}"))?;
    match head.split(' ').nth(1) {
        Some("200") => Ok(answer["value"].take()),
        _ => Err(format!("{method} {path}: {}: {}", answer["value"]["error"], answer["value"]["message"])),
    }
}

fn exchange(port: u16, method: &str, path: &str, body: &Value) -> std::io::Result<String> {
    let body = if body.is_null() { String::new() } else { body.to_string() };
    let mut stream = connect(port)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    write!(
        stream,
        "{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Type: application/json\r\n\
         Content-Length: {}\r\nConnection: close\r\n\r\n{body}",
        body.len()
    )?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer)?;
    Ok(String::from_utf8_lossy(&answer).into_owned())
}

/// The driver needs a moment before it listens.
fn connect(port: u16) -> std::io::Result<TcpStream> {
    let waited = Stopwatch::start();
    loop {
        match TcpStream::connect(("127.0.0.1", port)) {
            Err(_) if waited.elapsed() < PATIENCE => sleep(PAUSE),
            connected => return connected,
        }
    }
}

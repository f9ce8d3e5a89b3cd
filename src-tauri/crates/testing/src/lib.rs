//! For tests in Rust: a relying party in this process, whose time is the test's, and devices that scan its QR codes.
//!
//! ```
//! use countersign_testing::{Device, RelyingParty};
//! use serde_json::{Value, json};
//!
//! # #[tokio::main(flavor = "multi_thread", worker_threads = 2)]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let server = RelyingParty::start().await?;
//! let clock = server.clock();
//! # // Any HTTP client does; this one answers with JSON.
//! # let url = server.url();
//! # let post = |path: &str, token: &str, body: Value| -> Result<Value, ureq::Error> {
//! #     let request = ureq::post(format!("{url}/api/v1{path}"));
//! #     let request = if token.is_empty() { request } else { request.header("Authorization", format!("Bearer {token}")) };
//! #     request.send_json(body)?.body_mut().read_json()
//! # };
//! # let token = |answer: &Value| answer["session"]["token"].as_str().unwrap_or_default().to_owned();
//!
//! // Ada registers and enrols her telephone; `post` is your client, or the code under test.
//! let ada = json!({ "username": "ada", "password": "seven unrelated green kettles" });
//! let session = token(&post("/register", "", ada.clone())?);
//! let offer = post("/devices", &session, json!({ "name": "Phone" }))?;
//! let phone = Device::scan(offer["uri"].as_str().unwrap_or_default())?;      // or a picture of the QR code
//! let confirm = format!("/devices/{}/confirm", offer["id"].as_str().unwrap_or_default());
//! post(&confirm, &session, json!({ "code": phone.code(&clock)? }))?;
//!
//! // The code that confirmed is spent; half a minute later there is another one. Nothing is waited for.
//! clock.advance(30);
//! let half = token(&post("/login", "", ada)?);
//! let done = post("/login/verify", &half, json!({ "code": phone.code(&clock)? }))?;
//! assert_eq!(done["status"], "signed-in");
//!
//! server.stop().await;
//! # Ok(())
//! # }
//! ```
//!
//! Each server is a world of its own, in memory, on a port of its own: tests that run at once never meet. It can be
//! controlled over HTTP (docs/control.md), too, with [`RelyingParty::admin_token`]. Passwords are hashed
//! with next to no work (Argon2id, 8 KiB, one pass): it is for tests alone.

mod clock;
mod device;
mod server;

pub use clock::Clock;
pub use device::{Device, ScanError};
pub use host::relying_party::Bug;
pub use relying_party::policy::{Policy, Profile};
pub use server::{Options, RelyingParty, TestingError};

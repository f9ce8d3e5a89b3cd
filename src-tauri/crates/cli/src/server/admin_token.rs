//! The admin token: chosen by whoever starts the server, or made. Never an argument.

use std::fs::File;
use std::io::Read;

use host::relying_party::{AdminToken, new_admin_token};
use zeroize::Zeroizing;

use crate::exit::Exit;
use crate::failure::Failure;

/// The variable a token can be chosen by, and is told to commands by.
pub(crate) const VARIABLE: &str = "COUNTERSIGN_ADMIN_TOKEN";

/// More characters than a token may have.
const MOST: u64 = 4096;

/// Of the open file, of the environment, or a new one.
pub(crate) fn choose(fd: Option<u32>) -> Result<AdminToken, Failure> {
    if let Some(fd) = fd {
        let text = from_open_file(fd).map_err(|error| unreadable(fd, &error))?;
        return AdminToken::parse(&text).map_err(|error| Failure::from(error).about(&format!("open file {fd}")));
    }
    let Some(value) = std::env::var_os(VARIABLE) else { return Ok(new_admin_token()?) };
    let value = Zeroizing::new(value.into_encoded_bytes());
    let text = std::str::from_utf8(&value).unwrap_or_default();
    AdminToken::parse(text).map_err(|error| Failure::from(error).about(VARIABLE))
}

#[cfg(unix)]
fn from_open_file(fd: u32) -> std::io::Result<Zeroizing<String>> {
    let mut text = Zeroizing::new(String::with_capacity(4096));
    File::open(format!("/dev/fd/{fd}"))?.take(MOST).read_to_string(&mut text)?;
    Ok(text)
}

/// Windows does not hand open files down by number.
#[cfg(not(unix))]
fn from_open_file(_fd: u32) -> std::io::Result<Zeroizing<String>> {
    Err(std::io::ErrorKind::Unsupported.into())
}

fn unreadable(fd: u32, error: &std::io::Error) -> Failure {
    let message = format!("the admin token could not be read from the open file {fd}: {error}");
    let hint = format!("open it for the program (`{fd}<FILE`), or set {VARIABLE}");
    Failure::new("admin-token-unreadable", message, hint).with_exit(Exit::Usage)
}

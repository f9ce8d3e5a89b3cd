//! A rejection of a relying party that runs: it compares the code itself, and hands out no secret.

use host::diagnosis::{Found, Names};
use host::os;
use host::relying_party::Administration;
use otp::UnixSeconds;
use serde_json::{Value, json};
use zeroize::Zeroizing;

use super::material::{MaterialError, code};
use crate::arguments::Diagnose;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::input::{self, STANDARD_INPUT};
use crate::server::{TOKEN_VARIABLE, block_on};

/// Asks the server; `asked` names a rejection of it.
pub(super) fn investigate(asked: &Diagnose) -> Result<Found, Failure> {
    let url = asked.server.as_deref().ok_or_else(no_server)?;
    let server = Administration::at(url, token()?)?;
    let codes = codes(asked)?;
    let mut found = None;
    let place = &mut found;
    block_on(|mut signals| async move {
        let exit = tokio::select! {
            answer = ask(&server, asked, codes) => {
                *place = Some(answer?);
                Exit::Done
            }
            signal = signals.next() => Exit::Of(signal.exit()),
        };
        Ok(exit)
    })?;
    found.ok_or_else(|| Failure::new("diagnose-interrupted", "the server was not asked to the end", "run it again"))
}

async fn ask(server: &Administration, asked: &Diagnose, codes: Value) -> Result<Found, Failure> {
    let rejection = match (asked.rejection, &asked.user) {
        (Some(number), _) => number,
        (None, Some(name)) => newest_rejection(server, name).await?,
        (None, None) => return Err(no_server()),
    };
    let mut known = json!({ "codes": codes });
    if let (Some(showed), Some(known)) = (asked.device_showed, known.as_object_mut()) {
        known.insert("device_showed".to_owned(), showed.0.into());
    }
    let names = Names { issuer: None, account: asked.user.clone() };
    Ok(Found::of_server(server, rejection, known, names).await?)
}

/// The newest entry of the user's journal that tells of a rejected code.
async fn newest_rejection(server: &Administration, name: &str) -> Result<i64, Failure> {
    let user = user(server, name).await?;
    server.newest_rejection(Some(&user)).await?.ok_or_else(|| {
        let hint = "look into its journal, at /admin of the server";
        Failure::new("diagnose-no-rejection", "no code of this user was rejected", hint).with_exit(Exit::NotFound)
    })
}

/// The number of the user of this name.
async fn user(server: &Administration, name: &str) -> Result<String, Failure> {
    let mut after = String::new();
    loop {
        let page = server.get(&format!("/users?most=500&after={}", escaped(&after))).await?;
        let users: Vec<&Value> = page.as_array().into_iter().flatten().collect();
        let text = |user: &Value, field: &str| user.get(field).and_then(Value::as_str).map(str::to_owned);
        let found = users.iter().find(|user| text(user, "username").is_some_and(|found| found == name));
        if let Some(id) = found.and_then(|user| text(user, "id")) {
            return Ok(id);
        }
        match users.last().and_then(|user| text(user, "username")) {
            Some(last) if last != after => after = last,
            _ => {
                let hint = "write the name as the server lists it";
                return Err(Failure::new("diagnose-no-user", "the server has no user of this name", hint)
                    .with_exit(Exit::NotFound));
            }
        }
    }
}

/// A name in an address: everything but letters, digits and what is safe anyway by its bytes.
fn escaped(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~');
    text.bytes().map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") }).collect()
}

/// What the person read out since.
fn codes(asked: &Diagnose) -> Result<Value, Failure> {
    let text = match asked.codes.as_deref() {
        None => return Ok(json!([])),
        Some(STANDARD_INPUT) => input::text()?,
        Some(_) => {
            let hint = "write --codes - and pipe them into it: as an argument every program could read them";
            return Err(Failure::new("usage", "--codes takes only -", hint).with_exit(Exit::Usage));
        }
    };
    let now = asked.at.unwrap_or_else(os::now);
    let lines = (1..).zip(text.lines().map(str::trim)).filter(|(_, line)| !line.is_empty());
    let read = |(number, line): (usize, &str)| -> Result<Value, MaterialError> {
        let (text, UnixSeconds(at)) = code(line, now, number)?;
        Ok(json!({ "code": text.as_str(), "at": at }))
    };
    Ok(lines.map(read).collect::<Result<Vec<Value>, _>>()?.into())
}

fn token() -> Result<Zeroizing<String>, Failure> {
    let token = std::env::var(TOKEN_VARIABLE).map(Zeroizing::new).ok().filter(|token| !token.is_empty());
    token.ok_or_else(|| {
        let message = format!("{TOKEN_VARIABLE} is not set");
        let hint = "set it to the admin token that the server printed at its start (--show-admin-token)";
        Failure::new("admin-token-missing", message, hint).with_exit(Exit::Usage)
    })
}

fn no_server() -> Failure {
    let hint = "say --server URL, or set COUNTERSIGN_URL";
    Failure::new("diagnose-no-server", "a rejection of which server?", hint).with_exit(Exit::Usage)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_in_an_address_stays_a_name() {
        assert_eq!(escaped("ada lovelace/é&x"), "ada%20lovelace%2F%C3%A9%26x");
    }
}

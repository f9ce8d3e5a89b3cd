//! `unlock` and `start-empty`: what to do about the store itself.

use authenticator::{LoadWarning, StoreError};
use host::Desk;
use serde::Serialize;

use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::Console;
use crate::terminal;

#[derive(Serialize)]
struct StateView {
    provider: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct GivenUpView {
    given_up: u32,
}

pub(crate) fn unlock(desk: &Desk, console: Console) -> Result<Exit, Failure> {
    let records = desk.accounts.records();
    match records.state() {
        Err(StoreError::Locked { provider }) => {
            console
                .remark(&format!("{provider} asks for the keyring's password in a window of its own; Ctrl-C gives up"));
            records.unlock()?;
        }
        Err(StoreError::NoDefaultKeyring { provider }) => {
            console.remark(&format!(
                "{provider} asks for the password of a new keyring in a window of its own; Ctrl-C gives up"
            ));
            records.unlock()?;
        }
        // The keyring is unlocked; the lock over the accounts is another thing.
        Err(StoreError::Lock(_)) => {}
        other => other?,
    }
    let provider = records.provider();
    console.answer(&StateView { provider: provider.clone() }, |page| {
        page.line(format!("the keyring ({provider}) is unlocked"));
    })?;
    Ok(Exit::Done)
}

pub(crate) fn start_empty(yes: bool, desk: &Desk, console: Console) -> Result<Exit, Failure> {
    let missing = missing(desk)?;
    if missing == 0 {
        console.answer(&GivenUpView { given_up: 0 }, |page| {
            page.line("nothing is missing");
        })?;
        return Ok(Exit::Done);
    }
    if !yes {
        terminal::confirm(&format!("Go on without {missing} accounts that were kept before?"))?;
    }
    desk.accounts.accept_missing()?;
    console.answer(&GivenUpView { given_up: missing }, |page| {
        page.line(format!("goes on without {missing} accounts; should they come back, they are listed again"));
    })?;
    Ok(Exit::Done)
}

/// How many accounts were there and are not.
fn missing(desk: &Desk) -> Result<u32, Failure> {
    match desk.accounts.load(|_| {}) {
        Ok(loaded) => Ok(loaded.warnings.iter().map(missing_by).max().unwrap_or_default()),
        Err(StoreError::ItemsMissing { expected, found, .. }) => Ok(expected.saturating_sub(found)),
        Err(error) => Err(error.into()),
    }
}

fn missing_by(warning: &LoadWarning) -> u32 {
    match warning {
        LoadWarning::SomeMissing { expected, found, .. } => expected.saturating_sub(*found),
        _ => 0,
    }
}

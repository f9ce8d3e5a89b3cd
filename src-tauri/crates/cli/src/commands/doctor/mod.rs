//! `doctor`: whether this machine is fit for codes.

mod checks;

use host::Folders;
use serde::Serialize;

use crate::arguments::{Doctor, StorePlace};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::{Console, Page};
use crate::terminal;

/// What was looked at.
#[derive(Debug, Serialize)]
pub(super) struct Check {
    name: &'static str,
    state: State,
    found: String,
    hint: Option<String>,
}

/// How it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum State {
    Well,
    Unknown,
    Attention,
}

#[derive(Serialize)]
struct DoctorView<'checks> {
    well: bool,
    checks: &'checks [Check],
}

impl Check {
    fn well(name: &'static str, found: impl Into<String>) -> Self {
        Self { name, state: State::Well, found: found.into(), hint: None }
    }

    fn unknown(name: &'static str, found: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { name, state: State::Unknown, found: found.into(), hint: Some(hint.into()) }
    }

    fn attention(name: &'static str, found: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { name, state: State::Attention, found: found.into(), hint: Some(hint.into()) }
    }

    fn show(&self, page: &mut Page) {
        let state = match self.state {
            State::Well => "well",
            State::Unknown => "not known",
            State::Attention => "ATTENTION",
        };
        page.line(format!("{:<10} {state}: {}", self.name, self.found));
        if let Some(hint) = &self.hint {
            page.line(format!("{:<10} {hint}", ""));
        }
    }
}

/// Nobody knows where accounts are kept when the settings cannot be read; everything else is looked at all the same.
pub(crate) fn run(asked: &Doctor, place: Result<StorePlace, Failure>, console: Console) -> Result<Exit, Failure> {
    let folders = Folders::of_this_person().map_err(host::OpenError::from)?;
    let mut checks = vec![checks::program()];
    match place {
        Ok(place) => checks.extend(checks::store(&place)?),
        Err(failure) => checks.push(checks::no_place(&failure)),
    }
    checks.extend(checks::folders(&folders));
    checks.push(match asked.clock.as_deref() {
        Some(host) if may_ask(asked.yes)? => checks::clock(host),
        _ => checks::clock_not_compared(),
    });
    let well = checks.iter().all(|check| check.state != State::Attention);
    console.answer(&DoctorView { well, checks: &checks }, |page| checks.iter().for_each(|check| check.show(page)))?;
    Ok(if well { Exit::Done } else { Exit::Attention })
}

/// Whoever is asked for the time learns this machine's address.
fn may_ask(yes: bool) -> Result<bool, Failure> {
    Ok(yes || terminal::ask("Ask this server for the time? It learns the address of this machine.")?)
}

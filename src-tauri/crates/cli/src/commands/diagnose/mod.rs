//! `diagnose`: why a code was rejected.

mod bundle;
mod material;
mod server;
mod show;

use host::diagnosis::Found;
use host::os;
use host::scenario::carried_in;
use support::Kind;

use crate::arguments::Diagnose;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::Console;

pub(crate) fn run(asked: &Diagnose, console: Console) -> Result<Exit, Failure> {
    let found = find(asked)?;
    let bundle = asked.bundle.as_ref().map(|_| bundle::text(&found, asked.with_name)).transpose()?;
    show::show(&found.explanation, &found.evidence, bundle.as_deref(), console)?;
    if let (Some(path), Some(text)) = (&asked.bundle, &bundle) {
        bundle::write(path, text, asked.yes, console)?;
    }
    let first = found.explanation.causes.first().map(|cause| cause.kind);
    Ok(if first == Some(Kind::NothingKnown) { Exit::Unexplained } else { Exit::Done })
}

fn find(asked: &Diagnose) -> Result<Found, Failure> {
    if let Some(path) = &asked.from {
        let (scenario, carried) = carried_in(path)?;
        return Ok(Found::carried(&scenario, carried));
    }
    if asked.user.is_some() || asked.rejection.is_some() {
        return server::investigate(asked);
    }
    Ok(material::read(asked, os::now())?.look_into())
}

//! `diagnose`: why a code was rejected.

mod bundle;
mod material;
mod server;
mod show;

use host::os;
use scenario::bundle::Rejection;
use serde_json::{Map, Value};
use support::{Evidence, Explanation, Kind, explain, investigate};

use crate::arguments::Diagnose;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::Console;
use material::Material;

/// What was found, and what a bundle tells of it.
struct Found {
    explanation: Explanation,
    evidence: Evidence,
    /// What the relying party said.
    rejection: Option<Rejection>,
    /// What it decides by, where that is known.
    policy: Map<String, Value>,
    /// The name of the account.
    name: Option<String>,
}

impl Found {
    /// From nothing but evidence.
    fn of(evidence: Evidence) -> Self {
        let explanation = explain(&evidence);
        Self { explanation, evidence, rejection: None, policy: Map::new(), name: None }
    }
}

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
        return Ok(Found::of(host::scenario::carried_in(path)?.1.found));
    }
    if asked.user.is_some() || asked.rejection.is_some() {
        return server::investigate(asked);
    }
    let material = Material::read(asked, os::now())?;
    let evidence = investigate(&material.held, &material.submissions());
    Ok(Found { name: material.name, ..Found::of(evidence) })
}

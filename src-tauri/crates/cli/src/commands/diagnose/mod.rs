//! `diagnose`: why a code was rejected.

mod material;
mod server;
mod show;

use host::os;
use support::{Kind, explain, investigate};

use crate::arguments::Diagnose;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::Console;
use material::Material;

pub(crate) fn run(asked: &Diagnose, console: Console) -> Result<Exit, Failure> {
    let (explanation, evidence) = if asked.user.is_some() || asked.rejection.is_some() {
        let found = server::investigate(asked)?;
        (found.explanation, found.evidence)
    } else {
        let material = Material::read(asked, os::now())?;
        let evidence = investigate(&material.held, &material.submissions());
        (explain(&evidence), evidence)
    };
    let first = explanation.causes.first().map(|cause| cause.kind);
    show::show(&explanation, &evidence, console)?;
    Ok(if first == Some(Kind::NothingKnown) { Exit::Unexplained } else { Exit::Done })
}

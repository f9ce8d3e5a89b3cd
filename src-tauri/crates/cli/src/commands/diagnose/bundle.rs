//! A support bundle: shown whole, and written when the person says so.

use std::fs::OpenOptions;
use std::io::Write;
use std::path::Path;

use scenario::bundle::{Case, bundle};

use super::Found;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::Console;
use crate::terminal;

/// The bundle as a file.
pub(super) fn text(found: &Found, with_name: bool) -> Result<String, Failure> {
    let case = Case {
        evidence: &found.evidence,
        explanation: &found.explanation,
        policy: found.policy.clone(),
        rejection: found.rejection.clone(),
        person: found.name.clone().filter(|_| with_name),
        made_by: format!("countersign {}", env!("CARGO_PKG_VERSION")),
    };
    bundle(&case)?.to_toml().map_err(|error| {
        let hint = "report it; `countersign diagnose --json` has the evidence, too";
        Failure::new("bundle-no-form", format!("the bundle has no form as a file: {error}"), hint)
    })
}

/// Writes it to a file that was not there before.
pub(super) fn write(path: &Path, text: &str, yes: bool, console: Console) -> Result<(), Failure> {
    if !yes {
        terminal::confirm(&format!("Write this, and nothing else, to {}?", path.display()))?;
    }
    let file = OpenOptions::new().write(true).create_new(true).open(path);
    file.and_then(|mut file| file.write_all(text.as_bytes())).map_err(|error| {
        let message = format!("{} could not be written: {error}", path.display());
        let hint = "name a file that is not there yet, in a folder you may write to";
        Failure::new("bundle-not-written", message, hint).with_exit(Exit::Failed)
    })?;
    console.remark(&format!("written: countersign reproduce {}", path.display()));
    Ok(())
}

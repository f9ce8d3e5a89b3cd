//! A support bundle: shown whole, and written when the person says so.

use std::path::Path;

use host::diagnosis::{Found, write_bundle};

use crate::failure::Failure;
use crate::output::Console;
use crate::terminal;

/// The program that writes it.
const MADE_BY: &str = concat!("countersign ", env!("CARGO_PKG_VERSION"));

/// The bundle as a file.
pub(super) fn text(found: &Found, with_name: bool) -> Result<String, Failure> {
    Ok(found.bundle(found.names.line().filter(|_| with_name), MADE_BY)?)
}

/// Writes it to a file that was not there before.
pub(super) fn write(path: &Path, text: &str, yes: bool, console: Console) -> Result<(), Failure> {
    if !yes {
        terminal::confirm(&format!("Write this, and nothing else, to {}?", path.display()))?;
    }
    write_bundle(path, text)?;
    console.remark(&format!("written: countersign reproduce {}", path.display()));
    Ok(())
}

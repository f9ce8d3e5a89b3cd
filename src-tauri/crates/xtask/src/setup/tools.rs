//! Tools that do not come as system packages: Node and cargo-deny.

use crate::{command::Run, console, failure::Failure, workspace};

/// The oldest Node the user interface builds with (`engines` in ui/package.json).
const OLDEST_NODE: (u32, u32) = (20, 19);

/// The cargo-deny the configuration was written for.
const DENY_VERSION: &str = "~0.20";

/// Finds Node and npm.
///
/// # Errors
/// Either is missing, or Node is too old.
pub(crate) fn require_node() -> Result<(), Failure> {
    let remedy = format!(
        "install Node {}.{} or newer with npm (https://nodejs.org/en/download), then repeat this command",
        OLDEST_NODE.0, OLDEST_NODE.1
    );
    let found = Run::program("node").words(["--version"]).text();
    let found = found.map_err(|_| Failure::new("Node is not installed", remedy.as_str()))?;
    if version(&found).is_none_or(|version| version < OLDEST_NODE) {
        return Err(Failure::new(format!("Node {found} is too old"), remedy));
    }
    let npm = Run::npm().folder(&workspace::root()).words(["--version"]).text();
    let npm = npm.map_err(|_| Failure::new("npm is not installed", remedy))?;
    console::note(&format!("Node {found}, npm {npm}"));
    Ok(())
}

/// `v20.19.2` as (20, 19).
fn version(text: &str) -> Option<(u32, u32)> {
    let mut numbers = text.trim_start_matches('v').split('.').map(str::parse);
    Some((numbers.next()?.ok()?, numbers.next()?.ok()?))
}

/// Finds cargo-deny, or builds it after asking.
///
/// # Errors
/// It is missing and was not, or could not be, installed.
pub(crate) fn require_deny(agreed: bool) -> Result<(), Failure> {
    if let Ok(found) = Run::cargo().words(["deny", "--version"]).text() {
        console::note(&found);
        return Ok(());
    }
    console::note("missing: cargo-deny, which checks licences, sources and duplicates of dependencies");
    let words = ["install", "--locked", "cargo-deny", "--version", DENY_VERSION];
    let line = format!("cargo {}", words.join(" "));
    if !agreed && !workspace::is_ci() && !console::confirm(&format!("build it now with `{line}`, in about 4 minutes?"))?
    {
        return Err(Failure::new("cargo-deny is missing and was not installed", line));
    }
    Run::cargo().words(words).go()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_of_node_compare_by_number() {
        assert_eq!(version("v20.19.2"), Some((20, 19)));
        assert!(version("v9.11.0") < Some(OLDEST_NODE));
        assert!(version("v22.1.0") > Some(OLDEST_NODE));
        assert_eq!(version("nonsense"), None);
    }
}

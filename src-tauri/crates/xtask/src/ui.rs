//! The user interface: its packages, its build and its checks.

use crate::{command::Run, console, failure::Failure, workspace};

/// Installs exactly what the lock file says.
///
/// # Errors
/// npm failed.
pub(crate) fn install() -> Result<(), Failure> {
    Run::npm().words(["ci", "--no-audit", "--no-fund"]).go()
}

/// Builds `ui/dist`, which the app embeds.
///
/// # Errors
/// npm failed.
pub(crate) fn build() -> Result<(), Failure> {
    Run::npm().words(["run", "build"]).go()
}

/// Types of TypeScript and Svelte.
///
/// # Errors
/// npm failed.
pub(crate) fn check() -> Result<(), Failure> {
    Run::npm().words(["run", "check"]).go()
}

/// Unit and component tests.
///
/// # Errors
/// npm failed.
pub(crate) fn test() -> Result<(), Failure> {
    Run::npm().words(["run", "test"]).go()
}

/// Installs and builds only what is older than its sources, so that opening the app again costs nothing.
///
/// # Errors
/// npm failed.
pub(crate) fn bring_up_to_date() -> Result<(), Failure> {
    let ui = workspace::ui();
    let installed = workspace::newest(&ui.join("node_modules/.package-lock.json"), &[]);
    if installed.is_none() || installed < workspace::newest(&ui.join("package-lock.json"), &[]) {
        install()?;
    } else {
        console::note("ui/node_modules is as new as its lock file");
    }
    let built = workspace::newest(&ui.join("dist/index.html"), &[]);
    if built.is_none() || built < workspace::newest(&ui, &["node_modules", "dist"]) {
        build()
    } else {
        console::note("ui/dist is newer than its sources");
        Ok(())
    }
}

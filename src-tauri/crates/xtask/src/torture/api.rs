//! schemathesis against a relying party that runs: no 5xx, and no answer that the OpenAPI document does not name.

use std::path::PathBuf;

use crate::{command::Run, console, failure::Failure, workspace};

/// The version everybody runs.
const SCHEMATHESIS: &str = "schemathesis==4.32.0";
/// Where the person behind every case, and what is held of the answers, are written down.
const FOLDER: &str = "src-tauri/crates/xtask/torture/api";
/// Who calls: the administrator, somebody signed in, somebody half signed in.
const ROLES: [&str; 3] = ["admin", "full", "half"];

/// Installs schemathesis where it is missing, builds the command line, and lets every role call what is theirs.
///
/// # Errors
/// Python is not there, something could not be installed or built, or an answer was not as it should be.
pub(super) fn torture() -> Result<(), Failure> {
    let python = python()?;
    Run::cargo().words(["build", "--package", "countersign-cli"]).go()?;
    let server = workspace::binary("debug", "countersign")?;
    let folder = workspace::root().join(FOLDER);
    for role in ROLES {
        console::heading(&format!("schemathesis as {role}"));
        Run::program(&server)
            .words(["exec".as_ref(), "--config".as_ref(), folder.join("server.toml").as_os_str(), "--".as_ref()])
            .words([&python, &folder.join("run.py")])
            .environment("COUNTERSIGN_ROLE", role)
            .go()
            .map_err(|failure| {
                let remedy = "each failure above has its request; an answer that is right belongs into the document";
                Failure::new(format!("schemathesis as {role}: {}", failure.what), remedy)
            })?;
    }
    Ok(())
}

/// The Python of a virtual environment that has schemathesis, made where it is missing.
fn python() -> Result<PathBuf, Failure> {
    let folder = workspace::target()?.join("schemathesis");
    let python = folder.join(if cfg!(windows) { "Scripts/python.exe" } else { "bin/python" });
    let script = "import importlib.metadata as m, sys; sys.exit(m.version('schemathesis') != sys.argv[1])";
    let version = SCHEMATHESIS.trim_start_matches("schemathesis==");
    if python.is_file() && Run::program(&python).words(["-c", script, version]).succeeds() {
        return Ok(python);
    }
    let system = if cfg!(windows) { "python" } else { "python3" };
    Run::program(system).words(["-m".as_ref(), "venv".as_ref(), folder.as_os_str()]).go()?;
    Run::program(&python).words(["-m", "pip", "install", "--quiet", SCHEMATHESIS]).go()?;
    Ok(python)
}

//! Everything a package holds besides the app, gathered in `target/package`, where `tauri.conf.json` takes it from.

use std::path::{Path, PathBuf};

use super::notices;
use crate::{command::Run, failure::Failure, workspace};

/// The shells completions are made for, and what their files are called here.
const COMPLETIONS: [(&str, &str); 3] =
    [("bash", "countersign.bash"), ("zsh", "_countersign"), ("fish", "countersign.fish")];

/// Gathers the built command line with what it prints about itself, and the licences.
///
/// # Errors
/// It does not print its man page and completions, or a file cannot be written.
pub(super) fn stage() -> Result<String, Failure> {
    let staging = folder();
    workspace::create_folder(&staging)?;
    let program = workspace::binary("release", "countersign")?;
    workspace::copy(&program, &staging.join(staged_name()?))?;
    write_output(&program, &["man"], &staging.join("countersign.1"))?;
    for (shell, file) in COMPLETIONS {
        write_output(&program, &["completions", shell], &staging.join(file))?;
    }
    if cfg!(target_os = "linux") {
        // Debian's policy (12.1) wants man pages compressed, without a name or time inside.
        Run::program("gzip").words(["--force", "--best", "--no-name"]).words([staging.join("countersign.1")]).go()?;
    }
    notices::write(&staging.join("third-party-licences.txt"))
}

/// Inside the tree whatever CARGO_TARGET_DIR says, because `tauri.conf.json` can only name a fixed place.
fn folder() -> PathBuf {
    workspace::root().join("target/package")
}

/// On Linux its own name; elsewhere Tauri wants the target's name behind it (`externalBin`).
fn staged_name() -> Result<String, Failure> {
    if cfg!(target_os = "linux") {
        return Ok("countersign".to_owned());
    }
    let about = Run::program("rustc").words(["--version", "--verbose"]).text()?;
    let host = about.lines().find_map(|line| line.strip_prefix("host: "));
    let host = host.ok_or_else(|| Failure::new("rustc does not name its host", "check `rustc --version --verbose`"))?;
    Ok(format!("countersign-{host}{}", std::env::consts::EXE_SUFFIX))
}

fn write_output(program: &Path, words: &[&str], to: &Path) -> Result<(), Failure> {
    let text = Run::program(program).words(words).text()?;
    if text.is_empty() {
        return Err(Failure::new(format!("countersign {} printed nothing", words.join(" ")), "mend the command line"));
    }
    workspace::write(to, &format!("{text}\n"))
}

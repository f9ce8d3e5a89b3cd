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
    stage_manual(&program, &staging.join("man"))?;
    stage_documents(&staging.join("doc"))?;
    for (shell, file) in COMPLETIONS {
        write_output(&program, &["completions", shell], &staging.join(file))?;
    }
    notices::write(&staging.join("third-party-licences.txt"))
}

/// The whole manual, and the page of each command that it names.
fn stage_manual(program: &Path, folder: &Path) -> Result<(), Failure> {
    workspace::empty_folder(folder)?;
    let whole = Run::program(program).words(["man"]).text()?;
    let mut pages = vec![folder.join("countersign.1")];
    workspace::write(&folder.join("countersign.1"), &format!("{whole}\n"))?;
    for command in commands_named_in(&whole) {
        let page = folder.join(format!("countersign-{command}.1"));
        write_output(program, &["man", &command], &page)?;
        pages.push(page);
    }
    if cfg!(target_os = "linux") {
        // Debian's policy (12.1) wants man pages compressed, without a name or time inside.
        Run::program("gzip").words(["--force", "--best", "--no-name"]).words(&pages).go()?;
    }
    Ok(())
}

/// The manual refers to the page of a command as `countersign\-NAME(1)`.
fn commands_named_in(manual: &str) -> Vec<String> {
    let named = |line: &str| Some(line.strip_prefix("countersign\\-")?.strip_suffix("(1)")?.replace('\\', ""));
    manual.lines().filter_map(named).collect()
}

/// What a person reads who has nothing but the package. Pictures stay away: they are larger than the program.
fn stage_documents(folder: &Path) -> Result<(), Failure> {
    workspace::empty_folder(folder)?;
    let root = workspace::root();
    workspace::copy(&root.join("README.md"), &folder.join("README.md"))?;
    workspace::copy(&root.join("CHANGELOG.md"), &folder.join("CHANGELOG.md"))?;
    let pages = folder.join("docs");
    workspace::create_folder(&pages)?;
    let listed = std::fs::read_dir(root.join("docs")).map_err(|error| Failure::file(&root.join("docs"), &error))?;
    for page in listed.filter_map(Result::ok).map(|entry| entry.path()).filter(|path| is_page(path)) {
        workspace::copy(&page, &pages.join(page.file_name().unwrap_or_default()))?;
    }
    Ok(())
}

fn is_page(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "md")
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_manual_says_which_other_pages_there_are() {
        let manual = ".SH SUBCOMMANDS\n.TP\ncountersign\\-add(1)\nAdds accounts\n.TP\ncountersign\\-start\\-empty(1)\n";
        assert_eq!(commands_named_in(manual), ["add", "start-empty"]);
    }
}

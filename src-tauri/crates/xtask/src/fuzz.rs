//! `cargo xtask fuzz`: the fuzz targets of `src-tauri/fuzz`, for a while each.

use std::path::PathBuf;

use crate::{
    arguments::{Arguments, Task},
    command::Run,
    console,
    failure::Failure,
    workspace,
};

/// The task.
pub(crate) const TASK: Task = Task {
    name: "fuzz",
    about: "Run the fuzz targets, or the one named, for a while each",
    details: "
Needs a nightly Rust (rustup toolchain install nightly) and cargo-fuzz (cargo install --locked cargo-fuzz). What it
finds is kept under src-tauri/fuzz/artifacts, what it learns under src-tauri/fuzz/corpus. It begins with what lies under
src-tauri/fuzz/seeds.

  --list         name the targets
  --seconds N    how long each runs; 60 unless told",
    flags: &["--list"],
    options: &["--seconds"],
    operand: Some("TARGET"),
    passes_rest: false,
    run,
};

fn run(arguments: &Arguments) -> Result<(), Failure> {
    let targets = targets()?;
    if arguments.has("--list") {
        targets.iter().for_each(|target| println!("{target}"));
        return Ok(());
    }
    let seconds = seconds(arguments.value("--seconds"))?;
    let chosen: Vec<_> =
        targets.iter().filter(|target| arguments.operand.as_ref().is_none_or(|name| name == *target)).collect();
    if let (true, Some(name)) = (chosen.is_empty(), &arguments.operand) {
        return Err(Failure::usage(format!("there is no fuzz target `{name}`"), "cargo xtask fuzz --list names them"));
    }
    require_tools()?;
    for target in chosen {
        console::heading(&format!("fuzz {target} for {seconds} s"));
        fuzz(target, seconds)?;
    }
    Ok(())
}

fn seconds(value: Option<&str>) -> Result<u32, Failure> {
    let seconds = value.unwrap_or("60").parse().ok().filter(|seconds| *seconds > 0);
    seconds.ok_or_else(|| Failure::usage("--seconds takes a whole number above 0", "such as: --seconds 60"))
}

fn folder() -> PathBuf {
    workspace::root().join("src-tauri/fuzz")
}

/// The targets are the files of `fuzz_targets`.
fn targets() -> Result<Vec<String>, Failure> {
    let path = folder().join("fuzz_targets");
    let entries = std::fs::read_dir(&path).map_err(|error| Failure::file(&path, &error))?;
    let files = entries.filter_map(|entry| Some(entry.ok()?.path()));
    let sources = files.filter(|file| file.extension().is_some_and(|extension| extension == "rs"));
    let mut names: Vec<String> = sources.filter_map(|file| Some(file.file_stem()?.to_str()?.to_owned())).collect();
    names.sort();
    Ok(names)
}

/// The compiler's instrumentation for fuzzing is nightly only; rustup chooses it by name.
fn nightly() -> Run {
    Run::program("rustup").words(["run", "nightly", "cargo"])
}

fn require_tools() -> Result<(), Failure> {
    if !nightly().words(["--version"]).succeeds() {
        return Err(Failure::new(
            "there is no nightly Rust here",
            "rustup toolchain install nightly --profile minimal",
        ));
    }
    if !nightly().words(["fuzz", "--version"]).succeeds() {
        return Err(Failure::new("there is no cargo-fuzz here", "cargo install --locked cargo-fuzz"));
    }
    Ok(())
}

fn fuzz(target: &str, seconds: u32) -> Result<(), Failure> {
    let run = nightly().words(["fuzz".as_ref(), "run".as_ref(), "--fuzz-dir".as_ref(), folder().as_os_str()]);
    let mut words = vec![format!("-max_total_time={seconds}"), format!("-timeout={}", patience_seconds(target))];
    let dictionary = folder().join(format!("{target}.dict"));
    if dictionary.is_file() {
        words.push(format!("-dict={}", dictionary.display()));
    }
    run.words([target]).words(inputs(target)?).words(["--"]).words(words).go().map_err(|failure| {
        let kept = folder().join("artifacts").join(target);
        Failure::new(failure.what, format!("if it found an input, that is in {}: make a test of it", kept.display()))
    })
}

/// Far above what any parser here takes for one input; a search for codes takes a second, and many times that when it is
/// watched for wrong steps.
fn patience_seconds(target: &str) -> u32 {
    if matches!(target, "bitmap" | "picture") { 120 } else { 10 }
}

/// The folder for what is learnt, and the inputs made for the target, where there are any.
fn inputs(target: &str) -> Result<Vec<PathBuf>, Failure> {
    let (corpus, seeds) = (folder().join("corpus").join(target), folder().join("seeds").join(target));
    std::fs::create_dir_all(&corpus).map_err(|error| Failure::file(&corpus, &error))?;
    Ok([corpus, seeds].into_iter().filter(|folder| folder.is_dir()).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seconds_are_a_number_above_zero() {
        assert_eq!(seconds(None).unwrap(), 60);
        assert_eq!(seconds(Some("5")).unwrap(), 5);
        assert!(seconds(Some("0")).is_err());
        assert!(seconds(Some("soon")).is_err());
    }
}

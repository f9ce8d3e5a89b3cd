//! `cargo xtask attacks`: every attack on the servers of tests/targets and on our own, over real sockets, and the tables
//! of docs/ATTACKS.md.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};

use crate::{
    arguments::{Arguments, Task},
    command::Run,
    console,
    failure::Failure,
    workspace,
};

/// The task.
pub(crate) const TASK: Task = Task {
    name: "attacks",
    about: "Attack the servers of tests/targets and our own, and write the tables of docs/ATTACKS.md",
    details: "
Builds the command line, starts each server on a port of its own (installing what it needs the first time), tries every
attack on it over its socket, and renews its table. Our own is started with --control, once with each policy and with
Argon2id at its full cost. `bugs` (also part of all) attacks our own server in process, with one known bug after the
other.

  --print      leave docs/ATTACKS.md as it is",
    flags: &["--print"],
    options: &[],
    operand: Some("TARGET"),
    passes_rest: false,
    run,
};

/// The servers under tests/targets.
const THEIRS: [&str; 4] = ["express-speakeasy", "express-token", "passport-totp", "django-allauth"];

/// Our own, and what it says it accepts.
const OURS: [(&str, &str); 3] = [
    ("countersign-strict", "{ back = 0, ahead = 0 }"),
    ("countersign-rfc", "{ back = 1, ahead = 1 }"),
    ("countersign-lenient", "{ back = 2, ahead = 2 }"),
];

/// Our own server's administrator, in runs of this task only.
const ADMIN: &str = "the-administrator-of-a-run-of-attacks";

/// Our own with its known bugs: a test knows how.
const BUGS: &str = "bugs";

/// How `countersign attack` ends where something got through, or could not be tried.
const FOUND: [i32; 3] = [0, 11, 18];

fn run(arguments: &Arguments) -> Result<(), Failure> {
    let wanted = |name: &str| arguments.operand.as_deref().is_none_or(|operand| operand == name);
    let all: Vec<&str> = THEIRS.into_iter().chain(OURS.map(|(name, _)| name)).filter(|name| wanted(name)).collect();
    if wanted(BUGS) {
        console::heading("attacks on our own server with each known bug");
        bugs(arguments.has("--print"))?;
    }
    if all.is_empty() && !wanted(BUGS) {
        let names = THEIRS.into_iter().chain(OURS.map(|(name, _)| name)).collect::<Vec<_>>().join(", ");
        return Err(Failure::usage("there is no such target", format!("the targets are: {BUGS}, {names}")));
    }
    Run::cargo().words(["build", "--package", "countersign-cli"]).go()?;
    let folder = workspace::target()?.join("attacks");
    workspace::create_folder(&folder)?;
    for name in all {
        console::heading(&format!("attacks on {name}"));
        let table = attack(name, &folder)?;
        println!("\n{table}");
        if !arguments.has("--print") {
            renew(name, &table)?;
        }
    }
    Ok(())
}

/// Every known bug against every attack, compared with the page or written into it.
fn bugs(compares: bool) -> Result<(), Failure> {
    let words = ["test", "--package", "countersign-cli", "--test", "known_bugs", "--", "--ignored"];
    let run = Run::cargo().words(words);
    if compares { run.go() } else { run.environment("COUNTERSIGN_WRITE_DOCS", "1").go() }
}

fn attack(name: &str, folder: &Path) -> Result<String, Failure> {
    let (server, profile) = match OURS.into_iter().find(|(ours, _)| *ours == name) {
        None => (Server::start(theirs(name, folder))?, targets().join(format!("{name}.toml"))),
        Some((_, accepts)) => (Server::start(ours(name)?)?, profile_of_ours(accepts, folder)?),
    };
    let (table, page) = (folder.join(format!("{name}.md")), folder.join(format!("{name}.html")));
    let run = Run::program(workspace::binary("debug", "countersign")?)
        .words(["attack", "--target"])
        .words([&profile])
        .words(["--url", &server.url, "--markdown"])
        .words([&table])
        .words(["--html"])
        .words([&page])
        .environment("COUNTERSIGN_ADMIN_TOKEN", ADMIN);
    let ended = run.into_command().stdout(Stdio::null()).status();
    let ended = ended.map_err(|error| Failure::new(format!("countersign did not start: {error}"), "build it"))?;
    if !ended.code().is_some_and(|code| FOUND.contains(&code)) {
        return Err(Failure::new(format!("countersign attack ended with {ended}"), "read its output above"));
    }
    console::note(&format!("the evidence: {}", page.display()));
    std::fs::read_to_string(&table).map_err(|error| Failure::file(&table, &error))
}

fn targets() -> PathBuf {
    workspace::root().join("tests/targets")
}

fn theirs(name: &str, folder: &Path) -> Run {
    let python = if cfg!(windows) { "python" } else { "python3" };
    let run = Run::program(python).words([targets().join("start.py")]).words([name]);
    let data = folder.join("data");
    // What an earlier run left is nobody's any more.
    let _ = std::fs::remove_dir_all(&data);
    let _ = std::fs::create_dir_all(&data);
    run.environment("PORT", "0").environment("TEST_CLOCK", "1").environment("DATA", data)
}

fn ours(name: &str) -> Result<Run, Failure> {
    let policy = name.trim_start_matches("countersign-");
    let run = Run::program(workspace::binary("debug", "countersign")?);
    let run = run.words(["serve", "--control", "--explain", "--profile", policy]);
    Ok(run.environment("COUNTERSIGN_ADMIN_TOKEN", ADMIN))
}

/// Our own target profile, saying what this policy accepts.
fn profile_of_ours(accepts: &str, folder: &Path) -> Result<PathBuf, Failure> {
    let (from, to) = (targets().join("countersign.toml"), folder.join("countersign.toml"));
    let text = std::fs::read_to_string(&from).map_err(|error| Failure::file(&from, &error))?;
    let line = |line: &str| match line.starts_with("accepts = ") {
        true => format!("accepts = {accepts}\n"),
        false => format!("{line}\n"),
    };
    workspace::write(&to, &text.lines().map(line).collect::<String>())?;
    Ok(to)
}

/// A server, for as long as it is attacked.
struct Server {
    url: String,
    process: Child,
}

impl Server {
    /// Starts it; the first line it prints is its address.
    fn start(run: Run) -> Result<Self, Failure> {
        let failed = |what: String| Failure::new(what, "read its output above");
        let mut command = run.into_command();
        let spawned = command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn();
        let mut process = spawned.map_err(|error| failed(format!("the server could not be started: {error}")))?;
        let mut url = String::new();
        if let Some(output) = process.stdout.take() {
            // Nothing but the address is expected; whatever fails here shows as no address.
            let _ = BufReader::new(output).read_line(&mut url);
        }
        let server = Self { url: url.trim().to_owned(), process };
        match server.url.starts_with("http://127.0.0.1:") {
            true => Ok(server),
            false => Err(failed("the server did not say its address".to_owned())),
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It ended by itself, or does so now.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn renew(name: &str, table: &str) -> Result<(), Failure> {
    let path = workspace::root().join("docs/ATTACKS.md");
    let page = std::fs::read_to_string(&path).map_err(|error| Failure::file(&path, &error))?;
    let renewed = put_between(&page, name, table);
    let missing = || Failure::new(format!("docs/ATTACKS.md has no place for {name}"), "put its two marks there");
    workspace::write(&path, &renewed.ok_or_else(missing)?)
}

/// The page with this between the marks of a target.
fn put_between(page: &str, name: &str, table: &str) -> Option<String> {
    let (begin, end) = (format!("<!-- {name}: begin -->\n"), format!("<!-- {name}: end -->"));
    let (before, rest) = page.split_once(&begin)?;
    let (_, after) = rest.split_once(&end)?;
    Some(format!("{before}{begin}\n{}\n\n{end}{after}", table.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_takes_the_place_of_the_one_before() {
        let page = "a\n<!-- x: begin -->\nold\n<!-- x: end -->\nb\n";
        assert_eq!(put_between(page, "x", "new\n").unwrap(), "a\n<!-- x: begin -->\n\nnew\n\n<!-- x: end -->\nb\n");
        assert_eq!(put_between(page, "y", "new"), None);
    }

    #[test]
    fn the_page_has_a_place_for_every_target() {
        let page = std::fs::read_to_string(workspace::root().join("docs/ATTACKS.md")).unwrap();
        for name in THEIRS.into_iter().chain(OURS.map(|(name, _)| name)) {
            assert!(put_between(&page, name, "").is_some(), "{name}");
        }
    }
}

//! Arguments, help, and what is refused before anything is done.

use std::process::Stdio;

use tempfile::tempdir;

use crate::pictures::{SECRET, address};
use crate::program::{command, run, run_with};

const COMMANDS: [&str; 19] = [
    "scan",
    "add",
    "list",
    "code",
    "edit",
    "remove",
    "restore",
    "show",
    "serve",
    "exec",
    "store",
    "backup",
    "diagnose",
    "reproduce",
    "doctor",
    "unlock",
    "start-empty",
    "completions",
    "man",
];

#[test]
fn without_arguments_the_help_is_shown_and_nothing_done() {
    let folder = tempdir().unwrap();
    let answer = run::<&str>(folder.path(), &[]).exits(2);
    for name in COMMANDS {
        assert!(answer.stderr.contains(name), "{name}: {answer:?}");
    }
}

#[test]
fn the_help_ends_with_every_exit_code() {
    let folder = tempdir().unwrap();
    let answer = run(folder.path(), &["--help"]).exits(0);
    let table = answer.stdout.split("Exit codes:\n").nth(1).unwrap();
    for number in (0..=23).chain([126, 127]) {
        assert!(table.contains(&format!("{number:>4}  ")), "{number}: {table}");
    }
}

#[test]
fn each_command_has_help_and_refuses_what_it_does_not_know() {
    let folder = tempdir().unwrap();
    for name in COMMANDS {
        run(folder.path(), &[name, "--help"]).exits(0);
        let answer = run(folder.path(), &[name, "--nonsense"]).exits(2);
        assert!(answer.stderr.contains("--nonsense"), "{answer:?}");
        assert_eq!(run(folder.path(), &[name, "--nonsense", "--json"]).exits(2).error()["code"], "usage");
    }
}

#[test]
fn commands_that_need_something_say_so() {
    let folder = tempdir().unwrap();
    for line in
        ["scan", "add", "code", "edit", "edit x", "remove", "restore", "show", "exec", "completions", "nonsense"]
    {
        let arguments: Vec<&str> = line.split(' ').collect();
        let answer = run(folder.path(), &arguments).exits(2);
        assert!(answer.stderr.starts_with("code:    usage\nmessage: "), "{line}: {answer:?}");
    }
    let message = run(folder.path(), &["remove", "--json"]).exits(2).error()["message"].clone();
    assert_eq!(message, "the following required arguments were not provided: <NAME>");
}

#[test]
fn a_mistake_in_the_line_is_told_as_every_failure_with_the_usage_below() {
    let folder = tempdir().unwrap();
    let told = |line: &str| run(folder.path(), &line.split(' ').collect::<Vec<_>>()).exits(2).stderr;
    let [code, hint] = ["code:    usage\n", "\nhint:    see `countersign help`\n\n"];
    let missing = format!("{code}message: the following required arguments were not provided: <NAME>{hint}");
    let told_of_missing = told("remove");
    assert!(told_of_missing.starts_with(&format!("{missing}Usage: countersign remove ")), "{told_of_missing}");
    assert!(told_of_missing.ends_with(" <NAME>\n\nFor more information, try '--help'.\n"), "{told_of_missing}");
    let unknown = told("lisst");
    assert!(unknown.starts_with(&format!("{code}message: unrecognized subcommand 'lisst'{hint}")), "{unknown}");
    assert!(unknown.contains("tip: a similar subcommand exists: 'list'"), "{unknown}");
    // Nothing of it turns into a command of the terminal.
    let strange = told("list --\u{1b}[31mred");
    assert!(!strange.contains('\u{1b}'), "{strange:?}");
}

#[test]
fn options_that_contradict_each_other_are_refused() {
    let folder = tempdir().unwrap();
    for line in [
        "code x --uri -",
        "code x --at 5 --min-left 5",
        "code x --next --min-left 5",
        "code x --at yesterday",
        "code x --at -5",
        "edit x --pin --unpin",
        "show x --qr --json",
        "show x --raw --uri",
        "add a.png --issuer x",
        "add --typed --digits 4",
        "add --typed --period 0",
        "add --typed --algorithm MD5",
        "list --store nowhere",
        "list --store file:",
        "store nonsense",
        "store create",
        "store move --from keyring",
        "serve --port 65536",
        "serve --port x",
        "serve --port",
        "serve --address localhost",
        "serve --profile loose",
        "serve --log loud",
        "serve --admin-token-fd x",
        "serve --show-admin-token=yes",
        "serve extra",
        "exec true",
        "exec --show-admin-token -- true",
        "exec --",
    ] {
        let arguments: Vec<&str> = line.split(' ').collect();
        run(folder.path(), &arguments).exits(2);
    }
}

#[test]
fn a_secret_among_the_arguments_is_refused_and_not_repeated() {
    let folder = tempdir().unwrap();
    let uri = address("GitHub", "ada", SECRET);
    let behind_option = format!("--uri={uri}");
    for arguments in [
        vec!["add", &uri],
        vec!["code", "--uri", &uri],
        vec!["code", &behind_option],
        vec!["nonsense", &uri],
        vec![&uri],
    ] {
        let answer = run(folder.path(), &arguments).exits(2).hides(SECRET);
        assert!(answer.stderr.starts_with("code:    secret-in-arguments\n"), "{answer:?}");
        let mut json = arguments.clone();
        json.push("--json");
        assert_eq!(run(folder.path(), &json).exits(2).hides(SECRET).error()["code"], "secret-in-arguments");
    }
    for arguments in [["code", "--uri", SECRET], ["add", "--secret", SECRET]] {
        run(folder.path(), &arguments).exits(2).hides(SECRET);
    }
}

#[test]
fn completions_and_manual_know_every_command() {
    let folder = tempdir().unwrap();
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let script = run(folder.path(), &["completions", shell]).exits(0).stdout;
        assert!(COMMANDS.iter().all(|name| script.contains(name)), "{shell}");
    }
    let manual = run(folder.path(), &["man"]).exits(0).stdout;
    assert!(manual.contains(".SH \"EXIT STATUS\"") && manual.contains(".SH EXAMPLES"), "{manual}");
    for name in COMMANDS {
        assert!(manual.contains(&format!("countersign\\-{}", name.replace('-', "\\-"))), "{name}");
        assert!(run(folder.path(), &["man", name]).exits(0).stdout.contains(".SH \"EXIT STATUS\""), "{name}");
    }
    run(folder.path(), &["man", "nonsense"]).exits(2);
}

#[test]
fn the_version_is_told() {
    let folder = tempdir().unwrap();
    let answer = run(folder.path(), &["--version"]).exits(0);
    assert_eq!(answer.stdout, format!("countersign {}\n", env!("CARGO_PKG_VERSION")));
}

#[test]
fn the_store_is_chosen_by_option_or_environment() {
    let folder = tempdir().unwrap();
    let provider = |answer: crate::program::Answer| answer.exits(0).json()["provider"].clone();
    assert_eq!(provider(run(folder.path(), &["list", "--json"])), "memory");
    let mut unset = command(folder.path());
    unset.env_remove("COUNTERSIGN_STORE").args(["--store", "memory", "list", "--json"]);
    assert_eq!(provider(crate::program::answer(&mut unset, b"")), "memory");
    let mut wrong = command(folder.path());
    crate::program::answer(wrong.env("COUNTERSIGN_STORE", "nowhere").arg("list"), b"").exits(2);
}

#[test]
fn what_is_kept_in_memory_is_forgotten() {
    let folder = tempdir().unwrap();
    let added = run_with(folder.path(), &["add", "-"], address("GitHub", "ada", SECRET).as_bytes()).exits(0);
    assert_eq!(added.stdout, "added: GitHub: ada\n");
    assert_eq!(run(folder.path(), &["list"]).exits(0).stdout, "");
    assert_eq!(run(folder.path(), &["code", "github"]).exits(3).stdout, "");
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0, "no file was made");
}

#[test]
fn a_reader_that_has_seen_enough_is_no_failure() {
    let folder = tempdir().unwrap();
    for arguments in [["man"].as_slice(), &["--help"], &["list", "--json"], &["completions", "bash"]] {
        let mut child =
            command(folder.path()).args(arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{arguments:?}");
        assert_eq!(String::from_utf8_lossy(&output.stderr), "", "{arguments:?}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn an_answer_that_cannot_be_written_is_a_failure() {
    let folder = tempdir().unwrap();
    let full = std::fs::File::options().write(true).open("/dev/full").unwrap();
    let output = command(folder.path()).args(["list", "--json"]).stdout(full).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stderr).contains("output-failed"));
}

//! Accounts in a sealed file, from making it to going back to an earlier one.

use std::fs;
use std::path::Path;
use std::process::Stdio;

use tempfile::{TempDir, tempdir};

use crate::pictures::{SECRET, address, write_codes};
use crate::program::{Answer, PROGRAM, command, run, run_with};

const PASSWORD: &str = "correct horse battery staple\n";

/// A folder with a sealed file, and its recovery code.
struct Desk {
    folder: TempDir,
    code: String,
}

impl Desk {
    fn new() -> Self {
        let folder = tempdir().unwrap();
        write_codes(folder.path(), "ada.png", &[&address("GitHub", "ada", SECRET)]);
        let created =
            run_with(folder.path(), &words("store create file:codes --password-fd 0 --json"), PASSWORD.as_bytes());
        let code = created.exits(0).json()["recoveryCode"].as_str().unwrap().to_owned();
        Self { folder, code }
    }

    fn with_account() -> Self {
        let desk = Self::new();
        desk.run("add ada.png --yes").exits(0);
        desk
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Runs a line with the file's password.
    fn run(&self, line: &str) -> Answer {
        self.run_with(line, PASSWORD)
    }

    fn run_with(&self, line: &str, passwords: &str) -> Answer {
        let mut arguments = words(line);
        arguments.extend(words("--store file:codes --password-fd 0"));
        run_with(self.path(), &arguments, passwords.as_bytes())
    }
}

fn words(line: &str) -> Vec<&str> {
    line.split(' ').collect()
}

#[test]
fn an_account_in_a_sealed_file_is_listed_and_gives_its_code() {
    let desk = Desk::with_account();
    let listed = desk.run("list --json").exits(0).hides(SECRET).json();
    assert_eq!(listed["accounts"][0]["name"], "ada");
    assert!(listed["provider"].as_str().unwrap().ends_with("/codes"), "{listed}");
    assert_eq!(desk.run("code github --at 59").exits(0).stdout, "287082\n");
    desk.run("edit github --pin").exits(0);
    desk.run("remove github").exits(0);
    desk.run("restore github").exits(0);
    // The environment names the file as well.
    let mut list = command(desk.path());
    list.env("COUNTERSIGN_STORE", "file:codes").args(words("list --password-fd 0"));
    assert!(crate::program::answer(&mut list, PASSWORD.as_bytes()).exits(0).stdout.contains("GitHub"));
    let bytes = fs::read(desk.path().join("codes")).unwrap();
    assert!(!bytes.windows(SECRET.len()).any(|part| part == SECRET.as_bytes()));
}

#[test]
fn the_recovery_code_is_printed_once_and_opens_in_place_of_the_password() {
    let desk = Desk::with_account();
    assert_eq!(desk.code.len(), 35);
    desk.run_with("list", &desk.code).exits(0);
    desk.run_with("list", &desk.code.replace('-', " ").to_lowercase()).exits(0);
    let changed = desk.run_with("store password", &format!("{}\na new password\n", desk.code));
    changed.exits(0).hides("a new password");
    assert_eq!(desk.run("list --json").exits(19).error()["code"], "password-wrong");
    desk.run_with("list", "a new password").exits(0);
    let new = desk.run_with("store recovery-code --json", "a new password").exits(0).json();
    desk.run_with("list", new["recoveryCode"].as_str().unwrap()).exits(0);
    desk.run_with("list", &desk.code).exits(19);
}

#[test]
fn a_new_password_is_for_the_generations_too_and_what_it_missed_is_deleted_on_request() {
    let desk = Desk::with_account();
    let in_the_way = desk.path().join("codes.d/generation-0000000001.sealed.new");
    fs::create_dir(&in_the_way).unwrap();
    let both = format!("{PASSWORD}a new password\n");
    let changed = desk.run_with("store password --json", &both).exits(0);
    assert_eq!(changed.json()["stillOpenWithTheOld"], serde_json::json!(["1"]));
    let states = |secret: &str| -> Vec<(u64, String, bool)> {
        let listed = desk.run_with("store generations --json", secret).exits(0).json();
        let generations = listed["generations"].as_array().unwrap().iter();
        let state = |one: &serde_json::Value| {
            let other = one["otherSecrets"].as_bool().unwrap();
            (one["generation"].as_u64().unwrap(), one["state"].as_str().unwrap().to_owned(), other)
        };
        generations.map(state).collect()
    };
    let state = |number, state: &str, other| (number, state.to_owned(), other);
    assert_eq!(
        states(PASSWORD),
        [state(3, "other-secret", false), state(2, "other-secret", false), state(1, "opens", true)]
    );
    assert_eq!(states("a new password")[1..], [state(2, "opens", false), state(1, "opens", true)]);
    assert!(desk.run_with("store generations", "a new password").exits(0).stdout.contains("countersign store prune"));
    assert_eq!(desk.run_with("store prune --json", "a new password").exits(12).error()["code"], "answer-needed");
    let pruned = desk.run_with("store prune --yes --json", "a new password").exits(0).json();
    assert_eq!(pruned["deleted"], serde_json::json!(["1"]));
    assert_eq!(states("a new password").len(), 2);
    desk.run_with("store prune", "a new password").exits(0);
}

/// Half a second where a machine is not too slow for that: more than the least everywhere else.
#[test]
fn a_file_asks_for_as_much_work_as_the_machine_can_do_and_no_less_than_the_least() {
    let desk = Desk::new();
    let bytes = fs::read(desk.path().join("codes")).unwrap();
    let line = bytes.split(|byte| *byte == b'\n').next().unwrap();
    let header: serde_json::Value = serde_json::from_slice(line).unwrap();
    for slot in header["slots"].as_array().unwrap() {
        let work = |name: &str| slot["argon2id"][name].as_u64().unwrap();
        assert!((65_536..=262_144).contains(&work("memory_kib")) && (3..=16).contains(&work("passes")), "{slot}");
    }
}

#[test]
fn without_a_password_nothing_is_opened_and_nothing_asked_where_nobody_is() {
    let desk = Desk::new();
    let line = words("list --json --store file:codes");
    let child = command(desk.path()).args(&line).stdin(Stdio::null()).output().unwrap();
    let answer = Answer::from(child).exits(12);
    assert_eq!(answer.error()["code"], "password-needed");
    assert_eq!(desk.run_with("list --json", "").exits(12).error()["code"], "password-missing");
    assert_eq!(desk.run_with("list --json", "wrong password").exits(19).error()["code"], "password-wrong");
}

/// Descriptor 4 is anybody's, and shows that a child inherits what nobody took.
#[cfg(target_os = "linux")]
#[test]
fn no_child_inherits_the_descriptor_that_passwords_come_from() {
    let desk = Desk::new();
    let script = r#""$PROGRAM" --password-fd 3 exec -- sh -c '! test -e /proc/self/fd/3 && test -e /proc/self/fd/4' 3<password 4<password"#;
    by_shell(&desk, script).exits(0);
}

#[cfg(unix)]
#[test]
fn passwords_are_read_from_where_the_descriptor_stands_and_never_cut_off() {
    let desk = Desk::with_account();
    fs::write(desk.path().join("lines"), format!("a line for somebody else\n{PASSWORD}")).unwrap();
    by_shell(&desk, r#"{ read -r _; "$PROGRAM" --store file:codes --password-fd 3 list 3<&0; } <lines"#).exits(0);
    let long = format!("{PASSWORD}{}", "x".repeat(64 * 1024));
    assert_eq!(desk.run_with("list --json", &long).exits(12).error()["code"], "password-input-too-long");
    for number in ["1", "2", "99", "4294967295"] {
        let line = format!("list --json --store file:codes --password-fd {number}");
        let answer = run_with(desk.path(), &words(&line), PASSWORD.as_bytes()).exits(12);
        assert_eq!(answer.error()["code"], "password-descriptor-unreadable", "{number}");
    }
}

/// Runs a script that knows where the program and the password are.
#[cfg(unix)]
fn by_shell(desk: &Desk, script: &str) -> Answer {
    fs::write(desk.path().join("password"), PASSWORD).unwrap();
    let mut shell = std::process::Command::new("sh");
    shell.args(["-c", script]).current_dir(desk.path()).env("PROGRAM", PROGRAM).env("HOME", desk.path());
    crate::program::answer(&mut shell, b"")
}

#[cfg(target_os = "linux")]
#[test]
fn a_recovery_code_that_nobody_could_see_replaces_none_and_makes_no_file() {
    let desk = Desk::with_account();
    let before = fs::read(desk.path().join("codes")).unwrap();
    let password = desk.path().join("password");
    fs::write(&password, PASSWORD).unwrap();
    for (line, file) in [("store recovery-code --store file:codes", "codes"), ("store create file:new", "new")] {
        let full_disk = Stdio::from(fs::File::options().write(true).open("/dev/full").unwrap());
        let (reader, broken_pipe) = std::io::pipe().unwrap();
        drop(reader);
        for sink in [full_disk, Stdio::from(broken_pipe)] {
            let mut program = command(desk.path());
            program.args(words(line)).args(["--password-fd", "0"]);
            let ended = program.stdin(fs::File::open(&password).unwrap()).stdout(sink).output().unwrap();
            assert_eq!(ended.status.code(), Some(1), "{line}");
            assert_eq!(desk.path().join(file).exists(), file == "codes", "{line}");
        }
    }
    assert_eq!(fs::read(desk.path().join("codes")).unwrap(), before);
    desk.run_with("list", &desk.code).exits(0);
}

#[test]
fn the_errors_of_a_sealed_file_speak_of_no_keyring_and_name_the_way_back() {
    let desk = Desk::with_account();
    let oldest = desk.path().join("codes.d/generation-0000000001.sealed");
    fs::copy(&oldest, desk.path().join("codes")).unwrap();
    let missing = desk.run("list --json").exits(10).error();
    assert_eq!(missing["code"], "store-items-missing");
    let text = missing.to_string();
    assert!(!text.contains("keyring") && text.contains("countersign store restore"), "{text}");
}

/// What the error says, and whose fault it is: the password is right.
#[test]
fn a_damaged_password_slot_is_no_wrong_password() {
    let desk = Desk::with_account();
    let file = desk.path().join("codes");
    let mut bytes = fs::read(&file).unwrap();
    let at = bytes.windows(11).position(|part| part == b"\"wrapped\":\"").unwrap() + 11;
    bytes[at] = if bytes[at] == b'0' { b'1' } else { b'0' };
    fs::write(&file, bytes).unwrap();
    let error = desk.run("list --json").exits(20).error();
    assert_eq!(error["code"], "store-file-damaged");
    assert!(error["hint"].as_str().unwrap().contains("countersign store restore 1"), "{error}");
    assert_eq!(desk.run_with("list --json", "wrong password").exits(19).error()["code"], "password-wrong");
    desk.run_with("list", &desk.code).exits(20);
}

#[test]
fn a_store_that_is_missing_damaged_or_newer_says_so_and_is_left_as_it_is() {
    let desk = Desk::with_account();
    let file = desk.path().join("codes");
    let good = fs::read(&file).unwrap();
    for (bytes, code) in [
        (good[..good.len() - 1].to_vec(), "store-file-damaged"),
        (b"a letter to somebody".to_vec(), "store-file-damaged"),
        (b"{\"format\":\"countersign-store\",\"version\":3}\n".to_vec(), "store-file-newer"),
    ] {
        fs::write(&file, &bytes).unwrap();
        for line in ["list --json", "add ada.png --yes --json", "store password --json"] {
            assert_eq!(desk.run(line).exits(20).error()["code"], code, "{line}");
        }
        assert_eq!(fs::read(&file).unwrap(), bytes);
    }
    let missing = run_with(desk.path(), &words("list --json --store file:other --password-fd 0"), b"x");
    assert_eq!(missing.exits(20).error()["code"], "store-file-missing");
    let again = run_with(desk.path(), &words("store create file:codes --json --password-fd 0"), PASSWORD.as_bytes());
    assert_eq!(again.exits(1).error()["code"], "store-file-exists");
}

#[test]
fn a_damaged_file_is_gone_back_from_as_its_message_says() {
    let desk = Desk::with_account();
    desk.run("edit github --note changed").exits(0);
    fs::write(desk.path().join("codes"), "").unwrap();
    let hint = desk.run("list --json").exits(20).error()["hint"].as_str().unwrap().to_owned();
    let command = hint.split('`').nth(1).unwrap().strip_prefix("countersign ").unwrap();
    assert_eq!(command, "store restore 2");
    assert_eq!(desk.run(&format!("{command} --yes --json")).exits(0).json()["accounts"], 1);
    assert_eq!(desk.run("list --json").exits(0).json()["accounts"][0]["note"], "");
    let listed = desk.run("store generations --json").exits(0).json();
    assert_eq!(listed["generations"][0]["current"], true);
    assert!(desk.path().join("codes.d/unreadable.sealed").exists());
    assert!(desk.run("store generations").exits(0).stdout.contains("newest"));
    assert_eq!(desk.run("store restore 99 --yes --json").exits(1).error()["code"], "store-no-generation");
}

#[test]
fn of_two_generations_with_one_number_each_is_named_and_can_be_gone_back_to() {
    let desk = Desk::with_account();
    desk.run("edit github --note changed").exits(0);
    let kept = desk.path().join("codes.d");
    fs::copy(kept.join("generation-0000000002.sealed"), kept.join("generation-0000000001-2.sealed")).unwrap();
    let listed = desk.run("store generations --json").exits(0).json();
    let names: Vec<_> = listed["generations"].as_array().unwrap().iter().map(|one| one["name"].clone()).collect();
    assert_eq!(names, ["3", "2", "1-2", "1"]);
    assert_eq!(desk.run("store restore 1-3 --yes --json").exits(1).error()["code"], "store-no-generation");
    desk.run("store restore first --yes").exits(2);
    let restored = desk.run("store restore 1-2 --yes --json").exits(0).json();
    assert_eq!((&restored["restored"], &restored["accounts"]), (&"1-2".into(), &1.into()));
    let code = desk.code.clone();
    let mistyped = crate::program::mistyped(&code);
    let refused = desk.run_with("store generations --json", &mistyped).exits(19);
    assert_eq!(refused.error()["code"], "recovery-code-mistyped");
}

#[test]
fn what_only_a_sealed_file_has_is_refused_of_other_stores() {
    let folder = tempdir().unwrap();
    for line in [
        "store password",
        "store recovery-code",
        "store generations",
        "store prune",
        "store restore 1",
        "store create memory",
    ] {
        assert_eq!(run(folder.path(), &words(&format!("{line} --json"))).exits(2).error()["code"], "store-not-a-file");
    }
    for line in ["--from memory --to file:codes", "--from file:codes --to file:codes", "--from keyring --to keyring"] {
        let line = format!("store move {line} --json");
        assert_eq!(run(folder.path(), &words(&line)).exits(2).error()["code"], "store-move-senseless");
    }
    let short = run_with(folder.path(), &words("store create file:codes --json --password-fd 0"), b"seven77\n");
    assert_eq!(short.exits(1).error()["code"], "password-too-short");
    assert!(!folder.path().join("codes").exists());
}

#[test]
fn accounts_move_from_one_sealed_file_to_another() {
    let desk = Desk::with_account();
    let create = words("store create file:other --password-fd 0");
    run_with(desk.path(), &create, b"quite another password\n").exits(0);
    let line = words("store move --from file:codes --to file:other --password-fd 0 --json");
    let both = format!("{PASSWORD}quite another password\n");
    let moved = run_with(desk.path(), &line, both.as_bytes()).exits(0).json();
    assert_eq!(moved["moved"].as_array().unwrap().len(), 1);
    assert!(desk.run("list --json").exits(0).json()["accounts"].as_array().unwrap().is_empty());
    let listed = run_with(desk.path(), &words("list --store file:other --password-fd 0"), b"quite another password");
    assert!(listed.exits(0).stdout.contains("ada"));
}

#[test]
fn two_programs_that_add_at_once_lose_nothing() {
    let desk = Desk::new();
    std::thread::scope(|scope| {
        for name in ["one", "two", "three", "four"] {
            let desk = &desk;
            scope.spawn(move || {
                let secret = format!("{}{}", &SECRET[..24], name.to_uppercase().repeat(2));
                write_codes(desk.path(), &format!("{name}.png"), &[&address("Site", name, &secret[..28])]);
                desk.run(&format!("add {name}.png --yes")).exits(0);
            });
        }
    });
    assert_eq!(desk.run("list --json").exits(0).json()["accounts"].as_array().unwrap().len(), 4);
}

/// On a disk of 128 KiB of its own, which only a system with user namespaces lets a program have.
#[cfg(target_os = "linux")]
#[test]
fn a_full_or_read_only_disk_changes_nothing() {
    let desk = Desk::with_account();
    fs::create_dir(desk.path().join("disk")).unwrap();
    let script = r#"
        mount -t tmpfs -o size=128k tmpfs disk || exit 77
        cp -r codes codes.d disk/
        ours() { "$PROGRAM" --store file:disk/codes --password-fd 3 "$@" 3<password; }
        head -c 200000 /dev/zero >disk/filler 2>/dev/null
        cp disk/codes before
        ours edit github --note full --json; echo "full $?" >&2
        cmp disk/codes before || exit 1
        test ! -e disk/codes.d/next.new || exit 1
        mount -o remount,ro disk
        ours edit github --note read-only --json; echo "read-only $?" >&2
        ours code github --at 59 || exit 1
    "#;
    fs::write(desk.path().join("password"), PASSWORD).unwrap();
    let mut unshare = std::process::Command::new("unshare");
    unshare.args(["--user", "--map-root-user", "--mount", "sh", "-c", script]).current_dir(desk.path());
    unshare.env("PROGRAM", PROGRAM).env("HOME", desk.path());
    let Ok(output) = unshare.output() else { return eprintln!("skipped: there is no unshare") };
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    if output.status.code() == Some(77) || said.starts_with("unshare:") {
        return eprintln!("skipped: no disk of one's own: {said}");
    }
    let answer = Answer::from(output).exits(0);
    assert_eq!(answer.stdout, "287082\n");
    for disk in ["full 1", "read-only 1"] {
        assert!(answer.stderr.contains(disk), "{answer:?}");
    }
    assert!(answer.stderr.contains("\"disk-full\"") && answer.stderr.contains("\"disk-read-only\""), "{answer:?}");
}

/// docs/read_file_store.py knows nothing of Countersign but docs/file-store.md. Python's `cryptography` has to be there.
#[test]
fn an_independent_reader_finds_the_same_records() {
    let desk = Desk::with_account();
    let reader = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../docs/read_file_store.py");
    let python = |arguments: &[&str], input: &str| {
        let mut python = std::process::Command::new("python3");
        python.args(arguments).current_dir(desk.path());
        crate::program::answer(&mut python, input.as_bytes())
    };
    let probe = std::process::Command::new("python3")
        .args(["-c", "import cryptography.hazmat.primitives.kdf.argon2"])
        .stderr(Stdio::null())
        .status();
    if !probe.is_ok_and(|status| status.success()) {
        return eprintln!("skipped: python3 with cryptography 44 or newer is not here");
    }
    for secret in [PASSWORD, desk.code.as_str()] {
        let read = python(&[reader, "codes"], secret).exits(0);
        assert_eq!(read.stdout.lines().count(), 1, "{read:?}");
        assert!(read.stdout.contains(SECRET) && read.stdout.contains("\"GitHub\""), "{read:?}");
    }
    assert!(python(&[reader, "codes"], "wrong password").exits(1).stderr.contains("wrong"));
}

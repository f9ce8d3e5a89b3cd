//! Every failure of docs/FAILURES.md that the command line can meet, produced for real.

use std::path::{Path, PathBuf};
use std::process::Command;

use private_desktop::Services;

use super::Desk;
use crate::pictures::SECRET;
use crate::program::{Answer, PROGRAM, answer};

const PASSWORD: &[u8] = b"correct horse battery staple\n";
const IN_FILE: &str = "--store file:codes --password-fd 0";
const APART: [&str; 4] = ["--user", "--map-current-user", "--keep-caps", "--mount"];

/// Holds that the last three lines are code, fact and remedy as the page has them, and the exit code too.
#[track_caller]
fn says(answer: Answer, name: &str) {
    let row = row(name);
    let [code, fact, remedy, exit] = [1, 2, 3, 4].map(|column| row.get(column).cloned().unwrap_or_default());
    let answer = answer.exits(exit.parse().unwrap()).hides(SECRET);
    // A warning stands in one line; what failed, in one each.
    let shown = plain(&answer.stderr);
    for part in [fact, remedy].iter().flat_map(|text| text.split('…')) {
        assert!(shown.contains(&plain(part)), "{name}: {part:?} is not in {shown:?}");
    }
    assert!(exit == "0" || shown.contains(&code), "{name}: {code} is not in {shown:?}");
}

fn row(name: &str) -> Vec<String> {
    let page = include_str!("../../../../../../docs/FAILURES.md");
    let cells = page.lines().filter_map(|line| line.strip_prefix("| ")?.strip_suffix(" |"));
    let rows = cells.map(|line| line.split(" | ").map(str::to_owned).collect::<Vec<_>>());
    rows.into_iter().find(|row| row.first().is_some_and(|first| first == name)).unwrap_or_default()
}

fn plain(text: &str) -> String {
    text.replace('`', "").to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// One account in a sealed file, on a desktop where no keyring answers.
fn in_a_file() -> Desk {
    let desk = Desk::with(Services::Nothing);
    desk.run_with("store create file:codes --password-fd 0", PASSWORD).exits(0);
    desk.run_with(&format!("add --example --yes {IN_FILE}"), PASSWORD).exits(0);
    desk
}

#[test]
fn keyrings_that_are_locked_absent_dead_or_empty() {
    let mut desk = Desk::with_account();
    desk.desktop.lock_keyring().unwrap();
    says(desk.run("list"), "keyring-locked");
    desk.desktop.kill_keyring();
    says(desk.run("edit github --pin"), "keyring-died");
    std::fs::remove_dir_all(desk.desktop.data_folder().join("keyrings")).unwrap();
    desk.desktop.start_keyring().unwrap();
    says(desk.run("list"), "keyring-lost-its-items");
    says(Desk::with(Services::Nothing).run("list"), "keyring-absent");
}

#[test]
fn a_sealed_file_that_is_damaged_or_newer() {
    let desk = in_a_file();
    let file = desk.folder().join("codes");
    let whole = std::fs::read(&file).unwrap();
    let mut damaged = whole.clone();
    *damaged.last_mut().unwrap() ^= 1;
    std::fs::write(&file, damaged).unwrap();
    says(desk.run_with(&format!("list {IN_FILE}"), PASSWORD), "file-damaged");
    let newer = String::from_utf8_lossy(&whole).replacen("\"version\":1", "\"version\":99", 1);
    std::fs::write(&file, newer).unwrap();
    says(desk.run_with(&format!("list {IN_FILE}"), PASSWORD), "file-newer");
}

#[test]
fn a_disk_that_is_full_and_one_that_is_read_only() {
    let probe = Command::new("unshare").args(APART).args(["mount", "-t", "tmpfs", "tmpfs", "/mnt"]).output();
    if !probe.is_ok_and(|output| output.status.success()) {
        return println!("ignored: no program may mount a disk of its own here");
    }
    for (what, name) in [
        ("dd if=/dev/zero of=disk/filler bs=4k 2>/dev/null", "disk-full"),
        ("mount -o remount,ro disk", "folder-read-only"),
    ] {
        let desk = Desk::with(Services::Nothing);
        let run = |line: &str| format!("echo 'correct horse battery staple' | {PROGRAM} {line} --password-fd 0");
        let script = [
            "mkdir disk && mount -t tmpfs -o size=512k tmpfs disk".to_owned(),
            run("store create file:disk/codes") + " >/dev/null 2>&1",
            run("add --example --yes --store file:disk/codes") + " >/dev/null 2>&1",
            format!("{{ {what}; true; }}"),
            run("edit example --pin --store file:disk/codes"),
        ];
        let mut unshare = desk.desktop.command("unshare");
        unshare.args(APART).args(["sh", "-c", &script.join(" && ")]).current_dir(desk.folder());
        says(answer(&mut unshare, b""), name);
    }
}

#[test]
fn a_clock_before_2020() {
    let desk = Desk::with_account();
    let (library, moved) = (desk.folder().join("clock.so"), desk.folder().join("moved-by"));
    let source: PathBuf = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../tests/common/clock.c");
    let mut compiler = Command::new("cc");
    compiler.args(["-shared", "-fPIC", "-O1", "-o"]).args([&library, &source]).arg("-ldl");
    assert!(compiler.status().unwrap().success(), "the clock compiles");
    std::fs::write(&moved, "-630720000").unwrap();
    let mut code = desk.command(&["code", "github"]);
    code.env("LD_PRELOAD", &library).env("MOVED_CLOCK", &moved);
    says(answer(&mut code, b""), "clock-before-2020");
}

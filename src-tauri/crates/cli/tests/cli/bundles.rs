//! Support bundles: shown, written, looked into again, and replayed.

use std::path::Path;

use tempfile::tempdir;

use crate::program::{Answer, run, run_with};

const SECRET: &str = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP";
const NOW: u64 = 1_750_000_005;

fn code(folder: &Path, at: u64) -> String {
    let uri = format!("otpauth://totp/a?secret={SECRET}");
    let words = ["code", "--uri", "-", "--at", &at.to_string()];
    run_with(folder, &words, uri.as_bytes()).exits(0).stdout.trim().to_owned()
}

/// Somebody's phone is 50 minutes slow.
fn save(folder: &Path, words: &[&str]) -> Answer {
    let code = code(folder, NOW - 3_000);
    let input = format!("otpauth://totp/Example:ada%40example.com?secret={SECRET}&issuer=Example\n{code} {NOW}\n");
    let words: Vec<&str> = ["diagnose", "--bundle", "case.toml"].iter().chain(words).copied().collect();
    run_with(folder, &words, input.as_bytes()).hides(SECRET).hides(&code)
}

#[test]
fn a_bundle_is_shown_whole_and_written_as_shown() {
    let folder = tempdir().unwrap();
    let answer = save(folder.path(), &["--yes", "--json"]).exits(0).json();
    let written = std::fs::read_to_string(folder.path().join("case.toml")).unwrap();
    assert_eq!(answer["bundle"], written.as_str());
    for private in ["ada", "Example", SECRET, &code(folder.path(), NOW - 3_000)] {
        assert!(!written.contains(private), "{private}");
    }
    std::fs::remove_file(folder.path().join("case.toml")).unwrap();
    let shown = save(folder.path(), &["--yes"]).exits(0).stdout;
    assert!(shown.contains(&written), "{shown}");
}

#[test]
fn a_name_is_in_it_only_when_that_is_asked_for() {
    let folder = tempdir().unwrap();
    save(folder.path(), &["--yes", "--with-name"]).exits(0);
    let written = std::fs::read_to_string(folder.path().join("case.toml")).unwrap();
    assert!(written.contains("about = \"Example: ada@example.com\""), "{written}");
}

#[test]
fn nothing_is_written_without_a_yes_and_nothing_is_written_over() {
    let folder = tempdir().unwrap();
    let file = folder.path().join("case.toml");
    assert_eq!(save(folder.path(), &["--json"]).exits(12).error()["code"], "answer-needed");
    assert!(!file.exists());
    std::fs::write(&file, "mine").unwrap();
    assert_eq!(save(folder.path(), &["--yes", "--json"]).exits(1).error()["code"], "bundle-not-written");
    assert_eq!(std::fs::read_to_string(&file).unwrap(), "mine");
}

#[test]
fn another_desk_names_the_cause_and_gets_the_same_rejection() {
    let folder = tempdir().unwrap();
    save(folder.path(), &["--yes"]).exits(0);
    let named = run(folder.path(), &["diagnose", "case.toml", "--json"]).exits(0).json();
    assert_eq!(named["causes"][0]["kind"], "device-clock");
    let again = run(folder.path(), &["reproduce", "case.toml"]).exits(0);
    assert!(again.stdout.starts_with("the same came out here: wrong-code; "), "{again:?}");
    let again = run(folder.path(), &["reproduce", "case.toml", "--json"]).exits(0).json();
    assert_eq!((&again["same"], &again["causes"][0]), (&true.into(), &"device-clock".into()));
}

#[test]
fn what_differs_is_told_with_an_exit_code_of_its_own() {
    let folder = tempdir().unwrap();
    save(folder.path(), &["--yes"]).exits(0);
    let file = folder.path().join("case.toml");
    let changed = std::fs::read_to_string(&file).unwrap().replace("offset = -", "offset = -9");
    std::fs::write(&file, changed).unwrap();
    let told = run(folder.path(), &["reproduce", "case.toml"]).exits(22);
    assert!(told.stdout.starts_with("something else came out here:\n"), "{told:?}");
    std::fs::write(&file, "format = 1").unwrap();
    assert_eq!(run(folder.path(), &["reproduce", "case.toml", "--json"]).exits(17).error()["code"], "file-refused");
    assert_eq!(run(folder.path(), &["diagnose", "none.toml", "--json"]).exits(17).error()["code"], "file-unreadable");
}

#[test]
fn codes_by_a_counter_have_no_story() {
    let folder = tempdir().unwrap();
    let input = format!("{SECRET}\n123456\n");
    let words = ["diagnose", "--bundle", "case.toml", "--kind", "hotp", "--yes", "--json"];
    let error = run_with(folder.path(), &words, input.as_bytes()).exits(1).error();
    assert_eq!(error["code"], "bundle-not-by-time");
    assert!(!folder.path().join("case.toml").exists());
}

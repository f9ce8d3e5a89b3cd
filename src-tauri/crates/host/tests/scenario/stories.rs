//! Every scenario under tests/scenarios, against the relying party in process.

use std::future::pending;
use std::path::{Path, PathBuf};

use host::scenario::{Against, run_file};
use scenario::Report;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../tests/scenarios")
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut files: Vec<_> = entries.filter(|path| path.extension().is_some_and(|end| end == "toml")).collect();
    files.sort();
    files
}

async fn run(path: &Path) -> Report {
    let ran = run_file(path, &Against::default(), pending(), |_| ()).await;
    ran.unwrap_or_else(|error| panic!("{error}; {}", error.hint())).report.unwrap()
}

#[tokio::test]
async fn every_scenario_comes_out_as_expected() {
    let files = files(&folder());
    assert!(files.len() >= 12, "{files:?}");
    for file in files {
        let report = run(&file).await;
        assert!(report.passed, "{}\n{report}", file.display());
        assert_eq!(report.not_done, 0);
        assert_eq!(Some(report.scenario.as_str()), file.file_stem().and_then(|stem| stem.to_str()));
    }
}

#[tokio::test]
async fn what_has_to_fail_is_seen_to_fail() {
    let report = run(&folder().join("failing/expects-too-much.toml")).await;
    assert!(!report.passed);
    let failed = report.steps.last().unwrap();
    assert_eq!((failed.number, failed.got.as_str(), failed.reason.as_deref()), (7, "rejected", Some("replayed")));
    assert_eq!(report.not_done, 1);
    let text = report.to_string();
    assert!(text.contains("FAILED    7") && text.contains("got:      rejected (replayed)"), "{text}");
    assert!(text.contains("POST /api/v1/login/verify: 401"), "{text}");
    let xml = scenario::junit(&[report]);
    assert!(xml.contains("failures=\"1\"") && xml.contains("skipped=\"1\""), "{xml}");
    assert!(xml.contains("message=\"expected accepted, got rejected\""), "{xml}");
}

#[tokio::test]
async fn a_scenario_gives_the_same_every_time() {
    let path = folder().join("guessing.toml");
    let (first, second) = (run(&path).await, run(&path).await);
    assert_eq!(first.to_string(), second.to_string());
}

#[tokio::test]
async fn a_policy_there_is_not_is_told_with_its_line() {
    let folder = tempfile::tempdir().unwrap();
    for (wrong, line, reason) in [
        ("policy.profile = \"lax\"", 3, "there is no policy `lax`"),
        ("policy.change.totp = { digits = 12 }", 3, "digits"),
        ("policy.change.totp = { didgits = 6 }", 3, "unknown field `didgits`"),
    ] {
        let path = folder.path().join("story.toml");
        let text = format!(
            "format = 1\nname = \"x\"\n{wrong}\npeople.ada = {{}}\n\
             steps = [{{ who = \"ada\", do = \"register\", expect = \"accepted\" }}]\n"
        );
        std::fs::write(&path, text).unwrap();
        let error = run_file(&path, &Against::default(), pending(), |_| ()).await.unwrap_err();
        let told = error.to_string();
        assert!(told.contains(&format!("line {line}")) && told.contains(reason), "{told}");
    }
}

#[tokio::test]
async fn a_file_that_is_not_there_is_told() {
    let error = run_file(Path::new("/nowhere/story.toml"), &Against::default(), pending(), |_| ()).await.unwrap_err();
    assert_eq!(error.code(), "file-unreadable");
}

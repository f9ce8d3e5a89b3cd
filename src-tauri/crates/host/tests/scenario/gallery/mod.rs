//! The gallery of ready support bundles in `examples/support`: one a cause, named by its file.
//! `COUNTERSIGN_WRITE_GALLERY=1` writes them anew.

mod cases;

use std::path::PathBuf;

use host::scenario::{Reproduction, carried_in, reproduce_file};
use scenario::bundle::{Rejection, bundle};
use support::explain;

use self::cases::Made;

fn folder() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../examples/support"))
}

fn files() -> Vec<(String, PathBuf)> {
    let all = std::fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().path());
    let mut files: Vec<(String, PathBuf)> = all
        .filter(|path| path.extension().is_some_and(|extension| extension == "toml"))
        .map(|path| (path.file_stem().unwrap().to_str().unwrap().to_owned(), path))
        .collect();
    files.sort();
    files
}

/// The story is played once, to learn the reason that the journal has for it.
async fn write(made: &Made) {
    let path = folder().join(format!("{}.toml", made.name));
    std::fs::write(&path, text(made, None)).unwrap();
    let played = reproduce_file(&path).await.unwrap();
    let reason = played.report.steps.last().and_then(|step| step.reason.clone());
    std::fs::write(&path, text(made, reason)).unwrap();
}

fn text(made: &Made, reason: Option<String>) -> String {
    let rejection = Rejection { reason: reason.unwrap_or_default(), event: made.event.to_owned() };
    let mut scenario = bundle(&made.case(Some(rejection))).unwrap();
    scenario.name = made.name.to_owned();
    scenario.to_toml().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn each_bundle_of_the_gallery_is_named_by_diagnose_and_comes_out_the_same() {
    if std::env::var_os("COUNTERSIGN_WRITE_GALLERY").is_some() {
        std::fs::create_dir_all(folder()).unwrap();
        for made in cases::all() {
            write(&made).await;
        }
    }
    let files = files();
    assert!(files.len() >= 20, "{}", files.len());
    let mut wrong = Vec::new();
    for (name, path) in &files {
        let (_, carried) = carried_in(path).unwrap();
        let named = explain(&carried.found).causes[0].kind.name();
        let again: Reproduction = reproduce_file(path).await.unwrap();
        if named != name || !again.same || again.causes.first() != Some(name) {
            wrong.push(format!("{name}: {named}, here {:?}; {:?}\n{}", again.causes, again.differences, again.report));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_rejected_is_told_in_words() {
    let late = reproduce_file(&folder_of_gallery("typed-late")).await.unwrap();
    assert_eq!(late.rejection, "wrong-code; a code about 55 seconds behind");
    let slow = reproduce_file(&folder_of_gallery("device-clock")).await.unwrap();
    assert_eq!(slow.rejection, "wrong-code; a code about 2 hours and 5 minutes behind");
}

#[tokio::test(flavor = "multi_thread")]
async fn where_something_else_comes_out_it_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("changed.toml");
    let right = std::fs::read_to_string(folder_of_gallery("typed-late")).unwrap();
    // A window that takes the late code.
    std::fs::write(&path, right.replacen("back = 1", "back = 5", 1)).unwrap();
    let changed = reproduce_file(&path).await.unwrap();
    assert!(!changed.same && changed.differences[0].what.starts_with("step "), "{changed:?}");
    // Another step than the bundle's.
    let moved = right.replacen("read = \"-", "read = \"-60", 1);
    assert_ne!(moved, right);
    std::fs::write(&path, moved).unwrap();
    let moved = reproduce_file(&path).await.unwrap();
    assert!(moved.differences.iter().any(|difference| difference.what == "code"), "{moved:?}");
}

#[tokio::test]
async fn a_scenario_without_a_rejection_is_no_bundle() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../tests/scenarios/replay.toml");
    let error = reproduce_file(path.as_ref()).await.unwrap_err();
    assert_eq!(error.code(), "file-refused");
    assert!(error.to_string().contains("carries no rejection"), "{error}");
}

fn folder_of_gallery(name: &str) -> PathBuf {
    folder().join(format!("{name}.toml"))
}

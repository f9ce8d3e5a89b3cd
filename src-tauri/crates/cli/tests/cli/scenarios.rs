//! `run`, as a person and a script meet it.

use std::path::Path;

use crate::program::run;

fn story(name: &str) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../tests/scenarios");
    folder.join(name).to_str().expect("a path in UTF-8").to_owned()
}

#[test]
fn scenarios_that_come_out_as_expected_end_with_0() {
    let folder = tempfile::tempdir().unwrap();
    let answer = run(folder.path(), &["run", &story("replay.toml"), &story("drifting-clock.toml")]).exits(0);
    assert!(answer.stdout.contains("replay against countersign in process (rfc)"), "{answer:?}");
    assert!(answer.stdout.contains("30d 00:00:45  ada"), "{answer:?}");
    assert_eq!(answer.stdout.matches("  passed: ").count(), 2, "{answer:?}");
}

#[test]
fn one_that_does_not_ends_with_1_and_its_evidence() {
    let folder = tempfile::tempdir().unwrap();
    let report = folder.path().join("report.xml");
    let failing = story("failing/expects-too-much.toml");
    let answer = run(folder.path(), &["run", &failing, "--json", "--junit", report.to_str().unwrap()]).exits(1).json();
    assert_eq!(answer["passed"], false);
    let last = answer["reports"][0]["steps"].as_array().unwrap().last().unwrap();
    assert_eq!((&last["got"], &last["reason"]), (&"rejected".into(), &"replayed".into()));
    assert_eq!(last["place"], serde_json::json!({ "file": failing, "line": 45 }));
    assert_eq!(last["evidence"][0]["request"]["body"], "{\"code\":\"<code>\"}");
    let xml = std::fs::read_to_string(report).unwrap();
    assert!(xml.contains("<testsuite name=\"expects-too-much against"), "{xml}");
    assert!(xml.contains("expects-too-much.toml\" line=\"45\"><failure"), "{xml}");
    let told = run(folder.path(), &["run", &failing]).exits(1);
    assert!(told.stdout.contains("expects-too-much.toml:45\n"), "{told:?}");
}

#[test]
fn a_mistake_in_a_file_ends_with_17_and_is_told_with_its_line() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("story.toml");
    std::fs::write(&path, "format = 1\nname = \"x\"\npeople.ada = {}\nstepps = []\n").unwrap();
    let error = run(folder.path(), &["run", "story.toml", "--json"]).exits(17).error();
    assert_eq!(error["code"], "file-refused");
    let message = error["message"].as_str().unwrap();
    assert!(message.starts_with("story.toml, line 4, `stepps`: unknown field"), "{message}");
    assert_eq!(error["hint"], "did you mean `steps`?");
}

#[test]
fn a_server_that_is_not_there_is_told_in_the_report() {
    let folder = tempfile::tempdir().unwrap();
    let profile = folder.path().join("profile.toml");
    let text = "format = 1\nname = \"nobody\"\nurl = \"http://127.0.0.1:9\"\n\
                [[actions.register.requests]]\nmethod = \"POST\"\npath = \"/\"\n";
    std::fs::write(&profile, text).unwrap();
    let story = folder.path().join("story.toml");
    let text = "format = 1\nname = \"x\"\npeople.ada = {}\n\
                steps = [{ who = \"ada\", do = \"register\", expect = \"accepted\" }]\n";
    std::fs::write(&story, text).unwrap();
    let answer = run(folder.path(), &["run", "story.toml", "--target", "profile.toml"]).exits(1);
    assert!(answer.stdout.contains("http://127.0.0.1:9 cannot be reached"), "{answer:?}");
}

#[test]
fn what_came_out_is_told_also_where_the_report_cannot_be_written() {
    let folder = tempfile::tempdir().unwrap();
    let report = folder.path().join("no-such-folder/report.xml");
    let failing = story("failing/expects-too-much.toml");
    let answer = run(folder.path(), &["run", &failing, "--junit", report.to_str().unwrap()]).exits(1);
    assert!(answer.stdout.contains("FAILED"), "{answer:?}");
    assert!(answer.stderr.contains("junit-not-written"), "{answer:?}");
}

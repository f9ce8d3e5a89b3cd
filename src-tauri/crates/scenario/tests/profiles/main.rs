//! Profiles: those we ship can be read, and a mistake is told where it is.
#![expect(clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking, its helpers too")]

mod mistakes;

use scenario::profile::{Place, Profile};
use scenario::{Kind, OutcomeName};

fn root(path: &str) -> String {
    let path = format!("{}/../../../{path}", env!("CARGO_MANIFEST_DIR"));
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"))
}

#[test]
fn the_profile_of_our_own_server_can_be_read() {
    let profile = Profile::parse(&root("tests/targets/countersign.toml"), "countersign.toml").unwrap();
    assert!(profile.actions.len() >= 17, "{}", profile.actions.len());
    assert_eq!(profile.requests(Kind::UseBackupCode).unwrap()[0].path, "/api/v1/login/verify");
    assert!(profile.requests(Kind::ResyncDevice).is_none());
}

#[test]
fn every_profile_of_a_target_can_be_read() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../tests/targets");
    let paths = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let profiles: Vec<_> = paths.filter(|path| path.extension().is_some_and(|end| end == "toml")).collect();
    assert!(profiles.len() >= 5, "{profiles:?}");
    for path in profiles {
        let text = std::fs::read_to_string(&path).unwrap();
        Profile::parse(&text, &path.display().to_string()).unwrap_or_else(|error| panic!("{error}; {}", error.hint()));
    }
}

#[test]
fn the_example_of_the_page_can_be_read() {
    let page = root("docs/target-profiles.md");
    let example = page.split("```toml\n").nth(1).and_then(|rest| rest.split("```").next()).unwrap();
    let profile = Profile::parse(example, "docs/target-profiles.md").unwrap();
    let log_in = &profile.requests(Kind::LogIn).unwrap()[1];
    assert_eq!(log_in.outcomes[0].is, OutcomeName::SecondFactorRequired);
    assert_eq!(log_in.form.as_ref().unwrap()["code"], "{code?}");
    assert!(profile.clock.unwrap().goes_back);
    assert_eq!(profile.reason.unwrap(), Place { header: Some("X-Reason".to_owned()), ..Place::default() });
}

#[test]
fn the_page_names_every_action() {
    let page = root("docs/target-profiles.md");
    for kind in Kind::DESCRIBED {
        assert!(page.contains(&format!("`{kind}`")), "{kind} is missing");
    }
}

#[test]
fn every_kind_has_the_name_it_is_written_with() {
    for kind in Kind::DESCRIBED {
        assert_eq!(serde_json::to_value(kind).unwrap(), kind.name());
    }
}

#[test]
fn the_schema_lists_what_a_profile_may_hold() {
    let schema = Profile::schema();
    let keys = schema["properties"].as_object().unwrap();
    assert!(keys.contains_key("actions") && keys.contains_key("clock"), "{schema}");
    assert_eq!(schema["additionalProperties"], false);
}

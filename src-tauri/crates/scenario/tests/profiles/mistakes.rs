//! What is told of a mistake: its line, its key, and what would be right.

use scenario::profile::Profile;

const GOOD: &str = r#"format = 1
name = "x"
people.existing = [{ username = "ada", password = "p" }]

[[actions.log-in.requests]]
method = "POST"
path = "/login"
json = { name = "{username}" }
take.token = { json = "/token" }
outcomes = [{ is = "accepted", status = [200] }]
"#;

/// The mistake of the good profile with one text replaced, as `line key reason hint`.
fn told(right: &str, wrong: &str) -> String {
    assert!(GOOD.contains(right), "{right}");
    let error = Profile::parse(&GOOD.replace(right, wrong), "x.toml").unwrap_err();
    assert_eq!(error.file, "x.toml");
    format!("{} | {} | {} | {}", error.line, error.key.clone().unwrap_or_default(), error.reason, error.hint())
}

#[test]
fn the_good_one_is_good() {
    Profile::parse(GOOD, "x.toml").unwrap();
}

#[test]
fn a_wrong_key_is_told_with_the_right_one() {
    let told = told("path = \"/login\"", "pth = \"/login\"");
    assert!(told.starts_with("7 | actions.log-in.requests[0].pth | unknown field `pth`"), "{told}");
    assert!(told.ends_with("did you mean `path`?"), "{told}");
}

#[test]
fn an_unknown_action_is_told_with_the_nearest() {
    let told = told("actions.log-in", "actions.login");
    assert!(told.starts_with("5 | actions"), "{told}");
    assert!(told.ends_with("did you mean `log-in`?"), "{told}");
}

#[test]
fn an_unknown_outcome_is_told_with_the_nearest() {
    let told = told("\"accepted\"", "\"acepted\"");
    assert!(told.starts_with("10 | actions.log-in.requests[0].outcomes[0].is |"), "{told}");
    assert!(told.ends_with("did you mean `accepted`?"), "{told}");
}

#[test]
fn a_value_of_the_wrong_kind_is_told_with_its_key() {
    let told = told("status = [200]", "status = [\"two hundred\"]");
    assert!(told.starts_with("10 | actions.log-in.requests[0].outcomes[0].status"), "{told}");
    assert!(told.contains("\"1xx\" to \"5xx\""), "{told}");
}

#[test]
fn a_placeholder_nothing_gives_a_value_is_told_with_the_nearest() {
    let told = told("{username}", "{usrname}");
    assert!(told.starts_with("8 | actions.log-in.requests[0].json.name | nothing gives `{usrname}` a value"), "{told}");
    assert!(told.ends_with("did you mean `{username}`?"), "{told}");
}

#[test]
fn a_brace_that_is_not_closed_is_told() {
    assert!(told("{username}", "{username").starts_with("8 | actions.log-in.requests[0].json.name | a `{` is not"));
}

#[test]
fn a_place_without_a_way_is_told() {
    assert!(told("{ json = \"/token\" }", "{ all = true }").starts_with("9 | actions.log-in.requests[0].take.token |"));
    assert!(told("{ json = \"/token\" }", "{ json = \"/a\", header = \"b\" }").contains("one way"));
}

#[test]
fn a_pointer_that_is_none_is_told_with_what_it_would_be() {
    let told = told("json = \"/token\"", "json = \"$.session.token\"");
    assert!(told.starts_with("9 | actions.log-in.requests[0].take.token |"), "{told}");
    assert!(told.ends_with("write \"/session/token\""), "{told}");
}

#[test]
fn a_number_stands_alone_in_a_json_body() {
    assert!(told("\"{username}\"", "\"{username#}!\"").contains("`#` makes a number of a whole JSON value"));
}

#[test]
fn another_format_and_a_missing_key_are_told() {
    assert!(told("format = 1", "format = 2").starts_with("1 | format | this program knows format 1 only"));
    assert!(told("name = \"x\"\n", "").contains("missing field `name`"));
}

#[test]
fn a_file_that_is_no_toml_is_told_with_its_line() {
    assert!(told("name = \"x\"", "name = ").starts_with("2 | "));
}

#[test]
fn an_action_like_one_that_is_missing_is_told() {
    let whole = format!("{GOOD}\n[actions.use-backup-code]\nlike = \"second-step\"\n");
    let error = Profile::parse(&whole, "x.toml").unwrap_err();
    assert_eq!((error.line, error.key.as_deref()), (13, Some("actions.use-backup-code.like")));
}

#[test]
fn nobody_to_be_asked_for_is_told() {
    let told = told("people.existing = [{ username = \"ada\", password = \"p\" }]\n", "");
    assert!(told.contains("nobody can be made and nobody is there"), "{told}");
}

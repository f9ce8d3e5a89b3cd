//! What is told of a mistake in a scenario: its line, its key, and what would be right.

use scenario::Scenario;

const GOOD: &str = r#"format = 1
name = "x"
people.ada = {}
devices.phone = { offset = -40, quirks = ["drops-leading-zeros"] }

[[steps]]
at = "10s"
who = "ada"
do = "log-in"
device = "phone"
expect = "accepted"

[[steps]]
after = "1d 2h"
who = "ada/laptop"
do = "log-out"
expect = "accepted"
"#;

fn told(right: &str, wrong: &str) -> String {
    assert!(GOOD.contains(right), "{right}");
    let error = Scenario::parse(&GOOD.replacen(right, wrong, 1), "x.toml").unwrap_err();
    format!("{} | {} | {} | {}", error.line, error.key.clone().unwrap_or_default(), error.reason, error.hint())
}

#[test]
fn the_good_one_is_good() {
    Scenario::parse(GOOD, "x.toml").unwrap();
}

#[test]
fn names_that_are_not_there_are_told_with_the_nearest() {
    let person = told("who = \"ada\"", "who = \"adda\"");
    assert_eq!(person, "8 | steps[0].who | there is no `adda` | did you mean `ada`?");
    let device = told("device = \"phone\"", "device = \"phones\"");
    assert_eq!(device, "10 | steps[0].device | there is no device `phones` | did you mean `phone`?");
    let also = told("device = \"phone\"", "also = [\"phones\"]");
    assert_eq!(also, "10 | steps[0].also | there is no device `phones` | did you mean `phone`?");
    let quirk = told("drops-leading-zeros", "drop-leading-zeros");
    assert!(quirk.starts_with("4 | devices.phone.quirks") && quirk.ends_with("`drops-leading-zeros`?"), "{quirk}");
}

#[test]
fn wrong_keys_actions_and_outcomes_are_told_with_the_nearest() {
    assert!(told("expect = ", "expects = ").ends_with("did you mean `expect`?"));
    let action = told("\"log-in\"", "\"login\"");
    assert!(action.starts_with("9 | steps[0].do |") && action.ends_with("did you mean `log-in`?"), "{action}");
    assert!(told("\"accepted\"", "\"accept\"").ends_with("did you mean `accepted`?"));
}

#[test]
fn times_that_are_none_or_run_backwards_are_told() {
    let none = told("\"10s\"", "\"ten seconds\"");
    assert_eq!(none, "7 | steps[0].at | `ten seconds` is no time | write it as `90s` or `1d 2h 30m`");
    assert!(told("after = \"1d 2h\"", "at = \"5s\"").starts_with("14 | steps[1].at | it is before the step before"));
    assert!(told("after = \"1d 2h\"", "after = \"-5s\"").starts_with("14 | steps[1].after | it is before"));
    let both = told("at = \"10s\"", "at = \"10s\"\nafter = \"1s\"");
    assert!(both.starts_with("8 | steps[0].after | it has both"), "{both}");
}

#[test]
fn a_step_has_one_code_at_most() {
    let two = told("device = \"phone\"", "device = \"phone\"\ntyped = \"123456\"");
    assert!(two.starts_with("6 | steps[0] | it has more than one code"), "{two}");
    assert!(told("device = \"phone\"", "read = \"-30s\"").contains("no device to read a code off"));
    assert!(told("device = \"phone\"", "backup_code = 0").contains("the first one has the number 1"));
}

#[test]
fn only_a_set_up_has_a_qr_code_to_be_scanned() {
    let also = told("device = \"phone\"", "also = [\"phone\"]");
    assert!(also.starts_with("10 | steps[0].also | there is no QR code"), "{also}");
    let set_up = GOOD.replacen("do = \"log-in\"", "do = \"begin-enrolment\"\nalso = [\"phone\"]", 1);
    assert_eq!(Scenario::parse(&set_up, "x.toml").unwrap().steps[0].also, ["phone"]);
}

#[test]
fn what_is_missing_is_told() {
    assert!(told("do = \"log-in\"\n", "").contains("it does not say what is done"));
    assert!(told("who = \"ada\"\n", "").contains("it does not say who does it"));
    assert!(told("expect = \"accepted\"\n", "").contains("it does not say what is expected"));
    assert!(told("people.ada = {}", "people = {}").contains("there is nobody in it"));
    assert!(told("do = \"log-in\"", "do = \"raw\"").contains("`raw` is for attacks"));
    assert!(told("format = 1", "format = 9").starts_with("1 | format |"));
}

#[test]
fn what_the_whole_file_lacks_is_told_by_its_own_name() {
    let told = told("people.ada = {}\n", "");
    assert!(told.starts_with("1 | people | missing field `people`"), "{told}");
}

use super::*;

#[test]
fn what_is_wrong_with_a_line_says_which_line() {
    let mut draft = Draft::new();
    let lines = "my codes\notpauth://totp/a?secret=GEZDGNBV\n\notpauth://totp/b\n";
    draft.add_text("pasted", lines);
    draft.add_text("alone", "otpauth://totp/b");
    let items: Vec<&str> = draft.items().iter().map(|item| item.source.as_str()).collect();
    assert_eq!(items, ["pasted, line 2"]);
    let problems: Vec<(&str, &str)> =
        draft.problems().iter().map(|problem| (problem.source.as_str(), problem.error.code())).collect();
    assert!(problems.contains(&("pasted, line 4", "uri-missing-secret")), "{problems:?}");
    assert!(problems.contains(&("alone", "uri-missing-secret")), "{problems:?}");
}

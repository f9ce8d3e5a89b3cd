use relying_party::policy::{SecondFactorRule, ThrottleKind, ThrottlePolicy};

use super::*;

fn policy(text: &str) -> Policy {
    understand(text, None, Settings::default()).unwrap().policy
}

fn mistake(text: &str) -> (usize, String) {
    let Mistake { line, reason } = understand(text, None, Settings::default()).unwrap_err();
    (line, reason)
}

#[test]
fn an_empty_file_changes_nothing() {
    let configuration = understand("# nothing\n", None, Settings::default()).unwrap();
    assert_eq!(configuration.policy, Policy::default());
    assert_eq!(configuration.settings, Settings::default());
}

#[test]
fn values_replace_those_of_the_profile_and_nothing_else() {
    let strict = policy("profile = \"strict\"\n[policy]\nissuer = \"Acme\"\n[policy.totp]\ndigits = 8\n");
    let mut expected = Profile::Strict.policy();
    expected.issuer = "Acme".to_owned();
    expected.totp.digits = otp::Digits::new(8).unwrap();
    assert_eq!(strict, expected);
}

#[test]
fn one_side_of_the_window_can_be_said_alone() {
    let back = policy("[policy.totp]\nwindow = { back = 2 }\n").totp.window;
    assert_eq!((back.back, back.ahead), (2, 1));
    let ahead = policy("profile = \"strict\"\n[policy.totp]\nwindow = { ahead = 1 }\n").totp.window;
    assert_eq!((ahead.back, ahead.ahead), (0, 1), "the other side is the profile's");
}

#[test]
fn a_profile_that_is_given_wins_over_the_file() {
    let text = "profile = \"strict\"\n";
    let configuration = understand(text, Some(Profile::Lenient), Settings::default()).unwrap();
    assert_eq!(configuration.policy, Profile::Lenient.policy());
}

#[test]
fn a_source_that_is_never_locked_stays_so() {
    let changed = policy("[policy.source_throttle]\nfree_failures = 500\n");
    assert_eq!((changed.source_throttle.free_failures, changed.source_throttle.lock_after), (500, None));
}

#[test]
fn the_preset_of_the_throttle_has_a_name() {
    let changed = policy("throttle = \"five-in-15-minutes\"\n").throttle;
    assert_eq!((changed.kind, changed.free_failures), (ThrottleKind::FiveInFifteenMinutes, 5));
    assert_eq!(policy("throttle = \"doubling\"\n").throttle, ThrottlePolicy::default());
}

#[test]
fn rules_come_in_their_order() {
    let rules = policy(
        "[[policy.rules]]\nnetworks = [\"10.0.0.0/8\"]\nsecond_factor = \"skip\"\n\
         [[policy.rules]]\ngroups = [\"staff\"]\nsecond_factor = \"require\"\n",
    )
    .rules;
    let decisions: Vec<_> = rules.iter().map(|rule| rule.second_factor).collect();
    assert_eq!(decisions, [SecondFactorRule::Skip, SecondFactorRule::Require]);
}

#[test]
fn the_server_is_configured_but_for_where_it_listens() {
    let text = "[server]\ntrusted_proxies = [\"10.0.0.0/8\"]\nallowed_origins = [\"https://example.org\"]\n\
                request_seconds = 5\nbody_bytes = 8192\n";
    let settings = understand(text, None, Settings { port: 7, ..Settings::default() }).unwrap().settings;
    assert_eq!((settings.port, settings.request_seconds, settings.body_bytes), (7, 5, 8192));
    assert_eq!(settings.allowed_origins, ["https://example.org"]);
    assert_eq!(mistake("[server]\naddress = \"0.0.0.0\"\n").0, 2);
}

#[test]
fn what_is_not_known_is_refused_with_its_line() {
    for (text, line, words) in [
        ("\n\nnonsense = 1\n", 3, "unknown field `nonsense`"),
        ("[policy.totp]\ndigits = 6\nwindows = 1\n", 3, "unknown field `windows`"),
        ("[policy.totp.window]\nbehind = 1\n", 2, "unknown field `behind`"),
        ("profile = \"loose\"\n", 1, "unknown variant `loose`"),
        ("[policy.session]\npartial_seconds = \"long\"\n", 2, "invalid type"),
        ("[policy\n", 1, ""),
        ("[policy.password.argon2]\nmemory_kib = 1\n", 1, ""),
    ] {
        let (found, reason) = mistake(text);
        assert!(found == line && reason.contains(words), "{text}: {found}: {reason}");
    }
}

#[test]
fn every_number_has_its_range() {
    for (section, line) in [
        ("policy.password", "minimum_characters = 7"),
        ("policy.password", "maximum_characters = 63"),
        ("policy.session", "partial_seconds = 601"),
        ("policy.session", "idle_seconds = 0"),
        ("policy.totp", "digits = 9"),
        ("policy.totp", "window = { back = 21, ahead = 0 }"),
        ("policy.totp", "window = { back = 0, ahead = 21 }"),
        ("policy.backup_codes", "count = 31"),
        ("policy.out_of_band", "lifetime_seconds = 601"),
        ("policy.throttle", "lock_after = 101"),
        ("policy.throttle", "longest_wait_seconds = 901"),
        ("policy.rejected_codes", "lifetime_seconds = 86401"),
        ("policy", "issuer = \"a:b\""),
        ("server", "request_seconds = 0"),
        ("server", "body_bytes = 1"),
        ("server", "allowed_origins = [\"*\"]"),
    ] {
        let (found, reason) = mistake(&format!("# a comment\n[{section}]\n{line}\n"));
        let key = line.split(' ').next().unwrap();
        assert!(found == 3 && reason.contains(&format!("`{section}.{key}")), "{line}: {found}: {reason}");
    }
}

#[test]
fn a_file_that_is_not_there_is_named() {
    let error = read(Some(Path::new("/nowhere/at/all.toml")), None, Settings::default()).unwrap_err();
    assert_eq!(error.code(), "config-unreadable");
    assert!(error.to_string().contains("all.toml"), "{error}");
}

#[test]
fn the_documentation_shows_the_defaults() {
    let page = include_str!("../../../../../../docs/relying-party.md");
    let text = page.split("```toml\n").nth(1).and_then(|rest| rest.split("```").next()).unwrap();
    let configuration = understand(text, None, Settings::default()).unwrap();
    assert_eq!((configuration.policy, configuration.settings), (Policy::default(), Settings::default()));
}

#[test]
fn a_rule_without_a_condition_skips_nothing_and_no_source_is_locked() {
    for text in [
        "[[policy.rules]]\nsecond_factor = \"skip\"\n",
        "[[policy.rules]]\nnetworks = []\ngroups = []\nsecond_factor = \"skip\"\n",
        "[policy.source_throttle]\nlock_after = 5\n",
    ] {
        assert!(understand(text, None, Settings::default()).is_err(), "{text}");
    }
    assert_eq!(policy("[[policy.rules]]\nsecond_factor = \"require\"\n").rules.len(), 1);
}

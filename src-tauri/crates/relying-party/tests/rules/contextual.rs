//! When the second factor is asked for.

use std::net::IpAddr;

use relying_party::policy::ContextualRule;
use relying_party::rules::contextual::{SecondFactor, decide};

fn rules(json: &str) -> Vec<ContextualRule> {
    serde_json::from_str(json).expect("rules")
}

fn decision(rules: &[ContextualRule], source: &str, groups: &[&str]) -> SecondFactor {
    let source: IpAddr = source.parse().expect("an address");
    let groups: Vec<String> = groups.iter().map(|group| (*group).to_owned()).collect();
    decide(rules, source, &groups)
}

#[test]
fn without_a_rule_the_second_factor_is_always_asked_for() {
    assert_eq!(decision(&[], "127.0.0.1", &["staff"]), SecondFactor::Require);
}

#[test]
fn a_network_is_its_addresses_and_no_others() {
    let rules = rules(r#"[{"networks": ["192.0.2.0/24", "2001:db8::/32"], "second_factor": "skip"}]"#);
    let skip = SecondFactor::Skip { rule: 0 };
    for source in ["192.0.2.0", "192.0.2.255", "2001:db8::1", "::ffff:192.0.2.7"] {
        assert_eq!(decision(&rules, source, &[]), skip, "{source}");
    }
    for source in ["192.0.1.255", "192.0.3.0", "2001:db9::1", "::192.0.2.7", "::ffff:192.0.3.7", "127.0.0.1"] {
        assert_eq!(decision(&rules, source, &[]), SecondFactor::Require, "{source}");
    }
}

#[test]
fn a_group_is_named_exactly() {
    let rules = rules(r#"[{"groups": ["robots", "kiosks"], "second_factor": "skip"}]"#);
    assert_eq!(decision(&rules, "192.0.2.1", &["staff", "kiosks"]), SecondFactor::Skip { rule: 0 });
    assert_eq!(decision(&rules, "192.0.2.1", &["Robots"]), SecondFactor::Require);
    assert_eq!(decision(&rules, "192.0.2.1", &[]), SecondFactor::Require);
}

#[test]
fn a_rule_fits_only_where_all_that_it_names_fit() {
    let rules = rules(r#"[{"networks": ["10.0.0.0/8"], "groups": ["robots"], "second_factor": "skip"}]"#);
    assert_eq!(decision(&rules, "10.1.2.3", &["robots"]), SecondFactor::Skip { rule: 0 });
    assert_eq!(decision(&rules, "10.1.2.3", &["staff"]), SecondFactor::Require);
    assert_eq!(decision(&rules, "11.1.2.3", &["robots"]), SecondFactor::Require);
}

#[test]
fn the_first_rule_that_fits_decides() {
    let rules = rules(
        r#"[{"groups": ["administrators"], "second_factor": "require"},
            {"networks": ["10.0.0.0/8"], "second_factor": "skip"},
            {"second_factor": "require"},
            {"second_factor": "skip"}]"#,
    );
    assert_eq!(decision(&rules, "10.0.0.1", &["staff"]), SecondFactor::Skip { rule: 1 });
    assert_eq!(decision(&rules, "10.0.0.1", &["staff", "administrators"]), SecondFactor::Require);
    assert_eq!(decision(&rules, "192.0.2.1", &["staff"]), SecondFactor::Require);
}

#[test]
fn a_rule_that_says_nothing_of_the_second_factor_is_no_rule() {
    assert!(serde_json::from_str::<ContextualRule>(r#"{"networks": ["10.0.0.0/8"]}"#).is_err());
    assert!(serde_json::from_str::<ContextualRule>(r#"{"network": [], "second_factor": "skip"}"#).is_err());
}

//! Support bundles hold nothing of a person: searched in a thousand generated cases.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

mod people;

use scenario::Scenario;
use scenario::bundle::{BundleError, bundle, carried};
use support::{Kind, explain};

use self::people::Person;

const CASES: u64 = 1_000;

/// The file without numbers that have a point: a code can stand in the digits of a probability by chance.
fn without_fractions(text: &str) -> String {
    let is_part = |character: char| character.is_ascii_alphanumeric() || "+-.".contains(character);
    let words = text.split_inclusive(|character: char| !is_part(character));
    words
        .filter(|word| {
            !word
                .trim_end()
                .trim_end_matches(']')
                .trim_end_matches(',')
                .parse::<f64>()
                .is_ok_and(|_| word.contains('.'))
        })
        .collect()
}

fn dense(text: &str) -> String {
    text.chars().filter(|letter| letter.is_alphanumeric()).collect::<String>().to_lowercase()
}

#[test]
fn no_secret_no_code_no_name_and_no_address_is_in_any_of_a_thousand_bundles() {
    let (mut written, mut kinds) = (0, std::collections::BTreeSet::new());
    for seed in 0..CASES {
        let person = Person::new(seed);
        let evidence = person.investigated();
        let explanation = explain(&evidence);
        let text = match bundle(&person.case(&evidence, &explanation)) {
            Ok(scenario) => scenario.to_toml().unwrap(),
            Err(BundleError::NotByTime | BundleError::NoStory(_)) => continue,
            Err(error) => panic!("{seed}: {error}"),
        };
        written += 1;
        kinds.insert(explanation.causes[0].kind);
        let read = Scenario::parse(&text, "bundle.toml").unwrap_or_else(|error| panic!("{seed}: {error}\n{text}"));
        assert_eq!(carried(&read).unwrap().found, evidence, "{seed}");
        let (plain, searched) = (without_fractions(&text), dense(&text));
        for (what, private) in person.private() {
            assert!(!plain.contains(private.as_str()), "{seed}, {what}: {private}\n{text}");
            // Short ones, such as codes, can stand in a row of numbers by chance.
            let is_long = private.chars().count() >= 12;
            assert!(!is_long || !searched.contains(&dense(&private)), "{seed}, {what}: {private}\n{text}");
        }
    }
    assert!(written >= 950, "{written}");
    assert!(kinds.len() >= 12, "{kinds:?}");
}

#[test]
fn the_search_finds_what_is_there() {
    let person = Person::new(7);
    let (evidence, name) = (person.investigated(), "Ada Lovelace <ada@example.org>");
    let explanation = explain(&evidence);
    let case = scenario::bundle::Case { person: Some(name.to_owned()), ..person.case(&evidence, &explanation) };
    let text = bundle(&case).unwrap().to_toml().unwrap();
    assert!(without_fractions(&text).contains(name));
    assert!(without_fractions("code = 123456\n").contains("123456"));
    assert!(without_fractions("codes = [ 123456, \"654321\"]").contains("123456"));
    assert!(!without_fractions("chance = 0.123456\n").contains("123456"));
}

#[test]
fn what_has_no_story_is_told() {
    let person = Person::new(7);
    let mut evidence = person.investigated();
    evidence.secrets.iter_mut().for_each(|secret| secret.kind = otp::Kind::Hotp);
    let explanation = explain(&evidence);
    assert_eq!(bundle(&person.case(&evidence, &explanation)).unwrap_err(), BundleError::NotByTime);
    evidence.submissions.clear();
    let explanation = explain(&evidence);
    assert_eq!(bundle(&person.case(&evidence, &explanation)).unwrap_err().code(), "bundle-no-code");
    assert_eq!(BundleError::NoStory(Kind::NeverConfirmed).code(), "bundle-no-story");
}

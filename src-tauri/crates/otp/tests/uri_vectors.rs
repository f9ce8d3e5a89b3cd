//! Every file of `tests/vectors/uri/`: one a fault or a tolerance, named by it.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test says what is wrong by failing")]

use std::collections::BTreeSet;
use std::path::PathBuf;

use otp::{Algorithm, Counter, Digits, KeyUri, Parameters, Period, Secret, UriError, parse_uri};
use serde::Deserialize;

/// One file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    uri: String,
    error: Option<String>,
    #[serde(default)]
    warnings: Vec<String>,
    account: Option<Account>,
}

/// What an address means; what is left out has the default.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Account {
    kind: String,
    issuer: Option<String>,
    label_issuer: Option<String>,
    #[serde(default)]
    name: String,
    secret: String,
    #[serde(default)]
    algorithm: Algorithm,
    #[serde(default)]
    digits: Digits,
    #[serde(default)]
    period: Period,
    counter: Option<u64>,
    #[serde(default)]
    extra: Vec<(String, String)>,
}

impl Account {
    fn into_key_uri(self) -> KeyUri {
        let Account { algorithm, digits, period, .. } = self;
        let parameters = match self.kind.as_str() {
            "totp" => Parameters::Totp { algorithm, digits, period },
            "hotp" => Parameters::Hotp { algorithm, digits, counter: Counter::new(self.counter.unwrap()) },
            "steam" => Parameters::Steam,
            other => panic!("no such kind: {other}"),
        };
        KeyUri {
            issuer: self.issuer,
            label_issuer: self.label_issuer,
            name: self.name,
            secret: Secret::parse_base32(&self.secret).unwrap(),
            parameters,
            extra: self.extra,
        }
    }
}

fn cases() -> Vec<(String, Case)> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../tests/vectors/uri");
    let mut cases: Vec<(String, Case)> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "toml"))
        .map(|path| {
            let name = path.file_stem().unwrap().to_string_lossy().into_owned();
            let case = toml::from_str(&std::fs::read_to_string(&path).unwrap());
            let case = case.unwrap_or_else(|error| panic!("{name}: {error}"));
            (name, case)
        })
        .collect();
    cases.sort_by(|(one, _), (other, _)| one.cmp(other));
    cases
}

#[test]
fn every_address_is_read_or_refused_as_its_file_says() {
    for (name, case) in cases() {
        match (parse_uri(&case.uri), case.error, case.account) {
            (Err(error), Some(expected), None) => assert_eq!(error.code(), expected, "{name}"),
            (Ok(parsed), None, Some(account)) => {
                assert_eq!(parsed.uri, account.into_key_uri(), "{name}");
                let warnings: Vec<&str> = parsed.warnings.iter().map(|warning| warning.code()).collect();
                assert_eq!(warnings, case.warnings, "{name}");
            }
            (Err(error), None, _) => panic!("{name}: refused with {}", error.code()),
            (Ok(_), Some(expected), _) => panic!("{name}: accepted, not {expected}"),
            (_, Some(_), Some(_)) | (Ok(_), None, None) => panic!("{name}: expect an error or an account"),
        }
    }
}

#[test]
fn every_accepted_address_is_printed_back_as_the_same_account() {
    for (name, case) in cases().into_iter().filter(|(_, case)| case.error.is_none()) {
        let account = parse_uri(&case.uri).unwrap().uri;
        let again = parse_uri(&account.print()).unwrap_or_else(|error| panic!("{name}: {}", error.code())).uri;
        assert_eq!(again, account, "{name}");
    }
}

#[test]
fn every_error_has_a_file() {
    let covered: BTreeSet<String> = cases().into_iter().filter_map(|(_, case)| case.error).collect();
    let known: BTreeSet<String> = UriError::ALL.iter().map(|error| error.code().to_owned()).collect();
    assert_eq!(known.len(), UriError::ALL.len(), "two errors share a code");
    assert_eq!(covered, known);
}

#[test]
fn every_warning_has_a_file() {
    let covered: BTreeSet<String> = cases().into_iter().flat_map(|(_, case)| case.warnings).collect();
    let known = [
        "secret-odd-length",
        "secret-short",
        "uri-bad-escape",
        "uri-issuer-mismatch",
        "uri-no-effect",
        "uri-not-utf8",
        "uri-read-as-steam",
        "uri-repeated-parameter",
    ];
    assert_eq!(covered, known.map(str::to_owned).into());
}

#[test]
fn there_are_files_enough() {
    assert!(cases().len() >= 40);
}

#[test]
fn no_message_holds_a_secret() {
    for (name, case) in cases() {
        let said = match parse_uri(&case.uri) {
            Ok(parsed) => {
                let messages: Vec<String> = parsed.warnings.iter().map(|warning| warning.message()).collect();
                format!("{parsed:?} {messages:?}")
            }
            Err(error) => format!("{error} {error:?} {}", error.hint()),
        };
        assert!(!said.contains("JBSWY3DP") && !said.contains("S46SQCPP"), "{name}: {said}");
    }
}

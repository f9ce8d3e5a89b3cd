//! `code --uri -`: computes without storing.

use tempfile::tempdir;

use crate::pictures::{SECRET, address};
use crate::program::{Answer, run, run_with};

fn code(uri: &str, arguments: &[&str]) -> Answer {
    let folder = tempdir().unwrap();
    let arguments: Vec<&str> = ["code", "--uri", "-"].iter().chain(arguments).copied().collect();
    run_with(folder.path(), &arguments, uri.as_bytes()).hides("GEZDGNBV")
}

#[test]
fn the_codes_of_the_standard_are_computed() {
    // RFC 6238, appendix B: SHA-1, 8 digits.
    let uri = format!("otpauth://totp/a?secret={SECRET}&digits=8");
    for (at, expected) in [
        ("59", "94287082\n"),
        ("1970-01-01T00:00:59Z", "94287082\n"),
        ("1111111109", "07081804\n"),
        ("2005-03-18T02:58:29+01:00", "07081804\n"),
        ("20000000000", "65353130\n"),
    ] {
        let answer = code(&uri, &["--at", at]).exits(0);
        assert_eq!((answer.stdout.as_str(), answer.stderr.as_str()), (expected, ""), "{at}");
    }
    assert_eq!(code(&uri, &["--at", "0", "--next"]).exits(0).stdout, "94287082\n");
    // RFC 4226, appendix D.
    assert_eq!(code(&format!("otpauth://hotp/a?secret={SECRET}&counter=9"), &[]).exits(0).stdout, "520489\n");
}

#[test]
fn a_known_hard_case_is_right() {
    let uri = "otpauth://totp/a?secret=S46SQCPPTCNPROMHWYBDCTBZXV";
    assert_eq!(code(uri, &["--at", "1612380872"]).exits(0).stdout, "100172\n");
}

#[test]
fn json_says_how_long_the_code_lives() {
    let answer = code(&address("GitHub", "ada", SECRET), &["--at", "59", "--json"]).exits(0).json();
    let expected = serde_json::json!({
        "id": null, "issuer": "GitHub", "name": "ada", "kind": "totp", "code": "287082",
        "validFrom": 30, "validUntil": 60, "secondsLeft": 1, "counter": null, "clearsIn": null,
    });
    assert_eq!(answer, expected);
}

#[test]
fn a_code_with_too_little_time_left_is_waited_for() {
    let uri = format!("otpauth://totp/a?secret={SECRET}&period=2");
    let answer = code(&uri, &["--min-left", "2", "--json"]).exits(0).json();
    assert_eq!(answer["secondsLeft"], 2, "{answer}");
    let words = code(&uri, &["--min-left", "3"]).exits(2);
    assert!(words.stderr.starts_with("code:    min-left-too-long\nmessage: a code of this account lives 2 seconds"));
}

#[test]
fn a_counter_has_no_time() {
    let uri = format!("otpauth://hotp/a?secret={SECRET}&counter=0");
    for arguments in [["--at", "5", "--json"].as_slice(), &["--next", "--json"], &["--min-left", "10", "--json"]] {
        assert_eq!(code(&uri, arguments).exits(2).error()["code"], "code-no-time");
    }
}

#[test]
fn what_is_no_address_is_refused() {
    assert_eq!(code("GEZDGNBV", &["--json"]).exits(6).error()["code"], "uri-not-otpauth");
    assert_eq!(code("otpauth://totp/a", &["--json"]).exits(6).error()["code"], "uri-missing-secret");
    assert_eq!(code("", &["--json"]).exits(13).error()["code"], "input-empty");
    assert_eq!(code("\0\u{1}", &["--json"]).exits(13).error()["code"], "input-not-text");
    assert_eq!(
        code(&address("a", "b", SECRET), &["--at", &u64::MAX.to_string(), "--json"]).exits(1).error()["code"],
        "code-time-overflow"
    );
}

#[test]
fn only_standard_input_is_taken() {
    let folder = tempdir().unwrap();
    let answer = run(folder.path(), &["code", "--uri", "file.txt"]).exits(2);
    assert!(answer.stderr.contains("--uri takes only -"), "{answer:?}");
}

#[test]
fn a_time_before_1970_is_said_to_be_one() {
    let refused = code(&address("GitHub", "ada", SECRET), &["--at", "-5"]).exits(2);
    assert!(refused.stderr.contains("codes are counted from 1970 on"), "{}", refused.stderr);
}

#[test]
fn a_mistyped_line_is_told_by_its_number_and_costs_no_other() {
    let folder = tempdir().unwrap();
    let text = format!("{}\notpauth:/totp/b?secret=GEZDGNBVGY3TQOJQ\n", address("One", "a", SECRET));
    let answer = run_with(folder.path(), &["scan", "-"], text.as_bytes());
    assert!(answer.stdout.contains("One"), "{answer:?}");
    assert!(answer.stderr.contains("standard input, line 2"), "{answer:?}");
}

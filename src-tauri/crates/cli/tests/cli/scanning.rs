//! `scan`: four answers apart, and never a secret.

use serde_json::json;
use tempfile::tempdir;

use crate::pictures::{
    OTHER_SECRET, SECRET, address, export, png, write_blank, write_codes, write_damaged, write_dark, write_page,
};
use crate::program::{run, run_with};

#[test]
fn an_account_is_shown_with_everything_but_its_secret() {
    let folder = tempdir().unwrap();
    let uri = "otpauth://totp/Big%20Bank:ada?secret=JBSWY3DPEHPK3PXP&algorithm=SHA256&digits=8&period=60";
    write_codes(folder.path(), "a.png", &[uri]);
    let words = run(folder.path(), &["scan", "a.png"]).exits(0).hides("JBSWY3DPEHPK3PXP");
    for part in
        ["a.png: 1 account", "Big Bank: ada", "by time (TOTP), SHA256, 8 digits, every 60 s", "secret of 80 bits"]
    {
        assert!(words.stdout.contains(part), "{part}: {words:?}");
    }
    assert!(words.stdout.contains("warning: the secret has 80 bits"), "{words:?}");
    let answer = run(folder.path(), &["scan", "--json", "a.png"]).exits(0).hides("JBSWY3DPEHPK3PXP").json();
    let find = &answer["sources"][0]["finds"][0];
    let account = json!({
        "issuer": "Big Bank", "name": "ada", "kind": "totp", "algorithm": "SHA256", "digits": 8, "period": 60,
        "counter": null, "secretBits": 80, "repeated": false, "warnings": find["accounts"][0]["warnings"],
    });
    assert_eq!(find["accounts"], json!([account]));
    assert_eq!(find["accounts"][0]["warnings"][0]["code"], "secret-short");
    assert_eq!(find["corners"].as_array().map(Vec::len), Some(4));
    assert_eq!(answer["exports"], json!([]));
}

#[test]
fn a_picture_without_a_code_says_so() {
    let folder = tempdir().unwrap();
    write_blank(folder.path(), "blank.png");
    let answer = run(folder.path(), &["scan", "blank.png"]).exits(5);
    assert_eq!(answer.stdout, "");
    assert_eq!(answer.stderr.lines().next_back().map(|hint| hint.starts_with("hint:    ")), Some(true), "{answer:?}");
    assert!(answer.stderr.starts_with("code:    no-code\nmessage: blank.png: there is no QR code in this picture\n"));
    assert_eq!(run(folder.path(), &["scan", "blank.png", "--json"]).exits(5).error()["code"], "no-code");
}

#[test]
fn a_code_that_is_no_account_is_named_and_not_repeated() {
    let folder = tempdir().unwrap();
    for (text, what) in [
        ("https://example.org/?token=hunter2", "a web address (example.org)"),
        ("WIFI:T:WPA;S:home;P:hunter2;;", "the name and password of a Wi-Fi network"),
        ("hunter2", "a text"),
    ] {
        write_codes(folder.path(), "other.png", &[text]);
        let answer = run(folder.path(), &["scan", "other.png"]).exits(6).hides("hunter2");
        assert!(answer.stderr.contains(&format!("this is {what}, not an account")), "{answer:?}");
    }
}

#[test]
fn a_faulty_account_is_told_apart_by_its_code() {
    let folder = tempdir().unwrap();
    write_codes(folder.path(), "faulty.png", &["otpauth://totp/a?issuer=b"]);
    let answer = run(folder.path(), &["scan", "--json", "faulty.png"]).exits(6);
    assert_eq!(answer.error()["code"], "uri-missing-secret");
    assert_eq!(answer.json()["sources"][0]["finds"][0]["problems"][0]["code"], "uri-missing-secret");
}

#[test]
fn a_damaged_code_is_not_called_absent() {
    let folder = tempdir().unwrap();
    write_damaged(folder.path(), "damaged.png");
    let answer = run(folder.path(), &["scan", "--json", "damaged.png"]).exits(7);
    assert_eq!(answer.error()["code"], "damaged-code");
}

#[test]
fn what_stood_in_the_way_of_reading_is_said_with_a_remedy() {
    let folder = tempdir().unwrap();
    write_dark(folder.path(), "dark.png");
    let answer = run(folder.path(), &["scan", "dark.png"]).exits(7);
    let said =
        "code:    picture-too-dark\nmessage: dark.png: this picture is too dark to see a QR code in it\nhint:    ";
    assert!(answer.stderr.starts_with(said), "{answer:?}");
}

#[test]
fn each_code_of_a_picture_is_told_with_its_place_row_by_row() {
    let folder = tempdir().unwrap();
    write_damaged(folder.path(), "damaged.png");
    let names = ["ada", "bob"];
    let codes = names.map(|name| png(&address("GitHub", name, SECRET)));
    let damaged = std::fs::read(folder.path().join("damaged.png")).unwrap();
    write_page(folder.path(), "page.png", &[(&codes[1], 40, 400), (&damaged, 400, 0), (&codes[0], 20, 8)]);
    let answer = run(folder.path(), &["scan", "page.png"]).exits(11).hides(SECRET);
    let places: Vec<&str> = answer.stdout.lines().filter(|line| line.contains(" px wide")).collect();
    // Four modules of four pixels are around each code.
    let [ada, bob, unread] = places[..] else { panic!("three places: {answer:?}") };
    assert!(ada.starts_with("      at 36,24, ") && bob.starts_with("      at 56,416, "), "{answer:?}");
    assert!(unread.starts_with("      at 4"), "{answer:?}");
    assert!(answer.stdout.contains("ada") && answer.stdout.find("ada") < answer.stdout.find("bob"), "{answer:?}");
    assert!(answer.stdout.contains("  - there is a QR code in this picture that cannot be read\n"), "{answer:?}");
    let json = run(folder.path(), &["scan", "page.png", "--json"]).exits(11).json();
    assert_eq!(json["sources"][0]["damaged"].as_array().map(Vec::len), Some(1));
    assert_eq!(json["sources"][0]["finds"].as_array().map(Vec::len), Some(3));
}

#[test]
fn a_web_address_beside_an_account_is_nobodys_fault() {
    let folder = tempdir().unwrap();
    let account = address("GitHub", "ada", SECRET);
    write_codes(folder.path(), "page.png", &[&account, "https://example.org/app"]);
    let answer = run(folder.path(), &["scan", "page.png"]).exits(0);
    assert!(answer.stdout.contains("- GitHub: ada"), "{answer:?}");
    assert!(answer.stdout.contains("- this is a web address (example.org), not an account"), "{answer:?}");
    assert_eq!(answer.stderr, "");
}

#[test]
fn several_pictures_with_different_answers_end_with_a_code_of_their_own() {
    let folder = tempdir().unwrap();
    write_codes(folder.path(), "a.png", &[&address("GitHub", "ada", SECRET)]);
    write_codes(folder.path(), "web.png", &["https://example.org/"]);
    write_blank(folder.path(), "blank.png");
    run(folder.path(), &["scan", "a.png", "blank.png"]).exits(11);
    run(folder.path(), &["scan", "blank.png", "blank.png"]).exits(5);
    let answer = run(folder.path(), &["scan", "blank.png", "web.png", "--json"]).exits(1);
    assert_eq!(answer.error()["code"], "several-problems");
    assert_eq!(answer.json()["sources"].as_array().map(Vec::len), Some(2));
}

#[test]
fn what_is_no_picture_or_no_file_has_its_own_exit_code() {
    let folder = tempdir().unwrap();
    std::fs::write(folder.path().join("a.txt"), "text").unwrap();
    std::fs::write(folder.path().join("empty.png"), "").unwrap();
    std::fs::write(folder.path().join("cut.png"), &png("a")[..60]).unwrap();
    for (name, code) in [
        ("a.txt", "picture-unknown-format"),
        ("empty.png", "picture-empty-file"),
        ("cut.png", "picture-broken"),
        ("absent.png", "input-file"),
    ] {
        let answer = run(folder.path(), &["scan", "--json", name]).exits(13);
        assert_eq!(answer.error()["code"], code);
    }
}

#[test]
fn a_picture_and_addresses_come_by_standard_input() {
    let folder = tempdir().unwrap();
    let uri = address("GitHub", "ada", SECRET);
    let picture = run_with(folder.path(), &["scan", "-", "--json"], &png(&uri)).exits(0).hides(SECRET).json();
    assert_eq!(picture["sources"][0]["finds"][0]["accounts"][0]["issuer"], "GitHub");
    let text = format!("{uri}\n{}\n", address("GitLab", "bob", OTHER_SECRET));
    let answer = run_with(folder.path(), &["scan", "-"], text.as_bytes()).exits(0).hides(SECRET).hides(OTHER_SECRET);
    assert!(answer.stdout.starts_with("standard input: 2 accounts\n"), "{answer:?}");
    run_with(folder.path(), &["scan", "-"], b"").exits(13);
}

#[test]
fn an_export_says_which_of_its_pictures_are_missing() {
    let folder = tempdir().unwrap();
    let first = export(0, 4, &[("GitHub", "ada", b"12345678901234567890")]);
    let second = export(1, 4, &[("GitLab", "bob", b"98765432109876543210")]);
    write_codes(folder.path(), "1.png", &[&first]);
    write_codes(folder.path(), "2.png", &[&second]);
    let answer = run(folder.path(), &["scan", "2.png", "1.png", "2.png"]).exits(0);
    assert!(answer.stdout.ends_with("2 of 4 pictures of this export read, still missing 3 and 4\n"), "{answer:?}");
    // The last ones come by another entrance.
    let rest =
        [export(2, 4, &[("A", "a", b"12345678901234567891")]), export(3, 4, &[("B", "b", b"12345678901234567892")])];
    let answer = run_with(folder.path(), &["scan", "2.png", "-", "1.png"], rest.join("\n").as_bytes()).exits(0);
    assert!(answer.stdout.ends_with("all 4 pictures of this export read\n"), "{answer:?}");
    let answer = run(folder.path(), &["scan", "2.png", "1.png", "--json"]).exits(0).json();
    assert_eq!(answer["exports"], json!([{ "have": 2, "total": 4, "missing": [3, 4] }]));
}

#[test]
fn control_characters_of_a_picture_do_not_reach_the_terminal() {
    let folder = tempdir().unwrap();
    write_codes(folder.path(), "evil.png", &[&address("Git%1b%5b31mHub%c2%9b", "ada%e2%80%aegpj", SECRET)]);
    for form in [["scan", "evil.png", "--json"].as_slice(), &["scan", "evil.png"]] {
        let answer = run(folder.path(), form).exits(0);
        let wrong = |letter: char| (letter.is_control() && letter != '\n') || letter == '\u{202e}';
        assert!(!answer.stdout.contains(wrong), "{answer:?}");
    }
}

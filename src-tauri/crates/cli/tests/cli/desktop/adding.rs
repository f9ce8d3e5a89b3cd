//! `add` and `list`.

use serde_json::json;

use super::Desk;
use crate::pictures::{OTHER_SECRET, SECRET, address, export, write_blank, write_codes};

#[test]
fn a_picture_becomes_an_account_that_stays() {
    let desk = Desk::start();
    write_codes(&desk.folder(), "a.png", &[&address("GitHub", "ada", SECRET)]);
    let added = desk.run("add a.png").exits(0).hides(SECRET);
    assert_eq!((added.stdout.as_str(), added.stderr.as_str()), ("added: GitHub: ada\n", ""));
    let accounts = desk.accounts();
    let [account] = accounts.as_slice() else { panic!("{accounts:?}") };
    let expected = json!({
        "id": account["id"], "issuer": "GitHub", "name": "ada", "kind": "totp", "algorithm": "SHA1", "digits": 6,
        "period": 30, "counter": null, "secretBits": 160, "tags": [], "pinned": false, "note": "",
        "createdAt": account["createdAt"], "changedAt": account["createdAt"], "trashedAt": null,
    });
    assert_eq!(*account, expected);
    let id = account["id"].as_str().unwrap();
    let list = desk.run("list").exits(0).hides(SECRET).stdout;
    assert_eq!(list, format!("ISSUER  NAME  KIND  ID        TAGS\nGitHub  ada   totp  {}\n", &id[..8]));
}

#[test]
fn a_duplicate_is_pointed_out_and_not_added() {
    let desk = Desk::with_account();
    let uri = address("Elsewhere", "eve", SECRET);
    let answer = desk.run_with("add -", uri.as_bytes()).exits(0);
    assert_eq!(answer.stdout, "not added: Elsewhere: eve is here already as GitHub: ada, with the same secret\n");
    let answer = desk.run_with("add - --json", uri.as_bytes()).exits(0).json();
    assert_eq!(answer["added"], json!([]));
    assert_eq!(answer["duplicates"][0]["id"], desk.accounts()[0]["id"]);
    desk.run("remove github").exits(0);
    let answer = desk.run_with("add -", uri.as_bytes()).exits(0);
    assert!(answer.stdout.contains("is in the trash as GitHub: ada"), "{answer:?}");
    assert_eq!(desk.accounts().len(), 0);
}

#[test]
fn the_same_name_with_another_secret_needs_a_yes() {
    let desk = Desk::with_account();
    let uri = address("GitHub", "ada", OTHER_SECRET);
    let answer = desk.run_with("add - --json", uri.as_bytes()).exits(12);
    assert_eq!(answer.error()["code"], "account-name-taken");
    assert_eq!(answer.json()["refused"][0]["error"]["code"], "account-name-taken");
    assert_eq!(desk.accounts().len(), 1);
    // Beside another account it is a part that was not done.
    let both = format!("{uri}\n{}", address("GitLab", "bob", "MFRGGZDFMZTWQ2LKMFRGGZDFMZTWQ2LK"));
    desk.run_with("add -", both.as_bytes()).exits(11);
    assert_eq!(desk.accounts().len(), 2);
    desk.run_with("add - --yes", uri.as_bytes()).exits(0);
    assert_eq!(desk.accounts().len(), 3);
}

#[test]
fn what_is_good_is_added_beside_what_is_not() {
    let desk = Desk::start();
    write_codes(&desk.folder(), "a.png", &[&address("GitHub", "ada", SECRET)]);
    write_codes(&desk.folder(), "web.png", &["https://example.org/"]);
    write_blank(&desk.folder(), "blank.png");
    let answer = desk.run("add a.png blank.png absent.png").exits(11);
    assert_eq!(answer.stdout, "added: GitHub: ada\n");
    assert!(answer.stderr.contains("message: blank.png: there is no QR code in this picture"), "{answer:?}");
    assert!(answer.stderr.contains("message: absent.png: it could not be read"), "{answer:?}");
    desk.run("add blank.png").exits(5);
    desk.run("add web.png").exits(6);
    desk.run("add absent.png").exits(13);
    desk.run_with("add -", b"nothing of use").exits(6);
    assert_eq!(desk.accounts().len(), 1);
}

#[test]
fn an_export_keeps_what_came_and_says_what_is_missing() {
    let desk = Desk::start();
    let first = export(0, 3, &[("GitHub", "ada", b"12345678901234567890")]);
    let third = export(2, 3, &[("GitLab", "bob", b"98765432109876543210"), ("", "eve", b"abcdefghijabcdefghij")]);
    let answer = desk.run_with("add -", format!("{third}\n{first}\n").as_bytes()).exits(11);
    let expected = [
        "added: GitLab: bob",
        "added: eve",
        "added: GitHub: ada",
        "2 of 3 pictures of this export read, still missing 2",
    ];
    assert_eq!(answer.stdout.lines().collect::<Vec<_>>(), expected);
    let whole = [first, export(1, 3, &[]), third].join("\n");
    let answer = desk.run_with("add - --json", whole.as_bytes()).exits(0).json();
    assert_eq!(answer["exports"], json!([{ "have": 3, "total": 3, "missing": [] }]));
    assert_eq!(answer["duplicates"].as_array().map(Vec::len), Some(3));
}

#[test]
fn an_account_is_typed_without_a_secret_among_the_arguments() {
    let desk = Desk::start();
    desk.run_with("add --typed", b"Bank\nada\ngezd gnbv-gy3tqojqgezdgnbvgy3tqojq\n").exits(0).hides("GEZDGNBV");
    let line = "add --typed --issuer Safe --name eve --kind hotp --digits 8 --counter 7 --algorithm sha-512 --json";
    let added = desk.run_with(line, OTHER_SECRET.as_bytes()).exits(0).hides(OTHER_SECRET).json();
    let account = &added["added"][0];
    assert_eq!((&account["kind"], &account["counter"]), (&json!("hotp"), &json!(7)));
    assert_eq!((&account["digits"], &account["algorithm"]), (&json!(8), &json!("SHA512")));
    let wrong = desk.run_with("add --typed --issuer A --name b", b"GEZD0NBV").exits(6).hides("GEZD");
    assert!(wrong.stderr.contains("at place 5"), "{wrong:?}");
    assert_eq!(desk.run_with("add --typed --json", b"A\n").exits(12).error()["code"], "answer-missing");
    assert_eq!(desk.run_with("add --typed --json", b"\n\nGEZDGNBV").exits(6).error()["code"], "typed-no-name");
}

#[test]
fn the_example_is_added_once() {
    let desk = Desk::start();
    assert_eq!(desk.run("add --example").exits(0).stdout, "added: Example: alice@example.com\n");
    assert!(desk.run("add --example").exits(0).stdout.starts_with("not added: "));
}

#[test]
fn accounts_are_listed_in_columns_whatever_their_letters() {
    let desk = Desk::with_account();
    desk.add("otpauth://totp/%E9%8A%80%E8%A1%8C:%F0%9F%A6%80%20ada?secret=MFRGGZDFMZTWQ2LKMFRGGZDFMZTWQ2LK");
    let list = desk.run("list").exits(0).stdout;
    // Each of these letters is two columns wide.
    assert!(list.contains("\nGitHub  ada     totp  "), "{list}");
    assert!(list.contains("\n銀行    🦀 ada  totp  "), "{list}");
}

//! `code` for accounts that are kept.

use std::collections::BTreeSet;

use serde_json::json;

use super::{Desk, oathtool};
use crate::pictures::{OTHER_SECRET, SECRET, address};

#[test]
fn a_code_is_the_one_an_independent_program_makes() {
    let desk = Desk::with_account();
    let now = desk.run("code github --json").exits(0).json();
    let at = format!("@{}", now["validFrom"]);
    assert_eq!(now["code"], oathtool(&["--totp", "-b", "-N", &at, SECRET]));
    let answer = desk.run("code GitHub:ada --at 2033-05-18T03:33:20Z").exits(0).hides(SECRET);
    let expected = oathtool(&["--totp", "-b", "-N", "@2000000000", SECRET]);
    assert_eq!((answer.stdout, answer.stderr), (format!("{expected}\n"), String::new()));
    let next = oathtool(&["--totp", "-b", "-N", "@2000000030", SECRET]);
    assert_eq!(desk.run("code ada --at 2000000000 --next").exits(0).stdout, format!("{next}\n"));
}

#[test]
fn a_name_that_fits_several_accounts_lists_them() {
    let desk = Desk::with_account();
    desk.add(&address("GitLab", "ada", OTHER_SECRET));
    let answer = desk.run("code git").exits(4);
    assert_eq!(answer.stdout, "");
    assert!(answer.stderr.contains("GitHub  ada") && answer.stderr.contains("GitLab  ada"), "{answer:?}");
    let error = desk.run("code ada --json").exits(4).error();
    assert_eq!(error["code"], "account-name-ambiguous");
    let id = error["candidates"][1]["id"].as_str().unwrap();
    assert_eq!(error["candidates"][1], json!({ "id": id, "issuer": "GitLab", "name": "ada", "inTrash": false }));
    assert_eq!(desk.run(&format!("code {} --json", &id[..8])).exits(0).json()["issuer"], "GitLab");
    desk.run("code nobody").exits(3);
}

#[test]
fn a_counter_moves_before_its_code_is_shown() {
    let desk = Desk::start();
    desk.add(&format!("otpauth://hotp/Bank:ada?secret={SECRET}&counter=5"));
    for counter in 5..8 {
        let expected = oathtool(&["--hotp", "-b", "-c", &counter.to_string(), SECRET]);
        let answer = desk.run("code bank --json").exits(0).json();
        assert_eq!((&answer["code"], &answer["counter"]), (&json!(expected), &json!(counter)));
        assert_eq!(desk.accounts()[0]["counter"], counter + 1);
    }
    // What is refused moves nothing.
    desk.run("code bank --at 5").exits(2);
    desk.run("code bank --next").exits(2);
    desk.run("code bank --min-left 5").exits(2);
    assert_eq!(desk.accounts()[0]["counter"], 8);
}

#[test]
fn two_programs_at_once_never_get_the_same_counter() {
    let desk = Desk::start();
    desk.add(&format!("otpauth://hotp/Bank:ada?secret={SECRET}&counter=0"));
    let counters: Vec<u64> = std::thread::scope(|scope| {
        let take = || (0..8).map(|_| desk.run("code bank --json").exits(0).json()["counter"].as_u64().unwrap());
        let workers: Vec<_> = (0..2).map(|_| scope.spawn(move || take().collect::<Vec<_>>())).collect();
        workers.into_iter().flat_map(|worker| worker.join().unwrap()).collect()
    });
    let distinct: BTreeSet<u64> = counters.iter().copied().collect();
    assert_eq!(distinct, (0..16).collect());
}

#[test]
fn a_part_of_a_name_moves_no_counter() {
    let desk = Desk::with_account();
    desk.add(&format!("otpauth://hotp/GitHub%20Enterprise:eve?secret={OTHER_SECRET}&counter=5"));
    assert_eq!(desk.run("code enterprise --json").exits(3).error()["code"], "account-name-in-part");
    desk.run("remove GitHub").exits(0);
    let answer = desk.run("code GitHub").exits(3);
    assert!(answer.stderr.contains("`countersign restore GitHub`"), "{answer:?}");
    desk.run("remove GitHub --forever --yes").exits(0);
    assert_eq!(desk.run("code GitHub --json").exits(3).error()["candidates"][0]["name"], "eve");
    assert_eq!(desk.accounts()[0]["counter"], 5);
    assert_eq!(desk.run("code EVE --json").exits(0).json()["counter"], 5);
}

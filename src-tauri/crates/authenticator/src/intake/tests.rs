use otp::{Kind, UnixSeconds};
use qr::{FoundCode, Obstacle};
use zeroize::Zeroizing;

use super::*;
use crate::account::Account;

mod texts;

const URI: &str = "otpauth://totp/Example:alice@example.com?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Example";
const OTHER_URI: &str = "otpauth://hotp/bob?secret=JBSWY3DPEHPK3PXP&counter=7";

const UNREADABLE: Obstacle = Obstacle::Unreadable { corners: [(10, 10), (50, 10), (50, 50), (10, 50)] };
const TOO_SMALL: Obstacle = Obstacle::TooSmall { tenths: 14, corners: [(0, 0); 4] };

fn reading(payloads: &[&str]) -> Reading {
    let code =
        |payload: &&str| FoundCode { payload: Zeroizing::new(payload.as_bytes().to_vec()), corners: [(0.0, 0.0); 4] };
    Reading { codes: payloads.iter().map(code).collect(), width: 1, height: 1, ..Reading::default() }
}

fn from_text(text: &str) -> Draft {
    let mut draft = Draft::new();
    draft.add_text("text", text);
    draft
}

fn codes(draft: &Draft) -> Vec<&'static str> {
    draft.problems().iter().map(|problem| problem.error.code()).collect()
}

fn names(draft: &Draft) -> Vec<&str> {
    draft.items().iter().map(|item| item.account.name.as_str()).collect()
}

fn stored(uri: &str) -> Account {
    let draft = from_text(uri);
    let new = draft.items()[0].account.clone();
    new.into_account("3h0q8zt5v2wkd4n7r9xm6yb1ca".parse().unwrap(), UnixSeconds(0))
}

#[test]
fn a_picture_with_an_account_gives_an_item() {
    let mut draft = Draft::new();
    draft.add_picture("a.png", &Ok(reading(&[URI, OTHER_URI])));
    assert_eq!(names(&draft), ["alice@example.com", "bob"]);
    let [first, second] = draft.items() else { panic!("two items") };
    assert_eq!((first.item, first.source.as_str(), first.account.issuer.as_str()), (0, "a.png", "Example"));
    assert_eq!(second.warnings.iter().map(|warning| warning.code).collect::<Vec<_>>(), ["secret-short"]);
    assert_eq!(codes(&draft), Vec::<&str>::new());
}

#[test]
fn the_answers_of_a_picture_are_kept_apart() {
    let cases = [
        (Ok(reading(&[])), vec!["no-code"]),
        (Ok(reading(&["https://example.com/"])), vec!["not-an-account"]),
        (Ok(Reading { damaged: 2, ..reading(&[]) }), vec!["damaged-code"]),
        (Ok(Reading { obstacles: vec![Obstacle::TooDark], ..reading(&[]) }), vec!["picture-too-dark"]),
        (
            Ok(Reading { damaged: 2, obstacles: vec![UNREADABLE, TOO_SMALL], ..reading(&[URI]) }),
            vec!["code-too-small", "damaged-code"],
        ),
        (Ok(Reading { incomplete: Some(Incomplete::TimeOut), ..reading(&[]) }), vec!["time-out"]),
        (Ok(Reading { incomplete: Some(Incomplete::Crashed), ..reading(&[]) }), vec!["picture-reader-crashed"]),
        (
            Ok(Reading { incomplete: Some(Incomplete::TimeOut), damaged: 1, ..reading(&[URI]) }),
            vec!["time-out", "damaged-code"],
        ),
        (Ok(reading(&["otpauth://totp/x"])), vec!["uri-missing-secret"]),
        (Err(ReadError::Broken), vec!["picture-broken"]),
    ];
    for (reading, expected) in cases {
        let mut draft = Draft::new();
        draft.add_picture("p.png", &reading);
        assert_eq!(codes(&draft), expected);
        assert!(draft.problems().iter().all(|problem| problem.source == "p.png" && !problem.error.hint().is_empty()));
    }
}

#[test]
fn an_obstacle_with_a_remedy_is_said_apart_and_of_the_code_it_is_about() {
    let square = |x: f32| [(x, 0.0), (x + 40.0, 0.0), (x + 40.0, 40.0), (x, 40.0)];
    let damaged_at = vec![square(100.0), square(0.0)];
    let found = Reading { damaged: 2, damaged_at, obstacles: vec![UNREADABLE, TOO_SMALL], ..reading(&[]) };
    let mut draft = Draft::new();
    draft.add_picture("p.png", &Ok(found));
    let [small, damaged] = draft.problems() else { panic!("{:?}", draft.problems()) };
    assert!(small.error.to_string().contains("about 1.4 pixels wide"), "{small:?}");
    assert_eq!((small.places.as_slice(), damaged.places.as_slice()), (&[0][..], &[1][..]));
    assert_eq!(damaged.error, IntakeError::DamagedCode { count: 1 });
}

#[test]
fn what_is_no_account_is_said_by_kind_and_never_repeated() {
    let cases = [
        ("https://user:hidden@Example.com:8443/hidden?x=hidden", "a web address (example.com)"),
        ("HTTP://example.org", "a web address (example.org)"),
        ("https://exa mple hidden/", "a web address"),
        ("www.example.net/hidden", "a web address (www.example.net)"),
        ("WIFI:T:WPA;S:hidden;P:hidden;;", "the name and password of a Wi-Fi network"),
        ("BEGIN:VCARD\nN:hidden", "a contact"),
        ("MECARD:N:hidden;;", "a contact"),
        ("mailto:hidden@example.com", "an e-mail"),
        ("tel:+49hidden", "a phone number"),
        ("SMSTO:+49:hidden", "a text message"),
        ("geo:0,0?q=hidden", "a place"),
        ("BEGIN:VEVENT\nhidden", "a calendar entry"),
        ("bitcoin:hidden", "a payment"),
        ("FIDO:/0123hidden", "a request to sign in with a passkey"),
        (
            "phonefactor://activate_account?code=hidden",
            "a set-up code of Microsoft Authenticator, in that program's own format",
        ),
        ("steam://run/hidden", "a link for another program (steam)"),
        ("tg://login?token=hidden", "a link for another program (tg)"),
        ("GEZD GNBV GY3T QOJQ", "what looks like a secret without anything around it"),
        ("gezdgnbvgy3tqojq", "what looks like a secret without anything around it"),
        ("hidden hidden hidden hidden", "a text"),
        ("hidden: 1", "a text"),
        ("hidden stuff://x", "a text"),
    ];
    for (payload, expected) in cases {
        let mut draft = Draft::new();
        draft.add_picture("p", &Ok(reading(&[payload])));
        let [problem] = draft.problems() else { panic!("one problem: {payload}") };
        assert_eq!(problem.error.to_string(), format!("this is {expected}, not an account"), "{payload}");
        let shown = format!("{} {} {:?}", problem.error, problem.error.hint(), problem.error);
        assert!(!shown.contains("hidden") && !shown.contains("QOJQ"), "{shown}");
    }
}

#[test]
fn a_text_gives_every_address_in_it() {
    let draft = from_text(&format!("My accounts:\n{URI}\n\n  \"{OTHER_URI}\",\r\n"));
    assert_eq!(names(&draft), ["alice@example.com", "bob"]);
    assert_eq!(codes(&draft), ["not-an-account"]);
    let draft = from_text(&format!("a\nb b\n{URI}"));
    assert_eq!(draft.problems()[0].error, IntakeError::OtherLines { lines: 2 });
}

#[test]
fn an_address_broken_over_two_lines_is_refused_instead_of_cut() {
    let draft = from_text("otpauth://totp/a?secret=GEZDGNBV\nGY3TQOJQ&issuer=b");
    assert_eq!((draft.items().len(), codes(&draft)), (0, vec!["uri-line-break"]));
}

#[test]
fn empty_and_endless_texts_are_refused() {
    assert_eq!(codes(&from_text(" \n")), ["text-empty"]);
    assert_eq!(codes(&from_text(&"x".repeat(5_000_000))), ["text-too-long"]);
}

/// Three accounts in two pictures, as Google's program exports them. Built by hand from the format's message:
/// `otp_parameters = 1 { secret = 1, name = 2, issuer = 3, algorithm = 4, digits = 5, type = 6 }`, `version = 2`,
/// `batch_size = 3`, `batch_index = 4`, `batch_id = 5`.
fn export(index: u8, names: &[&str]) -> String {
    let mut message = Vec::new();
    for name in names {
        let mut account = Vec::from(b"\x0a\x0a0123456789");
        account.extend([0x12, u8::try_from(name.len()).unwrap()]);
        account.extend(name.bytes());
        account.extend([0x20, 1, 0x28, 1, 0x30, 2]);
        message.extend([0x0a, u8::try_from(account.len()).unwrap()]);
        message.extend(account);
    }
    message.extend([0x10, 1, 0x18, 2, 0x20, index, 0x28, 77]);
    format!("otpauth-migration://offline?data={}", base64(&message))
}

fn base64(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let groups = bytes.chunks(3).map(|group| {
        let bits = group.iter().chain([&0; 2]).take(3).fold(0_usize, |bits, byte| (bits << 8) | usize::from(*byte));
        let letters = [18, 12, 6, 0].map(|shift| char::from(ALPHABET[(bits >> shift) & 63]));
        letters.into_iter().take(group.len() + 1).collect::<String>()
    });
    groups.collect()
}

#[test]
fn an_export_is_put_together_over_several_sources() {
    let mut draft = Draft::new();
    draft.add_picture("2.png", &Ok(reading(&[&export(1, &["carol"])])));
    let progress = &draft.batches()[0];
    assert_eq!((progress.have, progress.total, progress.missing.clone()), (1, 2, vec![1]));
    draft.add_text("pasted", &export(0, &["alice", "bob"]));
    draft.add_text("again", &export(0, &["alice", "bob"]));
    assert_eq!(names(&draft), ["carol", "alice", "bob"]);
    assert!(draft.batches()[0].is_complete());
    assert_eq!(draft.items()[0].warnings[0].code, "secret-short");
    assert_eq!(codes(&draft), Vec::<&str>::new());
}

#[test]
fn an_export_that_is_damaged_is_a_problem() {
    assert_eq!(codes(&from_text("otpauth-migration://offline?data=!!")), ["migration-not-base64"]);
}

#[test]
fn a_draft_that_is_full_says_so_once_and_takes_no_more() {
    let mut draft = Draft::new();
    let lines: Vec<String> = (0..5_000).map(|number| URI.replace("alice", &number.to_string())).collect();
    draft.add_text("text", &lines.join("\n"));
    draft.add_text("export", &export(0, &["one"]));
    assert_eq!((draft.items().len(), codes(&draft)), (MAX_ITEMS, vec!["draft-full"]));
    let problem = &draft.problems()[0].error;
    assert_eq!(problem.to_string(), "this is more than fits at once: only the first 1000 accounts are here");
    let alike = draft.duplicates([]);
    assert_eq!((alike.len(), alike.iter().flatten().filter(|duplicate| duplicate.same).count()), (1_000, 999));
    assert!(draft.batches().is_empty(), "it can be read again once there is room");
    draft.remove(7);
    draft.add_text("export", &export(0, &["one"]));
    assert_eq!((draft.items().len(), draft.batches().len()), (MAX_ITEMS, 1));
    draft.add_typed("typed", &typed()).unwrap();
    assert_eq!(draft.items().len(), MAX_ITEMS + 1);
}

#[test]
fn five_thousand_problems_are_not_all_listed() {
    let draft = from_text(&"otpauth://totp/a\n".repeat(5_000));
    assert_eq!((draft.problems().len(), codes(&draft).last().copied()), (MAX_PROBLEMS + 1, Some("draft-full")));
}

#[test]
fn one_export_too_many_is_left_out() {
    let mut draft = Draft::new();
    for number in 0..=MAX_EXPORTS {
        // The same place in exports of the same id: each begins another one.
        draft.add_text("text", &export(0, &[&number.to_string()]));
    }
    draft.add_text("repeated", &export(0, &["0"]));
    assert_eq!((draft.batches().len(), draft.items().len()), (MAX_EXPORTS, MAX_EXPORTS));
    assert_eq!(codes(&draft), ["draft-full"]);
}

fn typed() -> TypedAccount {
    TypedAccount {
        issuer: " Example ".to_owned(),
        name: String::new(),
        secret: Zeroizing::new("gezd gnbv gy3t qojq".to_owned()),
        kind: Kind::Totp,
        algorithm: "sha-256".to_owned(),
        digits: 8,
        period: 60,
        counter: 0,
    }
}

#[test]
fn a_typed_account_is_checked_part_by_part() {
    let mut draft = Draft::new();
    assert_eq!(draft.add_typed("typed", &typed()), Ok(0));
    assert_eq!(draft.items()[0].account.issuer, "Example");
    assert_eq!(draft.items()[0].warnings[0].code, "secret-short");
    let cases = [
        (TypedAccount { issuer: " ".to_owned(), ..typed() }, "typed-no-name"),
        (TypedAccount { secret: Zeroizing::new("GEZD1".to_owned()), ..typed() }, "secret-not-base32"),
        (TypedAccount { secret: Zeroizing::new(String::new()), ..typed() }, "secret-empty"),
        (TypedAccount { algorithm: "MD5".to_owned(), ..typed() }, "parameter-unknown-algorithm"),
        (TypedAccount { digits: 10, ..typed() }, "parameter-digits-out-of-range"),
        (TypedAccount { period: 0, ..typed() }, "parameter-period-out-of-range"),
        (TypedAccount { kind: Kind::Hotp, counter: u64::MAX, ..typed() }, "code-counter-overflow"),
    ];
    for (typed, code) in cases {
        assert_eq!(draft.add_typed("typed", &typed).unwrap_err().code(), code);
    }
    assert_eq!(draft.items().len(), 1);
}

#[test]
fn what_a_kind_has_no_use_for_is_not_checked() {
    let mut draft = Draft::new();
    let steam = TypedAccount { kind: Kind::Steam, algorithm: String::new(), digits: 0, period: 0, ..typed() };
    draft.add_typed("typed", &steam).unwrap();
    draft.add_typed("typed", &TypedAccount { kind: Kind::Hotp, period: 0, ..typed() }).unwrap();
    let kinds: Vec<_> = draft.items().iter().map(|item| item.account.parameters.kind()).collect();
    assert_eq!(kinds, [Kind::Steam, Kind::Hotp]);
}

#[test]
fn the_same_secret_is_pointed_out_and_the_same_name_is_asked_about() {
    let existing = stored(URI);
    let same_name = URI.replace("GEZD", "MFRG").replace("alice", "ALICE");
    let renamed = "otpauth://totp/Renamed?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
    let draft = from_text(&format!("{renamed}\n{same_name}\n{OTHER_URI}"));
    let label = "Example: alice@example.com".to_owned();
    let found = |item| draft.duplicate(item, [&existing]);
    let same = Duplicate { same: true, label, id: Some(existing.id), in_trash: false };
    assert_eq!(found(0), Some(same.clone()));
    assert_eq!(found(1), Some(Duplicate { same: false, ..same }));
    assert_eq!((found(2), found(99)), (None, None));
}

#[test]
fn an_earlier_item_of_the_draft_counts_too() {
    let draft = from_text(&format!("{URI}\n{URI}\n{}", URI.replace("GEZD", "MFRG")));
    let found: Vec<_> = (0..3).map(|item| draft.duplicate(item, []).map(|duplicate| duplicate.same)).collect();
    assert_eq!(found, [None, Some(true), Some(false)]);
}

#[test]
fn the_same_secret_in_the_trash_is_told_and_the_same_name_there_is_not() {
    let existing = Account { trashed_at: Some(UnixSeconds(1)), ..stored(URI) };
    let draft = from_text(&format!("{URI}\n{}", URI.replace("GEZD", "MFRG")));
    assert!(draft.duplicate(0, [&existing]).is_some_and(|duplicate| duplicate.same && duplicate.in_trash));
    assert_eq!(draft.duplicate(1, [&existing]).map(|duplicate| duplicate.id), Some(None), "only the item before it");
}

#[test]
fn all_duplicates_at_once_are_what_each_item_is_like() {
    let existing = [Account { trashed_at: Some(UnixSeconds(1)), ..stored(OTHER_URI) }, stored(URI)];
    let renamed = URI.replace("alice", "carol");
    let same_name = URI.replace("GEZD", "MFRG");
    let draft = from_text(&[OTHER_URI, &renamed, &same_name, OTHER_URI, URI, &renamed].join("\n"));
    let each: Vec<_> = (0..6).map(|item| draft.duplicate(item, &existing)).collect();
    assert_eq!(draft.duplicates(&existing), each);
    let shown: Vec<_> = each.iter().flatten().map(|like| (like.same, like.id.is_some(), like.in_trash)).collect();
    let (trashed, there) = ((true, true, true), (true, true, false));
    // An earlier item comes before what is in the trash.
    assert_eq!(shown, [trashed, there, (false, true, false), (true, false, false), there, there]);
}

#[test]
fn accounts_without_any_name_are_not_alike() {
    let nameless = |secret: &str| format!("otpauth://totp/?secret={secret}");
    let draft = from_text(&format!("{}\n{}", nameless("GEZDGNBVGY3TQOJQ"), nameless("JBSWY3DPEHPK3PXP")));
    assert_eq!((draft.items().len(), draft.duplicate(1, [])), (2, None));
}

#[test]
fn picks_carry_the_corrected_names_once_each() {
    let draft = from_text(&format!("{URI}\n{OTHER_URI}"));
    let pick = |item, issuer: &str, name: &str| Pick { item, issuer: issuer.to_owned(), name: name.to_owned() };
    let picked = draft.picked(&[
        pick(1, " Bank ", "bob\u{202e}"),
        pick(1, "x", "x"),
        pick(9, "x", "x"),
        pick(0, "Example", "a"),
    ]);
    let shown: Vec<_> =
        picked.iter().map(|(item, account)| (*item, account.issuer.as_str(), account.name.as_str())).collect();
    assert_eq!(shown, [(1, "Bank", "bob"), (0, "Example", "a")]);
}

#[test]
fn numbers_are_never_used_again() {
    let mut draft = from_text(URI);
    draft.remove(0);
    draft.add_text("text", OTHER_URI);
    assert_eq!(draft.items()[0].item, 1);
}

#[test]
fn an_issuer_in_the_label_is_kept_until_the_issuer_is_corrected() {
    let draft = from_text("otpauth://totp/Old:a?secret=GEZDGNBVGY3TQOJQ&issuer=New");
    let picked = |issuer: &str| {
        let pick = Pick { item: 0, issuer: issuer.to_owned(), name: "a".to_owned() };
        draft.picked(&[pick])[0].1.label_issuer.clone()
    };
    assert_eq!((picked("New"), picked("Other")), (Some("Old".to_owned()), None));
}

#[test]
fn the_example_says_that_its_secret_is_public() {
    let mut draft = Draft::new();
    draft.add_example("example");
    let account = &draft.items()[0].account;
    assert_eq!((account.issuer.as_str(), account.secret.bits()), ("Example", 160));
    assert!(account.note.contains("public"));
}

#[test]
fn nothing_shows_a_secret() {
    let draft = from_text(&format!("{URI}\n{OTHER_URI}"));
    let shown = format!("{draft:?}");
    assert!(!shown.contains("GEZD") && !shown.contains("JBSW") && !shown.contains("1234567890"), "{shown}");
}

use otp::{Algorithm, Counter, Digits, Kind, Parameters, Period, Secret, UnixSeconds};

use super::*;
use crate::account::{KeptAddress, NewAccount};

fn id() -> RecordId {
    "3h0q8zt5v2wkd4n7r9xm6yb1ca".parse().unwrap()
}

fn secret() -> Secret {
    Secret::parse_base32("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ").unwrap()
}

fn account() -> Account {
    Account {
        id: id(),
        revision: 7,
        issuer: "Example".to_owned(),
        name: "alice@example.com".to_owned(),
        codes: Codes::Made { secret: secret(), parameters: Parameters::default() },
        tags: vec!["work".to_owned()],
        pinned: true,
        note: "“quoted” \\ 𝄞\n".to_owned(),
        icon: Some("example".to_owned()),
        rank: -3,
        created_at: UnixSeconds(1_700_000_000),
        changed_at: UnixSeconds(1_700_000_001),
        trashed_at: Some(UnixSeconds(1_700_000_002)),
        label_issuer: Some("Other".to_owned()),
        extra: vec![("image".to_owned(), "https://example.com/x.png".to_owned())],
        unknown: UnknownFields::default(),
    }
}

fn text(account: &Account) -> RawRecord {
    RawRecord::Text(print(account).unwrap())
}

fn raw(text: &str) -> RawRecord {
    RawRecord::from_bytes(text.as_bytes().to_vec())
}

#[test]
fn the_text_describes_itself() {
    let text = print(&account()).unwrap();
    let expected = concat!(
        r#"{"format":1,"id":"3h0q8zt5v2wkd4n7r9xm6yb1ca","revision":7,"issuer":"Example","name":"alice@example.com","#,
        r#""type":"totp","secret":"GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ","algorithm":"SHA1","digits":6,"period":30,"#,
        r#""tags":["work"],"pinned":true,"note":"“quoted” \\ 𝄞\n","icon":"example","rank":-3,"#,
        r#""created_at":1700000000,"changed_at":1700000001,"trashed_at":1700000002,"label_issuer":"Other","#,
        r#""extra":[["image","https://example.com/x.png"]]}"#,
    );
    assert_eq!(text.as_str(), expected);
}

#[test]
fn every_kind_of_account_comes_back_from_its_text() {
    let (algorithm, digits) = (Algorithm::Sha512, Digits::new(8).unwrap());
    let kinds = [
        Parameters::Totp { algorithm, digits, period: Period::new(86_400).unwrap() },
        Parameters::Hotp { algorithm, digits, counter: Counter::new(u64::MAX) },
        Parameters::Steam,
    ];
    for parameters in kinds {
        let account = Account { codes: Codes::Made { secret: secret(), parameters }, ..account() };
        assert_eq!(parse(&id(), &text(&account)), Ok(account));
    }
}

#[test]
fn a_small_record_needs_no_more_than_its_own_fields() {
    let new = NewAccount::new(String::new(), String::new(), secret(), Parameters::Steam);
    let account = Account {
        tags: new.tags,
        note: new.note,
        icon: None,
        trashed_at: None,
        label_issuer: None,
        extra: Vec::new(),
        ..account()
    };
    assert_eq!(parse(&id(), &text(&account)), Ok(account));
}

#[test]
fn unknown_fields_survive_a_change() {
    let newer = r#""rank":-3,"colour":{"red":[1,2]},"since":"v9","#;
    let written = print(&account()).unwrap().replace(r#""rank":-3,"#, newer);
    let mut account = parse(&id(), &raw(&written)).unwrap();
    assert_eq!(account.unknown.len(), 2);
    account.note = "changed".to_owned();
    let again = print(&account).unwrap();
    assert!(again.contains(r#""colour":{"red":[1,2]}"#) && again.contains(r#""since":"v9""#), "{}", again.as_str());
}

#[test]
fn each_damage_is_named_and_never_repeats_the_content() {
    let good = print(&account()).unwrap();
    let secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
    let cases = [
        (raw(""), "record-not-json"),
        (raw(&good[..good.len() - 1]), "record-not-json"),
        (raw("GEZDGNBVGY3TQOJQ"), "record-not-json"),
        (raw("[1]"), "record-bad-value"),
        (raw("{}"), "record-missing-field"),
        (raw(&good.replace(r#""type":"totp","#, "")), "record-missing-field"),
        (raw(&good.replace(r#""period":30,"#, "")), "record-missing-field"),
        (raw(&good.replace(r#""type":"totp""#, r#""type":"hotp""#)), "record-missing-field"),
        (raw(&good.replace(r#""digits":6"#, r#""digits":10"#)), "record-bad-value"),
        (raw(&good.replace(r#""period":30"#, r#""period":0"#)), "record-bad-value"),
        (raw(&good.replace(r#""revision":7"#, &format!(r#""revision":"{secret}""#))), "record-bad-value"),
        (raw(&good.replace(secret, "not base32!")), "record-bad-secret"),
        (raw(&good.replace(secret, "")), "record-bad-secret"),
        (raw(&good.replace("3h0q8zt5", "3h0q8zt6")), "record-other-id"),
        (raw(&good.replace(r#""format":1"#, r#""format":2"#)), "record-newer"),
        (raw(r#"{"format":2,"all":"different"}"#), "record-newer"),
        (RawRecord::from_bytes(b"\xff".to_vec()), "record-not-text"),
    ];
    for (raw, code) in cases {
        let error = parse(&id(), &raw).unwrap_err();
        assert_eq!(error.code(), code, "{}", raw.to_text().as_str());
        let shown = format!("{error} {error:?} {}", error.hint());
        assert!(!shown.contains("GEZD"), "{shown}");
    }
}

#[test]
fn what_does_not_fit_is_refused_and_names_the_part_to_shorten() {
    let long = "x".repeat(1_500);
    let cases = [
        (Account { note: long.clone(), ..account() }, "note"),
        (Account { name: long.clone(), ..account() }, "name"),
        (Account { tags: vec![long.clone(), long.clone()], ..account() }, "list of tags"),
        (
            Account { extra: vec![("a".to_owned(), long)], ..account() },
            "list of parameters that Countersign does not know",
        ),
    ];
    for (account, expected) in cases {
        let Err(StoreError::TooLarge { field, over }) = print(&account) else { panic!("it fits") };
        assert_eq!(field, expected);
        assert!(over > 0);
    }
}

#[test]
fn what_the_message_says_to_take_away_is_enough() {
    let mut account = Account { note: "x".repeat(2_000), ..account() };
    let Err(StoreError::TooLarge { over, .. }) = print(&account) else { panic!("it fits") };
    account.note.truncate(2_000 - over);
    assert!(print(&account).is_ok());
}

#[test]
fn the_longest_secret_fits_with_long_names() {
    let secret = Secret::from_bytes(vec![b'x'; Secret::MAX_BYTES]).unwrap();
    let (issuer, name) = ("i".repeat(100), "n".repeat(200));
    let new = NewAccount::new(String::new(), String::new(), secret, Parameters::default());
    let account = Account { codes: new.into_account(id(), UnixSeconds(0)).codes, issuer, name, ..account() };
    let text = print(&account).unwrap();
    assert!(sealed_size(text.len()) <= MAX_STORED_BYTES);
    assert_eq!(account.codes.parameters().map(Parameters::kind), Some(Kind::Totp));
}

#[test]
fn nothing_shows_the_secret() {
    let shown = format!("{:?} {:?}", account(), text(&account()));
    assert!(!shown.contains("GEZD") && !shown.contains("1234567890"), "{shown}");
}

const ADDRESS: &str = "otpauth://yaotp/Example:alice?secret=GEZDGNBVGY3TQOJQ&pin_length=4";

fn kept(address: &str) -> Account {
    let kept = KeptAddress { address: Zeroizing::new(address.to_owned()), reason: otp::UriError::UnknownType };
    Account { codes: Codes::Kept(kept), label_issuer: None, extra: Vec::new(), ..account() }
}

#[test]
fn an_account_without_codes_is_a_record_of_its_own_format_with_its_address_to_the_letter() {
    let written = print(&kept(ADDRESS)).unwrap();
    assert!(written.starts_with(r#"{"format":3,"id":"3h0q8zt5v2wkd4n7r9xm6yb1ca","revision":7,"#), "{}", &*written);
    assert!(written.contains(&format!(r#""address":"{ADDRESS}""#)));
    assert_eq!(parse(&id(), &raw(&written)), Ok(kept(ADDRESS)));
    assert_eq!(kept(ADDRESS).address().as_str(), ADDRESS);
    let shown = format!("{:?}", kept(ADDRESS));
    assert!(!shown.contains("GEZD") && shown.contains("UnknownType"), "{shown}");
}

#[test]
fn what_a_later_version_learned_to_make_is_an_account_like_any_other() {
    let (before, after) = ("otpauth://totp/a?secret=GEZDGNBVGY3TQOJQ", "secret=GEZDGNBVGY3TQOJQ&pin_length=4");
    let learned = print(&kept(ADDRESS)).unwrap().replace(ADDRESS, before);
    let account = parse(&id(), &raw(&learned)).unwrap();
    assert_eq!(
        (account.name.as_str(), account.codes.parameters()),
        ("alice@example.com", Some(&Parameters::default()))
    );
    assert!(print(&account).unwrap().starts_with(r#"{"format":1,"#));
    let damaged = print(&kept(ADDRESS)).unwrap().replace(after, "");
    assert_eq!(parse(&id(), &raw(&damaged)), Err(RecordError::BadAddress));
    let newer = print(&kept(ADDRESS)).unwrap().replace(r#""format":3"#, r#""format":4"#);
    assert_eq!(parse(&id(), &raw(&newer)), Err(RecordError::Newer { format: 4 }));
}

#[test]
fn an_address_that_does_not_fit_names_itself() {
    let long = format!("{ADDRESS}&image={}", "x".repeat(1_500));
    let Err(StoreError::TooLarge { field, .. }) = print(&kept(&long)) else { panic!("it fits") };
    assert_eq!(field, "address");
}

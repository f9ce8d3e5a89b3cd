//! Google's export, written here byte by byte, apart from the code that reads it.
#![expect(clippy::unwrap_used, reason = "a test says what is wrong by failing")]

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD};
use otp::migration::{
    Batch, MAX_BATCHES, MAX_MIGRATION_URI_BYTES, MigrationAccountError, MigrationError, parse_migration_uri,
    print_migration_uris,
};
use otp::{Algorithm, Counter, Digits, KeyUri, Parameters, Period, Secret};
use proptest::prelude::*;
use proptest::test_runner::RngSeed;

/// A protobuf message under way.
#[derive(Clone, Default)]
struct Message(Vec<u8>);

impl Message {
    fn number(mut self, field: u8, value: i64) -> Message {
        self.0.push(field << 3);
        self.varint(value.cast_unsigned());
        self
    }

    fn bytes(mut self, field: u8, value: &[u8]) -> Message {
        self.0.push(field << 3 | 2);
        self.varint(value.len() as u64);
        self.0.extend(value);
        self
    }

    fn varint(&mut self, mut value: u64) {
        while value > 0x7F {
            self.0.push(value as u8 | 0x80);
            value >>= 7;
        }
        self.0.push(value as u8);
    }
}

const SECRET: &[u8] = b"12345678901234567890";

/// An account as Google writes it: SHA-1, six digits, by time.
fn account(name: &str) -> Message {
    Message::default()
        .bytes(1, SECRET)
        .bytes(2, name.as_bytes())
        .bytes(3, b"Example")
        .number(4, 1)
        .number(5, 1)
        .number(6, 2)
}

fn payload(accounts: &[Message], size: i64, index: i64, id: i64) -> Vec<u8> {
    let all = accounts.iter().fold(Message::default(), |payload, account| payload.bytes(1, &account.0));
    all.number(2, 1).number(3, size).number(4, index).number(5, id).0
}

fn uri_of(data: &str) -> String {
    format!("otpauth-migration://offline?data={data}")
}

fn read(payload: &[u8]) -> Result<Batch, MigrationError> {
    parse_migration_uri(&uri_of(&URL_SAFE_NO_PAD.encode(payload)))
}

fn read_one(account: Message) -> Result<KeyUri, MigrationAccountError> {
    read(&payload(&[account], 1, 0, 7)).unwrap().accounts.remove(0)
}

#[test]
fn the_example_known_to_all_is_read() {
    let text = "otpauth-migration://offline?data=CjEKCkhlbGxvId6tvu8SGEV4YW1wbGU6YWxpY2VAZ29vZ2xlLmNvbRoHRXhhbXBsZTAC";
    let batch = parse_migration_uri(text).unwrap();
    let account = batch.accounts[0].as_ref().unwrap();
    assert_eq!(account.secret, Secret::parse_base32("JBSWY3DPEHPK3PXP").unwrap());
    assert_eq!((account.issuer.as_deref(), account.name.as_str()), (Some("Example"), "alice@google.com"));
    assert_eq!(account.parameters, Parameters::default());
    assert_eq!((batch.index, batch.total, batch.accounts.len()), (0, 1, 1));
}

#[test]
fn every_spelling_of_base64_is_read() {
    // Bytes that need both letters in which the alphabets differ, and padding.
    let bytes = payload(&[account("\u{3ff}\u{3ff}\u{3ff}>>>???").bytes(9, &[0xFB, 0xEF, 0xFF, 0xBF])], 1, 0, -1);
    let escaped = STANDARD.encode(&bytes).replace('+', "%2B").replace('/', "%2F").replace('=', "%3D");
    let expected = read(&bytes).unwrap();
    assert!(STANDARD.encode(&bytes).contains('+') && STANDARD.encode(&bytes).contains('/'));
    for data in [
        escaped.replace("%2B", "%2b").replace("%2F", "%2f"),
        escaped,
        STANDARD.encode(&bytes),
        STANDARD_NO_PAD.encode(&bytes),
        URL_SAFE.encode(&bytes),
        STANDARD.encode(&bytes).replace('+', " "),
        STANDARD.encode(&bytes).replace('+', "%20"),
    ] {
        assert_eq!(parse_migration_uri(&uri_of(&data)).unwrap(), expected, "{data}");
    }
}

#[test]
fn scheme_and_space_around_make_no_difference() {
    let data = URL_SAFE_NO_PAD.encode(payload(&[account("alice")], 1, 0, 7));
    for text in [
        format!("OTPAUTH-MIGRATION://OFFLINE?DATA={data}"),
        format!("\u{FEFF} otpauth-migration://offline?data={data}\r\n"),
        format!("otpauth-migration://offline/?x=1&data={data}&y"),
    ] {
        assert_eq!(parse_migration_uri(&text).unwrap().accounts.len(), 1, "{text}");
    }
}

#[test]
fn algorithms_digits_and_kinds_are_enumerations() {
    let hotp = account("alice").number(4, 3).number(5, 2).number(6, 1).number(7, 42);
    let (algorithm, digits) = (Algorithm::Sha512, Digits::new(8).unwrap());
    assert_eq!(read_one(hotp).unwrap().parameters, Parameters::Hotp { algorithm, digits, counter: Counter::new(42) });
    let totp = account("alice").number(4, 2).number(5, 2);
    let parameters = Parameters::Totp { algorithm: Algorithm::Sha256, digits, period: Period::default() };
    assert_eq!(read_one(totp).unwrap().parameters, parameters);
    let unsaid = Message::default().bytes(1, SECRET);
    assert_eq!(read_one(unsaid).unwrap().parameters, Parameters::default());
}

#[test]
fn every_fault_of_an_account_has_its_error() {
    for (fault, error) in [
        (Message::default().bytes(2, b"alice"), MigrationAccountError::MissingSecret),
        (account("alice").bytes(1, b""), MigrationAccountError::MissingSecret),
        (account("alice").bytes(1, &[7; 513]), MigrationAccountError::SecretTooLong),
        (account("alice").number(4, 4), MigrationAccountError::Md5),
        (account("alice").number(4, 5), MigrationAccountError::UnknownAlgorithm),
        (account("alice").number(4, -1), MigrationAccountError::UnknownAlgorithm),
        (account("alice").number(5, 3), MigrationAccountError::UnknownDigits),
        (account("alice").number(6, 3), MigrationAccountError::UnknownType),
        (account("alice").number(6, 1).number(7, -1), MigrationAccountError::NegativeCounter),
        (Message(vec![0x0A, 0x7F, 1]), MigrationAccountError::Damaged),
    ] {
        assert_eq!(read_one(fault).unwrap_err(), error);
        assert!(error.code().starts_with("migration-") && !error.hint().is_empty());
    }
}

#[test]
fn a_bad_account_hides_no_good_one() {
    let accounts = [account("alice"), account("mallory").number(4, 4), Message(vec![0xFF]), account("bob")];
    let batch = read(&payload(&accounts, 1, 0, 7)).unwrap();
    let names: Vec<Option<&str>> =
        batch.accounts.iter().map(|account| account.as_ref().ok().map(|account| account.name.as_str())).collect();
    assert_eq!(names, [Some("alice"), None, None, Some("bob")]);
}

#[test]
fn names_that_are_no_utf8_are_read_as_latin1() {
    let read = read_one(account("").bytes(2, b"Ren\xE9")).unwrap();
    assert_eq!(read.name, "René");
}

#[test]
fn the_issuer_in_front_of_a_name_is_not_repeated() {
    let named = |name: &str, issuer: &str| {
        let account = read_one(account(name).bytes(3, issuer.as_bytes())).unwrap();
        (account.issuer.unwrap_or_default(), account.name)
    };
    assert_eq!(named("Example: alice", "Example"), ("Example".to_owned(), "alice".to_owned()));
    assert_eq!(named("Example:alice", ""), ("Example".to_owned(), "alice".to_owned()));
    assert_eq!(named("team:alice", "Example"), ("Example".to_owned(), "team:alice".to_owned()));
    assert_eq!(named("alice", "Example"), ("Example".to_owned(), "alice".to_owned()));
    assert_eq!(named(":alice", ""), (String::new(), "alice".to_owned()));
}

#[test]
fn fields_from_the_future_are_passed_over() {
    let newer = account("alice").bytes(8, b"unique id").number(9, 9).bytes(15, b"more");
    assert_eq!(read_one(newer).unwrap().name, "alice");
}

#[test]
fn what_is_no_export_is_refused() {
    let cut_off = payload(&[account("alice")], 1, 0, 7);
    for (text, error) in [
        (String::new(), MigrationError::NotMigration),
        ("otpauth://totp/a?secret=JBSWY3DPEHPK3PXP".to_owned(), MigrationError::NotMigration),
        ("otpauth-migration://offline".to_owned(), MigrationError::MissingData),
        ("otpauth-migration://offline?data=".to_owned(), MigrationError::MissingData),
        ("otpauth-migration://offline?dat=AAAA".to_owned(), MigrationError::MissingData),
        (uri_of(&STANDARD.encode(payload(&[], 1, 0, 7))), MigrationError::MissingData),
        (uri_of("!!!!"), MigrationError::NotBase64),
        (uri_of("CjEK\nCkhl"), MigrationError::NotBase64),
        (uri_of("ü"), MigrationError::NotBase64),
        (uri_of("%"), MigrationError::NotBase64),
        (uri_of("AAAA"), MigrationError::Damaged),
        (uri_of(&STANDARD.encode(&cut_off[..30])), MigrationError::Damaged),
        ("x".repeat(MAX_MIGRATION_URI_BYTES + 1), MigrationError::TooLong),
    ] {
        assert_eq!(parse_migration_uri(&text), Err(error), "{text:.60}");
        assert!(error.code().starts_with("migration-") && !error.hint().is_empty());
    }
}

#[test]
fn numbers_of_pictures_that_make_no_sense_keep_the_accounts() {
    for (size, index) in [(0, 0), (-1, 0), (2, 2), (2, -1), (i64::from(MAX_BATCHES) + 1, 3), (i64::from(i32::MAX), 0)] {
        let batch = read(&payload(&[account("alice")], size, index, 7)).unwrap();
        assert_eq!((batch.index, batch.total, batch.accounts.len()), (0, 1, 1), "{index} of {size}");
    }
    let batch = read(&payload(&[account("alice")], 3, 2, -9)).unwrap();
    assert_eq!((batch.id, batch.index, batch.total), (-9, 2, 3));
}

#[test]
fn no_text_shows_a_secret() {
    let batch = read(&payload(&[account("alice")], 1, 0, 7)).unwrap();
    let said = format!("{batch:?}");
    assert!(said.contains("alice") && !said.contains("123456") && !said.contains("49, 50"), "{said}");
}

fn key_uri(name: &str, parameters: Parameters) -> KeyUri {
    let secret = Secret::from_bytes(SECRET.to_vec()).unwrap();
    KeyUri {
        issuer: Some("Example".to_owned()),
        label_issuer: None,
        name: name.to_owned(),
        secret,
        parameters,
        extra: Vec::new(),
    }
}

#[test]
fn an_export_is_printed_ten_accounts_a_picture() {
    let hotp = Parameters::Hotp {
        algorithm: Algorithm::Sha256,
        digits: Digits::new(8).unwrap(),
        counter: Counter::new(9_007_199_254_740_993),
    };
    let accounts: Vec<KeyUri> = (0..23)
        .map(|number| key_uri(&format!("account {number}"), if number % 2 == 0 { hotp } else { Parameters::default() }))
        .collect();
    let uris = print_migration_uris(&accounts, -5).unwrap();
    let batches: Vec<Batch> = uris.iter().map(|uri| parse_migration_uri(uri).unwrap()).collect();
    let places: Vec<(i32, u32, u32)> = batches.iter().map(|batch| (batch.id, batch.index, batch.total)).collect();
    assert_eq!(places, [(-5, 0, 3), (-5, 1, 3), (-5, 2, 3)]);
    let read: Vec<KeyUri> = batches.into_iter().flat_map(|batch| batch.accounts).map(Result::unwrap).collect();
    assert_eq!(read, accounts);
}

#[test]
fn what_an_export_cannot_hold_is_not_printed() {
    let (algorithm, period) = (Algorithm::Sha1, Period::default());
    for parameters in [
        Parameters::Steam,
        Parameters::Totp { algorithm, digits: Digits::new(7).unwrap(), period },
        Parameters::Totp { algorithm, digits: Digits::default(), period: Period::new(60).unwrap() },
        Parameters::Hotp { algorithm, digits: Digits::default(), counter: Counter::new(u64::MAX) },
    ] {
        let accounts = [key_uri("alice", Parameters::default()), key_uri("bob", parameters)];
        let error = print_migration_uris(&accounts, 1).unwrap_err();
        assert_eq!((error.position, error.code()), (1, "migration-not-exportable"));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { rng_seed: RngSeed::Fixed(10), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_bytes_make_reading_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = read(&bytes);
    }

    #[test]
    fn a_flipped_byte_never_makes_reading_panic(place in 0_usize..60, byte in any::<u8>()) {
        let mut bytes = payload(&[account("alice"), account("bob")], 1, 0, 7);
        if let Some(target) = bytes.get_mut(place) {
            *target = byte;
        }
        let _ = read(&bytes);
    }
}

use std::sync::Arc;

use otp::UriError;
use proptest::prelude::*;

use super::*;
use crate::account::Entry;
use crate::accounts::AccountStore;
use crate::store::MemoryStore;

mod outside;

const SECRET: &str = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
const OTHER: &str = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP";
const NOW: UnixSeconds = UnixSeconds(1_700_000_000);

struct Counting(u64);

impl Random for Counting {
    fn fill(&mut self, bytes: &mut [u8]) -> Result<(), RandomError> {
        self.0 += 1;
        bytes.iter_mut().zip(self.0.to_be_bytes().iter().cycle()).for_each(|(byte, value)| *byte = *value);
        Ok(())
    }
}

fn address(name: &str, secret: &str) -> String {
    format!("otpauth://totp/Site:{name}?secret={secret}&issuer=Site")
}

fn read(text: &str) -> ImportPreview {
    Import::of_list(text.as_bytes()).unwrap().preview([])
}

/// Each row as `line outcome`.
fn rows(preview: &ImportPreview) -> Vec<String> {
    let word = |row: &PreviewRow| match &row.outcome {
        ImportOutcome::Added => "added",
        ImportOutcome::AlreadyHere { .. } => "here",
        ImportOutcome::Refused(refusal) => refusal.code(),
    };
    preview.rows.iter().map(|row| format!("{} {}", row.number, word(row))).collect()
}

#[test]
fn each_line_is_a_row_and_empty_lines_and_comments_are_none() {
    let (ada, bob) = (address("ada", SECRET), address("bob", OTHER));
    let text = format!("\u{feff}# my codes\r\n\r\n{ada}\r\n  // more\r\n\t{bob}\r\nhttps://example.com\r\n{ada}\r\n");
    let preview = read(&text);
    assert_eq!(rows(&preview), ["3 added", "5 added", "6 not-an-account", "7 here"]);
    let counts = preview.counts();
    assert_eq!((counts.read, counts.added, counts.already_here, counts.refused), (4, 2, 1, 1));
    let here = &preview.rows[3].outcome;
    assert_eq!(*here, ImportOutcome::AlreadyHere { label: "Site: ada".to_owned(), in_trash: false, row: Some(3) });
}

#[test]
fn a_bad_line_hides_no_good_one_and_says_nothing_of_its_secret() {
    let text = format!("{}\nfoo\notpauth://totp/x?secret=GEZD!\n{}\n", address("ada", SECRET), address("bob", OTHER));
    let preview = read(&text);
    assert_eq!(rows(&preview), ["1 added", "2 not-an-account", "3 uri-secret-not-base32", "4 added"]);
    assert!(!format!("{preview:?}").contains("GEZD"));
}

#[test]
fn an_address_that_was_broken_over_lines_is_refused_as_one_row() {
    let text = format!("{}\n{}\n", address("ada", SECRET).replace("GNBV", "\nGNBV"), address("bob", OTHER));
    assert_eq!(rows(&read(&text)), ["1 uri-line-break", "4 added"], "{text}");
}

#[test]
fn what_this_version_makes_no_codes_for_is_added_and_marked() {
    let text = "otpauth://yaotp/Site:ada?secret=GEZDGNBVGY3TQOJQ&pin_length=4\nmotp://b?secret=7ac61d4736f51a2b\n";
    let preview = read(text);
    assert_eq!(rows(&preview), ["1 added", "2 added"]);
    assert_eq!(preview.rows[0].kept, Some(UriError::UnknownType));
    assert_eq!((preview.counts().kept, preview.rows[0].label.as_str()), (2, "Site: ada"));
    assert_eq!(rows(&read(&format!("{text}{text}"))), ["1 added", "2 added", "3 here", "4 here"]);
}

#[test]
fn an_export_in_a_list_is_a_row_for_each_of_its_accounts() {
    let list = format!("{}\n{}\n", address("ada", SECRET), address("bob", OTHER));
    let uris: Vec<_> = list.lines().map(|line| otp::parse_uri(line).unwrap().uri).collect();
    let exported = otp::migration::print_migration_uris(&uris, 7).unwrap();
    let text = exported.iter().map(|uri| uri.to_string()).collect::<Vec<_>>().join("\n");
    assert_eq!(rows(&read(&text)), ["1 added", "1 added"]);
    assert_eq!(rows(&read(&format!("{list}{text}"))), ["1 added", "2 added", "3 here", "3 here"]);
}

#[test]
fn nothing_at_all_is_told() {
    assert_eq!(Import::of_list(b"\n# nothing\n").err(), Some(ImportError::Empty));
    assert_eq!(
        Import::of_list("x\n".repeat(MAX_ROWS + 1).as_bytes()).err(),
        Some(ImportError::TooManyRows { most: MAX_ROWS })
    );
    assert_eq!(
        Import::of_list("x".repeat(5_000_000).as_bytes()).err().map(|error| error.code()),
        Some("import-too-long")
    );
}

#[test]
fn what_no_keyring_could_keep_is_refused_before_anything_is_stored() {
    let long = format!("otpauth://yaotp/Site:ada?secret=GEZDGNBVGY3TQOJQ&image={}", "x".repeat(1_800));
    let preview = read(&format!("{long}\n{}\n", address("ada", SECRET)));
    assert_eq!(rows(&preview), ["1 account-too-large", "2 added"]);
}

fn line() -> impl Strategy<Value = String> {
    let secret = prop::sample::select(vec![SECRET, OTHER, "GEZDGNBVGY3TQOJQ", "GE!", ""]);
    let kind = prop::sample::select(vec!["totp", "hotp", "steam", "yaotp", "motp"]);
    let more = prop::sample::select(vec!["", "&digits=9", "&digits=10", "&algorithm=MD5", "&counter=4", "&period=0"]);
    let address = (kind, secret, more, "[a-c]{1,2}")
        .prop_map(|(kind, secret, more, name)| format!("otpauth://{kind}/{name}?secret={secret}{more}"));
    let other = prop::sample::select(vec!["", "# no", "foo", "steam://run/1", "otpauth-migration://offline?data=x"]);
    prop_oneof![3 => address, 1 => other.prop_map(str::to_owned), 1 => "\\PC{0,30}"]
}

fn entries(accounts: &AccountStore) -> Vec<Entry> {
    let mut entries = Vec::new();
    let load = accounts.load(|progress| {
        if let crate::LoadProgress::Entry(entry) = progress {
            entries.push(entry);
        }
    });
    load.unwrap();
    entries
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn counts_always_add_up_and_storing_does_what_the_preview_said(lines in prop::collection::vec(line(), 0..12)) {
        let Ok(import) = Import::of_list(lines.join("\n").as_bytes()) else { return Ok(()) };
        let accounts = AccountStore::in_memory(Arc::new(MemoryStore::new()));
        let preview = import.preview(&entries(&accounts));
        let counts = preview.counts();
        prop_assert_eq!(counts.read, counts.added + counts.already_here + counts.refused);
        prop_assert_eq!(counts.read as usize, preview.rows.len());
        let imported = accounts.import(&import, "list", NOW, &mut Counting(0)).unwrap();
        prop_assert_eq!(rows(&imported.outcome), rows(&preview));
        prop_assert_eq!(entries(&accounts).len(), counts.added as usize);
        // What is exported is all here, and to the letter what it was where no codes are made.
        let list = accounts.choose(None).unwrap().to_list();
        prop_assert_eq!(list.accounts, counts.added);
        if counts.added > 0 {
            let again = Import::of_list(list.text.as_bytes()).unwrap().preview(&entries(&accounts)).counts();
            prop_assert_eq!((again.read, again.already_here), (counts.added, counts.added));
        }
    }
}

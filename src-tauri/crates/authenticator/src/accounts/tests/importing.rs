use super::*;
use crate::account::Codes;
use crate::import::{Import, ImportCounts};
use crate::record_id::RecordId;
use crate::sealed_file::Contents;

const KEPT: &str = "otpauth://yaotp/Site:cyd?secret=GEZDGNBVGY3TQOJQ&pin_length=4";
const LIST: &str = "otpauth://totp/Site:ada?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ\n\
    otpauth://hotp/Site:bob?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&counter=41\n\
    otpauth://yaotp/Site:cyd?secret=GEZDGNBVGY3TQOJQ&pin_length=4\n\
    otpauth://totp/Site:dan?secret=GE!\n";

fn later(seconds: u64) -> UnixSeconds {
    UnixSeconds(NOW.0 + seconds)
}

impl Desk {
    fn import(&mut self, text: &str) -> ImportCounts {
        let import = Import::of_list(text.as_bytes()).unwrap();
        let imported = self.accounts.import(&import, "list.txt", NOW, &mut self.rng).unwrap();
        assert_eq!(imported.added.len(), imported.outcome.counts().added as usize);
        imported.outcome.counts()
    }

    fn id_of(&self, name: &str) -> RecordId {
        self.all().into_iter().find(|account| account.name == name).unwrap().id
    }

    fn all(&self) -> Vec<Account> {
        let ids = self.accounts.records().ids().unwrap();
        ids.iter().map(|id| self.accounts.account(id).unwrap()).collect()
    }

    fn here(&self) -> Vec<String> {
        let mut all = self.all();
        all.sort_by_key(Account::display_order);
        all.into_iter().filter(|account| account.trashed_at.is_none()).map(|account| account.name).collect()
    }
}

#[test]
fn an_import_is_stored_in_its_order_and_taken_back_in_one_step() {
    let mut desk = Desk::new();
    desk.add_named(&["before"]);
    let counts = desk.import(LIST);
    assert_eq!((counts.read, counts.added, counts.refused, counts.kept), (4, 3, 1, 1));
    assert_eq!(desk.here(), ["before", "ada", "bob", "cyd"]);
    let last = desk.accounts.last_import().unwrap().unwrap();
    assert_eq!((last.source.as_str(), last.records.len(), last.finished), ("list.txt", 3, true));
    let undone = desk.accounts.undo_import(later(9)).unwrap();
    assert_eq!((undone.trashed.len(), undone.changed.len(), undone.gone), (3, 0, 0));
    assert_eq!(desk.here(), ["before"]);
    assert_eq!(desk.all().len(), 4, "taken back into the trash, and not destroyed");
    assert_eq!(desk.accounts.undo_import(later(10)), Err(StoreError::NothingToUndo));
}

#[test]
fn taking_back_leaves_alone_what_was_changed_since() {
    let mut desk = Desk::new();
    desk.import(LIST);
    let (ada, bob, cyd) = (desk.id_of("ada"), desk.id_of("bob"), desk.id_of("cyd"));
    let note = AccountChange { note: Some("mine".to_owned()), ..AccountChange::default() };
    desk.accounts.edit(&ada, 1, note, later(1)).unwrap();
    desk.accounts.advance_hotp(&bob, later(2)).unwrap();
    let undone = desk.accounts.undo_import(later(9)).unwrap();
    assert_eq!(undone.trashed.iter().map(|account| account.id).collect::<Vec<_>>(), [cyd]);
    assert_eq!(undone.changed, [ada, bob]);
    assert_eq!(desk.here(), ["ada", "bob"]);
}

#[test]
fn the_same_import_again_adds_nothing_and_can_still_be_taken_back() {
    let mut desk = Desk::new();
    desk.import(LIST);
    let again = desk.import(LIST);
    assert_eq!((again.added, again.already_here, again.refused), (0, 3, 1));
    assert_eq!(desk.accounts.undo_import(later(1)).unwrap().trashed.len(), 3);
    let in_trash = desk.import(LIST);
    assert_eq!((in_trash.added, in_trash.already_here), (0, 3));
}

#[test]
fn an_account_without_codes_is_renamed_removed_and_exported_to_the_letter() {
    let mut desk = Desk::new();
    desk.import(LIST);
    let cyd = desk.id_of("cyd");
    assert_eq!(desk.accounts.advance_hotp(&cyd, NOW).unwrap_err().code(), "account-not-made-yet");
    let name = AccountChange { name: Some("cyd at work".to_owned()), ..AccountChange::default() };
    let renamed = desk.accounts.edit(&cyd, 1, name, later(1)).unwrap();
    assert!(matches!(renamed.codes, Codes::Kept(_)), "{renamed:?}");
    let list = desk.accounts.choose(Some(&[cyd])).unwrap().to_list();
    assert_eq!(list.text.as_str(), format!("{KEPT}\n"));
    desk.accounts.trash(&cyd, later(2)).unwrap();
    let all = desk.accounts.choose(None).unwrap();
    assert_eq!((all.accounts().len(), all.left_out().trashed), (2, 1));
    assert!(all.to_list().text.contains("counter=41"), "a counter goes with its account");
    desk.accounts.delete(&cyd).unwrap();
}

#[test]
fn our_own_file_brings_everything_of_an_account_and_its_id() {
    let mut desk = Desk::new();
    desk.import(LIST);
    let change = AccountChange {
        note: Some("a note".to_owned()),
        tags: Some(vec!["work".to_owned()]),
        pinned: Some(true),
        ..AccountChange::default()
    };
    let ada = desk.id_of("ada");
    desk.accounts.edit(&ada, 1, change, later(1)).unwrap();
    desk.records.write_raw(&id("9"), &RawRecord::from_bytes(br#"{"format":9}"#.to_vec())).unwrap();
    desk.records.write_raw(&id("8"), &RawRecord::from_bytes(b"damaged".to_vec())).unwrap();
    let chosen = desk.accounts.choose(None).unwrap();
    assert_eq!(chosen.left_out().damaged, 1);
    let sealed = chosen.seal("a good password", &sealing::Slots::LEAST, NOW, &mut desk.rng).unwrap();
    let path = desk.folder.path().join("x.backup");
    sealed.prove(sealed.bytes.clone(), &path, "a good password").unwrap();
    assert!(Contents::read(sealed.bytes.clone(), &path, "another password").is_err());
    let contents = Contents::read(sealed.bytes.clone(), &path, "a good password").unwrap();

    let mut other = Desk::new();
    let import = Import::of_own_file(&contents).unwrap();
    let imported = other.accounts.import(&import, "x.backup", later(5), &mut other.rng).unwrap();
    assert_eq!((imported.outcome.counts().read, imported.outcome.counts().added), (4, 4));
    let ada = other.accounts.account(&ada).unwrap();
    assert_eq!((ada.note.as_str(), ada.pinned, ada.revision, ada.created_at), ("a note", true, 1, NOW));
    assert_eq!(other.records.read(&id("9")), desk.records.read(&id("9")), "what only a newer version reads");
    let again = other.accounts.import(&import, "x.backup", later(6), &mut other.rng).unwrap().outcome.counts();
    assert_eq!((again.added, again.already_here), (0, 4));
    let undone = other.accounts.undo_import(later(7)).unwrap();
    assert_eq!((undone.trashed.len(), undone.changed), (3, vec![id("9")]));
}

fn id(letter: &str) -> RecordId {
    format!("0{}", letter.repeat(25)).parse().unwrap()
}

/// The store dies after so many changes, and is there again for the second try.
#[test]
fn an_import_that_is_broken_off_anywhere_goes_on_and_is_taken_back_whole() {
    for changes in 0..8 {
        let mut desk = Desk::new();
        desk.add_named(&["before"]);
        let import = Import::of_list(LIST.as_bytes()).unwrap();
        let dying = desk.program(dying(changes, &desk.records));
        let broken_off = dying.import(&import, "list.txt", NOW, &mut desk.rng);
        if let Ok(imported) = &broken_off {
            let counts = imported.outcome.counts();
            assert_eq!(counts.read, counts.added + counts.already_here + counts.refused);
        }
        let _rest = desk.program(desk.records.clone()).import(&import, "list.txt", later(1), &mut desk.rng).unwrap();
        assert_eq!(desk.here().len(), 4, "after {changes} changes");
        let accounts = desk.program(desk.records.clone());
        let undone = accounts.undo_import(later(2)).unwrap();
        assert!(!undone.trashed.is_empty());
        assert!(desk.here().contains(&"before".to_owned()));
    }
}

#[test]
fn a_program_that_is_killed_in_the_middle_leaves_an_import_that_is_taken_back_as_one() {
    let mut desk = Desk::new();
    let lines: Vec<&str> = LIST.lines().collect();
    desk.import(lines[0]);
    // As a program leaves it that is killed after its first record: written down, and not finished.
    let file = desk.folder.path().join("last-import.json");
    let begun = std::fs::read_to_string(&file).unwrap().replace("\"finished\": true", "\"finished\": false");
    std::fs::write(&file, begun).unwrap();
    desk.import(LIST);
    assert_eq!(desk.accounts.undo_import(later(1)).unwrap().trashed.len(), 3);
    std::fs::write(&file, "{").unwrap();
    assert_eq!(desk.accounts.last_import(), Ok(None));
    desk.add_named(&["more"]);
    desk.import("otpauth://totp/Site:eve?secret=GEZDGNBVGY3TQOJQ");
    assert!(desk.folder.path().join("last-import.damaged-1.json").exists());
}

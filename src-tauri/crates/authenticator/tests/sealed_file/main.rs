//! A sealed file as the accounts above it and the person before it meet it.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

mod keeping;
mod moving;
mod neighbours;
mod opening;
#[path = "../common/random.rs"]
mod random;
#[path = "../common/watched.rs"]
mod watched;

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use authenticator::{
    AccountStore, Entry, GenerationName, GenerationState, LoadProgress, NewAccount, Random, RawRecord, RecordId,
    RecordStore, RecoveryCode, SealedFileError, SealedFileStore, StoreError,
};
use otp::{Parameters, Secret, UnixSeconds};
use random::Counting;
use sealing::{SlotError, Slots};
use tempfile::TempDir;

const NOW: UnixSeconds = UnixSeconds(1_700_000_000);
const PASSWORD: &str = "correct horse battery staple";

fn rng(seed: u64) -> Box<dyn Random> {
    Box::new(Counting(seed))
}

/// A folder with one sealed file.
struct Desk {
    folder: TempDir,
    code: RecoveryCode,
}

impl Desk {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let (_, code) = SealedFileStore::create(&folder.path().join("codes"), PASSWORD, &Slots::LEAST, rng(1)).unwrap();
        Self { folder, code }
    }

    fn path(&self) -> PathBuf {
        self.folder.path().join("codes")
    }

    fn beside(&self) -> PathBuf {
        self.folder.path().join("codes.d")
    }

    fn open(&self) -> SealedFileStore {
        SealedFileStore::open(&self.path(), PASSWORD, rng(2)).unwrap()
    }

    fn open_with(&self, secret: &str) -> SealedFileStore {
        SealedFileStore::open(&self.path(), secret, rng(2)).unwrap()
    }

    fn error(&self, secret: &str) -> SealedFileError {
        SealedFileStore::open(&self.path(), secret, rng(2)).unwrap_err()
    }

    fn accounts(&self) -> AccountStore {
        accounts(self.open())
    }

    fn kept(&self) -> Vec<String> {
        let names = fs::read_dir(self.beside()).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
        let mut names: Vec<String> = names.filter(|name| name.ends_with(".sealed")).collect();
        names.sort();
        names
    }
}

/// The code that was shown, and the generations that the one before still opens.
fn new_code(store: &SealedFileStore) -> (RecoveryCode, Vec<GenerationName>) {
    let mut shown = None;
    let show = |code: &RecoveryCode| {
        shown = Some(code.clone());
        Ok::<(), StoreError>(())
    };
    let left = store.set_recovery_code(&Slots::LEAST, show).unwrap();
    (shown.unwrap(), left)
}

fn accounts(store: SealedFileStore) -> AccountStore {
    let folder = store.folder().to_owned();
    AccountStore::open(Arc::new(store), &folder)
}

fn add(accounts: &AccountStore, name: &str, seed: u64) {
    let secret = Secret::from_bytes(format!("a secret for {name}").into_bytes()).unwrap();
    let new = NewAccount::new("Site".to_owned(), name.to_owned(), secret, Parameters::default());
    accounts.add(vec![new], NOW, &mut Counting(seed)).unwrap().remove(0).unwrap();
}

fn names(accounts: &AccountStore) -> Vec<String> {
    let mut names = Vec::new();
    let loaded = accounts.load(|progress| match progress {
        LoadProgress::Entry(Entry::Account(account)) => names.push(account.name),
        LoadProgress::Entry(Entry::Damaged(damaged)) => names.push(damaged.reason.code().to_owned()),
        LoadProgress::Total(_) => {}
    });
    loaded.unwrap();
    names.sort();
    names
}

fn damage(path: &Path) {
    let mut bytes = fs::read(path).unwrap();
    let last = bytes.len() - 1;
    bytes[last] ^= 1;
    fs::write(path, bytes).unwrap();
}

#[test]
fn accounts_are_there_again_with_the_password_and_with_the_recovery_code() {
    let desk = Desk::new();
    let first = desk.accounts();
    add(&first, "alice", 11);
    add(&first, "bob", 12);
    assert_eq!(names(&desk.accounts()), ["alice", "bob"]);
    let by_code = SealedFileStore::open(&desk.path(), &desk.code.to_text(), rng(3)).unwrap();
    assert_eq!(names(&accounts(by_code)), ["alice", "bob"]);
    assert_eq!(desk.error("not the password"), SealedFileError::Slot(SlotError::Wrong));
    let bytes = fs::read(desk.path()).unwrap();
    let has = |text: &[u8]| bytes.windows(text.len()).any(|part| part == text);
    assert!(has(b"countersign-store") && !has(b"alice") && !has(b"secret"));
}

#[test]
fn two_programs_that_add_in_turn_or_at_once_lose_nothing() {
    let desk = Desk::new();
    let (one, other) = (desk.accounts(), desk.accounts());
    add(&one, "one", 21);
    add(&other, "other", 22);
    add(&one, "third", 23);
    std::thread::scope(|scope| {
        for (program, seed) in [(&one, 100), (&other, 200)] {
            scope.spawn(move || {
                (0..8).for_each(|number| add(program, &format!("at once {}", seed + number), seed + number))
            });
        }
    });
    assert_eq!(names(&one).len(), 19);
    assert_eq!(names(&one), names(&desk.accounts()));
}

#[test]
fn the_last_ten_generations_are_kept_and_no_more() {
    let desk = Desk::new();
    let accounts = desk.accounts();
    for number in 0..14 {
        add(&accounts, &format!("account {number}"), 30 + number);
    }
    let expected: Vec<String> = (5..15).map(|number| format!("generation-{number:010}.sealed")).collect();
    assert_eq!(desk.kept(), expected);
    assert!(!desk.beside().join("next.new").exists());
    let listed = SealedFileStore::generations(&desk.path(), PASSWORD).unwrap();
    let opened: Vec<_> = listed.iter().map(|generation| (generation.name.number, generation.state)).collect();
    let wanted: Vec<_> =
        (5_u32..16).rev().map(|at| (u64::from(at), GenerationState::Opens { records: at - 1 })).collect();
    assert_eq!(opened, wanted);
}

#[test]
fn a_damaged_file_names_the_generations_that_open_and_going_back_keeps_it() {
    let desk = Desk::new();
    let before = desk.accounts();
    add(&before, "alice", 41);
    add(&before, "bob", 42);
    damage(&desk.path());
    let damaged = fs::read(desk.path()).unwrap();
    let error = desk.error(PASSWORD);
    assert!(
        matches!(&error, SealedFileError::Damaged { opening, .. } if *opening == [2, 1].map(GenerationName::from)),
        "{error:?}"
    );
    assert!(error.hint().contains("open: 2, 1; go back to the newest of them"), "{}", error.hint());
    // Whoever had it open does not write over it either.
    assert!(before.records().ids().is_err() && before.records().write(&first_id(), "{}").is_err());
    assert_eq!(fs::read(desk.path()).unwrap(), damaged);

    let restored = SealedFileStore::restore(&desk.path(), PASSWORD, 2, rng(5)).unwrap();
    let restored = accounts(restored);
    restored.accept_missing().unwrap();
    assert_eq!(names(&restored), ["alice"]);
    assert_eq!(fs::read(desk.beside().join("unreadable.sealed")).unwrap(), damaged);
    assert_eq!(names(&desk.accounts()), ["alice"]);
}

#[test]
fn a_file_with_a_damaged_first_line_or_that_is_gone_can_be_gone_back_from_too() {
    for spoil in [|path: &Path| fs::write(path, "{}").unwrap(), |path: &Path| fs::remove_file(path).unwrap()] {
        let desk = Desk::new();
        add(&desk.accounts(), "alice", 51);
        add(&desk.accounts(), "bob", 52);
        spoil(&desk.path());
        assert!(matches!(desk.error(PASSWORD).code(), "store-file-damaged" | "store-file-missing"));
        let again = SealedFileStore::create(&desk.path(), PASSWORD, &Slots::LEAST, rng(9)).unwrap_err();
        assert!(matches!(again.cause().code(), "store-file-exists" | "store-file-remains"), "{again:?}");
        SealedFileStore::restore(&desk.path(), PASSWORD, 2, rng(5)).unwrap();
        assert_eq!(desk.open().ids().unwrap().len(), 1);
    }
}

#[test]
fn going_back_keeps_the_newest_as_a_generation_and_the_password_of_today() {
    let desk = Desk::new();
    let store = desk.open();
    store.set_password("a password of today", &Slots::LEAST).unwrap();
    add(&accounts(store), "alice", 61);
    assert_eq!(desk.error(PASSWORD), SealedFileError::Slot(SlotError::Wrong));
    let failure = SealedFileStore::restore(&desk.path(), "a password of today", 9, rng(5)).unwrap_err();
    assert_eq!(failure.cause().code(), "store-no-generation");
    SealedFileStore::restore(&desk.path(), "a password of today", 2, rng(5)).unwrap();
    let opened = SealedFileStore::open(&desk.path(), "a password of today", rng(6)).unwrap();
    assert!(opened.ids().unwrap().is_empty());
    let listed = SealedFileStore::generations(&desk.path(), "a password of today").unwrap();
    assert_eq!(listed[1].state, GenerationState::Opens { records: 1 });
    assert_eq!(listed.last().unwrap().state, GenerationState::Opens { records: 0 });
}

#[test]
fn after_a_change_of_the_password_the_old_one_opens_no_generation() {
    let desk = Desk::new();
    (0..3).for_each(|number| add(&desk.accounts(), &format!("account {number}"), 300 + number));
    let written = |path: &Path| fs::metadata(path).unwrap().modified().unwrap();
    let before = written(&desk.beside().join(&desk.kept()[0]));
    assert_eq!(desk.open().set_password("a password of today", &Slots::LEAST).unwrap(), []);
    for (secret, opens) in [(PASSWORD, 0), ("a password of today", 5), (&*desk.code.to_text(), 5)] {
        let listed = SealedFileStore::generations(&desk.path(), secret).unwrap();
        assert_eq!(listed.len(), 5);
        let open = listed.iter().filter(|generation| matches!(generation.state, GenerationState::Opens { .. })).count();
        assert_eq!(open, opens, "{listed:?}");
        assert!(listed.iter().all(|generation| !generation.has_other_secrets));
    }
    assert_eq!(written(&desk.beside().join(&desk.kept()[0])), before);
    assert!(!fs::read_dir(desk.beside()).unwrap().any(|entry| entry.unwrap().path().extension().unwrap() == "new"));
    let (code, left) = new_code(&desk.open_with("a password of today"));
    assert!(left.is_empty());
    let by_old = SealedFileStore::generations(&desk.path(), &desk.code.to_text()).unwrap();
    assert!(by_old.iter().all(|generation| generation.state == GenerationState::OtherSecret), "{by_old:?}");
    assert_eq!(SealedFileStore::generations(&desk.path(), &code.to_text()).unwrap().len(), 6);
}

/// A folder is in the way of the new form of one of them, as a full disk would be.
#[test]
fn a_generation_that_the_old_password_still_opens_is_named_and_deleted_on_request() {
    let desk = Desk::new();
    (0..2).for_each(|number| add(&desk.accounts(), &format!("account {number}"), 400 + number));
    let in_the_way = desk.beside().join("generation-0000000001.sealed.new");
    fs::create_dir(&in_the_way).unwrap();
    let store = desk.open();
    assert_eq!(store.set_password("a password of today", &Slots::LEAST).unwrap(), [GenerationName::from(1)]);
    assert_eq!(store.others().unwrap(), [GenerationName::from(1)]);
    let listed = SealedFileStore::generations(&desk.path(), PASSWORD).unwrap();
    let opening = listed.iter().filter(|generation| generation.state != GenerationState::OtherSecret);
    assert!(opening.clone().all(|generation| generation.has_other_secrets));
    assert_eq!(opening.map(|generation| generation.name.number).collect::<Vec<_>>(), [1]);
    // Both passwords go back to it: one is that of the file, the other that of the generation.
    for secret in ["a password of today", PASSWORD] {
        let known = SealedFileStore::generations(&desk.path(), secret).unwrap().len();
        let going_back = SealedFileStore::going_back(&desk.path(), secret, 1).unwrap();
        assert_eq!((going_back.records, known), (0, 4), "{secret}");
    }
    let restored = SealedFileStore::restore(&desk.path(), "a password of today", 1, rng(7)).unwrap();
    assert_eq!(restored.ids().unwrap().len(), 0);
    let store = desk.open_with("a password of today");
    assert_eq!(store.discard_others().unwrap(), [GenerationName::from(1)]);
    assert!(store.discard_others().unwrap().is_empty());
    assert_eq!(desk.kept().len(), 3);

    // With the way free again, the next write would have done it.
    let desk = Desk::new();
    (0..2).for_each(|number| add(&desk.accounts(), &format!("account {number}"), 500 + number));
    let in_the_way = desk.beside().join("generation-0000000001.sealed.new");
    fs::create_dir(&in_the_way).unwrap();
    let store = desk.open();
    assert_eq!(store.set_password("a password of today", &Slots::LEAST).unwrap(), [GenerationName::from(1)]);
    fs::remove_dir(&in_the_way).unwrap();
    add(&accounts(store), "third", 510);
    assert!(desk.open_with("a password of today").others().unwrap().is_empty());
}

#[test]
fn a_new_recovery_code_opens_and_the_old_one_no_longer_does() {
    let desk = Desk::new();
    let code = new_code(&desk.open()).0;
    assert!(SealedFileStore::open(&desk.path(), &code.to_text(), rng(3)).is_ok());
    assert_eq!(desk.error(&desk.code.to_text()), SealedFileError::Slot(SlotError::Wrong));
    assert_eq!(desk.open().set_password("short", &Slots::LEAST).unwrap_err().cause().code(), "password-too-short");
}

#[test]
fn a_newer_version_is_refused_and_left_as_it_is() {
    let desk = Desk::new();
    let accounts = desk.accounts();
    let newer = "{\"format\":\"countersign-store\",\"version\":3}\nwhatever it holds";
    fs::write(desk.path(), newer).unwrap();
    assert_eq!(desk.error(PASSWORD).code(), "store-file-newer");
    assert_eq!(SealedFileStore::look(&desk.path()).unwrap_err().code(), "store-file-newer");
    assert_eq!(accounts.records().write(&first_id(), "{}").unwrap_err().cause().code(), "store-file-newer");
    let restored = SealedFileStore::restore(&desk.path(), PASSWORD, 1, rng(5)).unwrap_err();
    assert!(matches!(restored.cause().code(), "store-file-newer" | "store-no-generation"), "{restored:?}");
    assert_eq!(fs::read_to_string(desk.path()).unwrap(), newer);
}

#[test]
fn nothing_is_made_where_something_is() {
    let desk = Desk::new();
    let taken = desk.folder.path().join("taken");
    fs::write(&taken, "a letter").unwrap();
    let error = SealedFileStore::create(&taken, PASSWORD, &Slots::LEAST, rng(1)).unwrap_err();
    assert_eq!(error.cause().code(), "store-file-exists");
    assert_eq!(fs::read_to_string(&taken).unwrap(), "a letter");
    let missing = SealedFileStore::open(&desk.folder.path().join("other"), PASSWORD, rng(1)).unwrap_err();
    assert_eq!(missing.code(), "store-file-missing");
}

#[cfg(unix)]
#[test]
fn the_file_and_its_generations_are_for_their_owner_only() {
    use std::os::unix::fs::PermissionsExt;
    let desk = Desk::new();
    add(&desk.accounts(), "alice", 71);
    for (path, mode) in [(desk.path(), 0o600), (desk.beside(), 0o700), (desk.beside().join(&desk.kept()[0]), 0o600)] {
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, mode, "{}", path.display());
    }
}

#[cfg(unix)]
#[test]
fn a_link_is_followed_and_stays() {
    let desk = Desk::new();
    let link = desk.folder.path().join("link");
    std::os::unix::fs::symlink(desk.path(), &link).unwrap();
    let store = SealedFileStore::open(&link, PASSWORD, rng(8)).unwrap();
    add(&accounts(store), "alice", 81);
    assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
    assert_eq!(names(&desk.accounts()), ["alice"]);
}

/// What cannot be written changes nothing: a folder is in the way of the new file, as a full or read-only disk would be.
#[test]
fn a_write_that_fails_changes_nothing_and_says_so() {
    let desk = Desk::new();
    let accounts = desk.accounts();
    add(&accounts, "alice", 91);
    let before = fs::read(desk.path()).unwrap();
    fs::create_dir(desk.beside().join("next.new")).unwrap();
    let error = accounts.records().write(&first_id(), "{}").unwrap_err();
    assert!(matches!(error, StoreError::NotWritten { .. }), "{error:?}");
    assert_eq!(error.cause().code(), "store-file-failed");
    assert_eq!(fs::read(desk.path()).unwrap(), before);
    assert_eq!(names(&accounts), ["alice"]);
    fs::remove_dir(desk.beside().join("next.new")).unwrap();
    add(&accounts, "bob", 92);
    assert_eq!(names(&desk.accounts()), ["alice", "bob"]);
}

fn first_id() -> authenticator::RecordId {
    authenticator::RecordId::random(&mut Counting(1)).unwrap()
}

//! The same changes on a small disk that is full, and on one that is read-only.

use std::cell::RefCell;
use std::fs;
use std::path::Path;
use std::process::Command;

use authenticator::{Entry, SealedFileStore};
use sealing::Slots;

use crate::killing::number;
use crate::ledger::{Harm, Ledger};
use crate::program::{KINDS, Worker};
use crate::stores::{Drawn, FIRST_PASSWORD, Home, NOW, ROLE, Stores, file_in, folder, rng};

/// Bytes of the disk: room for a file, its ten generations, and the data folder of the keyring.
const DISK: &str = "size=512k";
const PAGE: usize = 4096;

/// Starts the test where a disk can be mounted; none where the system allows no program that.
pub(crate) fn with_a_disk_of_its_own() -> Option<bool> {
    let unshare = |words: &[&str]| {
        let mut unshare = Command::new("unshare");
        unshare.args(["--user", "--map-root-user", "--mount"]).args(words);
        unshare
    };
    let probe = unshare(&["mount", "-t", "tmpfs", "tmpfs", "/mnt"]).output();
    if !probe.is_ok_and(|output| output.status.success()) {
        println!("test full_and_read_only_disks_lose_nothing ... ignored, no program may mount a disk of its own here");
        return None;
    }
    let this = std::env::current_exe().unwrap().display().to_string();
    Some(unshare(&[&this]).env(ROLE, "with a disk").status().unwrap().success())
}

pub(crate) fn work_on_bad_disks() {
    let disk = folder().join("disk");
    fs::create_dir(&disk).unwrap();
    mount(&["-t", "tmpfs", "-o", DISK, "tmpfs", &disk.display().to_string()]);
    SealedFileStore::create(&file_in(&disk), FIRST_PASSWORD, &Slots::LEAST, rng(1)).unwrap();
    let ledger = RefCell::new(Ledger::new(FIRST_PASSWORD, Home::Keyring));
    let levels: Vec<usize> =
        if number("COUNTERSIGN_KILLS", 24) < 100 { vec![2] } else { vec![0, 1, 2, 3, 4, 6, 8, 12] };
    let (mut done, mut failed) = (0, 0);
    for home in [Home::Keyring, Home::File] {
        for (round, free) in levels.iter().enumerate() {
            let full = Full { disk: &disk, ledger: &ledger, free: *free };
            let seed = 100 * round as u64 + 2;
            thin_out(&disk, &ledger);
            full.begin(home, seed);
            for (place, kind) in KINDS.iter().enumerate() {
                if full.tries(kind, seed + place as u64) { done += 1 } else { failed += 1 }
            }
        }
    }
    assert!(done > 0 && failed > 0, "{done} changes were done and {failed} failed: a disk of another size is needed");
    let refused = on_a_read_only_disk(&disk, &ledger);
    println!(
        "test full_and_read_only_disks_lose_nothing ... ok\n    {done} changes done and {failed} refused on a full disk, {refused} refused on a read-only one: accounts lost 0, unreadable 0, doubled 0"
    );
}

/// A disk with so many pages free.
struct Full<'test> {
    disk: &'test Path,
    ledger: &'test RefCell<Ledger>,
    free: usize,
}

impl Full<'_> {
    fn begin(&self, home: Home, seed: u64) {
        let mut worker = worker(self.disk, self.ledger, seed);
        ["add-many", "edit", "count"].iter().for_each(|kind| worker.work(kind).unwrap());
        if worker.home != home {
            worker.work("move").unwrap();
        }
    }

    /// Whether it was done. Whether or not: with room again, everything is there.
    fn tries(&self, kind: &str, seed: u64) -> bool {
        let mut worker = worker(self.disk, self.ledger, seed);
        fill(self.disk, self.free);
        let is_done = worker.work(kind).is_ok();
        fs::remove_file(self.disk.join("filler")).unwrap();
        let harm = self.ledger.borrow_mut().check(self.disk, seed + 900, &mut None);
        assert_eq!(harm, Harm::default(), "{kind} on a disk that is full but for {} pages", self.free);
        is_done
    }
}

/// Nothing is changed, and what is there can be read.
fn on_a_read_only_disk(disk: &Path, ledger: &RefCell<Ledger>) -> usize {
    let mut refused = 0;
    for (home, seed) in [(Home::Keyring, 5_000), (Home::File, 6_000)] {
        let mut worker = worker(disk, ledger, seed);
        worker.work("add").unwrap();
        if worker.home != home {
            worker.work("move").unwrap();
        }
        mount(&["-o", "remount,ro", &disk.display().to_string()]);
        for kind in KINDS {
            assert!(worker.work(kind).is_err(), "{kind} on a read-only disk, {}", home.name());
            refused += 1;
        }
        let readable = Stores::open(disk, &worker.password, 5);
        let entries = readable.map(|stores| stores.entries(home));
        drop(worker);
        mount(&["-o", "remount,rw", &disk.display().to_string()]);
        assert!(entries.unwrap().iter().all(|entry| matches!(entry, Entry::Account(_))));
        assert_eq!(ledger.borrow_mut().check(disk, 6, &mut None), Harm::default(), "read-only, {}", home.name());
    }
    refused
}

fn worker<'ledger>(disk: &Path, ledger: &'ledger RefCell<Ledger>, seed: u64) -> Worker<'ledger> {
    let (home, password) = (ledger.borrow().home, ledger.borrow().password().to_owned());
    let lock = ledger.borrow().lock();
    let stores = Stores::open(disk, &password, seed).unwrap();
    assert_eq!(stores.unlock(lock.iter().map(String::as_str)), lock);
    let say = Box::new(|line: &str| ledger.borrow_mut().hear(line));
    Worker { folder: disk.to_owned(), stores, home, password, lock, rng: Drawn(seed), say }
}

/// Room for the next round: each adds some accounts.
fn thin_out(disk: &Path, ledger: &RefCell<Ledger>) {
    let stores = Stores::open(disk, ledger.borrow().password(), 8).unwrap();
    stores.unlock(ledger.borrow().lock().iter().map(String::as_str));
    let mut ledger = ledger.borrow_mut();
    let accounts = stores.accounts(ledger.home);
    for entry in stores.entries(ledger.home) {
        let Entry::Account(account) = entry else { continue };
        accounts.trash(&account.id, NOW).unwrap();
        accounts.delete(&account.id).unwrap();
        ledger.forget(&account.name);
    }
}

/// Leaves so many pages of the disk free.
fn fill(disk: &Path, pages: usize) {
    let kept: Vec<_> = (0..pages).map(|number| disk.join(format!("kept-{number}"))).collect();
    kept.iter().for_each(|path| fs::write(path, [1; PAGE]).unwrap());
    let filled = fs::write(disk.join("filler"), vec![1; 1024 * 1024]);
    assert!(filled.is_err(), "the disk is smaller than what was written");
    kept.iter().for_each(|path| fs::remove_file(path).unwrap());
}

fn mount(words: &[&str]) {
    assert!(Command::new("mount").args(words).status().unwrap().success(), "mount {words:?}");
}

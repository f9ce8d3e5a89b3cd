//! The lock over the keyring, and backups: what a program does with them, and what must be so after it was killed.

use std::path::{Path, PathBuf};

use authenticator::{Backup, BackupState, Backups, Entry, LockState, LockableStore, OwnItem, StoreError};
use otp::UnixSeconds;
use sealing::Slots;

use crate::ledger::Ledger;
use crate::program::Worker;
use crate::stores::{Home, NOW, Stores};

const BACKUP_PASSWORD: &str = "the password of the backups";

/// Where the lock keeps its header in the keyring.
pub(crate) const LOCK_HEADER: OwnItem =
    OwnItem { service: "countersign-lock", name: "header", label: "Countersign lock" };

/// What was said of the lock and of the backups.
#[derive(Default)]
pub(crate) struct Guards {
    /// One of these is so: no lock, or one of this password. The last was the one to come.
    locks: Vec<Option<String>>,
    /// Was deleted for good, and is being put back from a backup.
    putting_back: Option<String>,
    /// What the newest backup that was said to be made holds at least.
    backed_up: Vec<String>,
}

impl Guards {
    pub(crate) fn new() -> Self {
        Self { locks: vec![None], ..Self::default() }
    }

    /// The password of the lock, if there is one.
    pub(crate) fn password(&self) -> Option<&str> {
        self.locks.last()?.as_deref()
    }

    /// Whether the line was about this.
    pub(crate) fn hear(&mut self, words: &[&str]) -> bool {
        match words {
            ["lock", password] => self.locks.push(Some((*password).to_owned())),
            ["locked", password] => self.locks = vec![Some((*password).to_owned())],
            ["open"] => self.locks.push(None),
            ["opened"] => self.locks = vec![None],
            ["back-up"] => {}
            ["backed-up", names @ ..] => self.backed_up = names.iter().map(|name| (*name).to_owned()).collect(),
            ["put-back", name] => self.putting_back = Some((*name).to_owned()),
            ["gone-back", _] => self.putting_back = None,
            _ => return false,
        }
        true
    }

    /// Opens the lock that is there, which must be one that was said.
    pub(crate) fn settle_lock(&mut self, stores: &Stores) {
        let there = stores.unlock(self.locks.iter().rev().flatten().map(String::as_str));
        assert!(self.locks.contains(&there), "no lock was taken away or set that nobody asked for");
        assert!(!stores.lock.status().unwrap().is_half_way, "what was half-way is finished by opening");
        self.locks = vec![there];
    }

    /// Ends it as a person would, who finds an account gone: it is in the newest backup.
    pub(crate) fn settle_putting_back(&mut self, stores: &Stores, folder: &Path, home: Home) {
        let Some(name) = self.putting_back.take() else { return };
        if !stores.names(home).contains(&name) {
            put_back(stores, folder, home, &name).unwrap();
        }
    }

    /// Every file that has the name of a backup opens, and the newest holds what it was said to hold.
    pub(crate) fn unreadable_backups(&self, folder: &Path) -> usize {
        let all = backups(folder).list(BACKUP_PASSWORD).unwrap();
        let unreadable = all.iter().filter(|backup| !opens(backup)).count();
        let Some(newest) = all.first().filter(|_| unreadable == 0) else {
            return unreadable + usize::from(!self.backed_up.is_empty());
        };
        let contents = Backups::open(&newest.path, BACKUP_PASSWORD).unwrap();
        let names: Vec<String> = contents.entries().filter_map(name_of).collect();
        // The newest may be one that was not said to be made: then it holds later accounts, and none is deleted for good.
        self.backed_up.iter().filter(|name| !names.contains(name)).count()
    }
}

impl Stores {
    /// Opens the lock with one of these; the password that opened it, or none where no lock is set.
    pub(crate) fn unlock<'p>(&self, passwords: impl Iterator<Item = &'p str> + Clone) -> Option<String> {
        match self.lock.lock_state().unwrap() {
            LockState::Off => return None,
            // Another program may have changed the password meanwhile: which it is now, a new look says.
            LockState::Unlocked => self.lock.lock(),
            LockState::Locked => {}
        }
        let opened = passwords.clone().find(|password| opens_with(&self.lock, password));
        let opened = opened.unwrap_or_else(|| panic!("none of {} passwords opens the lock", passwords.count()));
        match self.lock.lock_state().unwrap() {
            // Taking it away had begun.
            LockState::Off => None,
            _ => Some(opened.to_owned()),
        }
    }

    pub(crate) fn names(&self, home: Home) -> Vec<String> {
        self.entries(home).into_iter().filter_map(name_of).collect()
    }
}

/// Each try is made long after the one before, so that none has to wait.
fn opens_with(lock: &LockableStore, password: &str) -> bool {
    let later = |tries: u64| UnixSeconds(NOW.0 + tries * 1_000);
    (0..4).any(|tries| match lock.open_with(password, later(tries)) {
        Ok(unlocked) => {
            assert!(unlocked.unmended.is_none(), "{:?}", unlocked.unmended);
            true
        }
        Err(error) if error.code() == "lock-too-soon" => false,
        Err(error) => {
            assert_eq!(error.code(), "password-wrong", "{error}");
            false
        }
    })
}

impl Worker<'_> {
    /// Sets a lock, gives it another password, or takes it away.
    pub(crate) fn guard(&mut self) -> Result<(), StoreError> {
        let (is_on, password) = (self.lock.is_some(), format!("lock number {}", 1 + self.rng.below(1 << 30)));
        if is_on && self.rng.below(2) == 0 {
            (self.say)("open");
            let turned = self.stores.lock.turn_off()?;
            finished(turned.interrupted, turned.left)?;
            (self.say)("opened");
            self.lock = None;
            return Ok(());
        }
        (self.say)(&format!("lock\t{password}"));
        if is_on {
            self.stores.lock.set_password(&password, &Slots::LEAST)?;
        } else {
            let turned = self.stores.lock.turn_on(&password, &Slots::LEAST, NOW, |_| Ok::<(), StoreError>(()))?;
            finished(turned.interrupted, turned.left)?;
        }
        (self.say)(&format!("locked\t{password}"));
        self.lock = Some(password);
        Ok(())
    }

    pub(crate) fn back_up(&mut self) -> Result<(), StoreError> {
        (self.say)("back-up");
        let accounts = self.stores.accounts(self.home);
        backups(&self.folder).make(accounts, BACKUP_PASSWORD, &Slots::LEAST, NOW, &mut self.rng)?;
        (self.say)(
            &["backed-up".to_owned()].into_iter().chain(self.stores.names(self.home)).collect::<Vec<_>>().join(" "),
        );
        Ok(())
    }

    /// Deletes an account for good, and puts it back from a backup made before.
    pub(crate) fn put_back(&mut self) -> Result<(), StoreError> {
        let Some(account) = self.any() else { return self.work("add") };
        self.back_up()?;
        (self.say)(&format!("put-back {}", account.name));
        let accounts = self.stores.accounts(self.home);
        accounts.trash(&account.id, NOW)?;
        accounts.delete(&account.id)?;
        put_back(&self.stores, &self.folder, self.home, &account.name)?;
        (self.say)(&format!("gone-back {}", account.name));
        Ok(())
    }
}

fn finished<T>(interrupted: Option<StoreError>, mut left: Vec<(T, StoreError)>) -> Result<(), StoreError> {
    interrupted.or_else(|| left.pop().map(|(_, error)| error)).map_or(Ok(()), Err)
}

fn put_back(stores: &Stores, folder: &Path, home: Home, name: &str) -> Result<(), StoreError> {
    let all = backups(folder).list(BACKUP_PASSWORD)?;
    let newest = all.iter().find(|backup| opens(backup)).expect("a backup was made before");
    let contents = Backups::open(&newest.path, BACKUP_PASSWORD)?;
    let is_it = |entry: &Entry| matches!(entry, Entry::Account(account) if account.name == name);
    let ids: Vec<_> = contents.entries().filter(is_it).map(|entry| entry.id()).collect();
    assert_eq!(ids.len(), 1, "{name} is in the backup, once");
    stores.accounts(home).put_back(&contents, &ids, NOW)?.into_iter().try_for_each(|one| one.result)
}

fn backups(folder: &Path) -> Backups {
    Backups::in_folder(&place(folder))
}

fn place(folder: &Path) -> PathBuf {
    folder.join("backups")
}

fn opens(backup: &Backup) -> bool {
    matches!(backup.state, BackupState::Opens { damaged: 0, .. })
}

fn name_of(entry: Entry) -> Option<String> {
    if let Entry::Account(account) = entry { Some(account.name) } else { None }
}

impl Ledger {
    /// The password of the lock over the keyring, if there is one.
    pub(crate) fn lock(&self) -> Option<String> {
        self.guards.password().map(str::to_owned)
    }
}

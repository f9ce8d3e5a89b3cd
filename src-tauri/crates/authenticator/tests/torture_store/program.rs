//! The program that is killed: it says what it is about to do, does it, and says that it did.

use std::io::Write;
use std::path::PathBuf;

use authenticator::{
    Account, AccountChange, Entry, Generation, GenerationState, NewAccount, SealedFileStore, StoreError,
};
use otp::{Algorithm, Counter, Digits, Parameters, Secret};
use sealing::Slots;

use crate::stores::{Drawn, Home, NOW, Stores, file_in, folder, rng};

/// What is done, by name.
pub(crate) const KINDS: [&str; 12] = [
    "add",
    "edit",
    "count",
    "password",
    "lock",
    "recovery-code",
    "restore",
    "back-up",
    "move",
    "trash",
    "put-back",
    "add-many",
];

/// Above this nothing more is added, and the world is made anew.
pub(crate) const MOST_ACCOUNTS: usize = 14;

pub(crate) const START: &str = "COUNTERSIGN_TORTURE_START";

/// Where a program begins: what it does most, where the accounts are, the password, and a seed.
pub(crate) struct Start {
    pub(crate) kind: String,
    pub(crate) home: Home,
    pub(crate) password: String,
    /// Of the lock over the keyring.
    pub(crate) lock: Option<String>,
    pub(crate) seed: u64,
}

impl Start {
    pub(crate) fn print(&self) -> String {
        let lock = self.lock.as_deref().unwrap_or_default();
        [&self.kind, self.home.name(), &self.password, lock, &self.seed.to_string()].join("\t")
    }

    fn of_this_process() -> Self {
        let text = std::env::var(START).unwrap();
        let words: Vec<&str> = text.split('\t').collect();
        let [kind, home, password, lock, seed] = words.as_slice() else { panic!("{text}") };
        Self {
            kind: (*kind).to_owned(),
            home: Home::named(home),
            password: (*password).to_owned(),
            lock: Some((*lock).to_owned()).filter(|lock| !lock.is_empty()),
            seed: seed.parse().unwrap(),
        }
    }
}

pub(crate) fn work_until_killed() {
    let start = Start::of_this_process();
    let stores = Stores::open(&folder(), &start.password, start.seed).unwrap();
    let Start { home, password, lock, .. } = start;
    assert_eq!(stores.unlock(lock.iter().map(String::as_str)), lock);
    let (rng, say) = (Drawn(start.seed), Box::new(print));
    let mut worker = Worker { folder: folder(), stores, home, password, lock, rng, say };
    print("ready");
    loop {
        let other = *KINDS.get(usize::try_from(worker.rng.below(3)).unwrap()).unwrap();
        for kind in [start.kind.as_str(), other] {
            worker.work(kind).unwrap_or_else(|error| panic!("{kind}: {error:?}"));
        }
    }
}

fn print(text: &str) {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{text}").and_then(|()| out.flush()).unwrap();
}

/// Does one thing after another to the accounts, and says so before and after.
pub(crate) struct Worker<'say> {
    pub(crate) folder: PathBuf,
    pub(crate) stores: Stores,
    pub(crate) home: Home,
    pub(crate) password: String,
    /// The password of the lock over the keyring.
    pub(crate) lock: Option<String>,
    pub(crate) rng: Drawn,
    pub(crate) say: Box<dyn FnMut(&str) + 'say>,
}

impl Worker<'_> {
    /// What only a file has is done to the file, also while the accounts are in the keyring.
    pub(crate) fn work(&mut self, kind: &str) -> Result<(), StoreError> {
        match kind {
            "add" => self.add(1),
            "add-many" => self.add(3),
            "edit" => self.edit(),
            "count" => self.count(),
            "trash" => self.trash(),
            "move" => self.relocate(),
            "password" => self.password(),
            "recovery-code" => self.recovery_code(),
            "restore" => self.restore(),
            "lock" => self.guard(),
            "back-up" => self.back_up(),
            "put-back" => self.put_back(),
            other => panic!("{other}"),
        }
    }

    fn accounts(&self) -> Vec<Account> {
        let entries = self.stores.entries(self.home).into_iter();
        entries.filter_map(|entry| if let Entry::Account(account) = entry { Some(account) } else { None }).collect()
    }

    fn add(&mut self, how_many: usize) -> Result<(), StoreError> {
        if self.accounts().len() + how_many > MOST_ACCOUNTS {
            return self.edit();
        }
        let names: Vec<String> = (0..how_many).map(|_| format!("account-{}", self.rng.below(1 << 30))).collect();
        (self.say)(&format!("add {}", names.join(" ")));
        let new = names.iter().enumerate().map(|(place, name)| account(name, place == 0)).collect();
        let added = self.stores.accounts(self.home).add(new, NOW, &mut self.rng)?;
        added.into_iter().collect::<Result<Vec<_>, _>>()?;
        (self.say)(&format!("added {}", names.join(" ")));
        Ok(())
    }

    fn edit(&mut self) -> Result<(), StoreError> {
        let Some(account) = self.any() else { return self.add(1) };
        let note = account.note.parse::<u64>().unwrap_or_default() + 1;
        (self.say)(&format!("edit {} {note}", account.name));
        let change = AccountChange { note: Some(note.to_string()), ..AccountChange::default() };
        self.stores.accounts(self.home).edit(&account.id, account.revision, change, NOW)?;
        (self.say)(&format!("edited {} {note}", account.name));
        Ok(())
    }

    fn count(&mut self) -> Result<(), StoreError> {
        let counted = self.accounts().into_iter().find(|account| account.codes.counter().is_some());
        let Some(account) = counted else { return self.add(1) };
        (self.say)(&format!("count {}", account.name));
        let made = self.stores.accounts(self.home).advance_hotp(&account.id, NOW)?;
        (self.say)(&format!("counted {} {}", account.name, made.counter + 1));
        Ok(())
    }

    fn trash(&mut self) -> Result<(), StoreError> {
        let Some(account) = self.any() else { return self.add(1) };
        (self.say)(&format!("trash {}", account.name));
        self.stores.accounts(self.home).trash(&account.id, NOW)?;
        self.stores.accounts(self.home).restore(&account.id, NOW)?;
        (self.say)(&format!("trashed {}", account.name));
        Ok(())
    }

    fn password(&mut self) -> Result<(), StoreError> {
        let password = format!("password number {}", 1 + self.rng.below(1 << 30));
        (self.say)(&format!("password\t{password}"));
        self.stores.file.set_password(&password, &Slots::LEAST)?;
        (self.say)(&format!("passworded\t{password}"));
        self.password = password;
        Ok(())
    }

    fn recovery_code(&mut self) -> Result<(), StoreError> {
        (self.say)("recovery-code");
        self.stores.file.set_recovery_code(&Slots::LEAST, |_| Ok::<(), StoreError>(()))?;
        (self.say)("recovery-coded");
        Ok(())
    }

    /// Goes back to an earlier generation, and from there to where it was.
    fn restore(&mut self) -> Result<(), StoreError> {
        let all = SealedFileStore::generations(&file_in(&self.folder), &self.password)?;
        let opens = |generation: &&Generation| {
            matches!(generation.state, GenerationState::Opens { .. }) && !generation.is_current
        };
        let (Some(now), Some(old)) = (all.first(), all.iter().filter(opens).nth(2)) else { return self.edit() };
        (self.say)(&format!("restore {}", now.name));
        for number in [old.name, now.name] {
            let rng = rng(self.rng.below(1 << 50));
            let file = SealedFileStore::restore(&file_in(&self.folder), &self.password, number, rng)?;
            let seed = self.rng.below(1 << 50);
            self.stores = Stores::with_file(&self.folder, file, seed);
            assert_eq!(self.stores.unlock(self.lock.iter().map(String::as_str)), self.lock);
            self.stores.accounts(Home::File).accept_missing()?;
        }
        (self.say)("restored");
        Ok(())
    }

    fn relocate(&mut self) -> Result<(), StoreError> {
        let (from, to) = (self.home, self.home.other());
        (self.say)(&format!("move {}", to.name()));
        let mut moved = self.stores.accounts(from).move_to(self.stores.accounts(to))?;
        if let Some((_, error)) = moved.kept.pop() {
            return Err(error);
        }
        self.home = to;
        (self.say)(&format!("moved {}", to.name()));
        Ok(())
    }

    pub(crate) fn any(&mut self) -> Option<Account> {
        let mut accounts = self.accounts();
        let place = usize::try_from(self.rng.below(64)).unwrap();
        (!accounts.is_empty()).then(|| accounts.remove(place % accounts.len()))
    }
}

/// Each has a secret made of its name; the first of several has a counter.
fn account(name: &str, is_counted: bool) -> NewAccount {
    let secret = Secret::from_bytes(format!("a secret for {name}").into_bytes()).unwrap();
    let parameters = if is_counted {
        Parameters::Hotp { algorithm: Algorithm::Sha1, digits: Digits::default(), counter: Counter::new(0) }
    } else {
        Parameters::default()
    };
    NewAccount::new("Site".to_owned(), name.to_owned(), secret, parameters)
}

//! What programs said before they were killed, held against what is there.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use authenticator::{Entry, SealedFileStore};

use crate::guarding::Guards;
use crate::stores::{Home, Stores, file_in, rng};

/// What was said.
pub(crate) struct Ledger {
    sure: BTreeMap<String, Known>,
    /// Was being added.
    maybe: BTreeSet<String>,
    pub(crate) home: Home,
    going_to: Option<Home>,
    /// One of these opens the file; the last was the one to come.
    passwords: Vec<String>,
    /// The generation that a way back and forth began at.
    restoring: Option<u64>,
    /// What was being done, and was not said to be done.
    pub(crate) in_flight: Option<String>,
    pub(crate) guards: Guards,
}

/// An account cannot be older than this.
#[derive(Default)]
struct Known {
    note: u64,
    counter: u64,
}

/// What there must be none of.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Harm {
    pub(crate) lost: usize,
    pub(crate) unreadable: usize,
    pub(crate) doubled: usize,
}

impl Ledger {
    pub(crate) fn new(password: &str, home: Home) -> Self {
        Self {
            sure: BTreeMap::new(),
            maybe: BTreeSet::new(),
            home,
            going_to: None,
            passwords: vec![password.to_owned()],
            restoring: None,
            in_flight: None,
            guards: Guards::new(),
        }
    }

    pub(crate) fn accounts(&self) -> usize {
        self.sure.len()
    }

    pub(crate) fn password(&self) -> &str {
        self.passwords.last().unwrap()
    }

    pub(crate) fn hear(&mut self, line: &str) {
        let words: Vec<&str> = line.split(if line.contains('\t') { '\t' } else { ' ' }).collect();
        self.in_flight = None;
        if self.guards.hear(&words) {
            let is_end = matches!(words.first(), Some(&("locked" | "opened" | "backed-up" | "gone-back")));
            self.in_flight = words.first().filter(|_| !is_end).map(|kind| (*kind).to_owned());
            return;
        }
        match words.as_slice() {
            ["added", names @ ..] => names.iter().for_each(|name| {
                self.maybe.remove(*name);
                self.sure.entry((*name).to_owned()).or_default();
            }),
            ["edited", name, note] => self.known(name).note = note.parse().unwrap(),
            ["counted", name, counter] => self.known(name).counter = counter.parse().unwrap(),
            ["passworded", password] => self.passwords = vec![(*password).to_owned()],
            ["restored"] => self.restoring = None,
            ["moved", home] => (self.home, self.going_to) = (Home::named(home), None),
            ["ready" | "trashed" | "recovery-coded", ..] => {}
            _ => self.hear_beginning(&words),
        }
    }

    fn hear_beginning(&mut self, words: &[&str]) {
        self.in_flight = words.first().map(|kind| (*kind).to_owned());
        match words {
            ["add", names @ ..] => self.maybe.extend(names.iter().map(|name| (*name).to_owned())),
            ["password", password] => self.passwords.push((*password).to_owned()),
            ["restore", number] => self.restoring = number.parse().ok(),
            ["move", home] => self.going_to = Some(Home::named(home)),
            ["edit" | "count" | "trash" | "recovery-code", ..] => {}
            other => panic!("{other:?}"),
        }
    }

    /// It was deleted.
    pub(crate) fn forget(&mut self, name: &str) {
        self.sure.remove(name);
    }

    fn known(&mut self, name: &str) -> &mut Known {
        self.sure.get_mut(name).unwrap()
    }

    /// Looks at everything, ends what was cut off as a person would, and looks again. `held` is a program that has both
    /// stores open all the while, where there is one; the one that is killed next opens them anew.
    pub(crate) fn check(&mut self, folder: &Path, seed: u64, held: &mut Option<Stores>) -> Harm {
        let stores = match held.take() {
            Some(stores) if self.passwords.len() == 1 && self.restoring.is_none() => stores,
            _ => {
                let file = self.settle_password(folder, seed);
                self.settle_restoring(folder).unwrap_or_else(|| Stores::with_file(folder, file, seed))
            }
        };
        self.guards.settle_lock(&stores);
        self.guards.settle_putting_back(&stores, folder, self.home);
        let before = self.harm(&stores);
        self.settle_moving(&stores);
        let mut after = self.harm(&stores);
        after.unreadable += self.guards.unreadable_backups(folder);
        let known = std::mem::take(&mut self.maybe);
        let there = names(&stores.entries(self.home));
        known.into_iter().filter(|name| there.contains(name)).for_each(|name| {
            self.sure.entry(name).or_default();
        });
        *held = Some(stores);
        if before == Harm::default() { after } else { before }
    }

    fn settle_password(&mut self, folder: &Path, seed: u64) -> SealedFileStore {
        let open = |password: &String| {
            SealedFileStore::open(&file_in(folder), password, rng(seed)).ok().map(|file| (file, password.clone()))
        };
        let opened = self.passwords.iter().rev().find_map(open);
        let (file, password) = opened.expect("one of the passwords opens the file");
        self.passwords = vec![password];
        file
    }

    fn settle_restoring(&mut self, folder: &Path) -> Option<Stores> {
        let number = self.restoring.take()?;
        let (path, password) = (file_in(folder), self.password());
        let all = SealedFileStore::generations(&path, password).unwrap();
        if all.first().is_some_and(|newest| newest.name.number == number) {
            return None;
        }
        let restored = SealedFileStore::restore(&path, password, number, rng(number)).unwrap();
        let stores = Stores::with_file(folder, restored, number);
        stores.accounts(Home::File).accept_missing().unwrap();
        Some(stores)
    }

    fn settle_moving(&mut self, stores: &Stores) {
        let Some(to) = self.going_to.take() else { return };
        let moved = stores.accounts(to.other()).move_to(stores.accounts(to)).unwrap();
        assert!(moved.kept.is_empty(), "a move that is repeated ends: {:?}", moved.kept);
        self.home = to;
    }

    fn harm(&self, stores: &Stores) -> Harm {
        let mut harm = Harm::default();
        let mut places: BTreeMap<String, Vec<Home>> = BTreeMap::new();
        for home in [Home::Keyring, Home::File] {
            for entry in stores.entries(home) {
                match entry {
                    Entry::Damaged(_) => harm.unreadable += 1,
                    Entry::Account(account) => {
                        harm.lost += usize::from(self.is_older(&account));
                        places.entry(account.name).or_default().push(home);
                    }
                }
            }
        }
        harm.lost += self.sure.keys().filter(|name| !places.contains_key(*name)).count();
        harm.lost += places.keys().filter(|name| !self.sure.contains_key(*name) && !self.maybe.contains(*name)).count();
        harm.doubled += places.values().filter(|homes| !self.is_where_it_may_be(homes)).count();
        harm
    }

    /// A later state of it was said to be stored.
    fn is_older(&self, account: &authenticator::Account) -> bool {
        let Some(known) = self.sure.get(&account.name) else { return false };
        let counter = account.codes.counter().map_or(0, otp::Counter::value);
        account.note.parse().unwrap_or(0) < known.note || counter < known.counter
    }

    /// Once, and in both stores only while it moves.
    fn is_where_it_may_be(&self, homes: &[Home]) -> bool {
        match homes {
            [one] => *one == self.home || self.going_to == Some(*one),
            [Home::Keyring, Home::File] => self.going_to.is_some(),
            _ => false,
        }
    }
}

fn names(entries: &[Entry]) -> BTreeSet<String> {
    let account = |entry: &Entry| if let Entry::Account(account) = entry { Some(account.name.clone()) } else { None };
    entries.iter().filter_map(account).collect()
}

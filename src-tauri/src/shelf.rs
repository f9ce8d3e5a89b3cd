//! What the window knows of the store, so that codes go on while the store is away.

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use authenticator::{Account, Entry, HotpCode, RecordId};
use otp::{Code, CodeWindow, Generator, Kind, UnixSeconds};

use crate::api::{AccountView, AccountsView, CodeView, ErrorView, StoreState, Which};
use crate::backups::Fingerprint;
use crate::failure::AppError;
use crate::views;

/// Every record that was read, and how the store was when it was last asked.
pub(crate) struct Shelf {
    state: StoreState,
    warnings: Vec<ErrorView>,
    /// What is wrong with the clock.
    clock: Option<ErrorView>,
    held: BTreeMap<RecordId, Held>,
    /// Changed or removed here since the last reading began, which may still bring what was there before.
    touched: BTreeSet<RecordId>,
    /// How often everything was forgotten.
    forgotten: u64,
}

/// The time between two times that everything was forgotten. What work brings counts only in the era it was begun in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Era {
    forgotten: u64,
}

struct Held {
    entry: Entry,
    generator: Option<Generator>,
    /// HOTP: the code that was asked for last, and the counter that made it.
    shown: Option<(Code, u64)>,
    /// The codes of the step that was last shown.
    window: Option<CodeWindow>,
}

impl Shelf {
    /// Nothing is known yet.
    pub(crate) fn new() -> Self {
        let state = StoreState::Loading { read: 0, total: None };
        Self { state, warnings: Vec::new(), clock: None, held: BTreeMap::new(), touched: BTreeSet::new(), forgotten: 0 }
    }

    /// Forgets every record; a reading or a change that is under way brings none of them back.
    pub(crate) fn clear(&mut self) {
        self.forgotten = self.forgotten.wrapping_add(1);
        self.held.clear();
        self.touched.clear();
    }

    /// How the store is.
    pub(crate) fn set_state(&mut self, state: StoreState, warnings: Vec<ErrorView>) {
        self.state = state;
        self.warnings = warnings;
    }

    /// What is wrong with the clock now; whether that is another thing than before.
    pub(crate) fn set_clock(&mut self, trouble: Option<ErrorView>) -> bool {
        let said = |view: &Option<ErrorView>| view.as_ref().map(|view| view.message.clone());
        let is_news = said(&self.clock) != said(&trouble);
        self.clock = trouble;
        is_news
    }

    /// Which records there are, each with its revision.
    pub(crate) fn fingerprint(&self) -> Fingerprint {
        let revision = |held: &Held| held.account().map_or(0, |account| account.revision);
        self.held.iter().map(|(id, held)| (id.to_string(), revision(held))).collect()
    }

    /// Everything is read, and the store can be written to.
    pub(crate) fn is_ready(&self) -> bool {
        matches!(self.state, StoreState::Ready { .. })
    }

    /// A lock or a sealed file is closed, and nothing of it is shown.
    pub(crate) fn is_sealed(&self) -> bool {
        matches!(self.state, StoreState::Sealed { .. })
    }

    /// Reading everything begins.
    pub(crate) fn begin_reading(&mut self) -> Era {
        self.touched.clear();
        self.era()
    }

    /// To be asked for before work begins that takes a while.
    pub(crate) fn era(&self) -> Era {
        Era { forgotten: self.forgotten }
    }

    /// Whether nothing was forgotten since it was asked for.
    pub(crate) fn lasts(&self, era: Era) -> bool {
        self.era() == era
    }

    /// Nothing has been read to its end yet.
    pub(crate) fn is_loading(&self) -> bool {
        matches!(self.state, StoreState::Loading { .. })
    }

    /// How many records are known.
    pub(crate) fn len(&self) -> usize {
        self.held.len()
    }

    /// Takes in a record as it was read, unless it was changed here or everything was forgotten meanwhile.
    pub(crate) fn put_read(&mut self, era: Era, entry: Entry) {
        if self.lasts(era) && !self.touched.contains(&entry.id()) {
            self.put(entry);
        }
    }

    /// Takes in an account as it was written, unless everything was forgotten meanwhile.
    pub(crate) fn put_changed(&mut self, era: Era, account: Account) {
        if self.lasts(era) {
            self.touched.insert(account.id);
            self.put(Entry::Account(account));
        }
    }

    fn put(&mut self, entry: Entry) {
        let shown = self.held.remove(&entry.id()).and_then(|held| held.shown);
        let generator = match &entry {
            Entry::Account(account) => {
                account.codes.made().map(|(secret, parameters)| Generator::new(secret, parameters))
            }
            Entry::Damaged(_) => None,
        };
        self.held.insert(entry.id(), Held { entry, generator, shown, window: None });
    }

    /// Forgets a record.
    pub(crate) fn remove(&mut self, id: &RecordId) {
        self.touched.insert(*id);
        self.held.remove(id);
    }

    /// Forgets every record that was not read, and not changed here meanwhile.
    pub(crate) fn keep_only(&mut self, read: &BTreeSet<RecordId>) {
        let touched = &self.touched;
        self.held.retain(|id, _| read.contains(id) || touched.contains(id));
    }

    /// Every account, for finding duplicates.
    pub(crate) fn accounts(&self) -> impl Iterator<Item = &Account> {
        self.held.values().filter_map(Held::account)
    }

    /// Every record, for finding what is here already.
    pub(crate) fn entries(&self) -> impl Iterator<Item = &Entry> {
        self.held.values().map(|held| &held.entry)
    }

    /// The list as the window shows it: accounts in their order, then damaged records.
    pub(crate) fn view(&self) -> AccountsView {
        let mut entries: Vec<&Entry> = self.held.values().map(|held| &held.entry).collect();
        entries.sort_by_cached_key(|entry| match entry {
            Entry::Account(account) => (false, Some(account.display_order())),
            Entry::Damaged(_) => (true, None),
        });
        let accounts: Vec<AccountView> = entries.into_iter().map(views::entry).collect();
        let warnings = self.clock.iter().chain(&self.warnings).cloned().collect();
        AccountsView { state: self.state.clone(), warnings, accounts }
    }

    /// The codes of these accounts; ids that are not known are left out.
    pub(crate) fn codes(&mut self, ids: &[RecordId], now: UnixSeconds) -> Vec<CodeView> {
        ids.iter().filter_map(|id| self.held.get_mut(id).map(|held| held.code_view(now))).collect()
    }

    /// The HOTP code that was asked for, unless everything was forgotten meanwhile.
    pub(crate) fn show_hotp(&mut self, era: Era, made: HotpCode) -> Result<CodeView, AppError> {
        if !self.lasts(era) {
            return Err(AppError::UnknownAccount);
        }
        let id = made.account.id;
        self.put_changed(era, made.account);
        let held = self.held.get_mut(&id).ok_or(AppError::UnknownAccount)?;
        held.shown = Some((made.code, made.counter));
        Ok(held.code_view(UnixSeconds(0)))
    }

    /// A code for the clipboard.
    pub(crate) fn code(&self, id: &RecordId, which: Which, now: UnixSeconds) -> Result<Code, ErrorView> {
        let held = self.held.get(id).ok_or(AppError::UnknownAccount)?;
        held.account().ok_or(AppError::UnknownAccount)?.codes.needed()?;
        let generator = held.generator.as_ref().ok_or(AppError::UnknownAccount)?;
        if generator.parameters().kind() == Kind::Hotp {
            return Ok(held.shown.as_ref().map(|(code, _)| code.clone()).ok_or(AppError::NoCodeYet)?);
        }
        let window = generator.window_at(now)?;
        Ok(if which == Which::Next { window.next.clone() } else { window.code.clone() })
    }
}

impl Held {
    fn account(&self) -> Option<&Account> {
        match &self.entry {
            Entry::Account(account) => Some(account),
            Entry::Damaged(_) => None,
        }
    }

    fn code_view(&mut self, now: UnixSeconds) -> CodeView {
        let id = self.entry.id().to_string();
        let Some(generator) = &self.generator else {
            let error = self.account().and_then(|account| account.codes.needed().err());
            return views::no_code(id, error.map_or_else(|| AppError::UnknownAccount.into(), Into::into));
        };
        if generator.parameters().kind() == Kind::Hotp {
            return views::counted(id, self.shown.as_ref().map(|(code, counter)| (code, *counter)));
        }
        let window = match &self.window {
            Some(before) => generator.window_after(before, now),
            None => generator.window_at(now),
        };
        match window {
            Ok(window) => views::code(id, self.window.insert(window)),
            Err(error) => views::no_code(id, error.into()),
        }
    }
}

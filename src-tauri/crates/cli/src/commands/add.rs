//! `add`: shows, asks, stores.

use authenticator::intake::{Pick, TypedAccount};
use authenticator::{Account, Entry, NewAccount, StoreError};
use host::os::OsRandom;
use host::{Desk, os};
use otp::Kind;

use super::added::{AddView, Plan};
use super::load;
use crate::arguments::{Add, KindChoice};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::gather::Gathered;
use crate::output::{Console, counted, label};
use crate::terminal::{self, Unanswered};

/// Accounts stored in one go; between two goes a person is told how far it is. A keyring takes 15 to 50 ms each.
const AT_ONCE: usize = 10;

pub(crate) fn run(add: &Add, desk: &Desk, console: Console) -> Result<Exit, Failure> {
    // Nobody types twenty words to learn that the keyring is locked.
    desk.accounts.records().state()?;
    let gathered = gather(add, desk)?;
    let existing = accounts(load(desk, console)?);
    let mut plan = Plan::of(&gathered, &existing);
    ask(&mut plan, &gathered, add, console)?;
    let outcome = store(&plan, &gathered, desk, console);
    let view = AddView::of(&gathered, &plan, &outcome);
    console.answer(&view, |page| view.show(page))?;
    console.fail_each(&view.failures());
    Ok(view.exit(gathered.exit()))
}

fn accounts(entries: Vec<Entry>) -> Vec<Account> {
    let account = |entry| match entry {
        Entry::Account(account) => Some(account),
        Entry::Damaged(_) => None,
    };
    entries.into_iter().filter_map(account).collect()
}

fn gather(add: &Add, desk: &Desk) -> Result<Gathered, Failure> {
    let mut gathered = Gathered::from_sources(&add.sources, &desk.reader);
    if add.typed {
        let item = gathered.draft.add_typed("typed", &typed(add)?)?;
        gathered.add_item("typed", item);
    }
    if add.example {
        let item = gathered.draft.add_example("example");
        gathered.add_item("example", item);
    }
    Ok(gathered)
}

fn typed(add: &Add) -> Result<TypedAccount, Unanswered> {
    let options = &add.options;
    let ask = |given: &Option<String>, question| given.clone().map_or_else(|| terminal::ask_line(question), Ok);
    Ok(TypedAccount {
        issuer: ask(&options.issuer, "Issuer (who asks for the code)")?,
        name: ask(&options.name, "Name (whose account it is)")?,
        secret: terminal::ask_hidden("Secret")?,
        kind: match options.kind {
            KindChoice::Totp => Kind::Totp,
            KindChoice::Hotp => Kind::Hotp,
            KindChoice::Steam => Kind::Steam,
        },
        algorithm: options.algorithm.to_string(),
        digits: options.digits.into(),
        period: options.period.into(),
        counter: options.counter,
    })
}

/// Shows a person what was found, and asks what is to be stored.
fn ask(plan: &mut Plan, gathered: &Gathered, add: &Add, console: Console) -> Result<(), Failure> {
    if add.yes {
        plan.accept_all();
        return Ok(());
    }
    if !terminal::is_someone_there() || plan.is_empty() {
        return Ok(());
    }
    plan.preview(gathered, console);
    let number = plan.new_items().count();
    if number > 0 && !terminal::ask(&format!("Store {}?", counted(number, "account", "accounts")))? {
        return Err(Unanswered::Declined.into());
    }
    plan.accept_each(gathered, |new, there| {
        terminal::ask(&format!("{there} is here with another secret. Store this one, {new}, as well?"))
    })?;
    Ok(())
}

/// Each item that was to be stored, with how it went.
pub(crate) type Outcome = Vec<(u32, Result<Account, StoreError>)>;

fn store(plan: &Plan, gathered: &Gathered, desk: &Desk, console: Console) -> Outcome {
    let picks = plan.accepted().filter_map(|number| gathered.item(number)).map(|item| Pick {
        item: item.item,
        issuer: item.account.issuer.clone(),
        name: item.account.name.clone(),
    });
    let picked = gathered.draft.picked(&picks.collect::<Vec<_>>());
    let mut outcome = Outcome::new();
    for part in picked.chunks(AT_ONCE) {
        outcome.extend(store_part(part, desk));
        if picked.len() > AT_ONCE {
            console.remark(&format!("stored {} of {}", outcome.len(), picked.len()));
        }
    }
    outcome
}

fn store_part(part: &[(u32, NewAccount)], desk: &Desk) -> Outcome {
    let numbers = part.iter().map(|(number, _)| *number);
    let accounts = part.iter().map(|(_, account)| account.clone()).collect();
    match desk.accounts.add(accounts, os::now(), &mut OsRandom) {
        Ok(results) => numbers.zip(results).collect(),
        Err(error) => numbers.map(|number| (number, Err(error.clone()))).collect(),
    }
}

/// Issuer and name of an item, as messages call it.
pub(crate) fn label_of(number: u32, gathered: &Gathered) -> String {
    gathered.item(number).map_or_else(String::new, |item| label(&item.account.issuer, &item.account.name))
}

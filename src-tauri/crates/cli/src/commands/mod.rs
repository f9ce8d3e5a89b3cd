//! One module a command: load, ask, change, show.

mod add;
mod added;
mod attack;
mod automatic;
mod backup;
mod backup_password;
mod backup_restore;
mod code;
mod diagnose;
mod doctor;
mod edit;
mod exec;
mod export;
mod generations;
mod help_pages;
mod import;
mod import_view;
mod list;
pub(crate) mod lock;
mod moving;
mod remove;
mod reproduce;
mod run_scenarios;
mod scan;
mod scanned;
mod sealed_file;
mod serve;
mod show;
mod store;

use authenticator::{Entry, LoadProgress};
use host::{Desk, StoreChoice};

use crate::arguments::{Arguments, Command, StorePlace};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::opening::Opening;
use crate::output::{Console, WarningView};

/// Does what was asked.
pub(crate) fn run(arguments: Arguments, console: Console) -> Result<Exit, Failure> {
    let said = arguments.store;
    let place = place_for(&arguments.command, said.clone())?;
    let mut opening = Opening::new(place, said.is_none(), arguments.password_fd, console);
    let mut desk = || opening.desk();
    match arguments.command {
        Command::Scan(scan) => scan::run(&scan, &without_store()?, console),
        Command::Add(add) => changing(&desk()?, console, |desk| add::run(&add, desk, console)),
        Command::List(list) => list::run(&list, &desk()?, console),
        Command::Code(code) if code.name.is_none() => code::run(&code, &without_store()?, console),
        Command::Code(code) => code::run(&code, &desk()?, console),
        Command::Edit(edit) => changing(&desk()?, console, |desk| edit::run(edit, desk, console)),
        Command::Remove(remove) => changing(&desk()?, console, |desk| remove::remove(&remove, desk, console)),
        Command::Restore(restore) => changing(&desk()?, console, |desk| remove::restore(&restore, desk, console)),
        Command::Show(show) => show::run(&show, &desk()?, console),
        Command::Serve(serve) => serve::run(&serve, console),
        Command::Exec(exec) => exec::run(&exec, console),
        Command::Attack(asked) => attack::run(&asked, console),
        Command::Diagnose(asked) => diagnose::run(&asked, console),
        Command::Reproduce(asked) => reproduce::run(&asked, console),
        Command::Doctor(asked) => doctor::run(&asked, said.map_or_else(StorePlace::chosen, Ok), console),
        Command::Run(run) => run_scenarios::run(&run, console),
        Command::Backup(backup) => backup::run(backup.action, opening, console),
        Command::Import(asked) => import::run(&asked, &mut opening, console),
        Command::Export(asked) => export::run(&asked, &mut opening, console),
        Command::Store(store) => sealed_file::run(store.action, opening, console),
        Command::Lock(lock) => lock::run(lock.action, opening, console),
        Command::Unlock => store::unlock(&opening.locked_desk()?, console),
        Command::StartEmpty { yes } => store::start_empty(yes, &desk()?, console),
        Command::Completions { shell } => help_pages::completions(shell, console),
        Command::Man { command } => help_pages::manual(command.as_deref(), console),
    }
}

/// Where accounts are kept. What needs none asks no settings, which might be unreadable.
fn place_for(command: &Command, said: Option<StorePlace>) -> Result<StorePlace, Failure> {
    let is_idle = match command {
        Command::Code(code) => code.name.is_none(),
        Command::Scan(_)
        | Command::Serve(_)
        | Command::Exec(_)
        | Command::Attack(_)
        | Command::Diagnose(_)
        | Command::Reproduce(_)
        | Command::Doctor(_)
        | Command::Run(_)
        | Command::Completions { .. }
        | Command::Man { .. } => true,
        _ => false,
    };
    match said {
        Some(place) => Ok(place),
        None if is_idle => Ok(StorePlace::Known(StoreChoice::Keyring)),
        None => StorePlace::chosen(),
    }
}

/// Does what changes accounts, and then makes a backup of it where they are made by themselves.
fn changing(
    desk: &Desk,
    console: Console,
    change: impl FnOnce(&Desk) -> Result<Exit, Failure>,
) -> Result<Exit, Failure> {
    let exit = change(desk)?;
    automatic::after_a_change(desk, console);
    Ok(exit)
}

/// For what neither reads nor stores an account: no keyring is looked for, no password asked.
fn without_store() -> Result<Desk, Failure> {
    Ok(Desk::open(StoreChoice::Memory)?)
}

/// Reads everything, in the order of the list; what is worth knowing is said on standard error.
fn load(desk: &Desk, console: Console) -> Result<Vec<Entry>, Failure> {
    let mut entries = Vec::new();
    let loaded = desk.accounts.load(|progress| {
        if let LoadProgress::Entry(entry) = progress {
            entries.push(entry);
        }
    })?;
    for warning in &loaded.warnings {
        let (code, message) = (warning.code(), warning.to_string());
        console.warn(&WarningView { code, message, hint: Some(warning.hint()) });
    }
    entries.sort_by_key(|entry| match entry {
        Entry::Account(account) => (false, Some(account.display_order()), account.id),
        Entry::Damaged(damaged) => (true, None, damaged.id),
    });
    Ok(entries)
}

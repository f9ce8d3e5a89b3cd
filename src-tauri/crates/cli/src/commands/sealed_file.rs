//! `store`: making a sealed file, and what opens it.

use authenticator::{GenerationName, RecoveryCode, SealedFileError, SealedFileStore};
use host::os::OsRandom;
use host::work_of_a_password;
use serde::Serialize;
use zeroize::Zeroizing;

use super::{generations, moving};
use crate::arguments::{StoreAction, StorePlace};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::opening::{Opening, path_of};
use crate::output::Console;
use crate::terminal;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct CreatedView<'made> {
    path: String,
    recovery_code: &'made str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PasswordView {
    path: String,
    still_open_with_the_old: Vec<String>,
}

#[derive(Serialize)]
struct PrunedView {
    path: String,
    deleted: Vec<String>,
}

const KEEP_IT: &str = "write the recovery code down and keep it apart from the machine: it is shown this once, and opens the file when \
    the password is forgotten; without both of them nothing does";

pub(crate) fn run(action: StoreAction, mut opening: Opening, console: Console) -> Result<Exit, Failure> {
    match action {
        StoreAction::Create { place } => create(&place, &mut opening, console),
        StoreAction::Password => password(&mut opening, console),
        StoreAction::RecoveryCode => recovery_code(&mut opening, console),
        StoreAction::Generations => generations::list(&mut opening, console),
        StoreAction::Restore { generation, yes } => generations::restore(generation, yes, &mut opening, console),
        StoreAction::Prune { yes } => prune(yes, &mut opening, console),
        StoreAction::Move { from, to } => moving::run(&from, &to, &mut opening, console),
    }
}

fn create(place: &StorePlace, opening: &mut Opening, console: Console) -> Result<Exit, Failure> {
    let path = path_of(place)?;
    if path.symlink_metadata().is_ok() {
        return Err(SealedFileError::Exists { path: path.to_owned() }.into());
    }
    let password = opening.passwords.ask_new(&format!("New password for {}", path.display()))?;
    let (work, rng) = (work_of_a_password(), Box::new(OsRandom));
    SealedFileStore::create_and_show(path, &password, &work, rng, |store, code| tell(store, code, console))?;
    console.note(KEEP_IT);
    Ok(Exit::Done)
}

fn recovery_code(opening: &mut Opening, console: Console) -> Result<Exit, Failure> {
    let store = opening.file()?;
    let mut is_shown = false;
    let show = |code: &RecoveryCode| tell(&store, code, console).inspect(|()| is_shown = true);
    let changed = store.set_recovery_code(&work_of_a_password(), show);
    let left = changed.inspect_err(|_: &Failure| {
        if is_shown {
            console.note("the recovery code above opens nothing; the one before still does");
        }
    })?;
    tell_of_the_left(&names(&left), console);
    console.note(KEEP_IT);
    Ok(Exit::Done)
}

/// A code that nobody sees must not be the one that counts.
fn tell(store: &SealedFileStore, code: &RecoveryCode, console: Console) -> Result<(), Failure> {
    let code = code.to_text();
    console.answer_to_somebody(
        &CreatedView { path: store.path().display().to_string(), recovery_code: &code },
        |page| {
            page.line(format!("file:          {}", store.path().display()));
            page.line(Zeroizing::new(["recovery code: ", code.as_str()].concat()).as_str());
        },
    )
}

fn password(opening: &mut Opening, console: Console) -> Result<Exit, Failure> {
    let store = opening.file()?;
    let password = opening.passwords.ask_new("New password")?;
    let left = store.set_password(&password, &work_of_a_password())?;
    let view = PasswordView { path: store.path().display().to_string(), still_open_with_the_old: names(&left) };
    console.answer(&view, |page| {
        page.line("the password was changed, for the generations beside the file too");
    })?;
    tell_of_the_left(&view.still_open_with_the_old, console);
    console.note("copies that you made elsewhere still open with the old password");
    Ok(Exit::Done)
}

fn tell_of_the_left(left: &[String], console: Console) {
    if !left.is_empty() {
        console.note(&format!(
            "generations {} still open with the old one: `countersign store prune` deletes them",
            left.join(", ")
        ));
    }
}

/// Deletes the generations that the secrets of before open.
fn prune(yes: bool, opening: &mut Opening, console: Console) -> Result<Exit, Failure> {
    let store = opening.file()?;
    let others = store.others()?;
    if !others.is_empty() && !yes {
        let question = format!("Delete the generations {} of {}?", names(&others).join(", "), store.path().display());
        terminal::confirm(&question)?;
    }
    let view = PrunedView { path: store.path().display().to_string(), deleted: names(&store.discard_others()?) };
    console.answer(&view, |page| {
        let said = match view.deleted.as_slice() {
            [] => "no generation opens with another password or recovery code".to_owned(),
            deleted => format!("deleted the generations {}", deleted.join(", ")),
        };
        page.line(said);
    })?;
    Ok(Exit::Done)
}

/// As `store restore` takes them.
fn names(generations: &[GenerationName]) -> Vec<String> {
    generations.iter().map(GenerationName::to_string).collect()
}

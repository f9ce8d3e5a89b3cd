//! `store`: making a sealed file, and what opens it.

use authenticator::{RecoveryCode, SealedFileError, SealedFileStore};
use host::os::OsRandom;
use serde::Serialize;
use zeroize::Zeroizing;

use super::{generations, moving};
use crate::arguments::{StoreAction, StorePlace};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::opening::{Opening, path_of};
use crate::output::Console;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct CreatedView<'made> {
    path: String,
    recovery_code: &'made str,
}

#[derive(Serialize)]
struct PathView {
    path: String,
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
        StoreAction::Move { from, to } => moving::run(&from, &to, &mut opening, console),
    }
}

fn create(place: &StorePlace, opening: &mut Opening, console: Console) -> Result<Exit, Failure> {
    let path = path_of(place)?;
    if path.symlink_metadata().is_ok() {
        return Err(SealedFileError::Exists { path: path.to_owned() }.into());
    }
    let password = opening.passwords.ask_new(&format!("New password for {}", path.display()))?;
    let (store, code) = SealedFileStore::create(path, &password, Box::new(OsRandom))?;
    tell(&store, &code, console)
}

fn recovery_code(opening: &mut Opening, console: Console) -> Result<Exit, Failure> {
    let store = opening.file()?;
    let code = store.set_recovery_code()?;
    tell(&store, &code, console)
}

fn tell(store: &SealedFileStore, code: &RecoveryCode, console: Console) -> Result<Exit, Failure> {
    let code = code.to_text();
    console.answer(&CreatedView { path: store.path().display().to_string(), recovery_code: &code }, |page| {
        page.line(format!("file:          {}", store.path().display()));
        page.line(Zeroizing::new(["recovery code: ", code.as_str()].concat()).as_str());
    })?;
    console.note(KEEP_IT);
    Ok(Exit::Done)
}

fn password(opening: &mut Opening, console: Console) -> Result<Exit, Failure> {
    let store = opening.file()?;
    let password = opening.passwords.ask_new("New password")?;
    store.set_password(&password)?;
    console.answer(&PathView { path: store.path().display().to_string() }, |page| {
        page.line("the password was changed");
    })?;
    console.note("copies and generations of before still open with the old password (`countersign store generations`)");
    Ok(Exit::Done)
}

//! `store move`.

use std::path::PathBuf;

use authenticator::{Moved, StoreError};
use host::{Desk, StoreChoice};
use serde::Serialize;

use super::automatic;
use crate::arguments::StorePlace;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::opening::Opening;
use crate::output::Console;

#[derive(Serialize)]
struct MovedView {
    moved: Vec<String>,
    kept: Vec<KeptView>,
}

#[derive(Serialize)]
struct KeptView {
    id: String,
    error: Failure,
}

pub(crate) fn run(
    from: &StorePlace,
    to: &StorePlace,
    opening: &mut Opening,
    console: Console,
) -> Result<Exit, Failure> {
    refuse_senseless(from, to)?;
    let source = opening.desk_of(from)?;
    let target = opening.desk_of(to)?;
    let chosen = chosen(&target)?;
    let moved = host::move_accounts(&source, &target)?;
    let provider = target.accounts.records().provider();
    let exit = tell(moved, &provider, console)?;
    automatic::after_a_change(&target, console);
    if self::chosen(&target)? != chosen {
        console.note(&format!("from now on commands without --store, and the window, take {provider}"));
    }
    if let StorePlace::File(path) = from {
        console.note(&format!(
            "{} stays, without what was moved; the generation of before the move, in the folder beside it, still holds the accounts: delete both when you no longer need them",
            path.display()
        ));
    }
    Ok(exit)
}

/// Which sealed file the person chose; none for the keyring.
fn chosen(desk: &Desk) -> Result<Option<PathBuf>, Failure> {
    Ok(host::settings::read(&desk.folders.config)?.store.file)
}

fn refuse_senseless(from: &StorePlace, to: &StorePlace) -> Result<(), Failure> {
    let is_memory = |place: &StorePlace| *place == StorePlace::Known(StoreChoice::Memory);
    let is_same = match (from, to) {
        (StorePlace::File(one), StorePlace::File(other)) => {
            one == other || one.canonicalize().is_ok_and(|one| other.canonicalize().is_ok_and(|other| one == other))
        }
        _ => from == to,
    };
    if !is_same && !is_memory(from) && !is_memory(to) {
        return Ok(());
    }
    let message = "accounts move between the keyring and a sealed file, or between two sealed files";
    Err(Failure::new("store-move-senseless", message, "say --from and --to, each keyring or file:PATH")
        .with_exit(Exit::Usage))
}

fn tell(moved: Moved, provider: &str, console: Console) -> Result<Exit, Failure> {
    let kept: Vec<(String, StoreError)> = moved.kept.into_iter().map(|(id, error)| (id.to_string(), error)).collect();
    let failures: Vec<Failure> = kept.iter().map(|(id, error)| Failure::from(error.clone()).about(id)).collect();
    let view = MovedView {
        moved: moved.moved.iter().map(ToString::to_string).collect(),
        kept: kept.into_iter().map(|(id, error)| KeptView { id, error: error.into() }).collect(),
    };
    console.answer(&view, |page| {
        page.line(format!("{} accounts moved into {provider}", view.moved.len()));
    })?;
    if failures.is_empty() {
        return Ok(Exit::Done);
    }
    console.fail_each(&failures);
    Ok(Exit::Partly)
}

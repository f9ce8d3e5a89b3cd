//! `export`: our own sealed file, or a plain list.

use authenticator::{Chosen, LeftOut, RecordId};
use host::Desk;
use host::exchange::{self, Exported};
use host::os::{OsRandom, now};
use serde::Serialize;

use super::load;
use crate::arguments::Export;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::find::{Among, find_account};
use crate::opening::Opening;
use crate::output::{Console, Page, counted};
use crate::terminal;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ExportedView {
    path: String,
    form: &'static str,
    accounts: u32,
    left_out: LeftOutView,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct LeftOutView {
    trashed: u32,
    damaged: u32,
    newer: u32,
    too_long: Vec<String>,
}

pub(crate) fn run(export: &Export, opening: &mut Opening, console: Console) -> Result<Exit, Failure> {
    let desk = opening.desk()?;
    let chosen = choose(export, &desk, console)?;
    let written = if export.plain {
        if !export.yes && !chosen.is_empty() {
            let many = counted(chosen.accounts().len(), "account", "accounts");
            console.note(
                "a plain list is not sealed: whoever reads the file has the codes of every account in it, for ever",
            );
            terminal::confirm(&format!("Write the secrets of {many} to {}?", export.file.display()))?;
        }
        exchange::write_list(&chosen, &export.file, export.replace)?
    } else {
        refuse_before_asking(&chosen, export)?;
        let password = opening.passwords.ask_new(&format!("New password for {}", export.file.display()))?;
        exchange::write_sealed(&chosen, &export.file, &password, export.replace, now(), &mut OsRandom)?
    };
    let view = view(&written, export.plain);
    console.answer(&view, |page| show(&view, page))?;
    Ok(if view.left_out.too_long.is_empty() { Exit::Done } else { Exit::Partly })
}

/// Nobody thinks of a password for a file that is not written then.
fn refuse_before_asking(chosen: &Chosen, export: &Export) -> Result<(), Failure> {
    if chosen.is_empty() {
        return Err(exchange::ExchangeError::Nothing.into());
    }
    if !export.replace && export.file.symlink_metadata().is_ok() {
        return Err(exchange::ExchangeError::Exists { path: export.file.clone() }.into());
    }
    Ok(())
}

fn choose(export: &Export, desk: &Desk, console: Console) -> Result<Chosen, Failure> {
    if export.account.is_empty() {
        return Ok(desk.accounts.choose(None)?);
    }
    let entries = load(desk, console)?;
    let id = |name: &String| Ok(find_account(name, &entries, Among::Kept)?.only_in_full(name)?.id);
    let ids: Vec<RecordId> = export.account.iter().map(id).collect::<Result<_, Failure>>()?;
    Ok(desk.accounts.choose(Some(&ids))?)
}

fn view(written: &Exported, plain: bool) -> ExportedView {
    let LeftOut { trashed, damaged, newer, too_long } = written.left_out.clone();
    ExportedView {
        path: written.path.display().to_string(),
        form: if plain { "plain" } else { "sealed" },
        accounts: written.accounts,
        left_out: LeftOutView { trashed, damaged, newer, too_long },
    }
}

fn show(view: &ExportedView, page: &mut Page) {
    let many = counted(view.accounts as usize, "account", "accounts");
    page.line(format!("{}: {many}, read back and compared", view.path));
    let LeftOutView { trashed, damaged, newer, too_long } = &view.left_out;
    let left_out = [
        (*trashed, "in the trash: restore what is wanted first"),
        (*damaged, "damaged: a backup keeps them as they are (`countersign backup create`)"),
        (*newer, "of a newer version: only a sealed file takes them"),
    ];
    for (count, why) in left_out.into_iter().filter(|(count, _)| *count > 0) {
        page.line(format!("left out: {count} {why}"));
    }
    for label in too_long {
        page.line(format!("left out: {label}: its address would be longer than programs read; a sealed file takes it"));
    }
    if view.form == "plain" {
        page.line("not sealed: delete the file once the other program has it");
    }
}

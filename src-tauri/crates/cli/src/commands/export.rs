//! `export`: our own sealed file, or a plain list.

use std::io::IsTerminal;

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
use crate::input::STANDARD_INPUT as STANDARD_OUTPUT;
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
    if export.file.as_os_str() == STANDARD_OUTPUT {
        return to_standard_output(&chosen, export, opening, console);
    }
    let written = if export.plain {
        confirm(&chosen, export, &export.file.display().to_string(), console)?;
        exchange::write_list(&chosen, &export.file, export.replace)?
    } else {
        exchange::refuse_early(&chosen, &export.file, export.replace)?;
        let password = opening.passwords.ask_new(&format!("New password for {}", export.file.display()))?;
        exchange::write_sealed(&chosen, &export.file, &password, export.replace, now(), &mut OsRandom)?
    };
    let view = view(&written, export.plain);
    console.answer(&view, |page| show(&view, page))?;
    Ok(view.left_out.exit())
}

/// A pipe takes the bytes alone; what is told besides goes to standard error.
fn to_standard_output(
    chosen: &Chosen,
    export: &Export,
    opening: &mut Opening,
    console: Console,
) -> Result<Exit, Failure> {
    if chosen.is_empty() {
        return Err(exchange::ExchangeError::Nothing.into());
    }
    let left_out = if export.plain {
        confirm(chosen, export, "standard output", console)?;
        let list = chosen.to_list();
        if list.accounts == 0 {
            return Err(exchange::ExchangeError::Nothing.into());
        }
        console.all_bytes(list.text.as_bytes())?;
        list.left_out
    } else {
        if std::io::stdout().is_terminal() {
            let hint = "name a file, or redirect it into a file or a program";
            return Err(Failure::new("output-is-terminal", "a sealed file cannot be shown as text", hint));
        }
        let password = opening.passwords.ask_new("New password for the export")?;
        let sealed = exchange::sealed(chosen, &password, now(), &mut OsRandom)?;
        console.all_bytes(&sealed.bytes)?;
        sealed.left_out
    };
    let left_out = LeftOutView::from(left_out);
    let mut page = Page::default();
    left_out.lines().iter().for_each(|line| {
        page.line(line);
    });
    console.preview(&page);
    Ok(left_out.exit())
}

fn confirm(chosen: &Chosen, export: &Export, to: &str, console: Console) -> Result<(), Failure> {
    if export.yes || chosen.is_empty() {
        return Ok(());
    }
    let many = counted(chosen.accounts().len(), "account", "accounts");
    console.note("a plain list is not sealed: whoever reads the file has the codes of every account in it, for ever");
    Ok(terminal::confirm(&format!("Write the secrets of {many} to {to}?"))?)
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
    ExportedView {
        path: written.path.display().to_string(),
        form: if plain { "plain" } else { "sealed" },
        accounts: written.accounts,
        left_out: written.left_out.clone().into(),
    }
}

fn show(view: &ExportedView, page: &mut Page) {
    let many = counted(view.accounts as usize, "account", "accounts");
    page.line(format!("{}: {many}, read back and compared", view.path));
    for line in view.left_out.lines() {
        page.line(line);
    }
    if view.form == "plain" {
        page.line("not sealed: delete the file once the other program has it");
    }
}

impl From<LeftOut> for LeftOutView {
    fn from(LeftOut { trashed, damaged, newer, too_long }: LeftOut) -> Self {
        Self { trashed, damaged, newer, too_long }
    }
}

impl LeftOutView {
    fn exit(&self) -> Exit {
        if self.too_long.is_empty() { Exit::Done } else { Exit::Partly }
    }

    fn lines(&self) -> Vec<String> {
        let counted = [
            (self.trashed, "in the trash: restore what is wanted first"),
            (self.damaged, "damaged: a backup keeps them as they are (`countersign backup create`)"),
            (self.newer, "of a newer version: only a sealed file takes them"),
        ];
        let counted =
            counted.iter().filter(|(count, _)| *count > 0).map(|(count, why)| format!("left out: {count} {why}"));
        let long = |label: &String| {
            format!("left out: {label}: its address would be longer than programs read; a sealed file takes it")
        };
        counted.chain(self.too_long.iter().map(long)).collect()
    }
}

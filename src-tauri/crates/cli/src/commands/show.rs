//! `show`: what is known of an account, and its set-up code when asked for.

use std::fs::OpenOptions;
use std::io::{IsTerminal, Write};
use std::path::Path;

use authenticator::{Account, Codes, Entry};
use host::Desk;
use serde::Serialize;
use zeroize::Zeroizing;

use super::load;
use crate::arguments::Show;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::find::{Among, find, find_account};
use crate::input::STANDARD_INPUT;
use crate::output::{AccountView, Console, Page, codes_in_words};
use crate::{moment, terminal};

/// Pixels along the edge of a module in a PNG file.
const MODULE_PIXELS: u32 = 8;

#[derive(Serialize)]
struct ShowView<'text> {
    #[serde(flatten)]
    account: AccountView,
    #[serde(skip_serializing_if = "Option::is_none")]
    uri: Option<&'text str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    secret: Option<&'text str>,
}

#[derive(Serialize)]
struct RawView<'text> {
    id: String,
    raw: &'text str,
}

pub(crate) fn run(show: &Show, desk: &Desk, console: Console) -> Result<Exit, Failure> {
    let entries = load(desk, console)?;
    if show.raw {
        return raw(find(&show.name, &entries, Among::All)?.even_by_part(), show, desk, console);
    }
    let account = match find_account(&show.name, &entries, Among::Kept) {
        Err(failure) if failure.exit == Exit::NotFound => find_account(&show.name, &entries, Among::All)?,
        found => found?,
    }
    .even_by_part();
    let reveals = show.qr || show.uri || show.secret || show.png.is_some();
    if !reveals {
        let view = ShowView { account: account.into(), uri: None, secret: None };
        console.answer(&view, |page| details(account, page))?;
        return Ok(Exit::Done);
    }
    confirm(&account.label(), show)?;
    reveal(account, show, console)?;
    Ok(Exit::Done)
}

fn confirm(label: &str, show: &Show) -> Result<(), Failure> {
    if show.yes {
        return Ok(());
    }
    Ok(terminal::confirm(&format!("Show the secret of {label}? Whoever sees it can make its codes."))?)
}

fn raw(entry: &Entry, show: &Show, desk: &Desk, console: Console) -> Result<Exit, Failure> {
    let id = entry.id();
    confirm(&format!("the record {id}"), show)?;
    let text = desk.accounts.raw(&id)?.to_text();
    console.answer(&RawView { id: id.to_string(), raw: &text }, |page| {
        text.lines().for_each(|line| {
            page.line(line);
        });
    })?;
    Ok(Exit::Done)
}

fn reveal(account: &Account, show: &Show, console: Console) -> Result<(), Failure> {
    let uri = account.address();
    if let Some(path) = &show.png {
        write_png(&uri, path, console)?;
        if path.as_os_str() == STANDARD_INPUT {
            return Ok(());
        }
    }
    let drawing = show.qr.then(|| draw(&uri)).transpose()?;
    let secret =
        show.secret.then(|| account.codes.needed()).transpose()?.map(|(secret, _)| secret.to_base32_in_fours());
    let view = ShowView {
        account: account.into(),
        uri: show.uri.then_some(uri.as_str()),
        secret: secret.as_ref().map(|secret| secret.as_str()),
    };
    console.answer(&view, |page| {
        if let Some(drawing) = &drawing {
            page.drawing(drawing);
        }
        for text in view.uri.iter().chain(&view.secret) {
            page.line(text);
        }
    })
}

fn details(account: &Account, page: &mut Page) {
    let in_trash = account.trashed_at.map(|at| format!("since {}", moment::print(at))).unwrap_or_default();
    let rows = [
        ("issuer", account.issuer.clone()),
        ("name", account.name.clone()),
        ("codes", codes_in_words(&account.codes)),
        ("secret", secret_in_words(&account.codes)),
        ("pinned", if account.pinned { "yes" } else { "" }.to_owned()),
        ("tags", account.tags.join(", ")),
        ("note", account.note.replace('\n', " / ")),
        ("added", moment::print(account.created_at)),
        ("changed", moment::print(account.changed_at)),
        ("in trash", in_trash),
        ("id", account.id.to_string()),
    ];
    let filled = rows.into_iter().filter(|(_, value)| !value.is_empty());
    let rows: Vec<Vec<String>> = filled.map(|(field, value)| vec![field.to_owned(), value]).collect();
    page.table(&rows);
}

fn secret_in_words(codes: &Codes) -> String {
    match codes.made() {
        Some((secret, _)) => format!("{} bits, not shown (--qr, --png, --uri, --secret)", secret.bits()),
        None => "in its address, not shown (--uri, --qr, --png)".to_owned(),
    }
}

fn draw(uri: &str) -> Result<Zeroizing<String>, Failure> {
    let drawing = qr::draw_for_terminal(uri)?;
    let wide = drawing.columns;
    match terminal_size::terminal_size() {
        Some((columns, _)) if std::io::stdout().is_terminal() && usize::from(columns.0) < wide => Err(Failure::new(
            "terminal-too-narrow",
            format!("the QR code is {wide} columns wide and the terminal {}", columns.0),
            "make the terminal wider, or write the code into a file with --png",
        )),
        _ => Ok(drawing.lines),
    }
}

fn write_png(uri: &str, path: &Path, console: Console) -> Result<(), Failure> {
    let png = Zeroizing::new(qr::draw_png(uri, MODULE_PIXELS)?);
    if path.as_os_str() == STANDARD_INPUT {
        return to_standard_output(&png, console);
    }
    let failed = |error: std::io::Error| {
        let message = format!("{} could not be written: {error}", path.display());
        Failure::new("output-file", message, "name a file that does not exist yet, in a folder you can write to")
    };
    let mut options = OpenOptions::new();
    only_for_owner(options.write(true).create_new(true));
    options.open(path).and_then(|mut file| file.write_all(&png)).map_err(failed)?;
    console.note(&format!("{} holds the secret now: delete it when it is scanned", path.display()));
    Ok(())
}

fn to_standard_output(png: &[u8], console: Console) -> Result<(), Failure> {
    if std::io::stdout().is_terminal() {
        let hint = "redirect it into a file or a program, or use --qr";
        return Err(Failure::new("output-is-terminal", "a picture cannot be shown as text", hint));
    }
    console.bytes(png)
}

#[cfg(unix)]
fn only_for_owner(options: &mut OpenOptions) {
    use std::os::unix::fs::OpenOptionsExt;
    options.mode(0o600);
}

/// A new file in a person's folder is that person's by the folder's own rules.
#[cfg(not(unix))]
fn only_for_owner(_options: &mut OpenOptions) {}

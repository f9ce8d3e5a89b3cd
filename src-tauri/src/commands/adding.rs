//! From a picture, a text or typing to a preview, and from ticks to stored accounts.

use std::time::Duration;

use authenticator::intake::{self, Draft};
use host::entrance::{self, Entrance};
use host::os::{self, OsRandom};
use host::screen::{self, Part};
use tauri::ipc::{InvokeBody, Request};
use tauri::{PhysicalPosition, WebviewWindow};
use zeroize::Zeroizing;

use super::{Answer, Behind, off_the_window};
use crate::api::{AddedView, DraftView, Kind, Pick, RefusedView, SecretCheckView, TypedAccount, WarningView};
use crate::app::App;
use crate::drafts;
use crate::failure::AppError;
use crate::shelf::Era;

/// Reads a picture that comes as the raw body; the headers name the draft and the file.
#[tauri::command]
pub(crate) async fn scan_picture(app: Behind<'_>, request: Request<'_>) -> Answer<DraftView> {
    let InvokeBody::Raw(picture) = request.body() else { return Err(AppError::NoPicture.into()) };
    let picture = Zeroizing::new(picture.clone());
    let header = |name: &str| request.headers().get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
    let draft = header("draft").and_then(|draft| draft.parse().ok());
    let source = header("source").map_or_else(|| "picture".to_owned(), |source| from_percent(&source));
    off_the_window(&app, move |app| let_in(app, app.era(), draft, Entrance::Picture(picture), &source)).await
}

/// Reads what is on the clipboard: a picture, or a text.
#[tauri::command]
pub(crate) async fn scan_clipboard(app: Behind<'_>, draft: Option<u32>) -> Answer<DraftView> {
    off_the_window(&app, move |app| let_in(app, app.era(), draft, Entrance::Clipboard, "clipboard")).await
}

/// Reads what is on all screens, or on a part that the person drags a rectangle around, without this window.
#[tauri::command]
pub(crate) async fn scan_screen(
    app: Behind<'_>,
    window: WebviewWindow,
    draft: Option<u32>,
    part: bool,
) -> Answer<DraftView> {
    off_the_window(&app, move |app| {
        let (part, source) = if part { (Part::Chosen, "part of the screen") } else { (Part::All, "screen") };
        let era = app.era();
        let hidden = Hidden::now(&window);
        let picture = screen::capture(part)?;
        drop(hidden);
        let_in(app, era, draft, Entrance::Picture(picture), source)
    })
    .await
}

/// Reads a text: otpauth addresses, one a line.
#[tauri::command]
pub(crate) async fn scan_text(app: Behind<'_>, draft: Option<u32>, text: String) -> Answer<DraftView> {
    let text = Zeroizing::new(text);
    off_the_window(&app, move |app| let_in(app, app.era(), draft, Entrance::Text(text), "text")).await
}

/// Takes in an account that was typed.
#[tauri::command]
pub(crate) async fn scan_typed(app: Behind<'_>, draft: Option<u32>, account: TypedAccount) -> Answer<DraftView> {
    let typed = typed(account);
    off_the_window(&app, move |app| {
        let mut refused = None;
        let view = into_draft(app, app.era(), draft, |draft| refused = draft.add_typed("typed in", &typed).err())?;
        match refused {
            Some(error) => {
                // Nothing was found, so a draft that was opened for it is of no use.
                if draft.is_none() {
                    app.drafts().discard(view.draft);
                }
                Err(error.into())
            }
            None => Ok(view),
        }
    })
    .await
}

/// An account to try the program with; its secret is public.
#[tauri::command]
pub(crate) async fn scan_example(app: Behind<'_>, draft: Option<u32>) -> Answer<DraftView> {
    into_draft(&app, app.era(), draft, |draft| {
        draft.add_example("example");
    })
}

/// A live look at a secret being typed.
#[tauri::command]
pub(crate) async fn check_secret(text: String) -> Answer<SecretCheckView> {
    let text = Zeroizing::new(text);
    Ok(match otp::parse_secret(&text) {
        Ok(parsed) => SecretCheckView {
            bits: Some(parsed.secret.bits()),
            error: None,
            warnings: parsed
                .warnings
                .iter()
                .map(|warning| WarningView { code: warning.code().to_owned(), message: warning.message() })
                .collect(),
        },
        Err(error) => SecretCheckView { bits: None, error: Some(error.into()), warnings: Vec::new() },
    })
}

/// What a picture of a preview looks like: an address of its data; none when there is nothing to show.
#[tauri::command]
pub(crate) async fn draft_picture(app: Behind<'_>, draft: u32, picture: u32) -> Answer<Option<String>> {
    off_the_window(&app, move |app| Ok(drafts::sketch(app.drafts().open(Some(draft))?.1, picture))).await
}

/// Closes a preview without storing anything.
#[tauri::command]
pub(crate) async fn discard_draft(app: Behind<'_>, draft: u32) -> Answer<()> {
    app.drafts().discard(draft);
    Ok(())
}

/// Stores what was ticked. What is refused stays in the draft.
#[tauri::command]
pub(crate) async fn add_accounts(app: Behind<'_>, draft: u32, picks: Vec<Pick>) -> Answer<AddedView> {
    off_the_window(&app, move |app| store(app, draft, picks)).await
}

/// Stores what was picked of a draft.
pub(crate) fn store(app: &App, draft: u32, picks: Vec<Pick>) -> Answer<AddedView> {
    let era = app.era();
    let picks: Vec<intake::Pick> = picks.into_iter().map(pick).collect();
    let picked = app.drafts().open(Some(draft))?.1.picked(&picks);
    let (items, accounts): (Vec<u32>, Vec<_>) = picked.into_iter().unzip();
    let results = app.desk().accounts.add(accounts, os::now(), &mut OsRandom).map_err(|error| app.failed(error))?;
    let mut view = AddedView { added: Vec::new(), refused: Vec::new() };
    for (item, result) in items.into_iter().zip(results) {
        match result {
            Ok(account) => {
                view.added.push(account.id.to_string());
                app.shelf().put_changed(era, account);
                // The preview may have been closed meanwhile; what is stored is stored.
                if let Ok((_, draft)) = app.drafts().open(Some(draft)) {
                    draft.remove(item);
                }
            }
            Err(error) => view.refused.push(RefusedView { item, error: app.failed(error) }),
        }
    }
    app.accounts_changed();
    Ok(view)
}

/// Lets something in by its entrance, looks for accounts in it, and shows what is in the draft then.
pub(crate) fn let_in(
    app: &App,
    era: Era,
    draft: Option<u32>,
    entrance: Entrance<'_>,
    source: &str,
) -> Answer<DraftView> {
    let sight = entrance::look(&app.desk().reader, entrance)?;
    into_draft(app, era, draft, |draft| {
        sight.add_to(draft, source);
    })
}

/// Puts something into a draft, and shows what is in it; unless everything was forgotten since it was begun with.
fn into_draft(app: &App, era: Era, draft: Option<u32>, work: impl FnOnce(&mut Draft)) -> Answer<DraftView> {
    let shelf = app.shelf();
    if !shelf.lasts(era) {
        return Err(AppError::NoDraft.into());
    }
    let mut drafts = app.drafts();
    let (number, draft) = drafts.open(draft)?;
    work(draft);
    Ok(drafts::view(number, draft, &shelf.accounts().collect::<Vec<_>>()))
}

/// This window while it is away from the screen; it comes back when dropped.
struct Hidden<'window> {
    window: &'window WebviewWindow,
    place: Option<PhysicalPosition<i32>>,
}

/// How long a desktop may take until what was behind a window is on the screen, fading included.
const UNCOVERING: Duration = Duration::from_millis(400);

impl<'window> Hidden<'window> {
    fn now(window: &'window WebviewWindow) -> Self {
        let place = window.outer_position().ok();
        let _it_is_in_the_picture_then = window.hide();
        // Answered after the window was told to hide.
        let _is_hidden = window.is_visible();
        os::sleep(UNCOVERING);
        Self { window, place }
    }
}

impl Drop for Hidden<'_> {
    fn drop(&mut self) {
        let _ = self.window.show();
        // Some desktops give a window that comes back another place.
        let _ = self.place.map(|place| self.window.set_position(place));
        let _ = self.window.set_focus();
    }
}

fn typed(account: TypedAccount) -> intake::TypedAccount {
    intake::TypedAccount {
        issuer: account.issuer,
        name: account.name,
        secret: Zeroizing::new(account.secret),
        kind: match account.kind {
            Kind::Totp => otp::Kind::Totp,
            Kind::Hotp => otp::Kind::Hotp,
            Kind::Steam => otp::Kind::Steam,
        },
        algorithm: account.algorithm,
        digits: account.digits,
        period: account.period.into(),
        counter: account.counter.into(),
    }
}

fn pick(pick: Pick) -> intake::Pick {
    intake::Pick { item: pick.item, issuer: pick.issuer, name: pick.name }
}

/// What `encodeURIComponent` made of a file's name; headers are ASCII only.
pub(crate) fn from_percent(text: &str) -> String {
    percent_encoding::percent_decode_str(text).decode_utf8_lossy().into_owned()
}

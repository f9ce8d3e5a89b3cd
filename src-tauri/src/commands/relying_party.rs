//! The relying party: started, looked at, stopped; and the walk through one enrolment.

use host::clipboard;

use super::{Answer, Behind, off_the_window};
use crate::api::{
    PartyNews, PartyReason, PartyUserAction, RelyingPartyPages, RelyingPartyText, RelyingPartyView,
    StartRelyingPartyRequest, WalkStep,
};
use crate::app::App;
use crate::relying_party::{PartyError, Reached, Verifier};

/// The relying party behind the window.
type Party<'all> = tauri::State<'all, std::sync::Arc<Verifier>>;

/// How long a copied address stays on the clipboard, in seconds.
const ADDRESS_SECONDS: u32 = 300;
/// How long a ticket is good, and what is secret stays on the clipboard, in seconds.
const SECRET_SECONDS: u32 = 60;

/// How the server and the walk are.
#[tauri::command]
pub(crate) async fn relying_party(app: Behind<'_>, party: Party<'_>) -> Answer<RelyingPartyView> {
    off_with(&app, &party, |app, party| Ok(party.view(app))).await
}

/// Starts the server. A failure is in the view, so that it stays there to be read.
#[tauri::command]
pub(crate) async fn start_relying_party(
    app: Behind<'_>,
    party: Party<'_>,
    request: StartRelyingPartyRequest,
) -> Answer<RelyingPartyView> {
    party.start(&app, request).await;
    off_with(&app, &party, |app, party| Ok(party.view(app))).await
}

/// Stops the server; what it had accepted is answered.
#[tauri::command]
pub(crate) async fn stop_relying_party(app: Behind<'_>, party: Party<'_>) -> Answer<RelyingPartyView> {
    party.stop().await;
    off_with(&app, &party, |app, party| Ok(party.view(app))).await
}

/// Puts the address or the admin token on the clipboard; the token never enters the page.
#[tauri::command]
pub(crate) async fn copy_relying_party(app: Behind<'_>, party: Party<'_>, what: RelyingPartyText) -> Answer<u32> {
    with_server(&app, &party, move |at| {
        let seconds = match what {
            RelyingPartyText::Address => ADDRESS_SECONDS,
            RelyingPartyText::AdminToken => SECRET_SECONDS,
        };
        match what {
            RelyingPartyText::Address => clipboard::copy(&at.client.url(), seconds)?,
            RelyingPartyText::AdminToken => clipboard::copy(at.admin.expose(), seconds)?,
        }
        Ok(seconds)
    })
    .await
}

/// Opens the server's pages in the system's browser. The page never says which address.
#[tauri::command]
pub(crate) async fn open_relying_party(app: Behind<'_>, party: Party<'_>, pages: RelyingPartyPages) -> Answer<()> {
    with_server(&app, &party, move |at| {
        let path = match pages {
            RelyingPartyPages::Users => "/",
            RelyingPartyPages::Administration => {
                clipboard::copy(at.ticket()?.expose(), SECRET_SECONDS)?;
                "/admin/sign-in"
            }
        };
        let address = format!("{}{path}", at.client.url());
        open::that_detached(address).map_err(|_| PartyError::NoBrowser.into())
    })
    .await
}

/// What was decided after the entry `after`.
#[tauri::command]
pub(crate) async fn relying_party_news(app: Behind<'_>, party: Party<'_>, after: u32) -> Answer<PartyNews> {
    with_server(&app, &party, move |at| Ok(at.news(after)?)).await
}

/// Looks into a rejection, which the journal notes.
#[tauri::command]
pub(crate) async fn relying_party_reason(app: Behind<'_>, party: Party<'_>, entry: u32) -> Answer<PartyReason> {
    with_server(&app, &party, move |at| Ok(at.reason(entry)?)).await
}

/// Unlocks, resets or removes a user.
#[tauri::command]
pub(crate) async fn change_relying_party_user(
    app: Behind<'_>,
    party: Party<'_>,
    id: String,
    action: PartyUserAction,
) -> Answer<()> {
    with_server(&app, &party, move |at| Ok(at.change_user(&id, action)?)).await
}

/// Empties the outbox.
#[tauri::command]
pub(crate) async fn clear_relying_party_outbox(app: Behind<'_>, party: Party<'_>) -> Answer<()> {
    with_server(&app, &party, |at| Ok(at.clear_outbox()?)).await
}

/// Takes a step of the walk.
#[tauri::command]
pub(crate) async fn take_walk_step(app: Behind<'_>, party: Party<'_>, step: WalkStep) -> Answer<RelyingPartyView> {
    off_with(&app, &party, move |app, party| {
        party.step(app, step)?;
        Ok(party.view(app))
    })
    .await
}

/// Ends the walk, and removes its account and its user.
#[tauri::command]
pub(crate) async fn end_walk(app: Behind<'_>, party: Party<'_>) -> Answer<RelyingPartyView> {
    off_with(&app, &party, |app, party| {
        party.end_walk(app)?;
        Ok(party.view(app))
    })
    .await
}

async fn with_server<T: Send + 'static>(
    app: &Behind<'_>,
    party: &Party<'_>,
    work: impl FnOnce(&Reached) -> Answer<T> + Send + 'static,
) -> Answer<T> {
    off_with(app, party, move |_, party| work(&party.reached()?)).await
}

async fn off_with<T: Send + 'static>(
    app: &Behind<'_>,
    party: &Party<'_>,
    work: impl FnOnce(&App, &Verifier) -> Answer<T> + Send + 'static,
) -> Answer<T> {
    let party = std::sync::Arc::clone(party);
    off_the_window(app, move |app| work(app, &party)).await
}

//! Why a code was rejected: looked into, shown, supposed otherwise, written down, replayed.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use host::Folders;
use host::clipboard;
use host::diagnosis::{free_file, write_bundle};
use host::relying_party::Administration;
use otp::UnixSeconds;
use serde::Deserialize;
use tauri::ipc::{InvokeBody, Request};
use zeroize::Zeroizing;

use super::adding::from_percent;
use super::{Answer, Behind, off_the_window};
use crate::api::{
    BundleView, CaseView, KnownSince, NamePart, RejectionView, RejectionsView, ReproductionView, TypedCase,
    WhatIfRequest, WhatIfView,
};
use crate::relying_party::{PartyError, Verifier};
use crate::support::{self, Cases, Origin, Rejection, SupportError};

/// The open case behind the window.
type Open<'all> = tauri::State<'all, Arc<Cases>>;
type Party<'all> = tauri::State<'all, Arc<Verifier>>;

/// The most rejections that are listed.
const MOST_REJECTIONS: usize = 100;
/// How long a copied sentence stays on the clipboard, in seconds.
const SENTENCE_SECONDS: u32 = 300;
/// The longest bundle that is read, in bytes; the longest of the gallery has six thousand.
const LONGEST_BUNDLE: usize = 1024 * 1024;

/// What a journal is that has other entries than ours.
const UNREADABLE: PartyError = PartyError::Unexpected("a journal that cannot be read");

/// An entry of the journal, as far as it is listed.
#[derive(Deserialize)]
struct Entry {
    id: u32,
    at: u32,
    user: Option<String>,
    event_words: String,
    reason_words: String,
}

/// The rejections of codes that the running relying party knows of, newest first.
#[tauri::command]
pub(crate) async fn rejections(party: Party<'_>) -> Answer<RejectionsView> {
    let server = server(&party)?;
    let entries = server.rejections(None).await?;
    let more = entries.len() > MOST_REJECTIONS;
    let mut names = BTreeMap::new();
    let mut rejections = Vec::new();
    for entry in entries.into_iter().take(MOST_REJECTIONS) {
        let entry: Entry = serde_json::from_value(entry).map_err(|_| UNREADABLE)?;
        let username = username(&server, entry.user.as_deref(), &mut names).await;
        let Entry { id, at, event_words, reason_words, .. } = entry;
        rejections.push(RejectionView { entry: id, at, username, event_words, reason_words });
    }
    Ok(RejectionsView { rejections, more })
}

/// Looks into a rejection of the running relying party, which its journal notes.
#[tauri::command]
pub(crate) async fn look_into_rejection(cases: Open<'_>, party: Party<'_>, entry: u32) -> Answer<CaseView> {
    let server = server(&party)?;
    let found = server.get(&format!("/journal?before={}&most=1", u64::from(entry).saturating_add(1))).await?;
    let found: Vec<Entry> = serde_json::from_value(found).map_err(|_| UNREADABLE)?;
    let found = found.into_iter().find(|found| found.id == entry).ok_or(SupportError::UnknownRejection)?;
    let username = username(&server, found.user.as_deref(), &mut BTreeMap::new()).await;
    let at = UnixSeconds(found.at.into());
    cases.of_rejection(&server, Rejection { entry, at, since: Vec::new(), device_showed: None }, username).await
}

/// Looks into a code with a secret that was typed in.
#[tauri::command]
pub(crate) async fn look_into_typed(app: Behind<'_>, cases: Open<'_>, typed: TypedCase) -> Answer<CaseView> {
    let cases = Arc::clone(&cases);
    off_the_window(&app, move |_| cases.of_typed(typed)).await
}

/// Compares what is known since with the rest.
#[tauri::command]
pub(crate) async fn add_to_case(cases: Open<'_>, party: Party<'_>, case: u32, known: KnownSince) -> Answer<CaseView> {
    let case = cases.case(case)?;
    cases.with_more(&case, || server(&party), known).await
}

/// Opens a bundle that comes as the raw body; a header names its file.
#[tauri::command]
pub(crate) async fn open_bundle(app: Behind<'_>, cases: Open<'_>, request: Request<'_>) -> Answer<CaseView> {
    let InvokeBody::Raw(bytes) = request.body() else { return Err(SupportError::NoFile.into()) };
    let name = request.headers().get("source").and_then(|value| value.to_str().ok()).map(from_percent);
    let file = name.unwrap_or_else(|| "bundle".to_owned());
    let text = Some(bytes).filter(|bytes| bytes.len() <= LONGEST_BUNDLE);
    let text = text.and_then(|bytes| std::str::from_utf8(bytes).ok()).ok_or(SupportError::NotText)?.to_owned();
    let cases = Arc::clone(&cases);
    off_the_window(&app, move |_| cases.of_bundle(text, file)).await
}

/// What would have come of it, had something been otherwise.
#[tauri::command]
pub(crate) async fn what_if(cases: Open<'_>, case: u32, request: WhatIfRequest) -> Answer<WhatIfView> {
    Ok(support::what_if(&*cases.case(case)?, request))
}

/// Puts the sentence for the person on the clipboard.
#[tauri::command]
pub(crate) async fn copy_case_sentence(app: Behind<'_>, cases: Open<'_>, case: u32, kind: String) -> Answer<()> {
    let case = cases.case(case)?;
    off_the_window(&app, move |_| Ok(clipboard::copy(case.sentence(&kind)?, SENTENCE_SECONDS)?)).await
}

/// The bundle as it would be written, with these names in it.
#[tauri::command]
pub(crate) async fn case_bundle(cases: Open<'_>, case: u32, names: Vec<NamePart>) -> Answer<BundleView> {
    let case = cases.case(case)?;
    let path = Folders::documents().map(|folder| free_file(&folder, &case.found));
    let path = path.map(|path| path.display().to_string()).unwrap_or_default();
    Ok(BundleView { text: case.bundle(&names)?, path })
}

/// Writes what [`case_bundle`] showed to a file that is not there yet.
#[tauri::command]
pub(crate) async fn save_case_bundle(
    app: Behind<'_>,
    cases: Open<'_>,
    case: u32,
    names: Vec<NamePart>,
    path: String,
) -> Answer<()> {
    let case = cases.case(case)?;
    off_the_window(&app, move |_| {
        let path = Path::new(path.trim());
        if !path.is_absolute() || path.extension().is_none_or(|extension| extension != "toml") {
            return Err(SupportError::NotAPath.into());
        }
        Ok(write_bundle(path, &case.bundle(&names)?)?)
    })
    .await
}

/// Replays the case against a fresh relying party with fresh secrets.
#[tauri::command]
pub(crate) async fn reproduce_case(cases: Open<'_>, case: u32) -> Answer<ReproductionView> {
    let case = cases.case(case)?;
    let text = case.bundle(&[])?;
    let file = match &case.origin {
        Origin::Bundle { file, .. } => file.as_str(),
        _ => "the case",
    };
    Ok(support::reproduction(host::scenario::reproduce(&text, file).await?))
}

/// Closes the case; its secrets are wiped.
#[tauri::command]
pub(crate) async fn close_case(cases: Open<'_>) -> Answer<()> {
    cases.close();
    Ok(())
}

/// The administration of the running relying party.
fn server(party: &Verifier) -> Answer<Administration> {
    let reached = party.reached()?;
    let token = Zeroizing::new(reached.admin.expose().to_owned());
    Ok(Administration::at(&reached.client.url(), token)?)
}

/// What a user is called; asked for once each. A user who is gone has no name.
async fn username(
    server: &Administration,
    id: Option<&str>,
    names: &mut BTreeMap<String, Option<String>>,
) -> Option<String> {
    let id = id?;
    if let Some(known) = names.get(id) {
        return known.clone();
    }
    let user = server.get(&format!("/users/{id}")).await.ok();
    let name = user.and_then(|user| user.get("username")?.as_str().map(str::to_owned));
    names.insert(id.to_owned(), name.clone());
    name
}

//! The journal: every decision, of everybody or of one user, and one entry with what a rejected code was.

use std::collections::HashMap;

use askama::Template;
use axum::Router;
use axum::extract::{Path, Query};
use axum::routing::{get, post};
use relying_party::{JournalQuery, JournalView, Rejection, UserId};
use serde::Deserialize;

use super::{names, reason};
use crate::pages::frame::Frame;
use crate::pages::moment::Moment;
use crate::pages::posted::Posted;
use crate::pages::trouble::{Answer, Trouble, page_failed};
use crate::pages::visit::{AdminVisit, Visit};
use crate::problem::Problem;
use crate::state::State;

/// Entries of one page.
const PAGE: u32 = 50;

#[derive(Deserialize)]
struct Search {
    #[serde(default)]
    name: String,
    #[serde(default)]
    user: String,
    before: Option<i64>,
}

struct Entry {
    id: i64,
    at: Moment,
    user_id: String,
    user_name: String,
    what: String,
    event: String,
    outcome: String,
    is_rejected: bool,
    reason: String,
    reason_code: String,
    detail: String,
    device: String,
    source: String,
    request_id: String,
}

impl Entry {
    fn of(entry: JournalView, names: &HashMap<UserId, String>) -> Self {
        let name = entry.user.as_ref().and_then(|user| names.get(user)).cloned().unwrap_or_default();
        Self {
            id: entry.id,
            at: Moment::new(entry.at),
            user_id: entry.user.map(|user| user.to_string()).unwrap_or_default(),
            user_name: name,
            what: entry.event_words,
            is_rejected: entry.outcome == "rejected",
            reason: entry.reason_words,
            device: entry.device.map(|device| device.to_string()).unwrap_or_default(),
            event: entry.event,
            outcome: entry.outcome,
            reason_code: entry.reason,
            detail: entry.detail,
            source: entry.source,
            request_id: entry.request_id,
        }
    }
}

#[derive(Template)]
#[template(path = "admin/journal.html")]
struct Journal {
    frame: Frame,
    name: String,
    unknown: String,
    is_filtered: bool,
    entries: Vec<Entry>,
    next: Option<String>,
}

#[derive(Template)]
#[template(path = "admin/entry.html")]
struct EntryPage {
    frame: Frame,
    entry: Entry,
    findings: Vec<String>,
}

#[derive(Template)]
#[template(path = "admin/live_rows.html")]
struct Rows {
    entries: Vec<Entry>,
}

pub(super) fn router() -> Router<State> {
    Router::new()
        .route("/admin/journal", get(list))
        .route("/admin/journal/{id}", get(one))
        .route("/admin/journal/{id}/reason", post(look))
}

/// Whose entries are wanted: their number and name; an unknown name is said to be one.
async fn wanted(visit: &Visit, search: &Search) -> Result<(Option<UserId>, String, String), Trouble> {
    let name = search.name.trim();
    if !name.is_empty() {
        return Ok(match visit.party.user_named(&visit.call, name).await? {
            Some(user) => (Some(user.id), user.name, String::new()),
            None => (None, name.to_owned(), format!("There is no user “{name}”. These are the entries of everybody.")),
        });
    }
    if search.user.is_empty() {
        return Ok((None, String::new(), String::new()));
    }
    let id = UserId::claimed(&search.user);
    let name = names::of_ids(visit, std::iter::once(id.clone())).await?.remove(&id).unwrap_or_default();
    Ok((Some(id), name, String::new()))
}

async fn list(visit: AdminVisit, Query(search): Query<Search>) -> Answer {
    let (user, name, unknown) = wanted(&visit, &search).await?;
    let query = JournalQuery { user, after: None, before: search.before, most: Some(PAGE) };
    let rows = visit.party.journal(&visit.call, &query).await?;
    let user = query.user.map(|user| user.to_string());
    let last = rows.last().filter(|_| rows.len() == PAGE as usize);
    let next = last.map(|last| format!("/admin/journal?user={}&before={}", user.clone().unwrap_or_default(), last.id));
    let entries = entries(&visit, rows).await?;
    let (frame, is_filtered) = (visit.frame().wide("journal"), user.is_some());
    Ok(visit.page(&Journal { frame, name, unknown, is_filtered, entries, next }))
}

async fn entries(visit: &Visit, rows: Vec<JournalView>) -> Result<Vec<Entry>, Trouble> {
    let names = names::of_ids(visit, rows.iter().filter_map(|row| row.user.clone())).await?;
    Ok(rows.into_iter().map(|row| Entry::of(row, &names)).collect())
}

/// Rows of the table, as they are added to a page that is on its way.
pub(super) async fn rows(visit: &Visit, rows: Vec<JournalView>) -> Result<String, Trouble> {
    let rows = Rows { entries: entries(visit, rows).await? };
    Ok(visit.within(rows.render().map_err(|_| page_failed())?))
}

/// One entry.
async fn entry(visit: &Visit, id: i64) -> Result<JournalView, Trouble> {
    let range = (id.checked_sub(1), id.checked_add(1));
    let query = JournalQuery { user: None, after: range.0, before: range.1, most: Some(1) };
    let found = visit.party.journal(&visit.call, &query).await?.into_iter().next();
    found.ok_or_else(|| Problem::from(Rejection::NotFound).into())
}

async fn page(visit: &Visit, row: JournalView, findings: Vec<String>) -> Result<EntryPage, Trouble> {
    let devices = reason::device_names(visit, row.user.as_ref()).await?;
    let names = names::of_ids(visit, row.user.clone().into_iter()).await?;
    let mut entry = Entry::of(row, &names);
    if let Some((_, name)) = devices.iter().find(|(id, _)| id.as_str() == entry.device) {
        entry.device.clone_from(name);
    }
    Ok(EntryPage { frame: visit.frame().in_section("journal"), entry, findings })
}

async fn one(visit: AdminVisit, Path(id): Path<i64>) -> Answer {
    let row = entry(&visit, id).await?;
    Ok(visit.page(&page(&visit, row, Vec::new()).await?))
}

async fn look(Path(id): Path<i64>, Posted { visit, .. }: Posted<AdminVisit>) -> Answer {
    let row = entry(&visit, id).await?;
    let devices = reason::device_names(&visit, row.user.as_ref()).await?;
    let found = visit.party.true_reason(&visit.call, id).await?;
    let findings = reason::findings(&found, &devices);
    Ok(visit.page(&page(&visit, row, findings).await?))
}

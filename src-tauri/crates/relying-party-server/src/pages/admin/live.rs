//! The journal as it is written, as a page that never ends: a browser shows what has arrived, so it needs no script.

use std::convert::Infallible;
use std::sync::Arc;

use askama::Template;
use axum::Router;
use axum::body::Body;
use axum::http::StatusCode;
use axum::http::header::{CONTENT_TYPE, HeaderValue};
use axum::response::IntoResponse;
use axum::routing::get;
use futures_util::stream::{StreamExt, once};
use relying_party::{JournalQuery, JournalView};

use super::journal;
use crate::journal_stream::entries_after;
use crate::pages::frame::Frame;
use crate::pages::trouble::{Answer, Trouble, page_failed};
use crate::pages::visit::AdminVisit;
use crate::problem::Problem;
use crate::state::State;

/// Where in the page the entries are put.
const PLACE: &str = "<!--entries-->";
/// So many of the newest entries are there at once.
const BEFORE: u32 = 20;

#[derive(Template)]
#[template(path = "admin/live.html")]
struct Live {
    frame: Frame,
    tenant: String,
}

pub(super) fn router() -> Router<State> {
    Router::new().route("/admin/live", get(live))
}

async fn live(visit: AdminVisit) -> Answer {
    if visit.state.settings.control.is_none() {
        return Err(Trouble::Problem(not_controlled()));
    }
    let page = Live { frame: visit.frame().wide("live"), tenant: visit.state.tenant().as_str().to_owned() };
    let page = visit.within(page.render().map_err(|_| page_failed())?);
    let (head, tail) = page.split_once(PLACE).ok_or_else(page_failed)?;
    let (head, tail) = (head.to_owned(), tail.to_owned());
    let entries = entries_after(visit.state.clone(), visit.call.clone(), begin(&visit).await?);
    let visit = Arc::new(visit);
    let reader = Arc::clone(&visit);
    let rows = entries.then(move |entries| rows(Arc::clone(&reader), entries));
    let parts = once(async { head }).chain(rows).chain(once(async { tail })).map(Ok::<_, Infallible>);
    let html = HeaderValue::from_static("text/html; charset=utf-8");
    Ok(visit.sealed((StatusCode::OK, [(CONTENT_TYPE, html)], Body::from_stream(parts)).into_response()))
}

fn not_controlled() -> Problem {
    let hint = "start it with --control";
    Problem::new(StatusCode::NOT_FOUND, "no-such-path", "this server is not controlled", hint)
}

/// The entry after which the page begins.
async fn begin(visit: &AdminVisit) -> Result<i64, Trouble> {
    let query = JournalQuery { most: Some(BEFORE), ..JournalQuery::default() };
    let newest = visit.party.journal(&visit.call, &query).await?;
    Ok(newest.last().map_or(0, |entry| entry.id.saturating_sub(1)))
}

/// Rows of the table; none where they could not be written, since the page is on its way already.
async fn rows(visit: Arc<AdminVisit>, entries: Vec<JournalView>) -> String {
    journal::rows(&visit, entries).await.unwrap_or_default()
}

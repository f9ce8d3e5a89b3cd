//! What happens in a tenant: the journal as a stream, and what was evaluated.

use std::convert::Infallible;
use std::time::Duration;

use axum::Json as Answered;
use axum::http::HeaderMap;
use axum::response::sse::{Event, KeepAlive, Sse};
use futures_util::stream::{self, Stream, StreamExt};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::admin::{Admin, AdminOrPage};
use crate::api::Answer;
use crate::api::extract::Query;
use crate::api::shapes::Entry;
use crate::journal_stream::entries_after;
use crate::problem::Problem;
use crate::state::State;

/// How often something is sent where nothing happens, so that nobody between takes the connection for dead.
const SIGN_OF_LIFE: Duration = Duration::from_secs(15);

pub(super) fn routes() -> OpenApiRouter<State> {
    OpenApiRouter::default().routes(routes!(events)).routes(routes!(evaluated))
}

/// Where to begin.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct Since {
    /// After the entry of this number; 0 for all of them. Without it, and without `Last-Event-ID`, what happens from now
    /// on.
    after: Option<i64>,
}

fn last_seen(headers: &HeaderMap) -> Option<i64> {
    headers.get("last-event-id")?.to_str().ok()?.parse().ok()
}

/// The journal as it is written: server-sent events, each with the number of its entry and the entry as JSON. Asked for
/// with the admin token, or in a browser with the cookie of an administrator's pages; never by the address.
#[utoipa::path(get, path = "/control/events", tag = "control", security(("admin" = [])), params(Since),
    responses((status = 200, description = "Events called `journal`, for as long as they are listened to.",
        content_type = "text/event-stream", body = String)))]
async fn events(
    AdminOrPage(caller): AdminOrPage,
    state: State,
    headers: HeaderMap,
    Query(since): Query<Since>,
) -> Answer<Sse<impl Stream<Item = Result<Event, Infallible>>>> {
    let after = match last_seen(&headers).or(since.after) {
        Some(after) => after,
        None => caller.party.newest_entry(&caller.call).await?,
    };
    let batches = entries_after(state, caller.call, after);
    let events =
        batches.flat_map(|batch| stream::iter(batch.into_iter().map(Entry::from).map(|entry| Ok(event(&entry)))));
    Ok(Sse::new(events).keep_alive(KeepAlive::new().interval(SIGN_OF_LIFE)))
}

fn event(entry: &Entry) -> Event {
    // Plain data: it can be written as JSON.
    let data = serde_json::to_string(entry).unwrap_or_default();
    Event::default().event("journal").id(entry.id.to_string()).data(data)
}

/// Whose guesses.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct Whose {
    /// A name or an `id`.
    user: String,
}

/// Guesses that were compared with the right value. Those that were refused unseen are not among them.
#[derive(Serialize, ToSchema)]
struct EvaluatedGuesses {
    /// All of them.
    total: u64,
    passwords: u64,
    /// One-time codes.
    codes: u64,
    backup_codes: u64,
    sent_codes: u64,
    /// First codes of a device that was being enrolled.
    confirmations: u64,
}

/// How many guesses at a user's secrets were evaluated since the start, or since the tenant was reset.
#[utoipa::path(get, path = "/control/evaluated", tag = "control", security(("admin" = [])), params(Whose),
    responses(
        (status = 200, description = "How many.", body = EvaluatedGuesses),
        (status = 404, description = "There is no such user."),
))]
async fn evaluated(admin: Admin, Query(whose): Query<Whose>) -> Answer<Answered<EvaluatedGuesses>> {
    let user = admin.party.known_as(&admin.call, &whose.user).await?;
    let user = user.ok_or_else(|| Problem::from(relying_party::Rejection::NotFound))?;
    let counted = admin.party.evaluated(&user);
    Ok(Answered(EvaluatedGuesses {
        total: counted.total(),
        passwords: counted.passwords,
        codes: counted.codes,
        backup_codes: counted.backup_codes,
        sent_codes: counted.sent_codes,
        confirmations: counted.confirmations,
    }))
}

//! The outbox of a tenant: searched, waited for, cleared.

use std::time::Duration;

use axum::Json as Answered;
use axum::http::StatusCode;
use relying_party::{OutboxQuery, UserId};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::admin::Admin;
use crate::api::Answer;
use crate::api::extract::Query;
use crate::api::journal::at_most_500;
use crate::api::shapes::{Message, all};
use crate::caller::Caller;
use crate::problem::Problem;
use crate::state::State;
use crate::watch::Watch;

pub(super) fn routes() -> OpenApiRouter<State> {
    OpenApiRouter::default().routes(routes!(search, clear))
}

/// Which messages.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct Wanted {
    /// Of this user only: a name or an `id`.
    user: Option<String>,
    /// Of this kind only: `sms`, `email`, `password-reset` or `notice`.
    kind: Option<String>,
    /// Later than the message of this number.
    #[serde(default)]
    after: i64,
    /// How long to wait for a message where there is none yet, such as `5s` or `500ms`; of real time, whatever the
    /// tenant's clock does, and less than a request may take.
    wait: Option<String>,
    /// At most so many.
    #[param(maximum = 500, default = 100)]
    most: Option<u32>,
}

fn query_refused(fact: &'static str, hint: &'static str) -> Problem {
    Problem::new(StatusCode::BAD_REQUEST, "query-refused", fact, hint)
}

/// `5`, `5s` or `500ms`.
fn duration(text: &str) -> Result<Duration, Problem> {
    let number = |digits: &str| digits.parse::<u32>().ok().map(u64::from);
    let read = match text.strip_suffix("ms") {
        Some(digits) => number(digits).map(Duration::from_millis),
        None => number(text.strip_suffix('s').unwrap_or(text)).map(Duration::from_secs),
    };
    read.ok_or_else(|| query_refused("this is no time to wait", "say it as 5s or 500ms"))
}

impl Wanted {
    /// How long to wait: an answer still has to leave in the time a request has.
    fn wait(&self, state: &State) -> Result<Duration, Problem> {
        let longest = Duration::from_secs(state.settings.request_seconds).saturating_sub(Duration::from_secs(1));
        Ok(self.wait.as_deref().map(duration).transpose()?.unwrap_or_default().min(longest))
    }

    /// None: the user is not there (yet).
    async fn query(&self, caller: &Caller) -> Result<Option<OutboxQuery>, Problem> {
        let user = match self.user.as_deref().filter(|user| !user.is_empty()) {
            None => None,
            Some(user) => match caller.party.known_as(&caller.call, user).await? {
                None => return Ok(None),
                known => known,
            },
        };
        let most = at_most_500(self.most.unwrap_or(100))?;
        Ok(Some(OutboxQuery { user, kind: self.kind.clone(), after: self.after, most }))
    }

    async fn found(&self, caller: &Caller) -> Result<Vec<Message>, Problem> {
        match self.query(caller).await? {
            None => Ok(Vec::new()),
            Some(query) => Ok(all(caller.party.outbox_after(&caller.call, &query).await?)),
        }
    }
}

/// Messages, oldest first. With `wait` the answer comes as soon as there is one, and empty where none came.
#[utoipa::path(get, path = "/control/outbox", tag = "control", security(("admin" = [])), params(Wanted),
    responses((status = 200, description = "The messages.", body = Vec<Message>)))]
async fn search(admin: Admin, state: State, Query(wanted): Query<Wanted>) -> Answer<Answered<Vec<Message>>> {
    let wait = wanted.wait(&state)?;
    let mut watch = Watch::of(&state);
    let until_there = async {
        loop {
            let found = wanted.found(&admin).await?;
            if !found.is_empty() || !watch.changed().await {
                return Ok(found);
            }
        }
    };
    match tokio::time::timeout(wait, until_there).await {
        Ok(found) => found.map(Answered),
        // Looked once more: with no time at all there may not even have been a first look.
        Err(_) => wanted.found(&admin).await.map(Answered),
    }
}

/// Whose messages.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct Whose {
    /// Of this user only: a name or an `id`.
    user: Option<String>,
}

/// How many there were.
#[derive(Serialize, ToSchema)]
struct Emptied {
    cleared: u64,
}

/// Empties the outbox, of everybody or of one user.
#[utoipa::path(delete, path = "/control/outbox", tag = "control", security(("admin" = [])), params(Whose),
    responses((status = 200, description = "It is empty.", body = Emptied)))]
async fn clear(admin: Admin, Query(whose): Query<Whose>) -> Answer<Answered<Emptied>> {
    let cleared = match whose.user.as_deref().filter(|user| !user.is_empty()) {
        None => admin.party.clear_outbox(&admin.call).await?,
        Some(user) => {
            let user: Option<UserId> = admin.party.known_as(&admin.call, user).await?;
            match user {
                None => 0,
                Some(user) => admin.party.clear_outbox_of(&admin.call, &user).await?,
            }
        }
    };
    Ok(Answered(Emptied { cleared }))
}

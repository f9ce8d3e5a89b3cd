//! The journal and the outbox, for the administrator.

use axum::Json as Answered;
use axum::http::StatusCode;
use relying_party::{JournalQuery, Rejection, TrueReason, UserId};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::Answer;
use super::extract::{Id, Query};
use super::shapes::{Entry, Message, all};
use crate::admin::Admin;
use crate::problem::Problem;
use crate::state::State;

pub(super) fn routes() -> OpenApiRouter<State> {
    OpenApiRouter::default().routes(routes!(journal)).routes(routes!(true_reason)).routes(routes!(outbox, clear))
}

/// A number of rows that is within bounds.
pub(super) fn at_most_500(most: u32) -> Result<u32, Problem> {
    let fact = "at most 500 can be asked for at once";
    let problem = Problem::new(StatusCode::BAD_REQUEST, "query-refused", fact, "ask for fewer");
    if most <= 500 { Ok(most) } else { Err(problem) }
}

/// Which part of the journal.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct Part {
    /// Of this user only.
    user: Option<String>,
    /// Later than the entry of this number.
    after: Option<i64>,
    /// Earlier than the entry of this number.
    before: Option<i64>,
    /// At most so many.
    #[param(maximum = 500, default = 100)]
    most: Option<u32>,
}

impl Part {
    fn user(&self) -> Option<UserId> {
        self.user.as_deref().filter(|id| !id.is_empty()).map(UserId::claimed)
    }
}

/// The journal, newest first.
#[utoipa::path(get, path = "/admin/journal", tag = "administration", security(("admin" = [])), params(Part),
    responses((status = 200, description = "The entries.", body = Vec<Entry>)))]
async fn journal(admin: Admin, Query(part): Query<Part>) -> Answer<Answered<Vec<Entry>>> {
    let most = part.most.map(at_most_500).transpose()?;
    let query = JournalQuery { user: part.user(), after: part.after, before: part.before, most };
    Ok(Answered(all(admin.party.journal(&admin.call, &query).await?)))
}

/// What a rejected code was, as far as it can be told.
#[derive(Default, Serialize, ToSchema)]
struct Reason {
    /// `not-kept`, `not-a-code`, `of-a-step`, `no-match`, `backup-code` or `no-backup-code`.
    reason: &'static str,
    /// With `of-a-step`: the device it is a code of.
    #[serde(skip_serializing_if = "Option::is_none")]
    device: Option<String>,
    /// With `of-a-step`: `active`, `pending`, `retired` or `expired`.
    #[serde(skip_serializing_if = "Option::is_none")]
    state: Option<String>,
    /// With `of-a-step`: below 0 an older code, above 0 one of the future.
    #[serde(skip_serializing_if = "Option::is_none")]
    steps_off: Option<i64>,
    /// The same in seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    seconds_off: Option<i64>,
    /// With `of-a-step`: whether this step or a later one of the device was accepted, before or since.
    #[serde(skip_serializing_if = "Option::is_none")]
    was_used: Option<bool>,
    /// With `no-match`: how many codes it was compared with.
    #[serde(skip_serializing_if = "Option::is_none")]
    compared: Option<u64>,
    /// With `backup-code`: when it was used, in Unix seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    used_at: Option<i64>,
    /// With `backup-code`: when it came to its end, in Unix seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    ended_at: Option<i64>,
}

impl From<TrueReason> for Reason {
    fn from(reason: TrueReason) -> Self {
        match reason {
            TrueReason::NotKept => Self { reason: "not-kept", ..Self::default() },
            TrueReason::NotACode => Self { reason: "not-a-code", ..Self::default() },
            TrueReason::NoMatch { compared } => {
                Self { reason: "no-match", compared: Some(compared), ..Self::default() }
            }
            TrueReason::OfAStep { device, state, steps_off, seconds_off, was_used } => Self {
                reason: "of-a-step",
                device: Some(device.to_string()),
                state: Some(state),
                steps_off: Some(steps_off),
                seconds_off: Some(seconds_off),
                was_used: Some(was_used),
                ..Self::default()
            },
            TrueReason::BackupCode { used_at, ended_at } => {
                Self { reason: "backup-code", used_at, ended_at, ..Self::default() }
            }
            TrueReason::NoBackupCode => Self { reason: "no-backup-code", ..Self::default() },
        }
    }
}

/// Looks into a rejection. That is written to the journal too.
#[utoipa::path(get, path = "/admin/journal/{id}/true-reason", tag = "administration", security(("admin" = [])),
    params(("id" = i64, Path, description = "The number of the entry.")),
    responses((status = 200, description = "What can be told.", body = Reason)))]
async fn true_reason(admin: Admin, Id(id): Id) -> Answer<Answered<Reason>> {
    let id = id.parse().map_err(|_| Rejection::NotFound)?;
    Ok(Answered(admin.party.true_reason(&admin.call, id).await?.into()))
}

/// Which part of the outbox.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct Messages {
    /// Of this user only.
    user: Option<String>,
    /// Earlier than the message of this number.
    before: Option<i64>,
    /// At most so many.
    #[param(maximum = 500, default = 100)]
    most: Option<u32>,
}

/// The outbox, newest first. It holds the codes that were sent: that is what it is for.
#[utoipa::path(get, path = "/admin/outbox", tag = "administration", security(("admin" = [])), params(Messages),
    responses((status = 200, description = "The messages.", body = Vec<Message>)))]
async fn outbox(admin: Admin, Query(query): Query<Messages>) -> Answer<Answered<Vec<Message>>> {
    let user = query.user.as_deref().filter(|id| !id.is_empty()).map(UserId::claimed);
    let most = at_most_500(query.most.unwrap_or(100))?;
    let views = admin.party.outbox(&admin.call, user.as_ref(), query.before, most).await?;
    Ok(Answered(all(views)))
}

/// How many there were.
#[derive(Serialize, ToSchema)]
struct Cleared {
    cleared: u64,
}

/// Empties the outbox.
#[utoipa::path(delete, path = "/admin/outbox", tag = "administration", security(("admin" = [])),
    responses((status = 200, description = "It is empty.", body = Cleared)))]
async fn clear(admin: Admin) -> Answer<Answered<Cleared>> {
    let cleared = admin.party.clear_outbox(&admin.call).await?;
    Ok(Answered(Cleared { cleared }))
}

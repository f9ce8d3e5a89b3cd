//! Faults on purpose, a tenant.

use axum::Json as Answered;
use axum::http::StatusCode;
use relying_party::{DatabaseFault, Rejection};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::admin::Admin;
use crate::api::Answer;
use crate::api::extract::{Id, Json};
use crate::api::text::Text;
use crate::problem::Problem;
use crate::state::State;
use crate::world::{Fault, KnownFault, Rule, TooManyFaults};

/// The longest a fault may hold a request up, in milliseconds.
const LONGEST: u32 = 600_000;

pub(super) fn routes() -> OpenApiRouter<State> {
    OpenApiRouter::default().routes(routes!(faults, add, clear)).routes(routes!(remove))
}

/// What goes wrong.
#[derive(Clone, Copy, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
enum Kind {
    /// The request waits for `milliseconds` first.
    Latency,
    /// It is answered with `status`, and nothing is done.
    Status,
    /// The connection is closed without an answer, and nothing is done.
    Drop,
    /// It is handled with a database that cannot be reached.
    Database,
    /// It is handled with a database that takes everything and loses it at the commit.
    DatabaseCommit,
}

/// A fault to be.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewFault {
    kind: Kind,
    /// Requests with this method only.
    method: Option<Text<16>>,
    /// Requests with this path only, without the segment of the tenant: exact, as it stands in this document (with
    /// `{id}`), or with `*` at its end the start of one. Requests that control are never struck.
    path: Option<Text<256>>,
    /// With `latency`: up to 600000.
    milliseconds: Option<u32>,
    /// With `status`: 400 to 599.
    status: Option<u16>,
    /// With `status`: the header `Retry-After`, in seconds.
    retry_after: Option<u64>,
    /// How likely it is, 0 to 1; always without it.
    probability: Option<f64>,
    /// For the next so many requests only.
    times: Option<u32>,
}

fn refused(fact: &'static str) -> Problem {
    Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "fault-refused", fact, "compare it with /openapi.json")
}

impl NewFault {
    fn fault(&self) -> Result<Fault, Problem> {
        let needs = |is_wanted: bool, is_there: bool| is_wanted || !is_there;
        let is = |kind: Kind| std::mem::discriminant(&kind) == std::mem::discriminant(&self.kind);
        let fits = needs(is(Kind::Latency), self.milliseconds.is_some())
            && needs(is(Kind::Status), self.status.is_some() || self.retry_after.is_some());
        if !fits {
            return Err(refused("`milliseconds` goes with `latency`, `status` and `retry_after` with `status`"));
        }
        match self.kind {
            Kind::Latency => {
                let milliseconds = self.milliseconds.filter(|milliseconds| *milliseconds <= LONGEST);
                let milliseconds =
                    milliseconds.ok_or_else(|| refused("`latency` needs `milliseconds`, 0 to 600000"))?;
                Ok(Fault::Latency { milliseconds })
            }
            Kind::Status => {
                let status = self.status.filter(|status| (400..=599).contains(status));
                let status = status.ok_or_else(|| refused("`status` needs a `status` from 400 to 599"))?;
                Ok(Fault::Status { status, retry_after: self.retry_after })
            }
            Kind::Drop => Ok(Fault::Drop),
            Kind::Database => Ok(Fault::Database(DatabaseFault::Everything)),
            Kind::DatabaseCommit => Ok(Fault::Database(DatabaseFault::Commits)),
        }
    }

    fn rule(&self) -> Result<Rule, Problem> {
        let probability = self.probability.unwrap_or(1.0);
        if !(0.0..=1.0).contains(&probability) {
            return Err(refused("`probability` goes from 0 to 1"));
        }
        Ok(Rule {
            method: self.method.as_ref().map(|method| method.to_ascii_uppercase()),
            path: self.path.as_ref().map(|path| path.to_string()),
            fault: self.fault()?,
            probability,
            left: self.times,
        })
    }
}

/// A fault that is there.
#[derive(Serialize, ToSchema)]
struct ListedFault {
    /// In the header `Countersign-Fault` of answers it made.
    id: u64,
    kind: Kind,
    method: Option<String>,
    path: Option<String>,
    milliseconds: Option<u32>,
    status: Option<u16>,
    retry_after: Option<u64>,
    probability: f64,
    /// So many more times; none: for good.
    left: Option<u32>,
    /// How often it struck.
    struck: u64,
}

impl From<KnownFault> for ListedFault {
    fn from(known: KnownFault) -> Self {
        let KnownFault { id, rule, struck } = known;
        let (kind, milliseconds, status, retry_after) = match rule.fault {
            Fault::Latency { milliseconds } => (Kind::Latency, Some(milliseconds), None, None),
            Fault::Status { status, retry_after } => (Kind::Status, None, Some(status), retry_after),
            Fault::Drop => (Kind::Drop, None, None, None),
            Fault::Database(DatabaseFault::Everything) => (Kind::Database, None, None, None),
            Fault::Database(DatabaseFault::Commits) => (Kind::DatabaseCommit, None, None, None),
        };
        let Rule { method, path, probability, left, .. } = rule;
        Self { id, kind, method, path, milliseconds, status, retry_after, probability, left, struck }
    }
}

impl From<TooManyFaults> for Problem {
    fn from(_: TooManyFaults) -> Self {
        Rejection::TooMany.into()
    }
}

/// The faults of the tenant.
#[utoipa::path(get, path = "/control/faults", tag = "control", security(("admin" = [])),
    responses((status = 200, description = "The faults, in the order they were made.", body = Vec<ListedFault>)))]
async fn faults(_: Admin, state: State) -> Answered<Vec<ListedFault>> {
    Answered(state.world.faults.all().into_iter().map(ListedFault::from).collect())
}

/// Lets something go wrong from now on. Waits of several faults add up; of what ends a request the first one counts.
#[utoipa::path(post, path = "/control/faults", tag = "control", security(("admin" = [])), request_body = NewFault,
    responses(
        (status = 201, description = "It is there.", body = ListedFault),
        (status = 409, description = "There are a hundred already."),
))]
async fn add(_: Admin, state: State, Json(new): Json<NewFault>) -> Answer<(StatusCode, Answered<ListedFault>)> {
    let known = state.world.faults.add(new.rule()?)?;
    tracing::warn!(tenant = state.tenant().as_str(), fault = known.id, "requests fail on purpose from now on");
    Ok((StatusCode::CREATED, Answered(known.into())))
}

/// Ends all faults of the tenant.
#[utoipa::path(delete, path = "/control/faults", tag = "control", security(("admin" = [])),
    responses((status = 204, description = "There are none.")))]
async fn clear(_: Admin, state: State) -> StatusCode {
    state.world.faults.clear();
    StatusCode::NO_CONTENT
}

/// Ends a fault.
#[utoipa::path(delete, path = "/control/faults/{id}", tag = "control", security(("admin" = [])),
    params(("id" = u64, Path, description = "The `id` of a fault.")),
    responses((status = 204, description = "It is gone.")))]
async fn remove(_: Admin, state: State, Id(id): Id) -> Answer<StatusCode> {
    let was_there = id.parse().is_ok_and(|id| state.world.faults.remove(id));
    if was_there { Ok(StatusCode::NO_CONTENT) } else { Err(Rejection::NotFound.into()) }
}

//! The JSON API, and the OpenAPI document made from the same code.

mod addresses;
mod administration;
mod devices;
mod document;
mod extract;
mod health;
mod journal;
mod outcomes;
mod password;
mod recovery;
mod sessions;
mod shapes;
mod sign_in;
mod text;

use std::sync::LazyLock;

use axum::Router;
use axum::http::header::CONTENT_TYPE;
use axum::response::IntoResponse;
use axum::routing::get;
use utoipa_axum::router::OpenApiRouter;

use crate::problem::Problem;
use crate::state::State;

/// What a handler answers.
type Answer<T> = Result<T, Problem>;

static DOCUMENT: LazyLock<String> = LazyLock::new(|| document::of(routes().into_openapi()));

/// The OpenAPI 3.1 document of the API.
pub fn openapi_json() -> String {
    DOCUMENT.clone()
}

/// The routes of the API.
pub(crate) fn router() -> Router<State> {
    let document = get(|| async { ([(CONTENT_TYPE, "application/json")], DOCUMENT.as_str()).into_response() });
    Router::from(routes()).route("/openapi.json", document)
}

fn routes() -> OpenApiRouter<State> {
    let api = OpenApiRouter::default()
        .merge(sign_in::routes())
        .merge(recovery::routes())
        .merge(sessions::routes())
        .merge(password::routes())
        .merge(devices::routes())
        .merge(addresses::routes())
        .merge(administration::routes())
        .merge(journal::routes());
    OpenApiRouter::with_openapi(document::start()).merge(health::routes()).nest("/api/v1", api)
}

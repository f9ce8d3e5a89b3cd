//! The JSON API, and the OpenAPI document made from the same code.

mod addresses;
mod administration;
mod control;
mod devices;
mod document;
mod extract;
mod health;
mod investigation;
mod journal;
mod keys;
mod meta;
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

static DOCUMENT: LazyLock<String> = LazyLock::new(|| document::of(routes(false).into_openapi()));
static WITH_CONTROL: LazyLock<String> = LazyLock::new(|| document::of(routes(true).into_openapi()));

/// The OpenAPI 3.1 document of the API, with what a server that is controlled has beside the rest.
pub fn openapi_json() -> String {
    WITH_CONTROL.clone()
}

/// The routes of the API.
pub(crate) fn router(is_controlled: bool) -> Router<State> {
    let document = if is_controlled { &WITH_CONTROL } else { &DOCUMENT };
    let document = get(|| async { ([(CONTENT_TYPE, "application/json")], document.as_str()).into_response() });
    Router::from(routes(is_controlled)).route("/openapi.json", document)
}

fn routes(is_controlled: bool) -> OpenApiRouter<State> {
    let control = if is_controlled { control::routes() } else { OpenApiRouter::default() };
    let api = OpenApiRouter::default()
        .merge(meta::routes())
        .merge(sign_in::routes())
        .merge(recovery::routes())
        .merge(sessions::routes())
        .merge(password::routes())
        .merge(devices::routes())
        .merge(addresses::routes())
        .merge(administration::routes())
        .merge(journal::routes())
        .merge(keys::routes())
        .merge(investigation::routes())
        .merge(control);
    OpenApiRouter::with_openapi(document::start()).merge(health::routes()).nest("/api/v1", api)
}

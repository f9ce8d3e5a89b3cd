//! The style and the mark, in the program itself.

use std::sync::LazyLock;

use axum::Router;
use axum::http::header::{CONTENT_TYPE, ETAG, IF_NONE_MATCH};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use sha2::{Digest, Sha256};

use crate::state::State;

const STYLE: &str = include_str!("../../assets/pages.css");
const MARK: &str = include_str!("../../assets/mark.svg");

static STYLE_TAG: LazyLock<String> = LazyLock::new(|| {
    let hash = Sha256::digest(STYLE.as_bytes());
    let (start, _) = hash.split_at(8);
    sealing::hex(start)
});
static STYLE_PATH: LazyLock<String> = LazyLock::new(|| format!("/assets/pages.css?{}", *STYLE_TAG));

/// The path of the style; another style has another one.
pub(super) fn style_path() -> &'static str {
    &STYLE_PATH
}

pub(super) fn router() -> Router<State> {
    Router::new()
        .route("/assets/pages.css", get(style))
        .route("/assets/mark.svg", get(mark))
        .route("/favicon.ico", get(mark))
}

async fn style(headers: HeaderMap) -> Response {
    let tag = format!("\"{}\"", *STYLE_TAG);
    if headers.get(IF_NONE_MATCH).is_some_and(|known| known.as_bytes() == tag.as_bytes()) {
        return (StatusCode::NOT_MODIFIED, [(ETAG, tag)]).into_response();
    }
    ([(CONTENT_TYPE, "text/css; charset=utf-8".to_owned()), (ETAG, tag)], STYLE).into_response()
}

async fn mark() -> Response {
    ([(CONTENT_TYPE, "image/svg+xml")], MARK).into_response()
}

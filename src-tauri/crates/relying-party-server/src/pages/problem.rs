//! A problem as a page.

use askama::Template;
use axum::http::StatusCode;
use axum::http::header::{HeaderValue, RETRY_AFTER};
use axum::response::{Html, IntoResponse, Response};

use super::frame::Frame;
use super::links;
use super::words::capital;
use crate::problem::Problem;

#[derive(Template)]
#[template(path = "problem.html")]
struct ProblemPage<'p> {
    frame: Frame,
    title: &'static str,
    text: String,
    status: u16,
    code: &'static str,
    request_id: &'p str,
}

/// A problem as a page, for browsers that asked for a path outside the API; none: problem+json.
pub(crate) fn problem_page(problem: &Problem, request_id: &str, base: &str) -> Option<Response> {
    let page = ProblemPage {
        frame: Frame::bare().narrow(),
        title: title(problem.status),
        text: text(problem),
        status: problem.status.as_u16(),
        code: problem.code,
        request_id,
    };
    let html = links::within(base, page.render().ok()?);
    let mut response = (problem.status, Html(html)).into_response();
    if let Some(seconds) = problem.retry_after {
        response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(seconds));
    }
    Some(response)
}

fn text(problem: &Problem) -> String {
    match problem.code {
        "no-such-path" => "There is no page at this address.".to_owned(),
        _ => format!("{}. {}.", capital(&problem.detail), capital(&problem.hint)),
    }
}

fn title(status: StatusCode) -> &'static str {
    match status {
        StatusCode::NOT_FOUND => "There is nothing here",
        StatusCode::FORBIDDEN => "This was not done",
        StatusCode::MISDIRECTED_REQUEST => "This is another address",
        StatusCode::TOO_MANY_REQUESTS => "Too many tries",
        status if status.is_server_error() => "Something went wrong",
        _ => "This does not work",
    }
}

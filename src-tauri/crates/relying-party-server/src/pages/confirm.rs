//! The page before something is done that cannot be undone.

use askama::Template;
use axum::response::Response;
use relying_party::Rejection;

use super::frame::{Frame, Shown};
use super::visit::Visit;
use super::words::{Asked, shown};

/// What is asked.
pub(super) struct Ask {
    pub(super) title: String,
    pub(super) sentences: Vec<String>,
    pub(super) action: String,
    pub(super) button: &'static str,
    pub(super) back: String,
    pub(super) is_danger: bool,
}

#[derive(Template)]
#[template(path = "confirm.html")]
struct Confirm<'p> {
    frame: Frame,
    ask: &'p Ask,
    error: Shown,
}

impl Ask {
    /// The page that asks.
    pub(super) fn page(&self, visit: &Visit) -> Response {
        visit.page(&Confirm { frame: visit.frame().narrow(), ask: self, error: Shown::nothing() })
    }

    /// The page again, with why it was not done.
    pub(super) fn refused(&self, visit: &Visit, rejection: &Rejection) -> Response {
        self.refused_as(visit, rejection, shown(rejection, Asked::Code))
    }

    /// The same in other words.
    pub(super) fn refused_as(&self, visit: &Visit, rejection: &Rejection, error: Shown) -> Response {
        visit.refused(rejection, &Confirm { frame: visit.frame().narrow(), ask: self, error })
    }
}

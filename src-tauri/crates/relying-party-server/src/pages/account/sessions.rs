//! Where somebody is signed in.

use askama::Template;
use axum::Router;
use axum::extract::Path;
use axum::routing::{get, post};
use relying_party::{SessionId, SessionView};

use crate::pages::agent;
use crate::pages::done::Done;
use crate::pages::frame::Frame;
use crate::pages::moment::Moment;
use crate::pages::posted::Posted;
use crate::pages::trouble::Answer;
use crate::pages::visit::Visit;
use crate::state::State;

/// A session in a list.
pub(in crate::pages) struct SessionItem {
    pub(in crate::pages) id: SessionId,
    pub(in crate::pages) agent: String,
    pub(in crate::pages) agent_text: String,
    pub(in crate::pages) is_this: bool,
    /// What is particular about its kind; empty for a full one.
    pub(in crate::pages) note: &'static str,
    pub(in crate::pages) source: String,
    pub(in crate::pages) created: Moment,
    pub(in crate::pages) seen: Moment,
    pub(in crate::pages) expires: Moment,
}

impl SessionItem {
    pub(in crate::pages) fn of(session: SessionView) -> Self {
        Self {
            id: session.id,
            agent: agent::short(&session.agent),
            agent_text: session.agent,
            is_this: session.is_this,
            note: match session.kind.as_str() {
                "partial" => "half signed in",
                "replacement" => "setting up a device",
                _ => "",
            },
            source: session.source,
            created: Moment::new(session.created_at),
            seen: Moment::new(session.seen_at),
            expires: Moment::new(session.expires_at),
        }
    }
}

#[derive(Template)]
#[template(path = "account/sessions.html")]
struct Sessions {
    frame: Frame,
    sessions: Vec<SessionItem>,
}

const PATH: &str = "/account/sessions";

pub(super) fn router() -> Router<State> {
    Router::new()
        .route(PATH, get(list))
        .route("/account/sessions/end-others", post(end_others))
        .route("/account/sessions/{id}/end", post(end))
}

async fn list(visit: Visit) -> Answer {
    let sessions = visit.party.sessions(&visit.call, &visit.full()?).await?;
    let sessions = sessions.into_iter().map(SessionItem::of).collect();
    Ok(visit.page(&Sessions { frame: visit.frame(), sessions }))
}

async fn end(Path(id): Path<String>, Posted { visit, .. }: Posted<Visit>) -> Answer {
    visit.party.end_session(&visit.call, &visit.full()?, &SessionId::claimed(&id)).await?;
    Ok(visit.done(PATH, Done::new("session-ended")))
}

async fn end_others(Posted { visit, .. }: Posted<Visit>) -> Answer {
    let ended = visit.party.end_other_sessions(&visit.call, &visit.full()?).await?;
    Ok(visit.done(PATH, Done::counted("sessions-ended", ended)))
}

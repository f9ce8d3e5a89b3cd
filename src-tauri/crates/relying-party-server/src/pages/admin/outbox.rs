//! What would have been sent.

use askama::Template;
use axum::Router;
use axum::extract::Query;
use axum::routing::get;
use relying_party::MessageView;
use serde::Deserialize;

use super::names;
use crate::pages::confirm::Ask;
use crate::pages::done::Done;
use crate::pages::frame::Frame;
use crate::pages::moment::Moment;
use crate::pages::posted::Posted;
use crate::pages::trouble::Answer;
use crate::pages::visit::AdminVisit;
use crate::state::State;

/// Messages of one page.
const PAGE: u32 = 50;

#[derive(Deserialize)]
struct Search {
    before: Option<i64>,
}

struct Message {
    id: i64,
    at: Moment,
    kind: &'static str,
    recipient: String,
    user_id: String,
    user_known: bool,
    subject: String,
    body: String,
}

#[derive(Template)]
#[template(path = "admin/outbox.html")]
struct Outbox {
    frame: Frame,
    messages: Vec<Message>,
    next: Option<String>,
}

pub(super) fn router() -> Router<State> {
    Router::new().route("/admin/outbox", get(list)).route("/admin/outbox/clear", get(ask).post(clear))
}

impl Message {
    fn of(message: MessageView, user_known: bool) -> Self {
        Self {
            id: message.id,
            at: Moment::new(message.created_at),
            kind: match message.kind.as_str() {
                "sms" => "SMS",
                "email" => "E-mail",
                "password-reset" => "E-mail for a new password",
                _ => "Notice",
            },
            recipient: message.recipient,
            user_id: message.user.to_string(),
            user_known,
            subject: message.subject,
            body: message.body,
        }
    }
}

async fn list(visit: AdminVisit, Query(Search { before }): Query<Search>) -> Answer {
    let rows = visit.party.outbox(&visit.call, None, before, PAGE).await?;
    let names = names::of_ids(&visit, rows.iter().map(|row| row.user.clone())).await?;
    let last = rows.last().filter(|_| rows.len() == PAGE as usize);
    let next = last.map(|last| format!("/admin/outbox?before={}", last.id));
    let messages = rows.into_iter().map(|row| {
        let is_known = names.contains_key(&row.user);
        Message::of(row, is_known)
    });
    let messages = messages.collect();
    Ok(visit.page(&Outbox { frame: visit.frame().in_section("outbox"), messages, next }))
}

async fn ask(visit: AdminVisit) -> Answer {
    let ask = Ask {
        title: "Clear the outbox?".to_owned(),
        sentences: vec![
            "All messages are thrown away, of all users. Codes in them stay good for their time.".to_owned(),
        ],
        action: "/admin/outbox/clear".to_owned(),
        button: "Clear it",
        back: "/admin/outbox".to_owned(),
        is_danger: true,
    };
    Ok(ask.page(&visit))
}

async fn clear(Posted { visit, .. }: Posted<AdminVisit>) -> Answer {
    let cleared = visit.party.clear_outbox(&visit.call).await?;
    Ok(visit.done("/admin/outbox", Done::counted("outbox-cleared", cleared)))
}

//! The users: looked up by name, added.

use askama::Template;
use axum::Router;
use axum::extract::Query;
use axum::routing::get;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use relying_party::{NewUser, UserId, UserView};
use serde::Deserialize;

use super::user::factor;
use crate::pages::done::Done;
use crate::pages::frame::{Frame, Shown};
use crate::pages::moment::Moment;
use crate::pages::posted::Posted;
use crate::pages::trouble::{Answer, rejected};
use crate::pages::visit::{AdminVisit, Visit};
use crate::pages::words::{Asked, shown};
use crate::state::State;

/// Users of one page.
const PAGE: u32 = 50;

#[derive(Deserialize)]
struct Search {
    #[serde(default)]
    name: String,
    #[serde(default)]
    after: String,
}

struct Row {
    id: UserId,
    name: String,
    is_locked: bool,
    factor: String,
    backup_codes: String,
    sessions: usize,
    created: Moment,
}

#[derive(Template)]
#[template(path = "admin/users.html")]
struct Users {
    frame: Frame,
    name: String,
    users: Vec<Row>,
    next: Option<String>,
}

#[derive(Template)]
#[template(path = "admin/user_new.html")]
struct New<'p> {
    frame: Frame,
    name: &'p str,
    groups: &'p str,
    minimum: u16,
    error: Shown,
}

pub(super) fn router() -> Router<State> {
    Router::new().route("/admin/users", get(list)).route("/admin/users/new", get(form).post(add))
}

impl Row {
    fn of(user: &UserView) -> Self {
        let codes = user.backup_codes;
        Self {
            id: user.id.clone(),
            name: user.name.clone(),
            is_locked: !user.locked.is_empty(),
            factor: factor(user),
            backup_codes: if codes.total == 0 {
                "–".to_owned()
            } else {
                format!("{} of {}", codes.left, codes.total)
            },
            sessions: user.sessions.len(),
            created: Moment::new(user.created_at),
        }
    }
}

async fn list(visit: AdminVisit, Query(Search { name, after }): Query<Search>) -> Answer {
    let users = visit.party.users_beginning_with(&visit.call, &name, &after, PAGE).await?;
    let encoded = |text: &str| utf8_percent_encode(text, NON_ALPHANUMERIC).to_string();
    let last = users.last().filter(|_| users.len() == PAGE as usize);
    let next = last.map(|last| format!("/admin/users?name={}&after={}", encoded(&name), encoded(&last.name)));
    let users = users.iter().map(Row::of).collect();
    Ok(visit.page(&Users { frame: visit.frame().wide("users"), name, users, next }))
}

fn page<'p>(visit: &Visit, (name, groups): (&'p str, &'p str), error: Shown) -> New<'p> {
    let minimum = visit.party.policy().password.minimum_characters;
    New { frame: visit.frame().narrow().in_section("users"), name, groups, minimum, error }
}

async fn form(visit: AdminVisit) -> Answer {
    Ok(visit.page(&page(&visit, ("", ""), Shown::nothing())))
}

async fn add(Posted { visit, fields }: Posted<AdminVisit>) -> Answer {
    let (name, groups) = (fields.one("name"), fields.one("groups"));
    let list: Vec<String> =
        groups.split(',').map(|group| group.trim().to_owned()).filter(|group| !group.is_empty()).collect();
    let new = NewUser { name, password: fields.one("password"), groups: &list };
    match visit.party.add_user(&visit.call, &new).await {
        Ok(user) => Ok(visit.done(&format!("/admin/users/{}", user.id), Done::new("user-added"))),
        Err(error) => {
            let rejection = rejected(error, "/admin/users")?;
            let error = shown(&rejection, Asked::Credentials);
            Ok(visit.refused(&rejection, &page(&visit, (name, groups), error)))
        }
    }
}

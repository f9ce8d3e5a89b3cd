//! One user, and what can be done for or to them.

use askama::Template;
use axum::Router;
use axum::extract::Path;
use axum::routing::{get, post};
use relying_party::{DeviceState, DeviceView, SecondFactor, UserId, UserView};

use crate::pages::account::SessionItem;
use crate::pages::confirm::Ask;
use crate::pages::done::Done;
use crate::pages::frame::{Frame, Shown};
use crate::pages::moment::Moment;
use crate::pages::posted::Posted;
use crate::pages::trouble::{Answer, rejected};
use crate::pages::visit::AdminVisit;
use crate::pages::words::{Asked, shown};
use crate::state::State;

struct DeviceRow {
    name: String,
    state: &'static str,
    is_active: bool,
    parameters: String,
    created: Moment,
    used: Option<Moment>,
}

#[derive(Template)]
#[template(path = "admin/user.html")]
struct User {
    frame: Frame,
    created: Moment,
    password_changed: Moment,
    factor: String,
    locked: String,
    devices: Vec<DeviceRow>,
    sessions: Vec<SessionItem>,
    user: UserView,
}

#[derive(Template)]
#[template(path = "admin/user_password.html")]
struct Password {
    frame: Frame,
    id: UserId,
    name: String,
    minimum: u16,
    error: Shown,
}

pub(super) fn router() -> Router<State> {
    Router::new()
        .route("/admin/users/{id}", get(one))
        .route("/admin/users/{id}/unlock", post(unlock))
        .route("/admin/users/{id}/password", get(password_form).post(set_password))
        .route("/admin/users/{id}/reset-second-factor", get(reset_form).post(reset))
        .route("/admin/users/{id}/delete", get(delete_form).post(delete))
}

/// The second factor of a user in a few words.
pub(super) fn factor(user: &UserView) -> String {
    let devices = user.devices.iter().filter(|device| device.state == DeviceState::Active).count();
    match user.second_factor {
        SecondFactor::None => "none".to_owned(),
        SecondFactor::MustEnrol => "has to enrol".to_owned(),
        SecondFactor::WithoutDevice => "without a device".to_owned(),
        SecondFactor::Devices if devices == 1 => "one device".to_owned(),
        SecondFactor::Devices => format!("{devices} devices"),
    }
}

impl DeviceRow {
    fn of(device: DeviceView) -> Self {
        let algorithm = device.algorithm.map(|algorithm| algorithm.to_string());
        let digits = device.digits.map(|digits| format!("{} digits", digits.value()));
        let period = device.period.map(|period| format!("{} s", period.seconds()));
        let parameters: Vec<String> = [algorithm, digits, period].into_iter().flatten().collect();
        Self {
            name: device.name,
            state: match device.state {
                DeviceState::Pending => "not confirmed",
                DeviceState::Active => "active",
                DeviceState::Retired => "removed",
                DeviceState::Expired => "expired",
            },
            is_active: device.state == DeviceState::Active,
            parameters: parameters.join(", "),
            created: Moment::new(device.created_at),
            used: device.last_used_at.map(Moment::new),
        }
    }
}

fn path(id: &UserId) -> String {
    format!("/admin/users/{id}")
}

async fn one(visit: AdminVisit, Path(id): Path<String>) -> Answer {
    let mut user = visit.party.user(&visit.call, &UserId::claimed(&id)).await?;
    let page = User {
        frame: visit.frame().wide("users"),
        created: Moment::new(user.created_at),
        password_changed: Moment::new(user.password_changed_at),
        factor: factor(&user),
        locked: user.locked_words.join(", "),
        devices: std::mem::take(&mut user.devices).into_iter().map(DeviceRow::of).collect(),
        sessions: std::mem::take(&mut user.sessions).into_iter().map(SessionItem::of).collect(),
        user,
    };
    Ok(visit.page(&page))
}

async fn unlock(Path(id): Path<String>, Posted { visit, .. }: Posted<AdminVisit>) -> Answer {
    let id = UserId::claimed(&id);
    visit.party.unlock(&visit.call, &id).await?;
    Ok(visit.done(&path(&id), Done::new("user-unlocked")))
}

fn password_page(visit: &AdminVisit, UserView { id, name, .. }: UserView, error: Shown) -> Password {
    let minimum = visit.party.policy().password.minimum_characters;
    Password { frame: visit.frame().narrow().in_section("users"), id, name, minimum, error }
}

async fn password_form(visit: AdminVisit, Path(id): Path<String>) -> Answer {
    let user = visit.party.user(&visit.call, &UserId::claimed(&id)).await?;
    Ok(visit.page(&password_page(&visit, user, Shown::nothing())))
}

async fn set_password(Path(id): Path<String>, Posted { visit, fields }: Posted<AdminVisit>) -> Answer {
    let user = visit.party.user(&visit.call, &UserId::claimed(&id)).await?;
    match visit.party.set_password(&visit.call, &user.id, fields.one("password")).await {
        Ok(()) => Ok(visit.done(&path(&user.id), Done::new("user-password"))),
        Err(error) => {
            let rejection = rejected(error, "/admin/users")?;
            let error = shown(&rejection, Asked::Password);
            Ok(visit.refused(&rejection, &password_page(&visit, user, error)))
        }
    }
}

async fn reset_form(visit: AdminVisit, Path(id): Path<String>) -> Answer {
    let UserView { id, name, .. } = visit.party.user(&visit.call, &UserId::claimed(&id)).await?;
    let ask = Ask {
        title: format!("Reset the second factor of “{name}”?"),
        sentences: vec![
            "The devices and backup codes stop working, and all sessions end. At the next sign-in the password alone \
             leads to setting up a new device, so be sure whom you do this for."
                .to_owned(),
        ],
        action: format!("{}/reset-second-factor", path(&id)),
        button: "Reset it",
        back: path(&id),
        is_danger: true,
    };
    Ok(ask.page(&visit))
}

async fn reset(Path(id): Path<String>, Posted { visit, .. }: Posted<AdminVisit>) -> Answer {
    let id = UserId::claimed(&id);
    visit.party.reset_second_factor(&visit.call, &id).await?;
    Ok(visit.done(&path(&id), Done::new("factor-reset")))
}

async fn delete_form(visit: AdminVisit, Path(id): Path<String>) -> Answer {
    let UserView { id, name, .. } = visit.party.user(&visit.call, &UserId::claimed(&id)).await?;
    let ask = Ask {
        title: format!("Delete “{name}”?"),
        sentences: vec!["The account and all that is its go for good. The journal keeps what happened.".to_owned()],
        action: format!("{}/delete", path(&id)),
        button: "Delete",
        back: path(&id),
        is_danger: true,
    };
    Ok(ask.page(&visit))
}

async fn delete(Path(id): Path<String>, Posted { visit, .. }: Posted<AdminVisit>) -> Answer {
    visit.party.delete_user(&visit.call, &UserId::claimed(&id)).await?;
    Ok(visit.done("/admin/users", Done::new("user-deleted")))
}

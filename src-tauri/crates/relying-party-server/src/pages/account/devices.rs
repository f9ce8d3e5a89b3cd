//! Renaming and removing devices.

use askama::Template;
use axum::Router;
use axum::extract::Path;
use axum::routing::get;
use relying_party::{DeviceId, DeviceState, DeviceView, Rejection};

use crate::pages::confirm::Ask;
use crate::pages::done::Done;
use crate::pages::frame::Frame;
use crate::pages::posted::Posted;
use crate::pages::trouble::{Answer, Trouble, again};
use crate::pages::visit::Visit;
use crate::problem::Problem;
use crate::state::State;

#[derive(Template)]
#[template(path = "account/device_rename.html")]
struct Rename {
    frame: Frame,
    device: DeviceId,
    name: String,
}

pub(super) fn router() -> Router<State> {
    Router::new()
        .route("/account/devices/{id}/rename", get(rename_form).post(rename))
        .route("/account/devices/{id}/remove", get(remove_form).post(remove))
}

/// One of the user's devices.
async fn device(visit: &Visit, id: &str) -> Result<DeviceView, Trouble> {
    let all = visit.party.devices(&visit.call, &visit.full()?).await?;
    let found = all.into_iter().find(|device| device.id.as_str() == id);
    found.ok_or_else(|| Problem::from(Rejection::NotFound).into())
}

async fn rename_form(visit: Visit, Path(id): Path<String>) -> Answer {
    let DeviceView { id, name, .. } = device(&visit, &id).await?;
    Ok(visit.page(&Rename { frame: visit.frame().narrow(), device: id, name }))
}

async fn rename(Path(id): Path<String>, Posted { visit, fields }: Posted<Visit>) -> Answer {
    let id = DeviceId::claimed(&id);
    visit.party.rename_device(&visit.call, &visit.full()?, &id, fields.one("name")).await?;
    Ok(visit.done("/account", Done::new("device-renamed")))
}

async fn remove_form(visit: Visit, Path(id): Path<String>) -> Answer {
    let all = visit.party.devices(&visit.call, &visit.full()?).await?;
    let device = device(&visit, &id).await?;
    let is_active = device.state == DeviceState::Active;
    let others = all.iter().filter(|other| other.state == DeviceState::Active && other.id != device.id).count();
    let sentences = match (is_active, others) {
        (false, _) => vec!["It was never confirmed, so no code of it counts.".to_owned()],
        (true, 0) => vec![
            "It is your only authenticator. Without it, only your password protects your account, and your backup \
             codes stop working."
                .to_owned(),
            "If you have a new one, add that first.".to_owned(),
        ],
        (true, _) => vec!["Its codes stop working, and all your other sessions end.".to_owned()],
    };
    let ask = Ask {
        title: format!("Remove “{}”?", device.name),
        sentences,
        action: format!("/account/devices/{}/remove", device.id),
        button: "Remove",
        back: "/account".to_owned(),
        is_danger: true,
    };
    Ok(ask.page(&visit))
}

async fn remove(Path(id): Path<String>, Posted { visit, .. }: Posted<Visit>) -> Answer {
    let device = device(&visit, &id).await?;
    let then = format!("/account/devices/{}/remove", device.id);
    visit.party.remove_device(&visit.call, &visit.full()?, &device.id).await.map_err(again(&then))?;
    Ok(visit.done("/account", Done::new("device-removed")))
}

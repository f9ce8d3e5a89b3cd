//! Signing in without a device for good: for somebody without a smartphone.

use axum::Router;
use axum::routing::get;
use relying_party::Rejection;

use super::backup_codes::once;
use crate::pages::confirm::Ask;
use crate::pages::done::Done;
use crate::pages::frame::Shown;
use crate::pages::posted::Posted;
use crate::pages::trouble::{Answer, rejected};
use crate::pages::visit::Visit;
use crate::state::State;

const PATH: &str = "/account/without-device";

pub(super) fn router() -> Router<State> {
    Router::new().route(PATH, get(ask).post(live))
}

fn question() -> Ask {
    Ask {
        title: "No smartphone?".to_owned(),
        sentences: vec![
            "You can live without an authenticator: your second factor is then a backup code, or a code that is sent \
             to an address you confirmed. You get backup codes with it."
                .to_owned(),
            "Add and confirm an address first. All your other sessions end. You can add an authenticator at any time."
                .to_owned(),
        ],
        action: PATH.to_owned(),
        button: "Live without a device",
        back: "/account".to_owned(),
        is_danger: false,
    }
}

async fn ask(visit: Visit) -> Answer {
    visit.full()?;
    Ok(question().page(&visit))
}

async fn live(Posted { visit, .. }: Posted<Visit>) -> Answer {
    match visit.party.live_without_device(&visit.call, &visit.full()?).await {
        Ok(without) => match without.backup_codes {
            Some(set) => once(&visit, set, false),
            None => Ok(visit.done("/account", Done::new("without-device"))),
        },
        Err(error) => {
            let rejection = rejected(error, PATH)?;
            if rejection == Rejection::NotAllowed {
                let first = Shown::at_field("", "Add an address and confirm it first, then come back here.".to_owned());
                return Ok(question().refused_as(&visit, &rejection, first));
            }
            Ok(question().refused(&visit, &rejection))
        }
    }
}

//! Adding an authenticator: named, scanned, confirmed.

use askama::Template;
use axum::Router;
use axum::extract::Path;
use axum::routing::get;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use relying_party::{DeviceId, Offer, Rejection};
use zeroize::Zeroizing;

use super::backup_codes::once;
use crate::pages::done::Done;
use crate::pages::frame::{Frame, Shown};
use crate::pages::moment::Moment;
use crate::pages::posted::Posted;
use crate::pages::trouble::{Answer, Trouble, page_failed, rejected};
use crate::pages::visit::Visit;
use crate::pages::words::{Asked, parameters, shown};
use crate::state::State;

const NEW: &str = "/account/devices/new";

/// What is shown once.
struct Shot {
    qr: Zeroizing<String>,
    uri: Zeroizing<String>,
    manual_key: Zeroizing<String>,
    parameters: String,
    account: String,
    expires: Moment,
}

#[derive(Template)]
#[template(path = "account/device_new.html")]
struct New<'p> {
    frame: Frame,
    name: &'p str,
    error: Shown,
}

#[derive(Template)]
#[template(path = "account/enrol.html")]
struct Enrol {
    frame: Frame,
    device: DeviceId,
    digits: u8,
    offer: Option<Shot>,
    error: Shown,
}

pub(super) fn router() -> Router<State> {
    Router::new()
        .route(NEW, get(name_form).post(begin))
        .route("/account/devices/{id}/confirm", get(confirm_form).post(confirm))
}

async fn name_form(visit: Visit) -> Answer {
    visit.enrolling()?;
    Ok(visit.page(&New { frame: visit.frame().narrow(), name: "", error: Shown::nothing() }))
}

/// Answers with the QR code itself: it is in no address, in no store, and not shown again.
async fn begin(Posted { visit, fields }: Posted<Visit>) -> Answer {
    let name = fields.one("name");
    match visit.party.start_enrolment(&visit.call, &visit.enrolling()?, name).await {
        Ok(offer) => Ok(visit.page(&enrol(&visit, offer.device.clone(), Some(shot(&visit, offer)?), Shown::nothing()))),
        Err(error) => {
            let rejection = rejected(error, NEW)?;
            let error = shown(&rejection, Asked::Code);
            Ok(visit.refused(&rejection, &New { frame: visit.frame().narrow(), name, error }))
        }
    }
}

fn shot(visit: &Visit, offer: Offer) -> Result<Shot, Trouble> {
    let svg = qr::draw_svg(&offer.uri).map(Zeroizing::new).map_err(|_| page_failed())?;
    Ok(Shot {
        qr: Zeroizing::new(STANDARD.encode(svg.as_bytes())),
        parameters: parameters(&offer.parameters),
        account: visit.session()?.user_name.clone(),
        expires: Moment::new(offer.expires_at),
        uri: offer.uri,
        manual_key: offer.manual_key,
    })
}

fn enrol(visit: &Visit, device: DeviceId, offer: Option<Shot>, error: Shown) -> Enrol {
    let digits = visit.party.policy().totp.digits.value();
    Enrol { frame: visit.frame(), device, digits, offer, error }
}

async fn confirm_form(visit: Visit, Path(id): Path<String>) -> Answer {
    visit.enrolling()?;
    Ok(visit.page(&enrol(&visit, DeviceId::claimed(&id), None, Shown::nothing())))
}

async fn confirm(Path(id): Path<String>, Posted { visit, fields }: Posted<Visit>) -> Answer {
    let device = DeviceId::claimed(&id);
    let code = fields.one("code");
    match visit.party.confirm_enrolment(&visit.call, &visit.enrolling()?, &device, code).await {
        Ok(confirmed) => {
            let visit = visit.renewed(confirmed.session);
            match confirmed.backup_codes {
                Some(set) => Ok(once(&visit, set, true)?),
                None => Ok(visit.done("/account", Done::new("device-added"))),
            }
        }
        Err(error) => refuse(&visit, device, rejected(error, NEW)?),
    }
}

fn refuse(visit: &Visit, device: DeviceId, rejection: Rejection) -> Answer {
    let error = shown(&rejection, Asked::Code);
    if rejection == Rejection::EnrolmentOver {
        return Ok(visit.refused(&rejection, &New { frame: visit.frame().narrow(), name: "", error }));
    }
    Ok(visit.refused(&rejection, &enrol(visit, device, None, error)))
}

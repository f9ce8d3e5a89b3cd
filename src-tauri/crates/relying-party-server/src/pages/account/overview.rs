//! The account at a glance, and all of what happened to it.

use askama::Template;
use axum::Router;
use axum::routing::get;
use relying_party::{AddressId, AddressView, BackupCodesView, DeviceId, DeviceState, DeviceView, SecondFactor};

use crate::pages::events::Activity;
use crate::pages::frame::Frame;
use crate::pages::moment::Moment;
use crate::pages::trouble::Answer;
use crate::pages::visit::Visit;
use crate::pages::words;
use crate::state::State;

/// How much of the activity is shown at a glance.
const GLANCE: usize = 5;

struct DeviceItem {
    id: DeviceId,
    name: String,
    is_pending: bool,
    created: Moment,
    used: Option<Moment>,
}

impl DeviceItem {
    fn of(device: DeviceView) -> Self {
        Self {
            id: device.id,
            name: device.name,
            is_pending: device.state == DeviceState::Pending,
            created: Moment::new(device.confirmed_at.unwrap_or(device.created_at)),
            used: device.last_used_at.map(Moment::new),
        }
    }
}

struct AddressItem {
    id: AddressId,
    kind: &'static str,
    address: String,
    is_confirmed: bool,
}

impl AddressItem {
    fn of(address: AddressView) -> Self {
        let AddressView { id, kind, address, is_confirmed } = address;
        Self { id, kind: words::kind(kind), address, is_confirmed }
    }
}

#[derive(Template)]
#[template(path = "account/overview.html")]
struct Overview {
    frame: Frame,
    name: String,
    period: u32,
    devices: Vec<DeviceItem>,
    has_factor: bool,
    codes: BackupCodesView,
    codes_issued: Option<Moment>,
    codes_expire: Option<Moment>,
    addresses: Vec<AddressItem>,
    may_send: bool,
    sessions: usize,
    activity: Vec<Activity>,
}

#[derive(Template)]
#[template(path = "account/activity.html")]
struct AllActivity {
    frame: Frame,
    activity: Vec<Activity>,
}

pub(super) fn router() -> Router<State> {
    Router::new().route("/account", get(overview)).route("/account/activity", get(all_activity))
}

async fn overview(visit: Visit) -> Answer {
    let (session, call, party) = (visit.full()?, &visit.call, &visit.party);
    let user = party.user(call, &session.session().user).await?;
    let devices = party.devices(call, &session).await?;
    let addresses = party.addresses(call, &session).await?;
    let activity = party.activity(call, &session).await?;
    let policy = party.policy();
    let codes = user.backup_codes;
    let page = Overview {
        frame: visit.frame(),
        name: user.name,
        period: policy.totp.period.seconds(),
        has_factor: user.second_factor != SecondFactor::None,
        devices: devices.into_iter().map(DeviceItem::of).collect(),
        codes,
        codes_issued: codes.issued_at.map(Moment::new),
        codes_expire: codes.expires_at.map(Moment::new),
        addresses: addresses.into_iter().map(AddressItem::of).collect(),
        may_send: policy.out_of_band.sms || policy.out_of_band.email,
        sessions: user.sessions.len(),
        activity: activity.iter().take(GLANCE).map(Activity::of).collect(),
    };
    Ok(visit.page(&page))
}

async fn all_activity(visit: Visit) -> Answer {
    let activity = visit.party.activity(&visit.call, &visit.full()?).await?;
    let activity = activity.iter().map(Activity::of).collect();
    Ok(visit.page(&AllActivity { frame: visit.frame(), activity }))
}

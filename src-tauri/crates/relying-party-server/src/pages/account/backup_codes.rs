//! Backup codes: made anew, shown once, kept as a file.

use askama::Template;
use axum::Router;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use relying_party::BackupCodeSet;
use zeroize::Zeroizing;

use crate::pages::confirm::Ask;
use crate::pages::frame::Frame;
use crate::pages::moment::Moment;
use crate::pages::posted::Posted;
use crate::pages::trouble::{Answer, Trouble, rejected};
use crate::pages::visit::Visit;
use crate::state::State;

const NEW: &str = "/account/backup-codes/new";
/// The most codes, and the longest code, a file is made of.
const MOST: usize = 30;
const LONGEST: usize = 40;

#[derive(Template)]
#[template(path = "account/backup_codes.html")]
struct Once {
    frame: Frame,
    codes: Vec<Zeroizing<String>>,
    name: String,
    issuer: String,
    made: Moment,
    expires: Option<Moment>,
    is_first: bool,
}

pub(super) fn router() -> Router<State> {
    Router::new().route(NEW, get(ask).post(make)).route("/account/backup-codes/download", post(download))
}

/// The codes, in the answer to what made them: nowhere else.
pub(super) fn once(visit: &Visit, set: BackupCodeSet, is_first: bool) -> Result<Response, Trouble> {
    Ok(visit.page(&Once {
        frame: visit.frame(),
        codes: set.codes,
        name: visit.session()?.user_name.clone(),
        issuer: visit.party.policy().issuer.clone(),
        made: now(visit),
        expires: set.expires_at.map(Moment::new),
        is_first,
    }))
}

fn now(visit: &Visit) -> Moment {
    Moment::new(i64::try_from(visit.call.now.0).unwrap_or(i64::MAX))
}

fn question(count: u8) -> Ask {
    Ask {
        title: "Make new backup codes?".to_owned(),
        sentences: vec![format!(
            "You get {count} new ones. Those you have now stop working at once, and all your other sessions end."
        )],
        action: NEW.to_owned(),
        button: "Make new ones",
        back: "/account".to_owned(),
        is_danger: false,
    }
}

async fn ask(visit: Visit) -> Answer {
    visit.full()?;
    Ok(question(visit.party.policy().backup_codes.count).page(&visit))
}

async fn make(Posted { visit, .. }: Posted<Visit>) -> Answer {
    match visit.party.regenerate_backup_codes(&visit.call, &visit.full()?).await {
        Ok(set) => once(&visit, set, false),
        Err(error) => {
            let rejection = rejected(error, NEW)?;
            Ok(question(visit.party.policy().backup_codes.count).refused(&visit, &rejection))
        }
    }
}

/// Gives back what the page that shows the codes sent, as a file: so they are in no address and in no store.
async fn download(Posted { visit, fields }: Posted<Visit>) -> Answer {
    let session = visit.full()?;
    let issuer = &visit.party.policy().issuer;
    let name = &session.session().user_name;
    let mut text = format!("Backup codes for {name} at {issuer}\nMade {}\n", now(&visit).minute());
    text.push_str("Each signs you in once, when your device is not at hand.\n\n");
    let mut text = Zeroizing::new(text);
    for code in fields.one("codes").split(',').map(str::trim).filter(|code| is_one(code)).take(MOST) {
        text.push_str(code);
        text.push('\n');
    }
    let headers = [
        (CONTENT_TYPE, "text/plain; charset=utf-8"),
        (CONTENT_DISPOSITION, "attachment; filename=\"countersign-backup-codes.txt\""),
    ];
    Ok(visit.sealed((headers, text.as_bytes().to_vec()).into_response()))
}

fn is_one(code: &str) -> bool {
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b' ' | b'-');
    (1..=LONGEST).contains(&code.len()) && code.bytes().all(fits)
}

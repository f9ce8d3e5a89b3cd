//! The steps, one after the other.

use std::collections::BTreeMap;

use authenticator::Random;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use host::entrance::Entrance;
use host::os::{self, OsRandom};
use serde::Deserialize;
use zeroize::Zeroizing;

use super::{Enrolment, MadeSession, Person, Walk};
use crate::api::{ErrorView, PartyEntry, Pick};
use crate::app::App;
use crate::commands::adding;
use crate::relying_party::http::Hidden;
use crate::relying_party::{PartyError, Reached};

/// What registering, signing in and confirming answer.
#[derive(Deserialize)]
struct Entered {
    session: MadeSession,
    status: Option<String>,
    backup_codes: Option<Codes>,
    backup_codes_left: Option<u32>,
}

#[derive(Deserialize)]
struct Codes {
    codes: Vec<Hidden>,
}

#[derive(Deserialize)]
struct Own {
    user_id: String,
}

impl Walk {
    pub(super) fn register(&mut self, at: &Reached) -> Result<String, PartyError> {
        if let Some(before) = self.person.take() {
            self.send(at, ("DELETE", &format!("/admin/users/{}", before.id)), Some(at.admin.expose()), None)?;
        }
        let name = format!("try-it-{}", &*random_hex::<3>()?);
        let password = Hidden::from(random_hex::<12>()?.to_string());
        let body = fields([("username", &name), ("password", password.expose())]);
        let entered: Entered = self.send(at, ("POST", "/register"), None, Some(&body))?.accepted()?.json()?;
        let token = entered.session.token;
        let own: Own = self.send(at, ("GET", "/session"), Some(token.expose()), None)?.accepted()?.json()?;
        let said = format!("{name} is a user now, with a password of 24 random characters that only this walk knows.");
        self.person = Some(Person { id: own.user_id, name, password, token });
        (self.enrolment, self.found) = (None, None);
        Ok(said)
    }

    pub(super) fn enrol(&mut self, at: &Reached) -> Result<String, PartyError> {
        self.found = None;
        let begun = match self.begin_enrolment(at) {
            Err(PartyError::Refused { code, .. }) if code == "password-needed" => {
                let password = self.person()?.password.clone();
                let body = fields([("password", password.expose())]);
                self.send_as_person(at, ("POST", "/session/password"), Some(&body))?.accepted()?;
                self.begin_enrolment(at)
            }
            begun => begun,
        };
        self.enrolment = Some(begun?);
        Ok("The relying party made a secret and told it once, as a QR code. It waits ten minutes for a first code."
            .to_owned())
    }

    fn begin_enrolment(&mut self, at: &Reached) -> Result<Enrolment, PartyError> {
        let body = fields([("name", "Countersign")]);
        self.send_as_person(at, ("POST", "/devices"), Some(&body))?.accepted()?.json()
    }

    pub(super) fn scan(&mut self, app: &App) -> Result<String, ErrorView> {
        let enrolment = self.enrolment.as_ref().ok_or(PartyError::NotNow)?;
        let picture = STANDARD.decode(enrolment.qr_png.expose()).map_err(|_| PartyError::NothingFound)?;
        let draft =
            adding::let_in(app, app.era(), None, Entrance::Picture(Zeroizing::new(picture)), "your relying party")?;
        let Some(item) = draft.items.into_iter().next() else {
            app.drafts().discard(draft.draft);
            let problem = draft.problems.into_iter().next();
            return Err(problem.map_or_else(|| PartyError::NothingFound.into(), |problem| problem.error));
        };
        let said = format!(
            "Read from the picture alone: {} for {}, {}, {} digits, {} seconds, a secret of {} bits.",
            item.issuer, item.name, item.algorithm, item.digits, item.period, item.secret_bits
        );
        self.found = Some((draft.draft, item));
        Ok(said)
    }

    pub(super) fn keep(&mut self, app: &App) -> Result<String, ErrorView> {
        let (draft, item) = self.found.as_ref().ok_or(PartyError::NotNow)?;
        let pick = Pick { item: item.item, issuer: item.issuer.clone(), name: item.name.clone() };
        let stored = adding::store(app, *draft, vec![pick])?;
        if let Some(refused) = stored.refused.into_iter().next() {
            return Err(refused.error);
        }
        let id = stored.added.first().and_then(|id| id.parse().ok()).ok_or(PartyError::NothingFound)?;
        app.drafts().discard(*draft);
        let said =
            format!("{}: {} is in your keyring and in your list, as any account you scan.", item.issuer, item.name);
        self.account = Some(id);
        self.found = None;
        Ok(said)
    }

    pub(super) fn confirm(&mut self, app: &App, at: &Reached) -> Result<String, ErrorView> {
        let (code, step, period) = self.code(app, os::now())?;
        let device = self.enrolment.as_ref().ok_or(PartyError::NotNow)?.id.clone();
        let body = fields([("code", code.expose())]);
        let path = format!("/devices/{device}/confirm");
        let entered: Entered = self.send_as_person(at, ("POST", &path), Some(&body))?.accepted()?.json()?;
        self.enrolment = None;
        self.spent_step = Some((step, period));
        self.backup_codes = entered.backup_codes.map(|codes| codes.codes).unwrap_or_default();
        self.person_mut()?.token = entered.session.token;
        Ok(format!(
            "Your account's code {} was right: the device counts. That code is used up, and {} backup codes were told once.",
            spaced(code.expose()),
            self.backup_codes.len()
        ))
    }

    pub(super) fn sign_in(&mut self, app: &App, at: &Reached) -> Result<String, ErrorView> {
        let (code, step, period) = self.code(app, os::now())?;
        let half = self.half_login(at)?;
        let body = fields([("code", code.expose())]);
        let answer = self.send(at, ("POST", "/login/verify"), Some(half.expose()), Some(&body))?;
        let entered: Entered = answer.accepted()?.json()?;
        self.person_mut()?.token = entered.session.token;
        self.spent_step = Some((step, period));
        let said = format!(
            "The password gave half a login, good for the second step only; the next code, {}, made it a session.",
            spaced(code.expose())
        );
        self.one_time = Some(code);
        Ok(said)
    }

    pub(super) fn backup_code(&mut self, at: &Reached) -> Result<String, PartyError> {
        let code = self.backup_codes.first().ok_or(PartyError::NotNow)?.clone();
        let half = self.half_login(at)?;
        let body = fields([("code", code.expose())]);
        let answer = self.send(at, ("POST", "/login/verify"), Some(half.expose()), Some(&body))?;
        let entered: Entered = answer.accepted()?.json()?;
        self.backup_codes.remove(0);
        self.backup = Some(code);
        self.person_mut()?.token = entered.session.token;
        let left = entered.backup_codes_left.unwrap_or_default();
        Ok(format!("A backup code did it in the code's place, in the same box. It is used up; {left} are left."))
    }

    pub(super) fn again(&mut self, at: &Reached) -> Result<String, PartyError> {
        let codes = [self.one_time.clone(), self.backup.clone()];
        let mut reasons = Vec::new();
        for code in codes.into_iter().flatten() {
            let half = self.half_login(at)?;
            let body = fields([("code", code.expose())]);
            let answer = self.send(at, ("POST", "/login/verify"), Some(half.expose()), Some(&body))?;
            if !answer.is_unauthorised() {
                answer.accepted()?;
                return Err(PartyError::Unexpected("a session for a code that was used before"));
            }
            reasons.push(self.reason(at)?);
        }
        Ok(format!(
            "Both were refused, with the one answer every wrong code gets. Only the journal knows why: {}.",
            reasons.join(", ")
        ))
    }

    /// Why the journal says the person was refused last.
    fn reason(&mut self, at: &Reached) -> Result<String, PartyError> {
        let path = format!("/admin/journal?user={}&most=5", self.person()?.id);
        let answer = self.send(at, ("GET", &path), Some(at.admin.expose()), None)?.accepted()?;
        let entries: Vec<PartyEntry> = answer.json()?;
        let rejected = entries.into_iter().find(|entry| entry.outcome == "rejected");
        Ok(rejected.ok_or(PartyError::Unexpected("a journal that does not know it"))?.reason)
    }

    /// The token of a half login.
    fn half_login(&mut self, at: &Reached) -> Result<Hidden, PartyError> {
        let person = self.person()?;
        let (name, password) = (person.name.clone(), person.password.clone());
        let body = fields([("username", &name), ("password", password.expose())]);
        let entered: Entered = self.send(at, ("POST", "/login"), None, Some(&body))?.accepted()?.json()?;
        match entered.status.as_deref() {
            Some("second-factor-required") => Ok(entered.session.token),
            _ => Err(PartyError::Unexpected("a login without a second step")),
        }
    }
}

fn random_hex<const N: usize>() -> Result<Zeroizing<String>, PartyError> {
    let mut bytes = Zeroizing::new([0; N]);
    OsRandom.fill(&mut *bytes).map_err(|_| PartyError::NoRandomness)?;
    Ok(Zeroizing::new(bytes.iter().map(|byte| format!("{byte:02x}")).collect()))
}

/// A body, as JSON text that is wiped after it was sent.
fn fields<const N: usize>(fields: [(&str, &str); N]) -> Zeroizing<String> {
    // Texts under texts are always JSON.
    Zeroizing::new(serde_json::to_string(&BTreeMap::from(fields)).unwrap_or_default())
}

/// As a person reads a code: in two groups, which stay in one line.
fn spaced(code: &str) -> String {
    match code.split_at_checked(3) {
        Some((first, rest)) if code.len() == 6 => format!("{first}\u{a0}{rest}"),
        _ => code.to_owned(),
    }
}

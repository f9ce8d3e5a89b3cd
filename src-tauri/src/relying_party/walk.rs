//! The walk through one enrolment: every step is what a person and a site would do, over real HTTP, with the account
//! that was really scanned. Password, tokens and codes stay here.

mod steps;

use authenticator::RecordId;
use otp::UnixSeconds;
use serde::Deserialize;

use super::http::{Answer, Hidden};
use super::{PartyError, Reached};
use crate::api::{DoneStep, DraftItemView, ErrorView, RelyingPartyProfile, WalkStep, WalkView, Which};
use crate::app::App;

/// The steps in their order.
const STEPS: [WalkStep; 8] = [
    WalkStep::Register,
    WalkStep::Enrol,
    WalkStep::Scan,
    WalkStep::Keep,
    WalkStep::Confirm,
    WalkStep::SignIn,
    WalkStep::BackupCode,
    WalkStep::Again,
];

/// How far the walk is, and what it holds.
#[derive(Default)]
pub(super) struct Walk {
    done: Vec<DoneStep>,
    person: Option<Person>,
    enrolment: Option<Enrolment>,
    found: Option<(u32, DraftItemView)>,
    account: Option<RecordId>,
    backup_codes: Vec<Hidden>,
    /// The last step of the clock whose code was accepted, and the length of one.
    spent_step: Option<(u64, u64)>,
    one_time: Option<Hidden>,
    backup: Option<Hidden>,
    is_strict: bool,
    /// The requests of the step that is being taken.
    requests: Vec<String>,
}

struct Person {
    id: String,
    name: String,
    password: Hidden,
    token: Hidden,
}

#[derive(Deserialize)]
struct Enrolment {
    id: String,
    qr_svg: String,
    qr_png: Hidden,
}

#[derive(Deserialize)]
struct MadeSession {
    token: Hidden,
}

impl Walk {
    /// As the window shows it.
    pub(super) fn view(&self, now: UnixSeconds) -> WalkView {
        let next = self.next();
        let waits = next == Some(WalkStep::Scan);
        WalkView {
            username: self.person.as_ref().map(|person| person.name.clone()),
            done: self.done.clone(),
            next,
            repeatable: self.done.iter().map(|done| done.step).filter(|step| self.can_repeat(*step)).collect(),
            qr_svg: self.enrolment.as_ref().filter(|_| waits).map(|enrolment| enrolment.qr_svg.clone()),
            found: self.found.as_ref().map(|(_, item)| item.clone()),
            account: self.account.map(|id| id.to_string()),
            not_before: self.not_before(now),
            spent_until: self.spent_step.map(|(spent, period)| time((spent + 1).saturating_mul(period))),
        }
    }

    fn next(&self) -> Option<WalkStep> {
        STEPS.get(self.done.len()).copied()
    }

    /// Takes a step: the next one, or one again that can be repeated, after which the later ones are to be taken anew.
    pub(super) fn take(&mut self, app: &App, at: &Reached, step: WalkStep) -> Result<(), ErrorView> {
        let place = STEPS.iter().position(|known| *known == step).unwrap_or(STEPS.len());
        let is_next = place == self.done.len();
        let repeats = place < self.done.len() && self.can_repeat(step);
        if !is_next && !repeats {
            return Err(PartyError::NotNow.into());
        }
        self.requests.clear();
        self.is_strict = at.profile == RelyingPartyProfile::Strict;
        let said = match step {
            WalkStep::Register => self.register(at)?,
            WalkStep::Enrol => self.enrol(at)?,
            WalkStep::Scan => self.scan(app)?,
            WalkStep::Keep => self.keep(app)?,
            WalkStep::Confirm => self.confirm(app, at)?,
            WalkStep::SignIn => self.sign_in(app, at)?,
            WalkStep::BackupCode => self.backup_code(at)?,
            WalkStep::Again => self.again(at)?,
        };
        self.done.truncate(place);
        self.done.push(DoneStep { step, said, requests: std::mem::take(&mut self.requests) });
        Ok(())
    }

    /// What is stored or confirmed stays so; before that, and after it, a step can be repeated.
    fn can_repeat(&self, step: WalkStep) -> bool {
        match step {
            WalkStep::Register | WalkStep::Enrol | WalkStep::Scan => self.account.is_none(),
            WalkStep::Keep | WalkStep::Confirm => false,
            WalkStep::SignIn | WalkStep::BackupCode | WalkStep::Again => true,
        }
    }

    /// The newest code of the account that is not used up and counts already, with its step and the length of one.
    fn code(&self, app: &App, now: UnixSeconds) -> Result<(Hidden, u64, u64), ErrorView> {
        let id = self.account.ok_or(PartyError::NotNow)?;
        let account = app.desk().accounts.account(&id).map_err(|error| app.failed(error))?;
        let period =
            account.codes.parameters().and_then(otp::Parameters::period).map_or(30, |period| period.seconds().into());
        if self.not_before(now).is_some() {
            return Err(PartyError::TooEarly.into());
        }
        let current = now.0 / period;
        let is_spent = self.spent_step.is_some_and(|(spent, _)| spent >= current);
        let (which, step) = if is_spent { (Which::Next, current + 1) } else { (Which::Current, current) };
        let code = app.shelf().code(&id, which, now)?;
        Ok((Hidden::from(code.as_str().to_owned()), step, period))
    }

    /// When a code can work that is not used up, unless one can now: where a step to either side counts, the next step's
    /// code does so at once.
    fn not_before(&self, now: UnixSeconds) -> Option<f64> {
        let (spent, period) = self.spent_step?;
        let first = if self.is_strict { spent + 1 } else { spent };
        let then = first.saturating_mul(period);
        (then > now.0).then(|| time(then))
    }

    fn send(
        &mut self,
        at: &Reached,
        (method, path): (&str, &str),
        token: Option<&str>,
        body: Option<&str>,
    ) -> Result<Answer, PartyError> {
        let answer = at.client.send(method, path, token, body)?;
        self.requests.push(answer.line.clone());
        Ok(answer)
    }

    fn send_as_person(
        &mut self,
        at: &Reached,
        request: (&str, &str),
        body: Option<&str>,
    ) -> Result<Answer, PartyError> {
        let token = self.person()?.token.clone();
        self.send(at, request, Some(token.expose()), body)
    }

    fn person(&self) -> Result<&Person, PartyError> {
        self.person.as_ref().ok_or(PartyError::NotNow)
    }

    fn person_mut(&mut self) -> Result<&mut Person, PartyError> {
        self.person.as_mut().ok_or(PartyError::NotNow)
    }

    /// The server is gone, and all with it that the walk did there.
    pub(super) fn lose_server(&mut self) {
        *self = Self { account: self.account, ..Self::default() };
    }

    /// Removes what the walk left: the account, and the user where the server still runs.
    pub(super) fn end(&mut self, app: &App, at: Option<&Reached>) -> Result<(), ErrorView> {
        if let Some((draft, _)) = self.found.take() {
            app.drafts().discard(draft);
        }
        if let Some(id) = self.account {
            remove_account(app, &id)?;
            self.account = None;
        }
        if let (Some(at), Some(person)) = (at, &self.person) {
            let path = format!("/admin/users/{}", person.id);
            let gone = at.client.send("DELETE", &path, Some(at.admin.expose()), None)?.accepted();
            // Removed meanwhile, from the list of users.
            if let Err(error) = gone.map(drop)
                && error.code() != "not-found"
            {
                return Err(error.into());
            }
        }
        *self = Self::default();
        Ok(())
    }
}

/// For good. What the person removed already is gone all the same.
fn remove_account(app: &App, id: &RecordId) -> Result<(), ErrorView> {
    let is_there = app.shelf().accounts().any(|account| account.id == *id);
    if is_there {
        app.desk().accounts.delete_at_once(id).map_err(|error| app.failed(error))?;
        app.shelf().remove(id);
        app.accounts_changed();
    }
    Ok(())
}

#[expect(clippy::cast_precision_loss, reason = "a Unix time is far below 2^53")]
fn time(seconds: u64) -> f64 {
    seconds as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn walk(steps: usize) -> Walk {
        let done = |step: &WalkStep| DoneStep { step: *step, said: String::new(), requests: Vec::new() };
        let picture = || Hidden::from("a picture".to_owned());
        Walk {
            done: STEPS.iter().take(steps).map(done).collect(),
            enrolment: Some(Enrolment { id: "a".to_owned(), qr_svg: "a picture".to_owned(), qr_png: picture() }),
            ..Walk::default()
        }
    }

    #[test]
    fn the_picture_that_holds_the_secret_is_told_only_while_it_waits_to_be_scanned() {
        for steps in 0..=STEPS.len() {
            let view = walk(steps).view(UnixSeconds(0));
            assert_eq!(view.qr_svg.is_some(), view.next == Some(WalkStep::Scan), "{:?}", view.next);
        }
    }

    #[test]
    fn what_is_stored_or_confirmed_is_not_repeated() {
        let mut walk = walk(3);
        assert_eq!(walk.view(UnixSeconds(0)).repeatable, [WalkStep::Register, WalkStep::Enrol, WalkStep::Scan]);
        walk.account = Some("0123456789abcdefghjkmnpqrs".parse().expect("a number of a record"));
        assert_eq!(walk.view(UnixSeconds(0)).repeatable, []);
    }
}

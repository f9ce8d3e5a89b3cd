//! What every attack begins with: people with a device, who log in the honest way.

use zeroize::Zeroizing;

use super::device::Device;
use super::trial::Trial;
use super::verdict::{Stop, inconclusive, not_applicable};
use crate::{Action, Answer, Granted, Kind, Outcome, Person, Visitor};

/// Somebody with a device.
#[derive(Clone)]
pub(super) struct Enrolled {
    pub(super) person: Person,
    /// Signed in.
    pub(super) visitor: Visitor,
    pub(super) device: Device,
    pub(super) backup_codes: Vec<Zeroizing<String>>,
}

impl Trial<'_> {
    /// Somebody new, signed in by the password alone.
    pub(super) async fn newcomer(&mut self) -> Result<Visitor, Stop> {
        self.needs(&[Kind::LogIn, Kind::BeginEnrolment])?;
        let person = self.target.new_person()?;
        let mut visitor = Visitor::new(&person);
        if self.offers(Kind::Register) {
            self.honest("register", &mut visitor, Action::new(Kind::Register)).await?;
        }
        let mut visitor = Visitor::new(&person).with_values_of(&visitor);
        let answer = self.ask("log in before a device is enrolled", &mut visitor, Action::new(Kind::LogIn)).await?;
        match answer.outcome {
            Outcome::Accepted | Outcome::EnrolmentRequired => Ok(visitor),
            outcome => {
                inconclusive(format!("the honest way does not work: log in before a device is enrolled: {outcome}"))
            }
        }
    }

    /// Somebody new with a device, signed in.
    pub(super) async fn enrolled(&mut self) -> Result<Enrolled, Stop> {
        self.needs(&[Kind::LogIn, Kind::BeginEnrolment, Kind::ConfirmEnrolment])?;
        let mut visitor = self.newcomer().await?;
        let (device, granted) = self.enrol(&mut visitor).await?;
        Ok(Enrolled { person: visitor.person.clone(), visitor, device, backup_codes: granted.backup_codes })
    }

    /// A device for a visitor who is signed in; what the confirmation granted comes with it.
    pub(super) async fn enrol(&mut self, visitor: &mut Visitor) -> Result<(Device, Granted), Stop> {
        let begun = self.honest("begin the enrolment", visitor, Action::new(Kind::BeginEnrolment)).await?;
        let mut device = Device::scan(&begun.granted, &self.description().device)?;
        let code = self.fresh_code(&mut device).await?;
        let confirm = Action::new(Kind::ConfirmEnrolment).with_code(&code);
        let confirmed = self.honest("confirm the enrolment", visitor, confirm).await?;
        Ok((device, confirmed.granted))
    }

    /// Somebody with a device whose honest login works; the session of that login is theirs now.
    pub(super) async fn controlled(&mut self) -> Result<Enrolled, Stop> {
        let mut ada = self.enrolled().await?;
        let visitor = self.sign_in(&mut ada).await?;
        Ok(Enrolled { visitor: visitor.with_values_of(&ada.visitor), ..ada })
    }

    /// The honest login, in a new browser, by a code that was not used.
    pub(super) async fn sign_in(&mut self, ada: &mut Enrolled) -> Result<Visitor, Stop> {
        let code = self.fresh_code(&mut ada.device).await?;
        let (answer, mut visitor) = self.log_in("log in the honest way", &ada.person, &code).await?;
        if self.let_in(&answer, &mut visitor).await? {
            return Ok(visitor);
        }
        inconclusive(format!("the honest way does not work: a login by the code of now: {}", answer.outcome))
    }

    /// A login with this code, in a new browser, whatever comes of it.
    pub(super) async fn log_in(&mut self, what: &str, person: &Person, code: &str) -> Result<(Answer, Visitor), Stop> {
        if self.has_two_steps() {
            let mut half = self.half(person).await?;
            let answer = self.ask_patiently(what, &mut half, Action::new(Kind::SecondStep).with_code(code)).await?;
            return Ok((answer, half));
        }
        let mut visitor = Visitor::new(person);
        let answer = self.ask_patiently(what, &mut visitor, Action::new(Kind::LogIn).with_code(code)).await?;
        Ok((answer, visitor))
    }

    /// A half-finished login in a new browser.
    pub(super) async fn half(&mut self, person: &Person) -> Result<Visitor, Stop> {
        let mut visitor = Visitor::new(person);
        let answer = self.ask("give the password", &mut visitor, Action::new(Kind::LogIn)).await?;
        match answer.outcome {
            Outcome::SecondFactorRequired => Ok(visitor),
            Outcome::Accepted => inconclusive("the password alone signs in although a device is enrolled"),
            outcome => inconclusive(format!("the honest way does not work: the password of a login: {outcome}")),
        }
    }

    /// A guess at the second factor in a login of its own. A refusal of the password step is an answer, too.
    pub(super) async fn guess(
        &mut self,
        what: &str,
        person: &Person,
        code: &str,
        headers: &[(&str, &str)],
    ) -> Result<Answer, Stop> {
        let with = |action: Action| headers.iter().fold(action, |action, (name, value)| action.header(name, value));
        let mut visitor = Visitor::new(person);
        if !self.has_two_steps() {
            return self.ask(what, &mut visitor, with(Action::new(Kind::LogIn).with_code(code))).await;
        }
        let begun = self.ask("give the password", &mut visitor, with(Action::new(Kind::LogIn))).await?;
        match begun.outcome {
            Outcome::SecondFactorRequired => {
                self.ask(what, &mut visitor, with(Action::new(Kind::SecondStep).with_code(code))).await
            }
            // The password is right: this is a lock that does not call itself one.
            Outcome::Rejected => Ok(Answer { outcome: Outcome::Throttled { retry_after: None }, ..begun }),
            _ => Ok(begun),
        }
    }

    /// The same, once more after a short wait: see [`Trial::ask_patiently`].
    pub(super) async fn guess_patiently(&mut self, what: &str, person: &Person, code: &str) -> Result<Answer, Stop> {
        let answer = self.guess(what, person, code, &[]).await?;
        match self.passed_short_wait(&answer).await? {
            Some(seconds) => self.guess(&format!("{what}, {seconds} s later"), person, code, &[]).await,
            None => Ok(answer),
        }
    }

    /// Somebody with at least so many backup codes.
    pub(super) async fn with_backup_codes(&mut self, many: usize) -> Result<Enrolled, Stop> {
        self.needs(&[Kind::UseBackupCode])?;
        let mut ada = self.enrolled().await?;
        if ada.backup_codes.is_empty() && self.offers(Kind::RegenerateBackupCodes) {
            let action = Action::new(Kind::RegenerateBackupCodes);
            let action = action.with_code(&self.fresh_code(&mut ada.device).await?);
            ada.backup_codes = self.honest("make backup codes", &mut ada.visitor, action).await?.granted.backup_codes;
        }
        match ada.backup_codes.len() {
            0 => not_applicable("no backup codes were granted"),
            there if there < many => inconclusive(format!("only {there} backup codes were granted")),
            _ => Ok(ada),
        }
    }

    /// The second step by a backup code, in a new login.
    pub(super) async fn use_backup_code(
        &mut self,
        what: &str,
        person: &Person,
        code: &str,
    ) -> Result<(Answer, Visitor), Stop> {
        let mut visitor = match self.has_two_steps() {
            true => self.half(person).await?,
            false => Visitor::new(person),
        };
        let answer = self.ask_patiently(what, &mut visitor, Action::new(Kind::UseBackupCode).with_code(code)).await?;
        Ok((answer, visitor))
    }
}

impl Visitor {
    /// With the values another browser took that are no session (ids of users and devices, never `token`), where it
    /// took none of its own.
    pub(super) fn with_values_of(mut self, other: &Self) -> Self {
        for (name, value) in other.taken().filter(|(name, _)| *name != "token") {
            if self.taken().all(|(own, _)| own != name) {
                self.keep(name, value.clone());
            }
        }
        self
    }
}

//! The right code of a half login: everything that follows from it, alone or together with others that come just now.

use zeroize::Zeroizing;

use super::journal::{Event, Note};
use super::login::Way;
use super::second_factor::{Accepted, Found, Purpose};
use super::sessions::Checks;
use super::throttling::Charge;
use super::{NewSession, PartialSession, RelyingParty, SessionKind};
use crate::database::Writing;
use crate::database::sessions::SessionRow;
use crate::database::together::{Decision, Done};
use crate::database::verification::{self, Change, Changed, Count, Held};
use crate::rules::throttle::{Record, forgive};
use crate::{Call, DeviceId, Error, Fault, Rejection, UserId};

impl RelyingParty {
    /// Finishes a login together with others that come just now; none where it was not looked at, and has to come alone.
    pub(super) async fn sign_in_with_others(
        &self,
        call: &Call,
        half: &PartialSession,
        code: &str,
        input: &str,
    ) -> Result<Option<Accepted>, Error> {
        if self.makes_mistakes() {
            return Ok(None);
        }
        let user = &half.session().user;
        let (new, row) = self.full_session(call, half)?;
        let guess = Guess { party: self.clone(), call: call.clone(), half: half.clone(), code: code.to_owned().into() };
        let decide = move |held| guess.decide(held, row);
        let done = self.database.together(self.ask(call, user), Box::new(decide)).await?;
        match done {
            None => Ok(None),
            Some(Done::Right) => Ok(Some(Accepted { session: Some(new), backup_codes_left: None, way: Way::Code })),
            Some(Done::SessionIsGone) => Err(Rejection::NoSession.into()),
            Some(Done::Wrong(entry)) => {
                self.keep_counted_code(call, (user, entry), input).await;
                Err(Rejection::Credentials.into())
            }
        }
    }

    /// Keeps a code that is counted and noted already, also where the caller goes away. Without it nothing is wrong but
    /// that it cannot be looked into.
    async fn keep_counted_code(&self, call: &Call, (user, entry): (&UserId, i64), input: &str) {
        let (party, call, user) = (self.clone(), call.clone(), user.clone());
        let input = Zeroizing::new(input.to_owned());
        let keeping = tokio::spawn(async move {
            let mut db = party.database.write().await?;
            party.keep_rejected_code(&mut db, &call, (user.as_str(), entry), &input).await?;
            db.commit().await
        });
        let _kept = keeping.await;
    }

    /// The session that a finished login opens.
    fn full_session(&self, call: &Call, half: &PartialSession) -> Result<(NewSession, SessionRow), Fault> {
        let old = half.session();
        let checks = Checks { password_at: old.password_checked_at, factor_at: call.seconds() };
        self.new_session(call, (&old.user, &old.user_name), SessionKind::Full, checks)
    }

    /// Everything that finishing a login changes, at once.
    pub(super) async fn sign_in(
        &self,
        mut db: Writing,
        call: &Call,
        half: &PartialSession,
        right: (DeviceId, u64),
        charge: Charge,
        input: &str,
    ) -> Result<Accepted, Error> {
        let (purpose, old) = (Purpose::SignIn(half), half.session());
        let (new, row) = self.full_session(call, half)?;
        let account = (charge.account().to_owned(), charge.forgiven(call));
        let change = change(call, half, right, account, row);
        match verification::finish(&mut db, std::slice::from_ref(&change)).await?.as_slice() {
            [Changed::All] => {
                self.after_signing_in(&mut db, call, old, &change.session).await?;
                db.commit().await?;
            }
            [Changed::StepIsGone] => {
                db.undo().await?;
                return self.reject_unread(call, purpose, input, "replayed").await;
            }
            _ => {
                // The session ended meanwhile: nothing is consumed for nobody.
                db.undo().await?;
                return Err(Rejection::NoSession.into());
            }
        }
        Ok(Accepted { session: Some(new), backup_codes_left: None, way: Way::Code })
    }
}

/// A code for a half login that is looked at together with others.
struct Guess {
    party: RelyingParty,
    call: Call,
    half: PartialSession,
    code: Zeroizing<String>,
}

impl Guess {
    fn decide(self, (before, active): Held, row: SessionRow) -> Decision {
        let Self { party, call, half, code } = self;
        let session = half.session();
        let Ok(counted) = party.counted(&call, &session.user, &before) else { return Decision::Alone };
        // A secret that cannot be read is told to whoever comes alone.
        let Ok(found) = party.find(&call, session, &active, &code) else { return Decision::Alone };
        let ask = party.ask(&call, &session.user);
        match found {
            Found::Right { device, step } => {
                let right = (device, step);
                Decision::Right(Box::new(change(&call, &half, right, (ask.account, forgive(call.now)), row)))
            }
            Found::Wrong { reason, device } => {
                let note = Note::rejected(Event::SecondFactor, session.user.as_str(), reason);
                let note = device.as_ref().map_or(note, |device| note.device(device)).row(&call);
                let (account, source) = ((ask.account, counted.0), (ask.source, counted.1));
                Decision::Wrong(Box::new(Count { tenant: ask.tenant, now: ask.now, account, source, note }))
            }
        }
    }
}

/// All that a right code changes for a half login.
fn change(
    call: &Call,
    half: &PartialSession,
    (device, step): (DeviceId, u64),
    (account, throttle): (String, Record),
    session: SessionRow,
) -> Change {
    let old = half.session();
    let note = Note::accepted(Event::SecondFactor, old.user.as_str()).because(Way::Code.name()).device(&device);
    let note = note.row(call);
    let (tenant, now, token_hash) = (call.tenant.clone(), call.seconds(), old.token_hash.clone());
    Change { tenant, now, device, step, account, throttle, token_hash, session, note }
}

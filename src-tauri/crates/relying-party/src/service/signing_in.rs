//! The right code of a half login: everything that follows from it, alone or together with others that come just now.

use std::sync::{Arc, OnceLock};

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
use crate::database::verification::{self, Change, Changed, Held};
use crate::rules::throttle::{Record, forgive};
use crate::{Call, DeviceId, Error, Fault, Rejection};

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
        let found = Arc::new(OnceLock::new());
        let guess = Guess { party: self.clone(), call: call.clone(), half: half.clone(), code: code.to_owned().into() };
        let tell = Arc::clone(&found);
        let decide = move |held| guess.decide(held, row, &tell);
        let done = self.database.together(self.ask(call, user), Box::new(decide)).await?;
        let Some(done) = done else { return Ok(None) };
        match (done, found.get()) {
            (Done::Right, _) => Ok(Some(Accepted { session: Some(new), backup_codes_left: None, way: Way::Code })),
            (Done::Wrong, Some(Found::Wrong { reason, device })) => {
                let db = self.database.write().await?;
                self.reject_counted(db, call, Purpose::SignIn(half), (*reason, device.clone()), input).await.map(Some)
            }
            _ => Err(Rejection::NoSession.into()),
        }
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
    /// What was found is left in `tell`, for whoever gave the code.
    fn decide(self, (before, active): Held, row: SessionRow, tell: &OnceLock<Found>) -> Decision {
        let Self { party, call, half, code } = self;
        let session = half.session();
        let Ok(counted) = party.counted(&call, &session.user, &before) else { return Decision::Alone };
        // A secret that cannot be read is told to whoever comes alone.
        let Ok(found) = party.find(&call, session, &active, &code) else { return Decision::Alone };
        let decision = match &found {
            Found::Right { device, step } => {
                let account = party.ask(&call, &session.user).account;
                let right = (device.clone(), *step);
                Decision::Right(Box::new(change(&call, &half, right, (account, forgive(call.now)), row)))
            }
            Found::Wrong { .. } => Decision::Wrong(counted.0, counted.1),
        };
        let _first = tell.set(found);
        decision
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

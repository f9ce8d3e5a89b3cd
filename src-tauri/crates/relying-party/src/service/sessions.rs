//! Sessions: half logins, full ones, and those that may only replace a factor. What a session may do is its type.

use super::RelyingParty;
use super::enrolment::unix;
use super::journal::{Event, Note};
use super::known_bugs::Spoilt;
use super::views::SessionView;
use crate::bugs::Bug;
use crate::database::sessions::{self, SessionOfUser, SessionRow};
use crate::database::{Statements, Writing};
pub use crate::rules::session::Kind as SessionKind;
use crate::rules::session::{is_alive, is_fresh, lifetime, needs_touch};
use crate::{Call, Error, Fault, Rejection, SessionId, Token, UserId};

/// How much is kept of what a caller calls itself, in characters.
const LONGEST_AGENT: usize = 200;

impl SessionKind {
    /// Its name in the database and in answers.
    pub fn name(self) -> &'static str {
        match self {
            Self::Partial => "partial",
            Self::Full => "full",
            Self::Replacement => "replacement",
        }
    }

    fn named(name: &str) -> Option<Self> {
        [Self::Partial, Self::Full, Self::Replacement].into_iter().find(|kind| kind.name() == name)
    }
}

/// A session that is alive.
#[derive(Debug, Clone)]
pub struct Session {
    /// What lists show it as.
    pub id: SessionId,
    /// Whose it is.
    pub user: UserId,
    /// What its user is called.
    pub user_name: String,
    /// What it may do.
    pub kind: SessionKind,
    /// When it ends at the latest, in Unix seconds.
    pub expires_at: i64,
    /// When the password was last checked, in Unix seconds.
    pub password_checked_at: i64,
    /// When the second factor was last checked, in Unix seconds; 0: never in this session.
    pub factor_checked_at: i64,
    pub(super) token_hash: String,
    pub(super) spoilt: Spoilt,
}

/// A half login: the password was right.
#[derive(Debug, Clone)]
pub struct PartialSession(pub(super) Session);

/// A session that may do everything its user may.
#[derive(Debug, Clone)]
pub struct FullSession(pub(super) Session);

/// A session that may enrol a device: a full one, or one for replacing the factor.
#[derive(Debug, Clone)]
pub struct EnrollingSession(pub(super) Session);

impl Session {
    /// As a half login.
    ///
    /// # Errors
    /// It is another kind.
    pub fn partial(self) -> Result<PartialSession, Rejection> {
        if self.kind == SessionKind::Partial { Ok(PartialSession(self)) } else { Err(Rejection::WrongSession) }
    }

    /// As a full session.
    ///
    /// # Errors
    /// It is another kind.
    pub fn full(self) -> Result<FullSession, Rejection> {
        if self.kind == SessionKind::Full || self.spoilt.passes() {
            Ok(FullSession(self))
        } else {
            Err(Rejection::WrongSession)
        }
    }

    /// As one that may enrol.
    ///
    /// # Errors
    /// It is a half login.
    pub fn enrolling(self) -> Result<EnrollingSession, Rejection> {
        let is_partial = self.kind == SessionKind::Partial && !self.spoilt.passes();
        if is_partial { Err(Rejection::WrongSession) } else { Ok(EnrollingSession(self)) }
    }
}

macro_rules! session_of {
    ($($name:ident),*) => {$(
        impl $name {
            /// The session itself.
            pub fn session(&self) -> &Session {
                &self.0
            }
        }
    )*};
}

session_of!(PartialSession, FullSession, EnrollingSession);

/// A session that was just made, with the token only its holder has.
#[derive(Debug, Clone)]
pub struct NewSession {
    /// The token. It is nowhere else.
    pub token: Token,
    /// The session.
    pub session: Session,
}

/// When password and second factor were checked, in Unix seconds.
#[derive(Debug, Clone, Copy)]
pub(super) struct Checks {
    pub(super) password_at: i64,
    pub(super) factor_at: i64,
}

impl RelyingParty {
    /// The session of a token.
    ///
    /// # Errors
    /// [`Rejection::NoSession`] where there is none, or it ended.
    pub async fn session(&self, call: &Call, token: &Token) -> Result<Session, Error> {
        let hash = token.hash();
        let found = sessions::with_token(&mut self.database.read().await?, &call.tenant, &hash).await?;
        let Some(found) = found else { return Err(Rejection::NoSession.into()) };
        if let Err(reason) = self.liveness(&found.session, call) {
            let note = Note::rejected(Event::SessionUse, &found.session.user_id, reason);
            let mut db = self.database.write().await?;
            self.note_flood(&mut db, call, &note, &format!("session:{}", found.session.id)).await?;
            db.commit().await?;
            return Err(Rejection::NoSession.into());
        }
        if needs_touch(unix(found.session.seen_at), &self.policy().session, call.now) {
            let mut db = self.database.write().await?;
            sessions::touch(&mut db, &call.tenant, &found.session.id, call.seconds()).await?;
            db.commit().await?;
        }
        Ok(session_of(found)?)
    }

    fn liveness(&self, row: &SessionRow, call: &Call) -> Result<(), &'static str> {
        let kind = SessionKind::named(&row.kind).ok_or("unreadable-session")?;
        let (created_at, seen_at, expires_at) = (unix(row.created_at), unix(row.seen_at), unix(row.expires_at));
        match kind {
            _ if is_alive(created_at, seen_at, expires_at, kind, &self.policy().session, call.now) => Ok(()),
            SessionKind::Partial => Err("expired-half-session"),
            SessionKind::Full | SessionKind::Replacement => Err("expired-session"),
        }
    }

    /// A row for a new session with a token of its own.
    pub(super) fn new_session(
        &self,
        call: &Call,
        (user, user_name): (&UserId, &str),
        kind: SessionKind,
        checks: Checks,
    ) -> Result<(NewSession, SessionRow), Fault> {
        let token = self.draw(Token::random)?;
        let seconds = lifetime(kind, &self.policy().session);
        let session = Session {
            id: self.draw(SessionId::random)?,
            user: user.clone(),
            user_name: user_name.to_owned(),
            kind,
            expires_at: call.later(seconds),
            password_checked_at: checks.password_at,
            factor_checked_at: checks.factor_at,
            token_hash: token.hash(),
            spoilt: Spoilt::default(),
        };
        let row = row_of(&session, call);
        Ok((NewSession { token, session }, row))
    }

    /// Adds a session.
    pub(super) async fn open_session(
        &self,
        db: &mut impl Statements,
        call: &Call,
        user: (&UserId, &str),
        kind: SessionKind,
        checks: Checks,
    ) -> Result<NewSession, Fault> {
        let (new, row) = self.new_session(call, user, kind, checks)?;
        sessions::insert(db, &call.tenant, &row).await?;
        Ok(new)
    }

    /// Puts a new session in the place of `old`, whose token dies; none where `old` is gone already.
    pub(super) async fn regenerate(
        &self,
        db: &mut impl Statements,
        call: &Call,
        old: &Session,
        kind: SessionKind,
        checks: Checks,
    ) -> Result<Option<NewSession>, Fault> {
        let (new, row) = self.new_session(call, (&old.user, &old.user_name), kind, checks)?;
        let replaced = sessions::replace(db, &call.tenant, &old.token_hash, &row).await?;
        Ok(replaced.then_some(new))
    }

    /// Ends a session, of any kind.
    ///
    /// # Errors
    /// Trouble of ours only.
    pub async fn log_out(&self, call: &Call, session: &Session) -> Result<(), Error> {
        let mut db = self.database.write().await?;
        if !self.has(Bug::LogoutEndsNothing) {
            sessions::delete(&mut db, &call.tenant, &session.user, session.id.as_str()).await?;
        }
        self.note(&mut db, call, &Note::accepted(Event::LogOut, session.user.as_str())).await?;
        Ok(db.commit().await?)
    }

    /// The user's sessions, newest first.
    ///
    /// # Errors
    /// Trouble of ours only.
    pub async fn sessions(&self, call: &Call, session: &FullSession) -> Result<Vec<SessionView>, Error> {
        let Session { user, id, .. } = &session.0;
        let mut db = self.database.read().await?;
        let rows = sessions::of_user(&mut db, &call.tenant, user, call.seconds()).await?;
        Ok(self.alive(rows, call).map(|row| SessionView::of(row, id.as_str())).collect())
    }

    /// Those that still open something: a row stays a while after its session ended, for the journal to say why.
    pub(super) fn alive(&self, rows: Vec<SessionRow>, call: &Call) -> impl Iterator<Item = SessionRow> {
        rows.into_iter().filter(|row| self.liveness(row, call).is_ok())
    }

    /// Ends one of the user's sessions.
    ///
    /// # Errors
    /// [`Rejection::NotFound`] where it is none of theirs.
    pub async fn end_session(&self, call: &Call, session: &FullSession, id: &SessionId) -> Result<(), Error> {
        let user = &session.0.user;
        let mut db = self.write_in(call, &session.0).await?;
        if !sessions::delete(&mut db, &call.tenant, user, id.as_str()).await? {
            db.undo().await?;
            return Err(Rejection::NotFound.into());
        }
        self.note(&mut db, call, &Note::accepted(Event::SessionEnd, user.as_str())).await?;
        Ok(db.commit().await?)
    }

    /// Ends all of the user's sessions but this one, and tells how many there were.
    ///
    /// # Errors
    /// Trouble of ours only.
    pub async fn end_other_sessions(&self, call: &Call, session: &FullSession) -> Result<u64, Error> {
        let Session { user, id, .. } = &session.0;
        let mut db = self.write_in(call, &session.0).await?;
        let ended = sessions::delete_others(&mut db, &call.tenant, user, id.as_str()).await?;
        self.note(&mut db, call, &Note::accepted(Event::SessionEnd, user.as_str()).because("others")).await?;
        db.commit().await?;
        Ok(ended)
    }

    /// A unit of work for a change made in `session`. The session is looked at once more in it: one that was ended since
    /// the request came in changes nothing any more.
    pub(super) async fn write_in(&self, call: &Call, session: &Session) -> Result<Writing, Error> {
        let mut db = self.database.write().await?;
        if self.is_still_there(&mut db, call, session).await? {
            return Ok(db);
        }
        db.undo().await?;
        Err(Rejection::NoSession.into())
    }

    /// Whether the session was not ended meanwhile; until the unit of work ends it cannot be.
    pub(super) async fn is_still_there(&self, db: &mut Writing, call: &Call, session: &Session) -> Result<bool, Fault> {
        // Neither check is noted: it is the write itself that tells.
        sessions::checked(db, &call.tenant, session.id.as_str(), 0, 0).await
    }

    /// Demands that the password was checked lately.
    pub(super) fn demand_password(&self, call: &Call, session: &Session) -> Result<(), Rejection> {
        let seconds = self.policy().session.password_check_seconds;
        if is_fresh(unix(session.password_checked_at), seconds, call.now) || self.has(Bug::SessionChangesMfa) {
            Ok(())
        } else {
            Err(Rejection::PasswordNeeded)
        }
    }

    /// Demands that the second factor was checked lately.
    pub(super) fn demand_second_factor(&self, call: &Call, session: &Session) -> Result<(), Rejection> {
        let seconds = self.policy().session.second_factor_check_seconds;
        if is_fresh(unix(session.factor_checked_at), seconds, call.now)
            || session.spoilt.passes()
            || self.has(Bug::SessionChangesMfa)
        {
            Ok(())
        } else {
            Err(Rejection::SecondFactorNeeded)
        }
    }
}

fn row_of(session: &Session, call: &Call) -> SessionRow {
    SessionRow {
        id: session.id.as_str().to_owned(),
        token_hash: session.token_hash.clone(),
        user_id: session.user.as_str().to_owned(),
        kind: session.kind.name().to_owned(),
        created_at: call.seconds(),
        seen_at: call.seconds(),
        expires_at: session.expires_at,
        password_checked_at: session.password_checked_at,
        factor_checked_at: session.factor_checked_at,
        source: call.origin.source.to_string(),
        agent: call.origin.agent.chars().take(LONGEST_AGENT).collect(),
    }
}

fn session_of(found: SessionOfUser) -> Result<Session, Fault> {
    let SessionOfUser { session: row, user_name, .. } = found;
    Ok(Session {
        id: SessionId::claimed(&row.id),
        user: UserId::claimed(&row.user_id),
        user_name,
        kind: SessionKind::named(&row.kind).ok_or(Fault::Unreadable("a session's kind"))?,
        expires_at: row.expires_at,
        password_checked_at: row.password_checked_at,
        factor_checked_at: row.factor_checked_at,
        token_hash: row.token_hash,
        spoilt: Spoilt::default(),
    })
}

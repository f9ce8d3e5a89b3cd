//! A small server with a second factor, in memory, right but for the bug that is switched on.

mod codes;

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use otp::{Secret, UnixSeconds};
use scenario::{Action, Granted, Kind, Outcome, Visitor};

use crate::bug::Bug;

const PERIOD: u64 = 30;

/// How long after its beginning a session may enrol, in seconds.
const FRESH: u64 = 300;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Level {
    Nobody,
    Half,
    Full,
}

#[derive(Clone)]
struct Session {
    user: String,
    level: Level,
    /// When it was begun.
    at: u64,
}

#[derive(Clone, Default)]
struct Throttle {
    failures: u32,
    until: u64,
}

#[derive(Clone, Default)]
struct User {
    password: String,
    secret: Option<Secret>,
    pending: Option<Secret>,
    removed: Vec<Secret>,
    last_step: u64,
    used_steps: BTreeSet<u64>,
    backup_codes: Vec<(String, bool)>,
    codes: BTreeMap<String, Throttle>,
    passwords: Throttle,
}

/// What one action came to.
pub(crate) struct Done {
    pub(crate) outcome: Outcome,
    pub(crate) granted: Granted,
    pub(crate) status: u16,
    pub(crate) took: Duration,
}

#[derive(Clone)]
pub(crate) struct Server {
    pub(crate) bugs: Vec<Bug>,
    pub(crate) now: u64,
    pub(crate) accepts: u64,
    pub(crate) avoids_zeros: bool,
    users: BTreeMap<String, User>,
    sessions: BTreeMap<String, Session>,
    trusted: BTreeMap<String, String>,
    messages: BTreeMap<String, String>,
    made: u64,
}

impl Server {
    pub(crate) fn new(bugs: &[Bug]) -> Self {
        let (bugs, now) = (bugs.to_vec(), 1_700_000_003);
        let (users, sessions, trusted) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
        let (messages, avoids_zeros) = (BTreeMap::new(), false);
        Self { bugs, now, accepts: 1, avoids_zeros, users, sessions, trusted, messages, made: 0 }
    }

    pub(crate) fn has(&self, bug: Bug) -> bool {
        self.bugs.contains(&bug)
    }

    /// What several requests at once have all read before the first of them wrote.
    pub(crate) fn read_before(&mut self, before: &Self) {
        for (name, user) in &mut self.users {
            let Some(old) = before.users.get(name) else { continue };
            if self.bugs.contains(&Bug::ReadsThenWritesTheStep) {
                user.last_step = old.last_step;
            }
            if self.bugs.contains(&Bug::ReadsThenWritesTheBackupCode) {
                user.backup_codes.clone_from(&old.backup_codes);
            }
            if self.bugs.contains(&Bug::CountsAfterwards) {
                user.codes.clone_from(&old.codes);
            }
        }
    }

    pub(crate) fn perform(&mut self, visitor: &mut Visitor, action: &Action) -> Done {
        let value = |name: &str| {
            let given = action.given.get(name).map(|given| given.to_string());
            given.or_else(|| visitor.value(name).map(str::to_owned))
        };
        let is_read = action.in_address != Some("code") || self.has(Bug::ReadsTheAddress);
        let code = action.given.get("code").filter(|_| is_read).map(|code| code.to_string());
        if self.has(Bug::Crashes) && code.as_ref().is_some_and(|code| code.len() > 1000) {
            let outcome = Outcome::Unclear("no rule fits the answer, status 500".to_owned());
            return Done { outcome, granted: Granted::default(), status: 500, took: Duration::from_millis(1) };
        }
        let (username, password) = (value("username").unwrap_or_default(), value("password").unwrap_or_default());
        let mut granted = Granted::default();
        let took = match self.has(Bug::SkipsTheHash) && !self.users.contains_key(&username) {
            true => Duration::from_millis(1),
            false => Duration::from_millis(60),
        };
        let session = self.session(visitor);
        let outcome = match action.kind {
            Kind::Register => self.register(username, password),
            Kind::LogIn => self.log_in(visitor, action, &username, &password, code.as_deref()),
            Kind::SecondStep | Kind::TrustThisBrowser if session.level == Level::Half => {
                let named = if self.has(Bug::CodeOfTheNamed) { username } else { session.user.clone() };
                let outcome = self.verify(&named, &code.unwrap_or_default(), action);
                if outcome == Outcome::Accepted {
                    self.begin_session(visitor, &session.user, Level::Full);
                    self.trust(visitor, action, &session.user);
                }
                outcome
            }
            Kind::UseBackupCode if session.level == Level::Half => {
                let outcome = self.use_backup_code(&session.user, &code.unwrap_or_default());
                if outcome == Outcome::Accepted {
                    self.begin_session(visitor, &session.user, Level::Full);
                }
                outcome
            }
            Kind::BeginEnrolment => match self.may_enrol(&session, &username) {
                Some(user) => self.begin_enrolment(&user, &mut granted),
                None => Outcome::Rejected,
            },
            Kind::ConfirmEnrolment => match self.may_enrol(&session, &username) {
                Some(user) => self.confirm_enrolment(&user, action, &code.unwrap_or_default(), &mut granted),
                None => Outcome::Rejected,
            },
            Kind::SignedIn => {
                if visitor.cookies.value("sid").is_none() {
                    self.begin_session(visitor, "", Level::Nobody);
                }
                allowed(session.level == Level::Full || session.level == Level::Half && self.has(Bug::HalfIsFull))
            }
            Kind::ShowSecret => {
                let shown = match session.level {
                    Level::Half => self.has(Bug::HalfSeesSecret),
                    Level::Full => self.has(Bug::ShowsAgain),
                    Level::Nobody => false,
                };
                let secret = self.users.get(&session.user).and_then(|user| user.secret.as_ref());
                granted.secret = secret.filter(|_| shown).map(Secret::to_base32);
                allowed(shown || session.level == Level::Full)
            }
            Kind::RemoveSecondFactor => {
                let bare = session.level == Level::Half && self.has(Bug::HalfRemoves);
                let full = session.level == Level::Full
                    && (self.has(Bug::AsksNobodyToRemove)
                        || self.verify(&session.user, &code.unwrap_or_default(), action) == Outcome::Accepted);
                if (bare || full)
                    && let Some(user) = self.users.get_mut(&session.user)
                {
                    user.removed.extend(user.secret.take());
                }
                allowed(bare || full)
            }
            Kind::RegenerateBackupCodes if session.level == Level::Full => {
                granted.backup_codes = self.new_backup_codes(&session.user);
                Outcome::Accepted
            }
            Kind::BeginPasswordReset => {
                self.made += 1;
                self.messages.insert(username, format!("word-{}", self.made));
                Outcome::Accepted
            }
            Kind::ReadMessage => match self.messages.get(&username) {
                Some(word) => {
                    visitor.keep_text("reset_word", word);
                    Outcome::Accepted
                }
                None => Outcome::Rejected,
            },
            Kind::ResetPassword => {
                let known = value("reset_word").is_some_and(|word| self.messages.get(&username) == Some(&word));
                let (removes, new) = (self.has(Bug::ResetRemoves), value("new_password").unwrap_or_default());
                if known && let Some(user) = self.users.get_mut(&username) {
                    user.password = new;
                    user.secret = user.secret.take().filter(|_| !removes);
                }
                allowed(known)
            }
            Kind::RepeatCode if session.level == Level::Full => {
                let code = code.unwrap_or_default();
                if self.has(Bug::RepeatsWithoutSpending) {
                    allowed(self.step_of(&session.user, &code).is_some())
                } else {
                    self.verify(&session.user, &code, action)
                }
            }
            Kind::ResyncDevice if session.level == Level::Full => {
                let steps = (value("code").unwrap_or_default(), value("next_code").unwrap_or_default());
                self.resync(&session.user, &steps.0, &steps.1)
            }
            Kind::LogOut => {
                let sid = visitor.cookies.value("sid").map(str::to_owned);
                visitor.cookies.remove("sid");
                if let Some(sid) = sid.filter(|_| !self.has(Bug::ForgetsToEnd)) {
                    self.sessions.remove(&sid);
                }
                Outcome::Accepted
            }
            _ => Outcome::Rejected,
        };
        let status = match outcome {
            Outcome::Rejected => 401,
            Outcome::Throttled { .. } => 429,
            _ => 200,
        };
        Done { outcome, granted, status, took }
    }

    fn session(&self, visitor: &Visitor) -> Session {
        let found = visitor.cookies.value("sid").and_then(|sid| self.sessions.get(sid)).cloned();
        found.unwrap_or(Session { user: String::new(), level: Level::Nobody, at: 0 })
    }

    fn begin_session(&mut self, visitor: &mut Visitor, user: &str, level: Level) {
        let old = visitor.cookies.value("sid").map(str::to_owned);
        self.made += 1;
        let sid = match old {
            Some(old) if self.has(Bug::KeepsTheSession) => old,
            Some(old) => {
                let is_half = self.sessions.get(&old).is_some_and(|session| session.level == Level::Half);
                if !is_half || !self.has(Bug::KeepsTheHalf) {
                    self.sessions.remove(&old);
                }
                format!("sid-{}", self.made)
            }
            None => format!("sid-{}", self.made),
        };
        visitor.cookies.set("sid", &sid);
        self.sessions.insert(sid, Session { user: user.to_owned(), level, at: self.now });
    }

    fn register(&mut self, username: String, password: String) -> Outcome {
        if self.users.contains_key(&username) {
            return Outcome::Rejected;
        }
        self.users.insert(username, User { password, ..User::default() });
        Outcome::Accepted
    }

    fn log_in(
        &mut self,
        visitor: &mut Visitor,
        action: &Action,
        username: &str,
        password: &str,
        code: Option<&str>,
    ) -> Outcome {
        let (now, locks, forgives) = (self.now, self.has(Bug::LocksForGood), self.has(Bug::PasswordForgives));
        let Some(user) = self.users.get_mut(username) else { return Outcome::Rejected };
        if user.passwords.until > now {
            return Outcome::Throttled { retry_after: Some(user.passwords.until - now) };
        }
        if user.password != password {
            user.passwords.failed(now);
            if locks && user.passwords.failures >= 5 {
                user.passwords.until = u64::MAX;
            }
            return Outcome::Rejected;
        }
        user.passwords = Throttle::default();
        if forgives {
            user.codes.clear();
        }
        let needs_code = user.secret.is_some() && !self.is_trusted(visitor, username);
        let (outcome, level) = match (needs_code, code) {
            (false, _) => (Outcome::Accepted, Level::Full),
            (true, Some(code)) => match self.verify(username, code, action) {
                Outcome::Accepted => (Outcome::Accepted, Level::Full),
                refused => return refused,
            },
            (true, None) => (Outcome::SecondFactorRequired, Level::Half),
        };
        self.begin_session(visitor, username, level);
        outcome
    }

    fn is_trusted(&self, visitor: &Visitor, username: &str) -> bool {
        let owner = visitor.cookies.value("trust").and_then(|trust| self.trusted.get(trust));
        owner.is_some_and(|owner| owner == username || self.has(Bug::TrustsAll))
    }

    fn trust(&mut self, visitor: &mut Visitor, action: &Action, username: &str) {
        if action.kind == Kind::TrustThisBrowser {
            let trust = format!("trust-{}", self.made);
            visitor.cookies.set("trust", &trust);
            self.trusted.insert(trust, username.to_owned());
        }
    }

    fn may_enrol(&self, session: &Session, username: &str) -> Option<String> {
        if self.has(Bug::AnybodyEnrols) {
            return Some(username.to_owned());
        }
        let is_fresh = session.at + FRESH >= self.now || self.has(Bug::AsksNobodyToEnrol);
        let may = session.level == Level::Full && is_fresh || session.level == Level::Half && self.has(Bug::HalfEnrols);
        may.then(|| session.user.clone())
    }

    fn begin_enrolment(&mut self, username: &str, granted: &mut Granted) -> Outcome {
        let mut secret = self.new_secret();
        while self.avoids_zeros && self.has_a_zero_soon(&secret) {
            secret = self.new_secret();
        }
        granted.secret = Some(secret.to_base32());
        let replaces = self.has(Bug::BegunReplaces);
        match self.users.get_mut(username) {
            Some(user) => {
                if replaces && user.secret.is_some() {
                    user.secret = Some(secret.clone());
                }
                user.pending = Some(secret);
                Outcome::Accepted
            }
            None => Outcome::Rejected,
        }
    }

    /// Unlike each other from the first byte on, and the same in every run.
    fn new_secret(&mut self) -> Secret {
        self.made += 1;
        let length = if self.has(Bug::ShortSecret) { 10 } else { 20 };
        let mixed = |place: u64| ((self.made << 8) | place).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        let byte = |place: u64| mixed(place).to_le_bytes()[5];
        Secret::from_bytes((0..length).map(byte).collect()).expect("there are bytes")
    }

    fn confirm_enrolment(&mut self, username: &str, action: &Action, code: &str, granted: &mut Granted) -> Outcome {
        let field = action.fields.iter().find(|(name, _)| name == "secret").map(|(_, value)| value.clone());
        let brought = field.filter(|_| self.has(Bug::TakesASecret)).and_then(|text| Secret::parse_base32(&text).ok());
        let nothing = Secret::from_bytes(vec![0; 20]).ok().filter(|_| self.has(Bug::ConfirmsWhatWasNotBegun));
        let pending = self.users.get(username).and_then(|user| user.pending.clone()).or(nothing);
        let (step, spends) = (self.now / PERIOD, !self.has(Bug::SetupSpendsNothing));
        let Some(secret) = brought.or(pending).filter(|secret| self.matches(secret, step, code)) else {
            return Outcome::Rejected;
        };
        if let Some(user) = self.users.get_mut(username) {
            (user.secret, user.pending) = (Some(secret), None);
            user.last_step = if spends { step } else { 0 };
            user.used_steps = spends.then_some(step).into_iter().collect();
        }
        granted.backup_codes = self.new_backup_codes(username);
        Outcome::Accepted
    }
}

fn allowed(is: bool) -> Outcome {
    if is { Outcome::Accepted } else { Outcome::Rejected }
}

/// The time as targets tell it.
pub(crate) fn moment(server: &Server) -> UnixSeconds {
    UnixSeconds(server.now)
}

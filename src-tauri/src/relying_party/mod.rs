//! The relying party behind the window: nothing of it exists until a person starts it.

mod error;
mod http;
mod walk;

use std::sync::{Mutex, MutexGuard, PoisonError, mpsc};
use std::time::Duration;

use host::os;
use host::relying_party::{AdminToken, Profile, RelyingPartyOptions, RunningRelyingParty, new_admin_token, start};

use crate::api::{
    ErrorView, PartyEntry, PartyNews, PartyReason, PartyUser, PartyUserAction, RelyingPartyProfile, RelyingPartyState,
    RelyingPartyView, StartRelyingPartyRequest, WalkStep,
};
use crate::app::App;

pub(crate) use error::PartyError;
use http::Client;
use walk::Walk;

/// The most users that are told at once.
const MOST_USERS: usize = 200;
/// How long the end of the program waits for requests that are still being answered.
const LONGEST_STOP: Duration = Duration::from_secs(5);

/// The server and the walk through one enrolment.
#[derive(Default)]
pub(crate) struct Verifier {
    slot: Mutex<Slot>,
    walk: Mutex<Walk>,
}

#[derive(Default)]
enum Slot {
    #[default]
    Stopped,
    Starting,
    Running(Server),
    Failed(ErrorView),
}

struct Server {
    running: RunningRelyingParty,
    reached: Reached,
    folder: Option<String>,
}

/// How a server that runs is reached.
#[derive(Clone)]
pub(crate) struct Reached {
    pub(crate) client: Client,
    pub(crate) admin: AdminToken,
    pub(crate) profile: RelyingPartyProfile,
}

impl Verifier {
    /// Starts it, unless it runs or is being started; answers once it accepts, or has failed.
    pub(crate) async fn start(&self, app: &App, request: StartRelyingPartyRequest) {
        if !self.begin() {
            return;
        }
        let folder = app.desk().folders.data.join("relying-party");
        let mut options = if request.keep_data {
            RelyingPartyOptions::in_folder(folder.clone())
        } else {
            RelyingPartyOptions::in_memory()
        };
        options.profile = Some(profile(request.profile));
        options.settings.port = request.port;
        let folder = request.keep_data.then(|| folder.display().to_string());
        *self.slot() = match started(options).await {
            Ok((running, admin)) => {
                let client = Client::new(&running.url());
                let reached = Reached { client, admin, profile: request.profile };
                Slot::Running(Server { running, reached, folder })
            }
            Err(error) => Slot::Failed(error),
        };
    }

    fn begin(&self) -> bool {
        let mut slot = self.slot();
        let begins = matches!(*slot, Slot::Stopped | Slot::Failed(_));
        if begins {
            *slot = Slot::Starting;
        }
        begins
    }

    /// Stops it: what was accepted is answered. An account that the walk stored stays.
    pub(crate) async fn stop(&self) {
        if let Some(running) = self.take() {
            running.stop().await;
            self.walk().lose_server();
        }
    }

    fn take(&self) -> Option<RunningRelyingParty> {
        let mut slot = self.slot();
        match std::mem::take(&mut *slot) {
            Slot::Running(server) => Some(server.running),
            Slot::Starting => {
                *slot = Slot::Starting;
                None
            }
            Slot::Stopped | Slot::Failed(_) => None,
        }
    }

    /// Stops it at the end of the program, which does not wait for ever.
    pub(crate) fn end(&self) {
        let Some(running) = self.take() else { return };
        let (done, ended) = mpsc::channel();
        tauri::async_runtime::spawn(async move {
            running.stop().await;
            let _ = done.send(());
        });
        let _ = ended.recv_timeout(LONGEST_STOP);
    }

    /// The server and the walk, as the window shows them.
    pub(crate) fn view(&self, app: &App) -> RelyingPartyView {
        let state = match &*self.slot() {
            Slot::Stopped => RelyingPartyState::Stopped,
            Slot::Starting => RelyingPartyState::Starting,
            Slot::Running(server) => RelyingPartyState::Running {
                url: server.running.url(),
                profile: server.reached.profile,
                folder: server.folder.clone(),
            },
            Slot::Failed(error) => RelyingPartyState::Failed { error: error.clone() },
        };
        let folder = app.desk().folders.data.join("relying-party").display().to_string();
        RelyingPartyView { state, walk: self.walk().view(os::now()), folder }
    }

    /// How to reach the server.
    pub(crate) fn reached(&self) -> Result<Reached, PartyError> {
        match &*self.slot() {
            Slot::Running(server) => Ok(server.reached.clone()),
            _ => Err(PartyError::NotRunning),
        }
    }

    /// Takes a step of the walk.
    pub(crate) fn step(&self, app: &App, step: WalkStep) -> Result<(), ErrorView> {
        let reached = self.reached()?;
        self.walk().take(app, &reached, step)
    }

    /// Ends the walk: its account and its user go.
    pub(crate) fn end_walk(&self, app: &App) -> Result<(), ErrorView> {
        let reached = self.reached().ok();
        self.walk().end(app, reached.as_ref())
    }

    fn slot(&self) -> MutexGuard<'_, Slot> {
        self.slot.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn walk(&self) -> MutexGuard<'_, Walk> {
        self.walk.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

async fn started(options: RelyingPartyOptions) -> Result<(RunningRelyingParty, AdminToken), ErrorView> {
    let admin = new_admin_token()?;
    Ok((start(options, admin.clone()).await?, admin))
}

impl Reached {
    fn ask<T: serde::de::DeserializeOwned>(&self, path: &str) -> Result<T, PartyError> {
        self.client.send("GET", path, Some(self.admin.expose()), None)?.accepted()?.json()
    }

    fn tell(&self, method: &str, path: &str) -> Result<http::Answer, PartyError> {
        self.client.send(method, path, Some(self.admin.expose()), None)?.accepted()
    }

    /// What was decided after the entry `after`, and where anything was, the users and the outbox.
    pub(crate) fn news(&self, after: u32) -> Result<PartyNews, PartyError> {
        let journal: Vec<PartyEntry> = self.ask(&format!("/admin/journal?after={after}&most=100"))?;
        if journal.is_empty() && after > 0 {
            return Ok(PartyNews { journal, users: None, more_users: false, outbox: None });
        }
        let mut users: Vec<PartyUser> = self.ask(&format!("/admin/users?most={}", MOST_USERS + 1))?;
        let more_users = users.len() > MOST_USERS;
        users.truncate(MOST_USERS);
        let outbox = Some(self.ask("/admin/outbox?most=100")?);
        Ok(PartyNews { journal, users: Some(users), more_users, outbox })
    }

    /// Looks into a rejection.
    pub(crate) fn reason(&self, entry: u32) -> Result<PartyReason, PartyError> {
        self.ask(&format!("/admin/journal/{entry}/true-reason"))
    }

    /// Does something with a user.
    pub(crate) fn change_user(&self, id: &str, action: PartyUserAction) -> Result<(), PartyError> {
        // An id is letters and digits; anything else could reach another path.
        if id.is_empty() || !id.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
            return Err(PartyError::UnknownUser);
        }
        let path = format!("/admin/users/{id}");
        match action {
            PartyUserAction::Unlock => self.tell("POST", &format!("{path}/unlock"))?,
            PartyUserAction::ResetSecondFactor => self.tell("POST", &format!("{path}/reset-second-factor"))?,
            PartyUserAction::Delete => self.tell("DELETE", &path)?,
        };
        Ok(())
    }

    /// Empties the outbox.
    pub(crate) fn clear_outbox(&self) -> Result<(), PartyError> {
        self.tell("DELETE", "/admin/outbox").map(|_| ())
    }

    /// A ticket that opens the administrator's pages once.
    pub(crate) fn ticket(&self) -> Result<http::Hidden, PartyError> {
        #[derive(serde::Deserialize)]
        struct Ticket {
            ticket: http::Hidden,
        }
        let answer: Ticket = self.tell("POST", "/admin/tickets")?.json()?;
        Ok(answer.ticket)
    }
}

fn profile(wanted: RelyingPartyProfile) -> Profile {
    match wanted {
        RelyingPartyProfile::Strict => Profile::Strict,
        RelyingPartyProfile::Rfc => Profile::Rfc,
        RelyingPartyProfile::Lenient => Profile::Lenient,
    }
}

//! A stand-in for systemd-logind on a system bus of the desktop's own: the real one belongs to the machine, and only root
//! may take its name there. It speaks as org.freedesktop.login1(5) says, as far as a program of a session listens.

use std::io::PipeReader;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::Duration;

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use zbus::blocking::Connection;
use zbus::blocking::connection::Builder;
use zbus::fdo;
use zbus::zvariant::{OwnedFd, OwnedObjectPath};

use crate::process::Process;
use crate::{Desktop, DesktopError, PATIENCE_SECONDS, desktop};

const NAME: &str = "org.freedesktop.login1";
const MANAGER: &str = "/org/freedesktop/login1";

/// The stand-in, and its bus; both end with this value.
#[derive(Debug)]
pub struct Logind {
    connection: Connection,
    inhibitors: Receiver<Inhibitor>,
    asked: Receiver<u32>,
    _bus: Process,
}

/// A lock that a program took on something the machine does, until it closes its end of a pipe.
#[derive(Debug)]
pub struct Inhibitor {
    /// What is held up, such as `sleep`.
    pub what: String,
    /// Which program it says it is.
    pub who: String,
    /// Why it does.
    pub why: String,
    /// `delay` or `block`.
    pub mode: String,
    pipe: PipeReader,
}

impl Desktop {
    /// Starts a system bus with the stand-in on it; until then, no program of this desktop finds a system bus.
    ///
    /// # Errors
    /// When the bus does not come up.
    pub fn start_logind(&self) -> Result<Logind, DesktopError> {
        let bus = desktop::start_system_bus(self)?;
        let ((taken, inhibitors), (asked_by, asked)) = (channel(), channel());
        let connection = serve(&self.system_bus_address(), Manager { taken, asked_by })?;
        Ok(Logind { connection, inhibitors, asked, _bus: bus })
    }

    /// Where the system bus of this desktop listens, once it was started.
    #[must_use]
    pub fn system_bus_address(&self) -> String {
        desktop::system_bus_address(self.folder())
    }
}

impl Logind {
    /// The session of every program that asks for its own.
    pub const SESSION: &str = "/org/freedesktop/login1/session/_31";
    /// The session of somebody else.
    pub const OTHER_SESSION: &str = "/org/freedesktop/login1/session/_32";

    /// Tells that a session is to be locked, as `loginctl lock-session` has it.
    ///
    /// # Errors
    /// When the bus is gone.
    pub fn lock(&self, session: &str) -> Result<(), DesktopError> {
        self.connection
            .emit_signal(None::<&str>, session, "org.freedesktop.login1.Session", "Lock", &())
            .map_err(failed)
    }

    /// Tells that the machine is about to sleep, or that it woke up.
    ///
    /// # Errors
    /// When the bus is gone.
    pub fn prepare_for_sleep(&self, begins: bool) -> Result<(), DesktopError> {
        let manager = "org.freedesktop.login1.Manager";
        self.connection.emit_signal(None::<&str>, MANAGER, manager, "PrepareForSleep", &begins).map_err(failed)
    }

    /// The next inhibitor that a program takes.
    ///
    /// # Errors
    /// When none is taken for a minute.
    pub fn next_inhibitor(&self) -> Result<Inhibitor, DesktopError> {
        let taken = self.inhibitors.recv_timeout(Duration::from_secs(PATIENCE_SECONDS));
        taken.map_err(|_| failed("nobody took an inhibitor"))
    }

    /// Waits until a program asks which session it is of, and answers the number of its process.
    ///
    /// # Errors
    /// When none asks for a minute.
    pub fn next_asker(&self) -> Result<u32, DesktopError> {
        let asked = self.asked.recv_timeout(Duration::from_secs(PATIENCE_SECONDS));
        asked.map_err(|_| failed("nobody asked for its session"))
    }
}

impl Inhibitor {
    /// Whether it still holds something up.
    ///
    /// # Errors
    /// When the system does not say.
    pub fn is_held(&self) -> Result<bool, DesktopError> {
        Ok(!self.is_released_within(0)?)
    }

    /// Waits until it is given back.
    ///
    /// # Errors
    /// When it is still held after a minute.
    pub fn wait_for_release(&self) -> Result<(), DesktopError> {
        if self.is_released_within(PATIENCE_SECONDS)? { Ok(()) } else { Err(failed("the inhibitor is never released")) }
    }

    /// Every end of the pipe that was given away is closed then.
    fn is_released_within(&self, seconds: u64) -> Result<bool, DesktopError> {
        let limit = Timespec { tv_sec: i64::try_from(seconds).unwrap_or(i64::MAX), tv_nsec: 0 };
        let mut ends = [PollFd::new(&self.pipe, PollFlags::IN)];
        poll(&mut ends, Some(&limit)).map_err(std::io::Error::from)?;
        Ok(ends.iter().any(|end| end.revents().contains(PollFlags::HUP)))
    }
}

struct Manager {
    taken: Sender<Inhibitor>,
    asked_by: Sender<u32>,
}

#[zbus::interface(name = "org.freedesktop.login1.Manager")]
impl Manager {
    #[zbus(name = "GetSessionByPID")]
    fn get_session_by_pid(&self, process: u32) -> OwnedObjectPath {
        let _nobody_looks = self.asked_by.send(process);
        OwnedObjectPath::try_from(Logind::SESSION).expect("it is a path")
    }

    fn inhibit(&self, what: String, who: String, why: String, mode: String) -> fdo::Result<OwnedFd> {
        let (pipe, given) = std::io::pipe().map_err(|error| fdo::Error::IOError(error.to_string()))?;
        // Whoever starts it and does not look is no reason to refuse.
        let _nobody_looks = self.taken.send(Inhibitor { what, who, why, mode, pipe });
        Ok(OwnedFd::from(std::os::fd::OwnedFd::from(given)))
    }
}

fn serve(address: &str, manager: Manager) -> Result<Connection, DesktopError> {
    let served = Builder::address(address).and_then(|builder| builder.serve_at(MANAGER, manager));
    served.and_then(|builder| builder.name(NAME)).and_then(Builder::build).map_err(failed)
}

fn failed(error: impl ToString) -> DesktopError {
    DesktopError::Failed { program: "the stand-in for systemd-logind".into(), said: error.to_string() }
}

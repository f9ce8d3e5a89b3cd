//! A private desktop session: its own bus, its own home, its own gnome-keyring. Nothing of the person who runs the
//! tests is touched, and every process is ended by the handle it was started with.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::os::unix::fs::PermissionsExt;
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;

use tempfile::TempDir;
use zbus::blocking::Connection;
use zbus::blocking::connection::Builder;
use zbus::zvariant::ObjectPath;

const SECRETS: &str = "org.freedesktop.secrets";

/// Who starts the keyring service when it does not run.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Activation {
    /// Nobody.
    Off,
    /// The bus, as on an installed desktop.
    On,
}

/// A running bus in folders of its own.
pub(crate) struct Session {
    folder: TempDir,
    bus: Child,
    address: String,
}

/// A running gnome-keyring of a session; stopped when dropped.
pub(crate) struct Keyring {
    process: Child,
}

impl Session {
    pub(crate) fn start(activation: Activation) -> Self {
        let folder = tempfile::tempdir().unwrap();
        for name in ["home", "run", "data"] {
            fs::create_dir(folder.path().join(name)).unwrap();
            fs::set_permissions(folder.path().join(name), fs::Permissions::from_mode(0o700)).unwrap();
        }
        let config = folder.path().join("bus.conf");
        fs::write(&config, bus_config(folder.path(), activation)).unwrap();
        let mut command = Command::new("dbus-daemon");
        command.arg("--config-file").arg(&config).args(["--nofork", "--print-address=1"]);
        set_folders(&mut command, folder.path());
        let bus = spawn(command.stdout(Stdio::piped()).stderr(Stdio::null()));
        let mut session = Self { folder, bus, address: String::new() };
        BufReader::new(session.bus.stdout.take().unwrap()).read_line(&mut session.address).unwrap();
        session.address.truncate(session.address.trim_end().len());
        assert!(!session.address.is_empty(), "the session bus did not start");
        session
    }

    /// A session with an unlocked keyring, as after logging in.
    pub(crate) fn with_keyring() -> (Self, Keyring) {
        let session = Self::start(Activation::Off);
        let keyring = session.start_keyring("data");
        (session, keyring)
    }

    /// Starts gnome-keyring with its files in the folder `data` of the session, unlocked and with a default keyring.
    pub(crate) fn start_keyring(&self, data: &str) -> Keyring {
        self.start_keyring_with(data, &["--unlock"])
    }

    /// Starts gnome-keyring as a desktop without a login password does: what is there stays locked.
    pub(crate) fn start_locked_keyring(&self, data: &str) -> Keyring {
        self.start_keyring_with(data, &[])
    }

    fn start_keyring_with(&self, data: &str, arguments: &[&str]) -> Keyring {
        let mut command = Command::new("gnome-keyring-daemon");
        command.args(["--foreground", "--components=secrets"]).args(arguments);
        self.set_environment(&mut command);
        command.env("XDG_DATA_HOME", self.path(data));
        let process = spawn(command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null()));
        // From here on it is ended even when a test fails.
        let mut keyring = Keyring { process };
        keyring.process.stdin.take().unwrap().write_all(b"password").unwrap();
        self.wait_for_owner(true);
        keyring
    }

    /// Everything a program of this session sees of it.
    pub(crate) fn set_environment(&self, command: &mut Command) {
        set_folders(command, self.folder.path());
        command.env("DBUS_SESSION_BUS_ADDRESS", &self.address);
    }

    pub(crate) fn address(&self) -> &str {
        &self.address
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// What a program prints in this session.
    pub(crate) fn output(&self, program: &str, arguments: &[&str]) -> String {
        let mut command = Command::new(program);
        self.set_environment(command.args(arguments));
        let output = command.output().unwrap_or_else(|error| not_installed(&command, &error));
        // secret-tool prints attributes on its error output.
        String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned()
    }

    /// Stores an item as another program would.
    pub(crate) fn store_item(&self, label: &str, attributes: &[&str], secret: &[u8]) {
        let mut command = Command::new("secret-tool");
        self.set_environment(command.args(["store", "--label", label]).args(attributes));
        let mut process = spawn(command.stdin(Stdio::piped()));
        process.stdin.take().unwrap().write_all(secret).unwrap();
        assert!(process.wait().unwrap().success(), "secret-tool could not store an item");
    }

    /// Locks the default keyring of the running service, as a person does in the system's password program.
    pub(crate) fn lock_keyring(&self) {
        let keyring = ObjectPath::try_from("/org/freedesktop/secrets/collection/login").unwrap();
        let service = "/org/freedesktop/secrets";
        let interface = Some("org.freedesktop.Secret.Service");
        self.connect().call_method(Some(SECRETS), service, interface, "Lock", &vec![keyring]).unwrap();
    }

    /// Unlocks it, as logging in does: through gnome-keyring's control socket (`daemon/control/gkd-control-codes.h`).
    pub(crate) fn unlock_keyring(&self) {
        const UNLOCK: u32 = 1;
        let password = b"password";
        let length = |bytes: usize| u32::try_from(bytes).unwrap().to_be_bytes();
        // The first byte only carries our credentials; the length counts itself.
        let message =
            [&[0], &length(12 + password.len())[..], &UNLOCK.to_be_bytes(), &length(password.len()), password];
        let mut socket = UnixStream::connect(self.path("run/keyring/control")).unwrap();
        socket.write_all(&message.concat()).unwrap();
        let mut answer = [0; 8];
        socket.read_exact(&mut answer).unwrap();
        assert_eq!(answer, [0, 0, 0, 8, 0, 0, 0, 0], "gnome-keyring did not unlock its keyring");
    }

    fn connect(&self) -> Connection {
        Builder::address(self.address.as_str()).unwrap().build().unwrap()
    }

    /// Ends the bus, and with it what lives on it.
    pub(crate) fn end_bus(&mut self) {
        end(&mut self.bus);
    }

    /// Waits until the keyring service is there, or gone.
    pub(crate) fn wait_for_owner(&self, wanted: bool) {
        let connection = self.connect();
        let has_owner = || -> bool {
            let bus = "org.freedesktop.DBus";
            let reply = connection.call_method(Some(bus), "/org/freedesktop/DBus", Some(bus), "NameHasOwner", &SECRETS);
            reply.unwrap().body().deserialize().unwrap()
        };
        wait_until("the keyring service to start or stop", || has_owner() == wanted);
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        end(&mut self.bus);
    }
}

impl Keyring {
    /// Kills it, as a crash does.
    pub(crate) fn kill(mut self, session: &Session) {
        end(&mut self.process);
        session.wait_for_owner(false);
    }

    /// Stops it in the middle of everything, so that it stays silent.
    pub(crate) fn freeze(&self) {
        let status = Command::new("kill").arg("-STOP").arg(self.process.id().to_string()).status();
        assert!(status.unwrap().success());
    }
}

impl Drop for Keyring {
    fn drop(&mut self) {
        end(&mut self.process);
    }
}

/// Looks again and again, for a minute at most.
pub(crate) fn wait_until(what: &str, mut holds: impl FnMut() -> bool) {
    let (_never, pause) = mpsc::channel::<()>();
    for _ in 0..1_200 {
        if holds() {
            return;
        }
        let _ = pause.recv_timeout(Duration::from_millis(50));
    }
    panic!("waited a minute for {what}");
}

fn set_folders(command: &mut Command, folder: &Path) {
    command.env_clear();
    command.envs(std::env::vars_os().filter(|(name, _)| name == "PATH" || name == "LD_LIBRARY_PATH"));
    command.env("HOME", folder.join("home")).env("XDG_RUNTIME_DIR", folder.join("run"));
    command.env("XDG_DATA_HOME", folder.join("data")).env("LC_ALL", "C.UTF-8");
}

fn bus_config(folder: &Path, activation: Activation) -> String {
    let services = if activation == Activation::On { "<standard_session_servicedirs/>" } else { "" };
    format!(
        r#"<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type><listen>unix:dir={}</listen><auth>EXTERNAL</auth>{services}
  <policy context="default"><allow send_destination="*"/><allow receive_sender="*"/><allow own="*"/></policy>
</busconfig>"#,
        folder.join("run").display()
    )
}

fn spawn(command: &mut Command) -> Child {
    match command.spawn() {
        Ok(child) => child,
        Err(error) => not_installed(command, &error),
    }
}

fn not_installed(command: &Command, error: &std::io::Error) -> ! {
    panic!(
        "{:?} could not be started ({error}). These tests need a real keyring: install the packages dbus, \
         gnome-keyring and libsecret-tools (`cargo xtask test` does that)",
        command.get_program()
    );
}

fn end(process: &mut Child) {
    let _ = process.kill();
    let _ = process.wait();
}

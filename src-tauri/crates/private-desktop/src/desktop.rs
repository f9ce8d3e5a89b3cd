//! The desktop: folders, display, bus, and the environment in which programs find them.

use std::ffi::OsString;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use tempfile::TempDir;

use crate::process::{self, Process};
use crate::{DesktopError, keyring};

/// Which services a private desktop has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Services {
    /// A session bus and an unlocked keyring.
    Keyring,
    /// A session bus and a keyring daemon that has no collection to keep anything in.
    KeyringWithoutCollection,
    /// A session bus, and nobody who keeps secrets on it.
    BusOnly,
    /// Not even a session bus.
    Nothing,
}

/// A display, a session bus, a keyring and folders of one's own; all end with this value.
///
/// The order of the fields is the order in which things end: the keyring, the bus, the display, the folders.
#[derive(Debug)]
pub struct Desktop {
    keyring: Option<Process>,
    _bus: Option<Process>,
    _display: Process,
    environment: Vec<(OsString, OsString)>,
    folder: TempDir,
}

impl Desktop {
    /// The size of the screen in pixels.
    pub const SCREEN: (u32, u32) = (1280, 900);

    /// Starts a desktop with a session bus and an unlocked keyring.
    ///
    /// # Errors
    /// [`DesktopError::Missing`] names the package of a program that is not installed.
    pub fn start() -> Result<Desktop, DesktopError> {
        Desktop::start_with(Services::Keyring)
    }

    /// Starts a desktop with the services named.
    ///
    /// # Errors
    /// As [`Desktop::start`].
    pub fn start_with(services: Services) -> Result<Desktop, DesktopError> {
        let folder = tempfile::Builder::new().prefix("desktop-").tempdir()?;
        let mut environment = folders(folder.path())?;
        let display = start_display(&mut environment)?;
        name_system_bus(folder.path(), &mut environment);
        let bus = start_bus(folder.path(), &mut environment, services)?;
        let mut desktop = Desktop { keyring: None, _bus: bus, _display: display, environment, folder };
        match services {
            Services::Keyring => desktop.start_keyring()?,
            Services::KeyringWithoutCollection => desktop.start_keyring_without_collection()?,
            Services::BusOnly | Services::Nothing => {}
        }
        Ok(desktop)
    }

    /// The folder that holds every folder of this desktop: home, data, configuration, cache, runtime.
    #[must_use]
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Where programs of this desktop keep their data (`XDG_DATA_HOME`).
    #[must_use]
    pub fn data_folder(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// Where programs of this desktop keep their settings (`XDG_CONFIG_HOME`).
    #[must_use]
    pub fn configuration_folder(&self) -> PathBuf {
        self.folder.path().join("configuration")
    }

    /// A command that sees this desktop, and nothing of the one this process runs on.
    #[must_use]
    pub fn command(&self, program: impl AsRef<std::ffi::OsStr>) -> Command {
        command(program.as_ref(), &self.environment)
    }

    /// Its display, such as `:99`.
    pub(crate) fn display(&self) -> String {
        let display = self.environment.iter().find(|(name, _)| name == "DISPLAY");
        display.map(|(_, number)| number.to_string_lossy().into_owned()).unwrap_or_default()
    }

    /// Starts the keyring daemon, again after [`Desktop::kill_keyring`], with its collection unlocked.
    ///
    /// # Errors
    /// When it is missing or does not come up.
    pub fn start_keyring(&mut self) -> Result<(), DesktopError> {
        self.keyring = Some(keyring::start(self)?);
        Ok(())
    }

    /// Starts the keyring daemon, again after [`Desktop::kill_keyring`], with its collection locked.
    ///
    /// # Errors
    /// When it is missing or does not come up.
    pub fn start_keyring_locked(&mut self) -> Result<(), DesktopError> {
        self.start_keyring()?;
        self.lock_keyring()
    }

    fn start_keyring_without_collection(&mut self) -> Result<(), DesktopError> {
        self.keyring = Some(keyring::start_without_collection(self)?);
        Ok(())
    }

    /// Kills the keyring daemon, as a crash would.
    pub fn kill_keyring(&mut self) {
        self.keyring = None;
    }

    /// Has the keyring daemon answer nobody, until it is told to go on.
    ///
    /// # Errors
    /// When there is none.
    pub fn hold_keyring(&self, held: bool) -> Result<(), DesktopError> {
        self.keyring.as_ref().map_or(Ok(()), |keyring| keyring.stand_still(held))
    }

    /// Locks the keyring, as a person would from their desktop.
    ///
    /// # Errors
    /// When nobody keeps secrets here.
    pub fn lock_keyring(&self) -> Result<(), DesktopError> {
        keyring::lock(self)
    }

    /// Unlocks the keyring, as logging in would.
    ///
    /// # Errors
    /// When nobody keeps secrets here.
    pub fn unlock_keyring(&self) -> Result<(), DesktopError> {
        keyring::unlock(self)
    }
}

fn command(program: &std::ffi::OsStr, environment: &[(OsString, OsString)]) -> Command {
    let mut command = Command::new(program);
    command.env_clear().envs(environment.iter().map(|(name, value)| (name, value)));
    command
}

fn folders(root: &Path) -> Result<Vec<(OsString, OsString)>, DesktopError> {
    let mut environment = vec![
        // No display of one's own has a graphics card, and no test needs the accessibility bus or a settings service.
        ("LIBGL_ALWAYS_SOFTWARE".into(), "1".into()),
        ("GDK_BACKEND".into(), "x11".into()),
        ("NO_AT_BRIDGE".into(), "1".into()),
        ("GSETTINGS_BACKEND".into(), "memory".into()),
        ("LANG".into(), "C.UTF-8".into()),
    ];
    for inherited in ["PATH", "LD_LIBRARY_PATH", "LLVM_PROFILE_FILE"] {
        environment.extend(std::env::var_os(inherited).map(|value| (inherited.into(), value)));
    }
    let own = [
        ("HOME", "home"),
        ("XDG_DATA_HOME", "data"),
        ("XDG_CONFIG_HOME", "configuration"),
        ("XDG_CACHE_HOME", "cache"),
        ("XDG_STATE_HOME", "state"),
        ("XDG_RUNTIME_DIR", "runtime"),
        ("TMPDIR", "temporary"),
    ];
    for (variable, name) in own {
        let path = root.join(name);
        std::fs::create_dir(&path)?;
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o700))?;
        environment.push((variable.into(), path.into()));
    }
    Ok(environment)
}

fn start_display(environment: &mut Vec<(OsString, OsString)>) -> Result<Process, DesktopError> {
    let (width, height) = Desktop::SCREEN;
    let mut xvfb = command("Xvfb".as_ref(), environment);
    // `-r`: a key that is let go late on a busy machine is one key all the same.
    xvfb.args([
        "-r",
        "-displayfd",
        "1",
        "-screen",
        "0",
        &format!("{width}x{height}x24"),
        "-noreset",
        "-nolisten",
        "tcp",
    ]);
    let mut display = spawn_tethered(&xvfb, "xvfb")?;
    let number = display.first_line()?;
    environment.push(("DISPLAY".into(), format!(":{number}").into()));
    Ok(display)
}

fn start_bus(
    folder: &Path,
    environment: &mut Vec<(OsString, OsString)>,
    services: Services,
) -> Result<Option<Process>, DesktopError> {
    let socket = folder.join("runtime/bus");
    let address = format!("unix:path={}", socket.display());
    // Without the variable some programs would start a bus of their own; an address where nobody listens is no bus.
    environment.push(("DBUS_SESSION_BUS_ADDRESS".into(), address.clone().into()));
    if services == Services::Nothing {
        return Ok(None);
    }
    let configuration = folder.join("bus.conf");
    std::fs::write(&configuration, bus_configuration(&address, &offer_prompter(folder)?))?;
    start_daemon(command("dbus-daemon".as_ref(), environment), &configuration).map(Some)
}

/// A bus where nobody listens until [`Desktop::start_logind`] starts one: no program asks that of the machine.
fn name_system_bus(folder: &Path, environment: &mut Vec<(OsString, OsString)>) {
    environment.push(("DBUS_SYSTEM_BUS_ADDRESS".into(), system_bus_address(folder).into()));
}

pub(crate) fn system_bus_address(folder: &Path) -> String {
    format!("unix:path={}", folder.join("runtime/system-bus").display())
}

pub(crate) fn start_system_bus(desktop: &Desktop) -> Result<Process, DesktopError> {
    let (configuration, no_services) = (desktop.folder().join("system-bus.conf"), desktop.folder().join("no-services"));
    std::fs::create_dir_all(&no_services)?;
    std::fs::write(&configuration, bus_configuration(&system_bus_address(desktop.folder()), &no_services))?;
    start_daemon(desktop.command("dbus-daemon"), &configuration)
}

fn start_daemon(mut daemon: Command, configuration: &Path) -> Result<Process, DesktopError> {
    daemon.arg("--config-file").arg(configuration);
    daemon.args(["--nofork", "--nopidfile", "--nosyslog", "--print-address=1"]);
    let mut bus = spawn_tethered(&daemon, "dbus-daemon")?;
    bus.first_line()?;
    Ok(bus)
}

/// The one service that the bus starts by itself: the prompt for the keyring's password, where it is installed.
fn offer_prompter(folder: &Path) -> Result<PathBuf, DesktopError> {
    const NAME: &str = "org.gnome.keyring.SystemPrompter.service";
    let services = folder.join("services");
    std::fs::create_dir(&services)?;
    let installed = Path::new("/usr/share/dbus-1/services").join(NAME);
    if installed.is_file() {
        std::fs::copy(installed, services.join(NAME))?;
    }
    Ok(services)
}

/// A bus that starts no keyring by itself: there is one only if the desktop was given one.
fn bus_configuration(address: &str, services: &Path) -> String {
    let services = services.display();
    format!(
        r#"<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>{address}</listen>
  <servicedir>{services}</servicedir>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
  <!-- As every session bus has them; what holds without these lines is meant for the system's bus. -->
  <limit name="max_incoming_bytes">1000000000</limit>
  <limit name="max_outgoing_bytes">1000000000</limit>
  <limit name="max_message_size">1000000000</limit>
  <limit name="max_match_rules_per_connection">50000</limit>
  <limit name="max_replies_per_connection">50000</limit>
</busconfig>
"#
    )
}

fn spawn_tethered(command: &Command, package: &'static str) -> Result<Process, DesktopError> {
    // A missing program would otherwise show only as a failure of `setpriv`.
    process::find(command.get_program(), package)?;
    let mut tethered = process::tethered(command);
    tethered.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
    Process::spawn(&mut tethered, "util-linux")
}

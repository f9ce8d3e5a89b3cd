//! Installs the .deb on this machine, opens the app once on a screen of its own, and removes it again.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Stdio};
use std::time::Duration;

use crate::{clock, command::Run, console, failure::Failure, workspace};

/// What must be there once it is installed.
const INSTALLED: [&str; 10] = [
    "/usr/bin/countersign",
    "/usr/bin/countersign-desktop",
    "/usr/share/applications/Countersign.desktop",
    "/usr/share/metainfo/app.countersign.desktop.metainfo.xml",
    "/usr/share/man/man1/countersign.1.gz",
    "/usr/share/man/man1/countersign-add.1.gz",
    "/usr/share/bash-completion/completions/countersign",
    "/usr/share/doc/countersign/copyright",
    "/usr/share/doc/countersign/docs/cli.md",
    "/usr/share/doc/countersign/third-party-licences.txt",
];

/// How long the first window may take on a slow machine.
const WINDOW_LIMIT: Duration = Duration::from_secs(60);

/// Does all three; removes it even when it did not open.
///
/// # Errors
/// A version is installed already, a file is missing, or no window opened.
pub(super) fn install_open_remove(package: &Path) -> Result<String, Failure> {
    if Run::program("dpkg-query").words(["--show", "countersign"]).succeeds() {
        return Err(Failure::new(
            "countersign is installed already: it would be replaced and removed",
            "remove it first (apt-get remove countersign), or check on another machine",
        ));
    }
    dpkg().words(["--install".as_ref(), package.as_os_str()]).go()?;
    let outcome = look_at_files().and_then(|()| open());
    dpkg().words(["--purge", "countersign"]).go()?;
    let took = outcome?;
    if let Some(left) = INSTALLED.iter().find(|path| Path::new(path).exists()) {
        return Err(Failure::new(format!("removing it left {left} behind"), "see who owns it: dpkg --search"));
    }
    Ok(format!("installed, window after {}, removed", console::seconds(took)))
}

fn dpkg() -> Run {
    let is_root = Run::program("id").words(["-u"]).text().is_ok_and(|id| id == "0");
    if is_root { Run::program("dpkg") } else { Run::program("sudo").words(["dpkg"]) }
}

fn look_at_files() -> Result<(), Failure> {
    if let Some(missing) = INSTALLED.iter().find(|path| !Path::new(path).is_file()) {
        return Err(Failure::new(format!("the package lacks {missing}"), "see bundle.linux in tauri.conf.json"));
    }
    console::note(&Run::program("/usr/bin/countersign").words(["--version"]).text()?);
    Ok(())
}

/// A child that is ended when it is let go.
struct Ended(Child);

impl Drop for Ended {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Answers how long the window took to appear.
fn open() -> Result<Duration, Failure> {
    let (_screen, display) = open_screen()?;
    let home = workspace::target()?.join("package/home");
    workspace::create_folder(&home)?;
    let stopwatch = clock::Stopwatch::start();
    let mut app = open_app(&display, &home)?;
    let appeared = clock::wait_for(WINDOW_LIMIT, || {
        if let Ok(Some(status)) = app.0.try_wait() {
            return Some(Err(Failure::new(format!("the installed app ended with {status}"), "start it by hand")));
        }
        has_window(&display).then_some(Ok(()))
    });
    match appeared {
        Some(outcome) => outcome.map(|()| stopwatch.elapsed()),
        None => Err(Failure::new("the installed app showed no window within a minute", "start it by hand")),
    }
}

/// Starts a screen that chooses its own free number, and answers it.
fn open_screen() -> Result<(Ended, String), Failure> {
    let words = ["-displayfd", "1", "-screen", "0", "1280x900x24", "-nolisten", "tcp"];
    let mut command = Run::program("Xvfb").words(words).into_command();
    let spawned = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn();
    let mut screen = Ended(spawned.map_err(|error| Failure::file(Path::new("Xvfb"), &error))?);
    let mut number = String::new();
    let read = screen.0.stdout.take().map(|output| BufReader::new(output).read_line(&mut number));
    match read {
        Some(Ok(length)) if length > 0 => Ok((screen, format!(":{}", number.trim()))),
        _ => Err(Failure::new("Xvfb did not say which screen it opened", "start Xvfb by hand to see why")),
    }
}

/// Opens it as a new person without a keyring would: no home, no bus, nothing of the developer's.
fn open_app(display: &str, home: &Path) -> Result<Ended, Failure> {
    let mut run = Run::program("/usr/bin/countersign-desktop").folder(home).environment("DISPLAY", display);
    for name in ["HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME", "XDG_RUNTIME_DIR"] {
        run = run.environment(name, home);
    }
    run = run.environment("DBUS_SESSION_BUS_ADDRESS", "disabled:").environment("GDK_BACKEND", "x11");
    let mut command = run.into_command();
    command.env_remove("WAYLAND_DISPLAY");
    let spawned = command.spawn();
    spawned.map(Ended).map_err(|error| Failure::file(Path::new("/usr/bin/countersign-desktop"), &error))
}

fn has_window(display: &str) -> bool {
    let run = Run::program("xdotool").environment("DISPLAY", display);
    run.words(["search", "--onlyvisible", "--name", "^Countersign$"]).succeeds()
}

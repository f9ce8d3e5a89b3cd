//! `cargo xtask setup`: installs what is missing, or says exactly what to install.

mod apt;
mod packages;
mod system;
mod tools;

use packages::Family;
pub(crate) use packages::Purpose;
use system::System;
pub(crate) use tools::require_deny;

use crate::{
    arguments::{Arguments, Task},
    command::Run,
    console,
    failure::Failure,
};

/// The task.
pub(crate) const TASK: Task = Task {
    name: "setup",
    about: "Install what building (and testing) needs and this machine lacks",
    details: "
On Debian and Ubuntu it lists the missing packages, asks, and installs them with apt-get; a run with CI in its
environment does not ask. On other systems it prints what to install. `run`, `test` and `package` do this first.

  --tests      also what the whole test run needs, cargo-deny included
  --packages   also what checking the .deb and .rpm needs
  --yes        do not ask",
    flags: &["--tests", "--packages", "--yes"],
    options: &[],
    operand: None,
    passes_rest: false,
    run,
};

fn run(arguments: &Arguments) -> Result<(), Failure> {
    let mut purposes = vec![Purpose::Build];
    if arguments.has("--tests") {
        purposes.push(Purpose::Tests);
    }
    if arguments.has("--packages") {
        purposes.push(Purpose::Packages);
    }
    console::heading("setup");
    prepare(&purposes, arguments.has("--yes"))?;
    if arguments.has("--tests") { require_deny(arguments.has("--yes")) } else { Ok(()) }
}

/// Makes sure that everything for these purposes is installed.
///
/// # Errors
/// Something is missing and was not, or could not be, installed.
pub(crate) fn prepare(purposes: &[Purpose], agreed: bool) -> Result<(), Failure> {
    tools::require_node()?;
    match System::here() {
        System::Linux(Family::Debian, _) => apt::install(&Family::Debian.packages(purposes), agreed)?,
        System::Linux(family, name) => require_or_advise(&name, &[family], purposes)?,
        System::OtherLinux(name) => {
            require_or_advise(&name, &[Family::Debian, Family::Fedora, Family::Arch, Family::Suse], purposes)?;
        }
        System::MacOs => require_macos_tools()?,
        System::Windows => console::note(WINDOWS),
        System::Other => console::note("this system is not known: Tauri's web page lists what it needs"),
    }
    Ok(())
}

const WINDOWS: &str = "Windows needs the \"Desktop development with C++\" build tools of Visual Studio and the WebView2 \
                       runtime, which Windows 10 (from 1803) and 11 bring along";

/// Where we do not install ourselves: go on if what we look for is there, else say what to install.
fn require_or_advise(system: &str, families: &[Family], purposes: &[Purpose]) -> Result<(), Failure> {
    let has_library = Run::program("pkg-config").words(["--exists", "webkit2gtk-4.1"]).succeeds();
    let missing: Vec<&str> = test_programs(purposes).filter(|program| !crate::command::is_present(program)).collect();
    if has_library && missing.is_empty() {
        console::note(&format!("{system}: webkit2gtk-4.1 and every program looked for are there"));
        return Ok(());
    }
    let mut what = format!("{system}: not found:");
    if !has_library {
        what.push_str(" webkit2gtk-4.1 (for pkg-config)");
    }
    what.push_str(&missing.iter().map(|program| format!(" {program}")).collect::<String>());
    let lines =
        families.iter().map(|family| format!("{} {}", family.install_command(), family.packages(purposes).join(" ")));
    Err(Failure::new(what, format!("install them, as root:\n{}", lines.collect::<Vec<_>>().join("\n"))))
}

fn test_programs(purposes: &[Purpose]) -> impl Iterator<Item = &'static str> {
    let programs: &[&str] = match purposes.contains(&Purpose::Tests) {
        true => &[
            "WebKitWebDriver",
            "Xvfb",
            "dbus-daemon",
            "gnome-keyring-daemon",
            "secret-tool",
            "oathtool",
            "xclip",
            "xdotool",
            "chromedriver",
            "python3",
        ],
        false => &[],
    };
    programs.iter().copied()
}

fn require_macos_tools() -> Result<(), Failure> {
    if Run::program("xcode-select").words(["-p"]).succeeds() {
        console::note("the command line tools of Xcode are there; macOS brings WebKit along");
        return Ok(());
    }
    Err(Failure::new("the command line tools of Xcode are missing", "xcode-select --install"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_family_names_packages_for_every_purpose() {
        for family in [Family::Debian, Family::Fedora, Family::Arch, Family::Suse] {
            for purpose in [Purpose::Build, Purpose::Tests, Purpose::Packages] {
                assert!(!family.packages(&[purpose]).is_empty(), "{family:?} {purpose:?}");
            }
        }
    }

    #[test]
    fn building_needs_no_test_package() {
        let packages = Family::Debian.packages(&[Purpose::Build]);
        assert!(packages.contains(&"libwebkit2gtk-4.1-dev"));
        assert!(!packages.contains(&"xvfb"));
    }
}

//! The window's program, started as a shell does.

use std::process::{Command, Output};

fn run(words: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_countersign-desktop"));
    command.args(words).env_remove("DISPLAY").env_remove("WAYLAND_DISPLAY");
    // Without a bus no keyring of the person who runs the tests is asked.
    command.env("DBUS_SESSION_BUS_ADDRESS", "disabled:");
    let folder = tempfile::tempdir().unwrap();
    for name in ["HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_RUNTIME_DIR"] {
        command.env(name, folder.path());
    }
    command.output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

#[test]
fn without_a_screen_it_says_so() {
    let output = run(&[]);
    assert_eq!(output.status.code(), Some(1));
    let said = text(&output.stderr);
    assert!(said.contains("window-no-screen") && !said.contains("panicked"), "{said}");
}

#[test]
fn it_says_how_it_is_started() {
    let help = run(&["--help"]);
    assert!(help.status.success());
    assert!(text(&help.stdout).contains("Usage: countersign-desktop"));
    assert_eq!(text(&run(&["--version"]).stdout), format!("countersign-desktop {}\n", env!("CARGO_PKG_VERSION")));
    let wrong = run(&["add"]);
    assert_eq!(wrong.status.code(), Some(2));
    assert!(text(&wrong.stderr).contains("--help"));
}

//! A private desktop is private, complete, and leaves nothing behind.
#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::path::Path;

use private_desktop::{Desktop, Services};

fn keep(desktop: &Desktop, secret: &str) -> bool {
    start_keeping(desktop, secret).wait().unwrap().success()
}

fn start_keeping(desktop: &Desktop, secret: &str) -> std::process::Child {
    let mut tool = desktop.command("secret-tool");
    tool.args(["store", "--label=kept", "kept", "here"]).stdin(std::process::Stdio::piped());
    let mut child = tool.spawn().expect("secret-tool (libsecret-tools) is installed");
    std::io::Write::write_all(&mut child.stdin.take().unwrap(), secret.as_bytes()).unwrap();
    child
}

/// What is kept and can be read without a prompt: unlike a look-up, a search asks nobody.
fn kept(desktop: &Desktop) -> Option<String> {
    let output = desktop.command("secret-tool").args(["search", "kept", "here"]).output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    text.lines().find_map(|line| line.strip_prefix("secret = ")).map(str::to_owned)
}

#[test]
fn two_desktops_keep_their_secrets_apart() {
    let (first, second) = (Desktop::start().unwrap(), Desktop::start().unwrap());
    assert!(keep(&first, "one"));
    assert_eq!(kept(&first).as_deref(), Some("one"));
    assert_eq!(kept(&second), None);
}

#[test]
fn a_keyring_keeps_its_secrets_when_the_daemon_is_killed_and_when_it_is_locked() {
    let mut desktop = Desktop::start().unwrap();
    assert!(keep(&desktop, "one"));
    desktop.kill_keyring();
    assert_eq!(kept(&desktop), None);
    desktop.start_keyring_locked().unwrap();
    assert_eq!(kept(&desktop), None);
    desktop.unlock_keyring().unwrap();
    assert_eq!(kept(&desktop).as_deref(), Some("one"));
}

#[test]
fn the_systems_prompt_is_dismissed_and_answered() {
    let desktop = Desktop::start().unwrap();
    assert!(keep(&desktop, "one"));
    desktop.lock_keyring().unwrap();
    assert!(!desktop.has_prompt().unwrap());
    let ask = || desktop.command("secret-tool").args(["search", "--unlock", "kept", "here"]).spawn().unwrap();
    let mut asked = ask();
    desktop.dismiss_prompt().unwrap();
    asked.wait().unwrap();
    assert_eq!(kept(&desktop), None);
    asked = ask();
    desktop.answer_prompt().unwrap();
    asked.wait().unwrap();
    assert_eq!(kept(&desktop).as_deref(), Some("one"));
}

#[test]
fn without_a_keyring_nothing_can_be_kept() {
    for services in [Services::BusOnly, Services::Nothing] {
        let desktop = Desktop::start_with(services).unwrap();
        assert!(!keep(&desktop, "one"), "{services:?}");
    }
    let desktop = Desktop::start_with(Services::KeyringWithoutCollection).unwrap();
    let mut asked = start_keeping(&desktop, "one");
    desktop.dismiss_prompt().unwrap();
    assert!(!asked.wait().unwrap().success(), "it offered to make a collection, and nobody wanted one");
}

#[test]
fn the_clipboard_is_the_desktops_own() {
    let (first, second) =
        (Desktop::start_with(Services::Nothing).unwrap(), Desktop::start_with(Services::Nothing).unwrap());
    assert_eq!(first.clipboard_text().unwrap(), None);
    first.put_text_on_clipboard("123456").unwrap();
    assert_eq!(first.clipboard_text().unwrap().as_deref(), Some("123456"));
    assert_eq!(second.clipboard_text().unwrap(), None);
}

#[test]
fn no_system_bus_is_there_until_the_stand_in_for_logind_is_started() {
    let desktop = Desktop::start_with(Services::Nothing).unwrap();
    let mut ask = desktop.command("dbus-send");
    ask.args(["--system", "--print-reply", "--dest=org.freedesktop.login1", "/org/freedesktop/login1"]);
    ask.args(["org.freedesktop.login1.Manager.GetSessionByPID", "uint32:1"]);
    assert!(!ask.output().unwrap().status.success(), "it asked the bus of this machine");
    let logind = desktop.start_logind().unwrap();
    let answer = ask.output().unwrap();
    assert!(String::from_utf8_lossy(&answer.stdout).contains(private_desktop::Logind::SESSION), "{answer:?}");
    assert_eq!(logind.next_asker().unwrap(), 1);
    drop(logind);
    assert!(!ask.output().unwrap().status.success());
}

#[test]
fn nothing_is_left_of_a_desktop() {
    let desktop = Desktop::start().unwrap();
    desktop.put_text_on_clipboard("left").unwrap();
    let folder = desktop.folder().to_owned();
    assert!(processes_of(&folder) >= 4, "display, bus, keyring and clipboard");
    drop(desktop);
    assert!(!folder.exists());
    // The clipboard's owner ends by itself once its display is gone.
    while processes_of(&folder) > 0 {
        std::thread::yield_now();
    }
}

/// How many processes have `folder` as part of their environment.
fn processes_of(folder: &Path) -> usize {
    let needle = folder.as_os_str().as_encoded_bytes();
    let environments =
        std::fs::read_dir("/proc").unwrap().filter_map(|entry| std::fs::read(entry.ok()?.path().join("environ")).ok());
    environments.filter(|environment| environment.windows(needle.len()).any(|part| part == needle)).count()
}

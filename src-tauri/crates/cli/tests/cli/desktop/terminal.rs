//! With a person at a terminal: questions, and what is not shown as it is typed.

use std::io::{Read, Write};
use std::process::{Child, ChildStdin, ChildStdout, Stdio};

use super::Desk;
use crate::pictures::{OTHER_SECRET, SECRET, address, write_codes};
use crate::program::PROGRAM;

/// A command on a terminal of its own, made by `script`.
struct Terminal {
    child: Child,
    keys: ChildStdin,
    screen: ChildStdout,
    seen: String,
}

impl Terminal {
    fn start(desk: &Desk, line: &str) -> Self {
        Self::of(desk, &format!("{PROGRAM} {line}"))
    }

    /// Any command.
    fn of(desk: &Desk, command: &str) -> Self {
        let mut script = desk.desktop.command("script");
        script.args(["--quiet", "--return", "--echo", "never", "--command", command, "/dev/null"]);
        script.current_dir(desk.folder()).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = script.spawn().expect("script (bsdutils) is installed");
        let (keys, screen) = (child.stdin.take().unwrap(), child.stdout.take().unwrap());
        Self { child, keys, screen, seen: String::new() }
    }

    /// Waits until `text` is on the screen, then types.
    fn answers(mut self, text: &str, keys: &str) -> Self {
        self.read_until(text);
        self.keys.write_all(keys.as_bytes()).unwrap();
        self
    }

    fn read_until(&mut self, text: &str) {
        let mut byte = [0];
        let mut fresh = Vec::new();
        while !String::from_utf8_lossy(&fresh).contains(text) {
            let read = self.screen.read(&mut byte).unwrap_or(0);
            assert_eq!(read, 1, "ended without “{text}”: {}{}", self.seen, String::from_utf8_lossy(&fresh));
            fresh.push(byte[0]);
        }
        self.seen.push_str(&String::from_utf8_lossy(&fresh));
    }

    /// Everything that was on the screen, once it ended so.
    fn ends(mut self, exit: i32) -> String {
        let mut rest = Vec::new();
        // A terminal whose program has ended reads as an error.
        let _ended = self.screen.read_to_end(&mut rest);
        self.seen.push_str(&String::from_utf8_lossy(&rest));
        let status = self.child.wait().unwrap();
        assert_eq!(status.code(), Some(exit), "{}", self.seen);
        self.seen.replace('\r', "")
    }
}

#[test]
fn before_anything_is_stored_a_person_is_asked() {
    let desk = Desk::start();
    write_codes(&desk.folder(), "a.png", &[&address("GitHub", "ada", SECRET)]);
    let screen = Terminal::start(&desk, "add a.png").answers("Store 1 account? [y/N] ", "n\n").ends(12);
    assert!(screen.contains("- GitHub: ada") && !screen.contains(SECRET), "{screen}");
    assert_eq!(desk.accounts().len(), 0);
    let screen = Terminal::start(&desk, "add a.png").answers("Store 1 account? [y/N] ", "y\n").ends(0);
    assert!(screen.ends_with("added: GitHub: ada\n"), "{screen}");
    assert_eq!(desk.accounts().len(), 1);
    let screen = Terminal::start(&desk, "add a.png").ends(0);
    assert!(screen.contains("is here already"), "{screen}");
}

#[test]
fn another_secret_under_the_same_name_is_asked_about() {
    let desk = Desk::with_account();
    write_codes(&desk.folder(), "new.png", &[&address("GitHub", "ada", OTHER_SECRET)]);
    let question = "GitHub: ada is here with another secret. Store this one, GitHub: ada, as well? [y/N] ";
    Terminal::start(&desk, "add new.png").answers(question, "\n").ends(12);
    assert_eq!(desk.accounts().len(), 1);
    Terminal::start(&desk, "add new.png").answers(question, "yes\n").ends(0);
    assert_eq!(desk.accounts().len(), 2);
}

#[test]
fn a_typed_secret_is_not_on_the_screen() {
    let desk = Desk::start();
    let screen = Terminal::start(&desk, "add --typed")
        .answers("Issuer (who asks for the code): ", "Bank\n")
        .answers("Name (whose account it is): ", "ada\n")
        .answers("Secret (not shown): ", &format!("{SECRET}\n"))
        .answers("Store 1 account? [y/N] ", "y\n")
        .ends(0);
    assert!(screen.contains("added: Bank: ada") && !screen.contains(&SECRET[..8]), "{screen}");
    assert_eq!(desk.accounts().len(), 1);
}

#[test]
fn a_pasted_address_is_not_on_the_screen() {
    let desk = Desk::start();
    let prompt = "otpauth:// address, or an empty line at the end (not shown): ";
    let screen = Terminal::start(&desk, "add -")
        .answers(prompt, &format!("{}\n", address("GitHub", "ada", SECRET)))
        .answers(prompt, "\n")
        .answers("Store 1 account? [y/N] ", "y\n")
        .ends(0);
    assert!(!screen.contains("GEZD"), "{screen}");
    let screen = Terminal::start(&desk, "code --uri - --at 59")
        .answers("otpauth:// address (not shown): ", &format!("{}\n", address("GitHub", "ada", SECRET)))
        .ends(0);
    assert!(screen.contains("287082") && !screen.contains("GEZD"), "{screen}");
}

#[test]
fn a_secret_is_shown_after_a_yes_only() {
    let desk = Desk::with_account();
    let question = "Show the secret of GitHub: ada? Whoever sees it can make its codes. [y/N] ";
    let screen = Terminal::start(&desk, "show github --uri").answers(question, "n\n").ends(12);
    assert!(!screen.contains(SECRET), "{screen}");
    let screen = Terminal::start(&desk, "show github --uri").answers(question, "y\n").ends(0);
    assert!(screen.contains(SECRET), "{screen}");
}

#[test]
fn an_account_is_deleted_for_good_after_a_yes_only() {
    let desk = Desk::with_account();
    let question = "Delete GitHub: ada for good? Its codes cannot be made again. [y/N] ";
    Terminal::start(&desk, "remove github --forever").answers(question, "\n").ends(12);
    Terminal::start(&desk, "remove github --forever").answers(question, "\u{4}").ends(12);
    assert_eq!(desk.accounts().len(), 1);
    Terminal::start(&desk, "remove github --forever").answers(question, "y\n").ends(0);
    assert_eq!(desk.accounts().len(), 0);
}

#[test]
fn a_part_of_a_name_removes_an_account_after_a_yes_only() {
    let desk = Desk::with_account();
    let question = "Put GitHub: ada into the trash? [y/N] ";
    Terminal::start(&desk, "remove git").answers(question, "n\n").ends(12);
    Terminal::start(&desk, "remove git --yes").ends(3);
    let forever = "Delete GitHub: ada for good? Its codes cannot be made again. [y/N] ";
    Terminal::start(&desk, "remove git --forever").answers(forever, "n\n").ends(12);
    Terminal::start(&desk, "remove git --forever --yes").ends(3);
    assert_eq!(desk.accounts().len(), 1);
    Terminal::start(&desk, "remove git").answers(question, "y\n").ends(0);
    assert_eq!(desk.accounts().len(), 0);
}

#[test]
fn a_person_is_told_whose_code_it_is_and_a_pipe_is_not() {
    let desk = Desk::with_account();
    let screen = Terminal::start(&desk, "code git --at 59").ends(0);
    assert_eq!(screen, "287082\nGitHub: ada, 1 s left\n");
    assert_eq!(desk.run("code git --at 59").exits(0).stderr, "");
}

#[test]
fn the_password_of_a_sealed_file_is_typed_twice_and_not_shown() {
    let desk = Desk::start();
    let differing = Terminal::start(&desk, "store create file:codes")
        .answers("New password", "a long password\n")
        .answers("The same again", "another password\n")
        .ends(12);
    assert!(differing.contains("passwords-differ"), "{differing}");
    assert!(!desk.folder().join("codes").exists());
    let made = Terminal::start(&desk, "store create file:codes")
        .answers("New password", "a long password\n")
        .answers("The same again", "a long password\n")
        .ends(0);
    assert!(made.contains("recovery code: ") && made.contains("shown this once"), "{made}");
    let listed = Terminal::start(&desk, "--store file:codes list").answers("Password or", "a long password\n").ends(0);
    assert!(listed.contains("no accounts yet"), "{listed}");
    for shown in [&differing, &made, &listed] {
        assert!(!shown.contains("long password"), "{shown}");
    }
}

/// Runs a shell around the command, which tells its number, how the command ended, and whether the terminal is as it was.
fn in_a_shell(desk: &Desk, line: &str) -> Terminal {
    let text = format!(
        "trap : INT\nstty sane\nbefore=$(stty -g)\nsh -c 'echo \"number $$.\"; exec env --default-signal=HUP {PROGRAM} {line}'\n\
         echo \"ended by $?\"\n[ \"$(stty -g)\" = \"$before\" ] && echo as before\n"
    );
    std::fs::write(desk.folder().join("shell"), text).unwrap();
    Terminal::of(desk, "exec sh shell")
}

#[test]
fn a_terminal_shows_again_what_is_typed_when_a_hidden_question_is_broken_off() {
    let desk = Desk::start();
    for line in ["add --typed --issuer Bank --name ada", "store create file:codes", "code --uri -"] {
        // Ctrl-C, with half an answer before it.
        let screen = in_a_shell(&desk, line).answers("(not shown): ", "half\x03").ends(0);
        assert!(screen.ends_with("(not shown): \nended by 130\nas before\n"), "{line}: {screen}");
    }
    assert!(!desk.folder().join("codes").exists());
}

#[test]
fn a_terminal_shows_again_what_is_typed_when_a_hidden_question_is_ended_from_outside() {
    use rustix::process::{Pid, Signal, kill_process};
    let desk = Desk::start();
    for (signal, exit) in [(Signal::INT, 130), (Signal::TERM, 143), (Signal::HUP, 129)] {
        let mut terminal = in_a_shell(&desk, "store create file:codes");
        terminal.read_until("number ");
        terminal.read_until(".");
        let number = terminal.seen.rsplit(' ').next().unwrap().trim_end_matches('.').parse().unwrap();
        terminal.read_until("(not shown): ");
        kill_process(Pid::from_raw(number).unwrap(), signal).unwrap();
        let screen = terminal.ends(0);
        assert!(screen.ends_with(&format!("(not shown): \nended by {exit}\nas before\n")), "{screen}");
    }
}

#[test]
fn a_program_that_asked_for_something_hidden_ends_by_signals_as_before() {
    let desk = Desk::start();
    let screen = in_a_shell(&desk, "add --typed --issuer Bank --name ada")
        .answers("Secret (not shown): ", &format!("{SECRET}\n"))
        .answers("Store 1 account? [y/N] ", "\x03")
        .ends(0);
    assert!(screen.ends_with("ended by 130\nas before\n"), "{screen}");
    assert_eq!(desk.accounts().len(), 0);
}

#[test]
fn no_key_stops_a_hidden_question_or_dumps_its_memory() {
    let desk = Desk::start();
    // Ctrl-Z and Ctrl-\ are no part of a password; what was typed wrong is taken back.
    let screen = in_a_shell(&desk, "store create file:codes")
        .answers("New password", "a lonk\x7fg \x1a\x1cpassword\n")
        .answers("The same again", "wrong\x15a long password\n")
        .ends(0);
    assert!(screen.contains("recovery code: ") && screen.ends_with("ended by 0\nas before\n"), "{screen}");
    let screen = in_a_shell(&desk, "--store file:codes store password")
        .answers("Password or", "a long password\n")
        .answers("New password", "\x03")
        .ends(0);
    assert!(screen.ends_with("(not shown): \nended by 130\nas before\n"), "{screen}");
}

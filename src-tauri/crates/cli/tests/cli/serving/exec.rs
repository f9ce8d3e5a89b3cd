//! `exec`: the command's own end, input, output and signals.

use std::os::unix::process::CommandExt;

use tempfile::tempdir;

use super::Server;
use crate::program::{answer, command, run, run_with};

fn shell(script: &str) -> i32 {
    let folder = tempdir().unwrap();
    run(folder.path(), &["exec", "--", "sh", "-c", script]).exit
}

#[test]
fn it_ends_as_the_command_does() {
    assert_eq!(shell("exit 0"), 0);
    assert_eq!(shell("exit 1"), 1);
    assert_eq!(shell("exit 42"), 42);
    assert_eq!(shell("exit 255"), 255);
    assert_eq!(shell("kill -TERM $$"), 143);
    assert_eq!(shell("kill -KILL $$"), 137);
}

#[test]
fn a_command_that_is_not_there_or_no_program_is_told_apart() {
    let folder = tempdir().unwrap();
    let answer = run(folder.path(), &["exec", "--json", "--", "no-such-command"]).exits(127);
    assert_eq!(answer.error()["code"], "exec-not-found");
    std::fs::write(folder.path().join("text"), "no program").unwrap();
    let answer = run(folder.path(), &["exec", "--json", "--", "./text"]).exits(126);
    assert_eq!(answer.error()["code"], "exec-not-executable");
}

#[test]
fn input_and_output_are_the_commands_alone() {
    let folder = tempdir().unwrap();
    let answer = run_with(folder.path(), &["exec", "--", "cat"], b"otpauth://, through and through").exits(0);
    assert_eq!((answer.stdout.as_str(), answer.stderr.as_str()), ("otpauth://, through and through", ""));
}

#[test]
fn the_command_gets_its_own_arguments() {
    let folder = tempdir().unwrap();
    let line = ["exec", "--port", "0", "--", "echo", "--json", "otpauth://x", "--", "-x"];
    let answer = run(folder.path(), &line).exits(0);
    assert_eq!(answer.stdout, "--json otpauth://x -- -x\n");
}

#[test]
fn the_command_is_told_where_the_server_is_and_not_its_key() {
    let folder = tempdir().unwrap();
    let mut exec = command(folder.path());
    exec.env("KEY", "11".repeat(32)).args(["exec", "--key", "env:KEY", "--", "sh", "-c"]);
    exec.arg("echo $COUNTERSIGN_URL; echo $COUNTERSIGN_ADMIN_TOKEN; echo \"key:$KEY\"; read line; exit 3");
    let mut server = Server::of(&mut exec);
    let token = server.line();
    assert_eq!(server.line(), "key:");
    assert_eq!(server.client().with_token(&token).send("GET", "/api/v1/admin/users", None).0, 200);
    server.end().exits(3);
}

#[test]
fn signals_reach_the_command_which_decides() {
    let folder = tempdir().unwrap();
    for (signal, expected) in [("TERM", 5), ("INT", 6)] {
        let mut exec = command(folder.path());
        let script = "trap 'exit 5' TERM; trap 'exit 6' INT; echo $COUNTERSIGN_URL; while :; do read line; done";
        // A group of its own: a terminal would send Ctrl-C to the command itself.
        exec.process_group(0).args(["exec", "--", "sh", "-c", script]);
        let mut server = Server::of(&mut exec);
        let _open = server.child.stdin.take();
        server.signal(signal);
        server.end().exits(expected);
    }
}

#[test]
fn a_server_that_does_not_start_starts_no_command() {
    let folder = tempdir().unwrap();
    let line = ["exec", "--config", "absent.toml", "--json", "--", "touch", "done"];
    let mut exec = command(folder.path());
    assert_eq!(answer(exec.args(line), b"").exits(17).error()["code"], "config-unreadable");
    assert!(!folder.path().join("done").exists());
}

//! Passwords by a file descriptor: which line is which.

use tempfile::tempdir;

use crate::program::run_with;

const PASSWORD: &str = "correct horse battery staple\n";

fn words(line: &str) -> Vec<&str> {
    line.split(' ').collect()
}

#[test]
fn a_line_behind_a_new_password_is_refused_and_nothing_done() {
    let folder = tempdir().unwrap();
    let run = |line: &str, passwords: &str| {
        let line = format!("{line} --password-fd 0 --json");
        run_with(folder.path(), &words(&line), passwords.as_bytes())
    };
    let codes = "--store file:codes";
    // Typed twice, as on a terminal, and two passwords where one is asked for.
    for passwords in [format!("{PASSWORD}{PASSWORD}"), format!("{PASSWORD}another password"), format!("{PASSWORD} \n")]
    {
        let refused = run("store create file:codes", &passwords).exits(12).hides("another password");
        assert_eq!(refused.error()["code"], "password-lines-left");
        assert!(!folder.path().join("codes").exists());
    }
    // Empty lines at the end are nobody's password.
    run("store create file:codes", &format!("{PASSWORD}\n\r\n")).exits(0);
    let three = format!("{PASSWORD}another password\na third one\n");
    for line in ["store password", "backup create --folder kept"] {
        let refused = run(&format!("{line} {codes}"), &three).exits(12).hides("third").error();
        assert_eq!(refused["code"], "password-lines-left");
        assert!(!folder.path().join("kept").exists());
    }
    run(&format!("list {codes}"), PASSWORD).exits(0);
    run(&format!("store password {codes}"), &format!("{PASSWORD}another password")).exits(0);
    run(&format!("list {codes}"), "another password").exits(0);
}

#[test]
fn what_is_not_asked_for_is_not_read_where_no_password_is_made() {
    let folder = tempdir().unwrap();
    let run = |line: &str, passwords: &str| run_with(folder.path(), &words(line), passwords.as_bytes());
    run("store create file:codes --password-fd 0", PASSWORD).exits(0);
    // One list of passwords serves several commands.
    run("list --store file:codes --password-fd 0", &format!("{PASSWORD}the password of backups\n")).exits(0);
}

//! `doctor`, with a time server on this machine.

use std::net::{SocketAddr, UdpSocket};
use std::thread::{self, JoinHandle};

use serde_json::Value;
use tempfile::tempdir;

use crate::program::run;

/// Answers one question: its clock is so many seconds ahead of what the question says.
fn time_server(ahead: i64) -> (SocketAddr, JoinHandle<()>) {
    let socket = UdpSocket::bind("127.0.0.1:0").unwrap();
    let address = socket.local_addr().unwrap();
    let server = thread::spawn(move || {
        let mut question = [0; 48];
        let (length, client) = socket.recv_from(&mut question).unwrap();
        assert_eq!((length, question[0]), (48, 0b00_100_011), "version 4, a client");
        let mark: [u8; 8] = question[40..].try_into().unwrap();
        let now = u64::from_be_bytes(mark).wrapping_add_signed(ahead << 32).to_be_bytes();
        let mut answer = [0; 48];
        (answer[0], answer[1]) = (0b00_100_100, 1);
        answer[24..32].copy_from_slice(&mark);
        answer[32..40].copy_from_slice(&now);
        answer[40..].copy_from_slice(&now);
        socket.send_to(&answer, client).unwrap();
    });
    (address, server)
}

fn check<'a>(answer: &'a Value, name: &str) -> &'a Value {
    answer["checks"].as_array().unwrap().iter().find(|check| check["name"] == name).unwrap()
}

#[test]
fn a_clock_is_compared_with_the_server_that_was_named() {
    let folder = tempdir().unwrap();
    for (ahead, exit, state) in [(0, 0, "well"), (-3_000, 23, "attention"), (90, 23, "attention")] {
        let (address, server) = time_server(ahead);
        let words = ["doctor", "--clock", &address.to_string(), "--yes", "--json"];
        let answer = run(folder.path(), &words).exits(exit).hides(&address.to_string()).json();
        server.join().unwrap();
        assert_eq!(check(&answer, "clock")["state"], state, "{answer}");
        assert_eq!(answer["well"], exit == 0);
    }
    let (address, server) = time_server(3_000);
    let told = run(folder.path(), &["doctor", "--clock", &address.to_string(), "--yes"]).exits(23);
    server.join().unwrap();
    assert!(told.stdout.contains("3000.") && told.stdout.contains("s behind"), "{told:?}");
}

#[test]
fn nobody_is_asked_for_the_time_without_a_yes() {
    let folder = tempdir().unwrap();
    let answer = run(folder.path(), &["doctor", "--json"]).exits(0).json();
    assert_eq!(check(&answer, "clock")["state"], "unknown");
    // Nothing listens there, and nobody is asked.
    let refused = run(folder.path(), &["doctor", "--clock", "127.0.0.1:9", "--json"]).exits(12).error();
    assert_eq!(refused["code"], "answer-needed");
    run(folder.path(), &["doctor", "--yes"]).exits(2);
}

#[test]
fn a_server_that_does_not_answer_is_no_trouble_of_this_machine() {
    let folder = tempdir().unwrap();
    let answer = run(folder.path(), &["doctor", "--clock", "no such host", "--yes", "--json"]).exits(0).json();
    assert_eq!(check(&answer, "clock")["found"], "not compared: time-server-unknown");
}

#[test]
fn the_answer_names_the_store_and_no_person() {
    let folder = tempdir().unwrap();
    let home = folder.path().to_str().unwrap();
    let answer = run(folder.path(), &["doctor", "--json"]).exits(0).hides(home).json();
    assert_eq!(check(&answer, "store")["state"], "well");
    let program = check(&answer, "program")["found"].as_str().unwrap().to_owned();
    assert!(program.contains(env!("CARGO_PKG_VERSION")) && program.contains(std::env::consts::OS), "{program}");
    assert!(check(&answer, "data")["found"].as_str().unwrap().ends_with("countersign, not made yet"), "{answer}");
}

#[cfg(unix)]
#[test]
fn a_folder_that_others_may_write_to_needs_attention() {
    use std::os::unix::fs::PermissionsExt;

    let folder = tempdir().unwrap();
    let data = folder.path().join(".local/share/countersign");
    std::fs::create_dir_all(&data).unwrap();
    for (mode, exit) in [(0o777, 23), (0o700, 0)] {
        std::fs::set_permissions(&data, std::fs::Permissions::from_mode(mode)).unwrap();
        let answer = run(folder.path(), &["doctor", "--json"]).exits(exit).json();
        let found = check(&answer, "data")["found"].as_str().unwrap();
        assert!(found.starts_with(&format!("~/.local/share/countersign, {mode:03o}")), "{found}");
    }
}

#[test]
fn a_sealed_file_is_looked_at_without_its_password_and_path() {
    let folder = tempdir().unwrap();
    let words = ["--store", "file:ada-lovelace.sealed", "doctor", "--json"];
    let answer = run(folder.path(), &words).exits(23).hides("lovelace").json();
    assert_eq!(check(&answer, "store")["found"], "a sealed file, store-file-missing");
}

#[test]
fn a_file_that_is_no_sealed_file_is_not_called_well() {
    let folder = tempdir().unwrap();
    for (name, bytes) in [("empty", &b""[..]), ("other", b"root:x:0:0"), ("zeros", &[0; 4096])] {
        std::fs::write(folder.path().join(name), bytes).unwrap();
        let store = format!("file:{name}");
        let answer = run(folder.path(), &["--store", &store, "doctor", "--json"]).exits(23).json();
        assert_eq!(check(&answer, "store")["found"], "a sealed file, store-file-damaged", "{name}");
    }
}

//! `doctor`, with time servers and web servers on this machine.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, UdpSocket};
use std::sync::Arc;
use std::thread::{self, JoinHandle};
use std::time::{Duration, UNIX_EPOCH};

use rustls::crypto::ring;
use rustls::{ServerConfig, ServerConnection, StreamOwned};
use serde_json::Value;
use tempfile::tempdir;

use crate::program::{answer, command, run};

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

/// Two answers of a web server: its clock is so many seconds ahead of this machine's.
fn answers(stream: &mut (impl Read + Write), ahead: i64) {
    for _ in 0..2 {
        let mut question = Vec::new();
        while !question.ends_with(b"\r\n\r\n") {
            let mut byte = [0];
            if stream.read(&mut byte).unwrap_or(0) == 0 {
                return;
            }
            question.push(byte[0]);
        }
        assert!(question.starts_with(b"HEAD / HTTP/1.1\r\n"), "{}", String::from_utf8_lossy(&question));
        let now = host::os::now().0.saturating_add_signed(ahead);
        let date = httpdate::fmt_http_date(UNIX_EPOCH + Duration::from_secs(now));
        write!(stream, "HTTP/1.1 404 Not Found\r\nDate: {date}\r\nContent-Length: 0\r\n\r\n").unwrap();
        stream.flush().unwrap();
    }
}

fn web_server(ahead: i64) -> (SocketAddr, JoinHandle<()>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let server = thread::spawn(move || answers(&mut listener.accept().unwrap().0, ahead));
    (address, server)
}

/// The same with TLS, and its certificate.
fn secure_web_server(ahead: i64) -> (SocketAddr, String, JoinHandle<()>) {
    let made = rcgen::generate_simple_self_signed(["127.0.0.1".to_owned()]).unwrap();
    let pem = made.cert.pem();
    let (certificate, key) = (made.cert.der().clone(), made.signing_key.serialize_der().try_into().unwrap());
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap();
    let config = Arc::new(config.with_no_client_auth().with_single_cert(vec![certificate], key).unwrap());
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let server = thread::spawn(move || {
        let connection = ServerConnection::new(config).unwrap();
        answers(&mut StreamOwned::new(connection, listener.accept().unwrap().0), ahead);
    });
    (address, pem, server)
}

#[test]
fn a_clock_is_compared_with_the_date_of_a_web_server() {
    let folder = tempdir().unwrap();
    for (ahead, exit, state) in [(0, 0, "well"), (3_000, 23, "attention")] {
        let (address, server) = web_server(ahead);
        let words = ["doctor", "--clock", &format!("http://{address}"), "--yes", "--json"];
        let answer = run(folder.path(), &words).exits(exit).hides(&address.to_string()).json();
        server.join().unwrap();
        assert_eq!(check(&answer, "clock")["state"], state, "{answer}");
    }
    let (address, server) = web_server(3_000);
    let told = run(folder.path(), &["doctor", "--clock", &format!("http://{address}"), "--yes"]).exits(23);
    server.join().unwrap();
    let clock = told.stdout.lines().find(|line| line.starts_with("clock")).unwrap();
    assert!(clock.contains("s behind, give or take 0.") || clock.contains("s behind, give or take 1."), "{clock}");
}

#[cfg(unix)]
#[test]
fn a_certificate_this_machine_does_not_believe_is_told() {
    let folder = tempdir().unwrap();
    let (address, pem, server) = secure_web_server(-3_000);
    let file = folder.path().join("believed.pem");
    std::fs::write(&file, pem).unwrap();
    let words = ["doctor", "--clock", &format!("https://{address}"), "--yes", "--json"];
    let believed = answer(command(folder.path()).args(words).env("SSL_CERT_FILE", &file), b"").exits(23).json();
    server.join().unwrap();
    assert_eq!(check(&believed, "clock")["state"], "attention", "{believed}");

    let (address, _, server) = secure_web_server(0);
    let words = ["doctor", "--clock", &format!("https://{address}"), "--yes", "--json"];
    let told = answer(command(folder.path()).args(words).env("SSL_CERT_FILE", &file), b"").exits(0).json();
    server.join().unwrap();
    assert_eq!(check(&told, "clock")["found"], "not compared: time-server-certificate", "{told}");
}

#[test]
fn nobody_is_asked_for_the_time_without_a_yes() {
    let folder = tempdir().unwrap();
    let answer = run(folder.path(), &["doctor", "--json"]).exits(0).json();
    assert_eq!(check(&answer, "clock")["state"], "unknown");
    // Nothing listens there, and nobody is asked.
    let refused = run(folder.path(), &["doctor", "--clock", "127.0.0.1:9", "--json"]).exits(12).error();
    assert_eq!(refused["code"], "answer-needed");
    let refused = run(folder.path(), &["doctor", "--clock", "https://127.0.0.1:9", "--json"]).exits(12).error();
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

#[cfg(target_os = "linux")]
#[test]
fn settings_that_cannot_be_read_are_one_of_the_findings() {
    let folder = tempdir().unwrap();
    let settings = folder.path().join(".config/countersign");
    std::fs::create_dir_all(&settings).unwrap();
    std::fs::write(settings.join("settings.json"), "garbage").unwrap();
    let ask = |words: &[&str]| answer(command(folder.path()).env_remove("COUNTERSIGN_STORE").args(words), b"");
    let found = ask(&["doctor", "--json"]).exits(23).json();
    assert_eq!(check(&found, "store")["state"], "attention", "{found}");
    assert_eq!(check(&found, "program")["state"], "well");
    let told = ask(&["list", "--json"]).exits(1).error();
    assert_eq!(told["code"], "settings-unreadable");
    assert!(told["hint"].as_str().unwrap().starts_with("repair the file or take it away"), "{told}");
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

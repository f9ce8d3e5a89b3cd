//! A program that uses the crate in a session, told what to do line by line.
//!
//! The bus is found through the environment, which belongs to a whole process; so each client of a keyring is a process
//! of its own: this very test program, started again with one test to run.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use authenticator::{
    AccountStore, Entry, KeyringStore, LoadProgress, NewAccount, Random, RandomError, RecordId, RecordStore, StoreError,
};
use otp::{Algorithm, Counter, Digits, Parameters, Secret, UnixSeconds};

use crate::session::Session;

/// Set in a child to the data folder it shall use.
const DATA_FOLDER: &str = "COUNTERSIGN_TEST_DATA_FOLDER";
/// In front of each line of an answer, to tell them from what the test harness prints.
const ANSWER: &str = "@@";

/// The other end: a child and its answers.
pub(crate) struct Client {
    process: Child,
    input: Option<ChildStdin>,
    answers: Receiver<String>,
}

/// What a child answered: lines, or an error's code and text.
pub(crate) type Answer = Result<Vec<String>, Failure>;

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Failure {
    pub(crate) code: String,
    pub(crate) cause: String,
    pub(crate) text: String,
}

impl Client {
    /// A client whose data folder is `data` in the session's folder.
    pub(crate) fn start(session: &Session, data: &str) -> Self {
        let mut command = Command::new(std::env::current_exe().unwrap());
        command.args(["--exact", "child::serves_a_test", "--nocapture", "--test-threads=1"]);
        session.set_environment(&mut command);
        command.env(DATA_FOLDER, session.path(data)).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut process = command.spawn().unwrap();
        let output = BufReader::new(process.stdout.take().unwrap());
        let (tell, answers) = channel();
        std::thread::spawn(move || {
            for line in output.lines().map_while(Result::ok) {
                let Some((_, answer)) = line.split_once(ANSWER) else { continue };
                if tell.send(answer.to_owned()).is_err() {
                    return;
                }
            }
        });
        Self { input: process.stdin.take(), process, answers }
    }

    /// Tells the child to do something and waits for its answer.
    pub(crate) fn ask(&mut self, words: &[&str]) -> Answer {
        self.tell(words);
        self.answer()
    }

    /// Tells the child to do something.
    pub(crate) fn tell(&mut self, words: &[&str]) {
        let line = format!("{}\n", words.join("\t"));
        self.input.as_mut().unwrap().write_all(line.as_bytes()).unwrap();
    }

    /// One line of an answer; `None` when the child has ended.
    pub(crate) fn line(&mut self) -> Option<String> {
        match self.answers.recv_timeout(Duration::from_secs(240)) {
            Ok(line) => Some(line),
            Err(std::sync::mpsc::RecvTimeoutError::Disconnected) => None,
            Err(std::sync::mpsc::RecvTimeoutError::Timeout) => panic!("a child did not answer"),
        }
    }

    pub(crate) fn answer(&mut self) -> Answer {
        let mut lines = Vec::new();
        loop {
            let line = self.line().expect("the child has ended in the middle of an answer");
            match line.split_at(1) {
                ("=", text) => lines.push(text.to_owned()),
                (".", _) => return Ok(lines),
                (_, failure) => return Err(parse_failure(failure)),
            }
        }
    }

    /// Ends it, as a crash does.
    pub(crate) fn kill(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl Drop for Client {
    fn drop(&mut self) {
        self.kill();
    }
}

fn parse_failure(line: &str) -> Failure {
    let mut parts = line.splitn(3, '\t').map(str::to_owned);
    let mut next = || parts.next().unwrap_or_default();
    Failure { code: next(), cause: next(), text: next() }
}

/// Not a test of its own: the body of each child. Passes at once when it is not one.
#[test]
fn serves_a_test() {
    let Some(data_folder) = std::env::var_os(DATA_FOLDER) else { return };
    let records: Arc<KeyringStore> = Arc::new(KeyringStore::new());
    let accounts = AccountStore::open(records.clone(), Path::new(&data_folder));
    for line in std::io::stdin().lines().map_while(Result::ok) {
        let words: Vec<&str> = line.split('\t').collect();
        if words == ["unlock-aside"] {
            let records = records.clone();
            std::thread::spawn(move || tell(records.unlock().map(|()| Vec::new())));
        } else {
            tell(obey(&*records, &accounts, &words));
        }
    }
}

fn tell(outcome: Result<Vec<String>, StoreError>) {
    match outcome {
        Ok(lines) => {
            lines.iter().for_each(|line| println!("{ANSWER}={line}"));
            println!("{ANSWER}.");
        }
        Err(error) => {
            println!("{ANSWER}!{}\t{}\t{error} / {}", error.code(), error.cause().code(), error.hint());
        }
    }
}

const NOW: UnixSeconds = UnixSeconds(1_700_000_000);

fn obey(records: &dyn RecordStore, accounts: &AccountStore, words: &[&str]) -> Result<Vec<String>, StoreError> {
    let id = |at: usize| words[at].parse::<RecordId>().unwrap();
    match words[0] {
        "provider" => Ok(vec![records.provider()]),
        "state" => records.state().map(|()| Vec::new()),
        "unlock" => records.unlock().map(|()| Vec::new()),
        "ids" => Ok(records.ids()?.iter().map(RecordId::to_string).collect()),
        "read" => Ok(vec![records.read(&id(1))?.to_text().replace('\n', "\\n")]),
        "write" => records.write(&id(1), words[2]).map(|()| Vec::new()),
        "delete" => records.delete(&id(1)).map(|()| Vec::new()),
        "load" => load(accounts),
        "accept" => accounts.accept_missing().map(|()| Vec::new()),
        "add" => add(accounts, words[1], words[2]),
        "fill" => fill(accounts, words[1].parse().unwrap()),
        "trash" => accounts.trash(&id(1), NOW).map(|_| Vec::new()),
        "remove" => accounts.delete(&id(1)).map(|()| Vec::new()),
        "hotp" => hotp(accounts, &id(1), words[2].parse().unwrap()),
        other => panic!("a child does not know how to {other}"),
    }
}

fn load(accounts: &AccountStore) -> Result<Vec<String>, StoreError> {
    let mut lines = Vec::new();
    let loaded = accounts.load(|progress| match progress {
        LoadProgress::Total(total) => lines.push(format!("total {total}")),
        LoadProgress::Entry(Entry::Account(account)) => lines.push(account.label()),
        LoadProgress::Entry(Entry::Damaged(damaged)) => lines.push(damaged.reason.code().to_owned()),
    })?;
    lines.extend(loaded.warnings.iter().map(|warning| format!("warning {}", warning.code())));
    Ok(lines)
}

fn add(accounts: &AccountStore, name: &str, secret: &str) -> Result<Vec<String>, StoreError> {
    let parameters =
        Parameters::Hotp { algorithm: Algorithm::Sha1, digits: Digits::default(), counter: Counter::new(0) };
    let secret = Secret::parse_base32(secret).unwrap();
    let account = NewAccount::new("Site".to_owned(), name.to_owned(), secret, parameters);
    let mut results = accounts.add(vec![account], NOW, &mut SystemRandom)?;
    results.remove(0).map(|account| vec![account.id.to_string()])
}

/// Adds many accounts, each with a secret of its own.
fn fill(accounts: &AccountStore, number: u32) -> Result<Vec<String>, StoreError> {
    let account = |number: u32| {
        let secret = Secret::from_bytes(format!("secret number {number:010}").into_bytes()).unwrap();
        NewAccount::new("Site".to_owned(), format!("{number:05}"), secret, Parameters::default())
    };
    let results = accounts.add((0..number).map(account).collect(), NOW, &mut SystemRandom)?;
    results.into_iter().map(|result| result.map(|account| account.id.to_string())).collect()
}

/// Tells each code as soon as it is made, so that a test sees how far a killed child came.
fn hotp(accounts: &AccountStore, id: &RecordId, number: u32) -> Result<Vec<String>, StoreError> {
    for _ in 0..number {
        let made = accounts.advance_hotp(id, NOW)?;
        println!("{ANSWER}={} {}", made.counter, made.code.as_str());
    }
    Ok(Vec::new())
}

struct SystemRandom;

impl Random for SystemRandom {
    fn fill(&mut self, bytes: &mut [u8]) -> Result<(), RandomError> {
        let source = std::fs::File::open("/dev/urandom");
        source.and_then(|mut source| std::io::Read::read_exact(&mut source, bytes)).map_err(|_| RandomError)
    }
}

//! A program killed in the middle of its writes to a sealed file: what it said was done is there, once, and the file opens.
//!
//! `COUNTERSIGN_KILLS` says how many times (12 unless told). No test harness: the killed program is this one, started
//! again.
#![expect(clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;

use authenticator::{AccountStore, Entry, LoadProgress, NewAccount, Random, RandomError, RecordId, SealedFileStore};
use otp::{Algorithm, Counter, Digits, Parameters, Secret, UnixSeconds};
use sealing::Slots;

const CHILD: &str = "COUNTERSIGN_KILL_CHILD";
const KILLS: &str = "COUNTERSIGN_KILLS";
const PASSWORD: &str = "correct horse battery staple";
const NOW: UnixSeconds = UnixSeconds(1_700_000_000);

fn main() {
    if let Some(path) = std::env::var_os(CHILD) {
        write_until_killed(Path::new(&path));
        return;
    }
    let kills: usize = std::env::var(KILLS).ok().map_or(12, |kills| kills.parse().unwrap());
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("codes");
    SealedFileStore::create(&path, PASSWORD, &Slots::LEAST, Box::new(Drawn(1))).unwrap();
    let mut said = Said::default();
    for round in 0..kills {
        run_and_kill(&path, 1 + (round * 7) % 23, &mut said);
        check(&path, &mut said, round);
    }
    assert!(!said.added.is_empty() && said.counter > 0, "every kind was seen");
    println!(
        "test killed_in_the_middle ... ok ({kills} kills, {} accounts, counter {})",
        said.added.len(),
        said.counter
    );
}

/// What all children said was done.
#[derive(Default)]
struct Said {
    added: Vec<String>,
    counter: u64,
}

struct Drawn(u64);

impl Random for Drawn {
    fn fill(&mut self, bytes: &mut [u8]) -> Result<(), RandomError> {
        for byte in bytes {
            self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            *byte = self.0.to_be_bytes().first().copied().unwrap_or_default();
        }
        Ok(())
    }
}

fn open(path: &Path, seed: u64) -> AccountStore {
    let store = SealedFileStore::open(path, PASSWORD, Box::new(Drawn(seed))).unwrap();
    let folder = store.folder().to_owned();
    AccountStore::open(Arc::new(store), &folder)
}

fn run_and_kill(path: &Path, lines: usize, said: &mut Said) {
    let mut child =
        Command::new(std::env::current_exe().unwrap()).env(CHILD, path).stdout(Stdio::piped()).spawn().unwrap();
    let mut output = BufReader::new(child.stdout.take().unwrap());
    let mut line = String::new();
    for _ in 0..lines {
        line.clear();
        output.read_line(&mut line).unwrap();
        said.hear(&line);
    }
    child.kill().unwrap();
    child.wait().unwrap();
    // What it said between the last line that was awaited and its end counts too.
    output.lines().map_while(Result::ok).filter(|line| line.ends_with(" .")).for_each(|line| said.hear(&line));
}

impl Said {
    fn hear(&mut self, line: &str) {
        match line.split_whitespace().collect::<Vec<_>>().as_slice() {
            ["added", name, "."] => self.added.push((*name).to_owned()),
            ["counted", counter, "."] => self.counter = counter.parse().unwrap(),
            other => panic!("{other:?}"),
        }
    }
}

fn write_until_killed(path: &Path) {
    let seed = u64::from(std::process::id()) << 20;
    let accounts = open(path, seed);
    let mut rng = Drawn(seed + 1);
    let counter = counter_account(&accounts, &mut rng);
    let say = |text: String| {
        let mut out = std::io::stdout().lock();
        writeln!(out, "{text} .").and_then(|()| out.flush()).unwrap();
    };
    for number in 0.. {
        let name = format!("account-{number}-{seed}");
        let secret = Secret::from_bytes(format!("a secret for {name}").into_bytes()).unwrap();
        let new = NewAccount::new("Site".to_owned(), name.clone(), secret, Parameters::default());
        accounts.add(vec![new], NOW, &mut rng).unwrap().remove(0).unwrap();
        say(format!("added {name}"));
        let made = accounts.advance_hotp(&counter, NOW).unwrap();
        say(format!("counted {}", made.counter + 1));
    }
}

/// The one account with a counter, made by the first child.
fn counter_account(accounts: &AccountStore, rng: &mut Drawn) -> RecordId {
    let (found, _) = read(accounts);
    if let Some(Entry::Account(account)) =
        found.into_iter().find(|entry| matches!(entry, Entry::Account(account) if account.name == "counter"))
    {
        return account.id;
    }
    let parameters =
        Parameters::Hotp { algorithm: Algorithm::Sha1, digits: Digits::default(), counter: Counter::new(0) };
    let secret = Secret::from_bytes(b"a secret for the counter".to_vec()).unwrap();
    let new = NewAccount::new("Site".to_owned(), "counter".to_owned(), secret, parameters);
    accounts.add(vec![new], NOW, rng).unwrap().remove(0).unwrap().id
}

fn read(accounts: &AccountStore) -> (Vec<Entry>, usize) {
    let mut entries = Vec::new();
    let loaded = accounts.load(|progress| {
        if let LoadProgress::Entry(entry) = progress {
            entries.push(entry);
        }
    });
    let warnings = loaded.unwrap().warnings.len();
    (entries, warnings)
}

/// Everything that was said is there once, nothing is damaged, and no counter went back.
fn check(path: &Path, said: &mut Said, round: usize) {
    let (entries, warnings) = read(&open(path, (round as u64 + 1) << 50));
    assert_eq!(warnings, 0, "round {round}");
    let mut names = Vec::new();
    for entry in entries {
        let Entry::Account(account) = entry else { panic!("round {round}: a damaged record") };
        if let Parameters::Hotp { counter, .. } = account.parameters {
            assert!(counter.value() >= said.counter, "round {round}: the counter went back");
        }
        names.push(account.name);
    }
    for name in &said.added {
        assert_eq!(names.iter().filter(|there| *there == name).count(), 1, "round {round}: {name}");
    }
    let generations = SealedFileStore::generations(path, PASSWORD).unwrap();
    assert!(generations.len() <= 12, "round {round}: {} generations", generations.len());
}

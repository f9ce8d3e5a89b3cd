//! A server killed in the middle of its writes: what it said was done is done, once.
//!
//! `COUNTERSIGN_KILLS` says how many times (12 unless told; the long campaign is `cargo xtask torture`). No test harness:
//! the killed program is this one, started again.
#![expect(clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

mod rotation;
#[path = "../service/world.rs"]
#[expect(dead_code, reason = "shared with the tests of the service, which use all of it")]
mod world;

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, Stdio};

use otp::{Algorithm, Digits, Parameters, Period, Secret, UnixSeconds, code_at};
use relying_party::policy::Policy;
use relying_party::{Location, LogIn, Rejection};
use tempfile::TempDir;
use world::{PASSWORD, World, rejection};

const CHILD: &str = "COUNTERSIGN_KILL_CHILD";
const KILLS: &str = "COUNTERSIGN_KILLS";

fn main() {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    if let Some(path) = std::env::var_os(CHILD) {
        runtime.block_on(write_until_killed(Path::new(&path)));
        return;
    }
    if let Some(path) = std::env::var_os(rotation::CHILD) {
        runtime.block_on(rotation::rotate_until_killed(Path::new(&path)));
        return;
    }
    let kills = std::env::var(KILLS).ok().map_or(12, |kills| kills.parse().unwrap());
    let mut seen = Seen::default();
    for round in 0..kills {
        let folder = TempDir::new().unwrap();
        let path = folder.path().join("data.sqlite");
        let said = run_and_kill(&path, 1 + (round * 7) % 23);
        runtime.block_on(check(&path, &said, &mut seen));
    }
    assert!(seen.registered > 0 && seen.confirmed > 0 && seen.consumed > 0, "every kind was seen: {seen:?}");
    println!("test killed_in_the_middle ... ok ({kills} kills, {seen:?})");
    let seen = rotation::campaign(&runtime, kills);
    println!("test killed_while_the_key_changes ... ok ({kills} kills, {seen:?})");
}

#[derive(Debug, Default)]
struct Seen {
    registered: u32,
    confirmed: u32,
    consumed: u32,
}

/// What the child said was done.
enum Said {
    Registered(String),
    Confirmed { name: String, secret: Secret, step: u64, backup_code: String },
    Consumed { name: String, step: u64 },
    BackupUsed { name: String },
}

/// Lets the program write, and kills it after it said `lines` things.
fn run_and_kill(path: &Path, lines: usize) -> Vec<Said> {
    let mut child =
        Command::new(std::env::current_exe().unwrap()).env(CHILD, path).stdout(Stdio::piped()).spawn().unwrap();
    let mut output = BufReader::new(child.stdout.take().unwrap());
    let mut said = Vec::new();
    let mut line = String::new();
    for _ in 0..lines {
        line.clear();
        output.read_line(&mut line).unwrap();
        said.push(understand(&line));
    }
    child.kill().unwrap();
    child.wait().unwrap();
    // What it said between the last line that was awaited and its end counts too.
    for line in output.lines().map_while(Result::ok) {
        if line.ends_with(" .") {
            said.push(understand(&line));
        }
    }
    said
}

fn understand(line: &str) -> Said {
    let words: Vec<&str> = line.split_whitespace().collect();
    let name = |word: &str| word.to_owned();
    match words.as_slice() {
        ["registered", who, "."] => Said::Registered(name(who)),
        ["confirmed", who, secret, step, backup, "."] => Said::Confirmed {
            name: name(who),
            secret: Secret::parse_base32(secret).unwrap(),
            step: step.parse().unwrap(),
            backup_code: name(backup),
        },
        ["consumed", who, step, "."] => Said::Consumed { name: name(who), step: step.parse().unwrap() },
        ["backup", who, "."] => Said::BackupUsed { name: name(who) },
        other => panic!("{other:?}"),
    }
}

async fn open(path: &Path) -> World {
    let seed = 1 + u64::from(std::env::var_os(CHILD).is_some());
    World::seeded(Policy::default(), &Location::File(path.to_owned()), seed << 32).await
}

async fn write_until_killed(path: &Path) {
    let world = open(path).await;
    let mut random = world::Counted(u64::from(std::process::id()));
    let say = |text: String| {
        let mut out = std::io::stdout().lock();
        writeln!(out, "{text} .").and_then(|()| out.flush()).unwrap();
    };
    for number in 0.. {
        let tail = *sealing::random_bytes::<4>(&mut random).unwrap();
        let name = format!("user{number}-{}", u32::from_le_bytes(tail));
        let session = world.register(&name).await;
        say(format!("registered {name}"));
        let (confirmed, secret, parameters, _) = world.enrol(&session).await;
        let backup_code = confirmed.backup_codes.unwrap().codes.remove(0).to_string();
        say(format!("confirmed {name} {} {} {backup_code}", &*secret.to_base32(), world.now() / 30));
        for _ in 0..3 {
            world.advance(30);
            let code = code_at(&secret, &parameters, UnixSeconds(world.now())).unwrap();
            world.log_in(&name, code.as_str()).await.unwrap();
            say(format!("consumed {name} {}", world.now() / 30));
        }
        world.log_in(&name, &backup_code).await.unwrap();
        say(format!("backup {name}"));
    }
}

/// Every thing that was said is there after the kill, and nothing of it can be done again.
async fn check(path: &Path, said: &[Said], seen: &mut Seen) {
    let world = open(path).await;
    let parameters = Parameters::Totp {
        algorithm: Algorithm::Sha1,
        digits: Digits::new(6).unwrap(),
        period: Period::new(30).unwrap(),
    };
    let code_of =
        |secret: &Secret, step: u64| code_at(secret, &parameters, UnixSeconds(step * 30)).unwrap().as_str().to_owned();
    let devices: Vec<(&String, &Secret, u64, &String)> = said
        .iter()
        .filter_map(|said| match said {
            Said::Confirmed { name, secret, step, backup_code } => Some((name, secret, *step, backup_code)),
            _ => None,
        })
        .collect();
    let device_of = |name: &String| devices.iter().find(|(owner, ..)| *owner == name).unwrap();
    for said in said {
        match said {
            Said::Registered(name) => {
                seen.registered += 1;
                let again = world.party.register(&world.call(), name, PASSWORD).await;
                assert_eq!(rejection(again), Rejection::NameTaken, "{name} is there, once");
                world.party.log_in(&world.call(), name, PASSWORD, None).await.unwrap();
            }
            Said::Confirmed { name, secret, step, .. } => {
                seen.confirmed += 1;
                world.set(step * 30);
                let used = world.log_in(name, &code_of(secret, *step)).await;
                assert_eq!(rejection(used), Rejection::Credentials, "the code that confirmed is used up");
            }
            Said::Consumed { name, step } => {
                seen.consumed += 1;
                world.set(step * 30);
                let used = world.log_in(name, &code_of(device_of(name).1, *step)).await;
                assert_eq!(rejection(used), Rejection::Credentials, "a used code is used up");
            }
            Said::BackupUsed { name } => {
                let used = world.log_in(name, device_of(name).3).await;
                assert_eq!(rejection(used), Rejection::Credentials, "a used backup code is used up");
            }
        }
    }
    every_device_still_works(&world, &devices, code_of).await;
    world.party.close().await;
}

async fn every_device_still_works(
    world: &World,
    devices: &[(&String, &Secret, u64, &String)],
    code_of: impl Fn(&Secret, u64) -> String,
) {
    for (name, secret, step, _) in devices {
        // Past every step the child can have consumed, and past every wait.
        let later = step + 1_000;
        world.set(later * 30);
        let answer = world.party.log_in(&world.call(), name, PASSWORD, Some(&code_of(secret, later))).await;
        assert!(matches!(answer, Ok(LogIn::SignedIn(_))), "{answer:?}");
    }
}

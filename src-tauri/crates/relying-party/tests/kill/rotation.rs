//! A server killed while it changes the key everything is sealed under: nothing is lost, and the next start goes on.

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use otp::{Parameters, Secret, UnixSeconds, code_at};
use relying_party::policy::Policy;
use relying_party::{KeyPlace, KeyPlaceError, Location, Seed};
use sealing::{KeyRing, SealingKey};
use tempfile::{NamedTempFile, TempDir};
use tokio::runtime::Runtime;

use crate::world::{Counted, World};

pub(crate) const CHILD: &str = "COUNTERSIGN_KILL_ROTATION";
const PEOPLE: usize = 5;
/// Others, so that a change takes several transactions.
const OTHERS: u64 = 500;

/// A file of keys, the current one first.
struct Place(PathBuf);

impl Place {
    fn read(&self) -> KeyRing {
        let text = std::fs::read_to_string(&self.0).unwrap();
        let mut keys = text.lines().map(|line| SealingKey::parse(line).unwrap());
        let ring = KeyRing::new(keys.next().unwrap());
        keys.fold(ring, KeyRing::with_older)
    }

    fn write(&self, ring: &KeyRing) {
        let mut new = NamedTempFile::new_in(self.0.parent().unwrap()).unwrap();
        for key in [ring.current()].into_iter().chain(ring.older()) {
            writeln!(new, "{}", &*key.to_hex()).unwrap();
        }
        new.as_file().sync_all().unwrap();
        new.persist(&self.0).unwrap();
    }
}

type Done<'p, T> = std::pin::Pin<Box<dyn Future<Output = Result<T, KeyPlaceError>> + Send + 'p>>;

impl KeyPlace for Place {
    fn replace(&self, _: KeyRing, new: KeyRing) -> Done<'_, ()> {
        self.write(&new);
        Box::pin(async { Ok(()) })
    }

    fn drop_older(&self, known: KeyRing) -> Done<'_, KeyRing> {
        let left = KeyRing::new(known.current().clone());
        self.write(&left);
        Box::pin(async { Ok(left) })
    }
}

/// What the kills met.
#[derive(Debug, Default)]
pub(crate) struct Seen {
    rotated: u32,
    /// In so many cases both keys were kept.
    begun: u32,
    /// In so many of these only a part was sealed under the new one.
    half_way: u32,
}

pub(crate) fn campaign(runtime: &Runtime, kills: usize) -> Seen {
    let mut seen = Seen::default();
    for round in 0..kills {
        let folder = TempDir::new().unwrap();
        Place(folder.path().join("key")).write(&KeyRing::new(SealingKey::from_bytes([7; 32])));
        let people = run_and_kill(folder.path(), 1 + (round * 5) % 23, &mut seen);
        runtime.block_on(check(folder.path(), &people, &mut seen));
    }
    assert!(seen.begun > 0 && seen.half_way > 0, "some were killed in the middle of it: {seen:?}");
    seen
}

async fn open(folder: &Path, seed: u64) -> World {
    let place = Place(folder.join("key"));
    let location = Location::File(folder.join("data.sqlite"));
    World::with_keys(Policy::default(), &location, seed, place.read()).await.kept_in(Box::new(place))
}

pub(crate) async fn rotate_until_killed(folder: &Path) {
    let mut random = Counted(u64::from(std::process::id()) << 20);
    let seed = u64::from_le_bytes(*sealing::random_bytes::<8>(&mut random).unwrap());
    let world = open(folder, seed).await;
    let say = |text: String| {
        let mut out = std::io::stdout().lock();
        writeln!(out, "{text} .").and_then(|()| out.flush()).unwrap();
    };
    for number in 0..PEOPLE {
        let person = world.person(&format!("user{number}")).await;
        say(format!("person {} {}", person.name, &*person.secret.to_base32()));
        world.log_in(&person.name, "000000").await.unwrap_err();
    }
    world.party.seed(&world.call(), (0..OTHERS).map(other)).await.unwrap();
    // Somebody guesses all the while: between two transactions of the change there is one of theirs.
    let partial = world.partial(&world.half_login("user0").await).await;
    let guesser = world.clone();
    tokio::spawn(async move {
        loop {
            guesser.party.verify_second_factor(&guesser.call(), &partial, "000000").await.unwrap_err();
            say("guessed".to_owned());
        }
    });
    loop {
        let key = SealingKey::random(&mut random).unwrap();
        let begun = world.party.begin_rotation(Some(key)).await.unwrap();
        say("begun".to_owned());
        begun.finish(&world.call()).await.unwrap();
        say("rotated".to_owned());
    }
}

fn other(number: u64) -> Seed {
    let secret = [number.to_be_bytes(), [7; 8], [7; 8]].concat();
    Seed {
        name: format!("other{number}"),
        password_hash: String::new(),
        secret: Secret::from_bytes(secret).unwrap(),
        parameters: Parameters::default(),
    }
}

/// Lets the program change keys, and kills it after it said so many things of that.
fn run_and_kill(folder: &Path, lines: usize, seen: &mut Seen) -> Vec<(String, Secret)> {
    let mut child =
        Command::new(std::env::current_exe().unwrap()).env(CHILD, folder).stdout(Stdio::piped()).spawn().unwrap();
    let mut output = BufReader::new(child.stdout.take().unwrap());
    let mut people = Vec::new();
    let mut line = String::new();
    for _ in 0..PEOPLE + lines {
        line.clear();
        output.read_line(&mut line).unwrap();
        match line.split_whitespace().collect::<Vec<_>>().as_slice() {
            ["person", name, secret, "."] => people.push(((*name).to_owned(), Secret::parse_base32(secret).unwrap())),
            ["begun" | "guessed", "."] => {}
            ["rotated", "."] => seen.rotated += 1,
            other => panic!("{other:?}"),
        }
    }
    child.kill().unwrap();
    child.wait().unwrap();
    people
}

/// Every device works, the change is gone on with, and the older keys go.
async fn check(folder: &Path, people: &[(String, Secret)], seen: &mut Seen) {
    let world = open(folder, 1 << 50).await;
    let kept = Place(folder.join("key"));
    let left = world.party.key_state().await.unwrap().left;
    seen.begun += u32::from(!kept.read().older().is_empty());
    seen.half_way += u32::from((1..OTHERS).contains(&left));
    let database = relying_party::Database::open(&Location::File(folder.join("data.sqlite"))).await.unwrap();
    database.check_keys(&kept.read()).await.expect("no key is missing");
    database.close().await;
    world.advance(86_400);
    let parameters = Parameters::default();
    for (name, secret) in people {
        let code = code_at(secret, &parameters, UnixSeconds(world.now())).unwrap();
        world.log_in(name, code.as_str()).await.expect("under whatever key it is");
    }
    world.party.resume_rotation(&world.call()).await.unwrap();
    assert_eq!(world.party.key_state().await.unwrap().left, 0);
    assert!(kept.read().older().is_empty(), "and nothing needs the older ones");
    world.party.close().await;
}

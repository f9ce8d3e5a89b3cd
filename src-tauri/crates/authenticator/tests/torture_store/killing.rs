//! Kills, in the middle of each kind of change, in each store.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::time::Duration;

use authenticator::SealedFileStore;
use sealing::Slots;

use crate::guarding::LOCK_HEADER;
use crate::ledger::{Harm, Ledger};
use crate::program::{KINDS, MOST_ACCOUNTS, START, Start};
use crate::stores::{Drawn, FIRST_PASSWORD, Home, ROLE, Stores, file_in, folder, rng};

const KILLS: &str = "COUNTERSIGN_KILLS";
const SEED: &str = "COUNTERSIGN_KILL_SEED";

pub(crate) fn number(variable: &str, otherwise: u64) -> u64 {
    std::env::var(variable).ok().map_or(otherwise, |number| number.parse().unwrap())
}

pub(crate) fn kill_again_and_again() {
    let (kills, seed) = (number(KILLS, 24), number(SEED, 1));
    let mut rng = Drawn(seed);
    let mut hits = BTreeMap::new();
    let mut sum = Harm::default();
    let mut world = World::new(&folder(), 0, Home::File);
    for round in 0..kills {
        if world.ledger.accounts() + 4 > MOST_ACCOUNTS {
            world = World::new(&folder(), round, world.first_home.other());
        }
        let kind = KINDS.get(usize::try_from(round).unwrap() % KINDS.len()).unwrap();
        let home = world.ledger.home;
        world.run_and_kill(kind, &mut rng);
        let what = world.ledger.in_flight.clone().unwrap_or_else(|| "between two".to_owned());
        *hits.entry((home.name(), what)).or_insert(0_u32) += 1;
        let harm = world.ledger.check(&world.folder, round + 1, &mut world.held);
        assert_eq!(harm, Harm::default(), "round {round}, killed in {kind}, seed {seed}, {}", world.folder.display());
        if round % 100 == 99 {
            println!("    {} kills", round + 1);
        }
        sum = Harm {
            lost: sum.lost + harm.lost,
            unreadable: sum.unreadable + harm.unreadable,
            doubled: sum.doubled + harm.doubled,
        };
    }
    let in_what: Vec<String> = hits.iter().map(|((home, what), times)| format!("{home}: {what} {times}")).collect();
    println!(
        "test programs_killed_in_the_middle_lose_nothing ... ok\n    {kills} kills: accounts lost {}, unreadable {}, doubled {}; killed in {}",
        sum.lost,
        sum.unreadable,
        sum.doubled,
        in_what.join(", ")
    );
}

/// A keyring's data folder and a sealed file, and what was said of them.
struct World {
    folder: PathBuf,
    first_home: Home,
    ledger: Ledger,
    held: Option<Stores>,
}

impl World {
    /// The accounts of the world before stay in the keyring, so they are taken out of it first.
    fn new(folder: &Path, number: u64, first_home: Home) -> Self {
        empty_keyring();
        let folder = folder.join(format!("world-{number}"));
        std::fs::create_dir_all(&folder).unwrap();
        SealedFileStore::create(&file_in(&folder), FIRST_PASSWORD, &Slots::LEAST, rng(number)).unwrap();
        Self { folder, first_home, ledger: Ledger::new(FIRST_PASSWORD, first_home), held: None }
    }

    fn run_and_kill(&mut self, kind: &str, rng: &mut Drawn) {
        let start = Start {
            kind: kind.to_owned(),
            home: self.ledger.home,
            password: self.ledger.password().to_owned(),
            lock: self.ledger.lock(),
            seed: rng.below(1 << 40),
        };
        let mut command = Command::new(std::env::current_exe().unwrap());
        command.env(ROLE, "killed").env(START, start.print()).env(crate::stores::FOLDER, &self.folder);
        let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
        let output = BufReader::new(child.stdout.take().unwrap());
        let (tell, lines) = mpsc::channel();
        let reading = std::thread::spawn(move || {
            output.lines().map_while(Result::ok).take_while(|line| tell.send(line.clone()).is_ok()).count()
        });
        self.listen(kind, 1 + rng.below(3), &lines);
        self.wait_for_the_middle(kind, rng);
        child.kill().unwrap();
        child.wait().unwrap();
        reading.join().unwrap();
        lines.try_iter().for_each(|line| self.ledger.hear(&line));
    }

    /// Until it has begun what it is to be killed in, for the nth time.
    fn listen(&mut self, kind: &str, times: u64, lines: &Receiver<String>) {
        let verb = kind.trim_end_matches("-many");
        let (mut begun, mut heard) = (0, 0);
        while begun < times && heard < 24 {
            let line = next_line(lines).expect("a program works until it is killed");
            let said = line.split(['\t', ' ']).next();
            begun += u64::from(said == Some(verb) || (said, verb) == (Some("open"), "lock"));
            heard += 1;
            self.ledger.hear(&line);
        }
    }

    /// Any moment of what takes some time; half of the times, one right after the new file appeared.
    fn wait_for_the_middle(&self, kind: &str, rng: &mut Drawn) {
        let new = self.folder.join("codes.d/next.new");
        let writes_file = (self.ledger.home == Home::File || matches!(kind, "password" | "recovery-code" | "restore"))
            && !matches!(kind, "lock" | "back-up");
        if writes_file && rng.below(4) > 0 {
            for _ in 0..4_000 {
                if new.exists() {
                    break;
                }
                pause(Duration::from_micros(50));
            }
            return pause(Duration::from_micros(rng.below(5_000)));
        }
        let longest = match (kind, self.ledger.home) {
            ("move" | "add-many", _) => 400_000,
            ("password" | "recovery-code" | "restore" | "lock" | "back-up" | "put-back", _) => 300_000,
            (_, Home::Keyring) => 60_000,
            (_, Home::File) => 12_000,
        };
        pause(Duration::from_micros(rng.below(longest)));
    }
}

/// Waits for minutes, also on a machine that was suspended meanwhile.
fn next_line(lines: &Receiver<String>) -> Option<String> {
    (0..10).find_map(|_| lines.recv_timeout(Duration::from_secs(20)).ok())
}

fn pause(time: Duration) {
    let (_never, told) = mpsc::channel::<()>();
    let _ = told.recv_timeout(time);
}

fn empty_keyring() {
    use authenticator::{KeyringStore, OwnItems, RecordStore};
    let keyring = KeyringStore::new();
    for id in keyring.ids().unwrap() {
        keyring.delete(&id).unwrap();
    }
    keyring.delete_own(LOCK_HEADER).unwrap();
}

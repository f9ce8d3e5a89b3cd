//! The comparisons.

use std::error::Error;
use std::io::Write;
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use authenticator::{AccountStore, Backups, Keyring, KeyringStore, MemoryStore, SealedFileStore};
use host::os::{self, OsRandom};
use private_desktop::Desktop;
use sealing::Slots;

use crate::world::{PASSWORD, bare_hash, fill, lockable, read_all, rng, set_lock};

/// A bench has nothing better to do with trouble than to say it and stop.
pub(crate) type Outcome<T> = Result<T, Box<dyn Error + Send + Sync>>;

/// Makes this program a child that measures in the keyring of its desktop.
pub(crate) const IN_KEYRING: &str = "--in-keyring";

const ROUNDS: usize = 7;
/// Of unlocking against the hash.
const GOAL: f64 = 1.2;

pub(crate) fn all() -> Outcome<()> {
    lock_in_memory()?;
    let desktop = Desktop::start()?;
    let child = desktop.command(std::env::current_exe()?).arg(IN_KEYRING).status()?;
    if !child.success() {
        return Err("the part with a real keyring failed".into());
    }
    sealed_file()?;
    backup()
}

fn lock_in_memory() -> Outcome<()> {
    let folder = tempfile::tempdir()?;
    let keyring = Arc::new(MemoryStore::named("memory"));
    fill(&AccountStore::open(keyring.clone(), folder.path()))?;
    set_lock(&lockable(keyring.clone(), folder.path()))?;
    let (ours, bare) = in_turn(|| unlock_and_read(keyring.clone(), folder.path()), bare_hash)?;
    row("a lock over 1,000 records opened, and all read: keyring in memory, against the bare hash", ours, bare, GOAL);
    Ok(())
}

fn unlock_and_read(keyring: Arc<dyn Keyring>, folder: &Path) -> Outcome<()> {
    let store = lockable(keyring, folder);
    store.open_with(PASSWORD, os::now())?;
    read_all(store, folder)
}

/// In the keyring that the environment names.
pub(crate) fn in_keyring() -> Outcome<()> {
    let folder = tempfile::tempdir()?;
    let keyring = Arc::new(KeyringStore::new());
    fill(&AccountStore::open(keyring.clone(), folder.path()))?;
    let mut without = Vec::new();
    for _ in 0..ROUNDS {
        without.push(milliseconds(|| read_all(lockable(keyring.clone(), folder.path()), folder.path()))?);
    }
    set_lock(&lockable(keyring.clone(), folder.path()))?;
    let (ours, bare) = in_turn(|| unlock_and_read(keyring.clone(), folder.path()), bare_hash)?;
    let name = "the same in gnome-keyring, against reading them without a lock and the bare hash";
    row(name, ours, median(without) + bare, GOAL);
    Ok(())
}

fn sealed_file() -> Outcome<()> {
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("codes");
    let (file, _code) = SealedFileStore::create(&path, PASSWORD, &Slots::LEAST, rng())?;
    let file = Arc::new(file);
    fill(&AccountStore::open(file.clone(), file.folder()))?;
    let open = || {
        let file = Arc::new(SealedFileStore::open(&path, PASSWORD, rng())?);
        let data = file.folder().to_owned();
        read_all(file, &data)
    };
    let (ours, bare) = in_turn(open, bare_hash)?;
    row("a sealed file of 1,000 records opened, and all read, against the bare hash", ours, bare, GOAL);
    Ok(())
}

fn backup() -> Outcome<()> {
    let folder = tempfile::tempdir()?;
    let accounts = AccountStore::open(Arc::new(MemoryStore::named("memory")), &folder.path().join("data"));
    fill(&accounts)?;
    let backups = Backups::in_folder(&folder.path().join("backups"));
    let first = backups.make(&accounts, PASSWORD, &Slots::LEAST, os::now(), &mut OsRandom)?;
    let bytes = std::fs::read(&first.backup.path)?;
    let make = || {
        let made = backups.make_with(&accounts, first.key.clone(), None, os::now(), &mut OsRandom)?;
        if made.backup.path.exists() { Ok(()) } else { Err("the backup is not there".into()) }
    };
    let (ours, bare) = in_turn(make, || write_and_read(&folder.path().join("bare"), &bytes))?;
    let name =
        "a backup of 1,000 records made and proven, against a file of its length written, synced, renamed and read";
    unaimed(name, ours, bare);
    // Of one day, not all are kept.
    let newest = backups.make_with(&accounts, first.key.clone(), None, os::now(), &mut OsRandom)?.backup.path;
    let open = || {
        let contents = Backups::open(&newest, PASSWORD)?;
        let same = accounts.difference(&contents)?.same;
        if same == crate::world::RECORDS { Ok(()) } else { Err(format!("{same} records are the same").into()) }
    };
    let (ours, bare) = in_turn(open, bare_hash)?;
    row("that backup opened and compared with what is here, against the bare hash", ours, bare, GOAL);
    Ok(())
}

fn write_and_read(path: &Path, bytes: &[u8]) -> Outcome<()> {
    let new = path.with_extension("new");
    let mut file = std::fs::File::create(&new)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    std::fs::rename(&new, path)?;
    std::fs::File::open(path.parent().ok_or("a file is in a folder")?)?.sync_all()?;
    if std::fs::read(path)? == bytes { Ok(()) } else { Err("it is not what was written".into()) }
}

/// The medians of both, in milliseconds.
fn in_turn(ours: impl Fn() -> Outcome<()>, other: impl Fn() -> Outcome<()>) -> Outcome<(f64, f64)> {
    let (mut of_ours, mut of_other) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        of_ours.push(milliseconds(&ours)?);
        of_other.push(milliseconds(&other)?);
    }
    Ok((median(of_ours), median(of_other)))
}

fn milliseconds(work: impl Fn() -> Outcome<()>) -> Outcome<f64> {
    let start = Instant::now();
    work()?;
    Ok(start.elapsed().as_secs_f64() * 1e3)
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

fn row(name: &str, ours: f64, other: f64, goal: f64) {
    println!("{name}\tms\t{ours}\t{other}\t{goal}");
}

fn unaimed(name: &str, ours: f64, other: f64) {
    println!("{name}\tms\t{ours}\t{other}\t-");
}

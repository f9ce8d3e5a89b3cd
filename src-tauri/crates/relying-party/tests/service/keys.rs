//! Another key, while requests go on.

use std::sync::{Arc, Mutex};

use futures_util::future::BoxFuture;
use relying_party::policy::Policy;
use relying_party::{Database, Error, KeyPlace, KeyPlaceError, Location, RotationError};
use sealing::{KeyRing, SealingKey};
use tempfile::TempDir;
use tokio::task::JoinSet;

use crate::world::World;

fn key(byte: u8) -> SealingKey {
    SealingKey::from_bytes([byte; 32])
}

/// The key of every world at its start.
fn first() -> KeyRing {
    KeyRing::new(key(7))
}

/// A place in memory.
#[derive(Clone)]
struct Place {
    kept: Arc<Mutex<KeyRing>>,
    fails: Arc<Mutex<bool>>,
}

impl Place {
    fn new() -> Self {
        Self { kept: Arc::new(Mutex::new(first())), fails: Arc::default() }
    }

    fn keys(&self) -> (SealingKey, Vec<SealingKey>) {
        let kept = self.kept.lock().unwrap();
        (kept.current().clone(), kept.older().to_vec())
    }
}

impl KeyPlace for Place {
    fn replace(&self, known: KeyRing, new: KeyRing) -> BoxFuture<'_, Result<(), KeyPlaceError>> {
        let mut kept = self.kept.lock().unwrap();
        assert_eq!((known.current(), known.older()), (kept.current(), kept.older()), "it knows what is kept");
        let fails = *self.fails.lock().unwrap();
        if !fails {
            *kept = new;
        }
        let done = if fails { Err(KeyPlaceError::Failed("no space".to_owned())) } else { Ok(()) };
        Box::pin(async { done })
    }

    fn drop_older(&self, known: KeyRing) -> BoxFuture<'_, Result<KeyRing, KeyPlaceError>> {
        let left = KeyRing::new(known.current().clone());
        *self.kept.lock().unwrap() = left.clone();
        Box::pin(async { Ok(left) })
    }
}

fn in_a_file(folder: &TempDir) -> Location {
    Location::File(folder.path().join("data.sqlite"))
}

async fn rotate(world: &World, key: Option<SealingKey>) -> relying_party::Resealed {
    world.party.begin_rotation(key).await.unwrap().finish(&world.call()).await.unwrap()
}

/// The same data with these keys, as after a start.
async fn again(world: &World, location: &Location, keys: KeyRing) -> World {
    world.party.close().await;
    let started = World::with_keys(Policy::default(), location, 1 << 40, keys).await;
    World { now: Arc::clone(&world.now), ..started }
}

#[tokio::test]
async fn another_key_seals_everything_anew_and_the_old_one_is_not_needed_any_more() {
    let folder = TempDir::new().unwrap();
    let location = in_a_file(&folder);
    let place = Place::new();
    let world = World::with(Policy::default(), &location).await.kept_in(Box::new(place.clone()));
    let ada = world.person("ada").await;
    world.log_in("ada", "000000").await.unwrap_err();
    let resealed = rotate(&world, Some(key(9))).await;
    assert_eq!((resealed.devices, resealed.rejected_codes), (1, 1));
    assert_eq!(place.keys(), (key(9), vec![]));
    let state = world.party.key_state().await.unwrap();
    assert_eq!((state.current, state.older, state.left), (key(9).id(), vec![], 0));
    assert_eq!((state.is_under_way, state.failed), (false, None));
    world.log_in("ada", &ada.code(world.now())).await.unwrap();
    let world = again(&world, &location, KeyRing::new(key(9))).await;
    world.advance(30);
    world.log_in("ada", &ada.code(world.now())).await.unwrap();
}

#[tokio::test]
async fn a_change_of_the_key_is_in_the_journal_once_and_going_on_with_nothing_is_not() {
    let world = World::new().await;
    world.person("ada").await;
    rotate(&world, None).await;
    world.party.resume_rotation(&world.call()).await.unwrap();
    let entries = world.party.journal(&world.call(), &Default::default()).await.unwrap();
    let changes: Vec<_> = entries.iter().filter(|entry| entry.event == "keys.rotate").collect();
    let current = world.party.key_state().await.unwrap().current;
    assert_eq!(changes.len(), 1);
    assert_eq!(changes[0].detail, format!("key {current}: 1 devices, 0 rejected codes"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn people_enrol_and_sign_in_while_the_key_changes_again_and_again() {
    let folder = TempDir::new().unwrap();
    for location in [Location::Memory, in_a_file(&folder)] {
        let place = Place::new();
        let world = World::with(Policy::default(), &location).await.kept_in(Box::new(place.clone()));
        let mut people = Vec::new();
        for number in 0..6 {
            people.push(world.person(&format!("user{number}")).await);
        }
        let mut work = JoinSet::new();
        for person in people {
            let world = world.clone();
            work.spawn(async move {
                for _ in 0..3 {
                    let session = world.party.session(&world.call(), &person.session.token).await.unwrap();
                    world.party.start_enrolment(&world.call(), &session.enrolling().unwrap(), "second").await.unwrap();
                    world.log_in(&person.name, "000000").await.unwrap_err();
                }
                world.log_in(&person.name, &person.code(world.now())).await.unwrap();
            });
        }
        for _ in 0..5 {
            rotate(&world, None).await;
        }
        while let Some(done) = work.join_next().await {
            done.unwrap();
        }
        rotate(&world, Some(key(9))).await;
        let state = world.party.key_state().await.unwrap();
        assert_eq!((state.left, state.older), (0, vec![]));
        assert_eq!(place.keys(), (key(9), vec![]));
    }
}

#[tokio::test]
async fn one_change_at_a_time_and_no_key_that_was_there_before() {
    let world = World::new().await;
    let code = |error: RotationError| error.code();
    assert_eq!(code(world.party.begin_rotation(Some(key(7))).await.unwrap_err()), "key-known");
    let begun = world.party.begin_rotation(Some(key(8))).await.unwrap();
    assert!(world.party.key_state().await.unwrap().is_under_way);
    assert_eq!(code(world.party.begin_rotation(Some(key(9))).await.unwrap_err()), "key-change-under-way");
    assert_eq!(code(world.party.resume_rotation(&world.call()).await.unwrap_err()), "key-change-under-way");
    begun.finish(&world.call()).await.unwrap();
    assert_eq!(code(world.party.begin_rotation(Some(key(7))).await.unwrap_err()), "key-known");
}

#[tokio::test]
async fn where_the_new_key_cannot_be_kept_the_old_one_goes_on_sealing() {
    let folder = TempDir::new().unwrap();
    let location = in_a_file(&folder);
    let place = Place::new();
    let world = World::with(Policy::default(), &location).await.kept_in(Box::new(place.clone()));
    *place.fails.lock().unwrap() = true;
    assert_eq!(world.party.begin_rotation(None).await.unwrap_err().code(), "key-not-stored");
    let ada = world.person("ada").await;
    assert_eq!(place.keys(), (key(7), vec![]));
    let world = again(&world, &location, first()).await;
    world.log_in("ada", &ada.code(world.now())).await.unwrap();
}

#[tokio::test]
async fn a_change_that_was_begun_is_gone_on_with_by_the_next_start() {
    let folder = TempDir::new().unwrap();
    let location = in_a_file(&folder);
    let place = Place::new();
    let world = World::with(Policy::default(), &location).await.kept_in(Box::new(place.clone()));
    let ada = world.person("ada").await;
    drop(world.party.begin_rotation(Some(key(9))).await.unwrap());
    let bob = world.person("bob").await;
    assert_eq!(place.keys(), (key(9), vec![key(7)]), "kept before anything is sealed under it");
    let both = KeyRing::new(key(9)).with_older(key(7));
    let world = again(&world, &location, both.clone()).await.kept_in(Box::new(place.clone()));
    assert_eq!(world.party.key_state().await.unwrap().left, 1, "ada's");
    assert_eq!(world.party.resume_rotation(&world.call()).await.unwrap().devices, 1);
    assert_eq!(place.keys(), (key(9), vec![]));
    for person in [ada, bob] {
        world.log_in(&person.name, &person.code(world.now())).await.unwrap();
    }
}

#[tokio::test]
async fn an_old_key_is_kept_as_long_as_one_value_is_under_it() {
    let folder = TempDir::new().unwrap();
    let location = in_a_file(&folder);
    let place = Place::new();
    let world = World::with(Policy::default(), &location).await.kept_in(Box::new(place.clone()));
    world.person("ada").await;
    world.party.close().await;
    // Somebody changed the last byte of it: it opens no more.
    let pool = sqlx::SqlitePool::connect(&format!("sqlite://{}/data.sqlite", folder.path().display())).await.unwrap();
    let mut sealed: Vec<u8> = sqlx::query_scalar("SELECT sealed FROM devices").fetch_one(&pool).await.unwrap();
    *sealed.last_mut().unwrap() ^= 1;
    sqlx::query("UPDATE devices SET sealed = $1").bind(sealed).execute(&pool).await.unwrap();
    pool.close().await;
    let world = World::with(Policy::default(), &location).await.kept_in(Box::new(place.clone()));
    assert_eq!(rotate(&world, Some(key(9))).await.devices, 0);
    assert_eq!(place.keys(), (key(9), vec![key(7)]));
    assert_eq!(world.party.key_state().await.unwrap().left, 1);
}

#[tokio::test]
async fn what_comes_back_from_a_copy_is_sealed_under_the_key_of_today() {
    let folder = TempDir::new().unwrap();
    let location = in_a_file(&folder);
    let world = World::with(Policy::default(), &location).await;
    let ada = world.person("ada").await;
    world.log_in("ada", "000000").await.unwrap_err();
    let copy = world.party.copy_tenant(&world.call()).await.unwrap();
    rotate(&world, Some(key(9))).await;
    world.party.restore_tenant(&world.call(), &copy).await.unwrap();
    assert_eq!(world.party.key_state().await.unwrap().left, 0);
    let world = again(&world, &location, KeyRing::new(key(9))).await;
    world.log_in("ada", &ada.code(world.now())).await.unwrap();
}

#[tokio::test]
async fn another_key_accepts_nothing_and_changes_nothing() {
    let folder = TempDir::new().unwrap();
    let location = in_a_file(&folder);
    let world = World::with(Policy::default(), &location).await;
    let ada = world.person("ada").await;
    let other = World::with_keys(Policy::default(), &location, 78, KeyRing::new(key(8))).await;
    let other = World { now: Arc::clone(&world.now), ..other };
    let answer = other.log_in("ada", &ada.code(world.now())).await;
    assert!(matches!(answer, Err(Error::Fault(fault)) if fault.code() == "secret-unreadable"));
    world.log_in("ada", &ada.code(world.now())).await.unwrap();
}

#[tokio::test]
async fn a_key_that_only_one_of_many_values_needs_is_missed_at_once() {
    let folder = TempDir::new().unwrap();
    let location = in_a_file(&folder);
    let world = World::with(Policy::default(), &location).await;
    world.person("ada").await;
    drop(world.party.begin_rotation(Some(key(9))).await.unwrap());
    for number in 0..120 {
        let session = world.register(&format!("user{number}")).await;
        world.enrol(&session).await;
    }
    world.party.close().await;
    let database = Database::open(&location).await.unwrap();
    assert_eq!(database.check_keys(&KeyRing::new(key(9))).await.unwrap_err().code(), "secret-unreadable");
    database.check_keys(&KeyRing::new(key(9)).with_older(key(7))).await.unwrap();
    database.close().await;
}

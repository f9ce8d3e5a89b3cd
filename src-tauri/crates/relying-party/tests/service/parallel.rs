//! Many at once.

use std::collections::BTreeMap;

use relying_party::{AddressKind, Error, Location, Rejection};
use tempfile::TempDir;
use tokio::task::JoinSet;

use crate::world::{PASSWORD, Person, World, cheap, rejection};
use relying_party::policy::Policy;

const OTHER: &str = "a loud red mountain";

fn in_a_file(folder: &TempDir) -> Location {
    Location::File(folder.path().join("data.sqlite"))
}

fn patient() -> Policy {
    let mut policy = Policy::default();
    policy.throttle.free_failures = 10_000;
    policy.throttle.lock_after = None;
    policy.source_throttle.free_failures = 10_000;
    policy
}

async fn at_once(world: &World, ada: &Person, input: &str, times: usize) -> usize {
    let mut partials = Vec::new();
    for _ in 0..times {
        partials.push(world.partial(&world.half_login(&ada.name).await).await);
    }
    let mut tries = JoinSet::new();
    for partial in partials {
        let (world, input) = (world.clone(), input.to_owned());
        tries.spawn(async move { world.party.verify_second_factor(&world.call(), &partial, &input).await });
    }
    let mut accepted = 0;
    while let Some(answer) = tries.join_next().await {
        match answer.unwrap() {
            Ok(_) => accepted += 1,
            Err(Error::Rejected(Rejection::Credentials)) => {}
            Err(error) => panic!("{error:?}"),
        }
    }
    accepted
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn fifty_uses_of_one_code_are_one_login() {
    for location in [Location::Memory, in_a_file(&TempDir::new().unwrap())] {
        let world = World::with(patient(), &location).await;
        let ada = world.person("ada").await;
        assert_eq!(at_once(&world, &ada, &ada.code(world.now()), 50).await, 1);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_hundred_uses_of_one_backup_code_are_one_login() {
    let folder = TempDir::new().unwrap();
    let world = World::with(patient(), &in_a_file(&folder)).await;
    let ada = world.person("ada").await;
    assert_eq!(at_once(&world, &ada, &ada.backup_codes[0], 100).await, 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn guesses_over_many_sessions_and_addresses_at_once_gain_nothing() {
    for location in [Location::Memory, in_a_file(&TempDir::new().unwrap())] {
        guesses_gain_nothing(&World::with(Policy::default(), &location).await).await;
    }
}

async fn guesses_gain_nothing(world: &World) {
    world.person("ada").await;
    let mut partials = Vec::new();
    for _ in 0..50 {
        partials.push(world.partial(&world.half_login("ada").await).await);
    }
    let before = world.party.work();
    let mut tries = JoinSet::new();
    for (guess, partial) in partials.iter().cycle().take(5_000).enumerate() {
        let (world, partial) = (world.clone(), partial.clone());
        tries.spawn(async move {
            let call = world.call_from(&format!("10.0.{}.{}", guess / 250, guess % 250));
            world.party.verify_second_factor(&call, &partial, &format!("{guess:06}")).await
        });
    }
    let mut answers = BTreeMap::new();
    while let Some(answer) = tries.join_next().await {
        let code = match answer.unwrap() {
            Err(Error::Rejected(rejection)) => rejection.code(),
            other => panic!("{other:?}"),
        };
        *answers.entry(code).or_insert(0) += 1;
    }
    let evaluated = (world.party.work() - before).evaluations;
    assert_eq!(evaluated, 5, "{answers:?}");
    assert_eq!(answers.get("credentials-refused"), Some(&5));
    assert_eq!(answers.get("too-many-tries"), Some(&4_995));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn who_shares_a_commit_loses_nothing_and_gains_nothing() {
    let folder = TempDir::new().unwrap();
    let location = in_a_file(&folder);
    let world = World::with(patient(), &location).await;
    let mut registrations = JoinSet::new();
    for number in 0..200 {
        let world = world.clone();
        // Every name twice: exactly one of both is taken.
        registrations.spawn(async move {
            let name = format!("user{}", number / 2);
            world.party.register(&world.call(), &name, PASSWORD).await.is_ok()
        });
    }
    let mut accepted = 0;
    while let Some(answer) = registrations.join_next().await {
        accepted += usize::from(answer.unwrap());
    }
    assert_eq!(accepted, 100);
    world.party.close().await;
    let again = World::seeded(patient(), &location, 1 << 40).await;
    assert_eq!(again.party.users(&again.call(), "", 500).await.unwrap().len(), 100);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn callers_that_go_away_hold_nobody_up() {
    let folder = TempDir::new().unwrap();
    let world = World::with(patient(), &in_a_file(&folder)).await;
    let mut registrations = Vec::new();
    for number in 0..200 {
        let world = world.clone();
        registrations.push(tokio::spawn(async move {
            world.party.register(&world.call(), &format!("user{number}"), PASSWORD).await.map(drop)
        }));
    }
    for (number, registration) in registrations.iter().enumerate() {
        if number % 3 == 0 {
            tokio::task::yield_now().await;
            registration.abort();
        }
    }
    for (number, registration) in registrations.into_iter().enumerate() {
        match registration.await {
            Ok(done) => done.unwrap(),
            Err(ended) => assert!(ended.is_cancelled() && number % 3 == 0, "{ended}"),
        }
    }
    let before = world.party.users(&world.call(), "", 500).await.unwrap().len();
    world.register("last").await;
    let after = world.party.users(&world.call(), "", 500).await.unwrap().len();
    assert!(after > 133 && after > before, "{after} of 201");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn one_device_is_confirmed_once() {
    let world = World::with(patient(), &Location::Memory).await;
    let session = world.register("ada").await;
    let enrolling = world.party.session(&world.call(), &session.token).await.unwrap().enrolling().unwrap();
    let offer = world.party.start_enrolment(&world.call(), &enrolling, "").await.unwrap();
    let uri = otp::parse_uri(&offer.uri).unwrap().uri;
    let code = otp::code_at(&uri.secret, &uri.parameters, otp::UnixSeconds(world.now())).unwrap();
    let mut tries = JoinSet::new();
    for _ in 0..20 {
        let (world, enrolling) = (world.clone(), enrolling.clone());
        let (device, code) = (offer.device.clone(), code.as_str().to_owned());
        tries.spawn(async move { world.party.confirm_enrolment(&world.call(), &enrolling, &device, &code).await });
    }
    let mut confirmed = 0;
    while let Some(answer) = tries.join_next().await {
        confirmed += usize::from(answer.unwrap().is_ok());
    }
    assert_eq!(confirmed, 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_login_on_its_way_does_not_outlive_a_changed_password() {
    let world = World::with(patient(), &Location::Memory).await;
    let session = world.register("ada").await;
    for round in 0..10 {
        let (old, new) = if round % 2 == 0 { (PASSWORD, OTHER) } else { (OTHER, PASSWORD) };
        let mut logins = JoinSet::new();
        for _ in 0..8 {
            let world = world.clone();
            logins.spawn(async move { world.party.log_in(&world.call(), "ada", old, None).await.map(drop) });
        }
        let full = world.full(&session).await;
        world.party.change_password(&world.call(), &full, old, new).await.unwrap();
        while let Some(answer) = logins.join_next().await {
            // In time or too late: both are answers.
            let _ = answer.unwrap();
        }
        let alive = world.party.sessions(&world.call(), &full).await.unwrap();
        assert_eq!(alive.len(), 1, "round {round}: {alive:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn one_person_signs_in_many_times_at_once_and_is_not_slowed() {
    let folder = TempDir::new().unwrap();
    let world = World::with(Policy::default(), &in_a_file(&folder)).await;
    world.register("ada").await;
    let mut logins = JoinSet::new();
    for _ in 0..50 {
        let world = world.clone();
        logins.spawn(async move { world.party.log_in(&world.call(), "ada", PASSWORD, None).await.map(drop) });
    }
    while let Some(answer) = logins.join_next().await {
        answer.unwrap().unwrap();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn many_people_behind_one_address_sign_in_at_once() {
    let folder = TempDir::new().unwrap();
    let world = World::with(Policy::default(), &in_a_file(&folder)).await;
    for number in 0..100 {
        world.register(&format!("user{number}")).await;
    }
    let mut logins = JoinSet::new();
    for number in (0..100).cycle().take(400) {
        let world = world.clone();
        logins.spawn(async move {
            world.party.log_in(&world.call(), &format!("user{number}"), PASSWORD, None).await.map(drop)
        });
    }
    while let Some(answer) = logins.join_next().await {
        answer.unwrap().unwrap();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn addresses_added_at_once_are_no_more_than_may_be() {
    let folder = TempDir::new().unwrap();
    let world = World::with(patient(), &in_a_file(&folder)).await;
    let session = world.register("ada").await;
    let full = world.full(&session).await;
    let mut additions = JoinSet::new();
    for number in 0..20 {
        let (world, full) = (world.clone(), full.clone());
        additions.spawn(async move {
            let address = format!("ada{number}@example.org");
            world.party.add_address(&world.call(), &full, AddressKind::Email, &address).await
        });
    }
    let mut refused = 0;
    while let Some(answer) = additions.join_next().await {
        refused += usize::from(matches!(answer.unwrap(), Err(Error::Rejected(Rejection::TooMany))));
    }
    let present = world.party.addresses(&world.call(), &full).await.unwrap().len();
    assert_eq!((present, refused), (5, 15));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn no_password_is_set_for_who_was_deleted_meanwhile() {
    let world = World::new().await;
    let session = world.register("ada").await;
    let user = world.full(&session).await.session().user.clone();
    // So much work that the user is gone before the hash is there.
    world.party.change_policy(Policy::default());
    let call = world.call();
    let (set, deleted) =
        tokio::join!(world.party.set_password(&call, &user, OTHER), world.party.delete_user(&call, &user));
    deleted.unwrap();
    let newest = world.party.journal(&call, &Default::default()).await.unwrap().remove(0).event;
    assert_eq!(newest, "admin.delete", "{set:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn two_servers_on_one_database_take_a_code_once_and_count_guesses_together() {
    let folder = TempDir::new().unwrap();
    let location = in_a_file(&folder);
    let one = World::with(patient(), &location).await;
    let ada = one.person("ada").await;
    let other = World { now: one.now.clone(), ..World::seeded(patient(), &location, 1 << 40).await };
    let code = ada.code(one.now());
    let (first, second) = tokio::join!(at_once(&one, &ada, &code, 25), at_once(&other, &ada, &code, 25));
    assert_eq!(first + second, 1);
    let backup = &ada.backup_codes[0];
    let (first, second) = tokio::join!(at_once(&one, &ada, backup, 10), at_once(&other, &ada, backup, 10));
    assert_eq!(first + second, 1);
    for world in [&one, &other] {
        world.party.change_policy(cheap(Policy::default()));
    }
    one.person("bob").await;
    for (guess, world) in [&one, &other, &one, &other, &one].into_iter().enumerate() {
        let refused = rejection(world.log_in("bob", &format!("{guess:06}")).await);
        assert_eq!(refused, Rejection::Credentials, "{guess}");
    }
    let refused = rejection(other.log_in("bob", "000005").await);
    assert!(matches!(refused, Rejection::TooManyTries { .. }));
}

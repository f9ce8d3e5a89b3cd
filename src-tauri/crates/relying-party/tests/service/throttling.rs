//! Guessing is slow.

use relying_party::policy::{Policy, ThrottlePolicy};
use relying_party::rules::throttle::evaluations_in_a_day;
use relying_party::{Location, LogIn, NewUser, Rejection};

use crate::world::{PASSWORD, World, rejection};

async fn guess(world: &World, name: &str) -> Rejection {
    rejection(world.party.log_in(&world.call(), name, "wrong password", None).await)
}

#[tokio::test]
async fn the_wait_doubles_for_known_and_unknown_names_alike() {
    let world = World::new().await;
    world.register("ada").await;
    for name in ["ada", "nobody"] {
        for _ in 0..4 {
            assert_eq!(guess(&world, name).await, Rejection::Credentials);
        }
        for wait in [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900] {
            assert_eq!(guess(&world, name).await, Rejection::Credentials);
            assert_eq!(guess(&world, name).await, Rejection::TooManyTries { retry_after: wait });
            world.advance(wait);
        }
    }
}

#[tokio::test]
async fn a_right_password_does_not_reset_the_guesses_of_the_second_factor() {
    let world = World::new().await;
    let ada = world.person("ada").await;
    for _ in 0..5 {
        assert_eq!(rejection(world.log_in("ada", "000000").await), Rejection::Credentials);
    }
    assert!(matches!(rejection(world.log_in("ada", "000000").await), Rejection::TooManyTries { .. }));
    world.log_in("ada", &ada.backup_codes[0]).await.expect("another way is open");
    world.advance(1);
    world.log_in("ada", &ada.code(world.now())).await.unwrap();
    for _ in 0..4 {
        assert_eq!(rejection(world.log_in("ada", "000000").await), Rejection::Credentials);
    }
}

#[tokio::test]
async fn a_hundred_failures_in_a_row_lock_until_an_administrator_unlocks() {
    let world = World::new().await;
    let ada = world.person("ada").await;
    let partial = async || world.partial(&world.half_login("ada").await).await;
    for _ in 0..100 {
        let partial = partial().await;
        let answer = world.party.verify_second_factor(&world.call(), &partial, "000000").await;
        assert_eq!(rejection(answer), Rejection::Credentials);
        world.advance(900);
    }
    let locked = world.party.verify_second_factor(&world.call(), &partial().await, &ada.code(world.now())).await;
    assert_eq!(rejection(locked), Rejection::Locked);
    world.log_in("ada", &ada.backup_codes[0]).await.expect("another way is open");
    let user = world.party.users(&world.call(), "", 1).await.unwrap().remove(0);
    assert_eq!((user.locked, user.locked_words), (vec!["code".to_owned()], vec!["one-time codes".to_owned()]));
    world.party.unlock(&world.call(), &user.id).await.unwrap();
    world.log_in("ada", &ada.code(world.now())).await.unwrap();
}

#[tokio::test]
async fn five_in_fifteen_minutes() {
    let policy = Policy { throttle: ThrottlePolicy::five_in_fifteen_minutes(), ..Policy::default() };
    let world = World::with(policy, &Location::Memory).await;
    world.register("ada").await;
    for _ in 0..5 {
        assert_eq!(guess(&world, "ada").await, Rejection::Credentials);
    }
    assert!(matches!(guess(&world, "ada").await, Rejection::TooManyTries { .. }));
    world.advance(900);
    let answer = world.party.log_in(&world.call(), "ada", PASSWORD, None).await.unwrap();
    assert!(matches!(answer, LogIn::SignedIn(_)));
}

#[tokio::test]
async fn who_holds_the_password_evaluates_no_more_than_stated_in_a_day() {
    let mut policy = Policy::default();
    policy.throttle.lock_after = None;
    policy.source_throttle.free_failures = 10_000;
    let stated = evaluations_in_a_day(&policy.throttle);
    let world = World::with(policy, &Location::Memory).await;
    world.person("ada").await;
    let (start, before) = (world.now(), world.party.work());
    let mut guesses: u64 = 0;
    while world.now() < start + 86_400 {
        let partial = world.partial(&world.half_login("ada").await).await;
        guesses += 1;
        match rejection(world.party.verify_second_factor(&world.call(), &partial, "000000").await) {
            Rejection::TooManyTries { retry_after } => world.advance(retry_after),
            other => assert_eq!(other, Rejection::Credentials),
        }
    }
    let work = world.party.work() - before;
    let evaluated = work.hmacs / 3;
    assert!(evaluated <= u64::from(stated), "{evaluated} of {guesses}, stated {stated}");
    assert!(evaluated + 3 >= u64::from(stated), "the figure is not just an upper bound: {evaluated} of {stated}");
}

#[tokio::test]
async fn a_source_that_guesses_many_names_is_slowed_too() {
    let mut policy = Policy::default();
    policy.source_throttle.free_failures = 50;
    let world = World::with(policy, &Location::Memory).await;
    let mut slowed = 0;
    for number in 0..80 {
        slowed += u32::from(matches!(guess(&world, &format!("user{number}")).await, Rejection::TooManyTries { .. }));
    }
    assert!(slowed > 0);
    let elsewhere = world.party.log_in(&world.call_from("198.51.100.9"), "user1", "wrong password", None).await;
    assert_eq!(rejection(elsewhere), Rejection::Credentials);
    world.advance(60 + 60);
    for number in 0..50 {
        assert_eq!(guess(&world, &format!("later{number}")).await, Rejection::Credentials);
    }
}

#[tokio::test]
async fn many_right_logins_slow_nobody() {
    let world = World::new().await;
    world.register("ada").await;
    for _ in 0..200 {
        world.party.log_in(&world.call(), "ada", PASSWORD, None).await.unwrap();
    }
}

#[tokio::test]
async fn beginning_an_enrolment_again_and_again_is_slowed_until_one_is_confirmed() {
    let world = World::new().await;
    let session = world.register("ada").await;
    let enrolling = world.party.session(&world.call(), &session.token).await.unwrap().enrolling().unwrap();
    for _ in 0..5 {
        world.party.start_enrolment(&world.call(), &enrolling, "").await.unwrap();
    }
    let slowed = world.party.start_enrolment(&world.call(), &enrolling, "").await;
    assert_eq!(rejection(slowed), Rejection::TooManyTries { retry_after: 1 });
    world.advance(1);
    let (confirmed, ..) = world.enrol(&session).await;
    for _ in 0..5 {
        let enrolling =
            world.party.session(&world.call(), &confirmed.session.token).await.unwrap().enrolling().unwrap();
        world.party.start_enrolment(&world.call(), &enrolling, "").await.unwrap();
    }
}

#[tokio::test]
async fn an_attackers_own_right_logins_do_not_open_the_source_again() {
    let mut policy = Policy::default();
    policy.source_throttle.free_failures = 50;
    let world = World::with(policy, &Location::Memory).await;
    world.register("mallory").await;
    let mut slowed = false;
    for number in 0..120 {
        slowed |= matches!(guess(&world, &format!("user{number}")).await, Rejection::TooManyTries { .. });
        slowed |= world.party.log_in(&world.call(), "mallory", PASSWORD, None).await.is_err();
    }
    assert!(slowed);
}

#[tokio::test]
async fn quiet_days_and_cleaning_forget_no_failures_of_an_account() {
    let world = World::new().await;
    let ada = world.person("ada").await;
    for round in 0..10 {
        for _ in 0..if round == 9 { 9 } else { 10 } {
            world.log_in("ada", "000000").await.unwrap_err();
            world.advance(900);
        }
        world.advance(10 * 86_400);
        world.party.clean(&world.call()).await.unwrap();
    }
    assert_eq!(rejection(world.log_in("ada", "000000").await), Rejection::Credentials);
    world.advance(900);
    assert_eq!(rejection(world.log_in("ada", &ada.code(world.now())).await), Rejection::Locked);
}

#[tokio::test]
async fn a_new_user_is_not_slowed_by_what_was_guessed_at_the_name_before() {
    let world = World::new().await;
    let call = world.call();
    for _ in 0..10 {
        guess(&world, "ada").await;
        guess(&world, "bob").await;
    }
    let ada = world.register("ada").await.session.user;
    world.party.log_in(&call, "ada", PASSWORD, None).await.unwrap();
    let bob = NewUser { name: "bob", password: PASSWORD, groups: &[] };
    world.party.add_user(&call, &bob).await.unwrap();
    world.party.log_in(&call, "bob", PASSWORD, None).await.unwrap();
    for _ in 0..10 {
        guess(&world, "ada").await;
    }
    world.party.delete_user(&call, &ada).await.unwrap();
    assert_eq!(guess(&world, "ada").await, Rejection::Credentials);
}

//! What attackers try at the second factor, one after another.

use relying_party::policy::{Policy, Window};
use relying_party::{Location, Rejection, Way};

use crate::world::{PASSWORD, World, rejection};

#[tokio::test]
async fn the_same_code_again_in_the_same_step() {
    let world = World::new().await;
    let ada = world.person("ada").await;
    let code = ada.code(world.now());
    world.log_in("ada", &code).await.unwrap();
    assert_eq!(rejection(world.log_in("ada", &code).await), Rejection::Credentials);
    assert_eq!(world.last_reason().await, "replayed");
}

#[tokio::test]
async fn the_same_code_every_second_of_the_window() {
    for window in [Window::STRICT, Window::RFC, Window::LENIENT] {
        let mut policy = Policy::default();
        policy.totp.window = window;
        policy.throttle.free_failures = 1_000;
        policy.throttle.lock_after = None;
        policy.source_throttle.free_failures = 1_000;
        let world = World::with(policy, &Location::Memory).await;
        let ada = world.person("ada").await;
        let code = ada.code(world.now());
        world.log_in("ada", &code).await.unwrap();
        for _ in 0..(u64::from(window.back) + 2) * 30 {
            world.advance(1);
            assert_eq!(rejection(world.log_in("ada", &code).await), Rejection::Credentials);
        }
    }
}

#[tokio::test]
async fn an_older_code_after_a_newer_one() {
    let world = World::new().await;
    let ada = world.person("ada").await;
    let older = ada.code(world.now());
    world.advance(30);
    world.log_in("ada", &ada.code(world.now())).await.unwrap();
    assert_eq!(rejection(world.log_in("ada", &older).await), Rejection::Credentials);
}

#[tokio::test]
async fn a_code_of_the_future_spends_all_before_it() {
    let world = World::new().await;
    let ada = world.person("ada").await;
    world.log_in("ada", &ada.code(world.now() + 30)).await.unwrap();
    assert_eq!(rejection(world.log_in("ada", &ada.code(world.now())).await), Rejection::Credentials);
    world.advance(60);
    world.log_in("ada", &ada.code(world.now())).await.unwrap();
}

#[tokio::test]
async fn a_spent_code_after_the_clock_was_set_back() {
    let world = World::new().await;
    let ada = world.person("ada").await;
    let (time, code) = (world.now(), ada.code(world.now()));
    world.log_in("ada", &code).await.unwrap();
    world.set(time - 3_600);
    assert_eq!(rejection(world.log_in("ada", &ada.code(world.now())).await), Rejection::Credentials);
    world.set(time + 29);
    assert_eq!(rejection(world.log_in("ada", &code).await), Rejection::Credentials);
    world.set(time + 90);
    world.log_in("ada", &ada.code(time + 90)).await.unwrap();
}

#[tokio::test]
async fn the_window_ends_to_the_second() {
    let world = World::new().await;
    let ada = world.person("ada").await;
    let start = world.now();
    let code = ada.code(start);
    world.set(start + 60);
    assert_eq!(rejection(world.log_in("ada", &code).await), Rejection::Credentials);
    world.set(start + 59);
    world.log_in("ada", &code).await.unwrap();
    let ahead = ada.code(start + 180);
    world.set(start + 149);
    assert_eq!(rejection(world.log_in("ada", &ahead).await), Rejection::Credentials);
    world.set(start + 150);
    world.log_in("ada", &ahead).await.unwrap();
}

#[tokio::test]
async fn a_used_backup_code() {
    let world = World::new().await;
    let ada = world.person("ada").await;
    let signed = world.log_in("ada", &ada.backup_codes[0]).await.unwrap();
    assert_eq!((signed.way, signed.backup_codes_left), (Way::BackupCode, Some(9)));
    assert_eq!(rejection(world.log_in("ada", &ada.backup_codes[0]).await), Rejection::Credentials);
    assert_eq!(world.last_reason().await, "used-backup-code");
}

#[tokio::test]
async fn a_backup_code_of_the_set_before() {
    let world = World::new().await;
    let ada = world.person("ada").await;
    let full = world.full(&ada.session).await;
    let set = world.party.regenerate_backup_codes(&world.call(), &full).await.unwrap();
    assert_eq!(rejection(world.log_in("ada", &ada.backup_codes[3]).await), Rejection::Credentials);
    world.log_in("ada", &set.codes[3]).await.unwrap();
}

#[tokio::test]
async fn a_backup_code_of_somebody_else() {
    let world = World::new().await;
    let ada = world.person("ada").await;
    world.person("bob").await;
    assert_eq!(rejection(world.log_in("bob", &ada.backup_codes[0]).await), Rejection::Credentials);
    world.log_in("ada", &ada.backup_codes[0]).await.unwrap();
}

#[tokio::test]
async fn known_and_unknown_slots_cost_one_hash_and_a_six_digit_guess_none() {
    let world = World::new().await;
    let ada = world.person("ada").await;
    let mut wrong = ada.backup_codes[0].clone();
    let last = wrong.pop().unwrap();
    wrong.push(if last == '7' { '8' } else { '7' });
    world.log_in("ada", &ada.backup_codes[1]).await.unwrap();
    let cost = async |input: &str| {
        let half = world.half_login("ada").await;
        let partial = world.partial(&half).await;
        let before = world.party.work();
        let answer = world.party.verify_second_factor(&world.call(), &partial, input).await;
        assert_eq!(rejection(answer), Rejection::Credentials);
        let work = world.party.work() - before;
        world.advance(60);
        (work.kdfs, work.hmacs)
    };
    assert_eq!(cost(&wrong).await, (1, 0));
    assert_eq!(cost(&ada.backup_codes[1]).await, (1, 0), "a used one");
    assert_eq!(cost("000000").await, (0, 3), "the window's three steps");
}

#[tokio::test]
async fn a_device_of_somebody_else() {
    let world = World::new().await;
    let ada = world.person("ada").await;
    let bob = world.person("bob").await;
    let full = world.full(&bob.session).await;
    let party = &world.party;
    assert_eq!(rejection(party.remove_device(&world.call(), &full, &ada.device).await), Rejection::NotFound);
    assert_eq!(rejection(party.rename_device(&world.call(), &full, &ada.device, "x").await), Rejection::NotFound);
    let enrolling = party.session(&world.call(), &bob.session.token).await.unwrap().enrolling().unwrap();
    let code = ada.code(world.now());
    let confirmed = party.confirm_enrolment(&world.call(), &enrolling, &ada.device, &code).await;
    assert_eq!(rejection(confirmed), Rejection::NotFound);
}

#[tokio::test]
async fn a_half_login_reaches_nothing_but_the_second_step() {
    let world = World::new().await;
    world.person("ada").await;
    let half = world.half_login("ada").await;
    let session = world.party.session(&world.call(), &half.token).await.unwrap();
    assert_eq!(session.clone().full().unwrap_err(), Rejection::WrongSession);
    assert_eq!(session.clone().enrolling().unwrap_err(), Rejection::WrongSession);
    let again = world.party.check_password_again(&world.call(), &session, PASSWORD).await;
    assert_eq!(rejection(again), Rejection::WrongSession);
}

#[tokio::test]
async fn a_half_login_used_twice() {
    let world = World::new().await;
    let ada = world.person("ada").await;
    let half = world.half_login("ada").await;
    let partial = world.partial(&half).await;
    world.party.verify_second_factor(&world.call(), &partial, &ada.code(world.now())).await.unwrap();
    let again = world.party.verify_second_factor(&world.call(), &partial, &ada.code(world.now() + 30)).await;
    assert_eq!(rejection(again), Rejection::NoSession);
    world.log_in("ada", &ada.code(world.now() + 30)).await.expect("the code of the refused try was not spent");
}

#[tokio::test]
async fn other_digits_and_other_lengths() {
    let world = World::new().await;
    let ada = world.person("ada").await;
    let code = ada.code(world.now());
    let wide: String = code.chars().map(|digit| char::from_u32(digit as u32 + 0xfee0).unwrap()).collect();
    for typed in
        [wide, format!("+{code}"), format!("{code}0"), code[1..].to_owned(), format!("{}_{}", &code[..3], &code[3..])]
    {
        assert_eq!(rejection(world.log_in("ada", &typed).await), Rejection::Credentials, "{typed}");
        let user = world.full(&ada.session).await.session().user.clone();
        world.party.unlock(&world.call(), &user).await.unwrap();
    }
    world.log_in("ada", &code).await.unwrap();
}

//! Enrolling devices.

use otp::{Algorithm, Digits, Parameters, Period, UnixSeconds, code_at, parse_uri};
use relying_party::policy::Policy;
use relying_party::{DeviceState, Location, Rejection};

use crate::world::{PASSWORD, World, rejection};

#[tokio::test]
async fn the_first_device_brings_ten_backup_codes_and_a_new_session() {
    let world = World::new().await;
    let session = world.register("ada").await;
    let (confirmed, secret, ..) = world.enrol(&session).await;
    assert_eq!(secret.bits(), 160);
    let codes = confirmed.backup_codes.unwrap().codes;
    assert_eq!(codes.len(), 10);
    assert_eq!(rejection(world.party.session(&world.call(), &session.token).await), Rejection::NoSession);
    let full = world.full(&confirmed.session).await;
    let view = world.party.backup_codes(&world.call(), &full).await.unwrap();
    assert_eq!((view.total, view.left, view.few), (10, 10, false));
}

#[tokio::test]
async fn the_code_that_confirmed_is_used_up() {
    let world = World::new().await;
    let ada = world.person("ada").await;
    let before = world.now() - 30;
    world.set(before);
    assert_eq!(rejection(world.log_in("ada", &ada.code(before)).await), Rejection::Credentials);
    assert_eq!(world.last_reason().await, "replayed");
}

#[tokio::test]
async fn an_enrolment_needs_a_fresh_password() {
    let world = World::new().await;
    let session = world.register("ada").await;
    world.advance(301);
    let enrolling = world.party.session(&world.call(), &session.token).await.unwrap().enrolling().unwrap();
    let refused = world.party.start_enrolment(&world.call(), &enrolling, "").await;
    assert_eq!(rejection(refused), Rejection::PasswordNeeded);
    let full = world.full(&session).await;
    world.party.check_password_again(&world.call(), full.session(), PASSWORD).await.unwrap();
    world.enrol(&session).await;
}

#[tokio::test]
async fn an_enrolment_ends_after_ten_minutes_and_a_new_one_retires_the_old() {
    let world = World::new().await;
    let session = world.register("ada").await;
    let enrolling = world.party.session(&world.call(), &session.token).await.unwrap().enrolling().unwrap();
    let first = world.party.start_enrolment(&world.call(), &enrolling, "one").await.unwrap();
    let second = world.party.start_enrolment(&world.call(), &enrolling, "two").await.unwrap();
    let code = |offer: &relying_party::Offer| {
        let uri = parse_uri(&offer.uri).unwrap().uri;
        code_at(&uri.secret, &uri.parameters, UnixSeconds(world.now())).unwrap().as_str().to_owned()
    };
    let party = &world.party;
    let old = party.confirm_enrolment(&world.call(), &enrolling, &first.device, &code(&first)).await;
    assert_eq!(rejection(old), Rejection::EnrolmentOver);
    world.advance(600);
    let late = party.confirm_enrolment(&world.call(), &enrolling, &second.device, &code(&second)).await;
    assert_eq!(rejection(late), Rejection::EnrolmentOver);
}

#[tokio::test]
async fn an_app_that_ignores_a_parameter_is_told_so() {
    let mut policy = Policy::default();
    policy.totp.algorithm = Algorithm::Sha256;
    let world = World::with(policy, &Location::Memory).await;
    let session = world.register("ada").await;
    let enrolling = world.party.session(&world.call(), &session.token).await.unwrap().enrolling().unwrap();
    let offer = world.party.start_enrolment(&world.call(), &enrolling, "").await.unwrap();
    let uri = parse_uri(&offer.uri).unwrap().uri;
    assert_eq!(uri.secret.bits(), 256, "as long as the hash's output");
    let ignored = Parameters::Totp {
        algorithm: Algorithm::Sha1,
        digits: Digits::new(6).unwrap(),
        period: Period::new(30).unwrap(),
    };
    let code = code_at(&uri.secret, &ignored, UnixSeconds(world.now())).unwrap();
    let answer = world.party.confirm_enrolment(&world.call(), &enrolling, &offer.device, code.as_str()).await;
    assert!(matches!(rejection(answer), Rejection::AppIgnores("algorithm")));
}

#[tokio::test]
async fn every_confirmed_device_counts_and_a_removed_one_does_not() {
    let world = World::new().await;
    let ada = world.person("ada").await;
    let (confirmed, secret, parameters, _) = world.enrol(&ada.session).await;
    assert!(confirmed.backup_codes.is_none(), "the codes there are stay");
    world.advance(30);
    world.log_in("ada", &ada.code(world.now())).await.unwrap();
    let other = code_at(&secret, &parameters, UnixSeconds(world.now())).unwrap();
    world.log_in("ada", other.as_str()).await.unwrap();
    let full = world.full(&confirmed.session).await;
    world.party.remove_device(&world.call(), &full, &ada.device).await.unwrap();
    world.advance(30);
    assert_eq!(rejection(world.log_in("ada", &ada.code(world.now())).await), Rejection::Credentials);
    let devices = world.party.devices(&world.call(), &full).await.unwrap();
    assert!(devices.iter().all(|device| device.state == DeviceState::Active && device.id != ada.device));
}

#[tokio::test]
async fn a_factor_is_removed_only_with_a_fresh_one() {
    let world = World::new().await;
    let ada = world.person("ada").await;
    world.advance(301);
    let full = world.full(&ada.session).await;
    let party = &world.party;
    let refused = party.remove_device(&world.call(), &full, &ada.device).await;
    assert_eq!(rejection(refused), Rejection::SecondFactorNeeded);
    let refused = party.regenerate_backup_codes(&world.call(), &full).await;
    assert_eq!(rejection(refused), Rejection::SecondFactorNeeded);
    party.check_second_factor_again(&world.call(), &full, &ada.code(world.now())).await.unwrap();
    let full = world.full(&ada.session).await;
    party.remove_device(&world.call(), &full, &ada.device).await.unwrap();
    let view = party.backup_codes(&world.call(), &full).await.unwrap();
    assert_eq!(view.total, 0, "codes for nothing are gone");
    let notes = party.outbox(&world.call(), None, None, 10).await.unwrap();
    assert!(notes.iter().any(|note| note.subject == "The second factor was turned off"));
}

#[tokio::test]
async fn a_second_device_needs_a_fresh_factor_too() {
    let world = World::new().await;
    let ada = world.person("ada").await;
    world.advance(301);
    let full = world.full(&ada.session).await;
    world.party.check_password_again(&world.call(), full.session(), PASSWORD).await.unwrap();
    let enrolling = world.party.session(&world.call(), &ada.session.token).await.unwrap().enrolling().unwrap();
    let refused = world.party.start_enrolment(&world.call(), &enrolling, "").await;
    assert_eq!(rejection(refused), Rejection::SecondFactorNeeded);
}

#[tokio::test]
async fn retired_secrets_stay_thirty_days_and_no_longer() {
    let world = World::new().await;
    let ada = world.person("ada").await;
    let full = world.full(&ada.session).await;
    let user = full.session().user.clone();
    world.party.remove_device(&world.call(), &full, &ada.device).await.unwrap();
    world.advance(30 * 86_400);
    world.party.clean(&world.call()).await.unwrap();
    assert_eq!(world.party.user(&world.call(), &user).await.unwrap().devices.len(), 1);
    world.advance(1);
    assert_eq!(world.party.clean(&world.call()).await.unwrap().devices, 1);
    assert!(world.party.user(&world.call(), &user).await.unwrap().devices.is_empty());
}

#[tokio::test]
async fn seeded_users_sign_in_at_once() {
    let world = World::new().await;
    let hash = sealing::hash_password(PASSWORD.as_bytes(), &[1; 16], &sealing::Argon2Parameters::LEAST).unwrap();
    let seed = |number: u8| relying_party::Seed {
        name: format!("user{number}"),
        password_hash: hash.clone(),
        secret: otp::Secret::from_bytes(vec![number; 20]).unwrap(),
        parameters: Parameters::default(),
    };
    assert_eq!(world.party.seed(&world.call(), (1..=3).map(seed)).await.unwrap(), 3);
    assert_eq!(world.party.seed(&world.call(), (3..=4).map(seed)).await.unwrap(), 1, "a name that is taken is left");
    let code = code_at(&seed(2).secret, &Parameters::default(), UnixSeconds(world.now())).unwrap();
    world.log_in("user2", code.as_str()).await.unwrap();
}

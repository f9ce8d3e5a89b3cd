//! What is written down, and what is not.

use relying_party::{Database, DeviceState, JournalQuery, Location, Rejection, TrueReason};
use tempfile::TempDir;

use crate::world::{PASSWORD, World, rejection};
use relying_party::policy::Policy;

async fn last_rejection(world: &World) -> i64 {
    let entries = world.party.journal(&world.call(), &JournalQuery::default()).await.unwrap();
    entries.iter().find(|entry| entry.outcome == "rejected").unwrap().id
}

#[tokio::test]
async fn staff_learn_how_many_steps_a_code_was_off() {
    let folder = TempDir::new().unwrap();
    for location in [Location::Memory, Location::File(folder.path().join("data.sqlite"))] {
        let world = World::with(Policy::default(), &location).await;
        let ada = world.person("ada").await;
        let before = world.party.work().evaluations;
        assert_eq!(rejection(world.log_in("ada", &ada.code(world.now() - 300)).await), Rejection::Credentials);
        // The password's and the code's.
        assert_eq!(world.party.work().evaluations - before, 2, "a guess is looked at once");
        assert_eq!(world.last_reason().await, "wrong-code");
        let id = last_rejection(&world).await;
        let reason = world.party.true_reason(&world.call(), id).await.unwrap();
        assert!(matches!(reason, TrueReason::OfAStep { steps_off: -10, seconds_off: -300, .. }), "{reason:?}");
    }
}

#[tokio::test]
async fn staff_learn_that_a_code_was_of_a_retired_device() {
    let world = World::new().await;
    let ada = world.person("ada").await;
    let (confirmed, ..) = world.enrol(&ada.session).await;
    let full = world.full(&confirmed.session).await;
    world.party.remove_device(&world.call(), &full, &ada.device).await.unwrap();
    world.advance(30);
    assert_eq!(rejection(world.log_in("ada", &ada.code(world.now())).await), Rejection::Credentials);
    let id = last_rejection(&world).await;
    let reason = world.party.true_reason(&world.call(), id).await.unwrap();
    assert!(matches!(&reason, TrueReason::OfAStep { state, steps_off: 0, .. } if state == "retired"), "{reason:?}");
    let user = full.session().user.clone();
    let devices = world.party.user(&world.call(), &user).await.unwrap().devices;
    assert!(devices.iter().any(|device| device.state == DeviceState::Retired));
}

#[tokio::test]
async fn staff_learn_that_a_backup_code_was_used_and_when() {
    let world = World::new().await;
    let ada = world.person("ada").await;
    let used_at = i64::try_from(world.now()).unwrap();
    world.log_in("ada", &ada.backup_codes[0]).await.unwrap();
    world.advance(90);
    world.log_in("ada", &ada.backup_codes[0]).await.unwrap_err();
    let reason = world.party.true_reason(&world.call(), last_rejection(&world).await).await.unwrap();
    assert_eq!(reason, TrueReason::BackupCode { used_at: Some(used_at), ended_at: None });
    let full = world.full(&ada.session).await;
    world.party.check_second_factor_again(&world.call(), &full, &ada.code(world.now())).await.unwrap();
    world.party.regenerate_backup_codes(&world.call(), &full).await.unwrap();
    world.log_in("ada", &ada.backup_codes[1]).await.unwrap_err();
    let reason = world.party.true_reason(&world.call(), last_rejection(&world).await).await.unwrap();
    assert_eq!(reason, TrueReason::NoBackupCode);
}

#[tokio::test]
async fn rejected_codes_are_gone_after_a_day_and_twenty_are_kept() {
    let mut policy = Policy::default();
    policy.throttle.free_failures = 100;
    let world = World::with(policy, &Location::Memory).await;
    world.person("ada").await;
    world.log_in("ada", "000000").await.unwrap_err();
    let first = last_rejection(&world).await;
    for _ in 0..20 {
        world.log_in("ada", "000001").await.unwrap_err();
    }
    let last = last_rejection(&world).await;
    let party = &world.party;
    assert_eq!(party.true_reason(&world.call(), first).await.unwrap(), TrueReason::NotKept);
    assert!(matches!(party.true_reason(&world.call(), last).await.unwrap(), TrueReason::NoMatch { .. }));
    world.advance(86_400);
    assert_eq!(party.true_reason(&world.call(), last).await.unwrap(), TrueReason::NotKept);
    assert_eq!(party.clean(&world.call()).await.unwrap().rejected_codes, 20);
}

#[tokio::test]
async fn users_see_their_activity_without_the_true_reasons() {
    let world = World::new().await;
    let ada = world.person("ada").await;
    world.log_in("ada", &ada.code(world.now() - 30)).await.unwrap_err();
    let full = world.full(&ada.session).await;
    let activity = world.party.activity(&world.call(), &full).await.unwrap();
    let rejected = activity.iter().find(|entry| entry.outcome == "rejected").unwrap();
    assert_eq!(rejected.reason, "");
}

#[tokio::test]
async fn the_database_holds_no_secret_no_password_and_no_token() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("data.sqlite");
    let world = World::with(Policy::default(), &Location::File(path.clone())).await;
    let ada = world.person("ada").await;
    let code = ada.code(world.now());
    let signed = world.log_in("ada", &code).await.unwrap();
    world.log_in("ada", &code).await.unwrap_err();
    world.party.close().await;
    let mut bytes = Vec::new();
    for entry in std::fs::read_dir(folder.path()).unwrap() {
        bytes.extend(std::fs::read(entry.unwrap().path()).unwrap());
    }
    let holds = |needle: &[u8]| bytes.windows(needle.len()).any(|window| window == needle);
    assert!(holds(b"login.second-factor"), "the right files were read");
    assert!(!holds(ada.secret.expose()));
    assert!(!holds(ada.secret.to_base32().as_bytes()));
    assert!(!holds(PASSWORD.as_bytes()));
    assert!(!holds(signed.session.token.expose().as_bytes()));
    assert!(!holds(code.as_bytes()));
    for code in &ada.backup_codes {
        assert!(!holds(code.as_bytes()));
    }
}

#[tokio::test]
async fn a_file_that_is_no_database_is_left_alone() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("data.sqlite");
    std::fs::write(&path, "something else entirely").unwrap();
    let fault = Database::open(&Location::File(path.clone())).await.unwrap_err();
    assert_eq!(fault.code(), "no-database");
    assert_eq!(std::fs::read(&path).unwrap(), b"something else entirely");
}

#[tokio::test]
async fn an_entry_says_what_and_why_in_words_and_its_user_is_not_told_why() {
    let world = World::new().await;
    let ada = world.person("ada").await;
    world.log_in("ada", "000000").await.unwrap_err();
    let entry = world.party.journal(&world.call(), &Default::default()).await.unwrap().remove(0);
    assert_eq!((entry.event.as_str(), entry.event_words.as_str()), ("login.second-factor", "Sign-in: second step"));
    assert_eq!((entry.reason.as_str(), entry.reason_words.as_str()), ("wrong-code", "No code of a device now"));
    let full = world.full(&ada.session).await;
    let own = world.party.activity(&world.call(), &full).await.unwrap().remove(0);
    assert_eq!((own.event_words.as_str(), own.reason_words.as_str()), ("Sign-in: second step", ""));
}

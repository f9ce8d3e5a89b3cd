//! Getting back in, living without a device, codes sent out of band, and what administrators do.

use relying_party::policy::{Policy, Profile};
use relying_party::{AddressKind, Location, LogIn, NewUser, PasswordReset, Rejection, SessionKind, Way};

use crate::world::{PASSWORD, Person, World, rejection};

async fn sent_code(world: &World) -> String {
    let message = world.party.outbox(&world.call(), None, None, 1).await.unwrap().remove(0);
    message.body.chars().filter(char::is_ascii_digit).take(6).collect()
}

async fn with_address(world: &World, ada: &Person) -> relying_party::AddressId {
    let full = world.full(&ada.session).await;
    let added = world.party.add_address(&world.call(), &full, AddressKind::Email, "ada@example.org").await.unwrap();
    let code = sent_code(world).await;
    world.party.confirm_address(&world.call(), &full, &added.id, &code).await.unwrap();
    added.id
}

#[tokio::test]
async fn a_backup_code_opens_a_session_that_only_replaces_the_factor() {
    let world = World::new().await;
    let ada = world.person("ada").await;
    let partial = world.partial(&world.half_login("ada").await).await;
    let session = world.party.recover(&world.call(), &partial, &ada.backup_codes[0]).await.unwrap();
    assert_eq!(session.session.kind, SessionKind::Replacement);
    assert_eq!(session.session.clone().full().unwrap_err(), Rejection::WrongSession);
    let messages = world.party.outbox(&world.call(), None, None, 10).await.unwrap();
    assert!(messages.iter().any(|message| message.subject == "Recovery was begun"));
    let (confirmed, secret, parameters, _) = world.enrol(&session).await;
    assert_eq!(confirmed.backup_codes.unwrap().codes.len(), 10);
    world.advance(30);
    assert_eq!(rejection(world.log_in("ada", &ada.code(world.now())).await), Rejection::Credentials);
    assert_eq!(rejection(world.log_in("ada", &ada.backup_codes[1]).await), Rejection::Credentials);
    let code = otp::code_at(&secret, &parameters, otp::UnixSeconds(world.now())).unwrap();
    world.log_in("ada", code.as_str()).await.unwrap();
}

#[tokio::test]
async fn a_code_of_the_device_recovers_nothing() {
    let world = World::new().await;
    let ada = world.person("ada").await;
    let partial = world.partial(&world.half_login("ada").await).await;
    let answer = world.party.recover(&world.call(), &partial, &ada.code(world.now())).await;
    assert_eq!(rejection(answer), Rejection::Credentials);
}

#[tokio::test]
async fn few_backup_codes_are_warned_of() {
    let world = World::new().await;
    let ada = world.person("ada").await;
    for (used, code) in ada.backup_codes.iter().take(7).enumerate() {
        let signed = world.log_in("ada", code).await.unwrap();
        assert_eq!(signed.few_backup_codes, used == 6);
    }
}

#[tokio::test]
async fn backup_codes_end_where_the_policy_says_so() {
    let mut policy = Policy::default();
    policy.backup_codes.lifetime_seconds = Some(86_400);
    let world = World::with(policy, &Location::Memory).await;
    let ada = world.person("ada").await;
    world.log_in("ada", &ada.backup_codes[0]).await.unwrap();
    world.advance(86_400);
    assert_eq!(rejection(world.log_in("ada", &ada.backup_codes[1]).await), Rejection::Credentials);
    assert_eq!(world.last_reason().await, "expired-backup-code");
}

#[tokio::test]
async fn a_sent_code_works_once_in_the_session_that_asked() {
    let world = World::new().await;
    let ada = world.person("ada").await;
    let address = with_address(&world, &ada).await;
    let LogIn::SecondFactorRequired(half) = world.party.log_in(&world.call(), "ada", PASSWORD, None).await.unwrap()
    else {
        panic!("a second factor is enrolled")
    };
    assert_eq!(half.ways.addresses[0].address, "a…@example.org");
    let partial = world.partial(&half.session).await;
    world.party.send_code(&world.call(), &partial, &address).await.unwrap();
    let code = sent_code(&world).await;
    let other = world.partial(&world.half_login("ada").await).await;
    assert_eq!(rejection(world.party.verify_sent_code(&world.call(), &other, &code).await), Rejection::Credentials);
    let signed = world.party.verify_sent_code(&world.call(), &partial, &code).await.unwrap();
    assert_eq!(signed.way, Way::SentCode);
    assert_eq!(rejection(world.party.verify_sent_code(&world.call(), &other, &code).await), Rejection::Credentials);
}

#[tokio::test]
async fn a_sent_code_ends_and_a_newer_one_kills_it() {
    let world = World::new().await;
    let ada = world.person("ada").await;
    let address = with_address(&world, &ada).await;
    let partial = world.partial(&world.half_login("ada").await).await;
    let party = &world.party;
    party.send_code(&world.call(), &partial, &address).await.unwrap();
    let first = sent_code(&world).await;
    party.send_code(&world.call(), &partial, &address).await.unwrap();
    let second = sent_code(&world).await;
    assert_eq!(rejection(party.verify_sent_code(&world.call(), &partial, &first).await), Rejection::Credentials);
    world.advance(600);
    assert_eq!(rejection(party.verify_sent_code(&world.call(), &partial, &second).await), Rejection::Credentials);
}

#[tokio::test]
async fn an_address_counts_only_once_confirmed() {
    let world = World::new().await;
    let ada = world.person("ada").await;
    let full = world.full(&ada.session).await;
    let party = &world.party;
    let added = party.add_address(&world.call(), &full, AddressKind::Sms, "+44 7700 900123").await.unwrap();
    let partial = world.partial(&world.half_login("ada").await).await;
    assert_eq!(rejection(party.send_code(&world.call(), &partial, &added.id).await), Rejection::NotFound);
    let refused = party.add_address(&world.call(), &full, AddressKind::Email, "nowhere").await;
    assert_eq!(rejection(refused), Rejection::BadAddress);
}

#[tokio::test]
async fn strict_sends_nothing() {
    let world = World::with(Profile::Strict.policy(), &Location::Memory).await;
    let ada = world.person("ada").await;
    let full = world.full(&ada.session).await;
    for (kind, address) in [(AddressKind::Email, "ada@example.org"), (AddressKind::Sms, "+447700900123")] {
        let refused = world.party.add_address(&world.call(), &full, kind, address).await;
        assert_eq!(rejection(refused), Rejection::NotAllowed);
    }
}

#[tokio::test]
async fn somebody_without_a_smartphone_lives_on_backup_and_sent_codes() {
    let world = World::new().await;
    let session = world.register("ada").await;
    let full = world.full(&session).await;
    let party = &world.party;
    assert_eq!(rejection(party.live_without_device(&world.call(), &full).await), Rejection::NotAllowed);
    let added = party.add_address(&world.call(), &full, AddressKind::Email, "ada@example.org").await.unwrap();
    let code = sent_code(&world).await;
    party.confirm_address(&world.call(), &full, &added.id, &code).await.unwrap();
    let codes = party.live_without_device(&world.call(), &full).await.unwrap().backup_codes.unwrap().codes;
    assert_eq!(world.log_in("ada", &codes[0]).await.unwrap().way, Way::BackupCode);
    let journal = party.journal(&world.call(), &Default::default()).await.unwrap();
    assert!(journal.iter().any(|entry| entry.event == "without-device"));
}

#[tokio::test]
async fn a_reset_password_removes_no_second_factor() {
    let world = World::new().await;
    let ada = world.person("ada").await;
    with_address(&world, &ada).await;
    let party = &world.party;
    party.ask_password_reset(&world.call(), "nobody").await.unwrap();
    party.ask_password_reset(&world.call(), "ada").await.unwrap();
    let message = party.outbox(&world.call(), None, None, 1).await.unwrap().remove(0);
    let token = message.body.split_whitespace().last().unwrap().to_owned();
    let new = "a loud red mountain";
    let reset = |token| PasswordReset { name: "ada", token, password: new };
    let wrong = party.reset_password(&world.call(), &reset("wrong")).await;
    assert_eq!(rejection(wrong), Rejection::Credentials);
    party.reset_password(&world.call(), &reset(&token)).await.unwrap();
    assert_eq!(rejection(party.reset_password(&world.call(), &reset(&token)).await), Rejection::Credentials);
    assert_eq!(rejection(party.session(&world.call(), &ada.session.token).await), Rejection::NoSession);
    let answer = party.log_in(&world.call(), "ada", new, None).await.unwrap();
    assert!(matches!(answer, LogIn::SecondFactorRequired(_)));
}

async fn word_for_a_new_password(world: &World) -> String {
    world.party.ask_password_reset(&world.call(), "ada").await.unwrap();
    let message = world.party.outbox(&world.call(), None, None, 1).await.unwrap().remove(0);
    message.body.split_whitespace().last().unwrap().to_owned()
}

async fn reset_by(world: &World, token: &str) -> Rejection {
    let reset = PasswordReset { name: "ada", token, password: "a tall blue window" };
    rejection(world.party.reset_password(&world.call(), &reset).await)
}

#[tokio::test]
async fn a_changed_password_ends_the_word_for_setting_one() {
    let world = World::new().await;
    let ada = world.person("ada").await;
    with_address(&world, &ada).await;
    let full = world.full(&ada.session).await;
    let word = word_for_a_new_password(&world).await;
    world.party.change_password(&world.call(), &full, PASSWORD, "a loud red mountain").await.unwrap();
    assert_eq!(reset_by(&world, &word).await, Rejection::Credentials);
    let word = word_for_a_new_password(&world).await;
    world.party.set_password(&world.call(), &full.session().user, PASSWORD).await.unwrap();
    assert_eq!(reset_by(&world, &word).await, Rejection::Credentials);
}

#[tokio::test]
async fn what_was_sent_to_an_address_ends_with_it() {
    let world = World::new().await;
    let ada = world.person("ada").await;
    let address = with_address(&world, &ada).await;
    let full = world.full(&ada.session).await;
    let word = word_for_a_new_password(&world).await;
    world.party.remove_address(&world.call(), &full, &address).await.unwrap();
    assert_eq!(reset_by(&world, &word).await, Rejection::Credentials);
}

#[tokio::test]
async fn a_recovery_has_all_of_its_ten_minutes() {
    let world = World::new().await;
    let ada = world.person("ada").await;
    let partial = world.partial(&world.half_login("ada").await).await;
    let session = world.party.recover(&world.call(), &partial, &ada.backup_codes[0]).await.unwrap();
    world.advance(301);
    let again = world.party.session(&world.call(), &session.token).await.unwrap();
    world.party.check_password_again(&world.call(), &again, PASSWORD).await.unwrap();
    world.enrol(&session).await;
}

#[tokio::test]
async fn an_administrators_reset_forces_a_new_enrolment() {
    let world = World::new().await;
    let ada = world.person("ada").await;
    let user = world.full(&ada.session).await.session().user.clone();
    world.party.reset_second_factor(&world.call(), &user).await.unwrap();
    assert_eq!(rejection(world.party.session(&world.call(), &ada.session.token).await), Rejection::NoSession);
    let LogIn::MustEnrol(session) = world.party.log_in(&world.call(), "ada", PASSWORD, None).await.unwrap() else {
        panic!("a device has to be enrolled")
    };
    world.enrol(&session).await;
    world.half_login("ada").await;
}

#[tokio::test]
async fn an_administrator_adds_and_deletes_users() {
    let world = World::new().await;
    let party = &world.party;
    let new = NewUser { name: "bob", password: PASSWORD, groups: &["staff".to_owned()] };
    let bob = party.add_user(&world.call(), &new).await.unwrap();
    assert_eq!(bob.groups, ["staff"]);
    assert_eq!(rejection(party.add_user(&world.call(), &new).await), Rejection::NameTaken);
    party.delete_user(&world.call(), &bob.id).await.unwrap();
    assert_eq!(rejection(party.log_in(&world.call(), "bob", PASSWORD, None).await), Rejection::Credentials);
    assert_eq!(party.users(&world.call(), "", 10).await.unwrap().len(), 0);
}

#[tokio::test]
async fn an_administrators_reset_takes_addresses_away_too() {
    let world = World::new().await;
    let ada = world.person("ada").await;
    with_address(&world, &ada).await;
    let user = world.full(&ada.session).await.session().user.clone();
    world.party.reset_second_factor(&world.call(), &user).await.unwrap();
    assert!(world.party.user(&world.call(), &user).await.unwrap().addresses.is_empty());
}

#[tokio::test]
async fn who_lives_without_a_device_changes_addresses_only_with_a_fresh_factor() {
    let world = World::new().await;
    let session = world.register("ada").await;
    let full = world.full(&session).await;
    let party = &world.party;
    let first = party.add_address(&world.call(), &full, AddressKind::Email, "ada@example.org").await.unwrap();
    let code = sent_code(&world).await;
    party.confirm_address(&world.call(), &full, &first.id, &code).await.unwrap();
    let codes = party.live_without_device(&world.call(), &full).await.unwrap().backup_codes.unwrap().codes;
    let signed = world.log_in("ada", &codes[0]).await.unwrap();
    world.advance(301);
    let full = world.full(&signed.session).await;
    party.check_password_again(&world.call(), full.session(), PASSWORD).await.unwrap();
    let full = world.full(&signed.session).await;
    let added = party.add_address(&world.call(), &full, AddressKind::Email, "eve@example.org").await;
    assert_eq!(rejection(added), Rejection::SecondFactorNeeded);
    let removed = party.remove_address(&world.call(), &full, &first.id).await;
    assert_eq!(rejection(removed), Rejection::SecondFactorNeeded);
    party.check_second_factor_again(&world.call(), &full, &codes[1]).await.unwrap();
    let full = world.full(&signed.session).await;
    party.remove_address(&world.call(), &full, &first.id).await.unwrap();
}

#[tokio::test]
async fn whoever_lives_without_a_device_gets_a_fresh_check_by_a_sent_code() {
    let world = World::new().await;
    let ada = world.person("ada").await;
    let address = with_address(&world, &ada).await;
    let full = world.full(&ada.session).await;
    let (party, call) = (&world.party, world.call());
    assert_eq!(
        rejection(party.send_code_again(&call, &full, &address).await),
        Rejection::NotAllowed,
        "she has a device"
    );
    party.live_without_device(&call, &full).await.unwrap();
    world.advance(301);
    let call = world.call();
    assert_eq!(rejection(party.regenerate_backup_codes(&call, &full).await), Rejection::SecondFactorNeeded);
    party.send_code_again(&call, &full, &address).await.unwrap();
    let code = sent_code(&world).await;
    let half = world.partial(&world.half_login("ada").await).await;
    let other = party.verify_sent_code(&call, &half, &code).await;
    assert_eq!(rejection(other), Rejection::Credentials, "it is of the session that asked");
    party.check_sent_code_again(&call, &full, &code).await.unwrap();
    let full = world.full(&ada.session).await;
    party.regenerate_backup_codes(&call, &full).await.unwrap();
    assert_eq!(rejection(party.check_sent_code_again(&call, &full, &code).await), Rejection::Credentials);
}

#[tokio::test]
async fn a_recovery_keeps_no_address_that_took_no_part_in_it() {
    let world = World::new().await;
    let ada = world.person("ada").await;
    with_address(&world, &ada).await;
    world.advance(60);
    let partial = world.partial(&world.half_login("ada").await).await;
    let session = world.party.recover(&world.call(), &partial, &ada.backup_codes[0]).await.unwrap();
    let (confirmed, ..) = world.enrol(&session).await;
    let full = world.full(&confirmed.session).await;
    assert!(world.party.addresses(&world.call(), &full).await.unwrap().is_empty());
    let messages = world.party.outbox(&world.call(), None, None, 10).await.unwrap();
    let told = messages.iter().find(|message| message.subject == "Addresses were removed").unwrap();
    assert!(told.body.contains("a…@example.org"), "{}", told.body);
}

#[tokio::test]
async fn a_recovery_keeps_the_address_that_proved_itself_in_it() {
    let world = World::new().await;
    let ada = world.person("ada").await;
    let kept = with_address(&world, &ada).await;
    let full = world.full(&ada.session).await;
    let other = world.party.add_address(&world.call(), &full, AddressKind::Sms, "+44 7700 900123").await.unwrap();
    let code = sent_code(&world).await;
    world.party.confirm_address(&world.call(), &full, &other.id, &code).await.unwrap();
    world.advance(60);
    let partial = world.partial(&world.half_login("ada").await).await;
    world.party.send_code(&world.call(), &partial, &kept).await.unwrap();
    let code = sent_code(&world).await;
    let session = world.party.recover_by_sent_code(&world.call(), &partial, &code).await.unwrap();
    let (confirmed, ..) = world.enrol(&session).await;
    let full = world.full(&confirmed.session).await;
    let left = world.party.addresses(&world.call(), &full).await.unwrap();
    assert_eq!(left.iter().map(|address| &address.id).collect::<Vec<_>>(), [&kept]);
}

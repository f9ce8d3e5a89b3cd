//! A session that ends while a change is on its way: whoever holds what it once was changes nothing.

use relying_party::{AddressKind, FullSession, LogIn, Rejection};

use crate::world::{PASSWORD, Person, World, rejection};

/// Somebody whose session was looked at, and then ended by an administrator.
async fn with_ended_session(world: &World) -> (Person, FullSession) {
    let ada = world.person("ada").await;
    let full = world.full(&ada.session).await;
    let user = full.session().user.clone();
    let code = ada.code(world.now());
    world.party.check_second_factor_again(&world.call(), &full, &code).await.unwrap();
    world.party.set_password(&world.call(), &user, PASSWORD).await.unwrap();
    (ada, full)
}

#[tokio::test]
async fn a_session_that_was_ended_changes_no_factor_any_more() {
    let world = World::new().await;
    let (ada, full) = with_ended_session(&world).await;
    let (party, call) = (&world.party, world.call());
    let enrolling = full.session().clone().enrolling().unwrap();
    assert_eq!(rejection(party.regenerate_backup_codes(&call, &full).await), Rejection::NoSession);
    assert_eq!(rejection(party.remove_device(&call, &full, &ada.device).await), Rejection::NoSession);
    assert_eq!(rejection(party.rename_device(&call, &full, &ada.device, "mine").await), Rejection::NoSession);
    assert_eq!(rejection(party.start_enrolment(&call, &enrolling, "mine").await), Rejection::NoSession);
    assert_eq!(rejection(party.live_without_device(&call, &full).await), Rejection::NoSession);
    let added = party.add_address(&call, &full, AddressKind::Email, "eve@example.org").await;
    assert_eq!(rejection(added), Rejection::NoSession);
    // Everything is as it was.
    world.advance(30);
    world.log_in("ada", &ada.code(world.now())).await.unwrap();
    world.log_in("ada", &ada.backup_codes[0]).await.unwrap();
}

#[tokio::test]
async fn a_session_that_was_ended_changes_no_password_and_ends_no_session() {
    let world = World::new().await;
    let (ada, full) = with_ended_session(&world).await;
    let (party, call) = (&world.party, world.call());
    let again = world.log_in("ada", &ada.backup_codes[0]).await.unwrap().session;
    let changed = party.change_password(&call, &full, PASSWORD, "another quiet harbour").await;
    assert_eq!(rejection(changed), Rejection::NoSession);
    assert_eq!(rejection(party.check_password_again(&call, full.session(), PASSWORD).await), Rejection::NoSession);
    assert_eq!(rejection(party.end_other_sessions(&call, &full).await), Rejection::NoSession);
    assert_eq!(rejection(party.end_session(&call, &full, &again.session.id).await), Rejection::NoSession);
    world.full(&again).await;
}

#[tokio::test]
async fn a_half_login_that_was_ended_sends_no_code() {
    let world = World::new().await;
    let ada = world.person("ada").await;
    let full = world.full(&ada.session).await;
    let added = world.party.add_address(&world.call(), &full, AddressKind::Sms, "+44 7700 900123").await.unwrap();
    let message = world.party.outbox(&world.call(), None, None, 1).await.unwrap().remove(0);
    let code: String = message.body.chars().filter(char::is_ascii_digit).take(6).collect();
    world.party.confirm_address(&world.call(), &full, &added.id, &code).await.unwrap();
    let partial = world.partial(&world.half_login("ada").await).await;
    world.party.end_other_sessions(&world.call(), &full).await.unwrap();
    let sent = world.party.send_code(&world.call(), &partial, &added.id).await;
    assert_eq!(rejection(sent), Rejection::NoSession);
}

#[tokio::test]
async fn a_session_that_idled_or_expired_is_in_no_list() {
    let world = World::new().await;
    let ada = world.person("ada").await;
    world.half_login("ada").await;
    let listed = async |session: FullSession| world.party.sessions(&world.call(), &session).await.unwrap().len();
    assert_eq!(listed(world.full(&ada.session).await).await, 2);
    world.advance(301);
    assert_eq!(listed(world.full(&ada.session).await).await, 1, "the half login is over");
    let user = ada.session.session.user.clone();
    world.advance(1_800);
    let view = world.party.user(&world.call(), &user).await.unwrap();
    assert!(view.sessions.is_empty(), "nobody used it for half an hour");
    assert!(matches!(
        world.party.log_in(&world.call(), "ada", PASSWORD, None).await.unwrap(),
        LogIn::SecondFactorRequired(_)
    ));
}

//! What administrators are told of users.

use relying_party::SecondFactor;
use relying_party::policy::Policy;
use sealing::Argon2Parameters;

use crate::world::{PASSWORD, World};

#[tokio::test]
async fn what_a_user_has_beside_the_password_is_told() {
    let world = World::new().await;
    let party = &world.party;
    let session = world.register("ada").await;
    let user = session.session.user.clone();
    let told = async || party.user(&world.call(), &user).await.unwrap().second_factor;
    assert_eq!(told().await, SecondFactor::None);
    let full = world.full(&session).await;
    let enrolling = full.session().clone().enrolling().unwrap();
    party.start_enrolment(&world.call(), &enrolling, "").await.unwrap();
    assert_eq!(told().await, SecondFactor::None);
    let (confirmed, ..) = world.enrol(&session).await;
    assert_eq!(told().await, SecondFactor::Devices);
    let full = world.full(&confirmed.session).await;
    party.live_without_device(&world.call(), &full).await.unwrap();
    assert_eq!(told().await, SecondFactor::WithoutDevice);
    party.reset_second_factor(&world.call(), &user).await.unwrap();
    assert_eq!(told().await, SecondFactor::MustEnrol);
}

#[tokio::test]
async fn users_are_found_by_the_beginning_of_their_name_page_by_page() {
    let world = World::new().await;
    for name in ["анн1", "анн2", "анн3", "Анна", "АННАбель", "аннб", "ада", "Zoe"] {
        world.register(name).await;
    }
    let found = async |start: &str, after: &str, most| {
        let users = world.party.users_beginning_with(&world.call(), start, after, most).await.unwrap();
        users.into_iter().map(|user| user.name).collect::<Vec<_>>()
    };
    assert_eq!(found("анна", "", 2).await, ["Анна", "АННАбель"]);
    assert_eq!(found("Анн", "", 2).await, ["анн1", "анн2"]);
    assert_eq!(found("Анн", "АНН2", 3).await, ["анн3", "Анна", "АННАбель"]);
    assert_eq!(found("анна", "анн1", 9).await, ["Анна", "АННАбель"]);
    assert_eq!(found("  ", "", 1).await, ["Zoe"]);
    assert_eq!(found("\u{200b}", "", 9).await, [""; 0]);
    assert_eq!(world.party.user_named(&world.call(), "аННа").await.unwrap().unwrap().name, "Анна");
    assert!(world.party.user_named(&world.call(), "анн").await.unwrap().is_none());
}

#[tokio::test]
async fn a_user_is_read_by_two_texts_however_much_is_theirs() {
    let world = World::new().await;
    let ada = world.person("ada").await;
    let user = world.full(&ada.session).await.session().user.clone();
    let before = world.party.work();
    let view = world.party.user(&world.call(), &user).await.unwrap();
    assert_eq!((world.party.work() - before).statements, 2);
    assert_eq!((view.devices.len(), view.sessions.len(), view.backup_codes.total), (1, 1, 10));
}

#[tokio::test]
async fn it_is_told_when_a_password_was_set_and_hashing_it_anew_is_not_setting_it() {
    let world = World::new().await;
    let session = world.register("ada").await;
    let at_first = world.now();
    let user = world.full(&session).await.session().user.clone();
    let set_at = async || world.party.user(&world.call(), &user).await.unwrap().password_changed_at;
    world.advance(100);
    let mut policy = Policy::default();
    policy.password.argon2 = Argon2Parameters::new(16, 1, 1).unwrap();
    world.party.change_policy(policy);
    world.party.log_in(&world.call(), "ada", PASSWORD, None).await.unwrap();
    assert_eq!(set_at().await, at_first as i64);
    world.party.set_password(&world.call(), &user, "another quiet harbour").await.unwrap();
    assert_eq!(set_at().await, at_first as i64 + 100);
}

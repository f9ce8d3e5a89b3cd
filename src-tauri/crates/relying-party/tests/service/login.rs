//! Logging in, step by step and in one call.

use relying_party::policy::{ContextualRule, Policy, SecondFactorRule};
use relying_party::{Location, LogIn, Rejection, SessionKind, Way};
use sealing::Argon2Parameters;

use crate::world::{PASSWORD, World, cheap, rejection};

#[tokio::test]
async fn a_password_alone_is_enough_before_a_factor_is_enrolled() {
    let world = World::new().await;
    world.register("ada").await;
    let answer = world.party.log_in(&world.call(), "Ada", PASSWORD, None).await.unwrap();
    assert!(matches!(answer, LogIn::SignedIn(signed) if signed.way == Way::Password));
}

#[tokio::test]
async fn a_code_finishes_a_login_with_a_new_token_and_the_old_one_dies() {
    let world = World::new().await;
    let ada = world.person("ada").await;
    let half = world.half_login("ada").await;
    let partial = world.partial(&half).await;
    let signed = world.party.verify_second_factor(&world.call(), &partial, &ada.code(world.now())).await.unwrap();
    assert_eq!(signed.way, Way::Code);
    assert_eq!(signed.session.session.kind, SessionKind::Full);
    assert_ne!(signed.session.token.expose(), half.token.expose());
    assert_eq!(rejection(world.party.session(&world.call(), &half.token).await), Rejection::NoSession);
    world.full(&signed.session).await;
}

#[tokio::test]
async fn one_call_takes_password_and_code_together() {
    let world = World::new().await;
    let ada = world.person("ada").await;
    let code = ada.code(world.now());
    let answer = world.party.log_in(&world.call(), "ada", PASSWORD, Some(&code)).await.unwrap();
    assert!(matches!(answer, LogIn::SignedIn(signed) if signed.way == Way::Code));
    let again = world.party.log_in(&world.call(), "ada", PASSWORD, Some(&code)).await;
    assert_eq!(rejection(again), Rejection::Credentials);
}

#[tokio::test]
async fn spaces_and_one_dash_in_a_code_do_not_matter() {
    let world = World::new().await;
    let ada = world.person("ada").await;
    let code = ada.code(world.now());
    let typed = format!(" {} {} ", &code[..3], &code[3..]);
    assert_eq!(world.log_in("ada", &typed).await.unwrap().way, Way::Code);
}

#[tokio::test]
async fn a_half_login_ends_after_its_time() {
    let world = World::new().await;
    world.person("ada").await;
    let half = world.half_login("ada").await;
    world.advance(299);
    world.partial(&half).await;
    world.advance(1);
    assert_eq!(rejection(world.party.session(&world.call(), &half.token).await), Rejection::NoSession);
    assert_eq!(world.last_reason().await, "expired-half-session");
}

#[tokio::test]
async fn ten_minutes_are_the_most_for_a_half_login() {
    let mut policy = Policy::default();
    policy.session.partial_seconds = 86_400;
    let world = World::with(policy, &Location::Memory).await;
    world.person("ada").await;
    let half = world.half_login("ada").await;
    world.advance(600);
    assert_eq!(rejection(world.party.session(&world.call(), &half.token).await), Rejection::NoSession);
}

#[tokio::test]
async fn an_unused_session_ends_and_a_used_one_ends_later() {
    let world = World::new().await;
    let session = world.register("ada").await;
    for _ in 0..23 {
        world.advance(1_799);
        world.full(&session).await;
    }
    world.advance(43_200 - 23 * 1_799);
    assert_eq!(rejection(world.party.session(&world.call(), &session.token).await), Rejection::NoSession);
    let session = world.half_or_full("ada").await;
    world.advance(1_800);
    assert_eq!(rejection(world.party.session(&world.call(), &session.token).await), Rejection::NoSession);
}

impl World {
    async fn half_or_full(&self, name: &str) -> relying_party::NewSession {
        match self.party.log_in(&self.call(), name, PASSWORD, None).await.unwrap() {
            LogIn::SignedIn(signed) => signed.session,
            other => panic!("{other:?}"),
        }
    }
}

#[tokio::test]
async fn sessions_are_listed_and_ended() {
    let world = World::new().await;
    let first = world.register("ada").await;
    let second = world.half_or_full("ada").await;
    let here = world.full(&first).await;
    let listed = world.party.sessions(&world.call(), &here).await.unwrap();
    assert_eq!(listed.len(), 2);
    assert_eq!(listed.iter().filter(|session| session.is_this).count(), 1);
    world.party.end_session(&world.call(), &here, &second.session.id).await.unwrap();
    assert_eq!(rejection(world.party.session(&world.call(), &second.token).await), Rejection::NoSession);
    assert_eq!(rejection(world.party.end_session(&world.call(), &here, &second.session.id).await), Rejection::NotFound);
}

#[tokio::test]
async fn a_changed_password_ends_all_other_sessions() {
    let world = World::new().await;
    let first = world.register("ada").await;
    let second = world.half_or_full("ada").await;
    let here = world.full(&first).await;
    let party = &world.party;
    let wrong = party.change_password(&world.call(), &here, "not it at all", "a loud red mountain").await;
    assert_eq!(rejection(wrong), Rejection::Credentials);
    party.change_password(&world.call(), &here, PASSWORD, "a loud red mountain").await.unwrap();
    assert_eq!(rejection(party.session(&world.call(), &second.token).await), Rejection::NoSession);
    world.full(&first).await;
    assert_eq!(rejection(party.log_in(&world.call(), "ada", PASSWORD, None).await), Rejection::Credentials);
    party.log_in(&world.call(), "ada", "a loud red mountain", None).await.unwrap();
}

#[tokio::test]
async fn changed_parameters_rehash_at_the_next_login() {
    let world = World::new().await;
    world.register("ada").await;
    let mut policy = cheap(Policy::default());
    policy.password.argon2 = Argon2Parameters::new(16, 1, 1).unwrap();
    world.party.change_policy(policy);
    let before = world.party.work();
    world.half_or_full("ada").await;
    assert_eq!((world.party.work() - before).kdfs, 2, "one to check, one to hash anew");
    let before = world.party.work();
    world.half_or_full("ada").await;
    assert_eq!((world.party.work() - before).kdfs, 1);
}

#[tokio::test]
async fn a_rule_skips_the_second_factor_in_a_network() {
    let rule = ContextualRule {
        networks: vec!["10.0.0.0/8".parse().unwrap()],
        groups: Vec::new(),
        second_factor: SecondFactorRule::Skip,
    };
    let world = World::with(Policy { rules: vec![rule], ..Policy::default() }, &Location::Memory).await;
    world.person("ada").await;
    let inside = world.party.log_in(&world.call_from("10.1.2.3"), "ada", PASSWORD, None).await.unwrap();
    assert!(matches!(inside, LogIn::SignedIn(_)));
    assert_eq!(world.last_reason().await, "skipped-by-rule-1");
    let outside = world.party.log_in(&world.call(), "ada", PASSWORD, None).await.unwrap();
    assert!(matches!(outside, LogIn::SecondFactorRequired(_)));
}

#[tokio::test]
async fn known_and_unknown_names_cost_the_same() {
    let world = World::new().await;
    world.person("ada").await;
    let cost = async |name: &str| {
        let before = world.party.work();
        let answer = world.party.log_in(&world.call(), name, "wrong password", None).await;
        assert_eq!(rejection(answer), Rejection::Credentials);
        world.party.work() - before
    };
    assert_eq!(cost("ada").await, cost("nobody").await);
    let with_code = async |name: &str| {
        let before = world.party.work();
        let answer = world.party.log_in(&world.call(), name, "wrong password", Some("123456")).await;
        assert_eq!(rejection(answer), Rejection::Credentials);
        world.party.work() - before
    };
    assert_eq!(with_code("ada").await, with_code("nobody").await);
}

#[tokio::test]
async fn a_name_is_one_name_however_it_is_spelt() {
    let world = World::new().await;
    world.register("Ada").await;
    let again = world.party.register(&world.call(), " ADA ", PASSWORD).await;
    assert_eq!(rejection(again), Rejection::NameTaken);
}

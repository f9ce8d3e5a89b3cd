//! Tenants: worlds of their own on one database.

use relying_party::policy::Policy;
use relying_party::{DatabaseFault, Error, Fault, LogIn, RelyingParty, TenantName};

use crate::world::{PASSWORD, World, cheap};

/// The same time in the world of another tenant.
fn elsewhere(world: &World, name: &str) -> (RelyingParty, relying_party::Call) {
    let call = relying_party::Call { tenant: TenantName::new(name).unwrap(), ..world.call() };
    (world.party.of_another_tenant(cheap(Policy::default())), call)
}

#[tokio::test]
async fn what_is_one_tenants_is_not_there_for_another() {
    let world = World::new().await;
    let session = world.register("ada").await;
    let (other, call) = elsewhere(&world, "other");
    assert!(other.log_in(&call, "ada", PASSWORD, None).await.is_err());
    assert!(other.session(&call, &session.token).await.is_err());
    assert!(other.users(&call, "", 10).await.unwrap().is_empty());
    other.register(&call, "ada", PASSWORD).await.unwrap();
    assert_eq!(world.party.users(&world.call(), "", 10).await.unwrap().len(), 1);
}

#[tokio::test]
async fn an_emptied_tenant_is_as_new_and_others_keep_what_is_theirs() {
    let world = World::new().await;
    let person = world.person("ada").await;
    let (other, call) = elsewhere(&world, "other");
    other.register(&call, "ada", PASSWORD).await.unwrap();
    other.empty_tenant(&call).await.unwrap();
    assert!(other.users(&call, "", 10).await.unwrap().is_empty());
    assert!(other.journal(&call, &Default::default()).await.unwrap().is_empty());
    assert!(matches!(other.log_in(&call, "ada", PASSWORD, None).await, Err(Error::Rejected(_))));
    let login = world.party.log_in(&world.call(), &person.name, PASSWORD, None).await.unwrap();
    assert!(matches!(login, LogIn::SecondFactorRequired(_)));
}

#[tokio::test]
async fn cleaning_goes_by_the_time_of_one_tenant_alone() {
    let world = World::new().await;
    let session = world.register("ada").await;
    let (other, mut call) = elsewhere(&world, "other");
    call.now.0 += 365 * 86_400;
    other.clean(&call).await.unwrap();
    assert!(world.party.session(&world.call(), &session.token).await.is_ok());
}

#[tokio::test]
async fn evaluated_guesses_are_counted_a_user() {
    let world = World::new().await;
    let person = world.person("ada").await;
    let user = person.session.session.user.clone();
    let before = world.party.evaluated(&user);
    for _ in 0..20 {
        assert!(world.party.log_in(&world.call(), "ada", "not the password", None).await.is_err());
    }
    assert_eq!(world.party.evaluated(&user).passwords - before.passwords, 5, "the others were refused unseen");
}

#[tokio::test]
async fn the_same_seed_makes_the_same_enrolment() {
    let world = World::new().await;
    let mut uris = Vec::new();
    for name in ["one", "two"] {
        let (party, call) = elsewhere(&world, name);
        party.seed_randomness(Some("a seed"));
        let session = party.register(&call, "ada", PASSWORD).await.unwrap();
        let session = party.session(&call, &session.token).await.unwrap().enrolling().unwrap();
        uris.push(party.start_enrolment(&call, &session, "Phone").await.unwrap().uri.to_string());
    }
    assert_eq!(uris[0], uris[1]);
    let (party, call) = elsewhere(&world, "three");
    party.seed_randomness(Some("another seed"));
    let session = party.register(&call, "ada", PASSWORD).await.unwrap();
    let session = party.session(&call, &session.token).await.unwrap().enrolling().unwrap();
    assert_ne!(party.start_enrolment(&call, &session, "Phone").await.unwrap().uri.to_string(), uris[0]);
}

#[tokio::test]
async fn a_database_that_fails_accepts_nothing() {
    let world = World::new().await;
    for fault in [DatabaseFault::Everything, DatabaseFault::Commits] {
        let failing = world.party.with_failing_database(fault);
        let answer = failing.register(&world.call(), "ada", PASSWORD).await;
        assert!(matches!(answer, Err(Error::Fault(Fault::Database(_) | Fault::NotCommitted))), "{answer:?}");
        assert!(world.party.users(&world.call(), "", 10).await.unwrap().is_empty());
    }
    world.register("ada").await;
}

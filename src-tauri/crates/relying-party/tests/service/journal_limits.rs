//! The journal has every decision, and does not grow without bound.

use relying_party::policy::Policy;
use relying_party::{Error, JournalQuery, JournalView, Location, PartialSession, Rejection, SignedIn};
use sqlx::SqlitePool;
use tempfile::TempDir;

use crate::world::{World, cheap, rejection};

const DAY: u64 = 86_400;

async fn journal(world: &World) -> Vec<JournalView> {
    world.party.journal(&world.call(), &JournalQuery { most: Some(500), ..JournalQuery::default() }).await.unwrap()
}

async fn of_reason(world: &World, reason: &str) -> Vec<JournalView> {
    journal(world).await.into_iter().filter(|entry| entry.reason == reason).collect()
}

async fn guess(world: &World, partial: &PartialSession, source: &str) -> Result<SignedIn, Error> {
    world.party.verify_second_factor(&world.call_from(source), partial, "000000").await
}

/// Somebody of whom five codes were guessed wrong, and a half login of theirs: from now on one is slowed.
async fn slowed(world: &World, name: &str) -> PartialSession {
    world.person(name).await;
    slow(world, name).await
}

async fn slow(world: &World, name: &str) -> PartialSession {
    let partial = world.partial(&world.half_login(name).await).await;
    for _ in 0..5 {
        assert_eq!(rejection(guess(world, &partial, "192.0.2.1").await), Rejection::Credentials);
    }
    partial
}

#[tokio::test]
async fn of_a_flood_twenty_are_written_and_the_others_counted() {
    let world = World::new().await;
    let ada = slowed(&world, "ada").await;
    for _ in 0..500 {
        guess(&world, &ada, "192.0.2.1").await.unwrap_err();
    }
    assert_eq!(of_reason(&world, "throttled").await.len(), 20);
    world.advance(60);
    let entries = of_reason(&world, "throttled").await;
    assert_eq!(entries.len(), 21);
    let counted = &entries[0];
    assert_eq!(counted.detail, "480 more of the same reason within this minute");
    assert_eq!((counted.event.as_str(), counted.outcome.as_str()), ("login.second-factor", "rejected"));
    assert_eq!((&counted.user, counted.source.as_str()), (&entries[1].user, "192.0.2.1"));
    assert_eq!(counted.at, entries[1].at, "when the last of them was");
    assert_eq!(of_reason(&world, "throttled").await.len(), 21, "it is written once");
    assert_eq!(of_reason(&world, "wrong-code").await.len(), 5, "what was evaluated has an entry each");
}

#[tokio::test]
async fn what_differs_is_not_counted_together() {
    let world = World::new().await;
    world.person("ada").await;
    world.person("bob").await;
    let (ada, bob) = (slow(&world, "ada").await, slow(&world, "bob").await);
    for _ in 0..25 {
        guess(&world, &ada, "192.0.2.1").await.unwrap_err();
        guess(&world, &ada, "192.0.2.2").await.unwrap_err();
        guess(&world, &ada, "2001:db8::1").await.unwrap_err();
        guess(&world, &ada, "2001:db8::2").await.unwrap_err();
        guess(&world, &bob, "192.0.2.1").await.unwrap_err();
    }
    world.advance(60);
    let entries = of_reason(&world, "throttled").await;
    let mut counted: Vec<_> = entries.iter().filter(|entry| !entry.detail.is_empty()).collect();
    counted.sort_by_key(|entry| &entry.source);
    let told: Vec<_> = counted.iter().map(|entry| (entry.source.as_str(), entry.detail.split(' ').next())).collect();
    let network = "2001:db8:0:0::/64";
    let expected =
        [("192.0.2.1", Some("5")), ("192.0.2.1", Some("5")), ("192.0.2.2", Some("5")), (network, Some("30"))];
    assert_eq!(told, expected);
    assert_eq!(entries.len(), 4 * 20 + 4);
}

#[tokio::test]
async fn the_use_of_an_ended_session_is_counted_too() {
    let world = World::new().await;
    let session = world.register("ada").await;
    world.advance(DAY / 2);
    for _ in 0..100 {
        world.party.session(&world.call(), &session.token).await.unwrap_err();
    }
    world.advance(60);
    let entries = of_reason(&world, "expired-session").await;
    assert_eq!((entries.len(), entries[0].detail.as_str()), (21, "80 more of the same reason within this minute"));
}

#[tokio::test]
async fn a_refusal_that_was_counted_can_still_be_explained() {
    let world = World::new().await;
    let ada = slowed(&world, "ada").await;
    let mut call = world.call();
    for number in 0..30 {
        call.origin.request_id = format!("guess-{number}");
        world.party.verify_second_factor(&call, &ada, "000000").await.unwrap_err();
        assert_eq!(world.party.explanation(&call).await.unwrap().unwrap().reason, "throttled", "{number}");
    }
}

#[tokio::test]
async fn what_was_counted_outlives_the_server() {
    let folder = TempDir::new().unwrap();
    let location = Location::File(folder.path().join("data.sqlite"));
    let world = World::with(Policy::default(), &location).await;
    let ada = slowed(&world, "ada").await;
    for _ in 0..50 {
        guess(&world, &ada, "192.0.2.1").await.unwrap_err();
    }
    world.party.close().await;
    let again = World::seeded(Policy::default(), &location, 1 << 40).await;
    again.set(world.now() + 60);
    assert_eq!(of_reason(&again, "throttled").await[0].detail, "30 more of the same reason within this minute");
}

#[tokio::test]
async fn old_entries_go_and_one_says_how_many() {
    let world = World::new().await;
    world.register("ada").await;
    world.advance(60 * DAY);
    world.register("bob").await;
    world.advance(31 * DAY);
    assert_eq!(world.party.clean(&world.call()).await.unwrap().journal_entries, 0, "not for every single one");
    world.advance(3 * DAY);
    assert_eq!(world.party.clean(&world.call()).await.unwrap().journal_entries, 1);
    let entries = journal(&world).await;
    let told: Vec<_> = entries.iter().map(|entry| (entry.event.as_str(), entry.detail.as_str())).collect();
    assert_eq!(told, [("journal.shorten", "1 of the oldest entries"), ("register", "")]);
    world.advance(200 * DAY);
    assert_eq!(world.party.clean(&world.call()).await.unwrap().journal_entries, 2, "also where all are old");
    assert_eq!(journal(&world).await.len(), 1);
}

#[tokio::test]
async fn of_too_many_entries_the_oldest_go_some_at_a_time() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("data.sqlite");
    let mut policy = cheap(Policy::default());
    policy.journal.most = 1_000;
    let world = World::with(policy, &Location::File(path.clone())).await;
    let pool = SqlitePool::connect(&format!("sqlite://{}", path.display())).await.unwrap();
    fill(&pool, 1_010, world.now()).await;
    assert_eq!(world.party.clean(&world.call()).await.unwrap().journal_entries, 0, "a hundredth more is let grow");
    fill(&pool, 24_000, world.now()).await;
    assert_eq!(world.party.clean(&world.call()).await.unwrap().journal_entries, 24_010);
    let shortened = journal(&world).await.into_iter().filter(|entry| entry.event == "journal.shorten");
    let told: Vec<_> = shortened.map(|entry| entry.detail).collect();
    let words = |count: u32| format!("{count} of the oldest entries");
    assert_eq!(told, [words(4_010), words(10_000), words(10_000)]);
    let left: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM journal").fetch_one(&pool).await.unwrap();
    assert_eq!(left, 1_003);
    pool.close().await;
}

async fn fill(pool: &SqlitePool, entries: u32, at: u64) {
    let statement = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < $1) \
                     INSERT INTO journal (tenant, at, user_id, event, outcome, reason, device_id, detail, source, \
                     request_id) SELECT 'main', $2, '', 'register', 'rejected', 'name-taken', '', '', '192.0.2.9', '' FROM n";
    let at = i64::try_from(at).unwrap();
    sqlx::query(statement).bind(entries).bind(at).execute(pool).await.unwrap();
}

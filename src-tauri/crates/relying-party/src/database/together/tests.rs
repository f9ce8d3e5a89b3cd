use tempfile::TempDir;
use tokio::task::JoinHandle;

use super::*;
use crate::database::devices::{self, DeviceRow};
use crate::database::journal::JournalRow;
use crate::database::sessions::{self, SessionRow};
use crate::database::users::{self, UserRow};
use crate::database::{Location, Statements, throttles};
use crate::{DeviceId, UserId};

const NOW: i64 = 1_700_000_000;
const STEP: u64 = 56_666_666;

async fn open(folder: &TempDir) -> Database {
    Database::open(&Location::File(folder.path().join("data.sqlite"))).await.unwrap()
}

fn session(user: &str, token: &str) -> SessionRow {
    SessionRow {
        id: format!("{token}-of-{user}"),
        token_hash: format!("{token}-of-{user}"),
        user_id: user.to_owned(),
        kind: "partial".to_owned(),
        created_at: NOW,
        seen_at: NOW,
        expires_at: NOW + 600,
        password_checked_at: NOW,
        factor_checked_at: 0,
        source: String::new(),
        agent: String::new(),
    }
}

/// Somebody with a device and a half login.
async fn person(database: &Database, user: &str) {
    let tenant = TenantName::main();
    let mut db = database.write().await.unwrap();
    let row = UserRow {
        id: user.to_owned(),
        name: user.to_owned(),
        name_key: user.to_owned(),
        password_hash: String::new(),
        created_at: NOW,
        password_changed_at: NOW,
        must_enrol: 0,
        without_device: 0,
        groups: "[]".to_owned(),
    };
    assert!(users::insert(&mut db, &tenant, &row).await.unwrap());
    let device = DeviceRow {
        tenant: tenant.as_str().to_owned(),
        id: format!("device-of-{user}"),
        user_id: user.to_owned(),
        name: String::new(),
        sealed: Vec::new(),
        algorithm: "SHA1".to_owned(),
        digits: 6,
        period: 30,
        state: "active".to_owned(),
        created_at: NOW,
        expires_at: 0,
        confirmed_at: NOW,
        last_step: -1,
        last_used_at: 0,
    };
    devices::insert(&mut db, &device).await.unwrap();
    sessions::insert(&mut db, &tenant, &session(user, "half")).await.unwrap();
    db.commit().await.unwrap();
}

fn ask(user: &str) -> Ask {
    let source = "s:127.0.0.1".to_owned();
    Ask { tenant: TenantName::main(), account: format!("u:{user}:"), source, user: UserId::claimed(user), now: NOW }
}

fn change(user: &str) -> Change {
    Change {
        tenant: TenantName::main(),
        now: NOW,
        device: DeviceId::claimed(&format!("device-of-{user}")),
        step: STEP,
        account: format!("u:{user}:"),
        throttle: Record::default(),
        token_hash: format!("half-of-{user}"),
        session: session(user, "full"),
        note: JournalRow {
            id: 0,
            at: NOW,
            user_id: user.to_owned(),
            event: "login.code".to_owned(),
            outcome: "accepted".to_owned(),
            reason: "code".to_owned(),
            device_id: format!("device-of-{user}"),
            detail: String::new(),
            source: String::new(),
            request_id: String::new(),
        },
    }
}

type Became = JoinHandle<Option<Done>>;

/// Signs in with whoever else comes.
fn signs_in(database: &Database, user: &str) -> Became {
    let (database, user) = (database.clone(), user.to_owned());
    tokio::spawn(async move {
        let (asked, changed) = (ask(&user), change(&user));
        let decide: Decide = Box::new(move |(_, devices)| match devices.first() {
            None => Decision::Alone,
            Some(device) if device.last_step() == Some(STEP) => wrong(&changed.session.user_id, 1, 1),
            Some(_) => Decision::Right(Box::new(changed)),
        });
        database.together(asked, decide).await.unwrap()
    })
}

/// Guesses wrong with whoever else comes.
fn guesses(database: &Database, user: &str) -> Became {
    let (database, user) = (database.clone(), user.to_owned());
    tokio::spawn(async move {
        let asked = ask(&user);
        let decide: Decide =
            Box::new(move |((account, source), _)| wrong(&user, account.failures + 1, source.failures + 1));
        database.together(asked, decide).await.unwrap()
    })
}

fn wrong(user: &str, of_account: u32, of_source: u32) -> Decision {
    let Ask { tenant, account, source, now, .. } = ask(user);
    let record = |failures| Record { failures, ..Record::default() };
    let note = JournalRow { outcome: "rejected".to_owned(), reason: "wrong-code".to_owned(), ..change(user).note };
    let (account, source) = ((account, record(of_account)), (source, record(of_source)));
    Decision::Wrong(Box::new(Count { tenant, now, account, source, note }))
}

/// Of all entries, whose each is and what became of it.
async fn journal(database: &Database) -> Vec<(i64, String, String)> {
    let mut db = database.read().await.unwrap();
    let query = sqlx::query_as("SELECT id, user_id, outcome FROM journal ORDER BY id");
    query.fetch_all(db.connection().unwrap()).await.unwrap()
}

async fn failures(database: &Database, user: &str) -> (u32, u32) {
    let mut db = database.write().await.unwrap();
    let Ask { tenant, account, source, .. } = ask(user);
    let (account, source) = throttles::hold_two(&mut db, &tenant, (&account, &source), NOW).await.unwrap();
    db.undo().await.unwrap();
    (account.failures, source.failures)
}

/// Lets all of `users` come before the first of them is taken along, and answers what became of each.
async fn side_by_side(
    database: &Database,
    users: &[&str],
    comes: impl Fn(&Database, &str) -> Became,
) -> Vec<Option<Done>> {
    let busy = database.write().await.unwrap();
    let all: Vec<Became> = users.iter().map(|user| comes(database, user)).collect();
    while database.together.queue().waiting.len() < users.len() {
        tokio::task::yield_now().await;
    }
    busy.undo().await.unwrap();
    let mut became = Vec::new();
    for one in all {
        became.push(one.await.unwrap());
    }
    became
}

async fn last_step(database: &Database, user: &str) -> Option<u64> {
    let mut db = database.read().await.unwrap();
    let devices = devices::of_user(&mut db, &TenantName::main(), &UserId::claimed(user)).await.unwrap();
    devices.first().and_then(DeviceRow::last_step)
}

async fn is_signed_in(database: &Database, user: &str) -> bool {
    let mut db = database.read().await.unwrap();
    let token = format!("full-of-{user}");
    sessions::with_token(&mut db, &TenantName::main(), &token).await.unwrap().is_some()
}

#[tokio::test]
async fn those_who_come_side_by_side_share_one_commit() {
    let folder = TempDir::new().unwrap();
    let database = open(&folder).await;
    let users = ["ada", "bob", "cid", "dot"];
    for user in users {
        person(&database, user).await;
    }
    let before = *database.commits().borrow();
    let became = side_by_side(&database, &users, signs_in).await;
    assert_eq!(became, [Some(Done::Right); 4]);
    assert_eq!(*database.commits().borrow() - before, 1);
    for user in users {
        assert_eq!(last_step(&database, user).await, Some(STEP));
        assert!(is_signed_in(&database, user).await);
    }
}

#[tokio::test]
async fn a_session_that_is_gone_changes_nothing_and_holds_nobody_back() {
    let folder = TempDir::new().unwrap();
    let database = open(&folder).await;
    let users = ["ada", "bob"];
    for user in users {
        person(&database, user).await;
    }
    let mut db = database.write().await.unwrap();
    let text = "DELETE FROM sessions WHERE user_id = 'ada'";
    sqlx::query(text).execute(db.connection().unwrap()).await.unwrap();
    db.commit().await.unwrap();
    let became = side_by_side(&database, &users, signs_in).await;
    assert_eq!(became, [Some(Done::SessionIsGone), Some(Done::Right)]);
    assert_eq!((last_step(&database, "ada").await, last_step(&database, "bob").await), (None, Some(STEP)));
    assert!(!is_signed_in(&database, "ada").await && is_signed_in(&database, "bob").await);
    assert_eq!(journal(&database).await.len(), 1);
}

#[tokio::test]
async fn wrong_guesses_are_counted_one_after_the_other_and_hold_nobody_back() {
    let folder = TempDir::new().unwrap();
    let database = open(&folder).await;
    let users = ["ada", "bob", "cid", "dot"];
    for user in users {
        person(&database, user).await;
    }
    let comes = |database: &Database, user: &str| {
        if user == "bob" { signs_in(database, user) } else { guesses(database, user) }
    };
    let became = side_by_side(&database, &users, comes).await;
    let wrong = |entry| Some(Done::Wrong(entry));
    assert_eq!(became, [wrong(1), Some(Done::Right), wrong(2), wrong(3)]);
    let noted = journal(&database).await;
    let noted: Vec<_> = noted.iter().map(|(id, user, outcome)| (*id, user.as_str(), outcome.as_str())).collect();
    let rejected = |id, user| (id, user, "rejected");
    assert_eq!(noted, [rejected(1, "ada"), rejected(2, "cid"), rejected(3, "dot"), (4, "bob", "accepted")]);
    assert_eq!(failures(&database, "ada").await, (1, 3));
    assert_eq!(failures(&database, "bob").await, (0, 3));
    assert!(is_signed_in(&database, "bob").await);
}

#[tokio::test]
async fn who_is_not_looked_at_holds_nobody_back() {
    let folder = TempDir::new().unwrap();
    let database = open(&folder).await;
    person(&database, "ada").await;
    // Nobody has the name "nil", so there is no device to decide by.
    let became = side_by_side(&database, &["ada", "nil"], signs_in).await;
    assert_eq!(became, [Some(Done::Right), None]);
    assert!(is_signed_in(&database, "ada").await);
}

#[tokio::test]
async fn one_account_is_never_twice_in_a_group() {
    let folder = TempDir::new().unwrap();
    let database = open(&folder).await;
    person(&database, "ada").await;
    let became = side_by_side(&database, &["ada", "ada"], signs_in).await;
    // The second one is looked at when the step is used up.
    assert_eq!(became, [Some(Done::Right), Some(Done::Wrong(2))]);
}

#[tokio::test]
async fn where_it_cannot_be_kept_nobody_is_told_whether_it_was_right() {
    let folder = TempDir::new().unwrap();
    let database = open(&folder).await;
    for user in ["ada", "bob"] {
        person(&database, user).await;
    }
    let mut db = database.write().await.unwrap();
    let text = "CREATE TRIGGER full BEFORE INSERT ON journal BEGIN SELECT RAISE(ABORT, 'the disk is full'); END";
    sqlx::query(text).execute(db.connection().unwrap()).await.unwrap();
    db.commit().await.unwrap();
    let busy = database.write().await.unwrap();
    let right: Decide = Box::new(|_| Decision::Right(Box::new(change("ada"))));
    let wrong: Decide = Box::new(|_| wrong("bob", 1, 1));
    let ((right, wrong), ()) = tokio::join!(
        async { tokio::join!(database.together(ask("ada"), right), database.together(ask("bob"), wrong)) },
        async { busy.undo().await.unwrap() }
    );
    assert!(matches!((right, wrong), (Err(Fault::NotCommitted), Err(Fault::NotCommitted))));
    assert_eq!((last_step(&database, "ada").await, failures(&database, "bob").await), (None, (0, 0)));
}

#[tokio::test]
async fn a_caller_that_goes_away_and_one_that_panics_hold_nobody_up() {
    let folder = TempDir::new().unwrap();
    let database = open(&folder).await;
    person(&database, "ada").await;
    let busy = database.write().await.unwrap();
    let gone = signs_in(&database, "ada");
    while database.together.queue().waiting.is_empty() {
        tokio::task::yield_now().await;
    }
    gone.abort();
    assert!(gone.await.is_err());
    busy.undo().await.unwrap();
    let panics: Decide = Box::new(|_| panic!("on purpose"));
    assert_eq!(database.together(ask("bob"), panics).await.unwrap(), None);
    // Who went away in the queue was not looked at, and the next one is taken along as ever.
    assert_eq!(last_step(&database, "ada").await, None);
    person(&database, "cid").await;
    assert_eq!(signs_in(&database, "cid").await.unwrap(), Some(Done::Right));
}

#[tokio::test]
async fn groups_are_powers_of_two_and_keep_their_order() {
    let together = Together::default();
    let join = |user: &str| {
        let (told, _) = oneshot::channel();
        together.join(Waiting { ask: ask(user), decide: Box::new(|_| Decision::Alone), told })
    };
    let names: Vec<String> = (0..23).map(|number| format!("user{number}")).collect();
    let leads: Vec<bool> = names.iter().map(|name| join(name)).collect();
    assert!(leads[0] && !leads[1..].contains(&true));
    let mut seen = Vec::new();
    let mut sizes = Vec::new();
    loop {
        let group = together.group();
        if group.is_empty() {
            break;
        }
        sizes.push(group.len());
        seen.extend(group.into_iter().map(|waiting| waiting.ask.user.as_str().to_owned()));
    }
    assert_eq!((sizes, seen), (vec![16, 4, 2, 1], names));
}

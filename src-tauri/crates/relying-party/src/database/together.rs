//! One-time codes that come side by side are checked in one unit of work: what costs is the way to the database and back,
//! and several of them take it together.
//!
//! A guess is looked at only in the unit of work that counts it, as it is when it comes alone: whatever is decided is
//! written before the next guess at the same account, or from the same source, is looked at. Who may not guess, and whose
//! account is among them already, is not looked at here.

#[cfg(test)]
mod tests;

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::oneshot;

use super::verification::{Ask, Change, Changed, Count, Held, begin, count, finish};
use super::{Database, Writing};
use crate::rules::throttle::Record;
use crate::{Fault, TenantName};

/// At most so many go together, so that the first does not wait long.
const MOST_TOGETHER: usize = 16;

/// Decides by what is known.
pub(crate) type Decide = Box<dyn FnOnce(Held) -> Decision + Send>;

/// What was decided about a guess.
pub(crate) enum Decision {
    /// It was not looked at, and comes again, alone.
    Alone,
    /// It was right.
    Right(Box<Change>),
    /// It was wrong, and is counted.
    Wrong(Box<Count>),
}

/// Those who wait to be taken along.
#[derive(Debug, Default)]
pub(super) struct Together(Mutex<Queue>);

#[derive(Default)]
struct Queue {
    waiting: VecDeque<Waiting>,
    /// Somebody takes them along, one group after the other.
    is_led: bool,
}

type Told = oneshot::Sender<Result<Done, Fault>>;

struct Waiting {
    ask: Ask,
    decide: Decide,
    told: Told,
}

/// What became of it, for good.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Done {
    /// It was right, and all of its change was made.
    Right,
    /// It was right, and the session ended meanwhile: nothing was changed.
    SessionIsGone,
    /// It was wrong, and is counted, under this number in the journal.
    Wrong(i64),
}

impl Database {
    /// Has `decide` look at a guess in one unit of work with others, and waits until what it decides is committed; none
    /// where it was not looked at and has to come alone.
    ///
    /// # Errors
    /// [`Fault::NotCommitted`]: it was looked at, and nothing of it is to be told.
    pub(crate) async fn together(&self, ask: Ask, decide: Decide) -> Result<Option<Done>, Fault> {
        if self.line.is_none() || self.failing.is_some() {
            return Ok(None);
        }
        let (told, answer) = oneshot::channel();
        if self.together.join(Waiting { ask, decide, told }) {
            let led = Led { together: Arc::clone(&self.together), is_over: false };
            // In a task of its own: what was begun is ended, also where the caller goes away.
            tokio::spawn(lead(self.clone(), led));
        }
        // Who is told nothing was not looked at.
        answer.await.map_or(Ok(None), |done| done.map(Some))
    }
}

impl Together {
    fn queue(&self) -> MutexGuard<'_, Queue> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether the one who joins has to see to it that somebody leads.
    fn join(&self, waiting: Waiting) -> bool {
        let mut queue = self.queue();
        queue.waiting.push_back(waiting);
        !std::mem::replace(&mut queue.is_led, true)
    }

    /// The first of those who wait, no account twice, and so many that there are few texts to get ready: 1, 2, 4, 8 or 16.
    fn group(&self) -> Vec<Waiting> {
        let mut queue = self.queue();
        let (mut group, mut left) = (Vec::<Waiting>::new(), VecDeque::new());
        while let Some(next) = queue.waiting.pop_front() {
            let is_there =
                |other: &Waiting| other.ask.tenant == next.ask.tenant && other.ask.account == next.ask.account;
            if group.len() == MOST_TOGETHER || group.iter().any(is_there) {
                left.push_back(next);
            } else {
                group.push(next);
            }
        }
        let power = 1_usize << group.len().checked_ilog2().unwrap_or(0);
        for late in group.drain(power.min(group.len())..).rev() {
            left.push_front(late);
        }
        queue.waiting = left;
        group
    }
}

impl std::fmt::Debug for Queue {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Queue").field("waiting", &self.waiting.len()).finish_non_exhaustive()
    }
}

/// Takes group after group along, until nobody waits. However it ends, nobody waits for ever.
async fn lead(database: Database, mut led: Led) {
    while led.goes_on() {
        let turn = database.write_in_batches().await;
        // Whoever came while it waited in line is among them.
        let group = led.together.group();
        // Without a database, each finds out alone.
        if let Ok(db) = turn {
            take_along(db, group).await;
        }
    }
}

struct Led {
    together: Arc<Together>,
    is_over: bool,
}

impl Led {
    fn goes_on(&mut self) -> bool {
        let mut queue = self.together.queue();
        queue.is_led = !queue.waiting.is_empty();
        self.is_over = !queue.is_led;
        queue.is_led
    }
}

impl Drop for Led {
    fn drop(&mut self) {
        if !self.is_over {
            let mut queue = self.together.queue();
            queue.is_led = false;
            queue.waiting.clear();
        }
    }
}

async fn take_along(mut db: Writing, group: Vec<Waiting>) {
    let (asks, others): (Vec<_>, Vec<_>) =
        group.into_iter().map(|waiting| (waiting.ask, (waiting.decide, waiting.told))).unzip();
    let Ok(held) = begin(&mut db, &asks).await else { return give_up(db).await };
    let decided = Decided::of(&asks, others, held);
    if decided.is_empty() {
        return give_up(db).await;
    }
    let done = decided.write(db).await;
    let all = match done {
        Ok(done) => done.into_iter().map(Ok).collect(),
        // Each was looked at: nobody is told anything that could tell a right guess from a wrong one.
        Err(()) => decided.told.iter().map(|_| Err(Fault::NotCommitted)).collect::<Vec<_>>(),
    };
    for (told, done) in decided.told.into_iter().zip(all) {
        // Whoever went away need not know.
        let _ = told.send(done);
    }
}

/// What was decided in a group: those who were right, then those who were wrong.
#[derive(Default)]
struct Decided {
    changes: Vec<Change>,
    counts: Vec<Count>,
    told: Vec<Told>,
}

impl Decided {
    fn of(asks: &[Ask], others: Vec<(Decide, Told)>, held: Vec<Held>) -> Self {
        let mut decided = Self::default();
        let mut wrong = Vec::new();
        // What the wrong guesses before in this group cost their source.
        let mut sources: Vec<(&TenantName, &str, Record)> = Vec::new();
        for ((ask, (decide, told)), ((account, source), devices)) in asks.iter().zip(others).zip(held) {
            let is_same =
                |known: &&(&TenantName, &str, Record)| (known.0, known.1) == (&ask.tenant, ask.source.as_str());
            if told.is_closed() {
                // Who gave it went away before it was looked at.
                continue;
            }
            let source = sources.iter().rev().find(is_same).map_or(source, |known| known.2);
            match decide(((account, source), devices)) {
                // By having nobody who could tell, it is told to come alone.
                Decision::Alone => {}
                Decision::Right(change) => {
                    decided.changes.push(*change);
                    decided.told.push(told);
                }
                Decision::Wrong(count) => {
                    sources.push((&ask.tenant, &ask.source, count.source.1));
                    decided.counts.push(*count);
                    wrong.push(told);
                }
            }
        }
        decided.told.append(&mut wrong);
        decided
    }

    fn is_empty(&self) -> bool {
        self.told.is_empty()
    }

    /// Writes and commits all of it; what became of each, in the order of those who are told.
    async fn write(&self, mut db: Writing) -> Result<Vec<Done>, ()> {
        let written = self.send(&mut db).await;
        let Ok(Some(done)) = written else {
            give_up(db).await;
            return Err(());
        };
        db.commit().await.map(|()| done).map_err(|_| ())
    }

    /// None: somebody was first.
    async fn send(&self, db: &mut Writing) -> Result<Option<Vec<Done>>, Fault> {
        let wrong = count(db, &self.counts).await?.into_iter().map(|number| Some(Done::Wrong(number)));
        let right = finish(db, &self.changes).await?.into_iter().map(|changed| match changed {
            Changed::All => Some(Done::Right),
            Changed::SessionIsGone => Some(Done::SessionIsGone),
            Changed::StepIsGone => None,
        });
        Ok(right.chain(wrong).collect())
    }
}

/// What cannot be undone is never committed either.
async fn give_up(db: Writing) {
    let _undone = db.undo().await;
}

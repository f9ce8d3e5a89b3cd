//! How codes come to be rejected: one story a cause.

mod clocks;
mod counters;
mod hands;
mod known;
mod secrets;
mod unknown;

use crate::chance::Chance;
use crate::world::{Case, World};

/// A name, how often it happens, and how it is told.
type Told = (&'static str, f64, fn(World) -> Option<Case>);

/// One cause, told by chance; none where it came out otherwise and has to be told again.
pub(crate) struct Story {
    pub(crate) name: &'static str,
    /// How often it happens among a thousand; our guess, as any is.
    pub(crate) often: f64,
    /// Whether the verifier itself says what it was.
    pub(crate) is_known: bool,
    tell: fn(World) -> Option<Case>,
}

pub(crate) fn all() -> Vec<Story> {
    let weighed: [&[Told]; 5] =
        [clocks::STORIES, hands::STORIES, secrets::STORIES, counters::STORIES, unknown::STORIES];
    let weighed = weighed.into_iter().flatten().map(|story| (story, false));
    let known = known::STORIES.iter().map(|story| (story, true));
    weighed
        .chain(known)
        .map(|((name, often, tell), is_known)| Story { name, often: *often, is_known, tell: *tell })
        .collect()
}

impl Story {
    /// Tells it until it comes out as a rejection.
    pub(crate) fn tell(&self, seed: u64) -> Case {
        for attempt in 0..1_000 {
            let world = World::new(Chance::seeded(seed.wrapping_mul(1_000).wrapping_add(attempt)));
            if let Some(case) = (self.tell)(world) {
                return case;
            }
        }
        panic!("the story `{}` never comes out as a rejection", self.name);
    }
}

/// One story after the other, each as often as it happens; without what the verifier itself says.
pub(crate) fn as_they_happen(count: usize, seed: u64) -> Vec<Case> {
    let stories: Vec<Story> = all().into_iter().filter(|story| !story.is_known).collect();
    let total: f64 = stories.iter().map(|story| story.often).sum();
    let mut chance = Chance::seeded(seed);
    (0..count)
        .map(|_| {
            let mut left = chance.share() * total;
            let story = stories.iter().find(|story| {
                left -= story.often;
                left < 0.0
            });
            story.unwrap_or(&stories[0]).tell(chance.bits())
        })
        .collect()
}

//! The bench of the causes in small: every story some times, in every run of the tests.
#![expect(clippy::indexing_slicing, clippy::panic, reason = "a bench that cannot go on fails")]

mod chance;
mod score;
mod stories;
mod world;

use score::Tally;

const TIMES: u64 = 6;
const SEED: u64 = 20_261_122;

/// Every story equally often.
fn diagnosed(codes: usize) -> Tally {
    let mut all = Tally::default();
    for (seed, story) in (SEED..).step_by(100).zip(stories::all()) {
        let mut of_story = Tally::default();
        (0..TIMES).for_each(|time| of_story.add(&story.tell(seed + time), codes));
        all.join(&of_story);
    }
    all
}

#[test]
fn the_first_cause_told_is_right_for_nearly_every_story_by_two_codes() {
    let tally = diagnosed(2);
    assert!(tally.share(tally.first) >= 97.0, "{tally:?}");
    assert!(tally.falsely_certain <= 1, "{tally:?}");
}

#[test]
fn the_first_cause_told_is_right_for_most_stories_by_one_code() {
    let tally = diagnosed(1);
    assert!(tally.share(tally.first) >= 90.0, "{tally:?}");
    assert!(tally.share(tally.among_three) >= 95.0, "{tally:?}");
    assert!(!tally.reliability().is_empty());
}

#[test]
fn cases_come_as_often_as_they_happen() {
    let cases = stories::as_they_happen(60, SEED);
    assert!(cases.iter().all(|case| !case.typed.is_empty()));
    let slow = cases.iter().filter(|case| case.story.starts_with("clock")).count();
    let rare = cases.iter().filter(|case| case.story == "secret decoded twice").count();
    assert!(slow > rare);
}

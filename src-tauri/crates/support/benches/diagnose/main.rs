//! Thousands of rejections with a known cause, told to `support`: how often it names it, and how sure it is.
//!
//! Prints for `cargo xtask bench diagnose`: `row`, name, ours, limit, unit and goal, with tabs between; then `text` and a
//! line of Markdown each.
#![expect(clippy::disallowed_methods, reason = "a bench reads the clock")]
#![expect(clippy::indexing_slicing, clippy::panic, reason = "a bench that cannot go on fails")]

mod chance;
mod cost;
mod score;
mod stories;
mod world;

use score::Tally;

/// How often each story is told, and how many cases are told as they happen.
const TIMES: usize = 160;
const CASES: usize = 6_000;
const SEED: u64 = 7_919;

fn main() {
    // `cargo test --benches` starts this without `--bench`: then there is nothing to measure.
    if !std::env::args().any(|word| word == "--bench") {
        return;
    }
    let (one, two) = by_story();
    let as_they_happen = stories::as_they_happen(CASES, SEED);
    let happening = [1, 2].map(|codes| {
        let mut tally = Tally::default();
        as_they_happen.iter().for_each(|case| tally.add(case, codes));
        tally
    });
    for (name, tally, goal) in [("one code", &one.1, 10.0), ("two codes", &two.1, 1.0)] {
        goals(&format!("each story {TIMES} times, {name}"), tally, goal);
    }
    for (name, tally, goal) in [("one code", &happening[0], 10.0), ("two codes", &happening[1], 1.0)] {
        goals(&format!("{CASES} cases as they happen, {name}"), tally, goal);
    }
    cost::measure();
    table(&one.0, &two.0);
    reliability("one code", &happening[0]);
    reliability("two codes", &happening[1]);
}

type ByStory = Vec<(&'static str, Tally)>;

/// For one and for two codes: every story, and all together without what the verifier itself says.
fn by_story() -> ((ByStory, Tally), (ByStory, Tally)) {
    let stories = stories::all();
    let mut told = [1, 2].map(|_| (ByStory::new(), Tally::default()));
    for (at, story) in stories.iter().enumerate() {
        let cases: Vec<_> = (0..TIMES).map(|time| story.tell(SEED + (at * TIMES + time) as u64)).collect();
        for (codes, (rows, sum)) in (1..).zip(&mut told) {
            let mut tally = Tally::default();
            cases.iter().for_each(|case| tally.add(case, codes));
            if !story.is_known {
                sum.join(&tally);
            }
            rows.push((story.name, tally));
        }
    }
    let [one, two] = told;
    (one, two)
}

fn goals(name: &str, tally: &Tally, goal: f64) {
    let wrong = 100.0 - tally.share(tally.first);
    println!("row\t{name}: the first cause is wrong\t{wrong}\t{goal}\t%\t1");
    println!("row\t{name}: wrong and surer than 90 %\t{}\t0.1\t%\t1", tally.share(tally.falsely_certain));
}

fn table(one: &ByStory, two: &ByStory) {
    println!("text\t");
    println!(
        "text\t| cause | one code: first | among three | wrongly sure | two codes: first | among three | wrongly sure |"
    );
    println!("text\t|---|--:|--:|--:|--:|--:|--:|");
    for ((name, one), (_, two)) in one.iter().zip(two) {
        let cells = [one, two].map(|tally| {
            let [first, three, wrong] =
                [tally.first, tally.among_three, tally.falsely_certain].map(|count| tally.share(count));
            format!("{first:.1} % | {three:.1} % | {wrong:.1} %")
        });
        println!("text\t| {name} | {} |", cells.join(" | "));
    }
}

fn reliability(name: &str, tally: &Tally) {
    println!("text\t");
    println!("text\tHow sure it is and how often it is right, {name}, {} cases as they happen:", tally.cases);
    println!("text\t");
    println!("text\t| told | cases | told on average | right |");
    println!("text\t|---|--:|--:|--:|");
    for row in tally.reliability() {
        println!("text\t| {} |", row.join(" | "));
    }
}

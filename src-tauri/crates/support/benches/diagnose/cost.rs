//! A full investigation against its bare HMACs.

use std::hint::black_box;
use std::time::Instant;

use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;
use support::{explain, investigate};

use crate::stories;
use crate::world::Case;

const REPETITIONS: usize = 41;

/// A person with an older set-up, an unfinished one and another account, and two codes that nothing explains.
pub(crate) fn measure() {
    let Some(case) = case() else { return };
    let submissions = case.submissions(2);
    let hmacs = investigate(&case.held, &submissions).hmacs;
    let key = case.held.secrets.first().map(|held| held.secret.expose().to_vec()).unwrap_or_default();
    let (mut ours, mut bare, mut explained) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..REPETITIONS {
        ours.push(nanoseconds(|| _ = black_box(investigate(&case.held, &submissions))));
        bare.push(nanoseconds(|| (0..hmacs).for_each(|step| _ = black_box(hmac(&key, step)))));
        let evidence = investigate(&case.held, &submissions);
        explained.push(nanoseconds(|| _ = black_box(explain(&evidence))));
    }
    let [ours, bare, explained] = [ours, bare, explained].map(median);
    println!("row\ta full investigation of two codes, {hmacs} HMACs, against the bare ones\t{ours}\t{bare}\tms\t3");
    println!("row\tthe explanation of it, against the bare HMACs\t{explained}\t{bare}\tms\t");
}

fn case() -> Option<Case> {
    let story = stories::all().into_iter().find(|story| story.name == "none of these")?;
    (0..10_000).map(|seed| story.tell(seed)).find(|case| {
        let usual = case.held.secrets.first().is_some_and(|held| held.parameters == otp::Parameters::default());
        usual && case.held.secrets.len() == 4
    })
}

/// What RFC 4226 (5.3) asks of HMAC for one code: the key, eight bytes of counter, the tag.
fn hmac(key: &[u8], step: u64) -> [u8; 20] {
    let mut mac = Hmac::<Sha1>::new_from_slice(key).expect("HMAC takes keys of every length");
    mac.update(&step.to_be_bytes());
    mac.finalize().into_bytes().into()
}

fn nanoseconds(work: impl FnOnce()) -> u128 {
    let start = Instant::now();
    work();
    start.elapsed().as_nanos()
}

/// In milliseconds.
fn median(mut values: Vec<u128>) -> f64 {
    values.sort_unstable();
    values.get(values.len() / 2).copied().unwrap_or_default() as f64 / 1e6
}

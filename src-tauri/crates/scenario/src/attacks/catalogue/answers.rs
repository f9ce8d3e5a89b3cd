//! What answers give away.

use std::time::Duration;

use crate::attacks::attack::{Attack, Case};
use crate::attacks::trial::Trial;
use crate::attacks::verdict::{Judged, Stop, broken, held, inconclusive};
use crate::{Action, Answer, Exchange, Kind, Outcome, Person, Visitor};

pub(super) const ENUMERATION: Attack = Attack {
    name: "enumeration",
    does: "compares answers, and how long they take, for names that are there and names that are not",
    standards: &["ASVS 5.0 6.3.8"],
    case: Some(Case {
        name: "CVE-2020-13998 (Citrix XenApp)",
        url: "https://gist.github.com/kampji/11e259d68ad98a6f0f898132f1961a96",
    }),
    mend: "Answer alike, and hash a password for unknown names, too.",
    steps: 0,
    loud: true,
    attempt: |trial| Box::pin(enumeration(trial)),
};

/// How many names of each sort.
const NAMES: usize = 6;

/// How often each is tried; more might be throttled.
const TIMES: usize = 3;

/// Faster differences drown in noise.
const LEAST: Duration = Duration::from_millis(4);

/// Wrong logins of names of one sort.
#[derive(Default)]
struct Seen {
    took: Vec<Duration>,
    answers: Vec<(String, Option<u16>, String)>,
}

async fn enumeration(trial: &mut Trial<'_>) -> Judged {
    let mut known = Vec::new();
    for _ in 0..NAMES {
        known.push(trial.enrolled().await?.person);
    }
    let _alone = trial.turn().await;
    let unknown: Vec<Person> = known
        .iter()
        .map(|person| {
            let username = format!("{}-x", person.username);
            Person { email: format!("{username}@example.test"), username, ..person.clone() }
        })
        .collect();
    let (mut there, mut not_there) = (Seen::default(), Seen::default());
    for _ in 0..TIMES {
        for (real, made_up) in known.iter().zip(&unknown) {
            wrong_login(trial, real, &mut there).await?;
            wrong_login(trial, made_up, &mut not_there).await?;
        }
    }
    if there.answers.is_empty() || not_there.answers.is_empty() {
        return inconclusive("every wrong login was throttled");
    }
    if let Some(difference) = difference(&there, &not_there) {
        return broken(difference);
    }
    if trial.offers(Kind::BeginPasswordReset) {
        let (mut there, mut not_there) = (Seen::default(), Seen::default());
        for (real, made_up) in known.iter().zip(&unknown).take(1) {
            for (person, seen) in [(real, &mut there), (made_up, &mut not_there)] {
                let ask = Action::new(Kind::BeginPasswordReset);
                let answer = trial.ask("ask for a new password", &mut Visitor::new(person), ask).await?;
                seen.add(&answer, person);
            }
        }
        if there.answers != not_there.answers {
            return broken("asking for a new password is answered otherwise for names that are not there");
        }
    }
    held(match (median(&there.took), median(&not_there.took)) {
        (Some(one), Some(other)) => {
            format!("answers are alike; they take {} and {} ms", one.as_millis(), other.as_millis())
        }
        _ => "answers are alike; how long they take is not measured here".to_owned(),
    })
}

async fn wrong_login(trial: &mut Trial<'_>, person: &Person, seen: &mut Seen) -> Result<(), Stop> {
    let wrong = Action::new(Kind::LogIn).given("password", "not the password at all");
    let answer = trial.ask("log in with a wrong password", &mut Visitor::new(person), wrong).await?;
    if !matches!(answer.outcome, Outcome::Throttled { .. }) {
        seen.add(&answer, person);
    }
    Ok(())
}

impl Seen {
    fn add(&mut self, answer: &Answer, person: &Person) {
        let last = answer.exchanges.last();
        let response = last.and_then(|last| last.response.as_ref());
        let without_name = |text: &str| {
            let text = text.replace(&person.email, "<email>").replace(&person.username, "<username>");
            // A number of the request, a token of a form: what differs from answer to answer says nothing.
            text.split(|letter: char| !letter.is_ascii_alphabetic())
                .filter(|word| word.len() > 3)
                .collect::<Vec<_>>()
                .join(" ")
        };
        let body = response.map(|response| without_name(&response.body)).unwrap_or_default();
        self.answers.push((answer.outcome.name().to_owned(), response.map(|response| response.status), body));
        self.took.extend(last.map(|Exchange { took, .. }| *took).filter(|took| !took.is_zero()));
    }
}

fn difference(there: &Seen, not_there: &Seen) -> Option<String> {
    let common = |seen: &Seen| {
        let mut answers = seen.answers.clone();
        answers.sort();
        answers.dedup_by_key(|(outcome, status, _)| (outcome.clone(), *status));
        answers.into_iter().map(|(outcome, status, _)| (outcome, status)).collect::<Vec<_>>()
    };
    if common(there) != common(not_there) {
        return Some("a wrong login is answered otherwise for names that are not there".to_owned());
    }
    let stable = |seen: &Seen| {
        seen.answers.windows(2).all(|pair| pair.first().map(|one| &one.2) == pair.last().map(|one| &one.2))
    };
    let texts_differ = there.answers.first().map(|one| &one.2) != not_there.answers.first().map(|one| &one.2);
    if stable(there) && stable(not_there) && texts_differ {
        return Some("a wrong login is answered in other words for names that are not there".to_owned());
    }
    time_difference(&there.took, &not_there.took)
}

/// Broken only where the two sorts hardly overlap: the slow ones of the fast sort are faster than the fast ones of the
/// slow sort, and by half at least.
fn time_difference(one: &[Duration], other: &[Duration]) -> Option<String> {
    let (first, second) = (median(one)?, median(other)?);
    let (fast, slow) = if first < second { (one, other) } else { (other, one) };
    let (slowest_fast, fastest_slow) = (at(fast, 4, 5)?, at(slow, 1, 5)?);
    let apart = slowest_fast.saturating_mul(3) < fastest_slow.saturating_mul(2);
    let enough = fastest_slow.saturating_sub(slowest_fast) >= LEAST;
    (apart && enough).then(|| {
        let (known, unknown) = (first.as_millis(), second.as_millis());
        format!("a wrong login takes {known} ms for a name that is there and {unknown} ms for one that is not")
    })
}

fn median(durations: &[Duration]) -> Option<Duration> {
    at(durations, 1, 2)
}

/// The duration that `part` of `of` are not longer than.
fn at(durations: &[Duration], part: usize, of: usize) -> Option<Duration> {
    let mut sorted = durations.to_vec();
    sorted.sort_unstable();
    let place = sorted.len().saturating_mul(part).checked_div(of)?;
    sorted.get(place).or(sorted.last()).copied()
}

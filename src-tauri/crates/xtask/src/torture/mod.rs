//! `cargo xtask torture`: tests of races, crashes and screens again and again, to meet what happens once in a thousand.

mod api;

use std::time::Duration;

use crate::{
    arguments::{Arguments, Task},
    clock::Stopwatch,
    command::Run,
    console,
    failure::Failure,
    setup,
    setup::Purpose,
};

/// The task.
pub(crate) const TASK: Task = Task {
    name: "torture",
    about: "Repeat the tests of races and crashes until a time is up",
    details: "
Runs every campaign, or the one named, and stops at the first round that fails. Three of them have an end of their own
and run once: `api` (schemathesis), `store` (1,000 kills) and `timing` (500 logins).

  --list         name the campaigns
  --minutes N    how long each runs; 10 unless told
  --yes          install what is missing without asking",
    flags: &["--list", "--yes"],
    options: &["--minutes"],
    operand: Some("CAMPAIGN"),
    passes_rest: false,
    run,
};

/// One campaign: some tests whose outcome depends on who comes first.
struct Campaign {
    name: &'static str,
    about: &'static str,
    work: Work,
}

/// What a campaign does.
enum Work {
    /// `cargo test` with these words, until the time is up.
    Tests(&'static [&'static str]),
    /// Something that has an end of its own.
    Once(fn() -> Result<(), Failure>),
}

/// Every campaign. A new one is a line here.
const CAMPAIGNS: &[Campaign] = &[
    Campaign {
        name: "api",
        about: "schemathesis against a relying party that runs (once, no time limit; installs it under target)",
        work: Work::Once(api::torture),
    },
    Campaign {
        name: "counters",
        about: "HOTP counters under two programs at once and under crashes",
        work: Work::Tests(&["--package", "authenticator", "--test", "keyring", "counters"]),
    },
    Campaign {
        name: "keyring",
        about: "the store with a real keyring: locked, gone, killed half-way",
        work: Work::Tests(&["--package", "authenticator", "--test", "keyring"]),
    },
    Campaign {
        name: "kill",
        about: "a relying party killed in the middle of its writes (COUNTERSIGN_KILLS times a round)",
        work: Work::Tests(&["--package", "relying-party", "--test", "kill"]),
    },
    Campaign {
        name: "parallel",
        about: "many uses of one code, and 5,000 guesses, at once",
        work: Work::Tests(&["--package", "relying-party", "--test", "service", "parallel"]),
    },
    Campaign {
        name: "store",
        about: "1,000 kills, or COUNTERSIGN_KILLS, of programs that change a keyring and a sealed file; bad disks (once, no time limit)",
        work: Work::Once(store),
    },
    Campaign {
        name: "timing",
        about: "500 logins: whether their time tells known users from unknown ones (once, no time limit)",
        work: Work::Once(timing),
    },
    Campaign {
        name: "window",
        about: "the real window from picture to code, and through a restart",
        work: Work::Tests(&["--package", "countersign-desktop", "--test", "window"]),
    },
];

fn run(arguments: &Arguments) -> Result<(), Failure> {
    if arguments.has("--list") {
        CAMPAIGNS.iter().for_each(|campaign| println!("{:<10} {}", campaign.name, campaign.about));
        return Ok(());
    }
    let limit = limit(arguments.value("--minutes"))?;
    let chosen = chosen(arguments.operand.as_deref())?;
    console::heading("setup");
    setup::prepare(&[Purpose::Build, Purpose::Tests], arguments.has("--yes"))?;
    chosen.into_iter().try_for_each(|campaign| torture(campaign, limit))
}

fn limit(minutes: Option<&str>) -> Result<Duration, Failure> {
    let minutes: Option<u64> = minutes.unwrap_or("10").parse().ok().filter(|minutes| (1..=10_000).contains(minutes));
    let minutes = minutes.ok_or_else(|| Failure::usage("--minutes takes 1 to 10000", "such as: --minutes 10"))?;
    Ok(Duration::from_secs(minutes * 60))
}

fn chosen(name: Option<&str>) -> Result<Vec<&'static Campaign>, Failure> {
    let found: Vec<_> = CAMPAIGNS.iter().filter(|campaign| name.is_none_or(|name| name == campaign.name)).collect();
    match (found.is_empty(), name) {
        (true, Some(name)) => {
            Err(Failure::usage(format!("there is no campaign `{name}`"), "cargo xtask torture --list names them"))
        }
        _ => Ok(found),
    }
}

/// Prints medians and a rank test; fails where users can be told apart.
fn timing() -> Result<(), Failure> {
    Run::cargo().words(["bench", "--quiet", "--package", "xtask", "--bench", "login_timing"]).go()
}

/// Counts what was lost, unreadable or doubled; fails at the first.
fn store() -> Result<(), Failure> {
    let kills = std::env::var("COUNTERSIGN_KILLS").unwrap_or_else(|_| "1000".to_owned());
    Run::cargo()
        .words(["test", "--package", "authenticator", "--test", "torture_store"])
        .environment("COUNTERSIGN_KILLS", kills)
        .go()
}

fn torture(campaign: &Campaign, limit: Duration) -> Result<(), Failure> {
    match campaign.work {
        Work::Tests(tests) => again(campaign, tests, limit),
        Work::Once(work) => {
            console::heading(&format!("torture {}: {}", campaign.name, campaign.about));
            work()
        }
    }
}

fn again(campaign: &Campaign, tests: &[&str], limit: Duration) -> Result<(), Failure> {
    let stopwatch = Stopwatch::start();
    let mut rounds = 0_u32;
    while stopwatch.elapsed() < limit {
        rounds += 1;
        console::heading(&format!("torture {}, round {rounds}: {}", campaign.name, campaign.about));
        Run::cargo().words(["test"]).words(tests).go().map_err(|failure| {
            let after = console::seconds(stopwatch.elapsed());
            Failure::new(
                format!("{} broke in round {rounds}, after {after}: {}", campaign.name, failure.what),
                failure.remedy,
            )
        })?;
    }
    console::note(&format!("{}: {rounds} rounds in {} held", campaign.name, console::seconds(stopwatch.elapsed())));
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_campaign_is_chosen_by_name() {
        assert_eq!(chosen(Some("counters")).unwrap().len(), 1);
        assert_eq!(chosen(None).unwrap().len(), CAMPAIGNS.len());
        assert_eq!(chosen(Some("storm")).err().map(|failure| failure.exit_code()), Some(2));
    }

    #[test]
    fn minutes_are_a_number_in_range() {
        assert_eq!(limit(None).unwrap(), Duration::from_secs(600));
        assert_eq!(limit(Some("1")).unwrap(), Duration::from_secs(60));
        assert!(limit(Some("0")).is_err());
        assert!(limit(Some("long")).is_err());
    }
}

//! A hundred steps over a virtual month.

use std::time::Instant;

use host::scenario::{InProcess, policy};
use scenario::Scenario;

use crate::{Outcome, row};

const ROUNDS: usize = 9;
const STEPS: usize = 100;
/// Between two steps, in seconds: a hundred of them are a month.
const PAUSE: usize = 30 * 86_400 / STEPS;

pub(crate) fn measure() -> Outcome<()> {
    let runtime = tokio::runtime::Runtime::new()?;
    let scenario = Scenario::parse(&story(), "month.toml").map_err(|error| error.to_string())?;
    let mut times = Vec::new();
    for _ in 0..ROUNDS {
        let start = Instant::now();
        let passed = runtime.block_on(play(&scenario))?;
        times.push(start.elapsed().as_secs_f64() * 1e3);
        if !passed {
            return Err("the month came out otherwise than expected".into());
        }
    }
    times.sort_by(f64::total_cmp);
    let median = times.get(ROUNDS / 2).copied().unwrap_or(f64::NAN);
    row("a scenario of 100 steps over a virtual month, against a second", "ms", median, 1_000.0, Some(1.0));
    Ok(())
}

async fn play(scenario: &Scenario) -> Outcome<bool> {
    let (profile, policy) = policy(&scenario.policy).map_err(|(key, reason)| format!("{key}: {reason}"))?;
    let target = InProcess::start(profile, policy).await?;
    let report = scenario::run(scenario, &target, |_| {}).await;
    target.stop().await;
    Ok(report.passed)
}

/// Somebody registers and enrols, then signs in again and again.
fn story() -> String {
    let mut story = "format = 1\nname = \"month\"\n[people.ada]\n[devices.phone]\n".to_owned();
    let mut step = |lines: &str| {
        story.push_str(&format!("[[steps]]\nafter = \"{PAUSE}s\"\nwho = \"ada\"\n{lines}\n"));
    };
    step("do = \"register\"\nexpect = \"accepted\"");
    step("do = \"log-in\"\nexpect = \"accepted\"");
    story.push_str(
        "[[steps]]\nwho = \"ada\"\ndo = \"begin-enrolment\"\ndevice = \"phone\"\nexpect = \"accepted\"\n\
         [[steps]]\nwho = \"ada\"\ndo = \"confirm-enrolment\"\ndevice = \"phone\"\nexpect = \"accepted\"\n",
    );
    for _ in 0..(STEPS - 4) / 2 {
        let pause = 2 * PAUSE;
        story.push_str(&format!(
            "[[steps]]\nafter = \"{pause}s\"\nwho = \"ada\"\ndo = \"log-in\"\nexpect = \"second-factor-required\"\n\
             [[steps]]\nwho = \"ada\"\ndo = \"second-step\"\ndevice = \"phone\"\nexpect = \"accepted\"\n"
        ));
    }
    story
}

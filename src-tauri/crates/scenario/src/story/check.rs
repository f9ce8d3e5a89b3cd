//! What a scenario has to keep to beyond its form, each mistake told at its key.

use super::{FORMAT, Scenario, Step, span};
use crate::Kind;
use crate::file::{FileError, Source, nearest};

type Checked = Result<(), FileError>;

/// The most times a step can be done.
const MOST_TIMES: u32 = 10_000;

pub(super) fn check(scenario: &Scenario, source: &Source<'_>) -> Checked {
    let checker = Checker { scenario, source };
    if scenario.format != FORMAT {
        return checker.wrong("format", format!("this program knows format {FORMAT} only"), "write `format = 1`");
    }
    if scenario.people.is_empty() {
        return checker.wrong("people", "there is nobody in it", "add a person: `[people.ada]`");
    }
    if let Some(name) = scenario.people.keys().find(|name| name.contains('/')) {
        return checker.wrong(&format!("people.{name}"), "a name has no `/`", "`ada/laptop` is a browser of `ada`");
    }
    if scenario.steps.is_empty() {
        return checker.wrong("steps", "nothing happens", "add a step: `[[steps]]`");
    }
    let mut at = 0;
    for (index, step) in scenario.steps.iter().enumerate() {
        at = checker.time(index, step, at)?;
        checker.step(&format!("steps[{index}]"), step)?;
    }
    Ok(())
}

struct Checker<'a> {
    scenario: &'a Scenario,
    source: &'a Source<'a>,
}

impl Checker<'_> {
    /// When a step is, in seconds since the start.
    fn time(&self, index: usize, step: &Step, before: i64) -> Result<i64, FileError> {
        let key = |name: &str| format!("steps[{index}].{name}");
        let span = |name: &str, text: &Option<String>| match text {
            None => Ok(None),
            Some(text) => self.span(&key(name), text).map(Some),
        };
        let (at, after) = (span("at", &step.at)?, span("after", &step.after)?);
        span("server_clock", &step.server_clock)?;
        span("read", &step.read)?;
        let at = match (at, after) {
            (Some(_), Some(_)) => {
                return Err(self.mistake(&key("after"), "it has both `at` and `after`", "leave one of them out"));
            }
            (Some(at), None) => at,
            (None, after) => before.saturating_add(after.unwrap_or(0)),
        };
        if at < before {
            let name = if step.at.is_some() { "at" } else { "after" };
            let hint = "the true time only passes; `server_clock` moves the clock of the target";
            return Err(self.mistake(&key(name), "it is before the step before", hint));
        }
        Ok(at)
    }

    fn span(&self, key: &str, text: &str) -> Result<i64, FileError> {
        let hint = "write it as `90s` or `1d 2h 30m`";
        span::seconds(text).ok_or_else(|| self.mistake(key, format!("`{text}` is no time"), hint))
    }

    fn step(&self, key: &str, step: &Step) -> Checked {
        self.named(key, step)?;
        self.code(key, step)?;
        let Some(action) = step.action else {
            let said = step.who.is_some() || step.expect.is_some() || step.device.is_some();
            let hint = "say what is done: `do = \"log-in\"`";
            return if said { self.wrong(key, "it does not say what is done", hint) } else { Ok(()) };
        };
        if action == Kind::Raw {
            return self.wrong(&format!("{key}.do"), "`raw` is for attacks", "name another action");
        }
        if step.who.is_none() {
            return self.wrong(key, "it does not say who does it", "add `who`");
        }
        if step.expect.is_none() {
            return self.wrong(
                key,
                "it does not say what is expected",
                "add `expect`, such as `expect = \"accepted\"`",
            );
        }
        if step.times.is_some_and(|times| times == 0 || times > MOST_TIMES) {
            return self.wrong(&format!("{key}.times"), "it is done 1 to 10000 times", "split the step");
        }
        Ok(())
    }

    /// People and devices have to be there.
    fn named(&self, key: &str, step: &Step) -> Checked {
        let Scenario { people, devices, .. } = self.scenario;
        let person = step.who.as_deref().and_then(|who| who.split('/').next());
        if let Some(person) = person.filter(|person| !people.contains_key(*person)) {
            let hint = meant(person, people.keys(), "people");
            return self.wrong(&format!("{key}.who"), format!("there is no `{person}`"), &hint);
        }
        let named = step.device.iter().map(|device| ("device", device));
        let also = step.also.iter().map(|device| ("also", device));
        if let Some((field, device)) = named.chain(also).find(|(_, device)| !devices.contains_key(*device)) {
            let hint = meant(device, devices.keys(), "devices");
            return self.wrong(&format!("{key}.{field}"), format!("there is no device `{device}`"), &hint);
        }
        if !step.also.is_empty() && step.action != Some(Kind::BeginEnrolment) {
            let hint = "`also` is for `begin-enrolment`";
            return self.wrong(&format!("{key}.also"), "there is no QR code to be scanned", hint);
        }
        Ok(())
    }

    fn code(&self, key: &str, step: &Step) -> Checked {
        let begins = step.action == Some(Kind::BeginEnrolment);
        let sources = [step.device.is_some() && !begins, step.again, step.typed.is_some(), step.backup_code.is_some()];
        if sources.into_iter().filter(|said| *said).count() > 1 {
            let hint = "say one of `device`, `again`, `typed` and `backup_code`";
            return self.wrong(key, "it has more than one code", hint);
        }
        if step.read.is_some() && (step.device.is_none() || begins) {
            return self.wrong(&format!("{key}.read"), "there is no device to read a code off", "add `device`");
        }
        if step.backup_code == Some(0) {
            return self.wrong(&format!("{key}.backup_code"), "the first one has the number 1", "write 1 or more");
        }
        Ok(())
    }

    fn mistake(&self, key: &str, reason: impl Into<String>, hint: &str) -> FileError {
        self.source.mistake(key, reason, hint)
    }

    fn wrong(&self, key: &str, reason: impl Into<String>, hint: &str) -> Checked {
        Err(self.mistake(key, reason, hint))
    }
}

fn meant<'a>(written: &str, names: impl Iterator<Item = &'a String>, table: &str) -> String {
    match nearest(written, names.map(String::as_str)) {
        Some(best) => format!("did you mean `{best}`?"),
        None => format!("add `[{table}.{written}]`"),
    }
}

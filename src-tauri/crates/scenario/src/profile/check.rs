//! What a profile has to keep to beyond its form, each mistake told at its key.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{Clock, FORMAT, Place, Profile, Request, Rule};
use crate::Kind;
use crate::file::{FileError, Source, nearest};
use crate::template::{self, Part, ValueKind};

/// The placeholders there always are, or that an action brings.
const BUILT_IN: [&str; 12] = [
    "username",
    "password",
    "email",
    "code",
    "next_code",
    "new_password",
    "n",
    "tag",
    "now",
    "seconds",
    "origin",
    "host",
];

static NO_CLOCK: Clock =
    Clock { read: Vec::new(), set: Vec::new(), advance: Vec::new(), restore: Vec::new(), goes_back: false };

type Checked = Result<(), FileError>;

/// The first mistake, if there is one.
pub(super) fn check(profile: &Profile, source: &Source<'_>) -> Checked {
    let checker = Checker { profile, source, names: names(profile) };
    checker.head()?;
    checker.people()?;
    checker.actions()?;
    checker.clock()?;
    checker.requests("reset", &profile.reset)?;
    checker.rules("outcomes", &profile.outcomes)?;
    profile.reason.as_ref().map_or(Ok(()), |place| checker.place("reason", place))
}

/// Every name a placeholder can have here.
fn names(profile: &Profile) -> BTreeSet<&str> {
    let Clock { read, set, advance, restore, .. } = profile.clock.as_ref().unwrap_or(&NO_CLOCK);
    let clock = read.iter().chain(set).chain(advance).chain(restore);
    let of_actions = profile.actions.values().flat_map(|action| &action.requests);
    let requests = of_actions.chain(&profile.reset).chain(clock);
    let taken = requests.flat_map(|request| request.take.keys());
    let said = profile.values.keys().chain(profile.environment.keys());
    BUILT_IN.into_iter().chain(taken.chain(said).map(String::as_str)).collect()
}

struct Checker<'a> {
    profile: &'a Profile,
    source: &'a Source<'a>,
    names: BTreeSet<&'a str>,
}

impl Checker<'_> {
    fn head(&self) -> Checked {
        let Profile { format, url, device, .. } = self.profile;
        if *format != FORMAT {
            return self.wrong("format", format!("this program knows format {FORMAT} only"), "write `format = 1`");
        }
        if url.as_ref().is_some_and(|url| !url.starts_with("http://")) {
            return self.wrong("url", "the address has to begin with http://", "for a server with TLS see the page");
        }
        if device.parameters().is_none() {
            return self.wrong("device", "there is no such device", "digits are 5 to 9, the period 1 to 86400 seconds");
        }
        self.profile.headers.iter().try_for_each(|(name, text)| self.text(&format!("headers.{name}"), text))
    }

    fn people(&self) -> Checked {
        let people = &self.profile.people;
        self.text("people.username", &people.username)?;
        self.text("people.password", &people.password)?;
        self.text("people.email", &people.email)?;
        if people.existing.is_empty() && !self.profile.actions.contains_key(&Kind::Register) {
            let hint = "describe `[actions.register]`, or list `[[people.existing]]`";
            return self.wrong("people", "nobody can be made and nobody is there", hint);
        }
        Ok(())
    }

    fn actions(&self) -> Checked {
        for (kind, action) in &self.profile.actions {
            let key = format!("actions.{kind}");
            if *kind == Kind::Raw {
                return self.wrong(&key, "`raw` is a request of the caller's own", "leave it out");
            }
            match action.like {
                None if action.requests.is_empty() => {
                    return self.wrong(&key, "it has no requests", "describe one, or say `like = \"second-step\"`");
                }
                Some(_) if !action.requests.is_empty() => {
                    return self.wrong(&key, "it has both `like` and requests", "leave one of them out");
                }
                Some(other) if self.profile.actions.get(&other).is_none_or(|other| other.like.is_some()) => {
                    let reason = format!("`{other}` has no requests of its own here");
                    return self.wrong(&format!("{key}.like"), reason, "name an action that has requests");
                }
                _ => self.requests(&format!("{key}.requests"), &action.requests)?,
            }
        }
        Ok(())
    }

    fn clock(&self) -> Checked {
        let Some(clock) = &self.profile.clock else { return Ok(()) };
        self.requests("clock.read", &clock.read)?;
        self.requests("clock.set", &clock.set)?;
        self.requests("clock.advance", &clock.advance)?;
        self.requests("clock.restore", &clock.restore)?;
        if clock.set.is_empty() && clock.advance.is_empty() {
            return self.wrong("clock", "it can be neither set nor advanced", "describe `[[clock.set]]`");
        }
        if clock.read.last().is_some_and(|last| !last.take.contains_key("now")) {
            return self.wrong("clock.read", "its last request takes no `now`", "add `take.now`, in Unix seconds");
        }
        Ok(())
    }

    fn requests(&self, key: &str, requests: &[Request]) -> Checked {
        requests.iter().enumerate().try_for_each(|(index, request)| self.request(&format!("{key}[{index}]"), request))
    }

    fn request(&self, key: &str, request: &Request) -> Checked {
        if request.method.is_empty() || !request.method.bytes().all(|byte| byte.is_ascii_uppercase()) {
            return self.wrong(&format!("{key}.method"), "this is no method", "write GET, POST, PUT, PATCH or DELETE");
        }
        let starts = request.path.starts_with('/') || request.path.starts_with('{');
        if !starts || request.path.contains([' ', '#']) {
            return self.wrong(&format!("{key}.path"), "a path begins with `/`", "leave out the host; see `url`");
        }
        let bodies = [request.json.is_some(), request.form.is_some(), request.body.is_some()];
        if bodies.into_iter().filter(|body| *body).count() > 1 {
            return self.wrong(key, "it has more than one body", "say one of `json`, `form` and `body`");
        }
        self.texts(key, request)?;
        let mut places = request.take.iter();
        places.try_for_each(|(name, place)| self.place(&format!("{key}.take.{name}"), place))?;
        self.rules(&format!("{key}.outcomes"), &request.outcomes)
    }

    fn texts(&self, key: &str, request: &Request) -> Checked {
        self.text(&format!("{key}.path"), &request.path)?;
        if let Some(name) = &request.when {
            self.name(&format!("{key}.when"), name)?;
        }
        for (name, text) in &request.headers {
            self.text(&format!("{key}.headers.{name}"), text)?;
        }
        for (name, text) in request.form.iter().flatten() {
            self.text(&format!("{key}.form.{name}"), text)?;
        }
        for (name, value) in request.json.iter().flatten() {
            self.value(&format!("{key}.json.{name}"), value)?;
        }
        request.body.as_ref().map_or(Ok(()), |body| self.text(&format!("{key}.body"), body))
    }

    fn value(&self, key: &str, value: &Value) -> Checked {
        match value {
            Value::String(text) => self.text(key, text),
            Value::Array(items) => items.iter().try_for_each(|item| self.value(key, item)),
            Value::Object(fields) => {
                fields.iter().try_for_each(|(name, value)| self.value(&format!("{key}.{name}"), value))
            }
            _ => Ok(()),
        }
    }

    /// Every placeholder of a text has to be one that can have a value.
    fn text(&self, key: &str, text: &str) -> Checked {
        let parts = match template::parts(text) {
            Ok(parts) => parts,
            Err(error) => return self.wrong(key, error.to_string(), "see \"Placeholders\" in the page"),
        };
        parts.iter().try_for_each(|part| match part {
            Part::Value { kind: ValueKind::Number, .. } if parts.len() > 1 || !key.contains(".json.") => {
                let hint = "write it alone, such as `now = \"{now#}\"`, or without `#`";
                self.wrong(key, "`#` makes a number of a whole JSON value, and of nothing else", hint)
            }
            Part::Value { name, .. } => self.name(key, name),
            Part::Text(_) => Ok(()),
        })
    }

    fn name(&self, key: &str, name: &str) -> Checked {
        if self.names.contains(name) {
            return Ok(());
        }
        let hint = match nearest(name, self.names.iter().copied()) {
            Some(best) => format!("did you mean `{{{best}}}`?"),
            None => "take it from an answer (`take`), or say it under `values`".to_owned(),
        };
        self.wrong(key, format!("nothing gives `{{{name}}}` a value"), &hint)
    }

    fn place(&self, key: &str, place: &Place) -> Checked {
        if !place.is_one() {
            let hint = "say one of `json`, `header`, `cookie`, `field` and `query`; or `between` for the body";
            return self.wrong(key, "it has to say in one way where the value is", hint);
        }
        if place.all && place.between.is_none() {
            return self.wrong(key, "`all` goes with `between`", "leave it out, or say `between`");
        }
        place.json.as_ref().map_or(Ok(()), |pointer| self.pointer(key, pointer))
    }

    fn rules(&self, key: &str, rules: &[Rule]) -> Checked {
        for (index, rule) in rules.iter().enumerate() {
            let pointers = rule.json.keys().chain(&rule.json_has).chain(&rule.json_lacks);
            for pointer in pointers {
                self.pointer(&format!("{key}[{index}]"), pointer)?;
            }
        }
        Ok(())
    }

    fn pointer(&self, key: &str, pointer: &str) -> Checked {
        if pointer.is_empty() || pointer.starts_with('/') {
            return Ok(());
        }
        let hint = format!("write \"/{}\"", pointer.trim_start_matches("$.").replace('.', "/"));
        self.wrong(key, format!("`{pointer}` is no JSON pointer"), &hint)
    }

    fn wrong(&self, key: &str, reason: impl Into<String>, hint: &str) -> Checked {
        Err(self.source.mistake(key, reason, hint))
    }
}

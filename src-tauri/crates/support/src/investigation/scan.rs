//! Going through the steps: each HMAC is computed once, and compared with every submission that looks there.

use otp::{Algorithm, Counter, Digits, Generator, Parameters, Period, Secret};

use super::form::Typed;
use super::{DAY_SECONDS, Found, MOST_DAYS, NEAR_SECONDS, readings, typing};
use crate::{HeldSecret, Match, Place, Reading, Role, Spent, Typing, Window};

/// How far around a whole day a wrong date is looked for, in seconds.
const DAY_SLACK: i64 = 120;

/// Counters looked at after and before the one expected next.
const COUNTERS: (i64, i64) = (1_000, 100);

/// Counters after the one expected next at which two mistakes at once are looked for.
const COUNTERS_NEAR: i64 = 20;

/// One key with parameters, whose codes are made.
struct Probe<'p> {
    index: usize,
    held: &'p HeldSecret,
    window: Window,
    secret: &'p Secret,
    algorithm: Algorithm,
    period: Period,
    /// None: the key as it was meant.
    key: Option<Reading>,
}

/// Compares one secret, and all that apps make of it, with every submission. Says how many HMACs that took.
pub(super) fn secret(index: usize, held: &HeldSecret, window: Window, typed: &[Typed], found: &mut [Found]) -> u64 {
    match held.parameters {
        Parameters::Hotp { counter, .. } => counters(index, held, window, counter, typed, found),
        Parameters::Steam => {
            let probe = Probe::new(index, held, window, (&held.secret, None));
            probe.scan(&Generator::new(&held.secret, &held.parameters), typed, found)
        }
        Parameters::Totp { .. } => by_time(index, held, window, typed, found),
    }
}

fn by_time(index: usize, held: &HeldSecret, window: Window, typed: &[Typed], found: &mut [Found]) -> u64 {
    let meant = Probe::new(index, held, window, (&held.secret, None));
    let mut hmacs = meant.scan(&meant.generator(), typed, found);
    if held.role != Role::Counts {
        return hmacs;
    }
    for (algorithm, period) in readings::parameters(&held.parameters) {
        let probe = Probe { algorithm, period, ..Probe::new(index, held, window, (&held.secret, None)) };
        hmacs += probe.scan(&probe.generator(), typed, found);
    }
    for key in readings::keys(&held.secret) {
        let probe = Probe::new(index, held, window, (&key.secret, Some(key.reading)));
        hmacs += probe.scan(&probe.generator(), typed, found);
    }
    hmacs
}

impl<'p> Probe<'p> {
    fn new(index: usize, held: &'p HeldSecret, window: Window, key: (&'p Secret, Option<Reading>)) -> Self {
        let period = held.parameters.period().unwrap_or_default();
        let (secret, key) = key;
        Self { index, held, window, secret, algorithm: held.parameters.algorithm(), period, key }
    }

    /// Nine digits: a code of fewer is their end.
    fn generator(&self) -> Generator {
        let digits = Digits::new(9).unwrap_or_default();
        Generator::new(self.secret, &Parameters::Totp { algorithm: self.algorithm, digits, period: self.period })
    }

    fn period(&self) -> i64 {
        i64::from(self.period.seconds())
    }

    /// As it was meant, and of a secret that counts: the only one that is looked for far away.
    fn is_meant(&self) -> bool {
        self.held.role == Role::Counts && self.is_as_meant()
    }

    fn is_as_meant(&self) -> bool {
        let parameters = self.held.parameters;
        self.key.is_none() && self.algorithm == parameters.algorithm() && Some(self.period) == parameters.period()
    }

    fn scan(&self, generator: &Generator, typed: &[Typed], found: &mut [Found]) -> u64 {
        let mut hmacs = 0;
        for (first, last) in self.ranges(typed) {
            for step in first..=last {
                let Ok(at) = u64::try_from(step) else { continue };
                let Ok(code) = generator.code_of_step(at) else { continue };
                hmacs += 1;
                let start = step.saturating_mul(self.period());
                for (typed, found) in typed.iter().zip(found.iter_mut()) {
                    self.compare(code.as_str().as_bytes(), at, start, typed, found);
                }
            }
        }
        hmacs
    }

    /// The steps that any submission looks at, in order, none twice.
    fn ranges(&self, typed: &[Typed]) -> Vec<(i64, i64)> {
        let mut ranges = Vec::new();
        for typed in typed.iter().filter(|typed| !typed.code.is_empty()) {
            let mut around = |middle: i64, reach: i64| {
                let step = |time: i64| time.div_euclid(self.period());
                ranges.push((step(middle.saturating_sub(reach)), step(middle.saturating_add(reach))));
            };
            if !self.is_meant() {
                around(typed.at, NEAR_SECONDS);
                continue;
            }
            around(typed.at, DAY_SECONDS);
            for days in (1..=MOST_DAYS).flat_map(|days| [days, -days]) {
                around(typed.at.saturating_add(days * DAY_SECONDS), DAY_SLACK);
            }
        }
        merge(ranges)
    }

    fn compare(&self, code: &[u8], step: u64, start: i64, typed: &Typed, found: &mut Found) {
        let from = start - typed.at;
        let Some(is_near) = self.looks_at(from) else { return };
        if typed.code.is_empty() {
            return;
        }
        let digits = usize::from(self.held.parameters.digits().value());
        let shown = code.get(code.len().saturating_sub(digits)..).unwrap_or_default();
        if is_near && self.is_meant() {
            self.count(found, shown.len() == typed.code.len());
            found.tried.typing += typing::hypotheses(shown.len(), typed.code.len());
            if let Some(how) = typing::compare(shown, &typed.code) {
                self.note(found, self.reading(digits), how, (step, from, typed.at));
            }
        } else if shown.len() == typed.code.len() {
            self.count(found, true);
            if shown == typed.code.as_slice() {
                self.note(found, self.reading(digits), Typing::AsShown, (step, from, typed.at));
            }
        }
        self.compare_length(code, step, from, typed, (is_near, digits), found);
    }

    /// Codes of six to eight digits where another number was meant.
    fn compare_length(
        &self,
        code: &[u8],
        step: u64,
        from: i64,
        typed: &Typed,
        (is_near, digits): (bool, usize),
        found: &mut Found,
    ) {
        let length = typed.code.len();
        let is_other = is_near && length != digits && (6..=8).contains(&length);
        if !is_other
            || self.held.role != Role::Counts
            || self.key.is_some()
            || self.held.parameters == Parameters::Steam
        {
            return;
        }
        found.tried.readings += 1;
        if code.ends_with(&typed.code) {
            self.note(found, self.reading(length), Typing::AsShown, (step, from, typed.at));
        }
    }

    fn count(&self, found: &mut Found, can_match: bool) {
        let tried = match () {
            () if self.is_meant() => &mut found.tried.clock,
            () if self.held.role == Role::Counts => &mut found.tried.readings,
            () => &mut found.tried.secrets,
        };
        *tried += u64::from(can_match);
    }

    fn reading(&self, digits: usize) -> Reading {
        let digits = u8::try_from(digits).unwrap_or(u8::MAX);
        let ignored = || readings::ignored(&self.held.parameters, self.algorithm, digits, self.period);
        self.key.or_else(ignored).unwrap_or(Reading::AsMeant)
    }

    /// Whether this offset is looked at at all, and then whether two mistakes at once are.
    fn looks_at(&self, from: i64) -> Option<bool> {
        let until = from + self.period() - 1;
        let distance = if from > 0 { from } else { (-until).max(0) };
        if distance <= NEAR_SECONDS {
            return Some(true);
        }
        if !self.is_meant() {
            return None;
        }
        let days = (-MOST_DAYS..=MOST_DAYS).map(|days| days * DAY_SECONDS);
        let mut around = days.map(|middle| (middle - DAY_SLACK, middle + DAY_SLACK));
        (distance <= DAY_SECONDS || around.any(|(low, high)| from <= high && until >= low)).then_some(false)
    }

    fn note(&self, found: &mut Found, reading: Reading, typing: Typing, (step, from, at): (u64, i64, i64)) {
        let period = self.period.seconds();
        let current = at.div_euclid(self.period());
        let off = i64::try_from(step).unwrap_or(i64::MAX) - current;
        let (back, ahead) = (i64::from(self.window.back), i64::from(self.window.ahead));
        let counts = self.held.role == Role::Counts && reading == Reading::AsMeant;
        found.matches.push(Match {
            secret: self.index,
            reading,
            typing,
            place: Place::Time { from, period },
            in_window: counts && (-back..=ahead).contains(&off),
            spent: self.held.last_step.filter(|_| counts).map_or(Spent::No, |last| spent(step, last)),
        });
    }
}

fn spent(step: u64, last: u64) -> Spent {
    match step.cmp(&last) {
        std::cmp::Ordering::Less => Spent::Older,
        std::cmp::Ordering::Equal => Spent::Newest,
        std::cmp::Ordering::Greater => Spent::No,
    }
}

/// Sorts, and joins what overlaps.
fn merge(mut ranges: Vec<(i64, i64)>) -> Vec<(i64, i64)> {
    ranges.sort_unstable();
    let mut merged: Vec<(i64, i64)> = Vec::new();
    for (first, last) in ranges {
        match merged.last_mut() {
            Some((_, end)) if first <= *end + 1 => *end = last.max(*end),
            _ => merged.push((first, last)),
        }
    }
    merged
}

/// Codes that go by a counter (RFC 4226).
fn counters(
    index: usize,
    held: &HeldSecret,
    window: Window,
    next: Counter,
    typed: &[Typed],
    found: &mut [Found],
) -> u64 {
    let mut hmacs = 0;
    let generator = Generator::new(&held.secret, &held.parameters);
    let (ahead, back) = if held.role == Role::Counts { COUNTERS } else { (COUNTERS_NEAR, COUNTERS_NEAR) };
    for off in -back..=ahead {
        let Some(counter) = next.value().checked_add_signed(off) else { continue };
        let Ok(code) = generator.code_of_counter(Counter::new(counter)) else { continue };
        hmacs += 1;
        let shown = code.as_str().as_bytes();
        for (typed, found) in typed.iter().zip(found.iter_mut()).filter(|(typed, _)| !typed.code.is_empty()) {
            let is_same_length = shown.len() == typed.code.len();
            let counts = held.role == Role::Counts;
            let tried = if counts { &mut found.tried.clock } else { &mut found.tried.secrets };
            *tried += u64::from(is_same_length);
            let is_near = counts && (0..=COUNTERS_NEAR).contains(&off);
            if is_near {
                found.tried.typing += typing::hypotheses(shown.len(), typed.code.len());
            }
            let how = if is_near { typing::compare(shown, &typed.code) } else { None };
            let how = how.or_else(|| (shown == typed.code.as_slice()).then_some(Typing::AsShown));
            if let Some(typing) = how {
                let in_window = counts && (0..=i64::from(window.ahead)).contains(&off);
                let spent = match off {
                    0.. => Spent::No,
                    -1 => Spent::Newest,
                    _ => Spent::Older,
                };
                let place = Place::Counter { off };
                found.matches.push(Match { secret: index, reading: Reading::AsMeant, typing, place, in_window, spent });
            }
        }
    }
    hmacs
}

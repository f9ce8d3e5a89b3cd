//! Faults on purpose: late answers, errors, dropped connections, a database that fails.

use std::sync::{Mutex, MutexGuard, PoisonError};

use relying_party::DatabaseFault;

/// The most rules of a tenant.
const MOST: usize = 100;

/// What goes wrong, where and how often.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Rule {
    /// Requests with this method only.
    pub(crate) method: Option<String>,
    /// Requests with this path only: exact, the pattern of a route, or with `*` at its end the start of one.
    pub(crate) path: Option<String>,
    pub(crate) fault: Fault,
    /// How likely, 0 to 1.
    pub(crate) probability: f64,
    /// So many more times; none: for good.
    pub(crate) left: Option<u32>,
}

/// What goes wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault {
    /// The request is looked at so much later.
    Latency { milliseconds: u32 },
    /// It is answered with this status and nothing is done.
    Status { status: u16, retry_after: Option<u64> },
    /// The connection is closed without an answer, and nothing is done.
    Drop,
    /// The request is handled with a database that fails.
    Database(DatabaseFault),
}

/// A rule under its number.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Known {
    pub(crate) id: u64,
    pub(crate) rule: Rule,
    /// How often it struck.
    pub(crate) struck: u64,
}

/// The rules of a tenant, in the order they were made.
#[derive(Debug, Default)]
pub(crate) struct Faults(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    next: u64,
    known: Vec<Known>,
}

/// What strikes one request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Strike {
    /// How long the request waits first.
    pub(crate) milliseconds: u64,
    /// What happens then, and by which rule.
    pub(crate) fault: Option<(u64, Fault)>,
}

/// There are as many rules as there may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct TooMany;

impl Faults {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn add(&self, rule: Rule) -> Result<Known, TooMany> {
        let mut state = self.lock();
        if state.known.len() >= MOST {
            return Err(TooMany);
        }
        state.next += 1;
        let known = Known { id: state.next, rule, struck: 0 };
        state.known.push(known.clone());
        Ok(known)
    }

    pub(crate) fn all(&self) -> Vec<Known> {
        self.lock().known.clone()
    }

    /// Whether there was one of this number.
    pub(crate) fn remove(&self, id: u64) -> bool {
        let mut state = self.lock();
        let before = state.known.len();
        state.known.retain(|known| known.id != id);
        state.known.len() < before
    }

    pub(crate) fn clear(&self) {
        self.lock().known.clear();
    }

    /// What strikes a request. Waits add up; of what ends a request the first one counts, and later rules are not used
    /// up. `chance` draws a number from 0 to below 1.
    pub(crate) fn strike(&self, (method, path, route): (&str, &str, &str), chance: impl Fn() -> f64) -> Strike {
        let mut strike = Strike::default();
        for known in &mut self.lock().known {
            let Known { id, rule, struck } = known;
            if strike.fault.is_some() || !rule.fits(method, path, route) || !rule.happens(&chance) {
                continue;
            }
            *struck += 1;
            rule.left = rule.left.map(|left| left.saturating_sub(1));
            match rule.fault {
                Fault::Latency { milliseconds } => strike.milliseconds += u64::from(milliseconds),
                fault => strike.fault = Some((*id, fault)),
            }
        }
        strike
    }
}

impl Rule {
    fn fits(&self, method: &str, path: &str, route: &str) -> bool {
        let fits_path = |wanted: &str| match wanted.strip_suffix('*') {
            Some(start) => path.starts_with(start),
            None => wanted == path || wanted == route,
        };
        self.left != Some(0)
            && self.method.as_deref().is_none_or(|wanted| wanted == method)
            && self.path.as_deref().is_none_or(fits_path)
    }

    fn happens(&self, chance: impl Fn() -> f64) -> bool {
        self.probability >= 1.0 || chance() < self.probability
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule(path: &str, fault: Fault) -> Rule {
        Rule { method: None, path: Some(path.to_owned()), fault, probability: 1.0, left: None }
    }

    const LOGIN: (&str, &str, &str) = ("POST", "/api/v1/login", "/api/v1/login");
    const DEVICE: (&str, &str, &str) = ("DELETE", "/api/v1/devices/a", "/api/v1/devices/{id}");

    fn strikes(faults: &Faults, request: (&str, &str, &str)) -> bool {
        faults.strike(request, || 0.5).fault.is_some()
    }

    #[test]
    fn a_route_is_named_by_its_path_its_pattern_or_its_start() {
        for (path, device, login) in [
            ("/api/v1/devices/a", true, false),
            ("/api/v1/devices/{id}", true, false),
            ("/api/v1/devices/*", true, false),
            ("/api/v1/*", true, true),
            ("/api/v1/login", false, true),
            ("/api/v1/log", false, false),
        ] {
            let faults = Faults::default();
            faults.add(rule(path, Fault::Drop)).unwrap();
            assert_eq!((strikes(&faults, DEVICE), strikes(&faults, LOGIN)), (device, login), "{path}");
        }
    }

    #[test]
    fn a_rule_for_so_many_requests_is_used_up() {
        let faults = Faults::default();
        faults.add(Rule { left: Some(2), ..rule("*", Fault::Drop) }).unwrap();
        let struck: Vec<bool> = (0..4).map(|_| strikes(&faults, LOGIN)).collect();
        assert_eq!(struck, [true, true, false, false]);
        assert_eq!(faults.all()[0].struck, 2);
    }

    #[test]
    fn what_is_likely_strikes_by_chance() {
        let faults = Faults::default();
        faults.add(Rule { probability: 0.5, ..rule("*", Fault::Drop) }).unwrap();
        assert!(faults.strike(LOGIN, || 0.49).fault.is_some());
        assert!(faults.strike(LOGIN, || 0.5).fault.is_none());
    }

    #[test]
    fn waits_add_up_and_the_first_end_counts() {
        let faults = Faults::default();
        faults.add(rule("*", Fault::Latency { milliseconds: 20 })).unwrap();
        faults.add(rule("*", Fault::Latency { milliseconds: 30 })).unwrap();
        faults.add(rule("*", Fault::Drop)).unwrap();
        faults.add(rule("*", Fault::Status { status: 500, retry_after: None })).unwrap();
        assert_eq!(faults.strike(LOGIN, || 0.5), Strike { milliseconds: 50, fault: Some((3, Fault::Drop)) });
        assert_eq!(faults.all()[3].struck, 0);
    }

    #[test]
    fn a_tenant_has_a_hundred_rules_at_most() {
        let faults = Faults::default();
        (0..100).for_each(|_| drop(faults.add(rule("*", Fault::Drop)).unwrap()));
        assert_eq!(faults.add(rule("*", Fault::Drop)), Err(TooMany));
        assert!(faults.remove(7) && !faults.remove(7));
        assert!(faults.add(rule("*", Fault::Drop)).is_ok());
    }
}

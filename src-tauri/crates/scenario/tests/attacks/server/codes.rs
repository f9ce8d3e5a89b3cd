//! How the small server looks at codes.

use otp::{Generator, Parameters, Secret};
use scenario::{Action, Outcome};
use zeroize::Zeroizing;

use super::{PERIOD, Server, Throttle, allowed};
use crate::bug::Bug;

impl Server {
    /// Looks at a code, and spends it.
    pub(super) fn verify(&mut self, username: &str, code: &str, action: &Action) -> Outcome {
        let (now, counts) = (self.now, !self.has(Bug::CountsNothing));
        let address = match self.has(Bug::BelievesHeaders) {
            true => action.headers.iter().find(|(name, _)| name == "X-Forwarded-For").map(|(_, value)| value.clone()),
            false => None,
        };
        let address = address.unwrap_or_default();
        let Some(user) = self.users.get(username) else { return Outcome::Rejected };
        let until = user.codes.get(&address).map_or(0, |throttle| throttle.until);
        if until > now {
            return Outcome::Throttled { retry_after: Some(until - now) };
        }
        let step = self.step_of(username, code).filter(|step| self.is_unspent(username, *step));
        let forgets = self.has(Bug::ForgetsOldSteps);
        let Some(user) = self.users.get_mut(username) else { return Outcome::Rejected };
        let Some(step) = step else {
            if counts {
                user.codes.entry(address).or_default().failed(now);
            }
            return Outcome::Rejected;
        };
        user.codes.remove(&address);
        user.last_step = user.last_step.max(step);
        user.used_steps.insert(step);
        if forgets {
            user.used_steps.retain(|used| used + 2 >= step);
        }
        Outcome::Accepted
    }

    /// The newest step within the window that the code belongs to.
    pub(super) fn step_of(&self, username: &str, code: &str) -> Option<u64> {
        let user = self.users.get(username)?;
        let (step, width) = (self.now / PERIOD, if self.has(Bug::FourSteps) { 4 } else { self.accepts });
        let removed = user.removed.iter().filter(|_| self.has(Bug::RemovedStays));
        let secrets: Vec<&Secret> = user.secret.iter().chain(removed).collect();
        let fits = |step: u64| secrets.iter().any(|secret| self.matches(secret, step, code));
        (step.saturating_sub(width)..=step + width).rev().find(|step| fits(*step))
    }

    pub(super) fn matches(&self, secret: &Secret, step: u64, input: &str) -> bool {
        let code = Generator::new(secret, &Parameters::default()).code_of_step(step).expect("a step of our time");
        let within = self.has(Bug::LooksForTheCodeInside) && input.contains(code.as_str());
        input == code.as_str() || within || self.has(Bug::ComparesNumbers) && is_same_number(input, code.as_str())
    }

    pub(super) fn has_a_zero_soon(&self, secret: &Secret) -> bool {
        let (generator, now) = (Generator::new(secret, &Parameters::default()), self.now / PERIOD);
        let code = |step| generator.code_of_step(step).expect("a step of our time");
        (now..now + 10).any(|step| code(step).as_str().starts_with('0'))
    }

    pub(super) fn is_unspent(&self, username: &str, step: u64) -> bool {
        let Some(user) = self.users.get(username) else { return false };
        if self.has(Bug::RemembersNothing) {
            true
        } else if self.has(Bug::RemembersTheStepOfNow) {
            step != user.last_step || step != self.now / PERIOD
        } else if self.has(Bug::RemembersEachCode) || self.has(Bug::ForgetsOldSteps) {
            !user.used_steps.contains(&step)
        } else {
            step > user.last_step
        }
    }

    pub(super) fn use_backup_code(&mut self, username: &str, code: &str) -> Outcome {
        let (stays, anybody) = (self.has(Bug::BackupCodesStay), self.has(Bug::AnybodysBackupCode));
        let mut users = self.users.iter_mut().filter(|(name, _)| anybody || *name == username);
        let found = users.find_map(|(_, user)| user.backup_codes.iter_mut().find(|(own, used)| own == code && !used));
        match found {
            Some((_, used)) => {
                *used = !stays;
                Outcome::Accepted
            }
            None => Outcome::Rejected,
        }
    }

    pub(super) fn new_backup_codes(&mut self, username: &str) -> Vec<Zeroizing<String>> {
        self.made += 1;
        let codes: Vec<String> = (0..8).map(|n| format!("backup-{}-{n}", self.made)).collect();
        let keeps = self.has(Bug::OldSetStays);
        if let Some(user) = self.users.get_mut(username) {
            user.backup_codes.retain(|_| keeps);
            user.backup_codes.extend(codes.iter().map(|code| (code.clone(), false)));
        }
        codes.into_iter().map(Zeroizing::new).collect()
    }

    pub(super) fn resync(&mut self, username: &str, first: &str, second: &str) -> Outcome {
        let Some(user) = self.users.get(username) else { return Outcome::Rejected };
        let (now, secret) = (self.now / PERIOD, user.secret.clone());
        let from = if self.has(Bug::ResyncGoesBack) { now - 20 } else { (now - 20).max(user.last_step + 1) };
        let fits = |secret: &Secret, step| self.matches(secret, step, first) && self.matches(secret, step + 1, second);
        let found = secret.and_then(|secret| (from..now + 20).find(|step| fits(&secret, *step)));
        if let (Some(step), Some(user)) = (found, self.users.get_mut(username)) {
            user.last_step = step + 1;
        }
        allowed(found.is_some())
    }
}

impl Throttle {
    /// Five are free; then the wait doubles, up to a quarter of an hour.
    pub(super) fn failed(&mut self, now: u64) {
        self.failures += 1;
        if self.failures >= 5 {
            self.until = now + (30 << (self.failures - 5).min(6)).min(900);
        }
    }
}

/// As speakeasy 2.0 compares them: the length first, then whatever number the text begins with.
fn is_same_number(input: &str, code: &str) -> bool {
    let text = input.trim_start().trim_start_matches('+');
    let end = text.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(text.len());
    let number = |text: &str| text.parse::<u32>().ok();
    input.len() == code.len() && number(&text[..end]).is_some_and(|sent| number(code) == Some(sent))
}

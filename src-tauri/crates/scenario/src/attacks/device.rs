//! The device of a person under attack: its codes by step.

use otp::{Generator, KeyUri, Parameters, Secret, UnixSeconds, parse_uri};

use super::verdict::{Stop, inconclusive};
use crate::Granted;

/// How many steps around now no wrong code may belong to.
const FAR: u64 = 40;

/// A device, and the newest step whose code was used.
#[derive(Clone)]
pub(super) struct Device {
    pub(super) secret: Secret,
    generator: Generator,
    pub(super) spent: u64,
}

impl Device {
    /// The device that scans what an enrolment granted; `usual` is what it is like where only a secret was granted.
    pub(super) fn scan(granted: &Granted, usual: &Parameters) -> Result<Self, Stop> {
        let (secret, parameters) = match (&granted.uri, &granted.secret) {
            (Some(uri), _) => match parse_uri(uri) {
                Ok(parsed) => {
                    let KeyUri { secret, parameters, .. } = parsed.uri;
                    (secret, parameters)
                }
                Err(error) => return inconclusive(format!("the address of the enrolment cannot be read: {error}")),
            },
            (None, Some(secret)) => match Secret::parse_base32(secret) {
                Ok(secret) => (secret, *usual),
                Err(error) => return inconclusive(format!("the secret of the enrolment cannot be read: {error}")),
            },
            (None, None) => return inconclusive("the enrolment granted neither an address nor a secret"),
        };
        Self::of(secret, &parameters)
    }

    /// A device with this secret.
    pub(super) fn of(secret: Secret, parameters: &Parameters) -> Result<Self, Stop> {
        if parameters.period().is_none() {
            return Err(Stop::NotApplicable("its devices count, and do not go by time".to_owned()));
        }
        let generator = Generator::new(&secret, parameters);
        Ok(Self { secret, generator, spent: 0 })
    }

    pub(super) fn parameters(&self) -> &Parameters {
        self.generator.parameters()
    }

    /// The length of a step, in seconds.
    pub(super) fn period(&self) -> u64 {
        self.parameters().period().map_or(30, |period| u64::from(period.seconds()))
    }

    /// The step of a moment.
    pub(super) fn step(&self, now: UnixSeconds) -> u64 {
        now.0.checked_div(self.period()).unwrap_or_default()
    }

    /// The code of a step.
    pub(super) fn code(&self, step: u64) -> Result<String, Stop> {
        match self.generator.code_of_step(step) {
            Ok(code) => Ok(code.as_str().to_owned()),
            Err(error) => inconclusive(format!("there is no code of that step: {error}")),
        }
    }

    /// So many codes that belong to no step near now.
    pub(super) fn wrong_codes(&self, now: UnixSeconds, many: usize) -> Result<Vec<String>, Stop> {
        let step = self.step(now);
        let near: Result<Vec<String>, Stop> =
            (step.saturating_sub(FAR)..=step.saturating_add(FAR)).map(|step| self.code(step)).collect();
        let near = near?;
        let digits = usize::from(self.parameters().digits().value());
        let all = 10_u64.saturating_pow(u32::from(self.parameters().digits().value()));
        let spread = |n: u64| n.wrapping_mul(7_919).wrapping_add(4_711).checked_rem(all).unwrap_or_default();
        let codes = (0..all).map(|n| format!("{:0digits$}", spread(n)));
        Ok(codes.filter(|code| !near.contains(code)).take(many).collect())
    }
}

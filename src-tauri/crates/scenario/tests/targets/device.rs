//! A device that computes codes as it should.

use otp::{Parameters, Secret, UnixSeconds, code_at};

pub(crate) struct Device {
    secret: Secret,
    parameters: Parameters,
}

impl Device {
    pub(crate) fn typed_in(secret: &str, parameters: Parameters) -> Self {
        Self { secret: Secret::parse_base32(secret).unwrap(), parameters }
    }

    pub(crate) fn code(&self, now: UnixSeconds) -> String {
        code_at(&self.secret, &self.parameters, now).unwrap().as_str().to_owned()
    }

    /// A code of no step for ten minutes before and after.
    pub(crate) fn wrong_code(&self, now: UnixSeconds) -> String {
        let near: Vec<String> = (0..=40).map(|step| self.code(UnixSeconds(now.0 - 600 + step * 30))).collect();
        (100_000..).map(|number: u32| number.to_string()).find(|code| !near.contains(code)).unwrap()
    }
}

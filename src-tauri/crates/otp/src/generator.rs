//! Making codes.

use std::fmt;

use totp_rs::{Builder, Totp};

use crate::{Algorithm, Code, CodeError, Counter, Parameters, Secret, UnixSeconds};

/// The code of a moment, the one after it, and when they change over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CodeWindow {
    /// Valid from `valid_from` until `valid_until`.
    pub code: Code,
    /// Valid from `valid_until` on.
    pub next: Code,
    /// Number of the time step (RFC 6238's T).
    pub step: u64,
    /// The first second of `code`.
    pub valid_from: UnixSeconds,
    /// The first second of `next`.
    pub valid_until: UnixSeconds,
}

impl CodeWindow {
    /// Seconds until `next` takes over; 0 when it has.
    #[must_use]
    pub fn seconds_left(&self, now: UnixSeconds) -> u64 {
        now.until(self.valid_until)
    }
}

/// Everything about one account that codes need, prepared once for many codes.
///
/// A code costs one HMAC and allocates nothing. Holds a copy of the secret, wiped when dropped.
#[derive(Clone)]
pub struct Generator {
    totp: Totp,
    parameters: Parameters,
}

impl Generator {
    /// Prepares codes of one account.
    #[must_use]
    pub fn new(secret: &Secret, parameters: &Parameters) -> Generator {
        let step_seconds = parameters.period().map_or(1, |period| u64::from(period.seconds()));
        // Non-compliant, because the compliant way refuses 80-bit secrets and 5 or 9 digits. What would
        // make totp-rs panic (no step, 10 digits) cannot be expressed in `Parameters`.
        let totp = builder(parameters)
            .with_secret(secret.expose())
            .with_digits(parameters.digits().value())
            .with_step_duration(step_seconds)
            .build_noncompliant();
        Generator { totp, parameters: *parameters }
    }

    /// What the codes are made with.
    #[must_use]
    pub fn parameters(&self) -> &Parameters {
        &self.parameters
    }

    /// The code of a moment; for HOTP the code of the stored counter, whatever the time.
    ///
    /// # Errors
    /// [`CodeError::TimeOverflow`] in the last step that 64 bits can count.
    pub fn code_at(&self, now: UnixSeconds) -> Result<Code, CodeError> {
        match self.parameters.counter() {
            Some(counter) => Ok(self.code_of(counter.value())),
            None => Ok(self.code_of(self.step_at(now)?.valid_from.0)),
        }
    }

    /// The code of a moment, the next one, and the times between them.
    ///
    /// # Errors
    /// [`CodeError::NoTime`] for HOTP, [`CodeError::TimeOverflow`] in the last step that 64 bits can count.
    pub fn window_at(&self, now: UnixSeconds) -> Result<CodeWindow, CodeError> {
        let Step { step, valid_from, valid_until } = self.step_at(now)?;
        let (code, next) = (self.code_of(valid_from.0), self.code_of(valid_until.0));
        Ok(CodeWindow { code, next, step, valid_from, valid_until })
    }

    /// The window of a moment, for a clock that ticks: one code less to make than [`Generator::window_at`]
    /// when `previous` has just ended, none while it lasts. `previous` must come from this account.
    ///
    /// # Errors
    /// As [`Generator::window_at`].
    pub fn window_after(&self, previous: &CodeWindow, now: UnixSeconds) -> Result<CodeWindow, CodeError> {
        let Step { step, valid_from, valid_until } = self.step_at(now)?;
        if step == previous.step {
            return Ok(previous.clone());
        }
        if valid_from != previous.valid_until {
            return self.window_at(now);
        }
        Ok(CodeWindow { code: previous.next.clone(), next: self.code_of(valid_until.0), step, valid_from, valid_until })
    }

    /// The code of one time step (RFC 6238's T).
    ///
    /// # Errors
    /// [`CodeError::NoTime`] for HOTP, [`CodeError::TimeOverflow`] past the end of time.
    pub fn code_of_step(&self, step: u64) -> Result<Code, CodeError> {
        let start = step.checked_mul(self.period_seconds()?).ok_or(CodeError::TimeOverflow)?;
        self.code_at(UnixSeconds(start))
    }

    /// The HOTP code of any counter, for looking ahead.
    ///
    /// # Errors
    /// [`CodeError::NoCounter`] for codes by time.
    pub fn code_of_counter(&self, counter: Counter) -> Result<Code, CodeError> {
        self.parameters.counter().ok_or(CodeError::NoCounter)?;
        Ok(self.code_of(counter.value()))
    }

    /// `time` is in seconds, or the counter: HOTP is the step-1 case of TOTP.
    fn code_of(&self, time: u64) -> Code {
        Code::from_token(&self.totp.generate(time))
    }

    fn step_at(&self, now: UnixSeconds) -> Result<Step, CodeError> {
        let period = self.period_seconds()?;
        let step = now.0 / period;
        let start = step * period;
        let end = start.checked_add(period).ok_or(CodeError::TimeOverflow)?;
        Ok(Step { step, valid_from: UnixSeconds(start), valid_until: UnixSeconds(end) })
    }

    fn period_seconds(&self) -> Result<u64, CodeError> {
        self.parameters.period().map(u64::from).ok_or(CodeError::NoTime)
    }
}

impl fmt::Debug for Generator {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Generator({:?})", self.parameters)
    }
}

struct Step {
    step: u64,
    valid_from: UnixSeconds,
    valid_until: UnixSeconds,
}

fn builder(parameters: &Parameters) -> Builder {
    match parameters {
        Parameters::Steam => Builder::new_steam(),
        Parameters::Totp { algorithm, .. } | Parameters::Hotp { algorithm, .. } => {
            Builder::new().with_algorithm(match algorithm {
                Algorithm::Sha1 => totp_rs::Algorithm::SHA1,
                Algorithm::Sha256 => totp_rs::Algorithm::SHA256,
                Algorithm::Sha512 => totp_rs::Algorithm::SHA512,
            })
        }
    }
}

/// The code of a moment; for HOTP the code of the stored counter. See [`Generator`] for many codes.
///
/// # Errors
/// [`CodeError::TimeOverflow`] in the last step that 64 bits can count.
pub fn code_at(secret: &Secret, parameters: &Parameters, now: UnixSeconds) -> Result<Code, CodeError> {
    Generator::new(secret, parameters).code_at(now)
}

/// The code of a moment, the next one, and the times between them. See [`Generator`] for many codes.
///
/// # Errors
/// [`CodeError::NoTime`] for HOTP, [`CodeError::TimeOverflow`] in the last step that 64 bits can count.
pub fn window_at(secret: &Secret, parameters: &Parameters, now: UnixSeconds) -> Result<CodeWindow, CodeError> {
    Generator::new(secret, parameters).window_at(now)
}

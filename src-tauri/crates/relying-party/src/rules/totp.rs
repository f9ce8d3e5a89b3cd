//! One-time codes by time (RFC 6238): which are accepted, and what new devices get.

use otp::{Algorithm, Digits, Generator, Parameters, Period, Secret, UnixSeconds};
use sealing::{Random, RandomError};
use subtle::{Choice, ConditionallySelectable, ConstantTimeEq};
use zeroize::Zeroizing;

use crate::policy::Window;

/// What a code turned out to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Right, and of a step that nobody used yet; whoever consumes the step first gets in.
    Accepted {
        /// The time step (RFC 6238's T) that is to be consumed.
        step: u64,
    },
    /// Right, but of a step that was used, or older than one that was (RFC 6238 §5.2).
    Replayed {
        /// The newest time step it is the code of.
        step: u64,
    },
    /// Of no step of the window.
    Wrong,
}

/// Compares `code` with every step of the window and takes the newest unspent match. Says also how many HMACs that took.
///
/// Only a step above `last_step` is accepted, also when the clock went back. All steps are computed whatever the
/// first ones say, and compared in constant time.
pub fn verify(
    generator: &Generator,
    code: &str,
    now: UnixSeconds,
    window: Window,
    last_step: Option<u64>,
) -> (Verdict, u32) {
    // One more than the step: 0 is none.
    let (mut unspent, mut spent, mut hmacs) = (0_u64, 0_u64, 0);
    for step in steps(generator, now, window) {
        let Ok(right) = generator.code_of_step(step) else {
            continue;
        };
        hmacs += 1;
        let matches = right.as_str().as_bytes().ct_eq(code.as_bytes());
        let is_unspent = Choice::from(u8::from(last_step.is_none_or(|last| step > last)));
        unspent.conditional_assign(&(step + 1), matches & is_unspent);
        spent.conditional_assign(&(step + 1), matches & !is_unspent);
    }
    let verdict = match (unspent.checked_sub(1), spent.checked_sub(1)) {
        (Some(step), _) => Verdict::Accepted { step },
        (None, Some(step)) => Verdict::Replayed { step },
        (None, None) => Verdict::Wrong,
    };
    (verdict, hmacs)
}

/// The steps of the window, the oldest first. There is none before 1970.
fn steps(generator: &Generator, now: UnixSeconds, window: Window) -> std::ops::RangeInclusive<u64> {
    let period = generator.parameters().period().map_or(1, u64::from);
    let current = now.0 / period;
    current.saturating_sub(u64::from(window.back))..=current.saturating_add(u64::from(window.ahead)).min(u64::MAX - 1)
}

/// What an authenticator ignored of the parameters its QR code named.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ignored {
    /// The hash.
    Algorithm,
    /// The length of a code.
    Digits,
    /// How long a code lives.
    Period,
}

impl Ignored {
    /// What it is called.
    pub fn name(self) -> &'static str {
        match self {
            Self::Algorithm => "algorithm",
            Self::Digits => "number of digits",
            Self::Period => "period",
        }
    }
}

/// Whether `code` is right for an app that took the default (SHA-1, 6 digits, 30 seconds) for one of the parameters,
/// or for several: then the first of them is named. For the confirmation of a device only.
pub fn recognise_ignored(
    secret: &Secret,
    parameters: &Parameters,
    code: &str,
    now: UnixSeconds,
    window: Window,
) -> Option<Ignored> {
    let Parameters::Totp { .. } = parameters else {
        return None;
    };
    let mut candidates: Vec<Vec<Ignored>> = (1_u8..8).map(ignored_of).collect();
    candidates.sort_by_key(Vec::len);
    for ignored in candidates {
        let others = ignored.iter().fold(*parameters, |parameters, ignored| with_default(&parameters, *ignored));
        let differs = ignored.iter().all(|one| with_default(parameters, *one) != *parameters);
        let (verdict, _) = verify(&Generator::new(secret, &others), code, now, window, None);
        if differs && verdict != Verdict::Wrong {
            return ignored.first().copied();
        }
    }
    None
}

/// One bit each.
fn ignored_of(bits: u8) -> Vec<Ignored> {
    let all = [(1, Ignored::Algorithm), (2, Ignored::Digits), (4, Ignored::Period)];
    all.into_iter().filter(|(bit, _)| bits & bit != 0).map(|(_, ignored)| ignored).collect()
}

fn with_default(parameters: &Parameters, ignored: Ignored) -> Parameters {
    let Parameters::Totp { mut algorithm, mut digits, mut period } = *parameters else {
        return *parameters;
    };
    match ignored {
        Ignored::Algorithm => algorithm = Algorithm::default(),
        Ignored::Digits => digits = Digits::default(),
        Ignored::Period => period = Period::default(),
    }
    Parameters::Totp { algorithm, digits, period }
}

/// A new secret, as long as the HMAC's output (RFC 4226 §4 R6, RFC 6238 §5.1): 20, 32 or 64 bytes.
///
/// # Errors
/// [`RandomError`] when there is no randomness to be had.
pub fn enrolment_secret(parameters: &Parameters, rng: &mut dyn Random) -> Result<Secret, RandomError> {
    let length = match parameters.algorithm() {
        Algorithm::Sha1 => 20,
        Algorithm::Sha256 => 32,
        Algorithm::Sha512 => 64,
    };
    let mut bytes = Zeroizing::new(vec![0; length]);
    rng.fill(&mut bytes)?;
    Ok(Secret::from_bytes(std::mem::take(&mut *bytes)).expect("20 to 64 bytes are a secret"))
}

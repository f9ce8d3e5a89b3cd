//! A simulated authenticator: a clock that is off, and the mistakes real apps make.

use std::collections::BTreeSet;
use std::fmt;

use otp::{Algorithm, Digits, Generator, Parameters, Period, Secret, UnixSeconds, parse_secret, parse_uri};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::Granted;

const DAY: f64 = 86_400.0;
/// How much of a secret an app keeps that cuts it: 80 bits, what was once all of it.
const CUT_BYTES: usize = 10;

/// A mistake an app makes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Quirk {
    /// SHA-1, whatever the QR code says.
    IgnoresAlgorithm,
    /// Six digits, whatever the QR code says.
    IgnoresDigits,
    /// Thirty seconds, whatever the QR code says.
    IgnoresPeriod,
    /// `012345` becomes `12345`.
    DropsLeadingZeros,
    /// The letters of the secret are taken as its bytes, without decoding base32.
    SecretAsAscii,
    /// Only the first ten bytes of the secret are kept.
    SecretCut,
    /// The secret was typed with 0, 1 and 8 for the letters O, I and B, and the app leaves out what is not base32.
    LookAlikesTyped,
    /// The secret written in hexadecimal is taken as its bytes.
    SecretAsHex,
    /// The secret is encoded in base32 twice, and the letters of that are taken as its bytes.
    SecretEncodedTwice,
    /// The person reads the code of another account.
    AnotherAccount,
    /// A second QR code is ignored: the first stays.
    KeepsOldSecret,
    /// The last two digits change places.
    SwapsDigits,
    /// The last digit is typed as the next one.
    MistypesADigit,
    /// The last digit is left out.
    LeavesOutADigit,
    /// The last digit is typed twice.
    TypesADigitTwice,
    /// The letters O and l are typed for 0 and 1.
    LettersForDigits,
    /// Digits are typed in full width, as some keyboards do.
    FullWidthDigits,
}

/// What a device is like, as a scenario says it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct DeviceDescription {
    /// How far its clock is ahead of the true time at the start, in seconds; negative: behind.
    pub offset: i64,
    /// How many seconds its clock gains a day; negative: loses.
    pub drift: f64,
    /// The mistakes it makes.
    pub quirks: BTreeSet<Quirk>,
}

/// A simulated authenticator.
pub struct Device {
    description: DeviceDescription,
    /// When its clock was off by `offset` exactly.
    started: UnixSeconds,
    generator: Option<Generator>,
}

/// Why a device has no code.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DeviceError {
    /// It scanned nothing yet.
    #[error("the device has no secret yet: no enrolment was begun with it")]
    NoSecret,
    /// What it was given is neither an address nor a secret.
    #[error("the device was given neither an otpauth address nor a secret it can use")]
    NothingGranted,
    /// Its clock shows a time before 1970, or there is no code of that time.
    #[error("the device has no code at this time")]
    NoCode,
}

impl Device {
    /// A device without a secret; its clock begins to drift at `started`.
    pub fn new(description: DeviceDescription, started: UnixSeconds) -> Self {
        Self { description, started, generator: None }
    }

    /// Scans what a target handed out: the otpauth address, or a bare secret with `parameters`.
    ///
    /// # Errors
    /// There is neither.
    pub fn scan(&mut self, granted: &Granted, parameters: &Parameters) -> Result<(), DeviceError> {
        if self.generator.is_some() && self.has(Quirk::KeepsOldSecret) {
            return Ok(());
        }
        let of_uri = granted.uri.as_ref().and_then(|uri| parse_uri(uri).ok());
        let of_secret = || granted.secret.as_ref().and_then(|text| parse_secret(text).ok());
        let (secret, parameters) = match of_uri {
            Some(parsed) => (parsed.uri.secret.clone(), parsed.uri.parameters),
            None => (of_secret().ok_or(DeviceError::NothingGranted)?.secret, *parameters),
        };
        let secret = self.misread(secret).ok_or(DeviceError::NothingGranted)?;
        self.generator = Some(Generator::new(&secret, &self.understood(parameters)));
        Ok(())
    }

    /// What its clock shows at this time, in seconds; none before 1970.
    pub fn shows(&self, now: UnixSeconds) -> Option<UnixSeconds> {
        let passed = i128::from(now.0) - i128::from(self.started.0);
        #[expect(clippy::cast_precision_loss, clippy::cast_possible_truncation, reason = "seconds of a few years")]
        let drifted = (passed as f64 / DAY * self.description.drift).floor() as i128;
        let shown = i128::from(now.0).saturating_add(i128::from(self.description.offset)).saturating_add(drifted);
        u64::try_from(shown).ok().map(UnixSeconds)
    }

    /// The code a person reads off it at this time, as they type it.
    ///
    /// # Errors
    /// It has no secret, or there is no code of that time.
    pub fn code_at(&self, now: UnixSeconds) -> Result<Zeroizing<String>, DeviceError> {
        let generator = self.generator.as_ref().ok_or(DeviceError::NoSecret)?;
        let shown = self.shows(now).ok_or(DeviceError::NoCode)?;
        let code = generator.code_at(shown).map_err(|_| DeviceError::NoCode)?;
        Ok(self.typed(code.as_str()))
    }

    /// Its step, in seconds; none without a secret.
    pub fn period(&self) -> Option<u64> {
        self.generator.as_ref()?.parameters().period().map(|period| u64::from(period.seconds()))
    }

    fn has(&self, quirk: Quirk) -> bool {
        self.description.quirks.contains(&quirk)
    }

    fn misread(&self, secret: Secret) -> Option<Secret> {
        let of = |bytes: &[u8]| Secret::from_bytes(bytes.to_vec()).ok();
        let (bytes, letters) = (secret.expose(), secret.to_base32());
        match () {
            () if self.has(Quirk::SecretAsAscii) => of(letters.as_bytes()),
            () if self.has(Quirk::SecretCut) => of(bytes.get(..CUT_BYTES).unwrap_or(bytes)),
            () if self.has(Quirk::LookAlikesTyped) => {
                parse_secret(&without_look_alikes(&letters)).ok().map(|read| read.secret)
            }
            () if self.has(Quirk::SecretAsHex) => of(in_hexadecimal(bytes).as_bytes()),
            () if self.has(Quirk::SecretEncodedTwice) => of(of(letters.as_bytes())?.to_base32().as_bytes()),
            () if self.has(Quirk::AnotherAccount) => {
                of(&Zeroizing::new(bytes.iter().rev().copied().collect::<Vec<_>>()))
            }
            () => Some(secret),
        }
    }

    fn understood(&self, said: Parameters) -> Parameters {
        let Parameters::Totp { algorithm, digits, period } = said else { return said };
        Parameters::Totp {
            algorithm: if self.has(Quirk::IgnoresAlgorithm) { Algorithm::default() } else { algorithm },
            digits: if self.has(Quirk::IgnoresDigits) { Digits::default() } else { digits },
            period: if self.has(Quirk::IgnoresPeriod) { Period::default() } else { period },
        }
    }

    /// What happens to the last digit.
    fn slip(&self, digits: &mut Vec<char>) {
        let Some(last) = digits.pop() else { return };
        match () {
            () if self.has(Quirk::LeavesOutADigit) => {}
            () if self.has(Quirk::MistypesADigit) => digits.push(next_digit(last)),
            () if self.has(Quirk::TypesADigitTwice) => digits.extend([last, last]),
            () => digits.push(last),
        }
    }

    fn typed(&self, code: &str) -> Zeroizing<String> {
        let mut digits: Zeroizing<Vec<char>> = Zeroizing::new(code.chars().collect());
        if self.has(Quirk::SwapsDigits) {
            let last = digits.len().saturating_sub(1);
            digits.swap(last, last.saturating_sub(1));
        }
        self.slip(&mut digits);
        let mut typed = Zeroizing::new(digits.iter().collect::<String>());
        if self.has(Quirk::DropsLeadingZeros) {
            typed = Zeroizing::new(typed.trim_start_matches('0').to_owned());
        }
        if self.has(Quirk::LettersForDigits) {
            typed = Zeroizing::new(typed.replace('0', "O").replace('1', "l"));
        }
        if self.has(Quirk::FullWidthDigits) {
            let wide = |character: char| match character.to_digit(10) {
                Some(digit) => char::from_u32(0xff10_u32.saturating_add(digit)).unwrap_or(character),
                None => character,
            };
            typed = Zeroizing::new(typed.chars().map(wide).collect());
        }
        typed
    }
}

/// The digit after this one; 0 after 9.
fn next_digit(digit: char) -> char {
    let next = digit.to_digit(10).and_then(|digit| char::from_digit(digit.wrapping_add(1) % 10, 10));
    next.unwrap_or(digit)
}

fn without_look_alikes(letters: &str) -> Zeroizing<String> {
    Zeroizing::new(letters.chars().filter(|letter| !"OIB".contains(*letter)).collect())
}

fn in_hexadecimal(bytes: &[u8]) -> Zeroizing<String> {
    Zeroizing::new(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

impl fmt::Debug for Device {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Device").field("description", &self.description).finish_non_exhaustive()
    }
}

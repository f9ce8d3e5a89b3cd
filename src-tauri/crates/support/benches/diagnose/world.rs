//! A person, their devices, and a relying party that rejects what its own rules reject.
//!
//! Devices are those of the package `scenario`, rules are those of `relying-party`; of `support` only the form in which
//! it takes what a verifier holds is used here.

use otp::{Algorithm, Digits, Generator, Parameters, Period, Secret, UnixSeconds};
use relying_party::policy::Window;
use relying_party::rules::input::{CodeInput, read_code};
use relying_party::rules::totp::{Verdict, verify};
use scenario::{Device, DeviceDescription, Granted, Quirk};
use support::{Held, HeldSecret, Role, Submission};
use zeroize::Zeroizing;

use crate::chance::Chance;

/// What staff see, and what is behind it.
pub(crate) struct Case {
    /// The story's name.
    pub(crate) story: &'static str,
    /// The classes that are right.
    pub(crate) right: Vec<&'static str>,
    pub(crate) held: Held,
    pub(crate) typed: Vec<Typed>,
}

/// One submission.
#[derive(Clone)]
pub(crate) struct Typed {
    pub(crate) text: String,
    pub(crate) at: u64,
    pub(crate) refusal: Option<support::Refusal>,
    pub(crate) backup_code: Option<support::BackupCode>,
}

impl Typed {
    pub(crate) fn new(text: impl Into<String>, at: u64) -> Self {
        Self { text: text.into(), at, refusal: None, backup_code: None }
    }
}

impl Case {
    /// What it looks like after so many codes.
    pub(crate) fn submissions(&self, codes: usize) -> Vec<Submission<'_>> {
        let told = self.typed.iter().take(codes).enumerate().map(|(place, typed)| Submission {
            refusal: typed.refusal,
            backup_code: typed.backup_code,
            read_out: place > 0,
            ..Submission::new(&typed.text, UnixSeconds(typed.at))
        });
        told.collect()
    }
}

/// A person with an account at a relying party.
pub(crate) struct World {
    pub(crate) chance: Chance,
    pub(crate) window: Window,
    pub(crate) parameters: Parameters,
    pub(crate) secret: Secret,
    /// When the first code comes in, by a right clock.
    pub(crate) now: u64,
    /// Secrets beside the one that counts.
    pub(crate) more: Vec<HeldSecret>,
    pub(crate) others: Vec<i64>,
    pub(crate) last_step: Option<u64>,
}

impl World {
    pub(crate) fn new(mut chance: Chance) -> Self {
        let window = match chance.index(10) {
            0 => Window::STRICT,
            1 => Window::LENIENT,
            _ => Window::RFC,
        };
        let parameters = if chance.is(0.8) { Parameters::default() } else { unusual(&mut chance) };
        let secret = fresh(&mut chance, &parameters);
        let now = 1_700_000_000 + chance.bits() % 90_000_000;
        let mut world =
            Self { chance, window, parameters, secret, now, more: Vec::new(), others: Vec::new(), last_step: None };
        world.furnish();
        world
    }

    /// What there is beside: older set-ups, other accounts, other people.
    fn furnish(&mut self) {
        for (role, share) in
            [(Role::Retired, 0.3), (Role::Pending, 0.1), (Role::OtherAccount, 0.3), (Role::Counts, 0.1)]
        {
            if self.chance.is(share) {
                let secret = fresh(&mut self.chance, &self.parameters);
                self.hold(role, secret);
            }
        }
        if self.chance.is(0.4) {
            self.others = (0..4).map(|_| self.chance.between(-20, 12)).collect();
        }
        if self.chance.is(0.8) {
            let before = self.chance.between(3_600, 30 * 86_400).unsigned_abs();
            self.last_step = Some((self.now - before) / self.period());
        }
    }

    pub(crate) fn hold(&mut self, role: Role, secret: Secret) {
        self.more.push(HeldSecret { role, secret, parameters: self.parameters, last_step: None });
    }

    pub(crate) fn period(&self) -> u64 {
        u64::from(self.parameters.period().unwrap_or_default().seconds())
    }

    pub(crate) fn digits(&self) -> usize {
        usize::from(self.parameters.digits().value())
    }

    /// A device of the person: it scanned `secret`, and its clock is within two seconds.
    pub(crate) fn device(&mut self, secret: &Secret) -> Device {
        self.odd_device(secret, 0, 0.0, &[])
    }

    /// A device whose clock is ahead by `offset` and gains `drift` a day, with mistakes of its own.
    pub(crate) fn odd_device(&mut self, secret: &Secret, offset: i64, drift: f64, quirks: &[Quirk]) -> Device {
        let offset = offset + self.chance.between(-2, 2);
        let description = DeviceDescription { offset, drift, quirks: quirks.iter().copied().collect() };
        let mut device = Device::new(description, UnixSeconds(self.now));
        let uri = otp::KeyUri {
            issuer: Some("Example".to_owned()),
            label_issuer: None,
            name: "ann".to_owned(),
            secret: secret.clone(),
            parameters: self.parameters,
            extra: Vec::new(),
        };
        let granted = Granted { uri: Some(Zeroizing::new(uri.print().to_string())), ..Granted::default() };
        device.scan(&granted, &self.parameters).expect("the address was just printed");
        device
    }

    /// What a person types who reads the device now: it takes some seconds.
    pub(crate) fn read(&mut self, device: &Device, at: u64) -> String {
        let takes = self.chance.between(2, 14).unsigned_abs();
        device.code_at(UnixSeconds(at - takes)).expect("the device has a secret").to_string()
    }

    /// The moment of the second code: the next that the device shows.
    pub(crate) fn later(&mut self) -> u64 {
        self.now + self.chance.between(35, 100).unsigned_abs()
    }

    /// Whether the relying party rejects this at this time.
    pub(crate) fn rejects(&self, typed: &Typed) -> bool {
        let lengths = [self.parameters.digits().value()];
        let CodeInput::OneTime(code) = read_code(&typed.text, &lengths) else { return true };
        let counting = self.more.iter().filter(|held| held.role == Role::Counts).map(|held| (&held.secret, None));
        let mut all = counting.chain([(&self.secret, self.last_step)]);
        all.all(|(secret, last)| {
            let generator = Generator::new(secret, &self.parameters);
            let (verdict, _) = verify(&generator, &code, UnixSeconds(typed.at), self.window, last);
            !matches!(verdict, Verdict::Accepted { .. })
        })
    }

    /// The case, if the relying party rejects the first code.
    pub(crate) fn case(self, story: &'static str, right: Vec<&'static str>, typed: Vec<Typed>) -> Option<Case> {
        if !self.rejects(typed.first()?) {
            return None;
        }
        Some(self.unchecked(story, right, typed))
    }

    /// The case, where the relying party did not look at the code.
    pub(crate) fn unchecked(self, story: &'static str, right: Vec<&'static str>, typed: Vec<Typed>) -> Case {
        let counts = HeldSecret {
            role: Role::Counts,
            secret: self.secret,
            parameters: self.parameters,
            last_step: self.last_step,
        };
        let mut secrets = vec![counts];
        secrets.extend(self.more);
        let window = support::Window { back: self.window.back.into(), ahead: self.window.ahead.into() };
        Case { story, right, held: Held { secrets, window, others: self.others }, typed }
    }
}

/// Parameters that few sites have.
pub(crate) fn unusual(chance: &mut Chance) -> Parameters {
    let algorithm = chance.one_of(&[Algorithm::Sha1, Algorithm::Sha256, Algorithm::Sha512]);
    let digits = Digits::new(chance.one_of(&[6, 7, 8])).expect("a code may have 6 to 8 digits");
    let period = Period::new(chance.one_of(&[30, 60])).expect("half a minute and one are periods");
    Parameters::Totp { algorithm, digits, period }
}

pub(crate) fn fresh(chance: &mut Chance, parameters: &Parameters) -> Secret {
    let length = match parameters.algorithm() {
        Algorithm::Sha1 => 20,
        Algorithm::Sha256 => 32,
        Algorithm::Sha512 => 64,
    };
    Secret::from_bytes(chance.bytes(length)).expect("20 to 64 bytes are a secret")
}

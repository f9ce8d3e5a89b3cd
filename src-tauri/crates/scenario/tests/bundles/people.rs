//! People of a generated case: names, addresses, secrets, and a code that was rejected.

use otp::{Algorithm, Digits, Parameters, Period, Secret, UnixSeconds};
use scenario::bundle::{Case, Rejection};
use scenario::{Device, DeviceDescription, Granted, Quirk};
use serde_json::{Map, Value, json};
use support::{Evidence, Explanation, Held, HeldSecret, Role, Submission, Window, investigate};
use zeroize::Zeroizing;

const QUIRKS: [Quirk; 16] = [
    Quirk::IgnoresAlgorithm,
    Quirk::IgnoresDigits,
    Quirk::IgnoresPeriod,
    Quirk::DropsLeadingZeros,
    Quirk::SecretAsAscii,
    Quirk::SecretCut,
    Quirk::LookAlikesTyped,
    Quirk::SecretAsHex,
    Quirk::SecretEncodedTwice,
    Quirk::AnotherAccount,
    Quirk::SwapsDigits,
    Quirk::MistypesADigit,
    Quirk::LeavesOutADigit,
    Quirk::TypesADigitTwice,
    Quirk::LettersForDigits,
    Quirk::FullWidthDigits,
];

/// Numbers that look random and are the same every time (SplitMix64).
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, bound: u64) -> u64 {
        self.next() % bound
    }

    fn one_of<T: Copy>(&mut self, all: &[T]) -> T {
        all[usize::try_from(self.below(all.len() as u64)).unwrap()]
    }

    fn secret(&mut self) -> Secret {
        let length = self.one_of(&[10, 16, 20, 20, 20, 32]);
        Secret::from_bytes((0..length).map(|_| self.next().to_be_bytes()[0]).collect()).unwrap()
    }

    fn word(&mut self) -> String {
        let letters: String = (0..9).map(|_| char::from(b'a' + u8::try_from(self.below(26)).unwrap())).collect();
        format!("{letters}{}", self.below(10))
    }
}

/// A case with everything that must not leave it.
pub(super) struct Person {
    name: String,
    email: String,
    issuer: String,
    network: String,
    held: Held,
    codes: Vec<(Zeroizing<String>, u64)>,
    confirms: bool,
}

impl Person {
    pub(super) fn new(seed: u64) -> Self {
        let mut dice = Dice(seed.wrapping_mul(0x1_0000_0001));
        let period = dice.one_of(&[30, 30, 30, 60]);
        let parameters = Parameters::Totp {
            algorithm: dice.one_of(&[Algorithm::Sha1, Algorithm::Sha1, Algorithm::Sha256, Algorithm::Sha512]),
            digits: Digits::new(dice.one_of(&[6, 6, 6, 8])).unwrap(),
            period: Period::new(period).unwrap(),
        };
        let roles = [Role::Counts, Role::Counts, Role::Retired, Role::Pending, Role::OtherAccount, Role::NotAsked];
        let held: Vec<HeldSecret> = (0..=dice.below(3))
            .map(|number| {
                let role = if number == 0 { Role::Counts } else { dice.one_of(&roles) };
                HeldSecret { role, secret: dice.secret(), parameters, last_step: None }
            })
            .collect();
        let codes = codes(&mut dice, &held);
        let window = Window { back: 1, ahead: dice.one_of(&[0, 1, 1]) };
        let held = Held { secrets: held, window, others: Vec::new() };
        let word = dice.word();
        Self {
            email: format!("{word}@example.org"),
            name: word,
            issuer: format!("{} Ltd", dice.word()),
            network: format!("203.0.113.{}/32", dice.below(256)),
            confirms: dice.below(4) == 0,
            held,
            codes,
        }
    }

    pub(super) fn investigated(&self) -> Evidence {
        let mut submissions: Vec<Submission<'_>> =
            self.codes.iter().map(|(text, at)| Submission::read_out(text, UnixSeconds(*at))).collect();
        submissions[0].read_out = false;
        investigate(&self.held, &submissions)
    }

    /// As the command line makes it of what a server tells: with all of the server's policy.
    pub(super) fn case<'c>(&self, evidence: &'c Evidence, explanation: &'c Explanation) -> Case<'c> {
        let event = if self.confirms { "enrolment.confirm" } else { "login.second-factor" };
        Case {
            evidence,
            explanation,
            policy: self.policy(),
            rejection: Some(Rejection { reason: "wrong-code".to_owned(), event: event.to_owned() }),
            person: None,
            made_by: "countersign 0.0.0".to_owned(),
        }
    }

    fn policy(&self) -> Map<String, Value> {
        let policy = json!({
            "issuer": self.issuer,
            "session": { "partial_seconds": 300 },
            "throttle": { "kind": "doubling", "free_failures": 4, "longest_wait_seconds": 900, "lock_after": null },
            "rules": [{ "networks": [self.network], "groups": [self.name], "second_factor": "skip" }],
        });
        match policy {
            Value::Object(policy) => policy,
            _ => Map::new(),
        }
    }

    /// Everything that must not be in a bundle.
    pub(super) fn private(&self) -> Vec<(&'static str, String)> {
        let mut all = vec![
            ("name", self.name.clone()),
            ("address", self.email.clone()),
            ("issuer", self.issuer.clone()),
            ("network", self.network.clone()),
        ];
        for HeldSecret { secret, .. } in &self.held.secrets {
            let bytes = secret.expose();
            all.push(("secret", secret.to_base32().to_string()));
            all.push(("secret", secret.to_base32_in_fours().to_string()));
            all.push(("secret", bytes.iter().map(|byte| format!("{byte:02x}")).collect()));
            all.push(("secret", bytes.iter().map(u8::to_string).collect::<Vec<_>>().join(", ")));
        }
        // Shorter ones would be found in any row of digits.
        for (text, _) in self.codes.iter().filter(|(text, _)| text.chars().count() >= 5) {
            all.push(("code", text.to_string()));
            all.push(("code", text.chars().map(narrow).collect()));
        }
        all.extend(self.codes.iter().map(|(_, at)| ("time", at.to_string())));
        all
    }
}

/// A digit in full width as one of ASCII.
fn narrow(letter: char) -> char {
    let digit = u32::from(letter).checked_sub(0xff10).filter(|digit| *digit < 10);
    digit.and_then(|digit| char::from_digit(digit, 10)).unwrap_or(letter)
}

/// A code with one mistake or two, and sometimes the next one, or something that is no code at all.
fn codes(dice: &mut Dice, held: &[HeldSecret]) -> Vec<(Zeroizing<String>, u64)> {
    let now = 1_700_000_000 + dice.below(50_000_000);
    if dice.below(12) == 0 {
        return vec![(Zeroizing::new(format!("{} {}", dice.word(), dice.word())), now)];
    }
    let offset = match dice.below(4) {
        0 => 0,
        1 => -i64::try_from(dice.below(600)).unwrap(),
        _ => i64::try_from(dice.below(170_000)).unwrap() - 85_000,
    };
    let quirk = (dice.below(2) == 0).then(|| dice.one_of(&QUIRKS));
    let description = DeviceDescription { offset, drift: 0.0, quirks: quirk.into_iter().collect() };
    let used = &held[usize::try_from(dice.below(held.len() as u64)).unwrap()];
    let mut device = Device::new(description, UnixSeconds(now));
    let granted = Granted { uri: None, secret: Some(used.secret.to_base32()), ..Granted::default() };
    // A secret of which too little is left is one that no app takes.
    if device.scan(&granted, &used.parameters).is_err() {
        return vec![(Zeroizing::new(dice.word()), now)];
    }
    let times = if dice.below(2) == 0 { vec![now] } else { vec![now, now + 40] };
    times.into_iter().map(|at| (device.code_at(UnixSeconds(at)).unwrap(), at)).collect()
}

//! A person with an account, for the tests.

use otp::{Generator, Parameters, Secret, UnixSeconds};
use support::{Explanation, Held, HeldSecret, Role, Submission, explain, investigate};

pub(crate) const NOW: u64 = 1_750_000_005;

pub(crate) fn secret(seed: u8) -> Secret {
    Secret::from_bytes((0..20).map(|place: u8| place.wrapping_mul(37).wrapping_add(seed)).collect()).unwrap()
}

pub(crate) fn holding(role: Role, seed: u8) -> HeldSecret {
    HeldSecret { role, secret: secret(seed), parameters: Parameters::default(), last_step: None }
}

/// One secret that counts, of the seed 1.
pub(crate) fn held() -> Held {
    Held { secrets: vec![holding(Role::Counts, 1)], ..Held::default() }
}

/// The code of a device of this seed whose clock shows this.
pub(crate) fn code(seed: u8, at: u64) -> String {
    let generator = Generator::new(&secret(seed), &Parameters::default());
    generator.code_at(UnixSeconds(at)).unwrap().as_str().to_owned()
}

/// What the texts, each with its time, tell about `held`.
pub(crate) fn told(held: &Held, typed: &[(&str, u64)]) -> Explanation {
    let submissions: Vec<Submission<'_>> =
        typed.iter().map(|(text, at)| Submission::new(text, UnixSeconds(*at))).collect();
    explain(&investigate(held, &submissions))
}

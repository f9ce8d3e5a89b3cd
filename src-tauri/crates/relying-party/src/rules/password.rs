//! Passwords: what they may be, and the one form in which they are hashed.

use std::collections::HashSet;
use std::sync::LazyLock;

use thiserror::Error;
use unicode_normalization::UnicodeNormalization;
use zeroize::Zeroizing;

use super::names::folded;
use crate::policy::PasswordPolicy;

/// The commonest passwords and the words most of the others are made of, in small letters.
static COMMON: LazyLock<HashSet<&'static str>> =
    LazyLock::new(|| include_str!("common-passwords.txt").lines().filter(|line| !line.starts_with('#')).collect());

/// Keys in their order, and other orders everybody knows.
const ROWS: [&str; 12] = [
    "abcdefghijklmnopqrstuvwxyz",
    "01234567890",
    "qwertyuiop[]",
    "asdfghjkl;'",
    "zxcvbnm,./",
    "qwertzuiopü+",
    "asdfghjklöä#",
    "yxcvbnm,.-",
    "azertyuiop",
    "qsdfghjklm",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik,9ol.0p;/",
    "!@#$%^&*()_+",
];

/// A name shorter than this is part of many words.
const SHORTEST_NAME: usize = 3;

/// Why a password is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum PasswordProblem {
    /// Fewer characters than the policy asks for.
    #[error("a password has at least {minimum} characters")]
    TooShort {
        /// How many it has at least.
        minimum: u16,
    },
    /// More characters than the policy allows.
    #[error("a password has at most {maximum} characters")]
    TooLong {
        /// How many it may have.
        maximum: u16,
    },
    /// One of those that are tried first.
    #[error("this password is one of those that are guessed first")]
    TooCommon,
    /// Little more than the user's name or the program's.
    #[error("this password is little more than a name that everybody knows")]
    ContainsName,
}

impl PasswordProblem {
    /// Stable and greppable.
    pub fn code(self) -> &'static str {
        match self {
            Self::TooShort { .. } => "password-too-short",
            Self::TooLong { .. } => "password-too-long",
            Self::TooCommon => "password-too-common",
            Self::ContainsName => "password-contains-name",
        }
    }

    /// The remedy.
    pub fn hint(self) -> &'static str {
        match self {
            Self::TooShort { .. } => "choose a longer one; several unrelated words are good",
            Self::TooLong { .. } => "choose a shorter one",
            Self::TooCommon => "choose several unrelated words",
            Self::ContainsName => "choose one without the name",
        }
    }
}

/// The form in which a password is hashed: NFC, so that it does not matter which keyboard composed an `é`.
pub fn normalise(password: &str) -> Zeroizing<String> {
    // NFC takes at most three times the bytes (UAX #15): no second allocation leaves a copy behind.
    let mut normal = Zeroizing::new(String::with_capacity(password.len() * 3));
    normal.extend(password.nfc());
    normal
}

/// Whether `password` may be one, and its normal form. Length is the only rule of composition
/// (NIST SP 800-63B-4 §3.1.1.2); characters are counted, not bytes.
///
/// # Errors
/// [`PasswordProblem`], each variant.
pub fn check_new(password: &str, name: &str, policy: &PasswordPolicy) -> Result<Zeroizing<String>, PasswordProblem> {
    let too_long = PasswordProblem::TooLong { maximum: policy.maximum_characters };
    // No character of a normal form comes from more than so many bytes of a text that a person typed.
    if password.len() > usize::from(policy.maximum_characters) * 64 {
        return Err(too_long);
    }
    let normal = normalise(password);
    let characters = normal.chars().count();
    if characters < usize::from(policy.minimum_characters) {
        return Err(PasswordProblem::TooShort { minimum: policy.minimum_characters });
    }
    if characters > usize::from(policy.maximum_characters) {
        return Err(too_long);
    }
    let small = Zeroizing::new(folded(&normal));
    if is_common(&small) {
        return Err(PasswordProblem::TooCommon);
    }
    if is_little_more_than_a_name(&small, name, usize::from(policy.minimum_characters)) {
        return Err(PasswordProblem::ContainsName);
    }
    Ok(normal)
}

fn is_common(small: &str) -> bool {
    is_run_of_keys(small) || is_one_part_repeated(small) || is_common_word(small)
}

/// The word itself, with digits and marks around it, or with letters written as digits.
fn is_common_word(small: &str) -> bool {
    let plain = Zeroizing::new(small.chars().map(letter_meant).collect::<String>());
    [small, plain.as_str()].into_iter().any(|text| {
        let behind = text.trim_end_matches(|character: char| !character.is_alphabetic());
        let bare = text.trim_matches(|character: char| !character.is_alphabetic());
        [text, behind, bare].into_iter().any(|word| COMMON.contains(word))
    }) || COMMON.contains(stem(small, &plain).as_str())
}

/// `p@ssw0rd` of `p@ssw0rd123!`: what stands behind the last letter goes before digits are taken for letters.
fn stem(small: &str, plain: &str) -> Zeroizing<String> {
    let length = small.trim_end_matches(|character: char| !character.is_alphabetic()).chars().count();
    Zeroizing::new(plain.chars().take(length).collect())
}

fn letter_meant(character: char) -> char {
    match character {
        '0' => 'o',
        '1' | '!' => 'i',
        '3' => 'e',
        '4' | '@' => 'a',
        '5' | '$' => 's',
        '7' => 't',
        other => other,
    }
}

/// `aaaabbbb`, `12345678`, `qwerty123456`, `87654321`: nothing but runs of three and more.
fn is_run_of_keys(small: &str) -> bool {
    let characters = Zeroizing::new(small.chars().collect::<Vec<char>>());
    let mut rest = characters.as_slice();
    while !rest.is_empty() {
        let length = longest_run(rest);
        if length < 3 {
            return false;
        }
        rest = rest.get(length..).unwrap_or_default();
    }
    true
}

fn longest_run(characters: &[char]) -> usize {
    let repeated = run_by(characters, |one, other| one == other);
    let in_rows = ROWS.iter().flat_map(|row| {
        let forwards = run_by(characters, |one, other| follows(row.chars(), one, other));
        let backwards = run_by(characters, |one, other| follows(row.chars(), other, one));
        [forwards, backwards]
    });
    in_rows.max().unwrap_or_default().max(repeated)
}

fn run_by(characters: &[char], goes_on: impl Fn(char, char) -> bool) -> usize {
    let pairs = characters.windows(2).take_while(|pair| matches!(pair, [one, other] if goes_on(*one, *other)));
    pairs.count() + 1
}

fn follows(row: impl Iterator<Item = char> + Clone, one: char, other: char) -> bool {
    row.clone().zip(row.skip(1)).any(|pair| pair == (one, other))
}

/// `abcabcabc`, `12ab12ab`: a part of at most four characters, again and again.
fn is_one_part_repeated(small: &str) -> bool {
    let characters = Zeroizing::new(small.chars().collect::<Vec<char>>());
    (1..=4).any(|length| characters.iter().zip(characters.iter().skip(length)).all(|(one, other)| one == other))
}

/// Without the name too little is left of it.
fn is_little_more_than_a_name(small: &str, name: &str, minimum: usize) -> bool {
    let name = folded(name);
    let local = name.split('@').next().unwrap_or_default();
    [name.as_str(), local, "countersign"].into_iter().any(|name| {
        let is_long_enough = name.chars().count() >= SHORTEST_NAME;
        is_long_enough && small.contains(name) && Zeroizing::new(small.replace(name, "")).chars().count() < minimum
    })
}

//! What apps make of a secret and its parameters, other than what was meant.

use otp::{Algorithm, Digits, Parameters, Period, Secret};

use crate::Reading;

/// The letters of a key that are taken for each other. An app that meets `0`, `1` or `8`, which no key has, takes it for
/// a letter or leaves it out.
const LOOK_ALIKE: &[(u8, Option<u8>)] = &[
    (b'I', Some(b'L')),
    (b'L', Some(b'I')),
    (b'O', Some(b'Q')),
    (b'Q', Some(b'O')),
    (b'S', Some(b'5')),
    (b'5', Some(b'S')),
    (b'Z', Some(b'2')),
    (b'2', Some(b'Z')),
    (b'G', Some(b'6')),
    (b'6', Some(b'G')),
    (b'U', Some(b'V')),
    (b'V', Some(b'U')),
    (b'O', None),
    (b'I', None),
    (b'B', None),
];

/// The periods that apps and verifiers have, in seconds.
const PERIODS: [u64; 5] = [30, 60, 15, 45, 90];

/// The fewest bytes of a secret that is cut.
const SHORTEST_CUT: usize = 5;

/// Another key.
pub(super) struct OtherKey {
    pub(super) reading: Reading,
    pub(super) secret: Secret,
}

/// Every other key an app may have made of the secret.
pub(super) fn keys(secret: &Secret) -> Vec<OtherKey> {
    let mut keys = Vec::new();
    let mut add = |reading, bytes: Vec<u8>| {
        if let Ok(other) = Secret::from_bytes(bytes)
            && other != *secret
        {
            keys.push(OtherKey { reading, secret: other });
        }
    };
    as_text(secret, &mut add);
    decoded(secret, &mut add);
    look_alike(secret, &mut add);
    for bytes in (SHORTEST_CUT..secret.expose().len()).rev() {
        let reading = Reading::Cut { bytes: u16::try_from(bytes).unwrap_or(u16::MAX) };
        add(reading, secret.expose().iter().copied().take(bytes).collect());
    }
    keys
}

fn as_text(secret: &Secret, add: &mut impl FnMut(Reading, Vec<u8>)) {
    let upper = secret.to_base32();
    add(Reading::SecretAsText { form: 0 }, upper.as_bytes().to_vec());
    add(Reading::SecretAsText { form: 1 }, upper.to_ascii_lowercase().into_bytes());
    let padding = (8 - upper.len() % 8) % 8;
    // Without padding there is nothing new to try.
    if padding > 0 {
        let padding = std::iter::repeat_n(b'=', padding);
        add(Reading::SecretAsText { form: 2 }, upper.bytes().chain(padding).collect());
    }
    let fours = secret.to_base32_in_fours();
    add(Reading::SecretAsText { form: 3 }, fours.as_bytes().to_vec());
    add(Reading::SecretAsText { form: 4 }, fours.to_ascii_lowercase().into_bytes());
    let hex = |upper: bool| secret.expose().iter().flat_map(|byte| hex_digits(*byte, upper)).collect::<Vec<u8>>();
    add(Reading::SecretAsHex { form: 0 }, hex(false));
    add(Reading::SecretAsHex { form: 1 }, hex(true));
}

/// The two hexadecimal digits of a byte.
fn hex_digits(byte: u8, upper: bool) -> [u8; 2] {
    [byte >> 4, byte & 0xF].map(|digit| match (digit, upper) {
        (0..=9, _) => b'0' + digit,
        (_, false) => b'a' + digit - 10,
        (_, true) => b'A' + digit - 10,
    })
}

fn decoded(secret: &Secret, add: &mut impl FnMut(Reading, Vec<u8>)) {
    let Ok(text) = std::str::from_utf8(secret.expose()) else { return };
    if let Ok(inner) = Secret::parse_base32(text) {
        add(Reading::SecretDecodedTwice { form: 0 }, inner.expose().to_vec());
    }
    let nibbles: Option<Vec<u8>> = text.chars().map(|letter| letter.to_digit(16)?.try_into().ok()).collect();
    if let Some(nibbles) = nibbles {
        let bytes = nibbles.chunks(2).map(|pair| pair.iter().fold(0_u8, |byte, nibble| byte << 4 | nibble));
        add(Reading::SecretDecodedTwice { form: 1 }, bytes.collect());
    }
}

/// Each pair everywhere in the key, and at each single place.
fn look_alike(secret: &Secret, add: &mut impl FnMut(Reading, Vec<u8>)) {
    let text = secret.to_base32();
    let mut form = 0;
    for (right, wrong) in LOOK_ALIKE {
        let places: Vec<usize> =
            text.bytes().enumerate().filter(|(_, letter)| letter == right).map(|(at, _)| at).collect();
        let everywhere = (places.len() > 1).then(|| places.clone());
        for chosen in everywhere.into_iter().chain(places.iter().map(|place| vec![*place])) {
            let letters = text.bytes().enumerate();
            let letters = letters.filter_map(|(at, letter)| if chosen.contains(&at) { *wrong } else { Some(letter) });
            let read = zeroize::Zeroizing::new(letters.map(char::from).collect::<String>());
            if let Ok(other) = Secret::parse_base32(&read) {
                add(Reading::LookAlike { form }, other.expose().to_vec());
            }
            form += 1;
        }
    }
}

/// Other parameters that an app may have used, by hash and period: each needs HMACs of its own. The lengths of codes are
/// compared at no cost.
pub(super) fn parameters(meant: &Parameters) -> Vec<(Algorithm, Period)> {
    let Parameters::Totp { algorithm, period, .. } = *meant else { return Vec::new() };
    let periods: Vec<Period> = PERIODS.iter().filter_map(|seconds| Period::new(*seconds).ok()).collect();
    let algorithms = [Algorithm::Sha1, Algorithm::Sha256, Algorithm::Sha512];
    let mut others: Vec<(Algorithm, Period)> = algorithms.iter().map(|other| (*other, period)).collect();
    others.extend(periods.iter().map(|other| (algorithm, *other)));
    others.push((Algorithm::default(), Period::default()));
    others.retain(|other| *other != (algorithm, period));
    let mut unique: Vec<(Algorithm, Period)> = Vec::new();
    for other in others {
        if !unique.contains(&other) {
            unique.push(other);
        }
    }
    unique
}

/// What a code of other parameters says about the app; none where they are those that were meant.
pub(super) fn ignored(meant: &Parameters, algorithm: Algorithm, digits: u8, period: Period) -> Option<Reading> {
    let Parameters::Totp { algorithm: right, digits: length, period: seconds } = *meant else { return None };
    let default = (algorithm == right || algorithm == Algorithm::default())
        && (digits == length.value() || digits == Digits::default().value())
        && (period == seconds || period == Period::default());
    let (algorithm, digits, period) = (algorithm != right, digits != length.value(), period != seconds);
    (algorithm || digits || period).then_some(Reading::Ignored { algorithm, digits, period, default })
}

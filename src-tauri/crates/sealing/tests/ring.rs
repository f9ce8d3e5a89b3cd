//! Sealing and opening.

mod common;

use aes_gcm::{AeadInOut, Aes256Gcm, KeyInit};
use common::Counting;
use proptest::prelude::*;
use sealing::{Context, KeyId, KeyRing, OpenError, Random, RandomError, SealError, SealingKey, key_of, random_bytes};

fn ring() -> KeyRing {
    KeyRing::new(key(1))
}

fn key(number: u8) -> SealingKey {
    SealingKey::from_bytes([number; 32])
}

fn context() -> Context {
    Context::new("totp-secret").with("tenant", "main").with("user", "anna")
}

fn bytes(hex: &str) -> Vec<u8> {
    let digits: Vec<u8> = hex.chars().filter_map(|digit| digit.to_digit(16)?.try_into().ok()).collect();
    digits.chunks(2).map(|pair| pair.iter().fold(0, |byte, digit| byte << 4 | digit)).collect()
}

/// Gives the bytes it was made of, and says it has no more after them.
struct Given(Vec<u8>);

impl Random for Given {
    fn fill(&mut self, bytes: &mut [u8]) -> Result<(), RandomError> {
        if self.0.len() < bytes.len() {
            return Err(RandomError);
        }
        let given: Vec<u8> = self.0.drain(..bytes.len()).collect();
        bytes.copy_from_slice(&given);
        Ok(())
    }
}

#[test]
fn the_format_is_version_key_nonce_and_what_the_cipher_makes_of_header_and_context() {
    let nonce = [7; 12];
    let sealed = ring().seal(b"secret", &context(), &mut Given(nonce.to_vec())).unwrap();
    let mut header = vec![1];
    header.extend(bytes(&key(1).id().to_string()));
    header.extend(nonce);
    let mut associated = header.clone();
    associated.extend(b"countersign\x01");
    for part in ["totp-secret", "tenant", "main", "user", "anna"] {
        associated.extend((part.len() as u64).to_be_bytes());
        associated.extend(part.as_bytes());
    }
    let mut body = b"secret".to_vec();
    Aes256Gcm::new(&[1; 32].into()).encrypt_in_place(&nonce.into(), &associated, &mut body).unwrap();
    assert_eq!(sealed, [header, body].concat());
}

#[test]
fn a_value_opens_where_it_was_sealed_and_nowhere_else() {
    let sealed = ring().seal(b"secret", &context(), &mut Counting::from(1)).unwrap();
    assert_eq!(ring().open(&sealed, &context()).unwrap().as_slice(), b"secret");
    let elsewhere = [
        Context::new("totp-secret"),
        Context::new("totp-secret").with("tenant", "main"),
        Context::new("totp-secret").with("tenant", "main").with("user", "bert"),
        Context::new("totp-secret").with("user", "anna").with("tenant", "main"),
        Context::new("rejected-code").with("tenant", "main").with("user", "anna"),
        Context::new("totp-secrettenant").with("main", "useranna"),
        context().with("", ""),
    ];
    for other in elsewhere {
        assert_eq!(ring().open(&sealed, &other).unwrap_err(), OpenError::Refused, "{other:?}");
    }
}

#[test]
fn the_same_value_is_sealed_differently_every_time() {
    let mut rng = Counting::from(1);
    let once = ring().seal(b"secret", &context(), &mut rng).unwrap();
    assert_ne!(once, ring().seal(b"secret", &context(), &mut rng).unwrap());
}

#[test]
fn without_randomness_nothing_is_sealed() {
    let sealed = ring().seal(b"secret", &context(), &mut Given(vec![1; 11]));
    assert_eq!(sealed, Err(SealError::Random(RandomError)));
}

#[test]
fn after_a_rotation_the_new_key_seals_and_the_old_one_still_opens() {
    let mut ring = ring();
    let old = ring.seal(b"old", &context(), &mut Counting::from(1)).unwrap();
    ring.rotate(key(2));
    let new = ring.seal(b"new", &context(), &mut Counting::from(2)).unwrap();
    assert_eq!((key_of(&old).unwrap(), key_of(&new).unwrap()), (key(1).id(), key(2).id()));
    assert_eq!(ring.open(&old, &context()).unwrap().as_slice(), b"old");
    assert_eq!(ring.open(&new, &context()).unwrap().as_slice(), b"new");
    let only_new = KeyRing::new(key(2));
    assert_eq!(only_new.open(&old, &context()).unwrap_err(), OpenError::UnknownKey(key(1).id()));
    assert!(only_new.with_older(key(1)).open(&old, &context()).is_ok());
}

#[test]
fn rotating_to_a_key_of_the_ring_keeps_each_key_once() {
    let mut ring = ring().with_older(key(2)).with_older(key(2)).with_older(key(1));
    ring.rotate(key(2));
    assert_eq!((ring.current(), ring.older()), (&key(2), [key(1)].as_slice()));
    ring.rotate(key(2));
    assert_eq!((ring.current(), ring.older()), (&key(2), [key(1)].as_slice()));
}

#[test]
fn cut_off_values_and_unknown_versions_are_named() {
    let sealed = ring().seal(b"", &context(), &mut Counting::from(1)).unwrap();
    assert_eq!(sealed.len(), 37);
    for length in 0..37 {
        assert_eq!(key_of(&sealed[..length]), Err(OpenError::TooShort));
        assert_eq!(ring().open(&sealed[..length], &context()).unwrap_err(), OpenError::TooShort);
    }
    assert_eq!(key_of(&[2; 40]), Err(OpenError::UnknownVersion(2)));
}

#[test]
fn keys_are_read_from_hexadecimal_digits_and_base64() {
    let key = SealingKey::from_bytes([0xfb; 32]);
    let standard = "+/v7+/v7+/v7+/v7+/v7+/v7+/v7+/v7+/v7+/v7+/s=";
    let texts = [
        "fb".repeat(32),
        "FB".repeat(32),
        format!("  {}\n", "fB".repeat(32)),
        standard.to_owned(),
        standard.trim_end_matches('=').to_owned(),
        standard.replace('+', "-").replace('/', "_"),
        standard.replace('+', "-").replace('/', "_").replace('=', ""),
    ];
    for text in texts {
        assert_eq!(SealingKey::parse(&text).unwrap(), key, "{text}");
    }
    assert_eq!(SealingKey::parse(&key.to_hex()).unwrap(), key);
}

#[test]
fn what_is_not_256_bits_is_no_key() {
    let texts = [
        "",
        "fb",
        &"fb".repeat(31),
        &"fb".repeat(33),
        &"fg".repeat(32),
        &"é".repeat(32),
        &"A".repeat(42),
        "++==",
        &"+f".repeat(32),
        &format!("{}=", "A".repeat(42)),
        &"é".repeat(22),
    ];
    for text in texts {
        assert!(SealingKey::parse(text).is_err(), "{text}");
    }
}

#[test]
fn the_name_of_a_key_is_a_hash_of_it() {
    let id = SealingKey::from_bytes([0; 32]).id();
    assert_eq!(id.to_string().parse::<KeyId>().unwrap(), id);
    assert_eq!(id.to_string().len(), 16);
    assert!("00".parse::<KeyId>().is_err());
    assert_ne!(id, key(1).id());
}

#[test]
fn nothing_shows_a_key() {
    let ring = ring().with_older(key(2));
    let shown = format!("{ring:?} {:?}", key(1));
    assert!(shown.contains(&key(1).id().to_string()) && shown.contains(&key(2).id().to_string()));
    assert!(!shown.contains("0101") && !shown.contains("0202") && !shown.contains("1, 1"), "{shown}");
}

fn parts() -> impl Strategy<Value = Vec<(String, String)>> {
    prop::collection::vec(("[ab]{0,2}", "[ab]{0,2}"), 0..3)
}

proptest! {
    #[test]
    fn what_is_sealed_opens_again(plain: Vec<u8>, purpose: String, value: String, seed: u64) {
        let context = Context::new(&purpose).with("user", &value);
        let sealed = ring().seal(&plain, &context, &mut Counting::from(seed)).unwrap();
        prop_assert_eq!(sealed.len(), plain.len() + 37);
        let opened = ring().open(&sealed, &context).unwrap();
        prop_assert_eq!(opened.as_slice(), plain.as_slice());
    }

    #[test]
    fn any_flipped_bit_is_refused(plain: Vec<u8>, seed: u64, place: prop::sample::Index) {
        let mut sealed = ring().seal(&plain, &context(), &mut Counting::from(seed)).unwrap();
        let bit = place.index(sealed.len() * 8);
        sealed[bit / 8] ^= 1 << (bit % 8);
        prop_assert!(ring().open(&sealed, &context()).is_err());
    }

    #[test]
    fn any_other_context_is_refused(parts in parts(), others in parts()) {
        let of = |parts: &[(String, String)]| {
            parts.iter().fold(Context::new("p"), |context, (name, value)| context.with(name, value))
        };
        let sealed = ring().seal(b"secret", &of(&parts), &mut Counting::from(3)).unwrap();
        prop_assert_eq!(ring().open(&sealed, &of(&others)).is_ok(), parts == others);
    }

    #[test]
    fn noise_is_refused_and_never_panics(noise: Vec<u8>) {
        let mut framed = vec![1];
        framed.extend_from_slice(&noise);
        prop_assert!(ring().open(&framed, &context()).is_err());
        let _ = (key_of(&noise), ring().open(&noise, &context()));
    }

    #[test]
    fn keys_survive_their_text(bytes: [u8; 32]) {
        let key = SealingKey::from_bytes(bytes);
        prop_assert_eq!(SealingKey::parse(&key.to_hex()).unwrap(), key);
    }

    #[test]
    fn any_text_may_be_offered_as_a_key(text: String) {
        let _ = SealingKey::parse(&text);
    }
}

#[test]
fn random_bytes_come_from_the_source_that_was_given() {
    assert_eq!(*random_bytes::<3>(&mut Given(vec![1, 2, 3, 4])).unwrap(), [1, 2, 3]);
    assert!(random_bytes::<3>(&mut Given(vec![1, 2])).is_err());
    assert_ne!(
        SealingKey::random(&mut Counting::from(1)).unwrap(),
        SealingKey::random(&mut Counting::from(2)).unwrap()
    );
}

use proptest::prelude::*;
use sealing::{RandomError, RecoveryCode};

use super::*;
use crate::record_id::RecordId;

struct Counting(u64);

impl Random for Counting {
    fn fill(&mut self, bytes: &mut [u8]) -> Result<(), RandomError> {
        for byte in bytes {
            self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            *byte = self.0.to_be_bytes()[0];
        }
        Ok(())
    }
}

fn path() -> &'static Path {
    Path::new("codes")
}

fn id(number: u128) -> RecordId {
    struct Of(u128);
    impl Random for Of {
        fn fill(&mut self, bytes: &mut [u8]) -> Result<(), RandomError> {
            bytes.copy_from_slice(&self.0.to_be_bytes());
            Ok(())
        }
    }
    RecordId::random(&mut Of(number)).unwrap()
}

/// The slots take half a second to make, and are the same for all.
fn key_and_slots() -> &'static (SealingKey, Slots) {
    static MADE: std::sync::OnceLock<(SealingKey, Slots)> = std::sync::OnceLock::new();
    MADE.get_or_init(|| {
        let rng = &mut Counting(1);
        let (key, code) = (SealingKey::random(rng).unwrap(), RecoveryCode::random(rng).unwrap());
        let slots = Slots::new(&key, "a long password", &code, &Slots::LEAST, rng).unwrap();
        (key, slots)
    })
}

fn of<const COUNT: usize>(all: [(RecordId, RawRecord); COUNT]) -> Records {
    std::collections::BTreeMap::from(all).into()
}

fn file(records: &Records) -> Vec<u8> {
    let (key, slots) = key_and_slots();
    seal(Form::Store, records, key, slots, 7, &mut Counting(2)).unwrap()
}

fn opened(bytes: Vec<u8>) -> Result<Records, SealedFileError> {
    Sealed::parse(bytes, Form::Store, path())?.open(&key_and_slots().0, path())
}

#[test]
fn every_changed_byte_of_the_file_is_refused() {
    let good = file(&of([(id(1), RawRecord::from_bytes(b"one".to_vec()))]));
    assert!(opened(good.clone()).is_ok());
    for place in 0..good.len() {
        for change in [1, 0x20, 0x80] {
            let mut bad = good.clone();
            bad[place] ^= change;
            assert!(opened(bad).is_err(), "byte {place} of {} changed by {change}", good.len());
        }
    }
}

#[test]
fn every_cut_and_every_addition_is_refused() {
    let good = file(&Records::new());
    for end in 0..good.len() {
        assert!(opened(good[..end].to_vec()).is_err(), "cut at {end}");
    }
    for more in ["\n", " ", "{}"] {
        assert!(opened([&good, more.as_bytes()].concat()).is_err(), "{more:?}");
    }
}

#[test]
fn a_newer_version_is_told_from_a_damaged_file() {
    let newer = b"{\"format\":\"countersign-store\",\"version\":3,\"what\":[]}\nanything".to_vec();
    let error = Sealed::parse(newer, Form::Store, path()).err().unwrap();
    assert_eq!(error, SealedFileError::Newer { path: path().to_owned(), version: 3 });
    for other in
        ["", "\n", "{}\n", "{\"format\":\"zip\",\"version\":1}\n", "{\"format\":\"countersign-store\",\"version\":0}\n"]
    {
        let error = Sealed::parse(other.as_bytes().to_vec(), Form::Store, path()).err().unwrap();
        assert_eq!(error.code(), "store-file-damaged", "{other}");
    }
}

#[test]
fn two_writes_of_the_same_differ_in_every_nonce() {
    let (key, slots) = key_and_slots();
    let rng = &mut Counting(3);
    let first = seal(Form::Store, &Records::new(), key, slots, 7, rng).unwrap();
    let second = seal(Form::Store, &Records::new(), key, slots, 7, rng).unwrap();
    assert_ne!(first, second);
}

#[test]
fn the_size_tells_no_more_than_a_page() {
    let few = file(&of([(id(1), RawRecord::from_bytes(vec![b'a'; 400]))]));
    assert_eq!(file(&Records::new()).len(), few.len());
}

fn raw() -> impl Strategy<Value = RawRecord> {
    let copy = || proptest::collection::vec(any::<u8>(), 0..40).prop_map(Zeroizing::new);
    proptest::collection::vec(copy(), 1..4).prop_map(RawRecord::from_copies)
}

proptest! {
    #[test]
    fn what_was_sealed_is_what_is_opened(records in proptest::collection::btree_map(any::<u128>().prop_map(id), raw(), 0..20)) {
        let records = Records::from(records);
        let read = opened(file(&records)).unwrap();
        prop_assert!(read == records);
    }

    #[test]
    fn no_bytes_at_all_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        prop_assert!(opened(bytes).is_err());
    }
}

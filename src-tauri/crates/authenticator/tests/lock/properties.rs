//! What holds of every text.

use proptest::prelude::*;

use super::*;

#[test]
fn whatever_is_written_under_a_lock_is_read_back_and_stands_nowhere_in_the_keyring() {
    let desk = Desk::empty();
    let store = desk.store();
    turn_on(&store, PASSWORD).unwrap();
    let mut runner = proptest::test_runner::TestRunner::new(ProptestConfig { cases: 200, ..ProptestConfig::default() });
    let texts = (any::<u64>(), prop_oneof![".*", r#"\{"format":[0-9],"sealed":"[A-Za-z0-9+/=]{0,80}"\}"#]);
    let outcome = runner.run(&texts, |(seed, text)| {
        let id = RecordId::random(&mut Counting(seed)).unwrap();
        store.write(&id, &text).unwrap();
        let (read, kept) = (store.read(&id).unwrap(), desk.keyring.read(&id).unwrap().to_text());
        prop_assert_eq!(read, RawRecord::from_bytes(text.clone().into_bytes()));
        prop_assert!(text.len() < 8 || !kept.contains(&text), "{}", kept.as_str());
        Ok(())
    });
    outcome.unwrap();
}

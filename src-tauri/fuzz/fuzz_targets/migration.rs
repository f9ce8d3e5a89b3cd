//! Any text and any payload: reading never panics, collecting keeps every account, and whatever an export
//! can hold is printed and read back.

#![no_main]

use std::fmt::Write as _;

use libfuzzer_sys::fuzz_target;
use otp::migration::{Batch, Collector, parse_migration_uri, print_migration_uris};
use otp::{KeyUri, parse_uri};

fuzz_target!(|bytes: &[u8]| {
    if let Ok(text) = std::str::from_utf8(bytes) {
        let _ = parse_migration_uri(text);
    }
    // The bytes themselves as the payload: it is reached at once.
    let Ok(batch) = parse_migration_uri(&uri_of(bytes)) else {
        return;
    };
    assert!(batch.index < batch.total);
    let accounts: Vec<KeyUri> = batch.accounts.iter().flatten().cloned().collect();
    collect(batch);
    accounts.iter().for_each(print_and_read);
    print_export(&accounts);
});

fn collect(batch: Batch) {
    let mut collector = Collector::new();
    let count = batch.accounts.len();
    collector.add(batch.clone());
    collector.add(batch);
    assert_eq!(collector.accounts().count(), count);
    let progress = collector.progress();
    assert!(progress.iter().all(|export| export.missing.len() as u32 + export.have == export.total));
}

/// An account may be too long for an address, but never be another one when it is read back.
fn print_and_read(account: &KeyUri) {
    if let Ok(again) = parse_uri(&account.print()) {
        assert_eq!(&again.uri, account);
    }
}

fn print_export(accounts: &[KeyUri]) {
    let Ok(uris) = print_migration_uris(accounts, 7) else {
        return;
    };
    for uri in uris {
        if let Ok(again) = parse_migration_uri(&uri) {
            assert!(again.accounts.iter().all(Result::is_ok));
        }
    }
}

fn uri_of(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let mut text = String::from("otpauth-migration://offline?data=");
    for chunk in bytes.chunks(3) {
        let number =
            chunk.iter().fold(0_usize, |number, byte| number << 8 | usize::from(*byte)) << (8 * (3 - chunk.len()));
        for place in 0..=chunk.len() {
            let letter = ALPHABET[number >> (18 - 6 * place) & 63];
            let _ = write!(text, "{}", char::from(letter));
        }
    }
    text
}

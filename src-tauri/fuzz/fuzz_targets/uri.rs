//! Any text: reading never panics, and whatever is read is printed and read back as the same account.

#![no_main]

use libfuzzer_sys::fuzz_target;
use otp::{Generator, MAX_URI_BYTES, UnixSeconds, parse_uri};

fuzz_target!(|text: &str| {
    let Ok(parsed) = parse_uri(text) else {
        return;
    };
    let printed = parsed.uri.print();
    assert!(printed.len() <= MAX_URI_BYTES);
    let again = parse_uri(&printed).expect("what is printed is readable");
    assert_eq!(again.uri, parsed.uri);
    assert_eq!(again.uri.print(), printed);
    let generator = Generator::new(&parsed.uri.secret, &parsed.uri.parameters);
    for now in [0, 59, 20_000_000_000, u64::MAX - 86_400, u64::MAX] {
        let _ = generator.code_at(UnixSeconds(now));
        let _ = generator.window_at(UnixSeconds(now));
    }
});

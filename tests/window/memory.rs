//! What a lock leaves in memory: nothing of a secret, in the app and in every process of its web view.

use private_desktop::Desktop;

use super::lock::PASSWORD;
use crate::common::accounts::Offer;
use crate::common::app::App;
use crate::common::leaks::base32;
use crate::common::memory::{self, Found};

/// Every way a secret could be written.
fn spellings(secret: &[u8]) -> Vec<Vec<u8>> {
    let hex: String = secret.iter().map(|byte| format!("{byte:02x}")).collect();
    let base32 = String::from_utf8(base32(secret)).unwrap();
    let texts = [hex.to_lowercase(), hex.to_uppercase(), base32.to_lowercase(), base32.to_uppercase()];
    let wide = |text: &String| text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let mut all = vec![secret.to_vec()];
    all.extend(texts.iter().map(|text| text.clone().into_bytes()));
    all.extend(texts.iter().map(wide));
    all
}

fn total(found: &[Found]) -> usize {
    found.iter().flat_map(|one| &one.hits).sum()
}

#[test]
fn after_locking_no_process_of_the_window_holds_a_stored_secret() {
    let offers = ["Alder", "Birch", "Cedar"].map(|issuer| Offer::new(issuer, "mila"));
    let desktop = Desktop::start().unwrap();
    let app = App::open(&desktop);
    app.see("first-run");
    app.add_by_paste(&desktop, &offers);
    app.row(&offers[0].issuer);
    app.set_lock(&mut |_, _| {});
    app.close();

    let app = App::open(&desktop);
    app.see("store-sealed");
    app.open_lock(PASSWORD);
    for offer in &offers {
        app.assert_code(offer);
    }
    let wanted: Vec<Vec<u8>> = offers.iter().flat_map(|offer| spellings(&offer.secret)).collect();
    let open = memory::search(&desktop, &wanted);
    let names: Vec<&str> = open.iter().map(|found| found.process.as_str()).collect();
    assert!(names.iter().any(|name| name.starts_with("countersign")), "{names:?}");
    assert!(names.iter().any(|name| name.starts_with("WebKitWebProces")), "{names:?}");
    assert!(total(&open) >= offers.len(), "the search finds what is there: {open:?}");

    app.click_and_follow("lock-button", "store-sealed");
    let locked = memory::search(&desktop, &wanted);
    let pages = locked.iter().filter(|found| found.process.starts_with("WebKitWebProces")).count();
    assert_eq!(pages, 1, "the process that showed codes has ended: {locked:?}");
    assert_eq!(total(&locked), 0, "open: {open:?}\nlocked: {locked:?}");
}

//! What a lock leaves in memory: nothing of a secret, in the app and in every process of its web view.

use private_desktop::Desktop;

use super::lock::PASSWORD;
use crate::common::accounts::Offer;
use crate::common::app::App;
use crate::common::leaks::base32;
use crate::common::memory::{self, Found};
use crate::common::page;

/// Every way a secret could be written.
pub(crate) fn spellings(secret: &[u8]) -> Vec<Vec<u8>> {
    let hex: String = secret.iter().map(|byte| format!("{byte:02x}")).collect();
    let base32 = String::from_utf8(base32(secret)).unwrap();
    let texts = [hex.to_lowercase(), hex.to_uppercase(), base32.to_lowercase(), base32.to_uppercase()];
    let wide = |text: &String| text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let mut all = vec![secret.to_vec()];
    all.extend(texts.iter().map(|text| text.clone().into_bytes()));
    all.extend(texts.iter().map(wide));
    all
}

/// In all processes together.
pub(crate) fn total(found: &[Found]) -> usize {
    found.iter().flat_map(|one| &one.hits).sum()
}

const PAGE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/lock.md");
const MARKS: (&str, &str) = ("<!-- memory: begin -->\n", "<!-- memory: end -->");

/// What is looked for, each text in bytes and in two bytes a letter.
struct Wanted {
    secrets: Vec<Vec<u8>>,
    codes: Vec<Vec<u8>>,
    password: Vec<Vec<u8>>,
}

impl Wanted {
    /// How often each kind is in the app itself and in its web view.
    fn counts(&self, desktop: &Desktop) -> [(usize, usize); 3] {
        [&self.secrets, &self.codes, &self.password].map(|texts| {
            let found = memory::search(desktop, texts);
            let (app, web): (Vec<_>, Vec<_>) =
                found.into_iter().partition(|one| one.process.starts_with("countersign"));
            (total(&app), total(&web))
        })
    }
}

fn in_both_widths(texts: &[String]) -> Vec<Vec<u8>> {
    let wide = |text: &String| text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    texts.iter().flat_map(|text| [text.clone().into_bytes(), wide(text)]).collect()
}

/// What was found, as the page has it: `COUNTERSIGN_WRITE_DOCS=1` writes it there. Nothing but the secrets is promised.
fn tell(open: [(usize, usize); 3], locked: [(usize, usize); 3]) {
    let mut table =
        "\n| | app, open | web view, open | app, locked | web view, locked |\n|---|--:|--:|--:|--:|\n".to_owned();
    let names =
        ["three stored secrets, in all spellings", "the three codes that were drawn", "the password of the lock"];
    for ((name, open), locked) in names.iter().zip(open).zip(locked) {
        table.push_str(&format!("| {name} | {} | {} | {} | {} |\n", open.0, open.1, locked.0, locked.1));
    }
    table.push('\n');
    println!("{table}");
    if std::env::var_os("COUNTERSIGN_WRITE_DOCS").is_some() {
        page::holds_between(PAGE, MARKS, &table, "");
    }
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
    let mut codes = Vec::new();
    for offer in &offers {
        app.assert_code(offer);
        codes.push(app.code(&offer.issuer));
    }
    let wanted: Vec<Vec<u8>> = offers.iter().flat_map(|offer| spellings(&offer.secret)).collect();
    let all = Wanted {
        secrets: wanted.clone(),
        codes: in_both_widths(&codes),
        password: in_both_widths(&[PASSWORD.to_owned()]),
    };
    let open = memory::search(&desktop, &wanted);
    let counted = all.counts(&desktop);
    let names: Vec<&str> = open.iter().map(|found| found.process.as_str()).collect();
    assert!(names.iter().any(|name| name.starts_with("countersign")), "{names:?}");
    assert!(names.iter().any(|name| name.starts_with("WebKitWebProces")), "{names:?}");
    assert!(total(&open) >= offers.len(), "the search finds what is there: {open:?}");

    app.click_and_follow("lock-button", "store-sealed");
    let locked = memory::search(&desktop, &wanted);
    let pages = locked.iter().filter(|found| found.process.starts_with("WebKitWebProces")).count();
    assert_eq!(pages, 1, "the process that showed codes has ended: {locked:?}");
    assert_eq!(total(&locked), 0, "open: {open:?}\nlocked: {locked:?}");
    tell(counted, all.counts(&desktop));
}

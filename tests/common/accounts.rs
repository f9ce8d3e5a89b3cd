//! Accounts to put in, and what the window shows of them.

use std::time::Duration;

use host::os;
use private_desktop::Desktop;
use serde_json::Value;

use super::app::App;
use super::leaks::base32;
use super::webdriver::key;
use super::{oath, pictures};

/// An account as a site hands it out.
#[derive(Clone)]
pub(crate) struct Offer {
    pub(crate) issuer: String,
    pub(crate) name: String,
    pub(crate) secret: Vec<u8>,
    pub(crate) algorithm: &'static str,
    pub(crate) digits: u32,
    /// Seconds; a short one keeps a test that waits for the next code short.
    pub(crate) period: u64,
}

impl Offer {
    /// An account of the usual kind; each issuer has a secret of its own.
    pub(crate) fn new(issuer: &str, name: &str) -> Offer {
        // FNV-1a spreads names that differ in one letter; the high bit keeps the bytes from being a text.
        let spread = |seed: u64, text: &str| {
            text.bytes().fold(seed, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
        };
        let words = (0..5).map(|word| spread(spread(0xcbf2_9ce4_8422_2325 ^ word, issuer), name));
        let secret = words.flat_map(|word| word.to_be_bytes().into_iter().take(4)).map(|byte| byte | 0x80).collect();
        Offer { issuer: issuer.to_owned(), name: name.to_owned(), secret, algorithm: "SHA1", digits: 6, period: 30 }
    }

    /// The secret as the site prints it.
    pub(crate) fn base32(&self) -> String {
        String::from_utf8(base32(&self.secret)).expect("base32 is ASCII").to_uppercase()
    }

    /// What the site's QR code holds.
    pub(crate) fn uri(&self) -> String {
        let Offer { issuer, name, algorithm, digits, period, .. } = self;
        let (issuer, name) = (issuer.replace(' ', "%20"), name.replace(' ', "%20"));
        let secret = self.base32();
        format!(
            "otpauth://totp/{issuer}:{name}?secret={secret}&issuer={issuer}&algorithm={algorithm}&digits={digits}&period={period}"
        )
    }

    /// The code that this account has at a Unix second, as an independent program computes it.
    pub(crate) fn code_at(&self, now: u64) -> String {
        oath::totp(&self.base32(), self.algorithm, self.digits, self.period, now)
    }
}

/// A row of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Row {
    pub(crate) id: String,
    pub(crate) title: String,
    pub(crate) code: Option<String>,
}

impl App {
    /// The rows that are on the page now.
    pub(crate) fn rows(&self) -> Vec<Row> {
        let rows = self.read(
            "return [...document.querySelectorAll('[data-testid=account-row]')].map((row) => ({
               id: row.dataset.id,
               title: (row.querySelector('.title .ellipsis') ?? row.querySelector('.title')).innerText.trim(),
               code: row.querySelector('[data-testid=code]:not([data-none])')?.innerText.replace(/\\s/g, '') }))",
            &[],
        );
        let text = |value: &Value| value.as_str().map(str::to_owned);
        let row = |row: &Value| Row {
            id: text(&row["id"]).unwrap_or_default(),
            title: text(&row["title"]).unwrap_or_default(),
            code: text(&row["code"]),
        };
        rows.as_array().into_iter().flatten().map(row).collect()
    }

    /// The row with this title, once it is there.
    pub(crate) fn row(&self, title: &str) -> Row {
        self.wait_for(&format!("the row of {title}"), |app| app.rows().into_iter().find(|row| row.title == title))
    }

    /// A CSS selector for a part of the row with this title.
    pub(crate) fn in_row(&self, title: &str, part: &str) -> String {
        format!("[data-testid=account-row][data-id='{}'] {part}", self.row(title).id)
    }

    /// The code in the row with this title, once it shows one.
    pub(crate) fn code(&self, title: &str) -> String {
        self.wait_for(&format!("the code of {title}"), |app| {
            app.rows().into_iter().find(|row| row.title == title).and_then(|row| row.code)
        })
    }

    /// Opens the menu of a row and chooses from it.
    pub(crate) fn choose_from_menu(&self, title: &str, words: &str) {
        self.click_on(&self.in_row(title, "[data-testid=row-menu-button]"));
        self.press_button_in("row-menu", words);
    }

    /// Presses the button with these words inside the element with this `data-testid`.
    pub(crate) fn press_button_in(&self, id: &str, words: &str) {
        let find = "const all = [...document.querySelectorAll(`[data-testid=\"${arguments[0]}\"] button`)];
            return all.findIndex((button) => button.innerText.trim().startsWith(arguments[1]))";
        let place = self.wait_for(&format!("the button {words:?} in {id}"), |app| {
            app.read(find, &[id.into(), words.into()]).as_u64()
        });
        self.click_nth(&format!("[data-testid=\"{id}\"] button"), place);
    }

    /// Holds the code in a row against the independent program's for the same instant.
    pub(crate) fn assert_code(&self, offer: &Offer) {
        // Only an instant well inside a step is one in which two programs must agree.
        let margin = (offer.period / 5).min(3);
        let (now, shown) = self.wait_for("an instant inside a step", |app| {
            let now = os::now().0;
            let into = now % offer.period;
            let shown = (into >= margin && into < offer.period - margin).then(|| app.code(&offer.issuer))?;
            (os::now().0 / offer.period == now / offer.period).then_some((now, shown))
        });
        assert_eq!(shown, offer.code_at(now), "the code of {} at {now}", offer.issuer);
    }

    /// Puts an account in the way most people do: a picture of its QR code, chosen as a file.
    pub(crate) fn add_by_picture(&self, desktop: &Desktop, offer: &Offer) {
        let picture = pictures::qr_png(&desktop.folder().join("home"), "set-up.png", &offer.uri());
        self.choose_files("file-input", &[&picture]);
        self.see("preview-item");
        self.click("add-confirm");
        self.see_no("add-dialog");
        self.row(&offer.issuer);
        std::fs::remove_file(picture).expect("the picture is ours");
    }

    /// Puts accounts in by pasting their set-up links, one a line.
    pub(crate) fn add_by_paste(&self, desktop: &Desktop, offers: &[Offer]) {
        let links: Vec<String> = offers.iter().map(Offer::uri).collect();
        self.paste_text(desktop, &links.join("\n"));
        self.wait_until("everything pasted to be found", |app| {
            // On a very busy machine the clipboard's owner may answer too late: a person would try again.
            if app.texts("problem").iter().any(|text| text.contains("clipboard-unavailable")) {
                app.press_button_in("add-dialog", "Cancel");
                app.see_no("add-dialog");
                app.press(&[key::CONTROL, 'v']);
            }
            app.count("preview-item") == offers.len()
        });
        self.click("add-confirm");
        self.see_no("add-dialog");
    }

    /// Pastes a text that another program put on the clipboard.
    pub(crate) fn paste_text(&self, desktop: &Desktop, text: &str) {
        self.wait_until("the window to take keys", |app| app.has("settings-button"));
        desktop.put_text_on_clipboard(text).unwrap_or_else(|error| panic!("{error}"));
        self.press(&[key::CONTROL, 'v']);
    }

    /// Waits for a message at the foot of the window that holds these words, and returns it.
    pub(crate) fn toast(&self, words: &str) -> String {
        self.wait_for(&format!("a message with {words:?}"), |app| {
            let toasts = app.texts("toast");
            toasts.into_iter().find(|text| text.contains(words))
        })
    }
}

/// Waits until the clipboard holds what is expected.
pub(crate) fn wait_for_clipboard(app: &App, desktop: &Desktop, expected: Option<&str>) {
    let read = || desktop.clipboard_text().unwrap_or_else(|error| panic!("{error}"));
    app.wait_until(&format!("the clipboard to hold {expected:?}"), |_| read().as_deref() == expected);
}

/// Lets time pass on purpose, to see that nothing happens in it.
pub(crate) fn let_pass(duration: Duration) {
    os::sleep(duration);
}

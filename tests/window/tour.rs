//! Every view of the window, one after the other, for whoever looks at each: axe-core, or a camera.

use host::os;
use private_desktop::{Desktop, Services};

use crate::common::accounts::Offer;
use crate::common::app::App;
use crate::common::webdriver::key;
use crate::common::{keyring, pictures};
use crate::exchange;
use crate::places::read_to_the_end;
use crate::relying_party::take;
use crate::{backups, keeping};

/// Light or dark.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Theme {
    Light,
    Dark,
}

impl Theme {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Theme::Light => "light",
            Theme::Dark => "dark",
        }
    }

    fn choose(self, app: &App) {
        app.wait_until("the window to open", |app| app.has("settings-button"));
        app.click("settings-button");
        app.click_on(&format!("input[name=theme][value={}]", self.name()));
        app.wait_until("the theme", |app| {
            app.read("return document.documentElement.dataset.theme", &[]) == self.name()
        });
        app.click_on("[aria-label=Dismiss]");
        app.see_no("toast");
        app.click("back-button");
    }
}

/// Opens every view in turn and hands it to `visit` under its name.
pub(crate) fn tour(theme: Theme, visit: &mut dyn FnMut(&App, &str)) {
    let desktop = Desktop::start().unwrap();
    let app = App::open(&desktop);
    theme.choose(&app);
    first_run(&app, visit);
    adding(&app, &desktop, visit);
    backups(&app, &desktop, visit);
    list(&app, &desktop, visit);
    one_account(&app, visit);
    trash(&app, visit);
    settings(&app, visit);
    exchange::tour(&app, &desktop, visit);
    app.click("back-button");
    failed_backup(&app, &desktop, visit);
    relying_party(&app, visit);
    app.close();
    damaged(&desktop, visit);
    keyring_trouble(desktop, visit);
    no_keyring(theme, visit);
    locked(theme, visit);
}

fn first_run(app: &App, visit: &mut dyn FnMut(&App, &str)) {
    app.see("first-run");
    visit(app, "first-run");
    app.press(&[key::CONTROL, 'n']);
    app.see("add-dialog");
    visit(app, "add");
    app.press_button_in("add-dialog", "Type it in");
    app.fill("[data-testid=typed-secret]", "JBSW Y3DP EHPK 3PXP");
    app.wait_until("the secret to be read", |app| app.text_of("#typed-secret-says .good").is_some());
    app.click_on("[data-testid=typed-form] summary");
    visit(app, "add-typed");
    close_dialog(app);
}

fn adding(app: &App, desktop: &Desktop, visit: &mut dyn FnMut(&App, &str)) {
    let folder = desktop.folder().join("home");
    let offers = [Offer::new("Harbour Bank", "mila@example.org"), Offer::new("Northwind", "mila")];
    let good = offers.map(|offer| pictures::qr_png(&folder, &format!("{}.png", offer.issuer), &offer.uri()));
    let short = pictures::qr_png(&folder, "router.png", "otpauth://totp/Router:admin?secret=JBSWY3DPEHPK3PXP");
    let poster = pictures::qr_png(&folder, "poster.png", "https://example.org/menu");
    app.choose_files("file-input", &[&good[0], &good[1], &short, &poster]);
    app.wait_until("all to be read", |app| app.count("preview-item") == 3 && app.count("problem") == 1);
    app.wait_until("the button", |app| app.text_of("[data-testid=add-confirm]:not(:disabled)").is_some());
    visit(app, "add-preview");
    app.click("add-confirm");
    app.see_no("add-dialog");
    places(app, desktop, visit);
}

/// A screenshot with nine codes; nothing of it is added.
fn places(app: &App, desktop: &Desktop, visit: &mut dyn FnMut(&App, &str)) {
    let names =
        ["Amber", "Birch", "Cedar", "Dune", "Ember", "Fern", "Grove", "Heron Insurance of the Northern Isles", "Iris"];
    let texts = names.map(|issuer| Offer::new(issuer, "mila@example.org").uri());
    let picture = pictures::screenshot_png(&desktop.folder().join("home"), "Screenshot.png", &texts);
    read_to_the_end(app, &picture);
    app.see("draft-sketch");
    visit(app, "add-places");
    close_dialog(app);
    app.see_no("add-dialog");
}

fn backups(app: &App, desktop: &Desktop, visit: &mut dyn FnMut(&App, &str)) {
    app.see("backup-offer");
    dismiss_all(app);
    visit(app, "backup-offer");
    app.press_button_in("backup-offer", "Set up backups");
    app.see("backup-setup-dialog");
    app.fill("[data-testid=backup-folder]", &backups::folder(desktop).display().to_string());
    visit(app, "backup-where");
    app.click("backup-continue");
    app.fill("[data-testid=backup-password]", backups::PASSWORD);
    app.fill("[data-testid=backup-password-again]", backups::PASSWORD);
    visit(app, "backup-password");
    app.click("backup-continue");
    app.see("recovery-code");
    visit(app, "backup-code");
    app.click("recovery-code-kept");
    app.click("backup-turn-on");
    app.see_no("backup-setup-dialog");
    dismiss_all(app);
}

/// With the accounts of the tour still in the backup, and none in the keyring.
fn restoring(app: &App, visit: &mut dyn FnMut(&App, &str)) {
    app.click("restore-missing");
    app.fill("[data-testid=restore-secret]", backups::PASSWORD);
    visit(app, "restore-open");
    app.click("restore-open");
    app.see("restore-backup");
    visit(app, "restore-which");
    app.click("restore-compare");
    app.see("restore-record");
    visit(app, "restore-compare");
    close_dialog(app);
    app.see_no("restore-dialog");
}

fn failed_backup(app: &App, desktop: &Desktop, visit: &mut dyn FnMut(&App, &str)) {
    let aside = desktop.folder().join("home").join("aside");
    std::fs::rename(backups::folder(desktop), &aside).unwrap();
    app.choose_from_menu("Northwind", "Pin to the top");
    app.see("backup-banner");
    visit(app, "backup-failed");
    std::fs::rename(&aside, backups::folder(desktop)).unwrap();
    app.press_button_in("backup-banner", "Try again");
    app.see_no("backup-banner");
    app.choose_from_menu("Northwind", "Unpin");
    app.wait_until("the order of before", |app| app.rows()[0].title == "Harbour Bank");
}

fn list(app: &App, desktop: &Desktop, visit: &mut dyn FnMut(&App, &str)) {
    let names = ["Atlas Cloud", "Bramble Mail", "Copper Forum", "Delta Payroll", "Elm Street School"];
    let mut links: Vec<String> = names.iter().map(|issuer| Offer::new(issuer, "mila@example.org").uri()).collect();
    links.push(
        "otpauth://hotp/Old%20Token:mila?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Old%20Token&counter=7".into(),
    );
    links.push("otpauth://totp/Steam:mila?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Steam&encoder=steam".into());
    app.paste_text(desktop, &links.join("\n"));
    app.wait_until("everything pasted", |app| app.count("preview-item") == links.len());
    app.click("add-confirm");
    app.see_no("add-dialog");
    app.choose_from_menu("Harbour Bank", "Edit");
    app.fill("[data-testid=edit-tags]", "money, home");
    app.fill("[data-testid=edit-note]", "the blue card");
    app.click_on("[data-testid=edit-dialog] .check input");
    app.click("edit-save");
    app.see_no("edit-dialog");
    app.wait_until("the pinned account on top", |app| app.rows()[0].title == "Harbour Bank");
    dismiss_all(app);
    app.park_pointer();
    visit(app, "codes");

    app.fill("[data-testid=search]", "nothing like this");
    app.wait_until("an empty result", |app| app.rows().is_empty());
    visit(app, "search-empty");
    app.press(&[key::ESCAPE]);
    app.wait_until("the list", |app| !app.rows().is_empty());

    app.click_on(&app.in_row("Northwind", ".names"));
    app.toast("Copied");
    visit(app, "copied");
    app.resize(360, 640);
    app.wait_until("the narrow window", |app| app.read("return window.innerWidth < 400", &[]) == true);
    dismiss_all(app);
    visit(app, "codes-narrow");
    app.resize(900, 680);
    app.wait_until("the wide window", |app| app.read("return window.innerWidth > 800", &[]) == true);
}

fn one_account(app: &App, visit: &mut dyn FnMut(&App, &str)) {
    app.click_on(&app.in_row("Northwind", "[data-testid=row-menu-button]"));
    app.see("row-menu");
    visit(app, "account-menu");
    app.press_button_in("row-menu", "Edit");
    app.see("edit-dialog");
    visit(app, "edit");
    close_dialog(app);
    app.choose_from_menu("Northwind", "Show set-up code");
    app.see("reveal-dialog");
    visit(app, "reveal-asked");
    app.click("reveal-show");
    app.see("reveal-qr");
    visit(app, "reveal-shown");
    close_dialog(app);
    app.press(&['?']);
    app.see("shortcuts-dialog");
    visit(app, "keyboard");
    close_dialog(app);
}

fn trash(app: &App, visit: &mut dyn FnMut(&App, &str)) {
    app.click("trash-button");
    app.see("trash-empty");
    visit(app, "trash-empty");
    app.click("back-button");
    app.choose_from_menu("Copper Forum", "Move to trash");
    app.toast("moved to the trash");
    visit(app, "trash-undo");
    dismiss_all(app);
    app.click("trash-button");
    app.row("Copper Forum");
    visit(app, "trash");
    app.press_button_in("account-row", "Delete");
    app.see("delete-dialog");
    visit(app, "trash-delete");
    close_dialog(app);
    app.click("back-button");
}

fn settings(app: &App, visit: &mut dyn FnMut(&App, &str)) {
    app.click("settings-button");
    app.select("#clipboard-seconds");
    visit(app, "settings");
    app.fill("#clipboard-seconds", "4");
    app.press(&[key::TAB]);
    app.wait_until("the number to be refused", |app| app.text_of("#clipboard-about.wrong").is_some());
    visit(app, "settings-refused");
    app.wait_until("the newest backup to be told", |app| {
        app.text("backups-state").contains("Everything is in the newest")
    });
    app.read("document.querySelector('[data-testid=backups]').scrollIntoView()", &[]);
    visit(app, "settings-backups");
    app.click("backup-change-password");
    app.see("backup-password-dialog");
    visit(app, "backup-password");
    app.press_button_in("backup-password-dialog", "Cancel");
}

fn relying_party(app: &App, visit: &mut dyn FnMut(&App, &str)) {
    app.click("party-button");
    app.see("party-start-form");
    visit(app, "relying-party");
    app.click("party-start");
    for step in ["register", "enrol"] {
        take(app, step);
    }
    visit(app, "relying-party-scan");
    take(app, "scan");
    app.click("walk-tick");
    for step in ["keep", "confirm", "signIn", "backupCode"] {
        take(app, step);
    }
    visit(app, "relying-party-walk");
    take(app, "again");
    for tab in ["journal", "users", "outbox"] {
        app.click(&format!("party-tab-{tab}"));
        visit(app, &format!("relying-party-{tab}"));
    }
    app.click("back-button");
    support(app, visit);
    app.click("party-button");
    app.click("walk-end");
    app.see_no("walk-over");
    app.click("back-button");
}

/// A rejection of the walk, then a device whose clock is 83 minutes slow.
fn support(app: &App, visit: &mut dyn FnMut(&App, &str)) {
    app.click("support-button");
    app.see("support-rejection");
    visit(app, "support");
    app.click("support-tab-bundle");
    visit(app, "support-open");
    app.click("support-tab-typed");
    visit(app, "support-typed");
    let (offer, now) = (Offer::new("Harbour Bank", "mila@example.org"), os::now().0);
    app.fill("[data-testid=case-secret]", &offer.uri());
    for (nth, at) in [now, now + 60].into_iter().enumerate() {
        app.fill(&format!("[data-testid=case-code-{nth}]"), &offer.code_at(at - 4_980));
        app.fill(&format!("[data-testid=case-when-{nth}]"), &at.to_string());
    }
    app.click("case-explain");
    app.see("what-if-answer");
    visit(app, "support-answer");
    app.click("what-if-reach");
    app.wait_until("the window to reach it", |app| app.text("what-if-answer").contains("Yes"));
    visit(app, "support-what-if");
    app.click("case-reproduce");
    app.see("reproduction");
    visit(app, "support-reproduced");
    app.click("case-save");
    app.see("bundle-text");
    visit(app, "support-bundle");
    close_dialog(app);
    app.click("case-close");
    app.click("back-button");
}

fn damaged(desktop: &Desktop, visit: &mut dyn FnMut(&App, &str)) {
    let item = keyring::items(desktop).into_iter().find(|item| item.secret.contains("Delta Payroll")).unwrap();
    keyring::store(desktop, &item.attributes, "{\"format\": 1, \"issuer\": \"Delta Payr");
    let app = App::open(desktop);
    app.row("Harbour Bank");
    app.row("A damaged record");
    visit(&app, "damaged");
    app.press_button_in("account-row", "Details");
    app.click("show-raw-text");
    app.see("damaged-text");
    visit(&app, "damaged-details");
    app.close();
}

fn keyring_trouble(mut desktop: Desktop, visit: &mut dyn FnMut(&App, &str)) {
    let app = App::open(&desktop);
    app.row("Harbour Bank");
    desktop.lock_keyring().unwrap();
    app.choose_from_menu("Northwind", "Pin to the top");
    app.see("store-banner");
    visit(&app, "keyring-lost");
    app.close();

    let app = App::open(&desktop);
    app.see("store-locked");
    visit(&app, "keyring-locked");
    app.close();

    desktop.kill_keyring();
    std::fs::remove_dir_all(desktop.data_folder().join("keyrings")).unwrap();
    desktop.start_keyring().unwrap();
    let app = App::open(&desktop);
    app.see("store-items-missing");
    app.see("newest-backup");
    visit(&app, "keyring-missing");
    restoring(&app, visit);
    app.press_button_in("store-items-missing", "Start without them");
    app.see("start-empty-dialog");
    visit(&app, "keyring-missing-asked");
}

fn no_keyring(theme: Theme, visit: &mut dyn FnMut(&App, &str)) {
    let desktop = Desktop::start_with(Services::Nothing).unwrap();
    let app = App::open(&desktop);
    theme.choose(&app);
    app.see("store-no-service");
    visit(&app, "keyring-absent");
    keeping::views(&app, &desktop, visit);
}

fn locked(theme: Theme, visit: &mut dyn FnMut(&App, &str)) {
    let desktop = Desktop::start().unwrap();
    let app = App::open(&desktop);
    theme.choose(&app);
    app.add_by_paste(&desktop, &[Offer::new("Harbour Bank", "mila@example.org")]);
    dismiss_all(&app);
    app.set_lock(&mut |app, view| {
        dismiss_all(app);
        visit(app, view);
    });
    app.make_new_code(false, visit);
    app.press_and_follow(&[key::CONTROL, 'l'], "store-sealed");
    visit(&app, "locked");
    app.open_lock("not the password");
    app.wait_until("that the password is wrong", |app| app.text("store-sealed").contains("password-wrong"));
    visit(&app, "locked-wrong");
}

fn close_dialog(app: &App) {
    app.press(&[key::ESCAPE]);
    app.wait_until("the dialog to close", |app| {
        app.read("return document.querySelector('dialog[open]')", &[]).is_null()
    });
}

pub(crate) fn dismiss_all(app: &App) {
    app.wait_until("no message to be left", |app| {
        if app.has("toast") {
            app.click_on("[data-testid=toast] .dismiss");
        }
        !app.has("toast")
    });
}

//! What is asked while a file is being opened, which takes as long as its password is to be hard to guess.

use authenticator::MemoryStore;

use super::*;
use crate::app::tests::app_over;

const PASSWORD: &str = "a long enough password";
const ADDRESS: &str = "otpauth://totp/Harbour:ada?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Harbour";

/// With one account, a file that it was exported to, and a list of another.
fn app(folder: &std::path::Path) -> (App, String, String) {
    let app = app_over(Arc::new(MemoryStore::default()));
    let path = |name: &str| folder.join(name).display().to_string();
    let (sealed, list) = (path("codes.backup"), path("list.txt"));
    let password = Some(PASSWORD.to_owned());
    export(&app, ExportRequest { path: sealed.clone(), password, ids: None, replace: false }).unwrap();
    std::fs::write(&list, ADDRESS).unwrap();
    (app, sealed, list)
}

/// Opens the sealed file while `meanwhile` is done, and gives how that ended.
fn unsealed_while(app: &App, meanwhile: impl FnOnce(&Exchange)) -> Result<u32, String> {
    let unsealed = app.exchange.unseal_by(app, |sealed| {
        assert!(app.exchange.open.try_lock().is_ok(), "nobody waits for it");
        meanwhile(&app.exchange);
        sealed.open(PASSWORD)
    });
    unsealed.map(|view| view.already_here).map_err(|error| error.code)
}

#[test]
fn whoever_asks_while_a_file_is_opened_is_answered_and_what_was_forgotten_stays_so() {
    let folder = tempfile::tempdir().unwrap();
    let (app, sealed, list) = app(folder.path());
    let closed = Err("import-closed".to_owned());

    app.exchange.open(&app, &sealed).unwrap();
    assert_eq!(unsealed_while(&app, Exchange::forget), closed);
    assert_eq!(app.exchange.apply(&app).unwrap_err().code, "import-closed");

    app.exchange.open(&app, &sealed).unwrap();
    let other = |exchange: &Exchange| drop(exchange.open(&app, &list).unwrap());
    assert_eq!(unsealed_while(&app, other), closed);
    // The one that was opened last is the one that is imported.
    assert_eq!(app.exchange.apply(&app).unwrap().added, 1);

    // The same file again is not the one that was asked about either.
    app.exchange.open(&app, &sealed).unwrap();
    let again = |exchange: &Exchange| drop(exchange.open(&app, &sealed).unwrap());
    assert_eq!(unsealed_while(&app, again), closed);
    assert_eq!(unsealed_while(&app, |_| ()), Ok(1));
    assert_eq!(app.exchange.apply(&app).unwrap().already_here, 1);
}

#[test]
fn a_wrong_password_leaves_the_file_to_be_asked_for_again() {
    let folder = tempfile::tempdir().unwrap();
    let (app, sealed, _) = app(folder.path());
    app.exchange.open(&app, &sealed).unwrap();
    assert_eq!(app.exchange.unseal(&app, "another".to_owned()).unwrap_err().code, "password-wrong");
    assert_eq!(app.exchange.unseal(&app, PASSWORD.to_owned()).unwrap().already_here, 1);
    // Its password is not asked for twice.
    assert_eq!(app.exchange.unseal(&app, String::new()).unwrap().already_here, 1);
}

//! A person's first minutes: a picture goes in, codes come out, and they are still there tomorrow.

use private_desktop::Desktop;

use crate::common::accounts::Offer;
use crate::common::app::App;
use crate::common::{keyring, leaks};

#[test]
fn a_picture_becomes_codes_that_survive_a_restart_and_leave_no_trace_outside_the_keyring() {
    let desktop = Desktop::start().unwrap();
    let offer = Offer::new("Harbour Bank", "mila@example.org");

    let app = App::open(&desktop);
    app.see("first-run");
    app.add_by_picture(&desktop, &offer);
    app.assert_code(&offer);
    app.close();

    let app = App::open(&desktop);
    app.assert_code(&offer);
    assert_eq!(app.rows().len(), 1);
    app.close();

    assert_kept_by_the_keyring_alone(&desktop, &offer);
}

fn assert_kept_by_the_keyring_alone(desktop: &Desktop, offer: &Offer) {
    let items = keyring::items(desktop);
    let [item] = items.as_slice() else { panic!("one account is one item: {} items", items.len()) };
    assert!(item.secret.contains(&offer.base32()), "the keyring holds the secret");
    // A keyring encrypts what is kept, not the words it is found by.
    let found_by = format!("{} {:?}", item.label, item.attributes);
    for told in [&offer.issuer, &offer.name, &offer.base32()] {
        assert!(!found_by.contains(told.as_str()), "{found_by}");
    }

    let files = leaks::files(desktop.folder());
    assert!(files.iter().any(|file| file.ends_with("login.keyring")), "the search sees the keyring's file");
    assert!(files.iter().any(|file| file.starts_with(desktop.data_folder().join("countersign"))), "and the app's");
    assert_eq!(leaks::files_with_secret(desktop.folder(), &offer.secret), Vec::<std::path::PathBuf>::new());
}

#[test]
fn every_kind_of_code_is_the_one_an_independent_program_makes() {
    let desktop = Desktop::start().unwrap();
    let app = App::open(&desktop);
    let kinds = [("SHA1", 6, 30), ("SHA256", 8, 60), ("SHA512", 7, 15)];
    let offers: Vec<Offer> = kinds
        .into_iter()
        .map(|(algorithm, digits, period)| Offer { algorithm, digits, period, ..Offer::new(algorithm, "someone") })
        .collect();
    app.add_by_paste(&desktop, &offers);
    offers.iter().for_each(|offer| app.assert_code(offer));
}

#[test]
fn a_code_is_replaced_when_its_time_is_over() {
    let desktop = Desktop::start().unwrap();
    let app = App::open(&desktop);
    let offer = Offer { period: 10, ..Offer::new("Quick", "someone") };
    app.add_by_paste(&desktop, std::slice::from_ref(&offer));
    app.assert_code(&offer);
    let before = app.code(&offer.issuer);
    app.wait_until("the next code", |app| app.code(&offer.issuer) != before);
    app.assert_code(&offer);
}

//! Fills a private keyring with accounts.

use std::error::Error;

use authenticator::NewAccount;
use host::os::{self, OsRandom};
use host::{Desk, StoreChoice};
use otp::{Algorithm, Digits, Parameters, Period, Secret};
use private_desktop::Desktop;

/// Makes this program a child that fills the keyring of its desktop; the number of accounts follows.
pub(crate) const ARGUMENT: &str = "--fill-keyring";

/// A desktop whose keyring holds this many accounts.
pub(crate) fn desktop_with(accounts: u32) -> Result<Desktop, Box<dyn Error>> {
    let desktop = Desktop::start()?;
    let child = desktop.command(std::env::current_exe()?).args([ARGUMENT, &accounts.to_string()]).status()?;
    match child.success() {
        true => Ok(desktop),
        false => Err(format!("{accounts} accounts could not be stored").into()),
    }
}

/// Stores this many accounts in the keyring that the environment names.
pub(crate) fn fill_keyring(count: u32) -> Result<(), Box<dyn Error>> {
    let desk = Desk::open(StoreChoice::Keyring)?;
    let accounts = (0..count).map(account).collect::<Result<Vec<_>, _>>()?;
    for stored in desk.accounts.add(accounts, os::now(), &mut OsRandom)? {
        stored?;
    }
    Ok(())
}

fn account(number: u32) -> Result<NewAccount, Box<dyn Error>> {
    let bytes = (0..5).flat_map(|word: u32| number.wrapping_mul(2_654_435_761).wrapping_add(word).to_be_bytes());
    let parameters = Parameters::Totp { algorithm: Algorithm::Sha1, digits: Digits::new(6)?, period: Period::new(30)? };
    let secret = Secret::from_bytes(bytes.collect())?;
    Ok(NewAccount::new(format!("Service {number}"), "someone@example.org".to_owned(), secret, parameters))
}

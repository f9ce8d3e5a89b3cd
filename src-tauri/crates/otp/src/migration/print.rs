//! From accounts to the addresses of an export.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use prost::Message;
use zeroize::{Zeroize, Zeroizing};

use super::MigrationPrintError;
use super::payload::{Account, Payload};
use crate::uri::escape_into;
use crate::{Algorithm, KeyUri, Parameters, Period};

/// Accounts in one picture, as many as Google puts there.
const ACCOUNTS_A_BATCH: usize = 10;

/// The addresses of an export that other programs read, ten accounts each. `id` names the export.
///
/// What Google's format has no place for is lost: a second issuer and unknown parameters.
///
/// # Errors
/// [`MigrationPrintError`] for the first account whose codes the format cannot describe.
pub fn print_migration_uris(accounts: &[KeyUri], id: i32) -> Result<Vec<Zeroizing<String>>, MigrationPrintError> {
    let batches = accounts.chunks(ACCOUNTS_A_BATCH);
    let batch_size = i32::try_from(batches.len()).unwrap_or(i32::MAX);
    let mut uris = Vec::with_capacity(batches.len());
    for (batch_index, batch) in (0..).zip(batches) {
        let mut payload = Payload { accounts: Vec::new(), version: 1, batch_size, batch_index, batch_id: id };
        for account in batch {
            let position = uris.len() * ACCOUNTS_A_BATCH + payload.accounts.len();
            payload.accounts.push(write_account(account).ok_or(MigrationPrintError { position })?);
        }
        uris.push(print_payload(&payload));
        payload.accounts.zeroize();
    }
    Ok(uris)
}

fn print_payload(payload: &Payload) -> Zeroizing<String> {
    let bytes = Zeroizing::new(payload.encode_to_vec());
    let data = Zeroizing::new(STANDARD.encode(&bytes));
    let mut text = Zeroizing::new(String::with_capacity(data.len() * 3 + 64));
    text.push_str("otpauth-migration://offline?data=");
    escape_into(&mut text, &data);
    text
}

fn write_account(uri: &KeyUri) -> Option<Vec<u8>> {
    let (kind, counter) = match uri.parameters {
        Parameters::Totp { period, .. } if period == Period::default() => (2, 0),
        Parameters::Hotp { counter, .. } => (1, i64::try_from(counter.value()).ok()?),
        Parameters::Totp { .. } | Parameters::Steam => return None,
    };
    let digits = digits_number(uri.parameters.digits().value())?;
    let mut account = Account {
        secret: uri.secret.expose().to_vec(),
        name: uri.name.clone().into_bytes(),
        issuer: uri.issuer.clone().unwrap_or_default().into_bytes(),
        algorithm: algorithm_number(uri.parameters.algorithm()),
        digits,
        kind,
        counter,
    };
    let bytes = account.encode_to_vec();
    account.secret.zeroize();
    Some(bytes)
}

fn algorithm_number(algorithm: Algorithm) -> i32 {
    match algorithm {
        Algorithm::Sha1 => 1,
        Algorithm::Sha256 => 2,
        Algorithm::Sha512 => 3,
    }
}

fn digits_number(digits: u8) -> Option<i32> {
    match digits {
        6 => Some(1),
        8 => Some(2),
        _ => None,
    }
}

//! What was typed in, as it is compared.

use ::support::{Held, HeldSecret, Role, Window};
use host::diagnosis::{Given, Material, NamedAccount, named_account};
use otp::{Counter, Digits, Parameters, Period, UnixSeconds};
use zeroize::Zeroizing;

use super::SupportError;
use crate::api::{ErrorView, Kind, KnownSince, TypedCase, TypedCode};

/// Everything that was typed; codes without a time were given `now`.
pub(super) fn material(typed: TypedCase, now: UnixSeconds) -> Result<Material, ErrorView> {
    let parameters = parameters(&typed)?;
    let text = Zeroizing::new(typed.secret);
    let NamedAccount { secret, parameters, names } = named_account(text.trim(), parameters)?;
    let given: Result<Vec<Given>, SupportError> = typed.codes.into_iter().map(|code| given(code, now)).collect();
    let given = given?;
    if given.is_empty() {
        return Err(SupportError::NoCode.into());
    }
    let period = parameters.period().map(u64::from);
    let last_accepted = typed.last_accepted.map(moment).transpose()?;
    let last_step = last_accepted.zip(period).and_then(|(at, period)| at.0.checked_div(period));
    let window = Window { back: typed.back, ahead: typed.ahead };
    let held = HeldSecret { role: Role::Counts, secret, parameters, last_step };
    let device_showed = typed.device_showed.map(moment).transpose()?;
    Ok(Material { held: Held { secrets: vec![held], window, others: Vec::new() }, names, given, device_showed })
}

/// A code, given at its time, or `now`.
pub(super) fn given(code: TypedCode, now: UnixSeconds) -> Result<Given, SupportError> {
    let typed = Zeroizing::new(code.text);
    let text = Zeroizing::new(typed.trim().to_owned());
    if text.is_empty() {
        return Err(SupportError::NoCode);
    }
    Ok(Given { text, at: code.at.map_or(Ok(now), moment)? })
}

/// What is known since: a code, and how far ahead the clock of the device is, in seconds.
pub(super) struct Since {
    pub(super) code: Option<Given>,
    pub(super) ahead: Option<i64>,
}

/// What was typed of what is known since.
pub(super) fn since(known: KnownSince, now: UnixSeconds) -> Result<Since, SupportError> {
    let code = known.code.map(|code| given(code, now)).transpose()?;
    let shows = known.device_shows.map(moment).transpose()?;
    let ahead = shows.map(|shows| shows.0.cast_signed().saturating_sub(now.0.cast_signed()));
    if code.is_none() && ahead.is_none() { Err(SupportError::NoCode) } else { Ok(Since { code, ahead }) }
}

/// A time as JavaScript counts.
pub(super) fn moment(seconds: f64) -> Result<UnixSeconds, SupportError> {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "looked at before: 0 to 2^53")]
    let whole = |seconds: f64| UnixSeconds(seconds as u64);
    if (0.0..9_007_199_254_740_992.0).contains(&seconds) { Ok(whole(seconds)) } else { Err(SupportError::NoTime) }
}

fn parameters(typed: &TypedCase) -> Result<Parameters, ErrorView> {
    let algorithm = || typed.algorithm.parse().map_err(ErrorView::from);
    let digits = || Digits::new(typed.digits).map_err(ErrorView::from);
    Ok(match typed.kind {
        Kind::Steam => Parameters::Steam,
        Kind::Totp => {
            Parameters::Totp { algorithm: algorithm()?, digits: digits()?, period: Period::new(typed.period.into())? }
        }
        Kind::Hotp => {
            let counter = Counter::new(typed.counter.into());
            Parameters::Hotp { algorithm: algorithm()?, digits: digits()?, counter }
        }
    })
}

//! What odd devices type, compared with what the codes should be.

use otp::{Algorithm, Digits, Parameters, Period, Secret, UnixSeconds, code_at};
use scenario::{Device, DeviceDescription, DeviceError, Granted, Quirk};

const NOW: UnixSeconds = UnixSeconds(1_800_000_000);
const SECRET: &[u8] = b"12345678901234567890";

fn parameters(digits: u32) -> Parameters {
    Parameters::Totp {
        algorithm: Algorithm::Sha256,
        digits: Digits::new(digits).unwrap(),
        period: Period::new(60).unwrap(),
    }
}

fn granted(secret: &[u8]) -> Granted {
    let secret = Secret::from_bytes(secret.to_vec()).unwrap().to_base32();
    Granted { secret: Some(secret), ..Granted::default() }
}

fn device(offset: i64, drift: f64, quirks: &[Quirk]) -> Device {
    let description = DeviceDescription { offset, drift, quirks: quirks.iter().copied().collect() };
    let mut device = Device::new(description, NOW);
    device.scan(&granted(SECRET), &parameters(8)).unwrap();
    device
}

fn right(secret: &[u8], parameters: &Parameters, at: UnixSeconds) -> String {
    code_at(&Secret::from_bytes(secret.to_vec()).unwrap(), parameters, at).unwrap().as_str().to_owned()
}

fn typed(quirk: Quirk) -> String {
    device(0, 0.0, &[quirk]).code_at(NOW).unwrap().to_string()
}

#[test]
fn a_device_without_quirks_is_right() {
    assert_eq!(*device(0, 0.0, &[]).code_at(NOW).unwrap(), right(SECRET, &parameters(8), NOW));
}

#[test]
fn clocks_are_off_and_drift() {
    let shows = |device: &Device, now: u64| device.shows(UnixSeconds(now)).unwrap().0;
    assert_eq!(shows(&device(-75, 0.0, &[]), NOW.0), NOW.0 - 75);
    let drifting = device(10, -2.0, &[]);
    assert_eq!(shows(&drifting, NOW.0), NOW.0 + 10);
    assert_eq!(shows(&drifting, NOW.0 + 30 * 86_400), NOW.0 + 30 * 86_400 + 10 - 60);
    assert_eq!(device(i64::MIN, 0.0, &[]).code_at(NOW), Err(DeviceError::NoCode));
}

#[test]
fn parameters_are_ignored() {
    let like = |algorithm, digits: u32, period| Parameters::Totp {
        algorithm,
        digits: Digits::new(digits).unwrap(),
        period: Period::new(period).unwrap(),
    };
    let right = |parameters: Parameters| right(SECRET, &parameters, NOW);
    assert_eq!(typed(Quirk::IgnoresAlgorithm), right(like(Algorithm::Sha1, 8, 60)));
    assert_eq!(typed(Quirk::IgnoresDigits), right(like(Algorithm::Sha256, 6, 60)));
    assert_eq!(typed(Quirk::IgnoresPeriod), right(like(Algorithm::Sha256, 8, 30)));
}

#[test]
fn secrets_are_misread() {
    let base32 = Secret::from_bytes(SECRET.to_vec()).unwrap().to_base32();
    assert_eq!(typed(Quirk::SecretAsAscii), right(base32.as_bytes(), &parameters(8), NOW));
    assert_eq!(typed(Quirk::SecretCut), right(&SECRET[..10], &parameters(8), NOW));
    assert_eq!(typed(Quirk::SecretAsHex), right(b"3132333435363738393031323334353637383930", &parameters(8), NOW));
    let twice = Secret::from_bytes(base32.as_bytes().to_vec()).unwrap().to_base32();
    assert_eq!(typed(Quirk::SecretEncodedTwice), right(twice.as_bytes(), &parameters(8), NOW));
    let without = Secret::parse_base32("GEZDGNVGY3TQJQGEZDGNVGY3TQJQ").unwrap();
    assert_eq!(typed(Quirk::LookAlikesTyped), right(without.expose(), &parameters(8), NOW));
    assert_eq!(typed(Quirk::AnotherAccount), right(b"09876543210987654321", &parameters(8), NOW));
}

#[test]
fn digits_are_mistyped() {
    let code = right(SECRET, &parameters(8), NOW);
    let (start, end) = code.split_at(6);
    assert_eq!(typed(Quirk::SwapsDigits), format!("{start}{}", end.chars().rev().collect::<String>()));
    let (start, last) = code.split_at(7);
    let next = (last.parse::<u32>().unwrap() + 1) % 10;
    assert_eq!(typed(Quirk::MistypesADigit), format!("{start}{next}"));
    assert_eq!(typed(Quirk::LeavesOutADigit), start);
    assert_eq!(typed(Quirk::TypesADigitTwice), format!("{start}{last}{last}"));
    assert_eq!(typed(Quirk::LettersForDigits), code.replace('0', "O").replace('1', "l"));
    let wide: Vec<u32> = typed(Quirk::FullWidthDigits).chars().map(|wide| u32::from(wide) - 0xff10).collect();
    assert_eq!(wide, code.chars().map(|digit| digit.to_digit(10).unwrap()).collect::<Vec<_>>());
    let zeros = device(0, 0.0, &[Quirk::DropsLeadingZeros]);
    let at = (0..10_000).map(|step| UnixSeconds(NOW.0 + step * 60));
    let with_zero = at.clone().find(|at| right(SECRET, &parameters(8), *at).starts_with('0')).unwrap();
    assert_eq!(zeros.code_at(with_zero).unwrap().len(), right(SECRET, &parameters(8), with_zero)[1..].len());
}

#[test]
fn the_old_secret_is_kept_by_a_quirk_only() {
    for (quirks, kept) in [(&[Quirk::KeepsOldSecret][..], SECRET), (&[], b"another secret of 20")] {
        let mut device = device(0, 0.0, quirks);
        device.scan(&granted(b"another secret of 20"), &parameters(8)).unwrap();
        assert_eq!(*device.code_at(NOW).unwrap(), right(kept, &parameters(8), NOW));
    }
}

#[test]
fn a_device_that_scanned_nothing_has_no_code() {
    let mut device = Device::new(DeviceDescription::default(), NOW);
    assert_eq!(device.code_at(NOW), Err(DeviceError::NoSecret));
    assert_eq!(device.scan(&Granted::default(), &parameters(6)), Err(DeviceError::NothingGranted));
}

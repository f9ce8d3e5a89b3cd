//! An authenticator, as a test holds it.

use otp::{CodeError, Generator, Secret, UnixSeconds, UriError, parse_uri};

use crate::Clock;

/// An authenticator with one account.
pub struct Device(Generator);

/// Why a device has no account after a scan.
#[derive(Debug, thiserror::Error)]
pub enum ScanError {
    /// It is neither a key URI nor a picture.
    #[error("this is neither an otpauth address nor a picture: {0}")]
    Picture(image::ImageError),
    /// There is not exactly one QR code that can be read.
    #[error("the picture has {0} QR codes that can be read, not one")]
    Codes(usize),
    /// The key URI is none.
    #[error(transparent)]
    Uri(#[from] UriError),
}

impl Device {
    /// Scans what a server shows: the key URI itself (`otpauth://totp/…`), or a picture of its QR code, such as the
    /// PNG of `qr_png` (without its base64).
    ///
    /// The picture is read in this process: it is one your own server made.
    ///
    /// # Errors
    /// It is neither, or there is no key in it.
    pub fn scan(qr: impl AsRef<[u8]>) -> Result<Self, ScanError> {
        let qr = qr.as_ref();
        match std::str::from_utf8(qr) {
            Ok(uri) if uri.trim_start().to_ascii_lowercase().starts_with("otpauth:") => Self::of_uri(uri),
            _ => Self::of_uri(&read(qr)?),
        }
    }

    fn of_uri(uri: &str) -> Result<Self, ScanError> {
        let parsed = parse_uri(uri)?.uri;
        Ok(Self(Generator::new(&parsed.secret, &parsed.parameters)))
    }

    pub(crate) fn of_secret(secret: &Secret) -> Self {
        Self(Generator::new(secret, &otp::Parameters::default()))
    }

    /// The code it shows now.
    ///
    /// # Errors
    /// There is no code at that time.
    pub fn code(&self, clock: &Clock) -> Result<String, CodeError> {
        self.code_at(clock.now())
    }

    /// The code it shows at a moment, in Unix seconds: for a device whose clock is off.
    ///
    /// # Errors
    /// There is no code at that time.
    pub fn code_at(&self, now: u64) -> Result<String, CodeError> {
        Ok(self.0.code_at(UnixSeconds(now))?.as_str().to_owned())
    }
}

impl std::fmt::Debug for Device {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Device").finish_non_exhaustive()
    }
}

fn read(picture: &[u8]) -> Result<String, ScanError> {
    let picture = image::load_from_memory(picture).map_err(ScanError::Picture)?.to_luma8();
    let (width, height) = (picture.width() as usize, picture.height() as usize);
    let shade = |x: usize, y: usize| picture.as_raw().get(y.saturating_mul(width).saturating_add(x)).copied();
    let mut prepared =
        rqrr::PreparedImage::prepare_from_greyscale(width, height, |x, y| shade(x, y).unwrap_or(u8::MAX));
    let mut codes: Vec<String> =
        prepared.detect_grids().iter().filter_map(|grid| grid.decode().ok()).map(|(_, text)| text).collect();
    match (codes.pop(), codes.len()) {
        (Some(only), 0) => Ok(only),
        (found, others) => Err(ScanError::Codes(others.saturating_add(usize::from(found.is_some())))),
    }
}

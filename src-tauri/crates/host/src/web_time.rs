//! How far this machine's clock is from that of a web server: the `Date` of its answers (RFC 9110 §6.6.1), which tells
//! whole seconds.

use std::sync::Arc;
use std::time::{Duration, UNIX_EPOCH};

use rustls::crypto::ring;
use ureq::Agent;
use ureq::tls::{RootCerts, TlsConfig};

use crate::os::{self, Stopwatch};
use crate::time_server::{ClockReading, TimeServerError};

/// How long an answer may take.
const PATIENCE: Duration = Duration::from_secs(5);

/// Whether a name is that of a web server, and so asked here.
pub fn is_address(host: &str) -> bool {
    host.starts_with("https://") || host.starts_with("http://")
}

/// Asks a web server, twice: over a connection that is there already, the way takes less and the reading is better.
///
/// # Errors
/// Nothing of use came within five seconds, or the certificate of the server is not believed.
pub fn ask(address: &str) -> Result<ClockReading, TimeServerError> {
    let agent = agent();
    let first = question(&agent, address)?;
    let second = question(&agent, address).ok();
    Ok(second.filter(|second| second.round_trip < first.round_trip).unwrap_or(first))
}

fn agent() -> Agent {
    let tls = TlsConfig::builder()
        .root_certs(RootCerts::PlatformVerifier)
        .unversioned_rustls_crypto_provider(Arc::new(ring::default_provider()));
    let config = Agent::config_builder()
        .tls_config(tls.build())
        .timeout_global(Some(PATIENCE))
        .http_status_as_error(false)
        .max_redirects(0)
        .max_redirects_will_error(false);
    config.build().into()
}

fn question(agent: &Agent, address: &str) -> Result<ClockReading, TimeServerError> {
    let sent = os::since_epoch();
    let watch = Stopwatch::start();
    let asked = agent.head(address).header("cache-control", "no-cache").call();
    let answer = asked.map_err(|error| refused(address, &error))?;
    let took = watch.elapsed();
    let header = |name: &str| answer.headers().get(name).and_then(|value| value.to_str().ok());
    let no_use = || TimeServerError::NoUse { host: address.to_owned() };
    reading(header("date"), header("age"), sent, took).ok_or_else(no_use)
}

/// `Date` is the beginning of the second in which the answer was made, `Age` how long a cache kept it since.
fn reading(date: Option<&str>, age: Option<&str>, sent: Duration, took: Duration) -> Option<ClockReading> {
    let date = httpdate::parse_http_date(date?).ok()?.duration_since(UNIX_EPOCH).ok()?;
    let age = age.map_or(Some(0), |age| age.trim().parse::<u32>().ok())?;
    let server = date.as_secs_f64() + f64::from(age) + 0.5;
    let here = sent.as_secs_f64() + took.as_secs_f64() / 2.0;
    let unknown = if age == 0 { 1.0 } else { 2.0 };
    Some(ClockReading { ahead: here - server, round_trip: took.as_secs_f64() + unknown })
}

fn refused(address: &str, error: &ureq::Error) -> TimeServerError {
    let (host, why) = (address.to_owned(), error.to_string());
    match error {
        ureq::Error::HostNotFound | ureq::Error::BadUri(_) | ureq::Error::Http(_) => {
            TimeServerError::Unknown { host, why }
        }
        error if is_of_certificate(error) => TimeServerError::Certificate { host, why },
        _ => TimeServerError::NoAnswer { host, why },
    }
}

fn is_of_certificate(error: &ureq::Error) -> bool {
    let tls = match error {
        ureq::Error::Rustls(error) => Some(error),
        ureq::Error::Io(error) => error.get_ref().and_then(|inner| inner.downcast_ref()),
        _ => None,
    };
    matches!(tls, Some(rustls::Error::InvalidCertificate(_)))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Sun, 06 Nov 1994 08:49:37 GMT, the example of RFC 9110 §5.6.7.
    const SECOND: f64 = 784_111_777.0;
    const DATE: &str = "Sun, 06 Nov 1994 08:49:37 GMT";

    fn asked(ahead: f64, date: &str, age: Option<&str>) -> Option<ClockReading> {
        let sent = Duration::from_secs_f64(SECOND + ahead);
        reading(Some(date), age, sent, Duration::from_millis(200))
    }

    #[test]
    fn the_reading_lies_in_the_middle_of_the_second_and_of_the_way() {
        let reading = asked(90.4, DATE, None).unwrap();
        assert!((reading.ahead - 90.0).abs() < 0.001, "{reading:?}");
        assert!((reading.round_trip - 1.2).abs() < 0.001, "good to 0.6 s: {reading:?}");
    }

    #[test]
    fn what_a_cache_kept_is_so_much_older_and_less_sure() {
        let reading = asked(90.4, DATE, Some("60")).unwrap();
        assert!((reading.ahead - 30.0).abs() < 0.001, "{reading:?}");
        assert!((reading.round_trip - 2.2).abs() < 0.001, "{reading:?}");
    }

    #[test]
    fn an_answer_without_a_date_that_can_be_read_is_of_no_use() {
        assert_eq!(asked(0.0, "yesterday", None), None);
        assert_eq!(asked(0.0, DATE, Some("a while")), None);
        assert_eq!(reading(None, None, Duration::ZERO, Duration::ZERO), None);
    }
}

//! How far this machine's clock is from that of a time server: one question and one answer by SNTP (RFC 4330, which
//! RFC 5905 §14 keeps).

use std::io;
use std::net::{ToSocketAddrs, UdpSocket};
use std::time::Duration;

use crate::os::{self, Stopwatch};

/// The port of time servers.
pub const PORT: u16 = 123;
/// How long an answer may take.
const PATIENCE: Duration = Duration::from_secs(5);
/// A question and an answer, in bytes, without what may follow.
const BYTES: usize = 48;
/// Seconds from 1900, where this protocol begins to count, to 1970.
const FROM_1900: u64 = 2_208_988_800;
/// Seconds of an era of this protocol: its 32 bits begin anew in 2036.
const ERA: u64 = 1 << 32;
/// Leap indicator 0, version 4, mode 3: a client.
const QUESTION: u8 = 0b00_100_011;

/// What a time server says of this machine's clock.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ClockReading {
    /// How far the clock of this machine is ahead, in seconds; negative: behind.
    pub ahead: f64,
    /// How long question and answer took together, in seconds: the reading is good to half of it.
    pub round_trip: f64,
}

/// Why nothing is known.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TimeServerError {
    /// The name is none, or nobody knows it.
    #[error("{host} cannot be found: {why}")]
    Unknown {
        /// As it was named.
        host: String,
        /// What the system says.
        why: String,
    },
    /// No answer came.
    #[error("{host} did not answer: {why}")]
    NoAnswer {
        /// As it was named.
        host: String,
        /// What the system says.
        why: String,
    },
    /// It is a web server whose certificate this machine does not believe.
    #[error("the certificate of {host} is not believed: {why}")]
    Certificate {
        /// As it was named.
        host: String,
        /// What is wrong with it.
        why: String,
    },
    /// What came is no answer to the question, or the server does not know the time itself.
    #[error("what {host} answered is of no use")]
    NoUse {
        /// As it was named.
        host: String,
    },
}

impl TimeServerError {
    /// Stable and greppable.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Unknown { .. } => "time-server-unknown",
            Self::NoAnswer { .. } => "time-server-no-answer",
            Self::Certificate { .. } => "time-server-certificate",
            Self::NoUse { .. } => "time-server-no-use",
        }
    }

    /// What to do.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::Unknown { .. } => "name a time server, with its port where that is not 123",
            Self::NoAnswer { .. } => {
                "see whether this network lets UDP to port 123 out, or name a web server: --clock https://HOST"
            }
            Self::Certificate { .. } => {
                "where the clock of this machine is off by months, every certificate looks so: name a time server without https://"
            }
            Self::NoUse { .. } => "name another server",
        }
    }
}

/// Asks a time server: a name or an address, with its port where that is not 123.
///
/// # Errors
/// Nothing of use came within five seconds.
pub fn ask(host: &str) -> Result<ClockReading, TimeServerError> {
    let unknown = |why: String| TimeServerError::Unknown { host: host.to_owned(), why };
    let named = host.to_socket_addrs().or_else(|_| (host.trim_matches(['[', ']']), PORT).to_socket_addrs());
    let address = named.map_err(|error| unknown(error.to_string()))?.next();
    let address = address.ok_or_else(|| unknown("it has no address".to_owned()))?;
    let no_answer = |error: io::Error| TimeServerError::NoAnswer { host: host.to_owned(), why: error.to_string() };
    let local = if address.is_ipv4() { "0.0.0.0:0" } else { "[::]:0" };
    let socket = UdpSocket::bind(local).and_then(|socket| {
        socket.connect(address)?;
        socket.set_read_timeout(Some(PATIENCE))?;
        Ok(socket)
    });
    exchange(&socket.map_err(no_answer)?).map_err(no_answer)?.ok_or(TimeServerError::NoUse { host: host.to_owned() })
}

fn exchange(socket: &UdpSocket) -> io::Result<Option<ClockReading>> {
    let sent = os::since_epoch();
    let watch = Stopwatch::start();
    // What is sent as our time comes back, and tells that the answer is one to this question.
    let mark = stamp(sent);
    let mut question = [0_u8; BYTES];
    let (first, last) = (question.first_mut(), BYTES - mark.len());
    if let Some(first) = first {
        *first = QUESTION;
    }
    question.iter_mut().skip(last).zip(mark).for_each(|(byte, marked)| *byte = marked);
    socket.send(&question)?;
    let mut answer = [0_u8; BYTES];
    let length = socket.recv(&mut answer)?;
    let took = watch.elapsed();
    Ok(if length < BYTES { None } else { reading(&answer, mark, sent, took) })
}

/// RFC 4330 §5: the offset is half the sum of both differences, the delay what of the time was not the server's own.
fn reading(answer: &[u8; BYTES], mark: [u8; 8], sent: Duration, took: Duration) -> Option<ClockReading> {
    let [head, stratum, ..] = *answer;
    let is_of_a_server = head & 0b111 == 4 && head >> 6 != 3 && (1..=15).contains(&stratum);
    let field = |at: usize| answer.get(at..at.checked_add(8)?)?.try_into().ok();
    if !is_of_a_server || field(24) != Some(mark) || field(40)? == [0; 8] {
        return None;
    }
    let received = seconds(field(32)?, sent);
    let answered = seconds(field(40)?, sent);
    let (sent, came) = (sent.as_secs_f64(), (sent + took).as_secs_f64());
    let server_ahead = ((received - sent) + (answered - came)) / 2.0;
    Some(ClockReading { ahead: -server_ahead, round_trip: (came - sent) - (answered - received) })
}

/// A time as the protocol writes it: 32 bits of seconds since 1900, 32 bits of the fraction.
fn stamp(since_1970: Duration) -> [u8; 8] {
    let seconds = since_1970.as_secs().wrapping_add(FROM_1900) % ERA;
    let fraction = (u64::from(since_1970.subsec_nanos()) << 32) / 1_000_000_000;
    (seconds << 32 | fraction).to_be_bytes()
}

/// Seconds since 1970, of the era that is nearest to what this machine's own clock says.
fn seconds(stamp: [u8; 8], near: Duration) -> f64 {
    let whole = u64::from_be_bytes(stamp);
    let (seconds, fraction) = (whole >> 32, whole & (ERA - 1));
    let near = near.as_secs().wrapping_add(FROM_1900);
    let eras = [near / ERA, (near / ERA).wrapping_add(1), (near / ERA).saturating_sub(1)];
    let nearest = eras.into_iter().map(|era| era.wrapping_mul(ERA).wrapping_add(seconds));
    let nearest = nearest.min_by_key(|candidate| candidate.abs_diff(near)).unwrap_or(seconds);
    #[expect(clippy::cast_precision_loss, reason = "seconds of some hundred years, and a fraction of one")]
    let since_1970 = nearest as f64 - FROM_1900 as f64 + fraction as f64 / ERA as f64;
    since_1970
}

#[cfg(test)]
mod tests {
    use super::*;

    const SENT: Duration = Duration::from_millis(1_800_000_000_250);

    fn answered(ahead: f64, change: impl FnOnce(&mut [u8; BYTES])) -> Option<ClockReading> {
        let mut answer = [0; BYTES];
        (answer[0], answer[1]) = (0b00_100_100, 2);
        answer[24..32].copy_from_slice(&stamp(SENT));
        let server = |later: f64| stamp(Duration::from_secs_f64(SENT.as_secs_f64() + ahead + later));
        answer[32..40].copy_from_slice(&server(0.1));
        answer[40..48].copy_from_slice(&server(0.2));
        change(&mut answer);
        reading(&answer, stamp(SENT), SENT, Duration::from_millis(300))
    }

    #[test]
    fn the_clock_is_as_far_ahead_as_the_server_is_behind() {
        for off in [0.0, 42.5, -3_600.0, 200_000_000.0] {
            let reading = answered(off, |_| {}).unwrap();
            assert!((reading.ahead + off).abs() < 0.001, "{off}: {reading:?}");
            assert!((reading.round_trip - 0.2).abs() < 0.001, "{reading:?}");
        }
    }

    #[test]
    fn an_answer_to_another_question_or_of_no_server_is_of_no_use() {
        assert_eq!(answered(0.0, |answer| answer[31] ^= 1), None, "another question");
        assert_eq!(answered(0.0, |answer| answer[0] = QUESTION), None, "a client");
        assert_eq!(answered(0.0, |answer| answer[0] |= 0b1100_0000), None, "it does not know the time");
        assert_eq!(answered(0.0, |answer| answer[1] = 0), None, "a refusal");
        assert_eq!(answered(0.0, |answer| answer[40..48].fill(0)), None, "no time");
    }
}

//! A moment as typed: Unix seconds, or RFC 3339.

use otp::UnixSeconds;

/// Why a text is no moment codes can be made for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum MomentError {
    #[error("write Unix seconds such as 1772366400, or a time with its zone such as 2026-03-01T12:00:00Z")]
    Unknown,
    #[error("codes are counted from 1970 on")]
    Before1970,
}

/// Reads a moment. RFC 3339 has a zone; a time without one would be a guess, so it is refused.
pub(crate) fn parse(text: &str) -> Result<UnixSeconds, MomentError> {
    let text = text.trim();
    if let Ok(seconds) = text.parse() {
        return Ok(UnixSeconds(seconds));
    }
    if text.parse::<i64>().is_ok() {
        return Err(MomentError::Before1970);
    }
    let timestamp: jiff::Timestamp = text.parse().map_err(|_| MomentError::Unknown)?;
    // Rounds towards the past, as a clock that shows whole seconds does.
    let seconds = timestamp.as_second() - i64::from(timestamp.subsec_nanosecond() < 0);
    u64::try_from(seconds).map(UnixSeconds).map_err(|_| MomentError::Before1970)
}

/// A moment as a person reads it, in UTC.
pub(crate) fn print(moment: UnixSeconds) -> String {
    let timestamp = i64::try_from(moment.0).ok().and_then(|seconds| jiff::Timestamp::from_second(seconds).ok());
    timestamp.map_or_else(|| moment.0.to_string(), |timestamp| timestamp.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unix_seconds_and_rfc_3339_name_the_same_moment() {
        for text in ["1612380872", "2021-02-03T19:34:32Z", "2021-02-03T20:34:32+01:00", "2021-02-03t19:34:32.9z"] {
            assert_eq!(parse(text), Ok(UnixSeconds(1_612_380_872)), "{text}");
        }
        assert_eq!(print(UnixSeconds(1_612_380_872)), "2021-02-03T19:34:32Z");
    }

    #[test]
    fn a_moment_past_2038_and_the_largest_one_are_read() {
        assert_eq!(parse("20000000000"), Ok(UnixSeconds(20_000_000_000)));
        assert_eq!(parse(&u64::MAX.to_string()), Ok(UnixSeconds(u64::MAX)));
        assert_eq!(print(UnixSeconds(u64::MAX)), u64::MAX.to_string());
    }

    #[test]
    fn a_moment_before_1970_is_refused() {
        for text in ["-1", "1969-12-31T23:59:59.5Z", "-9223372036854775808"] {
            assert_eq!(parse(text), Err(MomentError::Before1970), "{text}");
        }
    }

    #[test]
    fn what_would_be_a_guess_is_refused() {
        for text in ["", "now", "2021-02-03", "2021-02-03T19:34:32", "19:34", "99999999999999999999", "1e9"] {
            assert_eq!(parse(text), Err(MomentError::Unknown), "{text}");
        }
    }
}

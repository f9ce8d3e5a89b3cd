//! The catalogue of causes, with what each is worth before anything is known.

use serde::{Deserialize, Serialize};

/// Kinds of causes: name, title for people, prior in parts of a thousand among rejections that staff are asked about.
macro_rules! catalogue {
    ($($(#[$meta:meta])+ $kind:ident = $name:literal, $title:literal, $prior:literal;)+) => {
        /// A kind of cause.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(rename_all = "kebab-case")]
        pub enum Kind {
            $($(#[$meta])+ $kind),+
        }

        impl Kind {
            /// All of them, in the order of the catalogue.
            pub const ALL: &'static [Kind] = &[$(Kind::$kind),+];

            /// Its name: stable and greppable.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self {
                    $(Kind::$kind => $name),+
                }
            }

            /// What it is, in a few words.
            #[must_use]
            pub fn title(self) -> &'static str {
                match self {
                    $(Kind::$kind => $title),+
                }
            }

            /// How many of a thousand rejections that staff are asked about it is supposed to be behind; 0 for what is
            /// known and need not be supposed.
            #[must_use]
            pub fn prior_in_a_thousand(self) -> f64 {
                match self {
                    $(Kind::$kind => $prior),+
                }
            }
        }
    };
}

catalogue! {
    /// The clock of the device is off: by a steady or by a growing amount.
    DeviceClock = "device-clock", "the clock of the device is off", 200.0;
    /// The clock was set by hand in another time zone, or for summer time.
    TimeZone = "time-zone", "the clock was set by hand in another time zone, or an hour off", 50.0;
    /// The date of the device is wrong by whole days.
    WrongDate = "wrong-date", "the date of the device is wrong", 20.0;
    /// The clock of the server is off.
    ServerClock = "server-clock", "the clock of the server is off", 20.0;
    /// The code was right, and typed too late.
    TypedLate = "typed-late", "the code was typed too late", 100.0;
    /// The code of the step that comes next.
    NextCode = "next-code", "the next code was typed", 10.0;
    /// The code was used before.
    Replay = "replay", "the code was used before", 60.0;
    /// A code of a device that was replaced or removed.
    RetiredSecret = "retired-secret", "a code of an older set-up", 60.0;
    /// A code of a set-up that was begun and never finished.
    PendingSecret = "pending-secret", "a code of a set-up that was not finished", 40.0;
    /// Two devices are set up, and the code is of the other.
    NotAskedDevice = "not-asked-device", "a code of another device of the account", 30.0;
    /// The QR code and the key beside it differ.
    OtherForm = "other-form", "the QR code and the key beside it differ", 10.0;
    /// A code of another account of the same person.
    OtherAccount = "other-account", "a code of another account of the person", 80.0;
    /// The app takes another hash than the QR code names.
    IgnoresAlgorithm = "ignores-algorithm", "the app ignores the algorithm", 20.0;
    /// The app shows another number of digits than the QR code names.
    IgnoresDigits = "ignores-digits", "the app ignores the number of digits", 15.0;
    /// The app takes another period than the QR code names.
    IgnoresPeriod = "ignores-period", "the app ignores the period", 20.0;
    /// Several of these at once.
    IgnoresSeveral = "ignores-several", "the app ignores several parameters", 10.0;
    /// The base32 text was taken for the secret itself.
    SecretAsText = "secret-as-text", "the secret was read as text, or encoded twice", 15.0;
    /// The hexadecimal text was taken for the secret itself.
    SecretAsHex = "secret-as-hex", "the hexadecimal text was read as the secret", 5.0;
    /// The verifier holds the text of a secret, and the app decoded it.
    SecretDecodedTwice = "secret-decoded-twice", "the secret was decoded once more", 3.0;
    /// Letters of the secret were taken for others.
    SecretLookAlike = "secret-look-alike", "letters of the secret were confused", 10.0;
    /// Only the beginning of the secret was kept.
    SecretCut = "secret-cut", "the secret was cut", 10.0;
    /// Digits of the code are missing.
    CodeCut = "code-cut", "digits of the code are missing", 30.0;
    /// The zeros at the front of the code are missing.
    ZeroLost = "zero-lost", "the zero at the front is missing", 15.0;
    /// Two neighbouring digits changed places.
    DigitsSwapped = "digits-swapped", "two digits are swapped", 40.0;
    /// One digit is wrong.
    DigitMistyped = "digit-mistyped", "one digit is wrong", 80.0;
    /// One digit too many.
    DigitExtra = "digit-extra", "one digit too many", 10.0;
    /// The counter of the device is ahead of the window.
    CounterAhead = "counter-ahead", "the counter of the device is ahead", 120.0;
    /// The counter of the device is behind, or its code was used before.
    CounterBehind = "counter-behind", "the counter of the device is behind, or the code was used before", 60.0;
    /// Nothing is wrong with the code.
    CodeIsRight = "code-is-right", "the code is right", 20.0;
    /// Nothing of the catalogue explains it.
    NothingKnown = "nothing-known", "nothing in the catalogue explains it", 50.0;
    /// Digits of another script.
    ForeignDigits = "foreign-digits", "digits of another script, such as full-width ones", 0.0;
    /// Letters that look like digits.
    LettersForDigits = "letters-for-digits", "letters in the place of digits", 0.0;
    /// The text cannot be a code.
    CannotBeACode = "cannot-be-a-code", "the text cannot be a code", 0.0;
    /// A backup code that could be used, where none is taken.
    BackupCodeWrongPlace = "backup-code-wrong-place", "a backup code in the wrong place", 0.0;
    /// A backup code that was used.
    BackupCodeUsed = "backup-code-used", "the backup code was used before", 0.0;
    /// A backup code of a set that came to its end.
    BackupCodeExpired = "backup-code-expired", "the backup code is too old", 0.0;
    /// The form of a backup code, and none of those the person has.
    BackupCodeUnknown = "backup-code-unknown", "no backup code of the person, or a mistyped one", 0.0;
    /// Locked after too many wrong tries.
    Locked = "locked", "locked after too many wrong tries", 0.0;
    /// Too soon after wrong tries.
    Throttled = "throttled", "too soon after wrong tries", 0.0;
    /// The half sign-in had ended.
    SessionOver = "session-over", "the half sign-in had ended", 0.0;
    /// A device was set up and never confirmed, and there is no other.
    NeverConfirmed = "never-confirmed", "the device was never confirmed", 0.0;
    /// The account has no device that counts.
    NoSecondFactor = "no-second-factor", "the account has no second factor", 0.0;
}

/// Causes that leave identical evidence count as one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Class {
    /// A little behind: a clock that is up to ten minutes slow, or a code typed so late.
    Behind,
    /// A little ahead: a clock up to a minute fast, or the next code.
    Ahead,
    /// A cause of its own.
    Only(Kind),
}

impl Class {
    /// How far behind a clock leaves the evidence of a code typed late, in seconds.
    pub const BEHIND_SECONDS: i64 = 600;

    /// How far ahead a clock leaves the evidence of the next code, in seconds.
    pub const AHEAD_SECONDS: i64 = 60;

    /// The class of a cause; `offset` is that of the clock in seconds, and `others` whether anything is known of the
    /// codes of other people: without, nobody can tell the server's clock from the device's.
    #[must_use]
    pub fn of(kind: Kind, offset: i64, others: bool) -> Self {
        let kind = if kind == Kind::ServerClock && !others { Kind::DeviceClock } else { kind };
        let is_near = |reach: i64| kind == Kind::DeviceClock && offset.abs() <= reach;
        match kind {
            Kind::TypedLate => Self::Behind,
            Kind::NextCode => Self::Ahead,
            _ if offset < 0 && is_near(Self::BEHIND_SECONDS) => Self::Behind,
            _ if offset >= 0 && is_near(Self::AHEAD_SECONDS) => Self::Ahead,
            _ => Self::Only(kind),
        }
    }

    /// Its name: stable and greppable.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Behind => "a-little-behind",
            Self::Ahead => "a-little-ahead",
            Self::Only(kind) => kind.name(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slow_clock_and_a_late_person_are_one_class_within_ten_minutes() {
        assert_eq!(Class::of(Kind::DeviceClock, -Class::BEHIND_SECONDS, false), Class::of(Kind::TypedLate, 0, false));
        assert_ne!(Class::of(Kind::DeviceClock, -601, false), Class::of(Kind::TypedLate, 0, false));
        assert_eq!(Class::of(Kind::DeviceClock, Class::AHEAD_SECONDS, false), Class::of(Kind::NextCode, 0, false));
    }

    #[test]
    fn the_servers_clock_is_told_apart_only_by_other_people() {
        assert_eq!(Class::of(Kind::ServerClock, 3_000, false), Class::of(Kind::DeviceClock, 3_000, false));
        assert_ne!(Class::of(Kind::ServerClock, 3_000, true), Class::of(Kind::DeviceClock, 3_000, true));
    }

    #[test]
    fn names_are_those_of_the_files() {
        for kind in Kind::ALL {
            assert_eq!(serde_json::to_value(kind).unwrap(), kind.name());
        }
    }
}

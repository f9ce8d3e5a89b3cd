//! What staff should do, and what to tell the person, in plain words.

use crate::{Evidence, Kind, Offset};

/// What staff should do.
pub(crate) fn staff(kind: Kind, offset: Option<&Offset>, evidence: &Evidence) -> String {
    match kind {
        Kind::DeviceClock => format!(
            "The clock of the device is {}. Have it set to automatic time. The account needs no change; a wider window \
             than {} back would only hide it.",
            off(offset),
            some(evidence.window.back.into(), "step")
        ),
        Kind::TimeZone => format!(
            "The clock of the device is {}. Have time and time zone set to automatic; setting the time by hand to look \
             right in the wrong zone is what went wrong.",
            off(offset)
        ),
        Kind::WrongDate => format!("The clock of the device is {}. Have date and time set to automatic.", off(offset)),
        Kind::ServerClock => format!(
            "Several people share this offset: compare the server's own clock with a time server. As seen from it, \
             devices are {}.",
            off(offset)
        ),
        Kind::DigitMistyped | Kind::DigitsSwapped | Kind::CodeCut | Kind::DigitExtra if is_off(offset) => {
            format!("Two mistakes: the code was typed wrong, and the clock of the device is {}.", off(offset))
        }
        _ => staff_without_time(kind).to_owned(),
    }
}

fn staff_without_time(kind: Kind) -> &'static str {
    match kind {
        Kind::TypedLate => "Nothing to mend. Have the next code typed while it is fresh.",
        Kind::NextCode => "Nothing to mend: the app shows the next code as well. Have the current one typed.",
        Kind::Replay => {
            "Nothing to mend: each code works once. Have the person wait for the next one. If they never used it, somebody else did: look at the journal."
        }
        Kind::RetiredSecret => {
            "The device still has an older set-up. Have its entry deleted, and enrol the device again if it should count."
        }
        Kind::PendingSecret => {
            "A set-up was begun and never confirmed, and the app shows its codes. Have the older entry used, or the set-up done again to its end."
        }
        Kind::NotAskedDevice => "The code is of another device of the person. Have the one that is asked for used.",
        Kind::OtherForm => {
            "The QR code and the key beside it are not the same secret: a fault of the site. Have the device set up again by the other form, and report the fault."
        }
        Kind::OtherAccount => {
            "The code is of another account of the person. Have the entry with the right name chosen."
        }
        Kind::IgnoresAlgorithm => "The app does not know the hash of the set-up. Use an app that does, or SHA-1.",
        Kind::IgnoresDigits => {
            "The app shows another number of digits than the set-up says. Use an app that follows it, or 6 digits."
        }
        Kind::IgnoresPeriod => {
            "The app takes another period than the set-up says. Use an app that follows it, or 30 seconds."
        }
        Kind::IgnoresSeveral => {
            "The app ignores several parameters of the set-up. Use an app that follows them, or the defaults."
        }
        Kind::SecretAsText => {
            "One side takes the base32 text for the secret itself, or encodes it twice. If many people are affected it is the site; else have the device set up by the QR code."
        }
        Kind::SecretAsHex => {
            "One side takes the hexadecimal text for the secret itself. If many people are affected it is the site."
        }
        Kind::SecretDecodedTwice => {
            "The site keeps the text of a secret where the secret itself belongs. Have its code mended."
        }
        Kind::SecretLookAlike => {
            "The key was typed with letters confused (O and 0, I and 1 or L, 8 and B). Have the device set up again, by the QR code."
        }
        Kind::SecretCut => {
            "The app kept only the beginning of the secret. Use another app, or have the key typed whole."
        }
        Kind::CodeCut => "Digits of the code are missing. Look whether the field cuts what is pasted.",
        Kind::ZeroLost => {
            "The zero at the front of the code was lost: it was taken for a number on its way. Look at what fills in the field."
        }
        Kind::DigitsSwapped => "Nothing to mend: two digits changed places. Have the next code typed.",
        Kind::DigitMistyped => "Nothing to mend: one digit was wrong. Have the next code typed.",
        Kind::DigitExtra => "Nothing to mend: one digit too many. Have the next code typed.",
        Kind::CounterAhead => {
            "The button was pressed more often than codes were used. Synchronise the device by two codes in a row (RFC 4226, section 7.4)."
        }
        Kind::CounterBehind => {
            "The code was used before, or the device was restored from an older state. If the next codes do not work either, set it up again."
        }
        Kind::CodeIsRight => {
            "The code is right for this time. If it was rejected, look at what else the verifier asks, and at its clock."
        }
        Kind::ForeignDigits => "The digits are of another script. Have the keyboard set to plain digits.",
        Kind::LettersForDigits => "There are letters in the place of digits. Have the digits typed.",
        Kind::CannotBeACode => {
            "The text cannot be a code: perhaps a password or a name. Have the person look which field it belongs to."
        }
        Kind::BackupCodeWrongPlace => {
            "It is a backup code that still works. Have it given where backup codes are taken."
        }
        Kind::BackupCodeUsed => {
            "The backup code was used before. Have the next of the list used, and the used ones crossed out."
        }
        Kind::BackupCodeExpired => "The set of backup codes came to its end. Have a new one made.",
        Kind::BackupCodeUnknown => {
            "It looks like a backup code and is none that the person has now: of an older set, or mistyped."
        }
        Kind::Locked => {
            "Locked after too many wrong tries: the code was not looked at. Make sure it is the person, then unlock."
        }
        Kind::Throttled => "Too soon after wrong tries: the code was not looked at. Have the person wait.",
        Kind::SessionOver => {
            "The sign-in had run out before the code came. Have the person begin again with the password."
        }
        Kind::NeverConfirmed => {
            "The device was set up and never confirmed by a code, so none of its codes count. Have the set-up done again to its end."
        }
        Kind::NoSecondFactor => "The account has no device that counts. Have one set up.",
        _ => "Nothing that is known explains it. Ask what the question below asks; a new set-up mends whatever it is.",
    }
}

/// What to tell the person.
pub(crate) fn person(kind: Kind, offset: Option<&Offset>) -> String {
    match kind {
        Kind::DeviceClock | Kind::TimeZone | Kind::WrongDate => format!(
            "The clock of your phone is {}, so its codes are not right. Please set date and time to automatic, and try \
             again.",
            off(offset)
        ),
        _ => person_without_time(kind).to_owned(),
    }
}

fn person_without_time(kind: Kind) -> &'static str {
    match kind {
        Kind::ServerClock => "The fault is ours: a clock of ours was wrong. Please try again in a while.",
        Kind::TypedLate => "Your code had just run out. Please type the next one while it is shown.",
        Kind::NextCode => "You typed the code that comes next. Please type the one that is shown now.",
        Kind::Replay => "This code was used before, and each works once. Please wait for the next one.",
        Kind::RetiredSecret => {
            "Your app still shows codes of an older set-up. Please delete that entry and use the newer one, or ask us for a new set-up."
        }
        Kind::PendingSecret => {
            "Your app shows codes of a set-up that was not finished. Please use the older entry, or set it up again and type one code at the end."
        }
        Kind::NotAskedDevice => "This is a code of your other device. Please use the one that the page asks for.",
        Kind::OtherAccount => "This is a code of another account of yours. Please choose the right entry in your app.",
        Kind::IgnoresAlgorithm | Kind::IgnoresDigits | Kind::IgnoresPeriod | Kind::IgnoresSeveral => {
            "Your app does not support everything our codes need. Please set up another app; we can name one."
        }
        Kind::OtherForm | Kind::SecretAsText | Kind::SecretAsHex | Kind::SecretDecodedTwice => {
            "Your app has a different key from ours. Please set it up again by scanning the QR code."
        }
        Kind::SecretLookAlike | Kind::SecretCut => {
            "The key in your app is not quite right. Please set it up again by scanning the QR code."
        }
        Kind::CodeCut => "Some digits of your code were missing. Please type all of the next one.",
        Kind::ZeroLost => "Your code begins with a zero, and the zero was lost. Please type it with the zero.",
        Kind::DigitsSwapped | Kind::DigitMistyped | Kind::DigitExtra => {
            "A digit of your code was wrong. Please type the next one."
        }
        Kind::CounterAhead => {
            "Your device is some codes ahead. Please give us two codes in a row, and we bring it back."
        }
        Kind::CounterBehind => "This code was used before. Please make the next one.",
        Kind::CodeIsRight => "Your code is right. Please try once more; if it fails, we look into it.",
        Kind::ForeignDigits | Kind::LettersForDigits => "Please type the code with plain digits, 0 to 9.",
        Kind::CannotBeACode => "What you typed is not a code. Please open your app and type the digits it shows.",
        Kind::BackupCodeWrongPlace => {
            "This is one of your backup codes, and it still works. Please choose to sign in with a backup code."
        }
        Kind::BackupCodeUsed => "This backup code was used before. Please take the next one of your list.",
        Kind::BackupCodeExpired => "Your backup codes are too old. Please make new ones when you have signed in.",
        Kind::BackupCodeUnknown => {
            "This is none of your backup codes. Please look for the newest list, and for mistakes in typing."
        }
        Kind::Locked => "Your sign-in is locked after too many wrong codes. We unlock it when we know that it is you.",
        Kind::Throttled => {
            "There were several wrong codes, so the next try has to wait. Please try again in a few minutes."
        }
        Kind::SessionOver => "Your sign-in took too long. Please begin again with your password.",
        Kind::NeverConfirmed => {
            "Your app was not set up to the end. Please set it up again, and type one code at the end."
        }
        Kind::NoSecondFactor => "Your account has no app yet that makes codes for it. Please set one up.",
        _ => "We do not know yet why your code does not work. Please tell us the next code that your app shows.",
    }
}

fn is_off(offset: Option<&Offset>) -> bool {
    offset.is_some_and(|offset| offset.from.abs().min(offset.until.abs()) > 60)
}

/// "about 3 minutes behind".
pub(crate) fn off(offset: Option<&Offset>) -> String {
    let Some(offset) = offset else { return "off".to_owned() };
    let middle = offset.from.midpoint(offset.until);
    let side = if middle < 0 { "behind" } else { "ahead" };
    let drift = offset.drift_per_day.map(|drift| {
        let does = if drift < 0.0 { "loses" } else { "gains" };
        format!(" and {does} {:.0} seconds a day", drift.abs())
    });
    format!("about {} {side}{}", duration(middle.unsigned_abs()), drift.unwrap_or_default())
}

/// So many of a unit.
pub(crate) fn some(count: u64, unit: &str) -> String {
    format!("{count} {unit}{}", if count == 1 { "" } else { "s" })
}

/// So many seconds in the words of a person.
pub(crate) fn duration(seconds: u64) -> String {
    let minutes = (seconds + 30) / 60;
    match seconds {
        0..=99 => some(seconds, "second"),
        100..=5_399 => some(minutes, "minute"),
        5_400..=100_000 if minutes.is_multiple_of(60) => some(minutes / 60, "hour"),
        5_400..=100_000 => format!("{} and {}", some(minutes / 60, "hour"), some(minutes % 60, "minute")),
        _ => some((seconds + 43_200) / 86_400, "day"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_duration_is_told_as_people_do() {
        for (seconds, words) in [
            (45, "45 seconds"),
            (185, "3 minutes"),
            (3_605, "60 minutes"),
            (7_200, "2 hours"),
            (9_010, "2 hours and 30 minutes"),
            (172_805, "2 days"),
        ] {
            assert_eq!(duration(seconds), words);
        }
    }
}

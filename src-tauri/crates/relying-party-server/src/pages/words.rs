//! Rejections and things, in sentences for people.

use otp::Parameters;
use relying_party::policy::{Policy, Window};
use relying_party::{AddressKind, Rejection};

use super::frame::Shown;

/// What was asked for, so that a refusal names it. Why it was refused is never said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Asked {
    /// A name and a password.
    Credentials,
    /// A password.
    Password,
    /// A one-time code or a backup code.
    Code,
    /// A code that was sent.
    SentCode,
    /// A word that was sent.
    Word,
}

/// A rejection at the field it is about.
pub(super) fn shown(rejection: &Rejection, asked: Asked) -> Shown {
    let field = match rejection {
        Rejection::BadName | Rejection::NameTaken => "name",
        Rejection::BadPassword(_) => "password",
        _ => "",
    };
    Shown::at_field(field, sentence(rejection, asked))
}

/// A rejection as a sentence.
pub(super) fn sentence(rejection: &Rejection, asked: Asked) -> String {
    match rejection {
        Rejection::Credentials => refused(asked).to_owned(),
        Rejection::TooManyTries { retry_after } => {
            format!("There were too many wrong tries. Wait {}, then try again.", wait(*retry_after))
        }
        Rejection::Locked => {
            "This way of signing in is locked after too many wrong tries. Use another way, or ask an administrator to \
             unlock it."
                .to_owned()
        }
        Rejection::NameTaken => "This name is taken. Choose another one.".to_owned(),
        Rejection::BadPassword(problem) => format!("{}.", capital(&problem.to_string())),
        Rejection::BadAddress => {
            "This is no address codes can be sent to. Give an e-mail address, or a telephone number that begins with \
             + and the country."
                .to_owned()
        }
        Rejection::EnrolmentOver => "This set-up is over: it took too long, or a newer one was begun.".to_owned(),
        Rejection::AppIgnores(what) => format!(
            "The code is right for another {what}: your app ignores what the QR code says. Use another app, or ask \
             the administrator for SHA-1, 6 digits and 30 seconds."
        ),
        other => format!("{}; {}.", capital(&other.to_string()), other.hint()),
    }
}

fn refused(asked: Asked) -> &'static str {
    match asked {
        Asked::Credentials => "The name or the password is not right.",
        Asked::Password => "The password is not right.",
        Asked::Code => "This code is not right. A code works once, and a one-time code for a short time only.",
        Asked::SentCode => "This code is not right. Only the newest code that was sent counts, for a short time.",
        Asked::Word => "The name or the word is not right, or the word is too old.",
    }
}

/// How long, as people say it.
fn wait(seconds: u64) -> String {
    match seconds {
        0 | 1 => "1 second".to_owned(),
        2..=90 => format!("{seconds} seconds"),
        _ => format!("{} minutes", seconds.div_ceil(60)),
    }
}

/// `text` with a capital first letter.
pub(super) fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// How codes get to an address.
pub(super) fn kind(kind: AddressKind) -> &'static str {
    match kind {
        AddressKind::Sms => "SMS",
        AddressKind::Email => "E-mail",
    }
}

/// What decides a device's codes.
pub(super) fn parameters(parameters: &Parameters) -> String {
    let algorithm = match parameters.algorithm() {
        otp::Algorithm::Sha1 => "SHA-1",
        otp::Algorithm::Sha256 => "SHA-256",
        otp::Algorithm::Sha512 => "SHA-512",
    };
    let period = parameters.period().map_or(String::new(), |period| format!(", {} seconds", period.seconds()));
    format!("{algorithm}, {} digits{period}", parameters.digits().value())
}

/// Which codes are accepted.
pub(super) fn window(window: Window) -> String {
    let steps = |count: u8| if count == 1 { "one step".to_owned() } else { format!("{count} steps") };
    match window {
        Window { back: 0, ahead: 0 } => "Only the current one, and only once".to_owned(),
        Window { back, ahead } if back == ahead => {
            format!("The current one and {} to either side, each only once", steps(back))
        }
        Window { back, ahead } => {
            format!("The current one, {} before and {} after, each only once", steps(back), steps(ahead))
        }
    }
}

/// By what ways codes are sent.
pub(super) fn sent(policy: &Policy) -> &'static str {
    match (policy.out_of_band.sms, policy.out_of_band.email) {
        (true, true) => "By SMS and e-mail, into this server's outbox",
        (true, false) => "By SMS, into this server's outbox",
        (false, true) => "By e-mail, into this server's outbox",
        (false, false) => "Not at all",
    }
}

#[cfg(test)]
mod tests {
    use super::{Asked, sentence};
    use relying_party::Rejection;
    use relying_party::rules::password::PasswordProblem;

    #[test]
    fn a_wait_is_said_in_seconds_or_minutes() {
        let said = |retry_after| sentence(&Rejection::TooManyTries { retry_after }, Asked::Code);
        assert!(said(1).contains("Wait 1 second,"));
        assert!(said(64).contains("Wait 64 seconds,"));
        assert!(said(900).contains("Wait 15 minutes,"));
    }

    #[test]
    fn every_rejection_is_a_sentence() {
        let all = [
            Rejection::Credentials,
            Rejection::TooManyTries { retry_after: 1 },
            Rejection::Locked,
            Rejection::NoSession,
            Rejection::WrongSession,
            Rejection::PasswordNeeded,
            Rejection::BadName,
            Rejection::NameTaken,
            Rejection::BadPassword(PasswordProblem::TooCommon),
            Rejection::BadAddress,
            Rejection::NotFound,
            Rejection::EnrolmentOver,
            Rejection::AppIgnores("period"),
            Rejection::NotAllowed,
            Rejection::TooMany,
        ];
        for rejection in all {
            let said = sentence(&rejection, Asked::Credentials);
            assert!(said.ends_with('.') && said.starts_with(char::is_uppercase), "{said}");
        }
    }
}

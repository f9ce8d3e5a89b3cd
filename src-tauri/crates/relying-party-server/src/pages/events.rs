//! The journal's words, in words for people.

use relying_party::JournalView;

use super::moment::Moment;

/// An entry, for the one whose account it is.
pub(super) struct Activity {
    pub(super) what: String,
    pub(super) is_rejected: bool,
    pub(super) at: Moment,
    pub(super) source: String,
}

impl Activity {
    pub(super) fn of(entry: &JournalView) -> Self {
        Self {
            what: what(&entry.event),
            is_rejected: entry.outcome == "rejected",
            at: Moment::new(entry.at),
            source: entry.source.clone(),
        }
    }
}

/// What was decided on.
pub(super) fn what(event: &str) -> String {
    let words = match event {
        "register" => "Registration",
        "login.password" => "Sign-in: password",
        "login.second-factor" => "Sign-in: second step",
        "session.password" => "Password asked for again",
        "session.second-factor" => "Code asked for again",
        "recovery" => "Recovery without the device",
        "session.use" => "Use of an ended session",
        "session.log-out" => "Signed out",
        "session.end" => "Session ended",
        "enrolment.start" => "Authenticator: set-up",
        "enrolment.confirm" => "Authenticator: confirmation",
        "device.rename" => "Authenticator: renamed",
        "device.remove" => "Authenticator: removed",
        "backup-codes.make" => "New backup codes",
        "address.add" => "Address: added",
        "address.confirm" => "Address: confirmation",
        "address.remove" => "Address: removed",
        "code.send" => "Sending of a code",
        "password.change" => "Change of the password",
        "password.reset-ask" => "Asking for a new password",
        "password.reset" => "New password by a word",
        "without-device" => "Signing in without a device",
        "admin.create" => "Added by an administrator",
        "admin.delete" => "Deleted by an administrator",
        "admin.reset" => "Second factor reset by an administrator",
        "admin.unlock" => "Unlocked by an administrator",
        "admin.password" => "Password set by an administrator",
        "admin.reason" => "A rejection looked into",
        "keys.rotate" => "Sealed under a new key",
        other => other,
    };
    words.to_owned()
}

/// Why it was decided so.
pub(super) fn reason(reason: &str) -> String {
    let words = match reason {
        "wrong-password" => "The password is wrong",
        "unknown-name" => "There is no such user",
        "throttled" => "Too soon after wrong tries",
        "locked" => "Locked after too many wrong tries",
        "wrong-code" => "No code of a device now",
        "replayed" => "The code was used before",
        "unreadable" => "This cannot be a code",
        "not-a-recovery-code" => "Not a backup code",
        "unknown-slot" => "No backup code begins so",
        "wrong-backup-code" => "The backup code is wrong",
        "used-backup-code" => "The backup code was used before",
        "expired-backup-code" => "The backup code is too old",
        "wrong-sent-code" => "Not the code that was sent",
        "wrong-word" => "Not the word that was sent",
        "no-address" => "There is no confirmed e-mail address",
        "expired-half-session" => "The half sign-in took too long",
        "expired-session" => "The session had ended",
        "idle-session" => "The session was idle too long",
        "enrolment-over" => "The set-up was over",
        "app-ignores-parameter" => "The app ignores what the QR code says",
        "name-taken" => "The name is taken",
        "must-enrol" => "Has to enrol a device first",
        "no-second-factor" => "Has no second factor",
        "password" => "By password alone",
        "code" => "By one-time code",
        "backup-code" => "By backup code",
        "sent-code" => "By a code that was sent",
        "others" => "All others",
        "sms" => "By SMS",
        "email" => "By e-mail",
        other => return skipped(other),
    };
    words.to_owned()
}

fn skipped(reason: &str) -> String {
    match reason.strip_prefix("skipped-by-rule-") {
        Some(number) => format!("Rule {number} asks for no second factor"),
        None => reason.to_owned(),
    }
}

/// The ways of signing in that can be locked.
pub(super) fn way(way: &str) -> &str {
    match way {
        "code" => "one-time codes",
        "backup" => "backup codes",
        "sent" => "codes that were sent",
        "ask" => "asking for codes",
        "confirm" => "confirming a device",
        "set-up" => "setting up a device",
        "reset" => "setting a new password by a word",
        other => other,
    }
}

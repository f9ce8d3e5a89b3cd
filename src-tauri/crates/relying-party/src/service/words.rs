//! What was decided on, why, and what is locked: each with its name in the database and its words for people. Pages, the
//! API and the window all say these.

use std::borrow::Cow;

/// An enum whose members have a name and words.
macro_rules! worded {
    ($(#[$meta:meta])+ $name:ident { $($member:ident = $text:literal, $words:literal;)+ }) => {
        $(#[$meta])+
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(super) enum $name {
            $($member),+
        }

        impl $name {
            /// Its name in the database.
            pub(super) fn name(self) -> &'static str {
                match self {
                    $(Self::$member => $text),+
                }
            }

            /// The words for a name; the name itself where it is one of another version.
            pub(super) fn words_of(name: &str) -> &str {
                match name {
                    $($text => $words,)+
                    other => other,
                }
            }
        }
    };
}

worded! {
    /// What was decided on.
    Event {
        Register = "register", "Registration";
        Password = "login.password", "Sign-in: password";
        SecondFactor = "login.second-factor", "Sign-in: second step";
        PasswordAgain = "session.password", "Password asked for again";
        SecondFactorAgain = "session.second-factor", "Code asked for again";
        Recovery = "recovery", "Recovery without the device";
        SessionUse = "session.use", "Use of an ended session";
        LogOut = "session.log-out", "Signed out";
        SessionEnd = "session.end", "Session ended";
        EnrolmentStart = "enrolment.start", "Authenticator: set-up";
        EnrolmentConfirm = "enrolment.confirm", "Authenticator: confirmation";
        DeviceRename = "device.rename", "Authenticator: renamed";
        DeviceRemove = "device.remove", "Authenticator: removed";
        BackupCodesMake = "backup-codes.make", "New backup codes";
        AddressAdd = "address.add", "Address: added";
        AddressConfirm = "address.confirm", "Address: confirmation";
        AddressRemove = "address.remove", "Address: removed";
        CodeSend = "code.send", "Sending of a code";
        PasswordChange = "password.change", "Change of the password";
        PasswordResetAsk = "password.reset-ask", "Asking for a new password";
        PasswordReset = "password.reset", "New password by a word";
        WithoutDevice = "without-device", "Signing in without a device";
        AdminCreate = "admin.create", "Added by an administrator";
        AdminDelete = "admin.delete", "Deleted by an administrator";
        AdminReset = "admin.reset", "Second factor reset by an administrator";
        AdminUnlock = "admin.unlock", "Unlocked by an administrator";
        AdminPassword = "admin.password", "Password set by an administrator";
        AdminReason = "admin.reason", "A rejection looked into";
        JournalShorten = "journal.shorten", "The journal was shortened";
        KeyRotation = "keys.rotate", "Sealing under a new key";
    }
}

worded! {
    /// What is counted for a user, and may be locked.
    Lock {
        Password = "password", "the password";
        PasswordReset = "reset", "setting a new password by a word";
        OneTimeCode = "code", "one-time codes";
        BackupCode = "backup", "backup codes";
        SentCode = "sent", "codes that were sent";
        AskingForCodes = "ask", "asking for codes";
        Confirmation = "confirm", "confirming a device";
        SetUp = "set-up", "setting up a device";
    }
}

/// Why it was decided so; none where a name has no words, which no entry of this version may have.
pub(super) fn of_reason(name: &str) -> Option<Cow<'static, str>> {
    if let Some(rule) = name.strip_prefix("skipped-by-rule-") {
        return Some(format!("Rule {rule} asks for no second factor").into());
    }
    let words = match name {
        "" => "",
        "wrong-password" => "The password is wrong",
        "unknown-name" => "There is no such user",
        "changed-meanwhile" => "The password or the second factor was changed meanwhile",
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
        "unreadable-session" => "The session is of another version",
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
        "sealed-anew" => "What was stored before is under it, too",
        "seed" => "With known secrets, from a seed",
        "recovery" => "By a recovery",
        "sms" => "By SMS",
        "email" => "By e-mail",
        _ => return None,
    };
    Some(words.into())
}

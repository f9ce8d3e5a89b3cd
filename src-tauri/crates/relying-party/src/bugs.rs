//! Mistakes a server can make with a second factor, each to be switched on by its name, so that those who test such
//! servers see that their tests can fail. Without the feature `known-bugs` none of them is in the program.

macro_rules! bugs {
    ($($bug:ident $name:literal $about:literal;)*) => {
        /// A mistake that can be switched on, named as the attack that is meant for it (the second for an attack by
        /// itself).
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Bug {
            $(#[doc = $about] $bug,)*
        }

        #[cfg(feature = "known-bugs")]
        impl Bug {
            /// All of them, in the order of the attacks.
            pub const ALL: &[Self] = &[$(Self::$bug,)*];

            /// Its name, such as `trailing-replay`.
            pub fn name(self) -> &'static str {
                match self { $(Self::$bug => $name,)* }
            }

            /// What is wrong, in a sentence.
            pub fn about(self) -> &'static str {
                match self { $(Self::$bug => $about,)* }
            }
        }
    };
}

bugs! {
    SameStepReplay "same-step-replay" "No used code is remembered.";
    TrailingReplay "trailing-replay" "Only the step in which a code came is remembered, not the step it is of.";
    OlderAfterNewer "older-after-newer" "Used codes are remembered one by one, so that a newer one does not spend the older ones.";
    ReplayRace "replay-race" "Which step was used last is looked up at the password, and not again at the second step.";
    ReplayElsewhere "replay-elsewhere" "A fresh check inside a session takes used codes, and uses none up.";
    SetupCodeReused "setup-code-reused" "The code that confirms an enrolment is not used up.";
    ResyncAbuse "resync-abuse" "Two codes of neighbouring steps one after the other bring a device in line, whether used or not.";
    ClockStepBack "clock-step-back" "A last used step that lies in the future is taken for a mistake and forgotten.";
    WideWindow "wide-window" "Four steps either side are accepted, whatever the policy says.";
    BackupCodeRace "backup-code-race" "Which backup codes are left is looked up at the password, and not again at the second step.";
    BackupCodeReused "backup-code-reused" "No backup code is used up.";
    OldBackupCodes "old-backup-codes" "A new set of backup codes does not end the old one.";
    BackupCodeOfAnother "backup-code-of-another" "A backup code is looked for among those of all users.";
    CodeOfAnother "code-of-another" "A one-time code is looked for among the devices of all users.";
    BruteForce "brute-force-over-sessions" "Wrong one-time codes are not counted.";
    ChargeAfterCheck "charge-after-check" "How many codes were wrong is looked up at the password, and not again at the second step.";
    ForwardedHeader "forwarded-header-bypass" "Wrong codes are counted by address, and anybody's X-Forwarded-For is believed.";
    CounterReset "counter-reset-by-password" "A right password makes wrong codes forgotten.";
    DeviceLockout "device-lockout" "Five wrong passwords lock a name until an administrator unlocks it.";
    HalfSessionReadsSecret "half-session-reads-secret" "A half login may have new backup codes made, and is shown them.";
    HalfSessionRemovesMfa "half-session-removes-mfa" "A half login may remove a device.";
    StepSkipped "step-skipped" "A half login may read what only a full session may.";
    SessionFixation "session-fixation" "The token of the half login stays, and is good for the full session.";
    HalfSessionReused "half-session-reused" "The half login stays when its second step was accepted, and takes another.";
    LogoutEndsNothing "logout-ends-nothing" "Logging out leaves the session as it is.";
    SessionChangesMfa "session-changes-mfa" "Nobody asks for a fresh password or code before a factor is changed.";
    PasswordResetRemovesMfa "password-reset-removes-mfa" "Setting a new password by a sent word removes the second factor.";
    SetupForAnother "setup-for-another" "Whoever names a user in the header Remote-User enrols a device for them, without a session.";
    ClientChosenSecret "client-chosen-secret" "The request may bring the secret of the new device.";
    EnrolmentTakeover "enrolment-takeover" "A half login may enrol a device.";
    RemovedDevice "removed-device" "Codes of removed devices are accepted.";
    WeakSecret "weak-secret" "New devices get a secret of 80 bits.";
    ShownAgain "shown-again" "Beginning another enrolment shows the secret of the enrolled device.";
    LenientParsing "lenient-parsing" "The first six digits of whatever is sent are the code.";
    CodesAsNumbers "codes-as-numbers" "Six characters are taken for the number they begin with, and numbers are compared.";
    CodeInAddress "code-in-address" "A second step reads its code from the address, too.";
    BoundaryCrash "boundary-crash" "A letter outside ASCII in a code ends in an error of the server.";
    Enumeration "enumeration" "A login under an unknown name is told so.";
}

#[cfg(feature = "known-bugs")]
impl Bug {
    /// The name of the attack that is meant for it.
    pub fn attack(self) -> &'static str {
        match self {
            Self::CodesAsNumbers => Self::LenientParsing.name(),
            bug => bug.name(),
        }
    }
}

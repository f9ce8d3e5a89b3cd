//! The mistakes a server can make, at least one for each attack.

macro_rules! bugs {
    ($($bug:ident = $attack:literal,)*) => {
        /// A mistake of the server under test, with the attack that is meant for it.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(crate) enum Bug { $($bug,)* }

        impl Bug {
            pub(crate) const ALL: [Self; 42] = [$(Self::$bug,)*];

            pub(crate) fn attack(self) -> &'static str {
                match self { $(Self::$bug => $attack,)* }
            }
        }
    };
}

bugs! {
    RemembersNothing = "same-step-replay",
    RemembersTheStepOfNow = "trailing-replay",
    RemembersEachCode = "older-after-newer",
    ReadsThenWritesTheStep = "replay-race",
    RepeatsWithoutSpending = "replay-elsewhere",
    SetupSpendsNothing = "setup-code-reused",
    ResyncGoesBack = "resync-abuse",
    ForgetsOldSteps = "clock-step-back",
    FourSteps = "wide-window",
    ReadsThenWritesTheBackupCode = "backup-code-race",
    BackupCodesStay = "backup-code-reused",
    OldSetStays = "old-backup-codes",
    AnybodysBackupCode = "backup-code-of-another",
    CodeOfTheNamed = "code-of-another",
    CountsNothing = "brute-force-over-sessions",
    CountsAfterwards = "charge-after-check",
    BelievesHeaders = "forwarded-header-bypass",
    PasswordForgives = "counter-reset-by-password",
    LocksForGood = "device-lockout",
    BegunReplaces = "device-lockout",
    HalfSeesSecret = "half-session-reads-secret",
    HalfRemoves = "half-session-removes-mfa",
    HalfIsFull = "step-skipped",
    KeepsTheSession = "session-fixation",
    KeepsTheHalf = "half-session-reused",
    ForgetsToEnd = "logout-ends-nothing",
    AsksNobodyToEnrol = "session-changes-mfa",
    AsksNobodyToRemove = "session-changes-mfa",
    ResetRemoves = "password-reset-removes-mfa",
    AnybodyEnrols = "setup-for-another",
    TakesASecret = "client-chosen-secret",
    ConfirmsWhatWasNotBegun = "client-chosen-secret",
    HalfEnrols = "enrolment-takeover",
    RemovedStays = "removed-device",
    ShortSecret = "weak-secret",
    ShowsAgain = "shown-again",
    TrustsAll = "trust-of-another",
    LooksForTheCodeInside = "lenient-parsing",
    ComparesNumbers = "lenient-parsing",
    ReadsTheAddress = "code-in-address",
    Crashes = "boundary-crash",
    SkipsTheHash = "enumeration",
}

impl Bug {
    /// Its name in the page: that of its attack, where the attack looks for nothing else.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::AsksNobodyToRemove => "a session alone removes the device",
            Self::BegunReplaces => "an enrolment that is begun replaces the device",
            Self::ConfirmsWhatWasNotBegun => "what was never begun is confirmed",
            Self::ComparesNumbers => "codes are compared as numbers",
            bug => bug.attack(),
        }
    }
}

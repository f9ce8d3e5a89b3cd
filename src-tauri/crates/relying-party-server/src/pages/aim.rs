//! What a second step is for, and how its pages say it.

/// What a second step is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Aim {
    /// Signing in.
    SignIn,
    /// Replacing a device that is lost.
    Recover,
}

/// How its pages say it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Words {
    pub(super) title: &'static str,
    pub(super) lead: &'static str,
    pub(super) label: &'static str,
    pub(super) help: &'static str,
    pub(super) button: &'static str,
    pub(super) path: &'static str,
    pub(super) autocomplete: &'static str,
    pub(super) is_recovery: bool,
}

impl Aim {
    pub(super) fn words(self) -> Words {
        match self {
            Self::SignIn => Words {
                title: "Second step",
                lead: "Your password is right. Now the code from your authenticator, or a backup code.",
                label: "One-time code or backup code",
                help: "Spaces and dashes do not matter.",
                button: "Sign in",
                path: "/sign-in/second-step",
                autocomplete: "one-time-code",
                is_recovery: false,
            },
            Self::Recover => Words {
                title: "You lost your device?",
                lead: "Use up a backup code, then set up a new authenticator. The lost one stops working then.",
                label: "Backup code",
                help: "One of those you kept. Spaces and dashes do not matter.",
                button: "Go on to a new device",
                path: "/sign-in/recover",
                autocomplete: "off",
                is_recovery: true,
            },
        }
    }

    /// The same for somebody who has not all of the ways.
    pub(super) fn words_for(self, has_device: bool, has_codes: bool) -> Words {
        let words = self.words();
        match (self, has_device, has_codes) {
            (Self::SignIn, true, false) => Words {
                lead: "Your password is right. Now the code from your authenticator.",
                label: "One-time code",
                ..words
            },
            (Self::SignIn, false, true) => {
                Words { lead: "Your password is right. Now one of your backup codes.", label: "Backup code", ..words }
            }
            (_, false, false) => Words { lead: "Have a code sent to one of your addresses.", ..words },
            (Self::Recover, true, false) => Words {
                lead: "Have a code sent, then set up a new authenticator. The lost one stops working then.",
                ..words
            },
            _ => words,
        }
    }
}

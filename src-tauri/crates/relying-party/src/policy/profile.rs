//! Policies by name.

use serde::{Deserialize, Serialize};

use super::{Policy, Window, vendors};

/// A named starting point of a policy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Profile {
    /// The current step only, no code by SMS or e-mail.
    Strict,
    /// One step either side: the default.
    Rfc,
    /// Two steps either side.
    Lenient,
    /// As Keycloak is by default.
    Keycloak,
    /// As Ory Kratos is by default.
    Kratos,
    /// As django-otp is by default.
    DjangoOtp,
    /// As privacyIDEA is by default.
    Privacyidea,
    /// As Microsoft's sign-in was when AuthQuake was found, in 2024.
    Authquake,
}

impl Profile {
    /// All of them: our own, then those of other servers.
    pub const ALL: [Self; 8] = [
        Self::Strict,
        Self::Rfc,
        Self::Lenient,
        Self::Keycloak,
        Self::Kratos,
        Self::DjangoOtp,
        Self::Privacyidea,
        Self::Authquake,
    ];

    /// Its name on a command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Strict => "strict",
            Self::Rfc => "rfc",
            Self::Lenient => "lenient",
            Self::Keycloak => "keycloak",
            Self::Kratos => "kratos",
            Self::DjangoOtp => "django-otp",
            Self::Privacyidea => "privacyidea",
            Self::Authquake => "authquake",
        }
    }

    /// Whether it is another server's policy, with what is weak in it: for tests, not for a server of one's own.
    pub fn is_of_another_server(self) -> bool {
        vendors::policy(self).is_some()
    }

    /// The policy it stands for.
    pub fn policy(self) -> Policy {
        if let Some(policy) = vendors::policy(self) {
            return policy;
        }
        let mut policy = Policy::default();
        match self {
            Self::Strict => {
                policy.totp.window = Window::STRICT;
                policy.out_of_band.sms = false;
                policy.out_of_band.email = false;
            }
            Self::Lenient => policy.totp.window = Window::LENIENT,
            _ => policy.totp.window = Window::RFC,
        }
        policy
    }
}

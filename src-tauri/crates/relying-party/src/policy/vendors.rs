//! The policies of well-known servers, as far as a policy of ours can say them. docs/vendor-profiles.md has the source
//! of every value, what cannot be said, and which attacks get through.

use super::{Policy, Profile, ThrottleKind, ThrottlePolicy, Window};

/// The policy of a well-known server; none for a profile of our own.
pub(super) fn policy(profile: Profile) -> Option<Policy> {
    let mut policy = Policy::default();
    match profile {
        Profile::Strict | Profile::Rfc | Profile::Lenient => return None,
        Profile::Keycloak => {
            policy.totp.window = Window::RFC;
            policy.backup_codes.count = 12;
            never_slows(&mut policy);
        }
        Profile::Kratos => {
            policy.totp.window = Window::RFC;
            policy.backup_codes.count = 12;
            never_slows(&mut policy);
        }
        Profile::DjangoOtp => {
            policy.totp.window = Window::RFC;
            // 1, 2, 4 … seconds from the first failure on; no lock.
            policy.throttle = ThrottlePolicy { free_failures: 0, lock_after: None, ..ThrottlePolicy::default() };
        }
        Profile::Privacyidea => {
            // 180 seconds, before and after.
            policy.totp.window = Window { back: 6, ahead: 6 };
            // No waits, and after ten failures none is looked at until an administrator resets the token.
            policy.throttle = ThrottlePolicy { free_failures: 10, lock_after: Some(10), ..ThrottlePolicy::default() };
        }
        Profile::Authquake => {
            // Codes worked for about three minutes.
            policy.totp.window = Window { back: 5, ahead: 0 };
            never_slows(&mut policy);
        }
    }
    Some(policy)
}

/// No guess waits, whoever makes it.
fn never_slows(policy: &mut Policy) {
    policy.throttle = ThrottlePolicy { kind: ThrottleKind::Off, lock_after: None, ..ThrottlePolicy::default() };
    policy.source_throttle.free_failures = u32::MAX;
}

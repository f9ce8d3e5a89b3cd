//! The attacks, by what they are about.

mod addresses;
mod answers;
mod backup_codes;
mod codes;
mod endings;
mod enrolment;
mod guesses;
mod input;
mod lenient;
mod numbers;
mod others;
mod races;
mod sessions;
mod windows;

use super::attack::Attack;

/// Every attack, in the order of reports.
pub fn all() -> &'static [Attack] {
    &TABLE
}

/// The attack of this name.
pub fn named(name: &str) -> Option<&'static Attack> {
    TABLE.iter().find(|attack| attack.name == name)
}

static TABLE: [Attack; 38] = [
    codes::SAME_STEP_REPLAY,
    codes::TRAILING_REPLAY,
    codes::OLDER_AFTER_NEWER,
    races::REPLAY_RACE,
    codes::REPLAY_ELSEWHERE,
    codes::SETUP_CODE_REUSED,
    windows::RESYNC_ABUSE,
    windows::CLOCK_STEP_BACK,
    windows::WIDE_WINDOW,
    races::BACKUP_CODE_RACE,
    backup_codes::BACKUP_CODE_REUSED,
    backup_codes::OLD_BACKUP_CODES,
    others::BACKUP_CODE_OF_ANOTHER,
    others::CODE_OF_ANOTHER,
    guesses::BRUTE_FORCE,
    guesses::CHARGE_AFTER_CHECK,
    guesses::FORWARDED_HEADER,
    guesses::COUNTER_RESET,
    guesses::DEVICE_LOCKOUT,
    sessions::HALF_SESSION_READS_SECRET,
    sessions::HALF_SESSION_REMOVES_MFA,
    sessions::STEP_SKIPPED,
    sessions::SESSION_FIXATION,
    endings::HALF_SESSION_REUSED,
    endings::LOGOUT_ENDS_NOTHING,
    endings::SESSION_CHANGES_MFA,
    sessions::PASSWORD_RESET_REMOVES_MFA,
    enrolment::SETUP_FOR_ANOTHER,
    enrolment::CLIENT_CHOSEN_SECRET,
    enrolment::ENROLMENT_TAKEOVER,
    enrolment::REMOVED_DEVICE,
    enrolment::WEAK_SECRET,
    enrolment::SHOWN_AGAIN,
    others::TRUST_OF_ANOTHER,
    lenient::LENIENT_PARSING,
    addresses::CODE_IN_ADDRESS,
    input::BOUNDARY_CRASH,
    answers::ENUMERATION,
];

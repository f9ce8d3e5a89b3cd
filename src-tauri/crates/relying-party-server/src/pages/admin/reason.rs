//! What a rejected code was, in sentences.

use relying_party::{DeviceId, Error, Rejection, TrueReason, UserId};

use crate::pages::moment::Moment;
use crate::pages::trouble::Trouble;
use crate::pages::visit::Visit;

/// What the devices of a user are called, also those that are gone.
pub(super) async fn device_names(visit: &Visit, user: Option<&UserId>) -> Result<Vec<(DeviceId, String)>, Trouble> {
    let Some(user) = user else { return Ok(Vec::new()) };
    match visit.party.user(&visit.call, user).await {
        Ok(user) => Ok(user.devices.into_iter().map(|device| (device.id, device.name)).collect()),
        Err(Error::Rejected(Rejection::NotFound)) => Ok(Vec::new()),
        Err(error) => Err(error.into()),
    }
}

/// What was found, in sentences.
pub(super) fn findings(reason: &TrueReason, devices: &[(DeviceId, String)]) -> Vec<String> {
    match reason {
        TrueReason::NotKept => vec![
            "Nothing of it is kept: no code came with it, it was too long or is too old, or keeping is switched off."
                .to_owned(),
        ],
        TrueReason::NotACode => vec!["It cannot be a one-time code of any device this user has or had.".to_owned()],
        TrueReason::BackupCode { used_at, ended_at } => backup_code(*used_at, *ended_at),
        TrueReason::NoBackupCode => vec![
            "It has the form of a backup code, and is none of those this user has now: of an older set, or mistyped."
                .to_owned(),
        ],
        TrueReason::NoMatch { compared } => vec![format!(
            "It is no code of any device this user has or had, within a day to either side ({compared} were compared)."
        )],
        TrueReason::OfAStep { device, state, steps_off, seconds_off, was_used } => {
            let name = devices.iter().find(|(id, _)| id == device).map_or("a device", |(_, name)| name.as_str());
            let state = if state == "active" { String::new() } else { format!(", which is {state}") };
            let used = was_used.then(|| "This code, or a later one, was accepted before.".to_owned());
            let first = format!("It is a code of “{name}”{state}.");
            [Some(first), Some(off(*steps_off, *seconds_off)), used].into_iter().flatten().collect()
        }
    }
}

fn backup_code(used_at: Option<i64>, ended_at: Option<i64>) -> Vec<String> {
    let first = "It is one of the backup codes this user has now.".to_owned();
    let used = used_at.map(|at| format!("It was already used, at {}.", Moment::new(at).minute()));
    let ended = ended_at.map(|at| format!("It came to its end at {}.", Moment::new(at).minute()));
    [Some(first), used, ended].into_iter().flatten().collect()
}

/// How far it was from the time it was given.
fn off(steps: i64, seconds: i64) -> String {
    let count = steps.unsigned_abs();
    let steps_said = if count == 1 { "one step".to_owned() } else { format!("{count} steps") };
    let away = match seconds.unsigned_abs() {
        short @ 0..=120 => format!("{short} seconds"),
        long @ 121..=7_200 => format!("{} minutes", (long + 30) / 60),
        longer => format!("{} hours", (longer + 1_800) / 3_600),
    };
    match steps {
        0 => "It is the one of the very step it was given in.".to_owned(),
        1.. => format!("It is {steps_said} ({away}) ahead of the time it was given: the clock of the device is fast."),
        _ => format!("It is {steps_said} ({away}) behind: it was typed late, or the clock of the device is slow."),
    }
}

#[cfg(test)]
mod tests {
    use super::off;

    #[test]
    fn a_distance_is_said_in_the_unit_people_would_use() {
        assert!(off(-1, -30).contains("one step (30 seconds) behind"));
        assert!(off(20, 600).contains("20 steps (10 minutes) ahead"));
        assert!(off(240, 7_200).contains("(120 minutes)"));
        assert!(off(-480, -14_400).contains("(4 hours)"));
    }
}

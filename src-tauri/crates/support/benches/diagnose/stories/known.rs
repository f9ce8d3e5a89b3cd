//! What the verifier itself says, or the text shows.

use relying_party::rules::backup;
use sealing::{Random, RandomError};
use support::{BackupCode, Refusal, Role};

use super::Told;
use crate::chance::Chance;
use crate::world::{Case, Typed, World};

pub(super) const STORIES: &[Told] = &[
    ("locked", 0.0, |world| refused(world, Refusal::Locked, "locked")),
    ("throttled", 0.0, |world| refused(world, Refusal::Throttled, "throttled")),
    ("half session over", 0.0, |world| refused(world, Refusal::SessionOver, "session-over")),
    ("backup code in the wrong place", 0.0, |world| backup_code(world, BackupCode::Left, "backup-code-wrong-place")),
    ("backup code used", 0.0, |world| backup_code(world, BackupCode::Used, "backup-code-used")),
    ("backup code of an old set", 0.0, |world| backup_code(world, BackupCode::Expired, "backup-code-expired")),
    ("backup code unknown", 0.0, |world| backup_code(world, BackupCode::Unknown, "backup-code-unknown")),
    ("full-width digits", 0.0, full_width),
    ("letters for digits", 0.0, letters),
    ("no code at all", 0.0, no_code),
    ("never confirmed", 0.0, never_confirmed),
    ("no second factor", 0.0, no_factor),
];

impl Random for Chance {
    fn fill(&mut self, bytes: &mut [u8]) -> Result<(), RandomError> {
        bytes.iter_mut().for_each(|byte| *byte = self.bits() as u8);
        Ok(())
    }
}

fn read(world: &mut World) -> String {
    let secret = world.secret.clone();
    let device = world.device(&secret);
    let now = world.now;
    world.read(&device, now)
}

fn refused(mut world: World, refusal: Refusal, name: &'static str) -> Option<Case> {
    let typed = Typed { refusal: Some(refusal), ..Typed::new(read(&mut world), world.now) };
    Some(world.unchecked(name, vec![name], vec![typed]))
}

fn backup_code(mut world: World, standing: BackupCode, name: &'static str) -> Option<Case> {
    let code = backup::generate(1, &mut world.chance).ok()?.pop()?;
    let typed = Typed { backup_code: Some(standing), ..Typed::new(code.text.as_str(), world.now) };
    Some(world.unchecked(name, vec![name], vec![typed]))
}

fn full_width(mut world: World) -> Option<Case> {
    let secret = world.secret.clone();
    let device = world.odd_device(&secret, 0, 0.0, &[scenario::Quirk::FullWidthDigits]);
    let now = world.now;
    let typed = vec![Typed::new(world.read(&device, now), now)];
    world.case("full-width digits", vec!["foreign-digits"], typed)
}

fn letters(mut world: World) -> Option<Case> {
    let code = read(&mut world);
    let spoilt = code.replace('0', "O").replace('1', "l");
    let changed = spoilt.chars().filter(char::is_ascii_alphabetic).count();
    (1..=2).contains(&changed).then_some(())?;
    let typed = vec![Typed::new(spoilt, world.now)];
    world.case("letters for digits", vec!["letters-for-digits"], typed)
}

fn no_code(mut world: World) -> Option<Case> {
    let text = world.chance.one_of(&["Correct!Horse", "ann@example.org", "password", "yes"]);
    let typed = vec![Typed::new(text, world.now)];
    world.case("no code at all", vec!["cannot-be-a-code"], typed)
}

fn never_confirmed(mut world: World) -> Option<Case> {
    let typed = vec![Typed::new(read(&mut world), world.now)];
    world.more.clear();
    let mut case = world.unchecked("never confirmed", vec!["never-confirmed"], typed);
    case.held.secrets.iter_mut().for_each(|held| held.role = Role::Pending);
    Some(case)
}

fn no_factor(mut world: World) -> Option<Case> {
    let typed = vec![Typed::new(read(&mut world), world.now)];
    world.more.clear();
    let mut case = world.unchecked("no second factor", vec!["no-second-factor"], typed);
    case.held.secrets.clear();
    Some(case)
}

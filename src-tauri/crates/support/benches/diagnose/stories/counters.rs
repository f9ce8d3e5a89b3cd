//! Devices that count (RFC 4226). The relying party has none, so the look-ahead of section 7.4 is written here.

use otp::{Counter, Generator, Parameters};

use super::Told;
use crate::chance::Chance;
use crate::world::{Case, Typed, World};

pub(super) const STORIES: &[Told] = &[("counter ahead", 12.0, ahead), ("counter behind", 6.0, behind)];

const LOOK_AHEAD: u32 = 3;

fn ahead(mut world: World) -> Option<Case> {
    let off = world.chance.any_size(4.0, 900.0).abs();
    counting(world, off, "counter ahead", "counter-ahead")
}

fn behind(mut world: World) -> Option<Case> {
    let off = -world.chance.any_size(1.0, 90.0).abs().max(1);
    counting(world, off, "counter behind", "counter-behind")
}

fn counting(mut world: World, off: i64, story: &'static str, right: &'static str) -> Option<Case> {
    let next = Chance::between(&mut world.chance, 200, 5_000).unsigned_abs();
    let Parameters::Totp { algorithm, digits, .. } = world.parameters else { return None };
    let parameters = Parameters::Hotp { algorithm, digits, counter: Counter::new(next) };
    let generator = Generator::new(&world.secret, &parameters);
    let code =
        |counter: u64| generator.code_of_counter(Counter::new(counter)).map(|code| code.as_str().to_owned()).ok();
    let at = next.checked_add_signed(off)?;
    let skipped = u64::from(world.chance.is(0.1));
    let typed = vec![Typed::new(code(at)?, world.now), Typed::new(code(at + 1 + skipped)?, world.now + 20)];
    if (next..=next + u64::from(LOOK_AHEAD)).any(|counter| code(counter).as_deref() == Some(&typed[0].text)) {
        return None;
    }
    world.more.clear();
    let mut case = world.unchecked(story, vec![right], typed);
    case.held.window = support::Window { back: 0, ahead: LOOK_AHEAD };
    if let Some(secret) = case.held.secrets.first_mut() {
        secret.parameters = parameters;
        secret.last_step = None;
    }
    Some(case)
}

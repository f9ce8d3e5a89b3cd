//! What no catalogue has.

use super::Told;
use crate::chance::Chance;
use crate::world::{Case, Typed, World, fresh};

pub(super) const STORIES: &[Told] = &[("none of these", 100.0, none)];

fn none(mut world: World) -> Option<Case> {
    let secret = world.secret.clone();
    let device = world.device(&secret);
    let (now, later) = (world.now, world.later());
    let digits = world.digits();
    let typed = match world.chance.index(10) {
        // A device nobody knows of, or an entry of another site.
        0..=4 => {
            let stranger = fresh(&mut world.chance, &world.parameters);
            let stranger = world.device(&stranger);
            [world.read(&stranger, now), world.read(&stranger, later)]
        }
        // Anything.
        5..=7 => [random(&mut world.chance, digits), random(&mut world.chance, digits)],
        // Two digits wrong, then a right code.
        8 => {
            let code = world.read(&device, now);
            [three_wrong(&mut world.chance, &code), world.read(&device, later)]
        }
        // Days and hours.
        _ => {
            let days = world.chance.one_of(&[-5, -3, 3, 4, 9, -12]);
            let offset = days * 86_400 + world.chance.between(20_000, 60_000);
            let device = world.odd_device(&secret, offset, 0.0, &[]);
            [world.read(&device, now), world.read(&device, later)]
        }
    };
    let [first, second] = typed;
    world.case("none of these", vec!["nothing-known"], vec![Typed::new(first, now), Typed::new(second, later)])
}

fn random(chance: &mut Chance, digits: usize) -> String {
    (0..digits).map(|_| char::from(b'0' + chance.index(10) as u8)).collect()
}

/// Every second digit is another.
fn three_wrong(chance: &mut Chance, code: &str) -> String {
    let other = |chance: &mut Chance, digit: u8| char::from(b'0' + (digit - b'0' + 1 + chance.index(9) as u8) % 10);
    code.bytes()
        .enumerate()
        .map(|(at, digit)| if at % 2 == 0 { other(chance, digit) } else { char::from(digit) })
        .collect()
}

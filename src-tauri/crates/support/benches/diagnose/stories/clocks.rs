//! Clocks that are off.

use super::Told;
use crate::world::{Case, Typed, World};

pub(super) const STORIES: &[Told] = &[
    ("clock steady", 150.0, steady),
    ("clock drifting", 40.0, drifting),
    ("time zone", 50.0, zone),
    ("wrong date", 20.0, date),
    ("server clock", 20.0, server),
];

/// Hours of real zones, in quarters.
const ZONES: [i64; 14] = [4, -4, 8, -8, 20, -20, 22, 23, 36, -32, 28, -14, 44, 38];

fn steady(mut world: World) -> Option<Case> {
    let offset = world.chance.any_size(25.0, 86_000.0);
    let typed = two(&mut world, offset, 0.0);
    world.case("clock steady", of_clock(offset), typed)
}

/// Two codes hours or days apart, of a clock that goes wrong.
fn drifting(mut world: World) -> Option<Case> {
    let offset = world.chance.any_size(25.0, 7_200.0);
    let drift = world.chance.any_size(20.0, 3_000.0);
    let secret = world.secret.clone();
    let device = world.odd_device(&secret, offset, drift as f64, &[]);
    let later = world.now + world.chance.between(2 * 3_600, 5 * 86_400).unsigned_abs();
    let typed = [world.now, later].map(|at| Typed::new(world.read(&device, at), at));
    // With the second code the newer offset is as right an answer as the first.
    let newer = offset + (drift as f64 * (later - world.now) as f64 / 86_400.0) as i64;
    let mut right = of_clock(offset);
    right.extend(of_clock(newer));
    world.case("clock drifting", right, typed.to_vec())
}

fn zone(mut world: World) -> Option<Case> {
    let quarters = world.chance.one_of(&ZONES);
    let offset = quarters * 900 + world.chance.between(-35, 35);
    let typed = two(&mut world, offset, 0.0);
    // So few zones are odd quarters away that any clock may be meant.
    let right = if quarters % 2 == 0 { vec!["time-zone"] } else { of_clock(offset) };
    world.case("time zone", right, typed)
}

fn date(mut world: World) -> Option<Case> {
    let days = world.chance.one_of(&[1, -1, 1, -1, 2, -2, 3, -4, 5, -6, 7, -7]);
    let offset = days * 86_400 + world.chance.between(-40, 40);
    let typed = two(&mut world, offset, 0.0);
    world.case("wrong date", vec!["wrong-date"], typed)
}

/// The device is right and the server is not: to it, everybody is off by as much.
fn server(mut world: World) -> Option<Case> {
    let offset = world.chance.any_size(25.0, 40_000.0);
    world.others = match world.chance.is(0.7) {
        true => (0..world.chance.between(2, 6)).map(|_| offset + world.chance.between(-20, 12)).collect(),
        false => Vec::new(),
    };
    let mut right = vec!["server-clock"];
    // Alone nobody can tell; and others are off by up to three quarters of a minute of themselves.
    if world.others.is_empty() || offset.abs() <= 90 {
        right.extend(of_clock(offset));
    }
    let typed = two(&mut world, offset, 0.0);
    world.case("server clock", right, typed)
}

fn two(world: &mut World, offset: i64, drift: f64) -> Vec<Typed> {
    let secret = world.secret.clone();
    let device = world.odd_device(&secret, offset, drift, &[]);
    let later = world.later();
    [world.now, later].map(|at| Typed::new(world.read(&device, at), at)).to_vec()
}

/// The classes of a clock that is off by so much. A clock that happens to be near whole quarters or days leaves the
/// evidence of one set so; at the borders of a class either side is right.
fn of_clock(offset: i64) -> Vec<&'static str> {
    let mut right = Vec::new();
    if (-660..0).contains(&offset) {
        right.push("a-little-behind");
    }
    if (0..=100).contains(&offset) {
        right.push("a-little-ahead");
    }
    if !(-560..=45).contains(&offset) {
        right.push("device-clock");
    }
    let near =
        |whole: i64| offset.abs() > whole / 2 && (offset + whole / 2).rem_euclid(whole).abs_diff(whole / 2) <= 120;
    if near(900) {
        right.push("time-zone");
    }
    if near(86_400) {
        right.push("wrong-date");
    }
    right
}

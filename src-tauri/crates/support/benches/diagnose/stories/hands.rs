//! What people do to codes that are right.

use otp::{Generator, UnixSeconds};
use support::Role;

use super::Told;
use crate::chance::Chance;
use crate::world::{Case, Typed, World};

pub(super) const STORIES: &[Told] = &[
    ("typed late", 100.0, late),
    ("next code", 10.0, next),
    ("replay", 60.0, replay),
    ("digit mistyped", 80.0, mistyped),
    ("digits swapped", 40.0, swapped),
    ("digit missing", 25.0, missing),
    ("only some digits", 8.0, cut),
    ("zero lost", 15.0, zero_lost),
    ("digit too many", 10.0, extra),
    ("another account", 80.0, another_account),
];

fn late(mut world: World) -> Option<Case> {
    let secret = world.secret.clone();
    let device = world.device(&secret);
    let code = |world: &mut World, at: u64| {
        let takes = 25 + (-world.chance.share().max(0.002).ln() * 70.0) as u64;
        device.code_at(UnixSeconds(at - takes.min(580))).ok().map(|code| Typed::new(code.as_str(), at))
    };
    let now = world.now;
    let first = code(&mut world, now)?;
    let later = world.later();
    let second =
        if world.chance.is(0.4) { code(&mut world, later)? } else { Typed::new(world.read(&device, later), later) };
    world.case("typed late", vec!["a-little-behind"], vec![first, second])
}

/// Some apps show the next code beside the current one.
fn next(mut world: World) -> Option<Case> {
    let secret = world.secret.clone();
    let device = world.device(&secret);
    let code = device.code_at(UnixSeconds(world.now - 5 + world.period())).ok()?;
    let later = world.later();
    let typed = vec![Typed::new(code.as_str(), world.now), Typed::new(world.read(&device, later), later)];
    world.case("next code", vec!["a-little-ahead"], typed)
}

/// A code that was accepted a moment ago, or one that was kept.
fn replay(mut world: World) -> Option<Case> {
    let ago = if world.chance.is(0.8) { world.chance.between(1, 50) } else { world.chance.between(51, 7_200) };
    let used = world.now - ago.unsigned_abs();
    let step = used / world.period();
    world.last_step = Some(step);
    let generator = Generator::new(&world.secret, &world.parameters);
    let code = generator.code_of_step(step).ok()?;
    let secret = world.secret.clone();
    let device = world.device(&secret);
    let later = world.later();
    let again = world.chance.is(0.2);
    let second = if again { code.as_str().to_owned() } else { world.read(&device, later) };
    let typed = vec![Typed::new(code.as_str(), world.now), Typed::new(second, later)];
    world.case("replay", vec!["replay"], typed)
}

/// Both codes are read off a device that is right, now and then one that is a little off too; `spoil` is what happens to
/// the first, and to some of the second ones.
fn typo(
    mut world: World,
    name: &'static str,
    right: Vec<&'static str>,
    spoil: fn(&mut Chance, &str) -> Option<String>,
) -> Option<Case> {
    let secret = world.secret.clone();
    let offset = if world.chance.is(0.06) { world.chance.any_size(40.0, 560.0) } else { 0 };
    let device = world.odd_device(&secret, offset, 0.0, &[]);
    let now = world.now;
    let first = world.read(&device, now);
    let first = spoil(&mut world.chance, &first)?;
    let later = world.later();
    let mut second = world.read(&device, later);
    if world.chance.is(0.1) {
        second = spoil(&mut world.chance, &second).unwrap_or(second);
    }
    world.case(name, right, vec![Typed::new(first, now), Typed::new(second, later)])
}

fn mistyped(world: World) -> Option<Case> {
    typo(world, "digit mistyped", vec!["digit-mistyped"], |chance, code| {
        let place = chance.index(code.len());
        let digit = char::from(b'0' + chance.index(10) as u8);
        let spoilt: String = code.chars().enumerate().map(|(at, old)| if at == place { digit } else { old }).collect();
        (spoilt != code).then_some(spoilt)
    })
}

fn swapped(world: World) -> Option<Case> {
    typo(world, "digits swapped", vec!["digits-swapped"], |chance, code| {
        let mut digits: Vec<char> = code.chars().collect();
        let place = chance.index(digits.len() - 1);
        digits.swap(place, place + 1);
        let spoilt: String = digits.into_iter().collect();
        (spoilt != code).then_some(spoilt)
    })
}

fn missing(world: World) -> Option<Case> {
    typo(world, "digit missing", vec!["code-cut"], |chance, code| {
        let place = chance.index(code.len());
        let spoilt: String = code.chars().enumerate().filter(|(at, _)| *at != place).map(|(_, digit)| digit).collect();
        // That leaves the evidence of a lost zero, or of an app that shows six digits of seven.
        let is_other = format!("0{spoilt}") == code || (code.len() == 7 && code.ends_with(&spoilt));
        (!is_other).then_some(spoilt)
    })
}

fn cut(world: World) -> Option<Case> {
    // The last six or seven of more are what an app shows that ignores how many there should be.
    if world.digits() > 6 {
        return None;
    }
    typo(world, "only some digits", vec!["code-cut"], |chance, code| {
        let spoilt = if chance.is(0.5) { &code[..code.len() - 2] } else { &code[2..] };
        (!code.starts_with('0')).then(|| spoilt.to_owned())
    })
}

fn zero_lost(mut world: World) -> Option<Case> {
    let secret = world.secret.clone();
    let device = world.odd_device(&secret, 0, 0.0, &[scenario::Quirk::DropsLeadingZeros]);
    let (now, later) = (world.now, world.later());
    let typed: Vec<Typed> = [now, later].map(|at| Typed::new(world.read(&device, at), at)).to_vec();
    (typed[0].text.len() < world.digits()).then_some(())?;
    world.case("zero lost", vec!["zero-lost"], typed)
}

fn extra(world: World) -> Option<Case> {
    typo(world, "digit too many", vec!["digit-extra"], |chance, code| {
        let mut digits: Vec<char> = code.chars().collect();
        let place = chance.index(digits.len());
        let doubled = if chance.is(0.7) { digits[place] } else { char::from(b'0' + chance.index(10) as u8) };
        digits.insert(place, doubled);
        Some(digits.into_iter().collect())
    })
}

fn another_account(mut world: World) -> Option<Case> {
    let other = crate::world::fresh(&mut world.chance, &world.parameters);
    world.hold(Role::OtherAccount, other.clone());
    let (wrong, secret) = (world.device(&other), world.secret.clone());
    let right = world.device(&secret);
    let (now, later) = (world.now, world.later());
    let first = world.read(&wrong, now);
    let second = if world.chance.is(0.75) { world.read(&wrong, later) } else { world.read(&right, later) };
    world.case("another account", vec!["other-account"], vec![Typed::new(first, now), Typed::new(second, later)])
}

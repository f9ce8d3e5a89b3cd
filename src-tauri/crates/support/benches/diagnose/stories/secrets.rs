//! Secrets and parameters that app and verifier do not share.

use otp::{Algorithm, Digits, Parameters, Period, Secret};
use scenario::Quirk;
use support::Role;

use super::Told;
use crate::world::{Case, Typed, World, fresh};

pub(super) const STORIES: &[Told] = &[
    ("older set-up", 60.0, retired),
    ("unfinished set-up", 40.0, pending),
    ("not the device asked for", 30.0, not_asked),
    ("QR code and key differ", 10.0, other_form),
    ("app ignores algorithm", 20.0, algorithm),
    ("app ignores digits", 15.0, digits),
    ("app ignores period", 20.0, period),
    ("app ignores several", 10.0, several),
    ("secret as text", 15.0, as_text),
    ("secret as hexadecimal text", 5.0, as_hex),
    ("secret decoded twice", 3.0, decoded_twice),
    ("letters confused", 10.0, look_alike),
    ("secret cut", 10.0, cut),
];

fn retired(world: World) -> Option<Case> {
    of_another(world, Role::Retired, "older set-up", "retired-secret")
}

fn pending(world: World) -> Option<Case> {
    of_another(world, Role::Pending, "unfinished set-up", "pending-secret")
}

fn not_asked(world: World) -> Option<Case> {
    of_another(world, Role::NotAsked, "not the device asked for", "not-asked-device")
}

fn other_form(world: World) -> Option<Case> {
    of_another(world, Role::OtherForm, "QR code and key differ", "other-form")
}

fn of_another(mut world: World, role: Role, name: &'static str, right: &'static str) -> Option<Case> {
    let other = fresh(&mut world.chance, &world.parameters);
    world.hold(role, other.clone());
    two(world, &other, &[], name, right)
}

/// Two codes of a device that holds this, now and then with a clock that is a little off too.
fn two(mut world: World, secret: &Secret, quirks: &[Quirk], name: &'static str, right: &'static str) -> Option<Case> {
    let offset = if world.chance.is(0.06) { world.chance.any_size(40.0, 560.0) } else { 0 };
    let device = world.odd_device(secret, offset, 0.0, quirks);
    let typed = [world.now, world.later()].map(|at| Typed::new(world.read(&device, at), at)).to_vec();
    world.case(name, vec![right], typed)
}

fn with(mut world: World, algorithm: Algorithm, digits: u32, period: u64) -> World {
    let digits = Digits::new(digits).expect("a code may have these digits");
    let period = Period::new(period).expect("a code may live so long");
    world.parameters = Parameters::Totp { algorithm, digits, period };
    world.secret = fresh(&mut world.chance, &world.parameters);
    world.last_step = None;
    world.more.clear();
    world
}

fn algorithm(mut world: World) -> Option<Case> {
    let algorithm = world.chance.one_of(&[Algorithm::Sha256, Algorithm::Sha512]);
    let world = with(world, algorithm, 6, 30);
    let secret = world.secret.clone();
    two(world, &secret, &[Quirk::IgnoresAlgorithm], "app ignores algorithm", "ignores-algorithm")
}

fn digits(mut world: World) -> Option<Case> {
    let digits = world.chance.one_of(&[7, 8, 8, 8]);
    let world = with(world, Algorithm::Sha1, digits, 30);
    let secret = world.secret.clone();
    two(world, &secret, &[Quirk::IgnoresDigits], "app ignores digits", "ignores-digits")
}

fn period(mut world: World) -> Option<Case> {
    let period = world.chance.one_of(&[60, 60, 60, 15, 90]);
    let world = with(world, Algorithm::Sha1, 6, period);
    let secret = world.secret.clone();
    two(world, &secret, &[Quirk::IgnoresPeriod], "app ignores period", "ignores-period")
}

fn several(mut world: World) -> Option<Case> {
    let algorithm = world.chance.one_of(&[Algorithm::Sha256, Algorithm::Sha512]);
    let (digits, period) = world.chance.one_of(&[(8, 30), (6, 60), (8, 60)]);
    let world = with(world, algorithm, digits, period);
    let secret = world.secret.clone();
    let quirks = [Quirk::IgnoresAlgorithm, Quirk::IgnoresDigits, Quirk::IgnoresPeriod];
    two(world, &secret, &quirks, "app ignores several", "ignores-several")
}

fn as_text(world: World) -> Option<Case> {
    let secret = world.secret.clone();
    two(world, &secret, &[Quirk::SecretAsAscii], "secret as text", "secret-as-text")
}

fn as_hex(world: World) -> Option<Case> {
    let text: String = world.secret.expose().iter().map(|byte| format!("{byte:02x}")).collect();
    let other = Secret::from_bytes(text.into_bytes()).ok()?;
    two(world, &other, &[], "secret as hexadecimal text", "secret-as-hex")
}

/// The site keeps the text of the secret, and the app, rightly, what it says.
fn decoded_twice(mut world: World) -> Option<Case> {
    let other = fresh(&mut world.chance, &Parameters::default());
    let is_hex = world.chance.is(0.3);
    let text = match is_hex {
        true => other.expose().iter().map(|byte| format!("{byte:02x}")).collect(),
        false => other.to_base32().to_string(),
    };
    world.secret = Secret::from_bytes(text.into_bytes()).ok()?;
    two(world, &other, &[], "secret decoded twice", "secret-decoded-twice")
}

/// Typed by hand: a letter, or all like it, became another or was left out.
fn look_alike(mut world: World) -> Option<Case> {
    let key = world.secret.to_base32().to_string();
    let (right, wrong) = world.chance.one_of(&[
        ("I", "L"),
        ("L", "I"),
        ("O", ""),
        ("B", ""),
        ("S", "5"),
        ("5", "S"),
        ("Z", "2"),
        ("O", "Q"),
        ("G", "6"),
    ]);
    let spoilt = if world.chance.is(0.6) { key.replace(right, wrong) } else { key.replacen(right, wrong, 1) };
    let other = Secret::parse_base32(&spoilt).ok()?;
    if other == world.secret {
        return None;
    }
    two(world, &other, &[], "letters confused", "secret-look-alike")
}

fn cut(mut world: World) -> Option<Case> {
    let secret = world.secret.clone();
    if world.chance.is(0.5) {
        return two(world, &secret, &[Quirk::SecretCut], "secret cut", "secret-cut");
    }
    let kept = secret.expose().len() - world.chance.one_of(&[1, 2, 3]);
    let other = Secret::from_bytes(secret.expose()[..kept].to_vec()).ok()?;
    two(world, &other, &[], "secret cut", "secret-cut")
}

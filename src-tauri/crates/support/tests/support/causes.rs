//! Each cause, by a code made for it.

use otp::{Algorithm, Counter, Digits, Generator, Parameters, Period, Secret, UnixSeconds};
use support::{BackupCode, Held, HeldSecret, Kind, Refusal, Role, Submission, Window, explain, investigate};

use crate::person::{NOW, code, held, holding, secret, told};

fn first(held: &Held, typed: &[(&str, u64)]) -> Kind {
    told(held, typed).causes.first().expect("there is always a cause").kind
}

#[test]
fn a_slow_clock_is_named_with_how_slow_it_is() {
    let told = told(&held(), &[(&code(1, NOW - 5_000), NOW), (&code(1, NOW - 4_960), NOW + 40)]);
    let cause = &told.causes[0];
    assert_eq!((cause.kind, cause.class.as_str()), (Kind::DeviceClock, "device-clock"));
    let offset = cause.offset.unwrap();
    assert!((offset.from..=offset.until).contains(&-5_000), "{offset:?}");
    assert!(offset.until - offset.from < 60, "{offset:?}");
    assert!(cause.person.contains("about 83 minutes behind"), "{}", cause.person);
}

#[test]
fn a_clock_set_by_hand_in_another_zone_or_on_another_day_is_named_as_that() {
    assert_eq!(first(&held(), &[(&code(1, NOW + 3_600), NOW)]), Kind::TimeZone);
    assert_eq!(first(&held(), &[(&code(1, NOW - 8 * 3_600 + 10), NOW)]), Kind::TimeZone);
    assert_eq!(first(&held(), &[(&code(1, NOW + 86_400), NOW)]), Kind::WrongDate);
    assert_eq!(first(&held(), &[(&code(1, NOW - 7 * 86_400 - 20), NOW)]), Kind::WrongDate);
}

#[test]
fn a_drifting_clock_is_named_with_what_it_gains_a_day() {
    let day = 86_400;
    let told = told(&held(), &[(&code(1, NOW + 120), NOW), (&code(1, NOW + day + 420), NOW + day)]);
    let offset = told.causes[0].offset.unwrap();
    let drift = offset.drift_per_day.unwrap();
    assert!((270.0..330.0).contains(&drift), "{drift}");
}

#[test]
fn a_clock_of_the_server_is_named_where_others_are_off_as_well() {
    let others = vec![-3_000, -2_985, -3_010];
    let held = Held { others, ..held() };
    assert_eq!(first(&held, &[(&code(1, NOW - 3_000), NOW)]), Kind::ServerClock);
    let held = Held { others: vec![0, 10, -8], ..held };
    assert_eq!(first(&held, &[(&code(1, NOW - 3_000), NOW)]), Kind::DeviceClock);
}

#[test]
fn a_code_typed_too_late_and_a_slow_clock_are_one_class() {
    let told = told(&held(), &[(&code(1, NOW - 90), NOW)]);
    let cause = &told.causes[0];
    assert_eq!(cause.class, "a-little-behind");
    let members: Vec<Kind> = cause.members.iter().map(|member| member.kind).collect();
    assert!(members.contains(&Kind::TypedLate) && members.contains(&Kind::DeviceClock), "{members:?}");
}

#[test]
fn a_late_code_before_one_that_is_right_was_late() {
    let told = told(&held(), &[(&code(1, NOW - 90), NOW), (&code(1, NOW + 60), NOW + 62)]);
    assert_eq!(told.causes[0].kind, Kind::TypedLate);
}

#[test]
fn the_next_code_is_recognised_where_no_step_ahead_is_accepted() {
    let held = Held { window: Window { back: 0, ahead: 0 }, ..held() };
    let told = told(&held, &[(&code(1, NOW + 30), NOW)]);
    assert_eq!(told.causes[0].class, "a-little-ahead");
}

#[test]
fn a_code_that_was_used_is_a_replay() {
    let mut held = held();
    held.secrets[0].last_step = Some(NOW / 30);
    assert_eq!(first(&held, &[(&code(1, NOW), NOW)]), Kind::Replay);
    held.secrets[0].last_step = Some(NOW / 30 - 20);
    assert_eq!(first(&held, &[(&code(1, NOW - 600), NOW)]), Kind::Replay);
}

#[test]
fn a_replay_is_not_ruled_out_by_a_second_code_that_came_a_step_late() {
    let mut held = Held { window: Window { back: 0, ahead: 0 }, ..held() };
    held.secrets[0].last_step = Some(NOW / 30 - 1);
    // The second was read in the last second of its step, and typed six seconds later.
    let told = told(&held, &[(&code(1, NOW - 30), NOW), (&code(1, NOW + 74), NOW + 80)]);
    let replay = told.causes.iter().find(|cause| cause.kind == Kind::Replay).expect("a replay is among the causes");
    assert!(replay.probability > 0.1, "{}", replay.probability);
    assert!(told.causes[0].probability < 0.9, "{:?} {}", told.causes[0].kind, told.causes[0].probability);
}

#[test]
fn a_code_of_another_secret_is_named_by_what_that_is() {
    for (role, kind) in [
        (Role::Retired, Kind::RetiredSecret),
        (Role::Pending, Kind::PendingSecret),
        (Role::NotAsked, Kind::NotAskedDevice),
        (Role::OtherForm, Kind::OtherForm),
        (Role::OtherAccount, Kind::OtherAccount),
    ] {
        let mut held = held();
        held.secrets.push(holding(role, 2));
        assert_eq!(first(&held, &[(&code(2, NOW), NOW)]), kind);
    }
}

/// What is told about the code of a device that took other parameters than the verifier.
fn parameters(meant: (Algorithm, u32, u64), used: (Algorithm, u32, u64)) -> Kind {
    let parameters = |(algorithm, digits, period): (Algorithm, u32, u64)| Parameters::Totp {
        algorithm,
        digits: Digits::new(digits).unwrap(),
        period: Period::new(period).unwrap(),
    };
    let held = Held {
        secrets: vec![HeldSecret { parameters: parameters(meant), ..holding(Role::Counts, 1) }],
        ..Held::default()
    };
    let code = otp::code_at(&secret(1), &parameters(used), UnixSeconds(NOW)).unwrap();
    first(&held, &[(code.as_str(), NOW)])
}

#[test]
fn an_app_that_ignores_parameters_is_told_by_what_it_ignores() {
    use Algorithm::{Sha1, Sha256};
    assert_eq!(parameters((Sha256, 6, 30), (Sha1, 6, 30)), Kind::IgnoresAlgorithm);
    assert_eq!(parameters((Sha1, 8, 30), (Sha1, 6, 30)), Kind::IgnoresDigits);
    assert_eq!(parameters((Sha1, 6, 60), (Sha1, 6, 30)), Kind::IgnoresPeriod);
    assert_eq!(parameters((Sha256, 8, 60), (Sha1, 6, 30)), Kind::IgnoresSeveral);
}

fn of_key(bytes: Vec<u8>) -> Kind {
    let other = Secret::from_bytes(bytes).unwrap();
    let code = otp::code_at(&other, &Parameters::default(), UnixSeconds(NOW)).unwrap();
    first(&held(), &[(code.as_str(), NOW)])
}

#[test]
fn a_secret_that_was_read_otherwise_is_told_by_how() {
    let key = secret(1);
    let text = key.to_base32();
    assert_eq!(of_key(text.as_bytes().to_vec()), Kind::SecretAsText);
    assert_eq!(of_key(text.to_lowercase().into_bytes()), Kind::SecretAsText);
    let hex: String = key.expose().iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(of_key(hex.into_bytes()), Kind::SecretAsHex);
    assert_eq!(of_key(key.expose()[..10].to_vec()), Kind::SecretCut);
    assert_eq!(of_key(key.expose()[..19].to_vec()), Kind::SecretCut);
    let pairs = [("S", "5"), ("5", "S"), ("Z", "2"), ("2", "Z"), ("I", "L"), ("L", "I"), ("G", "6"), ("U", "V")];
    let (right, wrong) = pairs.into_iter().find(|(right, _)| text.contains(right)).expect("most keys have one of them");
    let confused = Secret::parse_base32(&text.replace(right, wrong)).unwrap();
    assert_eq!(of_key(confused.expose().to_vec()), Kind::SecretLookAlike);
}

#[test]
fn a_secret_that_the_verifier_keeps_as_text_is_recognised() {
    let kept = Secret::from_bytes(secret(1).to_base32().as_bytes().to_vec()).unwrap();
    let held = Held { secrets: vec![HeldSecret { secret: kept, ..holding(Role::Counts, 1) }], ..Held::default() };
    assert_eq!(first(&held, &[(&code(1, NOW), NOW)]), Kind::SecretDecodedTwice);
}

#[test]
fn a_slip_in_typing_is_told_by_what_it_was() {
    let right = code(1, NOW);
    let digits: Vec<char> = right.chars().collect();
    let text = |digits: &[char]| digits.iter().collect::<String>();
    let mut swapped = digits.clone();
    let place = (0..5).find(|place| swapped[*place] != swapped[place + 1]).unwrap();
    swapped.swap(place, place + 1);
    let mut wrong = digits.clone();
    wrong[3] = char::from_digit((wrong[3].to_digit(10).unwrap() + 5) % 10, 10).unwrap();
    let mut extra = digits.clone();
    extra.insert(2, '7');
    for (typed, kind) in [
        (text(&swapped), Kind::DigitsSwapped),
        (text(&wrong), Kind::DigitMistyped),
        (text(&digits[..5]), Kind::CodeCut),
        (text(&extra), Kind::DigitExtra),
    ] {
        assert_eq!(first(&held(), &[(&typed, NOW)]), kind, "{kind:?}");
    }
}

#[test]
fn a_lost_zero_is_told_from_a_missing_digit() {
    let at = (0..1_000).map(|step| NOW + step * 30).find(|at| code(1, *at).starts_with('0')).unwrap();
    assert_eq!(first(&held(), &[(&code(1, at)[1..], at)]), Kind::ZeroLost);
}

#[test]
fn a_counter_ahead_or_behind_is_told_with_how_far() {
    let parameters =
        Parameters::Hotp { algorithm: Algorithm::Sha1, digits: Digits::default(), counter: Counter::new(500) };
    let held = Held {
        secrets: vec![HeldSecret { parameters, ..holding(Role::Counts, 1) }],
        window: Window { back: 0, ahead: 3 },
        others: Vec::new(),
    };
    let generator = Generator::new(&secret(1), &parameters);
    let code = |counter: u64| generator.code_of_counter(Counter::new(counter)).unwrap().as_str().to_owned();
    let ahead = told(&held, &[(&code(540), NOW), (&code(541), NOW + 10)]);
    assert_eq!(ahead.causes[0].kind, Kind::CounterAhead);
    assert_eq!(ahead.causes[0].offset.unwrap().from, 40);
    assert!(ahead.causes[0].probability > 0.999);
    assert_eq!(first(&held, &[(&code(499), NOW)]), Kind::CounterBehind);
    assert_eq!(first(&held, &[(&code(500), NOW)]), Kind::CodeIsRight);
}

#[test]
fn what_the_verifier_says_itself_comes_first_and_the_code_beneath() {
    let slow = code(1, NOW - 5_000);
    for (refusal, kind) in [
        (Refusal::Locked, Kind::Locked),
        (Refusal::Throttled, Kind::Throttled),
        (Refusal::SessionOver, Kind::SessionOver),
    ] {
        let submission = Submission { refusal: Some(refusal), ..Submission::new(&slow, UnixSeconds(NOW)) };
        let told = explain(&investigate(&held(), &[submission]));
        assert_eq!(told.causes[0].kind, kind);
        assert_eq!(told.beneath[0].kind, Kind::DeviceClock);
    }
}

#[test]
fn a_backup_code_is_what_the_verifier_says_it_is() {
    for (backup_code, kind) in [
        (BackupCode::Left, Kind::BackupCodeWrongPlace),
        (BackupCode::Used, Kind::BackupCodeUsed),
        (BackupCode::Expired, Kind::BackupCodeExpired),
        (BackupCode::Unknown, Kind::BackupCodeUnknown),
    ] {
        let submission =
            Submission { backup_code: Some(backup_code), ..Submission::new("A7K2M-9XR4T-Q8WDE", UnixSeconds(NOW)) };
        assert_eq!(explain(&investigate(&held(), &[submission])).causes[0].kind, kind);
    }
    assert_eq!(first(&held(), &[("A7K2M-9XR4T-Q8WDE", NOW)]), Kind::BackupCodeUnknown);
}

#[test]
fn digits_that_are_none_are_told_with_what_they_mean_beneath() {
    let wide: String =
        code(1, NOW).chars().map(|digit| char::from_u32(u32::from(digit) - 0x30 + 0xFF10).unwrap()).collect();
    let told = told(&held(), &[(&wide, NOW)]);
    assert_eq!(told.causes[0].kind, Kind::ForeignDigits);
    assert_eq!(told.beneath[0].kind, Kind::CodeIsRight);
    assert_eq!(first(&held(), &[("my password", NOW)]), Kind::CannotBeACode);
}

#[test]
fn an_account_without_a_device_that_counts_is_told_before_any_code() {
    let pending = Held { secrets: vec![holding(Role::Pending, 1)], ..Held::default() };
    assert_eq!(first(&pending, &[(&code(1, NOW), NOW)]), Kind::NeverConfirmed);
    assert_eq!(first(&Held::default(), &[("123456", NOW)]), Kind::NoSecondFactor);
}

#[test]
fn codes_of_letters_are_diagnosed_too() {
    let steam = Held {
        secrets: vec![HeldSecret { parameters: Parameters::Steam, ..holding(Role::Counts, 1) }],
        ..Held::default()
    };
    let code = otp::code_at(&secret(1), &Parameters::Steam, UnixSeconds(NOW - 4_000)).unwrap();
    assert_eq!(first(&steam, &[(code.as_str(), NOW)]), Kind::DeviceClock);
}

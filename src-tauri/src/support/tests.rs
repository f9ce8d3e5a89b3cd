//! A case from what was typed in to a bundle that is opened again.

use otp::{Generator, Parameters, Secret, UnixSeconds};

use super::*;
use crate::api::{CaseOrigin, Kind, TypedCode, WhatIfRequest, WindowView};

const SECRET: &str = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
const ADDRESS: &str = "otpauth://totp/Harbour:ada?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Harbour";
const NOW: f64 = 1_750_000_005.0;
const SLOW: f64 = 5_000.0;

/// What a device shows whose clock is `SLOW` behind, `after` so many seconds.
fn code(after: f64) -> TypedCode {
    TypedCode { at: Some(NOW + after), ..code_at(NOW - SLOW + after) }
}

/// What a device shows whose clock shows this, given now.
fn code_at(shown: f64) -> TypedCode {
    let generator = Generator::new(&Secret::parse_base32(SECRET).unwrap(), &Parameters::default());
    let shown = typed::moment(shown).unwrap();
    TypedCode { text: generator.code_at(shown).unwrap().as_str().to_owned(), at: None }
}

fn typed(secret: &str, codes: Vec<TypedCode>) -> TypedCase {
    TypedCase {
        secret: secret.to_owned(),
        kind: Kind::Totp,
        algorithm: "SHA1".to_owned(),
        digits: 6,
        period: 30,
        counter: 0,
        codes,
        back: 1,
        ahead: 1,
        device_showed: None,
        last_accepted: None,
    }
}

fn opened(cases: &Cases) -> CaseView {
    cases.of_typed(typed(ADDRESS, vec![code(0.0), code(40.0)])).unwrap()
}

#[test]
fn a_case_names_the_cause_the_offset_and_whose_it_is() {
    let view = opened(&Cases::default());
    assert_eq!(view.causes[0].kind, "device-clock");
    assert_eq!(view.causes[0].off.as_deref(), Some("about 83 minutes behind"));
    assert_eq!(view.timeline.code, Some(-167));
    let names: Vec<&str> = view.names.iter().map(|name| name.text.as_str()).collect();
    assert_eq!(names, ["Harbour", "ada"]);
}

#[test]
fn no_secret_and_no_code_is_in_what_the_window_gets() {
    let cases = Cases::default();
    let view = opened(&cases);
    let case = cases.case(view.case).unwrap();
    let all = [serde_json::to_string(&view).unwrap(), case.bundle(&[NamePart::Account]).unwrap()];
    for private in [SECRET, &code(0.0).text, &code(40.0).text] {
        assert!(all.iter().all(|text| !text.contains(private)));
    }
}

#[test]
fn a_bundle_has_the_names_that_were_ticked_and_opens_again() {
    let cases = Cases::default();
    let case = cases.case(opened(&cases).case).unwrap();
    let text = case.bundle(&[]).unwrap();
    assert!(!text.contains("Harbour") && !text.contains("ada"), "{text}");
    assert!(case.bundle(&[NamePart::Issuer]).unwrap().contains("about = \"Harbour\""));
    assert!(case.bundle(&[NamePart::Account, NamePart::Issuer]).unwrap().contains("about = \"Harbour: ada\""));
    let again = cases.of_bundle(text, "case.toml".to_owned()).unwrap();
    assert_eq!(again.causes[0].kind, "device-clock");
    assert!(matches!(&again.origin, CaseOrigin::Bundle { file } if file == "case.toml"));
    assert!(!again.takes_more && again.names.is_empty());
}

#[test]
fn only_the_case_that_is_open_answers() {
    let cases = Cases::default();
    let first = opened(&cases).case;
    let second = opened(&cases).case;
    assert_eq!(cases.case(first).err(), Some(SupportError::UnknownCase));
    assert!(cases.case(second).is_ok());
    cases.close();
    assert_eq!(cases.case(second).err(), Some(SupportError::UnknownCase));
}

#[test]
fn what_if_is_answered_by_the_evidence_alone() {
    let cases = Cases::default();
    let case = cases.case(opened(&cases).case).unwrap();
    let request = WhatIfRequest { window: None, clock_mended: false, set_up_again: false, fresh_code: false };
    let told = what_if(&case, request);
    assert_eq!((told.answer.as_str(), told.needed), ("No", Some(WindowView { back: 167, ahead: 1 })));
    assert_eq!(told.left, ["the code is of a step that is not accepted"]);
    assert!(what_if(&case, WhatIfRequest { clock_mended: true, ..request }).answer.starts_with("Yes"));
}

/// The case with what is known since; the relying party is never asked.
fn with_more(cases: &Cases, known: KnownSince) -> Result<CaseView, ErrorView> {
    let case = cases.slot().open.clone().expect("a case is open");
    let nobody = || Err(SupportError::UnknownCase.into());
    tauri::async_runtime::block_on(cases.with_more(&case, nobody, known))
}

#[test]
fn the_next_code_and_the_devices_clock_sharpen_the_answer() {
    let cases = Cases::default();
    let now = f64::from(u32::try_from(os::now().0).unwrap());
    let late = |after: f64| TypedCode { at: Some(now + after), ..code_at(now + after - 90.0) };
    let first = cases.of_typed(typed(ADDRESS, vec![late(0.0)])).unwrap();
    assert!(first.question.is_some_and(|question| question.is_next_code));
    let clock = |view: &CaseView| {
        let causes = view.causes.iter().filter(|cause| cause.kind == "device-clock");
        causes.map(|cause| cause.probability).sum::<f64>()
    };
    let next = with_more(&cases, KnownSince { code: Some(late(60.0)), device_shows: None }).unwrap();
    assert_eq!(next.evidence.len(), 2);
    let shown = with_more(&cases, KnownSince { code: None, device_shows: Some(now - 90.0) }).unwrap();
    assert_eq!((shown.causes[0].kind.as_str(), shown.evidence.len()), ("device-clock", 2));
    assert!(clock(&shown) > 0.9, "{:?}", shown.causes);
    let nothing = KnownSince { code: None, device_shows: None };
    assert_eq!(with_more(&cases, nothing).unwrap_err().code, "diagnose-no-code");
}

#[test]
fn a_bundle_takes_no_codes_and_five_are_enough() {
    let cases = Cases::default();
    opened(&cases);
    let more = |after: f64| KnownSince { code: Some(code(after)), device_shows: None };
    for after in [80.0, 120.0, 160.0] {
        with_more(&cases, more(after)).unwrap();
    }
    assert_eq!(with_more(&cases, more(200.0)).unwrap_err().code, "case-too-many-codes");
    let case = cases.slot().open.clone().expect("a case is open");
    cases.of_bundle(case.bundle(&[]).unwrap(), "case.toml".to_owned()).unwrap();
    assert_eq!(with_more(&cases, more(80.0)).unwrap_err().code, "case-takes-no-codes");
}

#[test]
fn what_is_typed_wrongly_is_told_and_never_repeated() {
    let cases = Cases::default();
    let error = |typed: TypedCase| cases.of_typed(typed).unwrap_err();
    let told = error(typed("not!base32", vec![code(0.0)]));
    assert_eq!(told.code, "diagnose-not-an-account");
    assert!(!told.message.contains("base32"), "{}", told.message);
    assert_eq!(error(typed(SECRET, Vec::new())).code, "diagnose-no-code");
    let blank = TypedCode { text: " ".to_owned(), at: None };
    assert_eq!(error(typed(SECRET, vec![blank])).code, "diagnose-no-code");
    for at in [-1.0, f64::NAN, f64::INFINITY] {
        let code = TypedCode { text: "123456".to_owned(), at: Some(at) };
        assert_eq!(error(typed(SECRET, vec![code])).code, "diagnose-no-time");
    }
    assert_eq!(error(TypedCase { digits: 12, ..typed(SECRET, vec![code(0.0)]) }).code, "parameter-digits-out-of-range");
    for text in ["", "format = 1", "mine"] {
        let refused = cases.of_bundle(text.to_owned(), "case.toml".to_owned()).unwrap_err();
        assert_eq!(refused.code, "file-refused", "{text}");
    }
}

#[test]
fn a_code_without_a_time_was_given_now() {
    let now = UnixSeconds(1_750_000_000);
    let given = typed::given(TypedCode { text: " 123 456 ".to_owned(), at: None }, now).unwrap();
    assert_eq!((given.text.as_str(), given.at), ("123 456", now));
}

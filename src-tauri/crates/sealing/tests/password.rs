//! Hashes of passwords.

use argon2::{Algorithm, Argon2, AssociatedData, ParamsBuilder, Version};
use sealing::{Argon2Parameters, KdfError, derive_key, hash_password, needs_rehash, verify_password};

const LEAST: Argon2Parameters = Argon2Parameters::LEAST;

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[test]
fn argon2id_gives_the_answer_of_rfc_9106() {
    // RFC 9106 §5.3.
    let data = AssociatedData::new(&[4; 12]).unwrap();
    let parameters = ParamsBuilder::new().m_cost(32).t_cost(3).p_cost(4).data(data).output_len(32).build().unwrap();
    let argon2 = Argon2::new_with_secret(&[3; 8], Algorithm::Argon2id, Version::V0x13, parameters).unwrap();
    let mut tag = [0; 32];
    argon2.hash_password_into(&[1; 32], &[2; 16], &mut tag).unwrap();
    assert_eq!(hex(&tag), "0d640df58d78766c08c037a34a8b53c9d01ef0452d75b65eb52520e96b01e659");
}

#[test]
fn derived_keys_are_those_of_the_reference_implementation() {
    // phc-winner-argon2, src/test.c: Argon2id, version 19.
    let cases = [
        (256, 2, 1, "9dfeb910e80bad0311fee20f9c0e2b12c17987b4cac90c2ef54d5b3021c68bfe"),
        (256, 2, 2, "6d093c501fd5999645e0ea3bf620d7b8be7fd2db59c20d9fff9539da2bf57037"),
        (65_536, 2, 1, "09316115d5cf24ed5a15a31a3ba326e5cf32edc24702987c02b6566f61913cf7"),
    ];
    for (memory, passes, lanes, key) in cases {
        let parameters = Argon2Parameters::new(memory, passes, lanes).unwrap();
        assert_eq!(hex(derive_key(b"password", b"somesalt", &parameters).unwrap().as_slice()), key);
    }
}

#[test]
fn a_hash_of_the_reference_implementation_is_understood() {
    let phc = "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4";
    assert_eq!(verify_password(b"password", phc), Ok(true));
    assert_eq!(verify_password(b"Password", phc), Ok(false));
}

#[test]
fn the_default_is_owasps_and_its_hash_says_so() {
    let phc = hash_password(b"correct horse", &[5; 16], &Argon2Parameters::default()).unwrap();
    assert!(phc.starts_with("$argon2id$v=19$m=19456,t=2,p=1$BQUFBQUFBQUFBQUFBQUFBQ$"), "{phc}");
    assert_eq!(verify_password(b"correct horse", &phc), Ok(true));
    assert_eq!(verify_password(b"correct horse ", &phc), Ok(false));
    assert_eq!(verify_password(b"", &phc), Ok(false));
}

#[test]
fn another_salt_makes_another_hash() {
    let hash = |salt| hash_password(b"p", &[salt; 16], &LEAST).unwrap();
    assert_eq!(hash(1), hash(1));
    assert_ne!(hash(1), hash(2));
}

#[test]
fn a_hash_made_with_other_parameters_is_to_be_made_anew() {
    let phc = hash_password(b"p", &[1; 16], &LEAST).unwrap();
    assert!(!needs_rehash(&phc, &LEAST));
    assert!(needs_rehash(&phc, &Argon2Parameters::new(16, 1, 1).unwrap()));
    assert!(needs_rehash(&phc, &Argon2Parameters::new(8, 2, 1).unwrap()));
    assert!(needs_rehash(&phc, &Argon2Parameters::new(16, 1, 2).unwrap()));
    assert!(needs_rehash("$2b$12$abc", &LEAST));
}

#[test]
fn parameters_are_bounded_wherever_they_come_from() {
    let cases = [
        (7, 1, 1, KdfError::Memory),
        (15, 1, 2, KdfError::Memory),
        (1_048_577, 1, 1, KdfError::Memory),
        (8, 0, 1, KdfError::Passes),
        (8, 17, 1, KdfError::Passes),
        (64, 1, 0, KdfError::Lanes),
        (4_096, 1, 9, KdfError::Lanes),
        (u32::MAX, 1, 1, KdfError::Memory),
    ];
    for (memory, passes, lanes, error) in cases {
        assert_eq!(Argon2Parameters::new(memory, passes, lanes), Err(error));
        let json = format!(r#"{{"memory_kib":{memory},"passes":{passes},"lanes":{lanes}}}"#);
        assert!(serde_json::from_str::<Argon2Parameters>(&json).is_err());
        let phc = format!(
            "$argon2id$v=19$m={memory},t={passes},p={lanes}$c29tZXNhbHRzb21lc2FsdA$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4"
        );
        assert!(verify_password(b"password", &phc).is_err(), "{phc}");
    }
    assert!(Argon2Parameters::new(1_048_576, 16, 8).is_ok());
}

#[test]
fn what_a_file_leaves_out_is_the_default() {
    let parameters: Argon2Parameters = serde_json::from_str(r#"{"memory_kib":65536}"#).unwrap();
    assert_eq!(parameters, Argon2Parameters::new(65_536, 2, 1).unwrap());
    assert_eq!(serde_json::to_string(&parameters).unwrap(), r#"{"memory_kib":65536,"passes":2,"lanes":1}"#);
    assert!(serde_json::from_str::<Argon2Parameters>(r#"{"memory":65536}"#).is_err());
}

#[test]
fn what_is_no_hash_of_ours_is_not_checked() {
    let output = "nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4";
    let texts = [
        String::new(),
        "password".to_owned(),
        format!("$argon2i$v=19$m=256,t=2,p=1$c29tZXNhbHQ${output}"),
        format!("$argon2id$v=16$m=256,t=2,p=1$c29tZXNhbHQ${output}"),
        format!("$argon2id$m=256,t=2,p=1$c29tZXNhbHQ${output}"),
        format!("$argon2id$v=19$m=256,t=2,p=1,keyid=AAAA$c29tZXNhbHQ${output}"),
        "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ".to_owned(),
        "$argon2id$v=19$m=256,t=2,p=1".to_owned(),
        "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$AAAAAAAA".to_owned(),
    ];
    for phc in texts {
        assert_eq!(verify_password(b"password", &phc), Err(KdfError::Unreadable), "{phc}");
    }
}

#[test]
fn a_salt_too_short_to_tell_anything_apart_derives_no_key() {
    assert_eq!(derive_key(b"p", &[1; 7], &LEAST).unwrap_err(), KdfError::Salt);
    assert_eq!(derive_key(b"p", &[1; 65], &LEAST).unwrap_err(), KdfError::Salt);
    assert!(derive_key(b"p", &[1; 64], &LEAST).is_ok());
}

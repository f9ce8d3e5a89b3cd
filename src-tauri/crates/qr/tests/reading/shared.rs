//! Pictures from outside, which are not part of this project; see `README.md` in the folder of outside fixtures.

use crate::common::{read, texts};
use serde_json::Value;
use std::path::PathBuf;

/// Sets of pictures, and how many codes of each are read; fewer is a step back.
const FLOORS: [(&str, usize); 7] = [
    ("rqrr-tests", 10),
    ("zxing-qrcode-6", 7),
    ("falsepositives", 0),
    ("syn-clean", 30),
    ("syn-inverted", 20),
    ("syn-migration", 18),
    ("syn-rotate", 20),
];

fn folder() -> PathBuf {
    PathBuf::from(std::env::var_os("COUNTERSIGN_SHARED").expect("the test is ignored without it")).join("qr")
}

/// Names and expectations of a set's pictures.
fn pictures_of(set: &str) -> Vec<(String, Value)> {
    let text = std::fs::read_to_string(folder().join("expected.json")).expect("the fixtures have expectations");
    let all: serde_json::Map<String, Value> = serde_json::from_str(&text).expect("expectations are JSON");
    let pictures: Vec<_> = all.into_iter().filter(|(_, expected)| expected["set"] == set).collect();
    assert!(!pictures.is_empty(), "{set} has pictures");
    pictures
}

/// As the fixtures' own `score.py` compares: line ends do not matter.
fn plain(text: &str) -> String {
    text.replace("\r\n", "\n").trim_matches(['\r', '\n', '\0']).to_owned()
}

/// How many of the expected codes are among `found`; and what was found that belongs to no code.
fn score(expected: &Value, found: &[String]) -> (usize, Vec<String>) {
    let mut open: Vec<Vec<String>> = match expected["codes"].as_array() {
        Some(codes) => codes.iter().map(alternatives).collect(),
        None => {
            let confirmed = expected["confirmed"].as_object().expect("codes or confirmed");
            let times = |count: &Value| usize::try_from(count.as_u64().unwrap_or(1)).unwrap_or(1);
            confirmed.iter().flat_map(|(text, count)| vec![vec![plain(text)]; times(count)]).collect()
        }
    };
    let all = open.clone();
    let (wanted, mut wrong) = (open.len(), Vec::new());
    for text in found.iter().map(|text| plain(text)) {
        if let Some(hit) = open.iter().position(|code| code.contains(&text)) {
            open.remove(hit);
        } else if !all.iter().any(|code| code.contains(&text)) {
            wrong.push(text);
        }
    }
    (wanted - open.len(), wrong)
}

fn alternatives(code: &Value) -> Vec<String> {
    code.as_array().into_iter().flatten().filter_map(Value::as_str).map(plain).collect()
}

#[test]
#[cfg_attr(
    not(countersign_shared),
    ignore = "turned on by COUNTERSIGN_SHARED, the folder of outside fixtures, when it is built"
)]
fn pictures_from_outside_are_read_and_never_wrong() {
    for (set, floor) in FLOORS {
        let mut hits = 0;
        for (name, expected) in pictures_of(set) {
            let bytes = std::fs::read(folder().join("images").join(&name)).expect("a picture for each expectation");
            let reading = read(&bytes).unwrap_or_else(|error| panic!("{name}: {error}"));
            let (right, wrong) = score(&expected, &texts(&reading));
            assert_eq!((reading.incomplete, wrong.as_slice()), (None, &[][..]), "{name}");
            hits += right;
        }
        assert!(hits >= floor, "{set}: {hits} codes are read, {floor} have been");
    }
}

#[test]
#[cfg_attr(
    not(countersign_shared),
    ignore = "turned on by COUNTERSIGN_SHARED, the folder of outside fixtures, when it is built"
)]
fn a_picture_that_makes_rqrr_panic_is_read_to_its_end() {
    let name = "zxing-qrcode-6__rxing_test_resources_blackbox_qrcode-6_7.png";
    let bytes = std::fs::read(folder().join("images").join(name)).expect("the fixtures have this picture");
    let reading = read(&bytes).expect("the picture is looked at");
    assert_eq!((reading.codes.len(), reading.incomplete), (1, None));
}

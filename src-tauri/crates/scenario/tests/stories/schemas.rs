//! The JSON schemas in docs/schemas are those of the code. `COUNTERSIGN_WRITE_SCHEMAS=1` writes them anew.

use scenario::Scenario;
use scenario::profile::Profile;
use serde_json::Value;

fn is_current(name: &str, schema: &Value) {
    let path = format!("{}/../../../docs/schemas/{name}.schema.json", env!("CARGO_MANIFEST_DIR"));
    let text = format!("{}\n", serde_json::to_string_pretty(schema).unwrap());
    if std::env::var_os("COUNTERSIGN_WRITE_SCHEMAS").is_some() {
        std::fs::write(&path, &text).unwrap();
    }
    let written = std::fs::read_to_string(&path).unwrap().replace("\r\n", "\n");
    assert_eq!(written, text, "run this test with COUNTERSIGN_WRITE_SCHEMAS=1");
}

#[test]
fn of_scenarios() {
    is_current("scenario", &Scenario::schema());
}

#[test]
fn of_target_profiles() {
    is_current("target-profile", &Profile::schema());
}

//! Scenario files and devices: what can be read, what is told of a mistake, what an odd device types.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking, its helpers too")]

mod devices;
mod mistakes;
mod schemas;

use scenario::{Kind, Scenario};

#[test]
fn the_example_of_the_page_can_be_read() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../docs/scenarios.md");
    let page = std::fs::read_to_string(path).unwrap();
    let example = page.split("```toml\n").nth(1).and_then(|rest| rest.split("```").next()).unwrap();
    let scenario = Scenario::parse(example, "docs/scenarios.md").unwrap();
    assert_eq!(scenario.steps[1].action, Some(Kind::BeginEnrolment));
    for quirk in ["ignores-algorithm", "secret-as-ascii", "secret-cut", "keeps-old-secret", "full-width-digits"] {
        assert!(page.contains(&format!("`{quirk}`")), "{quirk} is missing");
    }
}

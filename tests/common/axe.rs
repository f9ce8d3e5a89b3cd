//! axe-core: the accessibility rules that a machine can judge.

use super::app::App;

/// Fails with every violation axe-core finds in what the window shows now.
pub(crate) fn assert_accessible(app: &App, view: &str) {
    let library = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("ui/node_modules/axe-core/axe.min.js");
    let source = std::fs::read_to_string(&library)
        .unwrap_or_else(|error| panic!("{}: {error}; run `npm ci` in ui/", library.display()));
    app.read(&format!("if (!window.axe) {{ {source}; window.axe = axe; }} return true"), &[]);
    let found = app.read_later(
        "const done = arguments[arguments.length - 1];
         axe.run(document, { resultTypes: ['violations'] }).then(
           (result) => done(result.violations.map((rule) => `${rule.id}: ${rule.help}: ` +
             rule.nodes.map((node) => `${node.html} (${node.failureSummary})`).join(' | '))),
           (error) => done([`axe-core failed: ${error}`]))",
    );
    let violations: Vec<String> = serde_json::from_value(found).expect("axe-core answers with a list");
    assert!(violations.is_empty(), "{view}: {violations:#?}");
}

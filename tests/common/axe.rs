//! axe-core: the accessibility rules that a machine can judge.

use super::app::App;

/// Every violation axe-core finds in what the window shows now.
pub(crate) fn violations(app: &App, view: &str) -> Vec<String> {
    let library = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("ui/node_modules/axe-core/axe.min.js");
    let source = std::fs::read_to_string(&library)
        .unwrap_or_else(|error| panic!("{}: {error}; run `npm ci` in ui/", library.display()));
    app.read(&format!("if (!window.axe) {{ {source}; }} return true"), &[]);
    let found = app.read_later(
        "const done = arguments[arguments.length - 1];
         axe.run(document, { resultTypes: ['violations'] }).then(
           (result) => done(result.violations.map((rule) => `${rule.id}: ${rule.help}: ` +
             rule.nodes.map((node) => `${node.html} (${node.failureSummary})`).join(' | '))),
           (error) => done([`axe-core failed: ${error}`]))",
    );
    let found: Vec<String> = serde_json::from_value(found).expect("axe-core answers with a list");
    found.into_iter().map(|violation| format!("{view}: {violation}")).collect()
}

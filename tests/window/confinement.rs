//! What the page may do: nothing but call the commands it needs.

use private_desktop::{Desktop, Services};
use serde_json::json;

use crate::common::app::App;

#[test]
fn the_page_loads_and_runs_nothing_from_outside() {
    let desktop = Desktop::start_with(Services::Nothing).unwrap();
    let app = App::open(&desktop);
    app.see("store-no-service");
    let policy = app.read_later(
        "const done = arguments[arguments.length - 1];
         document.addEventListener('securitypolicyviolation', (event) => done(event.originalPolicy), { once: true });
         new Image().src = 'https://example.org/pixel.png';",
    );
    let policy = policy.as_str().unwrap();
    for rule in ["default-src 'none'", "script-src 'self'", "frame-ancestors 'none'", "form-action 'none'"] {
        assert!(policy.contains(rule), "{rule} in {policy}");
    }
    assert!(!policy.contains("unsafe"), "{policy}");
    let evaluated = app.read("try { return (0, window.eval)('1 + 1') } catch (error) { return error.name }", &[]);
    assert_eq!(evaluated, "EvalError");
    let inline = "const script = document.createElement('script');
        script.textContent = 'window.ranInline = true';
        document.head.append(script);
        return window.ranInline === true";
    assert_eq!(app.read(inline, &[]), json!(false));
    assert_eq!(app.read("return Object.isFrozen(Object.prototype)", &[]), json!(true));
}

#[test]
fn the_page_may_call_only_the_commands_it_is_allowed() {
    let desktop = Desktop::start_with(Services::Nothing).unwrap();
    let app = App::open(&desktop);
    app.see("store-no-service");
    for command in ["plugin:window|close", "plugin:webview|create_webview_window", "plugin:path|resolve_directory"] {
        let answer = app.read_later(&format!(
            "const done = arguments[arguments.length - 1];
             window.__TAURI_INTERNALS__.invoke({command:?}, {{}}).then(() => done('allowed'), (error) => done(String(error)))"
        ));
        assert!(answer.as_str().is_some_and(|answer| answer.contains("not allowed")), "{command}: {answer}");
    }
}

//! The window's life: start, events, end.

use std::process::ExitCode;

/// Opens the window and runs until it is closed.
pub fn run() -> ExitCode {
    let app = tauri::Builder::default()
        .setup(|app| {
            tauri::WebviewWindowBuilder::new(app, "main", tauri::WebviewUrl::default())
                .title("Countersign")
                .inner_size(900.0, 680.0)
                .min_inner_size(320.0, 360.0)
                .build()?;
            Ok(())
        })
        .run(tauri::generate_context!());
    match app {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("countersign: window-failed: the window could not be opened: {error}");
            ExitCode::FAILURE
        }
    }
}

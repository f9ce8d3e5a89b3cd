//! The plainest window Tauri opens, built and sized like the app's: what `cargo xtask bench window` compares with.
//!
//! It has one page of a few words and one command, and says on standard error when that page has been painted.
#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

/// The page has been painted; named as in the app, because both share one list of allowed commands.
#[tauri::command]
async fn startup_stage(stage: String) {
    eprintln!("bare window: {stage}");
}

fn main() {
    tauri::Builder::default()
        .invoke_handler(tauri::generate_handler![startup_stage])
        .setup(|app| {
            tauri::WebviewWindowBuilder::new(app, "main", tauri::WebviewUrl::default())
                .title("Bare window")
                .inner_size(900.0, 680.0)
                .min_inner_size(320.0, 360.0)
                .build()?;
            Ok(())
        })
        .run(tauri::generate_context!("src-tauri/bench/tauri.conf.json"))
        .expect("a desktop that can show a window");
}

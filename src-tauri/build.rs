//! Tells Tauri which commands exist, so that a window may call only those its capability names.

/// Every command of the window, in the order of `src/commands`.
const COMMANDS: &[&str] = &[
    "accounts",
    "watch",
    "next_hotp",
    "copy_code",
    "scan_picture",
    "scan_clipboard",
    "scan_screen",
    "scan_text",
    "scan_typed",
    "scan_example",
    "check_secret",
    "draft_picture",
    "discard_draft",
    "add_accounts",
    "edit_account",
    "trash_account",
    "restore_account",
    "delete_account",
    "reveal",
    "damaged_text",
    "retry_store",
    "unlock_store",
    "start_empty",
    "lock_state",
    "prepare_lock",
    "copy_lock_code",
    "set_lock",
    "forget_lock",
    "turn_off_lock",
    "change_lock_password",
    "open_lock",
    "lock_now",
    "used",
    "settings",
    "change_settings",
    "startup_stage",
    "backups",
    "choose_backup_folder",
    "look_at_backup_folder",
    "prepare_backups",
    "copy_recovery_code",
    "print_recovery_code",
    "turn_on_backups",
    "turn_off_backups",
    "back_up_now",
    "put_off_backups",
    "open_backups",
    "compare_backup",
    "put_back",
    "forget_backups",
    "relying_party",
    "start_relying_party",
    "stop_relying_party",
    "copy_relying_party",
    "open_relying_party",
    "relying_party_news",
    "relying_party_reason",
    "change_relying_party_user",
    "clear_relying_party_outbox",
    "take_walk_step",
    "end_walk",
    "rejections",
    "look_into_rejection",
    "look_into_typed",
    "add_to_case",
    "open_bundle",
    "what_if",
    "copy_case_sentence",
    "case_bundle",
    "save_case_bundle",
    "reproduce_case",
    "close_case",
];

fn main() {
    println!("cargo:rerun-if-changed=src-tauri/capabilities");
    if std::env::var_os("CARGO_FEATURE_DESKTOP").is_none() {
        return;
    }
    let attributes = tauri_build::Attributes::new()
        .capabilities_path_pattern("src-tauri/capabilities/**/*")
        .app_manifest(tauri_build::AppManifest::new().commands(COMMANDS));
    if let Err(error) = tauri_build::try_build(attributes) {
        println!("cargo:warning={error:#}");
        std::process::exit(1);
    }
}

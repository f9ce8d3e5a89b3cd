//! The window's life: start, events, end.

use std::process::ExitCode;
use std::sync::Arc;

use host::{Desk, os};
use tauri::{AppHandle, Manager, Runtime, WebviewUrl, WebviewWindow, WebviewWindowBuilder};

use crate::app::App;
use crate::boot;
use crate::commands::{
    accounts, adding, backups, codes, exchange, keeping, keyring, lock, relying_party, settings, support,
};
use crate::relying_party::Verifier;
use crate::support::Cases;

/// Opens the window and runs until it is closed.
pub fn run() -> ExitCode {
    if let Some(answer) = answer_to_words(std::env::args().skip(1)) {
        return answer;
    }
    let started = os::Stopwatch::start();
    forget_the_graphics_card();
    let desk = match Desk::chosen() {
        Ok(desk) => desk,
        Err(error) => return refuse(error.code(), &error, error.hint()),
    };
    let app = Arc::new(App::new(desk, started));
    start_threads(&app);
    if !has_a_screen() {
        return refuse(
            "window-no-screen",
            &"there is no screen to open a window on",
            "start it from a desktop session, or use the command line: countersign help",
        );
    }
    match build(&app).run(tauri::generate_context!()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => refuse(
            "window-failed",
            &error,
            "start it from a desktop session, or use the command line: countersign help",
        ),
    }
}

/// The window takes no words but the usual two; everything else is said to the command line.
fn answer_to_words(mut words: impl Iterator<Item = String>) -> Option<ExitCode> {
    match words.next()?.as_str() {
        "-h" | "--help" => println!("{USAGE}"),
        "-V" | "--version" => println!("countersign-desktop {}", env!("CARGO_PKG_VERSION")),
        // Old versions of macOS name the process so.
        word if word.starts_with("-psn_") => return None,
        _ => {
            let hint = "see countersign-desktop --help, or say it to the command line: countersign help";
            refuse("usage", &"countersign-desktop takes --help and --version, and nothing else", hint);
            return Some(ExitCode::from(2));
        }
    }
    Some(ExitCode::SUCCESS)
}

const USAGE: &str = "\
Opens the window of Countersign: two-factor codes on the desktop.

Usage: countersign-desktop [--help | --version]

The same accounts on the command line: countersign help";

/// Tauri would panic without one.
#[cfg(target_os = "linux")]
fn has_a_screen() -> bool {
    gtk::init().is_ok()
}

#[cfg(not(target_os = "linux"))]
fn has_a_screen() -> bool {
    true
}

/// The keyring is read while the web view still starts.
fn start_threads(app: &Arc<App>) {
    let loading = Arc::clone(app);
    std::thread::spawn(move || {
        loading.load();
        loading.purge_trash();
    });
    let sending = Arc::clone(app);
    std::thread::spawn(move || sending.send_codes());
    let keeping = Arc::clone(app);
    std::thread::spawn(move || keeping.backups.keep_up(&keeping));
    let resting = Arc::clone(app);
    std::thread::spawn(move || resting.lock.idle.keep_watch(&resting));
}

fn build(app: &Arc<App>) -> tauri::Builder<tauri::Wry> {
    let behind = Arc::clone(app);
    tauri::Builder::default()
        .manage(Arc::clone(app))
        .manage(Arc::<Verifier>::default())
        .manage(Arc::<Cases>::default())
        .invoke_handler(tauri::generate_handler![
            accounts::accounts,
            accounts::edit_account,
            accounts::trash_account,
            accounts::restore_account,
            accounts::delete_account,
            accounts::reveal,
            accounts::damaged_text,
            adding::scan_picture,
            adding::scan_clipboard,
            adding::scan_screen,
            adding::scan_text,
            adding::scan_typed,
            adding::scan_example,
            adding::check_secret,
            adding::draft_picture,
            adding::discard_draft,
            adding::add_accounts,
            codes::watch,
            codes::next_hotp,
            codes::copy_code,
            keyring::retry_store,
            keyring::unlock_store,
            keyring::start_empty,
            keeping::store_place,
            keeping::look_at_file_place,
            keeping::prepare_file,
            keeping::copy_file_code,
            keeping::forget_file,
            keeping::keep_in_file,
            keeping::move_to_keyring,
            keeping::go_on_moving,
            keeping::leave_move,
            keeping::use_keyring,
            keeping::file_generations,
            keeping::restore_generation,
            lock::lock_state,
            lock::prepare_lock,
            lock::copy_lock_code,
            lock::set_lock,
            lock::forget_lock,
            lock::turn_off_lock,
            lock::change_lock_password,
            lock::prepare_lock_code,
            lock::replace_lock_code,
            lock::open_lock,
            lock::lock_now,
            lock::used,
            settings::settings,
            settings::change_settings,
            settings::startup_stage,
            backups::backups,
            backups::choose_backup_folder,
            backups::look_at_backup_folder,
            backups::prepare_backups,
            backups::copy_recovery_code,
            backups::print_recovery_code,
            backups::turn_on_backups,
            backups::turn_off_backups,
            backups::back_up_now,
            backups::put_off_backups,
            backups::open_backups,
            backups::compare_backup,
            backups::put_back,
            backups::change_backup_password,
            backups::discard_old_backups,
            backups::forget_backups,
            exchange::choose_import_file,
            exchange::choose_export_file,
            exchange::open_import,
            exchange::unseal_import,
            exchange::apply_import,
            exchange::forget_import,
            exchange::last_import,
            exchange::undo_import,
            exchange::export_accounts,
            relying_party::relying_party,
            relying_party::start_relying_party,
            relying_party::stop_relying_party,
            relying_party::copy_relying_party,
            relying_party::open_relying_party,
            relying_party::relying_party_news,
            relying_party::relying_party_reason,
            relying_party::change_relying_party_user,
            relying_party::clear_relying_party_outbox,
            relying_party::take_walk_step,
            relying_party::end_walk,
            support::rejections,
            support::look_into_rejection,
            support::look_into_typed,
            support::add_to_case,
            support::open_bundle,
            support::what_if,
            support::copy_case_sentence,
            support::case_bundle,
            support::save_case_bundle,
            support::reproduce_case,
            support::close_case,
        ])
        .setup(move |tauri| {
            behind.has_window(tauri.handle().clone());
            open_window(tauri, &behind, FIRST)?;
            Ok(())
        })
        .on_window_event(|window, event| {
            match event {
                tauri::WindowEvent::Focused(true) => look_for_changes(&window.state::<Arc<App>>()),
                // The window is gone from the screen; requests that were accepted are still answered.
                tauri::WindowEvent::Destroyed if is_last(window) => {
                    window.state::<Arc<Verifier>>().end();
                    let app = window.state::<Arc<App>>();
                    app.backups.finish(&app);
                }
                _ => {}
            }
        })
}

/// What the first window is called; those after it are numbered.
const FIRST: &str = "main";

/// Puts a new window in the place of the one that is there, and takes that away, with its web view and all that this has
/// shown. The new one is there first: without any window, the program would end. The old one is gone when this returns.
pub(crate) fn renew(tauri: &AppHandle) -> tauri::Result<()> {
    let app = Arc::clone(&tauri.state::<Arc<App>>());
    // The page that showed the case is gone, too.
    tauri.state::<Arc<Cases>>().close();
    let old = tauri.webview_windows();
    let number = old.keys().filter_map(|label| label.strip_prefix("main-")?.parse::<u32>().ok()).max().unwrap_or(1);
    let new = open_window(tauri, &app, &format!("{FIRST}-{}", number.saturating_add(1)))?;
    for window in old.values() {
        // Where the system does not say how a window is, the new one stays as it was made.
        let _as_made = put_in_its_place(&new, window);
        window.destroy()?;
    }
    // Answered by the window's own thread, behind what was said before: the old one is gone by then.
    new.is_visible().map(drop)
}

fn put_in_its_place<R: Runtime>(new: &WebviewWindow<R>, old: &WebviewWindow<R>) -> tauri::Result<()> {
    new.set_size(old.inner_size()?)?;
    new.set_position(old.outer_position()?)?;
    if old.is_maximized()? {
        new.maximize()?;
    }
    if old.is_minimized()? {
        new.minimize()?;
    }
    Ok(())
}

/// No other window is there: the program ends with it.
fn is_last<R: Runtime>(window: &tauri::Window<R>) -> bool {
    window.app_handle().webview_windows().keys().all(|label| label == window.label())
}

fn open_window<R: Runtime>(tauri: &impl Manager<R>, app: &Arc<App>, label: &str) -> tauri::Result<WebviewWindow<R>> {
    let behind = Arc::clone(app);
    let window = WebviewWindowBuilder::new(tauri, label, WebviewUrl::default())
        .title("Countersign")
        .inner_size(900.0, 680.0)
        .min_inner_size(320.0, 360.0)
        // The page takes dropped files itself.
        .disable_drag_drop_handler()
        .on_navigation(is_our_page)
        .on_web_resource_request(move |request, response| boot::deliver_with(&behind, &request, response))
        .build()?;
    let settings = host::settings::read(&app.desk().folders.config).unwrap_or_default();
    if settings.zoom_percent != 100 {
        settings::zoom(&window, settings.zoom_percent);
    }
    paint_without_a_graphics_card(&window)?;
    Ok(window)
}

/// WebKitGTK makes a page ready for a graphics card before [`paint_without_a_graphics_card`] can say that there is to be
/// none, and then loses every turn of the mouse's wheel. This keeps it from that; WebKit has no other switch so early.
#[cfg(target_os = "linux")]
fn forget_the_graphics_card() {
    // Whoever set it already knows better; and it is set before the first thread, which might read the environment.
    let set = glib::setenv("WEBKIT_DISABLE_DMABUF_RENDERER", "1", false);
    debug_assert!(set.is_ok(), "the name holds no '=' and the value no NUL");
}

#[cfg(not(target_os = "linux"))]
fn forget_the_graphics_card() {}

/// WebKitGTK would prepare a graphics card, or one that is pretended in software, for some text and a few lines: that
/// takes longer, and more memory, than the rest of the window.
#[cfg(target_os = "linux")]
fn paint_without_a_graphics_card<R: Runtime>(window: &tauri::WebviewWindow<R>) -> tauri::Result<()> {
    use webkit2gtk::{HardwareAccelerationPolicy, SettingsExt, WebViewExt};
    window.with_webview(|view| {
        if let Some(settings) = view.inner().settings() {
            settings.set_hardware_acceleration_policy(HardwareAccelerationPolicy::Never);
        }
    })
}

#[cfg(not(target_os = "linux"))]
fn paint_without_a_graphics_card<R: Runtime>(_window: &tauri::WebviewWindow<R>) -> tauri::Result<()> {
    Ok(())
}

/// The window shows our page and never another.
fn is_our_page(url: &tauri::Url) -> bool {
    matches!((url.scheme(), url.host_str()), ("tauri", Some("localhost")) | ("http" | "https", Some("tauri.localhost")))
        || (cfg!(debug_assertions) && url.host_str() == Some("localhost"))
}

/// The command line may have changed something while another window had the focus. One short call a record, off the
/// window's thread; codes go on meanwhile.
fn look_for_changes(app: &Arc<App>) {
    let app = Arc::clone(app);
    std::thread::spawn(move || app.load_again());
}

fn refuse(code: &str, message: &dyn std::fmt::Display, hint: &str) -> ExitCode {
    eprintln!("code:    {code}\nmessage: {message}\nhint:    {hint}");
    ExitCode::FAILURE
}

//! What the clipboard's children do.

use std::io::{Cursor, Read, Write};
use std::process::ExitCode;
use std::time::Duration;

use image::{ExtendedColorType, ImageEncoder, codecs::png::PngEncoder};
use zeroize::Zeroizing;

use crate::os;

/// Longest text that is held, in bytes; a code has nine.
const MAX_HELD: u64 = 64;

/// Reads a code from standard input, holds it for `seconds`, and clears it if it is still there.
pub(crate) fn hold(seconds: u64) -> ExitCode {
    keep_to_itself();
    let mut code = Zeroizing::new(String::new());
    if std::io::stdin().take(MAX_HELD).read_to_string(&mut code).is_err() {
        return ExitCode::FAILURE;
    }
    let Ok(mut clipboard) = arboard::Clipboard::new() else { return ExitCode::FAILURE };
    if set(&mut clipboard, &code).is_err() {
        return ExitCode::FAILURE;
    }
    println!("held");
    // Closing standard output lets the parent go on at once.
    os::sleep(Duration::from_secs(seconds));
    if clipboard.get_text().is_ok_and(|held| Zeroizing::new(held) == code) {
        let _ = clipboard.clear();
    }
    ExitCode::SUCCESS
}

fn set(clipboard: &mut arboard::Clipboard, code: &str) -> Result<(), arboard::Error> {
    #[cfg(target_os = "macos")]
    use arboard::SetExtApple;
    #[cfg(target_os = "linux")]
    use arboard::SetExtLinux;
    #[cfg(windows)]
    use arboard::SetExtWindows;
    let set = clipboard.set();
    #[cfg(any(target_os = "linux", target_os = "macos"))]
    let set = set.exclude_from_history();
    #[cfg(windows)]
    let set = set.exclude_from_history().exclude_from_cloud().exclude_from_monitoring();
    set.text(code)
}

/// Writes what the clipboard holds to standard output: `p` and a PNG file, `t` and text, or `e` for nothing.
pub(crate) fn read() -> ExitCode {
    keep_to_itself();
    if limit_reading().is_err() {
        return ExitCode::FAILURE;
    }
    let Ok(mut clipboard) = arboard::Clipboard::new() else { return ExitCode::FAILURE };
    let answer = picture(&mut clipboard).or_else(|| text(&mut clipboard)).unwrap_or_else(|| Zeroizing::new(vec![b'e']));
    match std::io::stdout().lock().write_all(&answer) {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::FAILURE,
    }
}

fn picture(clipboard: &mut arboard::Clipboard) -> Option<Zeroizing<Vec<u8>>> {
    let image = clipboard.get_image().ok()?;
    let (width, height) = (u32::try_from(image.width).ok()?, u32::try_from(image.height).ok()?);
    let mut png = Cursor::new(Vec::new());
    PngEncoder::new(&mut png).write_image(&image.bytes, width, height, ExtendedColorType::Rgba8).ok()?;
    Some(marked(b'p', Zeroizing::new(png.into_inner())))
}

fn text(clipboard: &mut arboard::Clipboard) -> Option<Zeroizing<Vec<u8>>> {
    let text = Zeroizing::new(clipboard.get_text().ok()?.into_bytes());
    Some(marked(b't', text))
}

fn marked(kind: u8, content: Zeroizing<Vec<u8>>) -> Zeroizing<Vec<u8>> {
    let mut answer = Zeroizing::new(Vec::with_capacity(content.len() + 1));
    answer.push(kind);
    answer.extend_from_slice(&content);
    answer
}

/// No other program of the same person may look into this process, and it leaves no core dump.
fn keep_to_itself() {
    #[cfg(target_os = "linux")]
    let _ = rustix::process::set_dumpable_behavior(rustix::process::DumpableBehavior::NotDumpable);
}

/// What another program put on the clipboard may be a picture that swells; the child may use 1 GiB and 5 s of processor
/// time, and write no file.
#[cfg(unix)]
fn limit_reading() -> std::io::Result<()> {
    use rustix::process::{Resource, Rlimit, setrlimit};
    for (resource, most) in [(Resource::Data, 1 << 30), (Resource::Cpu, 5), (Resource::Fsize, 0)] {
        setrlimit(resource, Rlimit { current: Some(most), maximum: Some(most) })?;
    }
    Ok(())
}

#[cfg(not(unix))]
fn limit_reading() -> std::io::Result<()> {
    Ok(())
}

//! What a child was given without being asked: descriptors that somebody had open when the program was started.

/// Closes everything but standard input, output and error, before a picture is looked at: whoever takes over this
/// process through a picture finds no file open in it.
#[cfg(unix)]
pub fn close_inherited() {
    // A system without this list has given nothing away that it knows of.
    let Ok(open) = std::fs::read_dir("/dev/fd") else { return };
    // The list itself is open while it is read, and no longer there to be closed.
    let numbers: Vec<i32> =
        open.filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok()).filter(|number| *number > 2).collect();
    for number in numbers {
        let _closed_before = nix::unistd::close(number);
    }
}

/// Nothing is inherited here that was not meant to be.
#[cfg(not(unix))]
pub fn close_inherited() {}

//! The person's session: its lock, its screen saver, and the machine's sleep, where the system tells.

#[cfg(target_os = "linux")]
mod logind;
#[cfg(target_os = "linux")]
mod screen_saver;

/// A new connection to a bus. Every listener has its own: on a shared one, those who wait to be heard by one would keep
/// everything from the others.
#[cfg(target_os = "linux")]
type Connect = fn() -> zbus::Result<zbus::blocking::Connection>;

/// Calls `locked` each time the session is locked, its screen saver begins, or the machine is about to sleep, from threads
/// of its own, for as long as the program runs. The machine is asked to wait with its sleep until `locked` has returned.
/// Where the system does not tell, nothing is ever called.
#[cfg(target_os = "linux")]
pub fn watch(locked: impl Fn() + Send + Sync + 'static) {
    use std::sync::Arc;
    use zbus::blocking::Connection;

    type Listen = fn(Connect, &dyn Fn()) -> zbus::Result<()>;
    const LISTENERS: [(Connect, Listen); 4] = [
        (Connection::system, logind::lock_with_the_session),
        (Connection::system, logind::lock_before_sleep),
        (Connection::session, screen_saver::lock_with_gnomes),
        (Connection::session, screen_saver::lock_with_others),
    ];
    let locked: Arc<dyn Fn() + Send + Sync> = Arc::new(locked);
    for (connect, listen) in LISTENERS {
        let locked = Arc::clone(&locked);
        // Without a thread or a bus there is nobody to listen to.
        let _no_thread = std::thread::Builder::new().spawn(move || listen(connect, &*locked));
    }
}

/// The systems that tell otherwise are not asked yet.
#[cfg(not(target_os = "linux"))]
pub fn watch(_locked: impl Fn() + Send + Sync + 'static) {}

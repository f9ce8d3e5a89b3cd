//! The person's session: its lock, its screen saver, and the machine's sleep, where the system tells.

/// Calls `locked` each time the session is locked, its screen saver begins, or the machine is about to sleep, from threads
/// of its own, for as long as the program runs. Where the system does not tell, nothing is ever called.
#[cfg(target_os = "linux")]
pub fn watch(locked: impl Fn() + Send + Sync + 'static) {
    use std::sync::Arc;

    let locked: Arc<dyn Fn() + Send + Sync> = Arc::new(locked);
    for told in linux::TOLD {
        let locked = Arc::clone(&locked);
        // Without a thread or a bus there is nobody to listen to.
        let _no_thread = std::thread::Builder::new().spawn(move || linux::listen(told, &*locked));
    }
}

/// The systems that tell otherwise are not asked yet.
#[cfg(not(target_os = "linux"))]
pub fn watch(_locked: impl Fn() + Send + Sync + 'static) {}

#[cfg(target_os = "linux")]
mod linux {
    use zbus::MatchRule;
    use zbus::blocking::{Connection, MessageIterator};
    use zbus::message::{Message, Type};

    /// A signal that means it.
    #[derive(Debug, Clone, Copy)]
    pub(super) struct Told {
        bus: Bus,
        interface: &'static str,
        member: &'static str,
        /// It says whether something begins or ends.
        has_beginning: bool,
    }

    #[derive(Debug, Clone, Copy)]
    enum Bus {
        System,
        Session,
    }

    /// systemd-logind, and the screen savers of GNOME and of the others.
    pub(super) const TOLD: [Told; 4] = [
        told(Bus::System, "org.freedesktop.login1.Session", "Lock", false),
        told(Bus::System, "org.freedesktop.login1.Manager", "PrepareForSleep", true),
        told(Bus::Session, "org.freedesktop.ScreenSaver", "ActiveChanged", true),
        told(Bus::Session, "org.gnome.ScreenSaver", "ActiveChanged", true),
    ];

    const fn told(bus: Bus, interface: &'static str, member: &'static str, has_beginning: bool) -> Told {
        Told { bus, interface, member, has_beginning }
    }

    pub(super) fn listen(told: Told, locked: &dyn Fn()) {
        let Ok(messages) = messages(told) else { return };
        for message in messages.flatten() {
            if !told.has_beginning || begins(&message) {
                locked();
            }
        }
    }

    fn messages(told: Told) -> zbus::Result<MessageIterator> {
        let connection = match told.bus {
            Bus::System => Connection::system()?,
            Bus::Session => Connection::session()?,
        };
        let rule = MatchRule::builder().msg_type(Type::Signal).interface(told.interface)?.member(told.member)?.build();
        MessageIterator::for_match_rule(rule, &connection, None)
    }

    fn begins(message: &Message) -> bool {
        message.body().deserialize::<bool>().unwrap_or(false)
    }
}

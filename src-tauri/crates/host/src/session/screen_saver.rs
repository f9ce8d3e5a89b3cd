//! The screen savers of GNOME and of the others. Any program of the session may say that one begins: it could do worse
//! there than lock this one, and some screen savers do not own the name they speak under.

use zbus::MatchRule;
use zbus::blocking::{Connection, MessageIterator};
use zbus::message::Type;

use super::Connect;

pub(super) fn lock_with_gnomes(connect: Connect, locked: &dyn Fn()) -> zbus::Result<()> {
    lock_with(&connect()?, "org.gnome.ScreenSaver", locked)
}

pub(super) fn lock_with_others(connect: Connect, locked: &dyn Fn()) -> zbus::Result<()> {
    lock_with(&connect()?, "org.freedesktop.ScreenSaver", locked)
}

fn lock_with(bus: &Connection, interface: &str, locked: &dyn Fn()) -> zbus::Result<()> {
    let rule = MatchRule::builder().msg_type(Type::Signal).interface(interface)?.member("ActiveChanged")?.build();
    for message in MessageIterator::for_match_rule(rule, bus, None)?.flatten() {
        if message.body().deserialize::<bool>().unwrap_or(false) {
            locked();
        }
    }
    Ok(())
}

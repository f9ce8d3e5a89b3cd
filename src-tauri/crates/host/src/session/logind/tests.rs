//! What is believed of logind, and that the machine waits for us: with a stand-in of its interface on a bus of our own.

use std::sync::mpsc::channel;

use private_desktop::{Desktop, Logind, Services};
use zbus::blocking::connection::Builder;

use super::*;

/// A desktop with the stand-in, and a connection to its system bus.
fn desktop() -> (Desktop, Logind, Connection) {
    let desktop = Desktop::start_with(Services::Nothing).unwrap();
    let logind = desktop.start_logind().unwrap();
    let bus = on_the_bus_of(&desktop);
    (desktop, logind, bus)
}

fn on_the_bus_of(desktop: &Desktop) -> Connection {
    Builder::address(desktop.system_bus_address().as_str()).unwrap().build().unwrap()
}

/// Says as much as logind does without owning its name: to everybody, and to one alone. The bus has it when this returns.
fn a_stranger_says(desktop: &Desktop, to: &Connection, at: &str, (interface, signal): (&str, &str)) {
    let stranger = on_the_bus_of(desktop);
    for to in [None, to.unique_name()] {
        stranger.emit_signal(to, at, interface, signal, &true).unwrap();
    }
    DBusProxy::new(&stranger).unwrap().get_id().unwrap();
}

fn is_by_logind(message: &Message, bus: &Connection) -> bool {
    let owner = DBusProxy::new(bus).unwrap().get_name_owner(NAME.try_into().unwrap()).unwrap();
    message.header().sender() == Some(&*owner)
}

#[test]
fn our_own_session_locks_us_and_no_other_does_and_no_stranger() {
    let (desktop, logind, bus) = desktop();
    let mut locks = locks(&bus).unwrap();
    assert_eq!(logind.next_asker().unwrap(), std::process::id());
    logind.lock(Logind::OTHER_SESSION).unwrap();
    a_stranger_says(&desktop, &bus, Logind::SESSION, (SESSION, "Lock"));
    logind.lock(Logind::SESSION).unwrap();
    // They come in this order: what is not believed never comes.
    let first = locks.next().unwrap();
    assert_eq!(first.header().path().map(|path| path.as_str()), Some(Logind::SESSION));
    assert!(is_by_logind(&first, &bus));
}

#[test]
fn no_stranger_tells_us_of_a_sleep() {
    let (desktop, logind, bus) = desktop();
    let mut sleeps = sleeps(&bus).unwrap();
    a_stranger_says(&desktop, &bus, MANAGER.0, (MANAGER.1, "PrepareForSleep"));
    logind.prepare_for_sleep(true).unwrap();
    assert!(is_by_logind(&sleeps.next().unwrap(), &bus));
}

#[test]
fn the_machine_waits_with_its_sleep_until_everything_is_locked() {
    let (_desktop, logind, bus) = desktop();
    let ((locking, begun), (let_end, may_end)) = (channel(), channel());
    std::thread::spawn(move || {
        lock_before_sleep(&bus, &|| {
            locking.send(()).unwrap();
            may_end.recv().unwrap();
        })
    });
    // And the second time as the first.
    for _ in 0..2 {
        let inhibitor = logind.next_inhibitor().unwrap();
        let said = [&inhibitor.what, &inhibitor.who, &inhibitor.mode];
        assert_eq!(said, ["sleep", "Countersign", "delay"]);
        logind.prepare_for_sleep(true).unwrap();
        begun.recv().unwrap();
        assert!(inhibitor.is_held().unwrap(), "it is still locking");
        let_end.send(()).unwrap();
        inhibitor.wait_for_release().unwrap();
        logind.prepare_for_sleep(false).unwrap();
    }
    assert!(logind.next_inhibitor().unwrap().is_held().unwrap());
}

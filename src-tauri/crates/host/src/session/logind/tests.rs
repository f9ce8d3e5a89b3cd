//! What is believed of logind, and that the machine waits for us: with a stand-in of its interface on a bus of our own.

use std::sync::mpsc::channel;
use std::time::Duration;

use private_desktop::{Desktop, Logind, Services};
use zbus::blocking::connection::Builder;
use zbus::blocking::fdo::DBusProxy;

use super::*;

const PATIENCE: Duration = Duration::from_secs(20);
/// More than zbus keeps for whoever listens (64), several times over.
const BURST: usize = 200;

/// A desktop with the stand-in, and two connections to its system bus: one to listen to, one to ask on.
fn desktop() -> (Desktop, Logind, Connection, Connection) {
    let desktop = Desktop::start_with(Services::Nothing).unwrap();
    let logind = desktop.start_logind().unwrap();
    let (heard, asked) = (on_the_bus_of(&desktop), on_the_bus_of(&desktop));
    (desktop, logind, heard, asked)
}

fn on_the_bus_of(desktop: &Desktop) -> Connection {
    Builder::address(desktop.system_bus_address().as_str()).unwrap().build().unwrap()
}

/// Says as much as logind does, many times over, without owning its name: to everybody, and to one alone. The bus has it
/// when this returns.
fn a_stranger_says(desktop: &Desktop, to: &Connection, at: &str, (interface, signal): (&str, &str)) {
    let stranger = on_the_bus_of(desktop);
    for _ in 0..BURST {
        for to in [None, to.unique_name()] {
            stranger.emit_signal(to, at, interface, signal, &true).unwrap();
        }
    }
    DBusProxy::new(&stranger).unwrap().get_id().unwrap();
}

/// The next of them, where one comes in good time.
fn next_of(mut messages: impl Iterator<Item = Message> + Send + 'static) -> Option<Message> {
    let (taken, next) = channel();
    std::thread::spawn(move || taken.send(messages.next()));
    next.recv_timeout(PATIENCE).ok().flatten()
}

fn is_by_logind(message: &Message, bus: &Connection) -> bool {
    let owner = DBusProxy::new(bus).unwrap().get_name_owner(NAME.try_into().unwrap()).unwrap();
    message.header().sender() == Some(&*owner)
}

#[test]
fn our_own_session_locks_us_and_no_other_does_and_no_burst_of_a_stranger() {
    let (desktop, logind, heard, asked) = desktop();
    let locks = locks(&heard, &asked).unwrap();
    assert_eq!(logind.next_asker().unwrap(), std::process::id());
    logind.lock(Logind::OTHER_SESSION).unwrap();
    a_stranger_says(&desktop, &heard, Logind::SESSION, (SESSION, "Lock"));
    logind.lock(Logind::SESSION).unwrap();
    // They come in this order: what is not believed never comes.
    let first = next_of(locks).expect("logind is still heard");
    assert_eq!(first.header().path().map(|path| path.as_str()), Some(Logind::SESSION));
    assert!(is_by_logind(&first, &asked));
}

#[test]
fn no_burst_of_a_stranger_tells_us_of_a_sleep() {
    let (desktop, logind, heard, asked) = desktop();
    let sleeps = sleeps(&heard).unwrap();
    a_stranger_says(&desktop, &heard, MANAGER.0, (MANAGER.1, "PrepareForSleep"));
    logind.prepare_for_sleep(true).unwrap();
    assert!(is_by_logind(&next_of(sleeps).expect("logind is still heard"), &asked));
}

#[test]
fn the_machine_waits_with_its_sleep_until_everything_is_locked_whatever_a_stranger_says() {
    let (desktop, logind, heard, asked) = desktop();
    let ((locking, begun), (let_end, may_end)) = (channel(), channel());
    let ours = heard.clone();
    std::thread::spawn(move || {
        hold_up_sleep(&ours, &asked, &|| {
            locking.send(()).unwrap();
            may_end.recv().unwrap();
        })
    });
    // And the second time as the first.
    for _ in 0..2 {
        let inhibitor = logind.next_inhibitor().unwrap();
        let said = [&inhibitor.what, &inhibitor.who, &inhibitor.mode];
        assert_eq!(said, ["sleep", "Countersign", "delay"]);
        a_stranger_says(&desktop, &heard, MANAGER.0, (MANAGER.1, "PrepareForSleep"));
        logind.prepare_for_sleep(true).unwrap();
        begun.recv_timeout(PATIENCE).expect("logind is still heard");
        assert!(inhibitor.is_held().unwrap(), "it is still locking");
        // The next inhibitor is asked for with all of this yet to be heard.
        logind.prepare_for_sleep(false).unwrap();
        a_stranger_says(&desktop, &heard, MANAGER.0, (MANAGER.1, "PrepareForSleep"));
        let_end.send(()).unwrap();
        inhibitor.wait_for_release().unwrap();
    }
    assert!(logind.next_inhibitor().unwrap().is_held().unwrap());
    assert!(begun.try_recv().is_err(), "nobody locks at a stranger's word");
}

#[test]
fn each_owner_of_the_name_is_believed_for_as_long_as_it_owns_it() {
    let (desktop, _logind, heard, asked) = desktop();
    let (name, signal) = ("org.example.Owned", ("org.example.Owned", "Said"));
    let signals = Signals::of(name, signal, &heard).unwrap();
    let says = |who: &Connection, number: u32| {
        who.emit_signal(heard.unique_name(), "/", signal.0, signal.1, &number).unwrap();
        DBusProxy::new(who).unwrap().get_id().unwrap();
    };
    let (first, second) = (&asked, &on_the_bus_of(&desktop));
    says(first, 0);
    first.request_name(name).unwrap();
    says(first, 1);
    first.release_name(name).unwrap();
    says(first, 2);
    second.request_name(name).unwrap();
    says(first, 3);
    says(second, 4);
    let (taken, told) = channel();
    std::thread::spawn(move || signals.for_each(|message| taken.send(message).unwrap()));
    let told = [0; 2].map(|_: u8| told.recv_timeout(PATIENCE).unwrap().body().deserialize::<u32>().unwrap());
    assert_eq!(told, [1, 4]);
}

//! The signals of whoever owns a name of a bus, and of nobody else.
//!
//! zbus reads a connection no further while 64 messages wait there to be taken, and the answer to a question may be behind
//! them: whoever waits for one before taking them waits for ever, and any user can send as many. So everything is
//! taken from here in the order the bus has sent it, answers too, and nothing but this may use the connection.

use zbus::blocking::{Connection, MessageIterator};
use zbus::message::{Message, Type};
use zbus::names::OwnedUniqueName;
use zbus::{Error, MatchRule};

/// The bus itself: its name, which is also that of its interface and the sender of what it says, and where it answers.
const BUS: &str = "org.freedesktop.DBus";
const BUS_PATH: &str = "/org/freedesktop/DBus";

/// One signal of one name, each time it is given. The owner of the name is known before the first comes, and the bus tells of
/// every other before it gives a signal of that one: each is held against who owned the name when it was given.
pub(super) struct Signals {
    messages: MessageIterator,
    name: &'static str,
    interface: &'static str,
    member: &'static str,
    owner: Owner,
}

/// Who owns the name.
enum Owner {
    /// The bus refused to tell. Everybody is believed then: it is better to lock too often than never, and no stranger can
    /// bring this about, for what the bus answers us hangs on nobody else.
    Untold,
    Nobody,
    Is(OwnedUniqueName),
}

impl Signals {
    /// Listens from now on. The connection must be used for nothing else, before this value is gone.
    pub(super) fn of(
        name: &'static str,
        (interface, member): (&'static str, &'static str),
        bus: &Connection,
    ) -> zbus::Result<Self> {
        let signals = || MatchRule::builder().msg_type(Type::Signal);
        let owners = signals().sender(BUS)?.interface(BUS)?.member("NameOwnerChanged")?.arg(0, name)?.build();
        let ours = signals().sender(name)?.interface(interface)?.member(member)?.build();
        let mut heard = Self { messages: MessageIterator::from(bus), name, interface, member, owner: Owner::Untold };
        heard.ask(bus, "AddMatch", &owners.to_string())?;
        heard.owner = owner_in(heard.ask(bus, "GetNameOwner", name));
        // The last: until it is answered, there is nothing of the name to hear.
        heard.ask(bus, "AddMatch", &ours.to_string())?;
        Ok(heard)
    }

    /// What the bus itself answers, taken from among all the others.
    fn ask(&mut self, bus: &Connection, question: &str, argument: &str) -> zbus::Result<Message> {
        let question = Message::method_call(BUS_PATH, question)?.destination(BUS)?.interface(BUS)?.build(&argument)?;
        let number = question.primary_header().serial_num();
        bus.send(&question)?;
        loop {
            let message = self.messages.next().ok_or(Error::InvalidReply)??;
            self.heed(&message);
            if is_from_the_bus(&message) && message.header().reply_serial() == Some(number) {
                return if message.message_type() == Type::Error { Err(message.into()) } else { Ok(message) };
            }
        }
    }

    /// Another owner of the name, where the bus tells of one.
    fn heed(&mut self, message: &Message) {
        if !is_from_the_bus(message) || !is_signal(message, BUS, "NameOwnerChanged") {
            return;
        }
        if let Ok((name, _before, now)) = message.body().deserialize::<(&str, &str, &str)>()
            && name == self.name
        {
            self.owner = OwnedUniqueName::try_from(now).map_or(Owner::Nobody, Owner::Is);
        }
    }

    fn is_believed(&self, message: &Message) -> bool {
        is_signal(message, self.interface, self.member) && self.owner.may_have_sent(message)
    }
}

impl Owner {
    fn may_have_sent(&self, message: &Message) -> bool {
        match self {
            Self::Untold => true,
            Self::Nobody => false,
            Self::Is(owner) => message.header().sender() == Some(&**owner),
        }
    }
}

impl Iterator for Signals {
    type Item = Message;

    /// `None` once the bus is gone.
    fn next(&mut self) -> Option<Message> {
        loop {
            let message = self.messages.next()?.ok()?;
            self.heed(&message);
            if self.is_believed(&message) {
                return Some(message);
            }
        }
    }
}

/// Nobody owns it where the bus says so; any other failure leaves it untold.
fn owner_in(answer: zbus::Result<Message>) -> Owner {
    match answer.map(|answer| answer.body().deserialize::<OwnedUniqueName>()) {
        Ok(Ok(owner)) => Owner::Is(owner),
        Err(Error::MethodError(said, ..)) if said == "org.freedesktop.DBus.Error.NameHasNoOwner" => Owner::Nobody,
        Ok(Err(_)) | Err(_) => Owner::Untold,
    }
}

/// The bus puts the sender to every message, and gives its own name to nobody.
fn is_from_the_bus(message: &Message) -> bool {
    message.header().sender().is_some_and(|sender| sender == BUS)
}

fn is_signal(message: &Message, interface: &str, member: &str) -> bool {
    let header = message.header();
    message.message_type() == Type::Signal
        && header.interface().is_some_and(|its| its == interface)
        && header.member().is_some_and(|its| its == member)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(why: &str) -> zbus::Result<Message> {
        let question = Message::method_call(BUS_PATH, "GetNameOwner").unwrap().build(&()).unwrap();
        Err(Message::error(&question.header(), why).unwrap().build(&"no").unwrap().into())
    }

    #[test]
    fn nobody_is_believed_where_nobody_owns_the_name_and_everybody_where_the_bus_does_not_tell() {
        let signal = Message::signal("/a", "a.B", "C").unwrap().sender(":1.7").unwrap().build(&()).unwrap();
        let is_believed = |why| owner_in(refused(why)).may_have_sent(&signal);
        assert!(!is_believed("org.freedesktop.DBus.Error.NameHasNoOwner"));
        assert!(is_believed("org.freedesktop.DBus.Error.AccessDenied"));
    }
}

//! The people of a scenario: their browsers, the codes they typed, the backup codes they noted.

use std::collections::BTreeMap;

use zeroize::Zeroizing;

use crate::{Person, Target, TargetError, Visitor};

/// The people of a scenario. `who` is a name, or a name and a browser: `ada/laptop`.
pub(super) struct Cast {
    people: BTreeMap<String, Member>,
    browsers: BTreeMap<String, Visitor>,
}

struct Member {
    person: Person,
    typed: Option<Zeroizing<String>>,
    backup_codes: Vec<Zeroizing<String>>,
}

impl Cast {
    pub(super) fn new<'n>(names: impl Iterator<Item = &'n String>, target: &dyn Target) -> Result<Self, TargetError> {
        let mut people = BTreeMap::new();
        for name in names {
            let member = Member { person: target.new_person()?, typed: None, backup_codes: Vec::new() };
            people.insert(name.clone(), member);
        }
        Ok(Self { people, browsers: BTreeMap::new() })
    }

    /// The browser of somebody; a new one has no cookies yet.
    pub(super) fn visitor(&mut self, who: &str) -> &mut Visitor {
        let nobody = Person { username: String::new(), password: Zeroizing::default(), email: String::new() };
        let person = self.people.get(name(who)).map_or(nobody, |member| member.person.clone());
        self.browsers.entry(who.to_owned()).or_insert_with(|| Visitor::new(&person))
    }

    pub(super) fn typed(&mut self, who: &str, code: &Zeroizing<String>) {
        if let Some(member) = self.people.get_mut(name(who)) {
            member.typed = Some(code.clone());
        }
    }

    pub(super) fn typed_last(&self, who: &str) -> Option<Zeroizing<String>> {
        self.people.get(name(who))?.typed.clone()
    }

    pub(super) fn backup_codes(&self, who: &str) -> &[Zeroizing<String>] {
        self.people.get(name(who)).map_or(&[], |member| &member.backup_codes)
    }

    /// Notes new backup codes; where an answer has none, the old ones stay noted.
    pub(super) fn note_backup_codes(&mut self, who: &str, codes: &[Zeroizing<String>]) {
        if let Some(member) = self.people.get_mut(name(who)).filter(|_| !codes.is_empty()) {
            member.backup_codes = codes.to_vec();
        }
    }

    /// A new password, known in all of their browsers.
    pub(super) fn new_password(&mut self, who: &str, password: &str) {
        let password = Zeroizing::new(password.to_owned());
        if let Some(member) = self.people.get_mut(name(who)) {
            member.person.password = password.clone();
        }
        let theirs = self.browsers.iter_mut().filter(|(other, _)| name(other) == name(who));
        theirs.for_each(|(_, visitor)| visitor.person.password = password.clone());
    }
}

fn name(who: &str) -> &str {
    who.split('/').next().unwrap_or(who)
}

//! Who acts: one browser or client, with its cookies and what it took from answers.

use std::collections::BTreeMap;
use std::fmt;

use zeroize::Zeroizing;

use crate::cookies::Cookies;

/// A user of a target.
#[derive(Clone)]
pub struct Person {
    /// The name they log in with.
    pub username: String,
    /// Their password.
    pub password: Zeroizing<String>,
    /// Their e-mail address.
    pub email: String,
}

impl fmt::Debug for Person {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Person").field("username", &self.username).finish_non_exhaustive()
    }
}

/// One browser or client of a person: cookies, and the values taken from answers (a token, the id of an enrolment …).
/// A clone is a second one in the same state: so an attack forks a half-finished login.
#[derive(Clone)]
pub struct Visitor {
    /// Whose it is.
    pub person: Person,
    /// Its cookies.
    pub cookies: Cookies,
    taken: BTreeMap<String, Taken>,
}

/// A value taken from an answer.
#[derive(Clone, PartialEq, Eq)]
pub enum Taken {
    /// One text.
    Text(Zeroizing<String>),
    /// Several, such as backup codes.
    List(Vec<Zeroizing<String>>),
}

impl Visitor {
    /// A new browser of this person, without cookies.
    pub fn new(person: &Person) -> Self {
        Self { person: person.clone(), cookies: Cookies::default(), taken: BTreeMap::new() }
    }

    /// The value of a placeholder: what was taken, or `username`, `password`, `email` of the person.
    pub fn value(&self, name: &str) -> Option<&str> {
        match (self.taken.get(name), name) {
            (Some(Taken::Text(text)), _) => Some(text),
            (Some(Taken::List(_)), _) => None,
            (None, "username") => Some(&self.person.username),
            (None, "password") => Some(&self.person.password),
            (None, "email") => Some(&self.person.email),
            (None, _) => None,
        }
    }

    /// The texts taken under a name.
    pub fn values(&self, name: &str) -> Vec<Zeroizing<String>> {
        match self.taken.get(name) {
            Some(Taken::Text(text)) => vec![text.clone()],
            Some(Taken::List(texts)) => texts.clone(),
            None => Vec::new(),
        }
    }

    /// Keeps a value under a name, such as another visitor's `token`.
    pub fn keep(&mut self, name: &str, value: Taken) {
        self.taken.insert(name.to_owned(), value);
    }

    /// Keeps one text under a name.
    pub fn keep_text(&mut self, name: &str, text: &str) {
        self.keep(name, Taken::Text(Zeroizing::new(text.to_owned())));
    }

    /// Forgets a value.
    pub fn forget(&mut self, name: &str) {
        self.taken.remove(name);
    }

    /// Every value taken, by name.
    pub fn taken(&self) -> impl Iterator<Item = (&str, &Taken)> {
        self.taken.iter().map(|(name, value)| (name.as_str(), value))
    }
}

impl fmt::Debug for Visitor {
    /// Names, never values.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let taken: Vec<&String> = self.taken.keys().collect();
        let cookies: Vec<&str> = self.cookies.iter().map(|cookie| cookie.name.as_str()).collect();
        formatter
            .debug_struct("Visitor")
            .field("person", &self.person)
            .field("taken", &taken)
            .field("cookies", &cookies)
            .finish()
    }
}

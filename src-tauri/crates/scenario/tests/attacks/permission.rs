//! Which targets may be attacked.

use async_trait::async_trait;
use otp::UnixSeconds;
use scenario::attacks::{Ownership, PermissionError, check_permission};
use scenario::{Action, Answer, Description, Exchange, Outcome, Person, Received, Sent, Target, TargetError, Visitor};

use crate::Double;

/// A target elsewhere that serves one text at every address.
struct Elsewhere(Double, String);

fn elsewhere(served: &str) -> Elsewhere {
    let double = Double::new(&[]).described(|description| {
        description.is_loopback = false;
        description.url = Some("http://example.test/".to_owned());
    });
    Elsewhere(double, served.to_owned())
}

#[tokio::test]
async fn a_target_on_this_machine_needs_no_word() {
    assert_eq!(check_permission(&Double::new(&[]), None).await, Ok(()));
}

#[tokio::test]
async fn one_elsewhere_has_to_serve_the_word() {
    let word = Ownership::new([7; 16]);
    let refused = check_permission(&elsewhere(""), None).await;
    assert_eq!(refused, Err(PermissionError::NotAsked("http://example.test/".to_owned())));
    let served = elsewhere(&format!("{word}\n"));
    assert_eq!(check_permission(&served, Some(&word)).await, Ok(()));
    let another = Ownership::new([8; 16]);
    assert_eq!(check_permission(&served, Some(&another)).await, Err(PermissionError::NotServed));
    assert_eq!(check_permission(&elsewhere("<html>"), Some(&word)).await, Err(PermissionError::NotServed));
}

#[test]
fn a_word_is_read_as_it_was_printed() {
    let word = Ownership::new([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 255]);
    assert_eq!(word.to_string(), "0001 0203 0405 0607 0809 0a0b 0c0d 0eff");
    assert_eq!(Ownership::parse(" 0001 0203 0405 0607 0809 0A0B 0C0D 0EFF "), Some(word));
    assert_eq!(Ownership::parse("0001 0203"), None);
}

#[async_trait]
impl Target for Elsewhere {
    fn description(&self) -> &Description {
        self.0.description()
    }

    fn new_person(&self) -> Result<Person, TargetError> {
        self.0.new_person()
    }

    async fn perform(&self, _: &mut Visitor, action: &Action) -> Result<Answer, TargetError> {
        let path = action.raw.as_ref().map(|raw| raw.path.clone()).unwrap_or_default();
        let request = Sent { method: "GET".to_owned(), path, headers: Vec::new(), body: String::new() };
        let response = Some(Received { status: 200, headers: Vec::new(), body: self.1.clone() });
        let exchanges = vec![Exchange { request, response, took: std::time::Duration::ZERO }];
        Ok(Answer { exchanges, ..Answer::bare(Outcome::Accepted) })
    }

    async fn perform_together(&self, tries: &mut [(Visitor, Action)]) -> Vec<Result<Answer, TargetError>> {
        self.0.perform_together(tries).await
    }

    async fn now(&self) -> Result<UnixSeconds, TargetError> {
        self.0.now().await
    }

    async fn advance(&self, seconds: u64) -> Result<(), TargetError> {
        self.0.advance(seconds).await
    }

    async fn set_clock(&self, now: UnixSeconds) -> Result<(), TargetError> {
        self.0.set_clock(now).await
    }

    async fn reset(&self) -> Result<(), TargetError> {
        self.0.reset().await
    }

    fn requests(&self) -> u64 {
        self.0.requests()
    }
}

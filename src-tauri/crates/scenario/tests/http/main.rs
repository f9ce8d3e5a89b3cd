//! The HTTP target against servers that behave in every way but the right one, and against forms.
#![expect(
    clippy::panic,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test fails by panicking, its helpers too"
)]

mod forms;
mod server;
mod trouble;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use otp::UnixSeconds;
use scenario::profile::Profile;
use scenario::{HttpOptions, HttpTarget, HttpTargetError, MachineTime};

/// A machine whose clock stands.
struct Standing;

#[async_trait]
impl MachineTime for Standing {
    fn now(&self) -> UnixSeconds {
        UnixSeconds(1_700_000_000)
    }

    fn elapsed(&self) -> Duration {
        Duration::ZERO
    }

    async fn wait(&self, _: u64) {}
}

/// A profile with one person, one action, and what is said of it.
fn profile(rest: &str) -> Profile {
    let start = "format = 1\nname = \"test\"\npeople.existing = [{ username = \"ada\", password = \"a password\" }]\n";
    Profile::parse(&format!("{start}{rest}"), "test.toml").unwrap()
}

fn target(profile: Profile, url: &str) -> HttpTarget {
    made(profile, url).unwrap()
}

fn made(profile: Profile, url: &str) -> Result<HttpTarget, HttpTargetError> {
    let environment = BTreeMap::new();
    let options =
        HttpOptions { url: Some(url.to_owned()), tag: "tag".to_owned(), environment, time: Arc::new(Standing) };
    HttpTarget::new(profile, options)
}

#[test]
fn an_address_that_is_none_is_refused() {
    for address in ["https://127.0.0.1", "127.0.0.1:80", "http://", "ftp://a"] {
        let error = made(profile("[actions]\n"), address).err().unwrap();
        assert_eq!(error, HttpTargetError::BadAddress(address.to_owned()));
    }
}

#[test]
fn a_variable_that_is_not_set_is_told() {
    let wanting = profile("[environment]\nkey = \"SOME_KEY\"\n[actions]\n");
    let error = made(wanting, "http://127.0.0.1").err().unwrap();
    assert_eq!(error, HttpTargetError::NoVariable("SOME_KEY".to_owned()));
}

//! Calls that may never come back.

use std::sync::mpsc;
use std::time::Duration;

/// What a call answers within `patience`. A call that takes longer is left to end by itself on its own thread.
pub(super) fn within<T: Send + 'static>(patience: Duration, call: impl FnOnce() -> T + Send + 'static) -> Option<T> {
    let (tell, told) = mpsc::channel();
    // Nobody may be listening any more: then the answer is dropped.
    let worker = std::thread::Builder::new().name("keyring".to_owned()).spawn(move || tell.send(call()));
    worker.ok().and_then(|_| told.recv_timeout(patience).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_call_that_does_not_come_back_is_given_up_on() {
        let (release, stuck) = mpsc::channel::<()>();
        assert_eq!(within(Duration::from_millis(1), move || stuck.recv().is_ok()), None);
        assert!(release.send(()).is_ok(), "it is still at it");
    }

    #[test]
    fn an_answer_in_time_is_given() {
        assert_eq!(within(Duration::from_secs(60), || 7), Some(7));
    }
}

//! The rows on screen, and the thread that tells the window when one of their codes changes.

use std::sync::{Condvar, Mutex, PoisonError};
use std::time::Duration;

use authenticator::RecordId;
use host::os;
use otp::UnixSeconds;

use crate::api::CodeView;

/// The longest sleep between two looks at the clock, so that a clock that was set, or a machine that slept, is noticed.
const LONGEST_SLEEP: Duration = Duration::from_secs(1);

/// The accounts whose codes are wanted. Empty while the window is hidden: the thread then sleeps without a limit.
#[derive(Default)]
pub(crate) struct Watch {
    wanted: Mutex<Wanted>,
    changed: Condvar,
}

#[derive(Default, Clone)]
struct Wanted {
    ids: Vec<RecordId>,
    revision: u64,
}

impl Watch {
    /// From now on the codes of these accounts are wanted, and of no others.
    pub(crate) fn replace(&self, ids: Vec<RecordId>) {
        let mut wanted = self.wanted.lock().unwrap_or_else(PoisonError::into_inner);
        wanted.ids = ids;
        wanted.revision += 1;
        self.changed.notify_all();
    }

    /// Calls `emit` with the codes that are new, each time one is; never returns.
    pub(crate) fn run(&self, codes: impl Fn(&[RecordId], UnixSeconds) -> Vec<CodeView>, emit: impl Fn(Vec<CodeView>)) {
        loop {
            let wanted = self.wait_for_rows();
            let mut shown = codes(&wanted.ids, os::now());
            while self.sleep_until(next_change(&shown), wanted.revision) {
                let fresh = codes(&wanted.ids, os::now());
                let new: Vec<CodeView> = fresh.iter().filter(|code| is_new(code, &shown)).cloned().collect();
                shown = fresh;
                if !new.is_empty() {
                    emit(new);
                }
            }
        }
    }

    fn wait_for_rows(&self) -> Wanted {
        let wanted = self.wanted.lock().unwrap_or_else(PoisonError::into_inner);
        let wanted = self.changed.wait_while(wanted, |wanted| wanted.ids.is_empty());
        wanted.unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Sleeps until `then`, but not too long; false when other rows are wanted.
    fn sleep_until(&self, then: Option<UnixSeconds>, revision: u64) -> bool {
        let wanted = self.wanted.lock().unwrap_or_else(PoisonError::into_inner);
        let longest = then.map_or(LONGEST_SLEEP, |then| os::until(then).min(LONGEST_SLEEP));
        let same = |wanted: &mut Wanted| wanted.revision == revision;
        let slept = self.changed.wait_timeout_while(wanted, longest, same);
        slept.unwrap_or_else(PoisonError::into_inner).0.revision == revision
    }
}

fn next_change(codes: &[CodeView]) -> Option<UnixSeconds> {
    let ends = codes.iter().filter(|code| code.valid_until > code.valid_from).map(|code| code.valid_until);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a Unix time below 2^53, made from a u64"
    )]
    ends.min_by(f64::total_cmp).map(|end| UnixSeconds(end as u64))
}

fn is_new(code: &CodeView, shown: &[CodeView]) -> bool {
    let before = shown.iter().find(|before| before.id == code.id);
    before.is_none_or(|before| before.valid_from != code.valid_from || before.counter != code.counter)
}

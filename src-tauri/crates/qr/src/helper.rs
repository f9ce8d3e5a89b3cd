//! A second thread for the search.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Sender, channel};
use std::thread;

type Job = Box<dyn FnOnce() + Send>;

/// A thread that is started before the process gives up the right to start any, and waits for work; or none.
#[derive(Default)]
pub(crate) struct Helper {
    jobs: Option<Sender<Job>>,
}

impl Helper {
    /// Starts the thread, if there is a second core for it. It ends with the helper.
    pub(crate) fn start() -> Self {
        let (jobs, work) = channel::<Job>();
        let cores = thread::available_parallelism().map_or(1, usize::from);
        let worker = move || work.into_iter().for_each(|job| drop(catch_unwind(AssertUnwindSafe(job))));
        let started = cores > 1 && thread::Builder::new().stack_size(512 << 10).spawn(worker).is_ok();
        Helper { jobs: started.then_some(jobs) }
    }

    /// Whether there is a second thread.
    pub(crate) fn is_there(&self) -> bool {
        self.jobs.is_some()
    }

    /// Does both: the second on the other thread, if there is one. The default of an answer stands for a panic there.
    pub(crate) fn both<A, B: Default + Send + 'static>(
        &self,
        first: impl FnOnce() -> A,
        second: impl FnOnce() -> B + Send + 'static,
    ) -> (A, B) {
        let Some(jobs) = &self.jobs else {
            return (first(), second());
        };
        let (tell, told) = channel();
        let job = Box::new(move || drop(tell.send(second())));
        match jobs.send(job) {
            Ok(()) => (first(), told.recv().unwrap_or_default()),
            // The thread is gone, though nothing should have ended it.
            Err(job) => {
                let answer = first();
                (job.0)();
                (answer, told.recv().unwrap_or_default())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_are_done_with_and_without_a_thread() {
        for helper in [Helper::start(), Helper::default()] {
            for number in 0..100 {
                assert_eq!(helper.both(|| number + 1, move || number + 2), (number + 1, number + 2));
            }
        }
    }

    #[test]
    fn after_a_panic_the_work_goes_on() {
        let helper = Helper::start();
        if helper.jobs.is_some() {
            std::panic::set_hook(Box::new(|_| {}));
            assert_eq!(helper.both(|| 1, || -> i32 { panic!("as rqrr does") }), (1, 0));
        }
        assert_eq!(helper.both(|| 3, || 4), (3, 4));
    }
}

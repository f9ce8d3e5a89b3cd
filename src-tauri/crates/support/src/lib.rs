//! Why a code was rejected.
//!
//! [`investigate`] compares what was submitted with everything the verifier holds, and answers with [`Evidence`], which
//! holds no secret and no code. [`explain`] ranks the causes by it, says how sure it is and what would be asked next.
//! [`timeline`] is what a picture of it shows, and [`what_if`] says what would have come of it had something been otherwise.
//! The catalogue, the model and its priors: `docs/DIAGNOSIS.md`.
//!
//! Pure: no input or output, no clock and no source of randomness.

mod cause;
mod evidence;
mod explanation;
mod fitting;
mod held;
mod investigation;
mod model;
mod question;
mod sureness;
mod timeline;
mod told;
mod what_if;
mod words;

pub use cause::{Class, Kind};
pub use evidence::{Evidence, Form, Match, Place, Reading, SecretEvidence, Spent, SubmissionEvidence, Tried, Typing};
pub use explanation::{Explanation, Member, Offset, Ranked, explain};
pub use fitting::{match_among, match_of, rejected};
pub use held::{BackupCode, Held, HeldSecret, Refusal, Role, Submission, Window};
pub use investigation::{DAY_SECONDS, MOST_DAYS, NEAR_SECONDS, investigate};
pub use question::Question;
pub use sureness::{percent, sureness};
pub use timeline::{Scale, Timeline, timeline};
pub use what_if::{Change, Obstacle, WhatIf, what_if};

//! One test a rule. Nothing here has a clock, a database or randomness of the system's.

mod backup;
mod contextual;
mod input;
mod names;
mod password;
mod random;
mod session;
mod throttle;
mod totp;

//! What every request brings along.

use std::net::IpAddr;

use otp::UnixSeconds;

use crate::TenantName;

/// One request: whose world it is in, when it came, and from where.
#[derive(Debug, Clone)]
pub struct Call {
    /// The tenant.
    pub tenant: TenantName,
    /// The tenant's time.
    pub now: UnixSeconds,
    /// Where it came from.
    pub origin: Origin,
}

/// Where a request came from.
#[derive(Debug, Clone)]
pub struct Origin {
    /// The address of the caller, or what a trusted proxy says it is.
    pub source: IpAddr,
    /// The request's number in the log.
    pub request_id: String,
    /// What the caller calls itself; at most 200 characters are kept.
    pub agent: String,
}

impl Call {
    /// The time as the database has it.
    pub(crate) fn seconds(&self) -> i64 {
        i64::try_from(self.now.0).unwrap_or(i64::MAX)
    }

    /// The time so many seconds later, as the database has it.
    pub(crate) fn later(&self, seconds: u64) -> i64 {
        self.seconds().saturating_add(i64::try_from(seconds).unwrap_or(i64::MAX))
    }
}

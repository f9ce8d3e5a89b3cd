//! When the second factor is asked for.

use std::net::IpAddr;

use crate::policy::{ContextualRule, SecondFactorRule};

/// Whether the second factor is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SecondFactor {
    /// It is.
    Require,
    /// A rule says that the password is enough.
    Skip {
        /// The place of that rule in the list, from 0.
        rule: usize,
    },
}

/// The first rule that fits decides; without one the second factor is always asked for.
///
/// An IPv4 address written as IPv6 (`::ffff:192.0.2.1`) is that IPv4 address.
pub fn decide(rules: &[ContextualRule], source: IpAddr, groups: &[String]) -> SecondFactor {
    let first = rules.iter().enumerate().find(|(_, rule)| fits(rule, source.to_canonical(), groups));
    match first {
        Some((rule, ContextualRule { second_factor: SecondFactorRule::Skip, .. })) => SecondFactor::Skip { rule },
        _ => SecondFactor::Require,
    }
}

fn fits(rule: &ContextualRule, source: IpAddr, groups: &[String]) -> bool {
    let network = rule.networks.is_empty() || rule.networks.iter().any(|network| network.contains(&source));
    network && (rule.groups.is_empty() || rule.groups.iter().any(|group| groups.contains(group)))
}

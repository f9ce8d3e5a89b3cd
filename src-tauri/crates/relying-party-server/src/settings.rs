//! How the server is reached.

use std::net::{IpAddr, Ipv4Addr};

use ipnet::IpNet;

use crate::PublicUrl;

/// How the server is reached, and how much of a request it takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// The address it listens on. Anything but a loopback address lets others in.
    pub address: IpAddr,
    /// The port; 0 for any that is free.
    pub port: u16,
    /// The name people reach it by through a proxy with TLS: requests may name it, and cookies go over TLS only.
    pub public_url: Option<PublicUrl>,
    /// The proxies whose `X-Forwarded-For` counts.
    pub trusted_proxies: Vec<IpNet>,
    /// The origins whose scripts may call the API (CORS); none by default. They never get cookies.
    pub allowed_origins: Vec<String>,
    /// The longest a request may take, in seconds.
    pub request_seconds: u64,
    /// The longest body of a request, in bytes.
    pub body_bytes: usize,
    /// Whether tests may control it, and how; never said in a configuration file.
    pub control: Option<Control>,
}

/// What tests may do with the server: tenants made on first use, and all of them under the admin token's control.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Control {
    /// A tenant nobody used for so many seconds is dropped.
    pub idle_seconds: u64,
    /// Whether a rejection says its true reason in the header `Countersign-Reason`.
    pub explains: bool,
}

impl Default for Control {
    fn default() -> Self {
        Self { idle_seconds: 3_600, explains: false }
    }
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            address: IpAddr::V4(Ipv4Addr::LOCALHOST),
            port: 0,
            public_url: None,
            trusted_proxies: Vec::new(),
            allowed_origins: Vec::new(),
            request_seconds: 30,
            body_bytes: 64 * 1024,
            control: None,
        }
    }
}

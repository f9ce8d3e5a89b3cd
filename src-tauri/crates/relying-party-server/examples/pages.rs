//! The server with a database in memory, to look at its pages: prints its address, and how to get a ticket for
//! administration.

#![expect(clippy::disallowed_methods, reason = "an example brings its own clock and randomness")]

use std::io::BufRead;
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use otp::UnixSeconds;
use relying_party::policy::Policy;
use relying_party::{Database, Location, RelyingParty};
use relying_party_server::{AdminToken, Clock, Settings, start};
use sealing::{KeyRing, Random, RandomError, SealingKey};

struct System;

impl Clock for System {
    fn now(&self) -> UnixSeconds {
        UnixSeconds(SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs())
    }
}

impl Random for System {
    fn fill(&mut self, bytes: &mut [u8]) -> Result<(), RandomError> {
        getrandom::fill(bytes).map_err(|_| RandomError)
    }
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let database = Database::open(&Location::Memory).await?;
    let keys = KeyRing::new(SealingKey::random(&mut System)?);
    let party = Arc::new(RelyingParty::new(database, Policy::default(), keys, Box::new(System), 2));
    let admin = AdminToken::random(&mut System)?;
    let running = start(party, Arc::new(System), admin.clone(), Box::new(System), Settings::default()).await?;
    println!("{}", running.url());
    println!("curl -X POST -H 'Authorization: Bearer {}' {}/api/v1/admin/tickets", admin.expose(), running.url());
    println!("Enter ends it.");
    tokio::task::spawn_blocking(|| std::io::stdin().lock().read_line(&mut String::new())).await??;
    running.stop().await;
    Ok(())
}

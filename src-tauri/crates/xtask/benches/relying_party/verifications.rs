//! Second steps of logins, each with all its commits, against a bare handler that commits once.

use std::net::SocketAddr;
use std::time::Instant;

use crate::client::Client;
use crate::world::World;
use crate::{Outcome, bare, percentile, row};

const USERS: u64 = 2_000;
const CONNECTIONS: usize = 16;
const ROUNDS: usize = 5;

/// Path, token, body, and the status of a right answer.
type Request = (String, String, String, u16);

pub(crate) fn measure() -> Outcome<()> {
    let runtime = tokio::runtime::Runtime::new()?;
    let folder = tempfile::tempdir()?;
    let world = runtime.block_on(World::new(&folder.path().join("ours.sqlite"), USERS))?;
    let other = runtime.block_on(bare::start(&folder.path().join("bare.sqlite")))?;
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        let mut requests = Vec::new();
        for user in 0..USERS {
            let token = runtime.block_on(world.half_login(user))?;
            requests.push(("/api/v1/login/verify".to_owned(), token, world.code(user)?, 200));
        }
        ours.push(all(world.address(), &requests)?);
        let same = (0..USERS).map(|_| ("/count".to_owned(), String::new(), "{\"code\":\"123456\"}".to_owned(), 200));
        theirs.push(all(other, &same.collect::<Vec<_>>())?);
        world.advance();
    }
    let in_all = |times: &mut Vec<f64>| percentile(times, 50) * 1_000.0 / USERS as f64;
    let (ours, theirs) = (in_all(&mut ours), in_all(&mut theirs));
    // At least 0.7 of the other's verifications a second.
    row("1,000 codes verified, 16 connections", "ms", ours, theirs, Some(1.43));
    runtime.block_on(world.running.stop());
    Ok(())
}

/// Sends all of them over some connections side by side; milliseconds in all.
fn all(address: SocketAddr, requests: &[Request]) -> Outcome<f64> {
    let start = Instant::now();
    let parts = requests.chunks(requests.len().div_ceil(CONNECTIONS));
    std::thread::scope(|scope| {
        let workers: Vec<_> = parts.map(|part| scope.spawn(move || send(address, part))).collect();
        workers.into_iter().try_for_each(|worker| worker.join().map_err(|_| "a client panicked")?)
    })?;
    Ok(start.elapsed().as_secs_f64() * 1e3)
}

fn send(address: SocketAddr, requests: &[Request]) -> Outcome<()> {
    let mut client = Client::connect(address)?;
    for (path, token, body, expected) in requests {
        let (status, _) = client.send("POST", path, token, body)?;
        if status != *expected {
            return Err(format!("{path} answered {status}").into());
        }
    }
    Ok(())
}

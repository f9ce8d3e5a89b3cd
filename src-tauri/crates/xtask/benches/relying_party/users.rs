//! One login step after another with ten, ten thousand and a million users: the database must not be felt.

use std::time::Instant;

use crate::client::Client;
use crate::world::World;
use crate::{Outcome, percentile, row};

const STEPS: u64 = 1_500;
const SIZES: [(u64, &str); 3] = [(10, "10"), (10_000, "10,000"), (1_000_000, "1,000,000")];

pub(crate) fn measure() -> Outcome<()> {
    let runtime = tokio::runtime::Runtime::new()?;
    let folder = tempfile::tempdir()?;
    let mut worlds = Vec::new();
    for (users, name) in SIZES {
        let file = folder.path().join(format!("{users}.sqlite"));
        worlds.push((users, name, runtime.block_on(World::new(&file, users))?, Vec::new()));
    }
    // In turn, so that whatever else the machine does meets all of them.
    for step in 0..STEPS {
        for (users, _, world, times) in &mut worlds {
            // Neighbours in the count are far apart in the database.
            let user = step.wrapping_mul(0x9e37_79b9) % *users;
            let (token, body) = (runtime.block_on(world.half_login(user))?, world.code(user)?);
            let mut client = Client::connect(world.address())?;
            let start = Instant::now();
            let (status, _) = client.send("POST", "/api/v1/login/verify", &token, &body)?;
            times.push(start.elapsed().as_secs_f64() * 1e3);
            if status != 200 {
                return Err(format!("a right code was answered {status}").into());
            }
            world.advance();
        }
    }
    let mut found: Vec<(&str, f64, f64)> = Vec::new();
    for (_, name, _, times) in &mut worlds {
        found.push((name, percentile(times, 50), percentile(times, 99)));
    }
    let Some((_, p50, p99)) = found.first().copied() else { return Ok(()) };
    for (name, ours50, ours99) in found.iter().skip(1) {
        row(&format!("p50 of a second step, {name} users against 10"), "ms", *ours50, p50, Some(1.3));
        row(&format!("p99 of a second step, {name} users against 10"), "ms", *ours99, p99, None);
    }
    for (.., world, _) in worlds {
        runtime.block_on(world.running.stop());
    }
    Ok(())
}

//! A thousand people, each in a tenant of their own and all in one, over 16 connections: registered, enrolled, signed in.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use otp::{UnixSeconds, code_at, parse_uri};
use serde_json::{Value, json};

use crate::json::Json;
use crate::{Outcome, row};

const PEOPLE: usize = 1_000;
const CONNECTIONS: usize = 16;
const ADMIN: &str = "the-administrator-of-a-bench-of-tenants";
const PASSWORD: &str = "seven unrelated green kettles";
/// A boundary of a step.
const START: u64 = 1_800_000_000;

pub(crate) fn measure() -> Outcome<()> {
    let (apart, together) = (one_round(true)?, one_round(false)?);
    let per_person = |milliseconds: f64| milliseconds / PEOPLE as f64;
    row("1,000 tenants, one person each: made, enrolled, signed in", "ms", apart.0, together.0, None);
    row("the same, a person", "ms", per_person(apart.0), per_person(together.0), None);
    row("memory of the server after it", "MiB", apart.1, together.1, None);
    row("memory it took, a tenant (or person)", "KiB", apart.2, together.2, None);
    Ok(())
}

/// Milliseconds, MiB at the end, KiB a person.
fn one_round(has_tenants: bool) -> Outcome<(f64, f64, f64)> {
    let server = Server::start()?;
    let base = |person: usize| if has_tenants { format!("/t/t{person}") } else { String::new() };
    if !has_tenants {
        prepare(&mut Json::connect(&server.host)?, "")?;
    }
    let before = server.memory()?;
    let start = Instant::now();
    let keys = in_parallel(&server, |client, person| {
        if has_tenants {
            prepare(client, &base(person))?;
        }
        enrol(client, &base(person), person)
    })?;
    if !has_tenants {
        advance(&mut Json::connect(&server.host)?, "")?;
    }
    in_parallel(&server, |client, person| {
        if has_tenants {
            advance(client, &base(person))?;
        }
        sign_in(client, &base(person), person, keys.get(person).ok_or("nobody")?)
    })?;
    let milliseconds = start.elapsed().as_secs_f64() * 1e3;
    let after = server.memory()?;
    Ok((milliseconds, after / 1024.0, (after - before) / PEOPLE as f64))
}

/// A clock that stands, and passwords that cost next to nothing.
fn prepare(client: &mut Json, base: &str) -> Outcome<()> {
    client.put(&format!("{base}/api/v1/control/clock"), ADMIN, &json!({ "time": START, "frozen": true }))?;
    let policy = json!({ "policy": { "password": { "argon2": { "memory_kib": 8, "passes": 1, "lanes": 1 } },
                                     "source_throttle": { "free_failures": 4_294_967_295_u32 } } });
    client.put(&format!("{base}/api/v1/control/policy"), ADMIN, &policy).map(drop)
}

fn advance(client: &mut Json, base: &str) -> Outcome<()> {
    client.post(&format!("{base}/api/v1/control/clock/advance"), ADMIN, &json!({ "seconds": 30 })).map(drop)
}

/// The key URI.
fn enrol(client: &mut Json, base: &str, person: usize) -> Outcome<String> {
    let registered = client.post(&format!("{base}/api/v1/register"), "", &credentials(person))?;
    let token = text(&registered, "/session/token")?;
    let offer = client.post(&format!("{base}/api/v1/devices"), &token, &json!({ "name": "Phone" }))?;
    let (id, uri) = (text(&offer, "/id")?, text(&offer, "/uri")?);
    client.post(&format!("{base}/api/v1/devices/{id}/confirm"), &token, &code(&uri, START)?)?;
    Ok(uri)
}

fn sign_in(client: &mut Json, base: &str, person: usize, uri: &str) -> Outcome<String> {
    let half = client.post(&format!("{base}/api/v1/login"), "", &credentials(person))?;
    let token = text(&half, "/session/token")?;
    let done = client.post(&format!("{base}/api/v1/login/verify"), &token, &code(uri, START + 30)?)?;
    text(&done, "/status")
}

fn credentials(person: usize) -> Value {
    json!({ "username": format!("person{person}"), "password": PASSWORD })
}

fn code(uri: &str, at: u64) -> Outcome<Value> {
    let uri = parse_uri(uri)?.uri;
    Ok(json!({ "code": code_at(&uri.secret, &uri.parameters, UnixSeconds(at))?.as_str() }))
}

fn text(answer: &Value, pointer: &str) -> Outcome<String> {
    let found = answer.pointer(pointer).and_then(Value::as_str);
    Ok(found.ok_or_else(|| format!("the answer has no {pointer}"))?.to_owned())
}

/// Does this for every person, over some connections at once; the answers in their order.
fn in_parallel(server: &Server, each: impl Fn(&mut Json, usize) -> Outcome<String> + Sync) -> Outcome<Vec<String>> {
    let next = AtomicUsize::new(0);
    let work = || -> Outcome<Vec<(usize, String)>> {
        let (mut client, mut done) = (Json::connect(&server.host)?, Vec::new());
        loop {
            let person = next.fetch_add(1, Ordering::Relaxed);
            if person >= PEOPLE {
                return Ok(done);
            }
            done.push((person, each(&mut client, person)?));
        }
    };
    let mut all = std::thread::scope(|scope| -> Outcome<Vec<(usize, String)>> {
        let threads: Vec<_> = (0..CONNECTIONS).map(|_| scope.spawn(work)).collect();
        let mut all = Vec::new();
        for thread in threads {
            all.extend(thread.join().map_err(|_| "a thread ended early")??);
        }
        Ok(all)
    })?;
    all.sort_by_key(|(person, _)| *person);
    Ok(all.into_iter().map(|(_, answer)| answer).collect())
}

/// A server in a process of its own.
struct Server {
    host: String,
    child: Child,
}

impl Server {
    fn start() -> Outcome<Self> {
        let mut command = Command::new(std::env::var("COUNTERSIGN")?);
        command.args(["serve", "--control"]).env("COUNTERSIGN_ADMIN_TOKEN", ADMIN);
        let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn()?;
        let mut line = String::new();
        BufReader::new(child.stdout.take().ok_or("no output")?).read_line(&mut line)?;
        let host = line.trim().strip_prefix("http://").ok_or("the first line is no address")?.to_owned();
        Ok(Self { host, child })
    }

    /// KiB of the process, its proportional set size.
    fn memory(&self) -> Outcome<f64> {
        let rollup = std::fs::read_to_string(format!("/proc/{}/smaps_rollup", self.child.id()))?;
        let line = rollup.lines().find_map(|line| line.strip_prefix("Pss:")).ok_or("no figure")?;
        Ok(line.trim().trim_end_matches("kB").trim().parse()?)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Whether it is gone already or goes now, nothing is left of it.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

//! `attack`: tries named attacks on a server.

use std::path::Path;

use authenticator::Random;
use host::scenario::{RunError, clock_kept, http_target, new_tag};
use scenario::attacks::{self, Ownership, PermissionError, Report, Verdict, report};
use scenario::profile::Profile;
use scenario::{Action, HttpTarget, Person, RawRequest, Target, Visitor};
use serde::Serialize;
use serde_json::Value;

use super::run_scenarios;
use crate::arguments::Attack;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::Console;
use crate::server;

/// How our own relying party is asked, where only its address is given.
const OURS: &str = include_str!("../../../../../tests/targets/countersign.toml");
const OURS_NAME: &str = "tests/targets/countersign.toml";

type Attacks = Vec<&'static attacks::Attack>;

#[derive(Serialize)]
struct ListedView {
    name: &'static str,
    does: &'static str,
    standards: &'static [&'static str],
    mend: &'static str,
}

pub(crate) fn run(asked: &Attack, console: Console) -> Result<Exit, Failure> {
    let chosen = chosen(&asked.only)?;
    if asked.list {
        return list(&chosen, console);
    }
    server::block_on(|mut signals| async move {
        let target = tokio::select! {
            target = prepared(asked) => target?,
            ask = signals.next() => return Ok(Exit::Of(ask.exit())),
        };
        let mut ask = None;
        let stop = async { ask = Some(signals.next().await) };
        let (made, clock_left) = clock_kept(&target, stop, attack(&target, &chosen, console)).await;
        if let Some(error) = clock_left {
            console.note(&run_scenarios::clock_left(&error));
        }
        match made {
            Some(made) => answer(asked, &made, console),
            None => Ok(ask.map_or(Exit::Failed, |ask| Exit::Of(ask.exit()))),
        }
    })
}

fn chosen(names: &[String]) -> Result<Attacks, Failure> {
    if names.is_empty() {
        return Ok(attacks::all().iter().collect());
    }
    let named = |name: &String| {
        let unknown = || {
            let message = format!("there is no attack \"{name}\"");
            Failure::new("attack-unknown", message, "countersign attack --list names them").with_exit(Exit::Usage)
        };
        attacks::named(name).ok_or_else(unknown)
    };
    names.iter().map(named).collect()
}

fn list(chosen: &Attacks, console: Console) -> Result<Exit, Failure> {
    let view = |attack: &&'static attacks::Attack| {
        let attacks::Attack { name, does, standards, mend, .. } = *attack;
        ListedView { name, does, standards, mend }
    };
    let views: Vec<ListedView> = chosen.iter().map(view).collect();
    console.answer(&views, |page| {
        for view in &views {
            page.line(view.name).line(format!("    {}", view.does));
        }
    })?;
    Ok(Exit::Done)
}

async fn prepared(asked: &Attack) -> Result<HttpTarget, Failure> {
    let target = target(asked).await?;
    permitted(asked, &target).await?;
    Ok(target)
}

async fn attack(target: &HttpTarget, chosen: &Attacks, console: Console) -> Report {
    let seconds = attacks::longest_wait(target.description(), chosen);
    let most = target.description().most_requests;
    console.note(&match seconds {
        0 => format!("{} attacks, {most} requests at most", chosen.len()),
        seconds => format!(
            "{} attacks, {most} requests at most; waiting for codes takes {seconds} s at most, because nobody can move \
             the target's clock",
            chosen.len()
        ),
    });
    attacks::run(target, chosen, |finding| console.note(&report::line(finding))).await
}

fn answer(asked: &Attack, made: &Report, console: Console) -> Result<Exit, Failure> {
    if let Some(path) = &asked.html {
        write(path, &report::html(made))?;
    }
    if let Some(path) = &asked.markdown {
        write(path, &report::markdown(made))?;
    }
    let text = report::text(made);
    console.answer(&report::json(made), |page| {
        for line in text.lines() {
            page.line(line);
        }
    })?;
    Ok(exit(made))
}

async fn target(asked: &Attack) -> Result<HttpTarget, Failure> {
    let target = asked.target.clone().unwrap_or_default();
    if target.starts_with("http://") {
        return ours(target).await;
    }
    let unreadable = |error| RunError::Unreadable { path: target.clone().into(), error };
    let text = std::fs::read_to_string(&target).map_err(unreadable)?;
    let profile = Profile::parse(&text, &target).map_err(RunError::from)?;
    Ok(http_target(profile, asked.url.clone(), new_tag()).map_err(RunError::from)?)
}

/// Our own server at this address; its clock is moved where it was started to be controlled.
async fn ours(url: String) -> Result<HttpTarget, Failure> {
    let profile = Profile::parse(OURS, OURS_NAME).map_err(RunError::from)?;
    let controlled = http_target(profile.clone(), Some(url.clone()), new_tag()).map_err(RunError::from)?;
    let (method, path) = ("GET".to_owned(), "/api/v1/meta".to_owned());
    let asked = Action::raw(RawRequest { method, path, headers: Vec::new(), body: None });
    let nobody = Person { username: String::new(), password: Default::default(), email: String::new() };
    let answer = controlled.perform(&mut Visitor::new(&nobody), &asked).await.map_err(RunError::from)?;
    let response = answer.exchanges.last().and_then(|last| last.response.as_ref());
    let meta = response.and_then(|response| serde_json::from_str::<Value>(&response.body).ok()).unwrap_or_default();
    if meta.get("controlled") == Some(&Value::Bool(true)) {
        return Ok(controlled);
    }
    Ok(http_target(profile.without_control(), Some(url), new_tag()).map_err(RunError::from)?)
}

/// A server elsewhere has to serve a word; without one, one is made and told.
async fn permitted(asked: &Attack, target: &HttpTarget) -> Result<(), Failure> {
    let word = asked.ownership.as_deref().map(|text| Ownership::parse(text).ok_or_else(no_word)).transpose()?;
    match attacks::check_permission(target, word.as_ref()).await {
        Ok(()) => Ok(()),
        Err(error @ PermissionError::NotAsked(_)) => {
            let mut random = [0; 16];
            let failed = |_| Failure::new("no-randomness", "the system gives no randomness", "try again");
            host::os::OsRandom.fill(&mut random).map_err(failed)?;
            let (word, path) = (Ownership::new(random), attacks::OWNERSHIP_PATH);
            let hint =
                format!("if it is yours, serve the text \"{word}\" there at {path}, and add --ownership \"{word}\"");
            Err(Failure::new(error.code(), error.to_string(), hint).with_exit(Exit::Usage))
        }
        Err(error) => Err(Failure::new(error.code(), error.to_string(), error.hint())),
    }
}

fn no_word() -> Failure {
    let hint = "it is eight groups of four letters and digits, in quotes; leave it out to be told one";
    Failure::new("attack-word", "the word after --ownership is none", hint).with_exit(Exit::Usage)
}

fn exit(made: &Report) -> Exit {
    match (made.count(Verdict::Broken), made.count(Verdict::Inconclusive)) {
        (0, 0) => Exit::Done,
        (0, _) => Exit::Partly,
        _ => Exit::Broken,
    }
}

fn write(path: &Path, html: &str) -> Result<(), Failure> {
    std::fs::write(path, html).map_err(|error| {
        let message = format!("{} could not be written: {error}", path.display());
        Failure::new("report-not-written", message, "check the folder, and that you may write there")
    })
}

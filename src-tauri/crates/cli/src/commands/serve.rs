//! `serve`: a relying party until it is told to stop.

use serde::Serialize;

use crate::arguments::Serve;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::Console;
use crate::server::{self, Server, Signals};

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ServeView<'server> {
    url: &'server str,
    pid: u32,
    version: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    admin_token: Option<&'server str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    known_bugs: Vec<&'static str>,
}

pub(crate) fn run(serve: &Serve, console: Console) -> Result<Exit, Failure> {
    server::block_on(|signals| until_told_to_stop(serve, console, signals))
}

async fn until_told_to_stop(serve: &Serve, console: Console, mut signals: Signals) -> Result<Exit, Failure> {
    let server = tokio::select! {
        started = Server::start(&serve.server, console) => started?,
        // Nothing has been accepted yet.
        _ = signals.next() => return Ok(Exit::Done),
    };
    let told = tell(&server, serve, console);
    if told.is_ok() {
        signals.next().await;
    }
    if let Err(ask) = server.stop(&mut signals).await {
        return Ok(Exit::Of(ask.exit()));
    }
    told.map(|()| Exit::Done)
}

fn tell(server: &Server, serve: &Serve, console: Console) -> Result<(), Failure> {
    let view = ServeView {
        url: &server.url,
        pid: std::process::id(),
        version: env!("CARGO_PKG_VERSION"),
        admin_token: serve.show_admin_token.then(|| server.admin_token.expose()),
        known_bugs: serve.server.bug.iter().map(|bug| bug.name()).collect(),
    };
    console.answer(&view, |page| {
        page.line(view.url);
        if let Some(token) = view.admin_token {
            page.line(token);
        }
        if !view.known_bugs.is_empty() {
            page.line(format!("KNOWN BUGS ON: {}", view.known_bugs.join(", ")));
        }
    })
}

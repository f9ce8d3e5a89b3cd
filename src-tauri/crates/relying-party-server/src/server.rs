//! The server: bound, answering, stopped.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::Request;
use axum::response::Response;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use relying_party::RelyingParty;
use sealing::{Random, RandomError};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, oneshot};
use tokio::task::JoinHandle;
use tower::ServiceExt;

use crate::guard::Dropped;
use crate::state::State;
use crate::world::Segment;
use crate::{AdminToken, Clock, Settings, api, guard, pages};

/// The most connections at once; others wait to be accepted.
const MOST_CONNECTIONS: usize = 1_000;
/// How often what has ended is thrown away.
const CLEANING: Duration = Duration::from_secs(60);
/// How long a connection may take for the head of a request.
const HEAD: Duration = Duration::from_secs(30);
/// How long is waited when the system gives no connection (too many open files).
const PAUSE: Duration = Duration::from_millis(100);

/// Why the server did not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The address or the port is not to be had.
    #[error("the server could not listen on {address}: {error}")]
    Bind {
        /// Where.
        address: SocketAddr,
        /// What the system says.
        error: std::io::Error,
    },
    /// No random bytes.
    #[error(transparent)]
    Random(#[from] RandomError),
}

impl StartError {
    /// Stable and greppable.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Bind { .. } => "server-address",
            Self::Random(error) => error.code(),
        }
    }

    /// The remedy.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::Bind { .. } => "choose another port, or 0 for any that is free",
            Self::Random(error) => error.hint(),
        }
    }
}

/// A server that answers.
#[derive(Debug)]
pub struct Running {
    address: SocketAddr,
    stop: oneshot::Sender<()>,
    serving: JoinHandle<()>,
    party: Arc<RelyingParty>,
}

impl Running {
    /// Its address for people and programs, such as `http://127.0.0.1:43211`.
    pub fn url(&self) -> String {
        let Self { address, .. } = self;
        match address {
            _ if !address.ip().is_unspecified() => format!("http://{address}"),
            SocketAddr::V4(_) => format!("http://127.0.0.1:{}", address.port()),
            SocketAddr::V6(_) => format!("http://[::1]:{}", address.port()),
        }
    }

    /// Where it is bound.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Takes no more requests, answers those it took, and closes the database.
    pub async fn stop(self) {
        // Gone already: then there is nothing to be told.
        let _ = self.stop.send(());
        let _ = self.serving.await;
        self.party.close().await;
    }
}

/// Binds and begins to answer.
///
/// # Errors
/// The port is not to be had, or there is no randomness.
pub async fn start(
    party: Arc<RelyingParty>,
    clock: Arc<dyn Clock>,
    admin: AdminToken,
    random: Box<dyn Random>,
    settings: Settings,
) -> Result<Running, StartError> {
    let wanted = SocketAddr::new(settings.address, settings.port);
    let failed = |error| StartError::Bind { address: wanted, error };
    let listener = TcpListener::bind(wanted).await.map_err(failed)?;
    let address = listener.local_addr().map_err(failed)?;
    let state = State::new(Arc::clone(&party), clock, admin, (settings, address), random)?;
    let api = api::router(state.settings.control.is_some());
    let routes = api.merge(pages::router());
    #[cfg(feature = "known-bugs")]
    let routes = crate::known_bugs::around(routes, &state);
    let routes = guard::around(routes, &state).with_state(state.clone());
    let (stop, stopped) = oneshot::channel();
    let serving = tokio::spawn(serve(listener, routes, state, stopped));
    Ok(Running { address, stop, serving, party })
}

async fn serve(listener: TcpListener, routes: Router, state: State, mut stopped: oneshot::Receiver<()>) {
    let connections = GracefulShutdown::new();
    let mut http1 = http1::Builder::new();
    http1.timer(TokioTimer::new()).header_read_timeout(HEAD).keep_alive(true);
    let places = Arc::new(Semaphore::new(MOST_CONNECTIONS));
    let cleaning = tokio::spawn(clean(state.clone()));
    let is_controlled = state.settings.control.is_some();
    loop {
        let accepted = tokio::select! {
            accepted = accept(&listener, &places) => accepted,
            _ = &mut stopped => break,
        };
        let (stream, peer, place) = accepted;
        let _ = stream.set_nodelay(true);
        let service = TowerToHyperService::new(
            routes.clone().map_request(move |request| from(peer, request, is_controlled)).map_result(sent),
        );
        let connection = connections.watch(http1.serve_connection(TokioIo::new(stream), service));
        tokio::spawn(async move {
            // A caller that goes away is nobody's trouble.
            let _ = connection.await;
            drop(place);
        });
    }
    drop(listener);
    cleaning.abort();
    state.stopping.send_replace(true);
    // A request that was accepted is answered in its time; a connection that never sent one is not waited for longer.
    let longest = Duration::from_secs(state.settings.request_seconds) + HEAD;
    let _ = tokio::time::timeout(longest, connections.shutdown()).await;
}

/// A request with what the guard has to know of its connection.
fn from(peer: SocketAddr, mut request: Request<Incoming>, is_controlled: bool) -> Request<Body> {
    if is_controlled && let Some((segment, path)) = Segment::take(request.uri()) {
        *request.uri_mut() = path;
        request.extensions_mut().insert(segment);
    }
    request.extensions_mut().insert(ConnectInfo(peer));
    request.map(Body::new)
}

/// The connection ends without an answer, because a fault was asked for.
#[derive(Debug, thiserror::Error)]
#[error("the connection is closed on purpose")]
struct Closed;

impl From<Infallible> for Closed {
    fn from(never: Infallible) -> Self {
        match never {}
    }
}

/// The answer as it is sent, or not.
fn sent(answer: Result<Response, Infallible>) -> Result<Response, Closed> {
    let response = answer?;
    if response.extensions().get::<Dropped>().is_some() { Err(Closed) } else { Ok(response) }
}

async fn accept(
    listener: &TcpListener,
    places: &Arc<Semaphore>,
) -> (TcpStream, SocketAddr, Option<tokio::sync::OwnedSemaphorePermit>) {
    let place = Arc::clone(places).acquire_owned().await.ok();
    loop {
        match listener.accept().await {
            Ok((stream, peer)) => return (stream, peer, place),
            Err(error) => {
                tracing::warn!(%error, "no connection to be had");
                tokio::time::sleep(PAUSE).await;
            }
        }
    }
}

/// Throws away what has ended, and tenants nobody uses, once a minute.
async fn clean(state: State) {
    let mut times = tokio::time::interval(CLEANING);
    times.tick().await;
    loop {
        times.tick().await;
        if let Some(control) = &state.settings.control {
            state.worlds.drop_idle(control.idle_seconds).await;
        }
        for world in state.worlds.all() {
            world.clean().await;
        }
    }
}

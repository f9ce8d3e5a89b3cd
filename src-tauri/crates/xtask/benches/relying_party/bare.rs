//! The bare peer: an axum handler that makes one commit in SQLite, through the same crates with the same settings.

use std::net::SocketAddr;
use std::path::Path;

use axum::extract::State;
use axum::routing::post;
use axum::{Json, Router};
use sqlx::any::AnyPoolOptions;
use sqlx::{AnyPool, Executor};

use crate::Outcome;

const SETTINGS: &str = "PRAGMA busy_timeout = 10000; PRAGMA foreign_keys = ON; PRAGMA journal_mode = WAL; \
                        PRAGMA synchronous = FULL; PRAGMA secure_delete = ON; PRAGMA temp_store = MEMORY;";

pub(crate) async fn start(file: &Path) -> Outcome<SocketAddr> {
    sqlx::any::install_default_drivers();
    let pool = AnyPoolOptions::new()
        .max_connections(1)
        .test_before_acquire(false)
        .after_connect(|connection, _| Box::pin(async move { connection.execute(SETTINGS).await.map(drop) }))
        .connect(&format!("sqlite://{}?mode=rwc", file.display()))
        .await?;
    pool.execute("CREATE TABLE counter (id BIGINT PRIMARY KEY, value BIGINT NOT NULL)").await?;
    pool.execute("INSERT INTO counter VALUES (1, 0)").await?;
    let routes = Router::new().route("/count", post(count)).with_state(pool);
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    tokio::spawn(async move { axum::serve(listener, routes).await });
    Ok(address)
}

async fn count(State(pool): State<AnyPool>, Json(_): Json<serde_json::Value>) -> Json<serde_json::Value> {
    let done = sqlx::query("UPDATE counter SET value = value + 1 WHERE id = $1").bind(1_i64).execute(&pool).await;
    Json(serde_json::json!({ "done": done.is_ok_and(|done| done.rows_affected() == 1) }))
}

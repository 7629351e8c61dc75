//! Serving without a `Date` header, which no document promises. axum's own server always sends one.

use std::pin::pin;

use axum::extract::ConnectInfo;
use axum::serve::Listener;
use axum::{Extension, Router};
use hyper::server::conn::http1;
use hyper_util::rt::TokioIo;
use hyper_util::service::TowerToHyperService;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use super::door::Door;

/// Serves until it is told to stop; then what is under way may end.
pub(super) async fn serve(mut door: Door, routes: Router, stop: CancellationToken) {
    let mut connections = JoinSet::new();
    loop {
        let (socket, visitor) = tokio::select! {
            () = stop.cancelled() => break,
            _ = connections.join_next(), if !connections.is_empty() => continue,
            taken = door.accept() => taken,
        };
        let service = TowerToHyperService::new(routes.clone().layer(Extension(ConnectInfo(visitor))));
        let stopped = stop.clone();
        connections.spawn(async move {
            let mut http = http1::Builder::new();
            let mut connection = pin!(http.auto_date_header(false).serve_connection(TokioIo::new(socket), service));
            let ended = tokio::select! {
                ended = connection.as_mut() => ended,
                () = stopped.cancelled() => {
                    connection.as_mut().graceful_shutdown();
                    connection.await
                }
            };
            if let Err(error) = ended {
                tracing::debug!(%error, "a connection ended");
            }
        });
    }
    drop(door);
    while connections.join_next().await.is_some() {}
}

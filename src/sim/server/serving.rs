//! Serving, where it is asked for without a `Date` header, which no document promises. axum's own server always sends one;
//! beside this one it would be a second with all that hyper has for each.

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
pub(super) async fn serve(mut door: Door, routes: Router, is_dated: bool, stop: CancellationToken) {
    let mut connections = JoinSet::new();
    loop {
        let (socket, visitor) = tokio::select! {
            () = stop.cancelled() => break,
            _ = connections.join_next(), if !connections.is_empty() => continue,
            taken = door.accept() => taken,
        };
        let service = TowerToHyperService::new(routes.clone().layer(Extension(ConnectInfo(visitor))));
        let stopped = stop.clone();
        connections.spawn(crate::tasks::boxed(async move {
            let mut http = http1::Builder::new();
            http.auto_date_header(is_dated);
            let mut connection = pin!(http.serve_connection(TokioIo::new(socket), service));
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
        }));
    }
    drop(door);
    while connections.join_next().await.is_some() {}
}

//! Who asks for the figures: an HTTP listener that answers three paths and reads no body.
//!
//! Nothing is believed of who connects, as with callbacks: places are few, and who has had one longest gives it up for the
//! next; headers have a size, a number and a time. All of it is answered from what was handed over last, so nothing that is
//! asked for reaches the board.

use std::net::SocketAddr;
use std::time::Duration;

use axum::body::{Body, HttpBody};
use axum::http::{HeaderValue, Method, Request, Response, StatusCode, header};
use tokio::net::TcpListener;
use tokio::time::sleep;

use super::published::{Published, Unwell};
use crate::model::Problem;
use crate::serve::guests::{Guests, Known};
use crate::serve::problem::Deaf;
use crate::serve::wire::{self, Answering, Wire};

/// The section of the settings that says where to listen.
pub const SECTION: &str = "metrics";

/// What the figures are written in.
pub const CONTENT_TYPE: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// What everything else is written in.
const PLAIN: &str = "text/plain; charset=utf-8";

/// So many may be connected: a few who scrape, who supervises, and a person who looks.
const CONNECTIONS: usize = 16;

/// How long to wait after a connection that could not be accepted: there may be no descriptor left.
const AGAIN: Duration = Duration::from_millis(50);

/// How long headers may take, and how long a connection may be idle: longer than one waits between two scrapes.
const HEAD_TIME: Duration = Duration::from_secs(90);

/// How large the headers may be, in bytes.
const HEAD_BYTES: usize = 16 * 1024;

/// A port that is taken, and what is answered there.
#[derive(Debug)]
pub struct Listener {
    socket: TcpListener,
    address: SocketAddr,
    published: Published,
}

impl Listener {
    /// Takes the port, within a tokio runtime; port 0 takes a free one.
    ///
    /// # Errors
    /// When it cannot be had.
    pub fn take(listen: SocketAddr, published: Published) -> Result<Self, Problem> {
        let taken = || -> std::io::Result<(TcpListener, SocketAddr)> {
            let listener = std::net::TcpListener::bind(listen)?;
            listener.set_nonblocking(true)?;
            let address = listener.local_addr()?;
            Ok((TcpListener::from_std(listener)?, address))
        };
        let deaf = |error: std::io::Error| Deaf::NoPort(listen.to_string(), error.to_string(), SECTION);
        let (socket, address) = taken().map_err(deaf)?;
        Ok(Self { socket, address, published })
    }

    /// Where it listens.
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// Answers those who connect; it does not end by itself.
    pub async fn run(self) {
        let mut guests = Guests::new(CONNECTIONS);
        loop {
            let accepted = tokio::select! {
                accepted = self.socket.accept() => accepted,
                () = guests.left() => continue,
            };
            match accepted {
                Ok((stream, _)) => {
                    // All are strangers, so there is always one who leaves.
                    guests.make_room().await;
                    guests.admit(Known::default(), answer(Box::new(stream), self.published.clone()));
                }
                Err(error) => {
                    tracing::debug!(%error, "metrics: a connection could not be accepted");
                    sleep(AGAIN).await;
                }
            }
        }
    }
}

/// Answers one who is connected, until they leave.
pub(super) async fn answer(io: Wire, published: Published) {
    let answering = Answering::by(move |request| std::future::ready(respond(&request, &published)));
    if let Err(error) = wire::serve(io, HEAD_TIME, HEAD_BYTES, answering).await {
        tracing::debug!(%error, "metrics: a connection ended");
    }
}

/// What is answered to a request: nothing of its body is read.
fn respond<B: HttpBody>(request: &Request<B>, published: &Published) -> Response<Body> {
    if !request.body().is_end_stream() || request.headers().contains_key(header::TRANSFER_ENCODING) {
        let mut response = plain(StatusCode::PAYLOAD_TOO_LARGE, "nothing is taken here: ask without a body".to_owned());
        // What stands behind the headers is not read as a request.
        response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
        return response;
    }
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        let mut response = plain(StatusCode::METHOD_NOT_ALLOWED, "ask by GET or HEAD".to_owned());
        response.headers_mut().insert(header::ALLOW, HeaderValue::from_static("GET, HEAD"));
        return response;
    }
    match request.uri().path() {
        "/metrics" => match published.text() {
            Ok(text) => written(StatusCode::OK, CONTENT_TYPE, text),
            Err(_) => plain(StatusCode::INTERNAL_SERVER_ERROR, "the figures cannot be written".to_owned()),
        },
        "/health" => judged(published.health()),
        "/ready" => judged(published.ready()),
        _ => plain(StatusCode::NOT_FOUND, "there are /metrics, /health and /ready".to_owned()),
    }
}

fn judged(verdict: Result<(), Unwell>) -> Response<Body> {
    match verdict {
        Ok(()) => plain(StatusCode::OK, "ok".to_owned()),
        Err(unwell) => plain(StatusCode::SERVICE_UNAVAILABLE, unwell.to_string()),
    }
}

fn plain(status: StatusCode, sentence: String) -> Response<Body> {
    written(status, PLAIN, sentence + "\n")
}

fn written(status: StatusCode, kind: &'static str, text: String) -> Response<Body> {
    let mut response = Response::new(Body::from(text));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    // Each is true for the moment in which it was asked for.
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

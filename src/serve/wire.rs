//! A connection, of one type whatever carries it and whatever answers: what hyper and rustls have for each type of connection is
//! in the program once, and a call through a table costs nothing beside a system call.

use std::convert::Infallible;
use std::pin::Pin;
use std::time::Duration;

use axum::body::Body;
use axum::http::{Request, Response};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::Service;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::io::{AsyncRead, AsyncWrite};

/// Headers of a request, at most.
const HEADERS: usize = 64;

/// What a connection does.
pub(super) trait Carries: AsyncRead + AsyncWrite + Unpin + Send {}

impl<I: AsyncRead + AsyncWrite + Unpin + Send> Carries for I {}

/// A connection.
pub(super) type Wire = Box<dyn Carries>;

/// An answer that is being made.
type Answered = Pin<Box<dyn Future<Output = Result<Response<Body>, Infallible>> + Send>>;

/// What answers requests.
pub(super) struct Answering(Box<dyn Fn(Request<Incoming>) -> Answered + Send + Sync>);

impl Answering {
    /// Answers each request by `answer`.
    pub(super) fn by<F>(answer: impl Fn(Request<Incoming>) -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = Response<Body>> + Send + 'static,
    {
        Self(Box::new(move |request| {
            let answer = answer(request);
            Box::pin(async move { Ok(answer.await) })
        }))
    }
}

impl Service<Request<Incoming>> for Answering {
    type Response = Response<Body>;
    type Error = Infallible;
    type Future = Answered;

    fn call(&self, request: Request<Incoming>) -> Answered {
        (self.0)(request)
    }
}

/// Answers the requests of a connection until it ends. The head of each has to be there within `head_time`, and takes
/// `head_bytes` at most.
///
/// # Errors
/// Why it ended, where neither end closed it as agreed. Nothing that was sent is in it.
pub(super) async fn serve(
    io: Wire,
    head_time: Duration,
    head_bytes: usize,
    answering: Answering,
) -> Result<(), hyper::Error> {
    http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(head_time)
        .max_headers(HEADERS)
        .max_buf_size(head_bytes)
        .serve_connection(TokioIo::new(io), answering)
        .await
}

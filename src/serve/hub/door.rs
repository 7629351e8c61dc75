//! One request of a board: who asks is looked at first, then what is asked.

use std::convert::Infallible;

use axum::body::{Body, HttpBody};
use axum::http::{HeaderMap, HeaderValue, Method, Request, Response, StatusCode, Uri, header};
use bytes::Bytes;
use futures_util::{StreamExt, stream};
use tokio::sync::oneshot;
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;

use super::asks::{Ask, Asks, Join, Joined};
use super::key::Token;
use super::settings::HubLimits;
use super::tapes::{self, TapeSettings};
use crate::feed::hub::direct::{
    Asked, NOTE, NotedThere, RECORDING, RETRY, SEE, SOUND, STREAM, SeenThere, TIME, Time, WANTS,
};
use crate::model::Clock;
use crate::serve::guests::Known;

/// No board is called by more characters.
const NAME: usize = 64;

/// One who is connected.
#[derive(Debug)]
pub(super) struct Guest {
    pub(super) known: Known,
    /// Whether they have shown a certificate that is trusted.
    pub(super) has_certificate: bool,
    /// Ends the connection.
    pub(super) closed: CancellationToken,
}

/// What looks at requests.
#[derive(Debug)]
pub(super) struct Door {
    token: Option<Token>,
    asks: Asks,
    clock: ClockOf,
    limits: HubLimits,
    tapes: Option<TapeSettings>,
}

/// The hub's clock.
struct ClockOf(Clock);

impl std::fmt::Debug for ClockOf {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Clock")
    }
}

/// Why a request is refused: the status, and a sentence without anything in it that was sent.
type Refusal = (StatusCode, &'static str);

/// The desk is gone.
const GONE: Refusal = (StatusCode::SERVICE_UNAVAILABLE, "the hub is ending");

impl Door {
    pub(super) fn new(
        token: Option<Token>,
        asks: Asks,
        clock: Clock,
        limits: HubLimits,
        tapes: Option<TapeSettings>,
    ) -> Self {
        Self { token, asks, clock: ClockOf(clock), limits, tapes }
    }

    pub(super) const fn limits(&self) -> &HubLimits {
        &self.limits
    }

    /// Answers a request. One that shows the token or a certificate is known from then on.
    pub(super) async fn answer<B>(&self, request: Request<B>, guest: &Guest) -> Response<Body>
    where
        B: HttpBody<Data = Bytes> + Send + 'static,
        B::Error: Into<axum::BoxError>,
    {
        // Whatever stands behind a body whose end two headers could tell differently is not read as a request.
        let ends = request.headers().contains_key(header::TRANSFER_ENCODING);
        let mut response = match self.serve(request, guest).await {
            Ok(response) => response,
            Err(refusal) => refused(refusal),
        };
        let headers = response.headers_mut();
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if ends {
            headers.insert(header::CONNECTION, HeaderValue::from_static("close"));
        }
        response
    }

    async fn serve<B>(&self, request: Request<B>, guest: &Guest) -> Result<Response<Body>, Refusal>
    where
        B: HttpBody<Data = Bytes> + Send + 'static,
        B::Error: Into<axum::BoxError>,
    {
        let (head, body) = request.into_parts();
        if !self.may(&head.headers, guest) {
            // It is counted if it can be; a crowd of strangers must not keep boards from the desk.
            let _ = self.asks.try_send(Ask::Refused);
            return Err((StatusCode::UNAUTHORIZED, "this hub wants its token, or a certificate that it trusts"));
        }
        guest.known.show();
        match (head.uri.path(), &head.method) {
            (STREAM, &Method::GET) => self.stream(&head.uri, &head.headers, guest).await,
            (TIME, &Method::GET) => Ok(json(&Time { now: (self.clock.0)() })),
            (SOUND, &Method::GET) => self.sound(&head.uri).await,
            (RECORDING, &Method::GET) => self.recording(&head.uri).await,
            (WANTS, &Method::POST) => {
                let body = self.whole(body).await?;
                self.want(&body).await
            }
            (SEE, &Method::POST) => {
                let body = self.whole(body).await?;
                let wrong = (StatusCode::BAD_REQUEST, "what was done about an alert is not understood");
                let see = serde_json::from_slice(&body).map_err(|_| wrong)?;
                let seen = self.desk(|reply| Ask::See(see, reply)).await?;
                Ok(json(&SeenThere { seen }))
            }
            (NOTE, &Method::POST) => {
                let body = self.whole(body).await?;
                let note = serde_json::from_slice(&body)
                    .map_err(|_| (StatusCode::BAD_REQUEST, "the note is not understood"))?;
                let noted = self.desk(|reply| Ask::Note(note, reply)).await?;
                Ok(json(&NotedThere { noted }))
            }
            (RETRY, &Method::POST) => {
                self.whole(body).await?;
                self.desk(Ask::Retry).await?;
                Ok(json(&serde_json::json!({})))
            }
            (STREAM | TIME | SOUND | RECORDING | WANTS | SEE | NOTE | RETRY, _) => {
                Err((StatusCode::METHOD_NOT_ALLOWED, "this is asked in another way"))
            }
            _ => Err((StatusCode::NOT_FOUND, "there is nothing at this path")),
        }
    }

    /// Whether they may ask. Who shows the wrong token is told nothing by how long that takes.
    fn may(&self, headers: &HeaderMap, guest: &Guest) -> bool {
        let shown = headers.get(header::AUTHORIZATION).map(HeaderValue::as_bytes).unwrap_or_default();
        let (scheme, shown) = shown.split_at_checked(b"Bearer ".len()).unwrap_or_default();
        let is_bearer = scheme.eq_ignore_ascii_case(b"Bearer ");
        let is_token = self.token.as_ref().is_some_and(|token| token.is(shown.trim_ascii()));
        guest.has_certificate || is_bearer && is_token
    }

    /// Asks the desk.
    async fn desk<T>(&self, ask: impl FnOnce(oneshot::Sender<T>) -> Ask) -> Result<T, Refusal> {
        let (reply, answer) = oneshot::channel();
        self.asks.send(ask(reply)).await.map_err(|_| GONE)?;
        answer.await.map_err(|_| GONE)
    }

    async fn stream(&self, uri: &Uri, headers: &HeaderMap, guest: &Guest) -> Result<Response<Body>, Refusal> {
        let board = parameter(uri, "board").filter(|board| is_id(board));
        let board = board.ok_or((StatusCode::BAD_REQUEST, "a board says who it is: ?board=ID"))?;
        let from = headers.get("last-event-id").and_then(|place| place.to_str().ok()?.trim().parse().ok());
        let closed = guest.closed.clone();
        let Joined { head, rest } = self.desk(|reply| Ask::Join(Join { board, from, closed, reply })).await?;
        let rest = stream::unfold(rest, |mut rest| async move { Some((rest.recv().await?, rest)) });
        let events = stream::iter(head).chain(rest).map(Ok::<_, Infallible>);
        let mut response = Response::new(Body::from_stream(events));
        response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("text/event-stream"));
        Ok(response)
    }

    async fn want(&self, body: &[u8]) -> Result<Response<Body>, Refusal> {
        let wrong = (StatusCode::BAD_REQUEST, "what is wanted is not understood");
        let asked: Asked = serde_json::from_slice(body).map_err(|_| wrong)?;
        if !is_id(&asked.board) {
            return Err(wrong);
        }
        let body = self.desk(|reply| Ask::Want(asked, reply)).await?;
        let mut response = Response::new(Body::from(body));
        response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/jsonl"));
        Ok(response)
    }

    async fn sound(&self, uri: &Uri) -> Result<Response<Body>, Refusal> {
        let call = parameter(uri, "call").ok_or((StatusCode::BAD_REQUEST, "of which call? ?call=ID"))?;
        let opening = self.desk(|reply| Ask::Sound(call, reply)).await?;
        let opening = opening.ok_or((StatusCode::NOT_FOUND, "no recording of this call is known"))?;
        let recording = opening.await.map_err(|error| {
            tracing::info!("hub: a recording cannot be had: {error}");
            (StatusCode::BAD_GATEWAY, "the vendor does not give the recording; the hub's log says why")
        })?;
        let mut response = Response::new(Body::from_stream(recording.bytes));
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/octet-stream"));
        if let Some(length) = recording.length {
            headers.insert(header::CONTENT_LENGTH, HeaderValue::from(length));
        }
        Ok(response)
    }

    async fn recording(&self, uri: &Uri) -> Result<Response<Body>, Refusal> {
        let none = (StatusCode::NOT_FOUND, "this hub has no recording of that day");
        let date = match parameter(uri, "date") {
            Some(date) => Some(date.parse().map_err(|_| (StatusCode::BAD_REQUEST, "of which day? ?date=2026-11-21"))?),
            None => None,
        };
        let tapes = self
            .tapes
            .clone()
            .ok_or((StatusCode::NOT_FOUND, "this hub records nothing: set record in its [hub.serve]"))?;
        let (length, body) = tapes::opened(tapes, date).await.ok_or(none)?;
        let mut response = Response::new(body);
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/octet-stream"));
        headers.insert(header::CONTENT_LENGTH, HeaderValue::from(length));
        Ok(response)
    }

    /// All of a body, within its time and its length.
    async fn whole<B>(&self, body: B) -> Result<Vec<u8>, Refusal>
    where
        B: HttpBody<Data = Bytes> + Send + 'static,
        B::Error: Into<axum::BoxError>,
    {
        let most = self.limits.body_bytes;
        let reading = async {
            let mut pieces = Body::new(body).into_data_stream();
            let mut whole = Vec::new();
            while let Some(piece) = pieces.next().await {
                let piece = piece.map_err(|_| (StatusCode::BAD_REQUEST, "the body broke off"))?;
                if whole.len() + piece.len() > most {
                    return Err((StatusCode::PAYLOAD_TOO_LARGE, "the body is too large"));
                }
                whole.extend_from_slice(&piece);
            }
            Ok(whole)
        };
        let late = |_| (StatusCode::REQUEST_TIMEOUT, "the body did not come whole in time");
        timeout(self.limits.body_time, reading).await.map_err(late)?
    }
}

/// The value of a parameter, unescaped.
fn parameter(uri: &Uri, name: &str) -> Option<String> {
    let pairs = url::form_urlencoded::parse(uri.query()?.as_bytes());
    let mut values = pairs.filter(|(key, _)| key == name);
    values.next().map(|(_, value)| value.into_owned())
}

/// Whether it can be a board's id.
pub(super) fn is_id(text: &str) -> bool {
    !text.is_empty() && text.len() <= NAME && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

fn json(value: &impl serde::Serialize) -> Response<Body> {
    // It holds numbers alone.
    let mut response = Response::new(Body::from(serde_json::to_string(value).unwrap_or_default()));
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response
}

fn refused((status, why): Refusal) -> Response<Body> {
    let mut response = Response::new(Body::from(format!("{why}\n")));
    *response.status_mut() = status;
    let more = match status {
        StatusCode::UNAUTHORIZED => Some((header::WWW_AUTHENTICATE, "Bearer")),
        StatusCode::SERVICE_UNAVAILABLE => Some((header::RETRY_AFTER, "1")),
        _ => None,
    };
    if let Some((name, value)) = more {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    response
}

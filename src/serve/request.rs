//! One request: looked at by its headers, then by its body, then put into the queue.

use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::body::{Body, HttpBody};
use axum::http::{HeaderMap, HeaderValue, Method, Request, Response, StatusCode, header, request};
use futures_util::StreamExt;
use tokio::sync::Semaphore;
use tokio::time::{Instant, timeout};

use super::answers::BotDesk;
use super::guests::Known;
use super::problem::Refused;
use super::replays::{KEPT, Replays, Stale};
use super::settings::{ReceiverLimits, ReceiverSettings};
use crate::config::Subnet;
use crate::feed::probe::post::{BELOW, Delivery};
use crate::feed::push::Inbox;
use crate::model::{Clock, RejectReason, Stamp};
use crate::platforms::{CallbacksApi, Hints, Refusal, Signed};

/// How far a signature may be off, by this machine's clock or by the vendor's.
const OFF_MS: u64 = 5 * 60 * 1_000;

/// So much of what a stranger calls something is repeated.
const SHOWN: usize = 40;

/// What looks at requests.
pub(super) struct Door<A> {
    pub(super) api: Arc<A>,
    pub(super) settings: ReceiverSettings,
    pub(super) clock: Clock,
    pub(super) hints: Hints,
    pub(super) inbox: Inbox,
    pub(super) places: Arc<Semaphore>,
    pub(super) replays: Arc<Mutex<Replays>>,
    pub(super) bots: Option<BotDesk>,
}

/// A signature that was taken, and is given back unless something comes of it.
struct Taken<'a> {
    replays: &'a Mutex<Replays>,
    signed: Signed,
    kept: bool,
}

impl Drop for Taken<'_> {
    fn drop(&mut self) {
        if !self.kept {
            self.replays.lock().unwrap_or_else(PoisonError::into_inner).give_back(self.signed);
        }
    }
}

impl<A: CallbacksApi> Door<A> {
    fn limits(&self) -> &ReceiverLimits {
        &self.settings.limits
    }

    /// Answers a request: 200 as soon as it is in the queue. One that shows a good signature is `known` from then on.
    pub(super) async fn answer<B>(&self, request: Request<B>, peer: SocketAddr, known: &Known) -> Response<Body>
    where
        B: HttpBody<Data = axum::body::Bytes> + Send + 'static,
        B::Error: Into<axum::BoxError>,
    {
        // Whatever stands behind a body whose end two headers could tell differently is not read as a request.
        let ends = request.headers().contains_key(header::TRANSFER_ENCODING);
        let mut response = match self.take(request, peer.ip(), known).await {
            Ok(()) => Response::new(Body::from("ok\n")),
            Err(refusal) => {
                self.inbox.refuse(&refusal);
                refused(&refusal)
            }
        };
        if ends {
            response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
        }
        response
    }

    async fn take<B>(&self, request: Request<B>, peer: IpAddr, known: &Known) -> Result<(), Refusal>
    where
        B: HttpBody<Data = axum::body::Bytes> + Send + 'static,
        B::Error: Into<axum::BoxError>,
    {
        let (head, body) = request.into_parts();
        self.admit(&head, peer)?;
        if let Some((desk, token)) = self.answer_to(head.uri.path()) {
            return self.take_answer(desk, token, body).await;
        }
        let signed = self.api.signed(&|name| one(&head.headers, name))?;
        let now = (self.clock)();
        if !self.is_in_time(signed.at, now) {
            let off = signed.at.since(now) / 1_000;
            return Err(Refusal::new(401, RejectReason::WrongTime, Refused::Late(off)));
        }
        let most = self.limits().at_once;
        let busy = |_| Refusal::new(503, RejectReason::Overloaded, Refused::Busy(most));
        let _place = self.places.try_acquire().map_err(busy)?;
        let mut taken = self.taken(signed, now)?;
        known.show();
        let body = self.whole(body).await?;
        if body == self.api.nothing().as_bytes() {
            // It tells nothing of the vendor, not even that callbacks come.
            self.inbox.tried();
            taken.kept = true;
            return Ok(());
        }
        let bytes = body.len();
        let pushed = self.api.read(body).await?;
        if !self.inbox.offer(pushed, bytes) {
            return Err(Refusal::new(503, RejectReason::Overloaded, Refused::Full));
        }
        taken.kept = true;
        Ok(())
    }

    /// Looks at everything that a stranger may be told.
    fn admit(&self, head: &request::Parts, peer: IpAddr) -> Result<(), Refusal> {
        let section = A::SECTION;
        if !self.settings.allow.is_empty() {
            let no = |why| Refusal::new(403, RejectReason::NotAllowed, why);
            let from = sender(&head.headers, peer, &self.settings.trusted_proxies);
            let from = from.ok_or_else(|| no(Refused::Nowhere(section)))?;
            if !self.settings.allow.iter().any(|network| network.has(from)) {
                return Err(no(Refused::From(from.to_string(), section)));
            }
        }
        let no = |status, why| Err(Refusal::new(status, RejectReason::NoCallback, why));
        if head.uri.path() != self.settings.path && self.answer_to(head.uri.path()).is_none() {
            return no(404, Refused::Path(section));
        }
        if head.method != Method::POST {
            return no(405, Refused::Method(shown(head.method.as_str())));
        }
        let kind = one(&head.headers, header::CONTENT_TYPE.as_str());
        match kind.as_deref().map(|kind| kind.split(';').next().unwrap_or_default().trim()) {
            None => return no(415, Refused::NoType),
            Some(kind) if !is_json(kind) => return no(415, Refused::Type(shown(kind))),
            Some(_) => {}
        }
        let packed = one(&head.headers, header::CONTENT_ENCODING.as_str());
        if let Some(packed) = packed.filter(|packed| !packed.eq_ignore_ascii_case("identity")) {
            return no(415, Refused::Packed(shown(&packed)));
        }
        let told = one(&head.headers, header::CONTENT_LENGTH.as_str()).and_then(|length| length.parse::<u64>().ok());
        if told.is_some_and(|length| length > self.limits().body_bytes as u64) {
            return Err(self.too_large());
        }
        Ok(())
    }

    /// For the address of an answer to a question that a bot was asked: where answers go, and the token.
    fn answer_to<'a>(&self, path: &'a str) -> Option<(&BotDesk, &'a str)> {
        let desk = self.bots.as_ref()?;
        let below = path.strip_prefix(self.settings.path.trim_end_matches('/'))?;
        Some((desk, below.strip_prefix(BELOW)?))
    }

    /// Takes an answer. No signature is documented for it: the token in its address is what proves it, and is looked at
    /// before anything of the body.
    async fn take_answer<B>(&self, desk: &BotDesk, token: &str, body: B) -> Result<(), Refusal>
    where
        B: HttpBody<Data = axum::body::Bytes> + Send + 'static,
        B::Error: Into<axum::BoxError>,
    {
        let no = |status, why| Refusal::new(status, RejectReason::NoCallback, why);
        if !desk.post.knows(token) {
            return Err(no(404, Refused::NoQuestion));
        }
        let most = self.limits().at_once;
        let busy = |_| Refusal::new(503, RejectReason::Overloaded, Refused::Busy(most));
        let _place = self.places.try_acquire().map_err(busy)?;
        let body = self.whole(body).await?;
        let answer = (desk.read)(body).ok_or_else(|| no(400, Refused::NoAnswer))?;
        match desk.post.deliver(token, answer) {
            Delivery::Taken => Ok(()),
            Delivery::Unknown => Err(no(404, Refused::NoQuestion)),
            Delivery::OtherSession => Err(no(409, Refused::OtherSession)),
        }
    }

    fn too_large(&self) -> Refusal {
        Refusal::new(413, RejectReason::TooLarge, Refused::TooLarge(self.limits().body_bytes / 1024))
    }

    /// Whether a signature of this moment is taken.
    fn is_in_time(&self, at: Stamp, now: Stamp) -> bool {
        let near = |clock: Stamp| at.since(clock).unsigned_abs() <= OFF_MS;
        near(now) || self.hints.skew_ms().is_some_and(|skew| near(now.plus(skew)))
    }

    fn taken(&self, signed: Signed, now: Stamp) -> Result<Taken<'_>, Refusal> {
        let mut replays = self.replays.lock().unwrap_or_else(PoisonError::into_inner);
        match replays.take(signed, Instant::now(), |at| self.is_in_time(at, now)) {
            Ok(()) => Ok(Taken { replays: &self.replays, signed, kept: false }),
            Err(Stale::Again) => Err(Refusal::new(409, RejectReason::Replayed, Refused::Again)),
            Err(Stale::Full) => {
                let full = Refused::Remembered(self.limits().remembered, KEPT.as_secs() / 60);
                Err(Refusal::new(503, RejectReason::Overloaded, full))
            }
        }
    }

    /// All of a body, within its time and its length.
    async fn whole<B>(&self, body: B) -> Result<Vec<u8>, Refusal>
    where
        B: HttpBody<Data = axum::body::Bytes> + Send + 'static,
        B::Error: Into<axum::BoxError>,
    {
        let most = self.limits().body_bytes;
        let reading = async {
            let mut pieces = Body::new(body).into_data_stream();
            let mut whole = Vec::new();
            while let Some(piece) = pieces.next().await {
                let piece = piece.map_err(|_| Refusal::new(400, RejectReason::TooSlow, Refused::CutOff))?;
                if whole.len() + piece.len() > most {
                    return Err(self.too_large());
                }
                whole.extend_from_slice(&piece);
            }
            Ok(whole)
        };
        let limit: Duration = self.limits().body_time;
        let late = |_| Refusal::new(408, RejectReason::TooSlow, Refused::TooSlow(limit.as_secs()));
        timeout(limit, reading).await.map_err(late)?
    }
}

/// The one value of a header.
fn one(headers: &HeaderMap, name: &str) -> Option<String> {
    let mut values = headers.get_all(name).iter();
    let first = values.next()?.to_str().ok()?.trim().to_owned();
    values.next().is_none().then_some(first)
}

fn is_json(kind: &str) -> bool {
    let kind = kind.to_ascii_lowercase();
    kind == "application/json" || kind == "text/json" || kind.starts_with("application/") && kind.ends_with("+json")
}

/// What a stranger calls something, without anything in it that is a number.
fn shown(text: &str) -> String {
    let kept = text.chars().take(SHOWN);
    kept.map(|c| if c.is_ascii_alphabetic() || "/+-._".contains(c) { c } else { '?' }).collect()
}

/// Where a request comes from: the address that connects, and behind a trusted proxy the one that this names; `None` where it
/// names no one.
fn sender(headers: &HeaderMap, peer: IpAddr, trusted: &[Subnet]) -> Option<IpAddr> {
    let is_trusted = |address: IpAddr| trusted.iter().any(|network| network.has(address));
    if !is_trusted(peer) {
        return Some(peer);
    }
    let values: Vec<&str> =
        headers.get_all("x-forwarded-for").iter().map(|value| value.to_str().ok()).collect::<Option<_>>()?;
    // Each proxy adds the one it heard from at the end; what stands before the last that is trusted may be made up.
    for text in values.iter().flat_map(|value| value.split(',')).map(str::trim).rev() {
        let address: IpAddr = text.parse().or_else(|_| text.parse().map(|socket: SocketAddr| socket.ip())).ok()?;
        if !is_trusted(address) {
            return Some(address);
        }
    }
    None
}

/// The answer to what is refused: its status, and in a word why.
fn refused(refusal: &Refusal) -> Response<Body> {
    let mut response = Response::new(Body::from(format!("{}\n", refusal.reason.name().replace('_', " "))));
    *response.status_mut() = StatusCode::from_u16(refusal.status).unwrap_or(StatusCode::BAD_REQUEST);
    let more = match refusal.status {
        405 => Some((header::ALLOW, "POST")),
        503 => Some((header::RETRY_AFTER, "1")),
        _ => None,
    };
    if let Some((name, value)) = more {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    fn from(peer: &str, forwarded: &[&str], trusted: &[&str]) -> Option<String> {
        let mut headers = HeaderMap::new();
        for value in forwarded {
            headers.append("x-forwarded-for", value.parse().unwrap());
        }
        let trusted: Vec<Subnet> = trusted.iter().map(|network| network.parse().unwrap()).collect();
        sender(&headers, peer.parse().unwrap(), &trusted).map(|address| address.to_string())
    }

    #[test]
    fn the_forwarded_address_counts_only_from_a_proxy_that_is_trusted_and_only_as_far_as_that_goes() {
        let proxy = ["10.0.0.0/8"];
        for (peer, forwarded, trusted, expected) in [
            ("203.0.113.7", &["198.51.100.1"][..], &[][..], Some("203.0.113.7")),
            ("203.0.113.7", &["198.51.100.1"], &proxy, Some("203.0.113.7")),
            ("10.0.0.1", &["198.51.100.1"], &proxy, Some("198.51.100.1")),
            ("10.0.0.1", &["1.1.1.1, 198.51.100.1, 10.0.0.2"], &proxy, Some("198.51.100.1")),
            ("10.0.0.1", &["1.1.1.1", "198.51.100.1"], &proxy, Some("198.51.100.1")),
            ("10.0.0.1", &["198.51.100.1:4711"], &proxy, Some("198.51.100.1")),
            ("::ffff:10.0.0.1", &["[2001:db8::1]:80"], &proxy, Some("2001:db8::1")),
            ("10.0.0.1", &["1.1.1.1, unknown"], &proxy, None),
            ("10.0.0.1", &["10.0.0.9"], &proxy, None),
            ("10.0.0.1", &[], &proxy, None),
        ] {
            assert_eq!(from(peer, forwarded, trusted).as_deref(), expected, "{peer} {forwarded:?}");
        }
    }

    #[test]
    fn what_a_stranger_calls_something_is_repeated_without_numbers_and_nothing_that_acts() {
        assert_eq!(shown("text/html"), "text/html");
        assert_eq!(shown("\u{1b}[31m13812345678"), "????m???????????");
        assert_eq!(shown(&"x".repeat(100)).len(), SHOWN);
    }
}

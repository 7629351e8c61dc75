//! Letting faults strike: those that need no request at once, those of an answer when the next request comes, and those of
//! a stream when [`mangle`](super::mangle) asks for them.

use std::convert::Infallible;
use std::io::{self, Write};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use axum::Json;
use axum::body::{Body, to_bytes};
use axum::extract::{ConnectInfo, Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;
use futures_util::{StreamExt, stream};
use serde_json::json;

use crate::sim::AuthScheme;
use crate::sim::faults::{Fault, Occasion, Strike};
use crate::sim::world::within;
use crate::sim::zone;

use super::door::Visitor;
use super::shared::{Desk, Shared};
use super::{call, open};

/// How far the clock is set off by [`Fault::Clock`], in ms.
const CLOCK_OFF: i64 = 10 * 60 * 1000;

/// Large enough for every answer of the simulator, in bytes.
const LARGEST_ANSWER: usize = 256 << 20;

/// A web page where JSON is expected.
const PAGE: &str = "<!DOCTYPE html>\n<html><head><title>Bad day</title></head>\
                    <body><h1>Something went wrong</h1><p>nginx</p></body></html>\n";

impl Shared {
    /// Lets what is due on the schedule strike.
    pub(super) fn strike_due(self: &Arc<Self>) {
        let now = self.now();
        let strike = {
            let mut desk = self.desk();
            if now < desk.next_fault {
                return;
            }
            let pause = desk.schedule.pause(self.options.fault_every).as_millis() as i64;
            desk.next_fault = now.saturating_add(pause);
            desk.schedule.next_strike()
        };
        if let Some(strike) = strike {
            self.strike(strike);
        }
    }

    /// Lets a fault strike.
    pub(super) fn strike(self: &Arc<Self>, strike: Strike) {
        if let Some(told) = &self.options.on_strike {
            told(&strike);
        }
        tracing::info!(number = strike.number, fault = strike.fault.name(), "a fault strikes");
        let occasion = strike.fault.occasion();
        let closes = match occasion {
            Occasion::Now => return self.strike_now(&strike),
            Occasion::Opening => true,
            Occasion::Request => strike.on_stream,
            Occasion::Message | Occasion::Asking => false,
        };
        let mut desk = self.desk();
        // Where no bot is asked, it would wait beside all those before it.
        if occasion == Occasion::Asking && desk.armed.iter().any(|waiting| waiting.fault == strike.fault) {
            return;
        }
        desk.armed.push(strike);
        self.any_armed.store(true, Ordering::Release);
        if closes {
            desk.streams.clear();
        }
    }

    fn strike_now(self: &Arc<Self>, strike: &Strike) {
        match strike.fault {
            Fault::Refused => {
                self.porter.shut(true);
                self.porter.reset_all();
                self.later(strike, |shared| shared.porter.shut(false));
            }
            Fault::Reset => self.porter.reset_all(),
            Fault::Stall => self.porter.stall_all(),
            Fault::Clock => {
                let off = if strike.place < 0.5 { -CLOCK_OFF } else { CLOCK_OFF };
                self.clock_off.store(off, Ordering::Relaxed);
                self.desk().sign_out();
                self.later(strike, |shared| shared.clock_off.store(0, Ordering::Relaxed));
            }
            Fault::TokenExpired => self.desk().sign_out(),
            Fault::TokenStolen => {
                let mut desk = self.desk();
                let token = desk.tokens.hex(32);
                desk.open_token = Some((token, i64::MAX));
            }
            Fault::Scheme => {
                let mut desk = self.desk();
                desk.auth_scheme = match desk.auth_scheme {
                    AuthScheme::Raw => AuthScheme::Bearer,
                    AuthScheme::Bearer | AuthScheme::Either => AuthScheme::Raw,
                };
                desk.streams.clear();
            }
            Fault::SecondFull => self.desk().tell_all_anew(strike.place),
            Fault::Join => self.desk().change_roster(|world| world.list_again(strike.place)),
            Fault::Leave => self.desk().change_roster(|world| world.unlist(strike.place)),
            _ => {}
        }
    }

    fn later(self: &Arc<Self>, strike: &Strike, then: impl FnOnce(&Self) + Send + 'static) {
        let (shared, spell) = (Arc::clone(self), self.spell(strike));
        self.spells.fetch_add(1, Ordering::AcqRel);
        crate::tasks::spawn(async move {
            tokio::time::sleep(spell).await;
            then(&shared);
            shared.spells.fetch_sub(1, Ordering::AcqRel);
        });
    }

    /// How long what lasts a while lasts.
    pub(super) fn spell(&self, strike: &Strike) -> Duration {
        self.options.fault_spell.mul_f64(strike.part)
    }

    /// The first strike still to land that `fits`; one that lands several times stays until it has.
    pub(super) fn armed(&self, fits: impl Fn(&Strike) -> bool) -> Option<Strike> {
        if !self.any_armed.load(Ordering::Acquire) {
            return None;
        }
        let mut desk = self.desk();
        let at = desk.armed.iter().position(fits)?;
        let found = desk.armed.get_mut(at)?;
        let strike = found.clone();
        found.times = found.times.saturating_sub(1);
        if found.times == 0 || strike.fault.occasion() != Occasion::Request {
            desk.armed.remove(at);
            self.any_armed.store(!desk.armed.is_empty(), Ordering::Release);
        }
        Some(strike)
    }
}

impl Desk {
    /// No token given so far is good any more, and the streams opened with them end.
    fn sign_out(&mut self) {
        self.revoke();
        self.streams.clear();
    }
}

/// Answers some requests wrong.
pub(super) async fn answer(State(shared): State<Arc<Shared>>, request: Request, next: Next) -> Response {
    let path = request.uri().path().to_owned();
    if path.starts_with("/__") {
        return next.run(request).await;
    }
    shared.wait_out_the_gap().await;
    let is_open = ["/api/", "/chat-static-api/", "/ai-agent-open/"].iter().any(|start| path.starts_with(start));
    let fits = |strike: &Strike| {
        let kind = match strike.fault {
            Fault::Code229000 | Fault::Code222000 | Fault::Code999999 => is_open,
            fault => fault.occasion() == Occasion::Request,
        };
        kind && strike.only.is_none_or(|part| path.contains(part))
    };
    let connection = request.extensions().get::<ConnectInfo<Visitor>>().map(|info| info.0.0.clone());
    let mut response = match shared.armed(fits) {
        None => next.run(request).await,
        Some(strike) => match strike.fault {
            Fault::Gzip => packed(next.run(request).await),
            Fault::CutAnswer => cut(next.run(request).await, &strike).await,
            Fault::NotJson => ([(header::CONTENT_TYPE, "application/json")], "{\"item\": [{").into_response(),
            _ => instead(&shared, &strike, &path),
        },
    };
    if connection.is_some_and(|connection| connection.is_cancelled()) {
        response = StatusCode::SERVICE_UNAVAILABLE.into_response();
    }
    if let (false, Ok(date)) =
        (shared.options.strict, HeaderValue::from_str(&zone::written(chrono_tz::Tz::UTC, shared.wall(), HTTP_DATE)))
    {
        response.headers_mut().insert(header::DATE, date);
    }
    response
}

/// RFC 9110, section 5.6.7.
const HTTP_DATE: &str = "%a, %d %b %Y %H:%M:%S GMT";

/// What is answered in place of an answer.
fn instead(shared: &Shared, strike: &Strike, path: &str) -> Response {
    let page =
        |status: StatusCode| (status, [(header::CONTENT_TYPE, "text/html; charset=utf-8")], PAGE).into_response();
    let elsewhere = |status: StatusCode| {
        let mut response = page(status);
        let target = HeaderValue::from_static("http://elsewhere.invalid/login");
        response.headers_mut().insert(header::LOCATION, target);
        response
    };
    let seconds = shared.spell(strike).as_secs();
    match strike.fault {
        Fault::BadGateway => page(StatusCode::BAD_GATEWAY),
        Fault::Unavailable => page(StatusCode::SERVICE_UNAVAILABLE),
        Fault::Html => page(StatusCode::OK),
        Fault::Moved => elsewhere(StatusCode::MOVED_PERMANENTLY),
        Fault::Redirected => elsewhere(StatusCode::TEMPORARY_REDIRECT),
        Fault::Unauthorized if path.starts_with("/callservice") => {
            call::refusal(StatusCode::UNAUTHORIZED, call::BAD_TOKEN)
        }
        Fault::Unauthorized => StatusCode::UNAUTHORIZED.into_response(),
        Fault::Forbidden => call::refusal(StatusCode::FORBIDDEN, "your company has no permission to call this API"),
        Fault::TooMany => {
            let mut response = call::refusal(StatusCode::TOO_MANY_REQUESTS, "too many requests");
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
            response
        }
        Fault::Code229000 => Json(open::too_frequent(seconds, shared.options.open_calls_per_minute)).into_response(),
        Fault::Code222000 => Json(json!({"ret_code": "222000", "ret_msg": "[page_no] is wrong"})).into_response(),
        _ => Json(json!({"ret_code": "999999", "ret_msg": "System busy"})).into_response(),
    }
}

/// The answer up to some byte; then the connection breaks.
async fn cut(response: Response, strike: &Strike) -> Response {
    let (parts, body) = response.into_parts();
    let is_stream =
        parts.headers.get(header::CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"text/event-stream"));
    let broken = || Err(io::Error::from(io::ErrorKind::UnexpectedEof));
    if is_stream {
        return Response::from_parts(parts, Body::from_stream(stream::iter([Ok(Bytes::new()), broken()])));
    }
    let whole = to_bytes(body, LARGEST_ANSWER).await.unwrap_or_default();
    let piece = whole.slice(..within(strike.place, whole.len()));
    let mut response = Response::from_parts(parts, Body::from_stream(stream::iter([Ok(piece), broken()])));
    response.headers_mut().remove(header::CONTENT_LENGTH);
    response
}

/// The answer, packed piece by piece so that a stream goes on streaming.
fn packed(response: Response) -> Response {
    let (mut parts, body) = response.into_parts();
    parts.headers.remove(header::CONTENT_LENGTH);
    parts.headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
    let pieces = body.into_data_stream().map(Some).chain(stream::iter([None]));
    let packed = pieces.scan(Some(GzEncoder::new(Vec::new(), Compression::fast())), |encoder, piece| {
        std::future::ready(pack(encoder, piece).map(Ok::<_, Infallible>))
    });
    Response::from_parts(parts, Body::from_stream(packed))
}

/// The next packed bytes; none behind the last ones, or when the answer itself broke off.
fn pack(encoder: &mut Option<GzEncoder<Vec<u8>>>, piece: Option<Result<Bytes, axum::Error>>) -> Option<Bytes> {
    let bytes = match piece {
        Some(Ok(piece)) => {
            let open = encoder.as_mut()?;
            open.write_all(&piece).and_then(|()| open.flush()).ok()?;
            std::mem::take(open.get_mut())
        }
        Some(Err(_)) => return None,
        None => encoder.take()?.finish().ok()?,
    };
    Some(bytes.into())
}

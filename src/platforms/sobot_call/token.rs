//! Tokens, the company's and an agent's: asked for when needed, kept for half their lifetime, one request at a time.

use std::sync::PoisonError;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use secrecy::{ExposeSecret, SecretString};
use serde_json::{Map, Value, json};
use tokio::sync::Mutex;
use tokio::time::Instant;

use super::{CallSettings, Credential, TokenAgent, problem};
use crate::config::token::{self, Carrier};
use crate::http::apart::apart;
use crate::http::{Http, Request, Verb};
use crate::model::{Clock, Problem, Quote, Stamp, TokenHealth};
use crate::platforms::lenient::{self, Loose, filled};
use crate::platforms::problem::quote;
use crate::platforms::sign::{base64url, md5_hex};
use crate::platforms::signing_clock::{SigningClock, unsure};
use crate::platforms::token_cache;
use crate::platforms::wipe::wipe_fields;
use crate::platforms::{Error, ErrorKind, Hints, Recoveries, Result};

/// Lifetime of a token whose expiry is not told: a day.
const DEFAULT_LIFETIME_MS: i64 = 86_400_000;
/// A token that lives shorter than this would be asked for without end.
const SHORTEST_LIFETIME_MS: i64 = 60_000;
/// How long a token is used on when a refresh before its time has failed.
const SECOND_TRY_MS: i64 = 60_000;

#[derive(Clone)]
struct OwnToken {
    token: SecretString,
    refresh_at: Stamp,
    expires_at: Stamp,
    /// The same by a clock that cannot be set.
    steady: (Instant, Instant),
}

impl OwnToken {
    fn is_fresh(&self, now: Stamp) -> bool {
        now < self.refresh_at && Instant::now() < self.steady.0
    }

    fn is_good(&self, now: Stamp) -> bool {
        now < self.expires_at && Instant::now() < self.steady.1
    }

    /// Is used on for a while.
    fn put_off(&mut self, now: Stamp) {
        self.refresh_at = now.plus(SECOND_TRY_MS);
        self.steady.0 = Instant::now() + lasting(SECOND_TRY_MS);
    }
}

fn lasting(ms: i64) -> Duration {
    Duration::from_millis(ms.max(0).unsigned_abs())
}

enum Source {
    /// From the settings; never renewed.
    Ready(SecretString),
    /// From the token URL.
    Asked { http: Box<Http>, path: String, id: String, secret: SecretString },
}

/// Whose token it is.
pub(super) enum Whose {
    Company,
    Agent(TokenAgent),
}

/// The one place that has the token.
pub(super) struct Tokens {
    source: Source,
    whose: Whose,
    clock: Clock,
    signing: SigningClock,
    held: Mutex<Option<OwnToken>>,
    /// None could be had when one was wanted last.
    failed: AtomicBool,
    /// Tells that there is a token again after there was none.
    recoveries: Recoveries,
    seen: std::sync::Mutex<Seen>,
}

/// What may be told of the token.
#[derive(Clone, Copy, Default)]
struct Seen {
    since: Option<Stamp>,
    until: Option<Stamp>,
    renewals: u64,
}

impl Tokens {
    pub(super) fn new(settings: &CallSettings, whose: Whose, clock: Clock) -> Result<Self> {
        let source = match &settings.credential {
            Credential::Token(token) => {
                let token = token.expose_secret().trim();
                if let Some(flaw) = token::flaw(token, Carrier::Header) {
                    return Err(Error::new(ErrorKind::Settings, problem::Token::Flawed(flaw.into())));
                }
                Source::Ready(SecretString::from(token))
            }
            Credential::App { id, secret } => {
                let url = match whose {
                    Whose::Company => settings.token_url.clone(),
                    Whose::Agent(_) => agent_token_url(settings),
                };
                let (base, path) = split_url(&url);
                Source::Asked {
                    http: Box::new(
                        Http::new(base, "token_url in [sobot_call]")?
                            .keeping(secret)
                            .reading_time_by(crate::platforms::signing_clock::told_by),
                    ),
                    path: path.to_owned(),
                    id: id.trim().to_owned(),
                    secret: SecretString::from(secret.expose_secret().trim()),
                }
            }
        };
        Ok(Self {
            source,
            whose,
            clock,
            signing: SigningClock::default(),
            held: Mutex::new(None),
            failed: AtomicBool::new(false),
            recoveries: Recoveries::default(),
            seen: std::sync::Mutex::default(),
        })
    }

    /// The same, with what streams tell of the vendor's clock.
    pub(super) fn hinted(self, hints: Hints) -> Self {
        Self { signing: SigningClock::hinted(hints), ..self }
    }

    /// When there is a token again after there was none.
    pub(super) fn recoveries(&self) -> Recoveries {
        self.recoveries.clone()
    }

    /// How the token stands; never the token.
    pub(super) fn health(&self) -> Option<TokenHealth> {
        let seen = *self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        let ready_made = matches!(self.source, Source::Ready(_));
        (ready_made || seen.renewals > 0).then(|| TokenHealth {
            section: match self.whose {
                Whose::Company => "sobot_call".to_owned(),
                Whose::Agent(_) => "sobot_call, agent".to_owned(),
            },
            since: seen.since,
            until: seen.until,
            ready_made,
            renewals: seen.renewals,
            unkept: None,
            taken: None,
        })
    }

    fn note(&self, fresh: &OwnToken, at: Stamp) {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        *seen = Seen { since: Some(at), until: Some(fresh.expires_at), renewals: seen.renewals + 1 };
    }

    /// The token to use now.
    pub(super) async fn get(&self) -> Result<SecretString> {
        let (http, path, id, secret) = match &self.source {
            Source::Ready(token) => return Ok(token.clone()),
            Source::Asked { http, path, id, secret } => (http, path, id, secret),
        };
        let mut held = self.held.lock().await;
        let now = (self.clock)();
        if let Some(held) = held.as_ref()
            && held.is_fresh(now)
        {
            return Ok(held.token.clone());
        }
        let asked = self.ask(http, path, id, secret).await;
        if self.failed.swap(asked.is_err(), Ordering::Relaxed) && asked.is_ok() {
            self.recoveries.tell();
        }
        match (asked, held.as_mut()) {
            (Ok(fresh), _) => {
                self.note(&fresh, now);
                Ok(held.insert(fresh).token.clone())
            }
            (Err(error), Some(old)) if old.is_good(now) => {
                tracing::warn!("{error}; the present token is used on");
                old.put_off(now);
                Ok(old.token.clone())
            }
            (Err(error), _) => Err(error),
        }
    }

    /// A token other than `failed`, which was refused with `error`; if another session has got one meanwhile, that.
    pub(super) async fn renew(&self, failed: &SecretString, error: &Error) -> Result<SecretString> {
        if let Source::Ready(_) = self.source {
            let refused = problem::Token::ReadyMadeRefused(Problem::clone(&error.problem));
            return Err(Error::new(ErrorKind::Settings, refused));
        }
        {
            let mut held = self.held.lock().await;
            if held.as_ref().is_some_and(|held| held.token.expose_secret() == failed.expose_secret()) {
                *held = None;
            }
        }
        self.get().await
    }

    /// Throws the token away.
    pub(super) async fn forget(&self) -> Result<()> {
        match self.source {
            Source::Asked { .. } => {
                *self.held.lock().await = None;
                Ok(())
            }
            Source::Ready(_) => Err(Error::new(ErrorKind::Settings, problem::Token::OnlySettings)),
        }
    }

    /// Asks for one; for another at once, once, where the first cannot be sent.
    async fn ask(&self, http: &Http, path: &str, id: &str, secret: &SecretString) -> Result<OwnToken> {
        let flaw = |held: &OwnToken| token::flaw(held.token.expose_secret(), Carrier::Header);
        let mut held = self.ask_signed(http, path, id, secret).await?;
        if flaw(&held).is_some() {
            held = self.ask_signed(http, path, id, secret).await?;
        }
        match flaw(&held) {
            Some(flaw) => Err(token_cache::unusable(http.host(), flaw)),
            None => Ok(held),
        }
    }

    async fn ask_signed(&self, http: &Http, path: &str, id: &str, secret: &SecretString) -> Result<OwnToken> {
        let before = self.signing.off_ms();
        let no = |asked: &Result<OwnToken>| asked.as_ref().is_err_and(|error| error.kind.is_a_no());
        let mut asked = self.ask_once(http, path, id, secret).await;
        if !no(&asked) {
            return asked;
        }
        let told = http.skew_ms();
        for off in self.signing.others(told) {
            self.signing.set(off);
            asked = self.ask_once(http, path, id, secret).await;
            if !no(&asked) {
                break;
            }
        }
        asked.map_err(|error| {
            self.signing.set(before);
            if self.signing.is_known(told) { error } else { unsure(error, "sobot_call") }
        })
    }

    /// Whether nothing but the settings can give another.
    pub(super) const fn is_ready_made(&self) -> bool {
        matches!(self.source, Source::Ready(_))
    }

    fn none_given(&self, place: &str, said: Option<&str>) -> Error {
        let (kind, none): (_, fn(String, Option<Quote>) -> problem::Token) = match self.whose {
            Whose::Company => (ErrorKind::Credentials, problem::Token::None),
            Whose::Agent(TokenAgent::Number(_)) => (ErrorKind::Settings, problem::Token::NoneOfNumber),
            Whose::Agent(TokenAgent::Id(_)) => (ErrorKind::Settings, problem::Token::NoneOfId),
        };
        Error::new(kind, none(place.to_owned(), said.and_then(quote)))
    }

    async fn ask_once(&self, http: &Http, path: &str, id: &str, secret: &SecretString) -> Result<OwnToken> {
        let signed = self.signing.moment((self.clock)());
        let time = signed.ms().to_string();
        let sign = md5_hex(&[id, &time, "token", secret.expose_secret()]);
        let mut body = json!({"responseType": "token", "appId": id, "currentTime": signed.ms(), "sign": sign});
        if let (Value::Object(fields), Whose::Agent(agent)) = (&mut body, &self.whose) {
            match agent {
                TokenAgent::Number(number) => fields.insert("agentNo".to_owned(), json!(number.trim())),
                TokenAgent::Id(id) => fields.insert("agentId".to_owned(), json!(id.trim())),
            };
        }
        let request = Request { verb: Verb::Post, path, query: &[], headers: &[], body: Some(&body) };
        let place = http.place(&request);
        let answer = http.ask_for_token(&request, || (self.clock)()).await?;
        let place = answer.place(&place).to_owned();
        let size = answer.body.len();
        let read = move || (lenient::object(&answer.body), answer);
        let (parsed, answer) = apart(size, read).await;
        let said = parsed.as_ref().and_then(words);
        if let Some(error) = answer.status_error(&place, said.as_deref()) {
            // No token was sent, so none was refused: the credentials were.
            return Err(match error.kind {
                ErrorKind::TokenRefused => self.none_given(&place, said.as_deref()),
                _ => error,
            });
        }
        if let Some(error) = answer.html_error(&place) {
            return Err(error);
        }
        let Some(mut fields) = parsed else {
            return Err(Error::new(ErrorKind::Answer, problem::Token::NoJson(place)));
        };
        let held = read_token(&fields, (self.clock)(), self.signing.off_ms());
        wipe_fields(&mut fields);
        held.ok_or_else(|| self.none_given(&place, said.as_deref()))
    }
}

/// Where agents' tokens are given: beside the company's, and where that address is not the documented one, below the
/// Data Service.
fn agent_token_url(settings: &CallSettings) -> String {
    let beside = settings.token_url.trim().strip_suffix("/company").map(|base| format!("{base}/agent"));
    beside.unwrap_or_else(|| format!("{}/tokens/agent", settings.base_url.trim().trim_end_matches('/')))
}

fn words(fields: &Map<String, Value>) -> Option<String> {
    ["message", "ret_msg", "retMsg", "msg", "reason", "error_description"]
        .into_iter()
        .find_map(|key| fields.get(key).and_then(Value::as_str).and_then(filled).map(str::to_owned))
}

/// Token and expiry, at top level or under `data` or `item`, in either spelling. The vendor's clock is `off_ms` ahead.
fn read_token(fields: &Map<String, Value>, now: Stamp, off_ms: i64) -> Option<OwnToken> {
    let inner = ["data", "item"].into_iter().find_map(|key| fields.get(key).and_then(Value::as_object));
    let levels = || [Some(fields), inner].into_iter().flatten();
    let given = || levels().filter_map(|fields| token_cache::given(fields, &["access_token", "accessToken"]));
    // An empty one may stand above the real one.
    let token = given().find(|token| !token.expose_secret().is_empty()).or_else(|| given().next())?;
    let sent = levels().find_map(|fields| Loose::spelt(fields, &["expires_in", "expiresIn"]).number().ok()?);
    let lifetime = match sent.filter(|seconds| *seconds > 0.0) {
        Some(seconds) => (seconds * 1000.0) as i64,
        None => jwt_expiry(token.expose_secret())
            .map(|expires| expires.since(now.plus(off_ms)))
            .filter(|left| *left > 0)
            .unwrap_or(DEFAULT_LIFETIME_MS),
    };
    let lifetime = lifetime.max(SHORTEST_LIFETIME_MS);
    let steady = (Instant::now() + lasting(lifetime / 2), Instant::now() + lasting(lifetime));
    let (refresh_at, expires_at) = (now.plus(lifetime / 2), now.plus(lifetime));
    Some(OwnToken { token, refresh_at, expires_at, steady })
}

/// `exp` of a JSON web token; milliseconds at this vendor, seconds everywhere else.
fn jwt_expiry(token: &str) -> Option<Stamp> {
    let payload = base64url(token.split('.').nth(1)?)?;
    let fields = lenient::object(&lenient::text(payload))?;
    Loose::field(&fields, "exp").stamp().ok()?
}

/// Scheme and host, and the path behind them.
fn split_url(url: &str) -> (&str, &str) {
    let url = url.trim();
    let host_at = url.find("://").map_or(0, |at| at + 3);
    match url.get(host_at..).and_then(|rest| rest.find('/')) {
        Some(slash) => url.split_at(host_at + slash),
        None => (url, "/"),
    }
}

#[cfg(test)]
mod tests;

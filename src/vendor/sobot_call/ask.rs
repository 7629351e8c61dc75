//! Asking with the company token: which way of writing it is taken, and what happens when it is refused.

use secrecy::SecretString;
use serde_json::{Map, Value};

use super::{AuthScheme, CallClient, PAGE_PATH, WATCH_PATH, decode, decode_page, envelope};
use crate::vendor::apart::apart;
use crate::vendor::http::{Answer, Fetched, Opened, Opening, Request, Verb};
use crate::vendor::wipe::Headers;
use crate::vendor::{Error, ErrorKind, FullPage, Recording, Result};

/// What is asked.
#[derive(Clone, Copy)]
pub(super) enum What<'a> {
    /// The stream of one page of agents.
    Stream(u32),
    /// One page of agents, once.
    Page(u32),
    /// Anything that answers JSON in the family's envelope.
    Json { verb: Verb, path: &'a str, body: Option<&'a Value> },
    /// A file.
    File(&'a str),
}

/// What was answered.
pub(super) enum Reply {
    Stream(Opened),
    Page(Box<FullPage>),
    Json(Json),
    File(Recording),
}

/// A successful answer in the family's envelope.
pub(super) struct Json {
    pub(super) fields: Map<String, Value>,
    /// Its length, unpacked.
    pub(super) bytes: u64,
    /// Whose answer it is, for sentences.
    pub(super) place: String,
}

impl CallClient {
    /// One attempt with one token and one scheme.
    async fn attempt(&self, what: What<'_>, scheme: AuthScheme, token: &SecretString) -> Result<Reply> {
        match what {
            What::Stream(page) | What::Page(page) => self.attempt_agents(what, page, scheme, token).await,
            What::Json { verb, path, body } => self.attempt_json(verb, path, body, scheme, token).await,
            What::File(path) => self.attempt_file(path, scheme, token).await,
        }
    }

    fn headers(&self, scheme: AuthScheme, token: &SecretString) -> Headers<2> {
        Headers([("authorization", scheme.write(token)), ("timezoneid", self.settings.timezone.clone())])
    }

    async fn attempt_json(
        &self,
        verb: Verb,
        path: &str,
        body: Option<&Value>,
        scheme: AuthScheme,
        token: &SecretString,
    ) -> Result<Reply> {
        let headers = self.headers(scheme, token);
        let request = Request { verb, path, query: &[], headers: &headers, body };
        let place = self.http.place(&request);
        let answer = self.http.ask(&request, || (self.clock)()).await?;
        let size = answer.body.len();
        let read = move || {
            let fields = envelope::read(&answer, &place)?;
            Ok(Reply::Json(Json { fields, bytes: answer.body.len() as u64, place }))
        };
        apart(size, read).await
    }

    async fn attempt_file(&self, path: &str, scheme: AuthScheme, token: &SecretString) -> Result<Reply> {
        let headers = self.headers(scheme, token);
        let request = Request { verb: Verb::Get, path, query: &[], headers: &headers, body: None };
        let place = self.http.place(&request);
        match self.http.fetch(&request, || (self.clock)()).await? {
            Fetched::File { bytes, length } => Ok(Reply::File(Recording { bytes, length })),
            Fetched::Plain(answer) => {
                envelope::read(&answer, &place)?;
                Err(Error::new(ErrorKind::Answer, format!("{place} answered no sound, and does not say why")))
            }
        }
    }

    async fn attempt_agents(
        &self,
        what: What<'_>,
        page: u32,
        scheme: AuthScheme,
        token: &SecretString,
    ) -> Result<Reply> {
        let streams = matches!(what, What::Stream(_));
        let bits = (self.random)();
        let key = uuid::Builder::from_random_bytes(bits.to_be_bytes()).into_uuid();
        let headers = Headers([
            ("authorization", scheme.write(token)),
            ("idempotency-key", key.to_string()),
            ("timezoneid", self.settings.timezone.clone()),
        ]);
        let query = self.query(page);
        let path = if streams { WATCH_PATH } else { PAGE_PATH };
        let request = Request { verb: Verb::Get, path, query: &query, headers: &headers, body: None };
        let place = self.http.place(&request);
        let now = || (self.clock)();
        let answer = if streams {
            match self.http.open(&request, now).await? {
                Opening::Stream(opened) => return Ok(Reply::Stream(opened)),
                Opening::Plain(answer) => answer,
            }
        } else {
            self.http.ask(&request, now).await?
        };
        apart(answer.body.len(), move || read(&answer, &place, streams)).await
    }

    /// Asks with what is known to work. On a refusal tries the other scheme once, then a new token once; where a scheme
    /// has worked before, first the token and then the scheme, since that may have changed as well.
    pub(super) async fn insist(&self, what: What<'_>) -> Result<Reply> {
        let mut token = self.tokens.get().await?;
        let mut renewed = false;
        loop {
            let settled = *self.settled.lock().await;
            let scheme = settled.unwrap_or(self.settings.auth_scheme);
            let mut reply = self.attempt(what, scheme, &token).await;
            if settled.is_none() || renewed {
                let mut worked = scheme;
                if refused(&reply) && settled.is_some() == renewed {
                    worked = scheme.other();
                    let second = self.attempt(what, worked, &token).await;
                    // A header that is not understood may be called a wrong request; the first word was the token's.
                    if !matches!(&second, Err(error) if error.kind == ErrorKind::Settings) {
                        reply = second;
                    }
                }
                if reply.is_ok() {
                    *self.settled.lock().await = Some(worked);
                    if worked != scheme {
                        tracing::info!(
                            "the token is refused as {:?} and taken as {:?}: set auth_scheme = {:?} in [sobot_call]",
                            scheme.name(),
                            worked.name(),
                            worked.name()
                        );
                    }
                }
            }
            match reply {
                Err(error) if error.kind == ErrorKind::TokenRefused && !renewed => {
                    renewed = true;
                    token = self.tokens.renew(&token, &error).await?;
                }
                // Whoever asked would take a refusal for a reason to renew; that is done, so all it can do is wait.
                Err(error) if error.kind == ErrorKind::TokenRefused => {
                    let sentence = format!(
                        "{}, also a fresh one; check app_id and operator_user_id in [sobot_call], and what they may do",
                        error.sentence
                    );
                    return Err(Error::new(ErrorKind::Answer, sentence));
                }
                reply => return reply,
            }
        }
    }
}

/// What an answer is that is no stream; where one was expected, an error.
fn read(answer: &Answer, place: &str, streams: bool) -> Result<Reply> {
    if let Some(error) = answer.status_error(place, decode::vendor_words(&answer.body).as_deref()) {
        return Err(error);
    }
    if !streams {
        return match answer.html_error(place) {
            Some(error) => Err(error),
            None => decode_page(&answer.body, place)
                .map(|page| Reply::Page(Box::new(FullPage { skew_ms: answer.skew_ms, ..page }))),
        };
    }
    if let Some(error) = decode::answered_error(&answer.body, place) {
        return Err(error);
    }
    let what = if answer.html { "HTML" } else { "something that is no event stream" };
    Err(Error::new(
        ErrorKind::NotAStream,
        format!("{place} answered {what} (a proxy, or a wrong address in the settings?); asking for snapshots instead"),
    ))
}

fn refused(reply: &Result<Reply>) -> bool {
    matches!(reply, Err(error) if error.kind == ErrorKind::TokenRefused)
}

pub(super) fn unexpected() -> Error {
    Error::new(ErrorKind::Answer, "the answer was not of the kind that was asked for; trying again")
}

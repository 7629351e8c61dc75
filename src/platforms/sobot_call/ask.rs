//! Asking with a token: whose, which way of writing it is taken, and what happens when it is refused.

use std::sync::atomic::Ordering;

use secrecy::SecretString;
use serde_json::Value;

use super::envelope::{Listing, Made, Taken};
use super::problem::Asked;
use super::question::{Agents, Holder, Json, ReadRecords, Records, Remedy, Reply, What};
use super::{AuthScheme, CallClient, PAGE_PATH, WATCH_PATH, decode, decode_page, envelope};
use crate::http::apart::apart;
use crate::http::{Answer, Fetched, Opening, Request, Verb};
use crate::platforms::wipe::Headers;
use crate::platforms::{Error, ErrorKind, FullPage, Recording, Result};

impl CallClient {
    /// One attempt with one token and one scheme.
    async fn attempt(&self, what: What<'_>, holder: Holder, scheme: AuthScheme, token: &SecretString) -> Result<Reply> {
        match what {
            What::Stream(page) | What::Page(page) => self.attempt_page(what, page, scheme, token).await,
            What::Json { verb, path, body } => {
                let (remedy, asked) = (self.remedy(holder), (verb, path, body));
                let (answer, place) = self.answer(asked, scheme, token).await?;
                apart(answer.body.len(), move || json(&answer, place, remedy)).await
            }
            What::Records { path, body, read } => {
                let (remedy, read) = (self.remedy(holder), read.clone());
                let (answer, place) = self.answer((Verb::Post, path, Some(body)), scheme, token).await?;
                apart(answer.body.len(), move || records(&answer, &place, remedy, &read)).await
            }
            What::File(path) => self.attempt_file(path, self.remedy(holder), scheme, token).await,
        }
    }

    /// What helps where an endpoint forbids itself to the token that it was shown.
    const fn remedy(&self, holder: Holder) -> Remedy {
        match holder {
            Holder::Company => Remedy::Company,
            Holder::Agent if self.agent_tokens.is_some() => Remedy::Agent,
            Holder::Agent if self.tokens.is_ready_made() => Remedy::ReadyMade,
            Holder::Agent => Remedy::NoAgent,
        }
    }

    fn headers(&self, scheme: AuthScheme, token: &SecretString) -> Headers<2> {
        Headers([("authorization", scheme.write(token)), ("timezoneid", self.settings.timezone.clone())])
    }

    /// What is answered, and whose answer it is.
    async fn answer(
        &self,
        (verb, path, body): (Verb, &str, Option<&Value>),
        scheme: AuthScheme,
        token: &SecretString,
    ) -> Result<(Answer, String)> {
        let headers = self.headers(scheme, token);
        let request = Request { verb, path, query: &[], headers: &headers, body };
        let place = self.http.place(&request);
        let answer = self.http.ask(&request, || (self.clock)()).await?;
        let place = answer.place(&place).to_owned();
        Ok((answer, place))
    }

    async fn attempt_file(
        &self,
        path: &str,
        remedy: Remedy,
        scheme: AuthScheme,
        token: &SecretString,
    ) -> Result<Reply> {
        let headers = self.headers(scheme, token);
        let request = Request { verb: Verb::Get, path, query: &[], headers: &headers, body: None };
        let place = self.http.place(&request);
        match self.http.fetch(&request, || (self.clock)()).await? {
            Fetched::File { bytes, length } => Ok(Reply::File(Recording { bytes, length })),
            Fetched::Plain(answer) => {
                let place = answer.place(&place);
                envelope::read(&answer, place, remedy)?;
                Err(Error::new(ErrorKind::Answer, Asked::NoSound(place.to_owned())))
            }
        }
    }

    /// The same for a page of agents, with fewer on it where the vendor does not give as many.
    async fn attempt_page(&self, what: What<'_>, page: u32, scheme: AuthScheme, token: &SecretString) -> Result<Reply> {
        loop {
            let asked = Agents { page, rows: self.rows.now() };
            match self.attempt_agents(what, asked, scheme, token).await {
                Err(error) if self.rows.failed(asked.rows, &error) => {}
                reply => return reply,
            }
        }
    }

    async fn attempt_agents(
        &self,
        what: What<'_>,
        asked: Agents,
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
        let query = self.query(asked);
        let path = if streams { WATCH_PATH } else { PAGE_PATH };
        let request = Request { verb: Verb::Get, path, query: &query, headers: &headers, body: None };
        let place = self.http.place(&request);
        let now = || (self.clock)();
        let answer = if streams {
            match self.http.open(&request, now).await? {
                Opening::Stream(opened) => return Ok(Reply::Stream(opened, asked)),
                Opening::Plain(answer) => answer,
            }
        } else {
            self.http.ask(&request, now).await?
        };
        let place = answer.place(&place).to_owned();
        apart(answer.body.len(), move || read(&answer, &place, streams, asked)).await
    }

    /// Asks with what is known to work. On a refusal tries the other scheme once, then a new token once; where a scheme
    /// has worked before, first the token and then the scheme, since that may have changed as well.
    pub(super) async fn insist(&self, what: What<'_>, holder: Holder) -> Result<Reply> {
        let remedy = self.remedy(holder);
        let tokens = match (holder, &self.agent_tokens) {
            (Holder::Agent, Some(tokens)) => tokens,
            _ => &self.tokens,
        };
        let mut token = tokens.get().await?;
        let mut renewed = false;
        loop {
            let settled = *self.settled.lock().await;
            let scheme = settled.unwrap_or(self.settings.auth_scheme);
            let mut reply = self.attempt(what, holder, scheme, &token).await;
            if settled.is_none() || renewed {
                let mut worked = scheme;
                if refused(&reply) && settled.is_some() == renewed {
                    worked = scheme.other();
                    let second = self.attempt(what, holder, worked, &token).await;
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
                            scheme.as_str(),
                            worked.as_str(),
                            worked.as_str()
                        );
                    }
                }
            }
            let stands_in = remedy.is_for_another_token();
            match reply {
                // A company's token that was refused fresh here is not renewed for that again: the stream needs it.
                Err(error) if error.kind == ErrorKind::TokenRefused && stands_in && self.is_known_refused() => {
                    return Err(remedy.refused(error));
                }
                Err(error) if error.kind == ErrorKind::TokenRefused && !renewed => {
                    renewed = true;
                    token = tokens.renew(&token, &error).await?;
                }
                // The caller would take a refusal for a reason to renew; that is done, so all it can do is wait.
                Err(error) if error.kind == ErrorKind::TokenRefused => {
                    self.company_refused.fetch_or(stands_in, Ordering::Relaxed);
                    return Err(remedy.refused(error));
                }
                reply => {
                    if reply.is_ok() && stands_in {
                        self.company_refused.store(false, Ordering::Relaxed);
                    }
                    return reply;
                }
            }
        }
    }

    /// Whether there is no use in renewing the company's token where an agent's is asked for.
    fn is_known_refused(&self) -> bool {
        self.tokens.is_ready_made() || self.company_refused.load(Ordering::Relaxed)
    }
}

/// An answer in the family's envelope.
fn json(answer: &Answer, place: String, remedy: Remedy) -> Result<Reply> {
    let (fields, left_out) = envelope::read(answer, &place, remedy)?;
    Ok(Reply::Json(Json { fields, left_out, bytes: answer.body.len() as u64, place }))
}

/// A page of records, each made as its row is read.
fn records(answer: &Answer, place: &str, remedy: Remedy, read: &ReadRecords) -> Result<Reply> {
    let (made, wanted) = match read {
        ReadRecords::Whole(read) => (Made::Whole(&**read), None),
        ReadRecords::Lean(read, wanted) => (Made::Lean(&**read), Some(*wanted)),
    };
    let mut taken = Taken::new(made);
    let (fields, left_out) = envelope::read_rows(answer, place, remedy, wanted, &mut taken)?;
    let Listing { rows, sent, total, page_size, .. } = Listing::taken(fields, &left_out, place, taken)?;
    let rows = rows.into_iter().flatten().collect();
    Ok(Reply::Records(Records { rows, sent, total, page_size, bytes: answer.body.len() as u64 }))
}

/// What an answer is that is no stream; where one was expected, an error.
fn read(answer: &Answer, place: &str, streams: bool, asked: Agents) -> Result<Reply> {
    if let Some(error) = answer.status_error(place, decode::vendor_words(&answer.body).as_deref()) {
        return Err(error);
    }
    if !streams {
        return match answer.html_error(place) {
            Some(error) => Err(error),
            None => decode_page(&answer.body, place)
                .map(|page| Reply::Page(Box::new(FullPage { skew_ms: answer.skew_ms, ..page }), asked)),
        };
    }
    if let Some(error) = decode::answered_error(&answer.body, place) {
        return Err(error);
    }
    let what = if answer.html { Asked::HtmlForStream } else { Asked::NoStream };
    Err(Error::new(ErrorKind::NotAStream, what(place.to_owned())))
}

fn refused(reply: &Result<Reply>) -> bool {
    matches!(reply, Err(error) if error.kind == ErrorKind::TokenRefused)
}

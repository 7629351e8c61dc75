//! JetStream, as far as it is needed: a few questions to the server, in its JSON.

use std::time::Duration;

use bytes::Bytes;
use serde_json::{Value, json};

use super::link::{Link, Post};
use crate::feed::hub::layout::{Layout, Unfit, fits};
use crate::feed::hub::post::{Headers, LARGEST_WHOLE, said};
use crate::feed::hub::problem::Unlinked;

/// A question has so long to be answered.
pub const ANSWER: Duration = Duration::from_secs(2);

/// The same of a stream that a crowd of boards reads: the server answers each in its turn.
pub const CROWD: Duration = Duration::from_secs(10);

/// What the server says where a message does not stand behind the last one.
const WRONG_LAST: [u64; 3] = [10070, 10071, 10164];

/// What it says where JetStream is not there for this account.
const NO_JETSTREAM: [u64; 2] = [10039, 10076];

/// What it says where a stream would take more than the account may have, or the server has.
const NO_ROOM: [u64; 3] = [10002, 10023, 10047];

/// What it says where there is no such stream.
const NO_STREAM: u64 = 10059;

/// Where an answer says what has failed, as a number.
const ERROR_CODE: &str = "/error/err_code";

/// The header of a message's id.
pub const ID: &str = "Nats-Msg-Id";
/// The header of the last sequence of the stream, as its sender believes.
pub const LAST: &str = "Nats-Expected-Last-Sequence";
/// The header of the id of the last message of the stream, as its sender believes.
pub const LAST_ID: &str = "Nats-Expected-Last-Msg-Id";
/// The header of the last sequence of the subject, as its sender believes.
pub const LAST_OF_SUBJECT: &str = "Nats-Expected-Last-Subject-Sequence";
/// The header of a message's sequence in its stream.
pub const SEQUENCE: &str = "Nats-Sequence";
/// The header that says what was done to a key.
pub const OPERATION: &str = "KV-Operation";

/// What became of a message that was to be stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Put {
    /// It has this sequence.
    At(u64),
    /// It does not stand behind the last one.
    Refused,
}

impl Link {
    /// Stores a message.
    ///
    /// # Errors
    /// That it is not known to be stored.
    pub async fn put(&self, subject: String, headers: Headers, body: Bytes) -> Result<Put, Unlinked> {
        self.put_within(subject, headers, body, ANSWER).await
    }

    /// The same where that may take so long.
    ///
    /// # Errors
    /// Those of [`put`](Self::put).
    pub async fn put_within(
        &self,
        subject: String,
        headers: Headers,
        body: Bytes,
        wait: Duration,
    ) -> Result<Put, Unlinked> {
        let stream = subject.clone();
        let Some(answer) = self.ask(subject, headers, body, wait).await? else {
            return Err(Unlinked::NoStream(self.host().to_owned(), stream));
        };
        let answer = json_of(&answer);
        if let Some(seq) = number(&answer, "/seq").filter(|_| !has_failed(&answer)) {
            return Ok(Put::At(seq));
        }
        match number(&answer, ERROR_CODE) {
            Some(code) if WRONG_LAST.contains(&code) => Ok(Put::Refused),
            _ => Err(self.says(&answer)),
        }
    }

    /// The message of a stream that `which` names: `{"seq": 7}`, `{"last_by_subj": "a"}`.
    ///
    /// # Errors
    /// That there is no such stream, or no answer.
    pub async fn get(&self, stream: &str, which: &Value) -> Result<Option<Post>, Unlinked> {
        self.get_within(stream, which, ANSWER).await
    }

    async fn get_within(&self, stream: &str, which: &Value, wait: Duration) -> Result<Option<Post>, Unlinked> {
        let body = Bytes::from(which.to_string());
        let asked = self.ask(format!("$JS.API.DIRECT.GET.{stream}"), Vec::new(), body, wait).await?;
        match asked {
            None => Err(Unlinked::NoStream(self.host().to_owned(), stream.to_owned())),
            Some(post) => match post.status() {
                None | Some(200) => Ok(Some(post)),
                Some(404 | 408) => Ok(None),
                Some(status) => Err(Unlinked::Says(self.host().to_owned(), status.into(), String::new())),
            },
        }
    }

    /// The last message of a subject.
    ///
    /// # Errors
    /// Those of [`get`](Self::get).
    pub async fn last(&self, stream: &str, subject: &str) -> Result<Option<Post>, Unlinked> {
        self.last_within(stream, subject, ANSWER).await
    }

    /// The same where that may take so long.
    ///
    /// # Errors
    /// Those of [`get`](Self::get).
    pub async fn last_within(&self, stream: &str, subject: &str, wait: Duration) -> Result<Option<Post>, Unlinked> {
        self.get_within(stream, &json!({ "last_by_subj": subject }), wait).await
    }

    /// A stream's settings, if it is there.
    ///
    /// # Errors
    /// That JetStream is not there, or no answer.
    pub async fn stream(&self, stream: &str) -> Result<Option<Value>, Unlinked> {
        let answer = self.api(&format!("STREAM.INFO.{stream}"), &Value::Null).await?;
        if number(&answer, ERROR_CODE) == Some(NO_STREAM) {
            return Ok(None);
        }
        if has_failed(&answer) { Err(self.says(&answer)) } else { Ok(Some(settings(&answer))) }
    }

    /// The sequence of the last message that a stream took, whether or not it is still kept.
    ///
    /// # Errors
    /// That there is no such stream, or no answer.
    pub async fn last_sequence(&self, stream: &str) -> Result<u64, Unlinked> {
        let answer = self.api(&format!("STREAM.INFO.{stream}"), &Value::Null).await?;
        number(&answer, "/state/last_seq").ok_or_else(|| match number(&answer, ERROR_CODE) {
            Some(NO_STREAM) => Unlinked::NoStream(self.host().to_owned(), stream.to_owned()),
            _ => self.says(&answer),
        })
    }

    /// Makes the streams of a site where they are not there; what is there must fit, else none is made: a hub of another version
    /// may be at work on it.
    ///
    /// # Errors
    /// That they cannot be made, or do not fit.
    pub async fn make_streams(&self, layout: &Layout, replicas: u8) -> Result<(), Unlinked> {
        self.has_room()?;
        let mut lacking = Vec::new();
        for wanted in layout.configs(replicas) {
            let name = name_of(&wanted);
            match self.stream(&name).await? {
                Some(theirs) => fits(&theirs, &wanted).map_err(|unfit| of_stream(unfit, name))?,
                None => lacking.push((name, wanted)),
            }
        }
        for (name, wanted) in lacking {
            let theirs = self.make_stream(&name, &wanted).await?;
            fits(&theirs, &wanted).map_err(|unfit| of_stream(unfit, name))?;
        }
        Ok(())
    }

    /// Whether the server takes the largest messages of a hub.
    fn has_room(&self) -> Result<(), Unlinked> {
        let (is, least) = (self.largest() as u64, LARGEST_WHOLE as u64);
        if is < least { Err(Unlinked::SmallMessages(self.host().to_owned(), is, least)) } else { Ok(()) }
    }

    async fn make_stream(&self, name: &str, wanted: &Value) -> Result<Value, Unlinked> {
        let answer = self.api(&format!("STREAM.CREATE.{name}"), wanted).await?;
        if !has_failed(&answer) {
            tracing::info!("nats: made the stream {name}");
            return Ok(settings(&answer));
        }
        // Another hub may just have made it.
        self.stream(name).await?.ok_or_else(|| self.says(&answer))
    }

    /// Looks whether the streams of a site are there and fit.
    ///
    /// # Errors
    /// The first thing that is wrong.
    pub async fn check_streams(&self, layout: &Layout) -> Result<(), Unlinked> {
        self.has_room()?;
        for wanted in layout.configs(1) {
            let name = name_of(&wanted);
            let theirs = self.stream(&name).await?;
            let theirs = theirs.ok_or_else(|| Unlinked::NoStream(self.host().to_owned(), name.clone()))?;
            fits(&theirs, &wanted).map_err(|unfit| of_stream(unfit, name))?;
        }
        Ok(())
    }

    /// Removes what stands at these subjects of a stream.
    ///
    /// # Errors
    /// That it cannot be removed.
    pub async fn purge(&self, stream: &str, subjects: &str) -> Result<(), Unlinked> {
        let answer = self.api(&format!("STREAM.PURGE.{stream}"), &json!({ "filter": subjects })).await?;
        if has_failed(&answer) { Err(self.says(&answer)) } else { Ok(()) }
    }

    async fn api(&self, call: &str, body: &Value) -> Result<Value, Unlinked> {
        let body = if body.is_null() { Bytes::new() } else { Bytes::from(body.to_string()) };
        let answer = self.ask(format!("$JS.API.{call}"), Vec::new(), body, ANSWER).await?;
        answer.map(|answer| json_of(&answer)).ok_or_else(|| Unlinked::NoJetStream(self.host().to_owned()))
    }

    fn says(&self, answer: &Value) -> Unlinked {
        let host = self.host().to_owned();
        let code = number(answer, ERROR_CODE).or_else(|| number(answer, "/error/code")).unwrap_or_default();
        if NO_JETSTREAM.contains(&code) {
            return Unlinked::NoJetStream(host);
        }
        if NO_ROOM.contains(&code) {
            return Unlinked::NoRoom(host);
        }
        if code == 0 {
            return Unlinked::Garbled(host);
        }
        let description = answer.pointer("/error/description").and_then(Value::as_str);
        Unlinked::Says(host, code, said(description.unwrap_or_default()))
    }
}

/// The number at this place of an answer.
fn number(answer: &Value, place: &str) -> Option<u64> {
    answer.pointer(place)?.as_u64()
}

fn has_failed(answer: &Value) -> bool {
    answer.get("error").is_some_and(|error| !error.is_null())
}

/// A stream's settings, out of what is said of it.
fn settings(answer: &Value) -> Value {
    answer.get("config").cloned().unwrap_or_default()
}

fn name_of(config: &Value) -> String {
    config.get("name").and_then(Value::as_str).unwrap_or_default().to_owned()
}

fn of_stream(unfit: Unfit, stream: String) -> Unlinked {
    match unfit {
        Unfit::Other(theirs) => {
            Unlinked::OtherLayout(stream, said(&theirs), crate::feed::hub::layout::VERSION.to_owned())
        }
        Unfit::Lacks(what) => Unlinked::Lacks(stream, what),
        Unfit::Small(limit, is, least) => Unlinked::TooSmall(stream, limit, is, least),
    }
}

fn json_of(post: &Post) -> Value {
    serde_json::from_slice(post.body()).unwrap_or_default()
}

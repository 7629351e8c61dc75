//! The way from a board to a hub by a NATS server: what the hub publishes, what the server keeps of it, and questions.
//!
//! A board listens to what the server stored, and reads what it missed, or a whole keyframe, from the server. It has no
//! consumer there and creates nothing. Questions go to the hub that leads, unmasked, so that plain text leads to this machine
//! alone; no error repeats one.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use futures_util::{StreamExt, stream};
use tokio::sync::{Mutex as Turn, mpsc};
use tokio::task::{AbortHandle, JoinSet};

use super::alerts::{See, SeeAnswer};
use super::clock::Exchange;
use super::direct::problem::Unserved;
use super::direct::{Asked, NotedThere, Numbered, SeenThere, Time};
use super::envelope::Place;
use super::notes::NoteAnswer;
use super::questions::Unmasked;
use super::way::{Answers, Coming, Events, Heard, Moment, Way};
use super::wire::{self, Said};
use crate::http::{Error, ErrorKind, Result};
use crate::model::{Lookup, Note, Update, Want};
use crate::platforms::Recording;

pub mod asks;
mod credentials;
pub mod link;
mod pump;
pub mod reading;
pub mod store;
pub mod tapes;
mod trust;

use super::problem::Unlinked;
use asks::{KIND, Question};
use link::{Link, NatsSettings, host_of};
use reading::{Reader, Sequences};

/// Of what comes, so much may wait for the board.
const WAITING: usize = 256;

/// What carries what comes at an open way, until it is opened anew.
struct Session {
    events: mpsc::Sender<Result<Heard>>,
    /// Everything that reads for it.
    _tasks: JoinSet<()>,
    /// Where each question's answers are read.
    questions: HashMap<u64, AbortHandle>,
    /// What was asked last.
    asked: Vec<Lookup>,
    /// Answers may have been given before they were listened for.
    owed: bool,
}

impl Drop for Session {
    fn drop(&mut self) {
        self.questions.values().for_each(AbortHandle::abort);
    }
}

/// A hub, as a board asks it by a NATS server.
pub struct Nats {
    settings: NatsSettings,
    host: String,
    link: Turn<Option<Link>>,
    /// A connection for what is large.
    bulk: Turn<Option<Link>>,
    session: Mutex<Option<Session>>,
    sequences: Arc<Mutex<Sequences>>,
}

impl std::fmt::Debug for Nats {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Nats").field("url", &self.settings.url).finish_non_exhaustive()
    }
}

impl Nats {
    /// A hub by the server of these settings.
    ///
    /// # Errors
    /// [`ErrorKind::Settings`] where that leads to another machine in plain text.
    pub fn new(settings: NatsSettings) -> Result<Self> {
        if !settings.is_private() {
            return Err(Unlinked::Plain.error());
        }
        let host = host_of(&settings.url);
        let (link, bulk) = (Turn::default(), Turn::default());
        Ok(Self { settings, host, link, bulk, session: Mutex::default(), sequences: Arc::default() })
    }

    /// Where the server is, and how it knows this process.
    pub const fn settings(&self) -> &NatsSettings {
        &self.settings
    }

    /// The server's host and port.
    pub fn host(&self) -> &str {
        &self.host
    }

    /// The connection, made where there is none.
    ///
    /// # Errors
    /// Why there is none.
    pub async fn link(&self) -> std::result::Result<Link, Unlinked> {
        self.made(&self.link).await
    }

    /// Another connection, for what is large: whole boards, recordings, the sound of calls. What is small and urgent, such as a
    /// renewal of the lease, does not wait behind it, however slow the way is.
    ///
    /// # Errors
    /// Why there is none.
    pub async fn bulk(&self) -> std::result::Result<Link, Unlinked> {
        self.made(&self.bulk).await
    }

    async fn made(&self, known: &Turn<Option<Link>>) -> std::result::Result<Link, Unlinked> {
        let mut link = known.lock().await;
        if let Some(known) = link.as_ref().filter(|link| link.is_up()) {
            return Ok(known.clone());
        }
        // A process that is let in again may be told other things than before: a connection that is gone is not mended.
        *link = None;
        let made = Link::connect(&self.settings).await?;
        *link = Some(made.clone());
        drop(link);
        Ok(made)
    }

    /// Follows as one that stands by: what the server keeps is followed also where none leads.
    ///
    /// # Errors
    /// That the server keeps nothing by which one could join, and those of the way.
    pub async fn follow(&self, from: Option<Place>) -> std::result::Result<Events, Unlinked> {
        let link = self.link().await?;
        let layout = &self.settings.layout;
        let mut posts = link.listen(layout.output()).await?;
        let abouts = link.listen(layout.about()).await?;
        let reader = self.reader(&link);
        let none = || std::future::ready(Err(Unlinked::NoKeyframe(self.host.clone())));
        let (head, read) = reader.head(from, none()).await?;
        let (events, coming) = mpsc::channel(WAITING);
        let mut tasks = JoinSet::new();
        tasks.spawn(crate::tasks::boxed(async move { pump::carry(&mut posts, abouts, &reader, read, &events).await }));
        let head = stream::iter(head.into_iter().map(Ok));
        let rest = stream::unfold((coming, tasks), |(mut coming, tasks)| async move {
            Some((coming.recv().await?, (coming, tasks)))
        });
        Ok(Box::pin(head.chain(rest)))
    }

    /// What reads what the server keeps.
    pub fn reader(&self, link: &Link) -> Reader {
        Reader::new(link.clone(), self.settings.layout.clone(), Arc::clone(&self.sequences))
    }

    async fn opening(self: Arc<Self>, from: Option<Place>) -> std::result::Result<Events, Unlinked> {
        let link = self.link().await?;
        let layout = &self.settings.layout;
        let mut posts = link.listen(layout.output()).await?;
        let abouts = link.listen(layout.about()).await?;
        // Where none leads nothing comes, and what the server keeps is of the past.
        let about = self.ask_whole(&link, Question::Hello, Bytes::new()).await?;
        let about = String::from_utf8_lossy(&about).into_owned();
        let reader = self.reader(&link);
        let behind = async { self.ask_whole(&link, Question::Keyframe, Bytes::new()).await.map(drop) };
        let (head, read) = reader.head(from, behind).await?;
        let (events, coming) = mpsc::channel(WAITING);
        let mut tasks = JoinSet::new();
        let told = events.clone();
        tasks.spawn(crate::tasks::boxed(async move { pump::carry(&mut posts, abouts, &reader, read, &told).await }));
        let first = Heard { bytes: about.len() as u64, said: Said::About(about) };
        let session = Session { events, _tasks: tasks, questions: HashMap::new(), asked: Vec::new(), owed: true };
        *self.session() = Some(session);
        let head = stream::iter(std::iter::once(first).chain(head).map(Ok));
        let rest = stream::unfold(coming, |mut coming| async move { Some((coming.recv().await?, coming)) });
        Ok(Box::pin(head.chain(rest)))
    }

    /// Asks the hub that leads; all of its answer.
    async fn ask_whole(&self, link: &Link, question: Question, body: Bytes) -> std::result::Result<Vec<u8>, Unlinked> {
        let mut answer = self.ask(link, question, body, &[]).await?;
        answer.whole(&self.host).await
    }

    async fn ask(
        &self,
        link: &Link,
        question: Question,
        body: Bytes,
        more: &[(&'static str, &str)],
    ) -> std::result::Result<asks::Answer, Unlinked> {
        let mut headers = vec![(KIND, question.name().to_owned()), (asks::BOARD, self.settings.id.clone())];
        headers.extend(more.iter().map(|(name, value)| (*name, (*value).to_owned())));
        asks::ask(link, &self.settings.layout, headers, body, question.wait()).await
    }

    async fn wanting(self: Arc<Self>, wants: Vec<Want>, anew: bool) -> std::result::Result<Answers, Unlinked> {
        let link = self.link().await?;
        let lookups: Vec<Lookup> = wants.iter().map(|want| want.lookup.clone()).collect();
        let mut asked = Asked {
            board: self.settings.id.clone(),
            name: self.settings.name.clone(),
            anew,
            wants: wants.into_iter().map(Unmasked).collect(),
        };
        let body = |asked: &Asked| Bytes::from(serde_json::to_vec(asked).unwrap_or_default());
        // Answers go to where a question's number leads: that has to be listened to before they are waited for.
        let is_known = self.session().as_ref().is_some_and(|session| session.asked == lookups);
        if !is_known {
            let mut answer = self.ask(&link, Question::Want, body(&asked), &[(asks::NUMBERS, "1")]).await?;
            self.listen(&link, &self.numbered(&answer.whole(&self.host).await?)?).await?;
        }
        loop {
            asked.anew = anew || self.session().as_ref().is_some_and(|session| session.owed);
            let mut answer = self.ask(&link, Question::Want, body(&asked), &[]).await?;
            let whole = answer.whole(&self.host).await?;
            let text = String::from_utf8_lossy(&whole);
            let questions = self.numbered(text.lines().next().unwrap_or_default().as_bytes())?;
            // Another hub gives other numbers.
            if self.listen(&link, &questions).await? {
                continue;
            }
            if let Some(session) = self.session().as_mut() {
                (session.owed, session.asked) = (false, lookups);
            }
            let found: Vec<(u64, Update)> = text.lines().skip(1).filter_map(wire::read_found).collect();
            return Ok(Answers { questions, found });
        }
    }

    fn numbered(&self, line: &[u8]) -> std::result::Result<Vec<u64>, Unlinked> {
        let numbered: Option<Numbered> = serde_json::from_slice(line).ok();
        numbered.map(|numbered| numbered.questions).ok_or_else(|| Unlinked::Garbled(self.host.clone()))
    }

    /// Listens for the answers of these questions and no others; whether one of them is new.
    async fn listen(&self, link: &Link, questions: &[u64]) -> std::result::Result<bool, Unlinked> {
        let unheard: Vec<u64> = {
            let mut session = self.session();
            let Some(session) = session.as_mut() else { return Ok(false) };
            session.questions.retain(|question, task| {
                let stays = questions.contains(question);
                if !stays {
                    task.abort();
                }
                stays
            });
            questions.iter().copied().filter(|question| !session.questions.contains_key(question)).collect()
        };
        for question in &unheard {
            let mut posts = link.listen(self.settings.layout.found(*question)).await?;
            let mut session = self.session();
            let Some(session) = session.as_mut() else { return Ok(false) };
            let events = session.events.clone();
            let task = crate::tasks::spawn(async move { pump::carry_found(&mut posts, &events).await });
            session.questions.insert(*question, task.abort_handle());
        }
        if !unheard.is_empty() {
            if let Some(session) = self.session().as_mut() {
                session.owed = true;
            }
            link.flush().await;
        }
        Ok(!unheard.is_empty())
    }

    async fn seeing(&self, see: See) -> std::result::Result<SeeAnswer, Unlinked> {
        let link = self.link().await?;
        let body = Bytes::from(serde_json::to_vec(&see).unwrap_or_default());
        let answer = self.ask_whole(&link, Question::See, body).await?;
        let answered = serde_json::from_slice::<SeenThere>(&answer);
        answered.map(|answered| answered.seen).map_err(|_| Unlinked::Garbled(self.host.clone()))
    }

    async fn noting(&self, note: Note) -> std::result::Result<NoteAnswer, Unlinked> {
        let link = self.link().await?;
        let body = Bytes::from(serde_json::to_vec(&note).unwrap_or_default());
        let answer = self.ask_whole(&link, Question::Note, body).await;
        // A hub of an earlier version does not understand the question.
        let answer = answer.map_err(|why| match why {
            Unlinked::Garbled(host) => Unlinked::NoNotes(host),
            why => why,
        })?;
        let answered = serde_json::from_slice::<NotedThere>(&answer);
        answered.map(|answered| answered.noted).map_err(|_| Unlinked::Garbled(self.host.clone()))
    }

    async fn asking_again(&self) -> std::result::Result<(), Unlinked> {
        let link = self.link().await?;
        self.ask_whole(&link, Question::Retry, Bytes::new()).await.map(drop)
    }

    /// Asks what time it is at the hub that leads; `moment` is the steady clock by which this is timed.
    ///
    /// # Errors
    /// Those of the way.
    pub async fn timing(&self, moment: Moment) -> std::result::Result<Exchange, Unlinked> {
        let link = self.link().await?;
        let asked = moment();
        let answer = self.ask_whole(&link, Question::Time, Bytes::new()).await?;
        let answered = moment();
        let told: Time = serde_json::from_slice(&answer).map_err(|_| Unlinked::Garbled(self.host.clone()))?;
        Ok(Exchange { asked, answered, theirs: told.now })
    }

    async fn sounding(self: Arc<Self>, call: String) -> Result<Recording> {
        let link = self.link().await.map_err(Unlinked::error)?;
        let answer = self.ask(&link, Question::Sound, Bytes::from(call), &[]).await.map_err(Unlinked::error)?;
        let (first, answer) = answer.begun(&self.host).await.map_err(Unlinked::error)?;
        if first.is_nothing() {
            return Err(Error::new(ErrorKind::Final, Unserved::NoSound));
        }
        let host = self.host.clone();
        let rest = stream::unfold(Some(answer), move |answer| {
            let host = host.clone();
            async move {
                let mut answer = answer?;
                match answer.next(&host).await {
                    Ok(Some(part)) => Some((Ok(part), Some(answer))),
                    Ok(None) => None,
                    Err(why) => Some((Err(why.error()), None)),
                }
            }
        });
        let bytes = Box::pin(stream::iter([Ok(first.body)]).chain(rest));
        Ok(Recording { bytes, length: first.length })
    }

    fn session(&self) -> std::sync::MutexGuard<'_, Option<Session>> {
        self.session.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Way for Nats {
    fn url(&self) -> &str {
        &self.settings.url
    }

    fn host(&self) -> &str {
        Self::host(self)
    }

    fn open(self: Arc<Self>, from: Option<Place>) -> Coming<Result<Events>> {
        Box::pin(async move { self.opening(from).await.map_err(Unlinked::error) })
    }

    fn want(self: Arc<Self>, wants: Vec<Want>, anew: bool) -> Coming<Result<Answers>> {
        Box::pin(async move { self.wanting(wants, anew).await.map_err(Unlinked::error) })
    }

    fn see(self: Arc<Self>, see: See) -> Coming<Result<SeeAnswer>> {
        Box::pin(async move { self.seeing(see).await.map_err(Unlinked::error) })
    }

    fn note(self: Arc<Self>, note: Note) -> Coming<Result<NoteAnswer>> {
        Box::pin(async move { self.noting(note).await.map_err(Unlinked::error) })
    }

    fn retry(self: Arc<Self>) -> Coming<Result<()>> {
        Box::pin(async move { self.asking_again().await.map_err(Unlinked::error) })
    }

    fn time(self: Arc<Self>, moment: Moment) -> Coming<Result<Exchange>> {
        Box::pin(async move { self.timing(moment).await.map_err(Unlinked::error) })
    }

    fn sound(self: Arc<Self>, call: String) -> Coming<Result<Recording>> {
        Box::pin(async move { self.sounding(call).await })
    }
}

//! The tasks that do the watch's I/O. They only carry: what it means is decided elsewhere.

use std::future::poll_fn;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::Poll;
use std::time::Duration;

use futures_util::{Stream, StreamExt, stream};
use litemap::LiteMap;
use tokio::sync::{Mutex, mpsc};
use tokio::task::yield_now;

use super::pages::{PAGES_MAX, pages_there_are, rows_a_page};
use crate::feed::Job;
use crate::feed::problem::{Part, Streaming};
use crate::model::caps;
use crate::platforms::{AgentsApi, Error, ErrorKind, Event, FullPage, Result};

/// So many pages are asked for at a time.
const PAGES_AT_ONCE: usize = 4;

/// So much of what a stream tells is handed on together at most.
const TOGETHER: usize = 64;

/// What the tasks bring.
#[derive(Debug)]
pub enum Io {
    /// From a page's stream. Attempts are numbered, so that what an abandoned one left behind is not taken for news.
    Page {
        /// Page number.
        page: u32,
        /// Attempt number.
        attempt: u64,
        /// What.
        news: News,
    },
    /// All pages by the snapshot call.
    Fetched {
        /// Attempt number.
        attempt: u64,
        /// What came of it.
        answer: Fetched,
    },
}

/// What the snapshot call brought.
#[derive(Debug, Default)]
pub struct Fetched {
    /// The pages that could be had, by their numbers.
    pub pages: LiteMap<u32, FullPage>,
    /// Why others could not be had: the first that failed.
    pub failed: Option<Error>,
}

impl Fetched {
    fn pages_there_are(&self, asked: u32, size: u32, total: Option<u64>) -> u32 {
        pages_there_are(asked, size, total, PAGES_MAX, |number| self.pages.get(&number))
    }

    /// All pages.
    ///
    /// # Errors
    /// Why one of them could not be had.
    pub fn whole(self) -> Result<LiteMap<u32, FullPage>> {
        self.failed.map_or(Ok(self.pages), Err)
    }
}

/// News of a page's stream.
#[derive(Debug)]
pub enum News {
    /// It is open; the vendor's clock minus ours in ms.
    Opened(Option<i64>),
    /// Something came out of it.
    Event(Event),
    /// It could not be opened, or broke.
    Failed(Error),
    /// It ended.
    Closed,
    /// The token was renewed, or not.
    Renewed(Result<()>),
}

/// The vendor's API, and one token renewal at a time for all who use it.
pub struct Line<A> {
    api: Arc<A>,
    patience: Duration,
    renewals: AtomicU64,
    renewing: Mutex<()>,
}

impl<A: AgentsApi> Line<A> {
    /// A line to `api`. A snapshot call that takes longer than `patience` has failed.
    pub fn new(api: Arc<A>, patience: Duration) -> Self {
        Self { api, patience, renewals: AtomicU64::new(0), renewing: Mutex::new(()) }
    }

    /// Rows a page that are asked for.
    pub fn page_size(&self) -> u32 {
        self.api.page_size()
    }

    /// How often the token has been renewed.
    pub fn renewals(&self) -> u64 {
        self.renewals.load(Ordering::Acquire)
    }

    /// Renews the token, unless another page did so since `seen`: one refused token must not cost one renewal a page.
    async fn renew(&self, seen: u64) -> Result<()> {
        let _one = self.renewing.lock().await;
        if self.renewals() > seen {
            return Ok(());
        }
        self.api.renew_token().await?;
        self.renewals.fetch_add(1, Ordering::AcqRel);
        Ok(())
    }

    async fn fetch_page(&self, page: u32) -> Result<FullPage> {
        let seen = self.renewals();
        match self.within(self.api.page(page)).await {
            Err(error) if error.kind == ErrorKind::TokenRefused => {
                self.within(self.renew(seen)).await?;
                self.within(self.api.page(page)).await
            }
            answer => answer,
        }
    }

    async fn within<T>(&self, asked: impl Future<Output = Result<T>>) -> Result<T> {
        match tokio::time::timeout(self.patience, asked).await {
            Ok(answer) => answer,
            Err(_) => Err(Error::new(ErrorKind::Network, Streaming::NoAnswer(self.patience))),
        }
    }

    /// All pages by the snapshot call, as far as they can be had. They end where the rows end.
    pub async fn fetch_all(&self) -> Fetched {
        let mut asked = self.page_size().max(1);
        let mut fetched = Fetched::default();
        let mut size = asked;
        let mut total = None;
        let mut next = 1;
        let mut agents = 0;
        loop {
            let there = fetched.pages_there_are(asked, size, total).min(PAGES_MAX);
            if next > there {
                return fetched;
            }
            let mut more = stream::iter(next..=there)
                .map(|page| async move { (page, self.fetch_page(page).await) })
                .buffered(PAGES_AT_ONCE);
            while let Some((number, answer)) = more.next().await {
                next = number + 1;
                match answer {
                    Ok(mut page) => {
                        if number == 1 {
                            // Fewer may be asked for by now.
                            asked = self.page_size().max(1);
                            size = rows_a_page(asked, page.page_size, page.sent, page.total);
                        }
                        // The total may have grown while the pages were fetched.
                        if page.sent > 0 {
                            total = page.total.or(total);
                        }
                        let room = caps::AGENTS.saturating_sub(agents);
                        // One more than there is room for tells that there are more.
                        page.agents.truncate(room.saturating_add(1));
                        agents += page.agents.len();
                        fetched.pages.insert(number, page);
                        if agents > caps::AGENTS {
                            return fetched;
                        }
                        if fetched.pages_there_are(asked, size, total) < number {
                            break;
                        }
                    }
                    Err(error) => {
                        let costs_it_alone = error.kind == ErrorKind::Answer || error.kind.may_be_mended();
                        let costs_all = number == 1 || !costs_it_alone;
                        let error = match number {
                            1 => error,
                            _ => error.with(Part::Page(number, there)),
                        };
                        fetched.failed.get_or_insert(error);
                        if costs_all {
                            return fetched;
                        }
                    }
                }
            }
        }
    }
}

/// Opens a page's stream and carries what comes out of it.
pub fn watch<A: AgentsApi>(line: Arc<Line<A>>, page: u32, attempt: u64, to: mpsc::Sender<Io>) -> Job {
    Job::spawn(async move {
        let io = |news| Io::Page { page, attempt, news };
        let mut events = match line.api.watch(page).await {
            Ok(watch) => {
                if to.send(io(News::Opened(watch.skew_ms))).await.is_err() {
                    return;
                }
                watch.events
            }
            // An abandoned attempt has no listener, and that is all a failed send can mean here and below.
            Err(error) => return to.send(io(News::Failed(error))).await.unwrap_or_default(),
        };
        let mut heard = Heard::default();
        while !heard.is_over {
            heard.gather(&mut events).await;
            let Ok(permits) = to.reserve_many(heard.news.len()).await else { return };
            permits.zip(heard.news.drain(..)).for_each(|(permit, news)| permit.send(io(news)));
        }
    })
}

/// What a stream has told and is not handed on yet.
#[derive(Default)]
struct Heard {
    news: Vec<News>,
    is_over: bool,
}

impl Heard {
    /// Waits for something, and takes what else is there to read, up to [`TOGETHER`].
    ///
    /// A vendor tells what happens in bursts, and the connection gives out one piece at a time, the next once that is taken:
    /// handed on one by one, each message would wake the driver and a thread with it, for less work than that takes. So
    /// all tasks that are ready, that of the connection among them, get one turn more before what came is handed on.
    async fn gather(&mut self, events: &mut (impl Stream<Item = Result<Event>> + Unpin)) {
        let first = events.next().await;
        self.take(first);
        let mut is_dry = false;
        while !self.is_over && self.news.len() < TOGETHER {
            let next = poll_fn(|context| match events.poll_next_unpin(context) {
                Poll::Ready(event) => Poll::Ready(Some(event)),
                Poll::Pending => Poll::Ready(None),
            });
            match next.await {
                Some(event) => {
                    self.take(event);
                    is_dry = false;
                }
                None if is_dry => return,
                None => {
                    is_dry = true;
                    yield_now().await;
                }
            }
        }
    }

    fn take(&mut self, event: Option<Result<Event>>) {
        self.is_over = !matches!(event, Some(Ok(_)));
        let bytes = self.news.iter_mut().find_map(|news| match news {
            News::Event(Event::Bytes(bytes)) => Some(bytes),
            _ => None,
        });
        match (event, bytes) {
            // How many came counts, and not how they were cut.
            (Some(Ok(Event::Bytes(more))), Some(bytes)) => *bytes = bytes.saturating_add(more),
            (Some(Ok(event)), _) => self.news.push(News::Event(event)),
            (Some(Err(error)), _) => self.news.push(News::Failed(error)),
            (None, _) => self.news.push(News::Closed),
        }
    }
}

/// Renews the token on behalf of a page that used the token of renewal `seen`.
pub fn renew<A: AgentsApi>(line: Arc<Line<A>>, page: u32, attempt: u64, seen: u64, to: mpsc::Sender<Io>) -> Job {
    Job::spawn(async move {
        let news = News::Renewed(line.renew(seen).await);
        to.send(Io::Page { page, attempt, news }).await.unwrap_or_default();
    })
}

/// Asks for all pages by the snapshot call.
pub fn fetch<A: AgentsApi>(line: Arc<Line<A>>, attempt: u64, to: mpsc::Sender<Io>) -> Job {
    Job::spawn(async move {
        let answer = line.fetch_all().await;
        to.send(Io::Fetched { attempt, answer }).await.unwrap_or_default();
    })
}

#[cfg(test)]
mod tests;

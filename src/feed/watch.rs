//! The watch of the live agents: full message first, changes after, for as long as it takes.
//!
//! [`machine`] is the state machine of one page's stream and `pages` puts pages together, both pure; the driver here
//! does what they say through [`AgentsApi`] and tells the board. `resync` decides when to ask for everything anew, `poll`
//! asks for it while there is no stream.

use std::sync::Arc;
use std::time::Duration;

use litemap::LiteMap;
use tokio::sync::{broadcast, mpsc};
use tokio::time::{Instant, sleep_until};

use super::backoff::{Backoff, Ramp};
use super::report::Reporter;
use super::wakes::Wakes;
use super::{Ended, Env, Followed, Job, Request, retry_asked};
use crate::model::{Changes, MessageClock, Payload, Problem, RejectReason, SourceId, Stamp, Update};
use crate::platforms::{AgentsApi, Event, Message};

mod backlog;
mod clocks;
mod io;
pub mod machine;
mod outbox;
mod pages;
mod poll;
mod resync;
mod stand_in;
mod status;
mod tell;

use io::{Io, Line, News};
use machine::{Input, Limits, Machine, Output, State};
use outbox::Outbox;
use pages::Pages;
use poll::Poll;
use resync::Resync;

/// News that may wait for the driver before the streams are left unread: what twenty streams bring at a stroke.
const NEWS_HELD: usize = 256;

/// So many failed resyncs, and all streams are opened anew to get a page that came back onto the board.
const RESYNC_FAILURES: u32 = 3;

/// With nothing to wait for, look around after this time all the same.
const LOOK_AROUND: Duration = Duration::from_hours(1);

/// Settings of the watch; the defaults are the documented ones.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WatchSettings {
    /// No byte for so long: the connection is dead (60 s).
    pub idle_timeout: Duration,
    /// A resync without any reason (5 min).
    pub resync_every: Duration,
    /// At most one resync in this time (5 s).
    pub resync_gap: Duration,
    /// How long after a resync's answer changes are still waited for (1 s).
    pub settle: Duration,
    /// Without a stream, the snapshot call is made this often (10 s).
    pub poll_every: Duration,
    /// Without a stream, one is asked for this often (5 min).
    pub probe_every: Duration,
    /// How long the first pages wait for the last ones before they are shown without them (10 s).
    pub page_grace: Duration,
    /// Waits between attempts.
    pub ramp: Ramp,
}

impl Default for WatchSettings {
    fn default() -> Self {
        Self {
            idle_timeout: Duration::from_mins(1),
            resync_every: Duration::from_mins(5),
            resync_gap: Duration::from_secs(5),
            settle: Duration::from_secs(1),
            poll_every: Duration::from_secs(10),
            probe_every: Duration::from_mins(5),
            page_grace: Duration::from_secs(10),
            ramp: Ramp::default(),
        }
    }
}

/// One page's stream: its machine and the task that serves it.
struct Slot {
    machine: Machine,
    job: Option<Job>,
    attempt: u64,
    /// Renewals of the token when the attempt began.
    renewals: u64,
    /// When an attempt failed last.
    failed_at: Option<Instant>,
    /// The end of the present wait on the wall clock, worked out once so that it does not waver.
    until: Option<(Instant, Stamp)>,
}

/// The snapshot call under way.
struct Fetch {
    attempt: u64,
    _job: Job,
}

struct Driver<A> {
    line: Arc<Line<A>>,
    settings: WatchSettings,
    env: Env,
    news: mpsc::Sender<Io>,
    slots: LiteMap<u32, Slot>,
    pages: Pages,
    resync: Resync,
    poll: Option<Poll>,
    /// When the snapshot call began to stand in last.
    stood_in: Option<Instant>,
    fetch: Option<Fetch>,
    reporter: Reporter,
    outbox: Outbox,
    attempts: u64,
    followed: Followed,
    /// What messages tell of their clock, since `began`.
    messages: MessageClock,
    began: Instant,
}

/// Whether it is what a stream that is well tells again and again.
const fn is_ordinary(event: &Event) -> bool {
    matches!(event, Event::Bytes(_) | Event::Within(_) | Event::Message(Message::Changes(_)))
}

/// Watches until the feed is cancelled.
pub(crate) async fn run<A: AgentsApi>(
    api: Arc<A>,
    settings: WatchSettings,
    env: Env,
    mut requests: broadcast::Receiver<Request>,
) {
    let (news, mut inbox) = mpsc::channel(NEWS_HELD);
    let mut came = Vec::new();
    let cancel = env.cancel.clone();
    let mut wakes = Wakes::of([api.agents_recoveries(), Some(env.hints.recoveries()), None]);
    let mut driver = Driver::new(api, settings, env, news);
    driver.open_pages(Instant::now());
    loop {
        if driver.catch_up(inbox.is_empty()).is_err() {
            return;
        }
        let deadline = driver.deadline();
        let done = tokio::select! {
            biased;
            () = cancel.cancelled() => return,
            () = retry_asked(&mut requests, Some(SourceId::Agents)) => {
                driver.retry_now();
                Ok(())
            }
            () = wakes.next() => {
                driver.wake();
                Ok(())
            }
            told = driver.outbox.catch_up(), if driver.outbox.is_behind() => told,
            1.. = inbox.recv_many(&mut came, NEWS_HELD) => driver.take_all(&mut came),
            () = sleep_until(deadline) => Ok(()),
        };
        if done.is_err() {
            return;
        }
    }
}

impl<A: AgentsApi> Driver<A> {
    fn new(api: Arc<A>, settings: WatchSettings, env: Env, news: mpsc::Sender<Io>) -> Self {
        let mut reporter = Reporter::new(SourceId::Agents);
        reporter.scope = api.agents_scope();
        let line = Arc::new(Line::new(api, settings.idle_timeout));
        let now = Instant::now();
        let times = resync::Times { every: settings.resync_every, gap: settings.resync_gap, settle: settings.settle };
        Self {
            followed: Followed::new(env.steps.clone()),
            pages: Pages::new(line.page_size(), settings.page_grace),
            resync: Resync::new(times, Backoff::new(settings.ramp, env.random.clone()), now),
            line,
            settings,
            outbox: Outbox::new(env.updates.clone()),
            env,
            news,
            slots: LiteMap::new(),
            poll: None,
            stood_in: None,
            fetch: None,
            reporter,
            attempts: 0,
            messages: MessageClock::new(),
            began: now,
        }
    }

    const fn limits(&self) -> Limits {
        let WatchSettings { idle_timeout: idle, probe_every, poll_every: full_every, .. } = self.settings;
        Limits { idle, probe_every, full_every }
    }

    fn backoff(&self) -> Backoff {
        Backoff::new(self.settings.ramp, self.env.random.clone())
    }

    fn insert(&mut self, page: u32, machine: Machine) {
        self.slots.insert(page, Slot { machine, job: None, attempt: 0, renewals: 0, failed_at: None, until: None });
    }

    /// The pages up to this one have a stream each; for those behind it there are too few file descriptors, and the
    /// snapshot call brings them.
    fn streamed(&self) -> u32 {
        self.pages.needed().min(self.env.streams.most.max(1))
    }

    /// Opens a stream for each page there is, and closes those of pages there are no more.
    fn open_pages(&mut self, now: Instant) {
        if self.poll.is_some() {
            return;
        }
        let streamed = self.streamed();
        self.slots.retain(|page, _| *page <= streamed);
        for page in 1..=streamed {
            if !self.slots.contains_key(&page) {
                self.insert(page, Machine::new(self.limits(), self.backoff(), now));
                self.act(page, vec![Output::Open]);
            }
        }
    }

    /// Lets a page's machine take a step, and does what it says.
    fn step(&mut self, page: u32, input: Input, now: Instant) {
        let Some(slot) = self.slots.get_mut(&page) else { return };
        let was_live = slot.machine.is_live();
        let outputs = slot.machine.step(input, now);
        let is_live = slot.machine.is_live();
        let state = slot.machine.state();
        if matches!(state, State::Waiting { .. } | State::Polling { .. }) && !outputs.is_empty() {
            slot.failed_at = Some(now);
        }
        let gave_up = matches!(state, State::Polling { .. });
        if !outputs.is_empty() {
            self.act(page, outputs);
        }
        if was_live && !is_live && !self.any_live() {
            // Nothing is heard now, so nothing could be replayed over the answer.
            self.cancel_resync();
        }
        if gave_up {
            self.fall_back(page, now);
        }
    }

    fn act(&mut self, page: u32, outputs: Vec<Output>) {
        for output in outputs {
            self.attempts += 1;
            let attempt = self.attempts;
            let Some(slot) = self.slots.get_mut(&page) else { return };
            slot.attempt = attempt;
            match output {
                Output::Close => slot.job = None,
                Output::Open => {
                    slot.renewals = self.line.renewals();
                    slot.job = Some(io::watch(Arc::clone(&self.line), page, attempt, self.news.clone()));
                }
                Output::RenewToken => {
                    let line = Arc::clone(&self.line);
                    slot.job = Some(io::renew(line, page, attempt, slot.renewals, self.news.clone()));
                }
            }
        }
    }

    fn any_live(&self) -> bool {
        self.slots.values().any(|slot| slot.machine.is_live())
    }

    /// The page whose word on the centre's figures counts.
    fn lead(&self) -> u32 {
        self.slots.iter().find(|(_, slot)| slot.machine.is_live()).map_or(1, |(page, _)| *page)
    }

    /// Takes all that came: to look around behind each piece of a stream costs more than most pieces do. Where a piece may
    /// change how its stream stands, that is looked at and told before the next.
    fn take_all(&mut self, came: &mut Vec<Io>) -> Result<(), Ended> {
        let now = Instant::now();
        if self.follow_clock() {
            // What comes next is held against the clock by what the board knows of it.
            self.tell_report(now)?;
        }
        for io in came.drain(..) {
            let ordinary = matches!(&io, Io::Page { news: News::Event(event), .. } if is_ordinary(event));
            self.take(io, now)?;
            if !ordinary {
                self.catch_up(false)?;
            }
        }
        Ok(())
    }

    fn take(&mut self, io: Io, now: Instant) -> Result<(), Ended> {
        match io {
            Io::Page { page, attempt, news } => {
                if self.slots.get(&page).is_none_or(|slot| slot.attempt != attempt) {
                    return Ok(());
                }
                self.take_news(page, news, now)
            }
            Io::Fetched { attempt, answer } => {
                if self.fetch.as_ref().is_none_or(|fetch| fetch.attempt != attempt) {
                    return Ok(());
                }
                self.fetch = None;
                self.hear_pages(answer.pages.values(), now);
                self.tell_report(now)?;
                if self.poll.is_some() {
                    return self.polled(answer, now);
                }
                self.resync.answered(answer.whole(), now);
                Ok(())
            }
        }
    }

    fn take_news(&mut self, page: u32, news: News, now: Instant) -> Result<(), Ended> {
        match news {
            News::Opened(skew_ms) => {
                self.reporter.connects += 1;
                self.hear_date(skew_ms);
                self.step(page, Input::Opened, now);
            }
            News::Failed(error) => self.step(page, Input::Failed(error), now),
            News::Closed => self.step(page, Input::Closed, now),
            News::Renewed(outcome) => self.step(page, Input::Renewed(outcome), now),
            News::Event(Event::Bytes(bytes)) => {
                self.reporter.heard(bytes, (self.env.clock)(), now);
                self.step(page, Input::Heard, now);
            }
            News::Event(Event::Within(within)) => self.step(page, Input::Within(within), now),
            News::Event(Event::Retry(base)) => self.step(page, Input::Retry(base), now),
            News::Event(Event::Message(message)) => {
                self.step(page, Input::Heard, now);
                return self.take_message(page, message, now);
            }
            News::Event(Event::Again) => {
                self.insert(page, Machine::new(self.limits(), self.backoff(), now));
                self.act(page, vec![Output::Open]);
            }
        }
        Ok(())
    }

    fn take_message(&mut self, page: u32, message: Message, now: Instant) -> Result<(), Ended> {
        match message {
            Message::Full(full) => self.take_full(page, *full, now),
            Message::Changes(changes) => self.take_changes(page, changes, now),
            Message::Rejected(reject) => {
                let unreadable = (reject.reason == RejectReason::Undecodable).then(|| Problem::clone(&reject.detail));
                self.take_changes(page, Changes { rejects: vec![reject], ..Changes::default() }, now)?;
                if let Some(why) = unreadable {
                    self.step(page, Input::Unreadable(why), now);
                }
                Ok(())
            }
        }
    }

    /// Does whatever has become due. `quiet`: nothing that the streams told is left unread.
    fn catch_up(&mut self, quiet: bool) -> Result<(), Ended> {
        self.follow_clock();
        let now = Instant::now();
        let due: Vec<u32> = self
            .slots
            .iter()
            .filter(|(_, slot)| now >= slot.machine.deadline() && (quiet || !slot.machine.deadline_is_silence()))
            .map(|(page, _)| *page)
            .collect();
        for page in due {
            self.step(page, Input::Tick, now);
        }
        let (slots, streamed) = (&self.slots, self.streamed());
        let failed = |page: u32, since: Instant| {
            page > streamed || slots.get(&page).is_some_and(|slot| slot.failed_at.is_some_and(|at| at >= since))
        };
        if let Some(emission) = self.pages.give_up(failed, now) {
            self.tell_emission(emission, now)?;
        }
        self.catch_up_resync(quiet, now)?;
        self.stand_in(now);
        self.poll_if_due(now);
        if let Some(at) = self.reporter.sign_of_life(now) {
            self.outbox.tell(Update::new(at, Payload::Heard(SourceId::Agents)))?;
        }
        self.tell_report(now)
    }

    fn retry_now(&mut self) {
        let now = Instant::now();
        let pages: Vec<u32> = self.slots.keys().copied().collect();
        for page in pages {
            self.step(page, Input::RetryNow, now);
        }
        if let Some(poll) = &mut self.poll {
            poll.next = now;
        } else {
            self.resync.doubt();
        }
    }

    /// A credential is accepted again, or there is a clock to sign by.
    fn wake(&mut self) {
        let now = Instant::now();
        let waits = |slot: &Slot| matches!(slot.machine.state(), State::Waiting { .. }) && !slot.machine.is_limited();
        let pages: Vec<u32> = self.slots.iter().filter(|(_, slot)| waits(slot)).map(|(page, _)| *page).collect();
        for page in pages {
            self.step(page, Input::RetryNow, now);
        }
        if let Some(poll) = &mut self.poll {
            poll.wake(now);
        }
    }

    fn deadline(&self) -> Instant {
        let machines = self.slots.values().map(|slot| slot.machine.deadline());
        let poll = self.poll.as_ref().filter(|_| self.fetch.is_none()).map(|poll| poll.next);
        machines
            .chain(self.pages.deadline())
            .chain(self.resync.deadline(self.may_resync()))
            .chain(poll)
            .chain(self.stand_in_at())
            .chain(self.reporter.deadline())
            .min()
            .unwrap_or_else(|| Instant::now() + LOOK_AROUND)
    }
}

#[cfg(test)]
mod tests;

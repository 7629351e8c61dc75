//! Today's AI sessions: four counts for the headline in every round, breakdowns as the budget allows.

use std::sync::Arc;
use std::time::Duration;

use chrono::NaiveDate;
use chrono_tz::Tz;
use litemap::LiteMap;
use tokio::sync::{broadcast, mpsc};
use tokio::time::{Instant, timeout};

use super::breakdown::{BESIDE, Breakdown, Kind};
use super::standing::{Standing, Verdict, too_late};
use super::{AiSettings, BACKGROUND_PATIENCE, JUST_NOW, MARGIN, PATIENCE, Pace, patience, spacing};
use crate::feed::ask::day;
use crate::feed::ask::rounds::{Moment, Rounds, drive};
use crate::feed::backoff::Backoff;
use crate::feed::problem::Part;
use crate::feed::wakes::Wakes;
use crate::feed::{Ended, Env, Job, Request};
use crate::model::{AiDay, AiRecord, AiStep, AiTotals, Payload, Problem, SourceId, Stamp, Value};
use crate::platforms::{AiApi, AiFilter, AiPage, Error, ErrorKind, Named, Result as Answer, Urgency};

/// The counts of the headline, in the order they are asked for.
const HEADS: [AiFilter; 4] =
    [AiFilter::All, AiFilter::Step(AiStep::Reached), AiFilter::Step(AiStep::Ended), AiFilter::Step(AiStep::Valid)];

/// A round of four calls may have to let so many calls go first, itself included, before measurements say more. Where it
/// takes longer once, its answers are shown one by one.
const ROUND_CALLS: u32 = 5;

/// Rounds remembered for how long they take.
const ROUNDS_KEPT: usize = 3;

/// Under which name it is kept what is wrong with the list of robots.
const ROBOTS: &str = "list of robots";

/// Rows asked for where only the total is wanted.
const ROWS_FOR_TOTAL: u32 = 1;

/// One count of the headline.
#[derive(Default)]
struct Head {
    total: Option<u64>,
    received: Option<(Instant, Stamp)>,
    /// What went wrong when it was asked for last.
    failed: Option<Problem>,
}

enum AiAnswer {
    Head { place: usize, answer: Answer<AiPage> },
    Count { filter: AiFilter, answer: Answer<AiPage> },
    Robots(Answer<Vec<Named>>),
}

struct Ai<A> {
    api: Arc<A>,
    settings: AiSettings,
    env: Env,
    standing: Standing,
    pace: Pace,
    inbox: mpsc::Sender<(NaiveDate, AiAnswer)>,
    headline: Option<Job>,
    background: Option<Job>,
    today: NaiveDate,
    heads: [Head; 4],
    latest: Vec<AiRecord>,
    /// What was left out of the answer that brought them.
    left_out: Option<Problem>,
    /// When the oldest of the counts that are shown was received.
    shown: Option<Instant>,
    breakdown: Breakdown,
    /// Places of the round under way that are still to be asked for.
    round: Vec<usize>,
    round_began: Instant,
    /// No headline call before then.
    not_before: Option<Instant>,
    background_not_before: Option<Instant>,
    background_asked: Instant,
    background_backoff: Backoff,
    /// What is wrong with the parts of the breakdowns that failed when they were asked for last.
    background_errors: LiteMap<String, Problem>,
    robots_next: Instant,
    /// A person asked for new figures: what was received before then is due.
    renew: Option<Instant>,
}

/// Polls until the feed is cancelled.
pub(crate) async fn run<A: AiApi>(api: Arc<A>, settings: AiSettings, env: Env, requests: broadcast::Receiver<Request>) {
    let (inbox, brought) = mpsc::channel(2);
    let wakes = Wakes::of([api.ai_recoveries(), Some(env.hints.recoveries()), None]);
    let shared = (env.clone(), wakes);
    let ai = Ai::new(api, settings, env, inbox);
    drive(ai, brought, requests, shared).await;
}

impl<A: AiApi> Rounds for Ai<A> {
    type Answer = (NaiveDate, AiAnswer);

    fn source(&self) -> Option<SourceId> {
        Some(SourceId::Ai)
    }

    async fn tell(&mut self) -> Result<(), Ended> {
        self.standing.tell(&self.env, self.api.ai_wire()).await
    }

    fn today(&self) -> (NaiveDate, Tz) {
        (self.today, self.settings.zone)
    }

    fn clock_set(&mut self, by: i64) {
        self.standing.clock_set(by);
        self.breakdown.clock_set(by);
        for head in &mut self.heads {
            head.received = head.received.map(|(received, at)| (received, at.plus(by)));
        }
    }

    fn begin_day(&mut self, today: NaiveDate, _now: Instant) {
        self.today = today;
        self.heads = Default::default();
        self.latest.clear();
        self.shown = None;
        self.breakdown.begin_day();
        self.background_errors.retain(|what, _| what == ROBOTS);
        self.round.clear();
        self.headline = None;
        self.background = None;
        self.not_before = None;
    }

    fn catch_up(&mut self, Moment { now, latest, .. }: Moment) -> Instant {
        if self.standing.is_stopped() {
            return latest;
        }
        let headline = if self.headline.is_some() { latest } else { self.headline_at(now) };
        if self.headline.is_none() && headline <= now {
            self.ask_headline(now);
        }
        let background = if self.background.is_some() { latest } else { self.background_at(now).unwrap_or(latest) };
        if self.background.is_none() && background <= now {
            self.ask_background(now);
        }
        [headline, background].into_iter().filter(|at| *at > now).chain([latest]).min().unwrap_or(latest)
    }

    fn retry(&mut self) {
        self.standing.retry();
        self.breakdown.retry();
        self.not_before = None;
        self.background_not_before = None;
        let now = Instant::now();
        self.robots_next = self.robots_next.min(now + self.settings.every);
        self.renew = now.checked_sub(JUST_NOW);
    }

    fn wake(&mut self) {
        if self.standing.may_be_woken() {
            self.retry();
        }
    }

    async fn take(&mut self, (day, brought): Self::Answer, at: Stamp) -> Result<(), Ended> {
        if day != self.today {
            return Ok(());
        }
        let now = Instant::now();
        match brought {
            AiAnswer::Head { place, answer } => {
                self.headline = None;
                self.take_head(place, answer, (now, at)).await
            }
            AiAnswer::Count { filter, answer } => {
                self.background = None;
                match answer {
                    Ok(page) => {
                        self.breakdown.set_count(&filter, page.total, at);
                        self.answered_background(&self.api.label(&filter));
                        self.show().await
                    }
                    Err(error) => {
                        if error.kind.wants_settings() {
                            let again = now + self.settings.ramp.seldom();
                            self.breakdown.refuse(&filter, (error.kind != ErrorKind::Final).then_some(again));
                        }
                        self.failed_background(&self.api.label(&filter), &error, now);
                        Ok(())
                    }
                }
            }
            AiAnswer::Robots(answer) => {
                self.background = None;
                match answer {
                    Ok(robots) => {
                        self.breakdown.set_robots(robots);
                        self.answered_background(ROBOTS);
                        self.show().await
                    }
                    Err(error) => {
                        let wait = match error.kind {
                            ErrorKind::Final => self.settings.robots_every,
                            kind if kind.may_be_mended() => self.settings.ramp.seldom(),
                            _ => self.settings.every,
                        };
                        self.robots_next = now + wait.min(self.settings.robots_every);
                        self.failed_background(ROBOTS, &error, now);
                        Ok(())
                    }
                }
            }
        }
    }
}

impl<A: AiApi> Ai<A> {
    fn new(api: Arc<A>, settings: AiSettings, env: Env, inbox: mpsc::Sender<(NaiveDate, AiAnswer)>) -> Self {
        let now = Instant::now();
        Self {
            standing: Standing::new(SourceId::Ai, settings.ramp, &env).narrowed(api.ai_scope()),
            pace: Pace::new(spacing(settings.calls_per_minute) * ROUND_CALLS, ROUNDS_KEPT),
            today: day::today((env.clock)(), settings.zone),
            background_backoff: Backoff::new(settings.ramp, env.random.clone()),
            api,
            settings,
            env,
            inbox,
            headline: None,
            background: None,
            heads: Default::default(),
            latest: Vec::new(),
            left_out: None,
            shown: None,
            breakdown: Breakdown::default(),
            round: Vec::new(),
            round_began: now,
            not_before: None,
            background_not_before: None,
            background_asked: now,
            background_errors: LiteMap::new(),
            robots_next: now,
            renew: None,
        }
    }

    /// When the figures must be asked for again, if none of them is to get too old.
    fn round_at(&self, now: Instant) -> Instant {
        let lead = (self.pace.expected() + MARGIN).min(self.settings.every);
        let oldest = self.heads.iter().map(|head| head.received.map(|(at, _)| at)).min().flatten();
        match oldest {
            Some(at)
                if self.renew.is_some_and(|renew| at < renew)
                    && self.heads.iter().all(|head| head.failed.is_none()) =>
            {
                now
            }
            Some(at) if self.heads.iter().all(|head| head.received.is_some() || head.failed.is_some()) => {
                at + self.settings.every.saturating_sub(lead)
            }
            _ => now,
        }
    }

    fn headline_at(&self, now: Instant) -> Instant {
        let failed = self.heads.iter().any(|head| head.failed.is_some());
        let at = if failed || !self.round.is_empty() { now } else { self.round_at(now) };
        self.not_before.map_or(at, |not_before| at.max(not_before))
    }

    fn ask_headline(&mut self, now: Instant) {
        self.not_before = None;
        if self.round.is_empty() {
            let healthy = self.heads.iter().filter(|head| head.failed.is_none());
            let oldest = healthy.filter_map(|head| head.received.map(|(at, _)| at)).min();
            let lead = (self.pace.expected() + MARGIN).min(self.settings.every);
            // The wish is met by this round, whatever comes of it.
            let wished = self.renew.take().is_some_and(|renew| oldest.is_some_and(|at| at < renew));
            let all = wished || oldest.is_none_or(|at| at + self.settings.every.saturating_sub(lead) <= now);
            self.round_began = now;
            // Last first, as they are taken from the end.
            let due = |place: &usize| all || self.heads.get(*place).is_some_and(|head| head.failed.is_some());
            self.round = (0..HEADS.len()).rev().filter(due).collect();
        }
        let Some(place) = self.round.last().copied() else { return };
        let Some(filter) = HEADS.get(place).cloned() else { return };
        let rows = if place == 0 { self.settings.rows.clamp(1, 100) } else { ROWS_FOR_TOTAL };
        let (api, today, inbox) = (Arc::clone(&self.api), self.today, self.inbox.clone());
        let patience = patience(PATIENCE, self.settings.calls_per_minute);
        self.headline = Some(Job::spawn(async move {
            let answer = within(patience, api.ai_page(today, &filter, rows, Urgency::Poll)).await;
            inbox.send((today, AiAnswer::Head { place, answer })).await.unwrap_or_default();
        }));
    }

    /// When something of the breakdowns is due; not before the headline is there. It waits for a round to end, but not
    /// for ever: where the vendor is so slow that rounds follow on each other, one call goes beside them in the time in
    /// which the headline's figures may get old.
    fn background_at(&self, now: Instant) -> Option<Instant> {
        if self.heads.iter().any(|head| head.received.is_none() && head.failed.is_none()) {
            return None;
        }
        let count = self.breakdown.next(self.settings.every, now).map(|(_, at)| at);
        let at = count.map_or(self.robots_next, |at| at.min(self.robots_next));
        let at = if self.round.is_empty() { at } else { at.max(self.background_asked + self.settings.every) };
        Some(self.background_not_before.map_or(at, |not_before| at.max(not_before)))
    }

    fn ask_background(&mut self, now: Instant) {
        self.background_not_before = None;
        self.background_asked = now;
        let (api, today, inbox) = (Arc::clone(&self.api), self.today, self.inbox.clone());
        let patience = patience(BACKGROUND_PATIENCE, self.settings.calls_per_minute);
        if self.robots_next <= now {
            self.robots_next = now + self.settings.robots_every;
            self.background = Some(Job::spawn(async move {
                let answer = within(patience, api.robots(Urgency::Background)).await;
                inbox.send((today, AiAnswer::Robots(answer))).await.unwrap_or_default();
            }));
            return;
        }
        let Some((filter, _)) = self.breakdown.next(self.settings.every, now) else { return };
        self.breakdown.note_asked(&filter, now);
        self.background = Some(Job::spawn(async move {
            let asked = api.ai_page(today, &filter, ROWS_FOR_TOTAL, Urgency::Background);
            let answer = within(patience, asked).await;
            inbox.send((today, AiAnswer::Count { filter, answer })).await.unwrap_or_default();
        }));
    }

    async fn take_head(
        &mut self,
        place: usize,
        answer: Answer<AiPage>,
        (now, at): (Instant, Stamp),
    ) -> Result<(), Ended> {
        let Some(head) = self.heads.get_mut(place) else { return Ok(()) };
        let answered = answer.is_ok();
        match answer {
            Ok(page) => {
                *head = Head { total: page.total, received: Some((now, at)), failed: None };
                if place == 0 {
                    let api = &self.api;
                    self.left_out = page.left_out;
                    self.breakdown.learn(&page.records, |filter| api.label(filter));
                    self.latest = page.records.into_iter().map(|seen| seen.record).collect();
                }
                self.round.retain(|waiting| *waiting != place);
                let error = self.error();
                self.standing.answered(error);
            }
            Err(error) => {
                let what = (place > 0).then(|| name(place));
                // A count that the vendor refuses is asked for beside the others, which must not wait for it.
                let alone = place > 0 && error.kind == ErrorKind::Settings;
                let error = if alone { Error { kind: ErrorKind::Answer, ..error } } else { error };
                match self.standing.failed(what, &error, &self.env, now) {
                    Verdict::Again(at) => {
                        self.not_before = Some(at);
                        // Without the sessions themselves the rest says nothing; one of the others can be missing.
                        if place > 0 {
                            head.failed = Some(Problem::clone(&error.problem));
                            self.round.retain(|waiting| *waiting != place);
                        }
                    }
                    Verdict::Pause(at) => {
                        self.not_before = Some(at);
                        self.background_not_before = Some(at);
                    }
                    Verdict::Stop => {}
                }
            }
        }
        if self.round.is_empty() {
            self.pace.note(now.saturating_duration_since(self.round_began));
            return self.show().await;
        }
        // Where places are long in coming, what is there is not kept back until the round is complete.
        let old = self.settings.every * 3 / 4;
        if answered && self.shown.is_some_and(|shown| now.saturating_duration_since(shown) >= old) {
            return self.show().await;
        }
        Ok(())
    }

    /// What is wrong with the first count that is wrong, else with the breakdowns.
    fn error(&self) -> Option<Problem> {
        let mut failed = (0..).zip(&self.heads).filter_map(|(place, head)| Some((place, head.failed.as_ref()?)));
        match failed.next() {
            Some((place, problem)) => Some(Problem::clone(problem).with(name(place))),
            None => self.background_error().or_else(|| self.left_out.clone()),
        }
    }

    fn background_error(&self) -> Option<Problem> {
        self.background_errors.values().next().cloned()
    }

    /// One part is there. What is wrong with another stays said until that one is there too.
    fn answered_background(&mut self, what: &str) {
        self.background_backoff.reset();
        if self.background_errors.remove(what).is_some() {
            let error = self.error();
            self.standing.set_error(error);
        }
    }

    /// The headline does not need it, so the source stays as it is; what is wrong is said.
    fn failed_background(&mut self, what: &str, error: &Error, now: Instant) {
        let wait = match error.kind {
            ErrorKind::RateLimited(wait) => {
                self.not_before = Some(self.not_before.map_or(now + wait, |at| at.max(now + wait)));
                wait
            }
            _ => self.background_backoff.next_wait(),
        };
        // The headline may have been told to wait for longer meanwhile.
        self.background_not_before = self.background_not_before.max(Some(now + wait));
        let name = if what == ROBOTS { Part::Robots.into() } else { Value::from(what) };
        self.background_errors.insert(what.to_owned(), error.problem.clone().with(name));
        let error = self.error();
        self.standing.set_error(error);
    }

    /// Whether a count of the headline stands as it is: one that fails stays for as long as all of them may get old, and
    /// as long again; then the rest is shown without it.
    fn stands(&self, head: &Head, now: Instant) -> bool {
        let old = |(received, _)| now.saturating_duration_since(received) > self.settings.every * 2;
        head.failed.is_none() || !head.received.is_some_and(old)
    }

    async fn show(&mut self) -> Result<(), Ended> {
        let [all, handed, ended, valid] = &self.heads;
        if all.received.is_none() {
            return Ok(());
        }
        let now = Instant::now();
        let standing = self.heads.iter().filter(|head| self.stands(head, now));
        let oldest = standing.filter_map(|head| head.received).min();
        let as_of = oldest.map(|(_, at)| at).unwrap_or_default();
        let total = |head: &Head| head.total.filter(|_| self.stands(head, now));
        let beside = |step| self.breakdown.count(&AiFilter::Step(step));
        let count = |step| beside(step).and_then(|(count, _)| count);
        let totals = AiTotals {
            sessions: all.total,
            ended: total(ended),
            valid: total(valid),
            asked: None,
            handed: total(handed),
            real: true,
            tests: count(AiStep::Test),
            copilot: count(AiStep::Copilot),
            running: count(AiStep::Running),
            solved: count(AiStep::Solved),
            assumed: count(AiStep::Assumed),
            rated: count(AiStep::Rated),
            disliked: count(AiStep::Disliked),
            told_contained: None,
        };
        let day = AiDay {
            as_of,
            totals,
            reasons: self.breakdown.counts(Kind::Reason),
            robots: self.breakdown.counts(Kind::Robot),
            channels: self.breakdown.counts(Kind::Channel),
            latest: self.latest.clone(),
            asked_as_of: None,
            beside_as_of: BESIDE.iter().filter_map(|step| beside(*step)).filter_map(|(_, at)| at).min(),
            since: Some(day::span(self.today, self.settings.zone).from),
        };
        self.shown = oldest.map(|(received, _)| received);
        self.env.tell_now(Payload::Ai(Box::new(day))).await
    }
}

/// What a count of the headline is called in errors.
const fn name(place: usize) -> Part {
    match place {
        0 => Part::All,
        1 => Part::Handed,
        2 => Part::Ended,
        _ => Part::Valid,
    }
}

async fn within<T>(patience: Duration, asked: impl Future<Output = Answer<T>>) -> Answer<T> {
    match timeout(patience, asked).await {
        Ok(answer) => answer,
        Err(_) => Err(too_late(patience)),
    }
}

//! The rules held against the board: what is pending, what stands, who has seen to it, and what was.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use chrono::NaiveDate;
use chrono_tz::Tz;

use rest::Rest;
use shared::Shared;

use super::trust::Trust;
use super::window::Windows;
use super::{Alert, Rule, Rules, Severity, Watch};
use crate::model::board::Board;
use crate::model::dues::Dues;
use crate::model::quick::QuickMap;
use crate::model::sort;
use crate::model::source::{SourceId, SourceState};
use crate::model::time::Stamp;

use stirred::Stirred;
use words::Resumed;
pub use words::{About, AlarmKey, Alerts, Mark, News, NewsKind, Past, SeeTo, SeenTo, Standing, ToldAlert};

mod escalate;
mod heed;
mod order;
mod rest;
mod resume;
mod shared;
mod stirred;
mod tick;
mod words;

/// How many alerts of a day that are over are kept; the oldest give way.
pub const HISTORY_KEPT: usize = 500;

/// A rule that is met.
#[derive(Clone, Debug)]
struct Open {
    alert: Alert,
    who: String,
    since: Stamp,
    raised: Option<Stamp>,
    acknowledged: Option<Stamp>,
    /// Whether it was told to be raised, so that its end is worth a word.
    told: bool,
    /// Since when it has waited for a person, once it was told.
    unseen: Option<Stamp>,
    /// When it was told once more, because no person had seen to it.
    escalated: Option<Stamp>,
    /// When it became due, where that is known.
    due: Option<Stamp>,
    /// Whether its source is away.
    unconfirmed: bool,
    /// The look that saw it last.
    round: u64,
    /// Up to when its time is told.
    at: Stamp,
}

/// What a rule met, and how sure that is.
struct Met<'a> {
    about: About,
    alert: Alert,
    /// When it became due, apart from the time it is to be held.
    due: Option<Stamp>,
    /// Whether it may be raised, if it became due then.
    may_raise: &'a dyn Fn(Option<Stamp>) -> bool,
    unconfirmed: bool,
}

/// The state of all alerts.
#[derive(Clone, Debug)]
pub struct Alarms {
    rules: Rules,
    zone: Tz,
    open: QuickMap<AlarmKey, Open>,
    /// Those of them that are about no agent.
    beside: Vec<AlarmKey>,
    /// What stood where it was told before.
    resumed: QuickMap<AlarmKey, Resumed>,
    snoozed: HashMap<AlarmKey, Stamp>,
    muted: HashSet<AlarmKey>,
    /// What was done at the boards of a hub.
    shared: Shared,
    alerts: Alerts,
    news: Vec<News>,
    ended: u64,
    day: Option<NaiveDate>,
    rounds: u64,
    /// The board's generation when all agents were looked at last.
    generation: Option<u64>,
    /// What of [`Alerts::standing`] has to be told anew.
    stirred: Stirred,
    rest: Box<Rest>,
    windows: Windows,
}

impl Alarms {
    /// Nothing raised. Days begin at the midnight of `zone`.
    pub fn new(rules: Rules, zone: Tz) -> Self {
        Self {
            rules,
            zone,
            open: QuickMap::default(),
            beside: Vec::new(),
            resumed: QuickMap::default(),
            snoozed: HashMap::new(),
            muted: HashSet::new(),
            shared: Shared::default(),
            alerts: Alerts::default(),
            news: Vec::new(),
            ended: 0,
            day: None,
            rounds: 0,
            generation: None,
            stirred: Stirred::default(),
            rest: Box::default(),
            windows: Windows::default(),
        }
    }

    /// The rules.
    pub const fn rules(&self) -> &Rules {
        &self.rules
    }

    /// The alerts as they are now.
    pub const fn alerts(&self) -> &Alerts {
        &self.alerts
    }

    /// [`Alerts::standing`]
    pub fn standing(&self) -> &[Standing] {
        self.alerts.standing()
    }

    /// [`Alerts::history`]
    pub fn history(&self) -> impl DoubleEndedIterator<Item = &Past> + ExactSizeIterator {
        self.alerts.history()
    }

    /// What happened since the last call: all of it, so it is to be called after each look.
    pub fn take_news(&mut self) -> Vec<News> {
        std::mem::take(&mut self.news)
    }

    /// Holds the rules against what changed on the board: to be called after every batch of updates, with what
    /// [`Board::take_touched`] gave.
    pub fn note(&mut self, board: &Board, touched: &[usize], now: Stamp) {
        // All agents are for the second's tick; between ticks, only those that changed can matter.
        if self.generation == Some(board.generation()) {
            self.check_touched(board, touched, now);
        } else {
            self.check_all(board, now);
        }
    }

    /// Begins anew with a board of another moment: what stands there was told when it happened, and what was done about
    /// it holds no longer.
    pub fn start_over(&mut self, board: &Board, now: Stamp) {
        *self = Self::new(self.rules.clone(), self.zone);
        self.check_all(board, now);
        self.escalate_before(now);
        self.news.clear();
    }

    /// Holds other rules against the board from now on, whose positions are those of the rules before ([`Rules::after`]).
    /// What stands is judged anew: where the rule of that name is met too it goes on standing, and is not raised once more;
    /// else it ends.
    pub fn set_rules(&mut self, rules: Rules, board: &Board, now: Stamp) {
        self.rules = rules;
        self.stirred.all();
        self.check_all(board, now);
    }

    /// Holds every rule against the whole board: to be called once a second, where it is not known who changed.
    pub fn check_all(&mut self, board: &Board, now: Stamp) {
        self.rest.disturb();
        self.tick(board, &[], now);
    }

    /// Holds the rules against the centre and the agents in `touched`; no other agent is looked at. As long as the
    /// board's generation has not changed since the last [`Alarms::check_all`].
    pub fn check_touched(&mut self, board: &Board, touched: &[usize], now: Stamp) {
        self.heed(board, now);
        self.begin(now);
        self.check_centre(board, now);
        let rules = self.rules.clone();
        for slot in touched {
            self.check_agent(&rules, board, *slot, now);
            self.rest.touch(*slot);
        }
        self.end_of(board, touched, now);
        self.settle(0);
    }

    /// Does what a person at a screen wishes about an alert.
    pub fn see_to(&mut self, key: &AlarmKey, how: SeeTo, now: Stamp) -> SeenTo {
        let was = self.open.get(key).is_some_and(|open| open.acknowledged.is_some());
        let done = match how {
            SeeTo::Acknowledge if !self.acknowledge(key, now) => return SeenTo::Cleared,
            SeeTo::Acknowledge => !was,
            SeeTo::Snooze(until) => self.snooze(key, until),
            SeeTo::Mute => self.mute(key),
        };
        if !done {
            self.wait_anew(key, now);
        }
        if done { SeenTo::Done } else { SeenTo::TakenBack }
    }

    /// Takes note that this machine's clock was set by `by` ms: what stands has stood no longer and no shorter for it.
    pub fn clock_set(&mut self, by: i64) {
        for open in self.open.values_mut() {
            open.since = open.since.plus(by);
            open.at = open.at.plus(by);
            for at in [&mut open.raised, &mut open.acknowledged, &mut open.unseen, &mut open.escalated, &mut open.due] {
                *at = at.map(|at| at.plus(by));
            }
        }
        self.shared.clock_set(by);
        self.rest.clock_set(by);
        self.resumed.values_mut().for_each(|resumed| resumed.clock_set(by));
        for until in self.snoozed.values_mut() {
            *until = until.plus(by);
        }
        self.arrange();
    }

    fn begin(&mut self, now: Stamp) {
        self.rounds += 1;
        let day = now.in_zone(&self.zone).map(|at| at.date_naive());
        if day != self.day {
            self.rest.disturb();
            if self.day.is_some() {
                self.alerts.past = Arc::default();
                self.muted.clear();
                self.shared.begin_day();
                self.stirred.all();
            }
            self.day = day;
        }
        let over = self.snoozed.iter().filter(|(_, until)| now >= **until).map(|(key, _)| key.clone());
        let mut over: Vec<AlarmKey> = over.collect();
        over.extend(self.shared.end_snoozes(now));
        for key in over {
            self.snoozed.remove(&key);
            self.stirred.one(&key);
            self.rest.disturb();
            let acknowledged = self.shared.acknowledged(&key).is_some();
            if let Some(open) = self.open.get_mut(&key)
                && open.raised.is_some()
                && !(acknowledged || open.acknowledged.is_some())
            {
                // It has to be told once more, if the rule is still met; and then a person has as long as before.
                open.told = false;
                open.escalated = None;
            }
        }
        self.end_resumed(now);
    }

    fn check_centre(&mut self, board: &Board, now: Stamp) {
        let rules = self.rules.clone();
        let trust = Trust::of(&rules, board, now);
        for (at, rule) in rules.holding() {
            match &rule.watch {
                Watch::State { .. } => {}
                Watch::Figure { measure, compare, limit, over_ms, who } => {
                    let value = match over_ms {
                        Some(over) => self.windows.tally(board, *over).and_then(|calls| measure.of_calls(&calls)),
                        None if who.is_empty() => measure.at(board, now),
                        None => measure.of_agents(board, who),
                    };
                    let value = value.filter(|_| !(rule.only_without_calls && board.tells_calls()));
                    // Events that are unsure for a moment do not end what stands.
                    let unconfirmed = !trust.knows(*measure) || measure.is_by_events() && value.is_none();
                    let callers = if rule.only_with_callers { board.no_agent_yet() } else { Some(1) };
                    match value.zip(callers) {
                        Some((value, callers)) if callers > 0 && compare.holds(value, *limit) => {
                            let department = rule.department.clone();
                            let who = || department.as_deref().unwrap_or_default().to_owned();
                            let (measure, compare, limit, over_ms) = (*measure, *compare, *limit, *over_ms);
                            let alert = Alert::Figure {
                                measure,
                                compare,
                                value,
                                limit,
                                over_ms,
                                department: department.clone(),
                            };
                            let may_raise = |due| trust.may_raise(measure, due);
                            let about = About::Centre;
                            let met = Met { about, alert, due: None, may_raise: &may_raise, unconfirmed };
                            self.met(at, rule, met, now, who);
                        }
                        // A figure that cannot be had is not over.
                        None if unconfirmed => self.keep(&AlarmKey { rule: at, about: About::Centre }),
                        _ => {}
                    }
                }
                Watch::Stale { source: Some(id), over_ms } => {
                    self.check_source((at, rule), board, *id, *over_ms, now);
                }
                Watch::Stale { source: None, over_ms } => {
                    for id in board.source_ids() {
                        self.check_source((at, rule), board, id, *over_ms, now);
                    }
                }
            }
        }
    }

    fn check_source(
        &mut self,
        (at, rule): (usize, &Rule),
        board: &Board,
        id: SourceId,
        over_ms: Option<i64>,
        now: Stamp,
    ) {
        let stale_after = over_ms.unwrap_or_else(|| self.rules.limits().stale_after_ms(id));
        let source = board.source(id);
        let state = source.state(now, stale_after);
        if state != SourceState::Off && source.is_stale(now, stale_after) {
            let alert = Alert::Source { source: id, state, age_ms: source.age_ms(now) };
            let about = About::Source(id);
            let met = Met { about, alert, due: None, may_raise: &|_| true, unconfirmed: false };
            self.met(at, rule, met, now, || id.to_string());
        }
    }

    /// A rule is met. When another look may come to something else, as long as nothing changes but the time.
    fn met(&mut self, at: usize, rule: &Rule, met: Met<'_>, now: Stamp, who: impl FnOnce() -> String) -> Stamp {
        let Met { about, alert, due, may_raise, unconfirmed } = met;
        let key = AlarmKey { rule: at, about };
        let quiet = self.is_quiet(&key);
        let seen = self.shared.acknowledged(&key).is_some();
        let round = self.rounds;
        let resumed = self.resumed.remove(&key);
        if resumed.is_some() {
            self.stirred.one(&key);
        }
        let begun = || Open {
            alert: alert.clone(),
            who: who(),
            since: now,
            raised: None,
            acknowledged: None,
            told: false,
            unseen: None,
            escalated: None,
            due,
            unconfirmed,
            round,
            at: now,
        };
        let (told, ages) = (self.rest.told, matches!(alert, Alert::Agent { .. }));
        let beside = &mut self.beside;
        let open = self.open.entry(key.clone()).or_insert_with(|| {
            if !ages {
                beside.push(key.clone());
            }
            begun().resuming(resumed.as_ref())
        });
        if open.raised.is_some() && (ages || open.alert != alert || open.unconfirmed != unconfirmed) {
            self.stirred.one(&key);
        }
        // Where a clock was set back, what stands was told for later already.
        open.at = now.max(told);
        open.alert = alert;
        open.unconfirmed = unconfirmed;
        open.round = round;
        open.due = due;
        let news = open.raised.is_none() && now.since(open.since) >= rule.hold_ms;
        if !news && (open.raised.is_none() || open.told || quiet) {
            let next = open.next(rule, quiet, seen);
            if open.escalates(rule, quiet || seen, now).is_some_and(|due| may_raise(Some(due))) {
                self.escalate(key, now);
            }
            return next;
        }
        let held = (rule.hold_ms > 0).then(|| open.since.plus(rule.hold_ms));
        if !may_raise(due.max(held)) {
            return Dues::AT_ONCE;
        }
        if news {
            open.raised = Some(now);
            self.stirred.one(&key);
        }
        if let (Some(began), false, false) = (open.raised, open.told, quiet) {
            open.told = true;
            open.unseen = Some(now);
            let (who, next) = (open.who.clone(), open.next(rule, quiet, seen));
            self.tell(NewsKind::Raised, key, who, began, now);
            return next;
        }
        open.next(rule, quiet, seen)
    }

    /// What stands goes on standing, although it is unknown whether its rule is still met.
    fn keep(&mut self, key: &AlarmKey) {
        if let Some(open) = self.open.get_mut(key).filter(|open| open.raised.is_some()) {
            if !open.unconfirmed {
                self.stirred.one(key);
            }
            open.unconfirmed = true;
            open.round = self.rounds;
        }
    }

    /// Ends those rules' alerts that are no longer met.
    fn end(&mut self, over: impl Fn(&AlarmKey, &Open) -> bool, now: Stamp) {
        let gone = self.open.extract_if(|key, open| over(key, open)).collect();
        self.let_go(gone, now);
    }

    /// Tells the end of these, which were open.
    fn let_go(&mut self, mut gone: Vec<(AlarmKey, Open)>, now: Stamp) {
        if gone.iter().any(|(key, _)| !matches!(key.about, About::Agent(_))) {
            self.beside.retain(|key| self.open.contains_key(key));
        }
        sort::by(&mut gone, |a, b| (a.1.raised, &a.0).cmp(&(b.1.raised, &b.0)));
        for (key, open) in gone {
            let Some(began) = open.raised else { continue };
            self.stirred.one(&key);
            let quiet = self.is_quiet(&key);
            if open.told && !quiet {
                self.tell(NewsKind::Ended, key.clone(), open.who.clone(), began, now);
            }
            self.ended += 1;
            let severity = self.severity(&key);
            let shared = self.shared.acknowledged(&key);
            let acknowledged = shared.map(|by| by.at).or(open.acknowledged);
            let by = shared.map(|by| by.who.clone());
            let (who, escalated) = (open.who, open.escalated);
            let past = Arc::make_mut(&mut self.alerts.past);
            if past.len() >= HISTORY_KEPT {
                past.pop_front();
            }
            let id = self.ended;
            past.push_back(Past { id, severity, key, who, began, ended: now, acknowledged, by, escalated });
        }
    }

    fn tell(&mut self, kind: NewsKind, key: AlarmKey, who: String, began: Stamp, now: Stamp) {
        let Some(rule) = self.rules.get(key.rule) else { return };
        let Some((name, what)) = self.rules.words(key.rule) else { return };
        let severity = rule.severity;
        self.news.push(News { kind, at: now, key, rule: name, what, severity, who, began });
    }

    fn severity(&self, key: &AlarmKey) -> Severity {
        self.rules.get(key.rule).map_or(Severity::Warning, |rule| rule.severity)
    }
}

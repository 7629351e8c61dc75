//! A shift as it is handed over: Markdown, of facts alone. What the recording does not hold is said to be unknown.

use std::fmt::Write as _;

use super::spoken::names::name;
use super::story::Words;
use super::text::{clean, count, duration, limit, percent, score, spoken};
use crate::lists::agents::state_word;
use crate::model::story::Alerted;
use crate::model::story::shift::{KeptSpan, ShiftCalls, kept_before, whole_halves};
use crate::model::{
    Board, Fact, Figure, Happened, Ledger, Level, Limits, Matching, Measure, ServiceTarget, Stamp, Tally, Watch,
};

/// So many callers are listed; the others are counted.
const CALLERS_MOST: usize = 50;

/// What is unknown.
const DASH: &str = "–";

/// A shift.
#[derive(Clone, Copy, Debug)]
pub struct Shift<'a> {
    /// How facts are said.
    pub words: Words<'a>,
    /// The site.
    pub site: &'a str,
    /// What happened in it, by when it began.
    pub facts: &'a [&'a Fact],
    /// The board as it was at its end.
    pub board: &'a Board,
    /// The limits by which agents are over one.
    pub limits: &'a Limits,
    /// Its calls, with its beginning and its end.
    pub calls: &'a ShiftCalls,
    /// What the recording has of it.
    pub recorded: (Stamp, Stamp),
}

/// Text as Markdown shows it.
fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in clean(text).chars() {
        if matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '|' | '~' | '&') {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

/// The shift in Markdown.
pub fn markdown(shift: &Shift<'_>) -> String {
    let mut out = String::new();
    shift.head(&mut out);
    shift.figures(&mut out);
    shift.incidents(&mut out);
    shift.alerts(&mut out);
    shift.callers(&mut out);
    shift.agents(&mut out);
    shift.notes(&mut out);
    shift.own(&mut out);
    out
}

fn heading(out: &mut String, text: &str) {
    // Writing to a text cannot fail.
    let _ = write!(out, "\n## {}\n\n", plain(text));
}

fn item(out: &mut String, text: &str) {
    let _ = writeln!(out, "- {text}");
}

fn row(out: &mut String, cells: &[&str]) {
    let _ = writeln!(out, "| {} |", cells.join(" | "));
}

fn ruled(out: &mut String, heads: &[&str]) {
    row(out, heads);
    let _ = writeln!(out, "|{}", "---|".repeat(heads.len()));
}

impl Shift<'_> {
    fn head(&self, out: &mut String) {
        let words = self.words;
        let _ = writeln!(
            out,
            "# {}\n",
            plain(&tr!(words, "Handover: {site}, {date}", site = name(self.site), date = words.iso(self.calls.from)))
        );
        let (from, to) = (self.calls.from, self.calls.to);
        let span = if words.date(from) == words.date(to) {
            tr!(
                words,
                "{date}, {from} to {to}",
                date = words.date(from),
                from = words.clock(from),
                to = words.clock(to)
            )
        } else {
            tr!(
                words,
                "{date} {from} to {until} {to}",
                date = words.date(from),
                from = words.clock(from),
                until = words.date(to),
                to = words.clock(to)
            )
        };
        let _ = writeln!(out, "{} ({})", plain(&span), plain(words.zone.name()));
        let (first, last) = self.recorded;
        if first > from || last < to {
            let said = tr!(
                words,
                "The recording is of {from} to {to} of it; of the rest nothing is known.",
                from = words.clock(first.max(from)),
                to = words.clock(last.min(to))
            );
            let _ = writeln!(out, "\n{}", plain(&said));
        }
    }

    fn figures(&self, out: &mut String) {
        let words = self.words;
        heading(out, tr!(words, "Figures"));
        let skew = self.board.calls_skew_ms();
        let halves = whole_halves(self.calls.from.plus(skew), self.calls.to.plus(skew));
        let before = |days| {
            let kept = halves.and_then(|halves| kept_before(self.board, halves, days, self.calls.target, words.zone));
            kept.filter(KeptSpan::is_whole)
        };
        let (yesterday, week) = (before(1), before(7));
        let today = self.calls.target.map(|_| (self.calls.tally, true));
        let other = |kept: Option<KeptSpan>| kept.map(|kept| (kept.tally, kept.same_target));
        let columns = [today, other(yesterday), other(week)];
        ruled(
            out,
            &[
                tr!(words, "figure"),
                tr!(words, "this shift"),
                tr!(words, "target"),
                tr!(words, "the day before"),
                tr!(words, "a week before"),
            ],
        );
        for (label, target, cell) in self.rows() {
            let cells = columns.map(|column| column.and_then(|(tally, same)| cell(&tally, same)));
            let [now, one, seven] = cells.map(|cell| cell.unwrap_or_else(|| DASH.to_owned()));
            row(out, &[&plain(&label), &now, &plain(&target), &one, &seven]);
        }
        let _ = writeln!(out);
        self.about_figures(out, halves, [yesterday, week]);
        self.now(out);
    }

    /// Of each figure: what it is called, its target, and what makes it of calls, where the service level means the same.
    #[expect(clippy::type_complexity, reason = "a table, in the place where it is used")]
    fn rows(&self) -> Vec<(String, String, fn(&Tally, bool) -> Option<String>)> {
        let words = self.words;
        let rules = words.rules.holding().filter_map(|(_, rule)| match &rule.watch {
            Watch::Figure { measure: Measure::LostPercent, limit, who, .. } if who.is_empty() => Some(*limit),
            _ => None,
        });
        let lost = rules.reduce(f64::min).map(|limit| tr!(words, "at most {limit} %", limit = score(limit)));
        let level = self.calls.target.map(|target| self.target(&target));
        let none = || DASH.to_owned();
        vec![
            (tr!(words, "calls answered").to_owned(), none(), |tally, _| Some(count(Some(tally.answered), DASH))),
            (tr!(words, "calls lost").to_owned(), none(), |tally, _| Some(count(Some(tally.lost), DASH))),
            (tr!(words, "lost, of answered and lost").to_owned(), lost.unwrap_or_else(none), |tally, _| {
                Some(percent(tally.lost_share(), DASH))
            }),
            (tr!(words, "short abandons").to_owned(), none(), |tally, _| Some(count(Some(tally.short), DASH))),
            (tr!(words, "service level").to_owned(), level.unwrap_or_else(none), |tally, same| {
                same.then(|| percent(tally.service_level(), DASH))
            }),
            (tr!(words, "speed of answer").to_owned(), none(), |tally, _| {
                Some(duration(tally.speed_of_answer_ms().and_then(|ms| i64::try_from(ms).ok()), DASH))
            }),
            (tr!(words, "average talk").to_owned(), none(), |tally, _| {
                Some(duration(tally.average_talk_ms().and_then(|ms| i64::try_from(ms).ok()), DASH))
            }),
        ]
    }

    fn target(&self, target: &ServiceTarget) -> String {
        let within = limit(self.words, target.within_ms);
        tr!(self.words, "{percent} % within {within}", percent = target.percent, within = within)
    }

    fn about_figures(&self, out: &mut String, halves: Option<(Stamp, Stamp)>, kept: [Option<KeptSpan>; 2]) {
        let words = self.words;
        match self.calls.as_of {
            None => item(out, tr!(words, "No call records were told: nothing is known of calls.")),
            Some(as_of) => {
                let time = words.clock(as_of);
                item(
                    out,
                    &plain(&tr!(words, "Calls that began in the shift, by the records as of {time}.", time = time)),
                );
                if !self.calls.whole {
                    item(out, tr!(words, "The records do not tell of all calls of the shift."));
                }
            }
        }
        let skew = self.board.calls_skew_ms();
        if let Some((from, to)) = halves.filter(|_| kept.iter().any(Option::is_some)) {
            let clock = |at: Stamp| words.clock(at.plus(skew.saturating_neg()));
            let (from, to) = (clock(from), clock(to));
            item(out, &plain(&tr!(words, "Other days: the half hours from {from} to {to}.", from = from, to = to)));
        }
        let days = [tr!(words, "the day before"), tr!(words, "a week before")];
        for day in kept.iter().zip(days).filter(|(kept, _)| kept.is_none()).map(|(_, day)| day) {
            item(out, &plain(&tr!(words, "Of {day} not every half hour was kept.", day = day)));
        }
    }

    /// How the centre stood at the end.
    fn now(&self, out: &mut String) {
        let words = self.words;
        let figure = |figure| count(self.board.figure(figure), DASH);
        item(
            out,
            &plain(&tr!(
                words,
                "At {time}: {agents} agents logged in, {ready} ready, {calls} in calls.",
                time = words.clock(self.calls.to),
                agents = figure(Figure::LoggedIn),
                ready = figure(Figure::Ready),
                calls = figure(Figure::InCall)
            )),
        );
    }

    fn facts(&self, out: &mut String, which: impl Fn(&Fact) -> bool, none: &str) {
        let mut any = false;
        for fact in self.facts.iter().filter(|fact| which(fact)) {
            any = true;
            item(out, &format!("**{}** {}", self.words.when(fact), plain(&self.words.told(fact))));
        }
        if !any {
            item(out, none);
        }
    }

    fn incidents(&self, out: &mut String) {
        let words = self.words;
        heading(out, tr!(words, "Incidents"));
        let is_own = |fact: &Fact| matches!(fact.what, Happened::Stale(_) | Happened::Gap);
        let which = |fact: &Fact| fact.is_incident() && !is_own(fact);
        self.facts(out, which, tr!(words, "None was seen."));
    }

    fn alerts(&self, out: &mut String) {
        let words = self.words;
        heading(out, tr!(words, "Alerts"));
        let all: Vec<(&Fact, &Alerted)> = self
            .facts
            .iter()
            .filter_map(|fact| match &fact.what {
                Happened::Alert(alert) => Some((*fact, &**alert)),
                _ => None,
            })
            .collect();
        let (standing, cleared): (Vec<_>, Vec<_>) = all.iter().partition(|(fact, _)| fact.until.is_none());
        let seen = all.iter().filter(|(_, alert)| alert.acknowledged.is_some()).count();
        item(
            out,
            &plain(&tr!(
                words,
                "In the shift: {raised}, cleared: {cleared}, acknowledged: {seen}.",
                raised = all.len(),
                cleared = cleared.len(),
                seen = seen
            )),
        );
        for (fact, alert) in standing {
            let said = words.alert_about(alert);
            let since = tr!(words, "stands since {time}", time = words.clock(fact.from));
            let parts: Vec<String> = [said, since].into_iter().chain(words.seen_to(alert)).collect();
            item(out, &plain(&parts.join(tr!(words, ", "; "clauses"))));
        }
    }

    fn callers(&self, out: &mut String) {
        let words = self.words;
        heading(out, tr!(words, "Callers still lost"));
        let Some(ledger) = self.board.ledger() else {
            item(out, tr!(words, "No call records were told: nothing is known of callers."));
            return;
        };
        let Some(still) = ledger.still_lost() else {
            let why = match ledger.matching() {
                Matching::On => tr!(words, "No number of a lost call is known."),
                Matching::Off(_) | Matching::Unsaid => tr!(words, "Lost calls were not held against later ones."),
            };
            item(out, why);
            return;
        };
        let said = tr!(
            words,
            "Callers of lost calls of the day with whom no later call is in the records: {count}.",
            count = count(Some(still), DASH)
        );
        item(out, &plain(&said));
        if ledger.lost_unmatched() > 0 {
            let calls = count(Some(ledger.lost_unmatched()), DASH);
            item(out, &plain(&tr!(words, "Of {calls} lost calls that is not known.", calls = calls)));
        }
        self.still_lost(out, ledger);
    }

    fn still_lost(&self, out: &mut String, ledger: &Ledger) {
        let words = self.words;
        let callers = ledger.still_lost_callers();
        if callers.is_empty() {
            return;
        }
        let _ = writeln!(out);
        let heads = [tr!(words, "caller"), tr!(words, "lost since"), tr!(words, "last call"), tr!(words, "lost calls")];
        ruled(out, &heads);
        let skew = self.board.calls_skew_ms().saturating_neg();
        let clock = |at: Option<Stamp>| at.map_or_else(|| DASH.to_owned(), |at| words.clock(at.plus(skew)));
        for caller in callers.iter().take(CALLERS_MOST) {
            let number = caller.last.customer.as_deref().map_or_else(|| DASH.to_owned(), |number| plain(&name(number)));
            let tries = count(u64::try_from(caller.tries).ok(), DASH);
            row(out, &[&number, &clock(caller.since()), &clock(caller.last.started), &tries]);
        }
        let more = callers.len().saturating_sub(CALLERS_MOST);
        if more > 0 {
            let _ = writeln!(out, "\n{}", plain(&tr!(words, "and {count} more", count = more)));
        }
    }

    fn agents(&self, out: &mut String) {
        let words = self.words;
        heading(out, tr!(words, "Agents over a limit"));
        let (now, skew) = (self.calls.to, self.board.skew_ms());
        let mut any = false;
        for (slot, agent) in self.board.agents().iter().enumerate() {
            if self.board.level(slot, now, self.limits) != Level::Over {
                continue;
            }
            any = true;
            let (state, elapsed) =
                (state_word(words.language, agent.state()), agent.in_state_ms(now, skew).unwrap_or(0));
            let most = self.limits.of(agent.state()).last().copied().unwrap_or(0);
            let said = tr!(
                words,
                "{who}: {state} for {time}, limit {limit}",
                who = name(agent.label()),
                state = state,
                time = spoken(words, elapsed),
                limit = limit(words, most)
            );
            item(out, &plain(&said));
        }
        if !any {
            let said = if self.board.has_roster() {
                tr!(words, "None at the end of the shift.")
            } else {
                tr!(words, "Nothing is known of agents.")
            };
            item(out, said);
        }
    }

    fn notes(&self, out: &mut String) {
        let words = self.words;
        heading(out, tr!(words, "Notes"));
        self.facts(out, |fact| matches!(fact.what, Happened::Note(_)), tr!(words, "None was written."));
    }

    fn own(&self, out: &mut String) {
        let words = self.words;
        heading(out, tr!(words, "Our own data"));
        let which = |fact: &Fact| matches!(fact.what, Happened::Stale(_) | Happened::Gap | Happened::Reconnected(_));
        self.facts(out, which, tr!(words, "No gap was seen."));
    }
}

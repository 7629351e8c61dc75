//! Facts in words: one sentence each, of what was seen and when, and nothing of why.

use litemap::LiteMap;

use chrono_tz::Tz;

use super::spoken::names::{clauses, list, name, sentence};
use super::text::{
    capital, clock, count, drift_in_short, drift_numbers, drift_word, limit, percent, rule_words, source_called, spoken,
};
use crate::lang::{self, Language, Speaks};
use crate::lists::reason_name;
use crate::model::story::{
    Against, Alerted, Arrivals, BelowTarget, Drifted, HandleTime, LostShare, Of, Passed, Reconnected, Together, Went,
    Who,
};
use crate::model::{About, BusyReason, By, Fact, Happened, Rules, Stamp};

const MINUTE_MS: i64 = 60_000;

/// How facts are said.
#[derive(Clone, Copy, Debug)]
pub struct Words<'a> {
    /// The reader's language.
    pub language: Language,
    /// The site's zone.
    pub zone: Tz,
    /// The rules that raise alerts.
    pub rules: &'a Rules,
    /// What the tenant calls reasons for being busy.
    pub reasons: &'a LiteMap<BusyReason, String>,
}

impl Speaks for Words<'_> {
    fn language(&self) -> Language {
        self.language
    }
}

impl Words<'_> {
    /// A moment by the site's clock: `10:38`.
    pub fn clock(&self, at: Stamp) -> String {
        clock(self, at, self.zone, "%H:%M").map_or_else(|| at.to_string(), |(text, _)| text)
    }

    /// A day: `Sat 21 Nov`, `11月21日 周六`.
    pub fn date(&self, at: Stamp) -> String {
        clock(self, at, self.zone, "%a %d %b").map_or_else(String::new, |(text, _)| text)
    }

    /// A day in digits: `2026-11-21`.
    pub fn iso(&self, at: Stamp) -> String {
        clock(self, at, self.zone, "%F").map_or_else(String::new, |(text, _)| text)
    }

    /// When a fact was: `10:38`, `10:38–10:42`, `10:38–` as long as it lasts.
    pub fn when(&self, fact: &Fact) -> String {
        let from = self.clock(fact.from);
        match fact.until.map(|until| self.clock(until)) {
            Some(until) if until == from => from,
            Some(until) => format!("{from}–{until}"),
            None => format!("{from}–"),
        }
    }

    /// What happened, in a sentence on one line.
    pub fn told(&self, fact: &Fact) -> String {
        let said = match &fact.what {
            Happened::Together(together) => self.together(together, fact),
            Happened::LostShare(share) => self.lost(*share),
            Happened::Arrivals(arrivals) => self.arrivals(*arrivals),
            Happened::HandleTime(times) => self.handle_time(*times),
            Happened::Drift(drifted) => self.drift(drifted),
            Happened::BelowTarget(BelowTarget { level, percent: target, within_ms }) => tr!(
                self,
                "Service level: {level}, below the target of {percent} % within {within}",
                level = percent(Some(*level), "–"),
                percent = target,
                within = limit(self, *within_ms)
            ),
            Happened::Waiting(Passed { most, .. }) => {
                tr!(self, "Up to {count} callers waited at once", count = count(u64::try_from(*most).ok(), "–"))
            }
            Happened::LongestWait(Passed { most, .. }) => {
                tr!(self, "A caller waited for up to {time}", time = spoken(self, *most))
            }
            Happened::Stale(Of { source, title }) => {
                let source = source_called(self.language, *source, title.as_deref());
                tr!(self, "Our own data on {source} was stale", source = source)
            }
            Happened::Gap => tr!(self, "Nothing was recorded").to_owned(),
            Happened::Reconnected(Reconnected { source, times }) => {
                let source = source_called(self.language, *source, None);
                match times {
                    1 => tr!(self, "The stream of {source} was connected anew", source = source),
                    times => {
                        tr!(
                            self,
                            "The stream of {source} was connected anew {times} times",
                            source = source,
                            times = times
                        )
                    }
                }
            }
            Happened::Alert(alert) => self.alert(alert),
            Happened::Note(note) => match &note.from {
                Some(from) => tr!(self, "Note of {who}: {text}", who = name(from), text = note.text),
                None => tr!(self, "Note: {text}", text = note.text),
            },
            Happened::Day(_) => tr!(self, "A new day: {date}", date = self.date(fact.from)),
        };
        sentence(self.language, &said)
    }

    fn together(&self, together: &Together, fact: &Fact) -> String {
        let Together { went, agents, of, early, usual } = together;
        let lasted = fact.until.map_or(0, |until| until.since(fact.from));
        let time = spoken(self, (lasted + MINUTE_MS - 1).div_euclid(MINUTE_MS).max(1).saturating_mul(MINUTE_MS));
        let who = list(self, agents.iter().map(|Who { name: called, .. }| name(called)));
        let count = agents.len();
        let said = match went {
            Went::Busy(BusyReason::Unknown) => {
                tr!(self, "{count} agents went busy within {time}: {list}", count = count, time = time, list = who)
            }
            Went::Busy(reason) => {
                let reason = name(&reason_name(self.language, self.reasons, *reason));
                tr!(
                    self,
                    "{count} agents went to {reason} within {time}: {list}",
                    count = count,
                    reason = reason,
                    time = time,
                    list = who
                )
            }
            Went::Locked => {
                tr!(self, "{count} agents were locked within {time}: {list}", count = count, time = time, list = who)
            }
            Went::Out if *early > 0 => tr!(
                self,
                "{count} of {of} agents logged out within {time}, {early} of them after less than 4 hours: {list}",
                count = count,
                of = of,
                time = time,
                early = early,
                list = who
            ),
            Went::Out => tr!(
                self,
                "{count} of {of} agents logged out within {time}: {list}",
                count = count,
                of = of,
                time = time,
                list = who
            ),
            Went::In => {
                tr!(self, "{count} agents logged in within {time}: {list}", count = count, time = time, list = who)
            }
        };
        if *usual { tr!(self, "{fact} (as on another day at this time)", fact = said) } else { said }
    }

    fn lost(&self, LostShare { before, now, lost, of }: LostShare) -> String {
        tr!(
            self,
            "Lost calls of the last half hour: {now} ({lost} of {of}), {before} in the hour before",
            now = percent(Some(now), "–"),
            lost = count(Some(lost), ""),
            of = count(Some(of), ""),
            before = percent(Some(before), "–")
        )
    }

    fn arrivals(&self, Arrivals { minutes, now, usual, against }: Arrivals) -> String {
        let (time, calls) = (spoken(self, minutes.saturating_mul(MINUTE_MS)), count(Some(now), ""));
        let usual = count(Some(usual.max(0.0).round() as u64), "");
        match against {
            Against::HourBefore => tr!(
                self,
                "{calls} calls came in within {time}, {usual} per {time} in the hour before",
                calls = calls,
                time = time,
                usual = usual
            ),
            Against::OtherDays => tr!(
                self,
                "{calls} calls came in within {time}, {usual} at the same time of another day",
                calls = calls,
                time = time,
                usual = usual
            ),
        }
    }

    fn handle_time(&self, HandleTime { before_ms, now_ms, minutes, calls }: HandleTime) -> String {
        let time = |ms: u64| spoken(self, i64::try_from(ms).unwrap_or(i64::MAX));
        tr!(
            self,
            "Average talk of the last {minutes}: {now} ({calls} calls), {before} in the hour before",
            minutes = spoken(self, minutes.saturating_mul(MINUTE_MS)),
            now = time(now_ms),
            calls = count(Some(calls), ""),
            before = time(before_ms)
        )
    }

    fn drift(&self, Drifted { own, to }: &Drifted) -> String {
        let numbers = drift_numbers(self, own, *to, self.zone, "–");
        let word = own.drift.map_or("–", |drift| drift_word(self, drift));
        tr!(
            self,
            "AI sessions {word}: {what} ({numbers})",
            word = word,
            what = drift_in_short(self, own, "–"),
            numbers = numbers
        )
    }

    /// What an alert is about: `李娜: wrap-up for 5m`.
    pub fn alert_about(&self, alert: &Alerted) -> String {
        let rule = self.rules.get(alert.key.rule).filter(|rule| rule.name == alert.rule);
        let looks_at = rule.map_or_else(|| name(&alert.looks_at), |rule| rule_words(self.language, rule));
        let who = match alert.about {
            About::Source(source) => source_called(self.language, source, None),
            About::Centre | About::Agent(_) => name(&alert.who),
        };
        if who.is_empty() { looks_at } else { tr!(self, "{who}: {what}", who = who, what = looks_at) }
    }

    fn alert(&self, alert: &Alerted) -> String {
        let mut parts = vec![tr!(self, "Alert: {what}", what = self.alert_about(alert))];
        if self.rules.has_severities() {
            parts.push(lang::of(self, alert.severity.word()).to_owned());
        }
        parts.extend(self.seen_to(alert));
        clauses(self, &parts)
    }

    /// What people did about an alert, and what became of it without them.
    pub fn seen_to(&self, alert: &Alerted) -> Vec<String> {
        let mut parts = Vec::new();
        if let Some(at) = alert.escalated {
            parts.push(tr!(self, "escalated {when}", when = self.clock(at)));
        }
        let nameless = |by: &By| by.who.trim().is_empty();
        match &alert.acknowledged {
            Some(by) if nameless(by) => parts.push(tr!(self, "acknowledged {when}", when = self.clock(by.at))),
            Some(by) => {
                parts.push(tr!(self, "acknowledged by {who} at {when}", who = name(&by.who), when = self.clock(by.at)));
            }
            None => {}
        }
        match &alert.snoozed {
            Some((until, by)) if nameless(by) => {
                parts.push(tr!(self, "snoozed until {when}", when = self.clock(*until)));
            }
            Some((until, by)) => {
                parts.push(tr!(self, "snoozed by {who} until {when}", who = name(&by.who), when = self.clock(*until)));
            }
            None => {}
        }
        match &alert.muted {
            Some(by) if nameless(by) => parts.push(tr!(self, "muted").to_owned()),
            Some(by) => parts.push(tr!(self, "muted by {who}", who = name(&by.who))),
            None => {}
        }
        parts
    }
}

/// What a kind of fact is called, where facts are told apart in a column.
pub fn kind(language: Language, fact: &Fact) -> String {
    capital(match &fact.what {
        Happened::Together(_) => tr!(language, "agents"),
        Happened::LostShare(_)
        | Happened::Arrivals(_)
        | Happened::HandleTime(_)
        | Happened::BelowTarget(_)
        | Happened::Waiting(_)
        | Happened::LongestWait(_) => tr!(language, "calls"),
        Happened::Drift(_) => tr!(language, "AI sessions"),
        Happened::Stale(_) | Happened::Gap | Happened::Reconnected(_) => tr!(language, "own data"),
        Happened::Alert(_) => tr!(language, "alert"; "kind"),
        Happened::Note(_) => tr!(language, "note"),
        Happened::Day(_) => tr!(language, "new day"),
    })
}

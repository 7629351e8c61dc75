//! The alerts that wait for the program: never more than so many, and the worst are never the ones left out.
//!
//! An alert that is raised and the word that it is over belong together: both are told or neither is. Where there is no
//! room, the least severe alert gives way; among those, one that is over already; among those, the oldest. That an
//! alert is over which was told is always told, so that no page stays open at the other end; and so is that it escalates. One
//! that was left out and escalates is an alert anew.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use crate::model::{AlarmKey, News, NewsKind, Severity};

/// An alert's rank to give way, lowest first: its severity, whether it still stands, and its place.
type Rank = (Severity, bool, u64);

/// An alert that waits to be told.
#[derive(Clone, Copy)]
struct Raised {
    severity: Severity,
    at: u64,
    /// Where the word waits that it has escalated.
    escalated: Option<u64>,
    /// Where the word waits that it is over.
    ended: Option<u64>,
    /// That it is over is told also where this is left out: it was told before, and is raised anew.
    end_is_due: bool,
}

impl Raised {
    const fn rank(self) -> Rank {
        (self.severity, self.ended.is_none(), self.at)
    }
}

pub(super) struct Outbox {
    most: usize,
    places: u64,
    waiting: BTreeMap<u64, News>,
    /// The alerts among them, by their place.
    raised: HashMap<u64, Raised>,
    ranks: BTreeSet<Rank>,
    /// The newest place of each alert that still stands.
    standing: HashMap<AlarmKey, u64>,
    /// Alerts that were told, and not that they are over.
    told: HashSet<AlarmKey>,
    left_out: u64,
}

impl Outbox {
    /// One in which `most` news wait, apart from those that told alerts are over.
    pub(super) fn new(most: usize) -> Self {
        Self {
            most,
            places: 0,
            waiting: BTreeMap::new(),
            raised: HashMap::new(),
            ranks: BTreeSet::new(),
            standing: HashMap::new(),
            told: HashSet::new(),
            left_out: 0,
        }
    }

    pub(super) fn put(&mut self, news: News) {
        self.places += 1;
        let at = self.places;
        match news.kind {
            NewsKind::Raised => self.stand(&news, at),
            NewsKind::Escalated => match self.standing.get(&news.key).and_then(|place| self.raised.get_mut(place)) {
                Some(raised) => raised.escalated = Some(at),
                None if self.told.contains(&news.key) => {}
                None => self.stand(&news, at),
            },
            NewsKind::Ended => {
                let raised = self.standing.remove(&news.key).and_then(|place| self.raised.get_mut(&place));
                let told = self.told.remove(&news.key);
                if raised.is_none() && !told {
                    return;
                }
                if let Some(raised) = raised {
                    self.ranks.remove(&raised.rank());
                    raised.ended = Some(at);
                    raised.end_is_due = told;
                    self.ranks.insert(raised.rank());
                }
            }
        }
        self.waiting.insert(at, news);
        while self.waiting.len() > self.most {
            let Some((_, _, place)) = self.ranks.pop_first() else { break };
            self.leave_out(place);
        }
    }

    fn stand(&mut self, news: &News, at: u64) {
        let raised = Raised { severity: news.severity, at, escalated: None, ended: None, end_is_due: false };
        self.ranks.insert(raised.rank());
        self.raised.insert(at, raised);
        self.standing.insert(news.key.clone(), at);
    }

    fn leave_out(&mut self, place: u64) {
        let Some((raised, news)) = self.raised.remove(&place).zip(self.waiting.remove(&place)) else { return };
        self.left_out += 1;
        if let Some(place) = raised.escalated {
            self.waiting.remove(&place);
        }
        match raised.ended {
            Some(ended) if !raised.end_is_due => {
                self.waiting.remove(&ended);
            }
            _ => self.forget(&news.key, place),
        }
    }

    /// Forgets that an alert stands, if it is the one at that place.
    fn forget(&mut self, key: &AlarmKey, place: u64) {
        if self.standing.get(key) == Some(&place) {
            self.standing.remove(key);
        }
    }

    /// The one that waits longest.
    pub(super) fn next(&mut self) -> Option<News> {
        let (place, news) = self.waiting.pop_first()?;
        if let Some(raised) = self.raised.remove(&place) {
            self.ranks.remove(&raised.rank());
            self.forget(&news.key, place);
            if raised.ended.is_none() {
                self.told.insert(news.key.clone());
            }
        }
        Some(news)
    }

    /// How many alerts were left out since the last call.
    pub(super) const fn take_left_out(&mut self) -> u64 {
        std::mem::replace(&mut self.left_out, 0)
    }

    pub(super) fn len(&self) -> usize {
        self.waiting.len()
    }

    pub(super) fn clear(&mut self) {
        *self = Self::new(self.most);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::model::{About, AgentId, Stamp};

    fn news(kind: NewsKind, who: u8, severity: Severity) -> News {
        News {
            kind,
            at: Stamp(1_795_242_730_000),
            key: AlarmKey { rule: 0, about: About::Agent(AgentId::new(&who.to_string())) },
            rule: "wrap_up".into(),
            what: "wrap-up for 5m".into(),
            severity,
            who: who.to_string(),
            began: Stamp(1_795_242_727_000),
        }
    }

    fn all(outbox: &mut Outbox) -> Vec<(NewsKind, String)> {
        std::iter::from_fn(|| outbox.next()).map(|news| (news.kind, news.who)).collect()
    }

    #[test]
    fn in_a_storm_the_critical_alert_is_told_and_the_least_severe_give_way() {
        let mut outbox = Outbox::new(3);
        outbox.put(news(NewsKind::Raised, 0, Severity::Critical));
        (1..200).for_each(|who| outbox.put(news(NewsKind::Raised, who, Severity::Warning)));
        assert_eq!(outbox.take_left_out(), 197);
        let told = all(&mut outbox);
        assert_eq!(told, [0, 198, 199].map(|who| (NewsKind::Raised, who.to_string())));
        assert_eq!((outbox.take_left_out(), outbox.len()), (0, 0));
    }

    #[test]
    fn an_alert_that_is_over_gives_way_with_its_end_before_one_that_stands() {
        let mut outbox = Outbox::new(3);
        for (kind, who) in [(NewsKind::Raised, 1), (NewsKind::Raised, 2), (NewsKind::Ended, 2), (NewsKind::Raised, 3)] {
            outbox.put(news(kind, who, Severity::Warning));
        }
        assert_eq!(outbox.take_left_out(), 1);
        assert_eq!(all(&mut outbox), [1, 3].map(|who| (NewsKind::Raised, who.to_string())));
    }

    #[test]
    fn that_a_told_alert_is_over_is_told_however_many_wait() {
        let mut outbox = Outbox::new(2);
        for who in 0..9 {
            outbox.put(news(NewsKind::Raised, who, Severity::Info));
            assert!(outbox.next().is_some());
        }
        (0..9).for_each(|who| outbox.put(news(NewsKind::Ended, who, Severity::Info)));
        (20..29).for_each(|who| outbox.put(news(NewsKind::Raised, who, Severity::Critical)));
        assert_eq!(all(&mut outbox), [0, 1, 2, 3, 4, 5, 6, 7, 8].map(|who| (NewsKind::Ended, who.to_string())));
        assert_eq!(outbox.take_left_out(), 9);
    }

    #[test]
    fn the_end_of_a_told_alert_is_told_where_its_being_raised_anew_was_left_out() {
        let mut outbox = Outbox::new(1);
        outbox.put(news(NewsKind::Raised, 1, Severity::Info));
        assert!(outbox.next().is_some());
        outbox.put(news(NewsKind::Raised, 1, Severity::Info));
        outbox.put(news(NewsKind::Ended, 1, Severity::Info));
        outbox.put(news(NewsKind::Raised, 2, Severity::Critical));
        assert_eq!(all(&mut outbox), [(NewsKind::Ended, "1".to_owned())]);
        assert_eq!(outbox.take_left_out(), 2);
    }

    #[test]
    fn that_a_told_alert_escalates_is_told_however_many_wait() {
        let mut outbox = Outbox::new(1);
        outbox.put(news(NewsKind::Raised, 1, Severity::Info));
        assert!(outbox.next().is_some());
        outbox.put(news(NewsKind::Escalated, 1, Severity::Info));
        (20..29).for_each(|who| outbox.put(news(NewsKind::Raised, who, Severity::Critical)));
        outbox.put(news(NewsKind::Ended, 1, Severity::Info));
        let told = [NewsKind::Escalated, NewsKind::Ended].map(|kind| (kind, "1".to_owned()));
        assert_eq!(all(&mut outbox), told);
    }

    #[test]
    fn an_alert_that_was_left_out_is_told_when_it_escalates_and_with_its_end() {
        let mut outbox = Outbox::new(1);
        outbox.put(news(NewsKind::Raised, 1, Severity::Info));
        outbox.put(news(NewsKind::Raised, 2, Severity::Critical));
        assert_eq!((outbox.take_left_out(), outbox.next().map(|news| news.who)), (1, Some("2".to_owned())));
        outbox.put(news(NewsKind::Escalated, 1, Severity::Info));
        assert_eq!(outbox.next().map(|news| news.kind), Some(NewsKind::Escalated));
        outbox.put(news(NewsKind::Ended, 1, Severity::Info));
        assert_eq!(all(&mut outbox), [(NewsKind::Ended, "1".to_owned())]);
    }

    proptest! {
        /// Of any storm: no end without its beginning and no beginning without its end, and no alert counted twice. Where it
        /// escalates before it is over, that may be its beginning.
        #[test]
        fn raised_and_ended_are_told_together_or_not_at_all(
            steps in proptest::collection::vec((0_u8..12, proptest::bool::weighted(0.3), any::<bool>()), 1..200),
            most in 1_usize..8,
        ) {
            let severity = |who: u8| [Severity::Info, Severity::Warning, Severity::Critical][usize::from(who % 3)];
            let mut outbox = Outbox::new(most);
            let (mut stands, mut seen, mut told) = (BTreeSet::new(), BTreeSet::new(), Vec::new());
            let (mut raised, mut escalated) = (0_u64, 0_u64);
            for (who, tell, escalates) in steps {
                let kind = if stands.contains(&who) && escalates && seen.insert(who) {
                    escalated += 1;
                    NewsKind::Escalated
                } else if stands.remove(&who) {
                    seen.remove(&who);
                    NewsKind::Ended
                } else {
                    stands.insert(who);
                    raised += 1;
                    NewsKind::Raised
                };
                outbox.put(news(kind, who, severity(who)));
                told.extend(tell.then(|| outbox.next()).flatten());
            }
            for who in stands {
                outbox.put(news(NewsKind::Ended, who, severity(who)));
            }
            told.extend(std::iter::from_fn(|| outbox.next()));
            let (mut open, mut kept) = (BTreeSet::new(), 0_u64);
            for news in &told {
                match news.kind {
                    NewsKind::Raised => prop_assert!(open.insert(news.who.clone()), "{} was raised twice", news.who),
                    NewsKind::Escalated => kept += u64::from(open.insert(news.who.clone())),
                    NewsKind::Ended => prop_assert!(open.remove(&news.who), "{} ended without a beginning", news.who),
                }
            }
            prop_assert!(open.is_empty(), "never over: {open:?}");
            kept += told.iter().filter(|news| news.kind == NewsKind::Raised).count() as u64;
            let counted = kept + outbox.take_left_out();
            prop_assert!((raised..=raised + escalated).contains(&counted), "{counted} of {raised} and {escalated}");
        }
    }
}

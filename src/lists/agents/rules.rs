//! Who is seen, and in which order.

use std::sync::Arc;

use litemap::LiteMap;

use super::asked::{Asked, Moment};
use super::belonging::Belonging;
use super::columns::missed_share;
use super::order::Sort;
use crate::lang::clean::clean;
use crate::lang::{self, Language};
use crate::lists::filter::Filter;
use crate::lists::reason_name;
use crate::model::{Agent, BusyReason, Dues, Level, Limits, Stamp, State};

/// Where an agent stands in the order. What is unknown comes last either way round.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) unknown: bool,
    pub(super) rank: u8,
    pub(super) value: i64,
    pub(super) text: Box<str>,
    pub(super) since: i64,
}

impl Place {
    /// Numbers that are numbers sort as such, before those that are not.
    fn take_number(&mut self, number: Option<&str>) {
        let number = number.map(str::trim).filter(|number| !number.is_empty());
        self.unknown = number.is_none();
        self.value = number.and_then(|number| number.parse().ok()).unwrap_or(i64::MAX);
        self.text = number.unwrap_or_default().into();
    }

    fn take_text(&mut self, text: Option<&str>) {
        self.unknown = text.is_none();
        self.text = text.map(|text| clean(text).to_lowercase().into()).unwrap_or_default();
    }
}

/// The list's own settings.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Rules {
    /// The language of the screen: its words are understood beside English ones, and ordered by.
    pub language: Language,
    /// The order.
    pub sort: Sort,
    /// The other way round.
    pub reverse: bool,
    /// Who is seen.
    pub filter: Filter,
    /// Limits of the shades.
    pub limits: Limits,
    /// The tenant's names for its breaks.
    pub reasons: LiteMap<BusyReason, String>,
    /// Who belongs together.
    pub belonging: Arc<Belonging>,
}

impl Rules {
    /// The rank of who is over a limit.
    pub(super) const OVER: u8 = 0;

    /// Time in state and its shade.
    pub fn moment(&self, agent: &Agent, now: Stamp, skew_ms: i64) -> Moment {
        let in_state_ms = agent.in_state_ms(now, skew_ms);
        let level = in_state_ms.map_or(Level::Normal, |elapsed| self.limits.level(agent.state(), elapsed));
        Moment { in_state_ms, level }
    }

    /// Whether an agent is to be seen at a moment.
    pub fn passes(&self, agent: &Agent, moment: Moment) -> bool {
        let Self { language, reasons, belonging, .. } = self;
        self.filter.passes(&Asked { agent, moment, language: *language, reasons, belonging })
    }

    /// Whether who is seen depends on the time, not only on the agents.
    pub(super) fn is_timed(&self) -> bool {
        self.filter.asks("time") || self.filter.asks("level")
    }

    /// Whether who is seen, or the order, depends on the skill groups.
    pub(super) fn is_grouped(&self) -> bool {
        let by_department = self.sort == Sort::Department || self.filter.asks("department");
        self.sort == Sort::Group || self.filter.asks("group") || by_department && self.belonging.is_of_groups()
    }

    /// Rank in the order of attention.
    pub(super) fn attention(&self, agent: &Agent, now: Stamp, skew_ms: i64) -> u8 {
        if self.sort != Sort::Attention {
            return 0;
        }
        match (agent.state(), self.moment(agent, now, skew_ms).level) {
            (State::Offline, _) => 9,
            (State::Unknown | State::Other(_), _) => 8,
            (_, Level::Over) => Self::OVER,
            (_, Level::Warn) => 1,
            (_, Level::Watch) => 2,
            (_, Level::Normal) => 3,
        }
    }

    /// From when on that rank may be another one, as long as the agent stays as they are.
    pub(super) fn ranked_until(&self, agent: &Agent, now: Stamp, skew_ms: i64) -> Stamp {
        let next = |since: Stamp| {
            let elapsed = agent.in_state_ms(now, skew_ms)?;
            let next = self.limits.of(agent.state()).iter().filter(|limit| **limit > elapsed).min()?;
            Some(since.plus(skew_ms.saturating_neg()).plus(*next))
        };
        agent.since().and_then(next).unwrap_or(Dues::NEVER)
    }

    pub(super) fn place(&self, agent: &Agent, now: Stamp, skew_ms: i64) -> Option<Place> {
        if !self.filter.is_empty() && !self.passes(agent, self.moment(agent, now, skew_ms)) {
            return None;
        }
        let since = agent.since().map_or(i64::MAX, Stamp::ms);
        let mut place = Place { unknown: false, rank: 0, value: 0, text: Box::default(), since };
        let mut falling = |figure: Option<u64>| {
            place.unknown = figure.is_none();
            place.value = figure.map_or(0, |figure| i64::try_from(figure).unwrap_or(i64::MAX).saturating_neg());
        };
        match self.sort {
            Sort::Attention => {
                place.rank = self.attention(agent, now, skew_ms);
                place.value = since;
            }
            Sort::Time => {
                place.unknown = agent.since().is_none();
                place.value = since;
            }
            Sort::State => place.rank = u8::try_from(agent.state().index()).unwrap_or(u8::MAX),
            Sort::Name => place.text = clean(agent.label()).to_lowercase().into(),
            Sort::Number => place.take_number(agent.number.as_deref()),
            Sort::Ext => place.take_number(agent.extension.as_deref()),
            Sort::Reason => {
                let reason = agent.reason.filter(|_| agent.state() == State::Busy);
                place.take_text(reason.map(|reason| reason_name(self.language, &self.reasons, reason)).as_deref());
            }
            Sort::Call => place.take_text(agent.call.map(|call| lang::word(self.language, call)).as_deref()),
            Sort::Phone => place.take_text(agent.phone.map(|phone| lang::word(self.language, phone)).as_deref()),
            Sort::Login => {
                place.unknown = agent.login_since.is_none();
                place.value = agent.login_since.map_or(0, Stamp::ms);
            }
            Sort::Department => place.take_text(self.belonging.departments(agent).first().copied()),
            Sort::Group => place.take_text(self.belonging.groups(agent).next()),
            Sort::Id => place.take_text(Some(agent.id.as_str())),
            // In millionths: a share is compared as finely as it is written.
            Sort::MissedShare => {
                falling(missed_share(agent).filter(|share| share.is_finite()).map(|share| (share * 1e6) as u64));
            }
            Sort::Answered => falling(agent.answered),
            Sort::Missed => falling(agent.missed),
            Sort::Dialled => falling(agent.dialled),
            Sort::Connected => falling(agent.connected),
        }
        Some(place)
    }
}

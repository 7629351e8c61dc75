//! What the board knows, and how it changes.
//!
//! Everything here arrived as an [`Update`]; [`Board::apply`] is the only way in. The room is pure: it does no I/O,
//! has no clock of its own (every update carries the time it was heard), and knows no vendor. A vendor's words and
//! codes are translated before they come here, so that a second vendor, a recording or a shared hub can feed the
//! same board.

pub mod about;
pub mod agent;
pub mod ai;
pub mod at_least;
pub mod binomial;
pub mod board;
pub mod call;
pub mod caller_key;
pub mod callers;
pub mod caps;
pub mod chat;
pub mod clocks;
pub mod companion;
pub mod contradiction;
pub mod customer;
pub mod day;
pub mod drift;
pub mod dues;
pub mod erlang;
pub mod extra;
pub mod floor;
pub mod funnel;
pub mod half;
mod half_rows;
pub mod health;
pub mod join;
pub mod kept;
pub mod ledger;
pub mod limits;
pub mod lines;
pub mod live;
pub mod lookup;
pub mod message;
pub mod metric;
pub mod note;
pub mod plain;
pub mod platform;
mod prints;
pub mod probe;
pub mod problem;
pub mod quick;
pub mod rule;
pub mod scope;
pub mod seen;
pub mod share;
pub mod sort;
pub mod source;
pub mod status;
pub mod story;
pub mod summary;
pub mod tag;
#[cfg(test)]
pub(crate) mod testing;
pub mod time;
pub mod trend;
pub mod update;
pub mod weeks;
pub mod why;
pub mod zone;

pub use agent::{Agent, AgentChange, AgentId, ExtraField};
pub use ai::{AiAsked, AiChoices, AiCount, AiDay, AiField, AiRecord, AiStep, AiTotals, Choice};
pub use at_least::AtLeast;
pub use binomial::Sample;
pub use board::{
    Against, Board, ChatSource, Compared, Counts, Difference, HalfFigures, NoWhy, Today, Transition, TrendOf,
    WaitingBy, WaitingIn, WhyHalves,
};
pub use call::{
    AskedNumber, AskedText, CallDetail, CallFact, CallLeg, CallRecord, CallResult, CallSource, CallsAsked, DialKind,
    Handled, HangUp, Inquired, LegKind, LegResult, LegRole, MoreAsked, NoAnswer, NumberKind, PassedOn, Person,
    StateSpan, Told, Transferred,
};
pub use caller_key::CallerKey;
pub use callers::{Callers, Measured};
pub use chat::{ChatAgent, ChatBy, ChatDay, ChatTotals};
pub use clocks::{ClockVerdict, Clocks, MessageClock};
pub use customer::{Customer, CustomerNumber};
pub use day::HalfHours;
pub use drift::{AiDrift, Comparison, Drift};
pub use dues::Dues;
pub use extra::Extra;
pub use floor::{Floor, SILENCE_MS, UNSEEN_MS};
pub use funnel::{AiGroup, ClosedSessions, Funnel, FunnelHalf, FunnelRow, FunnelStep, GroupedBy, KeptFunnels};
pub use half::HalfCalls;
pub use health::{BudgetHealth, Health, TokenHealth};
pub use join::{Join, JoinHow};
pub use kept::{KeptHalf, KeptTotals};
pub use ledger::{
    CallNews, CallsIn, CallsOf, ErrorBudget, Extent, Later, Ledger, LedgerCall, LedgerDay, Matcher, Matching, Outcome,
    SLICE_MS, ServiceTarget, StillLost, Tally, Unlisted,
};
pub use limits::{Level, Limits};
pub use live::{
    Apart, BotTalk, CallEnd, CallEvent, CallStep, Callback, DialogueLine, FinishedCall, Happening, LiveCall, LiveCalls,
    LiveParty, Missed, NoCheck, NoEvents, PartyRole, PartyState, Speaker, Stage, StateTold, Waiting,
};
pub use lookup::{
    Data, Day, Failure, Finding, Found, Listed, Lookup, Part, ReportAsked, ReportOf, Rows, Shelf, Shelved, Want,
};
pub use message::{MESSAGE_MOST, MESSAGE_USUAL_MS, Message};
pub use metric::{Cell, Fold, Metric, MetricRow, MetricTable, Role, Unit};
pub use note::{NOTE_MOST, NOTES_KEPT, NOTES_KEPT_MS, Note, Notes};
pub use platform::{Common, PlatformDay, PlatformTotals, Together};
pub use probe::{Probe, ProbeCounts, ProbeMode, ProbeOutcome, ProbeRun, ProbeSet, ProbeTime, Probes};
pub use problem::{End, Flaw, Party, Problem, Proxy, Quote, Refusal, Step, Transport, Value};
pub use rule::{
    About, AlarmKey, Alarms, Alert, Alerts, Compare, Lab, LabPoint, Lookout, Mark, Measure, News, NewsKind, Past, Rule,
    Rules, SeeTo, SeenTo, Severity, Standing, ToldAlert, Watch,
};
pub use scope::{Narrow, Scope, Topic};
pub use seen::{By, SEEN_KEPT, Seen, SeenAlerts, SeenHow, SeenMarks};
pub use source::{Phase, Reject, RejectReason, Rejected, Source, SourceId, SourceReport, SourceState};
pub use status::{BusyReason, CallKind, LoginState, PhoneKind, State, WorkState};
pub use story::{Fact, Facts, Happened, Story, Teller};
pub use summary::{Figure, Summary, SummaryChange};
pub use tag::Tag;
pub use time::{Clock, Stamp};
pub use trend::{Counter, Series, Spark, Trends};
pub use update::{Change, Changes, Payload, Roster, RosterDelta, RosterKind, Spared, Update};
pub use weeks::{KEPT_DAYS, Weeks};
pub use why::{Why, WhyHalf, WhyPart};

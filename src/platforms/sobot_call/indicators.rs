//! The indicators of the reports, in the field's words (Data Service API, "Relay Number Indicator List", "Agent
//! Indicator List", "Department Indicator List").
//!
//! Durations are in seconds on the wire, as all durations of this family that have a unit at all. The vendor's "sorting"
//! is after-call work, its "calling" dialling, its "dialing" ringing, its "X s" the tenant's shortest talk that counts.

use crate::model::{Fold, Metric, Role, Unit};

/// One indicator: key, label, group, unit, how it is totalled, whether it is shown unless the tenant's scheme chooses,
/// and what it means.
pub(super) type Row = (&'static str, &'static str, &'static str, Unit, Add, bool, Option<Role>);

/// How an indicator is totalled.
#[derive(Clone, Copy)]
pub(super) enum Add {
    Sum,
    Max,
    /// A mean, by the indicator with this key.
    By(&'static str),
    None,
}

use Add::{By, Max, Sum};
use Unit::{Count, Duration, Moment, Share};

/// Relay numbers.
pub(super) const RELAY: &[Row] = &[
    ("inbound_calls", "inbound", "inbound", Count, Sum, true, Some(Role::Inbound)),
    ("inbound_answered_calls", "answered by system", "inbound", Count, Sum, false, None),
    ("inbound_no_answered_calls", "missed by system", "inbound", Count, Sum, true, None),
    ("inbound_route_to_agent_calls", "routed to agents", "inbound", Count, Sum, false, None),
    ("inbound_route_to_thirdPSTN_calls", "routed outside", "inbound", Count, Sum, true, Some(Role::Outside)),
    ("inbound_route_to_agentMemory_calls", "routed to known agent", "inbound", Count, Sum, false, None),
    ("inbound_toAgent_calls", "asked for agent", "inbound", Count, Sum, true, None),
    ("inbound_offer_agent_calls", "offered to agents", "inbound", Count, Sum, false, None),
    ("inbound_agent_ring_calls", "rang at agents", "inbound", Count, Sum, false, None),
    ("inbound_agent_answered_calls", "answered in all", "inbound", Count, Sum, true, None),
    ("inbound_notHumanAgent_answered_calls", "answered by robot", "inbound", Count, Sum, true, Some(Role::Robots)),
    ("inbound_humanAgent_answered_calls", "answered by agent", "inbound", Count, Sum, true, Some(Role::Answered)),
    ("inbound_agentTalk_duration", "talk time", "inbound", Duration, Sum, true, Some(Role::TalkInbound)),
    (
        "inbound_agentTalk_average_duration",
        "average talk",
        "inbound",
        Duration,
        By("inbound_humanAgent_answered_calls"),
        true,
        None,
    ),
    ("inbound_calls_duration", "call time", "inbound", Duration, Sum, false, None),
    ("inbound_calls_average_duration", "average call", "inbound", Duration, By("inbound_calls"), false, None),
    ("outbound_calls", "outbound", "outbound", Count, Sum, true, Some(Role::Outbound)),
    ("outbound_customer_numbers", "numbers dialled", "outbound", Count, Add::None, false, None),
    ("outbound_customer_noAnswer_calls", "not answered", "outbound", Count, Sum, false, None),
    ("outbound_customer_answer_calls", "connected", "outbound", Count, Sum, true, Some(Role::Connected)),
    ("outbound_answer_gateway_numbers", "numbers connected", "outbound", Count, Add::None, false, None),
    ("outbound_answer_ratio", "connected %", "outbound", Share, By("outbound_calls"), true, None),
    ("outbound_gateway_numbers_ratio", "numbers %", "outbound", Share, By("outbound_customer_numbers"), false, None),
    ("outbound_agentTalkXs_calls", "X s talks", "outbound", Count, Sum, false, None),
    ("outbound_agentTalkXs_ratio", "X s talks %", "outbound", Share, By("outbound_calls"), false, None),
    ("outbound_calls_duration", "call time", "outbound", Duration, Sum, false, None),
    ("outbound_calls_talk_duration", "talk time", "outbound", Duration, Sum, true, Some(Role::TalkOutbound)),
    (
        "outbound_calls_average_duration",
        "average talk",
        "outbound",
        Duration,
        By("outbound_customer_answer_calls"),
        true,
        None,
    ),
    ("outbound_effective_inXs_sum_duration", "X s talk time", "outbound", Duration, Sum, false, None),
    (
        "outbound_effective_inXs_average_duration",
        "average X s talk",
        "outbound",
        Duration,
        By("outbound_agentTalkXs_calls"),
        false,
        None,
    ),
];

/// Inbound calls of agents and departments.
pub(super) const INBOUND: &[Row] = &[
    ("inbound_agent_partits", "offered", "inbound", Count, Sum, true, Some(Role::Inbound)),
    ("inbound_agent_answer_partits", "agent answers", "inbound", Count, Sum, true, Some(Role::Answered)),
    ("inbound_agent_unAnswer_partits", "agent misses", "inbound", Count, Sum, true, Some(Role::Missed)),
    ("inbound_agent_dialing_partits", "rang", "inbound", Count, Sum, false, None),
    ("inbound_agent_ringing_partits", "direct calls", "inbound", Count, Sum, false, None),
    ("inbound_agent_ringingAnswer_partits", "direct answers", "inbound", Count, Sum, false, None),
    ("inbound_agent_ringingUnAnswer_partits", "direct misses", "inbound", Count, Sum, false, None),
    ("inbound_agent_transferBy_partits", "transferred in", "transfers", Count, Sum, true, None),
    ("inbound_agent_transferByAnswer_partits", "transfer answers", "transfers", Count, Sum, false, None),
    ("inbound_agent_transferByUnAnswer_partits", "transfer misses", "transfers", Count, Sum, false, None),
    ("inbound_agent_consultBy_partits", "inquiries", "transfers", Count, Sum, true, None),
    ("inbound_agent_consultByAnswer_partits", "inquiry answers", "transfers", Count, Sum, false, None),
    ("inbound_agent_consultByUnAnswer_partits", "inquiry misses", "transfers", Count, Sum, false, None),
    ("inbound_agentTalk_duration", "talk time", "inbound", Duration, Sum, true, Some(Role::TalkInbound)),
    (
        "inbound_agentTalk_average_duration",
        "average talk",
        "inbound",
        Duration,
        By("inbound_agent_answer_partits"),
        true,
        None,
    ),
];

/// What only agents have of inbound calls.
pub(super) const INBOUND_AGENTS: &[Row] =
    &[("inbound_agent_callByAnswer_partits", "answered as agent", "inbound", Count, Sum, false, None)];

/// Outbound calls of agents and departments.
pub(super) const OUTBOUND: &[Row] = &[
    ("outbound_calls", "outbound", "outbound", Count, Sum, true, Some(Role::Outbound)),
    ("outbound_customer_answer_calls", "connected", "outbound", Count, Sum, true, Some(Role::Connected)),
    ("outbound_customer_noAnswer_calls", "not answered", "outbound", Count, Sum, true, None),
    ("outbound_answer_ratio", "connected %", "outbound", Share, By("outbound_calls"), true, None),
    ("outbound_calls_talk_duration", "talk time", "outbound", Duration, Sum, true, Some(Role::TalkOutbound)),
    (
        "outbound_calls_average_duration",
        "average talk",
        "outbound",
        Duration,
        By("outbound_customer_answer_calls"),
        true,
        None,
    ),
    ("outbound_calls_duration", "call time", "outbound", Duration, Sum, false, None),
    ("outbound_agent_effectiveTalkInXs_partits", "X s talks", "outbound", Count, Sum, false, None),
    ("outbound_agent_effectiveTalkInXs_radio", "X s talks %", "outbound", Share, By("outbound_calls"), false, None),
    ("outbound_effective_inXs_sum_duration", "X s talk time", "outbound", Duration, Sum, false, None),
    (
        "outbound_effective_inXs_average_duration",
        "average X s talk",
        "outbound",
        Duration,
        By("outbound_agent_effectiveTalkInXs_partits"),
        false,
        None,
    ),
];

/// What an agent's time went into.
pub(super) const WORK: &[Row] = &[
    ("agent_login_sum_duration", "logged in", "login", Duration, Sum, true, Some(Role::LoggedIn)),
    ("agent_online_sum_duration", "online", "login", Duration, Sum, true, Some(Role::Online)),
    ("agent_syslock_sum_duration", "locked", "login", Duration, Sum, false, Some(Role::Locked)),
    ("agent_busy_sum_duration", "busy", "login", Duration, Sum, true, Some(Role::Busy)),
    ("agent_readying_sum_duration", "ready", "work", Duration, Sum, true, Some(Role::Ready)),
    ("agent_calling_sum_duration", "in calls", "work", Duration, Sum, true, Some(Role::InCall)),
    ("agent_talking_sum_duration", "talking", "work", Duration, Sum, true, Some(Role::Talking)),
    ("agent_helding_sum_duration", "holding", "work", Duration, Sum, true, Some(Role::Holding)),
    ("agent_dialing_sum_duration", "dialling", "work", Duration, Sum, false, None),
    ("agent_ringing_sum_duration", "ringing", "work", Duration, Sum, false, None),
    ("agent_acwing_sum_duration", "after-call work", "work", Duration, Sum, true, Some(Role::WrapUp)),
    ("agent_busying_sum_duration", "line busy", "work", Duration, Sum, false, None),
    ("agent_DND_sum_duration", "do not disturb", "breaks", Duration, Sum, false, None),
    ("agent_rest_sum_duration", "breaks", "breaks", Duration, Sum, true, None),
    ("agent_rest11_sum_duration", "break", "breaks", Duration, Sum, false, None),
    ("agent_rest12_sum_duration", "training", "breaks", Duration, Sum, false, None),
    ("agent_rest13_sum_duration", "meeting", "breaks", Duration, Sum, false, None),
    ("agent_rest14_sum_duration", "dining", "breaks", Duration, Sum, false, None),
    ("agent_rest15_sum_duration", "activity", "breaks", Duration, Sum, false, None),
    ("agent_rest16_sum_duration", "custom 1", "breaks", Duration, Sum, false, None),
    ("agent_rest17_sum_duration", "custom 2", "breaks", Duration, Sum, false, None),
    ("agent_rest18_sum_duration", "custom 3", "breaks", Duration, Sum, false, None),
    ("agent_DND_busy_duration", "line busy, do not disturb", "line busy", Duration, Sum, false, None),
    ("agent_rest_busy_sum_duration", "line busy, breaks", "line busy", Duration, Sum, false, None),
    ("agent_rest11_busy_sum_duration", "line busy, break", "line busy", Duration, Sum, false, None),
    ("agent_rest12_busy_sum_duration", "line busy, training", "line busy", Duration, Sum, false, None),
    ("agent_rest13_busy_sum_duration", "line busy, meeting", "line busy", Duration, Sum, false, None),
    ("agent_rest14_busy_sum_duration", "line busy, dining", "line busy", Duration, Sum, false, None),
    ("agent_rest15_busy_sum_duration", "line busy, activity", "line busy", Duration, Sum, false, None),
    ("agent_rest16_busy_sum_duration", "line busy, custom 1", "line busy", Duration, Sum, false, None),
    ("agent_rest17_busy_sum_duration", "line busy, custom 2", "line busy", Duration, Sum, false, None),
    ("agent_rest18_busy_sum_duration", "line busy, custom 3", "line busy", Duration, Sum, false, None),
    ("agentOnline_percent", "online %", "shares", Share, By("agent_login_sum_duration"), false, None),
    ("agentBusy_percent", "busy %", "shares", Share, By("agent_login_sum_duration"), false, None),
    ("agentDND_percent", "do not disturb %", "shares", Share, By("agent_login_sum_duration"), false, None),
    ("agentRest_percent", "breaks %", "shares", Share, By("agent_login_sum_duration"), false, None),
    ("workReady_percent", "ready %", "shares", Share, By("agent_login_sum_duration"), false, None),
    ("workBusy_percent", "line busy %", "shares", Share, By("agent_login_sum_duration"), false, None),
    ("workinCall_percent", "in calls %", "shares", Share, By("agent_login_sum_duration"), false, None),
    ("workACW_percent", "after-call work %", "shares", Share, By("agent_login_sum_duration"), false, None),
    ("workReasonCodeA_sum_duration", "work A", "shares", Duration, Sum, false, None),
    ("workReasonCodeB_sum_duration", "work B", "shares", Duration, Sum, false, None),
    ("workReasonCodeA_percent", "work A %", "shares", Share, By("agent_login_sum_duration"), false, None),
    ("workReasonCodeB_percent", "work B %", "shares", Share, By("agent_login_sum_duration"), false, None),
    (
        "agent_DND_busy_sum_duration_radio",
        "line busy, do not disturb %",
        "shares",
        Share,
        By("agent_login_sum_duration"),
        false,
        None,
    ),
    (
        "agent_rest_busy_sum_duration_redio",
        "line busy, breaks %",
        "shares",
        Share,
        By("agent_login_sum_duration"),
        false,
        None,
    ),
    ("agentFirstLogin_timestamp", "first login", "times", Moment, Add::None, true, None),
    ("agentFirstOnline_timestamp", "first ready", "times", Moment, Add::None, false, None),
    ("agentLastLogout_timestamp", "last logout", "times", Moment, Max, true, None),
];

/// The columns of these lists.
pub(super) fn metrics(lists: &[&[Row]]) -> Vec<Metric> {
    let rows = lists.iter().copied().flatten();
    rows.map(|(key, label, group, unit, add, shown, role)| Metric {
        key: (*key).to_owned(),
        label: (*label).to_owned(),
        group: (*group).to_owned(),
        unit: *unit,
        fold: match add {
            Sum => Fold::Sum,
            Max => Fold::Max,
            By(key) => Fold::Weighted((*key).to_owned()),
            Add::None => Fold::None,
        },
        role: *role,
        shown: *shown,
    })
    .collect()
}

#[cfg(test)]
mod tests;

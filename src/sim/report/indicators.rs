//! The indicators of the three reports, as the lists at the end of "Data Service API" name them, and whom reports are
//! about.

use crate::sim::ledger::RELAYS;
use crate::sim::world::World;

use super::table::{Side, Subject};

/// The tenant's X of "Xs Talk", in seconds: an outbound call counts from this much talk on.
pub(super) const XS: i64 = 30;

/// "Relay Number Indicator List".
pub(crate) const RELAY: [&str; 30] = [
    "inbound_calls",
    "inbound_no_answered_calls",
    "inbound_answered_calls",
    "inbound_route_to_agent_calls",
    "inbound_route_to_thirdPSTN_calls",
    "inbound_route_to_agentMemory_calls",
    "inbound_toAgent_calls",
    "inbound_offer_agent_calls",
    "inbound_agent_ring_calls",
    "inbound_agent_answered_calls",
    "inbound_notHumanAgent_answered_calls",
    "inbound_humanAgent_answered_calls",
    "inbound_agentTalk_duration",
    "inbound_agentTalk_average_duration",
    "inbound_calls_duration",
    "inbound_calls_average_duration",
    "outbound_calls",
    "outbound_customer_numbers",
    "outbound_customer_noAnswer_calls",
    "outbound_customer_answer_calls",
    "outbound_answer_gateway_numbers",
    "outbound_answer_ratio",
    "outbound_gateway_numbers_ratio",
    "outbound_agentTalkXs_ratio",
    "outbound_agentTalkXs_calls",
    "outbound_calls_duration",
    "outbound_calls_talk_duration",
    "outbound_calls_average_duration",
    "outbound_effective_inXs_sum_duration",
    "outbound_effective_inXs_average_duration",
];

/// "Agent Indicator List".
pub(crate) const AGENT: [&str; 76] = [
    "inbound_agent_partits",
    "inbound_agent_answer_partits",
    "inbound_agent_unAnswer_partits",
    "inbound_agent_ringing_partits",
    "inbound_agent_ringingAnswer_partits",
    "inbound_agent_dialing_partits",
    "inbound_agent_ringingUnAnswer_partits",
    "inbound_agent_transferBy_partits",
    "inbound_agent_transferByAnswer_partits",
    "inbound_agent_transferByUnAnswer_partits",
    "inbound_agent_consultBy_partits",
    "inbound_agent_consultByAnswer_partits",
    "inbound_agent_consultByUnAnswer_partits",
    "inbound_agent_callByAnswer_partits",
    "inbound_agentTalk_duration",
    "inbound_agentTalk_average_duration",
    "outbound_calls",
    "outbound_customer_noAnswer_calls",
    "outbound_customer_answer_calls",
    "outbound_answer_ratio",
    "outbound_agent_effectiveTalkInXs_partits",
    "outbound_agent_effectiveTalkInXs_radio",
    "outbound_calls_duration",
    "outbound_calls_talk_duration",
    "outbound_calls_average_duration",
    "outbound_effective_inXs_sum_duration",
    "outbound_effective_inXs_average_duration",
    "agent_login_sum_duration",
    "agent_online_sum_duration",
    "agent_syslock_sum_duration",
    "agent_busy_sum_duration",
    "agent_DND_sum_duration",
    "agent_rest_sum_duration",
    "agent_rest11_sum_duration",
    "agent_rest12_sum_duration",
    "agent_rest13_sum_duration",
    "agent_rest14_sum_duration",
    "agent_rest15_sum_duration",
    "agent_rest16_sum_duration",
    "agent_rest17_sum_duration",
    "agent_rest18_sum_duration",
    "agent_readying_sum_duration",
    "agent_busying_sum_duration",
    "agent_acwing_sum_duration",
    "agent_calling_sum_duration",
    "agent_dialing_sum_duration",
    "agent_ringing_sum_duration",
    "agent_talking_sum_duration",
    "agent_helding_sum_duration",
    "agent_DND_busy_duration",
    "agent_rest_busy_sum_duration",
    "agent_rest11_busy_sum_duration",
    "agent_rest12_busy_sum_duration",
    "agent_rest13_busy_sum_duration",
    "agent_rest14_busy_sum_duration",
    "agent_rest15_busy_sum_duration",
    "agent_rest16_busy_sum_duration",
    "agent_rest17_busy_sum_duration",
    "agent_rest18_busy_sum_duration",
    "agentOnline_percent",
    "agentBusy_percent",
    "agentDND_percent",
    "agentRest_percent",
    "workReady_percent",
    "workBusy_percent",
    "workinCall_percent",
    "workACW_percent",
    "workReasonCodeA_sum_duration",
    "workReasonCodeB_sum_duration",
    "workReasonCodeA_percent",
    "workReasonCodeB_percent",
    "agent_DND_busy_sum_duration_radio",
    "agent_rest_busy_sum_duration_redio",
    "agentFirstLogin_timestamp",
    "agentFirstOnline_timestamp",
    "agentLastLogout_timestamp",
];

/// "Department Indicator List".
pub(crate) const DEPARTMENT: [&str; 26] = [
    "inbound_agent_partits",
    "inbound_agent_dialing_partits",
    "inbound_agent_answer_partits",
    "inbound_agent_unAnswer_partits",
    "inbound_agent_ringing_partits",
    "inbound_agent_ringingAnswer_partits",
    "inbound_agent_ringingUnAnswer_partits",
    "inbound_agent_transferBy_partits",
    "inbound_agent_transferByAnswer_partits",
    "inbound_agent_transferByUnAnswer_partits",
    "inbound_agent_consultBy_partits",
    "inbound_agent_consultByAnswer_partits",
    "inbound_agent_consultByUnAnswer_partits",
    "inbound_agentTalk_duration",
    "inbound_agentTalk_average_duration",
    "outbound_calls",
    "outbound_customer_noAnswer_calls",
    "outbound_customer_answer_calls",
    "outbound_answer_ratio",
    "outbound_agent_effectiveTalkInXs_partits",
    "outbound_agent_effectiveTalkInXs_radio",
    "outbound_calls_duration",
    "outbound_calls_talk_duration",
    "outbound_calls_average_duration",
    "outbound_effective_inXs_sum_duration",
    "outbound_effective_inXs_average_duration",
];

/// The indicators of a report.
pub(crate) fn of(subject: Subject) -> &'static [&'static str] {
    match subject {
        Subject::Relay => &RELAY,
        Subject::Agent => &AGENT,
        Subject::Department => &DEPARTMENT,
    }
}

/// The side of a report on which an indicator has a value; the others answer 0.
pub(crate) fn side(indicator: &str) -> Side {
    if indicator.starts_with("inbound_") {
        Side::Inbound
    } else if indicator.starts_with("outbound_") {
        Side::Outbound
    } else {
        Side::States
    }
}

/// An agent or a group with rows of its own.
pub(super) struct Row {
    pub(super) id: String,
    /// The work number; as the id where there is none.
    pub(super) number: String,
    /// The columns that name it.
    pub(super) keys: Vec<(&'static str, String)>,
}

/// Everybody or everything the report is about, in its order.
pub(super) fn subjects(world: &World, subject: Subject) -> Vec<Row> {
    match subject {
        Subject::Relay => RELAYS
            .iter()
            .map(|(number, _, _)| {
                let number = (*number).to_owned();
                Row { id: number.clone(), number: number.clone(), keys: vec![("gateway_number", number)] }
            })
            .collect(),
        Subject::Agent => (world.crew.agents.iter())
            .map(|agent| {
                let number = agent.number.to_string();
                let keys = vec![
                    ("serviceNo", number.clone()),
                    ("serviceName", agent.name.clone()),
                    ("serviceId", agent.uuid.clone()),
                ];
                Row { id: agent.uuid.clone(), number, keys }
            })
            .collect(),
        Subject::Department => (world.crew.departments.iter())
            .map(|department| {
                let id = department.id.clone();
                let keys = vec![("departId", id.clone()), ("departName", department.name.to_owned())];
                Row { number: id.clone(), id, keys }
            })
            .collect(),
    }
}

/// Whether a column is an indicator, and not the name of a row.
pub(crate) fn known(column: &str) -> bool {
    RELAY.contains(&column) || AGENT.contains(&column) || DEPARTMENT.contains(&column)
}

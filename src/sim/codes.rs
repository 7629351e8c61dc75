//! The vendor's raw codes, as the tables of "Data Service API" and "AI Agent API" print them.

/// Login status: offline.
pub const LOGIN_OFFLINE: i64 = 0;
/// Login status: online.
pub const LOGIN_ONLINE: i64 = 1;
/// Login status: occupied (do not disturb or a break).
pub const LOGIN_OCCUPIED: i64 = 2;
/// Login status: locked by the system.
pub const LOGIN_LOCKED: i64 = 98;

/// Work status: unknown, which is what an agent who is not logged in has.
pub const WORK_UNKNOWN: i64 = 0;
/// Work status: ready.
pub const WORK_READY: i64 = 1;
/// Work status: occupied.
pub const WORK_OCCUPIED: i64 = 2;
/// Work status: after-call work, "sorting".
pub const WORK_AFTER_CALL: i64 = 4;
/// Work status: dialing out, "calling".
pub const WORK_DIALING: i64 = 5;
/// Work status: ringing, "dialing" in some tables.
pub const WORK_RINGING: i64 = 6;
/// Work status: talking.
pub const WORK_TALKING: i64 = 7;
/// Work status: holding.
pub const WORK_HOLDING: i64 = 8;
/// Work status: locked.
pub const WORK_LOCKED: i64 = 98;

/// Occupied reason: none.
pub const REASON_NONE: i64 = 0;
/// Occupied reason: do not disturb.
pub const REASON_DO_NOT_DISTURB: i64 = 2;
/// Occupied reason: break.
pub const REASON_BREAK: i64 = 11;
/// Occupied reason: training.
pub const REASON_TRAINING: i64 = 12;
/// Occupied reason: meeting.
pub const REASON_MEETING: i64 = 13;
/// Occupied reason: dining.
pub const REASON_DINING: i64 = 14;
/// Occupied reason: activity.
pub const REASON_ACTIVITY: i64 = 15;
/// Occupied reasons: the tenant's own three.
pub const REASON_CUSTOM: [i64; 3] = [16, 17, 18];
/// Occupied reason: forced by the system, here after a call was not answered.
pub const REASON_FORCED_BY_SYSTEM: i64 = 98;

/// Call type: none.
pub const CALL_NONE: i64 = 0;
/// Call type: internal.
pub const CALL_INTERNAL: i64 = 1;
/// Call type: inbound.
pub const CALL_INBOUND: i64 = 2;
/// Call type: outbound.
pub const CALL_OUTBOUND: i64 = 3;

/// Dial type: the call itself.
pub const DIAL_CALL: i64 = 1;
/// Dial type: a transfer.
pub const DIAL_TRANSFER: i64 = 2;
/// Dial type: an inquiry.
pub const DIAL_INQUIRY: i64 = 3;

/// Call result: no agent was found.
pub const RESULT_NO_AGENT: i64 = 4;
/// Call result: the customer hung up before an agent was rung.
pub const RESULT_GAVE_UP: i64 = 5;
/// Call result: agents were rung and did not answer.
pub const RESULT_AGENT_MISSED: i64 = 6;
/// Call result: the customer did not answer.
pub const RESULT_CUSTOMER_MISSED: i64 = 7;
/// Call result: answered by both.
pub const RESULT_ANSWERED: i64 = 8;
/// Call result: answered by the customer's side only; inbound, and without an agent, it is a bot's.
pub const RESULT_CUSTOMER_SIDE: i64 = 21;
/// Call result: the system did not answer.
pub const RESULT_SYSTEM_MISSED: i64 = 22;

/// Result of an agent's part: the call failed, here because the dialled side did not answer.
pub const PARTY_FAILED: i64 = 1;
/// Result of an agent's part: missed.
pub const PARTY_MISSED: i64 = 2;
/// Result of an agent's part: answered.
pub const PARTY_ANSWERED: i64 = 3;

/// Hang-up side: another.
pub const SIDE_OTHER: i64 = 1;
/// Hang-up side: the agent.
pub const SIDE_AGENT: i64 = 2;
/// Hang-up side: the customer.
pub const SIDE_CUSTOMER: i64 = 3;

/// `MessageID` of a full message.
pub const MESSAGE_FULL: &str = "EventAgentsMetricsWatch";
/// `MessageID` of an incremental message.
pub const MESSAGE_CHANGES: &str = "EventAgentsMetricsChanged";

/// Business types: the enum's value and the name sent beside it.
pub const BIZ_TYPES: [(&str, &str); 4] =
    [("TEXT", "Live Chat"), ("CALL", "Call Center"), ("WORK_ORDER", "Ticket"), ("AI_AGENT", "Open Platform")];

/// Why a bot handed a session to a person.
pub const HANDOVER_TYPES: [&str; 6] =
    ["KEY_WORD", "REPEAT", "PROCESS_NODE_TRANSFER", "OTHER", "CUSTOM_SCENE", "MUCH_UNKNOWN"];

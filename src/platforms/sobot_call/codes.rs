//! The vendor's codes and field names, and what we call them (CONTRACT "Codes"; Data Service API, "Agent List" and
//! "Call Monitoring Indicator Param").

use crate::model::{BusyReason, CallKind, DialKind, Figure, LoginState, PhoneKind, WorkState};

pub(super) const fn work(code: i64) -> WorkState {
    match code {
        0 => WorkState::Unknown,
        1 => WorkState::Ready,
        2 => WorkState::Busy,
        4 => WorkState::WrapUp,
        5 => WorkState::Dialling,
        6 => WorkState::Ringing,
        7 => WorkState::Talking,
        8 => WorkState::Holding,
        98 => WorkState::Locked,
        other => WorkState::Other(other),
    }
}

pub(super) const fn login(code: i64) -> LoginState {
    match code {
        -1 => LoginState::Undefined,
        0 => LoginState::Offline,
        1 => LoginState::Online,
        2 => LoginState::Busy,
        98 => LoginState::Locked,
        other => LoginState::Other(other),
    }
}

/// The reason for being busy that the vendor's code stands for.
pub const fn reason(code: i64) -> BusyReason {
    match code {
        0 => BusyReason::Unknown,
        2 => BusyReason::DoNotDisturb,
        4 => BusyReason::WrapUp,
        11 => BusyReason::Break,
        12 => BusyReason::Training,
        13 => BusyReason::Meeting,
        14 => BusyReason::Dining,
        15 => BusyReason::Activity,
        16 => BusyReason::Custom1,
        17 => BusyReason::Custom2,
        18 => BusyReason::Custom3,
        97 => BusyReason::ForcedByAgent,
        98 => BusyReason::ForcedBySystem,
        99 => BusyReason::ForcedBySupervisor,
        other => BusyReason::Other(other),
    }
}

pub(super) const fn call(code: i64) -> CallKind {
    match code {
        0 => CallKind::None,
        1 => CallKind::Internal,
        2 => CallKind::Inbound,
        3 => CallKind::Outbound,
        other => CallKind::Other(other),
    }
}

pub(super) const fn phone(code: i64) -> PhoneKind {
    match code {
        1 => PhoneKind::Web,
        2 => PhoneKind::WeChat,
        3 => PhoneKind::Phone,
        4 => PhoneKind::Sip,
        5 => PhoneKind::App,
        other => PhoneKind::Other(other),
    }
}

/// What the vendor calls the ways in which a call is set up.
const DIALS: [(&str, DialKind); 7] = [
    ("Inbound", DialKind::Inbound),
    ("RegularMakeCall", DialKind::Regular),
    ("ClickToCallback", DialKind::Click),
    ("TwoWayToPSTN", DialKind::TwoWay),
    ("Internal", DialKind::Internal),
    ("PreviewOutbound", DialKind::Preview),
    ("PredictiveOutbound", DialKind::Predictive),
];

/// How a call was set up.
pub(super) fn dial(name: &str) -> Option<DialKind> {
    DIALS.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, dial)| *dial)
}

/// The same the other way round.
pub(super) fn dial_name(dial: DialKind) -> Option<&'static str> {
    DIALS.iter().find(|(_, known)| *known == dial).map(|(name, _)| *name)
}

/// The vendor's name of a figure: the other columns of `snapshot` use it.
pub const fn figure_name(figure: Figure) -> &'static str {
    match figure {
        Figure::Answered => "inboundEstablishedCallsCountToday",
        Figure::Missed => "inboundAbandonCallsCountToday",
        Figure::Dialled => "outboundCallsCountToday",
        Figure::Connected => "outboundEstablishedCallsCountToday",
        Figure::InboundNow => "inboundCallsCount",
        Figure::OutboundNow => "outboundCallsCount",
        Figure::LoggedIn => "loginAgentsCount",
        Figure::Online => "onlineAgentsCount",
        Figure::LoginBusy => "busyAgentsCount",
        Figure::LoginLocked => "sysLockAgentsCount",
        Figure::Offline => "logoutAgentsCount",
        Figure::InCall => "inCallAgentsCount",
        Figure::Ready => "readyAgentsCount",
        Figure::Busy => "busyingAgentsCount",
        Figure::Dialling => "dialingAgentsCount",
        Figure::Ringing => "ringingAgentsCount",
        Figure::Talking => "establishedAgentsCount",
        Figure::Holding => "heldAgentsCount",
        Figure::WrapUp => "acwAgentsCount",
        Figure::Locked => "sysLockingAgentsCount",
    }
}

/// The figure that the vendor calls `name`.
pub fn figure_of(name: &str) -> Option<Figure> {
    Figure::ALL.iter().copied().find(|figure| figure_name(*figure) == name)
}

//! What the documented columns are measured in, and how rows make a total. The vendor's document has names only: that
//! durations are seconds and rates per cent is read off its examples, and the weights of rates and averages are the
//! likeliest, so that a total of them is an estimate.

use crate::model::Unit;

/// How a column is totalled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Total {
    /// Added up.
    Sum,
    /// Weighted by the column with this key.
    By(&'static str),
}

/// What is known of a column besides what its header says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Known {
    pub(super) group: &'static str,
    pub(super) unit: Unit,
    pub(super) total: Total,
}

/// How many and how much.
pub(super) const VOLUME: &str = "volume";
/// How fast.
pub(super) const SPEED: &str = "speed";
/// How well.
pub(super) const QUALITY: &str = "quality";
/// What customers said.
pub(super) const SATISFACTION: &str = "satisfaction";
/// How long in which state.
pub(super) const TIME: &str = "time";
/// What no document names.
pub(super) const OTHER: &str = "other";

const fn known(group: &'static str, unit: Unit, total: Total) -> Known {
    Known { group, unit, total }
}

/// A documented column; `None` for the tenant's own and for those that are newer than the document.
pub(super) fn of(key: &str) -> Option<Known> {
    Some(match key {
        "initCount"
        | "validCount"
        | "robotCount"
        | "robotOnlyCount"
        | "robotManualSucCount"
        | "manualCount"
        | "queueUpCount"
        | "queueGiveUpCount"
        | "lossCount"
        | "finishCount"
        | "inviteCount"
        | "transferCount"
        | "leavingCount"
        | "noVisitorMsgCount"
        | "noReplyCount"
        | "msgCount"
        | "agentSendMsgCount"
        | "visitorSendMsgCount"
        | "assignCount"
        | "invalidCount"
        | "receiveLeavingCount"
        | "delLeavingCount"
        | "transferOutCount"
        | "transferInCount"
        | "replyCount" => known(VOLUME, Unit::Count, Total::Sum),
        "evaluateCount" | "pushCsrCount" | "agentPushCsrCount" => known(SATISFACTION, Unit::Count, Total::Sum),
        "pushCsrRate" | "evaluateRate" => known(SATISFACTION, Unit::Share, Total::By("initCount")),
        "sessionTimeLen" | "avgSessionNotIncludeTimeLen" => known(SPEED, Unit::Duration, Total::By("initCount")),
        "avgFirstResponseNotIncludeLen" | "avgMsgResponseLen" => known(SPEED, Unit::Duration, Total::By("replyCount")),
        "firstResponseNotIncludeLen" | "sessionNotIncludeTimeLen" => known(SPEED, Unit::Duration, Total::Sum),
        "quesAndAnswerRate" => known(QUALITY, Unit::Share, Total::By("replyCount")),
        "twentyFourHourSolutionRate" | "fortyEightHourSolutionRate" => {
            known(QUALITY, Unit::Share, Total::By("initCount"))
        }
        "loginTotalTimeLength" => TENANTS_TIME,
        _ => return None,
    })
}

/// A column of the tenant's own with the time in one of the agents' states.
pub(super) const TENANTS_TIME: Known = known(TIME, Unit::Duration, Total::Sum);
/// A column of the tenant's own with the share of one answer among the ratings.
pub(super) const TENANTS_RATING: Known = known(SATISFACTION, Unit::Share, Total::By("evaluateCount"));

//! `data.header` of each report: the documented columns in this tenant's order, some of them hidden, and between them
//! those of the tenant's own under their ids.

use serde_json::{Value, json};

use crate::sim::channel::STATES;

/// Which report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Sessions by time.
    Time,
    /// The agents' workload.
    Workload,
    /// The agents' quality.
    Quality,
}

/// A column: its key, its label, whether the tenant shows it.
type Column = (&'static str, &'static str, bool);

const TIME: [Column; 22] = [
    ("time", "时间", true),
    ("initCount", "总会话数", true),
    ("validCount", "有效会话数", true),
    ("manualCount", "人工服务数", true),
    ("robotCount", "机器人会话数", true),
    ("robotOnlyCount", "机器人独立接待会话数", true),
    ("robotManualSucCount", "机器人转人工成功数", true),
    ("queueUpCount", "排队数", false),
    ("queueGiveUpCount", "排队放弃数", true),
    ("lossCount", "流失会话数", true),
    ("finishCount", "完成会话数", true),
    ("inviteCount", "主动会话数", true),
    ("transferCount", "转接会话数", false),
    ("leavingCount", "留言数", false),
    ("noVisitorMsgCount", "访客无消息会话数", false),
    ("noReplyCount", "未回复会话数", false),
    ("msgCount", "总消息数", false),
    ("agentSendMsgCount", "座席消息数", false),
    ("visitorSendMsgCount", "访客消息数", false),
    ("evaluateCount", "评价数", true),
    ("sessionTimeLen", "平均会话时长", true),
    ("pushCsrCount", "邀评数", false),
];

const WORKLOAD: [Column; 14] = [
    ("agentId", "座席姓名", true),
    ("initCount", "接待会话总数", true),
    ("invalidCount", "有效会话数", true),
    ("replyCount", "响应会话数", true),
    ("assignCount", "分配会话数", true),
    ("inviteCount", "主动会话数", false),
    ("transferInCount", "转入会话数", true),
    ("transferOutCount", "转出会话数", true),
    ("finishCount", "完成会话数", true),
    ("noVisitorMsgCount", "访客无消息会话数", false),
    ("agentSendMsgCount", "回复消息数", true),
    ("visitorSendMsgCount", "接收消息数", true),
    ("receiveLeavingCount", "接入留言数", true),
    ("delLeavingCount", "处理留言数", true),
];

const LOGIN: Column = ("loginTotalTimeLength", "登录总时长", true);

/// The tenant's states; the last is not looked at.
const STATE_LABELS: [(&str, bool); STATES] =
    [("在线总时长", true), ("忙碌总时长", true), ("小休总时长", true), ("培训总时长", false)];

const QUALITY: [Column; 19] = [
    ("agentId", "座席姓名", true),
    ("initCount", "接待会话总数", true),
    ("assignCount", "分配会话数", false),
    ("invalidCount", "有效会话数", true),
    ("inviteCount", "主动会话数", true),
    ("replyCount", "响应会话数", true),
    ("avgFirstResponseNotIncludeLen", "平均首响时长", true),
    ("avgMsgResponseLen", "平均响应时长", true),
    ("avgSessionNotIncludeTimeLen", "平均会话时长", true),
    ("firstResponseNotIncludeLen", "首响总时长", false),
    ("sessionNotIncludeTimeLen", "会话总时长", false),
    ("pushCsrCount", "邀评数", true),
    ("agentPushCsrCount", "座席主动邀评数", true),
    ("pushCsrRate", "邀评率", true),
    ("evaluateCount", "参评数", true),
    ("evaluateRate", "参评率", true),
    ("quesAndAnswerRate", "答问比", true),
    ("twentyFourHourSolutionRate", "24h一次性解决率", true),
    ("fortyEightHourSolutionRate", "48h一次性解决率", false),
];

/// What customers may answer, the worst first.
const ANSWER_LABELS: [&str; 5] = ["很不满意", "不满意", "一般", "满意", "超级满意"];

/// The order in which the tenant lists its answers.
const ANSWER_ORDER: [usize; 5] = [2, 0, 4, 3, 1];

/// The keys of the report by time, in the header's order.
pub(super) fn time_props() -> impl Iterator<Item = &'static str> {
    TIME.into_iter().map(|(prop, _, _)| prop)
}

pub(super) fn of(kind: Kind, states: &[String; STATES], answers: &[String; 5]) -> Value {
    match kind {
        Kind::Time => TIME
            .into_iter()
            .map(|column| {
                let mut entry = documented(column);
                // The one width that the vendor writes as text.
                if column.0 == "time"
                    && let Some(width) = entry.get_mut("width")
                {
                    *width = json!("200");
                }
                entry
            })
            .collect(),
        Kind::Workload => {
            let own = states.iter().zip(STATE_LABELS).map(|(id, (label, show))| {
                json!({"isCustomHeader": true, "prop": id, "show": show, "width": 120, "label": label})
            });
            WORKLOAD.into_iter().chain([LOGIN]).map(documented).chain(own).collect()
        }
        Kind::Quality => {
            let own = ANSWER_ORDER.into_iter().filter_map(|place| {
                let (id, label) = (answers.get(place)?, ANSWER_LABELS.get(place)?);
                // The vendor spells it otherwise here, and says false of what is the tenant's own.
                Some(json!({"prop": id, "label": label, "show": true, "width": 120, "customHeader": false}))
            });
            QUALITY.into_iter().map(documented).chain(own).collect()
        }
    }
}

fn documented((prop, label, show): Column) -> Value {
    json!({"isCustomHeader": false, "prop": prop, "show": show, "width": 120, "label": label})
}

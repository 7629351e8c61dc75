//! Sources that have gone through something, and the machinery behind them.

use super::calls::{all, data, found, refused, unreachable};
use super::{NOW, apply, centre};
use crate::model::{
    Board, BudgetHealth, CallResult, CallsAsked, Changes, Clocks, Data, Day, Health, Lookup, Payload, Phase, Reject,
    RejectReason, ReportAsked, ReportOf, SourceId, SourceReport, TokenHealth,
};

fn report(board: &mut Board, report: SourceReport) {
    apply(board, NOW.plus(-7_300_000), Payload::Source(SourceReport { phase: Phase::Connecting, ..report.clone() }));
    let at = if report.phase == Phase::Live { NOW.plus(-7_200_000) } else { NOW.plus(-95_000) };
    apply(board, at, Payload::Source(report));
}

/// A long day: a stream that was cut, chat statistics that are asked too often, AI records refused.
pub fn troubled() -> Board {
    let mut board = centre(48);
    let plain = SourceReport {
        connects: 3,
        resyncs: 61,
        bytes: 48_211_733,
        skew_ms: Some(-420),
        clocks: Some(Clocks { date_ms: Some(300), message_ms: Some(-420), signed_ms: None }),
        ..SourceReport::new(SourceId::Agents, Phase::Live)
    };
    report(&mut board, plain);
    report(
        &mut board,
        SourceReport {
            error: Some(
                "chat statistics: the vendor asks to wait 60 s (229000): Requests are too frequent, please try again \
                 after [60]s; see https://sg.sobot.io/chat-static-api/api/customerService/staffWorkStatis?page_no=1"
                    .into(),
            ),
            connects: 412,
            bytes: 2_411_733,
            skew_ms: Some(61_000),
            clocks: Some(Clocks { date_ms: Some(61_000), ..Clocks::default() }),
            ..SourceReport::new(SourceId::Chat, Phase::Waiting { until: NOW.plus(42_000), tries: 3 })
        },
    );
    report(
        &mut board,
        SourceReport {
            error: Some("the vendor refuses this app id (222000): app_id in [acme_chats]".into()),
            ..SourceReport::new(SourceId::Ai, Phase::Stopped)
        },
    );
    let reject = |index: usize| Reject {
        reason: [RejectReason::UnknownId, RejectReason::BadValue, RejectReason::UnknownPath][index % 3],
        detail: format!(
            "replace agentsMetrics/list/agentWorkStatus of 8d477de896c148d89ee71eef{index:08} by {{\"code\": {index}}}"
        )
        .into(),
    };
    for index in 0..23 {
        let changes = Changes { rejects: vec![reject(index)], ..Changes::default() };
        apply(&mut board, NOW.plus(-1_000), Payload::Changes(changes));
    }
    board.take_touched();
    board
}

/// Tokens, budgets, counters.
pub fn machinery() -> Health {
    Health {
        tokens: vec![
            TokenHealth {
                section: "acme_voice".to_owned(),
                since: None,
                until: Some(NOW.plus(1_800_000)),
                ready_made: true,
                renewals: 0,
                unkept: None,
                taken: None,
            },
            TokenHealth {
                section: "acme_chats".to_owned(),
                since: Some(NOW.plus(-15_000_000)),
                until: Some(NOW.plus(71_400_000)),
                ready_made: false,
                renewals: 2,
                unkept: None,
                taken: None,
            },
        ],
        budgets: vec![BudgetHealth {
            section: "acme_chats".to_owned(),
            used: 13,
            limit: 18,
            queued: [1, 1, 4],
            paused_until: Some(NOW.plus(42_000)),
            unshared: None,
        }],
        asking: vec!["calls of today, page 4".to_owned(), "report half hours".to_owned()],
        answered: 1_204,
        failed: 3,
        bytes: 9_911_204,
    }
}

/// The machinery with two lookups that failed.
pub fn with_machinery(board: &mut Board) {
    data(board, NOW.plus(-2_000), Lookup::Health, Data::Health(machinery()));
    found(board, NOW.plus(-2_000), all(), unreachable());
    let asked = CallsAsked { result: Some(CallResult::AgentMissed), ..CallsAsked::default() };
    found(board, NOW.plus(-2_000), Lookup::Calls(asked), refused());
    let report = ReportAsked { of: ReportOf::DepartmentsInbound, day: Day::Today, agent: None };
    found(board, NOW.plus(-2_000), Lookup::Report(report), refused());
}

//! Callers who wait, in a snapshot.

use chrono::SecondsFormat;
use chrono_tz::Tz;
use serde_json::{Value, json};

use crate::lang::Language;
use crate::model::live::WaitingAt;
use crate::model::{Board, Phase, SourceId, Stamp, Waiting};
use crate::ui::text::{self, Marks};

fn is_listened_for(board: &Board) -> bool {
    !matches!(board.source(SourceId::Push).phase, Phase::Off)
}

/// Who waits by events of calls; `null` where callbacks are not listened for.
pub(super) fn document(board: &Board, now: Stamp, zone: Tz) -> Value {
    if !is_listened_for(board) {
        return Value::Null;
    }
    let waiting = board.waiting(now);
    let skew = board.skew_ms();
    let not_whole_since = board.live().past().not_whole_since.and_then(|at| at.in_zone(&zone));
    let by = |at: WaitingAt<'_>| {
        let longest = now.plus(skew).since(at.since).max(0);
        json!({ "name": at.name, "waiting": at.count, "longest_wait_ms": longest })
    };
    json!({
        "callers": waiting.exact(),
        "at_least": waiting.at_least(),
        "at_most": waiting.at_most(),
        "unchecked": waiting.unchecked(),
        "sure": waiting.is_exact(),
        "unsure": text::waiting_unsure(Language::English, zone, board, now),
        "longest_wait_ms": board.longest_wait(now),
        "source": SourceId::Push.name(),
        "age_ms": board.live().past().heard.map(|heard| now.since(heard).max(0)),
        "calls": board.live().len(),
        "ended_unseen": board.live().past().ended_unseen,
        "not_whole": board.live().past().not_whole,
        "not_whole_since": not_whole_since.map(|at| at.to_rfc3339_opts(SecondsFormat::Millis, false)),
        "relays": board.live().by_relay().map(by).collect::<Vec<_>>(),
        "groups": board.live().by_group().map(by).collect::<Vec<_>>(),
    })
}

/// The same in a line: `waiting 4, longest 1:40 (callbacks, 2s old)`.
pub(super) fn line(board: &Board, now: Stamp, zone: Tz) -> String {
    let waiting = board.waiting(now);
    let why = text::waiting_unsure(Language::English, zone, board, now);
    let figure = text::waiting(waiting, Marks::PLAIN);
    let longest = text::duration(board.longest_wait(now), Marks::PLAIN.dash);
    let heard = board.live().past().heard.map(|heard| now.since(heard).max(0));
    let age = heard.map(|age| format!("  (callbacks, {} old)", text::age(Language::English, age))).unwrap_or_default();
    let why = why.map(|why| format!(": {why}")).unwrap_or_default();
    match waiting {
        Waiting::Unknown(_) | Waiting::AtMost(..) => format!("waiting {figure}{why}"),
        _ => format!("waiting {figure}  longest {longest}{age}{why}"),
    }
}

//! Callers who wait, in a snapshot.

use chrono::SecondsFormat;
use chrono_tz::Tz;
use serde_json::{Value, json};

use crate::lang::Language;
use crate::model::{Board, SourceId, Stamp, Waiting, WaitingBy};
use crate::ui::text::{self, Marks};

/// Who waits in each part of the calls; `name` is `null` of those of whom it is not told.
fn parts(by: Option<WaitingBy>) -> Value {
    let Some(by) = by else { return json!([]) };
    let parts = by.names().filter_map(|name| Some((name, by.of(name)?)));
    let told = parts.map(|(name, part)| {
        json!({
            "name": name,
            "waiting": part.count,
            "longest_wait_ms": part.longest_ms,
            "sure": part.sure,
        })
    });
    told.collect()
}

/// Who waits by events of calls; `null` where callbacks are not listened for.
pub(super) fn document(board: &Board, now: Stamp, zone: Tz) -> Value {
    if !board.listens() {
        return Value::Null;
    }
    let waiting = board.waiting(now);
    let not_whole_since = board.live().past().not_whole_since.and_then(|at| at.in_zone(&zone));
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
        "relays": parts(board.waiting_by(now, |call| call.relay.as_ref())),
        "groups": parts(board.waiting_by(now, |call| call.group.as_ref())),
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

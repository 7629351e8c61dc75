//! `staffWorkStatis`: one row an agent, some hundred figures wide.

use chrono::NaiveDate;
use serde_json::{Map, Value, json};

use super::metrics::{self, known};
use super::problem::Asked;
use super::settings::MAX_PAGE_SIZE;
use crate::model::{ChatAgent, ChatBy};
use crate::platforms::beyond::keep_to;
use crate::platforms::lenient::{self, LeftOut, Loose, filled};
use crate::platforms::{ChatPage, Error, ErrorKind, Result, is_full};

/// `search_way`: 1 for a row an agent, 2 for a row for each of an agent's skill groups.
pub(super) fn request(day: NaiveDate, page: u32, by: ChatBy) -> Value {
    let search_way = match by {
        ChatBy::Department => 1,
        ChatBy::SkillGroup => 2,
    };
    let day = day.format("%Y-%m-%d").to_string();
    json!({
        "search_way": search_way.to_string(),
        "start_date": day,
        "end_date": day,
        "page_no": page.to_string(),
        "page_size": MAX_PAGE_SIZE.to_string(),
    })
}

/// A count that cannot be read is unknown: the rows tell where they end.
pub(super) fn page(mut answer: Map<String, Value>, cut: &LeftOut, place: &str) -> Result<ChatPage> {
    let count = |key: &str| known(key, Loose::field(&answer, key).count());
    let (total, pages, size) = (count("total_count"), count("page_count"), count("page_size"));
    let wrong = || Error::new(ErrorKind::Answer, Asked::NoItems(place.to_owned()));
    let mut items = lenient::rows(answer.remove("items")).ok_or_else(wrong)?;
    let sent = cut.sent("items").unwrap_or(items.len() as u64);
    let left_out = keep_to(&mut items, sent, MAX_PAGE_SIZE, place).map(Into::into);
    let rows = items.into_iter().filter_map(row);
    Ok(ChatPage {
        rows: rows.collect(),
        // Those beyond what was asked for are there too.
        total: if left_out.is_some() { total.max(Some(sent)) } else { total },
        left_out,
        pages: pages.map(|pages| u32::try_from(pages).unwrap_or(u32::MAX)),
        sent,
        full: is_full(sent, MAX_PAGE_SIZE, size),
    })
}

/// A row without a person's id (an empty object, a line of sums) belongs to no person.
fn row(mut fields: Map<String, Value>) -> Option<ChatAgent> {
    let text = |key: &str| Loose::field(&fields, key).text().ok().flatten();
    let id = text("staff_id").as_deref().and_then(filled)?.to_owned();
    let (name, group) = (text("service_nick"), text("group_name"));
    let cells = metrics::cells(&mut fields);
    // What every vendor has is read once, as its column.
    let number = |key: &str| metrics::number(&cells, key);
    let count = |key: &str| number(key).map(|count| count as u64);
    Some(ChatAgent {
        id,
        name,
        group,
        chats: count("human_consult"),
        valid: count("human_valid"),
        unanswered: count("human_not_recep"),
        received: count("human_valid_recep"),
        first_reply_ms: number("avg_first_response_time"),
        reply_ms: number("response_time_avg"),
        session_ms: number("avg_session_duration"),
        good: count("good"),
        middle: count("middle"),
        bad: count("bad"),
        cells,
        extra: fields.into(),
    })
}

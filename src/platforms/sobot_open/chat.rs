//! `staffWorkStatis`: one row an agent, some hundred figures wide.

use chrono::NaiveDate;
use serde_json::{Map, Value, json};

use super::metrics::{self, known};
use super::problem::Asked;
use super::settings::MAX_PAGE_SIZE;
use crate::model::{ChatAgent, ChatBy};
use crate::platforms::beyond::keep_to;
use crate::platforms::lenient::{self, Lean, LeftOut, Loose, TakesRows, filled};
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

/// The rows of a page, each made what it means as it is read.
#[derive(Default)]
pub(super) struct Rows(Vec<Option<ChatAgent>>);

impl TakesRows for Rows {
    fn lists(&self) -> &'static [&'static str] {
        &["items"]
    }

    fn in_answer(&self) -> bool {
        true
    }

    fn whole(&self) -> bool {
        true
    }

    fn begin(&mut self, _list: usize) {
        self.0.clear();
    }

    fn take(&mut self, list: usize, fields: Map<String, Value>) {
        self.take_lean(list, &Lean::of(&fields));
    }

    fn take_lean(&mut self, _list: usize, fields: &Lean<'_>) {
        self.0.push(row(fields));
    }
}

/// A count that cannot be read is unknown: the rows tell where they end.
pub(super) fn page(
    mut answer: Map<String, Value>,
    Rows(mut rows): Rows,
    cut: &LeftOut,
    place: &str,
) -> Result<ChatPage> {
    let count = |key: &str| known(key, Loose::field(&answer, key).count());
    let (total, pages, size) = (count("total_count"), count("page_count"), count("page_size"));
    let wrong = || Error::new(ErrorKind::Answer, Asked::NoItems(place.to_owned()));
    lenient::rows(answer.remove("items")).ok_or_else(wrong)?;
    let sent = cut.sent("items").unwrap_or(rows.len() as u64);
    let left_out = keep_to(&mut rows, sent, MAX_PAGE_SIZE, place).map(Into::into);
    Ok(ChatPage {
        rows: rows.into_iter().flatten().collect(),
        // Those beyond what was asked for are there too.
        total: if left_out.is_some() { total.max(Some(sent)) } else { total },
        left_out,
        pages: pages.map(|pages| u32::try_from(pages).unwrap_or(u32::MAX)),
        sent,
        full: is_full(sent, MAX_PAGE_SIZE, size),
    })
}

/// A row without a person's id (an empty object, a line of sums) belongs to no person.
fn row(fields: &Lean<'_>) -> Option<ChatAgent> {
    let text = |key: &str| fields.field(key).text().ok().flatten();
    let id = text("staff_id").as_deref().and_then(filled)?.to_owned();
    let (name, group) = (text("service_nick"), text("group_name"));
    let (cells, rest) = metrics::taken(fields);
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
        extra: rest.into(),
    })
}

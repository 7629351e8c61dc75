//! A day of chats with figures in groups, as a vendor with a hundred of them sends it.

use super::{Desk, NOW, apply, centre};
use crate::model::{
    Board, Cell, ChatAgent, ChatBy, ChatDay, Data, Finding, Fold, Found, Lookup, Metric, Payload, Unit,
};

fn metric(key: &str, label: &str, group: &str, unit: Unit, fold: Fold, shown: bool) -> Metric {
    Metric { key: key.to_owned(), label: label.to_owned(), group: group.to_owned(), unit, fold, role: None, shown }
}

fn metrics() -> Vec<Metric> {
    let by = || Fold::Weighted("human_consult".to_owned());
    let mut metrics = vec![
        metric("human_consult", "chats", "volume", Unit::Count, Fold::Sum, true),
        metric("human_valid", "valid", "volume", Unit::Count, Fold::Sum, true),
        metric("human_not_recep", "unanswered", "volume", Unit::Count, Fold::Sum, true),
        metric("max_conv_num", "peak concurrent", "volume", Unit::Count, Fold::Max, false),
        metric("avg_first_response_time", "first reply", "speed", Unit::Duration, by(), true),
        metric("response_time_avg", "reply", "speed", Unit::Duration, by(), true),
        metric("avg_session_duration", "length", "speed", Unit::Duration, by(), true),
        metric("valid_rate_str", "valid %", "quality", Unit::Share, by(), true),
        metric("good", "good", "satisfaction, 5 stars", Unit::Count, Fold::Sum, true),
        metric("avg_comment_score", "average score", "satisfaction, 5 stars", Unit::Score, by(), true),
    ];
    for star in 1..=12 {
        let (key, label) = (format!("score{star}"), format!("{star} points"));
        metrics.push(metric(&key, &label, "satisfaction, 10 points", Unit::Count, Fold::Sum, false));
    }
    metrics
}

fn row(index: usize, row: &ChatAgent) -> ChatAgent {
    let number = |value: Option<u64>| value.map_or(Cell::Unknown, |value| Cell::Number(value as f64));
    let ms = |value: Option<f64>| value.map_or(Cell::Unknown, Cell::Number);
    let mut cells = vec![
        number(row.chats),
        number(row.valid),
        number(row.unanswered),
        Cell::Number((index % 5 + 2) as f64),
        ms(row.first_reply_ms),
        ms(row.reply_ms),
        ms(row.session_ms),
        row.chats.zip(row.valid).map_or(Cell::Unknown, |(all, valid)| Cell::Number(valid as f64 / all as f64)),
        number(row.good),
        if index.is_multiple_of(4) { Cell::Unknown } else { Cell::Number(3.5 + (index % 3) as f64 * 0.5) },
    ];
    cells.extend((0..12).map(|star| Cell::Number(f64::from(star))));
    ChatAgent { cells, ..row.clone() }
}

fn day(board: &Board, by: ChatBy) -> ChatDay {
    let known = board.chat().unwrap();
    let mut rows: Vec<ChatAgent> = known.rows.iter().enumerate().map(|(index, known)| row(index, known)).collect();
    if let Some(last) = rows.last_mut() {
        "nobody-known".clone_into(&mut last.id);
        last.name = Some("Nobody Known".to_owned());
    }
    let expected = Some(rows.len() as u64);
    ChatDay { by: Some(by), metrics: metrics(), ..ChatDay::new(NOW.plus(-12_000), expected, rows) }
}

/// The fixed centre, its chats by agent with all figures.
pub fn chats_with_metrics() -> Board {
    let mut board = centre(48);
    let day = day(&board, ChatBy::Department);
    apply(&mut board, NOW.plus(-12_000), Payload::Chat(Box::new(day)));
    board
}

impl Desk {
    /// The chats by skill group come.
    pub fn skill_groups(&mut self) {
        let found = Found {
            lookup: Lookup::Chat(ChatBy::SkillGroup),
            finding: Finding::Data(Box::new(Data::Chat(day(&self.board, ChatBy::SkillGroup)))),
        };
        apply(&mut self.board, NOW, Payload::Found(Box::new(found)));
        self.note();
    }
}

//! Looked up when a person asks: AI sessions by every filter of `recordList`, the names behind its ids, and the chat
//! workload split in another way.

use chrono::NaiveDate;
use futures_util::future::join_all;
use serde_json::{Map, Value, json};

use super::choices::{self, Choices, LISTS, List, Use};
use super::{MAX_PAGE_SIZE, OpenClient, RECORDS_PATH, ai, metrics, steps};
use crate::http::Verb;
use crate::model::{AiAsked, AiChoices, AiField, AiRecord, AiStep, ChatBy, Metric, TokenHealth, sort};
use crate::platforms::lenient::Loose;
use crate::platforms::{ChatPage, Error, ErrorKind, ListPage, Recoveries, Result, SessionsApi, Urgency, is_full};

/// How the keys of a field are sent.
enum Form {
    /// One number.
    Number,
    /// One string, with commas between several keys.
    Text,
    /// A list of strings.
    List,
}

/// The request's key of a field, and its form ("Reception Records List", request param).
///
/// `None` for steps, which are several parameters.
const fn parameter(field: AiField) -> Option<(&'static str, Form)> {
    Some(match field {
        AiField::Step => return None,
        AiField::Robot => ("robotid", Form::Text),
        AiField::RobotKind => ("robot_types", Form::List),
        AiField::Business => ("biz_type", Form::Text),
        AiField::Channel => ("source", Form::Text),
        AiField::Entrance => ("channel_flag_plus", Form::Text),
        AiField::Ended => ("robot_consult", Form::Number),
        AiField::Valid => ("robot_valid", Form::Number),
        AiField::Asked => ("trigger2_human", Form::Number),
        AiField::Handed => ("transfer2_human", Form::Number),
        AiField::Reason => ("valid_trigger2_human_type", Form::Text),
        AiField::Solved => ("solve_status", Form::Number),
        AiField::AnswerKind => ("answer_type", Form::Text),
        AiField::Emotion => ("emotion_type", Form::Text),
        AiField::Rated => ("satisfaction_status", Form::Number),
        AiField::Score => ("score_level", Form::Text),
        AiField::Stars => ("star_level", Form::Text),
        AiField::SecondRating => ("assess_status", Form::Text),
        AiField::RatingLabel => ("satisfaction_labels", Form::List),
        AiField::Liked => ("like_dislike_status", Form::Number),
        AiField::DislikeLabel => ("like_dislike_labels", Form::List),
        AiField::Audience => ("rule_ids", Form::List),
        AiField::Guided => ("is_trigger_session_guide_status", Form::Number),
        AiField::Test => ("test", Form::Number),
        AiField::Session => ("cid", Form::Text),
        AiField::Conversation => ("bizid", Form::Text),
    })
}

/// The dates of a question about one day, as every endpoint of this family wants them.
fn dates(day: NaiveDate, timezone: &str) -> Map<String, Value> {
    let day = day.format("%Y-%m-%d").to_string();
    sort::object([
        ("start_time".to_owned(), json!(day)),
        ("end_time".to_owned(), json!(day)),
        ("timeZoneid".to_owned(), json!(timezone)),
    ])
}

/// `None` where the steps and the other filters exclude each other: nothing answers that.
fn request(day: NaiveDate, asked: &AiAsked, page: u32, rows: u32, timezone: &str) -> Option<Value> {
    let mut body = dates(day, timezone);
    body.insert("page_no".to_owned(), json!(page.max(1)));
    body.insert("page_size".to_owned(), json!(rows.clamp(1, MAX_PAGE_SIZE)));
    for (field, keys) in &asked.0 {
        let keys: Vec<&str> = keys.iter().map(|key| key.trim()).filter(|key| !key.is_empty()).collect();
        if keys.is_empty() {
            continue;
        }
        let Some((name, form)) = parameter(*field) else { continue };
        let joined = keys.join(",");
        let value = match form {
            Form::Number => joined.parse::<i64>().map_or_else(|_| json!(joined), |number| json!(number)),
            Form::Text => json!(joined),
            Form::List => json!(keys),
        };
        body.insert(name.to_owned(), value);
    }
    let steps = asked.0.get(&AiField::Step).into_iter().flatten().filter_map(|key| AiStep::of(key.trim()));
    for step in steps {
        if !steps::narrow(&mut body, step) {
            return None;
        }
    }
    Some(Value::Object(body))
}

impl OpenClient {
    async fn choices_of(&self, list: &'static List, day: NaiveDate, urgency: Urgency) -> Result<Choices> {
        let body = (list.verb == Verb::Post).then(|| Value::Object(dates(day, &self.timezone)));
        let reply = self.call(list.verb, list.path, body.as_ref(), urgency).await?;
        let place = format!("{} {} at {}", list.verb.name(), list.path, self.http.host());
        reply.read(move |fields, cut| list.read(fields, cut, &place)).await
    }
}

impl SessionsApi for OpenClient {
    const SECTION: &'static str = super::section::SECTION.path;

    async fn sessions_page(
        &self,
        day: NaiveDate,
        asked: &AiAsked,
        page: u32,
        rows: u32,
        urgency: Urgency,
    ) -> Result<ListPage<AiRecord>> {
        let asked = self.narrowed.ask(asked);
        let Some(body) = asked.and_then(|asked| request(day, &asked, page, rows, &self.timezone)) else {
            let (rows, total) = (vec![], Some(0));
            return Ok(ListPage { rows, total, page_size: None, sent: 0, full: false, hidden: 0, bytes: 0 });
        };
        let reply = self.call(Verb::Post, RECORDS_PATH, Some(&body), urgency).await?;
        let page_size = Loose::field(&reply.fields, "page_size").count().ok().flatten();
        let (bytes, place) = (reply.bytes, format!("POST {RECORDS_PATH} at {}", self.http.host()));
        let read = reply.read(move |fields, cut| -> Result<_> {
            let ai::Records { total, sent, seen, left_out, own } = ai::records(fields, cut, &place)?;
            let probed: Vec<String> = own.iter().filter_map(|found| found.robot().map(str::to_owned)).collect();
            let page = ListPage {
                sent,
                full: is_full(sent, rows.clamp(1, MAX_PAGE_SIZE), page_size),
                rows: seen.into_iter().map(|seen| seen.record).collect(),
                // Those beyond what was asked for are there too.
                total: if left_out.is_some() { total.max(Some(sent)) } else { total },
                page_size: page_size.and_then(|rows| u32::try_from(rows).ok()).filter(|rows| *rows > 0),
                hidden: 0,
                bytes,
            };
            Ok((page, probed))
        });
        let (told, probed) = read.await?;
        self.own.learn(probed);
        let hidden = match page {
            0 | 1 => self.owned(&body, urgency).await?.count,
            _ => self.owned_before(&body, urgency).await?,
        };
        Ok(ListPage { hidden, ..told })
    }

    async fn choices(&self, day: NaiveDate, urgency: Urgency) -> Result<AiChoices> {
        let answers = if urgency == Urgency::Background {
            // One after the other: all at once they would go before whatever else waits there.
            let mut answers = Vec::with_capacity(LISTS.len());
            for list in &LISTS {
                answers.push(self.choices_of(list, day, urgency).await);
            }
            answers
        } else {
            join_all(LISTS.iter().enumerate().map(|(at, list)| {
                let urgency = if at == 0 { urgency } else { urgency.further() };
                self.choices_of(list, day, urgency)
            }))
            .await
        };
        let mut choices = AiChoices::default();
        let mut failed: Vec<Error> = Vec::new();
        for (list, answer) in LISTS.iter().zip(answers) {
            let answer = answer.map(|Choices { choices: found, left_out }| {
                choices.missing.extend(left_out.map(|left_out| left_out.with(list.what)));
                found
            });
            match (answer, list.of) {
                (Ok(mut found), Use::Field(field)) => {
                    found.retain(|choice| field != AiField::Robot || self.narrowed.has_robot(&choice.key));
                    choices.by_field.insert(field, found);
                }
                (Ok(found), Use::Zones) => choices.zones = found,
                (Err(error), _) => {
                    choices.missing.push(error.problem.clone().with(list.what));
                    failed.push(error);
                }
            }
        }
        if failed.len() == LISTS.len() {
            // A pause that the vendor asks for says more than what else went wrong meanwhile.
            let at = failed.iter().position(|error| matches!(error.kind, ErrorKind::RateLimited(_))).unwrap_or(0);
            return Err(failed.swap_remove(at));
        }
        let fixed = AiField::ALL.into_iter().map(|field| (field, choices::fixed(field)));
        choices.by_field.extend(fixed.filter(|(_, found)| !found.is_empty()));
        Ok(choices)
    }

    async fn workload_page(&self, day: NaiveDate, by: ChatBy, page: u32, urgency: Urgency) -> Result<ChatPage> {
        self.workload(day, by, page, urgency).await
    }

    fn workload_metrics(&self) -> Vec<Metric> {
        metrics::metrics()
    }

    fn sessions_token(&self) -> Option<TokenHealth> {
        self.tokens.health()
    }

    fn sessions_recoveries(&self) -> Option<Recoveries> {
        Some(self.tokens.recoveries())
    }
}

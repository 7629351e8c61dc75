//! Counting what is a probe's among AI sessions: see [`own`](super::own).

use serde_json::{Value, json};

use super::problem::Asked;
use super::settings::MAX_PAGE_SIZE;
use super::{OpenClient, RECORDS_PATH, ai};
use crate::http::Verb;
use crate::model::Problem;
use crate::platforms::{Result, Urgency};

/// So many pages are looked through for them: more than a probe makes of them in a day.
const PAGES: u32 = 5;

/// How many of what was counted are a probe's.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Owned {
    pub(super) count: u64,
    /// That not all could be looked at.
    pub(super) unsure: Option<Problem>,
}

impl OpenClient {
    /// How many of the sessions that this question counts are a probe's.
    pub(super) async fn owned(&self, body: &Value, urgency: Urgency) -> Result<Owned> {
        let Some(question) = self.own.among(body) else { return Ok(Owned::default()) };
        if let Some(count) = self.own.follows(&question) {
            return Ok(Owned { count, unsure: None });
        }
        let place = format!("POST {RECORDS_PATH} at {}", self.http.host());
        let (mut count, mut sent, mut found) = (0, 0, Vec::new());
        for page in 1..=PAGES {
            let mut body = question.clone();
            body.insert("page_no".to_owned(), json!(page));
            let reply = self.call(Verb::Post, RECORDS_PATH, Some(&Value::Object(body)), urgency.further()).await?;
            let told = place.clone();
            let records = reply.read(move |fields, cut| ai::records(fields, cut, &told)).await?;
            count += records.own.len() as u64;
            found.extend(records.own);
            sent += records.sent;
            let all = records.total.map_or(records.sent < u64::from(MAX_PAGE_SIZE), |total| sent >= total);
            if all || records.sent == 0 {
                self.own.keep(&question, count);
                self.own.keep_all(&question, found);
                return Ok(Owned { count, unsure: None });
            }
        }
        self.own.keep(&question, count);
        Ok(Owned { count, unsure: Some(Asked::MaybeProbes(sent).into()) })
    }

    /// The same as it was counted last, for the further pages of a list; counted where it was not.
    pub(super) async fn owned_before(&self, body: &Value, urgency: Urgency) -> Result<u64> {
        let Some(question) = self.own.among(body) else { return Ok(0) };
        match self.own.count_of(&question) {
            Some(count) => Ok(count),
            None => self.owned(body, urgency).await.map(|owned| owned.count),
        }
    }
}

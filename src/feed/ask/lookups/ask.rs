//! One question to a vendor, from the words of the board to an answer in them.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::{Instant, timeout};

use super::apis::Apis;
use super::settings::LookupSettings;
use crate::feed::ask::chats::Chats;
use crate::feed::ask::paging::Told;
use crate::feed::problem::Unasked;
use crate::model::{
    AiAsked, AiField, AiRecord, AiStep, AiTotals, CallDetail, CallRecord, ChatDay, Clock, Data, Day, Lookup, Stamp,
    StateSpan, sort,
};
use crate::platforms::{CallsApi, DaySpan, Error, ErrorKind, ListPage, Numbers, Result, SessionsApi, Urgency};

/// How long an answer without a budget may take, all its pages included. Far beyond anything healthy: the clients end
/// what hangs. What waits for places in the budget may have to wait for long.
const PATIENCE: Duration = Duration::from_mins(5);

/// No answer is collected from more pages than this.
const PAGES_MAX: u32 = 200;

/// Who answers a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Family {
    /// The service that keeps calls: no budget, so few at once.
    Calls,
    /// The service that keeps sessions, through its budget.
    Sessions,
    /// The feed itself.
    Own,
}

impl Family {
    pub(super) const fn of(lookup: &Lookup) -> Self {
        match lookup {
            Lookup::Calls(_) | Lookup::Call(_) | Lookup::History(_) | Lookup::Report(_) => Self::Calls,
            Lookup::Chat(_) | Lookup::AiRecords(_) | Lookup::AiFunnel(_) | Lookup::AiChoices => Self::Sessions,
            Lookup::Health => Self::Own,
        }
    }
}

/// An exchange to be made.
#[derive(Clone, Debug)]
pub(super) struct Question {
    pub(super) lookup: Lookup,
    /// Of a long list, the page from 1.
    pub(super) page: u32,
    pub(super) urgency: Urgency,
    pub(super) numbers: Numbers,
    pub(super) today: DaySpan,
    pub(super) yesterday: DaySpan,
    pub(super) week_ago: DaySpan,
}

/// What an exchange brought.
#[derive(Debug)]
pub(super) enum Answer {
    Calls(ListPage<CallRecord>),
    AiRecords(ListPage<AiRecord>),
    /// All there is; `at`: when its oldest part was received.
    Whole {
        data: Box<Data>,
        at: Stamp,
        bytes: u64,
    },
}

impl Answer {
    pub(super) const fn bytes(&self) -> u64 {
        match self {
            Self::Calls(page) => page.bytes,
            Self::AiRecords(page) => page.bytes,
            Self::Whole { bytes, .. } => *bytes,
        }
    }
}

/// Asks.
///
/// # Errors
/// Those of the vendor; [`ErrorKind::Settings`] where no platform is configured to answer.
pub(super) async fn ask<C: CallsApi, O: SessionsApi>(
    apis: Apis<C, O>,
    settings: Arc<LookupSettings>,
    clock: Clock,
    question: Question,
) -> Result<Answer> {
    match Family::of(&question.lookup) {
        Family::Calls => timeout(PATIENCE, calls(apis.calls()?, &clock, question))
            .await
            .unwrap_or_else(|_| Err(Error::new(ErrorKind::Network, Unasked::Late(PATIENCE.as_secs() / 60)))),
        Family::Sessions => sessions(apis.sessions()?, settings.rows, &clock, question).await,
        Family::Own => Err(Error::new(ErrorKind::Settings, Unasked::NoRequest)),
    }
}

async fn calls<C: CallsApi>(api: &C, clock: &Clock, question: Question) -> Result<Answer> {
    let Question { lookup, page, numbers, today, yesterday, week_ago, .. } = question;
    let whole = |data| Answer::Whole { data: Box::new(data), at: clock(), bytes: 0 };
    match lookup {
        Lookup::Calls(asked) => api.calls_page(today, &asked, page, numbers).await.map(Answer::Calls),
        Lookup::Call(id) => api.call(&id, numbers).await.map(|call| whole(Data::Call(call))),
        Lookup::Report(asked) => {
            let day = match asked.day {
                Day::Today => today,
                Day::Yesterday => yesterday,
                Day::WeekAgo => week_ago,
            };
            api.report(day, &asked).await.map(|table| whole(Data::Report(table)))
        }
        Lookup::History(agent) => {
            let mut all = Collected::new();
            while let Some(page) = all.next() {
                let ListPage { rows, total, sent, full, bytes, .. } = api.history_page(today, &agent, page).await?;
                all.take(Part { rows, total, pages: None, sent, full }, bytes, clock());
            }
            let Collected { rows, at, bytes, .. } = all;
            // The vendor's idea of a day is not always the site's: its milliseconds are.
            let mut rows: Vec<StateSpan> =
                rows.into_iter().filter_map(|span| span.within(today.from, today.to)).collect();
            sort::by_key(&mut rows, |span| span.from);
            // A page that moved on while the next was asked for brings its last rows twice.
            rows.dedup();
            Ok(Answer::Whole { data: Box::new(Data::History(rows)), at: at.unwrap_or_default(), bytes })
        }
        Lookup::Chat(_) | Lookup::AiRecords(_) | Lookup::AiFunnel(_) | Lookup::AiChoices | Lookup::Health => {
            Err(Error::new(ErrorKind::Settings, Unasked::NotOfCalls))
        }
    }
}

async fn sessions<O: SessionsApi>(api: &O, rows: u32, clock: &Clock, question: Question) -> Result<Answer> {
    let Question { lookup, page, urgency, today, .. } = question;
    let day = today.date;
    match lookup {
        Lookup::AiRecords(asked) => api.sessions_page(day, &asked, page, rows, urgency).await.map(Answer::AiRecords),
        Lookup::AiChoices => {
            let choices = api.choices(day, urgency).await?;
            Ok(Answer::Whole { data: Box::new(Data::AiChoices(choices)), at: clock(), bytes: 0 })
        }
        Lookup::AiFunnel(asked) => funnel(api, today, &asked, clock, urgency).await,
        Lookup::Chat(by) => {
            let mut pages = Chats::new(Duration::ZERO);
            while let Some(page) = pages.missing() {
                let urgency = if page == 1 { urgency } else { urgency.further() };
                let answer = api.workload_page(day, by, page, urgency).await?;
                pages.take(page, answer, clock(), Instant::now());
            }
            let day = ChatDay { by: Some(by), metrics: api.workload_metrics(), ..pages.day() };
            Ok(Answer::Whole { at: day.as_of, data: Box::new(Data::Chat(day)), bytes: 0 })
        }
        Lookup::Calls(_) | Lookup::Call(_) | Lookup::History(_) | Lookup::Report(_) | Lookup::Health => {
            Err(Error::new(ErrorKind::Settings, Unasked::NotOfSessions))
        }
    }
}

/// One page of an answer that is only told when it is complete.
struct Part<T> {
    rows: Vec<T>,
    total: Option<u64>,
    pages: Option<u32>,
    sent: u64,
    full: bool,
}

/// All of its pages. They end where the rows end.
struct Collected<T> {
    rows: Vec<T>,
    /// How many rows the last page brought.
    last: usize,
    total: Option<u64>,
    /// Rows of all pages, also those that could not be read.
    sent: u64,
    page: u32,
    done: bool,
    at: Option<Stamp>,
    bytes: u64,
}

impl<T: PartialEq> Collected<T> {
    const fn new() -> Self {
        Self { rows: Vec::new(), last: 0, total: None, sent: 0, page: 0, done: false, at: None, bytes: 0 }
    }

    fn next(&self) -> Option<u32> {
        (!self.done && self.page < PAGES_MAX).then_some(self.page + 1)
    }

    fn take(&mut self, part: Part<T>, bytes: u64, at: Stamp) {
        let Part { mut rows, total, pages, sent, full } = part;
        self.page += 1;
        self.bytes = self.bytes.saturating_add(bytes);
        self.at.get_or_insert(at);
        if self.page == 1 || sent > 0 {
            self.total = total.or(self.total);
        }
        // A vendor that does not listen to the number of the page gives the same again.
        let repeats = |held: Option<&[T]>| {
            let held = held.and_then(|held| held.get(..rows.len())).filter(|held| !held.is_empty());
            held.is_some_and(|held| *held == *rows)
        };
        if repeats(Some(&self.rows)) || repeats(self.rows.get(self.rows.len().saturating_sub(self.last)..)) {
            self.done = true;
            return;
        }
        self.sent = self.sent.saturating_add(sent);
        self.last = rows.len();
        self.rows.append(&mut rows);
        let told = Told { page: self.page, sent, full, rows: self.sent, total: self.total, pages };
        self.done = !told.goes_on();
    }
}

async fn funnel<O: SessionsApi>(
    api: &O,
    day: DaySpan,
    asked: &AiAsked,
    clock: &Clock,
    urgency: Urgency,
) -> Result<Answer> {
    let mut bytes = 0;
    if asked.0.is_empty() {
        // Of all sessions the poll counts the rest, more often than there is room for here.
        let all = count(api, day, &asked.in_step(AiStep::Asked), urgency, &mut bytes).await?;
        let totals = AiTotals { asked: all, real: true, ..AiTotals::default() };
        return Ok(Answer::Whole { data: Box::new(Data::AiFunnel(totals)), at: clock(), bytes });
    }
    let sessions = count(api, day, asked, urgency, &mut bytes).await?;
    let at = clock();
    let mut totals = AiTotals { sessions, real: true, ..AiTotals::default() };
    let steps: [(AiStep, &mut Option<u64>); 3] =
        [(AiStep::Valid, &mut totals.valid), (AiStep::Asked, &mut totals.asked), (AiStep::Reached, &mut totals.handed)];
    // The others are a part of the valid ones: of none there are none.
    let mut of = sessions;
    for (step, counted) in steps {
        *counted = match of {
            Some(0) => Some(0),
            _ if asked.0.get(&AiField::Step).is_some_and(|keys| keys.iter().any(|key| key == step.key())) => sessions,
            _ => count(api, day, &asked.in_step(step), urgency.further(), &mut bytes).await?,
        };
        if step == AiStep::Valid {
            of = *counted;
        }
    }
    Ok(Answer::Whole { data: Box::new(Data::AiFunnel(totals)), at, bytes })
}

async fn count<O: SessionsApi>(
    api: &O,
    day: DaySpan,
    asked: &AiAsked,
    urgency: Urgency,
    bytes: &mut u64,
) -> Result<Option<u64>> {
    let page = api.sessions_page(day.date, asked, 1, 1, urgency).await?;
    *bytes += page.bytes;
    Ok(page.total.map(|total| total.saturating_sub(page.hidden)))
}

/// Whether a call still goes on.
pub(super) fn runs(detail: &CallDetail) -> bool {
    match &detail.call {
        Some(call) => call.ended.is_none(),
        None => detail.legs.iter().any(|leg| leg.ended.is_none()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The rows of an answer whose pages are these, and how many pages were asked for.
    fn collected(pages: &[&[u32]], total: Option<u64>, counted: Option<u32>) -> (Vec<u32>, u32) {
        let mut all = Collected::new();
        while let Some(page) = all.next() {
            let rows = pages.get(page as usize - 1).map_or_else(Vec::new, |rows| rows.to_vec());
            let sent = rows.len() as u64;
            all.take(Part { rows, total, pages: counted, sent, full: sent == 2 }, 1, Stamp(0));
        }
        (all.rows, all.page)
    }

    #[test]
    fn an_answer_of_several_pages_ends_where_its_rows_end() {
        let three: &[&[u32]] = &[&[1, 2], &[3, 4], &[5]];
        for (pages, total, counted, rows, asked) in [
            (three, Some(5), Some(3), vec![1, 2, 3, 4, 5], 3),
            (three, Some(6), None, vec![1, 2, 3, 4, 5], 4),
            (three, None, Some(1_000_000), vec![1, 2, 3, 4, 5], 4),
            (three, Some(5), Some(1), vec![1, 2, 3, 4, 5], 3),
            (&[&[1, 2], &[1, 2]], Some(1_000_000), None, vec![1, 2], 2),
            (&[&[1, 2], &[3, 4], &[3, 4]], None, None, vec![1, 2, 3, 4], 3),
            (&[], Some(7), Some(7), vec![], 1),
        ] {
            assert_eq!(collected(pages, total, counted), (rows, asked), "{pages:?}, {total:?} in {counted:?} pages");
        }
    }
}

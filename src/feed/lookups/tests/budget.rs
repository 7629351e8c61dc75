//! The one budget, with polls and people at it.

use super::*;
use crate::feed::{AiSettings, ChatSettings};
use crate::vendor::{AiApi, AiFilter, AiPage, ChatApi, Named};

/// The pollers' door to the same tenant.
struct Polled(Arc<Vendor>);

impl ChatApi for Polled {
    async fn chat_page(&self, day: NaiveDate, page: u32, urgency: Urgency) -> Result<ChatPage> {
        self.0.exchange(format!("poll chats {page}"), Some(day), Some(urgency)).await?;
        Ok(ChatPage {
            rows: vec![ChatAgent { id: page.to_string(), ..ChatAgent::default() }],
            total: Some(3),
            pages: Some(3),
            left_out: None,
            sent: 1,
            full: true,
        })
    }
}

impl AiApi for Polled {
    async fn ai_page(&self, day: NaiveDate, filter: &AiFilter, _rows: u32, urgency: Urgency) -> Result<AiPage> {
        self.0.exchange(format!("poll {filter:?}"), Some(day), Some(urgency)).await?;
        Ok(AiPage { total: Some(9), records: Vec::new(), left_out: None })
    }

    async fn robots(&self, urgency: Urgency) -> Result<Vec<Named>> {
        self.0.exchange("poll robots".to_owned(), None, Some(urgency)).await?;
        Ok(Vec::new())
    }

    fn label(&self, filter: &AiFilter) -> String {
        format!("{filter:?}")
    }
}

fn most_in_a_minute(vendor: &Vendor) -> usize {
    let seen = locked(&vendor.seen);
    let within = |at: Instant| seen.iter().filter(move |seen| seen.at >= at && seen.at - at <= Duration::from_mins(1));
    seen.iter().map(|seen| within(seen.at).count()).max().unwrap_or(0)
}

fn with_polls(records: i64) -> Desk {
    let vendor = Vendor::new(0, records, Some(Arc::new(Budget::new(18))));
    let mut desk = Desk::over(vendor, BASE, LookupSettings::default());
    let polled = Arc::new(Polled(Arc::clone(&desk.vendor)));
    desk.feed.chat(Arc::clone(&polled), ChatSettings::default());
    desk.feed.ai(polled, AiSettings::default());
    desk
}

#[tokio::test(start_paused = true)]
async fn an_hour_of_looking_around_beside_the_polls_never_breaks_the_budget() {
    let mut desk = with_polls(3_000);
    let screens = [
        vec![Want::all(Lookup::Health)],
        vec![Want { rows: 60, ..Want::all(Lookup::AiRecords(AiAsked::default())) }, Want::all(Lookup::AiChoices)],
        vec![
            Want::all(Lookup::AiRecords(AiAsked::default())),
            Want::all(Lookup::AiFunnel(AiAsked::default())),
            Want::all(Lookup::AiChoices),
        ],
        vec![Want::all(Lookup::Chat(ChatBy::SkillGroup)), Want::all(Lookup::Health)],
        vec![Want::all(Lookup::AiFunnel(AiAsked::default().with(AiField::Robot, "7")))],
    ];
    let mut heard = 0;
    for second in 0..3_600_u32 {
        if second % 37 == 0 {
            let screen = &screens[(second / 37) as usize % screens.len()];
            desk.feed.look(screen.clone());
        }
        if second % 601 == 600 {
            desk.feed.request(Request::Retry(None));
        }
        heard += desk.pass(1.0).await.iter().filter(|(_, _, finding)| word(finding) == "data").count();
    }
    let most = most_in_a_minute(&desk.vendor);
    assert!(most <= 18, "{most} calls in a minute");
    assert!(heard > 100, "{heard} answers");
    let polls = desk.vendor.times("poll chats 1");
    assert!(polls.len() >= 30, "the polls go on: {polls:?}");
    let view = desk.shelf.get(&Lookup::Health).unwrap().health().unwrap();
    assert_eq!(view.budgets[0].limit, 18);
}

#[tokio::test(start_paused = true)]
async fn looking_on_for_an_hour_leaves_the_polls_their_room() {
    let mut desk = with_polls(3_000);
    desk.feed.look(vec![
        Want::all(Lookup::AiRecords(AiAsked::default())),
        Want::all(Lookup::AiFunnel(AiAsked::default())),
        Want::all(Lookup::AiChoices),
    ]);
    desk.pass(3_600.0).await;
    assert!(most_in_a_minute(&desk.vendor) <= 18);
    let rows = desk.shelf.get(&Lookup::AiRecords(AiAsked::default())).unwrap().ai_records().unwrap();
    assert!(rows.complete, "all thirty pages came");
    let polls = desk.vendor.times("poll chats 1");
    let gaps: Vec<u64> = polls.windows(2).map(|pair| pair[1] - pair[0]).skip(2).collect();
    assert!(gaps.iter().all(|gap| *gap <= 75), "{gaps:?}");
}

#[tokio::test(start_paused = true)]
async fn a_person_is_served_before_the_polls() {
    let mut desk = with_polls(0);
    desk.pass(600.0).await;
    let lookup = Lookup::AiFunnel(AiAsked::default().with(AiField::Robot, "7"));
    desk.look(std::slice::from_ref(&lookup));
    desk.pass(20.0).await;
    let funnel = desk.shelf.get(&lookup).unwrap();
    assert_eq!(funnel.funnel().and_then(|totals| totals.sessions), Some(0));
    assert!(most_in_a_minute(&desk.vendor) <= 18);
}

#[tokio::test(start_paused = true)]
async fn what_waits_in_the_budget_is_dropped_when_one_leaves() {
    let mut desk = with_polls(1_000);
    let gate = desk.vendor.gate.clone().unwrap();
    gate.pause(Duration::from_mins(2));
    desk.look(&[Lookup::AiRecords(AiAsked::default())]);
    desk.pass(1.0).await;
    assert_eq!(gate.view().queued[0], 1);
    desk.look(&[Lookup::Health]);
    desk.pass(1.0).await;
    assert_eq!(gate.view().queued[0], 0);
    let health = desk.shelf.get(&Lookup::Health).unwrap().health().unwrap();
    assert_eq!(health.budgets[0].paused_until, Some(BASE.plus(120_000)));
    assert!(health.budgets[0].queued[1] > 0, "polls wait");
    let told = desk.pass(100.0).await;
    let healths = told.iter().filter(|(_, lookup, _)| *lookup == Lookup::Health).count();
    assert!(healths <= 3, "nothing happens, nothing is told: {told:?}");
}

//! The one budget, with polls and people at it.

use super::*;
use crate::feed::{AiSettings, ChatSettings};
use crate::model::{Board, SourceId};
use crate::platforms::{AiApi, AiFilter, AiPage, ChatApi, Named};

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
    with_budget(18, records)
}

fn with_budget(calls_per_minute: u32, records: i64) -> Desk {
    let vendor = Vendor::new(0, records, Some(Arc::new(Budget::new(calls_per_minute))));
    let mut desk = Desk::over(vendor, BASE, LookupSettings::default());
    let polled = Arc::new(Polled(Arc::clone(&desk.vendor)));
    desk.feed.chat(Arc::clone(&polled), ChatSettings { calls_per_minute, ..ChatSettings::default() });
    desk.feed.ai(polled, AiSettings { calls_per_minute, ..AiSettings::default() });
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
            desk.feed.want(screen.clone());
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
    desk.feed.want(vec![
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
    desk.want(std::slice::from_ref(&lookup));
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
    desk.want(&[Lookup::AiRecords(AiAsked::default())]);
    desk.pass(1.0).await;
    assert_eq!(gate.view().queued[0], 1);
    desk.want(&[Lookup::Health]);
    desk.pass(1.0).await;
    assert_eq!(gate.view().queued[0], 0);
    let health = desk.shelf.get(&Lookup::Health).unwrap().health().unwrap();
    assert_eq!(health.budgets[0].paused_until, Some(BASE.plus(120_000)));
    assert!(health.budgets[0].queued[1] > 0, "polls wait");
    let told = desk.pass(100.0).await;
    let healths = told.iter().filter(|(_, lookup, _)| *lookup == Lookup::Health).count();
    assert!(healths <= 3, "nothing happens, nothing is told: {told:?}");
}

/// What view 4 wants: sessions, the funnel, and beside them a funnel for each of twelve robots, and names.
fn view_four() -> Vec<Want> {
    let robot = |robot: u32| Want::beside(Lookup::AiFunnel(AiAsked::default().with(AiField::Robot, robot.to_string())));
    let asked_for = [
        Want { rows: 60, ..Want::all(Lookup::AiRecords(AiAsked::default())) },
        Want::all(Lookup::AiFunnel(AiAsked::default())),
    ];
    asked_for.into_iter().chain((0..12).map(robot)).chain([Want::beside(Lookup::AiChoices)]).collect()
}

/// The oldest that the headlines get, in seconds, in the next `seconds`; 0 before there are any.
async fn oldest(desk: &mut Desk, board: &mut Board, seconds: u32) -> [i64; 2] {
    let mut oldest = [0; 2];
    for _ in 0..seconds {
        sleep(Duration::from_secs(1)).await;
        while let Ok(update) = desk.updates.try_recv() {
            board.apply(update);
        }
        let now = BASE.plus(desk.vendor.start.elapsed().as_millis() as i64);
        for (oldest, id) in oldest.iter_mut().zip([SourceId::Chat, SourceId::Ai]) {
            *oldest = (*oldest).max(board.source(id).age_ms(now).unwrap_or(0) / 1000);
        }
    }
    oldest
}

/// After how many seconds each of `lookups` is answered, on a screen that a person opens now.
async fn answered_in(desk: &mut Desk, board: &mut Board, screen: Vec<Want>, lookups: &[&Lookup]) -> Vec<u32> {
    let began = BASE.plus(desk.vendor.start.elapsed().as_millis() as i64);
    desk.feed.want(screen);
    let mut answered = vec![None; lookups.len()];
    for second in 0..600 {
        for (lookup, answered) in lookups.iter().zip(&mut answered) {
            let as_of = board.shelf().get(lookup).and_then(|entry| entry.as_of);
            if as_of.is_some_and(|at| at >= began) {
                answered.get_or_insert(second);
            }
        }
        if let Some(answered) = answered.iter().copied().collect() {
            return answered;
        }
        oldest(desk, board, 1).await;
    }
    panic!("never answered: {lookups:?}");
}

#[tokio::test(start_paused = true)]
async fn headlines_stay_under_a_minute_old_while_the_view_of_ai_sessions_is_open() {
    for took in [100, 1_500] {
        let mut desk = with_polls(3_000);
        let mut board = Board::new();
        *locked(&desk.vendor.took) = Duration::from_millis(took);
        assert!(oldest(&mut desk, &mut board, 300).await.iter().all(|age| *age < 60));
        desk.feed.want(view_four());
        let ages = oldest(&mut desk, &mut board, 3_600).await;
        assert!(ages.iter().all(|age| *age < 60), "calls of {took} ms: {ages:?}");
        assert!(most_in_a_minute(&desk.vendor) <= 18);
        let now = BASE.plus(desk.vendor.start.elapsed().as_millis() as i64);
        for want in view_four() {
            let entry = board.shelf().get(&want.lookup).unwrap();
            let age = entry.as_of.map_or(i64::MAX, |at| now.since(at) / 1000);
            assert!(want.lookup == Lookup::AiChoices || age < 1_200, "{:?} is {age} s old", want.lookup);
        }
    }
}

/// A person who goes to and fro between the views, each time with something new to wait for.
#[tokio::test(start_paused = true)]
async fn headlines_stay_under_a_minute_old_while_a_person_looks_around() {
    let mut desk = with_polls(3_000);
    let mut board = Board::new();
    oldest(&mut desk, &mut board, 120).await;
    for round in 0..40_u32 {
        let narrowed = AiAsked::default().with(AiField::Channel, round.to_string());
        let mut screen = view_four();
        screen.insert(0, Want { rows: 300, ..Want::all(Lookup::AiRecords(narrowed.clone())) });
        screen.insert(1, Want::all(Lookup::AiFunnel(narrowed)));
        desk.feed.want(screen);
        let ages = oldest(&mut desk, &mut board, 30).await;
        assert!(ages.iter().all(|age| *age < 60), "round {round}: {ages:?}");
    }
    assert!(most_in_a_minute(&desk.vendor) <= 18);
}

/// Beside the list itself, which is there first, a robot's funnel takes four calls.
#[tokio::test(start_paused = true)]
async fn what_a_person_asks_for_is_answered_within_seconds_while_the_view_of_ai_sessions_stays_open() {
    for took in [100, 1_500] {
        let (mut desk, mut board) = (with_polls(3_000), Board::new());
        *locked(&desk.vendor.took) = Duration::from_millis(took);
        desk.feed.want(view_four());
        oldest(&mut desk, &mut board, 600).await;
        let (mut first, mut whole) = (Vec::new(), Vec::new());
        for round in 0..20_u32 {
            let of_robot = AiAsked::default().with(AiField::Robot, (100 + round).to_string());
            let (records, funnel) = (Lookup::AiRecords(of_robot.clone()), Lookup::AiFunnel(of_robot));
            let narrowed = vec![Want { rows: 60, ..Want::all(records.clone()) }, Want::all(funnel.clone())];
            let robot = answered_in(&mut desk, &mut board, narrowed, &[&records, &funnel]).await;
            let one = Lookup::AiRecords(AiAsked::default().with(AiField::Session, round.to_string()));
            let session = vec![Want::all(one.clone()), Want::beside(Lookup::AiChoices)];
            let session = answered_in(&mut desk, &mut board, session, &[&one]).await;
            first.extend([robot[0], session[0]]);
            whole.push(robot[1]);
            desk.feed.want(view_four());
            let ages = oldest(&mut desk, &mut board, 60 + round).await;
            assert!(ages.iter().all(|age| *age < 60), "round {round}: {ages:?}");
        }
        first.sort_unstable();
        whole.sort_unstable();
        assert!(first[35] <= 5 && first[39] <= 20, "a list, a session: {first:?} s");
        assert!(whole[10] <= 30 && whole[19] < 75, "with a robot's funnel, four calls more: {whole:?} s");
        assert!(most_in_a_minute(&desk.vendor) <= 18);
    }
}

/// What the budget allows: fourteen calls a minute keep all headlines under a minute; with fewer, a renewal of all seven
/// takes as long as seven places, and the view of AI sessions adds every fourth call at most.
#[tokio::test(start_paused = true)]
async fn with_the_smallest_budgets_the_view_of_ai_sessions_costs_the_headlines_every_fourth_call_at_most() {
    for limit in [1, 2, 4, 9, 14] {
        let (mut desk, mut board) = (with_budget(limit, 3_000), Board::new());
        oldest(&mut desk, &mut board, 1_800).await;
        let alone = oldest(&mut desk, &mut board, 3_600).await;
        desk.feed.want(view_four());
        let ages = oldest(&mut desk, &mut board, 3_600).await;
        let place = 61 / i64::from(limit) + 1;
        for (alone, age) in alone.iter().zip(ages) {
            assert!(
                age <= (alone * 4 / 3 + 2 * place).max(59),
                "{limit} a minute: {alone} s, and {age} s with the view"
            );
        }
        if limit >= 14 {
            assert!(ages.iter().all(|age| *age < 60), "{limit} a minute: {ages:?}");
        }
    }
}

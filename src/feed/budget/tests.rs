use std::sync::Arc;

use proptest::prelude::*;
use tokio::sync::mpsc;
use tokio::time::{sleep, timeout};

use super::*;
use crate::files::private::Shared;

const LIMIT: usize = 18;

fn urgency(number: u8) -> Urgency {
    match number % 3 {
        0 => Urgency::Interactive,
        1 => Urgency::Poll,
        _ => Urgency::Background,
    }
}

/// Lets calls arrive after these waits in ms; when each passed, in ms, in the order of passing.
async fn passes(limit: u32, arrivals: Vec<(u64, u8)>) -> Vec<u128> {
    let budget = Arc::new(Budget::new(limit));
    let start = Instant::now();
    let (done, mut passed) = mpsc::unbounded_channel();
    for (wait, number) in arrivals {
        sleep(Duration::from_millis(wait)).await;
        let (budget, done) = (Arc::clone(&budget), done.clone());
        tokio::spawn(async move {
            budget.pass(urgency(number)).await;
            done.send(start.elapsed().as_millis()).unwrap();
        });
    }
    drop(done);
    let mut times = Vec::new();
    while let Some(time) = passed.recv().await {
        times.push(time);
    }
    times
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn in_no_minute_do_more_calls_pass_than_the_limit(
        limit in 1_u32..25,
        arrivals in prop::collection::vec((0_u64..12_000, any::<u8>()), 1..120),
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_time()
            .start_paused(true)
            .build()
            .unwrap();
        let count = arrivals.len();
        let times = runtime.block_on(passes(limit, arrivals));
        prop_assert_eq!(times.len(), count, "every call passes in the end");
        for pair in times.windows(limit as usize + 1) {
            prop_assert!(pair[limit as usize] - pair[0] > 60_000, "{:?}", pair);
        }
    }
}

#[tokio::test(start_paused = true)]
async fn half_of_the_limit_passes_at_once_and_the_rest_is_spread() {
    let times = passes(18, vec![(0, 1); 60]).await;
    assert!(times[..9].iter().all(|time| *time == 0), "{times:?}");
    let gaps: Vec<u128> = times[8..].windows(2).map(|pair| pair[1] - pair[0]).collect();
    assert!(gaps.iter().all(|gap| (3_300..=7_000).contains(gap)), "never in lumps: {gaps:?}");
    let minutes = times.last().unwrap() / 60_000;
    assert!(minutes <= 4, "60 calls took {minutes} minutes: the limit is used");
}

#[tokio::test(start_paused = true)]
async fn the_more_urgent_passes_first_and_equals_in_their_order() {
    let budget = Arc::new(Budget::new(18));
    for _ in 0..9 {
        budget.pass(Urgency::Poll).await;
    }
    let (done, mut passed) = mpsc::unbounded_channel();
    let waiters = [
        (Urgency::Background, "background"),
        (Urgency::Poll, "first poll"),
        (Urgency::Poll, "second poll"),
        (Urgency::Interactive, "person"),
    ];
    for (urgency, name) in waiters {
        let (budget, done) = (Arc::clone(&budget), done.clone());
        tokio::spawn(async move {
            budget.pass(urgency).await;
            done.send(name).unwrap();
        });
        sleep(Duration::from_millis(1)).await;
    }
    assert_eq!(budget.view().queued, [1, 2, 1]);
    for name in ["person", "first poll", "second poll", "background"] {
        assert_eq!(passed.recv().await, Some(name));
    }
}

#[tokio::test(start_paused = true)]
async fn a_pause_holds_everybody_and_is_followed_by_no_burst() {
    let budget = Arc::new(Budget::new(18));
    budget.pause(Duration::from_secs(30));
    budget.pause(Duration::from_secs(10));
    assert_eq!(budget.view().paused_for, Some(Duration::from_secs(30)), "the longer one counts");
    let start = Instant::now();
    budget.pass(Urgency::Interactive).await;
    assert_eq!(start.elapsed().as_secs(), 30);
    assert_eq!(budget.view().paused_for, None);
    for _ in 0..3 {
        budget.pass(Urgency::Poll).await;
    }
    assert!(start.elapsed().as_secs() >= 40, "{:?}", start.elapsed());
}

#[tokio::test(start_paused = true)]
async fn a_pause_reaches_those_who_already_wait() {
    let budget = Arc::new(Budget::new(2));
    budget.pass(Urgency::Poll).await;
    let start = Instant::now();
    let waiter = {
        let budget = Arc::clone(&budget);
        tokio::spawn(async move { budget.pass(Urgency::Poll).await })
    };
    sleep(Duration::from_secs(1)).await;
    budget.pause(Duration::from_secs(200));
    waiter.await.unwrap();
    assert_eq!(start.elapsed().as_secs(), 201);
}

#[tokio::test(start_paused = true)]
async fn who_stops_waiting_gives_the_place_up() {
    let budget = Budget::new(1);
    budget.pass(Urgency::Poll).await;
    let start = Instant::now();
    assert!(timeout(Duration::from_secs(1), budget.pass(Urgency::Interactive)).await.is_err());
    assert_eq!(budget.view().queued, [0; 3]);
    budget.pass(Urgency::Background).await;
    assert!(start.elapsed().as_secs() <= 61, "{:?}", start.elapsed());
}

#[tokio::test(start_paused = true)]
async fn shows_how_it_stands() {
    let budget = Budget::new(LIMIT as u32);
    let nothing = BudgetView { used: 0, limit: LIMIT, queued: [0; 3], paused_for: None, unshared: None };
    assert_eq!(budget.view(), nothing);
    for _ in 0..3 {
        budget.pass(Urgency::Poll).await;
    }
    assert_eq!(budget.view().used, 3);
    sleep(Duration::from_secs(61)).await;
    assert_eq!(budget.view().used, 0);
}

#[tokio::test(start_paused = true)]
async fn background_calls_leave_the_headline_its_room() {
    let budget = Arc::new(Budget::new(18));
    for _ in 0..9 {
        budget.pass(Urgency::Poll).await;
    }
    let start = Instant::now();
    let background = {
        let budget = Arc::clone(&budget);
        tokio::spawn(async move { budget.pass(Urgency::Background).await })
    };
    sleep(Duration::from_secs(50)).await;
    assert!(!background.is_finished(), "the nine will come again within the minute");
    for _ in 0..2 {
        budget.pass(Urgency::Poll).await;
    }
    assert!(start.elapsed().as_secs() < 55, "{:?}", start.elapsed());
    timeout(Duration::from_mins(2), background).await.expect("its turn comes").unwrap();
}

#[tokio::test(start_paused = true)]
async fn background_calls_are_spread_even_when_nothing_else_calls() {
    let times = passes(18, vec![(0, 2); 5]).await;
    let gaps: Vec<u128> = times.windows(2).map(|pair| pair[1] - pair[0]).collect();
    assert!(gaps.iter().all(|gap| *gap >= 3_300), "{gaps:?}");
}

/// Asks for calls of these urgencies without end, one after the other each, for ten minutes: how many polls passed, and
/// how many others.
async fn passed_in_ten_minutes(urgencies: impl IntoIterator<Item = Urgency>) -> (u32, u32) {
    let budget = Arc::new(Budget::new(18));
    let passed = Arc::new(Mutex::new((0, 0)));
    for urgency in urgencies {
        let (budget, passed) = (Arc::clone(&budget), Arc::clone(&passed));
        tokio::spawn(async move {
            loop {
                budget.pass(urgency).await;
                let mut passed = passed.lock().unwrap();
                if urgency == Urgency::Poll { passed.0 += 1 } else { passed.1 += 1 }
            }
        });
    }
    sleep(Duration::from_mins(10)).await;
    *passed.lock().unwrap()
}

#[tokio::test(start_paused = true)]
async fn a_budget_that_the_polls_use_up_still_has_a_place_a_minute_for_the_background() {
    let urgencies = [Urgency::Poll, Urgency::Poll, Urgency::Background];
    let (polls, background) = passed_in_ten_minutes(urgencies).await;
    assert!((8..=10).contains(&background), "{background}");
    assert!(polls + background >= 170, "and nothing of it is lost: {polls}");
}

/// A clock that goes by the test's time.
fn common() -> CommonClock {
    let began = Instant::now();
    let now = move || 1_000_000 + i64::try_from(began.elapsed().as_millis()).unwrap();
    CommonClock { name: "boot test".to_owned(), now: Arc::new(now) }
}

/// Boards of one user, each a budget of its own on the one file.
fn boards(scratch: &tempfile::TempDir, count: u32, limit: u32) -> Vec<Arc<Budget>> {
    let clock = common();
    let board = |owner| {
        let shared = Shared::of_user(scratch.path().join("tokens"));
        let pool = Pool::new(shared, "desk", "https://sg.sobot.io", "app", clock.clone());
        Arc::new(Budget::new(limit).drawing_from(pool, owner))
    };
    (0..count).map(board).collect()
}

#[tokio::test(start_paused = true)]
async fn five_boards_make_no_more_calls_in_any_minute_than_one_may_and_each_has_its_share() {
    let scratch = tempfile::tempdir().unwrap();
    let start = Instant::now();
    let (done, mut passed) = mpsc::unbounded_channel();
    let mut tasks = Vec::new();
    for (board, budget) in boards(&scratch, 5, 18).into_iter().enumerate() {
        for urgency in [Urgency::Poll, Urgency::Poll, Urgency::Background] {
            let (budget, done) = (Arc::clone(&budget), done.clone());
            tasks.push(tokio::spawn(async move {
                loop {
                    budget.pass(urgency).await;
                    done.send((board, start.elapsed().as_millis())).unwrap();
                }
            }));
        }
    }
    sleep(Duration::from_mins(5)).await;
    for task in &tasks {
        task.abort();
    }
    drop(done);
    let (mut times, mut shares) = (Vec::new(), [0; 5]);
    while let Some((board, time)) = passed.recv().await {
        times.push(time);
        shares[board] += 1;
    }
    for pair in times.windows(19) {
        assert!(pair[18] - pair[0] > 60_000, "{pair:?}");
    }
    assert!(times.len() >= 75, "most of the limit is used: {}", times.len());
    assert!(shares.iter().all(|share| *share >= times.len() / 10), "{shares:?}");
}

#[tokio::test(start_paused = true)]
async fn a_board_that_had_every_place_leaves_some_to_one_that_comes_later() {
    let scratch = tempfile::tempdir().unwrap();
    let (done, mut passed) = mpsc::unbounded_channel();
    for (board, budget) in boards(&scratch, 2, 18).into_iter().enumerate() {
        let done = done.clone();
        tokio::spawn(async move {
            loop {
                budget.pass(Urgency::Poll).await;
                done.send(board).unwrap();
            }
        });
        // The first has the whole minute before the second asks for anything.
        sleep(Duration::from_mins(2)).await;
        while passed.try_recv().is_ok() {}
    }
    sleep(Duration::from_mins(3)).await;
    let mut shares = [0; 2];
    while let Ok(board) = passed.try_recv() {
        shares[board] += 1;
    }
    assert!(shares.iter().all(|share| *share >= shares.iter().sum::<i32>() / 3), "{shares:?}");
}

#[tokio::test(start_paused = true)]
async fn a_person_at_one_board_goes_before_the_polls_of_the_others() {
    let scratch = tempfile::tempdir().unwrap();
    let boards = boards(&scratch, 5, 18);
    for _ in 0..9 {
        boards[0].pass(Urgency::Poll).await;
    }
    let (done, mut passed) = mpsc::unbounded_channel();
    for (board, urgency) in
        [(1, Urgency::Background), (2, Urgency::Poll), (3, Urgency::Poll), (4, Urgency::Interactive)]
    {
        let (budget, done) = (Arc::clone(&boards[board]), done.clone());
        tokio::spawn(async move {
            budget.pass(urgency).await;
            done.send(urgency).unwrap();
        });
        sleep(Duration::from_millis(1)).await;
    }
    assert_eq!(passed.recv().await, Some(Urgency::Interactive));
}

#[tokio::test(start_paused = true)]
async fn a_pause_that_one_board_is_told_holds_all_of_them() {
    let scratch = tempfile::tempdir().unwrap();
    let boards = boards(&scratch, 3, 18);
    let start = Instant::now();
    boards[0].pause(Duration::from_secs(40));
    // As long as the file is being written no time passes.
    sleep(Duration::from_millis(1)).await;
    let paused = boards[2].look().await.paused_for.unwrap();
    assert_eq!(paused.as_secs(), 39, "it can be seen before anything is asked");
    boards[1].pass(Urgency::Interactive).await;
    assert_eq!(start.elapsed().as_secs(), 40);
    let view = boards[1].view();
    assert_eq!((view.used, view.unshared), (1, None));
    boards[2].pass(Urgency::Poll).await;
    assert_eq!(boards[2].view().used, 2, "those of all boards are counted");
}

#[tokio::test(start_paused = true)]
async fn a_budget_that_cannot_be_shared_says_so_and_goes_on_alone() {
    let scratch = tempfile::tempdir().unwrap();
    std::fs::write(scratch.path().join("tokens"), "in the way").unwrap();
    let boards = boards(&scratch, 1, 2);
    let start = Instant::now();
    for _ in 0..3 {
        boards[0].pass(Urgency::Poll).await;
    }
    assert!(start.elapsed().as_secs() >= 60, "the limit is kept");
    let said = boards[0].view().unshared.unwrap().to_string();
    assert!(said.starts_with("the call budget is not shared with other sessions: "), "{said}");
    std::fs::remove_file(scratch.path().join("tokens")).unwrap();
    boards[0].pass(Urgency::Poll).await;
    assert_eq!(boards[0].view().unshared, None, "until it can be");
}

#[tokio::test(start_paused = true)]
async fn people_leave_the_polls_their_places_and_are_never_left_out() {
    for polls_in_a_row in [4, 9, 18] {
        let budget = Arc::new(Budget::new(18));
        let start = Instant::now();
        let people = Arc::new(Mutex::new(0));
        for _ in 0..8 {
            let (budget, people) = (Arc::clone(&budget), Arc::clone(&people));
            tokio::spawn(async move {
                loop {
                    budget.pass(Urgency::Interactive).await;
                    *people.lock().unwrap() += 1;
                }
            });
        }
        let mut longest = Duration::ZERO;
        while start.elapsed() < Duration::from_mins(20) {
            let round = Instant::now();
            for _ in 0..polls_in_a_row {
                budget.pass(Urgency::Poll).await;
            }
            if start.elapsed() > Duration::from_mins(3) {
                longest = longest.max(round.elapsed());
            }
            sleep(Duration::from_mins(1).saturating_sub(round.elapsed())).await;
        }
        let people = *people.lock().unwrap();
        assert!(
            people >= if polls_in_a_row <= 9 { 100 } else { 30 },
            "{polls_in_a_row} polls a minute leave {people} calls in twenty minutes"
        );
        if polls_in_a_row <= 9 {
            assert!(longest < Duration::from_secs(58), "{polls_in_a_row} polls took {longest:?}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn only_one_background_call_a_minute_goes_before_the_polls() {
    let urgencies = [Urgency::Poll; 4].into_iter().chain([Urgency::Background; 12]);
    let (polls, background) = passed_in_ten_minutes(urgencies).await;
    assert!((7..=11).contains(&background), "{background}, and {polls} polls");
}

/// What is within one session's order is so among sessions, each of which knows only what has passed.
#[tokio::test(start_paused = true)]
async fn boards_that_share_a_budget_keep_one_order_between_a_person_polls_and_the_background() {
    use Urgency::{Background, Following, Interactive, Poll};
    let scratch = tempfile::tempdir().unwrap();
    let boards = boards(&scratch, 5, 18);
    // A full minute, whose places come free one after the other.
    for _ in 0..18 {
        boards[0].pass(Poll).await;
    }
    let (done, mut passed) = mpsc::unbounded_channel();
    let waiters = [(1, Background), (2, Poll), (3, Following), (4, Interactive), (4, Interactive), (2, Poll)];
    for (board, urgency) in waiters {
        let (budget, done) = (Arc::clone(&boards[board]), done.clone());
        tokio::spawn(async move {
            budget.pass(urgency).await;
            done.send(urgency).unwrap();
        });
    }
    drop(done);
    let mut order = Vec::new();
    while let Some(urgency) = passed.recv().await {
        order.push(urgency);
    }
    let first = |urgency| order.iter().position(|passed| *passed == urgency).unwrap();
    assert_eq!(order.first(), Some(&Interactive), "{order:?}");
    assert!(first(Interactive) < first(Following), "what is asked anew before what goes on: {order:?}");
    assert_eq!(order.last(), Some(&Background), "{order:?}");
}

/// When the calls of one passed that ended before the call `first`, and of its successor, which was told of all of them.
async fn across(limit: u32, calls: &[(u64, u8)], first: usize) -> Vec<u128> {
    let start = Instant::now();
    let mut times = Vec::new();
    let mut budget = Budget::new(limit);
    for (number, (wait, urgent)) in calls.iter().enumerate() {
        sleep(Duration::from_millis(*wait)).await;
        if number == first {
            let (told, at) = (budget.ages(), Instant::now());
            // The lease is not renewed for so long.
            sleep(Duration::from_secs(4)).await;
            budget = Budget::new(limit);
            let ages: Vec<Duration> = told.into_iter().map(|age| age + at.elapsed()).collect();
            budget.resume(&ages);
        }
        budget.pass(urgency(*urgent)).await;
        times.push(start.elapsed().as_millis());
    }
    times
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn who_goes_on_where_another_left_off_keeps_to_the_limit(
        limit in 1_u32..25,
        calls in prop::collection::vec((0_u64..6_000, any::<u8>()), 2..80),
        first in any::<prop::sample::Index>(),
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build().unwrap();
        let times = runtime.block_on(across(limit, &calls, first.index(calls.len())));
        for pair in times.windows(limit as usize + 1) {
            prop_assert!(pair[limit as usize] - pair[0] > 60_000, "{:?}", pair);
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_budget_that_goes_on_begins_as_full_as_the_other_was_and_without_a_burst() {
    let other = Budget::new(18);
    for _ in 0..4 {
        other.pass(Urgency::Poll).await;
    }
    sleep(Duration::from_secs(10)).await;
    let budget = Budget::new(18);
    budget.resume(&[&other.ages()[..], &[Duration::from_secs(90), Duration::MAX]].concat());
    assert_eq!((budget.view().used, other.ages().len()), (4, 4));
    let start = Instant::now();
    for _ in 0..3 {
        budget.pass(Urgency::Interactive).await;
    }
    assert!(start.elapsed() >= Duration::from_secs(6), "{:?}", start.elapsed());
    sleep(Duration::from_secs(50)).await;
    assert_eq!(budget.view().used, 3, "what was taken over leaves the minute when it is over");
}

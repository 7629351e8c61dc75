//! Other vendors' pollers: each with a budget, waits and errors of its own.

use super::*;
use crate::feed::PlatformSettings;
use crate::feed::fake::{BASE, error};
use crate::feed::spawn_platform;
use crate::model::{ChatTotals, PlatformDay, Tag};
use crate::platforms::{ChatCut, ChatPlatformApi, DaySpan, ErrorKind};

/// A vendor that counts how often it is asked, each time at the price of several calls.
struct Vendor {
    budget: Budget,
    calls: u32,
    asked: Mutex<Vec<(Instant, NaiveDate, NaiveDate)>>,
    answers: Mutex<VecDeque<Result<ChatCut>>>,
}

impl Vendor {
    fn new(calls_per_minute: u32, calls: u32) -> Arc<Self> {
        let budget = Budget::new(calls_per_minute);
        Arc::new(Self { budget, calls, asked: Mutex::default(), answers: Mutex::default() })
    }

    /// What the next question is answered with; afterwards all is well again.
    fn answer(&self, answer: Result<ChatCut>) {
        self.answers.lock().unwrap().push_back(answer);
    }

    fn asked(&self) -> Vec<Instant> {
        self.asked.lock().unwrap().iter().map(|(at, ..)| *at).collect()
    }
}

impl ChatPlatformApi for Vendor {
    fn name(&self) -> &'static str {
        "A Vendor"
    }

    async fn platform_chats(&self, today: DaySpan, yesterday: DaySpan, urgency: Urgency) -> Result<ChatCut> {
        self.asked.lock().unwrap().push((Instant::now(), today.date, yesterday.date));
        for _ in 0..self.calls {
            self.budget.pass(urgency).await;
            sleep(Duration::from_millis(100)).await;
        }
        let scripted = self.answers.lock().unwrap().pop_front();
        let asked = self.asked.lock().unwrap().len() as u64;
        scripted.unwrap_or_else(|| Ok(cut(asked)))
    }

    fn token(&self) -> Option<crate::model::TokenHealth> {
        None
    }
}

fn cut(chats: u64) -> ChatCut {
    ChatCut { totals: ChatTotals { chats: Some(chats), ..ChatTotals::default() }, ..ChatCut::default() }
}

fn settings(tag: &'static str) -> PlatformSettings {
    PlatformSettings {
        tag: Tag::of(tag),
        every: Duration::from_mins(1),
        zone: Tz::UTC,
        calls_per_minute: 60,
        ramp: Ramp::default(),
    }
}

/// Both under the same feed.
fn rig(one: &Arc<Vendor>, other: &Arc<Vendor>, base: Stamp) -> Rig {
    let rig = Rig::new(Tenant::new(0, 0), base);
    spawn_platform(Arc::clone(one), settings("one"), rig.env.clone());
    spawn_platform(Arc::clone(other), settings("other"), rig.env.clone());
    rig
}

fn days<'a>(told: &'a VecDeque<Update>, tag: &'static str) -> Vec<&'a PlatformDay> {
    told.iter()
        .filter_map(|update| match &update.payload {
            Payload::Platform(day) if day.tag == Tag::of(tag) => Some(&**day),
            _ => None,
        })
        .collect()
}

fn report<'a>(told: &'a VecDeque<Update>, tag: &'static str) -> &'a SourceReport {
    let of = SourceId::Platform(Tag::of(tag));
    told.iter()
        .rev()
        .find_map(|update| match &update.payload {
            Payload::Source(report) if report.source == of => Some(report),
            _ => None,
        })
        .expect("a report")
}

#[tokio::test(start_paused = true)]
async fn a_vendor_is_a_source_with_a_name_and_its_figures_are_as_old_as_the_question() {
    let (one, other) = (Vendor::new(600, 6), Vendor::new(600, 3));
    let mut rig = rig(&one, &other, BASE);
    let told = rig.pass(5.0).await;
    let day = days(&told, "one")[0];
    assert_eq!((day.as_of, day.totals.chats), (BASE, Some(1)));
    let report = report(&told, "one");
    assert_eq!((&report.phase, report.title.as_deref()), (&Phase::Live, Some("A Vendor")));
    let days: Vec<_> = one.asked.lock().unwrap().iter().map(|(_, today, before)| (*today, *before)).collect();
    let date = |day| NaiveDate::from_ymd_opt(2026, 3, day).unwrap();
    assert_eq!(days, [(date(2), date(1))]);
}

#[tokio::test(start_paused = true)]
async fn figures_never_get_older_than_wished_and_are_not_asked_for_much_sooner() {
    let (one, other) = (Vendor::new(600, 6), Vendor::new(60, 12));
    let mut rig = rig(&one, &other, BASE);
    rig.pass(600.0).await;
    for vendor in [&one, &other] {
        let asked = vendor.asked();
        assert!(asked.len() >= 10, "{} times in ten minutes", asked.len());
        for pair in asked.windows(2) {
            let apart = (pair[1] - pair[0]).as_secs();
            assert!((30..=60).contains(&apart), "{apart} s apart");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_slow_vendor_is_given_a_breath_between_two_rounds() {
    // Twelve calls at six a minute take longer than the minute that the figures may get old.
    let (slow, other) = (Vendor::new(6, 12), Vendor::new(600, 1));
    let mut rig = rig(&slow, &other, BASE);
    let told = rig.pass(900.0).await;
    let rounds = days(&told, "one").len();
    assert!((4..=8).contains(&rounds), "{rounds}");
    assert!(days(&told, "other").len() >= 15, "the other's budget is its own");
}

#[tokio::test(start_paused = true)]
async fn one_that_fails_waits_longer_each_time_and_leaves_the_others_alone() {
    let (one, other) = (Vendor::new(600, 1), Vendor::new(600, 1));
    for _ in 0..4 {
        one.answer(Err(error(ErrorKind::Network)));
    }
    let mut rig = rig(&one, &other, BASE);
    let told = rig.pass(1.0).await;
    assert_eq!(report(&told, "one").error.as_ref().map(ToString::to_string).as_deref(), Some("Network for a test"));
    assert!(matches!(report(&told, "one").phase, Phase::Waiting { .. }));
    assert_eq!(report(&told, "other").phase, Phase::Live);
    let told = rig.pass(29.0).await;
    let asked = one.asked();
    let waits: Vec<_> = asked.windows(2).take(4).map(|pair| (pair[1] - pair[0]).as_millis()).collect();
    assert!(waits.is_sorted() && waits[3] > 3 * waits[0], "{waits:?}");
    assert_eq!((&report(&told, "one").phase, &report(&told, "one").error), (&Phase::Live, &None));
    assert_eq!(days(&told, "one").len(), 1);
    assert!(told.iter().all(|update| !matches!(&update.payload,
        Payload::Source(report) if report.source == SourceId::Platform(Tag::of("other")) && report.error.is_some())));
}

#[tokio::test(start_paused = true)]
async fn one_whose_settings_look_wrong_is_asked_again_now_and_then() {
    let (one, other) = (Vendor::new(600, 1), Vendor::new(600, 1));
    one.answer(Err(error(ErrorKind::Settings)));
    let mut rig = rig(&one, &other, BASE);
    let told = rig.pass(590.0).await;
    assert!(matches!(report(&told, "one").phase, Phase::Waiting { tries: 1, .. }));
    assert_eq!(one.asked().len(), 1);
    let told = rig.pass(20.0).await;
    assert_eq!((&report(&told, "one").phase, days(&told, "one").len()), (&Phase::Live, 1), "without anybody's help");
}

#[tokio::test(start_paused = true)]
async fn what_one_calls_wrong_is_not_repeated_until_a_person_asks() {
    let (one, other) = (Vendor::new(600, 1), Vendor::new(600, 1));
    one.answer(Err(error(ErrorKind::Final)));
    let mut rig = rig(&one, &other, BASE);
    let told = rig.pass(300.0).await;
    assert_eq!((one.asked().len(), &report(&told, "one").phase), (1, &Phase::Stopped));
    rig.retry(SourceId::Platform(Tag::of("other")));
    rig.pass(1.0).await;
    assert_eq!(one.asked().len(), 1, "not this one");
    rig.retry(SourceId::Platform(Tag::of("one")));
    let told = rig.pass(1.0).await;
    assert_eq!((one.asked().len(), days(&told, "one").len()), (2, 1));
}

#[tokio::test(start_paused = true)]
async fn the_vendors_own_wait_is_obeyed() {
    let (one, other) = (Vendor::new(600, 1), Vendor::new(600, 1));
    one.answer(Err(error(ErrorKind::RateLimited(Duration::from_secs(45)))));
    let mut rig = rig(&one, &other, BASE);
    rig.pass(44.0).await;
    assert_eq!(one.asked().len(), 1);
    rig.pass(3.0).await;
    assert_eq!(one.asked().len(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_part_that_is_missing_is_said_and_the_rest_is_shown() {
    let (one, other) = (Vendor::new(600, 1), Vendor::new(600, 1));
    one.answer(Ok(lacking()));
    let mut rig = rig(&one, &other, BASE);
    let told = rig.pass(1.0).await;
    assert_eq!(days(&told, "one")[0].missing, ["ratings: refused"]);
    let report = report(&told, "one");
    assert_eq!(
        (&report.phase, report.error.as_ref().map(ToString::to_string).as_deref()),
        (&Phase::Live, Some("ratings: refused"))
    );
}

fn lacking() -> ChatCut {
    ChatCut { missing: vec!["ratings: refused".into()], lost: 1, ..cut(7) }
}

#[tokio::test(start_paused = true)]
async fn a_part_that_fails_for_a_moment_takes_nothing_off_the_board() {
    let (one, other) = (Vendor::new(600, 1), Vendor::new(600, 1));
    one.answer(Ok(cut(1)));
    one.answer(Ok(lacking()));
    one.answer(Ok(lacking()));
    let mut rig = rig(&one, &other, BASE);
    let told = rig.pass(80.0).await;
    let shown: Vec<_> = days(&told, "one").iter().map(|day| (day.as_of, day.totals.chats)).collect();
    assert_eq!(shown, [(BASE, Some(1))], "with the age that they have");
    assert_eq!(one.asked().len(), 3, "and soon asked for again");
    let said = report(&told, "one");
    assert_eq!(
        (&said.phase, said.error.as_ref().map(ToString::to_string).as_deref()),
        (&Phase::Live, Some("ratings: refused"))
    );
    let told = rig.pass(10.0).await;
    assert_eq!(days(&told, "one")[0].totals.chats, Some(4));
    assert_eq!(report(&told, "one").error, None);
}

#[tokio::test(start_paused = true)]
async fn what_fails_of_yesterday_holds_up_nothing_of_today() {
    let (one, other) = (Vendor::new(600, 1), Vendor::new(600, 1));
    one.answer(Ok(cut(1)));
    one.answer(Ok(ChatCut { lost: 0, ..lacking() }));
    let mut rig = rig(&one, &other, BASE);
    let told = rig.pass(60.0).await;
    let shown: Vec<_> = days(&told, "one").iter().map(|day| day.totals.chats).collect();
    assert_eq!(shown, [Some(1), Some(7)]);
    assert_eq!(report(&told, "one").error.as_ref().map(ToString::to_string).as_deref(), Some("ratings: refused"));
}

#[tokio::test(start_paused = true)]
async fn a_part_that_goes_on_failing_does_not_hold_up_the_rest() {
    let (one, other) = (Vendor::new(600, 1), Vendor::new(600, 1));
    one.answer(Ok(cut(1)));
    for _ in 0..20 {
        one.answer(Ok(lacking()));
    }
    let mut rig = rig(&one, &other, BASE);
    assert_eq!(days(&rig.pass(119.0).await, "one").len(), 1);
    let told = rig.pass(20.0).await;
    assert_eq!(days(&told, "one")[0].missing, ["ratings: refused"]);
    let before = one.asked().len();
    let told = rig.pass(300.0).await;
    let rounds = one.asked().len() - before;
    assert!((5..=7).contains(&rounds) && days(&told, "one").len() == rounds, "{rounds} rounds in five minutes");
}

#[tokio::test(start_paused = true)]
async fn what_is_left_of_yesterday_does_not_keep_out_a_part_of_today() {
    let base = BASE.plus((14 * 3600 - 10) * 1000);
    let (one, other) = (Vendor::new(600, 1), Vendor::new(600, 1));
    one.answer(Ok(cut(1)));
    one.answer(Ok(lacking()));
    let mut rig = rig(&one, &other, base);
    assert_eq!(days(&rig.pass(9.0).await, "one").len(), 1);
    assert_eq!(days(&rig.pass(2.0).await, "one")[0].missing, ["ratings: refused"]);
}

#[tokio::test(start_paused = true)]
async fn at_midnight_the_new_day_is_asked_for_at_once() {
    let base = BASE.plus((14 * 3600 - 10) * 1000);
    let (one, other) = (Vendor::new(600, 1), Vendor::new(600, 1));
    let mut rig = rig(&one, &other, base);
    rig.pass(9.0).await;
    assert_eq!(one.asked().len(), 1);
    rig.pass(2.0).await;
    let asked = one.asked.lock().unwrap().clone();
    let date = |day| NaiveDate::from_ymd_opt(2026, 3, day).unwrap();
    assert_eq!(
        asked.iter().map(|(_, today, before)| (*today, *before)).collect::<Vec<_>>(),
        [(date(2), date(1)), (date(3), date(2))]
    );
}

#[tokio::test(start_paused = true)]
async fn asking_again_by_hand_is_obeyed_unless_the_figures_are_of_just_now() {
    let (one, other) = (Vendor::new(600, 1), Vendor::new(600, 1));
    let mut rig = rig(&one, &other, BASE);
    rig.pass(2.0).await;
    rig.retry(SourceId::Platform(Tag::of("one")));
    rig.pass(1.0).await;
    assert_eq!(one.asked().len(), 1);
    rig.pass(10.0).await;
    rig.env.requests.send(Request::Retry(None)).unwrap();
    rig.pass(1.0).await;
    assert_eq!((one.asked().len(), other.asked().len()), (2, 2));
}

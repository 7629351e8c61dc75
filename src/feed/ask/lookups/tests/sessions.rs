use super::*;

fn sessions(records: i64) -> Desk {
    Desk::over(Vendor::new(0, records, None), BASE, LookupSettings::default())
}

fn urgencies(desk: &Desk) -> Vec<(String, Urgency)> {
    let seen = locked(&desk.vendor.seen);
    seen.iter().filter_map(|seen| Some((seen.what.clone(), seen.urgency?))).collect()
}

#[tokio::test(start_paused = true)]
async fn the_funnel_of_some_sessions_counts_four_times() {
    let mut desk = sessions(40);
    let lookup = Lookup::AiFunnel(AiAsked::default().with(AiField::Robot, "7"));
    desk.want(std::slice::from_ref(&lookup));
    desk.pass(1.0).await;
    let names = ["count robot", "count valid/robot", "count asked/robot", "count reached/robot"];
    assert_eq!(desk.vendor.names(), names);
    let entry = desk.shelf.get(&lookup).unwrap();
    assert_eq!(entry.funnel().unwrap().handed, Some(40));
    assert_eq!(entry.as_of, Some(BASE.plus(100)), "as old as its first count");
    let urgency: Vec<Urgency> = urgencies(&desk).into_iter().map(|(_, urgency)| urgency).collect();
    let further = [Urgency::Following; 3];
    assert_eq!((urgency[0], &urgency[1..]), (Urgency::Interactive, &further[..]), "the first of them goes first");
    desk.pass(120.0).await;
    let later = urgencies(&desk);
    assert_eq!(later.len(), 8);
    assert!(later[4..].iter().all(|(_, urgency)| *urgency == Urgency::Background), "no one waits for a refresh");
}

#[tokio::test(start_paused = true)]
async fn of_all_sessions_only_what_the_poll_does_not_count_is_counted() {
    let mut desk = sessions(40);
    let lookup = Lookup::AiFunnel(AiAsked::default());
    desk.want(std::slice::from_ref(&lookup));
    desk.pass(1.0).await;
    assert_eq!(desk.vendor.names(), ["count asked/"]);
    let funnel = *desk.shelf.get(&lookup).unwrap().funnel().unwrap();
    assert_eq!((funnel.sessions, funnel.asked), (None, Some(40)));
}

/// Twelve robots are counted two at a time, and each has its turn: none waits for the others' second round.
#[tokio::test(start_paused = true)]
async fn groups_are_counted_two_at_a_time_and_the_oldest_is_renewed_first() {
    let mut desk = sessions(40);
    *locked(&desk.vendor.took) = Duration::from_secs(6);
    let robots: Vec<Lookup> =
        (0..12).map(|robot| Lookup::AiFunnel(AiAsked::default().with(AiField::Robot, robot.to_string()))).collect();
    desk.feed.want(robots.iter().cloned().map(Want::beside).collect());
    let mut answers = vec![0; robots.len()];
    for _ in 0..900 {
        for (_, lookup, finding) in desk.pass(1.0).await {
            if let (Finding::Data(_), Some(at)) = (finding, robots.iter().position(|robot| *robot == lookup)) {
                answers[at] += 1;
            }
        }
    }
    assert_eq!(desk.vendor.most.load(Ordering::SeqCst), 2);
    let (least, most) = (answers.iter().min().unwrap(), answers.iter().max().unwrap());
    assert!(*least >= 5 && most - least <= 1, "{answers:?}");
}

#[tokio::test(start_paused = true)]
async fn what_the_filter_decides_is_not_counted() {
    let mut desk = sessions(40);
    let lookup = Lookup::AiFunnel(AiAsked::default().in_step(AiStep::Valid));
    desk.want(std::slice::from_ref(&lookup));
    desk.pass(1.0).await;
    let names = ["count valid/", "count valid+asked/", "count valid+reached/"];
    assert_eq!(desk.vendor.names(), names, "the step itself is all of them");
    let funnel = *desk.shelf.get(&lookup).unwrap().funnel().unwrap();
    assert_eq!((funnel.sessions, funnel.valid, funnel.contained()), (Some(40), Some(40), Some(0)));
    let mut nothing = sessions(0);
    nothing.want(&[Lookup::AiFunnel(AiAsked::default().with(AiField::Robot, "7"))]);
    nothing.pass(1.0).await;
    assert_eq!(nothing.vendor.names(), ["count robot"], "nothing of nothing");
}

#[tokio::test(start_paused = true)]
async fn chats_are_told_whole_with_their_metrics() {
    let mut desk = sessions(0);
    let lookup = Lookup::Chat(ChatBy::SkillGroup);
    desk.want(std::slice::from_ref(&lookup));
    assert_eq!(desk.words(&lookup, 1.0).await, ["asking", "data"]);
    let day = desk.shelf.get(&lookup).unwrap().chat().unwrap();
    assert_eq!((day.rows.len(), day.expected, day.totals.chats), (250, Some(250), Some(250)));
    assert_eq!((day.by, day.metrics.len()), (Some(ChatBy::SkillGroup), 1));
    assert_eq!(day.as_of, BASE.plus(100));
}

#[tokio::test(start_paused = true)]
async fn the_list_of_sessions_is_urgent_as_far_as_a_person_sees() {
    let mut desk = sessions(1_000);
    let lookup = Lookup::AiRecords(AiAsked::default());
    desk.feed.want(vec![Want { rows: 250, ..Want::all(lookup.clone()) }]);
    desk.pass(1.0).await;
    let first: Vec<Urgency> = urgencies(&desk).into_iter().map(|(_, urgency)| urgency).collect();
    assert_eq!(first, [Urgency::Interactive, Urgency::Following, Urgency::Following]);
    desk.feed.want(vec![Want::all(lookup.clone())]);
    desk.pass(10.0).await;
    let seen = urgencies(&desk);
    assert_eq!(seen.len(), 10);
    assert!(seen[3..].iter().all(|(_, urgency)| *urgency == Urgency::Background), "to look through them all");
    assert!(desk.shelf.get(&lookup).unwrap().ai_records().unwrap().complete);
    desk.pass(60.0).await;
    assert_eq!(urgencies(&desk)[10..], [("sessions 1".to_owned(), Urgency::Background)]);
    desk.feed.request(Request::Retry(None));
    desk.pass(1.0).await;
    assert_eq!(urgencies(&desk)[11..], [("sessions 1".to_owned(), Urgency::Interactive)], "a person waits");
}

#[tokio::test(start_paused = true)]
async fn coming_back_to_an_old_answer_is_urgent() {
    let mut desk = sessions(10);
    desk.want(&[Lookup::AiChoices]);
    desk.pass(1.0).await;
    desk.want(&[]);
    desk.pass(1_000.0).await;
    desk.want(&[Lookup::AiChoices]);
    desk.pass(1.0).await;
    assert_eq!(desk.vendor.times("choices"), [0, 1_001]);
    assert!(urgencies(&desk).iter().all(|(_, urgency)| *urgency == Urgency::Interactive));
}

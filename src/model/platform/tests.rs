use super::*;
use crate::model::{Alarms, Alert, Board, Limits, Payload, Phase, Rules, SourceReport, Update};

fn platform(title: &str, chats: Option<u64>, valid: Option<u64>, ai: Option<u64>) -> PlatformTotals {
    PlatformTotals {
        source: SourceId::Platform(Tag::of("x")),
        title: title.to_owned(),
        chat: Some(ChatTotals { chats, valid, first_reply_ms: Some(4_000.0), ..ChatTotals::default() }),
        ai: ai.map(|sessions| AiTotals { sessions: Some(sessions), ..AiTotals::default() }),
    }
}

#[test]
fn only_what_every_vendor_says_adds_up() {
    let platforms = [platform("A", Some(3), None, Some(1)), platform("B", Some(4), Some(2), None)];
    assert_eq!(together(&platforms, Common::Chats), Together::Sum(7.0));
    assert_eq!(together(&platforms, Common::Valid), Together::Untold(vec!["A".to_owned()]));
    assert_eq!(together(&platforms, Common::FirstReply), Together::Averages);
    assert_eq!(together(&platforms, Common::AiSessions), Together::Untold(vec!["B".to_owned()]));
    let silent = PlatformTotals { chat: None, ..platform("C", None, None, None) };
    assert_eq!(together(&[silent], Common::Chats), Together::Untold(vec!["C".to_owned()]));
}

#[test]
fn a_new_day_without_chats_is_nought_and_leaves_the_sites_total() {
    let mut board = Board::new();
    let tag = Tag::of("far_east");
    for source in [SourceId::Chat, SourceId::Platform(tag)] {
        board.apply(Update::new(Stamp(1_000), report(source, source.name(), Phase::Live)));
    }
    let totals = ChatTotals::of(&[] as &[ChatAgent]);
    let zero = Some(0);
    let sums = ChatTotals { chats: zero, valid: zero, unanswered: zero, good: zero, rated: zero, ..totals };
    assert_eq!(totals, sums);
    assert_eq!(
        (totals.first_reply_ms, totals.reply_ms, totals.valid_share()),
        (None, None, None),
        "averages of nothing"
    );
    for expected in [None, Some(0)] {
        let today = crate::model::ChatDay::new(Stamp(1_000), expected, Vec::new());
        board.apply(Update::new(Stamp(1_000), Payload::Chat(Box::new(today))));
        board.apply(Update::new(Stamp(1_000), Payload::Platform(Box::new(day(tag, 7)))));
        assert_eq!(together(&board.platform_totals(), Common::Chats), Together::Sum(7.0));
    }
    let lost = crate::model::ChatDay::new(Stamp(1_000), Some(40), Vec::new());
    assert_eq!(lost.totals, ChatTotals::default(), "rows that are counted and not there are no nought");
    let silent = ChatAgent { chats: Some(3), ..ChatAgent::default() };
    assert_eq!(ChatTotals::of(&[silent]).unanswered, None, "a vendor that does not say it");
}

#[test]
fn a_tag_is_a_short_name() {
    assert_eq!(Tag::of("far_west").as_str(), "far_west");
    assert_eq!(Tag::new("far_west"), Some(Tag::of("far_west")));
    for name in ["", "far-east", "Upper", "a_name_far_too_long", "seventeen_letters", "七陌"] {
        assert_eq!(Tag::new(name), None, "{name}");
    }
    assert_eq!(Tag::new("sixteen_letters_").map(|tag| tag.as_str().len()), Some(16));
    let json = serde_json::to_string(&SourceId::Platform(Tag::of("far_east"))).unwrap();
    assert_eq!(json, r#"{"site":"far_east"}"#);
    assert_eq!(serde_json::from_str::<SourceId>(&json).unwrap(), SourceId::Platform(Tag::of("far_east")));
    assert!(serde_json::from_str::<SourceId>(r#"{"site":"No"}"#).is_err());
}

fn day(tag: Tag, chats: u64) -> PlatformDay {
    PlatformDay {
        tag,
        as_of: Stamp(1_000),
        totals: ChatTotals { chats: Some(chats), ..ChatTotals::default() },
        ai: None,
        figures: None,
        metrics: Vec::new(),
        agents: Vec::new(),
        trend: None,
        missing: Vec::new(),
    }
}

fn report(source: SourceId, title: &str, phase: Phase) -> Payload {
    Payload::Source(SourceReport { title: Some(title.to_owned()), connects: 1, ..SourceReport::new(source, phase) })
}

#[test]
fn each_vendor_is_a_source_of_its_own() {
    let (one, other) = (Tag::of("far_east"), Tag::of("far_west"));
    let mut board = Board::new();
    assert_eq!(board.source(SourceId::Platform(one)).phase, Phase::Off, "never heard of");
    assert_eq!(board.platform_totals(), []);
    board.apply(Update::new(Stamp(2_000), report(SourceId::Platform(other), "Sobot China", Phase::Connecting)));
    board.apply(Update::new(Stamp(3_000), report(SourceId::Platform(one), "7moor", Phase::Live)));
    board.apply(Update::new(Stamp(3_000), Payload::Platform(Box::new(day(one, 7)))));
    let ids: Vec<String> = board.source_ids().map(|id| id.to_string()).collect();
    assert_eq!(ids, ["agents", "chat", "ai", "far_east", "far_west"]);
    let platforms = board.platform_totals();
    assert_eq!(platforms.iter().map(|platform| platform.title.as_str()).collect::<Vec<_>>(), ["7moor", "Sobot China"]);
    assert_eq!((platforms[0].get(Common::Chats), platforms[1].get(Common::Chats)), (Some(7.0), None));
    assert_eq!(board.source(SourceId::Platform(one)).as_of, Some(Stamp(1_000)), "as old as the question");
    let before = board.source(SourceId::Platform(one)).clone();
    board.apply(Update::new(Stamp(9_000), report(SourceId::Platform(other), "Sobot China", Phase::Stopped)));
    assert_eq!(*board.source(SourceId::Platform(one)), before, "one that stops leaves the others alone");
    assert_eq!(board.platforms().filter(|platform| platform.day.is_some()).count(), 1);
}

#[test]
fn the_boards_own_chats_are_a_voice_among_them() {
    let mut board = Board::new();
    board.apply(Update::new(Stamp(1), report(SourceId::Chat, "Sobot", Phase::Live)));
    board.apply(Update::new(Stamp(1), Payload::Platform(Box::new(day(Tag::of("x"), 2)))));
    let titles: Vec<String> = board.platform_totals().into_iter().map(|platform| platform.title).collect();
    assert_eq!(titles, ["Sobot", "x"], "a vendor without a title goes by its section");
}

#[test]
fn a_days_update_is_read_back_as_it_was_written_with_numbers_masked() {
    let mut platform = day(Tag::of("far_east"), 4);
    platform.agents.push(ChatAgent { id: "6012".to_owned(), ..ChatAgent::default() }.into());
    let update = Update::new(Stamp(5), Payload::Platform(Box::new(platform)));
    let text = serde_json::to_string(&update).unwrap();
    assert_eq!(serde_json::from_str::<Update>(&text).unwrap(), update);
    let mut told = day(Tag::of("far_east"), 4);
    let extra = serde_json::json!({"callerNumber": "18688889999"});
    told.agents.push(ChatAgent { extra: extra.as_object().cloned().unwrap().into(), ..ChatAgent::default() }.into());
    let text = serde_json::to_string(&Update::new(Stamp(5), Payload::Platform(Box::new(told)))).unwrap();
    assert!(!text.contains("18688889999") && text.contains("186****9999"), "{text}");
}

#[test]
fn a_vendors_figures_are_stale_by_its_own_limit() {
    let (one, other) = (Tag::of("one"), Tag::of("other"));
    let mut board = Board::new();
    for tag in [one, other] {
        board.apply(Update::new(Stamp(1_000), report(SourceId::Platform(tag), "x", Phase::Live)));
        board.apply(Update::new(Stamp(1_000), Payload::Platform(Box::new(day(tag, 1)))));
    }
    let limits = Limits { platform_stale_after_ms: [(one, 10_000)].into_iter().collect(), ..Limits::default() };
    let stale = |now| -> Vec<SourceId> {
        let mut alarms = Alarms::new(Rules::of_limits(&limits), chrono_tz::UTC);
        alarms.check_all(&board, Stamp(now));
        let source = |alert: &Alert| if let Alert::Source { source, .. } = alert { Some(*source) } else { None };
        alarms.standing().iter().filter_map(|standing| source(&standing.alert)).collect()
    };
    assert_eq!(stale(11_000), []);
    assert_eq!(stale(11_001), [SourceId::Platform(one)]);
    assert_eq!(
        stale(181_001),
        [SourceId::Platform(one), SourceId::Platform(other)],
        "three minutes unless said otherwise"
    );
}

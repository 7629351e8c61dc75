//! The timeline, and the position bar of a replay.

use std::sync::Arc;

use insta::assert_snapshot;

use crate::lang::Language;
use crate::model::note::Note;
use crate::model::story::{Alerted, Together, Went, Who};
use crate::model::{
    About, Agent, AgentId, AlarmKey, BusyReason, By, Fact, Happened, Rules, Severity, SourceId, Stamp, story,
};
use crate::ui::action::Action;
use crate::ui::testing::{Desk, NOW, centre, settings};
use crate::ui::{Effect, Settings, Tape};

const HOUR: i64 = 3_600_000;

fn facts() -> Vec<Fact> {
    let at = |minutes: i64| NOW.plus(-3 * HOUR + minutes * 60_000);
    let who =
        |name: &str| Who::of(&Agent { name: Some(name.into()), ..Agent::new(AgentId::new(&format!("id-{name}"))) });
    let names = ["李娜", "Wang Fang", "张伟", "刘洋", "Zhao Lei", "陈静"];
    let together = Together {
        went: Went::Busy(BusyReason::Dining),
        agents: names.map(who).to_vec(),
        of: 31,
        early: 0,
        usual: false,
    };
    let (rule, name) = Rules::default()
        .holding()
        .map(|(at, rule)| (at, rule.name.clone()))
        .find(|(_, name)| name == "wrap_up")
        .unwrap();
    let about = About::Agent(AgentId::new("id-李娜"));
    let alert = Alerted {
        key: AlarmKey { rule, about: about.clone() },
        rule: name,
        looks_at: "wrap-up for 5m".to_owned(),
        severity: Severity::Warning,
        about,
        who: "李娜".to_owned(),
        escalated: None,
        acknowledged: Some(By { at: at(72), who: "wang@jump1".to_owned() }),
        snoozed: None,
        muted: None,
    };
    let note = Note { id: "n".to_owned(), at: at(84), from: Some("wang".to_owned()), text: "six at lunch".to_owned() };
    let share = story::LostShare { before: 0.04, now: 0.091, lost: 31, of: 341 };
    let stale = story::Of { source: SourceId::Agents, title: None };
    let all = [
        (at(61), Some(at(65)), Happened::Together(together)),
        (at(70), Some(at(75)), Happened::Alert(Box::new(alert))),
        (at(84), Some(at(84)), Happened::Note(note)),
        (at(100), Some(at(112)), Happened::Stale(stale)),
        (at(150), None, Happened::LostShare(share)),
    ];
    (0..).zip(all).map(|(id, (from, until, what))| Fact { id, from, until, what }).collect()
}

const SPAN: (Stamp, Stamp) = (NOW.plus(-4 * HOUR), NOW.plus(2 * HOUR));

fn desk(settings: Settings, until: Option<Stamp>) -> Desk {
    let mut desk = Desk::new(centre(48), settings);
    desk.view.set_tape(Some(Tape::Replaying { speed: 10.0, playing: true, over: false, damaged: false }));
    desk.view.set_recorded(Arc::new(facts()), SPAN, until);
    desk
}

#[test]
fn a_replay_has_a_bar_with_what_happened_on_it_and_a_legend() {
    for (width, height) in [(80, 24), (120, 34), (240, 67)] {
        let frame = desk(settings(), None).frame(width, height);
        for sign in ["10:32", "16:32", "! incident", "▲ alert", "░ no data", "◆ note"] {
            assert!(frame.contains(sign), "{sign}: {frame}");
        }
        assert_snapshot!(format!("position_{width}x{height}"), frame);
    }
    let chinese = Settings { language: Language::Chinese, ..settings() };
    assert_snapshot!("position_chinese_80x24", desk(chinese, None).frame(80, 24));
    let plain = desk(Settings { ascii: true, ..settings() }, Some(NOW)).frame(80, 24);
    assert!(plain.contains("^ alert") && plain.contains(". not read yet"), "{plain}");
    assert!(!desk(settings(), None).frame(80, 18).contains("incident"), "no room");
}

#[test]
fn the_timeline_tells_the_facts_of_a_recording_the_last_one_first() {
    for language in [Language::English, Language::Chinese] {
        for (width, height) in [(80, 24), (120, 34)] {
            let mut desk = desk(Settings { language, ..settings() }, None);
            desk.keys("E");
            assert_snapshot!(format!("timeline_{language:?}_{width}x{height}"), desk.frame(width, height));
        }
    }
}

#[test]
fn enter_on_a_fact_goes_to_its_moment_in_a_replay_and_to_what_it_is_about_on_a_live_board() {
    let mut replay = desk(settings(), None);
    replay.keys("E").keys("j");
    let from = facts()[3].from;
    let Desk { view, board, settings: own, .. } = &mut replay;
    assert_eq!(view.act(Action::Open, board, NOW, own), Effect::ReplayFrom(from));
    let mut live = Desk::new(centre(48), settings());
    live.view.set_recorded(Arc::new(facts()), SPAN, None);
    live.keys("Ej<enter>");
    let frame = live.frame(120, 34);
    assert!(frame.contains("Sources") || frame.contains("Health"), "{frame}");
}

//! AI sessions beside the weeks before: on the board, on their page, and in each size.

use super::*;
use crate::model::day::HALF_HOUR_MS;
use crate::model::{AiGroup, Board, Funnel, FunnelHalf, FunnelRow, GroupedBy, Stamp};
use crate::ui::testing::ai::{know_the_sessions, sessions_centre};

fn row(by: GroupedBy, name: &str, [valid, asked, reached]: [u64; 3]) -> FunnelRow {
    FunnelRow { group: AiGroup { by, name: name.to_owned() }, funnel: Funnel { valid, asked, reached } }
}

/// The last half hour and those of four weeks before; of the robot so many of 150 ask now, of 50 usually.
fn halves(asked: u64) -> Vec<FunnelHalf> {
    let from = Stamp(NOW.ms().div_euclid(HALF_HOUR_MS) * HALF_HOUR_MS - HALF_HOUR_MS);
    let half = |weeks: i64| {
        let own = if weeks == 0 { asked } else { 50 };
        let rows = vec![
            row(GroupedBy::All, "", [300, 50 + own, 40 + own]),
            row(GroupedBy::Robot, "Cards bot", [150, own, own]),
            row(GroupedBy::Robot, "账单助手", [150, 50, 40]),
            row(GroupedBy::Channel, "App", [120, 40, 30]),
        ];
        FunnelHalf { from: from.plus(-weeks * 7 * 86_400_000), day: 20_000 - weeks * 7, wall: 20, rows }
    };
    (0..=4).map(half).collect()
}

fn desk(asked: u64) -> Desk {
    let mut board: Board = sessions_centre();
    know_the_sessions(&mut board);
    apply(&mut board, NOW, Payload::Funnels(halves(asked)));
    Desk::new(board, settings())
}

#[test]
fn a_robot_that_asks_more_often_is_marked_with_a_word_and_its_numbers() {
    let mut desk = desk(90);
    let board = desk.frame(200, 60);
    assert!(board.contains("▲ above usual Cards bot: 60 % asked for an agent, usually 33.3 %"), "{board}");
    desk.keys("4");
    for (width, height) in [(120, 34), (200, 60), (240, 67)] {
        let page = desk.frame(width, height);
        assert!(page.contains("▲ above usual Cards bot: 60 % asked for an agent, usually 33.3 %"), "{page}");
        assert!(page.contains("90 of 150 from "), "{page}");
    }
    let page = desk.frame(240, 67);
    assert!(page.contains("Beside usual") && page.contains("200 of 600 in 4 weeks"), "{page}");
    assert!(page.contains("99 % interval 49.") && page.contains("most likely since"), "{page}");
    assert!(desk.frame(80, 24).contains("above usual"), "{}", desk.frame(80, 24));
}

#[test]
fn what_is_as_usual_is_said_quietly_and_nothing_without_weeks_before() {
    let mut calm = desk(52);
    assert!(!calm.frame(200, 60).contains("usual"), "the board has no room for what is as ever");
    calm.keys("4");
    let page = calm.frame(240, 67);
    assert!(page.contains("as usual until ") && page.contains("as usual  "), "{page}");
    assert!(!page.contains("above usual") && !page.contains("below usual"), "{page}");
    let mut none = Desk::new(sessions_centre(), settings());
    none.keys("4");
    assert!(!none.frame(240, 67).contains("usual"));
}

#[test]
fn an_opened_group_shows_each_of_its_shares() {
    let mut desk = desk(52);
    desk.keys("4<enter>");
    let page = desk.frame(240, 67);
    let shares = page.matches(", usually ").count();
    assert!(shares >= 1, "{page}");
    let mut old = self::desk(90);
    old.now = NOW.plus(3 * HALF_HOUR_MS);
    old.keys("4");
    assert!(!old.frame(240, 67).contains("above usual"), "an old comparison holds no longer");
}

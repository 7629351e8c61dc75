use super::*;
use crate::model::day::HALF_HOUR_MS;
use crate::model::{AiGroup, Funnel, FunnelHalf, FunnelRow, GroupedBy};

/// A half hour so many weeks before, whose end was a few minutes before the others of the day begin.
fn half(weeks: i64, asked: u64) -> FunnelHalf {
    let group = AiGroup { by: GroupedBy::Robot, name: "Ava".to_owned() };
    let from = Stamp(NOW.ms().div_euclid(HALF_HOUR_MS) * HALF_HOUR_MS - HALF_HOUR_MS - weeks * 7 * 86_400_000);
    let row = FunnelRow { group, funnel: Funnel { valid: 150, asked, reached: asked } };
    FunnelHalf { from, day: 20_000 - weeks * 7, wall: 20, rows: vec![row] }
}

#[test]
fn a_robot_that_goes_another_way_than_usual_is_said_once() {
    let mut heard = Heard::english();
    heard.all([live(0, SourceId::Agents), roster(1, vec![who("1", "Li", WorkState::Ready)], &[])]);
    heard.live_until(30_000);
    heard.lines();
    let before = (1..=4).map(|weeks| half(weeks, 50)).collect();
    heard.take(told(30_002, Payload::Funnels(before)));
    heard.take(told(30_003, Payload::Funnels(vec![half(0, 90)])));
    heard.live_until(60_000);
    let lines = heard.lines();
    let said: Vec<_> = lines.iter().filter(|line| line.contains("AI sessions")).collect();
    assert_eq!(said.len(), 1, "{lines:?}");
    assert!(said[0].contains("AI sessions above usual: Ava: 60 % asked for an agent, usually 33.3 %"), "{said:?}");
    heard.take(told(60_002, Payload::Funnels(vec![half(0, 91)])));
    heard.live_until(90_000);
    assert!(heard.lines().iter().all(|line| !line.contains("AI sessions")), "it is known");
}

use std::collections::HashSet;

use super::*;
use crate::model::{Agent, Board, SourceId};
use crate::ui::settings::{KioskSettings, Settings};
use crate::ui::state::kiosk::Shows;
use crate::ui::testing::calls::calls_centre;
use crate::ui::testing::live::listening;
use crate::ui::testing::platforms::only_open;
use crate::ui::testing::{Desk, centre, settings};
use crate::ui::walls::Wall;

fn figure(measure: Measure, target: Option<Target>) -> WallFigure {
    WallFigure { measure, label: None, target }
}

/// A wall that has begun.
fn desk(board: Board, wall: Wall) -> Desk {
    let kiosk = Some(KioskSettings { views: Vec::new(), every_ms: 20_000 });
    let mut desk = Desk::new(board, Settings { kiosk, wall, ..settings() });
    desk.wait(2);
    assert_eq!(desk.view.shows(), Shows::Wall);
    desk
}

fn scene(desk: &Desk) -> Scene<'_> {
    Scene::new(&desk.board, &desk.view, &desk.settings, desk.now)
}

fn below(warning: f64, critical: Option<f64>) -> Option<Target> {
    Target::of(Some((Compare::Below, warning)), critical.map(|limit| (Compare::Below, limit)))
}

fn above(warning: f64) -> Option<Target> {
    Target::of(Some((Compare::Above, warning)), None)
}

/// Agents of every second place.
fn half(board: &Board) -> Wall {
    let who: HashSet<String> = board.agents().iter().step_by(2).map(|agent| agent.id.as_str().to_owned()).collect();
    Wall { departments: vec!["night".to_owned()], who, ..Wall::default() }
}

#[test]
fn every_figure_that_a_rule_may_name_has_a_card_and_every_wall_can_be_drawn_with_it() {
    for board in [Board::new(), centre(48), calls_centre(), only_open(), listening()] {
        for measures in Measure::ALL.chunks(7) {
            let figures = measures.iter().map(|measure| figure(*measure, above(1.0))).collect();
            let desk = desk(board.clone(), Wall { figures, ..Wall::default() });
            let cards = cards(&scene(&desk));
            assert_eq!(cards.len(), measures.len());
            for (card, measure) in cards.iter().zip(measures) {
                assert!(!card.figure.is_empty() && card.word.contains(" ≤"), "{measure:?}");
            }
            for (width, height) in [(60, 15), (80, 24), (120, 34), (240, 67)] {
                desk.buffer(width, height);
            }
        }
    }
}

#[test]
fn a_figure_has_the_colour_and_the_sign_of_how_it_stands_to_its_target() {
    let board = centre(48);
    let ready = Measure::Ready.of(&board).unwrap();
    let shown = |target| {
        let desk = desk(board.clone(), Wall { figures: vec![figure(Measure::Ready, target)], ..Wall::default() });
        let scene = scene(&desk);
        let card = cards(&scene).remove(0);
        (card.figure.trim_start_matches(|c: char| c.is_ascii_digit()).to_owned(), card.style)
    };
    let theme = scene(&desk(board.clone(), Wall::default())).theme;
    for (target, sign, style) in [
        (below(ready, None), "", theme.good()),
        (below(ready + 1.0, None), "!", theme.caution()),
        (below(ready + 2.0, Some(ready + 1.0)), "!!", theme.alert()),
        (above(ready), "", theme.good()),
        (above(ready - 1.0), "!", theme.caution()),
        (Target::of(None, Some((Compare::Equals, ready))), "!!", theme.alert()),
    ] {
        assert_eq!(shown(target), (sign.to_owned(), style), "{target:?}");
    }
}

#[test]
fn the_target_stands_beside_the_figure_and_a_label_before_it() {
    let figures = vec![
        WallFigure { label: Some("Free".to_owned()), ..figure(Measure::Ready, below(3.0, Some(1.0))) },
        figure(Measure::LostPercent, above(5.0)),
        figure(Measure::LongestWait, above(120.0)),
        figure(Measure::Talking, None),
    ];
    let mut desk = desk(calls_centre(), Wall { figures, ..Wall::default() });
    let words = |desk: &Desk| cards(&scene(desk)).into_iter().map(|card| card.word).collect::<Vec<_>>();
    assert_eq!(words(&desk), ["Free ≥3", "calls lost % ≤5%", "longest wait ≤2:00", "talking"]);
    desk.settings.ascii = true;
    assert_eq!(words(&desk), ["Free >=3", "calls lost % <=5%", "longest wait <=2:00", "talking"]);
}

/// Nothing that is stale or unknown is shown as good, whatever its target.
#[test]
fn what_cannot_be_judged_is_unsure_and_never_good() {
    let figures = vec![figure(Measure::Ready, below(0.0, None)), figure(Measure::Lost, above(1e6))];
    let mut desk = desk(centre(48), Wall { figures, ..Wall::default() });
    let theme = scene(&desk).theme;
    let [ready, lost] = <[Card; 2]>::try_from(cards(&scene(&desk))).unwrap();
    assert_eq!(ready.style, theme.good());
    assert_eq!((lost.figure.as_str(), lost.style), ("–", theme.faint()), "no records tell of calls");
    // Nothing is heard any more.
    desk.wait(600);
    let scene = scene(&desk);
    assert!(scene.stale(SourceId::Agents).is_some());
    let [ready, _] = <[Card; 2]>::try_from(cards(&scene)).unwrap();
    assert!(ready.stale && ready.figure.ends_with('?') && ready.style != theme.good(), "{ready:?}");
}

#[test]
fn a_wall_of_some_departments_counts_their_agents_and_marks_what_is_of_all() {
    let board = calls_centre();
    let wall = half(&board);
    let has = |agent: &Agent| wall.has(agent);
    let counted = Measure::Ready.among(&board, has).unwrap();
    assert!(counted < Measure::Ready.of(&board).unwrap());
    let figures = [Measure::Ready, Measure::AgentAnswers, Measure::Lost].map(|measure| figure(measure, None));
    let desk = desk(board.clone(), Wall { figures: figures.to_vec(), ..wall.clone() });
    let told = cards(&scene(&desk));
    let marked: Vec<bool> = told.iter().map(|card| card.word.ends_with(OF_ALL)).collect();
    assert_eq!(marked, [false, false, true]);
    assert_eq!(told[0].figure.trim_end_matches('!'), format!("{counted}"));
    for text in [desk.text(120, 34), desk.text(240, 67)] {
        assert!(text.lines().next().unwrap().contains("night"), "{text}");
    }
    assert_eq!(departments(&scene(&desk)).as_deref(), Some("night; * all departments"));
    let usual = super::super::Told::usual(&scene(&desk)).calls.cards.iter().all(|card| card.word.ends_with(OF_ALL));
    assert!(usual, "calls are those of the whole company");
}

#[test]
fn a_person_at_the_keys_sees_every_agent_and_nothing_claims_to_be_a_part() {
    let board = calls_centre();
    let mut desk = desk(board.clone(), half(&board));
    desk.keys("1");
    assert!(scene(&desk).part().is_none());
    assert_eq!(scene(&desk).listing.len(), board.agents().len());
    assert!(!desk.text(120, 34).contains("all departments"));
}

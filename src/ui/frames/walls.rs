//! Frames of walls with figures of the site's own, with targets and departments.

use std::collections::HashSet;

use insta::assert_snapshot;

use super::kiosk::{wall, wall_settings};
use crate::config::KioskView;
use crate::lang::Language;
use crate::model::{Compare, Measure};
use crate::ui::settings::{KioskSettings, Settings};
use crate::ui::state::kiosk::Shows;
use crate::ui::testing::calls::calls_centre;
use crate::ui::testing::*;
use crate::ui::walls::{Target, Wall, WallFigure};

const SIZES: [(u16, u16); 3] = [(80, 24), (120, 34), (240, 67)];

fn figure(measure: Measure, label: Option<&str>, warning: (Compare, f64), critical: Option<f64>) -> WallFigure {
    let target = Target::of(Some(warning), critical.map(|limit| (warning.0, limit)));
    WallFigure { measure, label: label.map(str::to_owned), target }
}

fn figures() -> Vec<WallFigure> {
    vec![
        figure(Measure::NoAgentYet, None, (Compare::Above, 1.0), Some(5.0)),
        figure(Measure::ServiceLevel, None, (Compare::Below, 80.0), None),
        figure(Measure::Ready, Some("空闲坐席"), (Compare::Below, 30.0), Some(20.0)),
        figure(Measure::Talking, None, (Compare::Above, 90.0), None),
        WallFigure { measure: Measure::WrapUp, label: None, target: None },
        figure(Measure::LongestWait, None, (Compare::Above, 120.0), None),
    ]
}

fn at_sizes(name: &str, desk: &Desk) {
    for ((width, height), frame) in SIZES.into_iter().zip(desk.frames(&SIZES)) {
        assert_snapshot!(format!("{name}_{width}x{height}"), frame);
    }
}

fn chosen(wall_: Wall) -> Desk {
    wall(calls_centre(), Settings { wall: wall_, ..wall_settings() })
}

/// Every second agent.
fn night() -> Wall {
    let board = calls_centre();
    let who: HashSet<String> = board.agents().iter().step_by(2).map(|agent| agent.id.as_str().to_owned()).collect();
    Wall { name: Some("night".to_owned()), departments: vec!["夜班".to_owned()], who, figures: figures() }
}

#[test]
fn figures_with_targets() {
    let mut desk = chosen(Wall { figures: figures(), ..Wall::default() });
    at_sizes("wall_figures", &desk);
    desk.settings.language = Language::Chinese;
    at_sizes("wall_figures_chinese", &desk);
}

#[test]
fn a_wall_of_some_departments() {
    let mut desk = chosen(night());
    at_sizes("wall_departments", &desk);
    desk.settings.language = Language::Chinese;
    at_sizes("wall_departments_chinese", &desk);
}

#[test]
fn one_figure_has_the_screen() {
    let one = figures().into_iter().take(1).collect();
    at_sizes("wall_one_figure", &chosen(Wall { figures: one, ..Wall::default() }));
}

/// Only agents of the wall's departments have a tile, and only alerts about them interrupt.
#[test]
fn other_departments_take_no_part_in_the_round() {
    let views = vec![KioskView::Board];
    let kiosk = Some(KioskSettings { views, every_ms: 20_000 });
    let (night, all) = (night(), Wall::default());
    let ours = |desk: &Desk, id: &str| {
        let agent = desk.board.slot(id).and_then(|slot| desk.board.agent(slot)).unwrap();
        night.has(agent)
    };
    for (wall, narrow) in [(night.clone(), true), (all, false)] {
        let mut desk = Desk::new(centre(48), Settings { kiosk: kiosk.clone(), wall, ..settings() });
        let (mut tiles, mut interrupting) = (Vec::new(), Vec::new());
        for _ in 0..300 {
            desk.listen(1);
            if desk.view.shows() == Shows::Grid {
                desk.buffer(80, 24);
                tiles.extend(desk.view.grid_page().unwrap().order.iter().cloned());
            }
            let standing = desk.view.alerts().standing();
            let about = desk.view.alarm().into_iter().map(|at| standing[at].alert.clone());
            interrupting.extend(about.filter_map(|alert| match alert {
                crate::model::Alert::Agent { slot, .. } => desk.board.agent(slot).map(|agent| agent.id.clone()),
                _ => None,
            }));
        }
        assert!(!tiles.is_empty() && !interrupting.is_empty());
        for ids in [&tiles, &interrupting] {
            assert_eq!(ids.iter().all(|id| ours(&desk, id.as_str())), narrow);
        }
    }
}

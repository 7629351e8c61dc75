use crate::model::board::Board;
use crate::model::probe::{Probe, ProbeMode, ProbeOutcome, ProbeRun, ProbeSet};
use crate::model::problem::Problem;
use crate::model::source::{Phase, SourceId, SourceReport};
use crate::model::time::Stamp;
use crate::model::update::{Payload, Update};

const T0: Stamp = Stamp(1_760_000_000_000);

fn set(name: &str) -> ProbeSet {
    let (name, robot) = (name.to_owned(), "1".to_owned());
    ProbeSet { name, robot, mode: ProbeMode::Whole, every_ms: 60_000, expects: false }
}

fn run(name: &str, minute: i64) -> ProbeRun {
    ProbeRun {
        accepted_ms: Some(90),
        first_word_ms: Some(700),
        last_word_ms: Some(700),
        robot_status: Some("ENABLE".to_owned()),
        outcome: ProbeOutcome::Answered,
        ..ProbeRun::new(&set(name), T0.plus(minute * 60_000))
    }
}

fn board() -> Board {
    let mut board = Board::new();
    let mut tell = |at: Stamp, payload| board.apply(Update::new(at, payload));
    tell(T0, Payload::Source(SourceReport::new(SourceId::Probe, Phase::Live)));
    tell(T0, Payload::Probes(vec![set("shop"), set("bank"), set("new")]));
    for minute in 0..1_100 {
        tell(T0.plus(minute * 60_000 + 700), Payload::Probed(vec![run("shop", minute)]));
    }
    let failed = ProbeRun { problem: Some("cut short".into()), left_open: true, ..ProbeRun::new(&set("bank"), T0) };
    tell(T0.plus(1_100 * 60_000), Payload::Probed(vec![failed]));
    board
}

#[test]
fn a_board_told_again_knows_the_same_of_probes() {
    let board = board();
    let mut fresh = Board::new();
    for update in board.retell(T0.plus(1_101 * 60_000)) {
        let mut line = Vec::new();
        update.line(&mut line).unwrap();
        let read = Update::of_line(&line).unwrap();
        fresh.apply(read);
    }
    assert_eq!(fresh.source(SourceId::Probe), board.source(SourceId::Probe));
    assert_eq!(fresh.probes().get("shop"), board.probes().get("shop"));
    let names: Vec<_> = fresh.probes().iter().map(|probe| &*probe.set().name).collect();
    assert_eq!(names, ["shop", "bank", "new"], "those that were never asked too");
    let failed = fresh.probes().get("bank").and_then(Probe::last).unwrap();
    assert_eq!(failed.problem.as_ref().map(Problem::to_string).as_deref(), Some("cut short"));
    assert!(failed.left_open);
}

#[test]
fn figures_are_as_old_as_the_newest_run_and_move_with_this_clock() {
    let mut board = board();
    let newest = T0.plus(1_099 * 60_000);
    assert_eq!(board.source(SourceId::Probe).as_of, Some(newest));
    board.clock_set(3_600_000);
    assert_eq!(board.source(SourceId::Probe).as_of, Some(newest.plus(3_600_000)));
    let probe = board.probes().get("shop").unwrap();
    assert_eq!(probe.last().map(|run| run.began), Some(newest.plus(3_600_000)));
}

#[test]
fn a_board_without_probes_has_no_source_of_them() {
    let board = Board::new();
    assert!(board.probes().is_empty() && board.source_ids().all(|id| id != SourceId::Probe));
}

#[test]
fn what_failed_is_told_again_in_its_readers_language() {
    let problem = crate::model::Reject::of_agents(3, 2).detail;
    let run = ProbeRun { problem: Some(problem.clone()), ..ProbeRun::new(&set("shop"), T0) };
    let update = Update::new(T0, Payload::Probed(vec![run]));
    let mut line = Vec::new();
    update.line(&mut line).unwrap();
    let Payload::Probed(runs) = Update::of_line(&line).unwrap().payload else { panic!("runs") };
    assert!(matches!(&runs[0].problem, Some(Problem::Told(words)) if problem == words.to_string()));
}

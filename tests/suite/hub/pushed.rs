//! How bots answered the hub, at the boards.

use callboard::config::{BotMode, BotProbe, Origin};
use callboard::model::ProbeOutcome;

use super::*;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn bots_are_asked_by_the_hub_once_and_all_its_boards_are_told_how_they_answered() {
    let (sim, mut config) = centre(92).await;
    // Bots answer all the same.
    sim.pause();
    config.bot_probes = vec![BotProbe {
        name: "opening-hours".to_owned(),
        origin: Origin::Default,
        robot: "15".to_owned(),
        question: "When are you open?".to_owned(),
        expect: Some("9:00 to 21:00".to_owned()),
        every: Duration::from_hours(24),
        mode: BotMode::Stream,
        callback: None,
    }];
    let running = Running::start(&config);
    let mut of_board = follows(&running.url(), &config, |_| {});
    // Whatever its own settings say.
    of_board.bot_probes.clone_from(&config.bot_probes);
    let mut walls = [Wall::of(&of_board), Wall::on(&running, &config)];
    for wall in &mut walls {
        while wall.board.probes().iter().all(|probe| probe.last_good().is_none()) {
            wall.take().await;
        }
        let run = wall.board.probes().iter().next().unwrap().last_good().unwrap();
        assert_eq!(run.outcome, ProbeOutcome::AsExpected);
    }
    assert_eq!(sim.asked()["answers"].as_array().unwrap().len(), 1, "once, for all boards");
    running.end().await;
}

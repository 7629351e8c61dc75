//! What the vendor pushes to the hub, and how bots answered it, at the boards.

use callboard::commands::demo;
use callboard::config::{BotMode, BotProbe, Origin};
use callboard::model::{ProbeOutcome, SourceId};
use callboard::sim::faults::pushes::PushFaults;

use super::*;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn callbacks_come_to_the_hub_and_all_its_boards_are_told() {
    let (sim, mut config) = centre(91).await;
    demo::listen(&mut config, sim.credentials());
    let running = Running::start(&config);
    let said = demo::push(&sim, running.listens, PushFaults::default());
    assert!(said.is_none(), "{said:?}");
    let mut walls = [Wall::on(&running, &config), Wall::on(&running, &config)];
    for wall in &mut walls {
        assert_eq!(wall.sources.listens, None, "a board listens for nothing");
        wall.until("a call that was pushed", |wall| wall.board.live_calls().next().is_some()).await;
        assert_eq!(wall.board.source(SourceId::Push).error, None);
    }
    sim.pause();
    let told = sim.deliveries().await;
    assert!(told.taken > 0 && told.refused == 0 && told.failed == 0, "{told:?}");
    for wall in &mut walls {
        wall.is_as(&running).await;
    }
    running.end().await;
}

#[tokio::test(start_paused = true)]
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

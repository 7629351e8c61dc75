//! What boards on a hub show, and what they cost the vendor.

use callboard::commands::demo;
use callboard::config::HubServe;
use callboard::feed::Request;
use callboard::model::{Phase, SourceId};

use super::*;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn twenty_boards_show_what_the_hub_knows_and_cost_the_vendor_one_stream_and_one_token() {
    let (sim, mut config) = centre(61).await;
    let vendor = tap(sim.address()).await;
    let vendors = Vendors { sobot: true, ..Vendors::default() };
    let (serve, base) = (config.hub.serve.clone(), format!("http://{}", vendor.address));
    demo::connect(&mut config, &base, sim.credentials(), vendors).unwrap();
    config.hub.serve = HubServe { ..serve };
    let mut running = Running::start(&config);
    let mut walls: Vec<Wall> = (0..19).map(|_| Wall::on(&running, &config)).collect();
    for wall in &mut walls {
        wall.until("the agents", |wall| wall.board.has_roster() && !wall.board.agents().is_empty()).await;
    }
    // One joins in the middle of the day.
    let mut late = Wall::on(&running, &config);
    late.until("the agents", |wall| wall.board.has_roster()).await;
    walls.push(late);
    running.has(20).await;
    sim.pause();
    for wall in &mut walls {
        wall.until("a source that lives", |wall| wall.board.source(SourceId::Agents).phase == Phase::Live).await;
        wall.is_as(&running).await;
    }
    hold(&walls[0].board);
    // What is under way when the world stands still comes all the same.
    walls[7].shows_the_truth(&sim, &config).await;
    let state = walls[7].state();
    let about = state.about.unwrap();
    assert_eq!((about.site.as_str(), about.leader.as_str(), state.joins, state.problem), ("Acme", "the hub", 1, None));
    assert_eq!((sim.streams(), vendor.asked("/_watch/agents-metrics?")), (1, 1), "one stream for all of them");
    assert_eq!(vendor.asked("POST /tokens/company "), 1, "one token for all of them");
    // `r` at twenty boards at once is one at the hub.
    for wall in &walls {
        wall.sources.feed.request(Request::Retry(None));
    }
    drop(walls);
    running.has(0).await;
    running.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn boards_whose_token_is_wrong_are_told_nothing_but_why() {
    let (_sim, config) = centre(62).await;
    let mut running = Running::start(&config);
    let wrong = |token: &str| {
        let token = SecretString::from(token);
        Wall::of(&follows(&running.url(), &config, |hub| hub.token = Some(token)))
    };
    let mut wall = wrong("another-token-of-the-hub");
    wall.until("a refusal", |wall| wall.state().problem.is_some()).await;
    let said = wall.state().problem.unwrap().to_string();
    let host = running.address;
    assert_eq!(
        said,
        format!("the hub at {host} refuses this board's token or certificate; check [hub] here and [hub.serve] there")
    );
    assert!(!wall.state().open && wall.told_anew == 0);
    let refused = running.stats.wait_for(|stats| stats.refused > 0);
    timeout(PATIENCE, refused).await.unwrap().unwrap();
    running.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_hub_of_another_time_zone_is_said_and_a_web_server_is_no_hub() {
    let (_sim, config) = centre(63).await;
    let running = Running::start(&config);
    let mut elsewhere = config.clone();
    elsewhere.site.timezone = chrono_tz::Tz::Pacific__Chatham;
    let mut wall = Wall::on(&running, &elsewhere);
    wall.until("the other zone", |wall| wall.state().problem.is_some()).await;
    let said = wall.state().problem.unwrap().to_string();
    assert!(
        said.starts_with(&format!("the hub's site is in {}, these settings say Pacific/Chatham", config.site.timezone))
    );
    running.end().await;
    let other = wiremock::MockServer::start().await;
    let mut wall = Wall::at(&other.uri(), &config);
    wall.until("no hub", |wall| wall.state().problem.is_some()).await;
    let said = wall.state().problem.unwrap().to_string();
    assert!(said.contains("answers with HTTP 404 and is no hub; check url in [hub]"), "{said}");
}

//! Two sites by way of one NATS server: each has a hub, and boards show both.

use callboard::config::HubSite;

use super::*;

/// The site of that name on this server.
fn site(name: &str, url: &str) -> HubSite {
    HubSite {
        name: name.to_owned(),
        title: name.to_uppercase(),
        timezone: None,
        hub: Follows { url: url.to_owned(), token: None, cert: None, key: None, ca_file: None },
        access: NatsAccess { site: name.to_owned(), ..NatsAccess::default() },
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_sites_share_a_server_and_a_board_of_both_shows_each_as_its_hub_does() {
    let Some(server) = Nats::start() else { return };
    let names = ["berlin", "shanghai"];
    let mut board = Config::default();
    let (mut centres, mut hubs) = (Vec::new(), Vec::new());
    for (seed, name) in (191..).zip(names) {
        let (sim, config) = centre(seed).await;
        board.site.timezone = config.site.timezone;
        let mut config = on(&config, &server.url(), name);
        let nats = config.hub.nats.as_mut().unwrap();
        nats.access = NatsAccess { site: name.to_owned(), ..NatsAccess::default() };
        let mut hub = Contender::start(&config).await;
        // One leads at each site: neither stands by for the other.
        hub.leads().await;
        centres.push((sim, config));
        hubs.push(hub);
        board.hub.sites.push(site(name, &server.url()));
    }
    let mut walls: Vec<Wall> = board.of_sites().iter().map(Wall::of).collect();
    for wall in &mut walls {
        wall.until("the agents", |wall| wall.board.has_roster() && !wall.board.agents().is_empty()).await;
    }
    for (sim, _) in &centres {
        sim.pause();
    }
    for ((wall, hub), (sim, config)) in walls.iter_mut().zip(&hubs).zip(&centres) {
        is_as(wall, hub).await;
        wall.shows_the_truth(sim, config).await;
    }
    let leaders: Vec<String> = walls.iter().map(|wall| wall.state().about.unwrap().leader).collect();
    assert_eq!(leaders, names);
    // The hub of one site ends; the other's board goes on.
    let other = hubs.pop().unwrap();
    for hub in hubs {
        hub.end().await;
    }
    centres[1].0.resume();
    let seen = walls[1].lines();
    walls[1].until("what is new", |wall| wall.lines() != seen).await;
    assert_eq!(walls[1].state().about.unwrap().leader, "shanghai");
    other.end().await;
}

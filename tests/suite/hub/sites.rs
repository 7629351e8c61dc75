//! Two centres, a hub each, and one board that shows both.

use callboard::config::{HubSite, NatsAccess};
use callboard::model::{Alarms, Figure};
use callboard::ui::{self, Keymap, SiteState, Sites, View};

use super::*;
use crate::screen_support::drawn;

/// The settings of a board of these sites.
fn of_sites(hubs: &[(&str, &Running)], hub: &Config) -> Config {
    let mut config = Config::default();
    config.site.timezone = hub.site.timezone;
    let site = |(name, running): &(&str, &Running)| HubSite {
        name: (*name).to_owned(),
        title: (*name).to_uppercase(),
        timezone: None,
        hub: follows(&running.url(), hub, |_| {}).hub.follow.unwrap(),
        access: NatsAccess::default(),
    };
    config.hub.sites = hubs.iter().map(site).collect();
    config
}

/// What the list of sites knows of one at the last word of its hub, however long ago that is on a slow machine.
fn known(wall: &Wall, config: &Config) -> ui::Site {
    known_after(wall, config, 0)
}

/// The same so many ms after that, in which nothing comes.
fn known_after(wall: &Wall, config: &Config, ms: i64) -> ui::Site {
    let (settings, _) = glue::screen(config).unwrap();
    let state = wall.state();
    let now = state.heard.unwrap_or_else(|| (wall.sources.clock)()).plus(ms);
    let hub = ui::Hub { heard: state.heard, open: state.open, problem: state.problem, ..ui::Hub::default() };
    let alarms = Alarms::new(settings.rules.clone(), settings.zone);
    ui::Site::of(&settings, (&wall.board, &alarms), Some(&hub), now, now)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_board_of_two_sites_knows_each_as_its_hub_does_and_one_goes_on_without_the_other() {
    let (one, config) = centre(301).await;
    let (other, mut second) = centre(302).await;
    "Other".clone_into(&mut second.site.name);
    let (first, second) = (Running::start(&config), Running::start(&second));
    let board = of_sites(&[("berlin", &first), ("shanghai", &second)], &config);
    let configs = board.of_sites();
    let mut walls: Vec<Wall> = configs.iter().map(Wall::of).collect();
    for wall in &mut walls {
        wall.until("the agents", |wall| wall.board.has_roster() && wall.board.ledger().is_some()).await;
    }
    one.pause();
    other.pause();
    walls[0].is_as(&first).await;
    walls[1].is_as(&second).await;
    for (wall, config) in walls.iter_mut().zip(&configs) {
        wall.until("agents that are live", |wall| known(wall, config).state == SiteState::Live).await;
    }
    let all: Vec<ui::Site> = walls.iter().zip(&configs).map(|(wall, config)| known(wall, config)).collect();
    let names: Vec<&str> = all.iter().map(|site| site.name.as_str()).collect();
    assert_eq!(names, ["BERLIN", "SHANGHAI"]);
    for (site, running) in all.iter().zip([&first, &second]) {
        let board = running.board.lock().unwrap();
        assert_eq!(site.talking, board.figure(Figure::Talking));
        assert!(site.talking.is_some() && site.lost.is_some(), "{site:?}");
    }
    // As a person sees them.
    let (settings, keymap): (ui::Settings, Keymap) = glue::screen(&configs[0]).unwrap();
    let mut view = View::new(&settings, keymap);
    view.set_sites(Sites { all, open: 0 });
    view.show_sites();
    let now = (walls[0].sources.clock)();
    let text = drawn(&walls[0].board, &view, &settings, now, (120, 34));
    assert!(
        text.contains("2 of 2 sites live") && text.contains("BERLIN live") && text.contains("SHANGHAI live"),
        "{text}"
    );
    // One hub is killed: its site is silent, and the other's is as it was.
    first.end().await;
    walls[0].until("the end of the hub", |wall| !wall.state().open).await;
    let silent = known_after(&walls[0], &configs[0], 12_000);
    assert_eq!((silent.state, silent.since), (SiteState::Silent, walls[0].state().heard));
    assert!(walls[0].board.has_roster(), "what it knew stays");
    walls[1].until("agents that are live", |wall| known(wall, &configs[1]).state == SiteState::Live).await;
    second.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_hub_that_was_never_heard_is_not_reached_and_nothing_is_known_of_its_site() {
    let (_sim, config) = centre(303).await;
    let running = Running::start(&config);
    let mut board = of_sites(&[("a", &running), ("b", &running)], &config);
    let nowhere = crate::ports::HeldPort::new();
    board.hub.sites[1].hub.url = format!("http://{}", nowhere.address);
    let configs = board.of_sites();
    let mut walls: Vec<Wall> = configs.iter().map(Wall::of).collect();
    walls[0].until("the agents", |wall| wall.board.has_roster()).await;
    walls[1].until("why not", |wall| wall.state().problem.is_some()).await;
    let never = known(&walls[1], &configs[1]);
    assert_eq!((never.state, never.ready, never.alerts), (SiteState::NotReached, None, None));
    assert!(never.problem.is_some());
    running.end().await;
}

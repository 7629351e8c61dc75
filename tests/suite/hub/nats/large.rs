//! What a server's messages have room for.

use callboard::feed::Feed;
use callboard::feed::hub::KeptAlerts;
use callboard::feed::hub::nats::Nats as Way;
use callboard::model::{
    Agent, AgentChange, AgentId, Change, Changes, Phase, Problem, Roster, RosterKind, SourceId, SourceReport,
};
use callboard::serve::hub::nats::{Beginning, Station, StationSettings, Term};
use tokio::sync::mpsc;

use super::doors::finding;
use super::*;

/// A hub that is told what the test tells, for one term.
async fn hub(url: &str, told: mpsc::Receiver<Update>) -> (JoinHandle<()>, CancellationToken) {
    let mut told = Some(told);
    let start = move |Beginning { outlet, .. }: Beginning| {
        let (feed, _) = Feed::new(glue::clock(), Arc::new(fastrand::f64));
        let settings = DeskSettings {
            site: "Acme".to_owned(),
            timezone: "UTC".to_owned(),
            name: "jump1".to_owned(),
            clock: glue::clock(),
            steps: glue::steps(),
            random: Arc::new(|| u128::from(fastrand::u64(..))),
            limits: HubLimits::default(),
            onlookers: Vec::new(),
            tapes: None,
        };
        let updates = told.take().ok_or_else(|| Problem::Said("it has led".to_owned()))?;
        let (desk, door) = Desk::new(settings, feed, updates, Vec::new());
        let (_, kept) = watch::channel(KeptAlerts::default());
        Ok(Term { desk: desk.telling(outlet), door, budgets: Vec::new(), farewell: None, kept })
    };
    let own = StationSettings { replicas: 1, name: "jump1".to_owned(), clock: glue::clock(), holder: 7 };
    let (station, _) = Station::new(own, Arc::new(Way::new(settings(url, Shown::Nothing)).unwrap()), start);
    let link = timeout(PATIENCE, station.connect(|_| {})).await.unwrap().unwrap();
    let cancel = CancellationToken::new();
    (tokio::spawn(station.run(link, cancel.clone())), cancel)
}

fn roster(count: usize, name: impl Fn() -> String) -> Update {
    let agent = |id: usize| Agent { name: Some(name().into()), ..Agent::new(AgentId::new(&id.to_string())) };
    let roster = Roster::whole(RosterKind::Full, (0..count).map(agent).collect());
    Update::new(glue::clock()(), Payload::Roster(Box::new(roster)))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_no_message_has_room_for_comes_with_a_whole_board_and_is_followed_by_what_comes_next() {
    let Some(server) = Nats::start() else { return };
    let (tell, told) = mpsc::channel(8);
    let (station, cancel) = hub(&server.url(), told).await;
    let live = SourceReport::new(SourceId::Agents, Phase::Live);
    tell.send(Update::new(glue::clock()(), Payload::Source(live))).await.unwrap();
    tell.send(roster(3, || "Li".to_owned())).await.unwrap();
    let mut config = Config::default();
    config.site.timezone = chrono_tz::Tz::UTC;
    let mut wall = Wall::of(&board(&config, &server.url()));
    wall.until("the agents", |wall| wall.board.agents().len() == 3).await;
    assert_eq!(wall.told_anew, 1);
    // Nothing in these names can be packed.
    let name = || std::iter::repeat_with(fastrand::alphanumeric).take(1_000).collect();
    tell.send(roster(2_000, name)).await.unwrap();
    wall.until("all agents", |wall| wall.board.agents().len() == 2_000).await;
    assert_eq!(wall.told_anew, 2, "as a whole board");
    let link = Link::connect(&settings(&server.url(), Shown::Nothing)).await.unwrap();
    let (mut seq, mut large) = (1, 0);
    while let Some(post) = link.get("CB_main", &serde_json::json!({ "seq": seq })).await.unwrap() {
        large += usize::from(post.header("Cb-Large").is_some_and(|bytes| bytes.parse::<u64>().unwrap() > 900 * 1024));
        seq += 1;
    }
    assert_eq!(large, 1);
    let set = AgentChange::Answered(Some(17));
    let changes = vec![Change::Agent { id: AgentId::new("7"), set }];
    let changes = Payload::Changes(Changes { changes, ..Changes::default() });
    tell.send(Update::new(glue::clock()(), changes)).await.unwrap();
    let answered = |wall: &Wall| wall.board.agents().iter().any(|agent| agent.answered == Some(17));
    wall.until("what comes next", answered).await;
    assert_eq!(wall.told_anew, 2);
    // One that comes later reads it in as many chunks as it takes.
    let mut late = Wall::of(&board(&config, &server.url()));
    late.until("all agents", |wall| wall.board.agents().len() == 2_000 && answered(wall)).await;
    cancel.cancel();
    station.await.unwrap();
}

/// What a hub says that can lead nothing at this server, its settings, and its vendor.
async fn refused(server: &Nats, seed: u64) -> (Simulator, Config, String) {
    let (sim, config) = centre(seed).await;
    let mut hub = on(&config, &server.url(), "jump1");
    hub.hub.follow = None;
    let nats = hub.hub.nats.clone().unwrap();
    let Standing { station, .. } = glue::nats::standing(&hub, &nats, &glue::clock(), Vec::new()).unwrap();
    let why = timeout(PATIENCE, station.connect(|_| {})).await.unwrap().unwrap_err().to_string();
    (sim, hub, why.replace(&server.url().replace("nats://", ""), "HOST"))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_whose_messages_are_too_small_is_said() {
    let Some(server) = Nats::with("max_payload: 65536\n", &[]) else { return };
    let (_sim, hub, why) = refused(&server, 198).await;
    let expected = "the NATS server HOST takes messages of 65536 bytes at most, not 925696; raise max_payload in its configuration";
    assert_eq!(why, expected);
    let (_, says) = finding(&hub, "hub.nats").await;
    assert!(says.contains("takes messages of 65536 bytes at most"), "{says}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_with_too_little_storage_is_said() {
    let settings = "listen: 127.0.0.1:-1\njetstream {\n store_dir: \"STORE\"\n max_file_store: 50MB\n}\n";
    let Some(server) = Nats::of(settings, "", &[]) else { return };
    let (_sim, _, why) = refused(&server, 199).await;
    let expected = "the NATS server HOST has too little storage for JetStream; raise max_file_store in its configuration or \
                    max_file of the account: a site takes up to 328 MB";
    assert_eq!(why, expected);
}

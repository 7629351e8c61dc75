//! Hubs and boards by way of a real NATS server.

use std::sync::atomic::{AtomicU64, Ordering};

use callboard::commands::glue::nats::Standing;
use callboard::config::{HubNats, NatsAccess};
use callboard::feed::hub::layout::Layout;
use callboard::feed::hub::nats::link::{Link, NatsSettings, Shown};
use callboard::model::News;
use callboard::serve::hub::nats::NatsStats;
use tokio::sync::mpsc::UnboundedReceiver;

use super::*;
use crate::nats_support::Nats;

mod alerts;
mod broken;
mod demo;
mod doors;
mod failover;
mod follows;
mod herd;
mod jwt;
mod large;
mod lookups;
mod measured;
mod process;
mod relay;
mod shown;
mod sites;
mod tapes;

/// The settings of a hub on that server.
fn on(config: &Config, url: &str, name: &str) -> Config {
    let server = Follows { url: url.to_owned(), token: None, cert: None, key: None, ca_file: None };
    let mut config = config.clone();
    config.hub.name = Some(name.to_owned());
    config.hub.nats = Some(HubNats { server, access: NatsAccess::default(), replicas: 1 });
    config
}

/// The settings of a board on that server.
fn board(hub: &Config, url: &str) -> Config {
    follows(url, hub, |follow| follow.token = None)
}

/// A hub that contends.
struct Contender {
    board: Arc<Mutex<Board>>,
    stats: watch::Receiver<NatsStats>,
    news: UnboundedReceiver<Vec<News>>,
    /// How often it has looked at its board.
    looks: Arc<AtomicU64>,
    cancel: CancellationToken,
    station: JoinHandle<()>,
}

impl Contender {
    async fn start(config: &Config) -> Self {
        let board: Arc<Mutex<Board>> = Arc::default();
        let (seen, looks) = (Arc::clone(&board), Arc::<AtomicU64>::default());
        let counted = Arc::clone(&looks);
        let look: Onlooker = Box::new(move |board, _, _| {
            seen.lock().unwrap().clone_from(board);
            counted.fetch_add(1, Ordering::SeqCst);
        });
        let nats = config.hub.nats.clone().unwrap();
        let standing = glue::nats::standing(config, &nats, &glue::clock(), vec![look]).unwrap();
        let Standing { station, stats, news, .. } = standing;
        let link = timeout(PATIENCE, station.connect(|_| {})).await.unwrap().unwrap();
        let cancel = CancellationToken::new();
        let station = tokio::spawn(station.run(link, cancel.clone()));
        Self { board, stats, news, looks, cancel, station }
    }

    /// Waits until it leads.
    async fn leads(&mut self) {
        let leads = self.stats.wait_for(|stats| stats.leads);
        timeout(PATIENCE, leads).await.expect("it never leads").unwrap();
    }

    /// Waits until it stands by, and has the board of the one that leads.
    async fn stands_by(&mut self) {
        let follows = self.stats.wait_for(|stats| !stats.leads && stats.follows.is_some());
        timeout(PATIENCE, follows).await.expect("it never stands by").unwrap();
    }

    fn stats(&self) -> NatsStats {
        self.stats.borrow().clone()
    }

    /// Ends it; it gives the lease back.
    async fn end(self) {
        self.cancel.cancel();
        self.station.await.unwrap();
    }

    /// Ends it as one that is killed: nothing is said.
    async fn kill(self) {
        self.station.abort();
        let _ = self.station.await;
    }

    fn lines(&self) -> Vec<String> {
        lines(&self.board.lock().unwrap())
    }
}

/// Waits until the board shows what the hub knows; the world must have been stopped.
async fn is_as(wall: &mut Wall, hub: &Contender) {
    let waiting = async {
        while !(wall.board.has_roster() && wall.lines() == hub.lines()) {
            wall.take().await;
        }
    };
    if timeout(PATIENCE, waiting).await.is_err() {
        let (own, hubs) = (wall.lines(), hub.lines());
        let only = |one: &[String], other: &[String]| -> Vec<String> {
            let only = one.iter().filter(|line| !other.contains(line));
            only.map(|line| line.chars().take(400).collect()).collect()
        };
        panic!("the board differs: {:#?}\nfrom the hub's: {:#?}", only(&own, &hubs), only(&hubs, &own));
    }
}

/// A connection of a test's own.
fn settings(url: &str, shown: Shown) -> NatsSettings {
    NatsSettings {
        url: url.to_owned(),
        layout: Layout::new("main"),
        shown,
        cert: None,
        ca_files: Vec::new(),
        name: "test".to_owned(),
        id: "test".to_owned(),
    }
}

/// The epochs of all that was stored, in its order, without repetition; each has every number once.
async fn epochs(url: &str) -> Vec<u64> {
    let link = Link::connect(&settings(url, Shown::Nothing)).await.unwrap();
    let (mut epochs, mut next, mut seq) = (Vec::new(), 1, 1);
    while let Some(post) = link.get("CB_main", &serde_json::json!({ "seq": seq })).await.unwrap() {
        let place: Place = post.header("Cb-Place").unwrap().parse().unwrap();
        if epochs.last() != Some(&place.epoch.0) {
            epochs.push(place.epoch.0);
            next = 1;
        }
        assert_eq!(place.n, next, "the message {seq}");
        (next, seq) = (next + 1, seq + 1);
    }
    epochs
}

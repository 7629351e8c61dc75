//! A hub that serves its boards itself, over real connections on loopback: simulator, hub, boards.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use callboard::cli::Vendors;
use callboard::commands::glue::{self, Pace, Sources};
use callboard::commands::snapshot;
use callboard::config::{Config, Hub as Follows, HubServe};
use callboard::feed::hub::{HubState, Place};
use callboard::feed::{Inflow, Told};
use callboard::model::{Board, Limits, Payload, Stamp, Update};
use callboard::platforms::sobot_open::OpenTenant;
use callboard::serve::hub::{Desk, DeskSettings, Hub, HubLimits, HubSettings, HubStats, Onlooker, TapeSettings};
use callboard::sim::{Options, Simulator};
use secrecy::SecretString;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;

use crate::end_to_end::differences;
use crate::schemas::{hold_snapshot, hold_update};
use crate::sim_support::{afternoon, centre_and_settings};

mod away;
mod command;
mod cuts;
mod fakes;
mod follows;
mod keeps;
mod lookups;
#[cfg(feature = "nats")]
mod nats;
mod pushed;
mod sites;
mod spoken;
mod tapes;
mod tls;

/// Long enough that only a board that never gets there fails; nothing is measured by it.
const PATIENCE: Duration = Duration::from_mins(5);

const TOKEN: &str = "a-token-of-24-characters";

/// A simulated centre of Sobot's, and the settings of a hub on it.
async fn centre(seed: u64) -> (Simulator, Config) {
    let vendors = Vendors { sobot: true, ..Vendors::default() };
    let options = Options { agents: 12, rate: Some(50.0), open_calls_per_minute: 10_000, ..afternoon(seed) };
    let (sim, mut config) = centre_and_settings(options, vendors).await;
    // No source waits for its place.
    config.tenants.get_mut::<OpenTenant>().unwrap().calls_per_minute = 10_000;
    "Acme".clone_into(&mut config.site.name);
    config.hub.serve = HubServe { listen: here(), token: Some(SecretString::from(TOKEN)), ..HubServe::default() };
    (sim, config)
}

fn here() -> SocketAddr {
    SocketAddr::from((Ipv4Addr::LOCALHOST, 0))
}

/// A hub that runs.
struct Running {
    address: SocketAddr,
    board: Arc<Mutex<Board>>,
    stats: watch::Receiver<HubStats>,
    cancel: CancellationToken,
    listening: JoinHandle<()>,
    desk: JoinHandle<callboard::feed::Feed>,
    /// Where callbacks are listened for.
    listens: Option<SocketAddr>,
}

impl Running {
    fn start(config: &Config) -> Self {
        Self::start_with(config, HubLimits::default())
    }

    fn start_with(config: &Config, limits: HubLimits) -> Self {
        let clock = glue::clock();
        let board: Arc<Mutex<Board>> = Arc::default();
        let seen = Arc::clone(&board);
        let look: Onlooker = Box::new(move |board, _, _| seen.lock().unwrap().clone_from(board));
        // Bots are asked at once: nothing here has to come before them.
        let pace = Pace { probes_after: Duration::ZERO, ..Pace::default() };
        let Sources { feed, updates, steps, listens, .. } = glue::start_at(config, &clock, true, &pace).unwrap();
        let serve = &config.hub.serve;
        let settings = DeskSettings {
            site: config.site.name.clone(),
            timezone: config.site.timezone.name().to_owned(),
            name: "the hub".to_owned(),
            clock: clock.clone(),
            steps,
            random: Arc::new(|| u128::from(fastrand::u64(..))),
            limits,
            onlookers: vec![look],
            tapes: serve.record.clone().map(|dir| TapeSettings { dir, days: serve.record_days }),
        };
        let (desk, door) = Desk::new(settings, feed, updates, Vec::new());
        let settings = HubSettings::of(serve, limits);
        let hub = Hub::new(settings, &door, clock, 7);
        hub.check_certificate().unwrap();
        let address = hub.take_port().unwrap();
        let cancel = CancellationToken::new();
        let desk = tokio::spawn(desk.run(cancel.clone()));
        let listening = tokio::spawn(async move {
            hub.listen().await;
        });
        Self { address, board, stats: door.stats.clone(), cancel, listening, desk, listens }
    }

    fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Ends it as a killed one ends: nothing is said.
    async fn end(self) {
        self.listening.abort();
        let _ = self.listening.await;
        self.cancel.cancel();
        drop(self.desk.await.unwrap());
    }

    fn lines(&self) -> Vec<String> {
        lines(&self.board.lock().unwrap())
    }

    /// Waits until so many boards follow.
    async fn has(&mut self, boards: usize) {
        let counted = self.stats.wait_for(|stats| stats.boards == boards);
        timeout(PATIENCE, counted).await.unwrap_or_else(|_| panic!("not {boards} boards")).unwrap();
    }
}

/// What an empty board would have to be told, but for what was looked up, as recordings have it: numbers are masked, and
/// calls are told from one another by no number.
fn lines(board: &Board) -> Vec<String> {
    let mut masked = Board::new();
    for line in told(board) {
        masked.apply(Update::of_line(line.as_bytes()).unwrap());
    }
    told(&masked)
}

fn told(board: &Board) -> Vec<String> {
    let told = board.retell(Stamp(0)).into_iter().filter(|update| !matches!(update.payload, Payload::Found(_)));
    told.map(|update| {
        let mut line = Vec::new();
        update.line(&mut line).unwrap();
        String::from_utf8(line).unwrap()
    })
    .collect()
}

/// Holds what a board would have to be told against the schema of updates, which takes longer than all else here.
fn hold(board: &Board) {
    board.retell(Stamp(0)).iter().for_each(hold_update);
}

/// The settings of a board on a hub.
fn follows(url: &str, hub: &Config, change: impl FnOnce(&mut Follows)) -> Config {
    let mut config = Config::default();
    config.site.timezone = hub.site.timezone;
    let token = Some(SecretString::from(TOKEN));
    let mut follow = Follows { url: url.to_owned(), token, cert: None, key: None, ca_file: None };
    change(&mut follow);
    config.hub.follow = Some(follow);
    config
}

/// A board on a hub.
struct Wall {
    sources: Sources<Inflow>,
    hub: watch::Receiver<HubState>,
    board: Board,
    /// How often it was told a whole board.
    told_anew: usize,
}

impl Wall {
    fn on(running: &Running, config: &Config) -> Self {
        Self::at(&running.url(), config)
    }

    fn at(url: &str, config: &Config) -> Self {
        Self::of(&follows(url, config, |_| {}))
    }

    fn of(config: &Config) -> Self {
        let sources = glue::follow_listening(config, &glue::clock()).unwrap();
        let hub = sources.hub.clone().unwrap();
        Self { sources, hub, board: Board::new(), told_anew: 0 }
    }

    /// Waits until a snapshot of it is what the simulator knows, whose world stands still.
    async fn shows_the_truth(&mut self, sim: &Simulator, config: &Config) {
        let truth = sim.truth();
        self.until("the truth", |wall| {
            let page = snapshot::Page {
                board: &wall.board,
                now: (wall.sources.clock)(),
                site: "Acme",
                zone: config.site.timezone,
                limits: &Limits::default(),
                lacking: &[],
            };
            differences(&hold_snapshot(snapshot::document(&page)), &truth).is_empty()
        })
        .await;
    }

    fn state(&self) -> HubState {
        self.hub.borrow().clone()
    }

    /// Takes what comes, or that it stands otherwise with its hub.
    async fn take(&mut self) {
        let mut batch = Vec::new();
        tokio::select! {
            _ = self.sources.updates.recv_many(&mut batch, 512) => {}
            changed = self.hub.changed() => changed.unwrap(),
        }
        for told in batch {
            match told {
                Told::Update(update) => self.board.apply(update),
                Told::Board(board) => {
                    self.board = board.instead_of(&self.board);
                    self.told_anew += 1;
                }
            }
        }
    }

    /// Takes what comes until it holds.
    async fn until(&mut self, what: &str, mut holds: impl FnMut(&Self) -> bool) {
        let waiting = async {
            while !holds(self) {
                self.take().await;
            }
        };
        let came = timeout(PATIENCE, waiting).await;
        assert!(came.is_ok(), "it never came to {what}: {:?}", self.state());
    }

    /// Takes what comes until it shows what the hub knows; the world must have been stopped.
    async fn is_as(&mut self, running: &Running) {
        let waiting = async {
            while !(self.board.has_roster() && self.lines() == running.lines()) {
                self.take().await;
            }
        };
        if timeout(PATIENCE, waiting).await.is_err() {
            let (own, hubs) = (self.lines(), running.lines());
            let only = |one: &[String], other: &[String]| -> Vec<String> {
                let only = one.iter().filter(|line| !other.contains(line));
                only.map(|line| line.chars().take(600).collect()).collect()
            };
            panic!("the board differs: {:#?}\nfrom the hub's: {:#?}", only(&own, &hubs), only(&hubs, &own));
        }
    }

    fn lines(&self) -> Vec<String> {
        lines(&self.board)
    }
}

/// Where a hub's last message stands.
fn place(running: &Running) -> Option<Place> {
    running.stats.borrow().place
}

/// What has passed in one direction.
type Passed = Arc<Mutex<Vec<u8>>>;

/// A way to somewhere on which everything is seen that passes.
struct Tap {
    address: SocketAddr,
    up: Passed,
    down: Passed,
}

impl Tap {
    /// How often this was asked.
    fn asked(&self, what: &str) -> usize {
        occurrences(&self.up.lock().unwrap(), what)
    }

    /// How often this was answered.
    fn answered(&self, what: &str) -> usize {
        occurrences(&self.down.lock().unwrap(), what)
    }
}

fn occurrences(bytes: &[u8], what: &str) -> usize {
    bytes.windows(what.len()).filter(|piece| *piece == what.as_bytes()).count()
}

async fn carry(mut from: impl AsyncRead + Unpin, mut to: impl AsyncWrite + Unpin, seen: Passed) {
    let mut piece = vec![0; 64 * 1024];
    while let Ok(count) = from.read(&mut piece).await
        && count > 0
    {
        seen.lock().unwrap().extend_from_slice(&piece[..count]);
        if to.write_all(&piece[..count]).await.is_err() {
            break;
        }
    }
}

async fn tap(target: SocketAddr) -> Tap {
    let listener = TcpListener::bind(here()).await.unwrap();
    let tap = Tap { address: listener.local_addr().unwrap(), up: Arc::default(), down: Arc::default() };
    let (up, down) = (Arc::clone(&tap.up), Arc::clone(&tap.down));
    tokio::spawn(async move {
        while let Ok((near, _)) = listener.accept().await {
            let (up, down) = (Arc::clone(&up), Arc::clone(&down));
            tokio::spawn(async move {
                let Ok(far) = TcpStream::connect(target).await else { return };
                let ((from, back), (answers, to)) = (near.into_split(), far.into_split());
                tokio::select! {
                    () = carry(from, to, up) => {}
                    () = carry(answers, back, down) => {}
                }
            });
        }
    });
    tap
}

//! The same by way of a NATS server: two hubs of one site, of which one leads and the other stands by. From time to time the one
//! that leads ends, so that the other is seen to take over.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::runtime::Handle;
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio::time::{Instant, MissedTickBehavior, interval_at, timeout};
use tokio_util::sync::CancellationToken;

use super::super::glue::nats::{Standing, standing};
use super::super::{Failure, output, threads};
use super::boards::{self, Seen};
use crate::app::Signals;
use crate::config::{Config, Hub, HubNats, HubServe, Metrics, NatsAccess};
use crate::model::{Clock, sort};
use crate::serve::hub::nats::NatsStats;
use crate::ui::text;

/// What the site is called at the server: no hub and no board of a real one has to do with an invented centre.
const SITE: &str = "demo";

/// A line is printed so often.
const EVERY: Duration = Duration::from_secs(1);

/// Hubs of the site.
const HUBS: usize = 2;

/// A hub that ends with the program has so long.
const LAST_WAIT: Duration = Duration::from_secs(5);

/// What is asked for.
pub struct Asked {
    /// The server.
    pub nats: HubNats,
    /// What boards show to it, where that is not what hubs show.
    pub board: Option<Hub>,
    /// So many boards.
    pub boards: u16,
    /// A hub leads for so long; zero is as long as the program runs.
    pub term: Duration,
}

/// Shows what hubs of the invented centre of `config` and their boards do, a line a second, until a signal comes.
///
/// # Errors
/// When the server does not let them in, or what it keeps does not fit.
pub async fn run(config: &Config, asked: Asked, clock: &Clock, signals: &mut Signals) -> Result<(), Failure> {
    let Asked { mut nats, board, boards, term } = asked;
    SITE.clone_into(&mut nats.access.site);
    let mut config = config.clone();
    // Both hubs would take the same port, and write the same files.
    (config.hub.serve, config.metrics) = (HubServe::default(), Metrics::default());
    let followed = follows(&config, &nats, board);
    let (url, zone) = (nats.server.url.clone(), config.site.timezone);
    let mut pair = Pair { config, nats, clock: Clock::clone(clock), hubs: Vec::new(), begun: 0, ended: 0, led: None };
    tokio::select! {
        biased;
        () = signals.ended() => return Ok(()),
        begun = pair.begin() => begun?,
    }
    let boards = boards::follow(&followed, boards)?;
    output::print(
        format!(
            "hubs on {url}, site {SITE}, ask an invented centre for {} boards; ctrl-c ends them\n\
             another board: CALLBOARD_HUB__SITE={SITE} CALLBOARD_SITE__TIMEZONE={zone} callboard --hub {url}\n",
            boards.len(),
        )
        .as_bytes(),
    )?;
    let mut ticks = interval_at(Instant::now() + EVERY, EVERY);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Skip);
    let mut before = 0;
    loop {
        tokio::select! {
            biased;
            () = signals.ended() => break,
            _ = ticks.tick() => {}
        }
        let bytes = bytes(&boards);
        let each = bytes.saturating_sub(before) / u64::try_from(boards.len()).unwrap_or(1).max(1);
        before = bytes;
        let (who, stand) = (pair.who(), boards::standing(&boards, clock()));
        output::print(format!("{who}; {stand}; {} to each this second\n", text::bytes(each)).as_bytes())?;
        if let Some(said) = pair.turn(term).await? {
            output::print(format!("{said}\n").as_bytes())?;
        }
    }
    pair.end().await;
    Ok(())
}

/// The settings of a board on that server.
fn follows(config: &Config, nats: &HubNats, board: Option<Hub>) -> Config {
    let mut config = config.clone();
    let (hub, access) = match board {
        Some(own) => (Hub { url: nats.server.url.clone(), ..own }, config.hub.access.clone()),
        None => (nats.server.clone(), nats.access.clone()),
    };
    config.hub.access = NatsAccess { site: SITE.to_owned(), ..access };
    config.hub.follow = Some(hub);
    config
}

/// Bytes that came to all boards.
fn bytes(boards: &[Arc<Mutex<Seen>>]) -> u64 {
    boards.iter().map(|seen| seen.lock().unwrap_or_else(PoisonError::into_inner).hub.bytes).sum()
}

/// One hub.
struct One {
    name: String,
    stats: watch::Receiver<NatsStats>,
    cancel: CancellationToken,
    station: JoinHandle<()>,
}

impl One {
    fn leads(&self) -> bool {
        self.stats.borrow().leads
    }

    /// Whether it could go on where the one that leads leaves off.
    fn stands_by(&self) -> bool {
        let stats = self.stats.borrow();
        !stats.leads && stats.follows.is_some()
    }
}

/// The hubs of the site.
struct Pair {
    config: Config,
    nats: HubNats,
    clock: Clock,
    hubs: Vec<One>,
    begun: u32,
    ended: u32,
    /// Which one leads, and since when, or led last.
    led: Option<(String, Instant)>,
}

impl Pair {
    /// Begins one more. A server that is not there is waited for.
    async fn begin(&mut self) -> Result<(), Failure> {
        let name = format!("demo {}", self.begun + 1);
        let mut config = self.config.clone();
        config.hub.name = Some(name.clone());
        let Standing { station, stats, .. } = standing(&config, &self.nats, &self.clock, Vec::new())?;
        let is_first = self.begun == 0;
        let said = |why: &_| {
            if is_first {
                output::note(&format!("{why}"));
            }
        };
        let link = station.connect(said).await.map_err(|why| Failure::Other(why.to_string()))?;
        let cancel = CancellationToken::new();
        // As a hub that is a process of its own does.
        let station = station.keeping_the_lease_on(Handle::current());
        let station = {
            let _sources = threads::sources();
            crate::tasks::spawn(station.run(link, cancel.clone()))
        };
        self.begun += 1;
        self.hubs.push(One { name, stats, cancel, station });
        Ok(())
    }

    /// Who leads, and who stands by.
    fn who(&mut self) -> String {
        let leader = self.hubs.iter().find(|hub| hub.leads()).map(|hub| hub.name.clone());
        if let Some(leader) = &leader
            && self.led.as_ref().is_none_or(|(led, _)| led != leader)
        {
            self.led = Some((leader.clone(), Instant::now()));
        }
        // The hub of another demo on this server may.
        let is_own = |name: &String| self.led.as_ref().is_some_and(|(led, _)| led == name);
        let other = || self.hubs.iter().find_map(|hub| hub.stats.borrow().leader.clone()).filter(|name| !is_own(name));
        let leads = leader.or_else(other).map_or_else(|| "none leads".to_owned(), |name| format!("{name} leads"));
        let others = self.hubs.iter().filter(|hub| hub.stands_by()).map(|hub| format!(", {} stands by", hub.name));
        leads + &others.collect::<String>()
    }

    /// What is to be done once in a while: another hub where one is missing, and the end of one that has led for long. What was
    /// done is said.
    async fn turn(&mut self, term: Duration) -> Result<Option<String>, Failure> {
        let is_led = self.hubs.iter().any(|hub| hub.stats.borrow().leader.is_some());
        if self.hubs.len() < HUBS && is_led {
            // A server that has gone meanwhile is tried again.
            return timeout(EVERY, self.begin()).await.unwrap_or(Ok(())).map(|()| None);
        }
        let is_over = self.led.as_ref().is_some_and(|(_, since)| since.elapsed() >= term);
        let leads = self.hubs.iter().position(One::leads);
        let (Some(at), true) = (leads, is_over && !term.is_zero() && self.hubs.iter().any(One::stands_by)) else {
            return Ok(None);
        };
        let One { name, cancel, station, .. } = self.hubs.remove(at);
        self.ended += 1;
        Ok(Some(if self.ended % 2 == 1 {
            // It gives the lease back by itself.
            cancel.cancel();
            format!("{name} ends, and hands over")
        } else {
            station.abort();
            format!("{name} fails: its lease is over after 4 s")
        }))
    }

    /// Ends all of them, those that stand by first.
    async fn end(mut self) {
        sort::by_key(&mut self.hubs, One::leads);
        for One { cancel, station, .. } in self.hubs {
            cancel.cancel();
            if timeout(LAST_WAIT, station).await.is_err() {
                tracing::warn!("hub: it does not end");
            }
        }
    }
}

//! `callboard hub --demo`: an invented centre, a hub on it, and boards without a screen that follow the hub, to look at. Where
//! the settings name a hub, the boards follow that one, to measure it.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use secrecy::{ExposeSecret, SecretString};
use tokio::time::{Instant, MissedTickBehavior, interval_at};
use tokio_util::sync::CancellationToken;

use super::entry::random_bits;
use super::glue::{self, Serving, Sources};
use super::{Failure, demo, ending, output, simulate, threads};
use crate::app::Signals;
use crate::cli::{Centre, Common, Vendors};
use crate::config::{Config, Hub, HubServe};
use crate::feed::hub::HubState;
use crate::feed::{Inflow, Told};
use crate::model::{Board, Clock, Figure, Phase, SourceId, Stamp};
use crate::serve::hub::HubStats;
use crate::sim::Simulator;
use crate::ui::hub::QUIET_MS;
use crate::ui::text;

/// A line is printed so often.
const EVERY: Duration = Duration::from_secs(1);

/// So many updates are taken at once.
const BATCH: usize = 512;

/// How large the centre is.
const AGENTS: u32 = 48;

/// A board without a screen.
#[derive(Default)]
struct Seen {
    board: Board,
    /// How it stands with its hub.
    hub: HubState,
    /// Whole boards that it was told.
    joins: u64,
    /// For how many looks in a row it has been live and unlike most of the others.
    apart: u32,
}

/// A board that is unlike the others for longer is not only on its way, in looks.
const APART: u32 = 8;

impl Seen {
    /// Whether what it shows is shown as live.
    fn is_live(&self, now: Stamp) -> bool {
        let heard = self.hub.heard.is_some_and(|heard| now.since(heard) < QUIET_MS);
        self.hub.open && heard && self.board.source(SourceId::Agents).phase == Phase::Live
    }

    /// What tells boards that show something else apart.
    fn mark(&self) -> u64 {
        let mut hasher = DefaultHasher::new();
        for agent in self.board.agents() {
            (&agent.id, agent.since(), agent.answered, agent.missed, agent.connected).hash(&mut hasher);
        }
        (self.board.agents().len(), self.board.figure(Figure::Answered)).hash(&mut hasher);
        hasher.finish()
    }
}

/// Shows what a hub and its boards do, a line a second, until a signal comes.
///
/// # Errors
/// When no port is to be had.
pub async fn run(common: &Common, boards: u16) -> Result<(), Failure> {
    let mut signals = ending::signals()?;
    let mut config = glue::settings_beside(common)?;
    if config.hub.follow.is_some() {
        return measure(&config, boards, &mut signals).await;
    }
    let clock = glue::clock();
    let vendors = Vendors { sobot: true, ..Vendors::default() };
    let centre = Centre { agents: AGENTS, seed: 1, rate: None, cause: None, vendors };
    let options = simulate::options(&centre, &clock)?;
    let zone = options.zone;
    let here = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
    let simulator = threads::beside(Simulator::start(here, options))
        .await
        .map_err(|error| Failure::Other(format!("the simulator cannot listen on this machine: {error}")))?;
    "Acme Support (demo)".clone_into(&mut config.site.name);
    config.site.timezone = zone;
    demo::connect(&mut config, &simulator.base_url(), simulator.credentials(), vendors)?;
    let token = SecretString::from(format!("{:032x}", random_bits()));
    config.hub.serve = HubServe { listen: here, token: Some(token.clone()), ..HubServe::default() };
    let ended = show(&config, &clock, (&token, boards), &mut signals).await;
    simulator.stop().await;
    ended
}

/// Follows the hub of the settings as so many boards, and says how they stand with it, a line a second.
async fn measure(config: &Config, boards: u16, signals: &mut Signals) -> Result<(), Failure> {
    let boards = follow(config, boards)?;
    let mut ticks = interval_at(Instant::now() + EVERY, EVERY);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Skip);
    loop {
        tokio::select! {
            biased;
            () = signals.ended() => return Ok(()),
            _ = ticks.tick() => {}
        }
        let now = glue::clock()();
        output::print(format!("{}\n", standing(&boards, now)).as_bytes())?;
    }
}

/// How the boards stand with a hub: how many show something as live, how many of those show the same, and how many have shown
/// something else for too long.
fn standing(boards: &[Arc<Mutex<Seen>>], now: Stamp) -> String {
    let (mut marks, mut joins) = (HashMap::<u64, usize>::new(), 0);
    let looked: Vec<Option<u64>> = boards
        .iter()
        .map(|seen| {
            let seen = seen.lock().unwrap_or_else(PoisonError::into_inner);
            joins += seen.joins;
            let mark = seen.is_live(now).then(|| seen.mark());
            if let Some(mark) = mark {
                *marks.entry(mark).or_default() += 1;
            }
            mark
        })
        .collect();
    let most = marks.into_iter().max_by_key(|(mark, count)| (*count, *mark));
    let (mut late, mut agents, mut answers) = (0, 0, None);
    for (seen, mark) in boards.iter().zip(&looked) {
        let mut seen = seen.lock().unwrap_or_else(PoisonError::into_inner);
        let is_apart = mark.is_some() && *mark != most.map(|(mark, _)| mark);
        seen.apart = if is_apart { seen.apart + 1 } else { 0 };
        late += u32::from(seen.apart > APART);
        if mark.is_some() && !is_apart {
            (agents, answers) = (seen.board.agents().len(), seen.board.figure(Figure::Answered));
        }
    }
    format!(
        "{} boards: {} live, {} alike, {late} late; {agents} agents, {} agent answers; {joins} whole boards",
        boards.len(),
        looked.iter().flatten().count(),
        most.map_or(0, |(_, count)| count),
        text::count(answers, "–"),
    )
}

async fn show(
    config: &Config,
    clock: &Clock,
    (token, boards): (&SecretString, u16),
    signals: &mut Signals,
) -> Result<(), Failure> {
    let Serving { hub, desk, door, .. } = glue::serving(config, clock, Vec::new())?;
    let address = hub.take_port().map_err(|problem| Failure::Other(problem.to_string()))?;
    let cancel = CancellationToken::new();
    {
        let _sources = threads::sources();
        crate::tasks::spawn(desk.run(cancel.clone()));
        crate::tasks::spawn(async move { hub.listen().await });
    }
    let url = format!("http://{address}");
    let mut followed = config.clone();
    followed.hub.follow =
        Some(Hub { url: url.clone(), token: Some(token.clone()), cert: None, key: None, ca_file: None });
    let boards = follow(&followed, boards)?;
    output::print(
        format!(
            "a hub on {url} asks an invented centre for {} boards; ctrl-c ends it\n\
             another board: CALLBOARD_HUB__TOKEN={} CALLBOARD_SITE__TIMEZONE={} callboard --hub {url}\n",
            boards.len(),
            token.expose_secret(),
            config.site.timezone,
        )
        .as_bytes(),
    )?;
    let mut stats = door.stats.clone();
    let mut ticks = interval_at(Instant::now() + EVERY, EVERY);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Skip);
    let mut before = HubStats::default();
    loop {
        tokio::select! {
            biased;
            () = signals.ended() => break,
            _ = ticks.tick() => {}
        }
        let now = stats.borrow_and_update().clone();
        output::print(format!("{}\n", line(&boards, &before, &now)).as_bytes())?;
        before = now;
    }
    cancel.cancel();
    Ok(())
}

/// Begins to follow the hub of the settings as so many boards.
fn follow(config: &Config, boards: u16) -> Result<Vec<Arc<Mutex<Seen>>>, Failure> {
    (0..boards)
        .map(|_| {
            let sources = glue::follow(config, &glue::clock())?;
            let seen: Arc<Mutex<Seen>> = Arc::default();
            let _sources = threads::sources();
            crate::tasks::spawn(take(sources, Arc::clone(&seen)));
            Ok(seen)
        })
        .collect()
}

/// Takes what a board is told.
async fn take(mut sources: Sources<Inflow>, seen: Arc<Mutex<Seen>>) {
    let mut batch = Vec::new();
    let Some(mut hub) = sources.hub.clone() else { return };
    loop {
        let gone = tokio::select! {
            count = sources.updates.recv_many(&mut batch, BATCH) => count == 0,
            changed = hub.changed() => changed.is_err(),
        };
        if gone {
            return;
        }
        let mut seen = seen.lock().unwrap_or_else(PoisonError::into_inner);
        seen.hub = hub.borrow_and_update().clone();
        for told in batch.drain(..) {
            match told {
                Told::Update(update) => seen.board.apply(update),
                Told::Board(board) => {
                    seen.board = *board;
                    seen.joins += 1;
                }
            }
        }
    }
}

/// What there is to see of a second.
fn line(boards: &[Arc<Mutex<Seen>>], before: &HubStats, now: &HubStats) -> String {
    let (mut agents, mut answers, mut joins) = (Vec::new(), Vec::new(), 0);
    for seen in boards {
        let seen = seen.lock().unwrap_or_else(PoisonError::into_inner);
        agents.push(seen.board.agents().len());
        answers.push(seen.board.figure(Figure::Answered));
        joins += seen.joins;
    }
    let agree = |same: bool| if same { "all alike" } else { "not alike" };
    let alike = agents.windows(2).all(|pair| pair.first() == pair.last())
        && answers.windows(2).all(|pair| pair.first() == pair.last());
    let place = now.place.map(|place| place.n).unwrap_or_default();
    format!(
        "message {place}: {} boards, {}; {} agents, {} agent answers; {} messages and {} to each this second; {joins} whole \
         boards of {}",
        now.boards,
        agree(alike),
        agents.first().copied().unwrap_or_default(),
        text::count(answers.first().copied().flatten(), "–"),
        now.messages.saturating_sub(before.messages),
        text::bytes(now.bytes.saturating_sub(before.bytes)),
        text::bytes(now.keyframe_bytes),
    )
}

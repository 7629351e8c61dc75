//! The hub that the settings follow: whether it can be reached, lets this board in, speaks its vocabulary and has figures.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::OnceCell;
use tokio::time::{Instant, timeout_at};

use super::{Check, Verdict, glue};
use crate::commands::glue::Sources;
#[cfg(feature = "nats")]
use crate::config::is_nats;
use crate::config::{Config, Hub};
use crate::feed::Told;
use crate::feed::hub::{About, HubState};
use crate::http::ErrorKind;
use crate::model::update::VERSION;
use crate::model::{Board, Clock, Limits, Phase, SourceId, SourceState, Stamp};
use crate::ui::text;

/// A clock that is further off than this is worth a word, in ms.
const OFF_MS: i64 = 60_000;

/// Sources that are on their way to their vendors have so long to arrive there.
const SETTLES: Duration = Duration::from_secs(3);

/// What the hub tells one who joins.
struct Joined {
    state: HubState,
    board: Option<Board>,
    /// On the hub's clock.
    now: Stamp,
}

/// What the checks share: the hub is joined once.
struct Looks {
    config: Config,
    clock: Clock,
    wait: Duration,
    joined: OnceCell<Result<Joined, String>>,
}

/// The checks of the hub; none for a board that asks the vendors itself.
pub(super) fn checks(config: &Config, clock: &Clock, wait: Duration) -> Vec<Check> {
    let Some(hub) = config.hub.follow.clone() else { return of_server(config) };
    let (config, clock) = (config.clone(), Clock::clone(clock));
    let looks = Arc::new(Looks { config, clock, wait, joined: OnceCell::new() });
    let check = |name: &'static str, look: fn(&Joined, &Looks) -> Verdict| {
        let looks = Arc::clone(&looks);
        Check::new(name, async move {
            match looks.joined.get_or_init(|| join(&looks)).await {
                Ok(joined) => look(joined, &looks),
                Err(why) => Verdict::failure(why.clone(), "look into the hub's log"),
            }
        })
        .needs(["hub.reach"])
    };
    let reached = Arc::clone(&looks);
    let mut checks = vec![Check::new("hub.reach", {
        let hub = hub.clone();
        async move { reach(&reached, &hub).await }
    })];
    #[cfg(feature = "nats")]
    if is_nats(&hub.url) {
        let config = looks.config.clone();
        checks.push(Check::new("hub.kept", async move { super::nats::kept(&config, &hub).await }).needs(["hub.reach"]));
    }
    checks.extend([
        check("hub.leader", leader),
        check("hub.vocabulary", vocabulary),
        check("hub.clock", clocks),
        check("hub.sources", sources),
    ]);
    checks
}

/// The checks of the server by which this program is to tell its boards as a hub.
#[cfg(feature = "nats")]
fn of_server(config: &Config) -> Vec<Check> {
    super::nats::checks(config)
}

/// There are none without NATS.
#[cfg(not(feature = "nats"))]
fn of_server(_: &Config) -> Vec<Check> {
    Vec::new()
}

/// Whether it answers, by which way, and takes the token.
async fn reach(looks: &Looks, hub: &Hub) -> Verdict {
    #[cfg(feature = "nats")]
    if is_nats(&hub.url) {
        return super::nats::reach(&looks.config, hub).await;
    }
    let direct = match glue::direct(&looks.config, hub) {
        Ok(direct) => direct,
        Err(why) => return Verdict::failure(why.to_string(), "correct that in [hub]"),
    };
    let began = Instant::now();
    match direct.time(|| began.elapsed()).await {
        Ok(exchange) => {
            let took = exchange.answered.saturating_sub(exchange.asked).as_millis();
            let (tls, shown) = (hub.url.starts_with("https://"), hub.cert.is_some());
            let way = if tls { "over TLS" } else { "in plain text, which stays on this machine" };
            let by = match (shown, hub.token.is_some()) {
                (true, true) => "certificate and token",
                (true, false) => "certificate",
                (false, _) => "token",
            };
            Verdict::ok(format!("{} answers {way} within {took} ms, and takes this board's {by}", direct.host()))
        }
        Err(error) if error.kind == ErrorKind::Credentials => {
            Verdict::failure(error.problem.to_string(), "give [hub] the token that [hub.serve] has there")
        }
        Err(error) => {
            let advice = error.problem.remedy().unwrap_or_else(|| {
                "check url in [hub], the network, and whether callboard hub runs there; its log says what it refuses".to_owned()
            });
            Verdict { blame: error.problem.blame(), ..Verdict::failure(error.problem.failed(), advice) }
        }
    }
}

/// Joins the hub as a board does, and waits for its figures.
async fn join(looks: &Looks) -> Result<Joined, String> {
    let sources = glue::follow(&looks.config, &looks.clock).map_err(|why| why.to_string())?;
    // The feed ends with it.
    let Sources { feed: _feed, mut updates, hub, clock, .. } = sources;
    let Some(state) = hub else { return Err("there is no hub in the settings".to_owned()) };
    let mut board = None;
    let is_whole = |board: &Option<Board>| {
        let state = state.borrow();
        board.is_some() && state.about.is_some() && state.offset_ms.is_some()
    };
    let deadline = Instant::now() + looks.wait;
    let mut settled = None;
    let mut changes = state.clone();
    loop {
        let until = match board.as_ref().filter(|_| is_whole(&board)) {
            // It may be the board of some time ago, and what has happened since comes behind it.
            Some(board) if connects(board, clock()) => {
                *settled.get_or_insert_with(|| deadline.min(Instant::now() + SETTLES))
            }
            Some(_) => break,
            None => deadline,
        };
        let told = async {
            tokio::select! {
                told = updates.recv() => Some(told),
                _ = changes.changed() => None,
            }
        };
        match timeout_at(until, told).await {
            Ok(Some(Some(Told::Board(whole)))) => board = Some(*whole),
            Ok(Some(Some(Told::Update(update)))) => {
                if let Some(board) = &mut board {
                    board.apply(update);
                }
            }
            Ok(None) => {}
            Ok(Some(None)) | Err(_) => break,
        }
    }
    let (now, state) = (clock(), state.borrow().clone());
    Ok(Joined { state, board, now })
}

/// Whether a source is on its way to its vendor, or to its first figures.
fn connects(board: &Board, now: Stamp) -> bool {
    board.source_ids().any(|id| board.source(id).state(now, i64::MAX) == SourceState::Connecting)
}

fn about(joined: &Joined, looks: &Looks) -> Result<About, Verdict> {
    joined.state.about.clone().ok_or_else(|| {
        let problem = joined.state.problem.as_ref().map_or_else(String::new, |problem| format!(": {problem}"));
        let waited = humantime::format_duration(looks.wait);
        Verdict::failure(format!("the hub told nothing of itself within {waited}{problem}"), "try a longer --wait")
    })
}

/// Who leads, since when, and how many boards follow.
fn leader(joined: &Joined, looks: &Looks) -> Verdict {
    let About { leader, boards, since, program, site, standing_by, .. } = match about(joined, looks) {
        Ok(about) => about,
        Err(verdict) => return verdict,
    };
    let (leader, site) = (text::clean(&leader), text::clean(&site));
    let since = crate::model::rule::short(joined.now.since(since));
    let epoch = joined.state.epoch.map(|epoch| format!(", epoch {epoch}")).unwrap_or_default();
    let others = match standing_by.as_deref() {
        None => String::new(),
        Some([]) => "; no other hub stands by".to_owned(),
        Some(others) => {
            let names: Vec<_> = others.iter().map(|name| text::clean(name)).collect();
            format!("; stands by: {}", names.join(", "))
        }
    };
    let program = text::clean(&program);
    Verdict::ok(format!(
        "{leader} leads {site} for {since}{epoch}, callboard {program}; boards on it: {boards}{others}"
    ))
}

/// Whether it says nothing that this program does not understand.
fn vocabulary(joined: &Joined, looks: &Looks) -> Verdict {
    let theirs = match about(joined, looks) {
        Ok(about) => about.vocabulary,
        Err(verdict) => return verdict,
    };
    let unknown = joined.state.unknown;
    match (theirs == VERSION, unknown) {
        (true, 0) => Verdict::ok(format!("both speak vocabulary {VERSION}")),
        _ => Verdict::warning(
            format!(
                "the hub speaks vocabulary {theirs}, this program {VERSION}; {unknown} updates were not understood"
            ),
            "update the older of the two",
        ),
    }
}

/// How far this machine's clock is off the hub's.
fn clocks(joined: &Joined, _: &Looks) -> Verdict {
    let Some(off) = joined.state.offset_ms else {
        return Verdict::warning("the hub did not say what time it is", "ages may be off by what the clocks differ");
    };
    let trip = joined.state.round_trip.unwrap_or_default().as_millis();
    let side = if off < 0 { "behind" } else { "ahead of" };
    let says = match off {
        0 => format!("this machine's clock is the hub's, within {trip} ms"),
        off => format!("this machine's clock is {} ms {side} the hub's, within {trip} ms", off.abs()),
    };
    if off.abs() > OFF_MS {
        Verdict::warning(says, "times on the board go by the hub's clock; set the one that is wrong")
    } else {
        Verdict::ok(says)
    }
}

/// How each source of the hub's stands, and how old its figures are.
fn sources(joined: &Joined, looks: &Looks) -> Verdict {
    let Some(board) = &joined.board else {
        let problem = joined.state.problem.as_ref().map_or_else(String::new, |problem| format!(": {problem}"));
        let waited = humantime::format_duration(looks.wait);
        return Verdict::failure(format!("the hub told no board within {waited}{problem}"), "try a longer --wait");
    };
    let limits = glue::limits(&looks.config);
    let on = board.source_ids().filter(|id| board.source(*id).phase != Phase::Off);
    let stands: Vec<(bool, String)> = on.map(|id| stands(board, id, &limits, joined.now)).collect();
    let says = stands.iter().map(|(_, says)| says.as_str()).collect::<Vec<_>>().join(", ");
    if stands.is_empty() {
        return Verdict::warning("the hub has no source", "configure the vendors' sections in its settings");
    }
    if stands.iter().all(|(is_live, _)| *is_live) {
        Verdict::ok(says)
    } else {
        Verdict::warning(
            says,
            "run callboard doctor with the hub's settings: what is wrong is between it and the vendor",
        )
    }
}

fn stands(board: &Board, id: SourceId, limits: &Limits, now: Stamp) -> (bool, String) {
    let source = board.source(id);
    let state = source.state(now, limits.stale_after_ms(id));
    let age =
        source.age_ms(now).map_or_else(|| "no figures".to_owned(), |age| format!("{:.1} s old", age as f64 / 1e3));
    let name = text::clean(id.name()).into_owned();
    let why = source.error.as_ref().map(|error| format!(": {}", text::clean(&error.to_string()))).unwrap_or_default();
    match state {
        SourceState::Live => (true, format!("{name} live, {age}")),
        SourceState::Stale => (false, format!("{name} stale, {age}{why}")),
        SourceState::Connecting => (false, format!("{name} connecting, {age}{why}")),
        _ => (false, format!("{name} away, {age}{why}")),
    }
}

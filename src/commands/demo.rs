//! `callboard demo`: the live board on the embedded simulator, over real HTTP and real SSE.

use std::collections::BTreeMap;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;
use std::time::Duration;

use secrecy::SecretString;

use super::registry::voice::PushTenant;
use super::{Failure, board, glue, registry, simulate, threads};
use crate::app::Audit;
use crate::cli::{Common, Demo, Vendors};
use crate::config::{BotMode, BotProbe, Config, ConfigError, Dirs, Loader, Origin};
use crate::model::Problem;
use crate::sim::faults::pushes::PushFaults;
use crate::sim::{Credentials, PushTo, Simulator};

/// The path of the address that the simulator pushes to.
const PATH: &str = "/callbacks";

/// Starts the simulator on a free port of this machine, and the board on it; on a wall if `kiosk` or the settings say so.
///
/// # Errors
/// When no port is to be had, what is to happen to the day is not known, or the board fails.
pub async fn run(common: &Common, demo: &Demo, kiosk: Option<&str>) -> Result<(), Failure> {
    let faults = simulate::push_faults(demo.push_faults.as_deref())?;
    let mut config = glue::settings_beside(common)?;
    glue::walls::hang(&mut config, demo.kiosk.as_deref().or(kiosk))?;
    let clock = glue::clock();
    let options = simulate::options(&demo.centre, &clock)?;
    let zone = options.zone;
    let simulator = threads::beside(Simulator::start(SocketAddr::from((Ipv4Addr::LOCALHOST, 0)), options))
        .await
        .map_err(|error| Failure::Other(format!("the simulator cannot listen on this machine: {error}")))?;
    "Acme Support (demo)".clone_into(&mut config.site.name);
    config.site.timezone = zone;
    connect(&mut config, &simulator.base_url(), simulator.credentials(), demo.centre.vendors)?;
    // What is said to the boards of this machine is said to this one too.
    config.runtime = Dirs::from_process().ok().and_then(|dirs| dirs.runtime);
    config.bot_probes = if demo.centre.vendors.sobot { vec![probe()] } else { Vec::new() };
    // No customer's number is shown here, so that needs no audit.
    let audit = Audit::new("demo".to_owned(), |_| Ok(()));
    let pushes = demo.centre.vendors.sobot;
    if pushes {
        listen(&mut config, simulator.credentials());
    }
    let begun = |listens| pushes.then(|| push(&simulator, listens, faults)).flatten();
    let outcome = board::show(&config, clock, audit, None, begun).await;
    simulator.stop().await;
    outcome
}

/// Lets the board listen on a free port of this machine for what a simulator pushes.
pub fn listen(config: &mut Config, credentials: &Credentials) {
    config.tenants.put(PushTenant {
        listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
        path: PATH.to_owned(),
        company_id: credentials.company_id.clone(),
        app_key: SecretString::from(credentials.push_app_key.as_str()),
        cert: None,
        key: None,
        allow: Vec::new(),
        trusted_proxies: Vec::new(),
    });
}

/// Lets a simulator push to the board that listens there; what there is to say where it cannot. The board goes on without.
pub fn push(simulator: &Simulator, listens: Option<SocketAddr>, faults: PushFaults) -> Option<Problem> {
    let Some(address) = listens else { return Some(board::Left::Callbacks.into()) };
    let to = PushTo { faults, ..PushTo::new(format!("http://{address}{PATH}")) };
    let pushing = simulator.push_to(to, "demo");
    pushing.err().map(|error| Problem::Said(error.to_string()))
}

/// A question to one of the invented bots.
fn probe() -> BotProbe {
    BotProbe {
        name: "opening-hours".to_owned(),
        origin: Origin::Default,
        robot: "15".to_owned(),
        question: "When are you open?".to_owned(),
        expect: Some("9:00 to 21:00".to_owned()),
        every: Duration::from_mins(2),
        mode: BotMode::Stream,
        callback: None,
    }
}

/// Points `config` at a simulator, as a tenant of these vendors and no other; 7moor's times are the
/// site's. Its tokens are kept out of the disk cache:
/// they die with the process.
///
/// # Errors
/// When the lines that lead to the simulator are no settings.
pub fn connect(
    config: &mut Config,
    base_url: &str,
    credentials: &Credentials,
    vendors: Vendors,
) -> Result<(), ConfigError> {
    let text = simulate::settings(base_url, config.site.timezone, credentials, vendors);
    let loader = Loader { schema: &registry::SCHEMA, env: BTreeMap::new(), dirs: Dirs::nowhere() };
    config.tenants = loader.read(&text, Path::new("simulator"))?.tenants;
    config.hub.follow = None;
    config.hub.sites.clear();
    config.cache.dir = None;
    // An invented centre begins the same way every time, and leaves nothing behind.
    config.screen.remember = None;
    config.totals.dir = None;
    Ok(())
}

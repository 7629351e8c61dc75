//! `callboard simulate`: the simulator alone.

use std::io::Write;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::{Duration, Instant};

use url::{Host, Url};

use super::registry::voice::PushTenant;
use super::{Failure, glue, threads};
use crate::cli::{Centre, Common, Simulate, Vendors};
use crate::config::Tenant;
use crate::model::Clock;
use crate::sim::causes::Asked;
use crate::sim::faults::pushes::PushFaults;
use crate::sim::faults::{self, Strike};
use crate::sim::{self, Credentials, Delivery, Lines, Options, PushTo, Simulator, afternoon_zone};

/// Faults closer together than this would leave no time for anything else.
const SHORTEST_PAUSE: Duration = Duration::from_millis(10);

/// One message in so many says that a state has changed and not since when, as vendors' do now and then.
const BARE_EVERY: u64 = 50;

/// A centre on `clock`, in a zone where it is the busy middle of the afternoon.
///
/// # Errors
/// When what is to happen to its day is not known.
pub fn options(centre: &Centre, clock: &Clock) -> Result<Options, Failure> {
    let start = clock().ms();
    let zone = afternoon_zone(start);
    let cause = centre.cause.as_deref().map(str::parse::<Asked>).transpose();
    let cause = cause.map_err(|why| Failure::Other(format!("--cause: {why}")))?.map(|asked| asked.of(zone, start));
    let clock = clock.clone();
    let usual = Options::new(centre.seed);
    Ok(Options {
        // A tick that comes late must not break a reader's stream: a second's operations are no long queue.
        stream_buffer: usual.stream_buffer.max(centre.rate.unwrap_or_default() as usize),
        agents: centre.agents as usize,
        rate: centre.rate,
        zone,
        clock: Arc::new(move || clock().ms()),
        bare_every: BARE_EVERY,
        cause,
        ..usual
    })
}

/// The lines of a settings file that make a board a tenant of these vendors at `base`.
pub fn settings(base: &str, zone: chrono_tz::Tz, credentials: &Credentials, vendors: Vendors) -> String {
    settings_of(base, zone, credentials, vendors, false)
}

/// The same; where the simulator is `strict`, a token of an agent's is asked for too.
fn settings_of(base: &str, zone: chrono_tz::Tz, credentials: &Credentials, vendors: Vendors, strict: bool) -> String {
    let mut sections = vec![format!("[site]\nname = \"Simulated\"\ntimezone = \"{zone}\"\n")];
    let lines = Lines { base, zone, credentials, strict };
    sections.extend(sim::settings(&lines, |vendor| vendors.has(vendor)));
    sections.join("\n")
}

/// Prints that a fault strikes: when, which, and its number, by which a log of the board can be read beside it.
fn tell(start: Instant, strike: &Strike) {
    let Strike { number, fault, .. } = strike;
    let at = start.elapsed().as_secs_f64();
    // A reader that only wants the first line may be gone already; the simulator serves on.
    let _ = writeln!(std::io::stdout(), "+{at:.1}s  fault {number}: {} ({})", fault.name(), fault.about());
}

/// Prints that something else becomes of callbacks than before: taken, refused, or why there is no answer.
fn tell_delivery(start: Instant, delivery: &Delivery) {
    let at = start.elapsed().as_secs_f64();
    let became = match delivery {
        Delivery::Taken => "taken".to_owned(),
        Delivery::Refused(status) => format!("refused with HTTP {status}"),
        Delivery::Failed(why) => why.clone(),
    };
    let _ = writeln!(std::io::stdout(), "+{at:.1}s  callbacks: {became}");
}

/// Where callbacks go, if anywhere.
fn push_to(simulate: &Simulate, start: Instant) -> Result<Option<PushTo>, Failure> {
    let Some(url) = &simulate.push else { return Ok(None) };
    Ok(Some(PushTo {
        faults: push_faults(simulate.push_faults.as_deref())?,
        on_change: Some(Arc::new(move |delivery| tell_delivery(start, delivery))),
        ..PushTo::new(url)
    }))
}

/// What goes wrong with callbacks: nothing without a list.
///
/// # Errors
/// When the list names no fault.
pub fn push_faults(list: Option<&str>) -> Result<PushFaults, Failure> {
    let faults = list.map(PushFaults::read).transpose();
    Ok(faults.map_err(|why| Failure::Other(format!("--push-faults: {why}")))?.unwrap_or_default())
}

/// The key that callbacks are signed with, if another than the simulator's own.
fn push_key(simulate: &Simulate, env: impl Fn(&str) -> Option<String>) -> Result<Option<String>, Failure> {
    let Some(name) = &simulate.push_key_env else { return Ok(None) };
    let key = env(name).map(|key| key.trim().to_owned()).filter(|key| !key.is_empty());
    let none =
        || Failure::Other(format!("--push-key-env: {name} is not set; put the key into it, or leave the flag out"));
    key.map(Some).ok_or_else(none)
}

/// The section of a settings file by which a board takes the callbacks. A key of one's own is not repeated.
fn receivers_settings(simulate: &Simulate, credentials: &Credentials) -> String {
    let Some(url) = &simulate.push else { return String::new() };
    let quoted = |text: &str| toml::Value::from(text).to_string();
    let key = match &simulate.push_key_env {
        Some(name) => format!("app_key_env = {}", quoted(name)),
        None => format!("app_key = {}", quoted(&credentials.push_app_key)),
    };
    let to = Url::parse(url).ok();
    let listen = to.as_ref().map(receivers_place).unwrap_or_default();
    let path = to.as_ref().map_or("/", Url::path);
    format!(
        "\n# Callbacks go to {url}. These lines let a board take them:\n[{}]\n{listen}path = {}\ncompany_id = {}\n{key}\n",
        PushTenant::SECTION.path,
        quoted(path),
        quoted(&credentials.company_id)
    )
}

/// Where a board listens to which callbacks go by this address: as a key, or where the address does not tell it or a
/// certificate has to be set beside it, as a comment.
fn receivers_place(to: &Url) -> String {
    let ip = match to.host() {
        Some(Host::Ipv4(ip)) => Some(IpAddr::V4(ip)),
        Some(Host::Ipv6(ip)) => Some(IpAddr::V6(ip)),
        Some(Host::Domain("localhost")) => Some(IpAddr::V4(Ipv4Addr::LOCALHOST)),
        Some(Host::Domain(_)) | None => None,
    };
    let address = ip.zip(to.port_or_known_default()).map(|(ip, port)| SocketAddr::new(ip, port));
    match address {
        Some(address) if to.scheme() == "https" => {
            format!("# By TLS, with a certificate of yours:\n# listen = \"{address}\"\n# cert = \"fullchain.pem\"\n")
        }
        Some(address) if address.ip().is_loopback() => format!("listen = \"{address}\"\n"),
        _ => "# listen = where the proxy passes callbacks on to that has this address\n".to_owned(),
    }
}

/// Serves until a signal comes. The first line printed is `listening on http://ADDRESS:PORT`; after it, what a
/// settings file needs to connect, a line for each fault when it strikes, and one whenever something else becomes of
/// callbacks.
///
/// # Errors
/// When the address cannot be had, a list of faults names none, what is to happen to the day is not known, or callbacks have no address or no key.
pub async fn run(common: &Common, simulate: &Simulate) -> Result<(), Failure> {
    glue::settings_beside(common)?;
    let start = Instant::now();
    let push = push_to(simulate, start)?;
    let mut options = Options {
        strict: simulate.strict,
        company_id: simulate.push_company_id.clone(),
        push_app_key: push_key(simulate, |name| std::env::var(name).ok())?,
        ..options(&simulate.centre, &glue::clock())?
    };
    if let Some(list) = &simulate.faults {
        options.faults = faults::list(list).map_err(|why| Failure::Other(format!("--faults: {why}")))?;
        options.fault_every = simulate.fault_every.max(SHORTEST_PAUSE);
        options.on_strike = Some(Arc::new(move |strike| tell(start, strike)));
    }
    let zone = options.zone;
    let simulator = threads::beside(Simulator::start(simulate.listen, options)).await.map_err(|error| {
        Failure::Other(format!("cannot listen on {}: {error}; choose another --listen", simulate.listen))
    })?;
    if let Some(push) = push {
        simulator.push_to(push, "--push")?;
    }
    let base = simulator.base_url();
    let receiver = receivers_settings(simulate, simulator.credentials());
    let settings = settings_of(&base, zone, simulator.credentials(), simulate.centre.vendors, simulate.strict);
    let text = format!(
        "listening on {base}\n\n# These lines in a settings file (mode 0600) connect a board to it:\n{settings}{receiver}"
    );
    let mut out = std::io::stdout();
    // A reader that only wants the first line may be gone already; the simulator serves on.
    let _ = out.write_all(text.as_bytes()).and_then(|()| out.flush());
    glue::ended().await?;
    simulator.stop().await;
    Ok(())
}

#[cfg(test)]
mod tests;

//! `callboard hub`: one process that asks the vendors, for any number of boards.

use std::time::Duration;

use tokio::time::timeout;
use tokio_util::sync::CancellationToken;

use self::reloads::{Reloads, refused};
use super::glue::{self, Rule, Serving};
use super::{Failure, ending, log, output, service, threads};
use crate::app::{Alone, Service, Signal, Signals};
use crate::cli::{self, Common};
use crate::config::{Loaded, Overrides};
use crate::model::Clock;
use crate::ui::text;

mod kept;
#[cfg(feature = "nats")]
mod nats;
mod reloads;

/// So long the disk has for what it was given last.
const LAST_WAIT: Duration = Duration::from_secs(10);

/// Serves boards until a signal comes. The first line printed says where.
///
/// # Errors
/// When the settings are wrong or let no board in, or the port or the certificate cannot be had.
pub async fn run(common: &Common, hub: &cli::Hub) -> Result<(), Failure> {
    let flags = flags(common, hub);
    let loaded = settings(common, &flags)?;
    log::mention();
    let mut signals = ending::signals()?;
    #[cfg(feature = "nats")]
    if let Some(at) = loaded.config.hub.nats.clone() {
        let (keeper, mut kept) = kept::keeper();
        // What else is kept, the server keeps.
        let keep = |totals| async move { kept.keep(kept::Files { weeks: totals, ..kept::Files::default() }).await };
        let clock = glue::clock();
        return Box::pin(nats::serve((loaded, flags), &at, &clock, &mut signals, keeper, keep)).await;
    }
    #[cfg(not(feature = "nats"))]
    if loaded.config.hub.nats.is_some() {
        return Err(without_nats());
    }
    serve(loaded, flags, &glue::clock(), &mut signals).await
}

async fn serve(loaded: Loaded, flags: Overrides, clock: &Clock, signals: &mut Signals) -> Result<(), Failure> {
    let Loaded { config, held, .. } = loaded;
    let (keeper, mut kept) = kept::keeper();
    let Serving { hub, desk, door, farewell, totals, seen, notes, mut news, ruled } =
        glue::serving(&config, clock, vec![keeper])?;
    let files = kept::Files { weeks: totals, seen, notes };
    hub.check_certificate().map_err(|problem| Failure::Other(problem.to_string()))?;
    let address = hub.take_port().map_err(|problem| Failure::Other(problem.to_string()))?;
    let scheme = if config.hub.serve.cert.is_some() { "https" } else { "http" };
    let site = text::clean(&config.site.name);
    output::print(format!("serving {site} on {scheme}://{address}; ctrl-c ends it\n").as_bytes())?;
    let cancel = CancellationToken::new();
    let desk = {
        // The desk and its boards must not wait for what a person waits for.
        let _sources = threads::sources();
        crate::tasks::spawn(desk.run(cancel.clone()))
    };
    let mut alone = Alone::new(glue::alerts::tell(&config));
    let mut reloads = Reloads::new(flags, config, held);
    // Boards that come are taken from here on, whether a vendor answers yet or not.
    let mut service = Service::of(service::manager());
    service.ready();
    let ended = {
        let (listening, keeping) = (hub.listen(), kept.keep(files.clone()));
        tokio::pin!(listening, keeping);
        loop {
            tokio::select! {
                biased;
                asked = signals.asked() => match asked {
                    Signal::Reload => {
                        service.reloading();
                        reloads.begin();
                    }
                    _ => break Ok(()),
                },
                () = service.due() => service.alive(),
                Some(told) = news.recv() => alone.tell(told),
                // The log has what it says.
                _ = alone.next(), if alone.is_busy() => {}
                came = reloads.next(), if reloads.is_busy() => {
                    let said = match came {
                        Ok(Rule { rules, tell, said }) => {
                            ruled.by(rules, &door).await;
                            alone.change(tell);
                            said.to_string()
                        }
                        Err(why) => refused(&why),
                    };
                    tracing::info!("reload: {said}");
                    output::note(&said);
                    service.ready();
                }
                problem = &mut listening => break Err(Failure::Other(problem.to_string())),
                () = &mut keeping => break Ok(()),
            }
        }
    };
    service.stopping();
    cancel.cancel();
    alone.stop().await;
    // Boards know that it is gone by their connections.
    drop(hub);
    // A disk that hangs must not keep a person from ending it.
    if let Ok(Ok(feed)) = timeout(LAST_WAIT, desk).await {
        drop(feed);
    }
    if timeout(LAST_WAIT, kept.rest(files)).await.is_err() {
        tracing::warn!("hub: the disk takes too long: what was learned last is not kept");
    }
    if let Some(farewell) = farewell {
        farewell.wait().await;
    }
    ended
}

/// That this program knows no NATS server.
#[cfg(not(feature = "nats"))]
pub(super) fn without_nats() -> Failure {
    Failure::Other(
        "[hub.nats] is set, and this program was built without NATS: build it with the feature nats".to_owned(),
    )
}

/// The flags of a hub.
pub(super) fn flags(common: &Common, hub: &cli::Hub) -> Overrides {
    let listen = hub.listen.iter().map(|listen| ("hub.serve.listen".to_owned(), "--listen", listen.clone()));
    let mut flags = glue::overrides(common);
    flags.others.extend(listen);
    flags.others.extend(hub.nats.iter().map(|url| ("hub.nats.url".to_owned(), "--nats", url.clone())));
    flags
}

/// The settings of a hub: it has sources of its own.
fn settings(common: &Common, flags: &Overrides) -> Result<Loaded, Failure> {
    let loaded = glue::loaded_by(common, flags)?;
    if glue::is_on_hubs(&loaded.config) {
        return Err(Failure::Other(
            "a hub asks the vendors itself: leave out --hub, or take url out of [hub] in its settings".to_owned(),
        ));
    }
    Ok(loaded)
}

//! `callboard hub` on a NATS server, as one of several hubs.

use tokio::runtime::Handle;
use tokio_util::sync::CancellationToken;

use super::super::glue::nats::{Standing, standing};
use super::super::glue::{KeptFiles, Rule};
use super::super::{Failure, glue, output, service, threads};
use super::reloads::{Reloads, refused};
use crate::app::{Alone, Service, Signal, Signals};
use crate::config::{HubNats, Loaded, Overrides};
use crate::model::Clock;
use crate::serve::hub::Onlooker;
use crate::serve::hub::nats::NatsStats;
use crate::ui::text;

/// Contends, stands by and leads until a signal comes; each change is printed. `keeper` looks at the board for what is to be
/// kept of the day, and `keep` writes it, for ever.
///
/// # Errors
/// When the server does not let this hub in, or what it keeps does not fit.
pub async fn serve<K: Future<Output = ()>>(
    (loaded, flags): (Loaded, Overrides),
    nats: &HubNats,
    clock: &Clock,
    signals: &mut Signals,
    keeper: Onlooker,
    keep: impl FnOnce(KeptFiles) -> K,
) -> Result<(), Failure> {
    let Loaded { config, held, .. } = loaded;
    let Standing { station, mut stats, totals, mut news, eyes, rules } = standing(&config, nats, clock, vec![keeper])?;
    let site = text::clean(&config.site.name);
    output::print(
        format!("a hub of {site} on {}, site {}; ctrl-c ends it\n", nats.server.url, nats.access.site).as_bytes(),
    )?;
    // It stands by from here on, whether the server answers yet or not.
    let mut service = Service::of(service::manager());
    service.ready();
    let connected = tokio::select! {
        biased;
        () = service.turns() => return Ok(()),
        () = signals.ended() => return Ok(()),
        connected = station.connect(|why| output::note(&why.to_string())) => connected,
    };
    let link = connected.map_err(|why| Failure::Other(why.to_string()))?;
    let cancel = CancellationToken::new();
    // These threads have signals to wait for, and nothing to compute.
    let station = station.keeping_the_lease_on(Handle::current());
    let station = {
        // The hub and its boards must not wait for what a person waits for.
        let _sources = threads::sources();
        crate::tasks::spawn(station.run(link, cancel.clone()))
    };
    let idling = eyes.map(|eyes| crate::tasks::spawn(eyes.idle(Clock::clone(clock))));
    let mut alone = Alone::new(glue::alerts::tell(&config));
    let mut reloads = Reloads::new(flags, config, held);
    let keeping = keep(totals);
    tokio::pin!(keeping);
    let mut told = String::new();
    loop {
        tokio::select! {
            biased;
            asked = signals.asked() => match asked {
                Signal::Reload => {
                    service.reloading();
                    reloads.begin();
                }
                _ => break,
            },
            came = reloads.next(), if reloads.is_busy() => {
                let said = match came {
                    Ok(Rule { rules: now, tell, said }) => {
                        // It holds from now on where it leads, and else from when it does.
                        rules.send_replace(now);
                        alone.change(tell);
                        said.to_string()
                    }
                    Err(why) => refused(&why),
                };
                tracing::info!("reload: {said}");
                output::note(&said);
                service.ready();
            }
            () = service.due() => service.alive(),
            changed = stats.changed() => {
                if changed.is_err() {
                    break;
                }
                let says = says(&stats.borrow_and_update());
                if says != told {
                    told = says;
                    output::print(format!("{told}\n").as_bytes())?;
                }
            }
            Some(happened) = news.recv() => alone.tell(happened),
            // The log has what it says.
            _ = alone.next(), if alone.is_busy() => {}
            () = &mut keeping => break,
        }
    }
    service.stopping();
    cancel.cancel();
    alone.stop().await;
    if let Some(idling) = idling {
        idling.abort();
    }
    station.await.map_err(|why| Failure::Other(why.to_string()))
}

/// Who leads, on a line.
fn says(stats: &NatsStats) -> String {
    match (&stats.leader, stats.leads) {
        (Some(own), true) => format!("{} leads", text::clean(own)),
        (Some(other), false) => format!("standing by: {} leads", text::clean(other)),
        (None, _) => "standing by: none leads yet".to_owned(),
    }
}

//! `callboard hub`: one process that asks the vendors, for any number of boards.

use std::path::{Path, PathBuf};
use std::time::Duration;

use tokio::sync::mpsc::UnboundedReceiver;
use tokio::sync::watch;
use tokio::task::spawn_blocking;
use tokio::time::{sleep, timeout};
use tokio_util::sync::CancellationToken;

use super::glue::{self, Serving};
use super::{Failure, log, output, threads};
use crate::app::{Alone, Signals, keep_totals};
use crate::cli::{self, Common};
use crate::config::Config;
use crate::model::{Board, Clock, KeptTotals, News, Stamp};
use crate::serve::hub::Onlooker;
use crate::ui::text;

#[cfg(feature = "nats")]
mod nats;

/// What was learned of the day is written so much later, with what else is known by then.
const CALM: Duration = Duration::from_secs(5);

/// So long the disk has for what it was given last.
const LAST_WAIT: Duration = Duration::from_secs(10);

/// Serves boards until a signal comes. The first line printed says where.
///
/// # Errors
/// When the settings are wrong or let no board in, or the port or the certificate cannot be had.
pub async fn run(common: &Common, hub: &cli::Hub) -> Result<(), Failure> {
    let config = settings(common, hub)?;
    log::mention();
    let mut signals = Signals::listen().map_err(|error| Failure::Other(format!("no signals to be had: {error}")))?;
    #[cfg(feature = "nats")]
    if let Some(at) = &config.hub.nats {
        let (keeper, kept) = keeper();
        let keep = |totals| async move {
            match totals {
                Some(file) => keep(file, kept).await,
                None => std::future::pending().await,
            }
        };
        return nats::serve(&config, at, &glue::clock(), &mut signals, keeper, keep).await;
    }
    #[cfg(not(feature = "nats"))]
    if config.hub.nats.is_some() {
        return Err(Failure::Other(
            "[hub.nats] is set, and this program was built without NATS: build it with the feature nats".to_owned(),
        ));
    }
    serve(&config, &glue::clock(), &mut signals).await
}

/// Serves boards until a signal comes.
///
/// # Errors
/// Those of [`run`].
pub async fn serve(config: &Config, clock: &Clock, signals: &mut Signals) -> Result<(), Failure> {
    let (keeper, kept) = keeper();
    let Serving { hub, desk, door: _door, farewell, totals, news } = glue::serving(config, clock, vec![keeper])?;
    hub.check_certificate().map_err(|problem| Failure::Other(problem.to_string()))?;
    let address = hub.take_port().map_err(|problem| Failure::Other(problem.to_string()))?;
    let scheme = if config.hub.serve.cert.is_some() { "https" } else { "http" };
    let site = text::clean(&config.site.name);
    output::print(format!("serving {site} on {scheme}://{address}; ctrl-c ends it\n").as_bytes())?;
    let cancel = CancellationToken::new();
    let desk = {
        // The desk and its boards must not wait for what a person waits for.
        let _sources = threads::sources();
        tokio::spawn(desk.run(cancel.clone()))
    };
    let keeping = async {
        match &totals {
            Some(file) => keep(file.clone(), kept).await,
            None => std::future::pending().await,
        }
    };
    let mut alone = Alone::new(glue::alerts::tell(config));
    let ended = tokio::select! {
        biased;
        () = signals.ended() => Ok(()),
        () = tell(&mut alone, news) => Ok(()),
        problem = hub.listen() => Err(Failure::Other(problem.to_string())),
        () = keeping => Ok(()),
    };
    cancel.cancel();
    alone.stop().await;
    // Boards know that it is gone by their connections.
    drop(hub);
    // A disk that hangs must not keep a person from ending it.
    if let Ok(Ok(feed)) = timeout(LAST_WAIT, desk).await {
        drop(feed);
    }
    if let Some(farewell) = farewell {
        farewell.wait().await;
    }
    ended
}

/// Tells alerts to the program of the settings, for all boards once; for ever.
async fn tell(alone: &mut Alone, mut news: UnboundedReceiver<Vec<News>>) {
    loop {
        tokio::select! {
            told = news.recv() => match told {
                Some(told) => alone.tell(told),
                None => std::future::pending().await,
            },
            // The log has what it says.
            _ = alone.next(), if alone.is_busy() => {}
        }
    }
}

/// The settings of a hub: it has sources of its own.
fn settings(common: &Common, hub: &cli::Hub) -> Result<Config, Failure> {
    let listen = hub.listen.iter().map(|listen| ("hub.serve.listen".to_owned(), "--listen", listen.clone()));
    let mut flags = glue::overrides(common);
    flags.others.extend(listen);
    flags.others.extend(hub.nats.iter().map(|url| ("hub.nats.url".to_owned(), "--nats", url.clone())));
    let config = glue::settings_by(common, &flags)?;
    if config.hub.follow.is_some() {
        return Err(Failure::Other(
            "a hub asks the vendors itself: leave out --hub, or take url out of [hub] in its settings".to_owned(),
        ));
    }
    Ok(config)
}

/// What looks at the hub's board for what is to be kept of the day, and where that comes out.
fn keeper() -> (Onlooker, watch::Receiver<(KeptTotals, Stamp)>) {
    let (sender, kept) = watch::channel((KeptTotals::default(), Stamp(0)));
    let mut revision = 0;
    let look = move |board: &Board, _: &[usize], now: Stamp| {
        if board.kept().revision() != revision {
            revision = board.kept().revision();
            // Where nothing is kept there is no one who listens.
            let _ = sender.send((board.kept().clone(), now));
        }
    };
    (Box::new(look), kept)
}

/// Writes what is to be kept, a little after each change; for ever.
async fn keep(file: PathBuf, mut kept: watch::Receiver<(KeptTotals, Stamp)>) {
    while kept.changed().await.is_ok() {
        sleep(CALM).await;
        let (totals, now) = kept.borrow_and_update().clone();
        let file = file.clone();
        let written = spawn_blocking(move || write(&file, totals, now)).await;
        if let Ok(Err(error)) = written {
            tracing::warn!("totals: {error}");
        }
    }
    std::future::pending::<()>().await;
}

fn write(file: &Path, totals: KeptTotals, now: Stamp) -> std::io::Result<()> {
    keep_totals(file, totals, now).map(drop)
}

//! A NATS server, as a board's settings and a hub's name it: whether it is reached, lets this program in, and keeps what it
//! should.

use tokio::time::Instant;

use super::{Check, Verdict, glue};
use crate::config::{Config, Hub};
use crate::feed::hub::layout::Layout;
use crate::feed::hub::nats::Nats;
use crate::feed::hub::problem::Unlinked;

/// Whether the hub of a board answers by its server, which takes the board's credentials.
pub(super) async fn reach(config: &Config, hub: &Hub) -> Verdict {
    let nats = match glue::nats::board(config, hub) {
        Ok(nats) => nats,
        Err(why) => return Verdict::failure(why.to_string(), "correct that in [hub]"),
    };
    let began = Instant::now();
    match nats.timing(Box::new(move || began.elapsed())).await {
        Ok(exchange) => {
            let took = exchange.answered.saturating_sub(exchange.asked).as_millis();
            Verdict::ok(format!(
                "{} answers {} and takes what this board shows; the hub answers by way of it within {took} ms",
                nats.host(),
                way(&hub.url)
            ))
        }
        Err(why) => refused(why, "check [hub], and whether callboard hub runs with that server in its [hub.nats]"),
    }
}

/// What a board may read of what the server keeps.
pub(super) async fn kept(config: &Config, hub: &Hub) -> Verdict {
    let look = async {
        let nats = glue::nats::board(config, hub).map_err(|_| Unlinked::NoAddress(hub.url.clone()))?;
        let link = nats.link().await?;
        let reader = nats.reader(&link);
        Ok((reader.last().await?, reader.manifest().await?))
    };
    match look.await {
        Ok((Some((last, _)), Some(manifest))) => {
            let behind = last.saturating_sub(manifest.seq);
            Verdict::ok(format!("a whole board of {} bytes, and {behind} messages behind it", manifest.bytes))
        }
        Ok(_) => Verdict::warning("the server keeps no whole board yet", "start callboard hub, or wait for a minute"),
        Err(why) => refused(why, "give the board's user the permissions of assets/nats/callboard.conf"),
    }
}

/// The checks of a hub's own server; none where it serves its boards itself.
pub(super) fn checks(config: &Config) -> Vec<Check> {
    let Some(at) = config.hub.nats.clone() else { return Vec::new() };
    let config = config.clone();
    let look = async move {
        let nats = match glue::nats::hub(&config, &at) {
            Ok(nats) => nats,
            Err(why) => return Verdict::failure(why.to_string(), "correct that in [hub.nats]"),
        };
        match streams(&nats).await {
            Ok(()) => Verdict::ok(format!(
                "{} answers {}, and the streams of site {} keep what they should",
                nats.host(),
                way(&at.server.url),
                at.access.site
            )),
            Err(Unlinked::NoStream(..)) => Verdict::warning(
                format!(
                    "{} answers {}, and has no streams of site {} yet",
                    nats.host(),
                    way(&at.server.url),
                    at.access.site
                ),
                "callboard hub makes them when it begins",
            ),
            Err(why) => refused(why, "check [hub.nats]"),
        }
    };
    vec![Check::new("hub.nats", look)]
}

async fn streams(nats: &Nats) -> Result<(), Unlinked> {
    let layout: &Layout = &nats.settings().layout;
    nats.link().await?.check_streams(layout).await
}

fn way(url: &str) -> &'static str {
    if url.starts_with("tls://") { "over TLS" } else { "in plain text, which stays on this machine," }
}

fn refused(why: Unlinked, advice: &str) -> Verdict {
    let problem = why.error().problem;
    let advice = problem.remedy().unwrap_or_else(|| advice.to_owned());
    Verdict { blame: problem.blame(), ..Verdict::failure(problem.failed(), advice) }
}

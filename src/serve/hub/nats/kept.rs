//! What was told of alerts, kept at the server for who leads next: each is told once, whichever hub leads.

use std::time::Duration;

use bytes::Bytes;
use tokio::sync::watch;
use tokio::time::{Instant, sleep_until};

use crate::feed::hub::KeptAlerts;
use crate::feed::hub::layout::Layout;
use crate::feed::hub::nats::link::Link;
use crate::feed::hub::nats::store::{LAST_OF_SUBJECT, OPERATION, Put, SEQUENCE};
use crate::feed::hub::post::LARGEST;
use crate::feed::hub::problem::Unlinked;

/// What could not be kept is kept again so soon.
const AGAIN: Duration = Duration::from_millis(500);

/// What has not changed is kept anew so often: the server forgets what is older than an hour.
const ANEW: Duration = Duration::from_mins(10);

/// What who led before has kept, and its revision; nothing where that cannot be read.
///
/// # Errors
/// That there is no answer.
pub(super) async fn before(link: &Link, layout: &Layout) -> Result<(u64, KeptAlerts), Unlinked> {
    let Some(post) = link.last(&layout.bucket(), &layout.alerts()).await? else {
        return Ok((0, KeptAlerts::default()));
    };
    let revision = post.number(SEQUENCE).unwrap_or_default();
    if post.header(OPERATION).is_some() {
        return Ok((revision, KeptAlerts::default()));
    }
    let kept = serde_json::from_slice(post.body()).unwrap_or_else(|why| {
        // One of a later version may say it otherwise.
        tracing::warn!("hub: what was told of alerts before is not understood: {why}; what stands is told anew");
        KeptAlerts::default()
    });
    Ok((revision, kept))
}

/// As a message has room for it: what people did gives way first, and then what was told.
fn message(kept: &KeptAlerts) -> Bytes {
    let pack = |kept: &KeptAlerts| serde_json::to_vec(kept).unwrap_or_default();
    let whole = pack(kept);
    if whole.len() <= LARGEST {
        return Bytes::from(whole);
    }
    let fewer = pack(&KeptAlerts { seen: Vec::new(), ..kept.clone() });
    Bytes::from(if fewer.len() <= LARGEST { fewer } else { pack(&KeptAlerts::default()) })
}

/// Keeps what changes, for ever; nothing while this hub does not lead, which it does `until` then.
pub(super) async fn keep(
    link: Link,
    layout: Layout,
    mut kept: watch::Receiver<KeptAlerts>,
    mut revision: u64,
    until: watch::Receiver<Option<Instant>>,
) {
    let mut anew = Instant::now() + ANEW;
    loop {
        let changed = tokio::select! {
            changed = kept.changed() => changed.is_ok(),
            () = sleep_until(anew) => true,
        };
        if !changed {
            return;
        }
        let body = message(&kept.borrow_and_update());
        let leads = until.borrow().is_some_and(|until| Instant::now() < until);
        let headers = vec![(LAST_OF_SUBJECT, revision.to_string())];
        let put = if leads { Some(link.put(layout.alerts(), headers, body).await) } else { None };
        match put {
            Some(Ok(Put::At(now))) => (revision, anew) = (now, Instant::now() + ANEW),
            Some(Ok(Put::Refused)) => match before(&link, &layout).await {
                // An answer to what was kept may have been lost, and no one else keeps anything while this one leads.
                Ok((now, _)) if now > revision => {
                    revision = now;
                    anew = Instant::now();
                }
                _ => anew = Instant::now() + AGAIN,
            },
            Some(Err(why)) => {
                tracing::debug!("hub: what was told of alerts was not kept: {why}");
                anew = Instant::now() + AGAIN;
            }
            None => anew = Instant::now() + AGAIN,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{About, AgentId, Seen, SeenHow, Stamp, ToldAlert};

    #[test]
    fn a_message_has_what_fits_and_what_was_told_goes_before_what_people_did() {
        let told = |about| ToldAlert {
            rule: "long".to_owned(),
            about,
            who: "Li".to_owned(),
            raised: Stamp(7),
            escalated: None,
        };
        let seen = |who: &str| Seen {
            rule: "long".to_owned(),
            about: About::Centre,
            how: SeenHow::Muted,
            who: who.to_owned(),
            at: Stamp(7),
        };
        let read = |kept: &KeptAlerts| serde_json::from_slice::<KeptAlerts>(&message(kept)).unwrap();
        let some = KeptAlerts { told: vec![told(About::Centre)], seen: vec![seen("wang")] };
        assert_eq!(read(&some), some);
        let much = KeptAlerts { seen: vec![seen("wang"); 20_000], ..some.clone() };
        assert_eq!(read(&much), KeptAlerts { seen: Vec::new(), ..some });
        let all = (0..20_000).map(|id: u32| told(About::Agent(AgentId::new(&id.to_string()))));
        assert_eq!(read(&KeptAlerts { told: all.collect(), seen: Vec::new() }), KeptAlerts::default());
    }
}

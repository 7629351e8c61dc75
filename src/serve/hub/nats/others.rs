//! Hubs that stand by say so, for the one that leads to tell its boards.

use std::time::Duration;

use bytes::Bytes;
use litemap::LiteMap;
use serde::{Deserialize, Serialize};
use tokio::time::Instant;

use crate::feed::hub::About;
use crate::feed::hub::layout::Layout;
use crate::feed::hub::nats::link::Link;
use crate::feed::hub::post::said;
use crate::model::sort;

/// One that stands by says so so often,
pub(super) const EVERY: Duration = Duration::from_secs(5);

/// and is gone when it has not for so long.
const HEARD: Duration = Duration::from_secs(16);

/// So many are known.
const MOST: usize = 16;

/// What one that stands by says.
#[derive(Debug, Serialize, Deserialize)]
struct StandsBy {
    /// The process.
    holder: u64,
    /// What people call it.
    name: String,
}

/// Says that this hub stands by, and has the board of the one that leads.
pub(super) async fn say(link: &Link, layout: &Layout, holder: u64, name: &str) {
    let body = serde_json::to_vec(&StandsBy { holder, name: name.to_owned() }).unwrap_or_default();
    // It is said again.
    if let Err(why) = link.post(layout.standby(), None, Vec::new(), Bytes::from(body)).await {
        tracing::debug!("hub: that it stands by was not said: {why}");
    }
}

/// Those that stand by.
#[derive(Debug, Default)]
pub(super) struct Others {
    heard: LiteMap<u64, (String, Instant)>,
    /// What the hub told of itself last, as JSON.
    about: String,
}

impl Others {
    /// One says that it stands by.
    pub(super) fn heard(&mut self, body: &[u8], now: Instant) {
        let Ok(StandsBy { holder, name }) = serde_json::from_slice(body) else { return };
        self.forget(now);
        if self.heard.len() < MOST || self.heard.contains_key(&holder) {
            self.heard.insert(holder, (said(&name), now));
        }
    }

    fn forget(&mut self, now: Instant) {
        self.heard.retain(|_, (_, heard)| now.saturating_duration_since(*heard) < HEARD);
    }

    /// What the hub tells of itself from now on.
    pub(super) fn tells(&mut self, about: String) {
        self.about = about;
    }

    /// The same with who stands by.
    pub(super) fn about(&mut self, now: Instant) -> Bytes {
        self.forget(now);
        let Ok(about) = serde_json::from_slice::<About>(self.about.as_bytes()) else {
            return Bytes::from(self.about.clone());
        };
        let mut names: Vec<String> = self.heard.values().map(|(name, _)| name.clone()).collect();
        sort::by(&mut names, Ord::cmp);
        let about = About { standing_by: Some(names), ..about };
        // It holds texts and numbers alone.
        Bytes::from(serde_json::to_vec(&about).unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(others: &mut Others, now: Instant) -> Vec<String> {
        serde_json::from_slice::<About>(&others.about(now)).unwrap().standing_by.unwrap()
    }

    #[tokio::test(start_paused = true)]
    async fn those_that_stand_by_are_told_as_long_as_they_say_so() {
        let mut others = Others::default();
        assert!(others.about(Instant::now()).is_empty(), "nothing was told yet");
        others.tells(serde_json::to_string(&About { leader: "jump1".to_owned(), ..About::default() }).unwrap());
        let began = Instant::now();
        assert!(names(&mut others, began).is_empty());
        others.heard(br#"{"holder":2,"name":"jump3"}"#, began);
        others.heard(br#"{"holder":1,"name":"jump2","load":0.5}"#, began + HEARD / 2);
        others.heard(b"hello", began);
        assert_eq!(names(&mut others, began + HEARD / 2), ["jump2", "jump3"]);
        others.heard(br#"{"holder":1,"name":"jump2"}"#, began + HEARD / 2);
        assert_eq!(names(&mut others, began + HEARD), ["jump2"]);
        for holder in 0..100 {
            others.heard(format!(r#"{{"holder":{holder},"name":"x"}}"#).as_bytes(), began + HEARD);
        }
        assert_eq!(names(&mut others, began + HEARD).len(), MOST);
        assert!(HEARD > 3 * EVERY, "one that is lost is no matter");
    }
}

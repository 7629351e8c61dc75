//! The vendors of chats that a site may have beside each other: one line each, and nobody else has to know them.

use std::sync::Arc;

use super::{Failure, glue};
use crate::app::Trouble;
use crate::config::Config;
use crate::feed::{Budget, Feed, Ramp, SiteSettings};
use crate::model::{Clock, Tag};
use crate::platforms::seven_moor::MoorClient;
use crate::platforms::sobot_cn::CnClient;
use crate::platforms::{ChatSiteVendor, Gate, Random, SitePlan, World};

/// All of them. Adding a vendor is its folder in `platforms/`, its section of the settings, and a line here.
pub const CHAT_SITES: &[Entry] = &[Entry::of::<CnClient>(), Entry::of::<MoorClient>()];

/// Starts a vendor; the trouble is that with its token.
type Start = fn(&mut Feed, &Config, &Clock, &Random) -> Result<Option<Trouble>, Failure>;

/// A vendor, its client's type forgotten.
pub struct Entry {
    /// Its source.
    pub tag: Tag,
    /// How often it is asked; `None` where the settings do not name it.
    pub plan: fn(&Config) -> Option<SitePlan>,
    /// Starts it, if the settings name it; whether its token is kept can be asked then.
    pub start: Start,
}

impl Entry {
    const fn of<V: ChatSiteVendor>() -> Self {
        Self { tag: V::TAG, plan: V::plan, start: start::<V> }
    }
}

fn start<V: ChatSiteVendor>(
    feed: &mut Feed,
    config: &Config,
    clock: &Clock,
    random: &Random,
) -> Result<Option<Trouble>, Failure> {
    let Some(SitePlan { calls_per_minute, every, .. }) = V::plan(config) else { return Ok(None) };
    let Some((base_url, id)) = V::credential(config) else { return Ok(None) };
    let budget = Arc::new(glue::budget(config, V::TAG.as_str(), calls_per_minute, base_url, id));
    let gate: Arc<dyn Gate> = Arc::<Budget>::clone(&budget);
    let world = World { clock: Clock::clone(clock), random: Random::clone(random), gate, hints: feed.hints() };
    let Some(client) = V::connect(config, world) else { return Ok(None) };
    let client = Arc::new(client?);
    let settings =
        SiteSettings { tag: V::TAG, every, zone: config.site.timezone, calls_per_minute, ramp: Ramp::default() };
    feed.site(Arc::clone(&client), settings);
    Ok(Some(Box::new(move || client.token().and_then(|token| token.unkept).or_else(|| budget.view().unshared))))
}

/// Whether any of them is configured.
pub fn any(config: &Config) -> bool {
    CHAT_SITES.iter().any(|entry| (entry.plan)(config).is_some())
}

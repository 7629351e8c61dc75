//! What a platform exports: its section of the settings, its part of `init` and of `doctor`, its client and its words.
//!
//! Each has one implementation, in its own folder, and one line of the registry in `commands/`.

use std::collections::BTreeSet;
use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use super::checks::Check;
use super::checks::host::Seen;
use super::questions::{Answers, Questions};
use super::{ChatPlatformApi, DaySpan, Gate, Hints, Random, Result};
use crate::config::{Config, Exported, Tenant};
use crate::model::problem::Templates;
use crate::model::{Clock, Measure, Rules, Tag};

/// What a client needs of the world.
#[derive(Clone)]
pub struct World {
    /// The wall clock.
    pub clock: Clock,
    /// Random bits.
    pub random: Random,
    /// What its calls wait for.
    pub gate: Arc<dyn Gate>,
    /// What streams tell of the vendor's clock.
    pub hints: Hints,
}

/// Whose calls are counted together, and how many there may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quota<'a> {
    /// Calls a minute over everything asked of the tenant.
    pub calls_per_minute: u32,
    /// Where they are asked.
    pub base_url: &'a str,
    /// Who asks.
    pub id: &'a str,
}

/// What the checks of a platform need beside its client.
pub struct Checkup<'a> {
    /// The settings.
    pub config: &'a Config,
    /// The wall clock.
    pub clock: &'a Clock,
    /// The clocks that the checks hear of.
    pub seen: &'a Seen,
    /// The rules by which the board alerts.
    pub rules: &'a Rules,
    /// Today at the site.
    pub today: DaySpan,
    /// The day before.
    pub yesterday: DaySpan,
    /// How long a stream may take for its first message, and again for its first change.
    pub wait: Duration,
}

/// A figure that stays unknown because of how the settings are.
#[derive(Clone, Debug)]
pub struct Untold {
    /// Which.
    pub measure: Measure,
    /// Why, as the end of a sentence.
    pub why: String,
    /// What to do, as the beginning of one.
    pub advice: String,
}

/// A platform, by its client.
pub trait Platform: Send + Sync + Sized + 'static {
    /// What its section of the settings makes of the site.
    type Tenant: Tenant;
    /// What `init` asks about it.
    const QUESTIONS: &'static Questions;
    /// What it declares to be told in a language, so that it can be held against its translations.
    const TEMPLATES: Templates;
    /// Sections of the settings beside its own.
    const BESIDE: &'static [Exported] = &[];
    /// Whether a new token ends the one before, so that all who ask have to share one.
    const ONE_TOKEN: bool = false;

    /// How its calls are counted; `None` where there is no limit.
    fn quota(tenant: &Self::Tenant) -> Option<Quota<'_>>;
    /// The addresses whose hosts belong to a region, each after the key that sets it.
    fn regional(_tenant: &Self::Tenant) -> Vec<(&'static str, &str)> {
        Vec::new()
    }
    /// The figures that stay unknown because of how the settings are.
    fn untold(_tenant: &Self::Tenant, _config: &Config) -> Vec<Untold> {
        Vec::new()
    }
    /// The tenant that was described to `init`.
    fn described(answers: &Answers) -> Self::Tenant;
    /// A client as the settings describe it.
    ///
    /// # Errors
    /// [`ErrorKind::Settings`](super::ErrorKind::Settings) for settings that no client can be made of.
    fn connect(tenant: &Self::Tenant, config: &Config, world: World) -> Result<Self>;
    /// What `doctor` looks at, in order.
    ///
    /// # Errors
    /// Those of an address that is none.
    fn checks(self: Arc<Self>, tenant: &Self::Tenant, checkup: &Checkup<'_>) -> Result<Vec<Check>>;
    /// Gets a token, for `init`; what came of it. Not called where the questions say that there is none.
    fn enter(&self) -> impl Future<Output = Result<&'static str>> + Send {
        std::future::ready(Ok("no token is needed"))
    }
    /// Asks for a first page, for `init`; what came of it.
    fn first_page(&self, today: DaySpan, yesterday: DaySpan) -> impl Future<Output = Result<String>> + Send;
    /// What callboard calls what the platform tells: figures and their groups, reasons, channels and choices.
    fn words() -> BTreeSet<String>;
}

/// How often a platform's figures are asked for, as the settings have it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PlatformPlan {
    /// How old the figures may get.
    pub every: Duration,
    /// Age after which they are stale.
    pub stale_after: Duration,
}

/// A platform of chats that a site may have beside others.
pub trait ChatPlatform: Platform + ChatPlatformApi {
    /// The name of its source: that of its section.
    const TAG: Tag;
    /// How often to ask.
    fn plan(tenant: &Self::Tenant) -> PlatformPlan;
}

/// What came of asking for today's figures, for `init`.
pub(super) async fn first_figures<A: ChatPlatformApi>(
    client: &A,
    today: DaySpan,
    yesterday: DaySpan,
) -> Result<String> {
    let cut = client.platform_chats(today, yesterday, super::Urgency::Interactive).await?;
    Ok(match cut.missing.len() {
        0 => "today's figures were given".to_owned(),
        number => format!("today's figures were given, but for {number} parts"),
    })
}

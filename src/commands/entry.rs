//! A platform's line in the registry: its client's type forgotten, and what the program does with any of them.

use std::collections::BTreeSet;
use std::hash::{BuildHasher, RandomState};
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use chrono_tz::Tz;

use super::Failure;
use crate::app::Trouble;
use crate::config::{Config, Exported};
use crate::feed::ask::day::{span, today};
use crate::feed::{Budget, CommonClock, Feed, PlatformSettings, Pool, Ramp};
use crate::http::Result as Answer;
use crate::model::problem::Templates;
use crate::model::{Clock, Tag};
use crate::platforms::checks::{Check, Run, Verdict};
use crate::platforms::platform::{ChatPlatform, Checkup, Platform, PlatformPlan, Untold, World};
use crate::platforms::questions::{Answers, Questions, Trial};
use crate::platforms::{Gate, Hints, Random};

/// A pause that is waited for without a word.
const SHORT_PAUSE: Duration = Duration::from_secs(5);
/// How long a call may wait before the budget is looked at again.
const LOOK_AGAIN: Duration = Duration::from_secs(1);

/// The checks of a platform, or why they cannot be made.
pub type Made = Answer<Vec<Check>>;

/// Starts a platform's source.
pub type Start = fn(&mut Feed, &Config, &Clock, &Random) -> Result<Option<Trouble>, Failure>;

/// Tries a token or a page.
pub type Enter =
    for<'a> fn(Trial, &'a Answers, Tz, &'a Clock) -> Pin<Box<dyn Future<Output = Answer<String>> + Send + 'a>>;

/// A platform, its client's type forgotten.
pub struct Entry {
    /// What it adds to the settings.
    pub exported: Exported,
    /// The sections that it adds beside that.
    pub beside: &'static [Exported],
    /// What `init` asks about it.
    pub questions: &'static Questions,
    /// Whether a new token ends the one before.
    pub one_token: bool,
    /// The addresses whose hosts belong to a region, each after where it is set.
    pub regional: fn(&Config) -> Vec<(String, String)>,
    /// The figures that stay unknown because of how the settings are.
    pub untold: fn(&Config) -> Vec<Untold>,
    /// What `doctor` checkup at; `None` where it is not configured.
    pub checks: fn(&Checkup<'_>) -> Option<Made>,
    /// Tries what was answered.
    pub enter: Enter,
    /// What it declares to be told in a language.
    pub templates: Templates,
    /// What callboard calls what it tells.
    pub words: fn() -> BTreeSet<String>,
    /// What it has as one of chats beside others.
    pub chats: Option<ChatEntry>,
}

/// What a platform of chats beside others has besides.
pub struct ChatEntry {
    /// Its source.
    pub tag: Tag,
    /// How often it is asked; `None` where it is not configured.
    pub plan: fn(&Config) -> Option<PlatformPlan>,
    /// Starts it, if it is configured; whether its token is kept can be asked then.
    pub start: Start,
}

impl Entry {
    /// That of `P`.
    pub const fn of<P: Platform>() -> Self {
        Self {
            exported: Exported::of::<P::Tenant>(),
            beside: P::BESIDE,
            questions: P::QUESTIONS,
            one_token: P::ONE_TOKEN,
            regional: regional::<P>,
            untold: untold::<P>,
            checks: checks_of::<P>,
            enter: enter::<P>,
            templates: P::TEMPLATES,
            words: P::words,
            chats: None,
        }
    }

    /// That of `P`, which may stand beside others.
    pub const fn of_chats<P: ChatPlatform>() -> Self {
        let chats = ChatEntry { tag: P::TAG, plan: plan::<P>, start: start::<P> };
        Self { chats: Some(chats), ..Self::of::<P>() }
    }

    /// Its sections of the settings.
    pub fn sections(&self) -> impl Iterator<Item = Exported> + use<> {
        std::iter::once(self.exported).chain(self.beside.iter().copied())
    }

    /// The name of its section.
    pub const fn section(&self) -> &'static str {
        self.exported.section.path
    }
}

fn regional<P: Platform>(config: &Config) -> Vec<(String, String)> {
    let Some(tenant) = config.tenant::<P::Tenant>() else { return Vec::new() };
    let place = |key: &str| format!("{key} in [{}]", P::QUESTIONS.section);
    P::regional(tenant).into_iter().map(|(key, address)| (place(key), address.to_owned())).collect()
}

fn untold<P: Platform>(config: &Config) -> Vec<Untold> {
    config.tenant::<P::Tenant>().map(|tenant| P::untold(tenant, config)).unwrap_or_default()
}

fn plan<P: ChatPlatform>(config: &Config) -> Option<PlatformPlan> {
    config.tenant::<P::Tenant>().map(P::plan)
}

fn start<P: ChatPlatform>(
    feed: &mut Feed,
    config: &Config,
    clock: &Clock,
    random: &Random,
) -> Result<Option<Trouble>, Failure> {
    let Some(tenant) = config.tenant::<P::Tenant>() else { return Ok(None) };
    let budget = Arc::new(budget::<P>(config, tenant));
    let gate: Arc<dyn Gate> = Arc::<Budget>::clone(&budget);
    let world = World { clock: Clock::clone(clock), random: Random::clone(random), gate, hints: feed.hints() };
    let client = Arc::new(P::connect(tenant, config, world)?);
    let settings = PlatformSettings {
        tag: P::TAG,
        every: P::plan(tenant).every,
        zone: config.site.timezone,
        calls_per_minute: P::quota(tenant).map_or(u32::MAX, |quota| quota.calls_per_minute),
        ramp: Ramp::default(),
    };
    feed.platform(Arc::clone(&client), settings);
    Ok(Some(Box::new(move || client.token().and_then(|token| token.unkept).or_else(|| budget.view().unshared))))
}

/// The budget of a tenant, shared with all sessions that ask with its credential.
pub(super) fn budget<P: Platform>(config: &Config, tenant: &P::Tenant) -> Budget {
    let Some(quota) = P::quota(tenant) else { return Budget::new(u32::MAX) };
    let budget = Budget::new(quota.calls_per_minute);
    let Some(shared) = config.cache.shared() else { return budget };
    let section = P::QUESTIONS.section;
    let pool = Pool::new(shared, section, quota.base_url, quota.id, CommonClock::of_this_machine());
    budget.drawing_from(pool, fastrand::u32(..))
}

/// Random bits of this machine, fit for a key: the system's randomness is in the keys of every [`RandomState`].
pub(super) fn random_bits() -> u128 {
    let half = || u128::from(RandomState::new().hash_one(0_u8));
    (half() << 64) | half()
}

/// The checks of one platform; `None` where it is not configured.
fn checks_of<P: Platform>(checkup: &Checkup<'_>) -> Option<Made> {
    let tenant = checkup.config.tenant::<P::Tenant>()?;
    let budget = Arc::new(budget::<P>(checkup.config, tenant));
    let gate: Arc<dyn Gate> = Arc::<Budget>::clone(&budget);
    let (clock, random) = (Clock::clone(checkup.clock), Arc::new(random_bits));
    let client = P::connect(tenant, checkup.config, World { clock, random, gate, hints: Hints::default() });
    let counted = |check: Check| check.counting(|asking| within_budget(Arc::clone(&budget), asking));
    let checks = client.and_then(|client| Arc::new(client).checks(tenant, checkup));
    Some(checks.map(|checks| checks.into_iter().map(counted).collect()))
}

/// A check that passes `budget`. That the vendor wants no call for a while is said at once and not waited for.
fn within_budget(budget: Arc<Budget>, mut asking: Run) -> Run {
    Box::pin(async move {
        loop {
            if let Some(paused) = paused(&budget).await {
                return paused;
            }
            tokio::select! {
                biased;
                verdict = &mut asking => return verdict,
                // The answer to another call may have told meanwhile.
                () = tokio::time::sleep(LOOK_AGAIN) => {}
            }
        }
    })
}

/// That the vendor wants no call now, as it told this or another session: waiting for it would look like a fault.
async fn paused(budget: &Budget) -> Option<Verdict> {
    let left = budget.shared_view().await.paused_for.filter(|left| *left > SHORT_PAUSE)?;
    Some(Verdict::failure(
        format!("the vendor wants no call for {} s more, as it told this session or another", left.as_secs()),
        "ask again then; if it comes again, lower calls_per_minute, or look for other programs that ask the tenant",
    ))
}

/// Tries a token or a page of one platform.
fn enter<'a, P: Platform>(
    trial: Trial,
    answers: &'a Answers,
    zone: Tz,
    clock: &'a Clock,
) -> Pin<Box<dyn Future<Output = Answer<String>> + Send + 'a>> {
    Box::pin(async move {
        // Tokens are kept nowhere: a kept one would hide a wrong secret.
        let mut config = Config::default();
        config.site.timezone = zone;
        let tenant = P::described(answers);
        let calls = P::quota(&tenant).map_or(u32::MAX, |quota| quota.calls_per_minute);
        let (gate, random): (Arc<dyn Gate>, _) = (Arc::new(Budget::new(calls)), Arc::new(random_bits));
        let world = World { clock: Clock::clone(clock), random, gate, hints: Hints::default() };
        let client = P::connect(&tenant, &config, world)?;
        if trial == Trial::Token {
            return client.enter().await.map(str::to_owned);
        }
        let date = today(clock(), zone);
        client.first_page(span(date, zone), span(date.pred_opt().unwrap_or(date), zone)).await
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_pause_that_another_session_was_told_is_said_and_not_waited_for() {
        let budget = Budget::new(18);
        assert!(paused(&budget).await.is_none());
        budget.pause(Duration::from_secs(42));
        let said = paused(&budget).await.unwrap();
        assert!(said.says.contains("no call for 42 s more"), "{}", said.says);
        tokio::time::advance(Duration::from_secs(38)).await;
        assert!(paused(&budget).await.is_none(), "the rest of it is waited for");
    }
}

//! From settings to bot probes.

use std::sync::{Arc, LazyLock};
use std::time::Instant;

use crate::commands::entry::random_bits;
use crate::commands::registry::desk::{OpenClient, OpenTenant, ask};
use crate::config::{BotMode, BotProbe, Config};
use crate::feed::probe::AFTER_START;
use crate::feed::probe::hearing::Steady;
use crate::feed::probe::memory::Memory;
use crate::feed::probe::post::Post;
use crate::feed::probe::prober::{ProbePlan, Prober};
use crate::model::Clock;
use crate::model::probe::{ProbeMode, ProbeSet};
use crate::platforms::Urgency;
use crate::platforms::sign::md5_hex;
use crate::serve::BotDesk;

/// So many characters tell one tenant from another in the name of a file.
const TENANT: usize = 16;

/// A clock of this machine that is never set.
pub fn steady() -> Steady {
    static BEGAN: LazyLock<Instant> = LazyLock::new(Instant::now);
    let began = *BEGAN;
    Arc::new(move || began.elapsed())
}

/// The probes of the settings.
pub fn plans(config: &Config) -> Vec<ProbePlan> {
    config.bot_probes.iter().map(plan).collect()
}

/// One of them.
pub fn plan(probe: &BotProbe) -> ProbePlan {
    let mode = match probe.mode {
        BotMode::Stream => ProbeMode::Stream,
        BotMode::Whole => ProbeMode::Whole,
        BotMode::Callback => ProbeMode::Callback,
    };
    let set = ProbeSet {
        name: probe.name.clone(),
        robot: probe.robot.clone(),
        mode,
        every_ms: i64::try_from(probe.every.as_millis()).unwrap_or(i64::MAX),
        expects: probe.expect.is_some(),
    };
    let (question, expect, callback) = (probe.question.clone(), probe.expect.clone(), probe.callback.clone());
    ProbePlan { set, question, expect, callback }
}

/// Where answers come in that are pushed, where a probe of the settings wants that.
pub fn post(config: &Config) -> Option<Arc<Post>> {
    let pushed = config.bot_probes.iter().any(|probe| probe.mode == BotMode::Callback);
    pushed.then(|| Arc::new(Post::new(steady())))
}

/// What the receiver has to know of that.
pub fn bot_desk(post: &Arc<Post>) -> BotDesk {
    BotDesk { post: Arc::clone(post), read: ask::read_callback }
}

/// What asks bots, by this client.
pub fn prober(
    client: Arc<OpenClient>,
    (config, open): (&Config, &OpenTenant),
    clock: &Clock,
    post: Option<Arc<Post>>,
    urgency: Urgency,
) -> Prober<OpenClient> {
    let tenant: String = md5_hex(&[&open.base_url, "\n", &open.app_id]).chars().take(TENANT).collect();
    let memory = Memory::new(config.cache.shared(), &tenant, &format!("{:032x}", random_bits()));
    let (clock, memory) = (Clock::clone(clock), Arc::new(memory));
    let (steady, random) = (steady(), Arc::new(random_bits));
    Prober { api: client, clock, steady, random, post, memory, urgency, after_start: AFTER_START }
}

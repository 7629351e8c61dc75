//! From the settings' limits to the model's.

use std::time::Duration;

use crate::commands::registry;
use crate::commands::registry::desk::OpenTenant;
use crate::commands::registry::voice::CallTenant;
use crate::config::{Config, Tenant as _, Values};
use crate::model::{Limits, sort};

/// The limits, in the model's words.
pub fn limits(config: &Config) -> Limits {
    let ms =
        |steps: &[Duration]| steps.iter().map(|step| i64::try_from(step.as_millis()).unwrap_or(i64::MAX)).collect();
    let stale = |after: Duration| i64::try_from(after.as_millis()).unwrap_or(i64::MAX);
    let usual = |section| Values::defaults(section).read::<Duration>("stale_after");
    let call = config.tenant::<CallTenant>().map_or_else(|| usual(CallTenant::SECTION), |call| call.stale_after);
    let open = config.tenant::<OpenTenant>().map_or_else(|| usual(OpenTenant::SECTION), |open| open.stale_after);
    let platforms = registry::chat_platforms().filter_map(|entry| {
        let plan = (entry.plan)(config)?;
        Some((entry.tag, stale(plan.stale_after)))
    });
    Limits {
        ringing: ms(&config.limits.ringing),
        talking: ms(&config.limits.talking),
        wrap_up: ms(&config.limits.wrap_up),
        busy: ms(&config.limits.busy),
        holding: ms(&config.limits.holding),
        lost_percent: config.limits.lost_percent,
        agent_misses_percent: config.limits.agent_misses_percent,
        stale_after_ms: [stale(call), stale(open), stale(open)],
        platform_stale_after_ms: sort::map(platforms),
    }
}

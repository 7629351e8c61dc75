//! From answers to verdicts, in words that are the same for all platforms.

use std::sync::Arc;
use std::time::Duration;

use super::{Check, Verdict, advice};
use crate::http::Error;
use crate::model::{Clock, Problem, SourceId, TokenHealth};
use crate::platforms::platform::{ChatPlatform, Checkup};
use crate::platforms::urgency::Urgency;

pub(crate) fn token(health: Option<&TokenHealth>, clock: &Clock) -> Verdict {
    let Some(health) = health else { return Verdict::ok("a token was given") };
    if health.ready_made {
        return Verdict::ok("a ready-made token from the settings; the endpoints will tell whether it is good");
    }
    let left = health.until.map(|until| until.since(clock())).filter(|left| *left > 0);
    let left = left.map_or_else(String::new, |ms| {
        let minutes = Duration::from_secs(ms.unsigned_abs() / 60_000 * 60);
        format!(", good for {}", humantime::format_duration(minutes))
    });
    match health.since {
        Some(_) => Verdict::ok(format!("a token was given{left}")),
        None => Verdict::ok(format!("another session's token is shared{left}; asking for a new one would end it")),
    }
}

pub(crate) fn verdict<T>(section: &str, outcome: Result<T, Error>, says: impl FnOnce(T) -> Verdict) -> Verdict {
    match outcome {
        Ok(answer) => says(answer),
        Err(error) => advice::verdict(&error, section),
    }
}

pub(crate) fn rows<T>(found: &[T], total: Option<u64>, what: &str) -> Verdict {
    match total {
        Some(total) => Verdict::ok(format!("{} of {total} {what} on the first page", found.len())),
        None => Verdict::ok(format!("{} {what} on the first page", found.len())),
    }
}

/// A picture of several answers, of which some may be missing.
pub(crate) fn parts(section: &str, says: &str, missing: &[Problem]) -> Verdict {
    match missing.first() {
        None => Verdict::ok(says),
        Some(first) => {
            let more = match missing.len() {
                1 => String::new(),
                number => format!(" (and {} more)", number - 1),
            };
            Verdict::warning(
                format!("{first}{more}"),
                format!("that part of the board stays empty: ask the vendor what the app of [{section}] may do"),
            )
        }
    }
}

/// A platform that tells of all chats at once: all its parts in one check.
pub(crate) fn platform<A: ChatPlatform>(
    name: &str,
    section: &'static str,
    client: Arc<A>,
    checkup: &Checkup<'_>,
) -> Check {
    let (source, seen, today, yesterday) =
        (SourceId::Platform(A::TAG), checkup.seen.clone(), checkup.today, checkup.yesterday);
    let asking = async move {
        let outcome = client.platform_chats(today, yesterday, Urgency::Interactive).await;
        seen.signed(source, client.platform_wire().signed_ms);
        verdict(section, outcome, |cut| parts(section, "every part of today's picture was answered", &cut.missing))
    };
    Check::new(name, asking).counted()
}

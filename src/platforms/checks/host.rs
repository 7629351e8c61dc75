//! From here to a vendor's host: its name, a connection, TLS and an answer, and its clock.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use litemap::LiteMap;

use super::{Check, Verdict, advice};
use crate::http::{Http, Request, Verb};
use crate::model::clocks::{self, Sample};
use crate::model::{Clock, ClockVerdict, Clocks, MessageClock, SourceId, Stamp};

/// The vendors refuse signatures that are older than five minutes; a minute is for the way; ms.
const SKEW_BORNE_MS: u64 = 240_000;

/// The checks of one host. `prefix` begins their names (`acme.`, `acme.token_`); what needs the host needs
/// the check `tls`.
pub(crate) fn checks(
    (section, source): (&'static str, SourceId),
    prefix: &str,
    http: &Http,
    clock: &Clock,
    seen: &Seen,
) -> Vec<Check> {
    let name = |what: &str| format!("{prefix}{what}");
    // One that cannot be found is told by the first check.
    let peer = http.peer().ok();
    let place = peer.as_ref().map_or_else(
        || http.host().to_owned(),
        |peer| match &peer.proxy {
            Some(proxy) => format!("the proxy {proxy}"),
            None => format!("{}:{}", peer.host, peer.port),
        },
    );
    let is_tls = peer.is_some_and(|peer| peer.tls);
    let skew: Arc<Mutex<Option<i64>>> = Arc::default();
    let (told, told_all) = (Arc::clone(&skew), seen.clone());
    let (shown, host, client) = (place.clone(), place.clone(), http.clone());
    let dns = Check::new(name("dns"), async move {
        match client.look_up().await.as_deref() {
            Ok([first]) => Verdict::ok(format!("{shown} is {first}")),
            Ok([first, more @ ..]) => Verdict::ok(format!("{shown} is {first} and {} more", more.len())),
            Ok([]) => Verdict::ok(format!("{shown} has an address")),
            Err(error) => advice::verdict(error, section),
        }
    });
    let client = http.clone();
    let connect = Check::new(name("connect"), async move {
        match client.connect().await {
            Ok(()) => Verdict::ok(format!("{place} takes connections")),
            Err(error) => advice::verdict(&error, section),
        }
    });
    let (http, now) = (http.clone(), clock.clone());
    let tls = Check::new(name("tls"), async move {
        let request = Request { verb: Verb::Get, path: "/", query: &[], headers: &[], body: None };
        match http.ask(&request, || now()).await {
            Ok(answer) => {
                *told.lock().unwrap_or_else(PoisonError::into_inner) = answer.skew_ms;
                told_all.date(source, answer.skew_ms);
                let how = if is_tls { "TLS is trusted" } else { "plain HTTP, nothing is encrypted" };
                Verdict::ok(format!("{} answers; {how}", http.host()))
            }
            Err(error) => advice::verdict(&error, section),
        }
    });
    let clock = Check::new(name("clock"), async move {
        let skew = *skew.lock().unwrap_or_else(PoisonError::into_inner);
        match skew {
            Some(ms) => date_verdict(&host, ms),
            None => Verdict::ok(format!("{host} does not tell its time (no Date header)")),
        }
    });
    vec![
        dns.needs(["settings"]),
        connect.needs([name("dns")]),
        tls.needs([name("connect")]),
        clock.needs([name("tls")]),
    ]
}

/// The verdict on what one host says the time is: which clock is wrong is told once all have spoken.
fn date_verdict(host: &str, ms: i64) -> Verdict {
    if clocks::agree(ms, 0) {
        return Verdict::ok(format!("the Date of {host} agrees with this machine's clock"));
    }
    let side = if ms > 0 { "ahead of" } else { "behind" };
    let says = format!("the Date of {host} is {} {side} this machine's clock", far(ms));
    Verdict::warning(says, "the check `clock` says which of them is wrong")
}

fn far(ms: i64) -> String {
    humantime::format_duration(Duration::from_secs(ms.unsigned_abs() / 1_000)).to_string()
}

/// The verdict on this machine's clock, by everything that told of one.
pub(crate) fn clock_verdict(verdict: ClockVerdict) -> Verdict {
    let let_it = "let the system set its clock (NTP)";
    match verdict {
        ClockVerdict::Unknown => Verdict::warning(
            "nothing tells what time it is at the vendor's (no Date header, no message)",
            "make sure that this machine's clock is right; signatures carry it",
        ),
        ClockVerdict::Agree => Verdict::ok("this machine's clock agrees with the vendor's"),
        ClockVerdict::Messages { off_ms } => Verdict::warning(
            format!(
                "the clock of the vendor's messages is {} off; this machine's agrees with the gateway's",
                far(off_ms)
            ),
            "nothing to do here: times in a state go by the messages; tell the vendor",
        ),
        ClockVerdict::Gateway { source, off_ms } => Verdict::warning(
            format!("the Date of the gateway ({source}) is {} off; this machine's clock is right", far(off_ms)),
            "nothing to do here: times in a state go by the messages; tell the operator of the gateway or the proxy",
        ),
        ClockVerdict::Differ { off_ms } => {
            let side = if off_ms > 0 { "behind" } else { "ahead of" };
            let says = format!(
                "this machine's clock is {} {side} the vendor's, and nothing tells which is right",
                far(off_ms)
            );
            Verdict::warning(says, "compare this machine's clock with a time service; signatures carry it")
        }
        ClockVerdict::Ours { off_ms } => {
            let side = if off_ms > 0 { "behind" } else { "ahead of" };
            let says = format!("this machine's clock is {} {side} the vendor's", far(off_ms));
            if off_ms.unsigned_abs() < SKEW_BORNE_MS {
                return Verdict::warning(
                    says,
                    format!("times in a state are corrected by that, to about a second: {let_it}"),
                );
            }
            Verdict::failure(says, format!("signatures carry the time, and the first one is refused: {let_it}"))
        }
    }
}

/// The clocks that the checks hear of.
#[derive(Clone, Default)]
pub struct Seen(Arc<Mutex<(LiteMap<SourceId, Clocks>, MessageClock)>>);

impl Seen {
    fn with<T>(&self, change: impl FnOnce(&mut LiteMap<SourceId, Clocks>, &mut MessageClock) -> T) -> T {
        let (clocks, messages) = &mut *self.0.lock().unwrap_or_else(PoisonError::into_inner);
        change(clocks, messages)
    }

    fn date(&self, source: SourceId, skew_ms: Option<i64>) {
        let Some(skew) = skew_ms else { return };
        self.with(|clocks, _| {
            clocks.entry(source).or_default().date_ms.get_or_insert(skew);
        });
    }

    /// A message was made then, and received just now.
    pub(crate) fn message(&self, made: Option<Stamp>, now: Stamp) {
        let Some(made) = made else { return };
        self.with(|_, messages| messages.take(Sample { made, came: now, steady_ms: now.ms(), newest: None }));
    }

    /// Signatures of this source are taken with this correction.
    pub(crate) fn signed(&self, source: SourceId, by_ms: Option<i64>) {
        self.with(|clocks, _| clocks.entry(source).or_default().signed_ms = by_ms);
    }

    pub(crate) fn verdict(&self) -> ClockVerdict {
        self.with(|clocks, messages| {
            let mut told = clocks.clone();
            let agents = told.entry(SourceId::Agents).or_default();
            agents.message_ms = messages.offset_ms(agents.date_ms);
            clocks::verdict(told)
        })
    }

    /// The check of this machine's clock; to be made after all others.
    pub(crate) fn check(&self) -> Check {
        let seen = self.clone();
        Check::new("clock", async move { clock_verdict(seen.verdict()) })
    }
}

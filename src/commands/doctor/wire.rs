//! From here to a vendor's host: its name, a connection, TLS and an answer, and its clock.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::net::{TcpStream, lookup_host};
use tokio::time::timeout;

use super::{Check, Verdict, advice};
use crate::model::Clock;
use crate::vendor::http::{CONNECT_TIMEOUT, Http, Request, Verb};

/// The vendor's `Date` has whole seconds: less than this is no difference.
const SKEW_SEEN: Duration = Duration::from_secs(5);
/// The vendors refuse signatures that are older than five minutes; a minute is for the way.
const SKEW_BORNE: Duration = Duration::from_mins(4);

/// The checks of one host. `prefix` begins their names (`sobot_call.`, `sobot_call.token_`); what needs the host needs
/// the check `tls`.
pub(super) fn checks(section: &'static str, prefix: &str, http: &Http, clock: &Clock) -> Vec<Check> {
    let name = |what: &str| format!("{prefix}{what}");
    let peer = http.peer();
    let what = if peer.is_proxy { "proxy " } else { "" };
    let place = format!("{what}{}:{}", peer.host, peer.port);
    let skew: Arc<Mutex<Option<i64>>> = Arc::default();
    let told = Arc::clone(&skew);
    let (target, shown) = ((peer.host.clone(), peer.port), place.clone());
    let advised = if peer.is_proxy {
        "check HTTPS_PROXY and NO_PROXY in the environment".to_owned()
    } else {
        format!("check the address in [{section}], and this machine's name server")
    };
    let advised_connect = if peer.is_proxy {
        "check HTTPS_PROXY and NO_PROXY in the environment, and whether the proxy runs".to_owned()
    } else {
        format!("check the address in [{section}], the firewall, and whether a proxy is needed (HTTPS_PROXY)")
    };
    let dns = Check::new(name("dns"), async move {
        match timeout(CONNECT_TIMEOUT, lookup_host(target)).await {
            Ok(Ok(addresses)) => {
                let mut addresses: Vec<String> = addresses.map(|address| address.ip().to_string()).collect();
                addresses.dedup();
                let count = addresses.len();
                match addresses.into_iter().next() {
                    Some(first) if count == 1 => Verdict::ok(format!("{shown} is {first}")),
                    Some(first) => Verdict::ok(format!("{shown} is {first} and {} more", count - 1)),
                    None => Verdict::failure(format!("{shown} has no address"), advised),
                }
            }
            Ok(Err(error)) => Verdict::failure(format!("{shown} cannot be looked up: {error}"), advised),
            Err(_) => Verdict::failure(format!("{shown} was not looked up within 10 s"), advised),
        }
    });
    let target = (peer.host.clone(), peer.port);
    let connect = Check::new(name("connect"), async move {
        match timeout(CONNECT_TIMEOUT, TcpStream::connect(target)).await {
            Ok(Ok(_)) => Verdict::ok(format!("{place} takes connections")),
            Ok(Err(error)) => Verdict::failure(format!("{place} takes no connection: {error}"), advised_connect),
            Err(_) => Verdict::failure(format!("{place} did not take a connection within 10 s"), advised_connect),
        }
    });
    let (http, now) = (http.clone(), clock.clone());
    let tls = Check::new(name("tls"), async move {
        let request = Request { verb: Verb::Get, path: "/", query: &[], headers: &[], body: None };
        match http.ask(&request, || now()).await {
            Ok(answer) => {
                *told.lock().unwrap_or_else(PoisonError::into_inner) = answer.skew_ms;
                let how = if peer.tls { "TLS is trusted" } else { "plain HTTP, nothing is encrypted" };
                Verdict::ok(format!("{} answers; {how}", http.host()))
            }
            Err(error) => advice::verdict(&error, section),
        }
    });
    let clock = Check::new(name("clock"), async move {
        let skew = *skew.lock().unwrap_or_else(PoisonError::into_inner);
        match skew {
            Some(ms) => skew_verdict(ms),
            None => Verdict::warning(
                "the host does not tell its time (no Date header)",
                "make sure that this machine's clock is right; signatures carry it",
            ),
        }
    });
    vec![
        dns.needs(["settings"]),
        connect.needs([name("dns")]),
        tls.needs([name("connect")]),
        clock.needs([name("tls")]),
    ]
}

/// The verdict on a vendor's clock that is `ms` ahead of ours.
pub(super) fn skew_verdict(ms: i64) -> Verdict {
    let off = Duration::from_millis(ms.unsigned_abs());
    if off < SKEW_SEEN {
        return Verdict::ok("this machine's clock agrees with the vendor's");
    }
    let shown = humantime::format_duration(Duration::from_secs(off.as_secs()));
    let way = if ms > 0 { "behind" } else { "ahead of" };
    let says = format!("this machine's clock is {shown} {way} the vendor's");
    if off < SKEW_BORNE {
        return Verdict::warning(
            says,
            "times in a state are corrected by that, to about a second: let the system set its clock (NTP)",
        );
    }
    Verdict::failure(
        says,
        "signatures carry the time, and the first one is refused: let the system set its clock (NTP)",
    )
}

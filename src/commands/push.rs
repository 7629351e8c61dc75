//! `callboard push`: the vendor's callbacks as JSON lines, and what is refused on standard error, to see whether they come
//! at all.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use serde_json::json;

use super::registry::voice::PushTenant;
use super::{Failure, ending, glue, output};
use crate::cli::{Common, Push};
use crate::config::{Overrides, Tenant};
use crate::feed::push::{Inbox, Listen};
use crate::model::{Payload, SourceId, Stamp, Update};
use crate::platforms::{Hints, Pushed, Refusal, lenient};
use crate::tasks::spawn_blocking;

/// So many are printed at once.
const BATCH: usize = 64;

/// Prints callbacks until a signal comes, or the reader has seen enough.
///
/// # Errors
/// When the settings are wrong or do not say who signs, or the port cannot be had.
pub async fn run(common: &Common, push: &Push) -> Result<(), Failure> {
    let section = PushTenant::SECTION.path;
    let config = glue::settings_under(&Overrides { others: others(push), ..glue::overrides(common) })?;
    let Some(tenant) = config.tenant::<PushTenant>() else {
        return Err(Failure::Other(format!(
            "it is not known who signs callbacks: set [{section}] in the settings, or give --company-id and --app-key-env \
             or --app-key-file"
        )));
    };
    let mut signals = ending::signals()?;
    let clock = glue::clock();
    let receiver = glue::receiver(tenant, None, &clock, Hints::default());
    receiver.check_certificate().map_err(|problem| Failure::Other(problem.to_string()))?;
    let address = receiver.take_port().map_err(|error| Failure::Other(receiver.no_port(&error).to_string()))?;
    let scheme = if tenant.cert.is_some() { "https" } else { "http" };
    output::note(&format!("listening on {scheme}://{address}{}; ctrl-c ends it", tenant.path));
    let refused: Arc<AtomicU64> = Arc::default();
    let counted = Arc::clone(&refused);
    let (inbox, mut outbox) = Inbox::new();
    let inbox = inbox.telling(Arc::new(move |refusal| {
        counted.fetch_add(1, Ordering::Relaxed);
        output::note(&said(refusal));
    }));
    let mut batch = Vec::with_capacity(BATCH);
    let listening = receiver.listen(inbox);
    tokio::pin!(listening);
    loop {
        tokio::select! {
            biased;
            () = signals.ended() => break,
            problem = &mut listening => return Err(Failure::Other(problem.to_string())),
            _ = outbox.queue.recv_many(&mut batch, BATCH) => {}
        }
        let now = clock();
        let text: String = batch.drain(..).map(|queued| lines(now, queued.pushed)).collect();
        // A reader that takes its time must not keep a signal away, nor the vendor.
        let printing = spawn_blocking(move || output::pour(&text));
        tokio::pin!(printing);
        let printed = tokio::select! {
            biased;
            () = signals.ended() => break,
            problem = &mut listening => return Err(Failure::Other(problem.to_string())),
            printed = &mut printing => printed.unwrap_or_else(|error| Err(io::Error::other(error))),
        };
        if !output::going_on(printed)? {
            break;
        }
    }
    let (taken, tries) = {
        let seen = outbox.seen.borrow();
        (seen.received, seen.tries)
    };
    let beside = if tries == 0 { String::new() } else { format!(", beside {tries} tests by callboard doctor") };
    output::note(&format!("{taken} callbacks taken, {} refused or not read{beside}", refused.load(Ordering::Relaxed)));
    Ok(())
}

/// What the flags say, as keys of the section.
fn others(push: &Push) -> Vec<(String, &'static str, String)> {
    let section = PushTenant::SECTION.path;
    let given = [
        ("listen", "--listen", &push.listen),
        ("path", "--path", &push.path),
        ("company_id", "--company-id", &push.company_id),
        ("app_key_env", "--app-key-env", &push.app_key_env),
        ("app_key_file", "--app-key-file", &push.app_key_file),
        ("cert", "--cert", &push.cert),
        ("key", "--key", &push.key),
    ];
    let set = given.into_iter().filter_map(|(key, flag, text)| Some((key, flag, text.clone()?)));
    set.map(|(key, flag, text)| (format!("{section}.{key}"), flag, text)).collect()
}

/// A refusal as it is printed.
fn said(refusal: &Refusal) -> String {
    let what = refusal.reason.name();
    match refusal.status {
        200 => format!("not read ({what}): {}", refusal.problem),
        status => format!("refused with {status} ({what}): {}", refusal.problem),
    }
}

/// A body as lines: its records, and everything else as the board would be told.
fn lines(now: Stamp, pushed: Pushed) -> String {
    let Pushed { records, callbacks, .. } = pushed;
    let empty = records.is_empty() && callbacks.is_empty();
    let records = records.iter().map(|record| json!({"at": now.ms(), "kind": "record", "data": lenient::tree(record)}));
    let payload = match (callbacks.is_empty(), empty) {
        (false, _) => Some(Payload::Pushed(callbacks)),
        (true, true) => Some(Payload::Heard(SourceId::Push)),
        (true, false) => None,
    };
    let told = payload.map(|payload| lenient::tree(&Update::new(now, payload)));
    let lines: Vec<String> =
        records.chain(told).map(|line| format!("{}\n", output::escaped(&line.to_string()))).collect();
    lines.concat()
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;
    use crate::commands::registry::voice::read_callback;
    use crate::model::{Problem, RejectReason};

    const PLANTED: &str = "13812345678";

    #[test]
    fn a_callback_is_printed_masked_a_line_each_for_its_records_and_for_the_rest() {
        let body = json!([
            {"callID": "c1", "callType": 2, "customerNumber": PLANTED, "startTime": 1_772_445_600_000_i64,
             "endTime": 1_772_445_660_000_i64, "callResult": 8, "attachedData": {"phone": PLANTED}},
            {"messageID": "EventRinging", "callID": "c2", "callType": 2, "ANI": PLANTED},
            {"callID": "c1", "virtualAgentCallDuration": 3, "dialogue": [{"sentenceMessage": format!("I am {PLANTED}")}]}
        ]);
        let printed = lines(Stamp(7), read_callback(body.to_string().into_bytes()).unwrap());
        let kinds: Vec<String> = printed
            .lines()
            .map(|line| serde_json::from_str::<Value>(line).unwrap()["kind"].as_str().unwrap().to_owned())
            .collect();
        assert_eq!(kinds, ["record", "record", "pushed"]);
        assert!(printed.contains("138****5678") && !printed.contains("1234567"), "{printed}");
        assert!(!printed.contains("I am"), "what was said is printed nowhere");
        assert_eq!(lines(Stamp(7), Pushed::default()), "{\"at\":7,\"data\":\"push\",\"kind\":\"heard\"}\n");
    }

    #[test]
    fn a_refusal_is_told_with_its_status_and_one_of_a_part_as_not_read() {
        let refusal = |status| Refusal::new(status, RejectReason::Replayed, Problem::Said("it came before".to_owned()));
        assert_eq!(said(&refusal(409)), "refused with 409 (replayed): it came before");
        assert_eq!(said(&refusal(200)), "not read (replayed): it came before");
    }
}

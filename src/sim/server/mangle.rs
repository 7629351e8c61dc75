//! A stream's body: its messages, a comment after every silence, and whatever goes wrong with them on their way.

use std::collections::VecDeque;
use std::io;
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use bytes::Bytes;
use futures_util::{Stream, stream};
use serde_json::{Value, json};
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use crate::sim::faults::{Fault, Group, Occasion, Strike};
use crate::sim::random;
use crate::sim::world::within;

use super::shared::{Shared, event};

/// What is sent when there is nothing to say.
const PING: Bytes = Bytes::from_static(b": ping\n\n");
/// How large a large message is at least, in bytes.
const LARGE: usize = 20_000_000;
/// A piece of the line that has no end.
static ENDLESS: LazyLock<Bytes> = LazyLock::new(|| vec![b'x'; 65_536].into());
/// Before the name of an agent's field.
const AGENT: &str = "agentsMetrics/list/";
/// The beginning of an object, by a hand that does not know all of JSON's rules.
const ALMOST: &str = "{\"almost\tjson\":[\"a\tb\0\",\"\\ud83d\",NaN,-Infinity,],";
/// What an Ethernet packet has room for.
const PACKET: usize = 1460;

/// The next thing to do.
enum Output {
    Send(Bytes),
    Wait(Duration),
    /// Goes on with the same line for ever.
    Endless,
    /// Stays open and says nothing more.
    Silence,
    /// Resets the connection.
    Reset,
    End,
}

struct Line {
    shared: Arc<Shared>,
    messages: mpsc::Receiver<Bytes>,
    connection: CancellationToken,
    steps: VecDeque<Output>,
    /// A message that the next one overtakes.
    held: Option<Bytes>,
    opened: bool,
    /// Messages so far.
    count: u64,
}

/// The body of a stream that carries `messages`, the full one first, over this connection.
pub(super) fn body(
    shared: Arc<Shared>,
    messages: mpsc::Receiver<Bytes>,
    connection: CancellationToken,
) -> impl Stream<Item = io::Result<Bytes>> {
    let line = Line { shared, messages, connection, steps: VecDeque::new(), held: None, opened: false, count: 0 };
    stream::unfold(line, |mut line| async move { line.next().await.map(|item| (item, line)) })
}

impl Line {
    async fn next(&mut self) -> Option<io::Result<Bytes>> {
        loop {
            match self.steps.pop_front() {
                Some(Output::Send(bytes)) => return Some(Ok(bytes)),
                Some(Output::Wait(time)) => tokio::time::sleep(time).await,
                Some(Output::Endless) => {
                    self.steps.push_front(Output::Endless);
                    return Some(Ok(ENDLESS.clone()));
                }
                Some(Output::Silence) => {
                    self.shared.stop.cancelled().await;
                    return None;
                }
                Some(Output::Reset) => {
                    self.connection.cancel();
                    return Some(Err(io::ErrorKind::ConnectionReset.into()));
                }
                Some(Output::End) => return None,
                None => match tokio::time::timeout(self.shared.options.heartbeat, self.messages.recv()).await {
                    Ok(Some(message)) => self.take(message),
                    Ok(None) => return None,
                    Err(_) if self.shared.desk().gap.is_open() => {}
                    Err(_) => self.steps.extend(self.held.take().into_iter().chain([PING]).map(Output::Send)),
                },
            }
        }
    }

    /// What becomes of a message.
    fn take(&mut self, message: Bytes) {
        let opening = !std::mem::replace(&mut self.opened, true);
        let fits = |strike: &Strike| match strike.fault.occasion() {
            Occasion::Opening => opening && strike.fault != Fault::PageCount,
            // There are no operations in a full message that could be wrong.
            Occasion::Message => {
                !opening || strike.fault.group() != Group::Messages || strike.fault == Fault::InvalidJson
            }
            Occasion::Now | Occasion::Request | Occasion::Asking => false,
        };
        let held = self.held.take();
        match self.shared.armed(fits) {
            Some(strike) if strike.fault == Fault::Reordered => self.held = Some(message),
            Some(strike) => self.mangle(&message, &strike),
            None if !opening && self.is_bare() => self.strip(&message),
            None => self.send(message),
        }
        self.steps.extend(held.map(Output::Send));
    }

    /// Whether the next message leaves out what goes without saying, as the seed has it.
    fn is_bare(&mut self) -> bool {
        self.count += 1;
        let options = &self.shared.options;
        options.bare_every > 0 && random::mix(options.seed ^ self.count).is_multiple_of(options.bare_every)
    }

    fn strip(&mut self, message: &Bytes) {
        let json = message.strip_prefix(b"data: ").and_then(|json| serde_json::from_slice::<Value>(json).ok());
        let Some(mut json) = json else { return self.send(message.clone()) };
        if let Some(list) = json.get_mut("list").and_then(Value::as_array_mut) {
            bare(list);
        }
        self.send(event(&json.to_string()));
    }

    fn send(&mut self, bytes: impl Into<Bytes>) {
        self.steps.push_back(Output::Send(bytes.into()));
    }

    fn mangle(&mut self, message: &Bytes, strike: &Strike) {
        let cut = message.slice(..within(strike.place, message.len()));
        let text = || String::from_utf8_lossy(message).into_owned();
        match strike.fault {
            Fault::ResetStream => {
                self.send(cut);
                self.steps.push_back(Output::Reset);
            }
            Fault::Cut => {
                self.send(cut);
                self.steps.push_back(Output::End);
            }
            Fault::Silence => {
                self.send(cut);
                self.steps.push_back(Output::Silence);
            }
            Fault::Held => self.steps.push_back(Output::Silence),
            Fault::Trickle => {
                let pause = self.shared.options.fault_spell / 10;
                for byte in message.chunks(1) {
                    self.send(byte.to_vec());
                    self.steps.push_back(Output::Wait(pause));
                }
            }
            Fault::OneByte => self.cut_up(message, 1),
            Fault::Packets => self.cut_up(message, PACKET),
            Fault::CrLf => self.send(text().replace('\n', "\r\n")),
            Fault::Cr => self.send(text().replace('\n', "\r")),
            Fault::Bom => self.send(format!("\u{feff}{}", text())),
            Fault::Comments => {
                let behind = text();
                self.send(format!(": before\n:\n{}\n: in it\n\n: behind\n\n", behind.trim_end()));
            }
            Fault::Retry => {
                let delay = self.shared.spell(strike).as_millis();
                self.send(format!("retry: {delay}\n\n{}", text()));
            }
            Fault::Named => self.send(format!("event: agents\nid: {}\n{}", strike.number, text())),
            Fault::Large => self.send(padded(&text())),
            Fault::Endless => {
                self.send("data: ");
                self.steps.push_back(Output::Endless);
            }
            Fault::InvalidUtf8 => self.send(with_bad_bytes(message)),
            Fault::AlmostJson => self.send(text().replacen('{', ALMOST, 1)),
            Fault::InvalidJson => {
                let text = text();
                let end = text.trim_end().len().saturating_sub(1);
                let end = text.floor_char_boundary(7 + within(strike.place, end.saturating_sub(7)));
                self.send(format!("{}\n\n", text.get(..end).unwrap_or_default()));
            }
            Fault::Duplicated => {
                self.send(message.clone());
                self.send(message.clone());
            }
            Fault::Drift => {}
            _ => self.rewrite(message, strike),
        }
    }

    fn cut_up(&mut self, message: &Bytes, size: usize) {
        let steps = message.chunks(size).map(|piece| Output::Send(message.slice_ref(piece)));
        self.steps.extend(steps);
    }

    /// The faults that lie in the message's JSON.
    fn rewrite(&mut self, message: &Bytes, strike: &Strike) {
        let json = message.strip_prefix(b"data: ").and_then(|json| serde_json::from_slice::<Value>(json).ok());
        let Some(mut json) = json else { return self.send(message.clone()) };
        match strike.fault {
            Fault::ManyLines => {
                let lines = serde_json::to_string_pretty(&json).unwrap_or_default();
                let lines = lines.lines().fold(String::new(), |text, line| text + "data: " + line + "\n");
                return self.send(lines + "\n");
            }
            Fault::UnknownMessage => {
                self.send(event(
                    &json!({"MessageID": "EventAgentsSang", "companyId": "x", "list": [{"op": "sing"}]}).to_string(),
                ));
                return self.send(message.clone());
            }
            _ => alter(&mut json, strike),
        }
        self.send(event(&json.to_string()));
    }
}

/// Changes the message as the strike says.
fn alter(message: &mut Value, strike: &Strike) {
    match strike.fault {
        Fault::ShortTotal | Fault::LongTotal => {
            let rows = message.pointer("/agentsMetrics/list").and_then(Value::as_array).map_or(0, Vec::len);
            if let Some(total) = message.pointer_mut("/agentsMetrics/total") {
                let within = within(strike.place, rows);
                let real = total.as_u64().unwrap_or(0);
                *total =
                    if strike.fault == Fault::ShortTotal { json!(within) } else { json!(real + 1 + within as u64) };
            }
            return;
        }
        Fault::DuplicateIds => {
            if let Some(list) = message.pointer_mut("/agentsMetrics/list").and_then(Value::as_array_mut) {
                let at = within(strike.place, list.len());
                let again = list.get(at).cloned();
                list.extend(again);
            }
            return;
        }
        _ => {}
    }
    let Some(list) = message.get_mut("list").and_then(Value::as_array_mut) else { return };
    let of_agents =
        |operation: &Value| operation["path"].as_str().is_some_and(|path| path.starts_with("agentsMetrics"));
    let candidates: Vec<usize> = list.iter().zip(0..).filter(|(one, _)| of_agents(one)).map(|(_, at)| at).collect();
    let at = candidates.get(within(strike.place, candidates.len())).copied().unwrap_or_default();
    let Some(operation) = list.get_mut(at) else { return };
    let extra = |changed: Value| {
        let mut extra = operation.clone();
        if let (Some(extra), Value::Object(changed)) = (extra.as_object_mut(), changed) {
            extra.extend(changed);
        }
        extra
    };
    let extra = match strike.fault {
        Fault::UnknownId => extra(json!({"id": " 00000000-0000-4000-8000-000000000000 "})),
        Fault::UnknownOp => extra(json!({"op": "move", "from": "agentsMetrics/list/agentName"})),
        Fault::UnknownPath => extra(json!({"path": "agentsMoods/list/happiness"})),
        Fault::WrongTypes => {
            let wrong = [json!({"value": 1}), json!([1, 2]), json!([]), json!({})];
            operation["value"] = wrong.get(within(strike.part, wrong.len())).cloned().unwrap_or_default();
            return;
        }
        Fault::Bare => return bare(list),
        Fault::TextNumbers => {
            for value in list.iter_mut().filter_map(|operation| operation.get_mut("value")) {
                if value.is_number() {
                    *value = json!(value.to_string());
                }
            }
            return;
        }
        _ => return,
    };
    list.insert(at, extra);
}

/// Leaves out what belongs to a state that changes: since when, and that the call before and the reason before are over.
fn bare(list: &mut Vec<Value>) {
    let turned = |list: &[Value], id: &Value, field: &str| {
        list.iter().any(|operation| operation["id"] == *id && operation["path"] == format!("{AGENT}{field}"))
    };
    let all = list.clone();
    list.retain(|operation| {
        let Some(field) = operation["path"].as_str().and_then(|path| path.strip_prefix(AGENT)) else { return true };
        let (id, value) = (&operation["id"], &operation["value"]);
        let works = || turned(&all, id, "agentWorkStatus");
        let over = match field {
            "lastWorkStatusChangedTime" => works(),
            "lastLoginStatusChangedTime" => turned(&all, id, "agentLoginStatus"),
            "callType" | "agentBusyReasonCode" => value == 0 && works(),
            "customerNumber" | "customerPrivacyNumber" => value == "" && works(),
            _ => false,
        };
        !over
    });
}

/// The message with so much more in a field that no document knows.
fn padded(text: &str) -> String {
    match text.trim_end().strip_suffix('}') {
        Some(open) => format!("{open},\"padding\":\"{}\"}}\n\n", "0123456789".repeat(LARGE / 10)),
        None => text.to_owned(),
    }
}

/// The message with bytes in a text that are no text.
fn with_bad_bytes(message: &Bytes) -> Vec<u8> {
    let mut out = Vec::with_capacity(message.len() + 32);
    match message.strip_prefix(b"data: {") {
        Some(rest) => {
            out.extend_from_slice(b": \xff\xfe\ndata: {\"note\":\"\xff\xc3( \xe4\xb8 \xf0\x9f\",");
            out.extend_from_slice(rest);
        }
        None => out.extend_from_slice(message),
    }
    out
}

//! What one agent did, and the two reports' rows of it.

use serde_json::{Map, Value, json};

use crate::model::sort::object;
use crate::sim::channel::{STATES, Visit};

/// Sums over the chats of one agent. Times are in ms.
#[derive(Debug, Default)]
pub(super) struct Work {
    pub(super) states: [i64; STATES],
    chats: i64,
    assigned: i64,
    valid: i64,
    proactive: i64,
    left: i64,
    left_done: i64,
    moved_out: i64,
    moved_in: i64,
    replied: i64,
    silent: i64,
    finished: i64,
    written: i64,
    asked: i64,
    /// Chats whose times are known.
    ended: i64,
    time: i64,
    first_reply: i64,
    replies: i64,
    reply_time: i64,
    invited: i64,
    invited_by_hand: i64,
    /// Ratings by score, one first.
    scores: [i64; 5],
    settled: [i64; 2],
}

/// Adds what of a visit has happened by `now` to the agent or robot that did it.
pub(super) fn add(works: &mut [Work], visit: &Visit, now: i64) {
    let legs = visit.legs();
    for (place, leg) in legs.iter().enumerate().filter(|(_, leg)| leg.from <= now) {
        let Some(work) = works.get_mut(leg.person) else { continue };
        let last = place + 1 == legs.len();
        work.chats += 1;
        work.assigned += i64::from(place == 0 && !visit.proactive);
        work.proactive += i64::from(place == 0 && visit.proactive);
        work.moved_in += i64::from(place > 0);
        work.moved_out += i64::from(legs.get(place + 1).is_some_and(|next| next.from <= now));
        if leg.to > now {
            continue;
        }
        work.ended += 1;
        work.valid += i64::from(leg.valid());
        work.replied += i64::from(leg.written > 0);
        work.silent += i64::from(leg.asked == 0);
        work.finished += i64::from(last);
        work.written += leg.written;
        work.asked += leg.asked;
        work.time += leg.to - leg.from;
        work.first_reply += leg.first_reply;
        work.replies += leg.replies;
        work.reply_time += leg.reply_time;
        let Some(wanted) = visit.person.as_ref().filter(|_| last) else { continue };
        work.invited += i64::from(wanted.invited.is_some());
        work.invited_by_hand += i64::from(wanted.invited == Some(true));
        for (sum, settled) in work.settled.iter_mut().zip(wanted.settled) {
            *sum += i64::from(settled);
        }
        if let Some(rating) = &wanted.rating
            && let Some(count) = work.scores.get_mut(rating.score - 1)
        {
            *count += 1;
        }
    }
    let left = visit.person.as_ref().and_then(|wanted| wanted.left.as_ref()).filter(|left| left.taken <= now);
    if let Some(left) = left
        && let Some(work) = works.get_mut(left.person)
    {
        work.left += 1;
        work.left_done += i64::from(left.done <= now);
    }
}

impl Work {
    /// The row of the workload report, without the agent. States the agent has not been in are left out, but the first.
    pub(super) fn workload(&self, states: &[String; STATES]) -> Map<String, Value> {
        let mut times = Map::new();
        for (place, (id, ms)) in states.iter().zip(self.states).enumerate() {
            if ms > 0 || place == 0 {
                times.insert(id.clone(), json!(ms / 1000));
            }
        }
        let login: i64 = self.states.iter().map(|ms| ms / 1000).sum();
        times.insert("loginTotalTimeLength".to_owned(), json!(login));
        fields([
            ("initCount", json!(self.chats)),
            ("assignCount", json!(self.assigned)),
            ("invalidCount", json!(self.valid)),
            ("inviteCount", json!(self.proactive)),
            ("receiveLeavingCount", json!(self.left)),
            ("delLeavingCount", json!(self.left_done)),
            ("transferOutCount", json!(self.moved_out)),
            ("transferInCount", json!(self.moved_in)),
            ("replyCount", json!(self.replied)),
            ("noVisitorMsgCount", json!(self.silent)),
            ("finishCount", json!(self.finished)),
            ("agentSendMsgCount", json!(self.written)),
            ("visitorSendMsgCount", json!(self.asked)),
            ("everyTimeLength", Value::Object(times)),
        ])
    }

    /// The row of the quality report, without the agent. Answers that were not given are left out.
    pub(super) fn quality(&self, answers: &[String; 5]) -> Map<String, Value> {
        let rated: i64 = self.scores.iter().sum();
        let given = answers.iter().zip(self.scores).filter(|(_, count)| *count > 0);
        let satisfaction = object(given.map(|(id, count)| (id.clone(), percent(count, rated))));
        let [day, two_days] = self.settled;
        fields([
            ("initCount", json!(self.chats)),
            ("assignCount", json!(self.assigned)),
            ("invalidCount", json!(self.valid)),
            ("inviteCount", json!(self.proactive)),
            ("replyCount", json!(self.replied)),
            ("firstResponseNotIncludeLen", json!(self.first_reply / 1000)),
            ("sessionNotIncludeTimeLen", json!(self.time / 1000)),
            ("avgFirstResponseNotIncludeLen", json!(mean(self.first_reply, self.replied))),
            ("avgSessionNotIncludeTimeLen", json!(mean(self.time, self.ended))),
            ("avgMsgResponseLen", json!(mean(self.reply_time, self.replies))),
            ("pushCsrCount", json!(self.invited)),
            ("agentPushCsrCount", json!(self.invited_by_hand)),
            ("pushCsrRate", percent(self.invited, self.chats)),
            ("evaluateCount", json!(rated)),
            ("evaluateRate", percent(rated, self.chats)),
            ("quesAndAnswerRate", percent(self.written, self.asked)),
            ("twentyFourHourSolutionRate", percent(day, self.finished)),
            ("fortyEightHourSolutionRate", percent(two_days, self.finished)),
            ("satisfaction", Value::Object(satisfaction)),
        ])
    }

    /// The counts in plain words.
    pub(super) fn truth(&self) -> Value {
        json!({
            "chats": self.chats,
            "valid": self.valid,
            "replied": self.replied,
            "moved_in": self.moved_in,
            "moved_out": self.moved_out,
            "finished": self.finished,
            "messages": self.written,
            "customer_messages": self.asked,
            "time_ms": self.time,
            "first_reply_ms": self.first_reply,
            "scores": self.scores,
            "states_ms": self.states,
        })
    }
}

fn fields<const N: usize>(fields: [(&str, Value); N]) -> Map<String, Value> {
    object(fields.into_iter().map(|(name, value)| (name.to_owned(), value)))
}

/// The average of a sum of ms, in whole seconds.
fn mean(sum: i64, count: i64) -> i64 {
    sum / count.max(1) / 1000
}

/// As `33.33`, and without a fraction as `100`.
fn percent(part: i64, whole: i64) -> Value {
    let hundredths = (part as f64 * 10_000.0 / whole.max(1) as f64).round() as i64;
    if hundredths % 100 == 0 { json!(hundredths / 100) } else { json!(hundredths as f64 / 100.0) }
}

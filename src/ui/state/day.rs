//! An agent's states of today, as stretches of time on our clock.

use crate::model::{AgentId, BusyReason, Lookup, Shelved, Stamp, State, StateSpan, Transition};
use crate::ui::state::scene::Scene;

/// One stretch of the day in one state, on our clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::ui) struct Segment {
    pub(in crate::ui) state: State,
    /// Why busy, if busy.
    pub(in crate::ui) reason: Option<BusyReason>,
    pub(in crate::ui) from: Stamp,
    /// `None` while it lasts.
    pub(in crate::ui) to: Option<Stamp>,
}

impl Segment {
    /// Its end, or `now` while it lasts.
    pub(in crate::ui) fn end(&self, now: Stamp) -> Stamp {
        self.to.unwrap_or(now)
    }

    /// How long it lasted so far, in ms.
    pub(in crate::ui) fn length_ms(&self, now: Stamp) -> i64 {
        self.end(now).since(self.from).max(0)
    }
}

/// An agent's day, oldest segment first.
#[derive(Debug, Default)]
pub(in crate::ui) struct AgentDay {
    pub(in crate::ui) segments: Vec<Segment>,
    /// Whether it is the vendor's history of today; else only the states seen since start.
    pub(in crate::ui) whole: bool,
}

impl AgentDay {
    /// The vendor's history with what the stream told since, without being offline before and after work. Until there
    /// is a history, the states seen since start.
    pub(in crate::ui) fn of(scene: &Scene<'_>, id: &AgentId) -> Self {
        let slot = scene.board.slot(id.as_str());
        let seen: Vec<Transition> = slot.map(|slot| scene.board.seen(slot).collect()).unwrap_or_default();
        match history(scene, id).and_then(Shelved::history) {
            Some(spans) => Self { segments: trimmed(whole(scene, spans, &seen)), whole: true },
            None => Self { segments: following(&seen, None), whole: false },
        }
    }

    /// First and last moment.
    pub(in crate::ui) fn axis(&self, now: Stamp) -> Option<(Stamp, Stamp)> {
        let first = self.segments.first()?.from;
        let last = self.segments.iter().map(|segment| segment.end(now)).max()?;
        Some((first, last.max(first.plus(1))))
    }

    /// Which segment was chosen by the moment when it began; the last one, the present, where none was.
    pub(in crate::ui) fn chosen(&self, from: Option<Stamp>) -> Option<usize> {
        let last = self.segments.len().checked_sub(1)?;
        let Some(from) = from else { return Some(last) };
        // The difference between the clocks is measured anew with every message, so moments may move by a little.
        let nearest =
            self.segments.iter().enumerate().min_by_key(|(_, segment)| segment.from.since(from).saturating_abs());
        nearest.map(|(at, _)| at)
    }
}

/// The vendor's answer, if it was asked.
pub(in crate::ui) fn history<'a>(scene: &Scene<'a>, id: &AgentId) -> Option<&'a Shelved> {
    scene.board.shelf().get(&Lookup::History(id.clone()))
}

/// States seen, each until the next; those that `after` is past are left out, and one that it cuts begins there.
fn following(seen: &[Transition], after: Option<Stamp>) -> Vec<Segment> {
    let ends = seen.iter().skip(1).map(|next| Some(next.at)).chain([None]);
    let segments = seen.iter().zip(ends).filter_map(|(seen, to)| {
        let from = after.map_or(seen.at, |after| seen.at.max(after));
        let segment = Segment { state: seen.state, reason: seen.reason, from, to };
        to.is_none_or(|to| to > from).then_some(segment)
    });
    segments.collect()
}

/// A history ages until it is asked for again; what the stream told since goes on from its end.
fn whole(scene: &Scene<'_>, spans: &[StateSpan], seen: &[Transition]) -> Vec<Segment> {
    let ours = |at: Stamp| scene.ours(Some(at)).unwrap_or(at);
    let spans = spans.iter().filter(|span| span.to.is_none_or(|to| to > span.from));
    let mut segments: Vec<Segment> = Vec::new();
    for span in spans {
        let (from, to) = (ours(span.from), span.to.map(ours));
        // Only the last one lasts, whatever the vendor forgot to end.
        if let Some(before) = segments.last_mut() {
            before.to = Some(before.to.map_or(from, |to| to.min(from)));
            if before.state == span.state && before.reason == span.reason && before.to == Some(from) {
                before.to = to;
                continue;
            }
        }
        segments.push(Segment { state: span.state, reason: span.reason, from, to });
    }
    segments.retain(|segment| segment.to.is_none_or(|to| to > segment.from));
    let Some(last) = segments.last().copied() else { return following(seen, None) };
    let known_to = last.to.unwrap_or(last.from);
    for next in following(seen, Some(known_to)) {
        let Some(last) = segments.last_mut() else { break };
        let adjoins = last.to.is_none_or(|to| to >= next.from);
        if last.state == next.state && last.reason == next.reason && adjoins {
            last.to = next.to;
        } else if next.from > last.from {
            last.to = Some(last.to.map_or(next.from, |to| to.min(next.from)));
            segments.push(next);
        }
    }
    segments
}

/// Without being offline before work and after it.
fn trimmed(mut segments: Vec<Segment>) -> Vec<Segment> {
    let offline = |segment: &Segment| segment.state == State::Offline;
    while segments.last().is_some_and(offline) {
        segments.pop();
    }
    let first = segments.iter().position(|segment| !offline(segment)).unwrap_or(0);
    segments.drain(..first);
    segments
}

//! Who follows a hub: a line to each board, which a board that is too slow loses.

use std::collections::BTreeSet;
use std::time::Duration;

use bytes::Bytes;
use litemap::LiteMap;
use tokio::sync::mpsc::{self, UnboundedSender, error::TrySendError};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use crate::feed::hub::{About, Place};
use crate::model::Stamp;

/// A board that has no line and has not been heard for so long is gone.
const HEARD: Duration = Duration::from_secs(45);

/// What a hub counts, for those who look at it from outside. Counts are since the start.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct HubStats {
    /// What it tells of itself.
    pub about: About,
    /// Where its last message stands.
    pub place: Option<Place>,
    /// Boards that follow now.
    pub boards: usize,
    /// Boards that want something looked up now.
    pub wanting: usize,
    /// Questions that are looked up now.
    pub questions: usize,
    /// Keyframes that boards were given.
    pub joins: u64,
    /// Boards that came back and were given what they had missed.
    pub filled: u64,
    /// Boards that were closed since they were too slow.
    pub slow: u64,
    /// How often the sources were tried again since boards asked for it.
    pub retries: u64,
    /// Tokens that were refused.
    pub refused: u64,
    /// Messages that were sent, counted once however many boards there are.
    pub messages: u64,
    /// Bytes of them.
    pub bytes: u64,
    /// Bytes of the last keyframe.
    pub keyframe_bytes: u64,
    /// When it was made, on the hub's clock.
    pub keyframe_at: Option<Stamp>,
    /// Bytes that are kept for boards that come back.
    pub ring_bytes: usize,
    /// Updates that could not be sent, since they cannot be written.
    pub left_out: u64,
}

/// The line to a board.
#[derive(Debug)]
struct Line {
    events: mpsc::Sender<Bytes>,
    closed: CancellationToken,
    /// The numbers of the questions whose answers it was given.
    questions: BTreeSet<u64>,
}

/// A board that follows by way of others: it has no line here.
#[derive(Debug)]
struct Far {
    heard: Instant,
    /// The numbers of the questions whose answers it was given.
    questions: BTreeSet<u64>,
}

/// The boards that follow.
#[derive(Debug)]
pub(super) struct Boards {
    lines: LiteMap<String, Line>,
    /// Where all that is told goes once, beside the lines, for boards that have none.
    outlet: Option<UnboundedSender<Bytes>>,
    far: LiteMap<String, Far>,
    /// The answer that went there last: boards that ask the same are told it together.
    answer: Bytes,
    /// Messages that may wait for one.
    waiting: usize,
    slow: u64,
}

impl Boards {
    /// None yet; `waiting` messages may wait for each.
    pub(super) const fn new(waiting: usize) -> Self {
        Self { lines: LiteMap::new(), outlet: None, far: LiteMap::new(), answer: Bytes::new(), waiting, slow: 0 }
    }

    /// All that is told goes there too.
    pub(super) fn tell_also(&mut self, outlet: UnboundedSender<Bytes>) {
        self.outlet = Some(outlet);
    }

    /// How many follow.
    pub(super) fn count(&self) -> usize {
        self.lines.len() + self.far.len()
    }

    /// Whether what is told is heard by any, as far as is known.
    pub(super) fn are_any(&self) -> bool {
        self.outlet.is_some() || !self.lines.is_empty()
    }

    /// A board that has no line was heard; those that were not for long are gone.
    pub(super) fn heard(&mut self, board: &str, now: Instant) {
        self.far.retain(|_, far| now.saturating_duration_since(far.heard) < HEARD);
        let far = Far { heard: now, questions: BTreeSet::new() };
        self.far.entry(board.to_owned()).or_insert(far).heard = now;
    }

    /// Boards that were closed since they were too slow.
    pub(super) const fn slow(&self) -> u64 {
        self.slow
    }

    /// A board follows from now on; where what goes to it comes out. `closed` ends its connection. One of the same id that
    /// followed before does no more.
    pub(super) fn admit(&mut self, board: &str, closed: CancellationToken) -> mpsc::Receiver<Bytes> {
        let (events, line) = mpsc::channel(self.waiting.max(1));
        let line_of = Line { events, closed, questions: BTreeSet::new() };
        if let Some(before) = self.lines.insert(board.to_owned(), line_of) {
            before.closed.cancel();
        }
        line
    }

    /// Sends every board this.
    pub(super) fn tell_all(&mut self, event: &Bytes) {
        self.out(event);
        let slow = &mut self.slow;
        self.lines.retain(|_, line| told(line, event, slow));
    }

    fn out(&self, event: &Bytes) {
        if let Some(outlet) = &self.outlet {
            // The task that carries it on may be about to end.
            let _ = outlet.send(event.clone());
        }
    }

    /// Sends one board this.
    pub(super) fn tell(&mut self, board: &str, event: &Bytes) {
        if self.far.contains_key(board) && self.answer.as_ptr() != event.as_ptr() {
            self.answer = event.clone();
            self.out(event);
        }
        if self.lines.get(board).is_some_and(|line| !told(line, event, &mut self.slow)) {
            self.lines.remove(board);
        }
    }

    /// The board asks these questions now; those of them whose answers it was not given. `anew`: it was given none.
    pub(super) fn asks(&mut self, board: &str, questions: &[u64], anew: bool) -> Vec<u64> {
        let of_line = self.lines.get_mut(board).map(|line| &mut line.questions);
        let given = of_line.or_else(|| self.far.get_mut(board).map(|far| &mut far.questions));
        let Some(given) = given else { return questions.to_vec() };
        let before = std::mem::replace(given, questions.iter().copied().collect());
        questions.iter().copied().filter(|question| anew || !before.contains(question)).collect()
    }

    /// Ends every line.
    pub(super) fn close(&mut self) {
        for (_, line) in std::mem::take(&mut self.lines) {
            line.closed.cancel();
        }
    }
}

/// Whether the line is still there.
fn told(line: &Line, event: &Bytes, slow: &mut u64) -> bool {
    match line.events.try_send(event.clone()) {
        Ok(()) => true,
        Err(TrySendError::Closed(_)) => false,
        Err(TrySendError::Full(_)) => {
            // It comes back, and is given what it has missed.
            line.closed.cancel();
            *slow += 1;
            false
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_board_that_is_too_slow_loses_its_line_and_no_other_does() {
        let mut boards = Boards::new(2);
        let ends = [CancellationToken::new(), CancellationToken::new()];
        let mut quick = boards.admit("quick", ends[0].clone());
        let _slow = boards.admit("slow", ends[1].clone());
        for event in ["1", "2", "3"] {
            boards.tell_all(&Bytes::from(event));
            assert_eq!(quick.try_recv().unwrap(), event);
        }
        assert_eq!((boards.count(), boards.slow()), (1, 1));
        assert!(ends[1].is_cancelled() && !ends[0].is_cancelled());
        drop(quick);
        boards.tell_all(&Bytes::from("4"));
        assert_eq!((boards.count(), boards.slow()), (0, 1), "one that has left was not slow");
    }

    #[test]
    fn one_that_comes_again_takes_its_own_place() {
        let mut boards = Boards::new(2);
        let before = CancellationToken::new();
        let _gone = boards.admit("a", before.clone());
        let mut again = boards.admit("a", CancellationToken::new());
        assert!(before.is_cancelled() && boards.count() == 1);
        boards.tell("a", &Bytes::from("1"));
        assert_eq!(again.try_recv().unwrap(), "1");
    }

    #[test]
    fn an_answer_at_hand_is_given_once() {
        let mut boards = Boards::new(2);
        let _line = boards.admit("a", CancellationToken::new());
        assert_eq!(boards.asks("a", &[1, 2], false), [1, 2]);
        assert_eq!(boards.asks("a", &[2, 3], false), [3]);
        assert_eq!(boards.asks("a", &[2, 3], true), [2, 3]);
        let _again = boards.admit("a", CancellationToken::new());
        assert_eq!(boards.asks("a", &[2], false), [2], "on a new line it may have lost them");
    }
    #[tokio::test(start_paused = true)]
    async fn boards_without_a_line_are_told_together_and_are_gone_once_they_are_not_heard() {
        let (mut boards, (outlet, mut told)) = (Boards::new(2), mpsc::unbounded_channel());
        assert!(!boards.are_any());
        boards.tell_also(outlet);
        boards.tell_all(&Bytes::from("1"));
        let now = Instant::now();
        boards.heard("a", now);
        boards.heard("b", now + Duration::from_secs(30));
        assert_eq!((boards.count(), boards.asks("a", &[1, 2], false)), (2, vec![1, 2]));
        assert!(boards.asks("a", &[2], false).is_empty());
        let answer = Bytes::from(vec![b'2']);
        boards.tell("a", &answer);
        boards.tell("b", &answer);
        boards.tell("c", &Bytes::from("3"));
        let events: Vec<Bytes> = std::iter::from_fn(|| told.try_recv().ok()).collect();
        assert_eq!(events, ["1", "2"], "once for both, and nothing for who is not there");
        boards.heard("b", now + Duration::from_secs(50));
        assert!(boards.count() == 1 && boards.are_any());
    }
}

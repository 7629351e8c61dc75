use super::*;
use crate::feed::hub::publisher::Publisher;
use crate::feed::record::piece::Gathered;
use crate::model::{Agent, AgentChange, AgentId, Change, Changes, Roster, RosterKind};

mod line;

pub(super) const T0: Stamp = Stamp(1_795_242_727_000);

const SECOND: Duration = Duration::from_secs(1);

pub(super) fn changed(id: &str, answered: u64) -> Payload {
    let set = AgentChange::Answered(Some(answered));
    Payload::Changes(Changes { changes: vec![Change::Agent { id: AgentId::new(id), set }], ..Changes::default() })
}

/// What a board is, as another one has to be told it: numbers masked.
pub(super) fn said(board: &Board) -> Vec<String> {
    board.retell(T0).iter().map(|update| serde_json::to_string(update).unwrap()).collect()
}

/// The same keyframe in so many parts, as many as it has updates.
pub(super) fn in_parts(keyframe: &[Envelope]) -> Vec<Envelope> {
    let piece = |envelope: &Envelope| match &envelope.body {
        Body::Keyframe { piece, .. } => piece.clone(),
        Body::Updates(_) => panic!("no keyframe"),
    };
    let updates: Vec<Update> = keyframe.iter().flat_map(|part| piece(part).updates().unwrap().0).collect();
    let last = updates.len().max(1) - 1;
    let pack = |updates: &[Update]| {
        let mut gathered = Gathered::new();
        for update in updates {
            gathered.add(update).unwrap();
        }
        gathered.pack(T0).unwrap()
    };
    let parts: Vec<Piece> = if updates.is_empty() { vec![pack(&[])] } else { updates.chunks(1).map(pack).collect() };
    let part = |(at, piece)| Envelope {
        body: Body::Keyframe { part: u32::try_from(at).unwrap(), last: at == last, piece },
        ..keyframe[0].clone()
    };
    parts.into_iter().enumerate().map(part).collect()
}

/// A hub of ten agents, a follower, and its board.
struct Pair {
    hub: Publisher,
    follower: Follower,
    board: Board,
    now: Instant,
    asked: Vec<&'static str>,
}

impl Pair {
    fn new() -> Self {
        let now = Instant::now();
        let mut hub = Publisher::new(Epoch(7), Board::new(), None, now);
        let agents = (0..10).map(|id| Agent::new(AgentId::new(&id.to_string()))).collect();
        for payload in [
            Payload::Source(SourceReport::new(SourceId::Agents, Phase::Live)),
            Payload::Roster(Box::new(Roster::whole(RosterKind::Full, agents))),
        ] {
            hub.take(Update::new(T0, payload), now, T0).unwrap();
        }
        hub.send(now, T0).unwrap();
        Self { hub, follower: Follower::new(now), board: Board::new(), now, asked: Vec::new() }
    }

    /// One that follows.
    fn joined() -> Self {
        let mut pair = Self::new();
        pair.step(Input::Opened);
        pair.join();
        assert!(pair.follower.is_current(pair.now));
        pair
    }

    fn step(&mut self, input: Input) {
        for output in self.follower.step(input, self.now, T0) {
            match output {
                Output::Tell(told) => {
                    for told in told {
                        match told {
                            Told::Update(update) => self.board.apply(update),
                            Told::Board(board) => self.board = *board,
                        }
                    }
                }
                Output::Fill(_) => self.asked.push("fill"),
                Output::Join => self.asked.push("join"),
                Output::Stop(_) => self.asked.push("stop"),
            }
        }
    }

    fn hear(&mut self, envelope: Envelope) {
        self.step(Input::Envelope(envelope));
    }

    fn keyframe(&self) -> Vec<Envelope> {
        in_parts(&self.hub.keyframe(T0).unwrap())
    }

    fn join(&mut self) {
        for part in self.keyframe() {
            self.hear(part);
        }
    }

    fn send(&mut self, answered: u64) -> Envelope {
        self.hub.take(Update::new(T0, changed("3", answered)), self.now, T0).unwrap();
        self.hub.send(self.now, T0).unwrap()
    }

    fn beat(&mut self) -> Envelope {
        self.hub.send(self.now, T0).unwrap()
    }

    fn pass(&mut self, time: Duration) {
        self.now += time;
        while self.follower.deadline().is_some_and(|at| at <= self.now) {
            let before = self.follower.deadline();
            self.step(Input::Tick);
            assert!(self.follower.deadline() != before, "a deadline that stays in the past");
        }
    }

    fn asked(&mut self) -> Vec<&'static str> {
        std::mem::take(&mut self.asked)
    }

    fn is_right(&self) -> bool {
        said(&self.board) == said(self.hub.board())
    }
}

#[test]
fn what_is_missing_is_asked_for_and_counted_once_it_came() {
    let mut pair = Pair::joined();
    let [one, two, three, four] = [1, 2, 3, 4].map(|count| pair.send(count));
    pair.hear(two.clone());
    pair.hear(two);
    assert_eq!((pair.asked(), pair.follower.link().doubled), (vec!["fill"], 1));
    assert!(!pair.follower.is_current(pair.now));
    pair.hear(four);
    assert_eq!(pair.asked(), [""; 0], "once");
    pair.hear(one.clone());
    assert_eq!((pair.asked(), pair.follower.link().filled), (vec!["fill"], 1), "the next gap");
    pair.hear(three);
    pair.hear(one);
    assert_eq!((pair.asked(), pair.follower.link().filled, pair.follower.link().doubled), (vec![], 2, 2));
    assert!(pair.follower.is_current(pair.now) && pair.is_right());
}

#[test]
fn where_a_gap_is_not_filled_a_keyframe_is_asked_for_again_and_again_but_less_and_less_often() {
    let mut pair = Pair::joined();
    pair.send(1);
    let two = pair.send(2);
    pair.hear(two);
    assert_eq!(pair.asked(), ["fill"]);
    pair.pass(FILL_PATIENCE);
    assert_eq!((pair.asked(), pair.follower.link().place), (vec!["join"], None));
    let mut joins = Vec::new();
    for second in 1..120 {
        let beat = pair.beat();
        pair.pass(SECOND);
        pair.hear(beat);
        joins.extend(pair.asked().into_iter().map(|_| second));
    }
    // The first at once: the hub had not been heard for three seconds.
    assert_eq!(joins, [1, 6, 16, 36, 66, 96]);
    let silent: Vec<bool> = vec![pair.follower.link().silent, pair.board.source(SourceId::Agents).phase.is_live()];
    assert_eq!(silent, [true, false], "words come, and the board does not come on");
    let why = pair.board.source(SourceId::Agents).error.clone().unwrap();
    assert_eq!(*why, Problem::from(Unfollowed::Behind));
    pair.join();
    assert!(pair.follower.is_current(pair.now) && pair.is_right());
}

#[test]
fn a_keyframe_has_time_as_long_as_parts_of_it_come() {
    let mut pair = Pair::new();
    pair.step(Input::Opened);
    for part in pair.keyframe() {
        pair.pass(JOIN_PATIENCE.saturating_sub(SECOND));
        pair.hear(part.clone());
        pair.hear(part);
    }
    assert_eq!((pair.asked(), pair.follower.link().joins), (vec![], 1));
    assert!(pair.is_right());
}

#[test]
fn a_part_that_is_lost_spoils_its_keyframe_alone() {
    let mut pair = Pair::new();
    pair.step(Input::Opened);
    let parts = pair.keyframe();
    assert!(parts.len() > 2);
    for part in parts.iter().take(1).chain(parts.iter().skip(2)) {
        pair.hear(part.clone());
    }
    assert_eq!(pair.follower.link().joins, 0);
    let held = pair.send(1);
    pair.hear(held);
    pair.pass(JOIN_PATIENCE);
    assert_eq!(pair.asked(), ["join"]);
    // Of before that envelope, which is held.
    for part in parts {
        pair.hear(part);
    }
    assert!(pair.follower.is_current(pair.now) && pair.is_right());
}

#[test]
fn after_a_silence_the_board_begins_anew() {
    let mut pair = Pair::joined();
    pair.pass(SILENT);
    assert_eq!(pair.asked(), ["join"], "the way may be dead");
    assert!(!pair.board.source(SourceId::Agents).phase.is_live());
    let why = pair.board.source(SourceId::Agents).error.clone().unwrap();
    assert_eq!(*why, Problem::from(Unfollowed::Silent));
    pair.pass(40 * SECOND);
    pair.asked();
    let beat = pair.beat();
    pair.hear(beat);
    assert_eq!(pair.asked(), ["join"], "at once: it may not have heard the others");
    pair.join();
    assert!(pair.follower.is_current(pair.now) && pair.is_right());
}

#[test]
fn a_way_that_is_gone_is_not_waited_for_and_goes_on_where_it_was() {
    let mut pair = Pair::joined();
    let lost = pair.send(1);
    let two = pair.send(2);
    pair.hear(two.clone());
    assert_eq!(pair.asked(), ["fill"]);
    pair.step(Input::Closed);
    pair.pass(5 * SECOND);
    assert_eq!(pair.asked(), [""; 0]);
    pair.step(Input::Opened);
    pair.pass(SECOND);
    assert_eq!(pair.asked(), [""; 0], "what comes begins there");
    pair.hear(lost);
    pair.hear(two);
    assert!(pair.follower.is_current(pair.now) && pair.is_right());
    pair.step(Input::Closed);
    pair.pass(2 * SILENT);
    assert_eq!((pair.follower.link().place, pair.follower.deadline()), (None, None), "nothing to wait for");
    pair.step(Input::Opened);
    assert!(pair.follower.deadline().is_some());
    pair.join();
    assert!(pair.follower.is_current(pair.now) && pair.is_right());
}

#[test]
fn who_goes_on_where_the_board_stands_is_followed_without_a_keyframe_whatever_the_order() {
    let mut pair = Pair::joined();
    let [old, last] = [1, 2].map(|count| pair.send(count));
    pair.hub = Publisher::new(Epoch(3), pair.hub.board().clone(), Some(last.place), pair.now);
    let [first, second] = [3, 4].map(|count| pair.send(count));
    for envelope in [first, second, last.clone(), old] {
        pair.hear(envelope);
    }
    assert_eq!((pair.asked(), pair.follower.link().joins), (vec!["fill"], 1));
    assert!(pair.follower.is_current(pair.now) && pair.is_right());
    pair.hear(last);
    assert_eq!((pair.asked(), pair.follower.link().doubled), (vec![], 1), "late, of who leads no more");
}

#[test]
fn another_leader_is_believed_with_a_keyframe_and_one_that_is_none_changes_nothing() {
    let mut pair = Pair::joined();
    let now = pair.now;
    let mut other = Publisher::new(Epoch(9), Board::new(), None, now);
    let stray = other.send(now, T0).unwrap();
    pair.hear(stray);
    assert_eq!(pair.asked(), ["join"]);
    let one = pair.send(1);
    pair.hear(one);
    pair.join();
    assert!(pair.follower.is_current(pair.now) && pair.is_right(), "the keyframe decided");
    let stray = other.send(now, T0).unwrap();
    pair.hear(stray);
    assert_eq!(pair.asked(), [""; 0]);
    // Now it does lead, and no word comes from the first.
    for _ in 0..QUIET.as_secs() {
        pair.pass(SECOND);
        let beat = other.send(pair.now, T0).unwrap();
        pair.hear(beat);
    }
    assert_eq!(pair.asked(), ["join"]);
    pair.hub = other;
    pair.join();
    assert!(pair.follower.is_current(pair.now) && pair.is_right());
}

#[test]
fn damage_is_a_loss_and_what_cannot_be_understood_twice_is_the_end() {
    let mut pair = Pair::joined();
    let one = pair.send(1);
    let torn = Envelope { body: Body::Updates(Piece::of(vec![1, 2, 3])), ..one.clone() };
    for _ in 0..3 {
        pair.hear(torn.clone());
    }
    assert_eq!(pair.asked(), ["fill"]);
    pair.hear(one);
    assert!(pair.follower.is_current(pair.now) && pair.is_right());
    let strange = |place| {
        let mut gathered = Gathered::new();
        gathered.add_line(b"{\"at\":6,\"kind\":\"heard\",\"data\":{}}");
        let body = Body::Updates(gathered.pack(T0).unwrap());
        Envelope { place, vocabulary: 99, sent: T0, continues: None, body }
    };
    let beat = pair.beat();
    pair.hear(strange(beat.place));
    assert_eq!(pair.asked(), ["join"]);
    pair.join();
    assert!(pair.follower.is_current(pair.now) && pair.is_right());
    let beat = pair.beat();
    pair.hear(strange(beat.place));
    assert_eq!(pair.asked(), ["stop"]);
    assert!(!pair.board.source(SourceId::Agents).phase.is_live(), "nothing is live that is not followed");
    pair.pass(60 * SECOND);
    let beat = pair.beat();
    pair.hear(beat);
    assert_eq!((pair.asked(), pair.follower.deadline()), (vec![], None));
    pair.step(Input::Opened);
    pair.join();
    assert!(pair.follower.is_current(pair.now) && pair.is_right(), "it may have been updated");
}

#[test]
fn what_comes_late_counts_as_old_as_it_is() {
    let now = Instant::now();
    let link = |heard, sent: i64| Link { heard, sent: Some(T0.plus(sent)), ..Link::default() };
    assert_eq!(Link::default().heard_until(now, T0, true), None, "nothing was heard");
    let quick = link(Some(now), -20);
    assert_eq!(quick.heard_until(now + SECOND, T0.plus(1_000), true), Some(T0.plus(-20)));
    let late = link(Some(now), -30_000);
    assert_eq!(late.heard_until(now + SECOND, T0.plus(1_000), true), Some(T0.plus(-30_000)), "it took half a minute");
    assert_eq!(late.heard_until(now + SECOND, T0.plus(1_000), false), Some(T0), "the hub's clock is not known yet");
    let ahead = link(Some(now), 5_000);
    assert_eq!(ahead.heard_until(now + SECOND, T0.plus(1_000), true), Some(T0), "nothing is heard before it came");
}

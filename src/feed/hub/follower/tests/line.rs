//! A hub and a follower with a line between them that does everything a line can do, and then is good again.

use std::collections::HashMap;

use proptest::prelude::*;

use super::*;
use crate::model::testing::Dice;
use crate::model::{ChatDay, CustomerNumber, WorkState};

const STEP: Duration = Duration::from_millis(200);

/// How bad the line is, and what befalls the hub: percent of what is sent, or of steps.
#[derive(Clone, Copy, Debug, Default)]
struct Weather {
    lost: u64,
    doubled: u64,
    late: u64,
    torn: u64,
    /// Of what is asked for, so much is not heard.
    unheard: u64,
    cut: u64,
    silence: u64,
    /// Another hub begins with a board of its own, or where the stream stands.
    anew: u64,
    goes_on: u64,
    /// What is stored of the stream is cut short.
    forgets: u64,
}

fn weather() -> impl Strategy<Value = Weather> {
    let percent = || prop_oneof![1 => Just(0_u64), 1 => 0..40_u64];
    let seldom = || prop_oneof![1 => Just(0_u64), 1 => 0..4_u64];
    let line = (percent(), percent(), percent(), seldom(), percent());
    (line, seldom(), seldom(), seldom(), seldom(), seldom()).prop_map(
        |((lost, doubled, late, torn, unheard), cut, silence, anew, goes_on, forgets)| Weather {
            lost,
            doubled,
            late,
            torn,
            unheard,
            cut,
            silence,
            anew,
            goes_on,
            forgets,
        },
    )
}

/// A hub, all that it sent and what its board was at each place.
struct Hub {
    publisher: Publisher,
    board_sent: Board,
    stream: Vec<Envelope>,
    was: HashMap<Place, Vec<String>>,
    epochs: u64,
    silent_until: Option<Instant>,
}

fn agent(id: u64, dice: &mut Dice) -> Agent {
    let work = [WorkState::Ready, WorkState::Talking, WorkState::WrapUp];
    let mut agent = Agent::new(AgentId::new(&id.to_string()));
    agent.work = work.get(dice.below(3) as usize).copied();
    agent.answered = Some(dice.below(3));
    agent.customer.number = CustomerNumber::new(&format!("1381234{:04}", dice.below(3)));
    agent
}

fn roster(dice: &mut Dice) -> Payload {
    let kind = if dice.comes(70) { RosterKind::Resync } else { RosterKind::Full };
    let mut ids: Vec<u64> = (0..8).filter(|_| dice.comes(92)).collect();
    if dice.comes(10) && ids.len() > 1 {
        ids.swap(0, 1);
    }
    let agents: Vec<Agent> = ids.into_iter().map(|id| agent(id, dice)).collect();
    Payload::Roster(Box::new(Roster { complete: dice.comes(90), ..Roster::whole(kind, agents) }))
}

impl Hub {
    fn new(dice: &mut Dice, now: Instant) -> Self {
        let publisher = Publisher::new(Epoch(500), Board::new(), None, now);
        let board_sent = Board::new();
        let was = HashMap::from([(publisher.place(), Vec::new())]);
        let mut hub = Self { publisher, board_sent, stream: Vec::new(), was, epochs: 0, silent_until: None };
        hub.begin(dice, now);
        hub
    }

    /// The board of a hub that has just begun.
    fn begin(&mut self, dice: &mut Dice, now: Instant) {
        let live = Payload::Source(SourceReport::new(SourceId::Agents, Phase::Live));
        for payload in [live, roster(dice)] {
            self.publisher.take(Update::new(T0, payload), now, T0).unwrap();
        }
    }

    /// What it sends in this step.
    fn go(&mut self, dice: &mut Dice, now: Instant, clock: Stamp) -> Option<Envelope> {
        if self.silent_until.is_some_and(|until| now < until) {
            return None;
        }
        self.silent_until = None;
        for _ in 0..dice.below(3) {
            let payload = match dice.below(12) {
                0 => roster(dice),
                1 => Payload::Chat(Box::new(ChatDay::new(clock, Some(dice.below(9)), Vec::new()))),
                2 => {
                    let phase = if dice.comes(80) { Phase::Live } else { Phase::Connecting };
                    Payload::Source(SourceReport::new(SourceId::Agents, phase))
                }
                _ => changed(&dice.below(9).to_string(), dice.below(50)),
            };
            self.publisher.take(Update::new(clock, payload), now, clock).unwrap();
        }
        let sent = self.publisher.flush(now, clock).unwrap()?;
        Some(self.sent(sent))
    }

    fn sent(&mut self, envelope: Envelope) -> Envelope {
        self.board_sent = self.publisher.board().clone();
        self.was.insert(envelope.place, said(&self.board_sent));
        self.stream.push(envelope.clone());
        envelope
    }

    /// Another one leads from now on: with nothing but its own, or with what was sent.
    fn change(&mut self, goes_on: bool, dice: &mut Dice, now: Instant) {
        self.epochs += 1;
        // Compared as equal or not.
        let epoch = Epoch(500 + self.epochs * 7919 % 1000);
        if goes_on {
            let from = self.stream.last().map(|envelope| envelope.place);
            self.publisher = Publisher::new(epoch, self.board_sent.clone(), from, now);
            self.was.insert(self.publisher.place(), said(&self.board_sent));
        } else {
            self.publisher = Publisher::new(epoch, Board::new(), None, now);
            self.begin(dice, now);
        }
    }

    /// What stands behind a place, as far as it is stored.
    fn behind(&self, place: Place) -> Option<Vec<Envelope>> {
        let at = self.stream.iter().position(|envelope| envelope.place == place)?;
        Some(self.stream[at + 1..].to_vec())
    }

    /// A keyframe, and what had to be sent for it.
    fn keyframe(&mut self, now: Instant, clock: Stamp) -> (Envelope, Vec<Envelope>) {
        let sent = self.publisher.send(now, clock).unwrap();
        let sent = self.sent(sent);
        (sent, in_parts(&self.publisher.keyframe(clock).unwrap()))
    }
}

struct Line {
    hub: Hub,
    follower: Follower,
    board: Board,
    /// What is on its way, by when it arrives.
    way: Vec<(Instant, Envelope)>,
    open: bool,
    weather: Weather,
    dice: Dice,
    now: Instant,
    steps: i64,
}

impl Line {
    fn new(weather: Weather, seed: u64) -> Self {
        let (now, mut dice) = (Instant::now(), Dice(seed));
        let hub = Hub::new(&mut dice, now);
        let (follower, board) = (Follower::new(now), Board::new());
        Self { hub, follower, board, way: Vec::new(), open: false, weather, dice, now, steps: 0 }
    }

    fn clock(&self) -> Stamp {
        T0.plus(self.steps * 200)
    }

    fn put(&mut self, envelope: Envelope) {
        if !self.open || self.dice.comes(self.weather.lost) {
            return;
        }
        let mut arrives = self.now + STEP;
        if self.dice.comes(self.weather.late) {
            arrives += STEP * self.dice.below(20) as u32;
        }
        let mut envelope = envelope;
        if self.dice.comes(self.weather.torn) {
            let (Body::Updates(piece) | Body::Keyframe { piece, .. }) = &mut envelope.body;
            let mut bytes = piece.bytes().to_vec();
            let at = self.dice.below(bytes.len() as u64) as usize;
            bytes[at] ^= 1 << self.dice.below(8);
            *piece = Piece::of(bytes);
        }
        if self.dice.comes(self.weather.doubled) {
            self.way.push((arrives + STEP * 2, envelope.clone()));
        }
        self.way.push((arrives, envelope));
    }

    /// The follower's transport asks for what stands behind a place, or for a keyframe where there is none.
    fn ask(&mut self, from: Option<Place>) {
        if self.dice.comes(self.weather.unheard) || self.hub.silent_until.is_some() {
            return;
        }
        if let Some(stored) = from.map(|from| self.hub.behind(from)) {
            // Nothing is answered where it is not stored any more.
            for envelope in stored.unwrap_or_default() {
                self.put(envelope);
            }
        } else {
            let (sent, keyframe) = self.hub.keyframe(self.now, self.clock());
            for part in keyframe {
                self.put(part);
            }
            self.put(sent);
        }
    }

    fn step(&mut self, input: Input) {
        let clock = self.clock();
        let outputs = self.follower.step(input, self.now, clock);
        for output in outputs {
            match output {
                Output::Tell(told) => {
                    for told in told {
                        match told {
                            Told::Update(update) => self.board.apply(update),
                            Told::Board(board) => self.board = *board,
                        }
                    }
                }
                Output::Fill(place) => self.ask(Some(place)),
                Output::Join => self.ask(None),
                Output::Stop(why) => panic!("stopped: {why}"),
            }
        }
        let link = self.follower.link();
        if let Some(place) = link.place.filter(|_| !link.silent) {
            assert_eq!(said(&self.board), self.hub.was[&place], "at {place}, of {}", self.hub.publisher.place());
        }
        let live = self.board.source_ids().any(|id| self.board.source(id).phase.is_live());
        assert!(!(link.silent && live), "live, and silent");
    }

    /// What befalls hub and line.
    fn befall(&mut self) {
        let Weather { cut, silence, anew, goes_on, forgets, .. } = self.weather;
        if self.open && self.dice.comes(cut) {
            self.open = false;
            self.way.clear();
            self.step(Input::Closed);
        } else if !self.open && (cut == 0 || self.dice.comes(10)) {
            self.open = true;
            self.step(Input::Opened);
            // As the transport does: behind the place where it is stored, else with a keyframe.
            let place = self.follower.link().place.filter(|place| self.hub.behind(*place).is_some());
            self.ask(place);
        }
        if self.hub.silent_until.is_none() && self.dice.comes(silence) {
            self.hub.silent_until = Some(self.now + STEP * self.dice.below(90) as u32);
        }
        if self.dice.comes(anew) {
            self.hub.change(false, &mut self.dice, self.now);
        }
        if self.dice.comes(goes_on) {
            self.hub.change(true, &mut self.dice, self.now);
        }
        if self.dice.comes(forgets) {
            let keep = self.dice.below(5) as usize;
            let over = self.hub.stream.len().saturating_sub(keep);
            self.hub.stream.drain(..over);
        }
    }

    fn go(&mut self) {
        self.now += STEP;
        self.steps += 1;
        self.befall();
        let clock = self.clock();
        if let Some(envelope) = self.hub.go(&mut self.dice, self.now, clock) {
            self.put(envelope);
        }
        // Those of one moment come in the order in which they were sent.
        let arrived: Vec<(Instant, Envelope)> = self.way.extract_if(.., |(at, _)| *at <= self.now).collect();
        for (_, envelope) in arrived {
            if self.open {
                self.step(Input::Envelope(envelope));
            }
        }
        for ticks in 0.. {
            if self.follower.deadline().is_none_or(|at| at > self.now) {
                break;
            }
            assert!(ticks < 3, "a deadline that stays in the past");
            self.step(Input::Tick);
        }
    }

    fn is_current(&self) -> bool {
        self.follower.is_current(self.now)
    }
}

/// So long after the line became good everything is.
const SOON: Duration = Duration::from_secs(40);

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_board_is_the_hubs_or_it_is_said_that_it_is_not(weather in weather(), seed in any::<u64>(), steps in 20..250_u32) {
        let mut line = Line::new(weather, seed);
        for _ in 0..steps {
            line.go();
        }
        line.weather = Weather::default();
        line.hub.silent_until = None;
        // What was lost shows by the next beat, and what is late has come by then.
        for _ in 0..30 {
            line.go();
        }
        let mut waited = Duration::ZERO;
        while !(line.is_current() && line.way.len() < 3) {
            line.go();
            waited += STEP;
            prop_assert!(waited < SOON, "{:?}", line.follower.link());
        }
        // Nothing more is asked for on a good line, and the board is a step behind.
        let joins = line.follower.link().joins;
        for _ in 0..30 {
            line.go();
            prop_assert!(line.is_current(), "{:?}", line.follower.link());
        }
        prop_assert_eq!(line.follower.link().joins, joins);
        let sent = line.hub.publisher.place();
        prop_assert!(line.follower.link().place.is_some_and(|place| place.epoch == sent.epoch && place.n + 2 >= sent.n));
    }
}

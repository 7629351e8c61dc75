//! Sessions that clients begin by asking a bot: who asked what, and when which word of the answer was sent.
//!
//! They are records like any other. One that is not ended stays open for ever.

use std::collections::VecDeque;

use serde_json::{Value, json};

use crate::sim::codes::BIZ_TYPES;
use crate::sim::random::{self, Dice};

use super::answers::{self, Said, Script};
use super::part::{Speaker, Spelling};
use super::record::{Ids, Robot, View};
use super::{CHANNELS, Session};

/// So many sessions, and so many answers, are remembered; of sessions those that are over go first.
const MOST: usize = 5_000;

/// In which way a question is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::sim) enum Way {
    /// The answer comes word by word.
    Stream,
    /// At once.
    Whole,
    /// By a callback.
    Callback,
}

impl Way {
    const fn name(self) -> &'static str {
        match self {
            Self::Stream => "stream",
            Self::Whole => "whole",
            Self::Callback => "callback",
        }
    }
}

/// What is asked, of a bot there is.
#[derive(Debug, Clone, Copy)]
pub(in crate::sim) struct Question<'a> {
    /// The bot's id.
    pub(in crate::sim) robot: &'a str,
    pub(in crate::sim) text: &'a str,
    /// The session's id; blank begins one.
    pub(in crate::sim) cid: &'a str,
    pub(in crate::sim) bizid: &'a str,
    pub(in crate::sim) uid: &'a str,
    /// `biz_type` and `source_enum`.
    pub(in crate::sim) business: &'a str,
    pub(in crate::sim) source: &'a str,
}

/// An answer that is to be given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::sim) struct Answer {
    pub(in crate::sim) number: u64,
    /// When it was asked for, Unix ms.
    pub(in crate::sim) asked: i64,
    pub(in crate::sim) speaker: Speaker,
    pub(in crate::sim) script: Script,
    /// How its parts are spelt in a stream that need not be strict.
    pub(in crate::sim) spelling: Spelling,
}

/// A session.
struct Conversation {
    session: Session,
    ids: Ids,
    robot: Robot,
    status: &'static str,
    ended: bool,
    /// When something was last said, Unix ms.
    last: i64,
}

/// What became of an answer. Times are Unix ms.
struct Told {
    number: u64,
    way: Way,
    uid: String,
    cid: String,
    robot: i64,
    asked: i64,
    accepted: Option<i64>,
    first_word: Option<i64>,
    last_word: Option<i64>,
    over: Option<i64>,
}

/// All sessions that clients began.
pub(in crate::sim) struct Asks {
    dice: Dice,
    count: u64,
    conversations: VecDeque<Conversation>,
    told: VecDeque<Told>,
}

impl Asks {
    pub(in crate::sim) fn new(seed: u64) -> Self {
        let dice = Dice::new(seed, random::ANSWERS);
        Self { dice, count: 0, conversations: VecDeque::new(), told: VecDeque::new() }
    }

    /// Begins a session with a bot there is; its id.
    pub(in crate::sim) fn begin(&mut self, robot: &str, bizid: &str, now: i64) -> Option<String> {
        let cid = self.dice.hex(32);
        self.open(robot, bizid, &cid, now)?;
        Some(cid)
    }

    fn open(&mut self, robot: &str, bizid: &str, cid: &str, now: i64) -> Option<()> {
        let (robot, status) = answers::robot(robot)?;
        let last_channel = CHANNELS.len() - 1;
        let session = Session {
            lot: self.dice.bits(),
            begin: now,
            end: i64::MAX,
            robot: 0,
            channel: last_channel as u8,
            business: 0,
            valid: false,
            trigger: None,
            transferred: false,
            test: false,
            asked: 0,
            like: 3,
            stars: None,
            solved: 2,
        };
        if self.conversations.len() >= MOST
            && let Some(at) = self.conversations.iter().position(|one| one.ended)
        {
            self.conversations.remove(at);
        }
        let ids = Ids { uid: String::new(), bizid: bizid.to_owned(), cid: cid.to_owned() };
        self.conversations.push_back(Conversation { session, ids, robot, status, ended: false, last: now });
        Some(())
    }

    /// The session's place, newest first.
    fn place(&self, cid: &str) -> Option<usize> {
        self.conversations.iter().rposition(|one| one.ids.cid == cid)
    }

    /// Asks a question, in the session that it names; the answer that is to be given, unless there is no such bot.
    pub(in crate::sim) fn ask(&mut self, question: &Question<'_>, way: Way, now: i64) -> Option<Answer> {
        let cid = if question.cid.is_empty() { self.dice.hex(32) } else { question.cid.to_owned() };
        if self.place(&cid).is_none() {
            self.open(question.robot, question.bizid, &cid, now)?;
        }
        let uid = if question.uid.is_empty() { self.dice.hex(32) } else { question.uid.to_owned() };
        let place = self.place(&cid)?;
        let one = self.conversations.get_mut(place)?;
        let at = |found: Option<usize>, session: u8| found.map_or(session, |found| found as u8);
        let business = BIZ_TYPES.iter().position(|(code, _)| *code == question.business);
        let channel = CHANNELS.iter().position(|channel| channel.source == question.source);
        one.session.business = at(business, one.session.business);
        one.session.channel = at(channel, one.session.channel);
        one.session.asked = one.session.asked.saturating_add(1);
        one.session.valid = true;
        one.ids.uid = uid;
        one.last = now;
        let script = Script::draw(&mut self.dice, one.status, question.text);
        let speaker = Speaker {
            robot: one.robot,
            cid,
            bizid: one.ids.bizid.clone(),
            roundid: self.dice.hex(32),
            msgid: self.dice.hex(32),
            kind: script.kind,
            status: script.status,
        };
        let spelling = if self.dice.chance(0.5) { Spelling::Tables } else { Spelling::Parsing };
        self.count += 1;
        self.told.push_back(Told {
            number: self.count,
            way,
            uid: one.ids.uid.clone(),
            cid: speaker.cid.clone(),
            robot: one.robot.id,
            asked: now,
            accepted: None,
            first_word: None,
            last_word: None,
            over: None,
        });
        if self.told.len() > MOST {
            self.told.pop_front();
        }
        Some(Answer { number: self.count, asked: now, speaker, script, spelling })
    }

    /// Ends a session; whether there is such a one.
    pub(in crate::sim) fn end(&mut self, cid: &str, now: i64) -> bool {
        let Some(one) = self.place(cid).and_then(|place| self.conversations.get_mut(place)) else { return false };
        if !one.ended {
            one.ended = true;
            one.session.end = now;
            one.last = now;
        }
        true
    }

    fn note(&mut self, number: u64, change: impl FnOnce(&mut Told)) {
        if let Some(told) = self.told.iter_mut().rev().find(|told| told.number == number) {
            change(told);
        }
    }

    /// The question of this number was accepted.
    pub(in crate::sim) fn accepted(&mut self, number: u64, now: i64) {
        self.note(number, |told| told.accepted = Some(now));
    }

    /// This was sent of its answer.
    pub(in crate::sim) fn sent(&mut self, number: u64, said: &Said, now: i64) {
        if matches!(said, Said::Words(_)) {
            self.note(number, |told| {
                told.first_word = told.first_word.or(Some(now));
                told.last_word = Some(now);
            });
        }
    }

    /// The whole answer was sent.
    pub(in crate::sim) fn over(&mut self, number: u64, now: i64) {
        self.note(number, |told| told.over = Some(now));
    }

    /// The sessions that began in `from..to` (Unix ms) and in which something was asked, newest first.
    pub(in crate::sim) fn between(&self, from: i64, to: i64) -> impl Iterator<Item = View<'_>> {
        let fits = move |one: &&Conversation| one.session.asked > 0 && (from..to).contains(&one.session.begin);
        let those = self.conversations.iter().rev().filter(fits);
        those.filter_map(|one| View::asked(&one.session, &one.ids, one.robot, one.ended, one.last))
    }

    /// All that is known of them: `sessions`, how many began; `open`, those that were not ended (`cid`, `uid`, `bizid`,
    /// `robot`, `begin`, and how much was `asked`); and `answers` in the order of the questions (`way`, `uid`, `cid`,
    /// `robot`, when it was `asked` for and `accepted`, when its `first_word` and the last one so far, `last_word`, were
    /// sent, and when it was `over`). Times are Unix ms, `null` for what has not come.
    pub(in crate::sim) fn truth(&self) -> Value {
        let open = self.conversations.iter().filter(|one| !one.ended).map(|one| {
            json!({"cid": one.ids.cid, "uid": one.ids.uid, "bizid": one.ids.bizid, "robot": one.robot.id,
                "begin": one.session.begin, "asked": one.session.asked})
        });
        let answers = self.told.iter().map(|told| {
            json!({"way": told.way.name(), "uid": told.uid, "cid": told.cid, "robot": told.robot, "asked": told.asked,
                "accepted": told.accepted, "first_word": told.first_word, "last_word": told.last_word,
                "over": told.over})
        });
        json!({"sessions": self.conversations.len(), "open": open.collect::<Vec<_>>(),
            "answers": answers.collect::<Vec<_>>()})
    }
}

//! What bots say to who asks them, and how fast: drawn whole when they are asked.

use crate::sim::faults::{Fault, Strike};
use crate::sim::random::Dice;
use crate::sim::world::within;

use super::{ROBOTS, Robot};

/// `robot_status` of a bot that answers.
const ENABLE: &str = "ENABLE";

/// Bots that can be asked and do not answer, and why: the other words of `robot_status`. No list of bots has them.
const RESTING: [(Robot, &str); 3] = [
    (Robot { id: 21, name: "Night desk", copilot: false }, "EXHAUST"),
    (Robot { id: 22, name: "Last year's Ava", copilot: false }, "EXPIRE"),
    (Robot { id: 23, name: "A first try", copilot: false }, "DELETE"),
];

/// A set answer.
struct Saying {
    /// A question with one of these words gets it, in lower case.
    about: &'static [&'static str],
    /// `robot_answer_type`.
    kind: &'static str,
    answer: &'static str,
}

/// What bots know. The first that fits is said.
const SAYINGS: [Saying; 6] = [
    Saying {
        about: &["open", "hours", "closed"],
        kind: "QA_DIRECT",
        answer: "We are open from 9:00 to 21:00, every day of the week.",
    },
    Saying {
        about: &["return", "refund"],
        kind: "DOCUMENT_DIRECT",
        answer: "You can return what you ordered within 30 days. The money is back within 5 days.",
    },
    Saying {
        about: &["deliver", "ship", "parcel"],
        kind: "GENERAL",
        answer: "Parcels leave on the day of the order and are with you 2 to 4 days later.",
    },
    Saying {
        about: &["营业", "几点"], kind: "QA_DIRECT", answer: "我们每天 9:00 至 21:00 营业，节假日照常。"
    },
    Saying {
        about: &["退货", "退款"], kind: "DOCUMENT_DIRECT", answer: "签收后 30 天内可以退货，退款 5 天内到账。"
    },
    Saying { about: &["发货", "物流"], kind: "GENERAL", answer: "订单当天发货，2 至 4 天送达。" },
];

/// What is said where nothing fits.
const NOTHING: Saying = Saying {
    about: &[],
    kind: "UNKNOWN",
    answer: "I am not sure that I understand you. Could you put it in other words?",
};

/// The bot with this id, and how it stands.
pub(super) fn robot(id: &str) -> Option<(Robot, &'static str)> {
    let working = ROBOTS.iter().map(|robot| (*robot, ENABLE));
    working.chain(RESTING).find(|(robot, _)| robot.id.to_string() == id.trim())
}

/// What one part of an answer says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::sim) enum Said {
    /// A piece of its words.
    Words(String),
    /// What there is to know of it, without words.
    Info,
    /// That it is broken off.
    Broken,
}

/// How an answer comes to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::sim) enum Close {
    /// The stream is closed behind the last part.
    Usual,
    /// The connection breaks within the next part.
    Cut,
    /// It never does: words go on.
    Never,
}

/// A part, and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::sim) struct TimedPart {
    /// So many ms after the part before it, or after the question was accepted.
    pub(in crate::sim) after: i64,
    pub(in crate::sim) said: Said,
}

/// An answer as it will be given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::sim) struct Script {
    /// The question is accepted so many ms after it was asked.
    pub(in crate::sim) accepted: i64,
    pub(in crate::sim) steps: Vec<TimedPart>,
    pub(in crate::sim) close: Close,
    /// `robot_answer_type`.
    pub(in crate::sim) kind: &'static str,
    /// `robot_status`.
    pub(in crate::sim) status: &'static str,
}

impl Script {
    /// What a bot that stands so answers.
    pub(super) fn draw(dice: &mut Dice, status: &'static str, question: &str) -> Self {
        let accepted = dice.between(30, 250);
        let first = dice.log_normal(700.0, 0.5).clamp(150.0, 5_000.0) as i64;
        let question = question.to_lowercase();
        let fits = |saying: &&Saying| saying.about.iter().any(|word| question.contains(word));
        let saying = SAYINGS.iter().find(fits).unwrap_or(&NOTHING);
        let pieces = if status == ENABLE { pieces(dice, saying.answer) } else { Vec::new() };
        let mut steps = Vec::new();
        for piece in pieces {
            let pause = dice.exponential(45.0).clamp(5.0, 400.0) as i64;
            let after = if steps.is_empty() { first } else { pause };
            steps.push(TimedPart { after, said: Said::Words(piece) });
        }
        let pause = dice.between(10, 80);
        steps.push(TimedPart { after: if steps.is_empty() { first } else { pause }, said: Said::Info });
        let kind = if status == ENABLE { saying.kind } else { NOTHING.kind };
        Self { accepted, steps, close: Close::Usual, kind, status }
    }

    /// What a strike makes of it; `spell` is how long lasts what lasts a while, in ms.
    pub(in crate::sim) fn strike(&mut self, strike: &Strike, spell: i64) {
        let words = self.steps.iter().filter(|step| matches!(step.said, Said::Words(_))).count();
        // Some are said, and some are not.
        let some = 1 + within(strike.place, words.saturating_sub(1));
        match strike.fault {
            Fault::BotCut => {
                self.steps.truncate(some);
                self.close = Close::Cut;
            }
            Fault::BotSlow => {
                if let Some(first) = self.steps.first_mut() {
                    first.after += spell;
                }
            }
            Fault::BotEmpty => self.steps.clear(),
            Fault::BotReordered => {
                if let Some(info) = self.steps.pop() {
                    self.steps.insert(some.min(self.steps.len()), info);
                }
            }
            Fault::BotError => {
                self.steps.truncate(some);
                self.steps.push(TimedPart { after: 20, said: Said::Broken });
            }
            Fault::BotExhausted => self.rest("EXHAUST"),
            Fault::BotExpired => self.rest("EXPIRE"),
            Fault::BotEndless => {
                self.steps.pop();
                self.close = Close::Never;
            }
            _ => {}
        }
    }

    /// The bot does not answer, and says why.
    fn rest(&mut self, status: &'static str) {
        let after = self.steps.first().map_or(0, |first| first.after);
        self.steps = vec![TimedPart { after, said: Said::Info }];
        (self.kind, self.status) = (NOTHING.kind, status);
    }

    /// From when the question was accepted until the last part, in ms.
    pub(in crate::sim) fn length(&self) -> i64 {
        self.steps.iter().map(|step| step.after).sum()
    }

    /// The parts of the answer where it is given at once: its words in one part, what there is to know of it where it has
    /// none, and that it was broken off.
    pub(in crate::sim) fn whole(&self) -> Vec<Said> {
        let pieces = self.steps.iter().filter_map(|step| match &step.said {
            Said::Words(piece) => Some(piece.as_str()),
            Said::Info | Said::Broken => None,
        });
        let words: String = pieces.collect();
        let others = self.steps.iter().map(|step| &step.said).filter(|said| match said {
            Said::Words(_) => false,
            Said::Info => words.is_empty(),
            Said::Broken => true,
        });
        let others: Vec<Said> = others.cloned().collect();
        let spoken = (!words.is_empty()).then_some(Said::Words(words));
        spoken.into_iter().chain(others).collect()
    }
}

/// A text in pieces of one to six characters, wherever words end.
fn pieces(dice: &mut Dice, text: &str) -> Vec<String> {
    let mut left = text.chars().peekable();
    let mut pieces = Vec::new();
    while left.peek().is_some() {
        let size = dice.between(1, 6) as usize;
        pieces.push(left.by_ref().take(size).collect());
    }
    pieces
}

#[cfg(test)]
mod tests;

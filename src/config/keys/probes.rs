//! What can be set of bot probes.

use super::{Kind, Section, example};
use crate::config::choice::BotMode;

const MINUTE: u64 = 60;
const HOUR: u64 = 60 * MINUTE;

/// `[bot_probe]`
pub(in crate::config) static PROBES: Section = Section {
    path: "bot_probe",
    doc: "Questions that bots are asked from time to time, each in a section of its own name, to see whether and how\n\
          fast they answer. None is asked unless it is set: each costs an answer of the bot's and three calls.",
    optional: false,
    ways: &[],
    keys: &[],
};

/// `[bot_probe.NAME]`
pub(in crate::config) static PROBE: Section = Section {
    path: "bot_probe.NAME",
    doc: "A probe needs robot and question. Its own sessions are left out of every figure of AI sessions.",
    optional: true,
    ways: &[],
    keys: &[
        example("robot", Kind::Text, &["robot = \"14\""], "The id of the bot, as the vendor's list of robots has it."),
        example("question", Kind::Text, &["question = \"When are you open?\""], "What it is asked."),
        example(
            "expect",
            Kind::OptionalText,
            &["expect = \"9 to 5\""],
            "What the answer should hold; capitals and blanks make no difference. Unless set, any answer will do.",
        ),
        example(
            "every",
            Kind::Duration(MINUTE, 24 * HOUR),
            &["every = \"15m\""],
            "How often it is asked; every 5 minutes unless set.",
        ),
        example(
            "mode",
            Kind::Choice(BotMode::WORDS),
            &["mode = \"whole\""],
            "In which way it answers: word by word (stream, unless set), as a whole, or pushed to the receiver (callback).",
        ),
        example(
            "callback",
            Kind::Url,
            &["callback = \"https://board.example/callbacks\""],
            "For mode callback: the address at which the vendor reaches the receiver. Answers are pushed below it, each\n\
         to an address that ends in a random token of its own; a proxy must pass on what is below it too.",
        ),
    ],
};

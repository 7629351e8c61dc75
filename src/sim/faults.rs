//! What can go wrong between a vendor and a board, by name, and the order in which a seed lets it happen.
//!
//! A [`Fault`] is a kind, a [`Strike`] one occurrence of it with everything that was drawn for it. All draws are made
//! here, so that the same list and seed give the same strikes in the same order; where a strike then lands (which of
//! several streams, which request) is up to who comes next.

use std::str::FromStr;
use std::time::Duration;

use super::random::{self, Dice};

pub mod pushes;

/// Where in the way of an answer a fault strikes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Group {
    /// The connection itself.
    Connections,
    /// What is answered instead of an answer.
    Answers,
    /// Who may ask.
    Tokens,
    /// How a stream is cut into bytes and lines.
    Framing,
    /// What one message of a stream says.
    Messages,
    /// Who is in the list.
    Roster,
    /// How a bot answers who asks it.
    Bots,
}

impl Group {
    /// Every group, in the order in which faults are listed.
    pub const ALL: [Self; 7] =
        [Self::Connections, Self::Answers, Self::Tokens, Self::Framing, Self::Messages, Self::Roster, Self::Bots];

    /// The name in a list of faults, which stands for all that are in it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Connections => "connections",
            Self::Answers => "answers",
            Self::Tokens => "tokens",
            Self::Framing => "framing",
            Self::Messages => "messages",
            Self::Roster => "roster",
            Self::Bots => "bots",
        }
    }
}

/// What it takes for a strike to land.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Occasion {
    /// Nothing: it happens at once.
    Now,
    /// A request.
    Request,
    /// A stream's first message.
    Opening,
    /// A message of a stream.
    Message,
    /// A bot that is asked, its callback, or the end of its session.
    Asking,
}

macro_rules! faults {
    ($($(#[doc = $doc:literal])+ $fault:ident $name:literal $group:ident $occasion:ident)*) => {
        /// One kind of thing that can go wrong.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Fault {
            $($(#[doc = $doc])+ $fault,)*
        }

        impl Fault {
            /// Every kind there is.
            pub const ALL: &[Self] = &[$(Self::$fault),*];

            /// The name in a list of faults.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$fault => $name,)* }
            }

            /// Where it strikes.
            pub const fn group(self) -> Group {
                match self { $(Self::$fault => Group::$group,)* }
            }

            /// What happens, in a few words.
            pub const fn about(self) -> &'static str {
                match self { $(Self::$fault => concat!($($doc),+).trim_ascii_start(),)* }
            }

            pub(super) const fn occasion(self) -> Occasion {
                match self { $(Self::$fault => Occasion::$occasion,)* }
            }
        }
    };
}

faults! {
    /// connections are refused for a while
    Refused "refused" Connections Now
    /// every connection is reset
    Reset "reset" Connections Now
    /// a stream is reset in the middle of a message
    ResetStream "reset-stream" Connections Message
    /// an answer breaks off at any byte
    CutAnswer "cut-answer" Connections Request
    /// a stream is closed at any byte of a message
    Cut "cut" Connections Message
    /// a stream stays open and says nothing more
    Silence "silence" Connections Message
    /// a stream's first message comes a byte at a time
    Trickle "trickle" Connections Opening
    /// a proxy holds a stream back: it opens and says nothing
    Held "held" Connections Opening
    /// connections stay open and are neither read nor written any more
    Stall "stall" Connections Now
    /// 502 with a web page
    BadGateway "502" Answers Request
    /// 503 with a web page
    Unavailable "503" Answers Request
    /// 200 with a web page
    Html "html" Answers Request
    /// 301 to another host
    Moved "301" Answers Request
    /// 307 to another host
    Redirected "307" Answers Request
    /// the answer is packed with gzip
    Gzip "gzip" Answers Request
    /// the answer is not JSON
    NotJson "not-json" Answers Request
    /// 401 although the token is good
    Unauthorized "401" Answers Request
    /// 403
    Forbidden "403" Answers Request
    /// 429
    TooMany "429" Answers Request
    /// `229000`: too many calls
    Code229000 "229000" Answers Request
    /// `222000`: the input is called wrong
    Code222000 "222000" Answers Request
    /// `999999`: the system is busy
    Code999999 "999999" Answers Request
    /// tokens end in mid-stream, and the streams with them
    TokenExpired "token-expired" Tokens Now
    /// another client has got a new token, which ends ours
    TokenStolen "token-stolen" Tokens Now
    /// from now on the token is wanted in the other way, with Bearer or without
    Scheme "scheme" Tokens Now
    /// the vendor's clock is 10 minutes off for a while
    Clock "clock" Tokens Now
    /// one byte at a time
    OneByte "one-byte" Framing Message
    /// pieces of 1,460 bytes
    Packets "packets" Framing Message
    /// lines end in CR LF
    CrLf "crlf" Framing Message
    /// lines end in CR alone
    Cr "cr" Framing Message
    /// a byte order mark before the first message
    Bom "bom" Framing Opening
    /// comment lines before, in and behind a message
    Comments "comments" Framing Message
    /// `retry:` asks for a delay
    Retry "retry" Framing Message
    /// messages have an `event:` name and an `id:`
    Named "named" Framing Message
    /// a message in several `data:` lines
    ManyLines "many-lines" Framing Message
    /// a message of 20 MB
    Large "large" Framing Opening
    /// a line without end
    Endless "endless" Framing Message
    /// bytes that are not UTF-8
    InvalidUtf8 "invalid-utf8" Framing Message
    /// a message that is almost JSON: a raw tab, half a character, NaN, a comma too many
    AlmostJson "almost-json" Framing Message
    /// a message that is not JSON
    InvalidJson "invalid-json" Messages Message
    /// values of a wrong type
    WrongTypes "wrong-types" Messages Message
    /// numbers written as strings
    TextNumbers "text-numbers" Messages Message
    /// an operation for an unknown agent
    UnknownId "unknown-id" Messages Message
    /// an operation other than `replace`
    UnknownOp "unknown-op" Messages Message
    /// an operation on an unknown path
    UnknownPath "unknown-path" Messages Message
    /// a message of an unknown kind
    UnknownMessage "unknown-message" Messages Message
    /// a message comes twice
    Duplicated "duplicated" Messages Message
    /// two messages change places
    Reordered "reordered" Messages Message
    /// a message gets lost, and its fields drift
    Drift "drift" Messages Message
    /// a change comes without its time, the end of a call without the end of its number
    Bare "bare" Messages Message
    /// a second full message on the living stream
    SecondFull "second-full" Messages Message
    /// an agent joins in silence
    Join "join" Roster Now
    /// an agent leaves in silence
    Leave "leave" Roster Now
    /// the number of pages changes while they are read
    PageCount "page-count" Roster Opening
    /// the total is smaller than the list
    ShortTotal "short-total" Roster Opening
    /// the total is larger than the list
    LongTotal "long-total" Roster Opening
    /// an agent is listed twice
    DuplicateIds "duplicate-ids" Roster Opening
    /// a bot's answer breaks off in the middle
    BotCut "bot-cut" Bots Asking
    /// a bot's first word comes seconds late
    BotSlow "bot-slow" Bots Asking
    /// a bot's answer ends without a word
    BotEmpty "bot-empty" Bots Asking
    /// a bot's answer is closed before its last words
    BotReordered "bot-reordered" Bots Asking
    /// a bot's answer breaks off with `ERROR_END`
    BotError "bot-error" Bots Asking
    /// a bot's first answer is the code `999999`
    BotRefused "bot-refused" Bots Asking
    /// a bot says `EXHAUST`
    BotExhausted "bot-exhausted" Bots Asking
    /// a bot says `EXPIRE`
    BotExpired "bot-expired" Bots Asking
    /// a bot's answer has no end
    BotEndless "bot-endless" Bots Asking
    /// a bot's session is not known any more when it is ended
    BotGone "bot-gone" Bots Asking
    /// a bot's callback does not come
    BotUncalled "bot-uncalled" Bots Asking
    /// a bot's callback comes twice
    BotTwice "bot-twice" Bots Asking
    /// a bot's callback is for another session
    BotStranger "bot-stranger" Bots Asking
}

impl FromStr for Fault {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Self::ALL.iter().copied().find(|fault| fault.name() == text).ok_or_else(|| {
            format!("`{text}` is no fault; there are all, {} and {}", names(Group::ALL.map(Group::name)), {
                names(Self::ALL.iter().map(|fault| fault.name()))
            })
        })
    }
}

fn names(names: impl IntoIterator<Item = &'static str>) -> String {
    names.into_iter().collect::<Vec<_>>().join(", ")
}

/// Reads a list of faults: names, groups or `all`, separated by commas; a minus before one takes it out again.
///
/// # Errors
/// One sentence for a name that is none, or when nothing is left.
pub fn list(text: &str) -> Result<Vec<Fault>, String> {
    let mut list: Vec<Fault> = Vec::new();
    for item in text.split(',').map(str::trim).filter(|item| !item.is_empty()) {
        let (out, name) = item.strip_prefix('-').map_or((false, item), |name| (true, name));
        let group = Group::ALL.into_iter().find(|group| group.name() == name);
        let named: Vec<Fault> = match (name, group) {
            ("all", _) => Fault::ALL.to_vec(),
            (_, Some(group)) => Fault::ALL.iter().copied().filter(|fault| fault.group() == group).collect(),
            (name, None) => vec![name.parse()?],
        };
        list.retain(|fault| !named.contains(fault));
        if !out {
            list.extend(named);
        }
    }
    if list.is_empty() { Err("name at least one fault, or all".to_owned()) } else { Ok(list) }
}

/// One occurrence of a fault, with all that was drawn for it.
#[derive(Debug, Clone, PartialEq)]
pub struct Strike {
    /// From 1, in the order of striking.
    pub number: u64,
    /// What strikes.
    pub fault: Fault,
    /// For how many occasions, where one is not enough to be felt: 1 to 3.
    pub times: u32,
    /// How long what lasts a while lasts, as a part of the longest time: 0.2 to 1.
    pub part: f64,
    /// Where within something: 0 is its beginning, 1 its end.
    pub place: f64,
    /// Whether the streams are closed, so that one of them is who comes next.
    pub on_stream: bool,
    /// Which requests it may land on: those with this in their path; without it, any.
    pub only: Option<&'static str>,
}

/// Which faults strike, in the order the seed gives.
pub struct Schedule {
    faults: Vec<Fault>,
    dice: Dice,
    count: u64,
}

impl Schedule {
    /// The schedule of these faults under this seed; without faults nothing is drawn.
    pub fn new(faults: Vec<Fault>, seed: u64) -> Self {
        Self { faults, dice: Dice::new(seed, random::FAULTS), count: 0 }
    }

    /// The next strike; none without faults.
    pub fn next_strike(&mut self) -> Option<Strike> {
        let fault = *self.faults.get(self.dice.below(self.faults.len()))?;
        Some(self.strike(fault))
    }

    /// A strike of this fault, with the schedule's next draws.
    pub fn strike(&mut self, fault: Fault) -> Strike {
        self.count += 1;
        Strike {
            number: self.count,
            fault,
            times: self.dice.between(1, 3) as u32,
            part: 0.2 + 0.8 * self.dice.unit(),
            place: self.dice.unit(),
            on_stream: self.dice.chance(0.5),
            only: None,
        }
    }

    /// How long nothing happens before the next strike: `mean`, give or take a half.
    pub fn pause(&mut self, mean: Duration) -> Duration {
        mean.mul_f64(0.5 + self.dice.unit())
    }
}

#[cfg(test)]
mod tests;

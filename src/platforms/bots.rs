//! Bots of a vendor, asked as a customer would ask them: what the bot probe knocks on.

use std::future::Future;
use std::pin::Pin;

use futures_util::Stream;

use super::{Result, Urgency};
use crate::model::probe::ProbeMode;

/// With this begins the visitor's id of every session that a probe begins: by it such sessions are known again, those
/// of other boards too, and left out of all figures.
pub const MARK: &str = "callboard-probe-";

/// Whether the visitor of a session is a probe.
pub fn is_mark(visitor: &str) -> bool {
    visitor.trim().starts_with(MARK)
}

/// Who is asked, and as whom.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Asking<'a> {
    /// The bot, by the vendor's id.
    pub robot: &'a str,
    /// The visitor's id: [`MARK`], and an id of its own.
    pub mark: &'a str,
    /// The id of the conversation on our side.
    pub business: &'a str,
}

/// A session with a bot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BotSession {
    /// The vendor's id.
    pub id: String,
    /// The id of the conversation on our side, as the vendor repeats it.
    pub business: String,
    /// The line of business it belongs to, as the vendor calls it.
    pub business_kind: String,
    /// Its product's id.
    pub business_kind_id: String,
    /// The bot.
    pub robot: String,
    /// The visitor's id.
    pub mark: String,
}

/// A question.
#[derive(Clone, Copy)]
pub struct Question<'a> {
    /// What is asked.
    pub text: &'a str,
    /// In which way the answer is to come.
    pub mode: ProbeMode,
    /// Where an answer is pushed to that comes later.
    pub callback: Option<&'a str>,
    /// How urgent it is.
    pub urgency: Urgency,
    /// Is called when the question is sent: its place in the call budget has been waited for by then. A question that is
    /// sent once more, after its token was refused, counts from the last time.
    pub sent: &'a (dyn Fn() + Send + Sync),
}

/// What a part of an answer is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PartKind {
    /// Words of the answer.
    Words,
    /// What there is to know of the answer as a whole; it may bring words of its own.
    Info,
    /// A part that the vendor could not make.
    Failed,
    /// The vendor has broken the answer off.
    BrokenOff,
}

/// One part of an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AnswerPart {
    /// What it is.
    pub kind: PartKind,
    /// The message that it is a part of.
    pub message: Option<String>,
    /// The session that it belongs to.
    pub session: Option<String>,
    /// Its words, blanks included.
    pub words: String,
    /// How the vendor says that the bot stands, in its word.
    pub status: Option<String>,
}

/// The parts of an answer as they come; an error is the last of them.
pub type Parts = Pin<Box<dyn Stream<Item = Result<AnswerPart>> + Send>>;

/// What comes of a question.
pub enum BotAnswer {
    /// The answer comes word by word.
    Stream(Parts),
    /// The answer is there.
    Whole(Vec<AnswerPart>),
    /// The question was taken; the answer comes by a callback.
    Later,
}

/// An answer that came by a callback: of which session, and its parts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AnswerPushed {
    /// The session.
    pub session: String,
    /// The parts of the answer.
    pub parts: Vec<AnswerPart>,
}

/// The bots of a vendor. No call is repeated for another reason than a refused token.
pub trait BotApi: Send + Sync + 'static {
    /// The section of the settings that it takes.
    const SECTION: &'static str;
    /// Begins a session.
    fn begin(&self, asking: &Asking<'_>, urgency: Urgency) -> impl Future<Output = Result<BotSession>> + Send;
    /// Asks a question in it.
    fn ask(&self, session: &BotSession, question: &Question<'_>) -> impl Future<Output = Result<BotAnswer>> + Send;
    /// Ends the session of this id.
    fn end(&self, session: &str, urgency: Urgency) -> impl Future<Output = Result<()>> + Send;
}

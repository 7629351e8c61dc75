//! What goes wrong with more than one platform.

use crate::config::token::Flaw;
use crate::model::Value;
use crate::model::problem::{Problem, Quote, problems};

problems! {
    /// What goes wrong with more than one platform.
    pub enum Answered {
        NoJson(place: String) = "{place} gave an answer that is not JSON" => next "trying again" by Vendor at Answer,
        NoData(place: String) = "{place} gave an answer without data" => next "trying again" by Vendor at Answer,
        NoCode(place: String, said: Option<Quote>) = "{place} gave an answer without code{said}" => next "trying again" by Vendor at Answer,
        UnknownCode(place: String, code: String, said: Option<Quote>) = "{place} answered the unknown code {code}{said}" => next "trying again" by Vendor at Answer,
        NoToken(place: String, why: Option<Why>, section: String) = "{place} gave no token{why}" => fix "check app_id and app_key in [{section}]" by Settings at Answer,
        TokenRefused(place: String, why: Why) = "{place} refused the token{why}" by Settings at Answer,
        RefusedAgain(problem: Problem) = "{problem}, also a fresh one" => next "trying again" by Settings at Answer,
        NoClock(refused: Value, section: String) = "{refused}; nothing tells what time it is there (no Date)" => fix "set this machine's clock by a time service: if it is right, the id or the key in [{section}] is wrong" by ThisMachine at Answer,
        TooOften(place: String, seconds: u64, section: &'static str) = "{place} was called too often (229000)" => fix "nothing is asked for {seconds} s: lower calls_per_minute in [{section}] if other programs ask too" by Vendor at Answer,
        Unsendable(host: String, flaw: Unsendable) = "the token that {host} gave cannot be sent, since it {flaw}" => next "trying again" by Vendor at Answer,
        Taken(times: usize) = "another program takes our token: {times} times in half an hour it was refused before its time" => fix "let one account ask the tenant, or let the accounts share the token (group in [cache])",
        Unkept(why: String) = "the token is not kept for other sessions: {why}",
        RowsBeyond(place: String, sent: u64, asked: u32, beyond: u64) = "{place} sent {sent} rows, and was asked for {asked}: {beyond} are left out",
        AgentsBeyond(beyond: usize, page: u32, asked: u32) = "{beyond} agents on page {page}, for which {asked} were asked",
    }
}

problems! {
    /// Why no token is given, or none is taken.
    pub enum Why {
        Code(code: String, said: Option<Quote>) = " ({code}){said}",
        Signature(code: String, said: Option<Quote>) = ": it refuses the signature ({code}){said}",
    }
}

problems! {
    /// Why no request can carry a token.
    pub enum Unsendable {
        Empty = "is empty",
        TooLong = "is longer than 16 KiB",
        Control = "has a line end or another control character in it",
        NotAscii = "has a character in it that is not ASCII, which no header carries",
    }
}

impl From<Flaw> for Unsendable {
    fn from(flaw: Flaw) -> Self {
        match flaw {
            Flaw::Empty => Self::Empty,
            Flaw::TooLong => Self::TooLong,
            Flaw::Control => Self::Control,
            Flaw::NotAscii => Self::NotAscii,
        }
    }
}

/// What a vendor said, made fit to be quoted.
pub(super) fn quote(said: &str) -> Option<Quote> {
    Quote::of(&crate::http::words::sentence(said))
}

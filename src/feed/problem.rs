//! What goes wrong where it is decided what to ask when.

use std::time::Duration;

use crate::model::Value;
use crate::model::problem::{Problem, problems};

problems! {
    /// What goes wrong with the streams of the agents.
    pub enum Streaming {
        NoFirst(problem: Problem) = "the first message cannot be read: {problem}",
        Closed = "the server closed the stream",
        NoAnswer(time: Duration) = "no answer for {time} s",
        NoBytes(time: Duration) = "no bytes for {time} s",
        NoFull(time: Duration) = "bytes arrive, but no full message for {time} s",
        NoWhole(time: Duration) = "bytes arrive, but no whole message for {time} s",
        Barren(streams: u32, problem: Problem) = "{streams} streams in a row gave no full message, last: {problem}",
        Cut(streams: u32, problem: Problem) = "{streams} streams in a row ended right after their full message, last: {problem}",
        HeldBack(seconds: i64) = "a proxy holds the stream back: its full message is {seconds}s older than a poll's",
        Polling(reason: Problem, every: Duration) = "the stream is unavailable ({reason})" => next "polling every {every}s",
        NoFullYet = "no full message yet",
        NoReason = "no reason given",
        PollFailed(doing: Value, problem: Problem) = "{doing}; the last poll failed: {problem}",
        Resync(problem: Problem) = "resync failed: {problem}",
        TooMuch = "too much changed while it ran",
        Crowded(most: usize) = "more than {most} agents: the others are left out" => fix "narrow the filter",
        CutShort(most: u32) = "more than {most} pages: raise the page size, or narrow the filter",
        FewDescriptors(pages: u32, polled: u32, every: Duration, needed: u32) = "too few file descriptors for {pages} streams: {polled} pages are polled every {every}s" => fix "raise `ulimit -n` to {needed}",
    }
}

problems! {
    /// What goes wrong with callbacks.
    pub enum Pushing {
        NoneTaken(count: u64, problem: Problem) = "none of {count} callbacks was taken, the last one: {problem}",
    }
}

problems! {
    /// What goes wrong when a bot is asked to see how it answers.
    pub enum Probing {
        NoSession(seconds: u64) = "no session with the bot was begun within {seconds} s" => next "it is tried again at its next turn",
        NotTaken(seconds: u64) = "the question was not taken within {seconds} s" => next "it is asked again at its next turn",
        NoEnd(seconds: u64) = "the answer did not end within {seconds} s" by Vendor at Answer,
        NotPushed(seconds: u64) = "no answer was pushed within {seconds} s" => fix "check that the vendor reaches the address of callback in the probe's section",
        NoReceiver = "nothing listens for the answer that is pushed" => fix "set up the receiver of callbacks, or another mode",
        PartFailed = "the vendor could not make a part of the answer (ERROR)" by Vendor at Answer,
        BrokenOff = "the vendor broke the answer off (ERROR_END)" by Vendor at Answer,
        LeftOpen(problem: Problem) = "the session could not be ended: {problem}" => next "trying again",
        Unremembered(why: String) = "open sessions of probes are not remembered: {why}" => fix "make that place writable: after a crash they could not be ended",
    }
}

problems! {
    /// One of several that are asked for.
    pub enum Part {
        Page(page: u32, pages: u32) = "page {page} of {pages}",
        All = "all sessions",
        Handed = "sessions that reached an agent",
        Ended = "ended sessions",
        Valid = "valid sessions",
        Robots = "list of robots",
    }
}

problems! {
    /// Why there is nothing to ask.
    pub enum Unasked {
        NoAgents = "the agents stream is not configured",
        NoChats = "chat statistics are not configured",
        NoAi = "AI agent records are not configured",
        NoRecords = "call records are not configured",
        NoPush = "callbacks are not configured",
        NoProbes = "bot probes are not configured",
        NoPlatform = "this vendor's chats are not configured",
        NoCalls(section: &'static str) = "calls are not configured: add [{section}] to the settings",
        NoSessions(section: &'static str) = "chat statistics and AI sessions are not configured: add [{section}] to the settings",
        NoRecordings(section: &'static str) = "recordings are not configured: add [{section}] to the settings",
        Late(minutes: u64) = "no answer for {minutes} minutes" => next "trying again",
        NoSound = "this is a recording: it does not hold the sound of calls",
        NoHub = "this board is on no hub",
        NoRequest = "this needs no request",
        NotOfCalls = "calls know nothing of that",
        NotOfSessions = "sessions know nothing of that",
        Unshared(why: Value) = "the call budget is not shared with other sessions: {why}",
        Ending = "the session ends",
    }
}

problems! {
    /// That the vendor's counts of calls and its lists differ.
    pub enum Counts {
        All(counted: u64, listed: u64) = "the vendor counts {counted} calls and lists {listed}: figures of calls may be off",
        Inbound(counted: u64, result: String, listed: u64) = "the vendor counts {counted} inbound calls as \"{result}\" and lists {listed}: figures of calls may be off",
    }
}

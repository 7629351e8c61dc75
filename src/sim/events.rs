//! What is going to happen: events in lives, entries in the calendar, and the order in which they come.

/// The next step of one agent's life.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum AgentStep {
    /// Answers the ringing call.
    Answer,
    /// Lets it ring out.
    NoAnswer,
    /// The customer hangs up while it rings.
    RingOff,
    /// Puts the customer on hold; so many ms of talk are left after it.
    Hold(i64),
    /// Takes the customer back for so many ms.
    Resume(i64),
    /// The call is over.
    HangUp,
    /// Wrap-up is done.
    Wrapped,
    /// Dials a customer.
    Dial,
    /// Dials a colleague.
    DialColleague,
    /// The called side answers.
    Connect,
    /// The called side does not.
    NoConnect,
    /// Answers a colleague's inquiry for so many ms.
    Join(i64),
    /// Lets a colleague's inquiry ring out.
    Decline,
    /// The inquiry is over.
    Leave,
    /// Comes back from a break, or is unlocked.
    Back,
}

/// Something that happens on the clock of lives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum What {
    /// A customer may call.
    Arrival,
    /// A caller goes on, or away.
    Onward(Call, Way),
    /// The customer with this call id has waited long enough.
    Patience(u64),
    /// Waiting customers meet idle agents.
    Dispatch,
    /// A step of an agent; void if the agent's epoch is another by now.
    Agent(u32, u32, AgentStep),
    /// A break falls due; void if the agent's login epoch is another by now.
    Break(u32, u32),
}

/// An event: when on the clock of lives, a number that keeps the order of equals, and what.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Event {
    pub(super) at: i64,
    pub(super) order: u64,
    pub(super) what: What,
}

/// Something that happens by the wall clock however fast lives go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Appointment {
    /// A new day begins: today's counters start from nothing.
    Midnight,
    /// An agent's shift ends.
    End(u32),
    /// An agent's shift begins.
    Begin(u32),
    /// Something out of the ordinary begins, of those that a world at its first moment must show.
    Exception(Exception),
    /// One of those whom the day's cause makes leave goes.
    Leave,
}

/// What a world must show at its first moment, because every real floor has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Exception {
    /// A call that will not end.
    LongTalk,
    /// A forgotten wrap-up.
    LongWrapUp,
    /// An afternoon in a training room.
    LongBreak,
    /// A lock by the system.
    Lock,
}

/// What is still to befall an agent.
#[derive(Debug, Default, Clone)]
pub(super) struct Due {
    pub(super) talks: usize,
    pub(super) wrap_ups: usize,
    pub(super) breaks: usize,
    /// The world's first moment, Unix ms.
    pub(super) start: i64,
}

/// An appointment: when in Unix ms, a number that keeps the order of equals, and what.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Entry {
    pub(super) at: i64,
    pub(super) order: u64,
    pub(super) what: Appointment,
}

/// Where a caller goes who has not come to the queue yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Way {
    /// Into the queue for an agent.
    Queue,
    /// Away.
    HangsUp,
    /// To the bot.
    ToBot,
    /// Away from the bot, with an answer.
    Contained,
    /// To a number outside.
    ToOutside,
    /// Away from it, with an answer.
    OutsideDone,
    /// Nowhere: the system loses the call.
    SystemLoses,
}

/// A customer who is calling.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Call {
    /// The place in the queue.
    pub(super) id: u64,
    /// The call's number in the ledger.
    pub(super) number: u32,
    pub(super) customer: u64,
}

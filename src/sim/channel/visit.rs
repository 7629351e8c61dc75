//! A visitor's chat, and what those who serve do meanwhile.

/// Taking chats.
pub(super) const ONLINE: usize = 0;

/// A person's time in one state; Unix ms.
#[derive(Debug, Clone, Copy)]
pub(in crate::sim) struct Stretch {
    pub(in crate::sim) state: usize,
    pub(in crate::sim) from: i64,
    pub(in crate::sim) to: i64,
}

/// One visitor's chat. Moments are Unix ms.
pub(in crate::sim) struct Visit {
    pub(in crate::sim) begin: i64,
    pub(in crate::sim) end: i64,
    /// Which of the tenant's doors: an index below [`DOORS`].
    pub(in crate::sim) door: usize,
    /// The robot, where one answered first.
    pub(in crate::sim) robot: Option<Robot>,
    /// A person was wanted.
    pub(in crate::sim) person: Option<Wanted>,
    /// An agent wrote first.
    pub(in crate::sim) proactive: bool,
    /// The visitor was put on the black list.
    pub(in crate::sim) blocked: bool,
}

/// How many doors (access numbers) a tenant has.
pub(in crate::sim) const DOORS: usize = 2;

/// What a robot did.
pub(in crate::sim) struct Robot {
    pub(in crate::sim) until: i64,
    /// Messages of the visitor; without any the session is not valid.
    pub(in crate::sim) asked: i64,
    pub(in crate::sim) written: i64,
    /// Whether it helped, where the visitor said.
    pub(in crate::sim) helped: Option<bool>,
}

/// A person was wanted.
pub(in crate::sim) struct Wanted {
    pub(in crate::sim) at: i64,
    /// No agent was free at once.
    pub(in crate::sim) queued: bool,
    /// When an agent took the chat, or the visitor gave up.
    pub(in crate::sim) until: i64,
    /// Who served, one after the other; empty where the visitor gave up.
    pub(in crate::sim) legs: Vec<Leg>,
    /// The visitor who gave up left a message.
    pub(in crate::sim) left: Option<Left>,
    /// How the agent marked it.
    pub(in crate::sim) solved: Option<bool>,
    /// Messages after the visitor had gone.
    pub(in crate::sim) offline: i64,
    /// The visitor was asked for a rating; true where the agent did it by hand.
    pub(in crate::sim) invited: Option<bool>,
    pub(in crate::sim) rating: Option<Rating>,
    /// The visitor did not come again within a day, within two.
    pub(in crate::sim) settled: [bool; 2],
}

/// One agent's part of a chat.
pub(in crate::sim) struct Leg {
    /// Index among the tenant's people.
    pub(in crate::sim) person: usize,
    pub(in crate::sim) from: i64,
    pub(in crate::sim) to: i64,
    /// Messages of the visitor.
    pub(in crate::sim) asked: i64,
    /// Messages of the agent.
    pub(in crate::sim) written: i64,
    pub(in crate::sim) characters: i64,
    /// To the first answer, in ms.
    pub(in crate::sim) first_reply: i64,
    /// How many answers there were, and how long all of them took, in ms.
    pub(in crate::sim) replies: i64,
    pub(in crate::sim) reply_time: i64,
    /// Chats this agent had at once when this one began.
    pub(in crate::sim) at_once: i64,
}

impl Leg {
    /// Whether both sides spoke.
    pub(in crate::sim) fn valid(&self) -> bool {
        self.asked > 0 && self.written > 0
    }
}

/// A message left for later.
pub(in crate::sim) struct Left {
    /// Index of who took it up.
    pub(in crate::sim) person: usize,
    pub(in crate::sim) taken: i64,
    pub(in crate::sim) done: i64,
}

/// What a visitor thought.
pub(in crate::sim) struct Rating {
    /// 1 to 5.
    pub(in crate::sim) score: usize,
    /// Unsolicited.
    pub(in crate::sim) unasked: bool,
    /// Whether it was resolved, where the visitor said.
    pub(in crate::sim) resolved: Option<bool>,
}

impl Visit {
    pub(in crate::sim) fn over(&self, now: i64) -> bool {
        self.end <= now
    }

    /// Who served.
    pub(in crate::sim) fn legs(&self) -> &[Leg] {
        self.person.as_ref().map_or(&[], |wanted| &wanted.legs)
    }
}

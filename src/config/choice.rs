//! Settings that are one word out of a few.

use super::value::{FromValue, Value};

/// An enum together with the words the settings use for it.
macro_rules! choice {
    ($(#[$doc:meta])* $name:ident {
        $(#[$first_doc:meta])* $first:ident = $first_word:literal,
        $($(#[$variant_doc:meta])* $variant:ident = $word:literal,)*
    }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum $name {
            $(#[$first_doc])* $first,
            $($(#[$variant_doc])* $variant,)*
        }

        impl $name {
            /// Every word, in the order of the variants.
            pub const WORDS: &'static [&'static str] = &[$first_word, $($word),*];

            /// The word the settings use.
            pub fn as_str(self) -> &'static str {
                match self {
                    Self::$first => $first_word,
                    $(Self::$variant => $word,)*
                }
            }

            /// The choice a word stands for; `None` for any other word.
            pub fn from_word(word: &str) -> Option<Self> {
                match word {
                    $first_word => Some(Self::$first),
                    $($word => Some(Self::$variant),)*
                    _ => None,
                }
            }
        }

        impl $crate::config::FromValue for $name {
            fn from_value(value: &$crate::config::Value) -> Option<Self> {
                match value {
                    $crate::config::Value::Text(word) => Self::from_word(word),
                    _ => None,
                }
            }

            fn unset() -> Self {
                Self::$first
            }
        }
    };
}

pub(crate) use choice;

choice! {
    /// The language asked of the vendor.
    Language {
        /// English.
        En = "en",
        /// Chinese.
        Zh = "zh",
    }
}

choice! {
    /// In which way a bot answers a probe.
    BotMode {
        /// Word by word.
        Stream = "stream",
        /// As a whole.
        Whole = "whole",
        /// Pushed to the receiver.
        Callback = "callback",
    }
}

choice! {
    /// Where Sobot keeps the tenant.
    Region {
        /// International.
        Singapore = "singapore",
        /// North America.
        NorthAmerica = "north-america",
        /// China.
        China = "china",
    }
}

choice! {
    /// The language of the screen.
    ScreenLanguage {
        /// What the environment's locale says.
        Auto = "auto",
        /// English.
        En = "en",
        /// Simplified Chinese.
        Zh = "zh",
    }
}

choice! {
    /// How many colours the screen may use.
    Colour {
        /// What the terminal says it can do; `NO_COLOR` is obeyed.
        Auto = "auto",
        /// 24-bit colours.
        Truecolour = "truecolour",
        /// The 256-colour palette.
        Palette256 = "256",
        /// The 16 basic colours.
        Basic16 = "16",
        /// No colours: glyphs, words and bold only.
        Off = "none",
    }
}

choice! {
    /// What large letters are made of.
    Blocks {
        /// Upper and lower halves of a cell: in every font.
        Half = "half",
        /// Quarters of a cell.
        Quadrant = "quadrant",
        /// Sixths of a cell, of Unicode 13.
        Sextant = "sextant",
    }
}

choice! {
    /// Whether to spare a thin line to the terminal.
    SlowLine {
        /// When the terminal cannot keep up.
        Auto = "auto",
        /// Always.
        Always = "always",
        /// Never.
        Never = "never",
    }
}

choice! {
    /// The order of the agent table at the start.
    AgentSort {
        /// Over a limit first, then the longest in state.
        Attention = "attention",
        /// By name.
        Name = "name",
        /// By agent number.
        Number = "number",
        /// By work state.
        State = "state",
        /// Longest in state first.
        Longest = "longest",
        /// The same, as the list calls it.
        Time = "time",
        /// Most agent answers first.
        AgentAnswers = "agent_answers",
        /// Most agent misses first.
        AgentMisses = "agent_misses",
        /// Most dialled first.
        Dialled = "dialled",
        /// Most connected first.
        Connected = "connected",
        /// Largest share of misses first.
        AgentMissesPercent = "agent_misses_percent",
        /// By extension.
        Ext = "ext",
        /// By why they are busy.
        Reason = "reason",
        /// By the direction of the call.
        Call = "call",
        /// By when they logged in.
        Login = "login",
        /// By device.
        Phone = "phone",
        /// By department.
        Department = "department",
        /// By skill group.
        Group = "group",
        /// By id.
        Id = "id",
    }
}

choice! {
    /// A view of the round, beside the wall that begins it.
    KioskView {
        /// The agents, page by page.
        Board = "board",
        /// The teams, each with what is counted of it.
        Teams = "teams",
        /// Today's calls.
        Calls = "calls",
        /// Today's chats.
        Chat = "chat",
        /// Today's AI sessions.
        Ai = "ai",
        /// The reports.
        Reports = "reports",
        /// How everything stands.
        Health = "health",
    }
}

choice! {
    /// Where the log goes.
    LogTo {
        /// To the file.
        File = "file",
        /// To systemd's journal.
        Journal = "journal",
    }
}

choice! {
    /// How much is logged.
    LogLevel {
        /// Failures only.
        Error = "error",
        /// And what heals by itself.
        Warn = "warn",
        /// And connects, resyncs, token refreshes.
        Info = "info",
        /// And every request.
        Debug = "debug",
        /// And every message.
        Trace = "trace",
    }
}

choice! {
    /// How bad an alert is.
    Severity {
        /// Worth knowing.
        Info = "info",
        /// A person should look.
        Warning = "warning",
        /// A person must act.
        Critical = "critical",
    }
}

choice! {
    /// How the terminal is asked to show a notification.
    Notify {
        /// Not at all.
        Off = "off",
        /// OSC 9: iTerm2, Windows Terminal, WezTerm, Ghostty.
        Osc9 = "osc9",
        /// OSC 777: urxvt, foot, VTE's terminals, WezTerm, Ghostty.
        Osc777 = "osc777",
    }
}

choice! {
    /// States whose time a rule can look at.
    AlertState {
        /// Free to take a call.
        Ready = "ready",
        /// A call is ringing.
        Ringing = "ringing",
        /// Calling out.
        Dialling = "dialling",
        /// In conversation.
        Talking = "talking",
        /// The customer is on hold.
        Holding = "holding",
        /// After-call work.
        WrapUp = "wrap-up",
        /// Logged in, not taking calls.
        Busy = "busy",
        /// Locked by the system.
        Locked = "locked",
        /// Not logged in.
        Offline = "offline",
        /// Not said.
        Unknown = "unknown",
    }
}

/// Sources whose age a rule can look at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AlertSource {
    /// Each of them.
    Any,
    /// The live stream of agents.
    Agents,
    /// Chat workload.
    Chat,
    /// AI records.
    Ai,
    /// Call records.
    Calls,
    /// What the platform of this name tells.
    Platform(String),
}

impl AlertSource {
    /// The words for those that are no platform of their own.
    pub const OWN: &'static [&'static str] = &["any", "agents", "chat", "ai", "calls"];
}

impl FromValue for AlertSource {
    fn from_value(value: &Value) -> Option<Self> {
        let Value::Text(word) = value else { return None };
        Some(match word.as_str() {
            "any" => Self::Any,
            "agents" => Self::Agents,
            "chat" => Self::Chat,
            "ai" => Self::Ai,
            "calls" => Self::Calls,
            other => Self::Platform(other.to_owned()),
        })
    }

    fn unset() -> Self {
        Self::Any
    }
}

choice! {
    /// What the wait of a call is measured from.
    LevelFrom {
        /// The start of the call, menu and bot included.
        Start = "start",
    }
}

choice! {
    /// Figures that a rule can look at.
    AlertFigure {
        /// Agents who are free.
        Ready = "ready",
        /// Agents with a call ringing.
        Ringing = "ringing",
        /// Agents calling out.
        Dialling = "dialling",
        /// Agents in conversation.
        Talking = "talking",
        /// Agents with a customer on hold.
        Holding = "holding",
        /// Agents in after-call work.
        WrapUp = "wrap_up",
        /// Agents who are busy.
        Busy = "busy",
        /// Agents the system has locked.
        Locked = "locked",
        /// Agents who are not logged in.
        Offline = "offline",
        /// Agents who are logged in.
        LoggedIn = "logged_in",
        /// Agents with a call.
        InCall = "in_call",
        /// Inbound calls in progress that no agent has.
        NoAgentYet = "no_agent_yet",
        /// Inbound calls that agents have.
        AtAgents = "at_agents",
        /// Callers who wait, by events.
        Waiting = "waiting",
        /// How long the one who waits longest has waited, in seconds.
        LongestWait = "longest_wait",
        /// Today's calls that an agent had.
        CallsAnswered = "calls_answered",
        /// Today's calls that ended unserved.
        Lost = "lost",
        /// The same in percent of answered and lost calls.
        LostPercent = "lost_percent",
        /// Callers whose lost calls no later contact followed.
        StillLost = "still_lost",
        /// Today's calls that the caller ended at once.
        ShortAbandons = "short_abandons",
        /// Today's calls answered in time, in percent.
        ServiceLevel = "service_level",
        /// Times that agents answered a call today.
        AgentAnswers = "agent_answers",
        /// Times that agents missed a call today.
        AgentMisses = "agent_misses",
        /// The same in percent of what rang at agents.
        AgentMissesPercent = "agent_misses_percent",
        /// Outbound calls.
        Dialled = "dialled",
        /// Outbound calls that were answered.
        Connected = "connected",
        /// The same in percent of all outbound calls.
        ConnectedPercent = "connected_percent",
        /// Today's chats.
        Chats = "chats",
        /// Chats without an answer.
        ChatsUnanswered = "chats_unanswered",
        /// The same in percent of all chats.
        ChatsUnansweredPercent = "chats_unanswered_percent",
        /// Chats that waited in the queue.
        ChatsQueued = "chats_queued",
        /// Chats that customers left in the queue.
        ChatsGaveUp = "chats_gave_up",
        /// Chats that were lost.
        ChatsLost = "chats_lost",
        /// Today's AI sessions.
        AiSessions = "ai_sessions",
        /// AI sessions that reached an agent.
        AiHanded = "ai_handed",
        /// The same in percent of the valid ones.
        AiHandedPercent = "ai_handed_percent",
        /// AI sessions that robots contained, in percent of the valid, ended ones of real agents.
        AiContainedPercent = "ai_contained_percent",
        /// How long the slowest bot took to its first word, in seconds.
        BotFirstWord = "bot_first_word",
        /// Probes whose bot brought no answer twice in a row.
        BotDown = "bot_down",
    }
}

impl FromValue for Vec<KioskView> {
    fn from_value(value: &Value) -> Option<Self> {
        match value {
            Value::Texts(words) => words.iter().map(|word| KioskView::from_word(word)).collect(),
            _ => None,
        }
    }

    fn unset() -> Self {
        Self::new()
    }
}

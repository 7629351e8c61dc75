//! Settings that are one word out of a few.

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
    /// How the `Authorization` header of `sobot_call` carries the token.
    AuthScheme {
        /// `Bearer <token>`.
        Bearer = "bearer",
        /// The bare token.
        Raw = "raw",
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
        /// Most answered first.
        Answered = "answered",
        /// Most missed first.
        Missed = "missed",
    }
}

choice! {
    /// A view of the round, beside the wall that begins it.
    KioskView {
        /// The agents, page by page.
        Board = "board",
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
        /// Somebody should look.
        Warning = "warning",
        /// Somebody must act.
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
        /// Nobody said.
        Unknown = "unknown",
    }
}

choice! {
    /// Sources whose age a rule can look at.
    AlertSource {
        /// Each of them.
        Any = "any",
        /// The live stream of agents.
        Agents = "agents",
        /// Chat workload.
        Chat = "chat",
        /// AI records.
        Ai = "ai",
        /// Chats on Sobot's platform in China.
        SobotCn = "sobot_cn",
        /// Chats on 7moor's platform.
        SevenMoor = "seven_moor",
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
        /// Inbound calls missed today.
        Missed = "missed",
        /// The same in percent of all inbound calls.
        MissedPercent = "missed_percent",
        /// Outbound calls that were answered, in percent.
        ConnectedPercent = "connected_percent",
        /// Chats nobody answered.
        ChatsUnanswered = "chats_unanswered",
        /// The same in percent of all chats.
        ChatsUnansweredPercent = "chats_unanswered_percent",
        /// AI sessions handed to a person.
        AiHanded = "ai_handed",
        /// The same in percent of all AI sessions.
        AiHandedPercent = "ai_handed_percent",
    }
}

//! Settings that are one word out of a few.

/// An enum together with the words the settings use for it.
macro_rules! choice {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $word:literal,)+ }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum $name {
            $($(#[$variant_doc])* $variant,)+
        }

        impl $name {
            /// Every word, in the order of the variants.
            pub const WORDS: &'static [&'static str] = &[$($word),+];

            /// The word the settings use.
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $word,)+
                }
            }

            /// The choice a word stands for; `None` for any other word.
            pub fn from_word(word: &str) -> Option<Self> {
                match word {
                    $($word => Some(Self::$variant),)+
                    _ => None,
                }
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

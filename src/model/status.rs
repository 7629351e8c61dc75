//! What an agent is doing, in the field's words.
//!
//! The numeric codes are the vendors'; a code that no document names is kept as its number (`Other`), shown as such, and
//! never mistaken for a state we know.

/// Declares an enum of words with an `Other(code)` escape; serialised as the word, or as the number.
macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $word:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum $name {
            $($(#[$vdoc])* $variant,)+
            /// A code that no document names, kept as its number.
            Other(i64),
        }

        impl $name {
            /// Every state that has a name, in display order.
            pub const NAMED: &'static [Self] = &[$(Self::$variant),+];

            /// The word for it, or `None` for a code without a name.
            pub const fn word(self) -> Option<&'static str> {
                match self {
                    $(Self::$variant => Some($word),)+
                    Self::Other(_) => None,
                }
            }

            /// Its place among [`NAMED`](Self::NAMED), or `None` for a code without a name.
            pub const fn place(self) -> Option<usize> {
                enum Place { $($variant),+ }
                match self {
                    $(Self::$variant => Some(Place::$variant as usize),)+
                    Self::Other(_) => None,
                }
            }

            /// The state that `word` names.
            pub fn from_word(word: &str) -> Option<Self> {
                match word {
                    $($word => Some(Self::$variant),)+
                    _ => None,
                }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                match (self, self.word()) {
                    (_, Some(word)) => f.pad(word),
                    (Self::Other(code), None) => f.pad(&code.to_string()),
                    _ => Ok(()),
                }
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                match (self, self.word()) {
                    (Self::Other(code), _) => serializer.serialize_i64(*code),
                    (_, Some(word)) => serializer.serialize_str(word),
                    (_, None) => serializer.serialize_none(),
                }
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                struct Words;
                impl serde::de::Visitor<'_> for Words {
                    type Value = $name;
                    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        f.write_str(concat!("a ", stringify!($name), " word or code"))
                    }
                    fn visit_str<E: serde::de::Error>(self, word: &str) -> Result<$name, E> {
                        $name::from_word(word).ok_or_else(|| E::custom(format!("unknown word {word:?}")))
                    }
                    fn visit_i64<E: serde::de::Error>(self, code: i64) -> Result<$name, E> {
                        Ok($name::Other(code))
                    }
                    fn visit_u64<E: serde::de::Error>(self, code: u64) -> Result<$name, E> {
                        Ok($name::Other(i64::try_from(code).unwrap_or(i64::MAX)))
                    }
                }
                deserializer.deserialize_any(Words)
            }
        }
    };
}

pub(super) use words;

words! {
    /// What the agent's line is doing.
    WorkState {
        /// The vendor says that it does not know.
        Unknown = "unknown",
        /// Free to take a call.
        Ready = "ready",
        /// Not taking calls: break, meeting, do not disturb.
        Busy = "busy",
        /// After-call work.
        WrapUp = "wrap-up",
        /// Calling out, not yet connected.
        Dialling = "dialling",
        /// A call is ringing at the agent.
        Ringing = "ringing",
        /// In conversation.
        Talking = "talking",
        /// The customer is on hold.
        Holding = "holding",
        /// Locked by the system.
        Locked = "locked",
    }
}

words! {
    /// Whether the agent is logged in.
    LoginState {
        /// The vendor says that it is not defined.
        Undefined = "undefined",
        /// Not logged in.
        Offline = "offline",
        /// Logged in.
        Online = "online",
        /// Logged in, and has set themself busy.
        Busy = "busy",
        /// Locked by the system.
        Locked = "locked",
    }
}

words! {
    /// Why an agent is busy. The names of the breaks are the tenant's; settings can rename them on screen.
    BusyReason {
        /// No reason given.
        Unknown = "unknown",
        /// Do not disturb.
        DoNotDisturb = "do-not-disturb",
        /// After-call work.
        WrapUp = "wrap-up",
        /// Break.
        Break = "break",
        /// Training.
        Training = "training",
        /// Meeting.
        Meeting = "meeting",
        /// Dining.
        Dining = "dining",
        /// Activity.
        Activity = "activity",
        /// The tenant's first custom reason.
        Custom1 = "custom-1",
        /// The tenant's second custom reason.
        Custom2 = "custom-2",
        /// The tenant's third custom reason.
        Custom3 = "custom-3",
        /// The agent forced it.
        ForcedByAgent = "forced-by-agent",
        /// The system forced it.
        ForcedBySystem = "forced-by-system",
        /// A supervisor forced it.
        ForcedBySupervisor = "forced-by-supervisor",
    }
}

words! {
    /// Direction of the call an agent is in.
    CallKind {
        /// No call.
        None = "none",
        /// Between agents.
        Internal = "internal",
        /// From a customer.
        Inbound = "inbound",
        /// To a customer.
        Outbound = "outbound",
    }
}

words! {
    /// The device an agent answers on.
    PhoneKind {
        /// In the browser.
        Web = "web",
        /// WeChat.
        WeChat = "wechat",
        /// A telephone number.
        Phone = "phone",
        /// A SIP phone.
        Sip = "sip",
        /// The vendor's app.
        App = "app",
    }
}

words! {
    /// One state for one glance: login and work state folded together, as the board shows it.
    State {
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

impl State {
    /// Folds login and work state into one.
    ///
    /// Offline wins over any work state; a lock wins over the rest. An agent who is logged in as busy is not free,
    /// whatever the line says, so ready-and-busy is busy.
    pub const fn of(login: Option<LoginState>, work: Option<WorkState>) -> Self {
        match (login, work) {
            (Some(LoginState::Offline), _) => Self::Offline,
            (Some(LoginState::Locked), _) | (_, Some(WorkState::Locked)) => Self::Locked,
            (_, Some(WorkState::Busy))
            | (Some(LoginState::Busy), Some(WorkState::Ready | WorkState::Unknown) | None) => Self::Busy,
            (_, Some(WorkState::Ready)) => Self::Ready,
            (_, Some(WorkState::WrapUp)) => Self::WrapUp,
            (_, Some(WorkState::Dialling)) => Self::Dialling,
            (_, Some(WorkState::Ringing)) => Self::Ringing,
            (_, Some(WorkState::Talking)) => Self::Talking,
            (_, Some(WorkState::Holding)) => Self::Holding,
            (_, Some(WorkState::Other(code))) => Self::Other(code),
            (_, Some(WorkState::Unknown) | None) => Self::Unknown,
        }
    }

    /// Position in the fixed tally of named states; codes without a name are counted with [`State::Unknown`].
    pub const fn index(self) -> usize {
        match self {
            Self::Ready => 0,
            Self::Ringing => 1,
            Self::Dialling => 2,
            Self::Talking => 3,
            Self::Holding => 4,
            Self::WrapUp => 5,
            Self::Busy => 6,
            Self::Locked => 7,
            Self::Offline => 8,
            Self::Unknown | Self::Other(_) => 9,
        }
    }

    /// Whether the agent is with a customer (ringing, dialling, talking or holding).
    pub const fn in_call(self) -> bool {
        matches!(self, Self::Ringing | Self::Dialling | Self::Talking | Self::Holding)
    }
}

//! The steps of AI sessions: what each session is, and how far those of real agents got.

/// Declares the steps once: variant, key, what to call it on screen.
macro_rules! steps {
    ($($(#[$doc:meta])* $variant:ident = $key:literal, $title:literal;)+) => {
        /// A set of sessions. Tests, copilots, running and ended sessions are all there are; those that ended, of real
        /// agents, are valid or not; and the valid ones were contained or reached an agent.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum AiStep { $($(#[$doc])* $variant,)+ }

        impl AiStep {
            /// All of them, in display order.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// Its key in [`AiField::Step`](super::AiField::Step).
            pub const fn key(self) -> &'static str {
                match self { $(Self::$variant => $key,)+ }
            }

            /// What to call it on screen.
            pub const fn title(self) -> &'static str {
                match self { $(Self::$variant => $title,)+ }
            }

            /// The step with this key.
            pub fn of(key: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|step| step.key() == key)
            }
        }
    };
}

steps! {
    /// Test sessions, of robots and of agents.
    Test = "test", "tests";
    /// Sessions in which a copilot helped an agent; the tests among them apart.
    Copilot = "copilot", "copilot";
    /// Sessions of real agents that have not ended.
    Running = "running", "running";
    /// Sessions of real agents that have ended.
    Ended = "ended", "ended";
    /// Those that ended and that the vendor does not call valid.
    Invalid = "invalid", "not valid";
    /// Those that ended and that the vendor calls valid.
    Valid = "valid", "valid";
    /// Valid ones in which no person took over.
    Contained = "contained", "contained";
    /// Valid ones that asked for an agent.
    Asked = "asked", "asked for an agent";
    /// Valid ones in which an agent took over.
    Reached = "reached", "reached an agent";
    /// Valid ones that the customer confirmed as solved.
    Solved = "solved", "confirmed as solved";
    /// Valid ones that are taken to be resolved.
    Assumed = "assumed", "assumed resolved";
    /// Valid ones that the customer rated.
    Rated = "rated", "rated";
    /// Valid ones with an answer that the customer disliked.
    Disliked = "disliked", "disliked";
}

//! What there is to read: each figure once, with its name, its type, its labels and its definition. What is written and the table
//! of the manual are made from it.

/// What kind of figure it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// It goes up and down.
    Gauge,
    /// It goes up, and begins anew with the process.
    Counter,
    /// Times, by how long they are at most.
    Histogram,
}

impl Kind {
    /// Its word in the format.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Gauge => "gauge",
            Self::Counter => "counter",
            Self::Histogram => "histogram",
        }
    }
}

/// What it is measured in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Seconds.
    Seconds,
    /// Bytes.
    Bytes,
    /// A share, 0 to 1.
    Ratio,
}

impl Unit {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Seconds, Self::Bytes, Self::Ratio];

    /// Its word, with which the name ends.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Seconds => "seconds",
            Self::Bytes => "bytes",
            Self::Ratio => "ratio",
        }
    }
}

/// What it is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// The process.
    Process,
    /// Where its figures come from.
    Sources,
    /// Agents and calls.
    Voice,
    /// Chats and sessions with robots.
    Chat,
    /// A hub, and nothing else.
    Hub,
}

impl Part {
    /// All of them, in the order in which they are written.
    pub const ALL: [Self; 5] = [Self::Process, Self::Sources, Self::Voice, Self::Chat, Self::Hub];

    /// What it is called in the manual.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Process => "The process",
            Self::Sources => "Sources",
            Self::Voice => "Agents and calls",
            Self::Chat => "Chats and robots",
            Self::Hub => "A hub",
        }
    }
}

/// What is said of a figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct About {
    /// What it is of.
    pub part: Part,
    /// Its name: with its unit at its end, if it has one, and without what the format adds to counters and histograms.
    pub name: &'static str,
    /// What kind it is.
    pub kind: Kind,
    /// The names of its labels.
    pub labels: &'static [&'static str],
    /// What it is, in a line.
    pub help: &'static str,
}

impl About {
    /// What it is measured in; `None` for what is counted.
    pub fn unit(&self) -> Option<Unit> {
        Unit::ALL.into_iter().find(|unit| self.stem_of(*unit).is_some())
    }

    /// Its name without its unit.
    pub fn stem(&self) -> &'static str {
        self.unit().and_then(|unit| self.stem_of(unit)).unwrap_or(self.name)
    }

    fn stem_of(&self, unit: Unit) -> Option<&'static str> {
        self.name.strip_suffix(unit.word())?.strip_suffix('_')
    }

    /// The name by which it is asked for: that of a counter ends with `_total`.
    pub fn asked_by(&self) -> String {
        let behind = if self.kind == Kind::Counter { "_total" } else { "" };
        format!("{}{behind}", self.name)
    }
}

/// Declares the figures once: variant, part, kind, name, labels, definition.
macro_rules! meters {
    ($($part:ident { $($variant:ident = $kind:ident $name:literal [$($label:literal),*] $help:literal;)+ })+) => {
        /// A figure.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        #[expect(missing_docs, reason = "each says what it is as its help")]
        pub enum Meter { $($($variant),+),+ }

        impl Meter {
            /// All of them, in the order in which they are written.
            pub const ALL: &'static [Self] = &[$($(Self::$variant),+),+];

            /// What is said of it.
            pub const fn about(self) -> &'static About {
                match self {
                    $($(Self::$variant => &About {
                        part: Part::$part,
                        name: $name,
                        kind: Kind::$kind,
                        labels: &[$($label),*],
                        help: $help,
                    }),+),+
                }
            }
        }
    };
}

meters! {
    Process {
        BuildInfo = Gauge "callboard_build_info" ["version"]
            "Always 1: which version of callboard writes this";
        PublishedAge = Gauge "callboard_published_age_seconds" []
            "How long ago the board last handed its figures over, which it does once a second; after 10 s /health fails, and no figure of the centre is written";
        Alerts = Gauge "callboard_alerts" ["rule", "severity"]
            "Alerts that stand, by rule and severity, whatever was done about them; 0 for a rule that raises none";
        BudgetUsed = Gauge "callboard_budget_used" ["section"]
            "Calls to the platform in the last minute, by all sessions that share the budget of that section of the settings";
        BudgetLimit = Gauge "callboard_budget_limit" ["section"]
            "Calls to the platform that may be made in a minute";
        BudgetQueued = Gauge "callboard_budget_queued" ["section", "urgency"]
            "Calls that wait for a place in the budget: asked for by a person, by a headline figure, by a breakdown";
    }
    Sources {
        SourceState = Gauge "callboard_source_state" ["source", "state"]
            "1 for the state that the source is in, 0 for the others: live; connecting; waiting before another attempt; stale, its figures older than callboard_source_stale_after_seconds; off, not configured";
        SourceAge = Gauge "callboard_source_age_seconds" ["source"]
            "How long ago the source's figures were last known to be true; absent before the first of them";
        SourceStaleAfter = Gauge "callboard_source_stale_after_seconds" ["source"]
            "The age past which the source's figures are stale and absent here";
        SourceConnects = Counter "callboard_source_connects" ["source"]
            "Connections opened; of a source that is polled, calls answered";
        SourceResyncs = Counter "callboard_source_resyncs" ["source"]
            "How often everything was asked for anew, to hold the stream against it";
        SourceDrifted = Counter "callboard_source_drifted_fields" ["source"]
            "Fields that such a resync found to differ from what the stream had told";
        SourceApplied = Counter "callboard_source_applied" ["source"]
            "Operations applied to the board";
        SourceRejected = Counter "callboard_source_rejected" ["source", "reason"]
            "Operations, messages and callbacks that were not applied, by reason";
        SourceReceived = Counter "callboard_source_received_bytes" ["source"]
            "Bytes received, unpacked";
    }
    Voice {
        Agents = Gauge "callboard_agents" ["state"]
            "Agents by state, login and work state folded into one as on the board; absent unless every agent of the filter is listed";
        AgentsLoggedIn = Gauge "callboard_agents_logged_in" []
            "Agents logged in: online, busy or locked";
        AgentsReady = Gauge "callboard_agents_ready" []
            "Agents ready for a call, by the platform's own sum where it sends one";
        AgentsUnlisted = Gauge "callboard_agents_unlisted" []
            "Agents whom the platform counts and did not list";
        AgentEvents = Gauge "callboard_agent_events_today" ["event"]
            "What the agents' counters of today come to: calls that agents answered, that rang at an agent who missed them, that agents dialled, and of these those that were connected. One lost call can be missed by several agents";
        CallsNow = Gauge "callboard_calls_in_progress" ["direction"]
            "Calls in progress by the platform's count, inbound or outbound";
        CallsWithoutAgent = Gauge "callboard_calls_without_agent" []
            "Inbound calls that no agent has yet, by the agents' stream: in the queue, in the menu or with a robot";
        Waiting = Gauge "callboard_waiting_callers" []
            "Callers who wait for an agent, by callbacks; only where the agents' stream agrees, else min and max say what is sure";
        WaitingMin = Gauge "callboard_waiting_callers_min" []
            "No fewer callers wait than so many";
        WaitingMax = Gauge "callboard_waiting_callers_max" []
            "No more callers wait than so many";
        WaitingUnchecked = Gauge "callboard_waiting_callers_unchecked" []
            "Callers who wait by callbacks alone, where there is nothing that they could be held against";
        LongestWait = Gauge "callboard_longest_wait_seconds" []
            "How long the caller who waits longest has waited, 0 if none waits; absent where alert rules would not look at it either";
        Calls = Gauge "callboard_calls_today" ["outcome"]
            "Inbound calls that began today, by their records. answered: an agent had the call. lost: it ended with no agent found, missed, or hung up early by the caller. short_abandon: hung up within callboard_short_abandon_seconds, and not lost. elsewhere: a bot, a menu or an outside number had it. running: not ended. other: ended for another reason";
        CallsOffered = Gauge "callboard_calls_offered_today" []
            "Inbound calls that began today, whatever became of them: the sum of callboard_calls_today";
        StillLost = Gauge "callboard_callers_still_lost" []
            "Callers whose lost calls of today no later contact followed, where calls are matched by their numbers";
        ServiceLevel = Gauge "callboard_service_level_ratio" []
            "Of today's calls that were answered after a known wait or lost, the share that was answered within callboard_service_level_within_seconds of the call's start; short abandons are left out";
        ServiceLevelTarget = Gauge "callboard_service_level_target_ratio" []
            "The share that the settings want";
        ServiceLevelWithin = Gauge "callboard_service_level_within_seconds" []
            "In time is answered within this, both ends included";
        ServiceLevelCalls = Gauge "callboard_service_level_calls" []
            "The calls on which the service level rests";
        ShortAbandon = Gauge "callboard_short_abandon_seconds" []
            "An early hang-up within this of the call's start is a short abandon";
        SpeedOfAnswer = Gauge "callboard_speed_of_answer_seconds" []
            "From the start of a call until an agent had it, on average over today's answered calls";
        HandleTime = Gauge "callboard_handle_time_seconds" []
            "Talk and hold of an answered call, on average over today; after-call work is not in it";
    }
    Chat {
        Chats = Gauge "callboard_chats_today" ["source"]
            "Chats with a person today";
        ChatsValid = Gauge "callboard_chats_valid_today" ["source"]
            "Of these, those in which both sides spoke, or that the platform calls valid";
        ChatsUnanswered = Gauge "callboard_chats_unanswered_today" ["source"]
            "Chats without an answer today";
        ChatsQueued = Gauge "callboard_chats_queued_today" ["source"]
            "Chats that waited in the queue for an agent today";
        ChatsGaveUp = Gauge "callboard_chats_gave_up_today" ["source"]
            "Of these, those that the customer left before an agent came";
        FirstReply = Gauge "callboard_chat_first_reply_seconds" ["source"]
            "Time to the first reply, on average over today";
        Reply = Gauge "callboard_chat_reply_seconds" ["source"]
            "Time to a reply, on average over today";
        RatedGood = Gauge "callboard_chats_rated_good_ratio" ["source"]
            "Good ratings as a share of all ratings today";
        Sessions = Gauge "callboard_ai_sessions_today" ["source"]
            "Sessions with robots today, running ones, tests and copilots among them";
        SessionsValid = Gauge "callboard_ai_sessions_valid_today" ["source"]
            "Sessions that the platform calls valid";
        SessionsAsked = Gauge "callboard_ai_sessions_asked_today" ["source"]
            "Valid sessions that asked for an agent";
        SessionsHanded = Gauge "callboard_ai_sessions_handed_today" ["source"]
            "Valid sessions that reached an agent";
        SessionsContained = Gauge "callboard_ai_sessions_contained_today" ["source"]
            "Valid sessions that have ended and reached no agent";
        Contained = Gauge "callboard_ai_contained_ratio" ["source"]
            "Contained sessions as a share of the valid ones";
    }
    Hub {
        HubLeader = Gauge "callboard_hub_leader" []
            "1 for the hub that leads its site and asks its platforms, 0 for one that stands by";
        HubEpoch = Gauge "callboard_hub_epoch" []
            "The epoch: another number whenever another hub takes over, no larger one always";
        HubSequence = Gauge "callboard_hub_sequence" []
            "The number of the last message of this epoch";
        HubAckLatency = Histogram "callboard_hub_ack_latency_seconds" []
            "How long it took until a published message was acknowledged";
        HubRefused = Counter "callboard_hub_refused_publishes" []
            "Messages that were refused because another hub had taken over";
        HubKeyframeBytes = Gauge "callboard_hub_keyframe_bytes" []
            "Size of the last keyframe, packed";
        HubKeyframeAge = Gauge "callboard_hub_keyframe_age_seconds" []
            "How long ago the last keyframe was written";
        HubBoards = Gauge "callboard_hub_boards" []
            "Boards that follow the hub";
        HubJoins = Counter "callboard_hub_joins" []
            "Times that a board joined, once more included";
        HubGaps = Counter "callboard_hub_gaps_filled" []
            "Gaps in what a board had that were filled";
        HubWants = Gauge "callboard_hub_wants" []
            "Questions that boards want answered now, equal ones once";
    }
}

impl Meter {
    /// Its place in the order.
    pub(super) const fn place(self) -> usize {
        self as usize
    }
}

//! The figures of the whole centre, as the vendor sums them.

use serde::{Deserialize, Serialize};

use super::agent::{ExtraField, differing_entries};
use super::extra::Extra;

/// Declares the figures once: variant, name.
macro_rules! figures {
    ($($(#[$doc:meta])* $variant:ident = $name:literal),+ $(,)?) => {
        /// A figure that the vendor may send for the whole centre (Data Service API, "Call Monitoring Indicator
        /// Param" and "Agent List Summary"). All are counts.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum Figure { $($(#[$doc])* $variant),+ }

        impl Figure {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// Our name for it.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name),+ }
            }
        }
    };
}

figures! {
    /// Times that agents answered an inbound call today.
    Answered = "agent_answers",
    /// Times that agents missed one today.
    Missed = "agent_misses",
    /// Outbound calls today.
    Dialled = "dialled",
    /// Outbound calls answered by customers today.
    Connected = "connected",
    /// Inbound calls now in progress.
    InboundNow = "inbound_now",
    /// Outbound calls now in progress.
    OutboundNow = "outbound_now",
    /// Agents logged in: online, busy or locked.
    LoggedIn = "logged_in",
    /// Agents whose login state is online.
    Online = "online",
    /// Agents whose login state is busy.
    LoginBusy = "login_busy",
    /// Agents whose login state is locked.
    LoginLocked = "login_locked",
    /// Agents whose login state is offline.
    Offline = "offline",
    /// Agents dialling, ringing, talking or holding.
    InCall = "in_call",
    /// Agents ready for a call.
    Ready = "ready",
    /// Agents whose work state is busy.
    Busy = "busy",
    /// Agents dialling out.
    Dialling = "dialling",
    /// Agents with a ringing call.
    Ringing = "ringing",
    /// Agents talking.
    Talking = "talking",
    /// Agents with a customer on hold.
    Holding = "holding",
    /// Agents in after-call work.
    WrapUp = "wrap_up",
    /// Agents whose work state is locked.
    Locked = "locked",
}

/// What the vendor sent for the whole centre.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Summary {
    figures: [Option<u64>; Figure::ALL.len()],
    /// Fields without a typed home, under the vendor's name.
    pub extra: Extra,
}

impl Summary {
    /// The figure as the vendor sent it; `None` when it did not.
    pub fn get(&self, figure: Figure) -> Option<u64> {
        self.figures.get(figure as usize).copied().flatten()
    }

    /// Sets a figure.
    pub fn set(&mut self, figure: Figure, value: Option<u64>) {
        if let Some(slot) = self.figures.get_mut(figure as usize) {
            *slot = value;
        }
    }

    /// How many figures differ.
    pub fn differing_fields(&self, other: &Self) -> u64 {
        let typed = self.figures.iter().zip(&other.figures).filter(|(a, b)| a != b).count() as u64;
        typed + differing_entries(&self.extra, &other.extra)
    }
}

/// One figure of the centre takes a new value.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SummaryChange {
    /// A figure we know.
    Figure(Figure, Option<u64>),
    /// A field without a typed home.
    Extra(ExtraField),
}

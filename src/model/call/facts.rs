//! What a record of a call says beyond who, when and how it ended.

use serde::{Deserialize, Serialize, Serializer};

use crate::model::customer::{CustomerNumber, mask_within};
use crate::model::status::{PhoneKind, words};
use crate::model::time::Stamp;

words! {
    /// How a call was set up.
    DialKind {
        /// A customer called.
        Inbound = "inbound",
        /// An agent dialled a number.
        Regular = "dialled by hand",
        /// An agent pressed a number on a page.
        Click = "click to dial",
        /// The system called both sides.
        TwoWay = "two-way callback",
        /// Between agents.
        Internal = "internal",
        /// A task showed the customer to an agent first.
        Preview = "preview dialler",
        /// A task dialled ahead of its agents.
        Predictive = "predictive dialler",
    }
}

words! {
    /// Why a call was not answered.
    NoAnswer {
        /// A tone that nothing is known of.
        OtherTone = "other ring-back tone",
        /// The number is suspended.
        OutOfService = "out of service",
        /// There is no such number.
        NoSuchNumber = "no such number",
        /// The telephone is switched off.
        PoweredOff = "powered off",
        /// The customer is on the telephone.
        Busy = "busy line",
        /// It rang, and was not answered.
        NotAnswered = "no answer",
        /// The line was intercepted.
        Intercepted = "line intercepted",
        /// The customer rejected it.
        Rejected = "rejected by customer",
        /// The customer's number is on a blacklist.
        Blacklisted = "blacklisted",
        /// The relay number is switched off.
        RelayOff = "relay number off",
        /// The account had no money left.
        Arrears = "in arrears",
        /// The caller left before a route was taken to its end.
        RouteUnfinished = "routing not finished",
        /// No route fits.
        NoRoute = "no route matched",
    }
}

words! {
    /// What a call came from.
    CallSource {
        /// An earlier call.
        Call = "call record",
        /// A ticket.
        Ticket = "ticket",
        /// A chat.
        Chat = "chat record",
        /// A task of outbound calls.
        Task = "outbound task",
        /// A plan of contacts.
        Plan = "contact plan",
        /// A lost call.
        Lost = "lost call",
        /// A message that was left.
        Message = "message left",
    }
}

words! {
    /// What kind of number is billed.
    NumberKind {
        /// A landline.
        Landline = "landline",
        /// A mobile telephone.
        Mobile = "mobile phone",
        /// One that begins with 95 or 96.
        Short = "95 or 96",
        /// One that begins with 1010.
        Prefix1010 = "1010",
        /// One that begins with 400.
        Prefix400 = "400",
        /// One that is shown whatever was dialled from.
        Forced = "forced display",
        /// A virtual number.
        Virtual = "virtual number",
        /// One of the company's own.
        Own = "own number",
    }
}

words! {
    /// Whether a call was passed to an outside number or system.
    PassedOn {
        /// It was not.
        No = "no",
        /// It was, and was not answered there.
        Unanswered = "not answered",
        /// It was, and was answered there.
        Answered = "answered",
    }
}

/// Declares what a record may say, and what to call that.
macro_rules! facts {
    ($($(#[$doc:meta])* $variant:ident = $word:literal),+ $(,)?) => {
        /// Something that a record of a call, or of one leg, may say.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum CallFact {
            $($(#[$doc])* $variant,)+
        }

        impl CallFact {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// What to call it.
            pub const fn word(self) -> &'static str {
                match self {
                    $(Self::$variant => $word,)+
                }
            }
        }
    };
}

facts! {
    /// How it was set up.
    Dial = "set up",
    /// Why it was not answered.
    NoAnswer = "why unanswered",
    /// The route that it took first, by name.
    Route = "first route",
    /// Billed time, in ms.
    Billed = "billed",
    /// Billed minutes, begun ones whole.
    BilledMinutes = "billed minutes",
    /// What it cost, in the currency of the contract, which is not told.
    Fee = "fee",
    /// What it came from.
    Source = "source",
    /// Whether it was handed from a robot to an agent.
    HandedOver = "handed over",
    /// Whether it was passed to an outside number.
    ToNumber = "passed outside",
    /// Whether it was passed to another system.
    ToSystem = "to a system",
    /// When the caller dialled.
    CalledAt = "dialled at",
    /// How long the caller waited for an agent, robots left out, in ms.
    WaitedForAgent = "waited for agent",
    /// How long a robot talked, in ms.
    RobotTalk = "robot's talk",
    /// Turns of the talk with a robot.
    Rounds = "rounds with robot",
    /// What the customer wanted, as a robot understood it.
    Intent = "intent",
    /// To which class that belongs.
    IntentClass = "intent class",
    /// How long a leg lasted, in ms.
    Lasted = "lasted",
    /// How long it rang at the customer's, in ms.
    Rang = "rang for",
    /// How long it rang at agents, added up, in ms.
    RangAtAgents = "rang at agents for",
    /// The tone that the network answered with, by its number.
    Tone = "ring-back tone",
    /// Prefix of the area of the customer's number.
    AreaPrefix = "area prefix",
    /// Area of the customer's number.
    AreaCode = "area code",
    /// The customer, in the vendor's list of customers.
    CustomerId = "customer id",
    /// Extension of the agent who had it last.
    Extension = "agent's extension",
    /// Device of that agent.
    Device = "agent's device",
    /// Telephone of that agent.
    Phone = "agent's phone",
    /// The calling number.
    Caller = "caller",
    /// The calling agent, by id.
    CallerId = "caller's id",
    /// Extension of the calling agent.
    CallerExtension = "caller's extension",
    /// The called number.
    Callee = "called",
    /// The called agent, by id.
    CalleeId = "called agent's id",
    /// Extension of the called agent.
    CalleeExtension = "called extension",
    /// Skill group that it came from.
    FromGroup = "from skill group",
    /// The id of that.
    FromGroupId = "skill group's id",
    /// Department of the agent, by id.
    Department = "department id",
    /// Department that pays, by id.
    ChargedTo = "charged to",
    /// What kind of number is billed.
    NumberKind = "number's kind",
    /// The first route, by id.
    RouteId = "first route's id",
    /// What it came from, by id.
    SourceId = "source id",
    /// The same by its code.
    SourceCode = "source code",
    /// A part of what it came from, by id.
    SourceSubId = "sub-source id",
    /// The same by its code.
    SourceSubCode = "sub-source code",
    /// The whole that it came from, by id.
    SourceMainId = "main source id",
    /// The same by its code.
    SourceMainCode = "main source code",
    /// What a robot asked the customer for.
    Variables = "asked by robot",
    /// The talk with a robot.
    Dialogue = "talk with robot",
    /// The tenant's own data, as a robot's list has it.
    CustomData = "custom data",
    /// The platform's account, by id.
    Platform = "platform id",
    /// The company, by id.
    Company = "company id",
}

/// What it says.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Told {
    /// A name, an id, a code.
    Text(#[serde(serialize_with = "masked")] String),
    /// A telephone number, masked wherever it is written.
    Number(CustomerNumber),
    /// A duration in ms.
    Ms(i64),
    /// So many.
    Count(u64),
    /// So many minutes.
    Minutes(u64),
    /// A sum of money.
    Fee(f64),
    /// Whether it is so.
    Flag(bool),
    /// A moment on the vendor's clock.
    Moment(Stamp),
    /// A device.
    Device(PhoneKind),
    /// How it was set up.
    Dial(DialKind),
    /// Why it was not answered.
    NoAnswer(NoAnswer),
    /// What it came from.
    Source(CallSource),
    /// What kind of number is billed.
    NumberKind(NumberKind),
    /// Whether it was passed on.
    PassedOn(PassedOn),
}

#[expect(clippy::ptr_arg, reason = "serde hands it over like this")]
fn masked<S: Serializer>(text: &String, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&mask_within(text))
}

impl CallFact {
    /// Whether it tells of the call itself, and not of where it is kept.
    pub const fn is_first_hand(self) -> bool {
        matches!(
            self,
            Self::Dial
                | Self::NoAnswer
                | Self::Route
                | Self::Billed
                | Self::BilledMinutes
                | Self::Fee
                | Self::Source
                | Self::HandedOver
                | Self::ToNumber
                | Self::ToSystem
        )
    }
}

impl Told {
    /// Without a whole number in it.
    #[must_use]
    pub fn masked(&self) -> Self {
        match self {
            Self::Text(text) => Self::Text(mask_within(text)),
            Self::Number(number) => CustomerNumber::new(&number.masked()).map_or_else(|| self.clone(), Self::Number),
            other => other.clone(),
        }
    }
}

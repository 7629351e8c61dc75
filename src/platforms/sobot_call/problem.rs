//! What goes wrong with this platform, and what helps.

use crate::model::Value;
use crate::model::problem::{Problem, Quote, listed, problems};
use crate::platforms::lenient::Bad;
use crate::platforms::problem::Unsendable;

problems! {
    /// What goes wrong when it is asked.
    pub enum Asked {
        NoSound(place: String) = "{place} answered no sound, and does not say why",
        RefusedCompany(problem: Problem) = "{problem}, also a fresh one" => fix "check app_id and operator_user_id in [sobot_call], and what they may do" by Settings at Answer,
        RefusedAgent(problem: Problem) = "{problem}, also a fresh one" => fix "check token_agent in [sobot_call], and what that agent may do" by Settings at Answer,
        RefusedNoAgent(problem: Problem) = "{problem}" => fix "set token_agent in [sobot_call] to an agent's work number: the vendor asks for an agent's token here" by Settings at Answer,
        RefusedReadyMade(problem: Problem) = "{problem}" => fix "set app_id, app_secret and token_agent in [sobot_call], or a token that is an agent's: the vendor asks for one here" by Settings at Answer,
        ForbiddenCompany(place: String, said: Option<Quote>) = "{place} may not be asked by this tenant (403){said}" => fix "ask the vendor to allow it for the app_id" by Settings at Answer,
        ForbiddenAgent(place: String, said: Option<Quote>) = "{place} may not be asked by this agent (403){said}" => fix "check token_agent in [sobot_call], and what that agent may do" by Settings at Answer,
        ForbiddenNoAgent(place: String, said: Option<Quote>) = "{place} may not be asked by this tenant (403){said}" => fix "set token_agent in [sobot_call] to an agent's work number, or ask the vendor to allow it for the app_id" by Settings at Answer,
        ForbiddenReadyMade(place: String, said: Option<Quote>) = "{place} may not be asked with this token (403){said}" => fix "set app_id, app_secret and token_agent in [sobot_call], or a token that is an agent's" by Settings at Answer,
        NoStream(place: String) = "{place} answered something that is no event stream (a proxy, or a wrong address in the settings?)" => next "asking for snapshots instead",
        HtmlForStream(place: String) = "{place} answered HTML (a proxy, or a wrong address in the settings?)" => next "asking for snapshots instead",
        OtherKind = "the answer was not of the kind that was asked for" => next "trying again" by Vendor at Answer,
        NotThere(place: String, said: Option<Quote>) = "{place} knows no such thing (HTTP 404){said}",
        NoObject(place: String) = "{place} did not answer a JSON object" by Vendor at Answer,
        NoDataObject(place: String) = "{place} answered data that is no object" by Vendor at Answer,
        Busy(place: String, what: Busy) = "{place}: {what}" by Vendor at Answer,
        TokenRefused(place: String, said: Said) = "{place} refused the token: {said}" by Settings at Answer,
        Wrong(place: String, said: Said) = "{place} calls the request wrong: {said}",
        Failed(place: String, code: i64, said: Said) = "{place} answered the error {code}: {said}" by Vendor at Answer,
        FailedNoCode(place: String, said: Said) = "{place} answered the error: {said}" by Vendor at Answer,
        NoId(id: String, what: Thing) = "{id} is no id of a {what}",
        NoCall(host: String, id: String) = "{host} knows no call {id}",
        Forbidden(place: String, said: Said) = "{place} forbids this: {said}" => fix "ask for access for this app_id, or change operator_user_id" by Settings at Answer,
        TooMany(place: String, said: Said) = "{place} says that there are too many calls: {said}" by Vendor at Answer,
        Error(place: String, code: i64, said: Said) = "{place} answered error {code}: {said}" => next "trying again" by Vendor at Answer,
        ErrorNoCode(place: String, said: Said) = "{place} answered error: {said}" => next "trying again" by Vendor at Answer,
        NotFull(place: String, what: Decoded) = "{place} did not answer a full message: {what}" => next "trying again" by Vendor at Answer,
    }
}

problems! {
    /// What goes wrong with tokens.
    pub enum Token {
        Flawed(flaw: Unsendable) = "token in [sobot_call] {flaw}" => fix "put the token there as the vendor gave it" by Settings at Prepare,
        ReadyMadeRefused(problem: Problem) = "{problem}" => fix "the token in the settings is wrong or has expired: put a new one there" by Settings at Answer,
        OnlySettings = "the token in [sobot_call] was refused, and only the settings can give another: put a new token there, or app_id and app_secret" by Settings at Answer,
        None(place: String, said: Option<Quote>) = "{place} gave no token{said}" => fix "check app_id and app_secret in [sobot_call]" by Settings at Answer,
        NoneOfNumber(place: String, said: Option<Quote>) = "{place} gave no agent's token{said}" => fix "check token_agent in [sobot_call]" by Settings at Answer,
        NoneOfId(place: String, said: Option<Quote>) = "{place} gave no agent's token{said}" => fix "check token_agent_id in [sobot_call]" by Settings at Answer,
        NoJson(place: String) = "{place} did not answer JSON" => fix "check token_url",
    }
}

problems! {
    /// The vendor's own words, or that there are none.
    pub enum Said {
        Words(words: String) = "{words}",
        Nothing = "no reason given",
    }
}

impl From<Option<String>> for Said {
    fn from(said: Option<String>) -> Self {
        said.map_or(Self::Nothing, Self::Words)
    }
}

problems! {
    /// What an id is of.
    pub enum Thing {
        Call = "call",
        Recording = "recording",
    }
}

problems! {
    /// The codes of the vendor's "Error Code List".
    pub enum Busy {
        Interrupting = "the agent is already interrupting a call (3001)",
        Monitoring = "the agent is already monitoring a call (3002)",
        BreakingOff = "the agent is already breaking off a call (3003)",
        Inquiring = "the agent is already in an inquiry (3004)",
        Meeting = "the agent is already in a meeting (3005)",
        InCall = "the agent is already in a call (3101)",
        Ringing = "a call is ringing at the agent (3102)",
    }
}

problems! {
    /// Why a callback is refused.
    pub enum Refused {
        NoHeader(header: &'static str) = "a callback came without {header}",
        BadSign = "a callback's signature is wrong" => fix "check company_id and app_key in [sobot_call.push]: the key is that of message forwarding in the vendor's console" by Settings at Answer,
        NoTime(header: &'static str) = "a callback's {header} is no moment in ms",
        NoJson(why: String) = "a callback is not JSON: {why}",
        Encrypted = "callbacks come encrypted, in a way that the vendor does not document" => fix "switch off the encryption of message forwarding in the vendor's console" by Settings at Answer,
    }
}

problems! {
    /// What cannot be read of a callback.
    pub enum Unread {
        NoObject(kind: Kind) = "a callback is {kind}, not an object",
        NoCall(name: String) = "the event {name} without callID",
        NoAgent = "an agent's state without agentUUID and agentID",
        NoSince = "an agent's state without startTime",
        Nameless = "a callback with neither messageID nor a call's record",
    }
}

problems! {
    /// What stands where an object should.
    pub enum Kind {
        Null = "null",
        Bool = "true or false",
        Text = "a text",
        Number = "a number",
        List = "a list",
    }
}

problems! {
    /// What cannot be understood of a message.
    pub enum Decoded {
        NoObject(kind: Kind) = "the message is {kind}, not an object",
        Answer(kind: Kind) = "the answer is {kind}",
        Data(kind: Kind) = "its data is {kind}",
        NothingInIt = "there is no agentsMetrics in it",
        NoJson(why: String) = "not JSON: {why}",
        OtherMessage(id: String) = "MessageID {id}",
        AlienChanges = "a change message whose list is not a list",
        NoChanges = "a change message without a list",
        NamelessCode(code: String, said: String) = "no MessageID; code {code}: {said}",
        NamelessSaid(said: String) = "no MessageID; it says: {said}",
        Nameless = "neither MessageID, agentsMetrics nor list",
        NoMetrics = "a full message without agentsMetrics",
        Total(bad: Bad) = "agentsMetrics.total is {bad}",
        AlienList = "agentsMetrics.list is not a list",
        NoList = "agentsMetrics has no list",
        AlienAgent = "an agent that is not an object",
        NoUuid = "an agent without agentUUID",
        FieldsOfAgent(beyond: usize, agent: String, most: usize) = "{beyond} fields of agent {agent}: no more than {most} are kept",
        FieldsOfCentre(beyond: usize, most: usize) = "{beyond} fields of the centre: no more than {most} are kept",
        AlienOperation = "an operation that is not an object",
        Operations(beyond: usize, most: usize) = "{beyond} operations of one message beyond the {most} that are taken",
        Op(op: String, path: String) = "op {op} on {path}; only replace is known",
        Path(path: String) = "path {path} is neither an agent's field nor the summary's",
        Identity(path: String) = "path {path}: an agent's identity cannot change",
        NoAgent(path: String) = "{path} without the id of an agent",
        NoValue(path: String) = "{path} without a value",
        BadValue(place: Value, shown: String, bad: Bad) = "{place}: {shown} is {bad}",
    }
}

problems! {
    /// A field of an agent.
    pub enum Field {
        OfAgent(field: String, agent: String) = "{field} of agent {agent}",
    }
}

listed![Asked, Busy, Decoded, Field, Kind, Refused, Said, Thing, Token, Unread];

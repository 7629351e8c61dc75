//! What is asked and answered, with whose token, and what helps where it is refused.

use std::sync::Arc;

use serde_json::{Map, Value};

use super::problem::Asked;
use crate::http::{Opened, Verb};
use crate::model::{CallRecord, Problem};
use crate::platforms::lenient::{Lean, LeftOut, Wanted};
use crate::platforms::problem::quote;
use crate::platforms::{Error, ErrorKind, FullPage, Recording};

/// What is asked.
#[derive(Clone, Copy)]
pub(super) enum What<'a> {
    /// The stream of one page of agents.
    Stream(u32),
    /// One page of agents, once.
    Page(u32),
    /// Anything that answers JSON in the family's envelope.
    Json { verb: Verb, path: &'a str, body: Option<&'a Value> },
    /// A page of call records.
    Records { path: &'a str, body: &'a Value, read: &'a ReadRecords },
    /// A file.
    File(&'a str),
}

/// How a page of call records is read.
#[derive(Clone)]
pub(super) enum ReadRecords {
    /// What makes a record of a row.
    Whole(Arc<dyn Fn(Map<String, Value>) -> Option<CallRecord> + Send + Sync>),
    /// The same of some of its fields, and which.
    Lean(Arc<ReadLean>, Wanted),
}

/// What makes a record of some of a row's fields.
pub(super) type ReadLean = dyn Fn(&Lean<'_>) -> Option<CallRecord> + Send + Sync;

/// A page of agents, as it was asked for.
#[derive(Clone, Copy)]
pub(super) struct Agents {
    /// From 1.
    pub(super) page: u32,
    /// So many a page.
    pub(super) rows: u32,
}

/// Whose token the vendor's page asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Holder {
    /// Just "the token": the stream, its snapshot, the call lists.
    Company,
    /// An "Agent token": recordings, histories, display schemes, reports. The company's stands in where the settings
    /// name no agent.
    Agent,
}

/// What was answered.
pub(super) enum Reply {
    Stream(Opened, Agents),
    Page(Box<FullPage>, Agents),
    Json(Json),
    Records(Records),
    File(Recording),
}

/// A successful answer in the family's envelope.
pub(super) struct Json {
    pub(super) fields: Map<String, Value>,
    pub(super) left_out: LeftOut,
    /// Its length, unpacked.
    pub(super) bytes: u64,
    /// Whose answer it is, for sentences.
    pub(super) place: String,
}

/// A page of records in that envelope.
pub(super) struct Records {
    pub(super) rows: Vec<CallRecord>,
    /// How many rows came.
    pub(super) sent: u64,
    /// Rows in all pages.
    pub(super) total: Option<u64>,
    /// Rows a page.
    pub(super) page_size: Option<u32>,
    /// The length of the answer, unpacked.
    pub(super) bytes: u64,
}

/// What helps where an endpoint refuses the token that it was shown, or forbids itself to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Remedy {
    /// Other rights for the company's.
    Company,
    /// Other rights for the agent's.
    Agent,
    /// An agent's token: the settings name no agent.
    NoAgent,
    /// An agent's token: the settings have one that was made elsewhere.
    ReadyMade,
}

impl Remedy {
    pub(super) const fn is_for_another_token(self) -> bool {
        matches!(self, Self::NoAgent | Self::ReadyMade)
    }

    /// The error for a fresh token that was refused as `error` says.
    pub(super) fn refused(self, error: Error) -> Error {
        let (kind, why): (_, fn(Problem) -> Asked) = match self {
            Self::Company => (ErrorKind::Answer, Asked::RefusedCompany),
            Self::Agent => (ErrorKind::Answer, Asked::RefusedAgent),
            Self::NoAgent => (ErrorKind::Settings, Asked::RefusedNoAgent),
            Self::ReadyMade => (ErrorKind::Settings, Asked::RefusedReadyMade),
        };
        Error::new(kind, why(error.problem))
    }

    /// The error for an endpoint that says 403.
    pub(super) fn forbidden(self, place: &str, said: Option<&str>) -> Error {
        let why = match self {
            Self::Company => Asked::ForbiddenCompany,
            Self::Agent => Asked::ForbiddenAgent,
            Self::NoAgent => Asked::ForbiddenNoAgent,
            Self::ReadyMade => Asked::ForbiddenReadyMade,
        };
        Error::new(ErrorKind::Settings, why(place.to_owned(), said.and_then(quote)))
    }
}

/// The error for an answer to another question.
pub(super) fn unexpected() -> Error {
    Error::new(ErrorKind::Answer, Asked::OtherKind)
}

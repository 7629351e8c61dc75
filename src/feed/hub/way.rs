//! The way from a board to its hub, whichever transport it is.

use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use futures_util::Stream;

use super::alerts::{See, SeeAnswer};
use super::clock::Exchange;
use super::envelope::Place;
use super::notes::NoteAnswer;
use super::wire::Said;
use crate::http::Result;
use crate::model::{Note, Update, Want};
use crate::platforms::Recording;

/// Something that is waited for.
pub type Coming<T> = Pin<Box<dyn Future<Output = T> + Send>>;

/// What a hub said.
#[derive(Debug)]
pub struct Heard {
    /// What it is.
    pub said: Said,
    /// How long it was on its way here, in bytes.
    pub bytes: u64,
}

/// What a hub says, one after the other.
pub type Events = Pin<Box<dyn Stream<Item = Result<Heard>> + Send>>;

/// What was answered to what a board wants.
#[derive(Debug)]
pub struct Answers {
    /// The numbers of the questions, in the order of the wants.
    pub questions: Vec<u64>,
    /// The answers that are at hand, by the numbers of their questions.
    pub found: Vec<(u64, Update)>,
}

/// The steady clock by which questions are timed.
pub type Moment = Box<dyn Fn() -> Duration + Send>;

/// A way to a hub. No error of it repeats what was asked.
pub trait Way: Send + Sync {
    /// The hub's address, without credentials.
    fn url(&self) -> &str;

    /// Its host and, where it is not the usual one, port.
    fn host(&self) -> &str;

    /// Opens the way: what stands behind `from` comes first where that reaches back so far, else a keyframe.
    fn open(self: Arc<Self>, from: Option<Place>) -> Coming<Result<Events>>;

    /// Says what this board wants to know. `anew`: it has forgotten every answer.
    fn want(self: Arc<Self>, wants: Vec<Want>, anew: bool) -> Coming<Result<Answers>>;

    /// Says what a person did about an alert.
    fn see(self: Arc<Self>, see: See) -> Coming<Result<SeeAnswer>>;

    /// Hands over a note that a person wrote.
    fn note(self: Arc<Self>, note: Note) -> Coming<Result<NoteAnswer>>;

    /// Asks for sources to be tried again.
    fn retry(self: Arc<Self>) -> Coming<Result<()>>;

    /// Asks what time it is there.
    fn time(self: Arc<Self>, moment: Moment) -> Coming<Result<Exchange>>;

    /// Opens the recording of a call.
    fn sound(self: Arc<Self>, call: String) -> Coming<Result<Recording>>;
}

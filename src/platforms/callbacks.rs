//! What a vendor pushes to us: what proves that it comes from there, and what it says in our words.

use std::future::Future;

use crate::model::{CallRecord, Callback, Problem, Reject, RejectReason, Stamp};

/// Why a callback is not taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The HTTP status that says so.
    pub status: u16,
    /// What it is counted as.
    pub reason: RejectReason,
    /// What is wrong with it, and what to do. Nothing of the callback's content is in it.
    pub problem: Problem,
}

impl Refusal {
    /// One that is answered with `status`.
    pub fn new(status: u16, reason: RejectReason, problem: impl Into<Problem>) -> Self {
        Self { status, reason, problem: problem.into() }
    }

    /// The same as Health lists it.
    pub fn reject(&self) -> Reject {
        Reject::new(self.reason, self.problem.clone())
    }
}

/// That a callback comes from one who knows the key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Signed {
    /// When it was signed, on the vendor's clock.
    pub at: Stamp,
    /// The signature: what is signed once more alike is the same callback once more.
    pub signature: u128,
}

/// What a callback says.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Pushed {
    /// Records of calls, as the poll of today's calls would bring them.
    pub records: Vec<CallRecord>,
    /// Everything else, in the order in which it stands there.
    pub callbacks: Vec<Callback>,
    /// What of it cannot be read.
    pub rejects: Vec<Reject>,
}

/// The callbacks of a vendor.
pub trait CallbacksApi: Send + Sync + 'static {
    /// The section of the settings that it takes.
    const SECTION: &'static str;
    /// Looks at the headers of a callback, before anything else of it is looked at. `header` gives the one value of a
    /// header, and nothing for one that is missing or stands there twice.
    ///
    /// # Errors
    /// That it is signed by no one who knows the key.
    fn signed(&self, header: &dyn Fn(&'static str) -> Option<String>) -> Result<Signed, Refusal>;
    /// Reads the body of a callback that is signed.
    ///
    /// # Errors
    /// That nothing of it can be read.
    fn read(&self, body: Vec<u8>) -> impl Future<Output = Result<Pushed, Refusal>> + Send;
    /// The headers with which a body would come at `at`, for a try from here; `code` is random.
    fn sign(&self, at: Stamp, code: &str) -> Vec<(&'static str, String)>;
    /// A body that says nothing, for a try from here. The vendor sends none like it, so it is known for a try.
    fn nothing(&self) -> &'static str;
}

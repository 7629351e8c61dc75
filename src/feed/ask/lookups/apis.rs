//! Who can be asked.

use std::sync::Arc;

use crate::feed::budget::Budget;
use crate::feed::problem::Unasked;
use crate::http::{Error, ErrorKind, Result};
use crate::platforms::{CallsApi, SessionsApi};

/// Who can be asked; what is not configured is absent.
pub(in crate::feed) struct Apis<C, O> {
    pub(super) calls: Option<Arc<C>>,
    pub(super) sessions: Option<Arc<O>>,
    pub(super) budgets: Vec<(&'static str, Arc<Budget>)>,
}

impl<C, O> Clone for Apis<C, O> {
    fn clone(&self) -> Self {
        Self { calls: self.calls.clone(), sessions: self.sessions.clone(), budgets: self.budgets.clone() }
    }
}

impl<C: CallsApi, O: SessionsApi> Apis<C, O> {
    pub(in crate::feed) const fn new(
        calls: Option<Arc<C>>,
        sessions: Option<Arc<O>>,
        budgets: Vec<(&'static str, Arc<Budget>)>,
    ) -> Self {
        Self { calls, sessions, budgets }
    }

    pub(super) fn calls(&self) -> Result<&C> {
        self.calls.as_deref().ok_or_else(|| not_configured(Unasked::NoCalls(C::SECTION)))
    }

    pub(super) fn sessions(&self) -> Result<&O> {
        self.sessions.as_deref().ok_or_else(|| not_configured(Unasked::NoSessions(O::SECTION)))
    }
}

/// The error of asking for what is not configured.
pub(in crate::feed) fn not_configured(what: Unasked) -> Error {
    Error::new(ErrorKind::Settings, what)
}

//! A picture made of several answers: which of them could be had, and what it costs that the others could not.

use super::{Error, ErrorKind, Result};
use crate::model::Problem;

/// Keeps count of the answers that one picture is made of.
#[derive(Default)]
pub(super) struct Parts {
    had: usize,
    failed: Vec<Error>,
}

impl Parts {
    /// Takes one answer in. A part that could not be had is `None`.
    ///
    /// # Errors
    /// Those that the other parts would meet too: asking on would only take time or, worse, places in the budget.
    pub(super) fn take<T>(&mut self, outcome: Result<T>) -> Result<Option<T>> {
        match outcome {
            Ok(part) => {
                self.had += 1;
                Ok(Some(part))
            }
            Err(error) => match error.kind {
                ErrorKind::RateLimited(_) | ErrorKind::TokenRefused => Err(error),
                ErrorKind::Network | ErrorKind::Late if self.had == 0 => Err(error),
                _ => {
                    tracing::warn!("{error}");
                    self.failed.push(error);
                    Ok(None)
                }
            },
        }
    }

    /// Why parts could not be had.
    ///
    /// # Errors
    /// The first of them, if there is no other part.
    pub(super) fn missing(self) -> Result<Vec<Problem>> {
        let mut failed = self.failed.into_iter();
        match failed.next() {
            Some(first) if self.had == 0 => Err(first),
            first => Ok(first.into_iter().chain(failed).map(|error| error.problem).collect()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(kind: ErrorKind) -> Result<u8> {
        Err(Error::new(kind, Problem::Said(format!("{kind:?}"))))
    }

    #[test]
    fn one_that_failed_costs_only_itself_and_all_of_them_everything() {
        let mut parts = Parts::default();
        assert_eq!(parts.take(error(ErrorKind::Answer)), Ok(None));
        assert_eq!(parts.take(Ok(1)), Ok(Some(1)));
        assert_eq!(parts.take(error(ErrorKind::Network)), Ok(None));
        assert_eq!(parts.missing(), Ok(vec!["Answer".into(), "Network".into()]));
        let mut parts = Parts::default();
        assert_eq!(parts.take(error(ErrorKind::Settings)), Ok(None));
        assert_eq!(parts.take(error(ErrorKind::Answer)), Ok(None));
        assert_eq!(parts.missing().map_err(|error| error.kind), Err(ErrorKind::Settings));
        assert_eq!(Parts::default().missing(), Ok(vec![]));
    }

    #[test]
    fn what_all_would_meet_ends_the_asking() {
        assert!(Parts::default().take(error(ErrorKind::Network)).is_err());
        let mut parts = Parts::default();
        parts.take(Ok(1)).unwrap();
        assert!(parts.take(error(ErrorKind::TokenRefused)).is_err());
        assert!(parts.take(error(ErrorKind::RateLimited(std::time::Duration::from_secs(1)))).is_err());
    }
}

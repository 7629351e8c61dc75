//! Alerts where there is no screen: a hub tells them to the program of its settings, once for all its boards.

use super::{Tell, Teller};
use crate::model::{News, Problem};

/// Tells alerts to a program alone.
pub struct Alone(Teller);

impl Alone {
    /// By the program of `tell`, if there is one: there is no bell to ring, and no terminal to notify.
    pub fn new(tell: Tell) -> Self {
        Self(Teller::new(Tell { bell: false, notify: None, ..tell }))
    }

    /// By the program of `tell` from now on; one that runs goes on to its end.
    pub fn change(&mut self, tell: Tell) {
        self.0.change(Tell { bell: false, notify: None, ..tell });
    }

    /// Tells `news`, one by one; never waits.
    pub fn tell(&mut self, mut news: Vec<News>) {
        news.retain(|news| news.severity >= self.0.tell.from);
        self.0.run_for(news);
    }

    /// Whether the program runs, so that [`next`](Self::next) has something to wait for.
    pub fn is_busy(&self) -> bool {
        self.0.is_busy()
    }

    /// Waits until the program has ended and starts it for the next alert; its failure, once until it goes well again, which
    /// the log has too. Nothing is lost when it is not waited for.
    pub async fn next(&mut self) -> Option<Problem> {
        self.0.next().await
    }

    /// Ends the program, with all that it has started.
    pub async fn stop(mut self) {
        self.0.stop().await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::testing::NOW;
    use crate::model::{About, AlarmKey, NewsKind, Severity};

    fn news(severity: Severity, at: usize, rule: &str) -> News {
        News {
            kind: NewsKind::Raised,
            at: NOW,
            key: AlarmKey { rule: at, about: About::Centre },
            rule: rule.into(),
            what: "calls lost above 5 %".into(),
            severity,
            who: String::new(),
            began: NOW,
        }
    }

    #[tokio::test]
    async fn the_program_is_told_what_is_bad_enough_and_nothing_is_needed_of_a_terminal() {
        let dir = tempfile::tempdir().unwrap();
        let told = dir.path().join("told");
        let script = format!("printf '%s\\n' \"$CALLBOARD_ALERT_RULE\" >> '{}'", told.display());
        let command = ["/bin/sh", "-c", script.as_str()].map(str::to_owned).to_vec();
        let mut alone = Alone::new(Tell { bell: true, command, ..Tell::default() });
        alone.tell(vec![
            news(Severity::Info, 0, "minor"),
            news(Severity::Critical, 1, "lost"),
            news(Severity::Warning, 2, "busy"),
        ]);
        while alone.is_busy() {
            assert_eq!(alone.next().await, None);
        }
        assert_eq!(std::fs::read_to_string(told).unwrap(), "lost\nbusy\n");
        alone.stop().await;
    }
}

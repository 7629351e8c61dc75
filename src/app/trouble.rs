//! Things beside the board that go wrong: what should be kept on disk and is not. The board goes on without them, and
//! the person at it is told once.

use super::App;

/// Looks whether something is wrong beside the board: a sentence as long as it is. Must not wait for anything.
pub type Trouble = Box<dyn Fn() -> Option<String> + Send>;

/// One of them, and what was said of it last.
pub(super) struct Watched {
    look: Trouble,
    said: Option<String>,
}

impl App {
    /// The same with these looked at once a second.
    #[must_use]
    pub fn watching(mut self, troubles: Vec<Trouble>) -> Self {
        self.troubles = troubles.into_iter().map(|look| Watched { look, said: None }).collect();
        self
    }

    /// Says what has gone wrong since the last look, one thing after the other.
    pub(super) fn look_beside(&mut self) {
        for watched in &mut self.troubles {
            let wrong = (watched.look)();
            if watched.said == wrong {
                continue;
            }
            if let Some(sentence) = &wrong {
                if self.view.is_saying() {
                    return;
                }
                self.view.say(sentence.clone());
            }
            watched.said = wrong;
        }
    }
}

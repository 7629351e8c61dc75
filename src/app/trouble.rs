//! Things beside the board that go wrong: what should be kept on disk and is not. The board goes on without them, and
//! the person at it is told once.

use crate::model::Problem;

/// Looks whether something is wrong beside the board: what, as long as it is. Must not wait for anything.
pub type Trouble = Box<dyn Fn() -> Option<Problem> + Send>;

/// All of them, and what was said of each last.
#[derive(Default)]
pub(super) struct Troubles(Vec<(Trouble, Option<Problem>)>);

impl Troubles {
    pub(super) fn new(troubles: Vec<Trouble>) -> Self {
        Self(troubles.into_iter().map(|look| (look, None)).collect())
    }

    /// What has gone wrong since the last look, one thing a look; nothing while something else is being said.
    pub(super) fn news(&mut self, may_say: bool) -> Option<Problem> {
        for (look, said) in &mut self.0 {
            let wrong = look();
            if *said == wrong {
                continue;
            }
            if wrong.is_some() && !may_say {
                return None;
            }
            said.clone_from(&wrong);
            if wrong.is_some() {
                return wrong;
            }
        }
        None
    }
}

//! What of a board does not come from its sources, and what of it stays when another one takes its place.

use super::Board;
use crate::model::seen::{Seen, SeenAlerts};

impl Board {
    /// What people at the boards of a hub did about alerts.
    pub fn seen_alerts(&self) -> &SeenAlerts {
        &self.seen_alerts
    }

    pub(super) fn apply_seen(&mut self, seen: Vec<Seen>) {
        for seen in seen {
            self.seen_alerts.take(seen);
        }
        self.revision += 1;
    }

    /// The same board in the place of `before`, which showed the same centre a moment ago: what was looked up stays, and so
    /// does what was only seen to happen, for those agents whom both have.
    #[must_use]
    pub fn continuing(mut self, mut before: Self) -> Self {
        self.shelf = std::mem::take(&mut before.shelf);
        // When it was heard last is known of neither.
        before.floor.break_off();
        self.floor = std::mem::take(&mut before.floor);
        if before.has_roster {
            self.trends = std::mem::take(&mut before.trends);
            // What grew meanwhile did so at a time that is not known.
            self.rebase_trends();
        }
        for (agent, track) in self.agents.iter().zip(&mut self.tracks) {
            let known = before.index.get(&before.agents, &agent.id).and_then(|slot| before.tracks.get_mut(slot));
            let Some(known) = known.filter(|known| !known.seen.is_empty()) else { continue };
            let fresh = std::mem::replace(&mut track.seen, std::mem::take(&mut known.seen));
            let last = track.seen.last();
            let is_news = |mark: &super::Mark| last.is_none_or(|last| mark.at > last.at && !mark.is_like(last));
            fresh.iter().filter(is_news).for_each(|mark| track.seen.push(mark));
        }
        self.instead_of(&before)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::about::About;
    use crate::model::agent::AgentChange;
    use crate::model::seen::SeenHow;
    use crate::model::status::WorkState;
    use crate::model::testing::{NOW, apply, centre, change};
    use crate::model::{CallsAsked, Finding, Found, Lookup, Payload};

    /// What a board that is told all of this one has.
    fn retold(board: &Board) -> Board {
        let mut fresh = Board::new();
        board.retell(NOW).into_iter().for_each(|update| fresh.apply(update));
        fresh
    }

    #[test]
    fn what_was_looked_up_and_seen_to_happen_stays_and_nothing_is_told_twice() {
        let mut board = centre(12);
        change(&mut board, NOW, 3, vec![AgentChange::Work(Some(WorkState::WrapUp))]);
        let asked = Found { lookup: Lookup::Calls(CallsAsked::default()), finding: Finding::Asking };
        apply(&mut board, NOW, Payload::Found(Box::new(asked)));
        let slot = |board: &Board| board.slot(board.agents()[3].id.as_str()).unwrap();
        let before: Vec<_> = board.seen(slot(&board)).collect();
        assert!(before.len() > 1, "{before:?}");
        let (generation, revision) = (board.generation(), board.revision());
        let fresh = retold(&board);
        assert_eq!(fresh.seen(slot(&fresh)).count(), 1);
        let next = fresh.continuing(board.clone());
        assert_eq!(next.seen(slot(&next)).collect::<Vec<_>>(), before);
        assert!(next.shelf().get(&Lookup::Calls(CallsAsked::default())).is_some());
        assert!(next.generation() > generation && next.revision() > revision);
        assert_eq!(next.agents(), board.agents());
    }

    #[test]
    fn a_keyframe_has_what_was_done_about_alerts_and_a_reader_sees_that_it_is_other_than_before() {
        let seen = |who: &str| {
            let (rule, about, how) = ("lost".to_owned(), About::Centre, SeenHow::Acknowledged);
            Payload::Seen(vec![Seen { rule, about, how, who: who.to_owned(), at: NOW }])
        };
        let (mut board, mut other) = (centre(3), centre(3));
        apply(&mut board, NOW, seen("wang@jump1"));
        apply(&mut other, NOW, seen("li@jump2"));
        let next = retold(&other).continuing(board.clone());
        assert_eq!(next.seen_alerts(), other.seen_alerts());
        assert_ne!(next.seen_alerts().revision(), board.seen_alerts().revision());
    }
}

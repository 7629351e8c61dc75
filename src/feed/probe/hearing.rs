//! What is heard of an answer, and what it comes to.
//!
//! Pure. Moments are those of a steady clock.

use std::sync::Arc;
use std::time::Duration;

use crate::feed::problem::Probing;
use crate::model::Problem;
use crate::model::probe::ProbeOutcome;
use crate::platforms::bots::{AnswerPart, PartKind};

/// A clock that is never set: the time since some moment.
pub type Steady = Arc<dyn Fn() -> Duration + Send + Sync>;

/// So many bytes of an answer are kept until it is judged.
const KEPT: usize = 64 * 1024;
/// So many messages are told apart.
const MESSAGES: usize = 256;

/// How a bot stands that is not to be asked, in the vendor's words: deleted, expired, its answers used up.
const NOT_TO_BE_ASKED: [&str; 3] = ["DELETE", "EXPIRE", "EXHAUST"];

/// An answer as far as it was heard.
#[derive(Debug, Default)]
pub struct Hearing {
    /// When its first word came.
    pub first: Option<Duration>,
    /// When its last word came.
    pub last: Option<Duration>,
    /// How the vendor says that the bot stands; the worst that it said.
    pub status: Option<String>,
    /// What it says, by message, in the order in which these began.
    messages: Vec<(Option<String>, String)>,
    kept: usize,
    /// Whether there came what there is to know of the answer as a whole.
    informed: bool,
    fault: Option<Problem>,
}

impl Hearing {
    /// Hears a part that came at `at`. Parts of another session than `session` are none of this answer.
    pub fn part(&mut self, session: &str, part: AnswerPart, at: Duration) {
        if part.session.as_deref().is_some_and(|of| of != session) {
            return;
        }
        if let Some(status) = part.status
            && !self.is_refused()
        {
            self.status = Some(status);
        }
        self.informed |= part.kind == PartKind::Info;
        match part.kind {
            PartKind::Failed => self.fault(Probing::PartFailed.into()),
            PartKind::BrokenOff => self.fault(Probing::BrokenOff.into()),
            PartKind::Words | PartKind::Info => {}
        }
        if !part.words.trim().is_empty() && !matches!(part.kind, PartKind::Failed | PartKind::BrokenOff) {
            self.first = self.first.or(Some(at));
            self.last = Some(at);
        }
        if part.kind == PartKind::Words || part.kind == PartKind::Info {
            self.keep(part.message, &part.words);
        }
    }

    /// Something went wrong; the first of all that did is told.
    pub fn fault(&mut self, problem: Problem) {
        self.fault.get_or_insert(problem);
    }

    /// Whether all may have been said: there were words, and what there is to know of the answer.
    pub fn may_be_over(&self) -> bool {
        self.informed && self.first.is_some()
    }

    /// Whether the vendor says that the bot is not to be asked.
    pub fn is_refused(&self) -> bool {
        self.status.as_deref().is_some_and(|status| NOT_TO_BE_ASKED.contains(&status.trim()))
    }

    fn keep(&mut self, message: Option<String>, words: &str) {
        let room = KEPT.saturating_sub(self.kept);
        let end = (0..=room.min(words.len())).rev().find(|end| words.is_char_boundary(*end)).unwrap_or(0);
        let words = words.get(..end).unwrap_or_default();
        if words.is_empty() {
            return;
        }
        let count = self.messages.len();
        match self.messages.iter_mut().find(|(known, _)| *known == message) {
            // One that repeats all that was said before goes on from there.
            Some((_, said)) if words.len() > said.len() && words.starts_with(said.as_str()) => {
                self.kept += words.len() - said.len();
                words.clone_into(said);
            }
            Some((_, said)) => {
                self.kept += words.len();
                said.push_str(words);
            }
            None if count < MESSAGES => {
                self.kept += words.len();
                self.messages.push((message, words.to_owned()));
            }
            None => {}
        }
    }

    /// What the answer comes to, where it should hold what is `expected`; and what went wrong, where something did.
    pub fn outcome(&self, expected: Option<&str>) -> (ProbeOutcome, Option<Problem>) {
        if self.is_refused() {
            return (ProbeOutcome::Robot, None);
        }
        if let Some(problem) = &self.fault {
            return (ProbeOutcome::Failed, Some(problem.clone()));
        }
        if self.first.is_none() {
            return (ProbeOutcome::Silent, None);
        }
        let Some(expected) = expected.map(plainly).filter(|expected| !expected.is_empty()) else {
            return (ProbeOutcome::Answered, None);
        };
        let holds = self.messages.iter().any(|(_, said)| plainly(said).contains(&expected));
        let all: String = self.messages.iter().map(|(_, said)| said.as_str()).collect();
        let holds = holds || plainly(&all).contains(&expected);
        (if holds { ProbeOutcome::AsExpected } else { ProbeOutcome::NotAsExpected }, None)
    }

    /// When the last word came, of an answer that came whole.
    pub fn whole(&self) -> Option<Duration> {
        self.last.filter(|_| self.fault.is_none())
    }
}

/// Text as it is compared: capitals, and how many blanks stand between words, make no difference.
fn plainly(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn part(kind: PartKind, words: &str) -> AnswerPart {
        AnswerPart { kind, message: Some("m".to_owned()), session: None, words: words.to_owned(), status: None }
    }

    fn heard(parts: &[(u64, AnswerPart)]) -> Hearing {
        let mut hearing = Hearing::default();
        for (ms, part) in parts {
            hearing.part("s", part.clone(), Duration::from_millis(*ms));
        }
        hearing
    }

    #[test]
    fn the_first_and_the_last_word_are_those_that_are_words() {
        let hearing = heard(&[
            (10, part(PartKind::Info, "")),
            (20, part(PartKind::Words, " ")),
            (31, part(PartKind::Words, "We are open ")),
            (47, part(PartKind::Words, "from  9 to 5.")),
            (90, part(PartKind::Info, "")),
        ]);
        assert_eq!((hearing.first, hearing.last), (Some(Duration::from_millis(31)), Some(Duration::from_millis(47))));
        assert_eq!(hearing.outcome(Some("open FROM 9")).0, ProbeOutcome::AsExpected);
        assert_eq!(hearing.outcome(Some("closed")).0, ProbeOutcome::NotAsExpected);
        assert_eq!(hearing.outcome(None).0, ProbeOutcome::Answered);
    }

    #[test]
    fn what_ends_without_a_word_is_silent_and_what_breaks_off_failed() {
        assert_eq!(heard(&[(5, part(PartKind::Info, ""))]).outcome(None), (ProbeOutcome::Silent, None));
        for kind in [PartKind::Failed, PartKind::BrokenOff] {
            let hearing = heard(&[(5, part(PartKind::Words, "We are")), (9, part(kind, "x"))]);
            assert_eq!(hearing.outcome(Some("We")).0, ProbeOutcome::Failed, "{kind:?}");
            assert_eq!((hearing.first, hearing.whole()), (Some(Duration::from_millis(5)), None));
        }
    }

    #[test]
    fn a_bot_that_is_not_to_be_asked_is_said_to_be_so_whatever_it_says() {
        for status in ["DELETE", "EXPIRE", "EXHAUST"] {
            let told = AnswerPart { status: Some(status.to_owned()), ..part(PartKind::Words, "yes") };
            let then = AnswerPart { status: Some("ENABLE".to_owned()), ..part(PartKind::Info, "") };
            let hearing = heard(&[(5, told), (6, then)]);
            assert_eq!(hearing.outcome(Some("yes")), (ProbeOutcome::Robot, None));
            assert_eq!(hearing.status.as_deref(), Some(status));
        }
    }

    #[test]
    fn a_part_that_repeats_what_was_said_goes_on_from_there_and_one_of_another_session_is_not_heard() {
        let hearing = heard(&[(1, part(PartKind::Words, "We are")), (2, part(PartKind::Words, "We are open"))]);
        assert_eq!(hearing.messages, [(Some("m".to_owned()), "We are open".to_owned())]);
        let strange = AnswerPart { session: Some("t".to_owned()), ..part(PartKind::Words, "closed") };
        assert_eq!(heard(&[(1, strange)]).outcome(None).0, ProbeOutcome::Silent);
    }

    proptest! {
        #[test]
        fn however_an_answer_is_cut_it_says_the_same_and_takes_no_more_room(
            said in "[a-z ]{1,200}", cuts in prop::collection::vec(0_usize..200, 0..20), status in "[A-Z]{0,9}",
        ) {
            let mut cuts: Vec<usize> = cuts.into_iter().map(|cut| cut.min(said.len())).chain([0, said.len()]).collect();
            cuts.sort_unstable();
            let mut hearing = Hearing::default();
            for (ms, pair) in cuts.windows(2).enumerate() {
                let mut piece = part(PartKind::Words, &said[pair[0]..pair[1]]);
                // Pieces alike at a cut could be taken for a repetition: each is a message of its own here.
                piece.message = Some(ms.to_string());
                piece.status = Some(status.clone()).filter(|status| !NOT_TO_BE_ASKED.contains(&status.as_str()));
                hearing.part("s", piece, Duration::from_millis(ms as u64));
            }
            prop_assert!(hearing.kept <= KEPT);
            let all: String = hearing.messages.iter().map(|(_, said)| said.as_str()).collect();
            prop_assert_eq!(&all, &said);
            let expected = if said.trim().is_empty() { ProbeOutcome::Silent } else { ProbeOutcome::AsExpected };
            // A word cut apart between messages is held by all of them together.
            let outcome = hearing.outcome(Some(&said)).0;
            prop_assert!(outcome == expected || said.trim().is_empty());
        }
    }
}

//! What the board does with its tape: it begins and ends a recording, and takes what a player tells.

use super::App;
use super::problem::Notice;
use super::story::Storied;
use super::tape::{News, Tape};
use super::told::told;
use crate::feed::Told;
use crate::feed::record::player::{Deck, Index, Indexed};
use crate::feed::record::{About, Take};
use crate::model::{Failure, Finding, Found, Payload, Stamp, Update, Want};

impl App {
    /// The same showing what `deck` plays; its clock must be the deck's.
    #[must_use]
    pub fn replaying(mut self, deck: Deck) -> Self {
        self.tape = Tape::Replaying { deck: Box::new(deck), index: None, said: None };
        self.story = Storied::none();
        self.view.set_tape(self.tape.shown());
        self
    }

    /// The same with what `index` finds of the recording.
    #[must_use]
    pub fn indexed(mut self, of: Index) -> Self {
        self.take_indexed(of.found(), of.span());
        if let Tape::Replaying { index, .. } = &mut self.tape {
            *index = Some(Box::new(of));
        }
        self
    }

    /// Takes note of what the index of a recording has found.
    fn take_indexed(&mut self, found: Indexed, span: (Stamp, Stamp)) {
        let until = if found.over { None } else { Some(found.until.unwrap_or(span.0)) };
        self.view.set_recorded(found.facts, span, until);
    }

    /// Begins to record, or ends that.
    pub(super) fn record(&mut self) {
        match &self.tape {
            Tape::Off => {
                let now = (self.clock)();
                let about = About::new(&self.settings.site, self.settings.zone.name(), now);
                let take = Take::start(self.files.recording(about), self.board.clone(), now);
                self.tape = Tape::Recording { take, said: false };
            }
            Tape::Recording { .. } => self.end_recording(),
            Tape::Replaying { .. } => self.view.tell(&Notice::IsRecording.into()),
        }
        self.view.set_tape(self.tape.shown());
    }

    /// Ends a recording, if one is made.
    pub(super) fn end_recording(&mut self) {
        if let Tape::Recording { .. } = self.tape
            && let Tape::Recording { take, .. } = std::mem::replace(&mut self.tape, Tape::Off)
        {
            self.files.end(take);
        }
    }

    /// Takes note of what became of what is recorded or played.
    pub(super) fn hear(&mut self, news: News) {
        match news {
            News::Told(told) => self.take_told(told),
            News::Found(found, span) => self.take_indexed(found, span),
            News::Stands => {}
            // Its last sentence says why.
            News::Ended => self.end_recording(),
        }
        match &mut self.tape {
            Tape::Recording { take, said } if !*said => {
                if let Some(path) = take.state().path {
                    *said = true;
                    self.view.tell(&Notice::Recording(path).into());
                }
            }
            Tape::Replaying { deck, said, .. } => {
                let failure = deck.state().failure;
                if *said != failure {
                    if let Some(problem) = &failure {
                        self.view.tell(problem);
                    }
                    *said = failure;
                }
            }
            _ => {}
        }
        self.view.set_tape(self.tape.shown());
    }

    /// Takes what the sources, a hub or a player tell.
    pub(super) fn take_told(&mut self, all: impl IntoIterator<Item = Told>) {
        let anew = told(all, &mut self.board, &mut self.tape, &mut self.story, self.hub.is_on());
        if anew {
            let now = (self.clock)();
            self.story.begin_anew(&self.board, now);
        }
        if anew && self.hub.is_on() {
            self.joined((self.clock)());
        } else if anew {
            let now = (self.clock)();
            self.alarms.start_over(&self.board, now);
            self.view.start_over(&self.board, &self.alarms, now);
        }
        self.tell_of_notes(anew);
        self.took();
    }

    /// Says of what is on screen and not in the recording that it is not. No vendor is asked.
    pub(super) fn miss(&mut self, wants: Vec<Want>) {
        let now = (self.clock)();
        for Want { lookup, .. } in wants {
            let held =
                self.board.shelf().get(&lookup).is_some_and(|shelved| {
                    shelved.has_content() || shelved.asking.is_some() || shelved.failure.is_some()
                });
            if !held {
                let problem = Notice::NotRecorded.into();
                let finding = Finding::Failed(Failure { problem, refused: false, again: None, absent: true });
                self.board.apply(Update::new(now, Payload::Found(Box::new(Found { lookup, finding }))));
            }
        }
    }
}

//! Notes that people write: at the keys, or from a shell of the same machine. A board on a hub hands them to it, which tells
//! all its boards; another one takes them itself, into its recording and its file. Who wrote one is written down.

use std::path::PathBuf;

use super::App;
use super::notebook::{Handed, NoteNews};
use super::notes::NotesFile;
use super::problem::{Noted, Notice};
use crate::feed::hub::NoteAnswer;
use crate::model::{Note, Payload, Problem, Update};
use crate::say::listen::Post;

impl App {
    /// The same on which the person at the keys is called `who`, with the notes in `file` and those that come kept there; a
    /// hub keeps them itself.
    #[must_use]
    pub fn noting(mut self, who: String, file: Option<PathBuf>) -> Self {
        self.notebook.who = who;
        let Some(file) = file.filter(|_| !self.hub.is_on()) else { return self };
        self.notebook.file = NotesFile::new(file);
        let (notes, said) = self.notebook.file.read();
        if !notes.is_empty() {
            self.board.apply(Update::new((self.clock)(), Payload::Notes(notes)));
        }
        // What was set aside is written anew without what could not be read.
        if said.is_none() {
            self.notebook.file.begin(self.board.notes());
        }
        self.look_at_notes();
        if let Some(said) = said {
            self.view.tell(&said.into());
        }
        self
    }

    /// Takes a note that the person at the keys wrote, clean.
    pub(super) fn note_here(&mut self, text: String) {
        if self.tape.is_replay() {
            return self.view.tell(&Noted::Replay.into());
        }
        let from = if self.hub.is_on() { self.hub.name.clone() } else { self.notebook.who.clone() };
        let from = Some(from).filter(|from| !from.is_empty());
        let note = Note { id: format!("{:016x}", fastrand::u64(..)), at: (self.clock)(), from, text };
        self.audit.said(&line(&note), None);
        self.take_note(note, None);
    }

    /// Takes a note that came from a shell.
    pub(super) fn note_of(&mut self, note: Note, post: Post) {
        self.audit.said(&line(&note), Some(&post.by));
        if self.tape.is_replay() {
            return post.refused(Problem::from(Noted::Replay).to_string());
        }
        self.take_note(note, Some(post));
    }

    fn take_note(&mut self, note: Note, post: Option<Post>) {
        if self.hub.is_on() {
            let answering = self.feed.note(note);
            self.notebook.handing.spawn(async move { Handed { post, answer: answering.await } });
            return;
        }
        let update = Update::new(note.at, Payload::Notes(vec![note]));
        self.tape.offer(&update);
        self.board.apply(update);
        if let Some(post) = post {
            self.tell_of_notes(false);
            post.taken();
        } else {
            self.look_at_notes();
            self.view.tell(&Noted::Here.into());
        }
        self.took();
    }

    /// Takes what happened to notes.
    pub(super) fn hear_of_notes(&mut self, news: NoteNews) {
        match news {
            NoteNews::Said(said) => self.view.tell(&said.into()),
            NoteNews::Handed(handed) => self.handed(handed),
            NoteNews::Nothing => {}
        }
    }

    /// Takes what the hub answered to a note.
    fn handed(&mut self, handed: Handed) {
        let Handed { post, answer } = handed;
        let why: Problem = match (answer, post) {
            (Ok(NoteAnswer::Done), Some(post)) => return post.taken(),
            (Ok(NoteAnswer::Done), None) => return self.view.tell(&Noted::AtHub.into()),
            (Ok(NoteAnswer::Empty), Some(post)) => {
                return post.refused(Problem::from(Noted::Empty).to_string());
            }
            (Ok(NoteAnswer::Empty), None) => Noted::Empty.into(),
            (Err(why), Some(post)) => return post.refused(Problem::from(Noted::NotAtHub(why)).to_string()),
            (Err(why), None) => Noted::NotAtHub(why).into(),
        };
        self.view.tell(&why);
    }

    /// Says that a note came which was not written at these keys; after a whole board was told, none is news.
    pub(super) fn tell_of_notes(&mut self, anew: bool) {
        if self.board.notes().revision() == self.notebook.last.0 {
            return;
        }
        let (_, before) = std::mem::take(&mut self.notebook.last);
        self.look_at_notes();
        if self.notebook.last.1 == before {
            return;
        }
        let own = if self.hub.is_on() { &self.hub.name } else { &self.notebook.who };
        let Some(note) = self.board.notes().iter().next_back().filter(|_| !anew && self.settings.kiosk.is_none())
        else {
            return;
        };
        if note.from.as_ref() != Some(own) && !self.view.is_saying() {
            let text = note.text.clone();
            let came = match note.from.clone() {
                Some(from) => Notice::NoteCame(from, text),
                None => Notice::NoteCameAlone(text),
            };
            self.view.tell(&came.into());
        }
    }

    /// Takes the notes that are there for known.
    pub(super) fn look_at_notes(&mut self) {
        let notes = self.board.notes();
        self.notebook.last = (notes.revision(), notes.iter().next_back().map(|note| note.id.clone()));
    }
}

/// What is written down of it.
fn line(note: &Note) -> String {
    format!("note: {}", note.text)
}

#[cfg(test)]
mod tests;

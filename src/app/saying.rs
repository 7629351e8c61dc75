//! Messages on the board: from a shell, or from the person at the keys, who is heard by the other boards too. Who put one
//! there is written down.

use chrono_tz::Tz;

use super::App;
use super::messages::{News, Told};
use super::problem::Spoken;
use crate::files::private::Shared;
use crate::model::{MESSAGE_USUAL_MS, Message, Problem};
use crate::say::listen::{Mail, Post, Said};
use crate::say::wire::{Asked, What};

impl App {
    /// The same that shows what comes with the `mail`.
    #[must_use]
    pub fn hearing(mut self, mail: Mail) -> Self {
        self.messages.hear(mail);
        self
    }

    /// The same that tells the boards in these places what is said at its keys.
    #[must_use]
    pub fn telling_boards(mut self, places: Vec<Shared>) -> Self {
        self.messages.tell_in(places);
        self
    }

    /// Takes what comes of messages.
    pub(super) fn heard(&mut self, news: News) {
        match news {
            News::Said(Some(post)) => match post.said.clone() {
                Said::Message(message) => self.show(message, post),
                Said::Note(note) => self.note_of(note, post),
            },
            News::Said(None) => self.messages.close(),
            News::Told(told) => self.tell_how_many(&told),
        }
    }

    /// Shows what a shell or another board said.
    fn show(&mut self, message: Option<Message>, post: Post) {
        self.audit.said(&line(message.as_ref()), Some(&post.by));
        self.view.show_message(message);
        post.taken();
    }

    /// Shows what the person at the keys said, clean, here and on the other boards; nothing takes away what stands.
    pub(super) fn say_here(&mut self, text: Option<String>) {
        let until = (self.clock)().plus(MESSAGE_USUAL_MS);
        let what = text
            .clone()
            .map_or(What::Clear, |text| What::Say { text, seconds: MESSAGE_USUAL_MS.unsigned_abs() / 1_000 });
        let message = text.map(|text| Message { text, from: None, until });
        self.audit.said(&line(message.as_ref()), None);
        let until = message.as_ref().map(|message| message.until);
        self.view.show_message(message);
        if !self.messages.tell(Asked { kiosk: None, what }, until) {
            self.view.tell(&Spoken::Busy.into());
        }
    }

    fn tell_how_many(&mut self, told: &Told) {
        for failure in &told.others.failures {
            tracing::warn!("a message did not reach a board: {failure}");
        }
        self.view.tell(&answer(told, self.settings.zone));
    }
}

/// How many boards show it, the one that it was said at among them.
fn answer(told: &Told, zone: Tz) -> Problem {
    let boards = told.others.boards.len() + 1;
    let until = told.until.and_then(|until| until.in_zone(&zone));
    let until = until.map(|until| until.format("%H:%M").to_string());
    let said: Problem = match (boards, until) {
        (1, Some(until)) => Spoken::One(until).into(),
        (_, Some(until)) => Spoken::All(boards, until).into(),
        (1, None) => Spoken::OneClear.into(),
        (_, None) => Spoken::Clear(boards).into(),
    };
    if told.others.failures.is_empty() { said } else { Spoken::NotAll(said).into() }
}

/// What is written down of it.
fn line(message: Option<&Message>) -> String {
    match message {
        Some(Message { text, until, .. }) => format!("message shown until {until}: {text}"),
        None => "message taken away".to_owned(),
    }
}

#[cfg(test)]
mod tests;

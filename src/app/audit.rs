//! Showing a customer's number, and saving a call's sound, are acts of a person: they are written down, or they are not
//! done.
//!
//! Each line says who (user id and name, and from where where it is an ssh session), for how long, and what was looked
//! at meanwhile: page by page, agents and calls by their ids, never a number. A second kind of line says when numbers were
//! masked again. The lines stand in the log whatever its level, since this is no matter of how much one likes to read. So
//! does a line for each alert that escalated: to which no person had seen.

use std::fmt::Write as _;
use std::io;
use std::net::IpAddr;

use super::App;
use super::problem::{Notice, Written};
use crate::lang::Language;
use crate::model::{About, News, NewsKind, Problem, Stamp};
use crate::ui::text;

/// Writes one line, or says why it cannot.
type Sink = Box<dyn Fn(&str) -> io::Result<()> + Send>;

/// So much of a name is written.
const NAME_MAX: usize = 64;

/// The book in which unmasking is written.
pub struct Audit {
    sink: Option<Sink>,
    who: String,
    shown: Option<Shown>,
}

/// Numbers are on the screen.
struct Shown {
    since: Stamp,
    place: String,
}

impl Default for Audit {
    /// Without a book: nothing is shown then.
    fn default() -> Self {
        Self { sink: None, who: String::new(), shown: None }
    }
}

impl Audit {
    /// A book that `sink` writes, on the acts of `who`.
    pub fn new(who: String, sink: impl Fn(&str) -> io::Result<()> + Send + 'static) -> Self {
        Self { sink: Some(Box::new(sink)), who, shown: None }
    }

    /// Writes down that numbers are shown from now on.
    ///
    /// # Errors
    /// Why that cannot be written, so that they must not be.
    pub(super) fn revealed(&mut self, line: &str, place: String, now: Stamp) -> Result<(), Problem> {
        self.write(line)?;
        self.shown = Some(Shown { since: now, place });
        Ok(())
    }

    /// Writes down that the sound of a call is to be saved.
    ///
    /// # Errors
    /// Why that cannot be written, so that it must not be.
    pub(super) fn saving(&self, call: &str) -> Result<(), Problem> {
        self.write(&format!("the recording of call {} is saved", text::fit(call, NAME_MAX, "…")))
    }

    /// Writes down that a customer's number in full goes to the terminal's clipboard.
    ///
    /// # Errors
    /// Why that cannot be written, so that it must not.
    pub(super) fn copied(&self, place: &str) -> Result<(), Problem> {
        self.write(&format!("a customer's number is copied on {place}"))
    }

    /// Writes down what was said to all who pass, by another user where that is known. A log that fails keeps no message
    /// away.
    pub(super) fn said(&self, line: &str, by: Option<&str>) {
        let by = by.unwrap_or(&self.who);
        let written = self.sink.as_ref().map(|sink| sink(&format!("{line}, by {by}")));
        if written.is_none_or(|written| written.is_err()) {
            tracing::info!("{line}, by {by}");
        }
    }

    /// Writes down which alerts no person has seen to, and at which site, where there are several; where there is no log,
    /// they are on screen.
    pub(super) fn escalated(&self, news: &[News], site: Option<&str>) {
        let Some(sink) = &self.sink else { return };
        for news in news.iter().filter(|news| news.kind == NewsKind::Escalated) {
            let about = match &news.key.about {
                About::Source(id) => format!("source {id}"),
                About::Agent(id) => format!("agent {}", text::fit(id.as_str(), NAME_MAX, "…")),
                About::Centre => "the centre".to_owned(),
            };
            let (rule, severity, began) = (&news.rule, news.severity, news.began);
            let at = site.map_or_else(String::new, |site| format!(" at {}", text::clean(site)));
            let line = format!("alert {rule} ({severity}) about {about}{at} escalated: not seen to since {began}");
            // It is told elsewhere too: nothing hangs on it.
            let _ = sink(&line);
        }
    }

    /// What is on the screen now; whether numbers are shown there. An error says why they must not be any longer.
    pub(super) fn note_screen(
        &mut self,
        shown: bool,
        place: impl FnOnce() -> String,
        now: Stamp,
    ) -> Result<(), Problem> {
        let Some(before) = &mut self.shown else { return Ok(()) };
        if !shown {
            self.masked("", now);
            return Ok(());
        }
        let place = place();
        if before.place == place {
            return Ok(());
        }
        let line = format!("customer numbers shown on {place}");
        before.place = place;
        self.write(&line)
    }

    /// Writes down that the board is gone, and with it what it showed.
    pub(super) fn ended(&mut self, now: Stamp) {
        self.masked(": the board has ended", now);
    }

    /// Writes down that numbers are masked again, if they were shown; `why` follows.
    fn masked(&mut self, why: &str, now: Stamp) {
        if let Some(shown) = self.shown.take() {
            let after = text::limit(Language::English, now.since(shown.since).max(0));
            // They are masked whether or not that can be written.
            let _ = self.write(&format!("customer numbers masked again after {after}{why}"));
        }
    }

    fn write(&self, line: &str) -> Result<(), Problem> {
        let Some(sink) = &self.sink else {
            return Err(Notice::NoLog.into());
        };
        sink(&format!("{line}, by {}", self.who)).map_err(|why| Notice::LogFails(why.to_string()).into())
    }
}

impl App {
    /// The same with unmasking written down in `audit`; without one, nothing is unmasked.
    #[must_use]
    pub fn auditing(mut self, audit: Audit) -> Self {
        self.audit = audit;
        self
    }

    /// Numbers are shown from now on, if that can be written down.
    pub(super) fn show_numbers(&mut self, line: &str) {
        let written = self.audit.revealed(line, self.view.whereabouts(), (self.clock)());
        self.mask_unless(written);
    }

    /// Saves the sound of a call, if that can be written down.
    pub(super) fn save_sound(&mut self, call: &str, address: &str) {
        match self.audit.saving(call) {
            Ok(()) => {
                self.files.save(call, self.feed.recording(call, address));
                self.view.tell(&Written::Saving.into());
            }
            Err(why) => self.view.tell(&Written::NotSaved((&why).into()).into()),
        }
    }

    /// Writes down where customers' numbers are looked at, and when that ends.
    pub(super) fn watch_numbers(&mut self) {
        let now = (self.clock)();
        let shown = self.view.revealed_until(now).is_some();
        let before = self.audit.shown.is_some();
        let written = self.audit.note_screen(shown, || self.view.whereabouts(), now);
        self.mask_unless(written);
        if before && self.audit.shown.is_none() {
            self.board.mask_found();
        }
    }

    /// What cannot be written down is not shown.
    fn mask_unless(&mut self, written: Result<(), Problem>) {
        if let Err(why) = written {
            self.view.mask();
            self.audit.masked(": the log fails", (self.clock)());
            self.view.tell(&Notice::Masked(why).into());
        }
    }
}

/// Who sits at the keys, as far as this process can know: the user id is the system's word, the rest is what the
/// environment says.
pub fn who(uid: u32, env: impl Fn(&str) -> Option<String>) -> String {
    let named = |name: &str| env(name).map(|value| name_only(&value)).filter(|value| !value.is_empty());
    let mut who = format!("uid {uid}");
    if let Some(name) = named("USER").or_else(|| named("LOGNAME")) {
        let _ = write!(who, " ({name})");
    }
    if let Some(name) = named("SUDO_USER") {
        let _ = write!(who, ", by sudo of {name}");
    }
    if let Some(connection) = env("SSH_CONNECTION") {
        let address = connection.split(' ').next().and_then(|address| address.parse::<IpAddr>().ok());
        match address {
            Some(address) => {
                let _ = write!(who, ", from {address}");
            }
            None => who.push_str(", from an unreadable address"),
        }
    }
    who
}

/// A name as it may stand in a line: the user who starts the program chooses it.
fn name_only(name: &str) -> String {
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '@' | '\\' | '$');
    name.trim().chars().take(NAME_MAX).map(|c| if fits(c) { c } else { '?' }).collect()
}

#[cfg(test)]
mod tests;

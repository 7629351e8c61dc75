//! Pasted text: into an open line, else nowhere. Nothing of it is a key, since a sentence on the clipboard holds the
//! letters of many.

use super::act::LONGEST_LINE;
use super::{Effect, Look, View};
use crate::model::{Board, Stamp};
use crate::ui::action::Action;
use crate::ui::keymap::Mode;
use crate::ui::settings::Settings;
use crate::ui::text;

impl View {
    /// Takes what was pasted at the terminal: into an open line as text, else not at all. Nothing in it is a key.
    pub fn paste(&mut self, text: &str, board: &Board, now: Stamp, settings: &Settings) -> Effect {
        let had_notice = self.notice.take().is_some();
        let look = Look { board, now, settings };
        let line = one_line(text);
        if self.over.question.is_none()
            && let Some(palette) = &mut self.over.palette
        {
            palette.paste(&line);
            return Effect::Redraw;
        }
        if self.mode() == Mode::Typing
            && let Some(input) = &mut self.over.input
        {
            let room = LONGEST_LINE.saturating_sub(input.text.chars().count());
            input.text.extend(line.chars().take(room));
            self.take_text(look);
            return Effect::Redraw;
        }
        if line.is_empty() {
            return if had_notice { Effect::Redraw } else { Effect::None };
        }
        let place = self.place();
        let key = |action| self.keymap.key_for(action, place).map(|key| key.to_string()).unwrap_or_default();
        let (filter, palette) = (key(Action::Filter), key(Action::Palette));
        self.say(if filter.is_empty() {
            tr!(
                self.language,
                "pasted text was left out: it goes into an open line; {palette} opens one",
                palette = palette
            )
        } else {
            tr!(
                self.language,
                "pasted text was left out: it goes into an open line; {filter} or {palette} opens one",
                filter = filter,
                palette = palette
            )
        });
        Effect::Redraw
    }
}

/// What was pasted as one line: nothing in it acts, and what keeps its words apart is a blank.
fn one_line(text: &str) -> String {
    let text = text::clean(text);
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::one_line;
    use crate::ui::testing::{Desk, centre, settings};

    const SENTENCE: &str = "Agent 3 is on leave,\r\nquit\twaiting\n";

    #[test]
    fn what_is_pasted_is_one_line_that_acts_on_nothing() {
        assert_eq!(one_line(SENTENCE), "Agent 3 is on leave, quit waiting");
        assert_eq!(one_line(" a\u{1b}[2J\u{202e}b\x07 \n"), "ab");
        assert_eq!(one_line("\r\n\t "), "");
    }

    #[test]
    fn without_an_open_line_a_paste_does_nothing_and_says_so() {
        let mut desk = Desk::new(centre(12), settings());
        for page in ["", "2", "3", "4", "5", "6", "?", "j<enter>"] {
            desk.keys("<esc><esc><esc>").keys(page);
            let before = desk.text(120, 34);
            desk.paste(SENTENCE);
            let after = desk.text(120, 34);
            assert!(after.contains("pasted text was left out"), "{page}: {after}");
            let rows = |text: &str| text.lines().take(33).map(str::to_owned).collect::<Vec<_>>();
            assert_eq!(rows(&before), rows(&after), "{page}");
        }
    }

    #[test]
    fn a_paste_into_an_open_line_is_text_and_bounded() {
        let mut desk = Desk::new(centre(12), settings());
        desk.keys("/").paste("state:talking\nquit");
        assert!(desk.text(120, 34).contains("state:talking quit"), "{}", desk.text(120, 34));
        desk.keys("<esc>:").paste("fre\reze");
        assert!(desk.text(120, 34).contains("fre eze"), "{}", desk.text(120, 34));
        desk.keys("<esc>2/").paste(&"字".repeat(100_000));
        assert!(desk.text(120, 34).contains("字字字"));
    }
}

//! How what happens in a stretch of a call looks.

use ratatui::style::Style;

use crate::model::State;
use crate::ui::state::sheets::legs::Part;
use crate::ui::theme::Theme;

impl Part {
    /// Each has a shape of its own, so that none is told by its colour alone.
    pub(super) const fn glyph(self, theme: Theme) -> &'static str {
        let (unicode, ascii) = match self {
            Self::Queue => ("░", "."),
            Self::Ring => ("▒", "*"),
            Self::Talk => ("█", "@"),
            Self::Hold => ("‖", "="),
            Self::Transfer => ("▶", ">"),
            Self::Inquiry => ("◆", "?"),
            Self::Listening => ("○", "l"),
            Self::WrapUp => ("▄", "w"),
        };
        if theme.glyphs.is_ascii() { ascii } else { unicode }
    }

    pub(super) const fn style(self, theme: Theme) -> Style {
        match self {
            Self::Queue => theme.faint(),
            Self::Ring => theme.state(State::Ringing),
            Self::Talk => theme.state(State::Talking),
            Self::Hold => theme.state(State::Holding),
            Self::Transfer => theme.state(State::Dialling),
            Self::Inquiry => theme.state(State::Ready),
            Self::Listening => theme.text(),
            Self::WrapUp => theme.state(State::WrapUp),
        }
    }
}

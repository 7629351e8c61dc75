//! Callers who wait, by events of calls: how many, how long the first of them has, and why that is not sure.
//!
//! Nothing of it is there where callbacks are not set to be listened for.

use ratatui::layout::Rect;
use ratatui::style::Style;

use crate::model::{About, Measure, Rule, Severity, Waiting};
use crate::ui::draw::canvas::{Canvas, Piece, width_of};
use crate::ui::state::scene::Scene;
use crate::ui::text::{self, Marks};

/// In fewer cells a reason says nothing.
const LEAST: u16 = 24;

/// The figure as it is now.
pub(super) struct Waits {
    /// `4`, `4–7`, `≤ 7`, `4?`, `–`.
    pub(super) number: String,
    pub(super) style: Style,
    /// An alert is raised over how many there are.
    pub(super) alarms: bool,
    /// How long the first has waited; `None` where events do not tell, or none waits.
    pub(super) longest: Option<String>,
    /// The same where there is a place for it in any case: a dash, or nothing at all.
    pub(super) longest_cell: String,
    pub(super) longest_style: Style,
    /// An alert is raised over how long that is.
    pub(super) longest_alarms: bool,
    /// Why it is not one number that was checked.
    pub(super) why: Option<String>,
    /// Whether it is but a bound, which says no more than how many have no agent yet.
    pub(super) is_bound: bool,
}

fn marks(scene: &Scene<'_>) -> Marks<'static> {
    let glyphs = scene.theme.glyphs;
    Marks { dash: glyphs.dash(), range: glyphs.dash(), at_most: glyphs.at_most() }
}

/// The figure; `None` where callbacks are not set to be listened for.
pub(super) fn of(scene: &Scene<'_>) -> Option<Waits> {
    if !scene.board.listens() {
        return None;
    }
    let (board, theme) = (scene.board, scene.theme);
    let waiting = board.waiting(scene.at);
    let plain = match waiting {
        Waiting::Exact(_) => theme.strong(),
        Waiting::Unknown(_) => theme.faint(),
        _ => theme.text(),
    };
    let (raised, longest_raised) = (raised(scene, Measure::Waiting), raised(scene, Measure::LongestWait));
    let is_bound = matches!(waiting, Waiting::AtMost(..) | Waiting::Unknown(_));
    let longest = board.longest_wait(scene.at).filter(|_| !is_bound);
    Some(Waits {
        longest_cell: text::duration(longest, scene.dash()),
        number: text::waiting(waiting, marks(scene)),
        style: raised.unwrap_or(plain),
        alarms: raised.is_some(),
        longest: longest.filter(|ms| *ms > 0).map(|ms| text::duration(Some(ms), scene.dash())),
        longest_style: longest_raised.unwrap_or(plain),
        longest_alarms: longest_raised.is_some(),
        why: text::waiting_unsure(scene, scene.settings.zone, board, scene.at),
        is_bound,
    })
}

/// How a figure is written over which an alert stands that was not seen to.
fn raised(scene: &Scene<'_>, measure: Measure) -> Option<Style> {
    let about_it = scene.view.alerts().standing().iter().filter(|standing| {
        let is_it = || scene.settings.rules.get(standing.key.rule).and_then(Rule::measure) == Some(measure);
        standing.key.about == About::Centre && standing.mark.is_none() && is_it()
    });
    Some(match about_it.map(|standing| standing.severity).max()? {
        Severity::Critical => scene.theme.badge(),
        Severity::Warning => scene.theme.alert(),
        Severity::Info => scene.theme.strong(),
    })
}

/// What the figure is called.
pub(super) fn word(scene: &Scene<'_>) -> &'static str {
    tr!(scene, "waiting"; "callers")
}

/// What the wait of the first is called.
pub(super) fn longest_word(scene: &Scene<'_>) -> &'static str {
    tr!(scene, "longest wait")
}

/// A number with a sign before it, if it is bad news: that is no matter of colour alone.
fn signed(scene: &Scene<'_>, alarms: bool, number: &str) -> String {
    format!("{}{number}", if alarms { scene.theme.glyphs.alert() } else { "" })
}

impl Waits {
    /// `4 waiting, longest 1:40` in a line with others, in what `room` has cells for; `with_why` where the reason stands
    /// nowhere else.
    pub(super) fn pieces(&self, scene: &Scene<'_>, room: usize, with_why: bool) -> Vec<Piece> {
        let faint = scene.theme.faint();
        let figure = [
            Piece::new(signed(scene, self.alarms, &self.number), self.style),
            Piece::new(format!(" {}", word(scene)), faint),
        ];
        let told = |words: &str| Piece::new(format!("{}{words} ", tr!(scene, ", "; "clauses")), faint);
        let longest = self.longest.as_ref().map(|longest| {
            let time = Piece::new(signed(scene, self.longest_alarms, longest), self.longest_style);
            let whole = vec![told(tr!(scene, "longest"; "wait")), time.clone()];
            [whole, vec![Piece::new(" ", faint), time]]
        });
        let why = self.why.as_ref().filter(|_| with_why).map(|why| {
            let words = format!("{}{}", tr!(scene, ", "; "clauses"), text::clean(why));
            vec![Piece::new(words, scene.theme.caution())]
        });
        let longest: Vec<Vec<Piece>> = longest.into_iter().flatten().collect();
        let whys: Vec<Vec<Piece>> = why.into_iter().chain([Vec::new()]).collect();
        let longest = if longest.is_empty() { vec![Vec::new()] } else { longest };
        for why in &whys {
            for longest in &longest {
                let pieces = [figure.as_slice(), longest.as_slice(), why.as_slice()].concat();
                if width_of(&pieces) <= room {
                    return pieces;
                }
            }
        }
        figure.to_vec()
    }

    /// The same on the board; where it stands.
    pub(super) fn line(&self, canvas: &mut Canvas<'_>, scene: &Scene<'_>, area: Rect, with_why: bool) -> Rect {
        let pieces = self.pieces(scene, usize::from(area.width), with_why);
        let end = canvas.line(area.x, area.y, area.width, &pieces);
        Rect { width: end.saturating_sub(area.x), height: 1, ..area }
    }

    /// Why it is not sure, for the border of a pane; nothing where it is.
    pub(super) fn bottom(&self, scene: &Scene<'_>, cells: u16) -> Vec<Piece> {
        if cells < LEAST {
            return Vec::new();
        }
        let cut = |why: String| text::fit(&why, usize::from(cells), scene.theme.glyphs.cut());
        self.sentence(scene).map(|why| Piece::new(cut(why), scene.theme.caution())).into_iter().collect()
    }

    /// The same in words.
    pub(super) fn sentence(&self, scene: &Scene<'_>) -> Option<String> {
        let why = self.why.as_ref()?;
        Some(tr!(scene, "{word}: {meaning}", word = word(scene), meaning = text::clean(why)))
    }
}

/// As a title names it: `waiting 4–7`.
pub(super) fn named(scene: &Scene<'_>) -> String {
    let number = of(scene).map_or_else(|| scene.dash().to_owned(), |waits| waits.number);
    format!("{} {number}", word(scene))
}

//! Which columns fit, and how wide each is.

use std::ops::Range;

use ratatui::layout::Rect;

use crate::lang;
use crate::lists::Widths;
use crate::lists::agents::Sort;
use crate::ui::draw::canvas::Canvas;
use crate::ui::state::hits::Spot;
use crate::ui::state::scene::Scene;
use crate::ui::text;

/// A column of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Column {
    /// Over a limit.
    Mark,
    Glyph,
    Name,
    Number,
    Extension,
    State,
    /// Time in state.
    Time,
    /// Reason, or call direction and customer.
    Detail,
    Phone,
    /// Answers and misses in one.
    Inbound,
    /// Dialled and connected in one.
    Outbound,
    Answered,
    Missed,
    MissedShare,
    Dialled,
    Connected,
    LoggedIn,
}

impl Column {
    const fn heading(self) -> &'static str {
        match self {
            Self::Mark | Self::Glyph => "",
            Self::Name => mark!("name"),
            Self::Number => mark!("no."),
            Self::Extension => mark!("ext."),
            Self::State => mark!("state"),
            Self::Time => mark!("for"),
            Self::Detail => mark!("customer/why"),
            Self::Phone => mark!("phone"),
            Self::Inbound => mark!("ans/miss"),
            Self::Outbound => mark!(" out/conn"),
            Self::Answered => mark!("answers"; "agent"),
            Self::Missed => mark!("misses"; "agent"),
            Self::MissedShare => mark!("misses %"; "agent"),
            Self::Dialled => mark!("dialled"),
            Self::Connected => mark!("connected"),
            Self::LoggedIn => mark!("login"),
        }
    }

    /// What tells its heading from the same word elsewhere.
    const fn context(self) -> &'static str {
        match self {
            Self::Answered | Self::Missed | Self::MissedShare => "agent",
            _ => "",
        }
    }

    /// Cells, the gap before it included.
    const fn cells(self) -> u16 {
        match self {
            Self::Mark | Self::Glyph => 1,
            Self::Number => 6,
            Self::Extension | Self::Phone => 7,
            Self::Time | Self::Missed | Self::LoggedIn => 8,
            Self::State | Self::Inbound | Self::Dialled => 9,
            Self::Outbound | Self::Answered | Self::MissedShare => 10,
            Self::Name | Self::Connected => 11,
            Self::Detail => 14,
        }
    }

    const fn is_right(self) -> bool {
        matches!(
            self,
            Self::Time
                | Self::Answered
                | Self::Missed
                | Self::MissedShare
                | Self::Dialled
                | Self::Connected
                | Self::LoggedIn
        )
    }
}

/// The columns from left to right, with the sets that have them: the widest set is the first, the last has room everywhere.
const SETS: [(Column, Range<usize>); 17] = [
    (Column::Mark, 0..6),
    (Column::Glyph, 0..6),
    (Column::Name, 0..6),
    (Column::Number, 0..6),
    (Column::Extension, 0..2),
    (Column::State, 0..6),
    (Column::Time, 0..6),
    (Column::Detail, 0..6),
    (Column::Inbound, 3..5),
    (Column::Outbound, 3..4),
    (Column::Answered, 0..3),
    (Column::Missed, 0..3),
    (Column::MissedShare, 0..2),
    (Column::Dialled, 0..3),
    (Column::Connected, 0..3),
    (Column::LoggedIn, 0..1),
    (Column::Phone, 0..1),
];

/// The set that has room everywhere.
const LEAST: usize = 5;

fn set(at: usize) -> Vec<Column> {
    SETS.iter().filter(|(_, sets)| sets.contains(&at)).map(|(column, _)| *column).collect()
}

/// The set whose counts are folded in pairs: none beyond it is taken so that no word is cut.
const FOLDED: usize = 3;

/// The columns that give way to words.
const GIVES_WAY: [Column; 4] = [Column::Extension, Column::MissedShare, Column::LoggedIn, Column::Phone];

/// Columns of the list, the column in which the words of each stand here, and how many cells of that are not theirs: its
/// gap, and the sign before a customer. The signs before a name are counted with it.
const HOLDING: [(&str, Column, u16); 7] = [
    ("name", Column::Name, 0),
    ("number", Column::Number, 1),
    ("ext", Column::Extension, 1),
    ("state", Column::State, 1),
    ("reason", Column::Detail, 1),
    ("customer", Column::Detail, 3),
    ("phone", Column::Phone, 1),
];

/// The columns of one frame.
#[derive(Debug)]
pub(super) struct Columns {
    columns: Vec<(Column, u16)>,
    /// How many columns gave way to words.
    pub(super) hidden: usize,
}

impl Columns {
    /// The richest set that fits without a word being cut: columns that only refine others give way to words, counts
    /// never do. What is left over goes to names and details, up to a point, then between columns.
    pub(super) fn for_width(width: u16, widths: &Widths) -> Self {
        let least = |set: &[Column]| set.iter().map(|column| column.cells()).sum::<u16>();
        let wanted = |column: Column| {
            let held = HOLDING.iter().filter(|(_, held, _)| *held == column);
            let needs = held.map(|(key, _, around)| widths.need(key).saturating_add(*around));
            // The sign of the state keeps off the mark before it.
            needs.max().unwrap_or(0).max(column.cells() + u16::from(column == Column::Glyph))
        };
        let is_whole = |set: &[Column]| set.iter().map(|column| wanted(*column)).fold(0, u16::saturating_add) <= width;
        let richest = (0..LEAST).find(|at| least(&set(*at)) <= width).unwrap_or(LEAST);
        let most = set(richest);
        let folded = richest.max(FOLDED);
        let set = (richest..folded).map(set).find(|set| is_whole(set)).unwrap_or_else(|| set(folded));
        let hidden = GIVES_WAY.iter().filter(|column| most.contains(column) && !set.contains(column)).count();
        let mut cells: Vec<u16> = set.iter().map(|column| column.cells()).collect();
        let mut spare = width.saturating_sub(least(&set));
        if let Some(glyph) = cells.get_mut(1).filter(|_| spare > 0) {
            (*glyph, spare) = (*glyph + 1, spare - 1);
        }
        spare = widths.give(spare, &mut cells, &[], |key| {
            let (_, column, around) = HOLDING.iter().find(|(held, ..)| *held == key)?;
            set.iter().position(|held| held == column).map(|at| (at, *around))
        });
        let mut columns: Vec<(Column, u16)> = set.iter().copied().zip(cells).collect();
        for (wanted, most) in [(Column::Name, 8), (Column::Detail, 5), (Column::Name, 14)] {
            for (_, cells) in columns.iter_mut().filter(|(column, _)| *column == wanted) {
                let more = (wanted.cells() + most).saturating_sub(*cells).min(spare);
                *cells += more;
                spare -= more;
            }
        }
        // A gap that all columns share reads better than one wide hole.
        let sharing = columns.iter().filter(|(column, _)| Self::may_grow(*column)).count() as u16;
        let each = spare.checked_div(sharing).unwrap_or(0).min(3);
        for (_, cells) in columns.iter_mut().filter(|(column, _)| Self::may_grow(*column)) {
            *cells += each;
        }
        Self { columns, hidden }
    }

    const fn may_grow(column: Column) -> bool {
        !matches!(column, Column::Mark | Column::Glyph | Column::Name)
    }

    /// Column, left edge and cells of text, without the gap before it.
    pub(super) fn places(&self, from: u16) -> impl Iterator<Item = (Column, u16, u16)> + '_ {
        let mut x = from;
        self.columns.iter().map(move |(column, cells)| {
            let gap = match column {
                Column::Mark => 0,
                Column::Glyph => cells.saturating_sub(1),
                _ => 1,
            };
            let place = (*column, x + gap, cells.saturating_sub(gap));
            x += cells;
            place
        })
    }

    /// The line over the rows; the column that the order goes by has an arrow.
    pub(super) fn heading(&self, canvas: &mut Canvas<'_>, scene: &Scene<'_>, area: Rect) {
        let theme = scene.theme;
        let rules = scene.listing.rules();
        for (column, x, cells) in self.places(area.x) {
            let sorted = sorts(column).contains(&rules.sort);
            if !sorts(column).is_empty() {
                canvas.spot(Rect { x, y: area.y, width: cells, height: 1 }, Spot::AgentHeading(sorts(column)));
            }
            let falls = rules.sort.falls() != rules.reverse;
            let heading = lang::in_context(scene, column.context(), column.heading());
            let arrow = theme.glyphs.arrow(falls);
            let text = match (sorted, text::width(heading.trim_end()) + 2 <= usize::from(cells)) {
                (true, true) => format!("{heading} {arrow}"),
                (true, false) if text::width(heading) >= usize::from(cells) => {
                    format!("{}{arrow}", heading.trim_start())
                }
                (true, false) => format!("{heading}{arrow}"),
                (false, _) => heading.to_owned(),
            };
            let style = if sorted { theme.text() } else { theme.faint() };
            if column.is_right() {
                canvas.put_right(x.saturating_sub(1), x + cells, area.y, &text, style);
            } else {
                canvas.put(x, area.y, cells, &text, style);
            }
        }
    }
}

/// The orders that go by a column, the plainest first.
const fn sorts(column: Column) -> &'static [Sort] {
    match column {
        Column::Time => &[Sort::Time, Sort::Attention],
        Column::State => &[Sort::State],
        Column::Name => &[Sort::Name],
        Column::Number => &[Sort::Number],
        Column::Inbound => &[Sort::Answered, Sort::Missed],
        Column::Outbound => &[Sort::Dialled, Sort::Connected],
        Column::Answered => &[Sort::Answered],
        Column::Missed => &[Sort::Missed],
        Column::Dialled => &[Sort::Dialled],
        Column::Connected => &[Sort::Connected],
        Column::MissedShare => &[Sort::MissedShare],
        Column::Extension => &[Sort::Ext],
        Column::Phone => &[Sort::Phone],
        Column::LoggedIn => &[Sort::Login],
        Column::Mark | Column::Glyph | Column::Detail => &[],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wanting(needs: &[(&'static str, u16)]) -> Widths {
        let mut widths = Widths::default();
        let columns: Vec<_> = needs.iter().map(|(key, _)| crate::lists::Column::left(key, "", 0)).collect();
        widths.measure(columns.iter().enumerate(), 0..1, |_, column, _| usize::from(needs[column].1));
        widths
    }

    #[test]
    fn columns_never_take_more_than_there_is() {
        for width in 59..400 {
            let columns = Columns::for_width(width, &wanting(&[("name", width % 97), ("reason", width % 31)]));
            let end = columns.places(0).map(|(_, x, cells)| x + cells).max().unwrap();
            assert!(end <= width, "{width}: {end}");
        }
    }

    #[test]
    fn wider_screens_show_more_columns() {
        let count = |width| Columns::for_width(width, &Widths::default()).columns.len();
        assert_eq!([60, 70, 80, 100, 114, 140].map(count), [8, 9, 9, 11, 13, 15]);
    }

    #[test]
    fn what_is_free_goes_to_a_name_that_would_be_cut_before_it_goes_between_columns() {
        let name = |width, wanted| {
            let columns = Columns::for_width(width, &wanting(&[("name", wanted)]));
            columns.columns.iter().find(|(column, _)| *column == Column::Name).unwrap().1
        };
        for width in [200, 240] {
            assert_eq!(name(width, 10), 25, "{width}");
            assert_eq!(name(width, 44), 44, "{width}");
            assert_eq!(name(width, 4000), 60, "{width}");
        }
    }

    /// Beside the panes of a screen of 200 columns the agents have 113 cells.
    #[test]
    fn columns_that_only_refine_others_give_way_to_words_and_counts_never_do() {
        let shown = |needs: &[(&'static str, u16)]| Columns::for_width(113, &wanting(needs));
        let cells =
            |columns: &Columns, of: Column| columns.columns.iter().find(|(c, _)| *c == of).map(|(_, cells)| *cells);
        let plain = shown(&[("name", 18)]);
        assert_eq!((plain.columns.len(), plain.hidden), (13, 0));
        let long = shown(&[("name", 26), ("reason", 20)]);
        assert_eq!((long.columns.len(), long.hidden), (11, 2));
        assert_eq!([Column::Extension, Column::MissedShare].map(|column| cells(&long, column)), [None, None]);
        assert!(cells(&long, Column::Name) >= Some(26) && cells(&long, Column::Detail) >= Some(14));
        let longer = shown(&[("name", 33), ("customer", 22)]);
        assert_eq!((longer.columns.len(), longer.hidden), (9, 2), "its counts are folded, not hidden");
        assert_eq!((cells(&longer, Column::Name), cells(&longer, Column::Detail)), (Some(33), Some(26)));
        let longest = shown(&[("name", 4000)]);
        assert_eq!((longest.columns.len(), cells(&longest, Column::Name)), (9, Some(54)), "no further");
    }

    #[test]
    fn a_work_number_of_six_digits_and_an_extension_are_whole() {
        let columns = Columns::for_width(113, &wanting(&[("number", 6), ("ext", 8), ("state", 10), ("phone", 4)]));
        let cells = |of: Column| columns.columns.iter().find(|(column, _)| *column == of).map(|(_, cells)| *cells);
        assert_eq!([Column::Number, Column::Extension, Column::State].map(cells), [Some(7), Some(9), Some(11)]);
        assert_eq!(columns.hidden, 0);
    }
}

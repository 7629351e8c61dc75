//! Which columns fit, and how wide each is.

use ratatui::layout::Rect;

use super::sorts;
use crate::lang;
use crate::ui::canvas::Canvas;
use crate::ui::hits::Spot;
use crate::ui::scene::Scene;
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

const LEAST: &[Column] =
    &[Column::Mark, Column::Glyph, Column::Name, Column::Number, Column::State, Column::Time, Column::Detail];

/// Sets of columns, widest first.
const SETS: &[&[Column]] = &[
    &[
        Column::Mark,
        Column::Glyph,
        Column::Name,
        Column::Number,
        Column::Extension,
        Column::State,
        Column::Time,
        Column::Detail,
        Column::Answered,
        Column::Missed,
        Column::MissedShare,
        Column::Dialled,
        Column::Connected,
        Column::LoggedIn,
        Column::Phone,
    ],
    &[
        Column::Mark,
        Column::Glyph,
        Column::Name,
        Column::Number,
        Column::Extension,
        Column::State,
        Column::Time,
        Column::Detail,
        Column::Answered,
        Column::Missed,
        Column::MissedShare,
        Column::Dialled,
        Column::Connected,
    ],
    &[
        Column::Mark,
        Column::Glyph,
        Column::Name,
        Column::Number,
        Column::State,
        Column::Time,
        Column::Detail,
        Column::Answered,
        Column::Missed,
        Column::Dialled,
        Column::Connected,
    ],
    &[
        Column::Mark,
        Column::Glyph,
        Column::Name,
        Column::Number,
        Column::State,
        Column::Time,
        Column::Detail,
        Column::Inbound,
        Column::Outbound,
    ],
    &[
        Column::Mark,
        Column::Glyph,
        Column::Name,
        Column::Number,
        Column::State,
        Column::Time,
        Column::Detail,
        Column::Inbound,
    ],
];

/// No name or reason takes more cells than this from the others.
const WIDEST: u16 = 60;

/// Cells that the longest name and the longest reason take, gap and mark included.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Wanted {
    pub(super) name: u16,
    pub(super) detail: u16,
}

/// The columns of one frame.
#[derive(Debug)]
pub(super) struct Columns {
    columns: Vec<(Column, u16)>,
}

impl Columns {
    /// The richest set that fits; what is left over goes to names and details, up to a point, then between columns.
    /// A name or a reason that would be cut takes what is free before the gaps do.
    pub(super) fn for_width(width: u16, wanted: Wanted) -> Self {
        let needs = |set: &[Column]| set.iter().map(|column| column.cells()).sum::<u16>();
        let set = SETS.iter().copied().find(|set| needs(set) <= width).unwrap_or(LEAST);
        let mut spare = width.saturating_sub(needs(set));
        let mut columns: Vec<(Column, u16)> = set.iter().map(|column| (*column, column.cells())).collect();
        for (wanted, most) in [(Column::Glyph, 1), (Column::Name, 8), (Column::Detail, 5), (Column::Name, 6)] {
            let more = spare.min(most);
            for (_, cells) in columns.iter_mut().filter(|(column, _)| *column == wanted) {
                *cells += more;
                spare -= more;
            }
        }
        for (column, cells) in &mut columns {
            let wanted = match column {
                Column::Name => wanted.name,
                Column::Detail => wanted.detail,
                _ => continue,
            };
            let more = wanted.min(WIDEST).saturating_sub(*cells).min(spare);
            *cells += more;
            spare -= more;
        }
        // A gap everybody shares reads better than one wide hole.
        let sharing = columns.iter().filter(|(column, _)| Self::may_grow(*column)).count() as u16;
        let each = spare.checked_div(sharing).unwrap_or(0).min(3);
        for (_, cells) in columns.iter_mut().filter(|(column, _)| Self::may_grow(*column)) {
            *cells += each;
        }
        Self { columns }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_never_take_more_than_there_is() {
        for width in 59..400 {
            let columns = Columns::for_width(width, Wanted { name: width % 97, detail: width % 31 });
            let end = columns.places(0).map(|(_, x, cells)| x + cells).max().unwrap();
            assert!(end <= width, "{width}: {end}");
        }
    }

    #[test]
    fn wider_screens_show_more_columns() {
        let count = |width| Columns::for_width(width, Wanted::default()).columns.len();
        assert_eq!([60, 70, 80, 100, 114, 140].map(count), [8, 9, 9, 11, 13, 15]);
    }

    #[test]
    fn what_is_free_goes_to_a_name_that_would_be_cut_before_it_goes_between_columns() {
        let name = |width, wanted| {
            let columns = Columns::for_width(width, Wanted { name: wanted, detail: 0 });
            columns.columns.iter().find(|(column, _)| *column == Column::Name).unwrap().1
        };
        for width in [200, 240] {
            assert_eq!(name(width, 10), 25, "{width}");
            assert_eq!(name(width, 44), 44, "{width}");
            assert_eq!(name(width, 4000), 60, "{width}");
        }
    }
}

//! What happened today: the calls by their records, and what agents counted.
//!
//! The calls come first. Where their records cannot be told, why that is so stands in their place, and the agents'
//! counters stay under their own name.

use std::ops::Range;

use ratatui::layout::Rect;
use ratatui::style::Style;

use super::{ALERTS_ABOVE, NEWS, choice, is_chosen, news};
use crate::model::share::is_contradictory;
use crate::model::{Figure, SourceId, Spark, Today, TrendOf};
use crate::ui::draw::canvas::{Canvas, Piece, Title, width_of};
use crate::ui::draw::figures::{self, CallsNow, Told};
use crate::ui::draw::sheet::contradiction_legend;
use crate::ui::draw::{spark, widgets};
use crate::ui::state::hits::Zone;
use crate::ui::state::scene::Scene;
use crate::ui::state::{BoardFigure, Pane};
use crate::ui::text;

/// Cells of a line's first number in a box: up to 999,999.
const NUMBER: usize = 7;
/// From this width on it is said what the mark of contradictory figures means.
const WITH_LEGEND: u16 = 60;
/// Cells from a box's edge to its graphs, unless figures need more.
const GRAPHS: u16 = 41;
/// From this width of a box on its words are whole.
const WITH_WORDS: u16 = 84;
/// A graph of fewer cells says nothing.
const LEAST_GRAPH: u16 = 8;
/// From this height on each figure has a chart.
const WITH_CHARTS: u16 = 12;

/// Something that stands in a line.
enum Item {
    Figure(Told),
    /// Words that belong to what is before them, and what they rest on.
    Words(Piece, SourceId),
}

/// What a figure did in the course of the day.
#[derive(Clone, Copy)]
enum Graph {
    /// A count.
    Count(TrendOf),
    /// The share of calls that were answered in time, in percent.
    ServiceLevel,
}

/// A line of a box.
struct Line {
    items: Vec<Item>,
    graph: Option<(Graph, Style)>,
}

/// Which shares are written: those of calls always are.
#[derive(Clone, Copy, PartialEq, PartialOrd)]
enum Shares {
    Calls,
    /// And of what agents missed.
    Misses,
    /// And of what was connected.
    All,
}

/// How items are written so that they fit.
struct Fit {
    shown: Range<usize>,
    gap: usize,
    shares: Shares,
}

/// What a line of a box gives up until its figures fit: gaps, then shares.
const IN_A_BOX: [(usize, Shares); 7] = [
    (3, Shares::All),
    (2, Shares::All),
    (1, Shares::All),
    (2, Shares::Misses),
    (1, Shares::Misses),
    (2, Shares::Calls),
    (1, Shares::Calls),
];
/// The same where a graph stands behind them.
const WITH_A_GRAPH: [(usize, Shares); 3] = [(3, Shares::All), (2, Shares::All), (1, Shares::All)];
/// The same of the one line without a box.
const IN_LINE: [(usize, Shares); 2] = [(2, Shares::All), (2, Shares::Misses)];
/// The same on the narrowest screens.
const NARROW: [(usize, Shares); 1] = [(2, Shares::Misses)];

impl Item {
    fn is_chosen(&self, scene: &Scene<'_>) -> bool {
        matches!(self, Self::Figure(told) if is_chosen(scene, Pane::Today, told.figure))
    }

    fn pieces(&self, scene: &Scene<'_>, shares: Shares) -> Vec<Piece> {
        let theme = scene.theme;
        let (mut pieces, source) = match self {
            Self::Words(words, source) => (vec![words.clone()], *source),
            Self::Figure(told) => {
                let mut pieces = vec![
                    Piece::new(told.number.clone(), told.style),
                    Piece::new(format!(" {}", told.word), theme.faint()),
                ];
                let least = match told.figure {
                    BoardFigure::Counter(Figure::Connected) => Shares::All,
                    BoardFigure::Counter(_) => Shares::Misses,
                    _ => Shares::Calls,
                };
                let share = told.share.iter().filter(|_| shares >= least);
                pieces.extend(share.map(|share| Piece::new(format!(" {share}"), told.style)));
                (pieces, told.source)
            }
        };
        if scene.stale(source).is_some() {
            for piece in &mut pieces {
                piece.style = theme.stale();
            }
        }
        pieces
    }
}

/// All items, with the gaps and shares that they have room for; `None` where they have none.
fn fit_all(scene: &Scene<'_>, items: &[Item], room: usize, ways: &[(usize, Shares)]) -> Option<Fit> {
    let width = |shares| items.iter().map(|item| width_of(&item.pieces(scene, shares))).sum::<usize>();
    let gaps = items.len().saturating_sub(1);
    let (gap, shares) = ways.iter().copied().find(|(gap, shares)| width(*shares) + gap * gaps <= room)?;
    Some(Fit { shown: 0..items.len(), gap, shares })
}

/// As many items as fit, with the gaps and shares that they have room for. The chosen one is among them.
fn fit(scene: &Scene<'_>, items: &[Item], room: usize, ways: &[(usize, Shares)]) -> Fit {
    if let Some(fit) = fit_all(scene, items, room, ways) {
        return fit;
    }
    let widths = |shares| items.iter().map(move |item| width_of(&item.pieces(scene, shares)));
    let all = 0..items.len();
    let (gap, shares) = ways.last().copied().unwrap_or((1, Shares::Calls));
    let widths: Vec<usize> = widths(shares).collect();
    let chosen = items.iter().position(|item| item.is_chosen(scene));
    let from = |start: usize| {
        let mut used = 0;
        let fits = widths.iter().skip(start).take_while(|width| {
            used += **width + gap;
            used <= room + gap
        });
        // One that is longer than the room is cut.
        start..start + fits.count().max(1)
    };
    let holds = |shown: &Range<usize>| chosen.is_none_or(|chosen| shown.contains(&chosen) || chosen < shown.start);
    let shown = all.map(from).find(holds).unwrap_or(0..0);
    Fit { shown, gap, shares }
}

/// Writes items from `x` on; the column behind them.
fn put(canvas: &mut Canvas<'_>, scene: &Scene<'_>, items: &[Item], fit: &Fit, (x, y): (u16, u16), right: u16) -> u16 {
    let mut at = x;
    for (place, item) in items.get(fit.shown.clone()).unwrap_or_default().iter().enumerate() {
        if place > 0 {
            at += fit.gap as u16;
        }
        let from = at;
        at = canvas.line(at, y, right.saturating_sub(at), &item.pieces(scene, fit.shares));
        if let Item::Figure(told) = item {
            choice(canvas, scene, Pane::Today, told.figure, Rect { x: from, y, width: at - from, height: 1 });
        }
    }
    at
}

impl Graph {
    /// By half hours of the day so far, in at most `cells` columns.
    fn spark(self, today: &Today<'_>, cells: usize) -> Spark {
        match self {
            Self::Count(of) => today.spark(of, cells),
            Self::ServiceLevel => today.service_level(cells),
        }
    }
}

/// The lines of a box.
fn lines(scene: &Scene<'_>, calls: &CallsNow<'_>, inner: Rect) -> Vec<Line> {
    let rows = inner.height;
    let theme = scene.theme;
    let (good, bad) = (theme.graph(), theme.bad_graph());
    let line = |items: Vec<Item>, graph: Option<(Graph, Style)>| Line { items, graph };
    let seen = |of, style| Some((Graph::Count(of), style));
    let told = matches!(calls, CallsNow::Whole(_));
    let [answers, misses, dialled, connected] = figures::counters(scene, told).map(Item::Figure);
    match calls {
        CallsNow::Whole(ledger) => {
            let (tally, target) = (ledger.figures(), ledger.target());
            let [level, answered, lost, short, still] = figures::calls(scene, ledger);
            let short = if inner.width < WITH_WORDS { shortly(scene, short) } else { short };
            let budget = figures::budget(scene, tally, target).map(|words| Item::Words(words, SourceId::Calls));
            let first = line([Item::Figure(level)].into_iter().chain(budget).collect(), None);
            let calls = [answered, lost, short, still].map(Item::Figure);
            let second = line(calls.into(), seen(TrendOf::Answered, good));
            if rows < 4 {
                return vec![first, second, line(vec![answers, misses, dialled, connected], None)];
            }
            let third = line(vec![answers, misses], seen(TrendOf::AgentAnswers, good));
            vec![first, second, third, line(vec![dialled, connected], seen(TrendOf::Dialled, good))]
        }
        CallsNow::Not(why) => vec![
            line(vec![why_not(scene, why)], None),
            line(vec![answers, misses], seen(TrendOf::AgentAnswers, good)),
            line(vec![dialled, connected], seen(TrendOf::Dialled, good)),
        ],
        CallsNow::Off if rows < 4 => vec![
            line(vec![answers], seen(TrendOf::AgentAnswers, good)),
            line(vec![misses], seen(TrendOf::AgentMisses, bad)),
            line(vec![dialled, connected], seen(TrendOf::Dialled, good)),
        ],
        CallsNow::Off => vec![
            line(vec![answers], seen(TrendOf::AgentAnswers, good)),
            line(vec![misses], seen(TrendOf::AgentMisses, bad)),
            line(vec![dialled], seen(TrendOf::Dialled, good)),
            line(vec![connected], seen(TrendOf::Connected, good)),
        ],
    }
}

/// The figure of short abandons, its word as short as it can be.
fn shortly(scene: &Scene<'_>, short: Told) -> Told {
    Told { word: tr!(scene, "short"; "abandons").to_owned(), ..short }
}

/// Why there are no figures of calls, in their place.
fn why_not(scene: &Scene<'_>, why: &str) -> Item {
    Item::Words(Piece::new(text::clean(why), scene.theme.caution()), SourceId::Agents)
}

/// Today in a box.
pub(in crate::ui::draw) fn today(canvas: &mut Canvas<'_>, scene: &Scene<'_>, area: Rect) {
    canvas.zone(area, Zone::Pane(Pane::Today, 0));
    let records = CallsNow::of(scene);
    let legend = legend(scene, area);
    let bottom = below(scene, &records, &legend, area);
    let told = width_of(&bottom) as u16;
    let inner = canvas.pane(
        area,
        &Title {
            name: tr!(scene, "Today"),
            right: ages(scene),
            focus: scene.has_focus(Pane::Today),
            bottom,
            ..Title::default()
        },
    );
    if !scene.board.has_roster() && !matches!(records, CallsNow::Whole(_)) {
        let why = scene.why_empty(SourceId::Agents, tr!(scene, "the agents' stream is"), tr!(scene, "message"));
        canvas.middle(inner, why.get(..1).unwrap_or_default());
        return;
    }
    if inner.height >= WITH_CHARTS {
        charts(canvas, scene, inner, &records);
        return;
    }
    let lines = lines(scene, &records, inner);
    let today = scene.board.today(scene.at, scene.settings.zone);
    let mut graphs = inner.x + GRAPHS;
    for (line, y) in lines.iter().zip(inner.y..inner.bottom()) {
        let end = figures_of(canvas, scene, line, inner, y);
        if line.graph.is_some() {
            graphs = graphs.max(end + 2);
        }
    }
    let cells = inner.right().saturating_sub(graphs + 1);
    // On a thin line nothing moves for show.
    if scene.view.written().thin.is_some() || cells < LEAST_GRAPH {
        return;
    }
    let Some(today) = today else { return };
    let mut span = None;
    for (line, y) in lines.iter().zip(inner.y..inner.bottom()) {
        if let Some((graph, style)) = &line.graph {
            let spark = graph.spark(&today, usize::from(cells));
            let drawn = widgets::spark(scene.theme, &spark.columns, usize::from(cells), *style);
            canvas.line(graphs, y, cells, &[drawn]);
            span = span.or(Some(spark).filter(spark::has_span));
        }
    }
    // Below the graphs, in the border: each line is as high as its own highest column.
    if let Some(span) = span {
        let span = format!(" {} ", spark::span(scene, &span));
        let from = area.x + 3 + if told > 0 { told + 2 } else { 0 };
        if usize::from(area.right().saturating_sub(from + 3)) >= text::width(&span) {
            canvas.put_right(from, area.right() - 2, area.bottom() - 1, &span, scene.theme.faint());
        }
    }
}

/// The figures of a line, the first number right-aligned so that it never moves its word; the column behind them.
fn figures_of(canvas: &mut Canvas<'_>, scene: &Scene<'_>, line: &Line, inner: Rect, y: u16) -> u16 {
    let number = match line.items.first() {
        Some(Item::Figure(told)) => text::width(&told.number),
        _ => NUMBER,
    };
    let before = NUMBER.saturating_sub(number) as u16;
    let x = inner.x + 1 + before;
    let right = inner.right().saturating_sub(1);
    let room = usize::from(right.saturating_sub(x));
    // Its graph has its room where closer gaps give it.
    let beside = room.saturating_sub(usize::from(LEAST_GRAPH) + 2);
    let close = line.graph.and_then(|_| fit_all(scene, &line.items, beside, &WITH_A_GRAPH));
    let fit = close.unwrap_or_else(|| fit(scene, &line.items, room, &IN_A_BOX));
    put(canvas, scene, &line.items, &fit, (x, y), right)
}

/// How old the figures are, where that is to be said.
fn ages(scene: &Scene<'_>) -> Vec<Piece> {
    let calls = figures::calls_title(scene);
    let agents = scene.stale(SourceId::Agents).map(|_| scene.age_title(SourceId::Agents)).unwrap_or_default();
    if calls.is_empty() {
        return agents;
    }
    figures::ages(scene, [(SourceId::Calls, calls), (SourceId::Agents, agents)])
}

/// Why it is not known who is still lost, where what the figures mean has no room of its own.
fn unknown(scene: &Scene<'_>, calls: &CallsNow<'_>, area: Rect) -> Vec<Piece> {
    let CallsNow::Whole(ledger) = calls else { return Vec::new() };
    let why = figures::still_lost_why(scene, ledger).filter(|_| area.height < WITH_CHARTS + 2);
    why.map(|why| Piece::new(why, scene.theme.faint())).into_iter().collect()
}

/// What the lower border says: why it is not known who is still lost, and what the mark of a share that cannot be means;
/// the mark alone where both have no room.
fn below(scene: &Scene<'_>, calls: &CallsNow<'_>, legend: &[Piece], area: Rect) -> Vec<Piece> {
    let unknown = unknown(scene, calls, area);
    if legend.is_empty() || unknown.is_empty() {
        return [legend, &unknown].concat();
    }
    let both = |gap: &str| [&unknown, &[Piece::new(gap, scene.theme.faint())][..], legend].concat();
    // Two corners, and a blank and a line at both ends.
    let room = usize::from(area.width.saturating_sub(6));
    ["   ", " "].map(both).into_iter().find(|both| width_of(both) <= room).unwrap_or_else(|| legend.to_vec())
}

/// What the mark of a share that cannot be means, where there is one.
fn legend(scene: &Scene<'_>, area: Rect) -> Vec<Piece> {
    let wrong = scene.board.connected_share().is_some_and(is_contradictory);
    let legend = (wrong && area.width >= WITH_LEGEND).then(|| contradiction_legend(scene.language).trim().to_owned());
    legend.map(|legend| Piece::new(legend, scene.theme.caution())).into_iter().collect()
}

/// The span of a graph, what a column of it stands for, and how high its highest column is.
fn scale_of(scene: &Scene<'_>, graph: Graph, spark: &Spark) -> String {
    let top = match graph {
        Graph::Count(_) => text::count(Some(spark.top()), scene.dash()),
        Graph::ServiceLevel => format!("{} %", spark.top()),
    };
    spark::scale(scene, spark, &top)
}

/// Figures with charts as high as there is room for, the others a line each, and what the figures of calls mean.
fn charts(canvas: &mut Canvas<'_>, scene: &Scene<'_>, inner: Rect, records: &CallsNow<'_>) {
    let theme = scene.theme;
    let cells = usize::from(inner.width.saturating_sub(2));
    let mut lines = lines(scene, records, inner);
    let (mut rest, mut meanings) = (Vec::new(), Vec::new());
    if let CallsNow::Whole(ledger) = records {
        let [level, answered, lost, short, still] = figures::calls(scene, ledger).map(Item::Figure);
        let budget = figures::budget(scene, ledger.figures(), ledger.target());
        let budget = budget.map(|words| Item::Words(words, SourceId::Calls));
        rest = lines.split_off(2.min(lines.len()));
        let speed = Piece::new(text::speed_of_answer(scene, ledger, scene.dash()), theme.text());
        rest.insert(0, Line { items: vec![Item::Words(speed, SourceId::Calls)], graph: None });
        let line = |items, graph, style| Line { items, graph: Some((graph, style)) };
        // The graph's scale has its room behind the figures that it is of.
        let mut of_lost = vec![lost, short];
        if inner.width < WITH_WORDS {
            rest.insert(0, Line { items: vec![still], graph: None });
        } else {
            of_lost.push(still);
        }
        lines = vec![
            line([level].into_iter().chain(budget).collect(), Graph::ServiceLevel, theme.graph()),
            line(vec![answered], Graph::Count(TrendOf::Answered), theme.graph()),
            line(of_lost, Graph::Count(TrendOf::Lost), theme.bad_graph()),
        ];
        let wrapped = figures::definitions(scene, ledger).into_iter();
        meanings = wrapped.flat_map(|meaning| text::wrap(&meaning, cells, theme.glyphs.cut())).collect();
    }
    let today = scene.board.today(scene.at, scene.settings.zone);
    let below = (rest.len() + meanings.len()) as u16;
    let charted = lines.iter().filter(|line| line.graph.is_some()).count() as u16;
    let plain = lines.len() as u16 - charted;
    let height = (inner.height.saturating_sub(below + plain) / charted.max(1)).max(1);
    let mut y = inner.y;
    for line in &lines {
        let end = figures_of(canvas, scene, line, inner, y);
        let Some((graph, style)) = &line.graph else {
            y += 1;
            continue;
        };
        let spark = today.as_ref().map(|today| graph.spark(today, cells)).unwrap_or_default();
        let each = scale_of(scene, *graph, &spark);
        if usize::from(inner.right().saturating_sub(end + 2)) > text::width(&each) {
            canvas.put_right(end + 1, inner.right() - 1, y, &each, theme.faint());
        }
        let rows = usize::from(height - 1);
        let chart = widgets::chart_of(theme, &spark.columns, cells, rows);
        for (drawn, y) in chart.iter().zip(y + 1..) {
            canvas.put(inner.x + 1, y, inner.width - 2, drawn, *style);
        }
        y += height;
    }
    let mut y = inner.bottom().saturating_sub(below).max(y);
    for line in rest.iter().take(usize::from(inner.bottom().saturating_sub(y))) {
        figures_of(canvas, scene, line, inner, y);
        y += 1;
    }
    for (meaning, y) in meanings.iter().zip(y..inner.bottom()) {
        canvas.put(inner.x + 1, y, inner.width - 2, meaning, theme.faint());
    }
}

/// Today in one line.
pub(in crate::ui::draw) fn today_line(canvas: &mut Canvas<'_>, scene: &Scene<'_>, area: Rect) {
    canvas.zone(area, Zone::Pane(Pane::Today, 0));
    let records = CallsNow::of(scene);
    let counters = figures::counters(scene, matches!(records, CallsNow::Whole(_))).map(Item::Figure);
    let first: Vec<Item> = match &records {
        CallsNow::Whole(ledger) => {
            let [level, answered, lost, short, still] = figures::calls(scene, ledger);
            let word = figures::short_level_word(scene, ledger.target());
            // What is not known takes no room from what is.
            let still = Some(still)
                .filter(|_| ledger.still_lost().is_some() || is_chosen(scene, Pane::Today, BoardFigure::StillLost));
            let told = [Told { word, ..level }, answered, lost, shortly(scene, short)];
            told.into_iter().chain(still).map(Item::Figure).collect()
        }
        // What agents counted has its room beside it.
        CallsNow::Not(why) => {
            let room = usize::from(area.width) / 2;
            vec![why_not(scene, &text::fit(&text::clean(why), room, scene.theme.glyphs.cut()))]
        }
        CallsNow::Off => Vec::new(),
    };
    let items: Vec<Item> = first.into_iter().chain(counters).collect();
    let is_stale = scene.stale(SourceId::Agents).is_some();
    let kept = match scene.view.alerts().open() {
        _ if area.width < ALERTS_ABOVE => 0,
        _ if is_stale => NEWS,
        0 => 0,
        // Its sign and how many.
        alerts => text::width(&alerts.to_string()) + 4,
    };
    let room = usize::from(area.width.saturating_sub(2)).saturating_sub(kept);
    let ways: &[(usize, Shares)] = if area.width >= ALERTS_ABOVE { &IN_LINE } else { &NARROW };
    let fit = fit(scene, &items, room, ways);
    let at = put(canvas, scene, &items, &fit, (area.x + 1, area.y), area.right()) + 2;
    if area.width >= ALERTS_ABOVE {
        news(canvas, scene, at, area);
    }
}

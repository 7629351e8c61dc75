//! Today's calls.

use ratatui::layout::Rect;
use ratatui::style::Style;

use super::figures::{self, CallsNow};
use super::{facts, waiting};
use crate::lang::{self, Language};
use crate::lists::{List, ListId, call_departments};
use crate::model::{CallResult, CallsAsked, Ledger, Shelved, SourceId, Topic};
use crate::ui::draw::canvas::{Canvas, Piece, Title, width_of};
use crate::ui::draw::sheet::{self, Frame, style_of};
use crate::ui::state::scene::Scene;
use crate::ui::state::sheets::calls::{behind, entry, mood, sheet};
use crate::ui::state::{Tally, Which};
use crate::ui::text;

/// Draws the calls that a figure, or a row of the reports, counts: exactly those, kept up with it.
pub(super) fn draw_behind(canvas: &mut Canvas<'_>, scene: &Scene<'_>, which: &Which, area: Rect) {
    let sheet = behind(scene, which);
    let list = scene.list(which.list());
    let ledger = which.ledger(scene.board);
    let nothing = match CallsNow::of(scene) {
        _ if ledger.is_some() => tr!(scene, "none today").to_owned(),
        CallsNow::Not(why) => why,
        CallsNow::Off => tr!(scene, "call records are not configured").to_owned(),
        CallsNow::Whole(_) => tr!(scene, "none today").to_owned(),
    };
    let reach = ledger.and_then(|ledger| text::reach(scene, scene.site_clock(), ledger));
    let order = (list.sort.is_none() && !list.reverse).then(|| tr!(scene, "newest first").to_owned());
    let about: Vec<String> = reach.into_iter().chain(order).collect();
    let meaning = match which {
        Which::Figure(what) => ledger.map(|ledger| figures::meaning(scene, ledger, *what)),
        Which::NoAgentYet | Which::Row(..) => None,
    };
    let age = ledger.map(|_| scene.age_title(SourceId::Calls)).unwrap_or_default();
    let frame = Frame {
        area,
        title: Title {
            name: &format!("{}{}", figures::trail(scene), figures::counted_by(scene, which)),
            about: about.join(tr!(scene, ", "; "clauses")),
            right: scene.scoped(SourceId::Calls, Topic::Calls, age),
            bottom: meaning.map(|meaning| Piece::new(meaning, scene.theme.faint())).into_iter().collect(),
            ..Title::default()
        },
        empty: vec![nothing],
        focus: true,
        stale: scene.stale(SourceId::Calls).is_some(),
    };
    sheet::draw(canvas, scene, sheet.as_ref(), frame);
}

/// What is asked for, in words; nothing when all calls are. A customer's number stays masked.
pub(super) fn only(scene: &Scene<'_>, asked: &CallsAsked) -> Option<String> {
    let more = asked.more();
    let short = |text: &str| text::fit(&text::clean(text), 24, scene.theme.glyphs.cut());
    let agent = asked.agent.as_ref().map(|id| {
        let known = scene.board.slot(id.as_str()).and_then(|slot| scene.board.agent(slot));
        text::fit(known.map_or(id.as_str(), |agent| agent.label()), 24, scene.theme.glyphs.cut())
    });
    let words = [
        asked.result.map(|word| lang::word(scene, word)),
        asked.kind.map(|word| lang::word(scene, word)),
        agent,
        asked.relay.as_deref().map(|relay| text::fit(relay, 24, scene.theme.glyphs.cut())),
        asked.customer.as_ref().map(|number| tr!(scene, "customer {number}", number = number)),
        more.ended_by.map(|side| tr!(scene, "hung up by {side}", side = lang::word(scene, side))),
        more.dial.map(|dial| tr!(scene, "set up: {dial}", dial = lang::word(scene, dial))),
        more.handled.map(|handled| lang::word(scene, handled)),
        more.transferred.map(|transferred| lang::word(scene, transferred)),
        more.inquired.map(|inquired| lang::word(scene, inquired)),
        more.attached.as_ref().map(|text| tr!(scene, "attached {text}", text = short(&text.to_string()))),
        more.id.as_deref().map(|id| tr!(scene, "call {id}", id = short(id))),
        more.department.as_deref().map(|id| tr!(scene, "department {name}", name = short(&department(scene, id)))),
    ];
    let words: Vec<String> = words.into_iter().flatten().collect();
    (!words.is_empty()).then(|| words.join(tr!(scene, ", "; "clauses")))
}

/// What a department is called, where that is known.
fn department(scene: &Scene<'_>, id: &str) -> String {
    call_departments(scene.board)
        .into_iter()
        .find(|choice| choice.key == id)
        .map_or_else(|| id.to_owned(), |choice| choice.label)
}

pub(super) fn draw(canvas: &mut Canvas<'_>, scene: &Scene<'_>, area: Rect) {
    let entry = entry(scene);
    let sheet = sheet(scene);
    let list = scene.list(ListId::Calls);
    let calls = &scene.view.tabs().calls;
    let only = only(scene, &calls.asked);
    let mut pane = area;
    if let Some(entry) = entry.filter(|entry| entry.calls().is_some_and(|rows| !rows.rows.is_empty())) {
        let lines = 1 + u16::from(entry.failure.is_some());
        pane = Rect { y: area.y + lines, height: area.height - lines, ..area };
        let tally = calls.counted.tally(&calls.asked, entry);
        let complete = entry.calls().is_some_and(|rows| rows.complete);
        let room = usize::from(area.width) - 2;
        // All of today's calls have the figures of the board; others are counted as they are listed.
        let told = match CallsNow::of(scene) {
            CallsNow::Whole(ledger) if calls.asked == CallsAsked::default() => of_the_day(scene, ledger, room),
            _ => totals(scene, &tally, complete, room),
        };
        canvas.line(area.x + 1, area.y, area.width - 2, &told);
        if scene.answer_stale(Some(entry), SourceId::Agents).is_some() {
            canvas.tint(Rect { height: 1, ..area }, scene.theme.stale());
        }
        if let Some(failure) = &entry.failure {
            let sentence =
                format!("{} {}", scene.theme.glyphs.alert(), text::clean(&lang::sentence(scene, &failure.problem)));
            canvas.put(area.x + 1, area.y + 1, area.width - 2, &sentence, scene.theme.caution());
        }
    }
    let name = only
        .as_ref()
        .map_or_else(|| tr!(scene, "Calls").to_owned(), |only| tr!(scene, "Calls, only {only}", only = only));
    let nothing = match &only {
        Some(only) => tr!(scene, "no calls today with {only}", only = only),
        None => tr!(scene, "no calls yet today").to_owned(),
    };
    let mut empty = scene.why_no_answer(entry, &nothing);
    if only.is_some() && entry.is_some_and(Shelved::has_content) {
        empty.push(scene.back(tr!(scene, "asks for all calls")));
    }
    let frame = Frame {
        area: pane,
        title: Title {
            name: &name,
            about: about(scene.language, entry, list),
            right: scene.scoped(SourceId::Agents, Topic::Calls, scene.answer_title(entry, SourceId::Agents)),
            ..Title::default()
        },
        empty,
        focus: true,
        stale: scene.answer_stale(entry, SourceId::Agents).is_some(),
    };
    sheet::draw(canvas, scene, sheet.as_ref(), frame);
}

/// How many calls are here, of how many, and in which order unless another was chosen.
pub(super) fn about(language: Language, entry: Option<&Shelved>, list: &List) -> String {
    let order = if list.sort.is_none() && !list.reverse { tr!(language, "newest first") } else { "" };
    let loaded = match entry.and_then(Shelved::calls) {
        None => tr!(language, "today").to_owned(),
        Some(rows) if rows.complete && rows.rows.is_empty() => tr!(language, "none today").to_owned(),
        // How many there are is said with how many match.
        Some(rows) if rows.complete && !list.filter.is_empty() => tr!(language, "today").to_owned(),
        Some(rows) => facts::loaded(language, rows),
    };
    let order = if entry.and_then(Shelved::calls).is_some_and(|rows| rows.rows.is_empty()) { "" } else { order };
    [loaded.as_str(), order]
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(tr!(language, ", "; "clauses"))
}

/// The board's figures of today's calls, as far as there is room: whole facts only.
fn of_the_day(scene: &Scene<'_>, ledger: &Ledger, room: usize) -> Vec<Piece> {
    let theme = scene.theme;
    let mut pieces = vec![Piece::new(tr!(scene, "inbound today:"), theme.faint())];
    let [level, answered, lost, short, still] = figures::calls(scene, ledger);
    for told in [answered, lost, short, level, still] {
        let share = told.share.as_ref().map(|share| format!(" {share}")).unwrap_or_default();
        let style = if told.is_stale(scene) { theme.stale() } else { told.style };
        let gap = if pieces.len() == 1 { " " } else { "   " };
        let fact = [
            Piece::new(gap, theme.text()),
            Piece::new(told.number, style),
            Piece::new(format!(" {}", told.word), theme.faint()),
            Piece::new(share, style),
        ];
        if width_of(&pieces) + width_of(&fact) <= room {
            pieces.extend(fact);
        }
    }
    if let Some(waits) = waiting::of(scene) {
        let left = room.saturating_sub(width_of(&pieces) + 3);
        let now = waits.pieces(scene, left, waits.is_bound);
        if width_of(&now) <= left {
            pieces.push(Piece::new("   ", theme.text()));
            pieces.extend(now);
        }
    }
    let speed = text::speed_of_answer(scene, ledger, scene.dash());
    let speed = [Piece::new("   ", theme.text()), Piece::new(speed, theme.faint())];
    let age = figures::calls_age(scene);
    // How old the figures are comes first.
    if width_of(&pieces) + width_of(&speed) + width_of(&age) + 3 <= room {
        pieces.extend(speed);
    }
    if width_of(&pieces) + width_of(&age) + 3 <= room && !age.is_empty() {
        pieces.push(Piece::new("   ", theme.text()));
        pieces.extend(age);
    }
    pieces
}

/// What the calls that are here add up to, by how they ended, as far as there is room: whole facts only.
fn totals(scene: &Scene<'_>, tally: &Tally, complete: bool, room: usize) -> Vec<Piece> {
    let theme = scene.theme;
    let count = |count: u64| text::count(Some(count), "");
    let lead = if complete { tr!(scene, "all calls, by result:") } else { tr!(scene, "loaded so far, by result:") };
    let mut pieces = vec![Piece::new(lead, theme.faint())];
    let share = text::percent(crate::model::share::share(Some(tally.answered()), Some(tally.calls)), "");
    let mut add = |words: String, style: Style, spare: usize| {
        let piece = Piece::new(words, style);
        let gap = if pieces.len() == 1 { " " } else { "   " };
        let fits = width_of(&pieces) + gap.len() + piece.width() + spare <= room;
        if fits {
            pieces.extend([Piece::new(gap, theme.text()), piece]);
        }
        fits
    };
    add(
        tr!(scene, "answered {calls} ({share})", calls = count(tally.answered()), share = share),
        style_of(theme, mood(CallResult::Answered)),
        0,
    );
    let others: Vec<_> =
        tally.results.iter().filter(|(result, _)| !result.is_some_and(CallResult::is_answered)).collect();
    let mut left = others.iter().map(|(_, calls)| calls).sum::<u64>();
    for (at, (result, calls)) in others.iter().enumerate() {
        let (word, style) = match result {
            Some(result) => (lang::word(scene, result), style_of(theme, mood(*result))),
            None => (tr!(scene, "without a result").to_owned(), theme.text()),
        };
        // Room for the sum of those that are left out.
        let sum = if at + 1 < others.len() { 15 } else { 0 };
        if !add(format!("{word} {}", count(*calls)), style, sum) {
            add(tr!(scene, "others {count}", count = count(left)), theme.text(), 0);
            break;
        }
        left -= *calls;
    }
    for (kind, calls) in &tally.kinds {
        add(format!("{} {}", lang::word(scene, kind), count(*calls)), theme.faint(), 0);
    }
    pieces
}

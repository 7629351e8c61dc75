//! The top line: which site, can the figures be trusted, how old are they, what time is it there.

use ratatui::layout::Rect;
use ratatui::style::Style;

use crate::lang::{self, Language};
use crate::model::{Phase, Source, SourceId, SourceState};
use crate::ui::action::Action;
use crate::ui::draw::canvas::{Canvas, Piece, width_of};
use crate::ui::state::kiosk::Shows;
use crate::ui::state::scene::Scene;
use crate::ui::tape::Tape;
use crate::ui::text;

mod brief;
pub(super) mod hub;
mod sites;

pub(super) use brief::brief;

/// From this width on the page of sites has the date.
const WITH_DATE: u16 = 80;

/// What is left out when the line is too short, richest first.
#[derive(Clone, Copy, Debug)]
struct Detail {
    site: usize,
    sentence: bool,
    ages: Ages,
    /// `48 of 48 agents`, or `48/48`, or nothing.
    count: Count,
    date: bool,
    /// Who leads the hub and how many boards are on it.
    hub: bool,
    /// Each of several sites that has alerts, and not the first alone.
    sites: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Count {
    Long,
    Short,
    None,
}

/// Whose ages stand in the line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Ages {
    All,
    /// Of the agents, and of whatever is too old, failed or not there yet.
    Needed,
    None,
}

const DETAILS: [Detail; 15] = [
    Detail { site: 32, sentence: true, ages: Ages::All, count: Count::Long, date: true, hub: true, sites: true },
    Detail { site: 32, sentence: true, ages: Ages::All, count: Count::Long, date: false, hub: true, sites: true },
    Detail { site: 32, sentence: true, ages: Ages::All, count: Count::Long, date: true, hub: false, sites: true },
    Detail { site: 32, sentence: true, ages: Ages::All, count: Count::Long, date: false, hub: false, sites: true },
    Detail { site: 16, sentence: true, ages: Ages::All, count: Count::Long, date: false, hub: false, sites: true },
    Detail { site: 16, sentence: false, ages: Ages::All, count: Count::Long, date: true, hub: false, sites: true },
    Detail { site: 16, sentence: false, ages: Ages::All, count: Count::Long, date: false, hub: false, sites: true },
    Detail { site: 16, sentence: false, ages: Ages::All, count: Count::Short, date: false, hub: false, sites: true },
    Detail { site: 8, sentence: false, ages: Ages::All, count: Count::Short, date: false, hub: false, sites: true },
    Detail {
        site: 16,
        sentence: false,
        ages: Ages::Needed,
        count: Count::Short,
        date: false,
        hub: false,
        sites: false,
    },
    Detail { site: 8, sentence: false, ages: Ages::Needed, count: Count::Short, date: false, hub: false, sites: false },
    Detail { site: 0, sentence: false, ages: Ages::Needed, count: Count::Short, date: false, hub: false, sites: false },
    Detail { site: 0, sentence: false, ages: Ages::Needed, count: Count::None, date: false, hub: false, sites: false },
    Detail { site: 12, sentence: false, ages: Ages::None, count: Count::None, date: false, hub: false, sites: false },
    Detail { site: 0, sentence: false, ages: Ages::None, count: Count::None, date: false, hub: false, sites: false },
];

/// Draws the line, and a second one when there is a sentence that did not fit; how many were drawn.
pub(super) fn draw(canvas: &mut Canvas<'_>, scene: &Scene<'_>, area: Rect) -> u16 {
    if let Some(sites) = scene.view.sites().filter(|_| scene.view.is_at_sites()) {
        sites::line(canvas, scene, sites, &clock(scene, area.width >= WITH_DATE), area);
        return 1;
    }
    let status = Status::of(scene);
    let width = usize::from(area.width);
    let rich = DETAILS.iter().map(|detail| (detail, left(scene, &status, *detail), right(scene, *detail)));
    let mut chosen = None;
    for (detail, left, right) in rich {
        let fits = width_of(&left) + width_of(&right) + 4 <= width;
        chosen = Some((*detail, left, right));
        if fits {
            break;
        }
    }
    let Some((detail, left, right)) = chosen else { return 1 };
    let at = canvas.line(area.x + 1, area.y, area.width - 1, &left);
    canvas.line_right(at + 1, area.right() - 1, area.y, &right);
    let Some(sentence) = status.sentence.filter(|_| !detail.sentence) else { return 1 };
    canvas.put(area.x + 1, area.y + 1, area.width - 2, &sentence, status.style);
    2
}

/// How the board as a whole stands, in a word or two, without a glyph.
pub(super) fn status(scene: &Scene<'_>) -> (String, Style) {
    let Status { word, style, .. } = Status::of(scene);
    (word.split_once(' ').map_or(word.as_str(), |(_, word)| word).to_owned(), style)
}

/// How the board as a whole stands.
struct Status {
    /// In a word or two, when the sentence has a line of its own.
    word: String,
    style: Style,
    /// The word with what led to it, where there is more to say.
    sentence: Option<String>,
    live: bool,
}

impl Status {
    fn of(scene: &Scene<'_>) -> Self {
        let of_hub = scene.view.hub().and_then(|hub| hub::status(scene, hub));
        let of_hub = of_hub.map(|(word, style, sentence)| Self { word, style, sentence, live: false });
        of_hub.unwrap_or_else(|| Self::of_sources(scene))
    }

    fn of_sources(scene: &Scene<'_>) -> Self {
        // The agents' stream is the board's heart; without it, the first source that is asked at all.
        let id = scene.live.source_ids().find(|id| scene.live.source(*id).phase != Phase::Off);
        let (theme, glyphs) = (scene.theme, scene.theme.glyphs);
        let Some(id) = id else {
            let starting = scene.live.source_ids().all(|id| scene.live.source(id).is_unspoken());
            let word = if starting {
                format!("{} {}", glyphs.waiting(), tr!(scene, "starting"))
            } else {
                format!("{} {}", glyphs.stopped(), tr!(scene, "nothing configured"))
            };
            return Self { word, style: theme.caution(), sentence: None, live: false };
        };
        let source = scene.live.source(id);
        let waiting = |word: &str| format!("{} {word}", glyphs.waiting());
        let state = source.state(scene.now, scene.settings.limits.stale_after_ms(id));
        let (word, style) = match (state, &source.phase) {
            (SourceState::Live, Phase::Polling) => {
                (format!("{} {}", glyphs.live(), tr!(scene, "polling")), theme.caution())
            }
            (SourceState::Live, _) => (format!("{} {}", glyphs.live(), tr!(scene, "live")), theme.good()),
            (SourceState::Stale, _) => {
                let age = source.age_ms(scene.now).map(|ms| text::age(scene, ms)).unwrap_or_default();
                (format!("{} {}", glyphs.alert(), tr!(scene, "STALE {age}", age = age)), theme.badge())
            }
            (SourceState::Connecting, Phase::Connecting) => (waiting(tr!(scene, "connecting")), theme.caution()),
            (SourceState::Connecting, _) => (waiting(tr!(scene, "waiting for the first message")), theme.caution()),
            (_, Phase::Waiting { until, .. }) => {
                let word = waiting(tr!(scene, "reconnecting"));
                let sentence = sentence(scene.language, source, &format!("{word} {}", scene.countdown(*until)));
                return Self { word, style: theme.caution(), sentence, live: false };
            }
            _ => (format!("{} {}", glyphs.stopped(), tr!(scene, "stopped")), theme.alert()),
        };
        Self { sentence: sentence(scene.language, source, &word), word, style, live: state == SourceState::Live }
    }
}

fn sentence(language: Language, source: &Source, word: &str) -> Option<String> {
    let error = source.error.as_deref().map(|error| brief(&text::clean(&lang::sentence(language, error))));
    match (&source.phase, error) {
        (Phase::Waiting { tries, .. }, error) => {
            let nth = text::ordinal(language, tries.saturating_add(1));
            Some(match error {
                Some(error) => tr!(language, "{word} ({nth} try): {error}", word = word, nth = nth, error = error),
                None => tr!(language, "{word} ({nth} try)", word = word, nth = nth),
            })
        }
        (Phase::Live, _) | (_, None) => None,
        (_, Some(error)) => Some(tr!(language, "{word}: {error}", word = word, error = error)),
    }
}

fn left(scene: &Scene<'_>, status: &Status, detail: Detail) -> Vec<Piece> {
    let theme = scene.theme;
    let mut pieces = Vec::new();
    if detail.site > 0 {
        pieces.push(Piece::new(text::fit(&scene.settings.site, detail.site, theme.glyphs.cut()), theme.strong()));
        pieces.push(Piece::new("  ", theme.text()));
    }
    if let Some(tape) = scene.view.tape() {
        pieces.push(tape_piece(scene, tape, detail.ages == Ages::None));
        pieces.push(Piece::new("  ", theme.text()));
    }
    // Nothing of a recording is live.
    if !(status.live && scene.view.is_replay()) {
        let word = status.sentence.as_ref().filter(|_| detail.sentence).unwrap_or(&status.word);
        pieces.push(Piece::new(word.clone(), status.style));
    }
    if let Some(hub) = scene.view.hub().filter(|_| detail.ages != Ages::None) {
        hub::pieces(scene, hub, detail.hub, &mut pieces);
    }
    sites::pieces(scene, detail.sites, &mut pieces);
    if let Some(since) = scene.view.frozen_since() {
        pieces.push(Piece::new("  ", theme.text()));
        pieces.push(Piece::new(
            format!(" {} {} ", tr!(scene, "FROZEN"), text::duration(Some(scene.now.since(since)), scene.dash())),
            theme.badge(),
        ));
    }
    let line = scene.view.written();
    if line.thin.is_some() {
        let time = text::age(scene, i64::try_from(line.every_s).unwrap_or(i64::MAX).saturating_mul(1_000));
        pieces.push(Piece::new(format!("  {}", tr!(scene, "every {time}", time = time)), theme.caution()));
    }
    if let Some(behind) = line.behind() {
        pieces.push(Piece::new("  ", theme.text()));
        pieces.push(Piece::new(
            format!(" {} ", tr!(scene, "SCREEN {age} BEHIND", age = text::age(scene, behind))),
            theme.badge(),
        ));
    }
    if let Some(part) = scene.part() {
        // What a page tells that cannot be narrowed says so on the page as well.
        let all = scene.view.shows() == Shows::Page;
        let names = if all { tr!(scene, "all departments").to_owned() } else { part.departments.join(", ") };
        let style = if all { theme.caution() } else { theme.strong() };
        pieces.push(Piece::new(format!("  {}", text::fit(&text::clean(&names), 40, theme.glyphs.cut())), style));
    }
    if let Some(until) = scene.view.kiosk_paused_until() {
        let left = (until.since(scene.now).max(0) + 999) / 1000;
        pieces.push(Piece::new("  ", theme.text()));
        let back = scene.view.keymap().key_for(Action::Back, scene.view.place());
        let words = match back.filter(|_| scene.view.back_resumes()) {
            Some(key) => tr!(scene, "ROUND PAUSED {left}s, {key} resumes", left = left, key = key),
            None => tr!(scene, "ROUND PAUSED {left}s", left = left),
        };
        pieces.push(Piece::new(format!(" {words} "), theme.badge()));
    }
    if let Some(until) = scene.view.revealed_until(scene.now) {
        let left = until.since(scene.now) + 999;
        pieces.push(Piece::new("  ", theme.text()));
        pieces.push(Piece::new(format!(" {} {} ", tr!(scene, "NUMBERS SHOWN"), text::age(scene, left)), theme.badge()));
    }
    for id in scene.live.source_ids().filter(|id| shows_age(scene, *id, detail.ages)) {
        source_age(scene, id, &mut pieces);
    }
    pieces
}

fn shows_age(scene: &Scene<'_>, id: SourceId, ages: Ages) -> bool {
    let source = scene.live.source(id);
    // A probe that has not asked yet lacks nothing.
    let has_spoken = || id == SourceId::Probe || source.age_ms(scene.now).is_some();
    let is_fine = || source.error.is_none() && has_spoken() && scene.stale(id).is_none();
    match ages {
        Ages::All => true,
        Ages::Needed => id == SourceId::Agents || !is_fine(),
        Ages::None => false,
    }
}

fn source_age(scene: &Scene<'_>, id: SourceId, pieces: &mut Vec<Piece>) {
    let theme = scene.theme;
    let source = scene.live.source(id);
    if source.phase == Phase::Off {
        return;
    }
    let name = match id {
        SourceId::Platform(tag) => source.title.as_deref().unwrap_or(tag.as_str()).to_owned(),
        SourceId::Push => tr!(scene, "push").to_owned(),
        SourceId::Probe => tr!(scene, "probe").to_owned(),
        _ => lang::of(scene, id.name()).to_owned(),
    };
    pieces.push(Piece::new(format!("  {name} "), theme.faint()));
    match (source.age_ms(scene.now), scene.stale(id)) {
        (_, Some(stale)) => pieces.push(Piece::new(stale, theme.badge())),
        (Some(age), None) if source.error.is_some() => {
            pieces.push(Piece::new(format!("{}!", text::age(scene, age)), theme.caution()));
        }
        (Some(age), None) => pieces.push(Piece::new(text::age(scene, age), theme.text())),
        (None, None) if source.error.is_some() => pieces.push(Piece::new(tr!(scene, "failed"), theme.caution())),
        (None, None) => pieces.push(Piece::new(scene.dash(), theme.caution())),
    }
}

fn right(scene: &Scene<'_>, detail: Detail) -> Vec<Piece> {
    let theme = scene.theme;
    let mut pieces = Vec::new();
    if detail.count != Count::None && scene.board.has_roster() {
        let count = |n: u64| text::count(Some(n), scene.dash());
        let here = count(scene.board.confirmed() as u64);
        // A total that is smaller than the list says nothing.
        let total = scene.board.total().filter(|total| *total >= scene.board.confirmed() as u64);
        let style = if scene.board.is_complete() { theme.text() } else { theme.caution() };
        let text = match (total, detail.count) {
            (Some(total), Count::Long) => tr!(scene, "{here} of {total} agents", here = here, total = count(total)),
            (Some(total), _) => format!("{here}/{}", count(total)),
            (None, Count::Long) => tr!(scene, "{here} agents", here = here),
            (None, _) => here,
        };
        pieces.push(Piece::new(text, style));
        pieces.push(Piece::new(if detail.count == Count::Long { "   " } else { "  " }, theme.text()));
    }
    pieces.extend(clock(scene, detail.date));
    pieces
}

/// The site's clock, with the date where there is room for it.
fn clock(scene: &Scene<'_>, with_date: bool) -> Vec<Piece> {
    let theme = scene.theme;
    let mut pieces = Vec::new();
    let pattern = if with_date { "%a %d %b" } else { "" };
    if let Some((date, offset)) = text::clock(scene, scene.now, scene.settings.zone, pattern) {
        if with_date {
            pieces.push(Piece::new(format!("{date} "), theme.text()));
        }
        pieces.push(Piece::new(scene.clock(scene.now, "%H:%M:%S"), theme.strong()));
        pieces.push(Piece::new(format!(" {offset}"), theme.faint()));
    }
    pieces
}

/// The word about a tape; where there is little room, without what can be done without.
fn tape_piece(scene: &Scene<'_>, tape: Tape, short: bool) -> Piece {
    let (theme, ascii) = (scene.theme, scene.theme.glyphs.is_ascii());
    match tape {
        Tape::Recording { since, bytes } => {
            let seconds = scene.now.since(since).max(0) / 1000;
            let (hours, minutes, rest) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
            let mark = theme.glyphs.live();
            let size = if short { String::new() } else { format!(" {}", text::bytes(bytes)) };
            Piece::new(format!("{mark} REC {hours:02}:{minutes:02}:{rest:02}{size}"), theme.alert())
        }
        Tape::Replaying { speed, playing, over, damaged } => {
            let mark = match (playing, over, ascii) {
                (true, _, false) => "▶",
                (true, _, true) => ">",
                (false, true, false) => "■",
                (false, true, true) => "#",
                (false, false, false) => "▮▮",
                (false, false, true) => "||",
            };
            let times = if ascii { "x" } else { "×" };
            let end = match (over && !playing, damaged) {
                (true, true) => format!(" {}", tr!(scene, "damaged from here")),
                (true, false) => format!(" {}", tr!(scene, "end")),
                (false, _) => String::new(),
            };
            // The header's clock shows the recording's time as well; the room is wanted for the ages.
            let time = if short { String::new() } else { format!(" {}", scene.clock(scene.now, "%H:%M:%S")) };
            let style = if damaged { theme.alert() } else { theme.badge() };
            Piece::new(format!("{mark}{end} {speed}{times}{time}"), style)
        }
    }
}

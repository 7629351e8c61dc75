//! The figures of today in words: how the calls' records stand, what each figure is called, what led to a page.
//!
//! Board, wall and the pages behind a figure all take them from here: one word, one value, one age.

use ratatui::style::Style;

use super::header::brief;
use super::waiting;
use crate::lang;
use crate::lists::CallsBy;
use crate::model::{Callers, CallsOf, ErrorBudget, Figure, Ledger, Phase, ServiceTarget, SourceId, Tally};
use crate::ui::draw::canvas::Piece;
use crate::ui::state::scene::Scene;
use crate::ui::state::sheets::calls::counted;
use crate::ui::state::{BoardFigure, Page, Pane, Which, whole_day};
use crate::ui::text;

/// Calls' figures that are older than this say how old they are, in ms.
const AGE_SAID_MS: i64 = 60_000;

/// How today's calls stand.
pub(super) enum CallsNow<'a> {
    /// Nothing asks for their records.
    Off,
    /// Every record is there.
    Whole(&'a Ledger),
    /// Why there are no figures of the day.
    Not(String),
}

impl<'a> CallsNow<'a> {
    pub(super) fn of(scene: &'a Scene<'_>) -> Self {
        if let Some(ledger) = whole_day(scene.board) {
            return Self::Whole(ledger);
        }
        let source = scene.live.source(SourceId::Calls);
        let reach = scene.board.ledger().and_then(|ledger| text::reach(scene, scene.site_clock(), ledger));
        let error = source.error.as_deref().map(|error| brief(&text::clean(&lang::sentence(scene, error))));
        let why = match (&source.phase, reach, error) {
            (Phase::Off, None, _) => return Self::Off,
            (Phase::Stopped, _, Some(error)) | (_, None, Some(error)) => error,
            (_, Some(reach), _) => reach,
            (_, None, None) => tr!(scene, "asking").to_owned(),
        };
        Self::Not(tr!(scene, "call records: {why}", why = why))
    }
}

/// What a figure is worth now, and how it is written.
pub(super) struct Told {
    pub(super) figure: BoardFigure,
    pub(super) number: String,
    pub(super) word: String,
    /// A share that belongs to it.
    pub(super) share: Option<String>,
    pub(super) style: Style,
    /// What it rests on.
    pub(super) source: SourceId,
}

impl Told {
    /// Whether it is too old to be trusted.
    pub(super) fn is_stale(&self, scene: &Scene<'_>) -> bool {
        scene.stale(self.source).is_some()
    }
}

/// Today's figures of calls, and of the callers who are still lost.
pub(super) fn calls(scene: &Scene<'_>, ledger: &Ledger) -> [Told; 5] {
    let (tally, target) = (ledger.figures(), ledger.target());
    let limits = &scene.settings.limits;
    let figure =
        |figure, number, word, share, style| Told { figure, number, word, share, style, source: SourceId::Calls };
    let told = |what, number, share, style| {
        let word = match what {
            CallsOf::LateOrLost => level_word(scene, target),
            other => word(scene, other).to_owned(),
        };
        figure(BoardFigure::Calls(what), number, word, share, style)
    };
    let plain = scene.theme.strong();
    let below = tally.service_level().is_some_and(|level| level * 100.0 < f64::from(target.percent));
    let over = tally.lost_share().is_some_and(|share| share * 100.0 > limits.lost_percent);
    let level = text::percent(tally.service_level(), scene.dash());
    let lost_share = tally.lost_share().map(|share| text::percent(Some(share), scene.dash()));
    let count = |count| text::count(Some(count), scene.dash());
    let (callers, words) = (ledger.still_lost(), still_lost_word(scene).to_owned());
    let style = if callers.is_some() { plain } else { scene.theme.faint() };
    [
        told(CallsOf::LateOrLost, level, None, if below { scene.theme.alert() } else { scene.theme.good() }),
        told(CallsOf::Answered, count(tally.answered), None, plain),
        told(CallsOf::Lost, count(tally.lost), lost_share, if over { scene.theme.alert() } else { plain }),
        told(CallsOf::ShortAbandons, count(tally.short), None, plain),
        figure(BoardFigure::StillLost, text::count(callers, scene.dash()), words, None, style),
    ]
}

/// What agents counted today: faint where calls are told, whose figures they are not.
pub(super) fn counters(scene: &Scene<'_>, calls_are_told: bool) -> [Told; 4] {
    let board = scene.board;
    let plain = if calls_are_told { scene.theme.text() } else { scene.theme.strong() };
    let told = |counter, share: Option<f64>, style| Told {
        figure: BoardFigure::Counter(counter),
        number: text::count(board.figure(counter), scene.dash()),
        word: counter_word(scene, counter).to_owned(),
        share: share.map(|share| text::percent(Some(share), scene.dash())),
        style,
        source: SourceId::Agents,
    };
    let misses = board.missed_share();
    let over = misses.is_some_and(|share| share * 100.0 > scene.settings.limits.agent_misses_percent);
    let bad = if over && !calls_are_told { scene.theme.alert() } else { plain };
    [
        told(Figure::Answered, None, plain),
        told(Figure::Missed, misses, bad),
        told(Figure::Dialled, None, plain),
        told(Figure::Connected, board.connected_share(), plain),
    ]
}

/// What a figure of calls is called.
pub(super) fn word(scene: &Scene<'_>, what: CallsOf) -> &'static str {
    match what {
        CallsOf::LateOrLost => tr!(scene, "late or lost"),
        CallsOf::Answered => tr!(scene, "answered"),
        CallsOf::Lost => tr!(scene, "lost"; "calls"),
        CallsOf::ShortAbandons => tr!(scene, "short abandons"),
    }
}

/// What callers are called with whom no later call is in the records.
pub(super) fn still_lost_word(scene: &Scene<'_>) -> &'static str {
    tr!(scene, "still lost")
}

/// Why it is not known who is still lost, in few words; `None` where it is.
pub(super) fn still_lost_why(scene: &Scene<'_>, ledger: &Ledger) -> Option<String> {
    let why = text::still_lost_off(scene, ledger)?;
    Some(tr!(scene, "still lost: {why}", why = why))
}

/// Why it is not known how many callers no agent has, and whether that is worth a look; `None` where it is.
pub(super) fn callers_unknown(scene: &Scene<'_>, callers: Callers) -> Option<(String, bool)> {
    Some(match callers {
        Callers::Count(_) | Callers::Settling(_) => return None,
        Callers::NotSent => {
            (tr!(scene, "not known: the vendor does not send the inbound calls in progress").to_owned(), false)
        }
        Callers::Narrowed => {
            (tr!(scene, "not known: the settings narrow the agents, and others may have the calls").to_owned(), false)
        }
        Callers::Incomplete => {
            (tr!(scene, "not known: not every agent is on the board, and others may have the calls").to_owned(), false)
        }
        Callers::Contradictory(more) => (
            tr!(
                scene,
                "not known: agents have {more} more inbound calls than the vendor counts",
                more = text::count(Some(more), "")
            ),
            true,
        ),
    })
}

/// What one of the agents' counters is called.
pub(super) fn counter_word(scene: &Scene<'_>, counter: Figure) -> &'static str {
    match counter {
        Figure::Answered => tr!(scene, "agent answers"),
        Figure::Missed => tr!(scene, "agent misses"),
        Figure::Dialled => tr!(scene, "dialled"),
        Figure::Connected => tr!(scene, "connected"),
        other => lang::of(scene, other.name()),
    }
}

/// `service level 80/20`: the share that is wanted, and within how many seconds.
fn level_word(scene: &Scene<'_>, target: ServiceTarget) -> String {
    tr!(scene, "service level {target}", target = level_target(target))
}

/// The same where there is little room.
pub(super) fn short_level_word(scene: &Scene<'_>, target: ServiceTarget) -> String {
    tr!(scene, "SL {target}", target = level_target(target))
}

fn level_target(target: ServiceTarget) -> String {
    format!("{}/{}", target.percent, text::seconds(target.within_ms))
}

/// What is left of the service level's target, in whole calls; nothing without calls.
pub(super) fn budget(scene: &Scene<'_>, tally: &Tally, target: ServiceTarget) -> Option<Piece> {
    let (percent, theme) = (target.percent, scene.theme);
    let count = |calls| text::count(Some(calls), "");
    Some(match tally.budget(&target)? {
        ErrorBudget::MayBeLate(calls) => {
            Piece::new(tr!(scene, "{calls} more may be late today", calls = count(calls)), theme.faint())
        }
        ErrorBudget::BringsBack(calls) => {
            let words =
                tr!(scene, "{calls} answered in time bring {percent} % back", calls = count(calls), percent = percent);
            Piece::new(words, theme.caution())
        }
        ErrorBudget::Gone => Piece::new(tr!(scene, "no more than that can be reached today"), theme.caution()),
    })
}

/// What the figures of calls mean, a sentence each.
pub(super) fn definitions(scene: &Scene<'_>, ledger: &Ledger) -> [String; 3] {
    let (calls, target) = (ledger.figures().measured(), ledger.target());
    let age = scene.now.since(ledger.as_of()).max(0);
    let level = text::service_definition(scene, target, calls, age);
    let lost = text::lost_definition(scene, target);
    let still = text::still_lost_unknown(scene, ledger)
        .unwrap_or_else(|| text::still_lost(scene, scene.site_clock(), ledger, scene.dash()));
    [
        tr!(scene, "{word}: {meaning}", word = tr!(scene, "service level"), meaning = level),
        tr!(scene, "{word}: {meaning}", word = tr!(scene, "lost"; "calls"), meaning = lost),
        tr!(scene, "{word}: {meaning}", word = still_lost_word(scene), meaning = still),
    ]
}

/// What a pane of calls' figures says at its top right: that they are too old, or their age where that is no longer
/// young.
pub(super) fn calls_title(scene: &Scene<'_>) -> Vec<Piece> {
    if !matches!(CallsNow::of(scene), CallsNow::Whole(_)) {
        return Vec::new();
    }
    let source = scene.live.source(SourceId::Calls);
    let said = scene.stale(SourceId::Calls).is_some()
        || source.error.is_some()
        || source.age_ms(scene.now).is_some_and(|age| age > AGE_SAID_MS);
    if said { scene.age_title(SourceId::Calls) } else { Vec::new() }
}

/// How old the figures of several sources are, each under its name; of those that say nothing, nothing.
pub(super) fn ages<const N: usize>(scene: &Scene<'_>, ages: [(SourceId, Vec<Piece>); N]) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::new();
    for (source, age) in ages.into_iter().filter(|(_, age)| !age.is_empty()) {
        let gap = if pieces.is_empty() { "" } else { "  " };
        pieces.push(Piece::new(format!("{gap}{} ", lang::of(scene, source.name())), scene.theme.faint()));
        pieces.extend(age);
    }
    pieces
}

/// How old the figures of calls are, for the page behind one; nothing where there are none.
pub(super) fn calls_age(scene: &Scene<'_>) -> Vec<Piece> {
    match CallsNow::of(scene) {
        CallsNow::Whole(_) => scene.age_title(SourceId::Calls),
        CallsNow::Off | CallsNow::Not(_) => Vec::new(),
    }
}

/// What a figure of calls counts.
pub(super) fn meaning(scene: &Scene<'_>, ledger: &Ledger, what: CallsOf) -> String {
    let target = ledger.target();
    match what {
        CallsOf::LateOrLost => {
            let age = scene.now.since(ledger.as_of()).max(0);
            text::service_definition(scene, target, ledger.figures().measured(), age)
        }
        CallsOf::Lost => text::lost_definition(scene, target),
        CallsOf::ShortAbandons => {
            let seconds = text::seconds(target.short_ms);
            tr!(scene, "the caller hung up within {seconds} s of the call's start", seconds = seconds)
        }
        CallsOf::Answered => text::speed_of_answer(scene, ledger, scene.dash()),
    }
}

/// A figure with its word, as a title names it: `lost 23`.
pub(super) fn named(scene: &Scene<'_>, figure: BoardFigure) -> String {
    let count = |count| text::count(count, scene.dash());
    let (word, count) = match figure {
        BoardFigure::NoAgentYet => (text::no_agent_yet(scene).to_owned(), count(scene.board.no_agent_yet())),
        BoardFigure::Calls(what) => {
            let counted = whole_day(scene.board).map(|ledger| ledger.figures().behind(what));
            (word(scene, what).to_owned(), count(counted))
        }
        BoardFigure::StillLost => return still_lost(scene),
        BoardFigure::Waiting => return waiting::named(scene),
        BoardFigure::AtAgents => (text::at_agents(scene).to_owned(), count(scene.board.inbound_at_agents())),
        BoardFigure::Counter(counter) => (counter_word(scene, counter).to_owned(), count(scene.board.figure(counter))),
        BoardFigure::State(state) => (lang::word(scene, state), scene.state_count(state).1),
    };
    format!("{word} {count}")
}

/// What something that counts calls is called, with how many it counts, as a title names it: `lost 23`,
/// `route Cards: 31 calls`; a dash where the records do not tell it.
pub(super) fn counted_by(scene: &Scene<'_>, which: &Which) -> String {
    match which {
        Which::NoAgentYet => named(scene, BoardFigure::NoAgentYet),
        Which::Figure(what) => named(scene, BoardFigure::Calls(*what)),
        Which::Row(by, name) => {
            row_named(scene, *by, name.as_deref(), counted(scene, which).map(|calls| calls.len() as u64))
        }
    }
}

fn row_named(scene: &Scene<'_>, by: CallsBy, name: Option<&str>, calls: Option<u64>) -> String {
    let count = text::count(calls, scene.dash());
    let name = name.map(|name| text::fit(&text::clean(name), 24, scene.theme.glyphs.cut()));
    match (by, name) {
        (CallsBy::Relay, Some(name)) => tr!(scene, "relay number {name}: {count} calls", name = name, count = count),
        (CallsBy::Relay, None) => tr!(scene, "relay number not told: {count} calls", count = count),
        (CallsBy::Route, Some(name)) => tr!(scene, "route {name}: {count} calls", name = name, count = count),
        (CallsBy::Route, None) => tr!(scene, "route not told: {count} calls", count = count),
        (CallsBy::Department, Some(name)) => {
            tr!(scene, "department {name}: {count} answered", name = name, count = count)
        }
        (CallsBy::Department, None) => tr!(scene, "no department: {count} answered", count = count),
    }
}

/// Callers who are still lost, as a title names them.
pub(super) fn still_lost(scene: &Scene<'_>) -> String {
    let callers = scene.board.ledger().and_then(Ledger::still_lost);
    tr!(scene, "still lost {count}", count = text::count(callers, scene.dash()))
}

/// Calls in progress, as a title names them.
pub(super) fn live_calls(scene: &Scene<'_>) -> String {
    tr!(scene, "calls as they happen").to_owned()
}

/// No trail is longer, in steps: where it began and what came last are kept.
const STEPS: usize = 4;
/// Cells of a name in it.
const NAME: usize = 16;

/// What a page is called as a step on the way; nothing for one that is none.
fn step(scene: &Scene<'_>, page: &Page) -> String {
    match page {
        Page::Counted(which) => counted_by(scene, which),
        Page::StillLost => still_lost(scene),
        Page::Agent(id) => {
            let agent = scene.board.slot(id.as_str()).and_then(|slot| scene.board.agent(slot));
            let name = text::clean(agent.map_or(id.as_str(), |agent| agent.label())).into_owned();
            text::fit(&name, NAME, scene.theme.glyphs.cut())
        }
        Page::LiveCalls => live_calls(scene),
        Page::Call(_) | Page::LiveCall(_) => tr!(scene, "call").to_owned(),
        _ => String::new(),
    }
}

/// The figure whose agents are shown, after the pages that led to it.
fn opened_steps(scene: &Scene<'_>) -> Vec<String> {
    let board = scene.view.board();
    let Some(figure) = board.opened_figure() else { return Vec::new() };
    let pages = board.opened_from().iter().map(|page| step(scene, page));
    pages.filter(|step| !step.is_empty()).chain([named(scene, figure)]).collect()
}

fn then(scene: &Scene<'_>) -> String {
    format!(" {} ", scene.theme.glyphs.then())
}

/// The same in words; `None` where no figure's agents are shown.
pub(super) fn opened(scene: &Scene<'_>) -> Option<String> {
    let steps = opened_steps(scene);
    (!steps.is_empty()).then(|| steps.join(&then(scene)))
}

/// What led here from a figure, step by step, the page that is open left out: `lost 23 › 孙丽华 › `. Nothing where
/// no figure did.
pub(super) fn trail(scene: &Scene<'_>) -> String {
    let pages: Vec<&Page> = scene.view.pages().iter().filter(|page| **page != Page::Help).collect();
    let before = pages.split_last().map_or(&[][..], |(_, before)| before);
    // A figure that was opened later is where the way begins.
    let begin = before.iter().rposition(|page| matches!(page, Page::Counted(_) | Page::StillLost | Page::LiveCalls));
    // From the agents behind a figure the way leads to one of them; a view, and another pane, is reached without them.
    let from_agents = scene.has_focus(Pane::Table) && matches!(pages.first(), Some(Page::Agent(_)));
    let mut steps = if begin.is_none() && from_agents { opened_steps(scene) } else { Vec::new() };
    if steps.is_empty() && begin.is_none() {
        return String::new();
    }
    let led = before.get(begin.unwrap_or(0)..).unwrap_or_default();
    steps.extend(led.iter().map(|page| step(scene, page)).filter(|step| !step.is_empty()));
    if steps.len() > STEPS {
        let left_out = steps.len() - STEPS;
        drop(steps.splice(1..=left_out, [scene.theme.glyphs.cut().to_owned()]));
    }
    steps.push(String::new());
    steps.join(&then(scene))
}

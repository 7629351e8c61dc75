//! What the service level of the newest whole half hour differs by from an earlier one, part by part.

use ratatui::layout::Rect;
use ratatui::style::Style;

use super::facts::{Facts, Line, columns};
use super::figures;
use crate::model::day::HALF_HOUR_MS;
use crate::model::{
    Against, Agent, Board, BusyReason, CallsOf, Floor, NoWhy, SourceId, Stamp, State, Topic, Why, WhyHalf, WhyHalves,
    WhyPart, sort,
};
use crate::ui::action::Action;
use crate::ui::draw::canvas::{Canvas, Piece, Title};
use crate::ui::state::scene::Scene;
use crate::ui::state::{Page, Which};
use crate::ui::text;

/// Cells of a row's name, of a figure and of a part.
const NAME: usize = 26;
const FIGURE: usize = 10;
const PART: usize = 9;

/// Cells of the longest bar.
const BAR: usize = 24;

/// So many agents are named for each busy reason, those who have been away longest first.
const NAMED: usize = 4;

/// What the half hour is held against, in words.
pub(super) fn against(scene: &Scene<'_>, against: Against) -> &'static str {
    match against {
        Against::WeekAgo => tr!(scene, "a week ago"),
        Against::HourAgo => tr!(scene, "an hour ago"),
    }
}

/// Which keys do something here.
pub(super) fn hints(scene: &Scene<'_>) -> Vec<(Action, &'static str)> {
    let other = match scene.view.tabs().calls.against {
        Against::WeekAgo => Against::HourAgo,
        Against::HourAgo => Against::WeekAgo,
    };
    vec![(Action::Down, tr!(scene, "scroll")), (Action::By, against(scene, other)), (Action::Back, tr!(scene, "back"))]
}

/// The key that leads here from the calls behind the service level.
pub(super) fn hint_of(scene: &Scene<'_>, page: &Page) -> Option<(Action, &'static str)> {
    let behind = page == &Page::Counted(Which::Figure(CallsOf::LateOrLost));
    behind.then(|| (Action::Why, tr!(scene, "part by part")))
}

/// Draws it, or why there is nothing to draw.
pub(super) fn draw(canvas: &mut Canvas<'_>, scene: &Scene<'_>, area: Rect) {
    let chosen = scene.view.tabs().calls.against;
    let title = Title {
        name: &format!("{}{}", figures::trail(scene), tr!(scene, "Why the service level differs")),
        about: tr!(scene, "the last whole half hour against {before}", before = against(scene, chosen)),
        right: scene.scoped(SourceId::Calls, Topic::Calls, scene.age_title(SourceId::Calls)),
        focus: true,
        ..Title::default()
    };
    let inner = canvas.pane(area, &title);
    let body = Rect { x: inner.x + 1, width: inner.width.saturating_sub(1), ..inner };
    let room = usize::from(body.width.saturating_sub(1));
    let lines = match scene.board.why(scene.at, scene.settings.zone, chosen) {
        Ok(halves) => lines(scene, &halves, chosen, room),
        Err(no) => {
            let mut facts = Facts::new(scene, room, NAME);
            for sentence in why_not(scene, no) {
                facts.sentence(&sentence, scene.theme.text());
            }
            facts.lines
        }
    };
    columns(canvas, scene, area, body, &[lines]);
}

/// `14:00-14:30`.
fn span(scene: &Scene<'_>, from: Stamp) -> String {
    let clock = |at| scene.clock(at, "%H:%M");
    format!("{}-{}", clock(from), clock(from.plus(HALF_HOUR_MS)))
}

/// The same with its date.
fn dated(scene: &Scene<'_>, from: Stamp) -> String {
    format!("{} {}", scene.clock(from, "%Y-%m-%d"), span(scene, from))
}

fn why_not(scene: &Scene<'_>, no: NoWhy) -> Vec<String> {
    let kept = tr!(
        scene,
        "Half hours are kept once they are over and the records tell of all their calls: by a board that ran then, or by \
         another that writes to the same directory."
    );
    match no {
        NoWhy::NoneToday => {
            vec![tr!(scene, "No half hour of today is known whole yet.").to_owned(), kept.to_owned()]
        }
        NoWhy::NotKept(from) => {
            vec![tr!(scene, "Of {span} no total is kept.", span = dated(scene, from)), kept.to_owned()]
        }
        NoWhy::OtherDefinition(from) => vec![tr!(
            scene,
            "{span} was kept by another definition of the service level: the two do not compare.",
            span = dated(scene, from)
        )],
        NoWhy::NoCalls(from) => {
            vec![tr!(
                scene,
                "In {span} no call was answered or lost: it has no service level.",
                span = dated(scene, from)
            )]
        }
    }
}

fn lines(scene: &Scene<'_>, halves: &WhyHalves, chosen: Against, room: usize) -> Vec<Line> {
    let mut facts = Facts::new(scene, room, NAME);
    let why = &halves.why;
    let now = span(scene, halves.from);
    let before = if chosen == Against::WeekAgo { dated(scene, halves.before) } else { span(scene, halves.before) };
    facts.line(head(scene, &now, &before));
    facts.line(row(scene, tr!(scene, "service level"), &level(why.now.level), &level(why.then.level), None));
    facts.line(Line::new());
    for part in why.by_size() {
        facts.line(part_row(scene, why, part, room));
    }
    facts.line(row(scene, tr!(scene, "rest"), "", "", Some((points(why.rest), scene.theme.text()))));
    facts.line(row(scene, tr!(scene, "difference"), "", "", Some((points(why.difference), scene.theme.strong()))));
    facts.line(Line::new());
    let ready = [why.now.ready, why.then.ready].map(|ready| agents(scene, ready));
    facts.line(row(scene, tr!(scene, "agents ready, no part"), &ready[0], &ready[1], None));
    let said = tr!(
        scene,
        "Parts are in percentage points; behind each stands what it has by chance alone in 99 of 100 such half hours. Those \
         beyond it are marked."
    );
    facts.sentence(said, scene.theme.faint());
    for sentence in unseen(scene, halves) {
        facts.sentence(&sentence, scene.theme.caution());
    }
    reasons(scene, &mut facts, halves);
    away_now(scene, &mut facts);
    facts.heading(tr!(scene, "What it rests on"));
    for sentence in rests_on(scene) {
        facts.sentence(&sentence, scene.theme.faint());
    }
    facts.lines
}

fn head(scene: &Scene<'_>, now: &str, before: &str) -> Line {
    let faint = scene.theme.faint();
    vec![
        Piece::new(text::pad("", NAME + 2), faint),
        Piece::new(text::pad_left(now, FIGURE + 1), scene.theme.strong()),
        Piece::new(format!("  {before}  "), faint),
    ]
}

/// A row: its name, the two figures, and what it comes to.
fn row(scene: &Scene<'_>, name: &str, now: &str, before: &str, part: Option<(String, Style)>) -> Line {
    let theme = scene.theme;
    let mut pieces = vec![
        Piece::new("  ", theme.text()),
        Piece::new(text::pad(&text::fit(name, NAME, theme.glyphs.cut()), NAME), theme.text()),
        Piece::new(text::pad_left(now, FIGURE + 1), theme.strong()),
        Piece::new(text::pad_left(before, FIGURE + 2), theme.faint()),
    ];
    if let Some((part, style)) = part {
        pieces.push(Piece::new(text::pad_left(&part, PART + 2), style));
    }
    pieces
}

fn part_row(scene: &Scene<'_>, why: &Why, (part, size): (WhyPart, Option<i64>), room: usize) -> Line {
    let theme = scene.theme;
    let (name, figure): (&str, fn(&Scene<'_>, &WhyHalf) -> String) = match part {
        WhyPart::Arrivals => (tr!(scene, "calls for agents"), |scene, half| count(scene, half.arrivals)),
        // Where it is not known of both, after-call work is in the rest.
        WhyPart::HandleTime if why.now.wrap_up_ms.is_some() && why.then.wrap_up_ms.is_some() => {
            (tr!(scene, "talk and after-call work"), handle_time)
        }
        WhyPart::HandleTime => (tr!(scene, "talk and hold"), |scene, half| duration(scene, half.talk_ms)),
        WhyPart::LoggedIn => (tr!(scene, "agents logged in"), |scene, half| agents(scene, half.logged_in)),
        WhyPart::Away => (tr!(scene, "agents away"), |scene, half| agents(scene, half.away)),
        WhyPart::ShortAbandons => (tr!(scene, "short abandons"), |scene, half| count(scene, half.short)),
    };
    let stands_out = why.stands_out(part);
    let style = if stands_out { theme.strong() } else { theme.text() };
    let written = size.map_or_else(|| scene.dash().to_owned(), points);
    let mut line = row(scene, name, &figure(scene, &why.now), &figure(scene, &why.then), Some((written, style)));
    if stands_out && let Some(mark) = line.first_mut() {
        *mark = Piece::new(text::pad(theme.glyphs.alert(), 2), theme.caution());
    }
    let either = if theme.glyphs.is_ascii() { "+-" } else { "±" };
    let chance =
        size.map_or_else(String::new, |_| format!("{either}{}", points(why.chance(part)).trim_start_matches('+')));
    line.push(Piece::new(text::pad_left(&chance, PART + 1), theme.faint()));
    let most = why.by_size().into_iter().filter_map(|(_, size)| size).map(i64::abs).max().unwrap_or(0);
    let cells = size.map_or(0, |size| (BAR as u64 * size.unsigned_abs()).div_ceil(most.unsigned_abs().max(1)));
    // Cut off, a bar says nothing.
    let fits = room >= NAME + 2 * FIGURE + 2 * PART + BAR + 12;
    let bar = theme.glyphs.bar().repeat(if fits { usize::try_from(cells).unwrap_or(0) } else { 0 });
    let graph = if size.is_some_and(|size| size < 0) { theme.bad_graph() } else { theme.graph() };
    line.push(Piece::new(format!("  {bar}"), graph));
    line
}

fn count(scene: &Scene<'_>, count: u64) -> String {
    text::count(Some(count), scene.dash())
}

/// Agents on average.
fn agents(scene: &Scene<'_>, agents: Option<f64>) -> String {
    agents.map_or_else(|| scene.dash().to_owned(), |agents| format!("{agents:.1}"))
}

/// Talk with the after-call work.
fn handle_time(scene: &Scene<'_>, half: &WhyHalf) -> String {
    duration(scene, half.talk_ms.zip(half.wrap_up_ms).map(|(talk, wrap_up)| talk.saturating_add(wrap_up)))
}

fn duration(scene: &Scene<'_>, ms: Option<u64>) -> String {
    scene.duration(ms.and_then(|ms| i64::try_from(ms).ok()))
}

/// `62.50 %`, of hundredths of a percentage point.
fn level(hundredths: i64) -> String {
    format!("{}.{:02} %", hundredths / 100, hundredths % 100)
}

/// `-25.74`, of hundredths of a percentage point: exactly, since they add up.
fn points(hundredths: i64) -> String {
    let sign = match hundredths.signum() {
        -1 => "-",
        1 => "+",
        _ => "",
    };
    let size = hundredths.unsigned_abs();
    format!("{sign}{}.{:02}", size / 100, size % 100)
}

/// Of which half hour the agents are not known, and which is not whole yet.
fn unseen(scene: &Scene<'_>, halves: &WhyHalves) -> Vec<String> {
    let unseen = [(halves.seen_now, halves.from), (halves.seen_then, halves.before)];
    let later = halves.from.plus(HALF_HOUR_MS);
    let is_over = scene.at.plus(scene.board.calls_skew_ms()) >= later.plus(HALF_HOUR_MS);
    let later = is_over.then(|| {
        tr!(scene, "{span} is over, and the records do not tell of all its calls yet.", span = dated(scene, later))
    });
    let unseen = unseen.into_iter().filter(|(seen, _)| !seen).map(|(_, from)| {
        tr!(
            scene,
            "No board saw the agents of {span} for long enough: what they come to, and after-call work, is in the rest.",
            span = dated(scene, from)
        )
    });
    later.into_iter().chain(unseen).collect()
}

/// For how many agents each busy reason held, on average.
fn reasons(scene: &Scene<'_>, facts: &mut Facts<'_>, halves: &WhyHalves) {
    let floor = |from| scene.board.kept().get(from).and_then(|half| half.floor);
    let (now, before) = (floor(halves.from), floor(halves.before));
    let Some(now) = now else { return };
    facts.heading(tr!(scene, "Agents away, on average"));
    let mut all: Vec<BusyReason> = now.reasons().into_iter().map(|(reason, _)| reason).collect();
    let earlier = before.iter().flat_map(Floor::reasons).map(|(reason, _)| reason);
    for reason in earlier {
        if !all.contains(&reason) {
            all.push(reason);
        }
    }
    for reason in all {
        let mean = |floor: &Floor| floor.mean(floor.busy_in(reason));
        let name = match reason {
            BusyReason::Other(_) => tr!(scene, "other codes").to_owned(),
            reason => scene.settings.reason(scene, reason),
        };
        let before = before.as_ref().and_then(mean);
        facts.line(row(scene, &name, &agents(scene, mean(&now)), &agents(scene, before), None));
    }
    let locked = |floor: &Floor| floor.mean(floor.locked);
    if now.locked > 0 || before.is_some_and(|before| before.locked > 0) {
        let before = before.as_ref().and_then(locked);
        let name = tr!(scene, "locked by the system");
        facts.line(row(scene, name, &agents(scene, locked(&now)), &agents(scene, before), None));
    }
}

/// Whether an agent is there and away from the calls.
fn is_away(agent: &Agent) -> bool {
    matches!(agent.state(), State::Busy | State::Locked)
}

/// Who is away at this moment, and since when.
fn away_now(scene: &Scene<'_>, facts: &mut Facts<'_>) {
    let board = scene.board;
    let away: Vec<&Agent> = board.agents().iter().filter(|agent| is_away(agent)).collect();
    facts.heading(&tr!(scene, "Away now: {count}", count = text::count(Some(away.len() as u64), "")));
    let mut by_reason: Vec<(Option<BusyReason>, Vec<&Agent>)> = Vec::new();
    for agent in away {
        let reason = (agent.state() == State::Busy).then(|| agent.reason.unwrap_or(BusyReason::Unknown));
        match by_reason.iter_mut().find(|(known, _)| *known == reason) {
            Some((_, agents)) => agents.push(agent),
            None => by_reason.push((reason, vec![agent])),
        }
    }
    sort::by_key(&mut by_reason, |(_, agents)| std::cmp::Reverse(agents.len()));
    for (reason, mut agents) in by_reason {
        sort::by_key(&mut agents, |agent| agent.since());
        let locked = || tr!(scene, "locked by the system").to_owned();
        let name =
            format!("{} {}", reason.map_or_else(locked, |reason| scene.settings.reason(scene, reason)), agents.len());
        let mut named: Vec<String> = agents.iter().take(NAMED).map(|agent| since(scene, board, agent)).collect();
        if agents.len() > NAMED {
            named.push(super::facts::more(scene.language, agents.len() - NAMED));
        }
        facts.fact(&name, &named.join(tr!(scene, ", ")));
    }
}

/// `李娜 12:31`: an agent, and since when.
fn since(scene: &Scene<'_>, board: &Board, agent: &Agent) -> String {
    let name = text::clean(agent.label()).into_owned();
    let since = agent.since().map(|since| scene.clock(since.plus(-board.skew_ms()), "%H:%M"));
    format!("{name} {}", since.unwrap_or_else(|| scene.dash().to_owned()))
}

/// Where the figures come from, and how the parts are worked out.
fn rests_on(scene: &Scene<'_>) -> Vec<String> {
    let said = [
        tr!(
            scene,
            "Calls, talk and short abandons are those of the call records. Agents logged in, ready and away, and after-call \
             work, are the means of what a board saw; a half hour of which more than a minute was not seen has none."
        ),
        tr!(
            scene,
            "A part is what the service level of a queue changes by when that part alone is exchanged, as the mean over all \
             orders of exchange. The queue is Erlang A: calls come at random, callers are ready to wait two minutes on \
             average. How much of the agents who are there counts is fitted to both half hours."
        ),
        tr!(
            scene,
            "Parts and rest add up to the difference exactly. A part says how much goes with it, not what brought it about."
        ),
    ];
    said.map(str::to_owned).to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hundredths_are_written_with_their_sign_and_two_places() {
        assert_eq!([-2_574, 10, 0, 205, -9].map(points), ["-25.74", "+0.10", "0.00", "+2.05", "-0.09"]);
        assert_eq!([10_000, 6_250, 3].map(level), ["100.00 %", "62.50 %", "0.03 %"]);
    }
}

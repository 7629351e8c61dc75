//! One person's day in one list, newest first: states, and between them calls with those that were taken over from a bot.

use super::bar;
use super::section::LABEL;
use crate::lang;
use crate::model::{Agent, CallRecord, SourceId, Stamp, sort};
use crate::ui::draw::canvas::Piece;
use crate::ui::draw::facts::{Facts, Line};
use crate::ui::draw::table;
use crate::ui::state::day::{AgentDay, Segment, history};
use crate::ui::state::person::calls;
use crate::ui::state::scene::Scene;
use crate::ui::text;

/// Cells of a word in the second column, its sign left out.
const WORD: usize = 9;

/// What stands in a line.
enum Entry<'a> {
    State(&'a Segment),
    Call(Box<CallRecord>),
}

/// The day, newest first, with what is not in it said below the heading.
pub(super) fn lines(scene: &Scene<'_>, day: &AgentDay, agent: &Agent, room: usize) -> Vec<Line> {
    let theme = scene.theme;
    let mut facts = Facts::new(scene, room, LABEL);
    facts.heading(if day.whole {
        tr!(scene, "The day, newest first")
    } else {
        tr!(scene, "The day as seen since start, newest first")
    });
    gaps(&mut facts, scene, day, agent);
    let calls = calls(scene, agent);
    let mut entries: Vec<(Stamp, Entry<'_>)> =
        day.segments.iter().map(|segment| (segment.from, Entry::State(segment))).collect();
    let timed = calls.into_iter().filter_map(|call| Some((scene.ours(call.started)?, Entry::Call(Box::new(call)))));
    entries.extend(timed);
    if day.segments.is_empty() {
        facts.sentence(
            if day.whole { tr!(scene, "offline all day") } else { tr!(scene, "no state has been seen yet") },
            theme.text(),
        );
    }
    // Of two in one moment the call stands above the state that it brought.
    sort::by_key(&mut entries, |(at, entry)| std::cmp::Reverse((*at, matches!(entry, Entry::Call(_)))));
    for (at, entry) in entries {
        let moment = Piece::new(format!("{}  ", text::pad(&scene.moment(at), 8)), theme.faint());
        let mut line = vec![moment];
        line.extend(match entry {
            Entry::State(segment) => of_state(scene, segment),
            Entry::Call(call) => of_call(scene, &call),
        });
        facts.line(line);
    }
    facts.lines
}

/// What the list lacks.
fn gaps(facts: &mut Facts<'_>, scene: &Scene<'_>, day: &AgentDay, agent: &Agent) {
    let faint = scene.theme.faint();
    if !day.whole {
        for why in scene.why_no_answer(history(scene, &agent.id), "") {
            facts.sentence(&tr!(scene, "the history of today: {why}", why = why), faint);
        }
    }
    let ledger = scene.board.ledger();
    if let Some(ledger) = ledger.filter(|ledger| !ledger.extent().whole) {
        let since = scene.ours(ledger.extent().since).map(|at| scene.moment(at));
        let said = match since {
            Some(since) => tr!(scene, "the records of calls reach back to {time} alone", time = since),
            None => tr!(scene, "the records of calls are not all there").to_owned(),
        };
        facts.sentence(&said, faint);
    }
    if scene.board.chat().is_some() || scene.board.platforms().next().is_some() {
        facts.sentence(tr!(scene, "chats are counted by the day and have no times here"), faint);
    }
    if let Some(stale) = scene.stale(SourceId::Agents) {
        facts.sentence(&tr!(scene, "the stream is behind: {stale}", stale = stale), scene.theme.caution());
    }
}

fn of_state(scene: &Scene<'_>, segment: &Segment) -> Vec<Piece> {
    let theme = scene.theme;
    let lasted = segment.length_ms(scene.at);
    let level = scene.settings.limits.level(segment.state, lasted);
    let word = text::pad(&table::state_word(scene.language, segment.state), WORD);
    vec![
        Piece::new(format!("{} {word}", theme.glyphs.state(segment.state)), theme.state(segment.state)),
        Piece::new(text::pad_left(&scene.duration(Some(lasted)), 9), theme.level(level)),
        Piece::new(format!("  {}", bar::reason(scene, segment).unwrap_or_default()), theme.text()),
    ]
}

/// A call: which way, how long the two spoke, with whom, and how it ended.
fn of_call(scene: &Scene<'_>, call: &CallRecord) -> Vec<Piece> {
    let theme = scene.theme;
    let kind = call.kind.map_or_else(|| tr!(scene, "call").to_owned(), |kind| lang::word(scene, kind));
    let kind = text::fit(&text::clean(&kind), WORD, theme.glyphs.cut());
    let mut words: Vec<String> = scene.number(&call.customer).into_iter().collect();
    words.extend(call.result.map(|result| lang::word(scene, result)));
    let bot = scene.board.live().bot_of(&call.id);
    words.extend(bot.filter(|bot| bot.to_agent == Some(true)).map(|_| tr!(scene, "taken over from a bot").to_owned()));
    vec![
        Piece::new(format!("{} {}", theme.glyphs.then(), text::pad(&kind, WORD)), theme.strong()),
        Piece::new(text::pad_left(&scene.duration(call.talk_ms), 9), theme.text()),
        Piece::new(format!("  {}", text::clean(&words.join("  "))), theme.text()),
    ]
}

//! One AI session.

use ratatui::layout::Rect;

use super::facts::{Facts, Line, columns, columns_of, fields, join};
use crate::lang::{self, Language};
use crate::model::{AiField, AiRecord, Shelved, SourceId};
use crate::ui::draw::canvas::{Canvas, Title};
use crate::ui::state::hits::Zone;
use crate::ui::state::scene::Scene;
use crate::ui::state::tabs::ai as tab;
use crate::ui::text;

/// Cells of a fact's name.
const LABEL: usize = 18;

/// From this width on there are two columns, and three.
const TWO_COLUMNS: u16 = 76;
const THREE_COLUMNS: u16 = 116;

const SESSION: [AiField; 5] =
    [AiField::RobotKind, AiField::Business, AiField::Entrance, AiField::Audience, AiField::Test];
const OUTCOME: [AiField; 3] = [AiField::Solved, AiField::AnswerKind, AiField::Guided];
const SATISFACTION: [AiField; 8] = [
    AiField::Emotion,
    AiField::Rated,
    AiField::Score,
    AiField::Stars,
    AiField::SecondRating,
    AiField::RatingLabel,
    AiField::Liked,
    AiField::DislikeLabel,
];
const OTHERS: [AiField; 1] = [AiField::Conversation];

pub(super) fn draw(canvas: &mut Canvas<'_>, scene: &Scene<'_>, id: &str, area: Rect) {
    let entry = scene.board.shelf().get(&tab::one(id));
    let record = tab::record(scene.board, id);
    // One that is over changes no more.
    let over = record.is_some_and(|record| record.over == Some(true));
    let right = if over { scene.answer_age(entry) } else { scene.answer_title(entry, SourceId::Ai) };
    let Some(record) = record else {
        let inner =
            canvas.pane(area, &Title { name: tr!(scene, "AI session"), right, focus: true, ..Title::default() });
        canvas.middle(inner, &scene.why_no_answer(entry, tr!(scene, "the vendor has no record of this session today")));
        return;
    };
    let robot = record.robot.as_deref().map(|robot| text::fit(&text::clean(robot), 24, scene.theme.glyphs.cut()));
    let name = robot.map_or_else(
        || tr!(scene, "AI session").to_owned(),
        |robot| tr!(scene, "AI session with {robot}", robot = robot),
    );
    let began = scene.ours(record.started).map(|at| tr!(scene, "began {when}", when = scene.moment(at)));
    let about = [Some(lang::of(scene, outcome(record)).to_owned()), began]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join(tr!(scene, ", "; "clauses"));
    canvas.zone(area, Zone::Page);
    let inner = canvas.pane(area, &Title { name: &name, about, right, focus: true, ..Title::default() });
    let body = Rect { x: inner.x + 1, width: inner.width - 1, ..inner };
    let (count, room) = columns_of(area.width, body, [TWO_COLUMNS, THREE_COLUMNS]);
    let (session, ended, rest) = (session(scene, record, room), result(scene, record, room), rest(scene, record, room));
    let mut first = session;
    if let Some(failure) = entry.filter(|entry| !entry.has_content()).and_then(|entry| failure(scene.language, entry)) {
        let mut facts = Facts::new(scene, room, LABEL);
        facts.sentence(&format!("{} {failure}", scene.theme.glyphs.alert()), scene.theme.caution());
        first.splice(0..0, facts.lines.into_iter().chain([Line::new()]));
    }
    let parts = match count {
        3 => vec![first, ended, rest],
        2 => vec![first, join([ended, rest])],
        _ => vec![join([first, ended, rest])],
    };
    columns(canvas, scene, area, body, &parts);
}

fn failure(language: Language, entry: &Shelved) -> Option<String> {
    entry.failure.as_ref().map(|failure| lang::sentence(language, &failure.problem))
}

/// How it ended, in a word.
const fn outcome(record: &AiRecord) -> &'static str {
    match (record.handed, record.asked, record.over) {
        (Some(true), ..) => mark!("reached an agent"),
        (_, _, Some(false)) => mark!("still talking"),
        (Some(false), Some(true), _) => mark!("asked for an agent, reached none"),
        (Some(false), _, Some(true)) => mark!("contained"),
        _ => mark!("outcome not known"),
    }
}

fn yes(language: Language, flag: Option<bool>) -> Option<&'static str> {
    flag.map(|flag| if flag { tr!(language, "yes") } else { tr!(language, "no") })
}

fn session(scene: &Scene<'_>, record: &AiRecord, room: usize) -> Vec<Line> {
    let mut facts = Facts::new(scene, room, LABEL);
    let count = |count: Option<u64>| match count {
        Some(1) => tr!(scene, "1 message").to_owned(),
        Some(_) => tr!(scene, "{count} messages", count = text::count(count, "")),
        None => scene.dash().to_owned(),
    };
    let at = |at| scene.ours(at).map(|at| scene.moment(at));
    facts.heading(tr!(scene, "Session"));
    facts.maybe(tr!(scene, "robot"), record.robot.as_deref());
    facts.maybe(tr!(scene, "channel"), record.channel.as_deref().map(|words| lang::of(scene, words)));
    told(&mut facts, scene, record, &SESSION, true);
    facts.maybe(tr!(scene, "began"), at(record.started).as_deref());
    facts.maybe(
        if record.over == Some(false) { tr!(scene, "last heard of") } else { tr!(scene, "ended") },
        at(record.ended).as_deref(),
    );
    facts.fact(tr!(scene, "lasted"), &scene.duration(tab::lasted(record)));
    facts.fact(tr!(scene, "customer wrote"), &count(record.customer_messages));
    facts.fact(tr!(scene, "robot wrote"), &count(record.robot_messages));
    facts.lines
}

fn result(scene: &Scene<'_>, record: &AiRecord, room: usize) -> Vec<Line> {
    let mut facts = Facts::new(scene, room, LABEL);
    facts.heading(tr!(scene, "Outcome"));
    let style = match (record.handed, record.asked) {
        (Some(false), Some(true)) => scene.theme.caution(),
        _ => scene.theme.strong(),
    };
    facts.styled(tr!(scene, "outcome"), lang::of(scene, outcome(record)), style);
    facts.maybe(tr!(scene, "ended"), yes(scene.language, record.over));
    facts.maybe(tr!(scene, "valid"), yes(scene.language, record.valid));
    facts.maybe(tr!(scene, "asked for an agent"), yes(scene.language, record.asked));
    facts.maybe(tr!(scene, "reached an agent"), yes(scene.language, record.handed));
    if record.reason.is_some() || record.asked == Some(true) || record.handed == Some(true) {
        facts.maybe(tr!(scene, "because"), record.reason.as_deref().map(|words| lang::of(scene, words)));
    }
    told(&mut facts, scene, record, &OUTCOME, false);
    facts.heading(tr!(scene, "Satisfaction"));
    let before = facts.lines.len();
    told(&mut facts, scene, record, &SATISFACTION, false);
    if facts.lines.len() == before {
        facts.sentence(tr!(scene, "the vendor says nothing of it"), scene.theme.faint());
    }
    facts.lines
}

fn rest(scene: &Scene<'_>, record: &AiRecord, room: usize) -> Vec<Line> {
    let mut facts = Facts::new(scene, room, LABEL);
    facts.heading(tr!(scene, "Ids"));
    facts.fact(tr!(scene, "session id"), &record.id);
    told(&mut facts, scene, record, &OTHERS, true);
    if !record.extra.is_empty() {
        let mut also = Facts::new(scene, room, room * 2 / 5);
        also.heading(tr!(scene, "Also sent, as the vendor names it"));
        for (key, value) in fields(&record.extra, false) {
            also.fact(&text::clean(&key), &value);
        }
        return join([facts.lines, also.lines]);
    }
    facts.lines
}

/// Fields in words; those that are not there too, if they are always expected.
fn told(facts: &mut Facts<'_>, scene: &Scene<'_>, record: &AiRecord, told: &[AiField], always: bool) {
    for field in told {
        let word = tab::word(scene.language, scene.board, record, *field);
        if always || word.is_some() {
            facts.maybe(lang::of(scene, field.title()), word.as_deref());
        }
    }
}

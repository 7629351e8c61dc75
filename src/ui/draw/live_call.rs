//! One call as it happens: where it is, its parties one by one, its story so far, and what of it was missed.

use ratatui::layout::Rect;

use super::facts::{Facts, Line, columns, columns_of, join, moment};
use super::live_calls::age;
use super::{dialogue, figures};
use crate::lang;
use crate::lists::{called, called_with_number};
use crate::model::live::Line as PartyLine;
use crate::model::{
    CallEnd, CallKind, CallStep, LiveCall, LiveParty, Missed, PartyRole, PartyState, Person, SourceId, Stage, Stamp,
    State, Topic,
};
use crate::ui::action::Action;
use crate::ui::draw::canvas::{Canvas, Title};
use crate::ui::draw::sheet::style_of;
use crate::ui::state::hits::Zone;
use crate::ui::state::ongoing::{Ongoing, has_record};
use crate::ui::state::scene::Scene;
use crate::ui::state::sheets::calls::directed;
use crate::ui::state::sheets::live::{stage_role, with};
use crate::ui::state::sheets::shown::Role;
use crate::ui::text;

/// From this width on parties and story stand beside each other.
const TWO_COLUMNS: u16 = 76;
/// From this width on what a robot did has a column of its own.
const THREE_COLUMNS: u16 = 150;
/// Cells of a fact's name.
const LABEL: usize = 14;
/// The stages, in the order in which a call may come to them.
const STAGES: [Stage; 9] = [
    Stage::Begun,
    Stage::Menu,
    Stage::Bot,
    Stage::Queue,
    Stage::Dialling,
    Stage::Ringing,
    Stage::Talking,
    Stage::Held,
    Stage::Outside,
];

pub(super) fn draw(canvas: &mut Canvas<'_>, scene: &Scene<'_>, id: &str, area: Rect) {
    let Some(ongoing) = Ongoing::of(scene.board, id) else {
        let name = format!("{}{}", figures::trail(scene), tr!(scene, "Call"));
        let inner = canvas.pane(area, &Title { name: &name, focus: true, ..Title::default() });
        canvas.middle(inner, &gone(scene, id));
        return;
    };
    let call = ongoing.call();
    let name = name(scene, call);
    let title = Title {
        name: &name,
        about: about(scene, ongoing),
        right: scene.scoped(SourceId::Agents, Topic::Calls, age(scene)),
        focus: true,
        ..Title::default()
    };
    let inner = canvas.pane(area, &title);
    let body = Rect { x: inner.x + 1, width: inner.width.saturating_sub(1), ..inner };
    let (count, room) = columns_of(area.width, body, [TWO_COLUMNS, THREE_COLUMNS]);
    let [stands, parties, story, robot] = [
        state(scene, ongoing, room),
        parties(scene, call, room),
        story(scene, ongoing, room),
        dialogue::lines(scene, id, room),
    ];
    let parts = match count {
        3 => vec![join([stands, parties]), story, robot],
        2 => vec![join([stands, parties]), join([story, robot])],
        _ => vec![join([stands, parties, story, robot])],
    };
    canvas.zone(area, Zone::Page);
    columns(canvas, scene, area, body, &parts);
}

/// What the keys do on the page.
pub(super) fn hints(scene: &Scene<'_>, id: &str) -> Vec<(Action, &'static str)> {
    let goes_on = scene.board.live().get(id).is_some();
    vec![
        (Action::Down, tr!(scene, "scroll")),
        (Action::Open, if goes_on { tr!(scene, "agent") } else { tr!(scene, "its record") }),
        (Action::Back, tr!(scene, "back")),
        (Action::Privacy, tr!(scene, "numbers")),
    ]
}

/// Of a call that the board knows nothing of any more.
fn gone(scene: &Scene<'_>, id: &str) -> Vec<String> {
    if !has_record(scene.board, id) {
        return vec![tr!(scene, "nothing is known of this call any more").to_owned()];
    }
    let only = tr!(scene, "nothing more is known of this call than its record").to_owned();
    [only].into_iter().chain(to_the_record(scene, id)).collect()
}

/// How to come to the record, once it is there.
fn to_the_record(scene: &Scene<'_>, id: &str) -> Option<String> {
    let key = scene.view.keymap().key_for(Action::Open, scene.view.place())?;
    has_record(scene.board, id).then(|| tr!(scene, "{key} opens its record", key = key))
}

fn name(scene: &Scene<'_>, call: &LiveCall) -> String {
    let number = scene.number(&call.customer).map(|number| text::fit(&number, 24, scene.theme.glyphs.cut()));
    let name = match number {
        _ if call.customer.is_withheld() => tr!(scene, "Call, number withheld").to_owned(),
        Some(number) => tr!(scene, "Call {number}", number = number),
        None => tr!(scene, "Call").to_owned(),
    };
    format!("{}{name}", figures::trail(scene))
}

/// Direction, and where it is or that it is over.
fn about(scene: &Scene<'_>, ongoing: Ongoing<'_>) -> String {
    let call = ongoing.call();
    let kind = call.kind.filter(|kind| *kind != CallKind::None);
    let direction = kind.map(|kind| directed(scene.language, scene.theme, kind));
    let stands = match ongoing {
        Ongoing::Now(call) => text::live::stage(scene, call.stage),
        Ongoing::Over(_) => tr!(scene, "ended"),
    };
    direction.into_iter().chain([stands.to_owned()]).collect::<Vec<_>>().join(tr!(scene, ", "; "clauses"))
}

/// How long the call was at a stage, in ms: until now, or the end where it was told; else how long the last stage took is
/// not known.
fn took(scene: &Scene<'_>, ongoing: Ongoing<'_>, stage: Stage) -> Option<i64> {
    let call = ongoing.call();
    match ongoing {
        Ongoing::Now(_) => call.time_in(stage, now(scene)),
        Ongoing::Over(finished) => match finished.how {
            CallEnd::Told(at) => call.time_in(stage, at),
            _ => call.spent().iter().find(|(spent, _)| *spent == stage).map(|(_, ms)| *ms),
        },
    }
}

/// The stages at which a call in progress has been, in their order, and how long at each so far, in ms.
pub(super) fn stages(scene: &Scene<'_>, call: &LiveCall) -> impl Iterator<Item = (Stage, i64)> {
    let now = now(scene);
    STAGES.into_iter().filter_map(move |stage| Some((stage, call.time_in(stage, now)?)))
}

/// The present moment on the vendor's clock.
fn now(scene: &Scene<'_>) -> Stamp {
    scene.at.plus(scene.skew())
}

/// Where the call is, and how long it was at each stage.
fn state(scene: &Scene<'_>, ongoing: Ongoing<'_>, room: usize) -> Vec<Line> {
    let mut facts = Facts::new(scene, room, LABEL);
    let (call, theme) = (ongoing.call(), scene.theme);
    match ongoing {
        Ongoing::Now(call) => {
            facts.heading(tr!(scene, "Now"));
            let time = scene.duration(Some(now(scene).since(call.since).max(0)));
            let told = tr!(scene, "{state} for {time}", state = text::live::stage(scene, call.stage), time = time);
            facts.styled(tr!(scene, "state"), &told, style_of(theme, stage_role(call.stage)));
            if let Some(since) = call.waits_since() {
                let waits = scene.duration(Some(now(scene).since(since).max(0)));
                facts.styled(tr!(scene, "waits"), &waits, theme.caution());
            }
            facts.maybe(tr!(scene, "with"), with(scene.language, scene, call).as_deref());
        }
        Ongoing::Over(finished) => {
            facts.heading(tr!(scene, "Ended"));
            match finished.how {
                CallEnd::Told(at) => facts.maybe(tr!(scene, "ended"), moment(scene, Some(at)).as_deref()),
                how => facts.sentence(text::live::end(scene, how), theme.caution()),
            }
            let record = to_the_record(scene, &call.id);
            let record = record.unwrap_or_else(|| tr!(scene, "its record is not there yet").to_owned());
            facts.sentence(&record, theme.strong());
        }
    }
    facts.maybe(tr!(scene, "customer"), scene.number(&call.customer).as_deref());
    facts.maybe(tr!(scene, "relay number"), call.relay.as_deref());
    facts.maybe(tr!(scene, "skill group"), call.group.as_deref());
    if let Some(person) = call.transferred_by() {
        facts.maybe(tr!(scene, "transferred by"), called_with_number(scene.board, person).as_deref());
    }
    facts.maybe(tr!(scene, "began"), moment(scene, Some(call.began)).as_deref());
    for stage in STAGES {
        if let Some(ms) = took(scene, ongoing, stage) {
            facts.fact(text::live::stage(scene, stage), &scene.duration(Some(ms)));
        }
    }
    facts.fact(tr!(scene, "call id"), &call.id);
    missed(&mut facts, scene, call);
    facts.lines
}

/// What of it was missed, as far as can be told.
fn missed(facts: &mut Facts<'_>, scene: &Scene<'_>, call: &LiveCall) {
    facts.heading(tr!(scene, "Missed"));
    if call.is_whole() {
        facts.sentence(tr!(scene, "nothing, as far as can be told"), scene.theme.faint());
        return;
    }
    let sentences = call.missed().map(|missed| match missed {
        Missed::Beginning => tr!(scene, "its beginning: it was under way when it was first heard of").to_owned(),
        Missed::Late => {
            tr!(scene, "nothing in the end, but callbacks came late: for a while it was shown otherwise").to_owned()
        }
        Missed::BotLeft => tr!(scene, "that the robot left: an agent talks, and no callback said so").to_owned(),
        Missed::Menu => tr!(scene, "keys that its caller pressed in the menu").to_owned(),
        Missed::OfParty(place) => {
            let party = call.parties.get(place).map(|party| party_name(scene, party.role, &party.agent));
            tr!(scene, "a callback of {party}", party = party.unwrap_or_default())
        }
    });
    for sentence in sentences {
        facts.sentence(&sentence, scene.theme.caution());
    }
}

/// The parties, those who are in it first.
fn parties(scene: &Scene<'_>, call: &LiveCall, room: usize) -> Vec<Line> {
    let mut facts = Facts::new(scene, room, LABEL);
    facts.heading(tr!(scene, "Parties"));
    if call.parties.is_empty() {
        facts.sentence(tr!(scene, "no callback named one yet"), scene.theme.faint());
    }
    let (here, gone): (Vec<_>, Vec<_>) = call.parties.iter().partition(|party| party.is_busy());
    for party in here.into_iter().chain(gone) {
        let since = moment(scene, Some(party.since)).unwrap_or_default();
        let state = text::live::party_state(scene, party.state);
        let told = tr!(scene, "{state} since {time}", state = state, time = since);
        facts.styled(&party_name(scene, party.role, &party.agent), &told, style_of(scene.theme, party_role(party)));
        let part = [
            party.is_beside().then(|| tr!(scene, "is asked while the customer waits").to_owned()),
            party.line.map(|line| lang::word(scene, line)),
        ];
        let part: Vec<String> = part.into_iter().flatten().collect();
        if !part.is_empty() {
            facts.indented(&part.join(tr!(scene, ", "; "clauses")), scene.theme.faint());
        }
    }
    facts.lines
}

/// What to call a party: the agent, else what kind it is.
fn party_name(scene: &Scene<'_>, role: Option<PartyRole>, agent: &Person) -> String {
    let kind = role.map_or(scene.dash(), |role| text::live::role(scene, role));
    match (called(scene.board, agent), role) {
        (Some(name), Some(PartyRole::Supervisor)) => format!("{name} ({kind})"),
        (Some(name), _) => name,
        (None, _) => kind.to_owned(),
    }
}

/// How what a party does looks.
const fn party_role(party: &LiveParty) -> Role {
    match party.state {
        PartyState::Dialling => Role::State(State::Dialling),
        PartyState::Ringing => Role::State(State::Ringing),
        PartyState::Talking => Role::State(State::Talking),
        PartyState::Held => Role::State(State::Holding),
        PartyState::Idle | PartyState::Other(_) => Role::Faint,
    }
}

/// What happened so far, as it was told.
fn story(scene: &Scene<'_>, ongoing: Ongoing<'_>, room: usize) -> Vec<Line> {
    let mut facts = Facts::new(scene, room, LABEL);
    let theme = scene.theme;
    let call = ongoing.call();
    let steps = scene.board.live().story(&call.id);
    facts.heading(tr!(scene, "What happened"));
    // A board that began later, or was told anew, has not heard it all.
    if steps.first().is_none_or(|first| first.at > call.began) {
        facts.sentence(tr!(scene, "what came before is not kept"), theme.faint());
    }
    for step in steps {
        let at = moment(scene, Some(step.at)).unwrap_or_default();
        let style = if step.late { theme.caution() } else { theme.text() };
        facts.styled(&at, &told(scene, step), style);
    }
    if let Ongoing::Over(finished) = ongoing
        && !matches!(finished.how, CallEnd::Told(_))
    {
        facts.sentence(text::live::end(scene, finished.how), theme.caution());
    }
    facts.lines
}

/// A step in words: `agent 王芳: ringing`.
fn told(scene: &Scene<'_>, step: &CallStep) -> String {
    let what = text::live::happening(scene, step.what);
    let party = (step.role.is_some() || !step.agent.is_no_one()).then(|| party_name(scene, step.role, &step.agent));
    let mut told = match party {
        Some(party) => tr!(scene, "{party}: {what}", party = party, what = what),
        None => what.to_owned(),
    };
    let further = [
        step.line
            .filter(|line| !matches!(line, PartyLine::Origin | PartyLine::Destination))
            .map(|line| lang::word(scene, line)),
        step.consult.then(|| tr!(scene, "between agents").to_owned()),
        step.late.then(|| tr!(scene, "told late").to_owned()),
    ];
    for more in further.into_iter().flatten() {
        told = tr!(scene, "{about}, {order}", about = told, order = more);
    }
    told
}

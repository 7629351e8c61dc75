//! An agent's fields, calls, chats and states in words.

use std::sync::Arc;

use super::section::{LABEL, figure, section, stands, why};
use super::work::{Groups, grouped};
use crate::lang;
use crate::model::{Agent, Cell, ChatAgent, ChatTotals, Join, Metric, Phase, Shelved, SourceId, Stamp};
use crate::ui::draw::facts::{self, Facts, Line};
use crate::ui::state::joined_by;
use crate::ui::state::scene::Scene;
use crate::ui::text;

/// Said when the vendor lists no calls.
pub(super) const NO_CALLS: &str = mark!("no calls yet today");

/// Why there are no calls.
pub(super) fn no_calls(scene: &Scene<'_>, entry: Option<&Shelved>, room: usize) -> Vec<Line> {
    let mut facts = Facts::new(scene, room, LABEL);
    section(&mut facts, scene, tr!(scene, "Calls"), stands(scene, entry));
    why(&mut facts, scene, entry, lang::of(scene, NO_CALLS));
    facts.lines
}

/// What the stream says of the agent now.
pub(super) fn now(scene: &Scene<'_>, agent: &Agent, room: usize) -> Vec<Line> {
    let mut facts = Facts::new(scene, room, LABEL);
    section(&mut facts, scene, tr!(scene, "Now"), scene.age_title(SourceId::Agents));
    let moment = |at: Option<Stamp>, at_least: bool| {
        let time = facts::moment(scene, at)?;
        Some(if at_least { tr!(scene, "{time} or before", time = time) } else { time })
    };
    let lines = [
        (tr!(scene, "name"), agent.name.as_deref().map(str::to_owned)),
        (tr!(scene, "number"), agent.number.as_deref().map(str::to_owned)),
        (tr!(scene, "extension"), agent.extension.as_deref().map(str::to_owned)),
        (tr!(scene, "work state"), agent.work.map(|word| lang::word(scene, word))),
        (tr!(scene, "since"), moment(agent.work_since, agent.at_least.work)),
        (tr!(scene, "login state"), agent.login.map(|word| lang::word(scene, word))),
        (tr!(scene, "since"), moment(agent.login_since, agent.at_least.login)),
        (tr!(scene, "busy because"), agent.reason.map(|reason| scene.settings.reason(scene, reason))),
        (tr!(scene, "phone"), agent.phone.map(|word| lang::word(scene, word))),
        (tr!(scene, "call"), agent.call.map(|word| lang::word(scene, word))),
        (tr!(scene, "customer"), scene.customer(agent)),
        (tr!(scene, "id"), Some(agent.id.as_str().to_owned())),
    ];
    for (label, value) in lines {
        facts.maybe(label, value.as_deref());
    }
    facts.lines
}

/// The agent's own counters.
pub(super) fn counters(scene: &Scene<'_>, agent: &Agent, room: usize) -> Vec<Line> {
    let mut facts = Facts::new(scene, room, LABEL);
    section(&mut facts, scene, tr!(scene, "Calls counted today"), scene.age_title(SourceId::Agents));
    let dash = scene.dash();
    let offered = agent.missed.zip(agent.answered).map(|(missed, answered)| missed.saturating_add(answered));
    let share = |part, whole| text::percent(crate::model::share::share(part, whole), "");
    let lines = [
        (tr!(scene, "agent answers"), agent.answered, String::new()),
        (tr!(scene, "agent misses"), agent.missed, share(agent.missed, offered)),
        (tr!(scene, "dialled"), agent.dialled, String::new()),
        (tr!(scene, "connected"), agent.connected, share(agent.connected, agent.dialled)),
    ];
    for (label, count, share) in lines {
        figure(&mut facts, scene, label, (&text::count(count, dash), &share), scene.theme.text());
    }
    facts.lines
}

/// What the stream sent beyond the fields it documents.
pub(super) fn further(scene: &Scene<'_>, agent: &Agent, room: usize) -> Vec<Line> {
    let mut facts = Facts::new(scene, room, LABEL);
    if !agent.extra.is_empty() {
        facts.heading(tr!(scene, "Also sent, as the vendor names it"));
        for (key, value) in facts::fields(&agent.extra, scene.is_revealed()) {
            facts.fact(&key, &value);
        }
    }
    facts.lines
}

/// The agent's rows of today's chats, with every vendor that has any.
pub(super) fn chats(scene: &Scene<'_>, agent: &Agent, room: usize) -> Vec<Line> {
    let mut facts = Facts::new(scene, room, LABEL);
    let several = scene.board.platforms().next().is_some();
    if !several || scene.live.source(SourceId::Chat).phase != Phase::Off || scene.board.chat().is_some() {
        own_chats(&mut facts, scene, agent, several);
    }
    for platform in scene.board.platforms() {
        let source = SourceId::Platform(platform.tag);
        let title = platform.source.title.as_deref().unwrap_or(platform.tag.as_str());
        let title = text::clean(title).into_owned();
        let Some(day) = &platform.day else {
            section(&mut facts, scene, &tr!(scene, "Chats today, {title}", title = title), scene.age_title(source));
            for why in scene.why_empty(source, &tr!(scene, "{title}'s chats are", title = title), tr!(scene, "answer"))
            {
                facts.sentence(&why, scene.theme.text());
            }
            continue;
        };
        // A vendor that tells of no agents has nothing to say of this one.
        if day.agents.is_empty() {
            continue;
        }
        section(&mut facts, scene, &tr!(scene, "Chats today, {title}", title = title), scene.age_title(source));
        rows(
            &mut facts,
            scene,
            scene.view.board().chats().of(Some(platform.tag), &agent.id),
            &day.agents,
            &day.metrics,
        );
    }
    facts.lines
}

fn own_chats(facts: &mut Facts<'_>, scene: &Scene<'_>, agent: &Agent, several: bool) {
    let title = scene.live.source(SourceId::Chat).title.as_deref().filter(|_| several);
    let title = title.map_or_else(
        || tr!(scene, "Chats today").to_owned(),
        |title| tr!(scene, "Chats today, {title}", title = text::clean(title)),
    );
    section(facts, scene, &title, scene.age_title(SourceId::Chat));
    let Some(day) = scene.board.chat() else {
        for why in scene.why_empty(SourceId::Chat, tr!(scene, "chat statistics are"), tr!(scene, "answer")) {
            facts.sentence(&why, scene.theme.text());
        }
        return;
    };
    rows(facts, scene, scene.view.board().chats().of(None, &agent.id), &day.rows, &day.metrics);
}

/// Those of a vendor's rows that count this agent's chats.
fn rows(facts: &mut Facts<'_>, scene: &Scene<'_>, join: Option<Join>, rows: &[Arc<ChatAgent>], metrics: &[Metric]) {
    let Some(join) = join else {
        let none = tr!(scene, "no chats, or none that can be joined by id, settings or a unique name");
        facts.sentence(none, scene.theme.text());
        return;
    };
    facts.fact(tr!(scene, "joined"), lang::of(scene, joined_by(join.how)));
    for row in join.rows.iter().filter_map(|index| rows.get(*index)) {
        if let Some(group) = &row.group {
            facts.fact(tr!(scene, "skill group"), group);
        }
        if row.cells.is_empty() || metrics.is_empty() {
            chat_totals(facts, scene, row);
        } else {
            chat_metrics(facts, scene, metrics, row);
        }
    }
}

/// Every figure that is shown by default, and those of the others that are not nought.
fn chat_metrics(facts: &mut Facts<'_>, scene: &Scene<'_>, metrics: &[Metric], row: &ChatAgent) {
    let told = |metric: &Metric| {
        let at = metrics.iter().position(|other| std::ptr::eq(other, metric));
        let cell = at.and_then(|at| row.cells.get(at));
        metric.shown || cell.and_then(Cell::number).is_some_and(|number| number != 0.0)
    };
    grouped(facts, scene, Groups::Named, (metrics, &row.cells), &told);
}

fn chat_totals(facts: &mut Facts<'_>, scene: &Scene<'_>, row: &ChatAgent) {
    let dash = scene.dash();
    let rated = ChatTotals::of(std::slice::from_ref(row));
    let reply = |ms: Option<f64>| scene.duration(ms.map(|ms| ms as i64));
    let none = String::new;
    let lines = [
        (tr!(scene, "chats"), text::count(row.chats, dash), none()),
        (tr!(scene, "valid"), text::count(row.valid, dash), text::percent(rated.valid_share(), "")),
        (tr!(scene, "unanswered"), text::count(row.unanswered, dash), none()),
        (tr!(scene, "first reply"), reply(row.first_reply_ms), none()),
        (tr!(scene, "reply"), reply(row.reply_ms), none()),
        (tr!(scene, "length"), reply(row.session_ms), none()),
        (tr!(scene, "good"), text::percent(rated.good_share(), dash), none()),
    ];
    for (label, value, share) in lines {
        figure(facts, scene, label, (&value, &share), scene.theme.text());
    }
}

//! The commands that take an argument.

use std::collections::HashMap;

use super::offer::{Choice, Command};
use crate::lang;
use crate::lang::message::message;
use crate::lists::agents::{self, Sort};
use crate::lists::{Filter, ListId, SheetFields, current};
use crate::model::{Agent, MESSAGE_MOST, NOTE_MOST};
use crate::ui::action::Action;
use crate::ui::state::scene::Scene;
use crate::ui::state::sheets;
use crate::ui::state::sheets::agent_calls::has_calls;
use crate::ui::state::{Effect, Look, Offered, Page, View};
use crate::ui::text;

/// In the order in which they are offered.
pub(in crate::ui) const COMMANDS: &[Command] = &[
    Command {
        name: "agent",
        argument: mark!("NAME-OR-ID"),
        alone: false,
        about: mark!("open this agent's page"),
        choices: agents,
        why_not: no_agents,
        run: open_agent,
    },
    Command {
        name: "filter",
        argument: mark!("TEXT"),
        alone: false,
        about: mark!("filter the list, written as after the filter key"),
        choices: |_| Vec::new(),
        why_not: no_list,
        run: filter,
    },
    Command {
        name: "note",
        argument: mark!("TEXT"),
        alone: false,
        about: mark!("write a note about this moment, which is kept for a day; a hub passes it on to all its boards"),
        choices: |_| Vec::new(),
        why_not: no_notes,
        run: note,
    },
    Command {
        name: "reload",
        argument: "",
        alone: true,
        about: mark!("read the settings anew, and take what needs no restart"),
        choices: |_| Vec::new(),
        why_not: |scene| scene.view.is_replay().then_some(mark!("not here")),
        run: |_, _, _| Ok(Effect::Reload),
    },
    Command {
        name: "say",
        argument: mark!("TEXT"),
        alone: true,
        about: mark!("show a message across every page for 10 minutes; nothing behind it takes the message away"),
        choices: |_| Vec::new(),
        why_not: |_| None,
        run: say,
    },
    Command {
        name: "sort",
        argument: mark!("COLUMN"),
        alone: false,
        about: mark!("put the list in the order of a column"),
        choices: orders,
        why_not: no_list,
        run: sort,
    },
    Command {
        name: "theme",
        argument: mark!("NAME"),
        alone: false,
        about: mark!("change to one of the themes"),
        choices: |scene| scene.settings.themes.iter().map(|theme| Choice::of(&theme.name, "")).collect(),
        why_not: |_| None,
        run: theme,
    },
    Command {
        name: "view",
        argument: mark!("NAME"),
        alone: false,
        about: mark!("go to one of the views"),
        choices: |scene| {
            let offered = Offered::of(scene.board);
            let views = VIEWS.iter().filter(|(_, action)| offered.leads_somewhere(*action));
            views.map(|(name, action)| Choice::of(name, lang::of(scene, action.description()))).collect()
        },
        why_not: |_| None,
        run: go_to,
    },
];

const VIEWS: [(&str, Action); 12] = [
    ("board", Action::Board),
    ("calls", Action::Calls),
    ("still-lost", Action::StillLost),
    ("why", Action::Why),
    ("live-calls", Action::LiveCalls),
    ("chat", Action::Chat),
    ("ai", Action::Ai),
    ("reports", Action::Reports),
    ("health", Action::Health),
    ("notes", Action::Notes),
    ("timeline", Action::Timeline),
    ("help", Action::Help),
];

impl Choice {
    fn of(name: &str, about: &str) -> Self {
        Self { value: name.to_owned(), text: name.to_owned(), about: about.to_owned() }
    }
}

fn go_to(view: &mut View, name: &str, look: &Look<'_>) -> Result<Effect, String> {
    let names = VIEWS.map(|(name, _)| name).join(", ");
    let found = VIEWS.iter().find(|(known, _)| *known == name.to_lowercase());
    let (_, action) = found.ok_or_else(|| {
        tr!(view.language(), "there is no view \"{name}\"; the views are {names}", name = name, names = names)
    })?;
    Ok(view.act(*action, look.board, look.now, look.settings))
}

fn theme(view: &mut View, name: &str, look: &Look<'_>) -> Result<Effect, String> {
    let themes = &look.settings.themes;
    let found = themes.iter().position(|theme| theme.name == name);
    let names = || themes.iter().map(|theme| theme.name.as_str()).collect::<Vec<_>>().join(", ");
    let found = found.ok_or_else(|| {
        tr!(view.language(), "there is no theme \"{name}\"; the themes are {names}", name = name, names = names())
    })?;
    Ok(view.take_theme(found, look.settings))
}

fn no_agents(scene: &Scene<'_>) -> Option<&'static str> {
    scene.board.agents().is_empty().then_some(mark!("no agent is known yet"))
}

fn agents(scene: &Scene<'_>) -> Vec<Choice> {
    let agents = scene.board.agents();
    let mut namesakes: HashMap<&str, usize> = HashMap::new();
    for name in agents.iter().flat_map(|agent| [Some(agent.label()), agent.number.as_deref().map(str::trim)]) {
        *namesakes.entry(name.unwrap_or_default()).or_default() += 1;
    }
    let alone = |name: &&str| namesakes.get(*name) == Some(&1);
    let choice = |agent: &Agent| {
        let label = agent.label();
        let own = agent.number.as_deref().map(str::trim).filter(|number| !number.is_empty());
        // What tells this agent from all others.
        let text = [Some(label), own].into_iter().flatten().find(alone).unwrap_or(agent.id.as_str());
        let name = if text == label { "" } else { label };
        let about = [name, own.unwrap_or_default(), lang::of(scene, &agent.state().to_string())].join("  ");
        Choice {
            value: agent.id.as_str().to_owned(),
            text: text::clean(text).into_owned(),
            about: text::clean(about.trim_start()).into_owned(),
        }
    };
    agents.iter().map(choice).collect()
}

fn open_agent(view: &mut View, wanted: &str, look: &Look<'_>) -> Result<Effect, String> {
    let id = {
        let scene = look.scene(view);
        let same = |text: Option<&str>| text.is_some_and(|text| text.trim().to_lowercase() == wanted.to_lowercase());
        let known = |agent: &&Agent| same(agent.number.as_deref()) || same(agent.name.as_deref());
        let agents = scene.board.agents();
        let by_id = scene.board.slot(wanted).and_then(|slot| scene.board.agent(slot));
        let mut found = by_id.into_iter().chain(agents.iter().filter(|agent| by_id.is_none() && known(agent)));
        let first = found
            .next()
            .ok_or_else(|| tr!(view.language(), "no agent on the board is called \"{name}\"", name = wanted))?;
        if found.next().is_some() {
            return Err(tr!(
                view.language(),
                "several agents are called \"{name}\"; give the work number or the id",
                name = wanted
            ));
        }
        first.id.clone()
    };
    Ok(view.open_agent_page(&id))
}

/// Whether the page that is open has a list, with or without the keys.
fn no_list(scene: &Scene<'_>) -> Option<&'static str> {
    let has = match scene.view.page() {
        _ if scene.view.over().panel().is_some() => false,
        Page::Board
        | Page::Calls
        | Page::Counted(_)
        | Page::StillLost
        | Page::LiveCalls
        | Page::Chat
        | Page::Ai
        | Page::Probe(_)
        | Page::Reports
        | Page::Health
        | Page::Notes
        | Page::Timeline
        | Page::Sites => true,
        Page::Agent(id) => has_calls(scene.board, id),
        Page::Call(_) => sheets::sheet(scene).is_some() || scene.view.tabs().calls.record,
        Page::Why | Page::LiveCall(_) | Page::AiRecord(_) | Page::Help => false,
    };
    (!has).then_some(mark!("only where there is a list"))
}

fn orders(scene: &Scene<'_>) -> Vec<Choice> {
    if scene.view.page() == &Page::Board {
        return every_sort().map(|sort| Choice::of(sort.name(), &sort.title(scene.language, false))).collect();
    }
    let Some(sheet) = sheets::sheet(scene) else { return Vec::new() };
    let columns = sheet.columns();
    columns.iter().map(|column| Choice::of(&column.key, &text::clean(&column.title))).collect()
}

/// Every order of the agents.
fn every_sort() -> impl Iterator<Item = Sort> {
    Sort::ALL.into_iter().chain(Sort::OTHERS)
}

fn sort(view: &mut View, wanted: &str, look: &Look<'_>) -> Result<Effect, String> {
    if view.page() == &Page::Board {
        let names = || every_sort().map(Sort::name).collect::<Vec<_>>().join(", ");
        let word = wanted.to_lowercase();
        let titled = || agents::COLUMNS.iter().find(|column| column.title.to_lowercase() == word);
        let sort = Sort::from_name(&word).or_else(|| Sort::from_name(&titled()?.key));
        let sort = sort.ok_or_else(|| {
            tr!(view.language(), "there is no order \"{name}\"; the orders are {names}", name = wanted, names = names())
        })?;
        view.order_agents(sort, look);
        return Ok(Effect::Redraw);
    }
    let id = to_list(view, look)?;
    let key = {
        let scene = look.scene(view);
        let columns = sheets::sheet(&scene).map(|sheet| sheet.columns().into_owned()).unwrap_or_default();
        let lower = wanted.to_lowercase();
        let now = current(id, &lower);
        let same = |text: &str| [lower.as_str(), now].contains(&text.to_lowercase().as_str());
        let found = columns.iter().find(|column| same(&column.key) || same(&column.title));
        found
            .map(|column| column.key.to_string())
            .ok_or_else(|| tr!(view.language(), "this list has no column \"{name}\"", name = wanted))?
    };
    view.sort_list(id, key);
    Ok(Effect::Redraw)
}

fn filter(view: &mut View, wanted: &str, look: &Look<'_>) -> Result<Effect, String> {
    if view.page() == &Page::Board {
        let filter = Filter::parse(wanted, &view.board().agent_fields(look.board))
            .map_err(|error| error.told(view.language()))?;
        view.filter_agents(filter, look);
        return Ok(Effect::Redraw);
    }
    let id = to_list(view, look)?;
    let filter = {
        let scene = look.scene(view);
        let language = view.language();
        let sheet = sheets::sheet(&scene).ok_or_else(|| tr!(language, "there is no list here yet").to_owned())?;
        let fields = SheetFields { language, sheet: Some(sheet.as_ref()), columns: &sheet.columns() };
        Filter::parse(wanted, &fields).map_err(|error| error.told(language))?
    };
    view.set_list_filter(id, filter);
    Ok(Effect::Redraw)
}

fn say(view: &mut View, text: &str, _: &Look<'_>) -> Result<Effect, String> {
    message(text).map(Effect::Say).map_err(|count| {
        tr!(
            view.language(),
            "a message has at most {most} characters, and this one has {count}",
            most = MESSAGE_MOST,
            count = count
        )
    })
}

/// Why no note can be written here, if none can.
fn no_notes(scene: &Scene<'_>) -> Option<&'static str> {
    if scene.view.is_replay() {
        Some(mark!("a recording is the past"))
    } else if scene.view.is_at_sites() {
        Some(mark!("open a site first"))
    } else {
        None
    }
}

fn note(view: &mut View, text: &str, _: &Look<'_>) -> Result<Effect, String> {
    match message(text) {
        Ok(Some(text)) => Ok(Effect::Note(text)),
        Ok(None) => Err(tr!(view.language(), "there is nothing to read in the note").to_owned()),
        Err(count) => Err(tr!(
            view.language(),
            "a note has at most {most} characters, and this one has {count}",
            most = NOTE_MOST,
            count = count
        )),
    }
}

/// Gives the page's list the keys: what only a list can do is done to the one that there is.
fn to_list(view: &mut View, look: &Look<'_>) -> Result<ListId, String> {
    match view.page() {
        Page::Agent(_) => view.focus_list(ListId::AgentCalls),
        Page::Call(_) => view.focus_list(ListId::Legs),
        Page::Health => view.focus_list(ListId::Rejected),
        _ => {}
    }
    look.list_id(view).ok_or_else(|| tr!(view.language(), "there is no list here yet").to_owned())
}

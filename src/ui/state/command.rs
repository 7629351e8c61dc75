//! Commands by name, for the palette: every action that a key can be bound to, and a few that take an argument.
//!
//! A command with an argument is one entry of [`COMMANDS`]: what it is called, what there is to choose from, when it
//! can be run, and what it does. Suggestions, completion, reasons and errors follow from that.

use super::scene::Scene;
use super::{Effect, Look, Offered, View};
use crate::lang;
use crate::lang::nearest::nearest;
use crate::ui::action::{Action, Scope};
use crate::ui::keymap::Mode;

mod arguments;
mod offer;
mod rank;

pub(in crate::ui) use arguments::COMMANDS;
pub(in crate::ui) use offer::{Command, Does, Suggestion};

use offer::Choice;

/// What is typed, taken apart.
enum Typed<'a> {
    /// A command's name, or part of one.
    Name(&'a str),
    /// A command with its argument so far.
    Argument(&'static Command, &'a str),
}

fn read(typed: &str) -> Typed<'_> {
    let typed = typed.trim_start();
    let Some((head, rest)) = typed.split_once(char::is_whitespace) else { return Typed::Name(typed) };
    let known = COMMANDS.iter().find(|command| command.name == head.to_lowercase());
    known.map_or(Typed::Name(typed), |command| Typed::Argument(command, rest.trim()))
}

/// What can follow from what is typed, the best first, what cannot be done here last.
pub(in crate::ui) fn suggestions(scene: &Scene<'_>, typed: &str) -> Vec<Suggestion> {
    match read(typed) {
        Typed::Name(name) => named(scene, name),
        Typed::Argument(command, argument) => arguments(scene, command, argument),
    }
}

/// Does what was typed where no suggestion says it already; else what is wrong with it.
pub(in crate::ui) fn run_typed(view: &mut View, typed: &str, look: &Look<'_>) -> Result<Effect, String> {
    match read(typed) {
        Typed::Name(name) => {
            let name = name.trim();
            let actions = Action::BINDABLE.iter().filter(|action| is_offered(**action)).map(|action| action.name());
            let near = nearest(name, actions.chain(COMMANDS.iter().map(|command| command.name)));
            Err(match near {
                Some(near) => {
                    tr!(
                        view.language(),
                        "there is no command \"{name}\"; did you mean {near}?",
                        name = name,
                        near = near
                    )
                }
                None => tr!(view.language(), "there is no command \"{name}\"", name = name),
            })
        }
        Typed::Argument(command, argument) => run(view, command, argument, look),
    }
}

/// Runs a command, if it can be run here.
pub(in crate::ui) fn run(
    view: &mut View,
    command: &Command,
    argument: &str,
    look: &Look<'_>,
) -> Result<Effect, String> {
    if let Some(why_not) = (command.why_not)(&look.scene(view)) {
        return Err(tr!(
            view.language(),
            "{command} cannot be run here: {why}",
            command = command.name,
            why = lang::of(view.language(), why_not)
        ));
    }
    if argument.is_empty() && !command.alone {
        let argument = lang::of(view.language(), command.argument);
        return Err(tr!(
            view.language(),
            "{name} needs to be told what: {name} {argument}",
            name = command.name,
            argument = argument
        ));
    }
    (command.run)(view, argument, look)
}

fn named(scene: &Scene<'_>, name: &str) -> Vec<Suggestion> {
    let place = scene.view.place();
    let of_command = |command: &'static Command| Suggestion {
        text: command.name.to_owned(),
        argument: command.argument,
        about: lang::of(scene, command.about).to_owned(),
        key: None,
        why_not: (command.why_not)(scene),
        does: if command.argument.is_empty() { Does::Run(command, String::new()) } else { Does::Ask(command) },
    };
    let of_action = |action: Action| Suggestion {
        text: action.name().to_owned(),
        argument: "",
        about: lang::of(scene, action.description()).to_owned(),
        key: scene.view.keymap().key_for(action, place).map(|key| key.to_string()),
        why_not: why_not(action, place, scene.view.is_replay()).or_else(|| nothing_there(scene, action)),
        does: Does::Action(action),
    };
    let actions = |moves: bool| {
        let all = Action::BINDABLE.iter().copied();
        all.filter(move |action| is_offered(*action) && is_movement(*action) == moves).map(of_action)
    };
    // A word is no way to go one row down: movements come last where nothing is typed.
    rank::ranked(name, COMMANDS.iter().map(of_command).chain(actions(false)).chain(actions(true)).collect())
}

fn arguments(scene: &Scene<'_>, command: &'static Command, argument: &str) -> Vec<Suggestion> {
    let why_not = (command.why_not)(scene);
    let choices = (command.choices)(scene);
    if choices.is_empty() {
        return vec![Suggestion {
            text: command.name.to_owned(),
            argument: command.argument,
            about: lang::of(scene, command.about).to_owned(),
            key: None,
            why_not,
            does: Does::Run(command, argument.to_owned()),
        }];
    }
    let of_choice = |choice: Choice| Suggestion {
        text: choice.text,
        argument: "",
        about: choice.about,
        key: None,
        why_not,
        does: Does::Run(command, choice.value),
    };
    rank::ranked(argument, choices.into_iter().map(of_choice).collect())
}

/// What the line is when a suggestion is completed.
pub(in crate::ui) fn completed(suggestion: &Suggestion) -> String {
    match &suggestion.does {
        Does::Action(_) => suggestion.text.clone(),
        Does::Ask(command) => format!("{} ", command.name),
        Does::Run(command, _) if command.argument.is_empty() => command.name.to_owned(),
        // What is typed freely is complete as it is.
        Does::Run(command, argument) if !suggestion.argument.is_empty() => format!("{} {argument}", command.name),
        Does::Run(command, _) => format!("{} {}", command.name, suggestion.text),
    }
}

/// What only makes sense while a key is pressed for it is no command.
const fn is_offered(action: Action) -> bool {
    !matches!(action.scope(), Scope::Typing | Scope::Asking) && !matches!(action, Action::Palette)
}

const fn is_movement(action: Action) -> bool {
    matches!(
        action,
        Action::Up
            | Action::Down
            | Action::Left
            | Action::Right
            | Action::PageUp
            | Action::PageDown
            | Action::First
            | Action::Last
    )
}

/// Why an action cannot be done in a place, if it cannot.
fn why_not(action: Action, place: Mode, replay: bool) -> Option<&'static str> {
    let scope = action.scope();
    if place.reaches(scope) || replay && place.is_of(scope) {
        return None;
    }
    Some(match scope {
        Scope::Lists => mark!("only where there is a list"),
        Scope::Board => mark!("only on the board"),
        Scope::Agent => mark!("only on an agent's page"),
        Scope::Panel => mark!("only in a panel of choices"),
        Scope::Replay => mark!("only in a replay"),
        Scope::Asking | Scope::Typing | Scope::Everywhere => mark!("not here"),
    })
}

/// Why a view has nothing to show, if it has not.
fn nothing_there(scene: &Scene<'_>, action: Action) -> Option<&'static str> {
    (!Offered::of(scene.board).leads_somewhere(action)).then_some(mark!("not configured"))
}

#[cfg(test)]
mod tests;

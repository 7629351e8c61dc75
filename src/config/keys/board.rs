//! The rows of the table about the board itself, section by section, in the order the sample shows them.

use super::{Key, Kind, Name, Shown, default, example};
use crate::config::{
    AgentSort, AlertFigure, AlertSource, AlertState, Colour, KioskView, LogLevel, Notify, ScreenLanguage, Severity,
    SlowLine,
};

const MINUTE: u64 = 60;
const HOUR: u64 = 60 * MINUTE;

/// The keys of the screen, the wall, limits, alerts, keys, log and cache.
pub const BOARD: &[Key] = &[
    // [screen]
    default(
        "screen",
        "colour",
        Kind::Choice(Colour::WORDS),
        "\"auto\"",
        "Colours; auto asks the terminal and obeys NO_COLOR.",
    ),
    default(
        "screen",
        "theme",
        Kind::Text,
        "\"dark\"",
        "The theme at the start: dark, light, high-contrast, deuteranopia, tritanopia, mono, or one of your own,\n\
         themes/NAME.toml in callboard's configuration directory.",
    ),
    default(
        "screen",
        "ascii",
        Kind::Bool,
        "false",
        "Draw with ASCII only, for terminals and fonts without box characters.",
    ),
    default(
        "screen",
        "slow_line",
        Kind::Choice(SlowLine::WORDS),
        "\"auto\"",
        "Spare a thin line: clocks in steps of 5 s, no sparklines, at most 1 kB a second; auto does when the terminal \
         cannot keep up.",
    ),
    default(
        "screen",
        "escape_wait_ms",
        Kind::Integer(0, 2000),
        "50",
        "How long esc is held, in milliseconds: over a slow line the rest of an arrow key may follow it. Raise it where\n\
         arrow keys act as esc.",
    ),
    default(
        "screen",
        "mouse",
        Kind::Bool,
        "false",
        "Let the mouse choose, open and scroll. Then the terminal's own selection needs its modifier key, in most\n\
         terminals shift.",
    ),
    default(
        "screen",
        "language",
        Kind::Choice(ScreenLanguage::WORDS),
        "\"auto\"",
        "The screen's language, English or Simplified Chinese; auto follows LC_ALL, LC_MESSAGES and LANG.",
    ),
    default(
        "screen",
        "privacy_reveal",
        Kind::Bool,
        "false",
        "Let the privacy key show customers' numbers unmasked for a while.",
    ),
    default("screen", "reveal_for", Kind::Duration(1, 10 * MINUTE), "\"30s\"", "How long they stay unmasked."),
    default("screen", "tiles", Kind::Bool, "false", "Begin with tiles, one card an agent, instead of the table."),
    default(
        "screen",
        "sort",
        Kind::Choice(AgentSort::WORDS),
        "\"attention\"",
        "The order of the agents; attention puts those over a limit first.",
    ),
    default(
        "screen",
        "remember",
        Kind::Bool,
        "true",
        "Begin with the theme, view, order and filter that the board of this site was left with. What this\n\
         file, the environment or a flag says of theme, sort and tiles comes first.",
    ),
    example(
        "screen",
        "export_dir",
        Kind::Path,
        &["export_dir = \"~/callboard\""],
        "The directory that exports and recordings are written to; it must exist. Unless set, it is the\n\
         one in which callboard was started.",
    ),
    // [kiosk]
    default("kiosk", "enabled", Kind::Bool, "false", "Let the views take turns, the wall first."),
    default(
        "kiosk",
        "views",
        Kind::Choices(KioskView::WORDS),
        "[\"board\", \"calls\", \"chat\", \"ai\", \"reports\"]",
        "Which come after the wall; a view whose source is not configured is left out.",
    ),
    default(
        "kiosk",
        "every",
        Kind::Duration(2, HOUR),
        "\"20s\"",
        "How long each is shown, and each page of the agents.",
    ),
    // [limits]
    default("limits", "ringing", Kind::Limits, "[\"10s\", \"20s\"]", "A call rings at the agent."),
    default("limits", "talking", Kind::Limits, "[\"5m\", \"15m\", \"30m\"]", "In a call."),
    default("limits", "wrap_up", Kind::Limits, "[\"1m\", \"3m\", \"5m\"]", "In after-call work."),
    default("limits", "busy", Kind::Limits, "[\"15m\", \"30m\", \"60m\"]", "Busy, for whatever reason."),
    default("limits", "holding", Kind::Limits, "[\"1m\", \"2m\", \"5m\"]", "With a customer on hold."),
    default(
        "limits",
        "missed_percent",
        Kind::Percent,
        "4.0",
        "Share of missed calls today, in percent, above which an alert is raised.",
    ),
    // [alerts]
    default(
        "alerts",
        "defaults",
        Kind::Bool,
        "true",
        "Whether the limits, missed calls and stale sources raise alerts.",
    ),
    default("alerts", "snooze", Kind::Duration(MINUTE, 24 * HOUR), "\"15m\"", "For how long a snoozed alert is quiet."),
    default("alerts", "tell_from", Kind::Choice(Severity::WORDS), "\"warning\"", "The least severity that is told."),
    default("alerts", "bell", Kind::Bool, "false", "Ring the terminal's bell when an alert is raised."),
    default(
        "alerts",
        "notify",
        Kind::Choice(Notify::WORDS),
        "\"off\"",
        "Ask the terminal to show a notification when an alert is raised: osc9 for iTerm2 and Windows\n\
         Terminal, osc777 for urxvt, foot and GNOME's.",
    ),
    example(
        "alerts",
        "command",
        Kind::Command,
        &["command = [\"/usr/local/bin/page-the-team\", \"voice\"]"],
        "A program that is started when an alert is raised and when it is over, one at a time and never\n\
         through a shell. The alert is in its environment: CALLBOARD_ALERT_KIND, _RULE, _WHAT, _SEVERITY,\n\
         _WHO, _BEGAN, _AT.",
    ),
    default(
        "alerts",
        "command_timeout",
        Kind::Duration(1, 10 * MINUTE),
        "\"10s\"",
        "After how long the program is killed.",
    ),
    // [alerts.rules.NAME]
    example("alerts.rules.NAME", "off", Kind::Bool, &["off = true"], "Switches the rule off."),
    example(
        "alerts.rules.NAME",
        "state",
        Kind::Choice(AlertState::WORDS),
        &["state = \"wrap-up\""],
        "Look at the time each agent is in this state.",
    ),
    example(
        "alerts.rules.NAME",
        "figure",
        Kind::Choice(AlertFigure::WORDS),
        &["figure = \"ready\""],
        "Look at a figure of the centre: agents by state, today's calls, chats and AI sessions.",
    ),
    example(
        "alerts.rules.NAME",
        "stale",
        Kind::Choice(AlertSource::WORDS),
        &["stale = \"agents\""],
        "Look at how old a source's figures are.",
    ),
    example(
        "alerts.rules.NAME",
        "over",
        Kind::Duration(1, 24 * HOUR),
        &["over = \"10m\""],
        "From how long on, for state and stale; without it a source is stale after its own stale_after.",
    ),
    example("alerts.rules.NAME", "above", Kind::Number, &["above = 4.0"], "The figure is too much above this."),
    example("alerts.rules.NAME", "below", Kind::Number, &["below = 3"], "Or too little below this."),
    example("alerts.rules.NAME", "equals", Kind::Number, &["equals = 0"], "Or wrong when it is exactly this."),
    example(
        "alerts.rules.NAME",
        "agents",
        Kind::Texts,
        &["agents = [\"1004\", \"1007\"]"],
        "Ids or work numbers of the agents it is about; without them it is about anybody. A figure can be about\n\
         some agents where it counts agents in a state.",
    ),
    example(
        "alerts.rules.NAME",
        "department",
        Kind::Text,
        &["department = \"night\""],
        "The same for everybody in a department of [site.departments].",
    ),
    example(
        "alerts.rules.NAME",
        "hold",
        Kind::Duration(0, 24 * HOUR),
        &["hold = \"30s\""],
        "For how long that must last before there is an alert; without it, at once.",
    ),
    example(
        "alerts.rules.NAME",
        "severity",
        Kind::Choice(Severity::WORDS),
        &["severity = \"critical\""],
        "How bad it is; warning unless set.",
    ),
    // [keys]
    Key {
        section: "keys",
        name: Name::Action,
        kind: Kind::Bindings,
        shown: Shown::Example(&["quit = [\"ctrl-q\"]"]),
        doc: "The keys given here replace the action's own.",
    },
    // [log]
    default(
        "log",
        "file",
        Kind::Path,
        "\"~/.local/state/callboard/callboard.log\"",
        "The log file; $XDG_STATE_HOME stands for ~/.local/state where it is set.",
    ),
    default("log", "level", Kind::Choice(LogLevel::WORDS), "\"info\"", "How much is logged."),
    // [cache]
    default(
        "cache",
        "dir",
        Kind::Path,
        "\"~/.cache/callboard\"",
        "Where tokens and call budgets are kept for the other sessions of the same user, who alone can read them;\n\
         $XDG_CACHE_HOME stands for ~/.cache where it is set. With group it is /var/cache/callboard unless set.",
    ),
    example(
        "cache",
        "group",
        Kind::OptionalText,
        &["group = \"callboard\""],
        "A group of users of this machine who share them instead, since a new token ends the one before for all of\n\
         them. Root makes the directory: install -d -m 2770 -g callboard /var/cache/callboard",
    ),
];

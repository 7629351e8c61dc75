//! The sections of the board itself: screen, limits, alerts, keys, log and cache.

use std::path::Path;

use super::{Key, Kind, Name, Section, Shown, default, example, follows, quoted};
use crate::config::{
    AgentSort, AlertFigure, AlertSource, AlertState, Blocks, Colour, Dirs, LevelFrom, LogLevel, LogTo, Notify,
    ScreenLanguage, Severity, SlowLine,
};

const MINUTE: u64 = 60;
const HOUR: u64 = 60 * MINUTE;

/// A path as it is documented, from the directories of a home.
pub(super) fn at_home(place: fn(&Dirs) -> std::path::PathBuf) -> String {
    quoted(&place(&Dirs::under(Path::new("~"))).to_string_lossy())
}

/// `[screen]`
pub(in crate::config) static SCREEN: Section = Section {
    path: "screen",
    doc: "How the board looks at the start.",
    optional: false,
    ways: &[],
    keys: &[
        default(
            "colour",
            Kind::Choice(Colour::WORDS),
            "\"auto\"",
            "Colours; auto asks the terminal and obeys NO_COLOR.",
        ),
        default(
            "theme",
            Kind::Text,
            "\"dark\"",
            "The theme at the start: dark, light, high-contrast, deuteranopia, tritanopia, mono, or one of your own,\n\
         themes/NAME.toml in callboard's configuration directory.",
        ),
        default("ascii", Kind::Bool, "false", "Draw with ASCII only, for terminals and fonts without box characters."),
        default(
            "blocks",
            Kind::Choice(Blocks::WORDS),
            "\"half\"",
            "What the wall's large letters are made of, since a terminal cannot be asked: half is in every font; quadrant makes\n\
         letters narrower, sextant, of Unicode 13, narrower and lower, so that more has room.",
        ),
        default(
            "slow_line",
            Kind::Choice(SlowLine::WORDS),
            "\"auto\"",
            "Spare a thin line: clocks in steps of 5 s, no sparklines, at most 1 kB a second; auto does when the terminal \
         cannot keep up.",
        ),
        default(
            "escape_wait_ms",
            Kind::Integer(0, 2000),
            "50",
            "How long esc is held at least, in milliseconds, since the rest of an arrow key may follow it. On a slow line it\n\
         is held longer by itself, up to 500 ms; 0 holds it nowhere. Raise it where arrow keys act as esc.",
        ),
        default(
            "mouse",
            Kind::Bool,
            "false",
            "Let the mouse choose, open and scroll. Then the terminal's own selection needs its modifier key, in most\n\
         terminals shift.",
        ),
        default(
            "language",
            Kind::Choice(ScreenLanguage::WORDS),
            "\"auto\"",
            "The screen's language, English or Simplified Chinese; auto follows LC_ALL, LC_MESSAGES and LANG.",
        ),
        default(
            "privacy_reveal",
            Kind::Bool,
            "false",
            "Let the privacy key show customers' numbers unmasked for a while.",
        ),
        default("reveal_for", Kind::Duration(1, 10 * MINUTE), "\"30s\"", "How long they stay unmasked."),
        default("tiles", Kind::Bool, "false", "Begin with tiles, one card an agent, instead of the table."),
        default(
            "sort",
            Kind::Choice(AgentSort::WORDS),
            "\"attention\"",
            "The order of the agents; attention puts those over a limit first.",
        ),
        default(
            "reorder_every",
            Kind::Duration(0, MINUTE),
            "\"2s\"",
            "How long the agents stay in their order at least, so that rows can be read. Until then a row shows what changed\n\
         where it stands; who goes over a limit, who comes and who leaves is moved at once, and so is everything by a key.\n\
         0s takes the order at every change.",
        ),
        default(
            "remember",
            Kind::Bool,
            "true",
            "Begin with the theme, view, order and filter that the board of this site was left with, and with the notes of the\n\
         last 24 hours, where no hub keeps them. What this file, the environment or a flag says of theme, sort and tiles\n\
         comes first.",
        ),
        default(
            "messages",
            Kind::Bool,
            "true",
            "Listen for callboard say, on a socket in $XDG_RUNTIME_DIR/callboard that only this user reaches; with group in\n\
         [cache] in the directory of the group, whose members reach it.",
        ),
        example(
            "export_dir",
            Kind::Path,
            &["export_dir = \"~/callboard\""],
            "The directory that exports and recordings are written to; it must exist. Unless set, it is the\n\
         one in which callboard was started.",
        ),
    ],
};

/// `[limits]`
pub(in crate::config) static LIMITS: Section = Section {
    path: "limits",
    doc: "How long an agent may stay in a state: time in state changes its shade at each step, and\n\
         the last step raises an alert.",
    optional: false,
    ways: &[],
    keys: &[
        default("ringing", Kind::Limits, "[\"10s\", \"20s\"]", "A call rings at the agent."),
        default("talking", Kind::Limits, "[\"5m\", \"15m\", \"30m\"]", "In a call."),
        default("wrap_up", Kind::Limits, "[\"1m\", \"3m\", \"5m\"]", "In after-call work."),
        default("busy", Kind::Limits, "[\"15m\", \"30m\", \"60m\"]", "Busy, for whatever reason."),
        default("holding", Kind::Limits, "[\"1m\", \"2m\", \"5m\"]", "With a customer on hold."),
        default(
            "lost_percent",
            Kind::Percent,
            "5.0",
            "Share of today's calls that were lost, in percent of answered and lost ones, above which an alert is\n\
         raised.",
        ),
        default(
            "agent_misses_percent",
            Kind::Percent,
            "4.0",
            "The same of what agents missed, in percent of what rang at them; only where call records are not asked for\n\
         or refused.",
        ),
    ],
};

/// Why the wait cannot be measured from the ring at an agent.
const FROM_RING: &str = "needs the platform's call events, which tell when a call rings at an agent and which this version \
                         does not receive; call records tell only when a call began: write \"start\", or leave the key out";

/// `[service_level]`
pub(in crate::config) static SERVICE_LEVEL: Section = Section {
    path: "service_level",
    doc: "What the service level of today's calls is measured by. It is shown with this definition wherever it is shown.",
    optional: false,
    ways: &[],
    keys: &[
        default(
            "percent",
            Kind::Integer(1, 100),
            "80",
            "The share of calls that is to be answered in time, in percent.",
        ),
        default("within", Kind::Duration(1, HOUR), "\"20s\"", "In time is answered within this, both ends included."),
        default(
            "short_abandon",
            Kind::Duration(0, 10 * MINUTE),
            "\"5s\"",
            "A call that the caller ends early within this of its start is a short abandon: neither lost nor part of\n\
         the service level.",
        ),
        default(
            "from",
            Kind::ChoiceBut(LevelFrom::WORDS, &[("ring", FROM_RING)]),
            "\"start\"",
            "What the wait is measured from: the call's start, time in a menu or with a bot included. The records tell\n\
         no later moment.",
        ),
    ],
};

/// `[alerts]`
pub(in crate::config) static ALERTS: Section = Section {
    path: "alerts",
    doc: "What raises an alert beside the limits, and where it is told besides the screen: nowhere, unless\n\
         set here.",
    optional: false,
    ways: &[],
    keys: &[
        default("defaults", Kind::Bool, "true", "Whether the limits, lost calls and stale sources raise alerts."),
        default("snooze", Kind::Duration(MINUTE, 24 * HOUR), "\"15m\"", "For how long a snoozed alert is quiet."),
        default(
            "escalate_after",
            Kind::Duration(0, 24 * HOUR),
            "\"0s\"",
            "After how long an alert that no person has acknowledged, snoozed or muted is told once more, as\n\
         escalated, and shown larger on a wall; \"0s\" for never.",
        ),
        default("tell_from", Kind::Choice(Severity::WORDS), "\"warning\"", "The least severity that is told."),
        default("bell", Kind::Bool, "false", "Ring the terminal's bell when an alert is raised."),
        default(
            "notify",
            Kind::Choice(Notify::WORDS),
            "\"off\"",
            "Ask the terminal to show a notification when an alert is raised: osc9 for iTerm2 and Windows\n\
         Terminal, osc777 for urxvt, foot and GNOME's.",
        ),
        example(
            "command",
            Kind::Command,
            &["command = [\"/usr/local/bin/page-the-team\", \"voice\"]"],
            "A program that is started when an alert is raised, when it escalates and when it is over, one at a time\n\
         and never through a shell. The alert is in its environment: CALLBOARD_ALERT_KIND, _RULE, _WHAT,\n\
         _SEVERITY, _WHO, _BEGAN, _AT.",
        ),
        default("command_timeout", Kind::Duration(1, 10 * MINUTE), "\"10s\"", "After how long the program is killed."),
    ],
};

/// `[alerts.rules]`
pub(in crate::config) static RULES: Section = Section {
    path: "alerts.rules",
    doc: "Rules of one's own, each in a section of its own name. One named as a default rule (stale, lost,\n\
         agent_misses, no_agent_ready, bot_first_word, bot_down, ringing, talking, holding, wrap_up, busy) changes that one: what it leaves out stays.",
    optional: false,
    ways: &[],
    keys: &[],
};

/// `[alerts.rules.NAME]`
pub(in crate::config) static RULE: Section = Section {
    path: "alerts.rules.NAME",
    doc: "A rule looks at one thing: state, figure or stale.",
    optional: true,
    ways: &[],
    keys: &[
        example("off", Kind::Bool, &["off = true"], "Switches the rule off."),
        example(
            "state",
            Kind::Choice(AlertState::WORDS),
            &["state = \"wrap-up\""],
            "Look at the time each agent is in this state.",
        ),
        example(
            "figure",
            Kind::Choice(AlertFigure::WORDS),
            &["figure = \"ready\""],
            "Look at a figure of the centre: agents by state, today's calls, chats and AI sessions.",
        ),
        example(
            "stale",
            Kind::Choice(AlertSource::OWN),
            &["stale = \"agents\""],
            "Look at how old a source's figures are.",
        ),
        example(
            "over",
            Kind::Duration(1, 24 * HOUR),
            &["over = \"10m\""],
            "From how long on, for state and stale; without it a source is stale after its own stale_after. A figure of\n\
         calls (calls_answered, lost, lost_percent, service_level) is of those that began in the last while instead\n\
         of the day's: unknown until the records reach back so far, and a share of fewer than 10 calls.",
        ),
        example("above", Kind::Number, &["above = 4.0"], "The figure is too much above this."),
        example("below", Kind::Number, &["below = 3"], "Or too little below this."),
        example("equals", Kind::Number, &["equals = 0"], "Or wrong when it is exactly this."),
        example(
            "agents",
            Kind::Texts,
            &["agents = [\"1004\", \"1007\"]"],
            "Ids or work numbers of the agents it is about; without them it is about all. A figure can be about\n\
         some agents where it counts agents in a state.",
        ),
        example(
            "department",
            Kind::Text,
            &["department = \"night\""],
            "The same for everybody in a department of [site.departments].",
        ),
        example(
            "hold",
            Kind::Duration(0, 24 * HOUR),
            &["hold = \"30s\""],
            "For how long that must last before there is an alert; without it, at once.",
        ),
        example(
            "escalate_after",
            Kind::Duration(0, 24 * HOUR),
            &["escalate_after = \"10m\""],
            "The same as escalate_after in [alerts], for this rule; \"0s\" for never.",
        ),
        example(
            "severity",
            Kind::Choice(Severity::WORDS),
            &["severity = \"critical\""],
            "How bad it is; warning unless set.",
        ),
    ],
};

/// `[keys]`
pub(in crate::config) static KEYS: Section = Section {
    path: "keys",
    doc: "Other keys for an action of the screen, as <action> = [keys]. ? on the board lists the actions.",
    optional: false,
    ways: &[],
    keys: &[Key {
        name: Name::Action,
        kind: Kind::Bindings,
        shown: Shown::Example(&["quit = [\"ctrl-q\"]"]),
        doc: "The keys given here replace the action's own.",
    }],
};

/// `[log]`
pub(in crate::config) static LOG: Section = Section {
    path: "log",
    doc: "The log goes to a file or to the journal, never to the screen.",
    optional: false,
    ways: &[],
    keys: &[
        follows(
            "file",
            Kind::Path,
            || at_home(Dirs::log_file),
            "The log file; $XDG_STATE_HOME stands for ~/.local/state where it is set.",
        ),
        default("level", Kind::Choice(LogLevel::WORDS), "\"info\"", "How much is logged."),
        default(
            "to",
            Kind::Choice(LogTo::WORDS),
            "\"file\"",
            "Where it goes: to the file, or to systemd's journal, with the level of each line. --log-file is a file.",
        ),
        default(
            "max_size",
            Kind::Size(0, 1_000_000_000_000),
            "\"10MB\"",
            "Before the file grows larger it is set aside as FILE.1, that one as FILE.2, and so on; \"0\" for never, where\n\
         logrotate does it.",
        ),
        default("keep", Kind::Integer(0, 100), "3", "How many of those stay."),
    ],
};

/// `[recordings]`
pub(in crate::config) static RECORDINGS: Section = Section {
    path: "recordings",
    doc: "How long recordings stay in the directory that callboard record DIR writes to. Only recordings of this site that\n\
         it made there are removed, and never the one that is written.",
    optional: false,
    ways: &[],
    keys: &[
        default(
            "keep",
            Kind::Duration(0, 3650 * 24 * HOUR),
            "\"0s\"",
            "How long they stay after their last update, such as \"30days\"; \"0s\" for ever. Each has a day in it, and below\n\
         \"2days\" an hour.",
        ),
        default(
            "max_size",
            Kind::Size(0, 1_000_000_000_000_000),
            "\"0\"",
            "How large they may be together, such as \"20GB\": the oldest give way; \"0\" for any size.",
        ),
    ],
};

/// `[totals]`
pub(in crate::config) static TOTALS: Section = Section {
    path: "totals",
    doc: "Totals of half hours that outlast the day, to compare today with: how many calls were answered and lost, and how\n\
         fast. They hold no call and no number, for 35 days; only you can read them.",
    optional: false,
    ways: &[],
    keys: &[
        default("keep", Kind::Bool, "true", "Whether they are kept."),
        follows(
            "dir",
            Kind::Path,
            || at_home(Dirs::totals),
            "The directory they are kept in, one file a tenant and scope; $XDG_STATE_HOME stands for ~/.local/state where\n\
         it is set.",
        ),
    ],
};

/// `[metrics]`
pub(in crate::config) static METRICS: Section = Section {
    path: "metrics",
    doc: "Figures for Prometheus and what reads its format, and whether the board lives and has live data: /metrics, /health\n\
         and /ready by HTTP. callboard-metrics(7) has every figure.",
    optional: false,
    ways: &[],
    keys: &[example(
        "listen",
        Kind::Listen,
        &["listen = \"127.0.0.1:9464\""],
        "The address and the port; without it nothing is listened for. Who reaches it reads the figures, in plain text and\n\
         without a password: agents are counted there and never named, and no customer's number is there. Of several boards on\n\
         one machine the first has the port.",
    )],
};

/// `[cache]`
pub(in crate::config) static CACHE: Section = Section {
    path: "cache",
    doc: "What several sessions of one user share, or of a group of users.",
    optional: false,
    ways: &[],
    keys: &[
        follows(
            "dir",
            Kind::Path,
            || at_home(Dirs::tokens),
            "Where tokens and call budgets are kept for the other sessions of the same user, who alone can read them;\n\
         $XDG_CACHE_HOME stands for ~/.cache where it is set. With group it is /var/cache/callboard unless set.",
        ),
        example(
            "group",
            Kind::OptionalText,
            &["group = \"callboard\""],
            "A group of users of this machine who share them instead, since a new token ends the one before for all of\n\
         them. Root makes the directory: install -d -m 2770 -g callboard /var/cache/callboard",
        ),
    ],
};

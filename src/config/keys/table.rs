//! The rows of the table, section by section, in the order the sample shows them.

use super::{Key, Kind, Name, Section, Shown};
use crate::config::{AgentSort, AuthScheme, Colour, Language, LogLevel};

const LOGIN_STATUSES: &[i64] = &[-1, 0, 1, 2, 98];
const WORK_STATUSES: &[i64] = &[0, 1, 2, 4, 5, 6, 7, 8, 98];
const BUSY_REASONS: &[i64] = &[0, 2, 4, 11, 12, 13, 14, 15, 16, 17, 18, 97, 98, 99];
const RENAMED_REASONS: &[i64] = &[2, 4, 11, 12, 13, 14, 15, 16, 17, 18, 97, 98, 99];

const MINUTE: u64 = 60;
const HOUR: u64 = 60 * MINUTE;
const MIB: i64 = 1024 * 1024;

const CALLS: &str = "Calls a minute over everything asked here. The vendor documents no limit.";
const EVERY: &str = "How old the figures may get before they are asked for again.";
const STALE: &str = "Age after which what comes from here is marked stale.";
const PLAIN: &str = "Allow http:// to other machines: keys then travel readable.";

/// Every section, in the order of the sample.
pub const SECTIONS: &[Section] = &[
    section("site", "The contact centre this board stands in."),
    section("site.busy_reasons", "The tenant's own names for the reasons of being busy, by the vendor's code."),
    section(
        "site.chat_ids",
        "Who is who where the voice and the chat system know one person by different ids:\n\
         the agent's work number or id, and the chat system's staff id.",
    ),
    Section {
        path: "sobot_call",
        doc: "The live stream of agents. Without this section the agent panes say \"not configured\".\n\
              Needs one credential: app_secret (with app_id) or a ready-made token, each of them\n\
              in an environment variable, in a file, or written here.",
        optional: true,
    },
    Section {
        path: "sobot_open",
        doc: "Chat workload and AI records. Without this section their panes say \"not configured\".\n\
              Needs app_id and one way to app_key.",
        optional: true,
    },
    Section {
        path: "sobot_cn",
        doc: "Chats, robots and ratings of a tenant on Sobot's platform in China. Without this section nothing\n\
              is asked there. Needs app_id and one way to app_key.",
        optional: true,
    },
    Section {
        path: "seven_moor",
        doc: "Chats of a tenant on 7moor's v7 platform. Without this section nothing is asked there.\n\
              Needs app_key and one way to secret_key.",
        optional: true,
    },
    section("screen", "How the board looks at the start."),
    section(
        "limits",
        "How long an agent may stay in a state: time in state changes its shade at each step, and\n\
         the last step raises an alert.",
    ),
    section("keys", "Other keys for an action of the screen, as <action> = [keys]. ? on the board lists the actions."),
    section("log", "The log goes to a file, never to the screen."),
    section("cache", "What several sessions of one user share."),
];

/// Every key, in the order of the sample.
pub const KEYS: &[Key] = &[
    // [site]
    default("site", "name", Kind::Text, "\"callboard\"", "The name in the header."),
    default(
        "site",
        "timezone",
        Kind::Zone,
        "\"UTC\"",
        "IANA time zone of the site. \"Today\" begins at its midnight; it is sent as timezoneid.",
    ),
    default("site", "language", Kind::Choice(Language::WORDS), "\"en\"", "The language asked of the vendor."),
    Key {
        section: "site.busy_reasons",
        name: Name::Code(RENAMED_REASONS),
        kind: Kind::Text,
        shown: Shown::Example(&["11 = \"Tea break\"", "16 = \"Back office\""]),
        doc: "2 do not disturb, 4 wrap-up, 11 break, 12 training, 13 meeting, 14 dining, 15 activity,\n\
              16 to 18 custom, 97 forced by the agent, 98 by the system, 99 by a supervisor.",
    },
    Key {
        section: "site.chat_ids",
        name: Name::Agent,
        kind: Kind::Text,
        shown: Shown::Example(&["1004 = \"0a8c83731fd04728ac2ed13e9ef180dc\""]),
        doc: "The same id on both sides needs no line; a name that is exactly the same, and unique,\n\
              needs none either.",
    },
    // [sobot_call]
    default("sobot_call", "base_url", Kind::Url, "\"https://sg.sobot.io\"", "The data service."),
    default(
        "sobot_call",
        "token_url",
        Kind::Url,
        "\"https://openapi.soboten.com/tokens/company\"",
        "Where a company token is asked for.",
    ),
    example(
        "sobot_call",
        "app_id",
        Kind::Text,
        &["app_id = \"your-app-id\""],
        "The application's id; needed with app_secret.",
    ),
    example(
        "sobot_call",
        "app_secret_env",
        Kind::EnvName,
        &["app_secret_env = \"CALLBOARD_CALL_SECRET\""],
        "The environment variable that holds the application's secret.",
    ),
    example(
        "sobot_call",
        "app_secret_file",
        Kind::Path,
        &["app_secret_file = \"~/.config/callboard/call.secret\""],
        "Or the file that holds it; nobody else may read that file (chmod 600).",
    ),
    example(
        "sobot_call",
        "app_secret",
        Kind::Secret,
        &["app_secret = \"your-app-secret\""],
        "Or the secret itself; then nobody else may read this file (chmod 600).",
    ),
    example(
        "sobot_call",
        "token_env",
        Kind::EnvName,
        &["token_env = \"CALLBOARD_CALL_TOKEN\""],
        "Instead of app_secret: the environment variable that holds a ready-made token.",
    ),
    example(
        "sobot_call",
        "token_file",
        Kind::Path,
        &["token_file = \"~/.config/callboard/call.token\""],
        "Or the file that holds the token.",
    ),
    example("sobot_call", "token", Kind::Secret, &["token = \"your-token\""], "Or the token itself."),
    default(
        "sobot_call",
        "auth_scheme",
        Kind::Choice(AuthScheme::WORDS),
        "\"bearer\"",
        "How the Authorization header carries the token. After a first 401 the other one is tried once.",
    ),
    default(
        "sobot_call",
        "operator_user_id",
        Kind::OptionalText,
        "\"\"",
        "The user on whose behalf is asked; the vendor wants it with a company token.",
    ),
    default("sobot_call", "departments", Kind::Texts, "[]", "Ids of the departments to show; empty shows all."),
    default(
        "sobot_call",
        "agents",
        Kind::Texts,
        "[]",
        "The agents to show, by work number or UUID as agent_type says; empty shows all.",
    ),
    default("sobot_call", "agent_type", Kind::Code(&[0, 1]), "0", "What agents holds: 0 work numbers, 1 UUIDs."),
    default(
        "sobot_call",
        "work_statuses",
        Kind::Codes(WORK_STATUSES),
        "[]",
        "Only agents in these states: 1 ready, 2 busy, 4 wrap-up, 5 dialling, 6 ringing, 7 talking,\n\
         8 holding, 98 locked, 0 unknown; empty shows all.",
    ),
    default(
        "sobot_call",
        "login_statuses",
        Kind::Codes(LOGIN_STATUSES),
        "[]",
        "Only agents logged in so: 0 offline, 1 online, 2 occupied, 98 locked, -1 undefined; empty shows all.",
    ),
    default(
        "sobot_call",
        "busy_reasons",
        Kind::Codes(BUSY_REASONS),
        "[]",
        "Only agents busy for these reasons; empty shows all.",
    ),
    default(
        "sobot_call",
        "sort",
        Kind::SortOrder,
        "\"agentNumber,asc\"",
        "The order the vendor pages agents in. The screen sorts for itself.",
    ),
    default(
        "sobot_call",
        "page_size",
        Kind::Integer(1, 1000),
        "500",
        "Agents a page; further pages are opened until all are there.",
    ),
    example(
        "sobot_call",
        "delay",
        Kind::OptionalText,
        &["delay = \"1000\""],
        "The stream's delay parameter, which the vendor does not document; left out unless set.",
    ),
    default(
        "sobot_call",
        "idle_timeout",
        Kind::Duration(5, 10 * MINUTE),
        "\"60s\"",
        "Silence after which the stream is dead and opened anew.",
    ),
    default(
        "sobot_call",
        "resync_every",
        Kind::Duration(10, 24 * HOUR),
        "\"5m\"",
        "How often the full list is asked for, to heal what the stream missed.",
    ),
    default(
        "sobot_call",
        "stale_after",
        Kind::Duration(1, 24 * HOUR),
        "\"30s\"",
        "Age after which the agent panes are marked stale.",
    ),
    default(
        "sobot_call",
        "max_event_bytes",
        Kind::Integer(MIB, 1024 * MIB),
        "67_108_864",
        "Largest event of the stream, in bytes; a larger one is an error.",
    ),
    default(
        "sobot_call",
        "allow_plain_http",
        Kind::Bool,
        "false",
        "Allow http:// to other machines: secrets and customers' numbers then travel readable.",
    ),
    // [sobot_open]
    default("sobot_open", "base_url", Kind::Url, "\"https://sg.sobot.io\"", "The statistics service."),
    example("sobot_open", "app_id", Kind::Text, &["app_id = \"your-app-id\""], "The application's id."),
    example(
        "sobot_open",
        "app_key_env",
        Kind::EnvName,
        &["app_key_env = \"CALLBOARD_OPEN_KEY\""],
        "The environment variable that holds the application's key.",
    ),
    example(
        "sobot_open",
        "app_key_file",
        Kind::Path,
        &["app_key_file = \"~/.config/callboard/open.key\""],
        "Or the file that holds it; nobody else may read that file (chmod 600).",
    ),
    example(
        "sobot_open",
        "app_key",
        Kind::Secret,
        &["app_key = \"your-app-key\""],
        "Or the key itself; then nobody else may read this file (chmod 600).",
    ),
    default(
        "sobot_open",
        "calls_per_minute",
        Kind::Integer(1, 600),
        "18",
        "Calls a minute over everything asked here. The vendor's limit is 20 for the whole tenant;\n\
         go higher only when yours was raised.",
    ),
    default(
        "sobot_open",
        "chat_every",
        Kind::Duration(10, HOUR),
        "\"60s\"",
        "How old the chat figures may get before they are asked for again.",
    ),
    default(
        "sobot_open",
        "ai_every",
        Kind::Duration(10, HOUR),
        "\"60s\"",
        "How old the AI sessions' headline figures may get before they are asked for again.",
    ),
    default(
        "sobot_open",
        "stale_after",
        Kind::Duration(10, 24 * HOUR),
        "\"3m\"",
        "Age after which the chat and AI panes are marked stale.",
    ),
    default(
        "sobot_open",
        "search_way",
        Kind::Code(&[1, 2]),
        "1",
        "How chat workload is counted: 1 a row for each agent, 2 a row for each of an agent's skill groups.",
    ),
    default("sobot_open", "ai_records", Kind::Integer(1, 100), "20", "How many of the newest AI records are listed."),
    default(
        "sobot_open",
        "allow_plain_http",
        Kind::Bool,
        "false",
        "Allow http:// to other machines: keys then travel readable.",
    ),
    // [sobot_cn]
    default("sobot_cn", "base_url", Kind::Url, "\"https://open.sobot.com\"", "The open platform."),
    example("sobot_cn", "app_id", Kind::Text, &["app_id = \"your-app-id\""], "The application's id."),
    example(
        "sobot_cn",
        "app_key_env",
        Kind::EnvName,
        &["app_key_env = \"CALLBOARD_CN_KEY\""],
        "The environment variable that holds the application's key.",
    ),
    example(
        "sobot_cn",
        "app_key_file",
        Kind::Path,
        &["app_key_file = \"~/.config/callboard/cn.key\""],
        "Or the file that holds it; nobody else may read that file (chmod 600).",
    ),
    example(
        "sobot_cn",
        "app_key",
        Kind::Secret,
        &["app_key = \"your-app-key\""],
        "Or the key itself; then nobody else may read this file (chmod 600).",
    ),
    default("sobot_cn", "calls_per_minute", Kind::Integer(1, 600), "60", CALLS),
    default("sobot_cn", "every", Kind::Duration(10, HOUR), "\"60s\"", EVERY),
    default("sobot_cn", "stale_after", Kind::Duration(10, 24 * HOUR), "\"3m\"", STALE),
    default("sobot_cn", "allow_plain_http", Kind::Bool, "false", PLAIN),
    // [seven_moor]
    default("seven_moor", "base_url", Kind::Url, "\"https://v7openapi.7moor.com\"", "The open platform."),
    example("seven_moor", "app_key", Kind::Text, &["app_key = \"your-app-key\""], "The account's number there."),
    example(
        "seven_moor",
        "secret_key_env",
        Kind::EnvName,
        &["secret_key_env = \"CALLBOARD_MOOR_SECRET\""],
        "The environment variable that holds the account's secret key.",
    ),
    example(
        "seven_moor",
        "secret_key_file",
        Kind::Path,
        &["secret_key_file = \"~/.config/callboard/moor.key\""],
        "Or the file that holds it; nobody else may read that file (chmod 600).",
    ),
    example(
        "seven_moor",
        "secret_key",
        Kind::Secret,
        &["secret_key = \"your-secret-key\""],
        "Or the key itself; then nobody else may read this file (chmod 600).",
    ),
    default(
        "seven_moor",
        "zone",
        Kind::Zone,
        "\"Asia/Shanghai\"",
        "IANA time zone of the times the vendor writes, which say nothing about theirs.",
    ),
    default("seven_moor", "calls_per_minute", Kind::Integer(1, 600), "60", CALLS),
    default("seven_moor", "every", Kind::Duration(10, HOUR), "\"60s\"", EVERY),
    default("seven_moor", "stale_after", Kind::Duration(10, 24 * HOUR), "\"3m\"", STALE),
    default("seven_moor", "allow_plain_http", Kind::Bool, "false", PLAIN),
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
    example(
        "screen",
        "export_dir",
        Kind::Path,
        &["export_dir = \"~/callboard\""],
        "The directory that exports and recordings are written to; it must exist. Unless set, it is the\n\
         one in which callboard was started.",
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
    // [keys]
    Key {
        section: "keys",
        name: Name::Action,
        kind: Kind::Bindings,
        shown: Shown::Example(&["quit = [\"q\", \"ctrl-c\"]"]),
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
        "Where tokens are kept for the other sessions of the same user, readable by nobody else;\n\
         $XDG_CACHE_HOME stands for ~/.cache where it is set.",
    ),
];

const fn section(path: &'static str, doc: &'static str) -> Section {
    Section { path, doc, optional: false }
}

const fn default(section: &'static str, name: &'static str, kind: Kind, text: &'static str, doc: &'static str) -> Key {
    Key { section, name: Name::Exact(name), kind, shown: Shown::Default(text), doc }
}

const fn example(
    section: &'static str,
    name: &'static str,
    kind: Kind,
    lines: &'static [&'static str],
    doc: &'static str,
) -> Key {
    Key { section, name: Name::Exact(name), kind, shown: Shown::Example(lines), doc }
}

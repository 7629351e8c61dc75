//! The rows of the table about the site and its vendors, section by section, in the order the sample shows them.

use super::{Key, Kind, Name, Shown, default, example};
use crate::config::{AuthScheme, Language, Region};

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

/// The keys of the site, its vendors and the way to them.
pub const SITE: &[Key] = &[
    // [site]
    default("site", "name", Kind::Text, "\"callboard\"", "The name in the header."),
    default(
        "site",
        "timezone",
        Kind::Zone,
        "\"UTC\"",
        "IANA time zone of the site. \"Today\" begins at its midnight; it is sent as timezoneid.",
    ),
    default(
        "site",
        "region",
        Kind::Choice(Region::WORDS),
        "\"singapore\"",
        "Where Sobot keeps the tenant. The hosts of [sobot_call] and [sobot_open] follow it, unless their base_url is set:\n\
         credentials of one region are worth nothing in another. No host is documented for voice in North America,\n\
         nor for chat statistics and AI in China: there base_url must be set.",
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
    Key {
        section: "site.departments",
        name: Name::Department,
        kind: Kind::Texts,
        shown: Shown::Example(&["night = [\"1004\", \"1007\"]"]),
        doc: "A name of your own, and the work numbers or ids of those in it.",
    },
    // [sobot_call]
    default(
        "sobot_call",
        "base_url",
        Kind::Url,
        "\"https://sg.sobot.io\"",
        "The data service. Unless set, the one of the region: in China https://openapi.soboten.com.",
    ),
    default(
        "sobot_call",
        "token_url",
        Kind::Url,
        "\"https://sg.sobot.io/tokens/company\"",
        "Where a company token is asked for. Unless set, /tokens/company below base_url.",
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
        "Or the file that holds it; only you may read that file (chmod 600).",
    ),
    example(
        "sobot_call",
        "app_secret",
        Kind::Secret,
        &["app_secret = \"your-app-secret\""],
        "Or the secret itself; then only you may read this file (chmod 600).",
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
        "token_agent",
        Kind::OptionalText,
        "\"\"",
        "The work number of an agent, beside app_secret: recordings, histories and reports are then asked for with\n\
         that agent's token, as the vendor documents it. Unless set, with the company's.",
    ),
    default("sobot_call", "token_agent_id", Kind::OptionalText, "\"\"", "The same by the agent's id, which wins."),
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
        "The user on whose behalf the live agents are asked for; the vendor wants it with a company token.",
    ),
    default(
        "sobot_call",
        "calls_operator",
        Kind::OptionalText,
        "\"\"",
        "The id of the agent on whose behalf lists of calls are asked for. What that changes the vendor does\n\
         not document, so it is left out unless set.",
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
    default(
        "sobot_open",
        "base_url",
        Kind::Url,
        "\"https://sg.sobot.io\"",
        "The statistics service. Unless set, the one of the region: in North America https://us.sobot.com.",
    ),
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
        "Or the file that holds it; only you may read that file (chmod 600).",
    ),
    example(
        "sobot_open",
        "app_key",
        Kind::Secret,
        &["app_key = \"your-app-key\""],
        "Or the key itself; then only you may read this file (chmod 600).",
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
    default(
        "sobot_cn",
        "base_url",
        Kind::Url,
        "\"https://open.sobot.com\"",
        "The open platform, which is in China whatever the region.",
    ),
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
        "Or the file that holds it; only you may read that file (chmod 600).",
    ),
    example(
        "sobot_cn",
        "app_key",
        Kind::Secret,
        &["app_key = \"your-app-key\""],
        "Or the key itself; then only you may read this file (chmod 600).",
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
        "Or the file that holds it; only you may read that file (chmod 600).",
    ),
    example(
        "seven_moor",
        "secret_key",
        Kind::Secret,
        &["secret_key = \"your-secret-key\""],
        "Or the key itself; then only you may read this file (chmod 600).",
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
    // [network]
    example(
        "network",
        "ca_file",
        Kind::Path,
        &["ca_file = \"/etc/ssl/certs/company-ca.pem\""],
        "Certificates (PEM) to trust beside the system's: those of a proxy that opens TLS, or of a private CA.",
    ),
];

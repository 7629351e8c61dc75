//! `[sobot_call]`

use super::{Kind, Section, default, example, follows, quoted};
use crate::config::AuthScheme;
use crate::config::region::{self, Region};

const LOGIN_STATUSES: &[i64] = &[-1, 0, 1, 2, 98];
const WORK_STATUSES: &[i64] = &[0, 1, 2, 4, 5, 6, 7, 8, 98];
const BUSY_REASONS: &[i64] = &[0, 2, 4, 11, 12, 13, 14, 15, 16, 17, 18, 97, 98, 99];

const MINUTE: u64 = 60;
const HOUR: u64 = 60 * MINUTE;
const MIB: i64 = 1024 * 1024;

/// `[sobot_call]`
pub(in crate::config) static SECTION: Section = Section {
    path: "sobot_call",
    doc: "The live stream of agents. Without this section the agent panes say \"not configured\".\n\
              Needs one credential: app_secret (with app_id) or a ready-made token, each of them\n\
              in an environment variable, in a file, or written here.",
    optional: true,
    ways: &["app_secret_env", "app_secret_file", "app_secret", "token_env", "token_file", "token"],
    keys: &[
        follows(
            "base_url",
            Kind::Url,
            || quoted(region::usual(Region::data_service)),
            "The data service. Unless set, the one of the region: in China https://openapi.soboten.com.",
        ),
        follows(
            "token_url",
            Kind::Url,
            || quoted(&region::company_token_url(region::usual(Region::data_service))),
            "Where a company token is asked for. Unless set, /tokens/company below base_url.",
        ),
        example("app_id", Kind::Text, &["app_id = \"your-app-id\""], "The application's id; needed with app_secret."),
        example(
            "app_secret_env",
            Kind::EnvName,
            &["app_secret_env = \"CALLBOARD_CALL_SECRET\""],
            "The environment variable that holds the application's secret.",
        ),
        example(
            "app_secret_file",
            Kind::Path,
            &["app_secret_file = \"~/.config/callboard/call.secret\""],
            "Or the file that holds it; only you may read that file (chmod 600).",
        ),
        example(
            "app_secret",
            Kind::Secret,
            &["app_secret = \"your-app-secret\""],
            "Or the secret itself; then only you may read this file (chmod 600).",
        ),
        example(
            "token_env",
            Kind::EnvName,
            &["token_env = \"CALLBOARD_CALL_TOKEN\""],
            "Instead of app_secret: the environment variable that holds a ready-made token.",
        ),
        example(
            "token_file",
            Kind::Path,
            &["token_file = \"~/.config/callboard/call.token\""],
            "Or the file that holds the token.",
        ),
        example("token", Kind::Secret, &["token = \"your-token\""], "Or the token itself."),
        default(
            "token_agent",
            Kind::OptionalText,
            "\"\"",
            "The work number of an agent, beside app_secret: recordings, histories and reports are then asked for with\n\
         that agent's token, as the vendor documents it. Unless set, with the company's.",
        ),
        default("token_agent_id", Kind::OptionalText, "\"\"", "The same by the agent's id, which wins."),
        default(
            "auth_scheme",
            Kind::Choice(AuthScheme::WORDS),
            "\"bearer\"",
            "How the Authorization header carries the token. After a first 401 the other one is tried once.",
        ),
        default(
            "operator_user_id",
            Kind::OptionalText,
            "\"\"",
            "The user on whose behalf the live agents are asked for; the vendor wants it with a company token.",
        ),
        default(
            "calls_operator",
            Kind::OptionalText,
            "\"\"",
            "The id of the agent on whose behalf lists of calls are asked for. What that changes the vendor does\n\
         not document, so it is left out unless set.",
        ),
        default("departments", Kind::Texts, "[]", "Ids of the departments to show; empty shows all."),
        default(
            "agents",
            Kind::Texts,
            "[]",
            "The agents to show, by work number or UUID as agent_type says; empty shows all.",
        ),
        default("agent_type", Kind::Code(&[0, 1]), "0", "What agents holds: 0 work numbers, 1 UUIDs."),
        default(
            "work_statuses",
            Kind::Codes(WORK_STATUSES),
            "[]",
            "Only agents in these states: 1 ready, 2 busy, 4 wrap-up, 5 dialling, 6 ringing, 7 talking,\n\
         8 holding, 98 locked, 0 unknown; empty shows all.",
        ),
        default(
            "login_statuses",
            Kind::Codes(LOGIN_STATUSES),
            "[]",
            "Only agents logged in so: 0 offline, 1 online, 2 occupied, 98 locked, -1 undefined; empty shows all.",
        ),
        default(
            "busy_reasons",
            Kind::Codes(BUSY_REASONS),
            "[]",
            "Only agents busy for these reasons; empty shows all.",
        ),
        default(
            "sort",
            Kind::SortOrder,
            "\"agentNumber,asc\"",
            "The order the vendor pages agents in. The screen sorts for itself.",
        ),
        default(
            "page_size",
            Kind::Integer(1, 1000),
            "500",
            "Agents a page; further pages are opened until all are there.",
        ),
        example(
            "delay",
            Kind::OptionalText,
            &["delay = \"1000\""],
            "The stream's delay parameter, which the vendor does not document; left out unless set.",
        ),
        default(
            "idle_timeout",
            Kind::Duration(5, 10 * MINUTE),
            "\"60s\"",
            "Silence after which the stream is dead and opened anew.",
        ),
        default(
            "resync_every",
            Kind::Duration(10, 24 * HOUR),
            "\"5m\"",
            "How often the full list is asked for, to heal what the stream missed.",
        ),
        default(
            "stale_after",
            Kind::Duration(1, 24 * HOUR),
            "\"30s\"",
            "Age after which the agent panes are marked stale.",
        ),
        default(
            "max_event_bytes",
            Kind::Integer(MIB, 1024 * MIB),
            "67_108_864",
            "Largest event of the stream, in bytes; a larger one is an error.",
        ),
        default(
            "allow_plain_http",
            Kind::Bool,
            "false",
            "Allow http:// to other machines: secrets and customers' numbers then travel readable.",
        ),
    ],
};

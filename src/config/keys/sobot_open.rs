//! `[sobot_open]`

use super::{Kind, Section, default, example, follows, quoted};
use crate::config::region::{self, Region};

const HOUR: u64 = 3600;

/// `[sobot_open]`
pub(in crate::config) static SECTION: Section = Section {
    path: "sobot_open",
    doc: "Chat workload and AI records. Without this section their panes say \"not configured\".\n\
              Needs app_id and one way to app_key.",
    optional: true,
    ways: &["app_key_env", "app_key_file", "app_key"],
    keys: &[
        follows(
            "base_url",
            Kind::Url,
            || quoted(region::usual(Region::statistics)),
            "The statistics service. Unless set, the one of the region: in North America https://us.sobot.com.",
        ),
        example("app_id", Kind::Text, &["app_id = \"your-app-id\""], "The application's id."),
        example(
            "app_key_env",
            Kind::EnvName,
            &["app_key_env = \"CALLBOARD_OPEN_KEY\""],
            "The environment variable that holds the application's key.",
        ),
        example(
            "app_key_file",
            Kind::Path,
            &["app_key_file = \"~/.config/callboard/open.key\""],
            "Or the file that holds it; only you may read that file (chmod 600).",
        ),
        example(
            "app_key",
            Kind::Secret,
            &["app_key = \"your-app-key\""],
            "Or the key itself; then only you may read this file (chmod 600).",
        ),
        default(
            "calls_per_minute",
            Kind::Integer(1, 600),
            "18",
            "Calls a minute over everything asked here. The vendor's limit is 20 for the whole tenant;\n\
         go higher only when yours was raised.",
        ),
        default(
            "chat_every",
            Kind::Duration(10, HOUR),
            "\"60s\"",
            "How old the chat figures may get before they are asked for again.",
        ),
        default(
            "ai_every",
            Kind::Duration(10, HOUR),
            "\"60s\"",
            "How old the AI sessions' headline figures may get before they are asked for again.",
        ),
        default(
            "stale_after",
            Kind::Duration(10, 24 * HOUR),
            "\"3m\"",
            "Age after which the chat and AI panes are marked stale.",
        ),
        default(
            "search_way",
            Kind::Code(&[1, 2]),
            "1",
            "How chat workload is counted: 1 a row for each agent, 2 a row for each of an agent's skill groups.",
        ),
        default("ai_records", Kind::Integer(1, 100), "20", "How many of the newest AI records are listed."),
        default("allow_plain_http", Kind::Bool, "false", "Allow http:// to other machines: keys then travel readable."),
    ],
};

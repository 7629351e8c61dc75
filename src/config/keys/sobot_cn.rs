//! `[sobot_cn]`

use super::{Kind, Section, default, example, follows, quoted};
use crate::config::Region;

const HOUR: u64 = 3600;

/// `[sobot_cn]`
pub(in crate::config) static SECTION: Section = Section {
    path: "sobot_cn",
    doc: "Chats, robots and ratings of a tenant on Sobot's platform in China. Without this section nothing\n\
              is asked there. Needs app_id and one way to app_key.",
    optional: true,
    ways: &["app_key_env", "app_key_file", "app_key"],
    keys: &[
        follows(
            "base_url",
            Kind::Url,
            || quoted(Region::open_platform()),
            "The open platform, which is in China whatever the region.",
        ),
        example("app_id", Kind::Text, &["app_id = \"your-app-id\""], "The application's id."),
        example(
            "app_key_env",
            Kind::EnvName,
            &["app_key_env = \"CALLBOARD_CN_KEY\""],
            "The environment variable that holds the application's key.",
        ),
        example(
            "app_key_file",
            Kind::Path,
            &["app_key_file = \"~/.config/callboard/cn.key\""],
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
            "60",
            "Calls a minute over everything asked here. The vendor documents no limit.",
        ),
        default(
            "every",
            Kind::Duration(10, HOUR),
            "\"60s\"",
            "How old the figures may get before they are asked for again.",
        ),
        default(
            "stale_after",
            Kind::Duration(10, 24 * HOUR),
            "\"3m\"",
            "Age after which what comes from here is marked stale.",
        ),
        default("allow_plain_http", Kind::Bool, "false", "Allow http:// to other machines: keys then travel readable."),
    ],
};

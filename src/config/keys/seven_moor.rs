//! `[seven_moor]`

use super::{Kind, Section, default, example};

const HOUR: u64 = 3600;

/// `[seven_moor]`
pub(in crate::config) static SECTION: Section = Section {
    path: "seven_moor",
    doc: "Chats of a tenant on 7moor's v7 platform. Without this section nothing is asked there.\n\
              Needs app_key and one way to secret_key.",
    optional: true,
    ways: &["secret_key_env", "secret_key_file", "secret_key"],
    keys: &[
        default("base_url", Kind::Url, "\"https://v7openapi.7moor.com\"", "The open platform."),
        example("app_key", Kind::Text, &["app_key = \"your-app-key\""], "The account's number there."),
        example(
            "secret_key_env",
            Kind::EnvName,
            &["secret_key_env = \"CALLBOARD_MOOR_SECRET\""],
            "The environment variable that holds the account's secret key.",
        ),
        example(
            "secret_key_file",
            Kind::Path,
            &["secret_key_file = \"~/.config/callboard/moor.key\""],
            "Or the file that holds it; only you may read that file (chmod 600).",
        ),
        example(
            "secret_key",
            Kind::Secret,
            &["secret_key = \"your-secret-key\""],
            "Or the key itself; then only you may read this file (chmod 600).",
        ),
        default(
            "zone",
            Kind::Zone,
            "\"Asia/Shanghai\"",
            "IANA time zone of the times the vendor writes, which say nothing about theirs.",
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

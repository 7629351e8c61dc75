//! `[site]` with what stands below it, and `[network]`.

use super::{Key, Kind, Name, Section, Shown, default, example};
use crate::config::{Language, Region};

const RENAMED_REASONS: &[i64] = &[2, 4, 11, 12, 13, 14, 15, 16, 17, 18, 97, 98, 99];

/// `[site]`
pub(in crate::config) static SITE: Section = Section {
    path: "site",
    doc: "The contact centre this board stands in.",
    optional: false,
    ways: &[],
    keys: &[
        default("name", Kind::Text, "\"callboard\"", "The name in the header."),
        default(
            "timezone",
            Kind::Zone,
            "\"UTC\"",
            "IANA time zone of the site. \"Today\" begins at its midnight; it is sent as timezoneid.",
        ),
        default(
            "region",
            Kind::Choice(Region::WORDS),
            "\"singapore\"",
            "Where Sobot keeps the tenant. The hosts of {regional} follow it, unless their base_url is set:\n\
         credentials of one region are worth nothing in another. No host is documented for voice in North America,\n\
         nor for chat statistics and AI in China: there base_url must be set.",
        ),
        default("language", Kind::Choice(Language::WORDS), "\"en\"", "The language asked of the vendor."),
    ],
};

/// `[site.busy_reasons]`
pub(in crate::config) static BUSY_REASONS: Section = Section {
    path: "site.busy_reasons",
    doc: "The tenant's own names for the reasons of being busy, by the vendor's code.",
    optional: false,
    ways: &[],
    keys: &[Key {
        name: Name::Code(RENAMED_REASONS),
        kind: Kind::Text,
        shown: Shown::Example(&["11 = \"Tea break\"", "16 = \"Back office\""]),
        doc: "2 do not disturb, 4 wrap-up, 11 break, 12 training, 13 meeting, 14 dining, 15 activity,\n\
              16 to 18 custom, 97 forced by the agent, 98 by the system, 99 by a supervisor.",
    }],
};

/// `[site.chat_ids]`
pub(in crate::config) static CHAT_IDS: Section = Section {
    path: "site.chat_ids",
    doc: "Who is who where the voice and the chat system know one person by different ids:\n\
         the agent's work number or id, and the chat system's staff id.",
    optional: false,
    ways: &[],
    keys: &[Key {
        name: Name::Agent,
        kind: Kind::Text,
        shown: Shown::Example(&["1004 = \"0a8c83731fd04728ac2ed13e9ef180dc\""]),
        doc: "The same id on both sides needs no line; a name that is exactly the same, and unique,\n\
              needs none either.",
    }],
};

/// `[site.departments]`
pub(in crate::config) static DEPARTMENTS: Section = Section {
    path: "site.departments",
    doc: "Who belongs together: the vendors' figures do not say it of an agent. Rules can be about a department. They are\n\
          the teams of the board (key d) and of the wall, with the skill groups that the chats tell of.",
    optional: false,
    ways: &[],
    keys: &[Key {
        name: Name::Department,
        kind: Kind::Texts,
        shown: Shown::Example(&["night = [\"1004\", \"1007\"]", "cards = [\"group:Cards\", \"1011\"]"]),
        doc: "A name of your own, and the work numbers or ids of those in it, or skill groups of the chats (group:NAME):\n\
              rules, walls and calls by department look at agents alone, and know no department with a skill group in it.",
    }],
};

/// `[network]`
pub(in crate::config) static NETWORK: Section = Section {
    path: "network",
    doc: "The way to the vendors. A proxy (http, https, socks5, socks5h) is taken from the environment: HTTPS_PROXY,\n\
         HTTP_PROXY or ALL_PROXY, but for the hosts in NO_PROXY; this machine is always spoken to without one.",
    optional: false,
    ways: &[],
    keys: &[example(
        "ca_file",
        Kind::Path,
        &["ca_file = \"/etc/ssl/certs/company-ca.pem\""],
        "Certificates (PEM) to trust beside the system's: those of a proxy that opens TLS, or of a private CA.",
    )],
};

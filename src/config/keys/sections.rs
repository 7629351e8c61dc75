//! The sections, in the order the sample shows them.

use super::Section;

/// Every section, in the order of the sample.
pub const SECTIONS: &[Section] = &[
    section("site", "The contact centre this board stands in."),
    section("site.busy_reasons", "The tenant's own names for the reasons of being busy, by the vendor's code."),
    section(
        "site.chat_ids",
        "Who is who where the voice and the chat system know one person by different ids:\n\
         the agent's work number or id, and the chat system's staff id.",
    ),
    section(
        "site.departments",
        "Who belongs together: the vendors' figures do not say it of an agent. Rules can be about a department.",
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
    section(
        "network",
        "The way to the vendors. A proxy (http, https, socks5, socks5h) is taken from the environment: HTTPS_PROXY,\n\
         HTTP_PROXY or ALL_PROXY, but for the hosts in NO_PROXY; this machine is always spoken to without one.",
    ),
    section("screen", "How the board looks at the start."),
    section("kiosk", "The board on a wall, without anybody at the keys: views take turns. --kiosk sets enabled."),
    section(
        "limits",
        "How long an agent may stay in a state: time in state changes its shade at each step, and\n\
         the last step raises an alert.",
    ),
    section(
        "alerts",
        "What raises an alert beside the limits, and whom it is told besides the screen. Nothing is told\n\
         to anybody unless set here.",
    ),
    section(
        "alerts.rules",
        "Rules of one's own, each in a section of its own name. One named as a default rule (stale, missed,\n\
         no_agent_ready, ringing, talking, holding, wrap_up, busy) changes that one: what it leaves out stays.",
    ),
    Section { path: "alerts.rules.NAME", doc: "A rule looks at one thing: state, figure or stale.", optional: true },
    section("keys", "Other keys for an action of the screen, as <action> = [keys]. ? on the board lists the actions."),
    section("log", "The log goes to a file, never to the screen."),
    section("cache", "What several sessions of one user share, or of a group of users."),
];

const fn section(path: &'static str, doc: &'static str) -> Section {
    Section { path, doc, optional: false }
}

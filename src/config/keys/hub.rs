//! What can be set of hubs: the one that a board follows, and the one that this program is.

use super::board::at_home;
use super::{Kind, Section, default, example, follows};
use crate::config::Dirs;

const MINUTE: u64 = 60;
const HOUR: u64 = 60 * MINUTE;
const MIB: u64 = 1024 * 1024;

/// `[hub]`
pub(in crate::config) static HUB: Section = Section {
    path: "hub",
    doc: "The hub that this board follows instead of asking the vendors itself: one process holds the token, the streams and\n\
          the budget for all boards of a site. Needs url, and a token or a certificate. The vendors' sections stand in the\n\
          settings of the hub alone.",
    optional: true,
    ways: &["token_env", "token_file", "token"],
    keys: &[
        example(
            "url",
            Kind::Url,
            &["url = \"https://hub.example:8444\""],
            "Where the hub is. http:// is for this machine only.",
        ),
        example(
            "token_env",
            Kind::EnvName,
            &["token_env = \"CALLBOARD_HUB_TOKEN\""],
            "The environment variable that holds the token by which the hub knows its boards.",
        ),
        example(
            "token_file",
            Kind::Path,
            &["token_file = \"~/.config/callboard/hub.token\""],
            "Or the file that holds it; only you may read that file (chmod 600).",
        ),
        example(
            "token",
            Kind::Secret,
            &["token = \"your-hub-token\""],
            "Or the token itself; then only you may read this file (chmod 600).",
        ),
        example(
            "cert",
            Kind::Path,
            &["cert = \"~/.config/callboard/board.pem\""],
            "A certificate to show to the hub (PEM), beside the token or instead of it.",
        ),
        example(
            "key",
            Kind::Path,
            &["key = \"~/.config/callboard/board.key\""],
            "Its private key (PEM). Unless set, it stands in the same file.",
        ),
        example(
            "ca_file",
            Kind::Path,
            &["ca_file = \"/etc/callboard/hub-ca.pem\""],
            "Certificates (PEM) to trust for the hub alone, beside the system's and those of [network].",
        ),
        example(
            "name",
            Kind::Text,
            &["name = \"night desk\""],
            "What this board, or this hub, is called for the others; the machine's name unless set.",
        ),
    ],
};

/// `[hub.serve]`
pub(in crate::config) static SERVE: Section = Section {
    path: "hub.serve",
    doc: "Where callboard hub serves boards, and which: those that know the token, or show a certificate of client_ca.",
    optional: false,
    ways: &["token_env", "token_file", "token"],
    keys: &[
        default(
            "listen",
            Kind::Listen,
            "\"127.0.0.1:8444\"",
            "Where to listen; beyond this machine only with a certificate.",
        ),
        example(
            "token_env",
            Kind::EnvName,
            &["token_env = \"CALLBOARD_HUB_TOKEN\""],
            "The environment variable that holds the token that boards show: at least 16 characters, such as from\n\
             openssl rand -hex 32.",
        ),
        example(
            "token_file",
            Kind::Path,
            &["token_file = \"/etc/callboard/hub.token\""],
            "Or the file that holds it; only you may read that file (chmod 600).",
        ),
        example(
            "token",
            Kind::Secret,
            &["token = \"your-hub-token\""],
            "Or the token itself; then only you may read this file (chmod 600).",
        ),
        example(
            "cert",
            Kind::Path,
            &["cert = \"/etc/callboard/fullchain.pem\""],
            "The certificate and those above it (PEM). Read anew each time it is renewed.",
        ),
        example(
            "key",
            Kind::Path,
            &["key = \"/etc/callboard/privkey.pem\""],
            "The certificate's private key (PEM). Unless set, it stands in the same file.",
        ),
        example(
            "client_ca",
            Kind::Path,
            &["client_ca = \"/etc/callboard/boards-ca.pem\""],
            "Certificates (PEM) of those who issue certificates to boards: a board that shows one of theirs needs no token.",
        ),
        example(
            "record",
            Kind::Path,
            &["record = \"/var/lib/callboard/recordings\""],
            "The directory that what boards are told is recorded in, a file a day, for callboard replay --hub; nothing is\n\
             recorded unless set. Customers' numbers are masked in it.",
        ),
        default("record_days", Kind::Integer(1, 400), "7", "So many of these recordings are kept, today's included."),
        default(
            "resume_for",
            Kind::Duration(MINUTE, 24 * HOUR),
            "\"15m\"",
            "For how long what was told is kept for those who come back and go on where they stood. Boards do so within 10\n\
             seconds, and take the whole centre then.",
        ),
        default(
            "resume_size",
            Kind::Size(MIB, 16 * 1024 * MIB),
            "\"64MiB\"",
            "How much memory that may take; where it is full, the oldest of it gives way.",
        ),
        default(
            "answers",
            Kind::Integer(96, 100_000),
            "500",
            "So many answers to what boards look up are kept in memory, beside those that are on a screen now: a board that\n\
             asks again is answered at once.",
        ),
        default(
            "calls_at_once",
            Kind::Integer(1, 32),
            "2",
            "So many questions about calls are put to the vendor at a time, for all boards together. More of them bring\n\
             answers sooner where the vendor is slow; how many calls a minute there may be stays as it is.",
        ),
        follows(
            "state_dir",
            Kind::Path,
            || at_home(Dirs::hub),
            "The directory in which a hub keeps what people did about alerts, so that it holds when the hub is started anew:\n\
             one file a site, which only you can read. $XDG_STATE_HOME stands for ~/.local/state where it is set.",
        ),
    ],
};

//! What can be set of hubs: the one that a board follows, and the one that this program is.

use super::{Kind, Section, default, example};

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
    ],
};

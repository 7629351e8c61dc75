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
            Kind::HubUrl,
            &["url = \"https://hub.example:8444\""],
            "Where the hub is, or the NATS server by which it tells its boards, such as tls://nats.example:4222. http:// and\n\
             nats:// are for this machine only.",
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
        default(
            "site",
            Kind::Word,
            "\"main\"",
            "On a NATS server: which site to follow, as its hub's [hub.nats] calls it.",
        ),
        example(
            "user",
            Kind::Text,
            &["user = \"board\""],
            "On a NATS server: the user whose password the token is; without one it is the server's token.",
        ),
        example(
            "creds_file",
            Kind::Path,
            &["creds_file = \"~/.config/callboard/board.creds\""],
            "On a NATS server: the file of credentials that its operator gave out, instead of user and token; only you may read it (chmod 600).",
        ),
        example(
            "nkey_file",
            Kind::Path,
            &["nkey_file = \"~/.config/callboard/board.nk\""],
            "On a NATS server: the file of the seed of an nkey (SU...), instead of these; only you may read it (chmod 600).",
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
            "The directory in which a hub keeps what people did about alerts, and notes, so that both are there when the hub\n\
             is started anew: a file of each a site, which only you can read. $XDG_STATE_HOME stands for ~/.local/state where it is set.",
        ),
    ],
};

/// `[hub.nats]`
pub(in crate::config) static NATS: Section = Section {
    path: "hub.nats",
    doc: "Where callboard hub tells its boards by way of a NATS server with JetStream, instead of serving them itself: for a\n\
          second hub that takes over, for boards in another network, or from about 100 boards up. Needs url.",
    optional: true,
    ways: &["token_env", "token_file", "token"],
    keys: &[
        example(
            "url",
            Kind::NatsUrl,
            &["url = \"tls://nats.example:4222\""],
            "Where the server is. nats:// is for this machine only.",
        ),
        default(
            "site",
            Kind::Word,
            "\"main\"",
            "What the site is called there; hubs of one site stand by for each other.",
        ),
        example(
            "user",
            Kind::Text,
            &["user = \"hub\""],
            "The user whose password the token is; without one it is the server's token.",
        ),
        example(
            "token_env",
            Kind::EnvName,
            &["token_env = \"CALLBOARD_NATS_TOKEN\""],
            "The environment variable that holds the token, or the user's password.",
        ),
        example(
            "token_file",
            Kind::Path,
            &["token_file = \"/etc/callboard/nats.token\""],
            "Or the file that holds it; only you may read that file (chmod 600).",
        ),
        example(
            "token",
            Kind::Secret,
            &["token = \"your-nats-token\""],
            "Or the token itself; then only you may read this file (chmod 600).",
        ),
        example(
            "creds_file",
            Kind::Path,
            &["creds_file = \"/etc/callboard/hub.creds\""],
            "The file of credentials that the server's operator gave out, instead of user and token; only you may read it (chmod 600).",
        ),
        example(
            "nkey_file",
            Kind::Path,
            &["nkey_file = \"/etc/callboard/hub.nk\""],
            "The file of the seed of an nkey (SU...), instead of these; only you may read it (chmod 600).",
        ),
        example(
            "cert",
            Kind::Path,
            &["cert = \"/etc/callboard/hub.pem\""],
            "A certificate to show to the server (PEM).",
        ),
        example(
            "key",
            Kind::Path,
            &["key = \"/etc/callboard/hub.key\""],
            "Its private key (PEM). Unless set, it stands in the same file.",
        ),
        example(
            "ca_file",
            Kind::Path,
            &["ca_file = \"/etc/callboard/nats-ca.pem\""],
            "Certificates (PEM) to trust for the server, instead of the system's.",
        ),
        default(
            "replicas",
            Kind::Integer(1, 5),
            "1",
            "How many servers of a cluster keep what boards are told. It counts when the streams are made.",
        ),
    ],
};

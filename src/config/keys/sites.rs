//! What can be set of several sites that one board shows.

use super::{Kind, Section, example};

/// `[hub.sites]`
pub(in crate::config) static SITES: Section = Section {
    path: "hub.sites",
    doc: "Several sites on one screen: the hub of each in a section of its own name, in the place of url in [hub].",
    optional: false,
    ways: &[],
    keys: &[],
};

/// `[hub.sites.NAME]`
pub(in crate::config) static SITE: Section = Section {
    path: "hub.sites.NAME",
    doc: "A site needs url. Token and certificates that it leaves out are those of [hub].",
    optional: true,
    ways: &["token_env", "token_file", "token"],
    keys: &[
        example(
            "url",
            Kind::HubUrl,
            &["url = \"https://hub.berlin.example:8444\""],
            "Where the site's hub is, or the NATS server by which it tells its boards. http:// and nats:// are for this\n\
             machine only.",
        ),
        example(
            "title",
            Kind::Text,
            &["title = \"Berlin\""],
            "What the site is called on the screen; NAME unless set. No two sites are called the same.",
        ),
        example(
            "timezone",
            Kind::Zone,
            &["timezone = \"Europe/Berlin\""],
            "The site's time zone; that of [site] unless set.",
        ),
        example(
            "token_env",
            Kind::EnvName,
            &["token_env = \"CALLBOARD_BERLIN_TOKEN\""],
            "The environment variable that holds the token by which the site's hub knows its boards.",
        ),
        example(
            "token_file",
            Kind::Path,
            &["token_file = \"~/.config/callboard/berlin.token\""],
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
            "A certificate to show to the site's hub (PEM), beside the token or instead of it.",
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
            &["ca_file = \"/etc/callboard/berlin-ca.pem\""],
            "Certificates (PEM) to trust for the site's hub alone, beside the system's and those of [network].",
        ),
        example(
            "site",
            Kind::Word,
            &["site = \"berlin\""],
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
            &["creds_file = \"~/.config/callboard/berlin.creds\""],
            "On a NATS server: the file of credentials that its operator gave out, instead of user and token; only you may read it (chmod 600).",
        ),
        example(
            "nkey_file",
            Kind::Path,
            &["nkey_file = \"~/.config/callboard/berlin.nk\""],
            "On a NATS server: the file of the seed of an nkey (SU...), instead of these; only you may read it (chmod 600).",
        ),
    ],
};

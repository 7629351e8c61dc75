//! `[hub]` and `[hub.serve]`: the hub that a board follows, and where this program serves boards as one.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::time::Duration;

use chrono_tz::Tz;
use secrecy::{ExposeSecret, SecretString};

use super::dirs::Dirs;
use super::error::{ConfigError, Origin};
use super::keys::{self, Section};
use super::layer::Layer;
use super::schema::Schema;
use super::tenant::Reader;
use super::values::Values;
use super::{nkey, web};

/// A shorter token could be guessed, in characters.
const TOKEN_LEAST: usize = 16;

/// What is set of hubs.
#[derive(Debug, Clone, Default)]
pub struct Hubs {
    /// What this board or hub is called; the machine's name where `None`.
    pub name: Option<String>,
    /// The hub that the board follows; `None` where it asks the vendors itself.
    pub follow: Option<Hub>,
    /// Several sites that one board shows, ordered by name; none where it shows one.
    pub sites: Vec<HubSite>,
    /// Where this program serves boards, when it is a hub.
    pub serve: HubServe,
    /// How a NATS server knows this board, where that is what it follows.
    pub access: NatsAccess,
    /// The NATS server by which this program tells its boards, when it is a hub; `None` where it serves them itself.
    pub nats: Option<HubNats>,
}

/// A site on a NATS server, and how that knows this process, beside a token.
#[derive(Debug, Clone)]
pub struct NatsAccess {
    /// The site: a word.
    pub site: String,
    /// The user; the token is its password then.
    pub user: Option<String>,
    /// The file of credentials.
    pub creds_file: Option<PathBuf>,
    /// The seed of its nkey.
    pub nkey: Option<SecretString>,
}

impl Default for NatsAccess {
    fn default() -> Self {
        Self { site: Values::defaults(&keys::HUB_NATS).read("site"), user: None, creds_file: None, nkey: None }
    }
}

/// The NATS server by which a hub tells its boards.
#[derive(Debug, Clone)]
pub struct HubNats {
    /// Where it is, and how it is trusted and shown what.
    pub server: Hub,
    /// The site there, and how the server knows the hub.
    pub access: NatsAccess,
    /// How many servers keep each stream, 1 to 5.
    pub replicas: u8,
}

/// The hub that a board follows.
#[derive(Debug, Clone)]
pub struct Hub {
    /// Its address, without a trailing slash.
    pub url: String,
    /// The token that boards show.
    pub token: Option<SecretString>,
    /// The file of the certificate that this board shows.
    pub cert: Option<PathBuf>,
    /// The file of its key; the certificate's own where `None`.
    pub key: Option<PathBuf>,
    /// Certificates (PEM) to trust for the hub alone.
    pub ca_file: Option<PathBuf>,
}

/// A site of several.
#[derive(Debug, Clone)]
pub struct HubSite {
    /// Its name in the settings.
    pub name: String,
    /// What it is called on the screen.
    pub title: String,
    /// Its time zone; that of `[site]` where `None`.
    pub timezone: Option<Tz>,
    /// Its hub.
    pub hub: Hub,
    /// How a NATS server knows this board, where the site's hub tells its boards by one.
    pub access: NatsAccess,
}

/// Where a hub serves boards.
#[derive(Debug, Clone)]
pub struct HubServe {
    /// The address.
    pub listen: SocketAddr,
    /// The token that boards show; `None` where they show certificates.
    pub token: Option<SecretString>,
    /// The certificate's file; plain text where `None`.
    pub cert: Option<PathBuf>,
    /// The file of its key; the certificate's own where `None`.
    pub key: Option<PathBuf>,
    /// Certificates (PEM) of those who issue certificates to boards.
    pub client_ca: Option<PathBuf>,
    /// The directory that what boards are told is recorded in; `None` records nothing.
    pub record: Option<PathBuf>,
    /// Recordings that are kept, one a day, 1 to 400.
    pub record_days: u32,
    /// For how long what was sent is kept for boards that come back, 1 min to 24 h.
    pub resume_for: Duration,
    /// And how much of it, in bytes, 1 MiB to 16 GiB.
    pub resume_size: u64,
    /// Answers that are kept beside those that are wanted, 96 to 100,000.
    pub answers: usize,
    /// Questions about calls that are asked at once, 1 to 32.
    pub calls_at_once: usize,
    /// The directory in which what people did about alerts is kept; `None` (only in a config built by hand) keeps nothing.
    pub state_dir: Option<PathBuf>,
}

impl HubServe {
    /// What needs no more than to be read.
    fn of(from: &Values<'_>) -> Self {
        let listen = from.read::<String>("listen").parse();
        Self {
            // The kind has been checked.
            listen: listen.unwrap_or_else(|_| SocketAddr::from((Ipv4Addr::LOCALHOST, 0))),
            token: None,
            cert: None,
            key: None,
            client_ca: None,
            record: None,
            record_days: from.read("record_days"),
            resume_for: from.read("resume_for"),
            resume_size: from.read("resume_size"),
            answers: from.read("answers"),
            calls_at_once: from.read("calls_at_once"),
            state_dir: None,
        }
    }
}

impl Default for HubServe {
    fn default() -> Self {
        Self::of(&Values::defaults(&keys::HUB_SERVE))
    }
}

/// What is read to know what the settings say of hubs.
#[derive(Clone, Copy)]
pub(super) struct Written<'a> {
    pub(super) schema: &'a Schema,
    pub(super) settings: &'a Layer,
    pub(super) env: &'a BTreeMap<String, OsString>,
    pub(super) dirs: &'a Dirs,
}

impl<'a> Written<'a> {
    fn values(&self, section: &'a Section) -> Values<'a> {
        Values::of(self.schema.section(section.path).unwrap_or(section), self.settings)
    }

    pub(super) fn reader(self, section: &'static Section, origin: &'a Origin) -> Reader<'a> {
        let Self { settings, env, dirs, .. } = self;
        let (region, values) = (self.values(&keys::SITE).read("region"), self.values(section));
        Reader { settings, env, dirs, section, values, region, origin }
    }
}

/// What the settings say of hubs, beside the several `sites` that a board shows.
///
/// # Errors
/// The first rule that is broken.
pub(super) fn all(from: Written<'_>, sites: Vec<HubSite>) -> Result<Hubs, ConfigError> {
    let origin = from.settings.origin_of(keys::HUB.path);
    let hub = from.reader(&keys::HUB, &origin);
    let one = sites.is_empty() && hub.set("url").is_some();
    let follow = if one { Some(follow(from, &hub)?) } else { None };
    let access = access(&hub)?;
    let origin = from.settings.origin_of(keys::HUB_SERVE.path);
    let serve = serve(from, &from.reader(&keys::HUB_SERVE, &origin))?;
    let origin = from.settings.origin_of(keys::HUB_NATS.path);
    let nats = nats(from, &from.reader(&keys::HUB_NATS, &origin))?;
    Ok(Hubs { name: hub.set("name"), follow, sites, serve, access, nats })
}

/// How a NATS server knows this process.
pub(super) fn access(from: &Reader<'_>) -> Result<NatsAccess, ConfigError> {
    let (user, creds_file) = (from.set("user"), from.file("creds_file"));
    let has_token =
        from.section.ways.iter().any(|way| from.settings.get(&format!("{}.{way}", from.section.path)).is_some());
    if creds_file.is_some() && (user.is_some() || has_token) {
        return Err(from.wrong("creds_file", "stands beside user or a token: set one or the other"));
    }
    from.check_closed("creds_file")?;
    let nkey = from.secret_in("nkey_file")?;
    if nkey.is_some() && (user.is_some() || has_token || creds_file.is_some()) {
        return Err(from.wrong("nkey_file", "stands beside user, a token or creds_file: set one of them"));
    }
    if let Some(flaw) = nkey.as_ref().and_then(|nkey| nkey::flaw(nkey.expose_secret())) {
        return Err(from.wrong("nkey_file", flaw));
    }
    Ok(NatsAccess { site: from.values().read("site"), user, creds_file, nkey })
}

/// The NATS server by which a hub tells its boards, if one is set.
fn nats(from: Written<'_>, nats: &Reader<'_>) -> Result<Option<HubNats>, ConfigError> {
    let Some(url) = nats.set("url") else { return Ok(None) };
    nats.check_address_of_this_machine("url")?;
    let (token, cert) = (token(from, nats)?, nats.file("cert"));
    let key = beside_cert(nats, cert.is_some())?;
    let server = Hub { url, token, cert, key, ca_file: nats.file("ca_file") };
    Ok(Some(HubNats { server, access: access(nats)?, replicas: nats.values().read("replicas") }))
}

/// Looks whether the hub alone is asked: no vendor's section stands beside `what` leads to it.
///
/// # Errors
/// That one does.
pub(super) fn alone(from: Written<'_>, what: &str) -> Result<(), ConfigError> {
    let mut platforms = from.schema.platforms().iter().map(|platform| platform.section.path);
    if let Some((path, origin)) = platforms.find_map(|path| Some((path, from.settings.section(path)?))) {
        let what = format!(
            "[{path}] stands beside {what}: a board on a hub asks the hub alone; leave the section to the hub's settings, \
             or take {what} out"
        );
        return Err(ConfigError::new(origin, what));
    }
    Ok(())
}

/// The hub that `[hub]` names.
///
/// # Errors
/// The first rule that is broken.
pub(super) fn follow(from: Written<'_>, hub: &Reader<'_>) -> Result<Hub, ConfigError> {
    alone(from, "hub.url")?;
    hub.check_address_of_this_machine("url")?;
    let token = token(from, hub)?;
    let cert = hub.file("cert");
    // A NATS server may know a board by its credentials, or let all in that are on its machine.
    if token.is_none() && cert.is_none() && !web::is_nats(&hub.set("url").unwrap_or_default()) {
        return Err(hub.refuse_at(
            "url",
            "[hub] has neither a token nor a certificate: set one of token_env, token_file, token, or cert",
        ));
    }
    let key = beside_cert(hub, cert.is_some())?;
    Ok(Hub { url: hub.set("url").unwrap_or_default(), token, cert, key, ca_file: hub.file("ca_file") })
}

fn serve(from: Written<'_>, serve: &Reader<'_>) -> Result<HubServe, ConfigError> {
    let plain = HubServe::of(&serve.values());
    let token = token(from, serve)?;
    let short = |token: &SecretString| token.expose_secret().trim().chars().count() < TOKEN_LEAST;
    if token.as_ref().is_some_and(short) {
        return Err(serve.refuse(format!(
            "the token in [{}] is shorter than {TOKEN_LEAST} characters, and could be guessed: make one with openssl rand -hex 32",
            keys::HUB_SERVE.path
        )));
    }
    let cert = serve.file("cert");
    let key = beside_cert(serve, cert.is_some())?;
    let client_ca = serve.file("client_ca");
    if cert.is_none() && !plain.listen.ip().is_loopback() {
        return Err(serve.wrong(
            "listen",
            "must be an address of this machine alone, such as \"127.0.0.1:8444\", while there is no cert: what boards are \
             told would travel in plain text; set cert and key",
        ));
    }
    if cert.is_none() && client_ca.is_some() {
        return Err(serve.wrong("client_ca", "says nothing without cert: boards show certificates by TLS alone"));
    }
    let state_dir = serve.file("state_dir").unwrap_or_else(|| from.dirs.hub());
    Ok(HubServe { token, cert, key, client_ca, record: serve.file("record"), state_dir: Some(state_dir), ..plain })
}

/// The key of a certificate, which says nothing without one.
fn beside_cert(from: &Reader<'_>, has_cert: bool) -> Result<Option<PathBuf>, ConfigError> {
    let key = from.file("key");
    if key.is_some() && !has_cert { Err(from.wrong("key", "says nothing without cert")) } else { Ok(key) }
}

/// The token of a section, if one is set; one that a header can carry.
fn token(from: Written<'_>, section: &Reader<'_>) -> Result<Option<SecretString>, ConfigError> {
    let is_set = |way: &&str| from.settings.get(&format!("{}.{way}", section.section.path)).is_some();
    if !section.section.ways.iter().any(is_set) {
        return Ok(None);
    }
    let way = section.way("set one of token_env, token_file, token")?;
    let secret = way.secret()?;
    way.carried(&secret)?;
    Ok(Some(secret))
}

impl Reader<'_> {
    /// Looks whether what is sent to the address of a key stays secret.
    ///
    /// # Errors
    /// That it is plain HTTP to another machine.
    fn check_address_of_this_machine(&self, key: &str) -> Result<(), ConfigError> {
        let address = self.set(key).unwrap_or_default();
        if web::is_private(&address) {
            return Ok(());
        }
        if web::is_nats(&address) {
            return Err(self.wrong(
                key,
                "must begin with tls://; nats:// is for this machine only: credentials, and numbers that are looked up, would \
                 travel readable",
            ));
        }
        Err(self.wrong(
            key,
            "must begin with https://; http:// is for this machine only: the token, and numbers that are looked up, would \
             travel readable",
        ))
    }
}

//! A connection to a NATS server: the one place that knows its client.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use async_nats::client::Request;
use async_nats::{
    Client, ConnectErrorKind, ConnectOptions, Event, HeaderMap, Message, RequestErrorKind, ServerAddr, ServerError,
    Subscriber,
};
use bytes::Bytes;
use futures_util::StreamExt;
use secrecy::{ExposeSecret, SecretString};
use tokio::sync::watch;

use super::{credentials, trust};
use crate::feed::hub::layout::Layout;
use crate::feed::hub::post::{Headers, said};
use crate::feed::hub::problem::Unlinked;

/// A server has so long to be there.
const CONNECT: Duration = Duration::from_secs(5);

/// A connection on which nothing moves is known to be gone within two of these.
const PING: Duration = Duration::from_secs(5);

/// Messages of one subscription that may wait here.
const WAITING: usize = 8 * 1024;

/// A connection that is gone is tried again so soon at first, and then this seldom.
const AGAIN: [Duration; 2] = [Duration::from_millis(100), Duration::from_secs(1)];

/// Nothing answers at that subject.
const NO_RESPONDERS: u16 = 503;

/// What is shown to a server.
#[derive(Clone, Debug)]
pub enum Shown {
    /// Nothing, or a certificate alone.
    Nothing,
    /// A token.
    Token(SecretString),
    /// A user and a password.
    Password(String, SecretString),
    /// A file of credentials.
    Credentials(PathBuf),
    /// That it has the seed of an nkey: what the server asks is signed by it.
    Nkey(SecretString),
}

/// Where a NATS server is, and how it knows this process.
#[derive(Clone, Debug)]
pub struct NatsSettings {
    /// Its address: `tls://host:port`, or `nats://` on this machine.
    pub url: String,
    /// The site there.
    pub layout: Layout,
    /// What is shown.
    pub shown: Shown,
    /// The files of the certificate that is shown, and of its key.
    pub cert: Option<(PathBuf, PathBuf)>,
    /// Files of certificates to trust, instead of the system's where there are any.
    pub ca_files: Vec<PathBuf>,
    /// What this process is called.
    pub name: String,
    /// An id that no other process has.
    pub id: String,
}

impl NatsSettings {
    /// Whether what is sent there stays secret: it goes by TLS, or within this machine.
    pub fn is_private(&self) -> bool {
        is_tls(&self.url) || self.address().is_ok_and(|address| is_here(address.host()))
    }

    fn address(&self) -> Result<ServerAddr, Unlinked> {
        let wrong = || Unlinked::NoAddress(self.url.clone());
        let address: ServerAddr = self.url.parse().map_err(|_| wrong())?;
        if matches!(address.scheme(), "nats" | "tls") { Ok(address) } else { Err(wrong()) }
    }
}

fn is_tls(url: &str) -> bool {
    url.starts_with("tls://")
}

fn is_here(host: &str) -> bool {
    let ip = host.trim_start_matches('[').trim_end_matches(']').parse::<std::net::IpAddr>();
    ip.map_or_else(|_| host.eq_ignore_ascii_case("localhost"), |ip| ip.is_loopback())
}

/// The host and the port of an address, for sentences.
pub fn host_of(url: &str) -> String {
    url.split_once("://").map_or(url, |(_, host)| host).to_owned()
}

/// A message that came.
#[derive(Clone, Debug)]
pub struct Post(Message);

impl Post {
    /// Its subject.
    pub fn subject(&self) -> &str {
        self.0.subject.as_str()
    }

    /// Its body.
    pub const fn body(&self) -> &Bytes {
        &self.0.payload
    }

    /// The value of a header.
    pub fn header(&self, name: &str) -> Option<String> {
        let headers = self.0.headers.as_ref()?;
        headers.get(name).map(|value| value.as_str().to_owned())
    }

    /// The number that a header has.
    pub fn number(&self, name: &str) -> Option<u64> {
        self.header(name)?.trim().parse().ok()
    }

    /// Where an answer is waited for.
    pub fn reply(&self) -> Option<String> {
        self.0.reply.as_ref().map(ToString::to_string)
    }

    /// What the server says instead of a message.
    pub fn status(&self) -> Option<u16> {
        self.0.status.map(|status| status.as_u16())
    }

    /// Whether nothing answers where it was asked.
    pub fn is_unanswered(&self) -> bool {
        self.status() == Some(NO_RESPONDERS)
    }
}

/// What comes at a subject.
#[derive(Debug)]
pub struct Posts(Subscriber);

impl Posts {
    /// The next that comes; `None` where nothing comes any more. Nothing is lost when it is not waited for.
    pub async fn next(&mut self) -> Option<Post> {
        self.0.next().await.map(Post)
    }
}

/// A connection. It comes back by itself where it was lost.
#[derive(Clone, Debug)]
pub struct Link {
    client: Client,
    host: Arc<str>,
    up: watch::Receiver<bool>,
    /// What the server refused last.
    denied: watch::Sender<Option<String>>,
}

impl Link {
    /// Connects.
    ///
    /// # Errors
    /// Why the server is not there, or does not let this process in.
    pub async fn connect(settings: &NatsSettings) -> Result<Self, Unlinked> {
        let (address, host) = (settings.address()?, host_of(&settings.url));
        if !settings.is_private() {
            return Err(Unlinked::Plain);
        }
        let (upness, up) = watch::channel(true);
        let denied = watch::Sender::new(None);
        let (noted, tls) = (denied.clone(), is_tls(&settings.url));
        let mut options = ConnectOptions::new()
            .name(&settings.name)
            .connection_timeout(CONNECT)
            .ping_interval(PING)
            .subscription_capacity(WAITING)
            .require_tls(tls)
            .reconnect_delay_callback(|attempts| if attempts <= 2 { AGAIN[0] } else { AGAIN[1] })
            .event_callback(move |event| {
                let (upness, noted) = (upness.clone(), noted.clone());
                async move { note(event, &upness, &noted) }
            });
        if !tls {
            // They may be elsewhere, and would be spoken to in plain text.
            options = options.ignore_discovered_servers();
        }
        options = match &settings.shown {
            Shown::Nothing => options,
            Shown::Token(token) => options.token(token.expose_secret().to_owned()),
            Shown::Password(user, password) => {
                options.user_and_password(user.clone(), password.expose_secret().to_owned())
            }
            Shown::Nkey(seed) => options.nkey(seed.expose_secret().trim().to_owned()),
            Shown::Credentials(file) => {
                credentials::showing(options, file).map_err(|why| Unlinked::NoCredentials(file.clone(), why))?
            }
        };
        options = trusting(options, settings).await.map_err(|why| Unlinked::NoTls(host.clone(), said(&why)))?;
        let client = options.connect(address).await.map_err(|error| refused(&error, &host))?;
        Ok(Self { client, host: host.into(), up, denied })
    }

    /// The server's host and port.
    pub fn host(&self) -> &str {
        &self.host
    }

    /// Whether the connection is there.
    pub fn is_up(&self) -> bool {
        *self.up.borrow()
    }

    /// Waits until the connection is there, or is gone.
    pub async fn becomes(&self, up: bool) {
        let mut state = self.up.clone();
        // The client is gone: it is not there.
        if state.wait_for(|now| *now == up).await.is_err() && up {
            std::future::pending::<()>().await;
        }
    }

    /// No message that the server takes is larger, its headers included, in bytes.
    pub fn largest(&self) -> usize {
        self.client.server_info().max_payload
    }

    /// Listens at a subject.
    ///
    /// # Errors
    /// That the connection is gone.
    pub async fn listen(&self, subject: String) -> Result<Posts, Unlinked> {
        self.client.subscribe(subject).await.map(Posts).map_err(|_| self.gone())
    }

    /// Publishes, without an answer; where one is waited for, it goes to `reply`.
    ///
    /// # Errors
    /// That the connection is gone.
    pub async fn post(
        &self,
        subject: String,
        reply: Option<String>,
        headers: Headers,
        body: Bytes,
    ) -> Result<(), Unlinked> {
        let headers = map(headers);
        let posted = match reply {
            Some(reply) => self.client.publish_with_reply_and_headers(subject, reply, headers, body).await,
            None => self.client.publish_with_headers(subject, headers, body).await,
        };
        posted.map_err(|_| self.gone())
    }

    /// Asks, and waits for one answer.
    ///
    /// # Errors
    /// That nothing answers there, not in time, or not this process.
    pub async fn ask(
        &self,
        subject: String,
        headers: Headers,
        body: Bytes,
        wait: Duration,
    ) -> Result<Option<Post>, Unlinked> {
        self.forget_denied();
        let mut request = Request::new().payload(body).timeout(Some(wait));
        if !headers.is_empty() {
            request = request.headers(map(headers));
        }
        let answered = tokio::select! {
            biased;
            answered = self.client.send_request(subject.clone(), request) => answered,
            why = self.denies(&subject) => return Err(why),
        };
        match answered {
            Ok(message) => Ok(Some(Post(message))),
            Err(error) if error.kind() == RequestErrorKind::NoResponders => Ok(None),
            Err(_) => Err(self.silent(wait)),
        }
    }

    /// Waits until the server says that it does not permit what was asked at this subject, which it answers in no other way.
    pub(super) async fn denies(&self, subject: &str) -> Unlinked {
        let mut denied = self.denied.subscribe();
        let is_it = |said: &Option<String>| said.as_ref().is_some_and(|said| said.contains(subject));
        let said = denied.wait_for(is_it).await.ok().and_then(|said| said.clone());
        match said {
            Some(said) => Unlinked::Denied(self.host().to_owned(), said),
            None => std::future::pending().await,
        }
    }

    /// A subject at which nothing else listens.
    pub fn inbox(&self) -> String {
        self.client.new_inbox()
    }

    /// Waits until all that was said has reached the server.
    pub async fn flush(&self) {
        if let Err(error) = self.client.flush().await {
            tracing::debug!("nats: {error}");
        }
    }

    /// Why there was no answer.
    pub fn silent(&self, wait: Duration) -> Unlinked {
        // What may not be asked at all is known by then; an answer comes to an inbox.
        if let Some(denied) = self.denied.send_replace(None).filter(|denied| denied.contains("_INBOX")) {
            return Unlinked::Denied(self.host().to_owned(), denied);
        }
        if self.is_up() { Unlinked::Late(self.host().to_owned(), wait.as_secs()) } else { self.gone() }
    }

    /// That the connection is gone.
    pub fn gone(&self) -> Unlinked {
        Unlinked::Gone(self.host().to_owned())
    }

    /// What was refused before says nothing of what is asked next.
    pub(super) fn forget_denied(&self) {
        self.denied.send_replace(None);
    }
}

/// The same with whom they trust, and the certificate that they show.
async fn trusting(options: ConnectOptions, settings: &NatsSettings) -> Result<ConnectOptions, String> {
    let shown = settings.cert.clone();
    if settings.ca_files.len() > 1 {
        let files = settings.ca_files.clone();
        let read = crate::tasks::spawn_blocking(move || trust::trusting(&files, shown.as_ref()));
        return Ok(options.tls_client_config(read.await.map_err(|why| why.to_string())??));
    }
    let options = settings.ca_files.iter().fold(options, |options, ca| options.add_root_certificates(ca.clone()));
    Ok(match shown {
        Some((cert, key)) => options.add_client_certificate(cert, key),
        None => options,
    })
}

fn map(headers: Headers) -> HeaderMap {
    let mut map = HeaderMap::new();
    for (name, value) in headers {
        map.insert(name, value);
    }
    map
}

fn note(event: Event, up: &watch::Sender<bool>, denied: &watch::Sender<Option<String>>) {
    match event {
        Event::Connected => {
            up.send_replace(true);
        }
        Event::Disconnected | Event::Closed => {
            up.send_replace(false);
        }
        Event::ServerError(ServerError::Other(error)) if error.to_lowercase().contains("permissions violation") => {
            denied.send_replace(Some(said(&error)));
        }
        Event::SlowConsumer(_) => tracing::info!("nats: what comes is read too slowly; some of it is asked for again"),
        other => tracing::debug!("nats: {other}"),
    }
}

fn refused(error: &async_nats::ConnectError, host: &str) -> Unlinked {
    let why = said(&error.to_string());
    let host = host.to_owned();
    let is_about = |word: &str| why.to_lowercase().contains(word);
    match error.kind() {
        ConnectErrorKind::AuthorizationViolation | ConnectErrorKind::Authentication => Unlinked::Refused(host),
        ConnectErrorKind::Tls => Unlinked::NoTls(host, why),
        _ if is_about("certificate") || is_about("tls") || is_about("load certs") => Unlinked::NoTls(host, why),
        _ => Unlinked::Unreached(host, why),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(url: &str) -> NatsSettings {
        NatsSettings {
            url: url.to_owned(),
            layout: Layout::new("main"),
            shown: Shown::Nothing,
            cert: None,
            ca_files: Vec::new(),
            name: "board".to_owned(),
            id: "1".to_owned(),
        }
    }

    #[test]
    fn what_is_sent_stays_secret_over_tls_and_within_this_machine() {
        for (url, is_private) in [
            ("tls://nats.example:4222", true),
            ("nats://127.0.0.1:4222", true),
            ("nats://[::1]:4222", true),
            ("nats://localhost:4222", true),
            ("nats://nats.example:4222", false),
            ("nats://192.0.2.7:4222", false),
            ("nats://127.0.0.1.example:4222", false),
        ] {
            assert_eq!(settings(url).is_private(), is_private, "{url}");
        }
    }

    #[tokio::test]
    async fn nothing_is_said_in_plain_text_to_another_machine() {
        let refused = Link::connect(&settings("nats://192.0.2.7:4222")).await.unwrap_err();
        assert_eq!(refused, Unlinked::Plain);
        let wrong = Link::connect(&settings("https://nats.example")).await.unwrap_err();
        assert!(matches!(wrong, Unlinked::NoAddress(_)));
    }
}

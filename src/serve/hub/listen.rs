//! Where boards connect: a port, TLS, and a place for each.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::{sleep, timeout};
use tokio_rustls::TlsAcceptor;
use tokio_util::sync::CancellationToken;

use super::asks::DeskDoor;
use super::door::{Door, Guest};
use super::key::Token;
use super::settings::HubSettings;
use crate::model::Clock;
use crate::model::Problem;
use crate::serve::guests::{Guests, Known, Room};
use crate::serve::problem::Deaf;
use crate::serve::tls::{Clients, Shown};
use crate::serve::wire::{self, Answering, Wire};

/// The section of the settings that says where.
const SECTION: &str = "hub.serve";

/// How long to wait after a connection that could not be accepted: there may be no descriptor left.
const AGAIN: Duration = Duration::from_millis(50);

/// How long a TLS handshake may take.
const HANDSHAKE: Duration = Duration::from_secs(10);

/// Listens for boards.
pub struct Hub {
    settings: HubSettings,
    door: Arc<Door>,
    /// A port that was taken before.
    taken: Mutex<Option<std::net::TcpListener>>,
}

impl Hub {
    /// One that listens for nothing yet. `random` are bits of this process alone.
    pub fn new(settings: HubSettings, desk: &DeskDoor, clock: Clock, random: u128) -> Self {
        let token = settings.token.as_ref().map(|token| Token::new(token, random));
        let door = Arc::new(Door::new(token, desk.asks.clone(), clock, settings.limits, desk.tapes.clone()));
        Self { settings, door, taken: Mutex::default() }
    }

    /// Takes the port now, and says which it is: port 0 takes a free one.
    ///
    /// # Errors
    /// When it cannot be had.
    pub fn take_port(&self) -> Result<SocketAddr, Problem> {
        let take = || {
            let listener = std::net::TcpListener::bind(self.settings.listen)?;
            listener.set_nonblocking(true)?;
            let address = listener.local_addr()?;
            *self.taken.lock().unwrap_or_else(PoisonError::into_inner) = Some(listener);
            Ok(address)
        };
        take().map_err(|error| self.no_port(&error))
    }

    fn no_port(&self, error: &std::io::Error) -> Problem {
        Deaf::NoPort(self.settings.listen.to_string(), error.to_string(), SECTION).into()
    }

    /// Looks whether certificate, key and those who issue boards' certificates can be used.
    ///
    /// # Errors
    /// What is wrong with them.
    pub fn check_certificate(&self) -> Result<(), Problem> {
        self.shown().map(drop).map_err(Problem::from)
    }

    fn shown(&self) -> Result<Option<Shown>, Deaf> {
        let HubSettings { cert, key, client_ca, token, .. } = &self.settings;
        let clients = client_ca.as_ref().map(|ca| Clients { ca: ca.clone(), may_show_none: token.is_some() });
        match cert {
            None => Ok(None),
            Some(cert) => Shown::asking(cert, key.as_ref().unwrap_or(cert), SECTION, clients).map(Some),
        }
    }

    async fn bind(&self) -> std::io::Result<TcpListener> {
        let taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner).take();
        match taken {
            Some(listener) => TcpListener::from_std(listener),
            None => TcpListener::bind(self.settings.listen).await,
        }
    }

    /// Answers one who is connected already, until they leave: as one who has shown no certificate.
    pub async fn answer<I>(&self, io: I)
    where
        I: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    {
        let guest = Guest { known: Known::default(), has_certificate: false, closed: CancellationToken::new() };
        converse(Box::new(io), Arc::clone(&self.door), guest).await;
    }

    /// Lets boards in, until it is dropped; why that cannot go on.
    pub async fn listen(&self) -> Problem {
        let mut shown = match self.shown() {
            Ok(shown) => shown,
            Err(deaf) => return deaf.into(),
        };
        let listener = match self.bind().await {
            Ok(listener) => listener,
            Err(error) => return self.no_port(&error),
        };
        let mut guests = Guests::new(self.settings.limits.connections);
        loop {
            let accepted = tokio::select! {
                accepted = listener.accept() => accepted,
                () = guests.left() => continue,
            };
            let stream = match accepted {
                Ok((stream, _)) => stream,
                Err(error) => {
                    tracing::debug!(%error, "hub: a connection could not be accepted");
                    sleep(AGAIN).await;
                    continue;
                }
            };
            if guests.make_room().await == Room::Full {
                tracing::warn!("hub: more than {} connections at once", self.settings.limits.connections);
                continue;
            }
            let (known, acceptor) = (Known::default(), shown.as_mut().map(Shown::acceptor));
            let guest = Guest { known: known.clone(), has_certificate: false, closed: CancellationToken::new() };
            guests.admit(known, greet(Box::new(quick(stream)), Arc::clone(&self.door), acceptor, guest));
        }
    }
}

/// What boards are told must not wait for more.
fn quick(stream: TcpStream) -> TcpStream {
    if let Err(error) = stream.set_nodelay(true) {
        tracing::debug!(%error, "hub: no TCP_NODELAY");
    }
    stream
}

/// Shows the certificate where there is one, and answers.
async fn greet(io: Wire, door: Arc<Door>, acceptor: Option<TlsAcceptor>, mut guest: Guest) {
    let Some(acceptor) = acceptor else { return converse(io, door, guest).await };
    match timeout(HANDSHAKE, acceptor.accept(io)).await {
        Ok(Ok(stream)) => {
            // It was looked at in the handshake.
            guest.has_certificate = stream.get_ref().1.peer_certificates().is_some_and(|all| !all.is_empty());
            converse(Box::new(stream), door, guest).await;
        }
        Ok(Err(error)) => tracing::debug!(%error, "hub: no TLS"),
        Err(_) => tracing::debug!("hub: no TLS in time"),
    }
}

/// Answers the requests of a connection, until it is closed from either end.
async fn converse(io: Wire, door: Arc<Door>, guest: Guest) {
    let (limits, closed) = (*door.limits(), guest.closed.clone());
    let guest = Arc::new(guest);
    let answering = Answering::by(move |request| {
        let (door, guest) = (Arc::clone(&door), Arc::clone(&guest));
        async move { door.answer(request, &guest).await }
    });
    let served = wire::serve(io, limits.head_time, limits.head_bytes, answering);
    tokio::select! {
        biased;
        // A board that takes nothing would else keep its place until its machine is gone.
        () = closed.cancelled() => tracing::debug!("hub: a connection was closed"),
        served = served => if let Err(error) = served {
            // Nothing that was sent is in it.
            tracing::debug!(%error, "hub: a connection ended");
        },
    }
}

//! The receiver of callbacks: it listens, lets connections in, and gives each request to the door.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio::time::{sleep, timeout};
use tokio_rustls::TlsAcceptor;

use super::answers::BotDesk;
use super::guests::{Guests, Known, Room};
use super::problem::{Deaf, Refused};
use super::replays::Replays;
use super::request::Door;
use super::settings::ReceiverSettings;
use super::tls::{Shown, chain};
use super::trial::{Doubt, Trial};
use super::wire::{self, Answering, Wire};
use crate::feed::push::{Inbox, Listen};
use crate::model::{Clock, Problem, RejectReason};
use crate::platforms::{CallbacksApi, Hints, Refusal};

/// How long to wait after a connection that could not be accepted: there may be no descriptor left.
const AGAIN: Duration = Duration::from_millis(50);

/// How long a TLS handshake may take.
const HANDSHAKE: Duration = Duration::from_secs(10);

/// Listens for the callbacks of a vendor.
pub struct Receiver<A> {
    api: Arc<A>,
    settings: ReceiverSettings,
    clock: Clock,
    hints: Hints,
    /// Places for callbacks that are read, whatever connection brings them.
    places: Arc<Semaphore>,
    /// They outlive a port that is lost for a while.
    replays: Arc<Mutex<Replays>>,
    /// Where answers of bots go that are pushed; `None` where none is asked in that way.
    bots: Option<BotDesk>,
    /// A port that was taken before.
    taken: Mutex<Option<std::net::TcpListener>>,
}

impl<A: CallbacksApi> Receiver<A> {
    /// One that listens for nothing yet. `hints` tell what is known of the vendor's clock.
    pub fn new(api: Arc<A>, settings: ReceiverSettings, clock: Clock, hints: Hints) -> Self {
        let replays = Arc::new(Mutex::new(Replays::new(settings.limits.remembered)));
        let places = Arc::new(Semaphore::new(settings.limits.at_once));
        Self { api, settings, clock, hints, places, replays, bots: None, taken: Mutex::default() }
    }

    /// The same, which takes answers of bots too.
    #[must_use]
    pub fn taking_answers(self, bots: BotDesk) -> Self {
        Self { bots: Some(bots), ..self }
    }

    /// Takes the port now, before anything is listened for, and says which it is: port 0 takes a free one.
    ///
    /// # Errors
    /// When it cannot be had.
    pub fn take_port(&self) -> std::io::Result<SocketAddr> {
        let listener = std::net::TcpListener::bind(self.settings.listen)?;
        listener.set_nonblocking(true)?;
        let address = listener.local_addr()?;
        *self.taken.lock().unwrap_or_else(PoisonError::into_inner) = Some(listener);
        Ok(address)
    }

    /// Looks whether certificate and key can be used.
    ///
    /// # Errors
    /// What is wrong with them.
    pub fn check_certificate(&self) -> Result<(), Problem> {
        self.shown().map(drop).map_err(Problem::from)
    }

    /// What connects to it by TLS, where it has a certificate.
    ///
    /// # Errors
    /// Why that certificate cannot be connected by.
    pub fn trial(&self) -> Result<Option<Trial>, Doubt> {
        let Some(cert) = &self.settings.cert else { return Ok(None) };
        let chain = chain(cert, A::SECTION).map_err(|deaf| Doubt::Unfit(deaf.to_string()))?;
        Trial::new(chain).map(Some)
    }

    /// What is said of a port that cannot be had.
    pub fn no_port(&self, error: &std::io::Error) -> Problem {
        Deaf::NoPort(self.settings.listen.to_string(), error.to_string(), A::SECTION).into()
    }

    fn shown(&self) -> Result<Option<Shown>, Deaf> {
        match (&self.settings.cert, &self.settings.key) {
            (None, None) => Ok(None),
            (None, Some(_)) => Err(Deaf::KeyAlone(A::SECTION)),
            (Some(cert), key) => Shown::read(cert, key.as_ref().unwrap_or(cert), A::SECTION).map(Some),
        }
    }

    async fn bind(&self) -> std::io::Result<TcpListener> {
        let taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner).take();
        match taken {
            Some(listener) => TcpListener::from_std(listener),
            None => TcpListener::bind(self.settings.listen).await,
        }
    }

    fn door(&self, inbox: Inbox) -> Arc<Door<A>> {
        Arc::new(Door {
            api: Arc::clone(&self.api),
            settings: self.settings.clone(),
            clock: Clock::clone(&self.clock),
            hints: self.hints.clone(),
            inbox,
            places: Arc::clone(&self.places),
            replays: Arc::clone(&self.replays),
            bots: self.bots.clone(),
        })
    }

    /// Answers one who is connected already, until they leave: by TLS where there is a certificate. One that cannot be used
    /// answers nothing.
    pub async fn answer<I>(&self, io: I, peer: SocketAddr, inbox: Inbox)
    where
        I: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    {
        if let Ok(mut shown) = self.shown() {
            greet(Box::new(io), peer, self.door(inbox), shown.as_mut().map(Shown::acceptor), Known::default()).await;
        }
    }
}

impl<A: CallbacksApi> Listen for Receiver<A> {
    async fn listen(&self, inbox: Inbox) -> Problem {
        let mut shown = match self.shown() {
            Ok(shown) => shown,
            Err(deaf) => return deaf.into(),
        };
        let listener = match self.bind().await {
            Ok(listener) => listener,
            Err(error) => return self.no_port(&error),
        };
        inbox.opened();
        let door = self.door(inbox);
        let most = self.settings.limits.connections;
        let mut guests = Guests::new(most);
        loop {
            let accepted = tokio::select! {
                accepted = listener.accept() => accepted,
                () = guests.left() => continue,
            };
            let (stream, peer) = match accepted {
                Ok(accepted) => accepted,
                Err(error) => {
                    tracing::debug!(%error, "push: a connection could not be accepted");
                    sleep(AGAIN).await;
                    continue;
                }
            };
            let room = guests.make_room().await;
            if room != Room::Free {
                door.inbox.refuse(&Refusal::new(503, RejectReason::Overloaded, Refused::Crowd(most)));
            }
            if room == Room::Full {
                continue;
            }
            let (known, acceptor) = (Known::default(), shown.as_mut().map(Shown::acceptor));
            guests.admit(known.clone(), greet(Box::new(quick(stream)), peer, Arc::clone(&door), acceptor, known));
        }
    }
}

/// Answers must not wait for more.
fn quick(stream: TcpStream) -> TcpStream {
    if let Err(error) = stream.set_nodelay(true) {
        tracing::debug!(%error, "push: no TCP_NODELAY");
    }
    stream
}

/// Shows the certificate where there is one, and answers.
async fn greet<A: CallbacksApi>(
    io: Wire,
    peer: SocketAddr,
    door: Arc<Door<A>>,
    acceptor: Option<TlsAcceptor>,
    known: Known,
) {
    let Some(acceptor) = acceptor else { return converse(io, peer, door, known).await };
    match timeout(HANDSHAKE, acceptor.accept(io)).await {
        Ok(Ok(stream)) => converse(Box::new(stream), peer, door, known).await,
        Ok(Err(error)) => tracing::debug!(%error, "push: no TLS"),
        Err(_) => tracing::debug!("push: no TLS in time"),
    }
}

/// Answers the requests of a connection.
async fn converse<A: CallbacksApi>(io: Wire, peer: SocketAddr, door: Arc<Door<A>>, known: Known) {
    let limits = door.settings.limits;
    let answering = Answering::by(move |request| {
        let (door, known) = (Arc::clone(&door), known.clone());
        async move { door.answer(request, peer, &known).await }
    });
    if let Err(error) = wire::serve(io, limits.head_time, limits.head_bytes, answering).await {
        // Nothing that was sent is in it.
        tracing::debug!(%error, "push: a connection ended");
    }
}

#[cfg(test)]
mod tests;

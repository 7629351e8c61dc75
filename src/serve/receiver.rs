//! The receiver of callbacks: it listens, lets connections in, and gives each request to the door.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};

use super::answers::BotDesk;
use super::problem::{Deaf, Refused};
use super::replays::Replays;
use super::request::Door;
use super::settings::ReceiverSettings;
use super::tls::Shown;
use crate::feed::push::{Inbox, Listen};
use crate::model::{Clock, Problem, RejectReason};
use crate::platforms::{CallbacksApi, Hints, Refusal};

/// How long to wait after a connection that could not be accepted: there may be no descriptor left.
const AGAIN: Duration = Duration::from_millis(50);

/// No request has more headers.
const HEADERS: usize = 64;

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

    /// Answers one who is connected already, until they leave.
    pub async fn answer<I>(&self, io: I, peer: SocketAddr, inbox: Inbox)
    where
        I: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    {
        converse(io, peer, self.door(inbox)).await;
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
        let places = Arc::new(Semaphore::new(self.settings.limits.connections));
        // They end with it.
        let mut connections = JoinSet::new();
        loop {
            let accepted = tokio::select! {
                accepted = listener.accept() => accepted,
                Some(_) = connections.join_next(), if !connections.is_empty() => continue,
            };
            let (stream, peer) = match accepted {
                Ok(accepted) => accepted,
                Err(error) => {
                    tracing::debug!(%error, "push: a connection could not be accepted");
                    sleep(AGAIN).await;
                    continue;
                }
            };
            let Ok(place) = Arc::clone(&places).try_acquire_owned() else {
                let crowd = Refused::Crowd(self.settings.limits.connections);
                door.inbox.refuse(&Refusal::new(503, RejectReason::Overloaded, crowd));
                continue;
            };
            let (door, acceptor) = (Arc::clone(&door), shown.as_mut().map(Shown::acceptor));
            connections.spawn(async move {
                let _place = place;
                let Some(acceptor) = acceptor else { return converse(quick(stream), peer, door).await };
                match timeout(HANDSHAKE, acceptor.accept(quick(stream))).await {
                    Ok(Ok(stream)) => converse(stream, peer, door).await,
                    Ok(Err(error)) => tracing::debug!(%error, "push: no TLS"),
                    Err(_) => tracing::debug!("push: no TLS in time"),
                }
            });
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

/// Answers the requests of a connection.
async fn converse<A, I>(io: I, peer: SocketAddr, door: Arc<Door<A>>)
where
    A: CallbacksApi,
    I: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let limits = door.settings.limits;
    let answering = service_fn(move |request| {
        let door = Arc::clone(&door);
        async move { Ok::<_, Infallible>(door.answer(request, peer).await) }
    });
    let served = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(limits.head_time)
        .max_headers(HEADERS)
        .max_buf_size(limits.head_bytes)
        .serve_connection(TokioIo::new(io), answering)
        .await;
    if let Err(error) = served {
        // Nothing that was sent is in it.
        tracing::debug!(%error, "push: a connection ended");
    }
}

#[cfg(test)]
mod tests;

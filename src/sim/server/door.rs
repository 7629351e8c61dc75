//! The way in: a listener that can refuse connections for a while, and connections that can be reset or left alone from
//! here.

use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use axum::serve::Listener;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio_util::sync::{CancellationToken, WaitForCancellationFutureOwned};

/// How long to wait before the address is asked for again, or the next connection after one that failed.
const AGAIN: Duration = Duration::from_millis(20);

/// Holds the door: shuts and opens it, and throws out or forgets who is inside.
pub(super) struct Porter {
    shut: watch::Sender<bool>,
    inside: Mutex<Inside>,
    stop: CancellationToken,
}

/// What happens to the connections there are.
#[derive(Default)]
struct Inside {
    reset: CancellationToken,
    stall: CancellationToken,
}

/// Listens where the porter lets it.
pub(super) struct Door {
    address: SocketAddr,
    listener: Option<TcpListener>,
    porter: Arc<Porter>,
}

/// A connection, as its requests know it; cancelling it resets the connection.
#[derive(Clone, Debug)]
pub(super) struct Visitor(pub(super) CancellationToken);

/// A connection's bytes.
pub(super) struct Socket {
    stream: TcpStream,
    reset: Pin<Box<WaitForCancellationFutureOwned>>,
    is_reset: bool,
    stall: Pin<Box<WaitForCancellationFutureOwned>>,
    is_stalled: bool,
    /// Even a connection that is left alone ends with the server.
    stop: Pin<Box<WaitForCancellationFutureOwned>>,
}

impl Porter {
    pub(super) fn new(stop: CancellationToken) -> Self {
        Self { shut: watch::Sender::new(false), inside: Mutex::default(), stop }
    }

    /// Refuses connections from now on, or lets them in again.
    pub(super) fn shut(&self, shut: bool) {
        self.shut.send_replace(shut);
    }

    /// Resets every connection there is.
    pub(super) fn reset_all(&self) {
        let mut inside = self.inside.lock().unwrap_or_else(PoisonError::into_inner);
        std::mem::take(&mut inside.reset).cancel();
    }

    /// Neither reads nor writes any connection there is from now on, and closes none.
    pub(super) fn stall_all(&self) {
        let mut inside = self.inside.lock().unwrap_or_else(PoisonError::into_inner);
        std::mem::take(&mut inside.stall).cancel();
    }

    /// Lets a connection in; cancelling what comes with it resets it.
    fn let_in(&self, stream: TcpStream) -> (Socket, CancellationToken) {
        let inside = self.inside.lock().unwrap_or_else(PoisonError::into_inner);
        let reset = inside.reset.child_token();
        (Socket::new(stream, reset.clone(), inside.stall.clone(), self.stop.clone()), reset)
    }
}

impl Door {
    pub(super) const fn new(listener: TcpListener, address: SocketAddr, porter: Arc<Porter>) -> Self {
        Self { address, listener: Some(listener), porter }
    }
}

impl Listener for Door {
    type Io = Socket;
    type Addr = Visitor;

    async fn accept(&mut self) -> (Socket, Visitor) {
        let mut shut = self.porter.shut.subscribe();
        loop {
            if *shut.borrow_and_update() {
                // A port without a listener is what refuses.
                self.listener = None;
                if shut.changed().await.is_err() {
                    std::future::pending::<()>().await;
                }
                continue;
            }
            let Some(listener) = &self.listener else {
                match TcpListener::bind(self.address).await {
                    Ok(listener) => self.listener = Some(listener),
                    Err(error) => {
                        tracing::warn!(%error, address = %self.address, "the address cannot be had again yet");
                        tokio::time::sleep(AGAIN).await;
                    }
                }
                continue;
            };
            let accepted = tokio::select! {
                accepted = listener.accept() => accepted,
                _ = shut.changed() => continue,
            };
            match accepted {
                Ok((stream, _)) => {
                    let (socket, reset) = self.porter.let_in(stream);
                    return (socket, Visitor(reset));
                }
                Err(error) => {
                    tracing::debug!(%error, "a connection could not be accepted");
                    tokio::time::sleep(AGAIN).await;
                }
            }
        }
    }

    fn local_addr(&self) -> io::Result<Visitor> {
        Ok(Visitor(CancellationToken::new()))
    }
}

impl Socket {
    fn new(stream: TcpStream, reset: CancellationToken, stall: CancellationToken, stop: CancellationToken) -> Self {
        // Small messages must not wait for each other.
        if let Err(error) = stream.set_nodelay(true) {
            tracing::debug!(%error, "no TCP_NODELAY on a connection");
        }
        Self {
            stream,
            reset: Box::pin(reset.cancelled_owned()),
            is_reset: false,
            stall: Box::pin(stall.cancelled_owned()),
            is_stalled: false,
            stop: Box::pin(stop.cancelled_owned()),
        }
    }

    /// Fails once the connection is to be reset; closing it then sends a RST. Pending for good once it is left alone.
    fn check(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        if let Err(error) = self.check_reset(cx) {
            return Poll::Ready(Err(error));
        }
        if !self.is_stalled && self.stall.as_mut().poll(cx).is_ready() {
            self.is_stalled = true;
        }
        if !self.is_stalled {
            return Poll::Ready(Ok(()));
        }
        self.stop.as_mut().poll(cx).map(|()| Err(io::ErrorKind::ConnectionAborted.into()))
    }

    fn check_reset(&mut self, cx: &mut Context<'_>) -> io::Result<()> {
        if !self.is_reset && self.reset.as_mut().poll(cx).is_ready() {
            self.is_reset = true;
            self.stream.set_zero_linger()?;
        }
        if self.is_reset { Err(io::ErrorKind::ConnectionReset.into()) } else { Ok(()) }
    }
}

impl AsyncRead for Socket {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, into: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        ready!(self.check(cx))?;
        Pin::new(&mut self.stream).poll_read(cx, into)
    }
}

impl AsyncWrite for Socket {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        ready!(self.check(cx))?;
        Pin::new(&mut self.stream).poll_write(cx, bytes)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        ready!(self.check(cx))?;
        Pin::new(&mut self.stream).poll_write_vectored(cx, bytes)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        ready!(self.check(cx))?;
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        ready!(self.check(cx))?;
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}

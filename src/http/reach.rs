//! The steps to a host, one by one, so that it shows which of them fails: its name, then a connection.

use std::io;
use std::net::IpAddr;

use tokio::net::{TcpStream, lookup_host};
use tokio::time::timeout;

use super::{CONNECT_TIMEOUT, Exchange, Http, Peer, failed};
use crate::http::{Error, ErrorKind, Result};
use crate::model::{End, Transport, Value};

impl Http {
    /// The addresses of whom a connection is made to: the host, or the proxy that leads there.
    ///
    /// # Errors
    /// [`ErrorKind::Network`] when its name cannot be looked up, [`ErrorKind::Settings`] when the environment names a
    /// proxy that is none.
    pub async fn look_up(&self) -> Result<Vec<IpAddr>> {
        let Peer { host, port, .. } = self.peer()?;
        let why: Value = match timeout(CONNECT_TIMEOUT, lookup_host((host.as_str(), port))).await {
            Ok(Ok(found)) => {
                let mut found: Vec<IpAddr> = found.map(|address| address.ip()).collect();
                found.dedup();
                if !found.is_empty() {
                    return Ok(found);
                }
                Exchange::NoAddress.into()
            }
            Ok(Err(error)) => error.to_string().into(),
            Err(_) => Exchange::NoAnswer(CONNECT_TIMEOUT.as_secs()).into(),
        };
        let problem = if failed::descriptors_are_out() {
            Transport::Descriptors
        } else {
            Transport::NoName { end: self.end(), socks5: None, why }
        };
        Err(Error::new(ErrorKind::Network, problem))
    }

    /// Makes a connection to the host, or to the proxy that leads there, and ends it.
    ///
    /// # Errors
    /// [`ErrorKind::Network`] when none can be made; [`ErrorKind::Settings`] as for [`Http::look_up`].
    pub async fn connect(&self) -> Result<()> {
        let Peer { host, port, .. } = self.peer()?;
        let late = || Err(io::ErrorKind::TimedOut.into());
        let made = timeout(CONNECT_TIMEOUT, TcpStream::connect((host, port))).await.unwrap_or_else(|_| late());
        made.map(drop).map_err(|error| {
            let slow = error.raw_os_error().is_none() && error.kind() == io::ErrorKind::TimedOut;
            let problem = if slow {
                Transport::Slow { end: self.end(), seconds: CONNECT_TIMEOUT.as_secs() }
            } else {
                failed::at(&error, self.end(), None)
            };
            Error::new(ErrorKind::Network, problem)
        })
    }

    /// Whom a connection is made to.
    fn end(&self) -> End {
        self.route.proxy().cloned().map_or_else(|| End::Host(self.host.clone()), End::Proxy)
    }
}

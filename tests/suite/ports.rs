//! Ports on which nothing listens, and which no other test can be given while they are held.

use std::net::{Ipv4Addr, SocketAddr};

use tokio::net::TcpSocket;

/// A port of ours on which nothing listens: a connection is refused, a program that is told of it can listen there,
/// and the system gives it to nothing else.
pub(crate) struct HeldPort {
    _socket: TcpSocket,
    pub(crate) address: SocketAddr,
}

impl HeldPort {
    pub(crate) fn new() -> Self {
        let socket = TcpSocket::new_v4().unwrap();
        // Both ends that share a port have to say that they do; a listener of tokio and of std does.
        socket.set_reuseaddr(true).unwrap();
        socket.bind(SocketAddr::from((Ipv4Addr::LOCALHOST, 0))).unwrap();
        let address = socket.local_addr().unwrap();
        Self { _socket: socket, address }
    }
}

#[tokio::test]
async fn a_held_port_refuses_until_a_program_listens_there_and_is_given_to_no_other() {
    let held = HeldPort::new();
    assert!(tokio::net::TcpStream::connect(held.address).await.is_err());
    let _listener = tokio::net::TcpListener::bind(held.address).await.unwrap();
    tokio::net::TcpStream::connect(held.address).await.unwrap();
}

//! A connection, of one type whatever carries it: what hyper and rustls have for each type of connection is in the program
//! once, and a call through a table costs nothing beside a system call.

use tokio::io::{AsyncRead, AsyncWrite};

/// What a connection does.
pub(super) trait Carries: AsyncRead + AsyncWrite + Unpin + Send {}

impl<I: AsyncRead + AsyncWrite + Unpin + Send> Carries for I {}

/// A connection.
pub(super) type Wire = Box<dyn Carries>;

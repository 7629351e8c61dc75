//! Messages for the board from a shell of the same machine: a socket on which a board listens, and how it is spoken to.
//!
//! The sockets of all boards of a user stand in one directory that no other user can enter, those of a group in its own:
//! see [`Shared`], whose rules they follow. One line of JSON goes each way ([`wire`]). What
//! a peer sends is bounded, cleaned and masked before anything else sees it, and a peer that takes its time is left: the
//! board waits for none of them. [`listen`] is the board's end, [`send`] the shell's.

use std::io;

use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::UnixStream;

use crate::files::private::Shared;

pub mod listen;
pub mod send;
pub mod wire;

mod peer;

/// The names of all sockets begin and end so.
const NAME: (&str, &str) = ("say-", ".sock");

/// Most bytes of a line: each character of a message may be escaped.
const LINE: usize = 4096;

/// The sockets that are there, by name.
fn sockets(place: &Shared) -> io::Result<Vec<String>> {
    let mut names = place.names()?;
    names.retain(|name| name.starts_with(NAME.0) && name.ends_with(NAME.1));
    Ok(names)
}

/// Connects to a socket; where the board that made it is gone, takes it away.
async fn connect(place: &Shared, name: &str) -> io::Result<UnixStream> {
    place.check_socket(name)?;
    let connected = UnixStream::connect(place.dir().join(name)).await;
    if connected.as_ref().is_err_and(|error| error.kind() == io::ErrorKind::ConnectionRefused) {
        tracing::info!("a socket of a board that is gone is taken away: {name}");
        place.remove(name)?;
    }
    connected
}

/// Reads a line.
///
/// # Errors
/// When it does not end, be it that it is longer than [`LINE`] or that the other end stopped; [`io::ErrorKind::UnexpectedEof`]
/// where that said nothing at all.
async fn read_line(stream: &mut UnixStream) -> io::Result<Vec<u8>> {
    let mut line = Vec::new();
    BufReader::new(stream.take(LINE as u64 + 1)).read_until(b'\n', &mut line).await?;
    if line.pop_if(|last| *last == b'\n').is_some() {
        return Ok(line);
    }
    if line.is_empty() {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    let why = if line.len() > LINE { "the line is too long" } else { "the line has no end" };
    Err(io::Error::new(io::ErrorKind::InvalidData, why))
}

async fn write_line(stream: &mut UnixStream, mut line: String) -> io::Result<()> {
    line.push('\n');
    stream.write_all(line.as_bytes()).await?;
    stream.flush().await
}

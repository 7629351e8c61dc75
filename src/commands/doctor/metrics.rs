//! Whether figures can be told where the settings say, or are told there already.

use std::io;
use std::net::{SocketAddr, TcpListener};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

use super::push::reached;
use super::{Check, Verdict};
use crate::config::Config;
use crate::model::Problem;
use crate::serve::metrics::{Meter, SECTION};
use crate::serve::problem::Deaf;

/// How long an answer may take.
const PATIENCE: Duration = Duration::from_secs(10);

/// No more of an answer is read, in bytes: what only a board writes stands at its beginning.
const LARGEST: u64 = 64 * 1024;

/// The check, where figures are to be told.
pub(super) fn checks(config: &Config) -> Option<Check> {
    let listen = config.metrics.listen?;
    Some(Check::new(SECTION, look(listen)).needs(["settings"]))
}

async fn look(listen: SocketAddr) -> Verdict {
    let note = if listen.ip().is_loopback() {
        ""
    } else {
        "; who reaches it from elsewhere reads the figures too, in plain text and without a password"
    };
    match TcpListener::bind(listen) {
        Ok(_) => Verdict::ok(format!("{listen} is free for the figures{note}")),
        Err(error) if error.kind() == io::ErrorKind::AddrInUse => {
            if timeout(PATIENCE, tells_figures(reached(listen))).await.is_ok_and(|told| told.unwrap_or(false)) {
                return Verdict::ok(format!(
                    "a board tells its figures on {listen}, and others on this machine do not{note}"
                ));
            }
            failed(listen, &error)
        }
        Err(error) => failed(listen, &error),
    }
}

fn failed(listen: SocketAddr, error: &io::Error) -> Verdict {
    let problem: Problem = Deaf::NoPort(listen.to_string(), error.to_string(), SECTION).into();
    let advice = problem.remedy().unwrap_or_else(|| format!("set another listen in [{SECTION}]"));
    Verdict { blame: problem.blame(), ..Verdict::failure(problem.failed(), advice) }
}

/// Whether a board of this program answers there.
async fn tells_figures(address: SocketAddr) -> io::Result<bool> {
    let mut stream = TcpStream::connect(address).await?;
    stream.write_all(b"GET /metrics HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").await?;
    let mut answer = Vec::new();
    stream.take(LARGEST).read_to_end(&mut answer).await?;
    let answer = String::from_utf8_lossy(&answer);
    Ok(answer.starts_with("HTTP/1.1 200 ") && answer.contains(Meter::BuildInfo.about().name))
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;

    use super::*;
    use crate::commands::doctor::Outcome;
    use crate::serve::metrics::{Listener, Published};

    fn free() -> SocketAddr {
        SocketAddr::from((Ipv4Addr::LOCALHOST, 0))
    }

    #[tokio::test]
    async fn a_free_port_is_enough_and_one_that_others_reach_says_what_that_means() {
        let verdict = look(free()).await;
        assert_eq!((verdict.outcome, verdict.says.as_str()), (Outcome::Ok, "127.0.0.1:0 is free for the figures"));
        let config = Config::default();
        assert!(checks(&config).is_none(), "nothing is listened for unless it is set");
        let verdict = look(SocketAddr::from((Ipv4Addr::UNSPECIFIED, 0))).await;
        assert_eq!(verdict.outcome, Outcome::Ok);
        assert!(verdict.says.ends_with("in plain text and without a password"), "{}", verdict.says);
    }

    #[tokio::test]
    async fn a_board_that_has_the_port_is_fine_and_another_program_is_not() {
        let board = Listener::take(free(), Published::default()).unwrap();
        let address = board.address();
        let running = tokio::spawn(board.run());
        let verdict = look(address).await;
        assert_eq!(verdict.outcome, Outcome::Ok, "{}", verdict.says);
        assert!(verdict.says.starts_with("a board tells its figures on 127.0.0.1:"), "{}", verdict.says);
        running.abort();
        let other = tokio::net::TcpListener::bind(free()).await.unwrap();
        let address = other.local_addr().unwrap();
        let answering = tokio::spawn(async move {
            let (mut stream, _) = other.accept().await.unwrap();
            stream.write_all(b"SSH-2.0\r\n").await.unwrap();
        });
        let verdict = look(address).await;
        answering.await.unwrap();
        assert_eq!(verdict.outcome, Outcome::Failure, "{}", verdict.says);
        assert!(verdict.advice.unwrap().contains("set another listen in [metrics]"));
    }
}

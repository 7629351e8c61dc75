//! The shell's end: all boards are told at the same time, and what each of them answers is put together.

use std::io;
use std::time::Duration;

use futures_util::future::join_all;
use tokio::time::timeout;

use super::wire::{self, Answer, Asked};
use super::{connect, read_line, sockets, write_line};
use crate::files::private::Shared;

/// So many boards are told.
const MOST: usize = 64;
/// How long a board may take. It may have to ask a directory service who is there.
const PATIENCE: Duration = Duration::from_secs(15);

/// What came of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Heard {
    /// Until when each board that shows the message shows it; one that cleared it, or took a note, has nothing here.
    pub boards: Vec<Option<String>>,
    /// How many boards are other walls than the one that was meant.
    pub others: usize,
    /// Why boards did not do it, a sentence each.
    pub failures: Vec<String>,
}

/// Asks it of every board that listens in one of these places.
pub async fn send(places: &[Shared], asked: &Asked) -> Heard {
    send_but(places, asked, None).await
}

/// The same, but for the board whose socket is called `own`.
pub async fn send_but(places: &[Shared], asked: &Asked, own: Option<&str>) -> Heard {
    let mut heard = Heard::default();
    for place in places {
        match sockets(place) {
            Ok(names) => {
                let others = names.iter().filter(|name| Some(name.as_str()) != own);
                let told = others.take(MOST).map(|name| tell(place, name, asked));
                for outcome in join_all(told).await {
                    heard.add(outcome);
                }
            }
            Err(error) => heard.failures.push(error.to_string()),
        }
    }
    heard
}

/// What a board answers; `None` where there is none any more.
async fn tell(place: &Shared, name: &str, asked: &Asked) -> Result<Option<Answer>, String> {
    let talk = async {
        let mut stream = connect(place, name).await?;
        write_line(&mut stream, wire::line(asked)).await?;
        read_line(&mut stream).await
    };
    match timeout(PATIENCE, talk).await {
        Ok(Ok(line)) => {
            wire::answer(&line).map(Some).ok_or_else(|| format!("the board at {name} answers what cannot be read"))
        }
        Ok(Err(error)) if matches!(error.kind(), io::ErrorKind::ConnectionRefused | io::ErrorKind::NotFound) => {
            Ok(None)
        }
        Ok(Err(error)) => Err(format!("the board at {name} cannot be told: {error}")),
        Err(_) => Err(format!("the board at {name} does not answer; it may be stopped")),
    }
}

impl Heard {
    fn add(&mut self, outcome: Result<Option<Answer>, String>) {
        match outcome {
            Ok(Some(Answer::Shown { until })) => self.boards.push(Some(until)),
            Ok(Some(Answer::Cleared | Answer::Noted)) => self.boards.push(None),
            Ok(Some(Answer::Elsewhere)) => self.others += 1,
            Ok(Some(Answer::Refused { why })) => self.failures.push(format!("a board refuses: {why}")),
            Ok(None) => {}
            Err(why) => self.failures.push(why),
        }
    }
}

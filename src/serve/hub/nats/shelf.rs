//! Recordings of this hub, handed out by pieces: so many at a time as do not keep the disk, or the way, from all else.

use std::fs::{self, File};
use std::io::{Read, Seek, SeekFrom};
use std::sync::Arc;

use bytes::Bytes;
use tokio::sync::Semaphore;

use super::super::tapes::{TapeSettings, days, path};
use crate::feed::hub::nats::asks::{LAST, LENGTH, MARK, NOTHING, PART};
use crate::feed::hub::nats::link::Link;
use crate::feed::hub::nats::tapes::{KeptTape, KeptTapes, PIECE, TapeAsked};
use crate::feed::hub::post::Headers;
use crate::feed::record::Reader;
use crate::model::{Stamp, sort};
use crate::tasks::spawn_blocking;

/// So many pieces are read, and sent, at a time.
const AT_ONCE: usize = 4;

/// Where a hub records, for boards that look back.
#[derive(Clone)]
pub(super) struct Shelf {
    settings: TapeSettings,
    turns: Arc<Semaphore>,
}

/// A piece of a recording.
struct Piece {
    /// When the recording was begun: no two hubs' are alike.
    began: Stamp,
    /// How long it is by now.
    length: u64,
    bytes: Vec<u8>,
}

impl Shelf {
    /// One of that directory.
    pub(super) fn new(settings: TapeSettings) -> Self {
        Self { settings, turns: Arc::new(Semaphore::new(AT_ONCE)) }
    }

    /// What there is.
    pub(super) async fn kept(&self) -> KeptTapes {
        let settings = self.settings.clone();
        spawn_blocking(move || kept(&settings)).await.unwrap_or_default()
    }

    /// Sends a piece, or that there is none, once those before it are on their way; `None` where it was asked for wrongly.
    pub(super) async fn send(&self, link: &Link, asked: TapeAsked, reply: &str) -> Option<()> {
        let _turn = self.turns.acquire().await.ok()?;
        let settings = self.settings.clone();
        let piece = spawn_blocking(move || piece(&settings, &asked)).await.ok()?;
        let (headers, body) = message(piece);
        if let Err(why) = link.post(reply.to_owned(), None, headers, body).await {
            tracing::debug!("hub: a piece of a recording was not sent: {why}");
        }
        // What does not leave this machine must not pile up in it.
        link.flush().await;
        Some(())
    }
}

fn message(piece: Option<Piece>) -> (Headers, Bytes) {
    let mut headers = vec![(PART, "0".to_owned()), (LAST, "1".to_owned())];
    let Some(Piece { began, length, bytes }) = piece else {
        headers.push((NOTHING, "1".to_owned()));
        return (headers, Bytes::new());
    };
    headers.extend([(LENGTH, length.to_string()), (MARK, began.ms().to_string())]);
    (headers, Bytes::from(bytes))
}

fn kept(settings: &TapeSettings) -> KeptTapes {
    let mut days = days(&settings.dir);
    sort::by(&mut days, Ord::cmp);
    let one = |day| {
        let bytes = fs::metadata(path(&settings.dir, day)).ok()?.len();
        Some(KeptTape { day: day.to_string(), bytes })
    };
    KeptTapes { recordings: days.into_iter().filter_map(one).collect() }
}

/// It, if there is such a recording. No path is made of what was asked, but of the day that it names.
fn piece(settings: &TapeSettings, asked: &TapeAsked) -> Option<Piece> {
    let path = path(&settings.dir, asked.day.parse().ok()?);
    let mut file = File::open(&path).ok()?;
    let began = Reader::new(&file, &path).ok()?.about().began;
    let length = file.metadata().ok()?.len();
    file.seek(SeekFrom::Start(asked.from)).ok()?;
    let mut bytes = Vec::new();
    file.take(PIECE as u64).read_to_end(&mut bytes).ok()?;
    Some(Piece { began, length, bytes })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::feed::record::{About, Writer};

    #[test]
    fn a_recording_is_handed_out_by_its_day_piece_by_piece_and_nothing_else_is() {
        let dir = tempfile::tempdir().unwrap();
        let settings = TapeSettings { dir: dir.path().to_owned(), days: 7 };
        assert_eq!(kept(&settings), KeptTapes::default());
        for (day, began) in [("2026-11-21", 7), ("2026-11-20", 5)] {
            Writer::open(&dir.path().join(format!("{day}.rec")), &About::new("Acme", "UTC", Stamp(began))).unwrap();
        }
        fs::write(dir.path().join("2026-11-19.rec"), "x").unwrap();
        fs::write(dir.path().join("secret.rec"), "x").unwrap();
        let days: Vec<String> = kept(&settings).recordings.into_iter().map(|kept| kept.day).collect();
        assert_eq!(days, ["2026-11-19", "2026-11-20", "2026-11-21"]);
        let whole = fs::read(dir.path().join("2026-11-21.rec")).unwrap();
        let asked = |day: &str, from| piece(&settings, &TapeAsked { day: day.to_owned(), from });
        let first = asked("2026-11-21", 0).unwrap();
        assert_eq!((first.began, first.length, &first.bytes), (Stamp(7), whole.len() as u64, &whole));
        assert_eq!(asked("2026-11-21", 9).unwrap().bytes, whole[9..]);
        assert_eq!(asked("2026-11-21", whole.len() as u64).unwrap().bytes, [0_u8; 0]);
        for day in ["2026-11-18", "2026-11-19", "secret", "../2026-11-21", ""] {
            assert!(asked(day, 0).is_none(), "{day}");
        }
    }

    #[test]
    fn no_piece_is_longer_than_a_message_may_be() {
        let dir = tempfile::tempdir().unwrap();
        let settings = TapeSettings { dir: dir.path().to_owned(), days: 7 };
        let path = dir.path().join("2026-11-21.rec");
        drop(Writer::open(&path, &About::new("Acme", "UTC", Stamp(7))).unwrap());
        let mut whole = fs::read(&path).unwrap();
        whole.resize(PIECE + 100, 7);
        fs::write(&path, &whole).unwrap();
        let asked = |from| piece(&settings, &TapeAsked { day: "2026-11-21".to_owned(), from }).unwrap();
        assert_eq!(asked(0).bytes, whole[..PIECE]);
        assert_eq!(asked(PIECE as u64).bytes, whole[PIECE..]);
    }
}

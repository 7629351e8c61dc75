//! What hubs recorded, as boards read it by way of a NATS server: piece by piece, each asked for by itself.
//!
//! A board asks for no more than it can take, and a hub has no more on its way than boards have asked for. While none leads the
//! board asks again; each hub has recordings of its own, so that where another leads then, and has another one of that day, the
//! reading ends.

use std::future::ready;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use chrono::NaiveDate;
use futures_util::{StreamExt, stream};
use serde::{Deserialize, Serialize};
use tokio::time::{Instant, sleep};

use super::Nats;
use super::asks::{First, Question};
use crate::feed::hub::problem::Unlinked;
use crate::http::Result;
use crate::model::Problem;
use crate::platforms::Recording;

/// A piece of a recording, in bytes.
pub const PIECE: usize = 256 * 1024;

/// So many pieces are asked for at a time.
const AT_ONCE: usize = 4;

/// A hub that fails is replaced well within this.
const PATIENCE: Duration = Duration::from_mins(1);

/// Where none answers it is asked again so soon.
const AGAIN: Duration = Duration::from_millis(500);

/// So many days are named where another one was asked for.
const NAMED: usize = 7;

/// A recording that a hub has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptTape {
    /// The site's day, such as `2026-11-21`.
    pub day: String,
    /// How long it is by now.
    pub bytes: u64,
}

/// All that a hub has, the oldest first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptTapes {
    /// They.
    pub recordings: Vec<KeptTape>,
}

/// Which piece is asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TapeAsked {
    /// The day of the recording.
    pub day: String,
    /// Where it begins.
    pub from: u64,
}

/// What is said while a recording is read.
pub type Says = Box<dyn Fn(&Problem) + Send + Sync>;

/// A recording being read.
struct Fetching {
    nats: Arc<Nats>,
    says: Says,
    day: String,
    /// What was said last; nothing once there was an answer.
    said: Mutex<Option<Problem>>,
}

impl Nats {
    /// The recordings of the hub that leads, the oldest first.
    ///
    /// # Errors
    /// That it records nothing, and those of the way.
    pub async fn tapes(&self) -> std::result::Result<Vec<KeptTape>, Unlinked> {
        let link = self.bulk().await?;
        let answer = self.ask(&link, Question::Tapes, Bytes::new(), &[]).await?;
        let (first, mut answer) = answer.begun(self.host()).await?;
        if first.is_nothing() {
            return Err(Unlinked::NoTapes(self.host().to_owned()));
        }
        let mut whole = first.body.to_vec();
        whole.extend(answer.whole(self.host()).await?);
        let kept: KeptTapes = serde_json::from_slice(&whole).map_err(|_| Unlinked::Garbled(self.host().to_owned()))?;
        Ok(kept.recordings)
    }

    async fn piece(&self, asked: &TapeAsked) -> std::result::Result<First, Unlinked> {
        let link = self.bulk().await?;
        let body = Bytes::from(serde_json::to_vec(asked).unwrap_or_default());
        let answer = self.ask(&link, Question::Tape, body, &[]).await?;
        Ok(answer.begun(self.host()).await?.0)
    }

    /// Opens the recording of that day, or the newest, of the hub that leads. While none does, what is waited for is said.
    ///
    /// # Errors
    /// That there is none, and those of the way. Among its bytes: that another hub leads, which has not this recording.
    pub async fn recording(self: &Arc<Self>, day: Option<NaiveDate>, says: Says) -> Result<Recording> {
        let mut fetching = Fetching { nats: Arc::clone(self), says, day: String::new(), said: Mutex::default() };
        let kept = fetching.persistently(|| self.tapes(), is_leaderless).await.map_err(Unlinked::error)?;
        fetching.day = chosen(self.host(), &kept, day).map_err(Unlinked::error)?;
        fetching.begin().await.map_err(Unlinked::error)
    }
}

/// The day that is meant.
fn chosen(host: &str, kept: &[KeptTape], day: Option<NaiveDate>) -> std::result::Result<String, Unlinked> {
    let Some(newest) = kept.last() else { return Err(Unlinked::NoTapeYet(host.to_owned())) };
    let Some(day) = day.map(|day| day.to_string()) else { return Ok(newest.day.clone()) };
    if kept.iter().any(|kept| kept.day == day) {
        return Ok(day);
    }
    let named: Vec<&str> = kept.iter().rev().take(NAMED).rev().map(|kept| kept.day.as_str()).collect();
    Err(Unlinked::NoTape(host.to_owned(), day, named.join(", ")))
}

/// Whether it may pass by itself that none leads.
const fn is_leaderless(why: &Unlinked) -> bool {
    matches!(why, Unlinked::NoLeader(..) | Unlinked::Late(..))
}

/// The same where the way was there a moment ago.
const fn passes(why: &Unlinked) -> bool {
    is_leaderless(why) || matches!(why, Unlinked::Gone(_) | Unlinked::Unreached(..))
}

impl Fetching {
    /// Reads the first piece, which says how long the whole is and which; what reads the rest.
    async fn begin(self) -> std::result::Result<Recording, Unlinked> {
        let host = self.nats.host().to_owned();
        let other = || Unlinked::OtherTape(host.clone());
        let first = self.piece(0).await?;
        let (length, mark) = (first.length.ok_or_else(other)?, first.mark.ok_or_else(other)?);
        let pieces = length.div_ceil(PIECE as u64);
        let own = cut(&first.body, 0, length).ok_or_else(other)?;
        let fetching = Arc::new(self);
        let next = move |at: u64| {
            let (fetching, mark) = (Arc::clone(&fetching), mark.clone());
            async move {
                let from = at * PIECE as u64;
                let piece = fetching.piece(from).await?;
                let is_it = piece.mark.as_deref() == Some(mark.as_str());
                cut(&piece.body, from, length).filter(|_| is_it).ok_or_else(|| fetching.another())
            }
        };
        let rest = stream::iter(1..pieces.max(1)).map(next).buffered(AT_ONCE);
        let rest = rest.map(|piece: std::result::Result<Bytes, Unlinked>| piece.map_err(Unlinked::error));
        let bytes = Box::pin(stream::once(ready(Ok(own))).chain(rest));
        Ok(Recording { bytes, length: Some(length) })
    }

    async fn piece(&self, from: u64) -> std::result::Result<First, Unlinked> {
        let asked = TapeAsked { day: self.day.clone(), from };
        let piece = self.persistently(|| self.nats.piece(&asked), passes).await?;
        if piece.is_nothing() { Err(self.another()) } else { Ok(piece) }
    }

    fn another(&self) -> Unlinked {
        Unlinked::OtherTape(self.nats.host().to_owned())
    }

    /// Asks until there is an answer, or something that does not pass by itself, or none came for too long.
    async fn persistently<T, F>(
        &self,
        ask: impl Fn() -> F,
        passes: fn(&Unlinked) -> bool,
    ) -> std::result::Result<T, Unlinked>
    where
        F: Future<Output = std::result::Result<T, Unlinked>>,
    {
        let began = Instant::now();
        loop {
            match ask().await {
                Ok(answer) => {
                    self.tell(None);
                    return Ok(answer);
                }
                Err(why) if passes(&why) && began.elapsed() < PATIENCE => self.tell(Some(why.error().problem)),
                Err(why) => return Err(why),
            }
            sleep(AGAIN).await;
        }
    }

    /// Says it, once for all pieces that wait.
    fn tell(&self, problem: Option<Problem>) {
        let mut said = self.said.lock().unwrap_or_else(PoisonError::into_inner);
        if *said != problem {
            if let Some(problem) = &problem {
                (self.says)(problem);
            }
            *said = problem;
        }
    }
}

/// As much of a piece as is of the recording as it was at first; `None` where that is not all there.
fn cut(piece: &Bytes, from: u64, length: u64) -> Option<Bytes> {
    let own = length.checked_sub(from)?.min(PIECE as u64);
    let own = usize::try_from(own).ok()?;
    (piece.len() >= own).then(|| piece.slice(..own))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_is_meant_unless_a_day_is_named_and_what_there_is_is_said() {
        let day = |day: u32| KeptTape { day: format!("2026-11-{day:02}"), bytes: 7 };
        let kept: Vec<KeptTape> = (11..21).map(day).collect();
        let named = |text: &str| Some(text.parse().unwrap());
        assert_eq!(chosen("a:1", &kept, None).as_deref(), Ok("2026-11-20"));
        assert_eq!(chosen("a:1", &kept, named("2026-11-12")).as_deref(), Ok("2026-11-12"));
        let none = chosen("a:1", &kept[..2], named("2026-11-21")).unwrap_err().error().problem.to_string();
        assert_eq!(
            none,
            "the hub at the NATS server a:1 has no recording of 2026-11-21: it has those of 2026-11-11, 2026-11-12"
        );
        let last = chosen("a:1", &kept, named("2026-11-21")).unwrap_err().error().problem.to_string();
        assert!(last.contains("those of 2026-11-14, ") && last.ends_with(", 2026-11-20"), "{last}");
        let empty = chosen("a:1", &[], None).unwrap_err().error().problem.to_string();
        assert_eq!(empty, "the hub at the NATS server a:1 has recorded nothing yet");
    }

    #[test]
    fn a_recording_that_grows_meanwhile_is_read_as_long_as_it_was() {
        let piece = |bytes: usize| Bytes::from(vec![7; bytes]);
        let all = PIECE as u64;
        assert_eq!(cut(&piece(PIECE), 0, all + 5), Some(piece(PIECE)));
        assert_eq!(cut(&piece(PIECE), all, all + 5), Some(piece(5)), "the rest was written later");
        assert_eq!(cut(&piece(4), all, all + 5), None, "it is shorter than it was");
        assert_eq!(cut(&piece(0), 0, 0), Some(piece(0)));
        assert_eq!(cut(&piece(1), all, 5), None);
    }
}
